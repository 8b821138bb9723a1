//! Comparisons: `==`, `is`, `<` and their relatives.
//!
//! In: two values. Out: when the comparison holds, and when it raises an exception.

use super::expression::negated;
use super::run::{Run, State, condition};
use super::statement::with_stack;
use super::text::last_part;
use super::tree::{Tree, either_way};
use super::value::{Item, Json, Symbol, Val, leaf};
use crate::eval::canonical;
use ruff_python_ast::{CmpOp, Expr, ExprCompare};
use ruff_text_size::{Ranged, TextRange};
use std::rc::Rc;
use transpile_sdk::ir::{
    Call, Comparison, Condition, Function, JsonType, Number, Scalar, Step, Test, Value,
};

/// A place that is compared with a list may be so deep in the event.
const DEEPEST: usize = 30;

impl<'a> Run<'a> {
    /// `a < b < c`: each pair in turn, up to the first that fails.
    pub(super) fn comparison(&mut self, it: &'a ExprCompare, state: &mut State) -> Symbol {
        let left = self.eval(&it.left, state);
        self.pairs(&left, &it.ops, &it.comparators, it.range(), state)
    }

    fn pairs(
        &mut self,
        left: &Symbol,
        ops: &'a [CmpOp],
        others: &'a [Expr],
        range: TextRange,
        state: &mut State,
    ) -> Symbol {
        let (Some((op, ops)), Some((right, others))) = (ops.split_first(), others.split_first())
        else {
            return leaf(Val::bool(true));
        };
        let right = self.eval(right, state);
        let first = self.bind_both(left, &right, state, &mut |run, left, right, state| {
            run.compare(*op, left, right, range, state)
        });
        let first = self.collapse(&first, range);
        if ops.is_empty() {
            return first;
        }
        let both = self.bind_truth(&first, state, &mut |run, holds, state| {
            if holds {
                with_stack(|| run.pairs(&right, ops, others, range, state))
            } else {
                leaf(Val::bool(false))
            }
        });
        self.collapse(&both, range)
    }

    /// One comparison.
    pub(super) fn compare(
        &mut self,
        op: CmpOp,
        left: &Val,
        right: &Val,
        range: TextRange,
        state: &mut State,
    ) -> Symbol {
        match op {
            CmpOp::Eq => self.equal(left, right, range, state),
            CmpOp::NotEq => negated(&self.equal(left, right, range, state)),
            CmpOp::Is => self.identical(left, right, range),
            CmpOp::IsNot => negated(&self.identical(left, right, range)),
            CmpOp::In => self.contains(right, left, range, state),
            CmpOp::NotIn => {
                let inside = self.contains(right, left, range, state);
                negated(&inside)
            }
            CmpOp::Lt => self.ordered(Comparison::Lt, left, right, range, state),
            CmpOp::LtE => self.ordered(Comparison::Le, left, right, range, state),
            CmpOp::Gt => self.ordered(Comparison::Gt, left, right, range, state),
            CmpOp::GtE => self.ordered(Comparison::Ge, left, right, range, state),
        }
    }

    fn identical(&mut self, left: &Val, right: &Val, range: TextRange) -> Symbol {
        let (value, constant) = match (left, right) {
            (Val::None, Val::Library(name)) | (Val::Library(name), Val::None)
                if !name.starts_with("builtins.") =>
            {
                return self.unknown_value(range, format!("whether `{name}` is `None`"));
            }
            (constant @ (Val::None | Val::Bool(Condition::Const(_))), value)
            | (value, constant @ (Val::None | Val::Bool(Condition::Const(_)))) => (value, constant),
            (Val::TypeOf(_), _) | (_, Val::TypeOf(_)) => {
                return self.equal(left, right, range, &mut State::default());
            }
            _ if left == right && matches!(left, Val::Class(_) | Val::Library(_)) => {
                return leaf(Val::bool(true));
            }
            _ => {
                return self.unknown_value(
                    range,
                    "`is` of values that are not `None`, `True` or `False`",
                );
            }
        };
        leaf(Val::Bool(match (value, constant) {
            (Val::None, Val::None) => Condition::Const(true),
            (Val::Bool(condition), Val::Bool(Condition::Const(wanted))) => {
                if *wanted {
                    condition.clone()
                } else {
                    condition.clone().complement()
                }
            }
            (Val::Json(Json { value, .. }), Val::None) => self.test(value, Test::IsMissing),
            (Val::Json(Json { value, .. }), Val::Bool(Condition::Const(wanted))) => {
                self.equals(value, Scalar::Bool(*wanted))
            }
            _ => Condition::Const(false),
        }))
    }

    /// `left == right`.
    pub(super) fn equal(
        &mut self,
        left: &Val,
        right: &Val,
        range: TextRange,
        state: &mut State,
    ) -> Symbol {
        if let (Some(left), Some(right)) = (number(left), number(right)) {
            return leaf(Val::bool(left == right));
        }
        if let (Some(left), Some(right)) = (constant(left), constant(right)) {
            return leaf(Val::bool(left == right));
        }
        match (left, right) {
            (Val::Json(json), other) | (other, Val::Json(json)) => {
                self.json_equal(json, other, range, state)
            }
            (Val::Bool(condition), own @ (Val::Reckoned(_) | Val::Length(_)))
            | (own @ (Val::Reckoned(_) | Val::Length(_)), Val::Bool(condition)) => {
                let mut second = state.clone();
                self.choose(
                    condition,
                    |run| run.number_equals(own, Number::Int(1), range, state),
                    |run| run.number_equals(own, Number::Int(0), range, &mut second),
                )
            }
            (Val::Bool(condition), other) | (other, Val::Bool(condition)) => {
                leaf(Val::Bool(self.bool_equals(condition, other)))
            }
            (Val::Computed(value), Val::Text(text)) | (Val::Text(text), Val::Computed(value)) => {
                leaf(Val::Bool(
                    self.equals(value, Scalar::String(text.to_string())),
                ))
            }
            (Val::Computed(left), Val::Computed(right)) | (Val::Count(left), Val::Count(right)) => {
                leaf(Val::Bool(self.test(left, Test::EqField(right.clone()))))
            }
            (own @ (Val::Count(_) | Val::Reckoned(_) | Val::Length(_)), other)
            | (other, own @ (Val::Count(_) | Val::Reckoned(_) | Val::Length(_))) => {
                match number(other) {
                    Some(wanted) => self.number_equals(own, wanted, range, state),
                    None if matches!(other, Val::Count(_) | Val::Reckoned(_) | Val::Length(_)) => {
                        self.unknown_value(range, "a computed number is compared with another")
                    }
                    None => leaf(Val::bool(false)),
                }
            }
            (Val::List(left), Val::List(right)) | (Val::Tuple(left), Val::Tuple(right))
                if Rc::ptr_eq(left, right) =>
            {
                // Python compares by identity first.
                leaf(Val::bool(true))
            }
            (Val::List(left), Val::List(right)) | (Val::Tuple(left), Val::Tuple(right)) => {
                let (left, right) = (left.clone(), right.clone());
                self.items_equal(&left, &right, range, state)
            }
            (Val::Dict(left), Val::Dict(right)) if left.is_empty() || right.is_empty() => {
                let truth = if left.is_empty() { right } else { left };
                let truth = self.truth(&leaf(Val::Dict(truth.clone())), state, range);
                negated(&truth)
            }
            (Val::LastPart(text, separator), Val::Text(part))
            | (Val::Text(part), Val::LastPart(text, separator)) => {
                if part.contains(&**separator) {
                    return leaf(Val::bool(false));
                }
                let whole = self.equals(text, Scalar::String(part.to_string()));
                let end = self.test(text, Test::EndsWith(format!("{separator}{part}")));
                leaf(Val::Bool(Condition::either([whole, end])))
            }
            (Val::LastPart(text, separator), other @ (Val::Computed(_) | Val::LastPart(..)))
            | (other @ Val::Computed(_), Val::LastPart(text, separator)) => {
                let part = Val::Computed(last_part(text, separator));
                self.equal(&part, other, range, state)
            }
            (Val::Set(left), Val::Set(right)) => {
                let (left, right) = (left.clone(), right.clone());
                self.sets_equal(&left, &right, range, state)
            }
            (Val::Printed(own), other) | (other, Val::Printed(own)) => match other {
                Val::Text(text) if !own.may_be(text) => leaf(Val::bool(false)),
                other => {
                    let own = Val::Computed(own.text.clone());
                    self.equal(&own, other, range, state)
                }
            },
            (Val::TypeOf(value), Val::Library(class))
            | (Val::Library(class), Val::TypeOf(value)) => {
                match self.is_of_type(&value.clone(), &class.clone()) {
                    Some(condition) => leaf(Val::Bool(condition)),
                    None => self.unknown_value(range, "whether a value is of a class"),
                }
            }
            (Val::Class(_) | Val::Library(_), Val::Class(_) | Val::Library(_)) => {
                leaf(Val::bool(left == right))
            }
            _ => match (left.type_name(), right.type_name()) {
                (Some(own), Some(other))
                    if own != other && ![own, other].contains(&"PantherEvent") =>
                {
                    leaf(Val::bool(false))
                }
                _ => self.unknown_value(range, "whether these are equal"),
            },
        }
    }

    /// A truth value and another value: true is 1, false is 0.
    fn bool_equals(&mut self, condition: &Condition, other: &Val) -> Condition {
        match other {
            Val::Bool(other) => either_way(condition, other.clone(), other.clone().complement()),
            Val::Count(count) => {
                let one = self.equals(count, Scalar::Number(Number::Int(1)));
                let zero = self.equals(count, Scalar::Number(Number::Int(0)));
                either_way(condition, one, zero)
            }
            other => {
                // Equal by value: 1.0 is 1.
                let is = |int| number(other).is_some_and(|own| own == Number::Int(int));
                match (is(1), is(0)) {
                    (true, _) => condition.clone(),
                    (_, true) => condition.clone().complement(),
                    _ => Condition::Const(false),
                }
            }
        }
    }

    /// A length of a list, or a number that is computed, and a constant one.
    fn number_equals(
        &mut self,
        own: &Val,
        wanted: Number,
        range: TextRange,
        state: &mut State,
    ) -> Symbol {
        match own {
            Val::Count(value) => self.count_equals(value, wanted),
            Val::Length(items) => {
                self.length(&items.clone(), Comparison::Ge, wanted, range, state, true)
            }
            Val::Reckoned(own) => self.reckoned_equals(&own.clone(), wanted, range),
            _ => Tree::Dead,
        }
    }

    fn count_equals(&mut self, value: &Value, number: Number) -> Symbol {
        if number == Number::Int(0)
            && let Some(operand) = length_of(value)
        {
            return leaf(Val::Bool(self.test(operand, Test::IsFalsy)));
        }
        leaf(Val::Bool(self.equals(value, Scalar::Number(number))))
    }

    fn items_equal(
        &mut self,
        left: &[Item],
        right: &[Item],
        range: TextRange,
        state: &mut State,
    ) -> Symbol {
        if left.is_empty() || right.is_empty() {
            let items = if left.is_empty() { right } else { left };
            let some = self.exists(items, state, range, &mut |_, _, _| leaf(Val::bool(true)));
            return negated(&some);
        }
        if !left.iter().chain(right).all(Item::is_one) {
            return self.unknown_value(range, "whether these lists are equal");
        }
        if left.len() != right.len() {
            return leaf(Val::bool(false));
        }
        let mut all = Vec::new();
        for (left, right) in left.iter().zip(right) {
            let equal = self.bind_both(
                &left.value,
                &right.value,
                state,
                &mut |run, left, right, state| run.equal(left, right, range, state),
            );
            let equal = self.collapse(&equal, range);
            match condition(&equal) {
                Some(condition) => all.push(condition),
                None => return Tree::Dead,
            }
        }
        let all = self.check_size(Condition::all(all), range);
        leaf(Val::Bool(all))
    }

    /// A place of the event and another value.
    fn json_equal(
        &mut self,
        json: &Json,
        other: &Val,
        range: TextRange,
        state: &mut State,
    ) -> Symbol {
        let value = &json.value;
        if let Some(plain) = constant(other) {
            return leaf(Val::Bool(self.equals_plain(value, &plain)));
        }
        match other {
            Val::Json(other) => leaf(Val::Bool(self.fields_equal(value, &other.value))),
            Val::Computed(other) => leaf(Val::Bool(self.test(value, Test::EqField(other.clone())))),
            Val::Count(other) => leaf(Val::Bool(self.scalars_equal(value, other))),
            Val::LastPart(text, separator) => {
                let part = last_part(text, separator);
                leaf(Val::Bool(self.test(value, Test::EqField(part))))
            }
            Val::Printed(own) => leaf(Val::Bool(self.test(value, Test::EqField(own.text.clone())))),
            Val::List(items) | Val::Tuple(items) if items.iter().all(Item::is_one) => {
                let items = items.clone();
                if value.subject().steps.len() > DEEPEST {
                    return self.unknown_value(range, "whether these lists of lists are equal");
                }
                let is_array = self.is_type(value, JsonType::Array);
                if items.is_empty() {
                    let is_falsy = self.test(value, Test::IsFalsy);
                    return leaf(Val::Bool(Condition::all([is_array, is_falsy])));
                }
                let length = self.equals(&length(value), number_of(items.len()));
                let mut all = vec![is_array, length];
                for (index, item) in items.iter().enumerate() {
                    if let Some(symbol) = self.step(range) {
                        return symbol;
                    }
                    let element = self.schema.step(value, Step::Index(index as u64));
                    let element = Json {
                        value: element,
                        wrapped: json.wrapped,
                    };
                    let equal = self.bind(&item.value, state, &mut |run, item, state| {
                        run.json_equal(&element, item, range, state)
                    });
                    let equal = self.collapse(&equal, range);
                    if matches!(equal.only(), Some(Val::Unknown(_))) {
                        return equal;
                    }
                    all.extend(condition(&equal));
                }
                let all = self.check_size(Condition::all(all), range);
                leaf(Val::Bool(all))
            }
            Val::Dict(entries) if entries.is_empty() => {
                let is_object = self.is_type(value, JsonType::Object);
                let is_falsy = self.test(value, Test::IsFalsy);
                leaf(Val::Bool(Condition::all([is_object, is_falsy])))
            }
            Val::Dict(_) => match super::literal::json(other) {
                Some(constant) => {
                    let is_object = self.is_type(value, JsonType::Object);
                    let alike = self.equals(
                        &of(Function::PythonCanonical, value),
                        Scalar::String(canonical(&constant)),
                    );
                    leaf(Val::Bool(Condition::all([is_object, alike])))
                }
                None => self.unknown_value(range, "whether these are equal"),
            },
            Val::Set(_) => leaf(Val::bool(false)),
            _ => self.unknown_value(range, "whether these are equal"),
        }
    }

    /// A place of the event and a constant.
    pub(super) fn equals_plain(&mut self, value: &Value, plain: &Plain) -> Condition {
        match plain {
            Plain::None => self.test(value, Test::IsMissing),
            Plain::Text(text) => self.equals(value, Scalar::String(text.clone())),
            Plain::Bool(bool) => {
                let number = Number::Int(i64::from(*bool));
                let same = self.equals(value, Scalar::Bool(*bool));
                let number = self.equals(value, Scalar::Number(number));
                Condition::either([same, number])
            }
            Plain::Number(number) => {
                let mut ways = vec![self.equals(value, Scalar::Number(*number))];
                for bool in [false, true] {
                    if *number == Number::Int(i64::from(bool)) {
                        ways.push(self.equals(value, Scalar::Bool(bool)));
                    }
                }
                Condition::either(ways)
            }
        }
    }
}

/// A constant as Python compares it.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Plain {
    None,
    Text(String),
    Bool(bool),
    Number(Number),
}

/// The constant that a value is. True is 1 when it is compared with a number, but not in an event.
pub(super) fn constant(value: &Val) -> Option<Plain> {
    Some(match value {
        Val::None => Plain::None,
        Val::Text(text) => Plain::Text(text.to_string()),
        Val::Bool(Condition::Const(value)) => Plain::Bool(*value),
        Val::Int(int) => Plain::Number(Number::Int(*int)),
        Val::Float(float) => Plain::Number(Number::Double(*float)),
        _ => return None,
    })
}

/// The number that a constant is.
pub(super) fn number(value: &Val) -> Option<Number> {
    match value {
        Val::Int(int) => Some(Number::Int(*int)),
        Val::Float(float) => Some(Number::Double(*float)),
        Val::Bool(Condition::Const(value)) => Some(Number::Int(i64::from(*value))),
        _ => None,
    }
}

fn number_of(length: usize) -> Scalar {
    Scalar::Number(Number::Int(i64::try_from(length).unwrap_or(i64::MAX)))
}

/// What `length(x)` is the length of.
pub(super) fn length_of(value: &Value) -> Option<&Value> {
    match value {
        Value::Call(call) if call.function == Function::Length && call.steps.is_empty() => {
            match &*call.operand {
                // An object without keys is as falsy as their list.
                Value::Call(keys) if keys.function == Function::Keys => Some(&keys.operand),
                operand => Some(operand),
            }
        }
        _ => None,
    }
}

/// A function of one value.
pub(super) fn of(function: Function, value: &Value) -> Value {
    Value::Call(Call {
        function,
        operand: Box::new(value.clone()),
        arguments: Vec::new(),
        steps: Vec::new(),
    })
}

/// `length(value)`.
pub(super) fn length(value: &Value) -> Value {
    of(Function::Length, value)
}

/// `text(value)`.
pub(super) fn text(value: &Value) -> Value {
    of(Function::Text, value)
}
