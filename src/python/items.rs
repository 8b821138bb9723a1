//! Lists that a rule makes: one item, a slice, methods.
//!
//! In: a list and what is asked of it. Out: the item, the part, or what the method gives.

use super::call::Given;
use super::equality::length;
use super::run::{Run, State, condition};
use super::sequence::substring;
use super::text::reversed;
use super::tree::Tree;
use super::value::{Item, Json, Symbol, Val, leaf, raise};
use ruff_text_size::TextRange;
use std::rc::Rc;
use transpile_sdk::ir::{Comparison, Condition, End, JsonType, Number, Scalar, Step, Test, Value};

impl Run<'_> {
    /// The item at a place of a list that the rule makes.
    pub(super) fn item_at(&mut self, items: &[Item], at: i64, range: TextRange) -> Symbol {
        if let (0 | -1, true) = (at, items.iter().any(|item| !item.binders.is_empty())) {
            let end = if at == 0 { End::First } else { End::Last };
            let (some, value) = self.item_from(end, items, range);
            return Tree::choice(&some, value, raise("IndexError"));
        }
        let backwards = at < 0;
        let mut left = if backwards { -(at + 1) } else { at };
        let order: Vec<&Item> = if backwards {
            items.iter().rev().collect()
        } else {
            items.iter().collect()
        };
        let mut choices: Vec<(Condition, Symbol)> = Vec::new();
        for item in order {
            if !item.binders.is_empty() {
                return self.unknown(range, "an element of a list that is made of an array");
            }
            if item.is_one() && left > 0 && choices.is_empty() {
                left -= 1;
                continue;
            }
            if left > 0 {
                return self.unknown(range, "an element of a list of unknown length");
            }
            choices.push((item.guard.clone(), item.value.clone()));
            if item.is_one() {
                break;
            }
        }
        let mut symbol = raise("IndexError");
        for (guard, value) in choices.into_iter().rev() {
            symbol = Tree::choice(&guard, value, symbol);
        }
        symbol
    }

    pub(super) fn slice(
        &mut self,
        value: &Val,
        lower: Option<i64>,
        upper: Option<i64>,
        range: TextRange,
    ) -> Symbol {
        match value {
            Val::Text(text) => {
                let characters: Vec<char> = text.chars().collect();
                let (start, end) = bounds(characters.len(), lower, upper);
                let part: String = characters
                    .get(start..end)
                    .unwrap_or_default()
                    .iter()
                    .collect();
                leaf(Val::text(&part))
            }
            Val::List(items) | Val::Tuple(items) if items.iter().all(Item::is_one) => {
                let (start, end) = bounds(items.len(), lower, upper);
                let part: Rc<[Item]> = items.get(start..end).unwrap_or_default().into();
                leaf(match value {
                    Val::Tuple(_) => Val::Tuple(part),
                    _ => Val::List(part),
                })
            }
            Val::Computed(text) => self.text_slice(&text.clone(), lower, upper, range),
            Val::Printed(own) => self.text_slice(&own.text, lower, upper, range),
            Val::LastPart(text, separator) => self.text_slice(
                &super::text::last_part(text, separator),
                lower,
                upper,
                range,
            ),
            Val::Json(json) => {
                let is_text = self.is_type(&json.value, JsonType::String);
                let text = json.value.clone();
                self.choose(
                    &is_text,
                    |run| run.text_slice(&text, lower, upper, range),
                    |run| {
                        let is_array = run.is_type(&text, JsonType::Array);
                        run.choose(
                            &is_array,
                            |run| run.array_slice(json, lower, upper),
                            |_| raise("TypeError"),
                        )
                    },
                )
            }
            Val::None | Val::Bool(_) | Val::Int(_) | Val::Float(_) | Val::Dict(_) => {
                raise("TypeError")
            }
            _ => self.unknown(range, "this slice"),
        }
    }

    pub(super) fn text_slice(
        &mut self,
        text: &Value,
        lower: Option<i64>,
        upper: Option<i64>,
        range: TextRange,
    ) -> Symbol {
        let start = u64::try_from(lower.unwrap_or(0)).ok();
        let length = match (upper, start) {
            (None, _) => Some(None),
            (Some(upper), Some(start)) => u64::try_from(upper)
                .ok()
                .map(|upper| Some(upper.saturating_sub(start))),
            (Some(_), None) => None,
        };
        match (start, length) {
            (Some(start), Some(length)) => leaf(Val::Computed(substring(text, start, length))),
            // Counted from the end: from the beginning of the text turned around.
            _ if upper.is_none() => {
                let count = lower.unwrap_or(0).unsigned_abs();
                let end = substring(&reversed(text), 0, Some(count));
                leaf(Val::Computed(reversed(&end)))
            }
            _ if start == Some(0) => {
                let count = upper.unwrap_or(0).unsigned_abs();
                let start = substring(&reversed(text), count, None);
                leaf(Val::Computed(reversed(&start)))
            }
            // Without its end first, or only its end.
            _ => {
                let upper = upper.unwrap_or(0);
                let lower = lower.unwrap_or(0);
                if upper >= 0 {
                    return self.unknown_value(range, "a part of a text, counted from its end");
                }
                let count = upper.unsigned_abs();
                let head = reversed(&substring(&reversed(text), count, None));
                if let Some(start) = start {
                    return leaf(Val::Computed(substring(&head, start, None)));
                }
                let Some(wanted) = lower.unsigned_abs().checked_sub(count) else {
                    return leaf(Val::text(""));
                };
                let end = substring(&reversed(&head), 0, Some(wanted));
                leaf(Val::Computed(reversed(&end)))
            }
        }
    }

    /// A part of an array: its elements, each if the array is so long.
    fn array_slice(&mut self, json: &Json, lower: Option<i64>, upper: Option<i64>) -> Symbol {
        const MOST: i64 = 32;
        let start = lower.unwrap_or(0);
        let end = match upper {
            Some(end) if start >= 0 && end >= 0 && end.saturating_sub(start) <= MOST => end,
            _ => {
                return leaf(Val::Part {
                    is_tuple: json.wrapped,
                });
            }
        };
        let items: Rc<[Item]> = (start..end)
            .map(|at| {
                let least = Scalar::Number(Number::Int(at));
                let longer = Test::Compare(Comparison::Gt, least);
                let guard = self.test(&length(&json.value), longer);
                let value = self
                    .schema
                    .step(&json.value, Step::Index(at.unsigned_abs()));
                Item {
                    binders: Vec::new(),
                    guard,
                    value: leaf(Val::Json(Json {
                        value,
                        wrapped: false,
                    })),
                }
            })
            .collect();
        leaf(if json.wrapped {
            Val::Tuple(items)
        } else {
            Val::List(items)
        })
    }

    /// A method of a list, a tuple or a set that the rule makes.
    pub(super) fn list_method(
        &mut self,
        owner: &Val,
        name: &str,
        given: &Given,
        range: TextRange,
        state: &mut State,
    ) -> Symbol {
        let Some(items) = owner.items().cloned() else {
            return Tree::Dead;
        };
        match (name, given.positional.as_slice()) {
            ("copy", []) => leaf(owner.clone()),
            ("count", _) if !matches!(owner, Val::Set(_)) => {
                self.occurrences(&items, given, range, state)
            }
            ("intersection", [other]) => {
                let other = other.clone();
                self.bind(&other, state, &mut |run, other, state| {
                    let other = run.iterate(other, range, state);
                    run.bind(&other, state, &mut |run, other, state| {
                        let mut second = state.clone();
                        let others = other.items().cloned().unwrap_or_default();
                        run.if_all_hashable(&others, range, state, |run| {
                            run.intersection(&items, other, range, &mut second)
                        })
                    })
                })
            }
            ("issubset" | "issuperset" | "isdisjoint", [other]) => {
                let other = other.clone();
                self.bind(&other, state, &mut |run, other, state| {
                    let other = run.iterate(other, range, state);
                    run.bind(&other, state, &mut |run, other, state| {
                        let Some(others) = other.items().cloned() else {
                            return Tree::Dead;
                        };
                        let own = Val::Set(Rc::clone(&items));
                        let has = &mut |run: &mut Self, value: &Symbol, state: &mut State| {
                            run.bind(value, state, &mut |run, value, state| {
                                run.contains(&own, value, range, state)
                            })
                        };
                        match name {
                            // All of the other list becomes a set; else it is gone through as far as needed.
                            "issubset" => {
                                let mut second = state.clone();
                                run.if_all_hashable(&others, range, state, |run| {
                                    run.subset(&items, &others, range, &mut second)
                                })
                            }
                            "issuperset" => run.for_all(&others, state, range, has),
                            _ => {
                                let some = run.exists(&others, state, range, has);
                                super::expression::negated(&some)
                            }
                        }
                    })
                })
            }
            ("union", [other]) => {
                let other = other.clone();
                self.bind(&other, state, &mut |run, other, state| {
                    let other = run.iterate(other, range, state);
                    run.bind(&other, state, &mut |_, other, _| match other.items() {
                        Some(others) => {
                            leaf(Val::Set(items.iter().chain(&**others).cloned().collect()))
                        }
                        None => Tree::Dead,
                    })
                })
            }
            (
                "get" | "lower" | "upper" | "startswith" | "endswith" | "strip" | "split" | "items"
                | "keys" | "values" | "deep_get",
                _,
            ) => raise("AttributeError"),
            _ => self.unknown(range, format!("the method `{name}` of a list")),
        }
    }

    /// The items that are in another list as well.
    pub(super) fn intersection(
        &mut self,
        items: &[Item],
        other: &Val,
        range: TextRange,
        state: &mut State,
    ) -> Symbol {
        self.kept(items, other, true, range, state)
    }

    /// The items that are in another list, or those that are not.
    pub(super) fn kept(
        &mut self,
        items: &[Item],
        other: &Val,
        inside: bool,
        range: TextRange,
        state: &mut State,
    ) -> Symbol {
        // The side with fewer arrays is looked up in the other one.
        let Some(others) = other.items().cloned() else {
            return Tree::Dead;
        };
        let mut kept = Vec::new();
        for item in items {
            let mark = self.known.mark();
            self.known.learn(&item.guard, true);
            let there = self.inside(&item.binders, range, |run| {
                run.bind(&item.value, state, &mut |run, value, state| {
                    run.contains(&Val::List(Rc::clone(&others)), value, range, state)
                })
            });
            let there = there.unwrap_or_else(|unknown| *unknown);
            let there = self.collapse(&there, range);
            self.known.forget(mark);
            let Some(there) = condition(&there) else {
                continue;
            };
            let wanted = if inside { there } else { there.complement() };
            kept.push(Item {
                guard: Condition::all([item.guard.clone(), wanted]),
                ..item.clone()
            });
        }
        leaf(Val::Set(kept.into()))
    }

    /// Two sets are equal if each is a part of the other.
    pub(super) fn sets_equal(
        &mut self,
        left: &Rc<[Item]>,
        right: &Rc<[Item]>,
        range: TextRange,
        state: &mut State,
    ) -> Symbol {
        let inside = self.subset(left, right, range, state);
        let equal = self.bind_truth(&inside, state, &mut |run, holds, state| {
            if holds {
                run.subset(right, left, range, state)
            } else {
                leaf(Val::bool(false))
            }
        });
        self.collapse(&equal, range)
    }

    /// Goes on if a set can be made of these items: a list or dictionary among them is an error.
    pub(super) fn if_all_hashable(
        &mut self,
        items: &[Item],
        range: TextRange,
        state: &mut State,
        act: impl FnOnce(&mut Self) -> Symbol,
    ) -> Symbol {
        let nested = self.nested(items, range, state);
        match condition(&nested) {
            Some(nested) => self.choose(&nested, |_| raise("TypeError"), act),
            None => nested,
        }
    }

    /// A value that can be a key; a list or a dictionary is an error.
    pub(super) fn hashable(
        &mut self,
        value: &Symbol,
        range: TextRange,
        state: &mut State,
    ) -> Symbol {
        self.bind(value, state, &mut |run, value, _| {
            run.if_hashable(value, range, |_| leaf(value.clone()))
        })
    }

    /// Whether one of the items is a list or a dictionary.
    pub(super) fn nested(&mut self, items: &[Item], range: TextRange, state: &mut State) -> Symbol {
        self.exists(items, state, range, &mut |run, value, state| {
            run.bind(value, state, &mut |run, value, _| match value {
                Val::Json(json) => {
                    let is_object = run.is_type(&json.value, JsonType::Object);
                    let is_array = run.is_type(&json.value, JsonType::Array);
                    leaf(Val::Bool(Condition::either([is_object, is_array])))
                }
                _ => leaf(Val::bool(false)),
            })
        })
    }

    pub(super) fn subset(
        &mut self,
        items: &[Item],
        others: &Rc<[Item]>,
        range: TextRange,
        state: &mut State,
    ) -> Symbol {
        let list = Val::List(Rc::clone(others));
        self.for_all(items, state, range, &mut |run, value, state| {
            run.bind(value, state, &mut |run, value, state| {
                run.contains(&list, value, range, state)
            })
        })
    }
}

/// The range that a slice is of so many elements.
fn bounds(length: usize, lower: Option<i64>, upper: Option<i64>) -> (usize, usize) {
    let at = |bound: i64| match usize::try_from(bound) {
        Ok(bound) => bound.min(length),
        Err(_) => {
            length.saturating_sub(usize::try_from(bound.unsigned_abs()).unwrap_or(usize::MAX))
        }
    };
    let start = lower.map_or(0, at);
    let end = upper.map_or(length, at);
    (start, end.max(start))
}
