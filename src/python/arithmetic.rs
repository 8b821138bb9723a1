//! Arithmetic and order of numbers that the event decides.
//!
//! In: two values, of which the event decides at least one. Out: the number that is computed, or on which
//! side of the other one of them is; an exception for what is no number.

use super::equality::number;
use super::reckoned::{Reckoned, Step};
use super::run::{Run, State};
use super::tree::Tree;
use super::value::{Json, Symbol, Val, leaf, raise};
use ruff_python_ast::Operator;
use ruff_text_size::TextRange;
use std::rc::Rc;
use transpile_sdk::ir::{
    Argument, Call, Comparison, Condition, Function, JsonType, Number, Scalar, Test, Value,
};

impl Run<'_> {
    /// `left + right` and its relatives.
    pub(super) fn arithmetic(
        &mut self,
        op: Operator,
        left: &Val,
        right: &Val,
        range: TextRange,
        state: &mut State,
    ) -> Symbol {
        self.both_numeric(
            (left, right),
            &mut |run, left, right| run.computed(op, left, right, range, &mut state.clone()),
            &mut |run, json, left| run.no_number(op, json, left, range),
            &mut |run, json| run.no_number(op, json, right, range),
        )
    }

    /// Goes on with two numbers. `no_right` says what becomes of anything else on the right of a number, `no_left` of
    /// anything else on the left.
    fn both_numeric(
        &mut self,
        (left, right): (&Val, &Val),
        act: &mut dyn FnMut(&mut Self, &Val, &Val) -> Symbol,
        no_right: &mut dyn FnMut(&mut Self, &Json, &Val) -> Symbol,
        no_left: &mut dyn FnMut(&mut Self, &Json) -> Symbol,
    ) -> Symbol {
        self.numeric(
            left,
            &mut |run, left| {
                run.numeric(
                    right,
                    &mut |run, right| act(run, left, right),
                    &mut |run, json| no_right(run, json, left),
                )
            },
            no_left,
        )
    }

    /// Goes on with a number, be it a truth value; `otherwise` says what becomes of anything else in the event.
    fn numeric(
        &mut self,
        value: &Val,
        act: &mut dyn FnMut(&mut Self, &Val) -> Symbol,
        otherwise: &mut dyn FnMut(&mut Self, &Json) -> Symbol,
    ) -> Symbol {
        let Val::Json(json) = value else {
            return match value {
                Val::Bool(condition) => {
                    let condition = condition.clone();
                    self.choose_with(&condition, act)
                }
                value => act(self, value),
            };
        };
        let is_number = self.is_type(&json.value, JsonType::Number);
        let number = Val::Count(json.value.clone());
        match self.known.decide(&is_number, &self.schema) {
            Some(true) => act(self, &number),
            Some(false) => self.no_json_number(json, act, otherwise),
            None => {
                let then = self.under(&is_number, true, |run| act(run, &number));
                let other = self.under(&is_number, false, |run| {
                    run.no_json_number(json, act, otherwise)
                });
                Tree::choice(&is_number, then, other)
            }
        }
    }

    fn no_json_number(
        &mut self,
        json: &Json,
        act: &mut dyn FnMut(&mut Self, &Val) -> Symbol,
        otherwise: &mut dyn FnMut(&mut Self, &Json) -> Symbol,
    ) -> Symbol {
        let is_bool = self.is_type(&json.value, JsonType::Bool);
        let is_true = self.equals(&json.value, Scalar::Bool(true));
        self.choose(
            &is_bool,
            |run| run.choose_with(&is_true, act),
            |run| otherwise(run, json),
        )
    }

    /// 1 where a condition holds, else 0.
    fn choose_with(
        &mut self,
        condition: &Condition,
        act: &mut dyn FnMut(&mut Self, &Val) -> Symbol,
    ) -> Symbol {
        if let Some(holds) = self.known.decide(condition, &self.schema) {
            return act(self, &Val::Int(i64::from(holds)));
        }
        let one = self.under(condition, true, |run| act(run, &Val::Int(1)));
        let zero = self.under(condition, false, |run| act(run, &Val::Int(0)));
        Tree::choice(condition, one, zero)
    }

    /// What an operator makes of a value of the event that is no number, and another value behind it.
    fn no_number(&mut self, op: Operator, json: &Json, other: &Val, range: TextRange) -> Symbol {
        let message = "arithmetic with values that the event decides";
        let is_sequence_only = match op {
            // Texts and lists are repeated, and texts are filled in.
            Operator::Mult => !matches!(other, Val::Float(_)),
            Operator::Mod => true,
            Operator::Add => return self.put_together(json, other, range),
            Operator::BitOr | Operator::BitAnd | Operator::BitXor => {
                return self.unknown(range, message);
            }
            _ => false,
        };
        if !is_sequence_only {
            return raise("TypeError");
        }
        let is_text = self.is_type(&json.value, JsonType::String);
        self.choose(
            &is_text,
            |run| run.unknown(range, message),
            |run| run.unless_plain_list(json, range),
        )
    }

    /// A text of the event and another text; a list and another list.
    fn put_together(&mut self, json: &Json, other: &Val, range: TextRange) -> Symbol {
        if !matches!(other, Val::Json(_)) {
            return raise("TypeError");
        }
        let is_text = self.is_type(&json.value, JsonType::String);
        let text = Val::Computed(json.value.clone());
        self.choose(
            &is_text,
            |run| run.concat_two(&text, other, range),
            |run| run.unless_plain_list(json, range),
        )
    }

    /// Panther's lists have no operators.
    fn unless_plain_list(&mut self, json: &Json, range: TextRange) -> Symbol {
        if json.wrapped {
            return raise("TypeError");
        }
        let is_array = self.is_type(&json.value, JsonType::Array);
        self.choose(
            &is_array,
            |run| run.unknown(range, "an operator between lists"),
            |_| raise("TypeError"),
        )
    }

    fn computed(
        &mut self,
        op: Operator,
        left: &Val,
        right: &Val,
        range: TextRange,
        state: &mut State,
    ) -> Symbol {
        if number(left).is_some() && number(right).is_some() {
            return self.binary(op, left, right, range, state);
        }
        if number(right).is_some_and(Number::is_zero)
            && matches!(op, Operator::Div | Operator::FloorDiv | Operator::Mod)
            && matches!(left, Val::Count(_) | Val::Reckoned(_) | Val::Length(_))
        {
            return raise("ZeroDivisionError");
        }
        let unknown =
            |run: &mut Self| run.unknown(range, "arithmetic with values that the event decides");
        let (own, constant, is_left) = match (number(left), number(right)) {
            (None, Some(constant)) => (left, constant, false),
            (Some(constant), None) => (right, constant, true),
            _ => {
                return match (left, right) {
                    (Val::Count(left), Val::Count(right)) => match function(op) {
                        Some(function) => leaf(Val::Count(of_two(function, left, right))),
                        None => unknown(self),
                    },
                    (Val::None, _) | (_, Val::None) => raise("TypeError"),
                    _ => unknown(self),
                };
            }
        };
        let Some(step) = Step::new(op, constant, is_left) else {
            return unknown(self);
        };
        let (number, mut steps) = match own {
            Val::Count(number) => (number.clone(), Vec::new()),
            Val::Reckoned(reckoned) => (reckoned.number.clone(), reckoned.steps.clone()),
            _ => return unknown(self),
        };
        steps.push(step);
        leaf(Val::Reckoned(Rc::new(Reckoned { number, steps })))
    }

    /// Where a computed number is on that side of a bound.
    pub(super) fn reckoned(
        &mut self,
        comparison: Comparison,
        reckoned: &Reckoned,
        bound: Number,
        range: TextRange,
    ) -> Symbol {
        let Some(side) = reckoned.side(comparison, bound) else {
            return self.unknown_value(range, "a number that is computed of such a large one");
        };
        let test = Test::Compare(side.comparison, Scalar::Number(side.bound));
        let holds = self.test(&reckoned.number, test);
        leaf(Val::Bool(if side.negated {
            holds.complement()
        } else {
            holds
        }))
    }

    /// Where it is just that number.
    pub(super) fn reckoned_equals(
        &mut self,
        reckoned: &Reckoned,
        wanted: Number,
        range: TextRange,
    ) -> Symbol {
        let least = self.reckoned(Comparison::Ge, reckoned, wanted, range);
        let more = self.reckoned(Comparison::Gt, reckoned, wanted, range);
        match (least.only(), more.only()) {
            (Some(Val::Bool(least)), Some(Val::Bool(more))) => {
                let both = Condition::all([least.clone(), more.clone().complement()]);
                leaf(Val::Bool(self.known.simplify(both, &self.schema)))
            }
            _ => least,
        }
    }

    /// Two values of which the event decides both: which of them is the larger number.
    pub(super) fn ordered_numbers(
        &mut self,
        comparison: Comparison,
        left: &Val,
        right: &Val,
        range: TextRange,
        state: &mut State,
    ) -> Symbol {
        self.both_numeric(
            (left, right),
            &mut |run, left, right| match (left, right) {
                (Val::Count(left), Val::Count(right)) => {
                    let rest = of_two(Function::Subtract, left, right);
                    let zero = Scalar::Number(Number::Int(0));
                    leaf(Val::Bool(run.test(&rest, Test::Compare(comparison, zero))))
                }
                (left, right) if number(left).is_some() || number(right).is_some() => {
                    run.ordered(comparison, left, right, range, &mut state.clone())
                }
                _ => run.unknown(range, "values are compared by their order"),
            },
            // A number is on no side of anything else.
            &mut |_, _, _| raise("TypeError"),
            &mut |run, json| run.ordered_others(json, right, range),
        )
    }
}

impl Run<'_> {
    /// What is no number is compared with what is of the same kind: texts, or lists that are not Panther's.
    fn ordered_others(&mut self, left: &Json, right: &Val, range: TextRange) -> Symbol {
        let Val::Json(right) = right else {
            return raise("TypeError");
        };
        let mut kinds = vec![JsonType::String];
        if !left.wrapped && !right.wrapped {
            kinds.push(JsonType::Array);
        }
        let both = kinds.into_iter().map(|ty| {
            let sides = [&left.value, &right.value].map(|value| self.is_type(value, ty));
            Condition::all(sides)
        });
        let both = Condition::either(both.collect::<Vec<_>>());
        let both = self.known.simplify(both, &self.schema);
        self.choose(
            &both,
            |run| run.unknown(range, "texts are compared by their order"),
            |_| raise("TypeError"),
        )
    }
}

fn function(op: Operator) -> Option<Function> {
    match op {
        Operator::Add => Some(Function::Add),
        Operator::Sub => Some(Function::Subtract),
        _ => None,
    }
}

/// A function of two numbers.
fn of_two(function: Function, left: &Value, right: &Value) -> Value {
    Value::Call(Call {
        function,
        operand: Box::new(left.clone()),
        arguments: vec![Argument::Value(right.clone())],
        steps: Vec::new(),
    })
}

/// A number of the event and so many more.
pub(super) fn moved(number: Value, more: i64) -> Symbol {
    let step = Step::new(Operator::Add, Number::Int(more), false);
    let steps = step.into_iter().collect();
    leaf(Val::Reckoned(Rc::new(Reckoned { number, steps })))
}
