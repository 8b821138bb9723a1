//! Methods of the event and of objects in it, and of dictionaries that a rule makes.
//!
//! In: an object and a key. Out: the value there. Panther's objects find keys without regard to case;
//! `get` gives its default only for an absent key, `deep_get` also for null and on a way that ends early.

use super::call::Given;
use super::chosen::Pick;
use super::run::{Run, State, condition};
use super::tally::uncounted;
use super::tree::Tree;
use super::value::{Entry, Item, Json, Symbol, Val, leaf, raise};
use ruff_text_size::TextRange;
use std::rc::Rc;
use transpile_sdk::ir::{Condition, End, Function, JsonType, Step, Test};

impl Run<'_> {
    /// A method of an object of the event (none: of the event).
    pub(super) fn mapping_method(
        &mut self,
        object: Option<&Json>,
        name: &str,
        given: &Given,
        range: TextRange,
        state: &mut State,
    ) -> Symbol {
        let wrapped = object.is_none_or(|json| json.wrapped);
        match name {
            "get" if !takes(given, wrapped) => raise("TypeError"),
            "get" => {
                let Some(key) = given.positional.first().cloned() else {
                    return self.unknown(range, "`get` with a key by its name");
                };
                let default = match given.get(1, "default") {
                    Some(default) => default.clone(),
                    None => leaf(Val::None),
                };
                self.bind(&key, state, &mut |run, key, _| match key {
                    Val::Text(key) => run.at_key(object, key, &default),
                    _ if !wrapped => run.unknown(range, "a key that the event decides"),
                    Val::None | Val::Int(_) | Val::Bool(_) => raise("AttributeError"),
                    _ => run.unknown(range, "a key that the event decides"),
                })
            }
            "deep_get" if wrapped => {
                let default = given.named("default").cloned().unwrap_or(leaf(Val::None));
                let own = match object {
                    Some(json) => Val::Json(json.clone()),
                    None => Val::Event,
                };
                self.deep_get(&leaf(own), &given.positional, &default, range, state)
            }
            "deep_walk" if wrapped => {
                let default = given.named("default").cloned().unwrap_or(leaf(Val::None));
                let which = given.named("return_val").and_then(Tree::only).cloned();
                self.deep_walk(object, &given.positional, &default, which, range, state)
            }
            "udm" if object.is_none() => self.udm(given, range, state),
            "to_dict" | "copy" if wrapped => match object {
                Some(json) => leaf(Val::Json(Json {
                    value: json.value.clone(),
                    wrapped: false,
                })),
                None => leaf(Val::Event),
            },
            "keys" => match object {
                Some(json) => {
                    let item = self.parts_of(Function::Keys, &json.value);
                    leaf(Val::List(Rc::from([item])))
                }
                None => self.unknown_value(range, "the keys of the event"),
            },
            "items" => match object {
                Some(json) => {
                    let key = self.parts_of(Function::Keys, &json.value);
                    let value = self.unknown_value(range, "the value at each key of an object");
                    let row = [Item::one(key.value.clone()), Item::one(value)];
                    let item = Item {
                        value: leaf(Val::Tuple(Rc::from(row))),
                        ..key
                    };
                    leaf(Val::List(Rc::from([item])))
                }
                None => self.unknown_value(range, "the keys of the event"),
            },
            "values" => self.unknown_value(range, "the value at each key of an object"),
            "lookup" => self.unknown(range, "a look-up in a table"),
            "deep_get" | "deep_walk" | "to_dict" => raise("AttributeError"),
            _ => self.unknown(range, format!("the method `{name}`")),
        }
    }

    /// What is at a key, or the default if it is absent.
    pub(super) fn at_key(&mut self, object: Option<&Json>, key: &str, default: &Symbol) -> Symbol {
        let wrapped = object.is_none_or(|json| json.wrapped);
        let value = object.map(|json| &json.value);
        let spellings = if wrapped {
            self.schema.spellings(value, key)
        } else {
            vec![key.to_owned()]
        };
        self.first_spelling(object, &spellings, wrapped, default)
    }

    fn first_spelling(
        &mut self,
        object: Option<&Json>,
        spellings: &[String],
        wrapped: bool,
        default: &Symbol,
    ) -> Symbol {
        let Some((spelling, others)) = spellings.split_first() else {
            return default.clone();
        };
        let place = match object {
            None => self.schema.top(spelling),
            Some(json) => self.schema.step(&json.value, Step::Key(spelling.clone())),
        };
        let there = self.is_there(&place);
        let found = leaf(Val::Json(Json {
            value: place.clone(),
            wrapped,
        }));
        // Without a default, an absent key and null are the same.
        if others.is_empty() && default.only() == Some(&Val::None) {
            let missing = self.test(&place, Test::IsMissing);
            return match missing {
                Condition::Const(true) => default.clone(),
                _ => found,
            };
        }
        self.choose(
            &there,
            |_| found,
            |run| run.first_spelling(object, others, wrapped, default),
        )
    }

    /// `deep_get` of any value.
    pub(super) fn deep_get(
        &mut self,
        value: &Symbol,
        keys: &[Symbol],
        default: &Symbol,
        range: TextRange,
        state: &mut State,
    ) -> Symbol {
        let mut value = value.clone();
        for key in keys {
            let key = key.clone();
            value = self.bind_both(&value, &key, state, &mut |run, value, key, state| {
                run.deeper(value, key, default, range, state)
            });
        }
        self.bind(&value, state, &mut |run, value, _| match value {
            Val::None => default.clone(),
            Val::Json(json) => {
                let missing = run.test(&json.value, Test::IsMissing);
                if default.only() == Some(&Val::None) && missing != Condition::Const(true) {
                    return leaf(value.clone());
                }
                run.choose(&missing, |_| default.clone(), |_| leaf(value.clone()))
            }
            value => leaf(value.clone()),
        })
    }

    /// One step of `deep_get`: the default for what is no mapping.
    fn deeper(
        &mut self,
        value: &Val,
        key: &Val,
        default: &Symbol,
        range: TextRange,
        state: &mut State,
    ) -> Symbol {
        let Val::Text(name) = key else {
            return self.unknown(range, "a key that the event decides");
        };
        match value {
            Val::Event => self.at_key(None, name, default),
            Val::Json(json) => {
                // A step that does not find its key gives null, as the default is by default.
                if default.only() == Some(&Val::None) && self.is_simple(json, name) {
                    let place = self.schema.step(&json.value, Step::Key(name.to_string()));
                    return leaf(Val::Json(Json {
                        value: place,
                        wrapped: json.wrapped,
                    }));
                }
                let is_object = self.is_type(&json.value, JsonType::Object);
                self.choose(
                    &is_object,
                    |run| run.at_key(Some(json), name, default),
                    |_| default.clone(),
                )
            }
            Val::Dict(entries) => {
                let entries = Rc::clone(entries);
                self.entry(&entries, key, default, range, state)
            }
            _ => default.clone(),
        }
    }

    /// True if a key has one spelling only.
    fn is_simple(&self, json: &Json, key: &str) -> bool {
        !json.wrapped || self.schema.spellings(Some(&json.value), key) == [key]
    }

    /// The value of a dictionary's entry, or the default.
    pub(super) fn entry(
        &mut self,
        entries: &[Entry],
        key: &Val,
        default: &Symbol,
        range: TextRange,
        state: &mut State,
    ) -> Symbol {
        let mut symbol = default.clone();
        for entry in entries {
            if let Some(found) = self.step(range) {
                return found;
            }
            let mark = self.known.mark();
            self.known.learn(&entry.guard, true);
            let equal = self.inside(&entry.binders, range, |run| {
                let equal = run.bind(&entry.key, state, &mut |run, own, state| {
                    run.equal(own, key, range, state)
                });
                run.collapse(&equal, range)
            });
            self.known.forget(mark);
            let equal = match equal {
                Ok(equal) => equal,
                Err(unknown) => return *unknown,
            };
            let Some(equal) = condition(&equal) else {
                return Tree::Dead;
            };
            // A later entry takes the place of an earlier one.
            let pick = Pick {
                end: End::Last,
                binders: entry.binders.clone(),
                guard: Condition::all([entry.guard.clone(), equal]),
            };
            let there = self.known.simplify(pick.exists(), &self.schema);
            symbol = Tree::choice(&there, pick.of(&entry.value), symbol);
        }
        let key = key.clone();
        self.if_hashable(&key, range, |_| symbol)
    }

    /// A method of a dictionary that the rule makes.
    pub(super) fn dict_method(
        &mut self,
        entries: &Rc<[Entry]>,
        name: &str,
        given: &Given,
        range: TextRange,
        state: &mut State,
    ) -> Symbol {
        match name {
            "get" if !takes(given, false) => raise("TypeError"),
            "get" => {
                let Some(key) = given.positional.first().cloned() else {
                    return raise("TypeError");
                };
                let default = given.positional.get(1).cloned().unwrap_or(leaf(Val::None));
                self.bind(&key, state, &mut |run, key, state| {
                    run.entry(entries, key, &default, range, state)
                })
            }
            "values" | "items" if entries.iter().any(|entry| !entry.binders.is_empty()) => {
                // Which elements have the same key is not known.
                self.unknown_value(range, "the entries for the elements of an array")
            }
            "keys" | "values" | "items" => {
                let items = entries.iter().map(|entry| Item {
                    binders: entry.binders.clone(),
                    guard: entry.guard.clone(),
                    value: match name {
                        "keys" => entry.key.clone(),
                        "values" => entry.value.clone(),
                        _ => leaf(Val::Tuple(Rc::from([
                            Item::one(entry.key.clone()),
                            Item::one(entry.value.clone()),
                        ]))),
                    },
                });
                let items = uncounted(&items.collect());
                // Keys are compared as a set is.
                let is_plain = |entry: &Entry| {
                    entry.guard == Condition::Const(true)
                        && matches!(entry.key.only(), Some(Val::Text(_)))
                };
                leaf(if name == "keys" && entries.iter().all(is_plain) {
                    Val::Set(items)
                } else {
                    Val::List(items)
                })
            }
            "copy" => leaf(Val::Dict(Rc::clone(entries))),
            _ => self.unknown(range, format!("the method `{name}` of a dictionary")),
        }
    }
}

/// True for arguments that `get` takes: those of an event may have names.
fn takes(given: &Given, by_name: bool) -> bool {
    let is_one = |(name, _): &(Rc<str>, Symbol)| by_name && matches!(&**name, "key" | "default");
    (1..=2).contains(&given.len()) && given.named.iter().all(is_one)
}
