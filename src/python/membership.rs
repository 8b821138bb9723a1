//! `in`, and questions about some or all values of a list.
//!
//! In: a container and what is looked for. Out: when it is there, and when the question is an error.

use super::chosen::Pick;
use super::equality::{Plain, constant, of};
use super::run::{Run, State, condition, quantified};
use super::tree::Tree;
use super::value::{Binder, Item, Json, Symbol, Val, leaf, raise};
use ruff_text_size::TextRange;
use std::rc::Rc;
use transpile_sdk::ir::{
    Condition, End, Function, JsonType, Number, Quantified, Quantifier, Root, Scalar, Step, Test,
    Value,
};

impl Run<'_> {
    /// `needle in container`.
    pub(super) fn contains(
        &mut self,
        container: &Val,
        needle: &Val,
        range: TextRange,
        state: &mut State,
    ) -> Symbol {
        match container {
            Val::Text(text) => self.in_text(text, needle, range),
            Val::Computed(value) => self.in_computed(value, needle, range),
            Val::Json(json) => self.in_json(json, needle, range, state),
            Val::Event => match needle {
                Val::Text(key) => leaf(Val::Bool(self.has_key(None, key))),
                _ => self.unknown(range, "whether the event has a key that the event decides"),
            },
            Val::List(items) | Val::Tuple(items) => {
                let items = Rc::clone(items);
                self.in_items(&items, needle, range, state)
            }
            Val::Set(items) => {
                let items = Rc::clone(items);
                self.if_hashable(needle, range, |run| {
                    run.in_items(&items, needle, range, state)
                })
            }
            Val::Dict(entries) => {
                let items: Vec<Item> = entries
                    .iter()
                    .map(|entry| Item {
                        binders: entry.binders.clone(),
                        guard: entry.guard.clone(),
                        value: entry.key.clone(),
                    })
                    .collect();
                self.if_hashable(needle, range, |run| {
                    run.in_items(&items, needle, range, state)
                })
            }
            Val::LastPart(text, separator) => {
                let part = super::text::last_part(text, separator);
                self.in_computed(&part, needle, range)
            }
            Val::Printed(own) => {
                let own = Rc::clone(own);
                self.in_printed(&own, needle, range)
            }
            Val::Network(network) => match needle {
                address @ (Val::Address(_) | Val::Fixed(_) | Val::Numbered(_)) => {
                    leaf(Val::Bool(self.within(address, &[*network])))
                }
                _ => raise("TypeError"),
            },
            Val::None | Val::Bool(_) | Val::Int(_) | Val::Float(_) | Val::Count(_) => {
                raise("TypeError")
            }
            _ => self.unknown(range, "whether something is in this"),
        }
    }

    /// Only values that can be a key go on: lists and dictionaries cannot.
    pub(super) fn if_hashable(
        &mut self,
        value: &Val,
        range: TextRange,
        act: impl FnOnce(&mut Self) -> Symbol,
    ) -> Symbol {
        match value {
            Val::Json(Json { value, .. }) => {
                let nested = self.is_nested(value);
                self.choose(&nested, |_| raise("TypeError"), act)
            }
            Val::List(_) | Val::Set(_) | Val::Dict(_) | Val::Part { is_tuple: false } => {
                raise("TypeError")
            }
            Val::Tuple(items) if items.iter().all(|item| item.binders.is_empty()) => {
                let mut nested = Vec::new();
                for item in items.iter() {
                    let is_nested = item.value.when(&mut |value| {
                        Some(match value {
                            Val::Json(json) => self.is_nested(&json.value),
                            _ => Condition::Const(false),
                        })
                    });
                    nested.extend(is_nested.map(|it| Condition::all([item.guard.clone(), it])));
                }
                let nested = self.known.simplify(Condition::either(nested), &self.schema);
                self.choose(&nested, |_| raise("TypeError"), act)
            }
            Val::Part { .. } => self.unknown(range, "a part of an array as a key"),
            _ => act(self),
        }
    }

    /// An array or an object.
    fn is_nested(&mut self, value: &Value) -> Condition {
        let is_array = self.is_type(value, JsonType::Array);
        let is_object = self.is_type(value, JsonType::Object);
        Condition::either([is_array, is_object])
    }

    /// True if the object at `value` (none: the event) has the key.
    pub(super) fn has_key(&mut self, value: Option<&Value>, key: &str) -> Condition {
        let spellings = self.schema.spellings(value, key);
        let mut ways = Vec::new();
        for spelling in spellings {
            let place = match value {
                None => self.schema.top(&spelling),
                Some(value) => self.schema.step(value, Step::Key(spelling)),
            };
            ways.push(self.is_there(&place));
        }
        Condition::either(ways)
    }

    /// `needle in place`: a part of a text, an element of an array, a key of an object.
    fn in_json(
        &mut self,
        json: &Json,
        needle: &Val,
        range: TextRange,
        state: &mut State,
    ) -> Symbol {
        let value = json.value.clone();
        let is_text = self.is_type(&value, JsonType::String);
        let inside = self.choose(
            &is_text,
            |run| run.in_computed(&value, needle, range),
            |run| {
                let is_array = run.is_type(&value, JsonType::Array);
                run.choose(
                    &is_array,
                    |run| run.in_array(json, needle, range, state),
                    |run| {
                        let is_object = run.is_type(&value, JsonType::Object);
                        run.choose(
                            &is_object,
                            |run| run.in_object(json, needle, range),
                            |_| raise("TypeError"),
                        )
                    },
                )
            },
        );
        self.collapse(&inside, range)
    }

    fn in_array(
        &mut self,
        json: &Json,
        needle: &Val,
        range: TextRange,
        state: &mut State,
    ) -> Symbol {
        let literal = match constant(needle) {
            Some(Plain::Text(text)) => Some(Scalar::String(text)),
            Some(Plain::Number(number)) if number > Number::Int(1) => Some(Scalar::Number(number)),
            _ => None,
        };
        if let Some(literal) = literal {
            return leaf(Val::Bool(
                self.test(&json.value, Test::ContainsElement(literal)),
            ));
        }
        let items = [self.elements(json, "item")];
        self.in_items(&items, needle, range, state)
    }

    fn in_object(&mut self, json: &Json, needle: &Val, range: TextRange) -> Symbol {
        match needle {
            Val::Text(key) if json.wrapped => leaf(Val::Bool(self.has_key(Some(&json.value), key))),
            Val::Text(key) => {
                let place = self.schema.step(&json.value, Step::Key(key.to_string()));
                leaf(Val::Bool(self.is_there(&place)))
            }
            Val::Computed(key) => leaf(Val::Bool(self.has_key_like(json, key))),
            Val::LastPart(text, separator) => {
                let key = super::text::last_part(text, separator);
                leaf(Val::Bool(self.has_key_like(json, &key)))
            }
            Val::Printed(own) => leaf(Val::Bool(self.has_key_like(json, &own.text))),
            Val::Json(Json { value: key, .. }) => {
                let is_text = self.is_type(key, JsonType::String);
                self.choose(
                    &is_text,
                    |run| leaf(Val::Bool(run.has_key_like(json, key))),
                    |run| run.if_hashable(needle, range, |run| run.no_key(json)),
                )
            }
            Val::None | Val::Int(_) | Val::Bool(_) | Val::Float(_) | Val::Count(_) => {
                self.no_key(json)
            }
            _ => self.unknown(range, "whether an object has this key"),
        }
    }

    /// All elements of an array.
    pub(super) fn elements(&mut self, json: &Json, variable: &str) -> Item {
        let (binder, element) = self.each(&json.value, variable);
        Item {
            binders: vec![binder],
            guard: Condition::Const(true),
            value: leaf(Val::Json(Json {
                value: element,
                wrapped: json.wrapped,
            })),
        }
    }

    /// The characters of a text, or the keys of an object.
    pub(super) fn parts_of(&mut self, function: Function, value: &Value) -> Item {
        let (binder, element) = self.each(&of(function, value), "part");
        Item {
            binders: vec![binder],
            guard: Condition::Const(true),
            value: leaf(Val::Computed(element)),
        }
    }

    /// A name for each element of an array, and the element.
    pub(super) fn each(&mut self, array: &Value, variable: &str) -> (Binder, Value) {
        let element = self.schema.element(array, variable);
        let name = match &element {
            Value::Field(field) => match &field.root {
                Root::Element(name) => name.clone(),
                Root::Event => String::new(),
            },
            Value::Call(_) => String::new(),
        };
        let binder = Binder {
            array: array.clone(),
            element: name,
            unordered: None,
        };
        (binder, element)
    }

    fn in_items(
        &mut self,
        items: &[Item],
        needle: &Val,
        range: TextRange,
        state: &mut State,
    ) -> Symbol {
        if let Some(symbol) = self.in_constants(items, needle) {
            return symbol;
        }
        self.exists(items, state, range, &mut |run, value, state| {
            let equal = run.bind(value, state, &mut |run, value, state| {
                run.equal(needle, value, range, state)
            });
            run.collapse(&equal, range)
        })
    }

    /// One of several constants: one list for all texts, one for all numbers.
    fn in_constants(&mut self, items: &[Item], needle: &Val) -> Option<Symbol> {
        let (Val::Json(Json { value, .. }) | Val::Computed(value)) = needle else {
            return None;
        };
        let mut literals = Vec::new();
        let mut others = Vec::new();
        for item in items {
            let plain = item
                .value
                .only()
                .filter(|_| item.is_one())
                .and_then(constant)?;
            match plain {
                Plain::Text(text) => literals.push(Scalar::String(text)),
                Plain::Number(number) if number > Number::Int(1) || number < Number::Int(0) => {
                    literals.push(Scalar::Number(number));
                }
                plain => others.push(plain),
            }
        }
        let mut ways = Vec::new();
        match (literals.len(), literals.pop()) {
            (0, _) | (_, None) => {}
            (1, Some(only)) => ways.push(self.equals(value, only)),
            (_, Some(last)) => {
                literals.push(last);
                ways.push(self.test(value, Test::In(literals)));
            }
        }
        for plain in others {
            ways.push(self.equals_plain(value, &plain));
        }
        Some(leaf(Val::Bool(Condition::either(ways))))
    }

    /// True if `test` is of some value of the list; the values are looked at in their order.
    pub(super) fn exists(
        &mut self,
        items: &[Item],
        state: &mut State,
        range: TextRange,
        test: &mut dyn FnMut(&mut Self, &Symbol, &mut State) -> Symbol,
    ) -> Symbol {
        let mut found: Vec<(Condition, Symbol)> = Vec::new();
        let mut some = false;
        for item in items {
            if let Some(symbol) = self.step(range) {
                return symbol;
            }
            let mark = self.known.mark();
            self.known.learn(&item.guard, true);
            let truth = self.inside(&item.binders, range, |run| test(run, &item.value, state));
            let truth = truth.unwrap_or_else(|unknown| *unknown);
            let truth = self.truth(&truth, state, range);
            self.known.forget(mark);
            let exceptions = truth.map(&mut |value| match value {
                Val::Raise(_) => leaf(value.clone()),
                _ => Tree::Dead,
            });
            let raises = truth
                .when(&mut |value| Some(Condition::Const(matches!(value, Val::Raise(_)))))
                .unwrap_or(Condition::Const(false));
            let holds = condition(&truth).unwrap_or(Condition::Const(false));
            let over = |condition: Condition| {
                let body = Condition::all([item.guard.clone(), condition]);
                quantified(&item.binders, body)
            };
            let holds = if raises == Condition::Const(false) || item.binders.is_empty() {
                over(holds)
            } else {
                // The first element that decides must not be one that raises.
                let pick = Pick {
                    end: End::First,
                    binders: item.binders.clone(),
                    guard: Condition::all([
                        item.guard.clone(),
                        Condition::either([raises.clone(), holds.clone()]),
                    ]),
                };
                Condition::all([pick.exists(), self.holds_for(&pick, holds)])
            };
            let raises = over(raises);
            if holds == Condition::Const(true) && !some {
                found.push((holds, Tree::Dead));
                break;
            }
            if raises != Condition::Const(false) {
                some = true;
                let is_many = !item.binders.is_empty();
                let exceptions = strip(&exceptions);
                let raising = Tree::choice(&raises, exceptions, leaf(Val::bool(false)));
                if is_many {
                    found.push((holds, Tree::Dead));
                    found.push((Condition::Const(false), raising));
                } else {
                    found.push((Condition::Const(false), raising));
                    found.push((holds, Tree::Dead));
                }
                continue;
            }
            found.push((holds, Tree::Dead));
        }
        if !some {
            let holds = Condition::either(found.into_iter().map(|(holds, _)| holds));
            let holds = self.known.simplify(holds, &self.schema);
            return leaf(Val::Bool(holds));
        }
        let mut symbol = leaf(Val::bool(false));
        for (holds, raising) in found.into_iter().rev() {
            symbol = Tree::choice(&holds, leaf(Val::bool(true)), symbol);
            if raising != Tree::Dead {
                symbol = raising.map(&mut |value| match value {
                    Val::Raise(_) => leaf(value.clone()),
                    _ => symbol.clone(),
                });
            }
        }
        self.collapse(&symbol, range)
    }

    /// `all` of a list, for a body of which each value's truth is known.
    pub(super) fn for_all(
        &mut self,
        items: &[Item],
        state: &mut State,
        range: TextRange,
        test: &mut dyn FnMut(&mut Self, &Symbol, &mut State) -> Symbol,
    ) -> Symbol {
        let fails = self.exists(items, state, range, &mut |run, value, state| {
            let truth = test(run, value, state);
            let truth = run.truth(&truth, state, range);
            super::expression::negated(&truth)
        });
        let all = super::expression::negated(&fails);
        all.map(&mut |value| match value {
            Val::Bool(condition) => leaf(Val::Bool(every(condition.clone()))),
            other => leaf(other.clone()),
        })
    }
}

/// An exception that no longer hangs on what an element is.
fn strip(exceptions: &Symbol) -> Symbol {
    let mut first = Tree::Dead;
    exceptions.leaves(&mut |value| {
        if first == Tree::Dead {
            first = leaf(value.clone());
        }
    });
    first
}

/// `none x as e (not …)` as `all x as e (…)`.
fn every(condition: Condition) -> Condition {
    match condition {
        Condition::Quantified(quantified)
            if quantified.quantifier == Quantifier::None
                && matches!(&*quantified.body, Condition::Predicate(predicate) if predicate.negated) =>
        {
            Condition::quantified(Quantified {
                quantifier: Quantifier::All,
                body: Box::new(quantified.body.complement()),
                ..quantified
            })
        }
        other => other,
    }
}
