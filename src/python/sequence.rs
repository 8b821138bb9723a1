//! Lists: iterating, indexing, and the methods of lists that a rule makes.
//!
//! In: a value and what is asked of it. Out: its items, one of them, or what a method gives.

use super::equality::length;
use super::run::{Run, State};
use super::tally::uncounted;
use super::text::reversed;
use super::tree::Tree;
use super::value::{Entry, Item, Json, Symbol, Val, leaf, raise};
use ruff_python_ast::{Expr, ExprSubscript, UnaryOp};
use ruff_text_size::{Ranged, TextRange};
use std::rc::Rc;
use transpile_sdk::ir::{
    Argument, Call, Comparison, Condition, Function, JsonType, Number, Scalar, Step, Test, Value,
};

impl<'a> Run<'a> {
    /// The items of anything that can be iterated, as a list.
    pub(super) fn iterate(&mut self, value: &Val, range: TextRange, state: &mut State) -> Symbol {
        self.iterate_as(value, "item", range, state)
    }

    /// The same, with a name for the elements of arrays.
    pub(super) fn iterate_as(
        &mut self,
        value: &Val,
        variable: &str,
        range: TextRange,
        state: &mut State,
    ) -> Symbol {
        match value {
            Val::List(items) | Val::Tuple(items) => leaf(Val::List(Rc::clone(items))),
            Val::Set(items) => leaf(Val::List(self.of_set(items, range))),
            Val::Dict(entries) => {
                let items = entries.iter().map(|entry| Item {
                    binders: entry.binders.clone(),
                    guard: entry.guard.clone(),
                    value: entry.key.clone(),
                });
                leaf(Val::List(uncounted(&items.collect())))
            }
            Val::Text(text) => {
                let items = text
                    .chars()
                    .map(|c| Item::one(leaf(Val::text(&c.to_string()))));
                leaf(Val::List(items.collect()))
            }
            Val::Json(json) => self.iterate_json(json, variable),
            Val::Computed(value) => {
                let item = self.parts_of(Function::Characters, &value.clone());
                leaf(Val::List(Rc::from([item])))
            }
            Val::Printed(own) => {
                let item = self.parts_of(Function::Characters, &own.text);
                leaf(Val::List(Rc::from([item])))
            }
            Val::LastPart(text, separator) => {
                let part = super::text::last_part(text, separator);
                let item = self.parts_of(Function::Characters, &part);
                leaf(Val::List(Rc::from([item])))
            }
            Val::Ref(place) => {
                let content = self.held(*place, state);
                self.bind(&content, state, &mut |run, value, state| {
                    run.iterate_as(value, variable, range, state)
                })
            }
            Val::None | Val::Bool(_) | Val::Int(_) | Val::Float(_) | Val::Count(_) => {
                raise("TypeError")
            }
            _ => self.unknown(range, "what this iterates over"),
        }
    }

    fn iterate_json(&mut self, json: &Json, variable: &str) -> Symbol {
        let value = json.value.clone();
        let is_array = self.is_type(&value, JsonType::Array);
        self.choose(
            &is_array,
            |run| {
                let item = run.elements(json, variable);
                leaf(Val::List(Rc::from([item])))
            },
            |run| {
                let is_text = run.is_type(&value, JsonType::String);
                run.choose(
                    &is_text,
                    |run| {
                        let item = run.parts_of(Function::Characters, &value);
                        leaf(Val::List(Rc::from([item])))
                    },
                    |run| {
                        let is_object = run.is_type(&value, JsonType::Object);
                        run.choose(
                            &is_object,
                            |run| {
                                let item = run.parts_of(Function::Keys, &value);
                                leaf(Val::List(Rc::from([item])))
                            },
                            |_| raise("TypeError"),
                        )
                    },
                )
            },
        )
    }

    /// `value[index]`.
    pub(super) fn subscript(&mut self, it: &'a ExprSubscript, state: &mut State) -> Symbol {
        let range = it.range();
        let value = self.eval(&it.value, state);
        if let Expr::Slice(slice) = &*it.slice {
            let bound = |bound: &Option<Box<Expr>>| match bound.as_deref() {
                None => Some(None),
                Some(expression) => int_of(expression).map(Some),
            };
            let (Some(lower), Some(upper), None) =
                (bound(&slice.lower), bound(&slice.upper), &slice.step)
            else {
                return self.unknown(range, "a slice with bounds that are no numbers");
            };
            return self.bind(&value, state, &mut |run, value, _| {
                run.slice(value, lower, upper, range)
            });
        }
        let index = self.eval(&it.slice, state);
        self.bind_both(&value, &index, state, &mut |run, value, index, state| {
            run.index(value, index, range, state)
        })
    }

    pub(super) fn index(
        &mut self,
        value: &Val,
        index: &Val,
        range: TextRange,
        state: &mut State,
    ) -> Symbol {
        match (value, index) {
            (Val::Event, Val::Text(key)) => self.at_key(None, key, &raise("KeyError")),
            (Val::Json(json), Val::Text(key)) => {
                let is_object = self.is_type(&json.value, JsonType::Object);
                self.choose(
                    &is_object,
                    |run| run.at_key(Some(json), key, &raise("KeyError")),
                    |_| raise("TypeError"),
                )
            }
            (Val::Json(json), Val::Int(at)) => self.json_index(json, *at, range),
            (Val::Dict(entries), key) => {
                let entries = Rc::clone(entries);
                self.entry(&entries, key, &raise("KeyError"), range, state)
            }
            (Val::List(items) | Val::Tuple(items), Val::Int(at)) => {
                let items = Rc::clone(items);
                self.item_at(&items, *at, range)
            }
            (Val::Text(_), Val::Int(_)) => self.unknown(range, "a character of a text"),
            (Val::Computed(text), Val::Int(at)) => self.character_at(&text.clone(), *at),
            (Val::Printed(own), Val::Int(at)) => self.character_at(&own.text, *at),
            (Val::LastPart(text, separator), Val::Int(at)) => {
                self.character_at(&super::text::last_part(text, separator), *at)
            }
            (Val::None | Val::Bool(_) | Val::Int(_) | Val::Float(_) | Val::Set(_), _)
            | (
                Val::Text(_)
                | Val::Computed(_)
                | Val::Printed(_)
                | Val::LastPart(..)
                | Val::List(_)
                | Val::Tuple(_),
                Val::Text(_) | Val::Computed(_) | Val::None,
            ) => raise("TypeError"),
            // Types for which types are given.
            (Val::Class(_), _) => leaf(value.clone()),
            (Val::Library(name), _) if name.starts_with("typing.") || !name.contains('.') => {
                leaf(value.clone())
            }
            _ => self.unknown(range, "this index"),
        }
    }

    fn json_index(&mut self, json: &Json, at: i64, range: TextRange) -> Symbol {
        let value = json.value.clone();
        let is_array = self.is_type(&value, JsonType::Array);
        self.choose(
            &is_array,
            |run| run.element_at(json, at, range),
            |run| {
                let is_text = run.is_type(&value, JsonType::String);
                run.choose(
                    &is_text,
                    |run| run.character_at(&value, at),
                    |run| {
                        let is_object = run.is_type(&value, JsonType::Object);
                        let error = if json.wrapped {
                            "AttributeError"
                        } else {
                            "KeyError"
                        };
                        run.choose(&is_object, |_| raise(error), |_| raise("TypeError"))
                    },
                )
            },
        )
    }

    fn element_at(&mut self, json: &Json, at: i64, range: TextRange) -> Symbol {
        let value = &json.value;
        let is_long = |run: &mut Self, least: i64| {
            if least <= 1 {
                return run.test(value, Test::IsFalsy).complement();
            }
            let least = Scalar::Number(Number::Int(least));
            run.test(&length(value), Test::Compare(Comparison::Ge, least))
        };
        let found = |place: Value| {
            leaf(Val::Json(Json {
                value: place,
                wrapped: json.wrapped,
            }))
        };
        if let Ok(index) = u64::try_from(at) {
            // Behind one separator there is always a part.
            let is_certain = at == 0 && is_split(value);
            let place = self.schema.step(value, Step::Index(index));
            if is_certain {
                return present_text(&place);
            }
            let there = is_long(self, at.saturating_add(1));
            let is_text = is_split(value);
            return self.choose(
                &there,
                |_| {
                    if is_text {
                        present_text(&place)
                    } else {
                        found(place)
                    }
                },
                |_| raise("IndexError"),
            );
        }
        // The last part of a text: what is left behind its last separator.
        if at == -1
            && let Value::Call(call) = value
            && let (Function::Split, [Argument::Scalar(Scalar::String(separator))]) =
                (call.function, call.arguments.as_slice())
            && call.steps.is_empty()
        {
            return leaf(Val::LastPart(
                Rc::new((*call.operand).clone()),
                separator.as_str().into(),
            ));
        }
        self.counted_from_end(json, at, range)
    }

    /// An element counted from the end: one case for each length up to a few.
    fn counted_from_end(&mut self, json: &Json, at: i64, range: TextRange) -> Symbol {
        const LONGEST: i64 = 6;
        let value = &json.value;
        let mut symbol = self.unknown_value(range, "an element from the end of a long array");
        for count in (0..=LONGEST).rev() {
            let is_so_long = if count == 0 {
                self.test(value, Test::IsFalsy)
            } else {
                self.equals(&length(value), Scalar::Number(Number::Int(count)))
            };
            let element = match u64::try_from(count + at) {
                Ok(index) => {
                    let place = self.schema.step(value, Step::Index(index));
                    if is_split(value) {
                        present_text(&place)
                    } else {
                        leaf(Val::Json(Json {
                            value: place,
                            wrapped: json.wrapped,
                        }))
                    }
                }
                Err(_) => raise("IndexError"),
            };
            symbol = Tree::choice(&is_so_long, element, symbol);
        }
        symbol
    }

    /// A tuple of all elements of an array, of which there must be so many.
    pub(super) fn unpacked(&mut self, json: &Json, count: usize, range: TextRange) -> Symbol {
        let value = &json.value;
        let is_array = self.is_type(value, JsonType::Array);
        let is_text = self.is_type(value, JsonType::String);
        let is_object = self.is_type(value, JsonType::Object);
        let others = Condition::either([is_text, is_object]);
        let wanted = Scalar::Number(Number::Int(i64::try_from(count).unwrap_or(i64::MAX)));
        self.choose(
            &is_array,
            |run| {
                let fits = run.equals(&length(value), wanted);
                run.choose(
                    &fits,
                    |run| {
                        let items = (0..count).map(|at| {
                            let place = run.schema.step(value, Step::Index(at as u64));
                            Item::one(if is_split(value) {
                                present_text(&place)
                            } else {
                                leaf(Val::Json(Json {
                                    value: place,
                                    wrapped: json.wrapped,
                                }))
                            })
                        });
                        leaf(Val::Tuple(items.collect()))
                    },
                    |_| raise("ValueError"),
                )
            },
            |run| {
                run.choose(
                    &others,
                    |run| run.unknown(range, "a text or an object is unpacked"),
                    |_| raise("TypeError"),
                )
            },
        )
    }

    fn character_at(&mut self, text: &Value, at: i64) -> Symbol {
        let Ok(start) = u64::try_from(at) else {
            let from_end = at.saturating_add(1).saturating_neg();
            return self.character_at(&reversed(text), from_end);
        };
        let least = Scalar::Number(Number::Int(at));
        let there = self.test(&length(text), Test::Compare(Comparison::Gt, least));
        self.choose(
            &there,
            |_| leaf(Val::Computed(substring(text, start, Some(1)))),
            |_| raise("IndexError"),
        )
    }
}

/// True for what `split` gives.
fn is_split(value: &Value) -> bool {
    matches!(value, Value::Call(call) if call.function == Function::Split && call.steps.is_empty())
}

fn present_text(place: &Value) -> Symbol {
    leaf(Val::Computed(place.clone()))
}

/// `substring(text, start, length)`.
pub(super) fn substring(text: &Value, start: u64, length: Option<u64>) -> Value {
    let number = |number: u64| {
        let number = i64::try_from(number).unwrap_or(i64::MAX);
        Argument::Scalar(Scalar::Number(Number::Int(number)))
    };
    Value::Call(Call {
        function: Function::Substring,
        operand: Box::new(text.clone()),
        arguments: [Some(start), length]
            .into_iter()
            .flatten()
            .map(number)
            .collect(),
        steps: Vec::new(),
    })
}

/// The integer that an expression spells.
fn int_of(expression: &Expr) -> Option<i64> {
    match expression {
        Expr::NumberLiteral(it) => match &it.value {
            ruff_python_ast::Number::Int(int) => int.as_i64(),
            _ => None,
        },
        Expr::UnaryOp(it) if it.op == UnaryOp::USub => int_of(&it.operand).map(|int| -int),
        _ => None,
    }
}

/// An entry that is always there.
pub(super) fn entry(key: Symbol, value: Symbol) -> Entry {
    Entry {
        key,
        guard: Condition::Const(true),
        binders: Vec::new(),
        value,
    }
}
