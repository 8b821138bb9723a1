//! `deep_walk`: keys through objects and through all elements of arrays on the way.
//!
//! In: a place and keys. Out: the default if nothing is found, the value if there is one, the list of
//! the different values if there are several.

use super::kinds::Kinds;
use super::run::{Run, State, condition, quantified};
use super::tree::Tree;
use super::value::{Binder, Item, Json, Symbol, Val, leaf, raise};
use ruff_text_size::TextRange;
use std::rc::Rc;
use transpile_sdk::ir::{Condition, JsonType, Root, Step, Test, Value};

/// What a walk is asked for.
pub(super) struct Walk {
    pub(super) default: Symbol,
    pub(super) which: Which,
    pub(super) range: TextRange,
}

/// Which of several values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Which {
    All,
    First,
    Last,
}

impl Run<'_> {
    /// From a place on: arrays of the event may be anywhere on the way.
    pub(super) fn walk(
        &mut self,
        place: &Value,
        keys: &[Rc<str>],
        walk: &Walk,
        state: &mut State,
    ) -> Symbol {
        let Some((key, rest)) = keys.split_first() else {
            return self.walked_to(place, walk);
        };
        let is_array = self.is_type(place, JsonType::Array);
        self.choose(
            &is_array,
            |run| {
                let mut items = Vec::new();
                run.walk_elements(place, keys, &[], walk, &mut items);
                run.found_items(&items, walk, &mut state.clone())
            },
            |run| {
                let key = run.key_of(place, key);
                let next = run.schema.step(place, Step::Key(key));
                run.walk(&next, rest, walk, &mut state.clone())
            },
        )
    }

    fn key_of(&self, place: &Value, key: &str) -> String {
        let spellings = self.schema.spellings(Some(place), key);
        spellings.into_iter().next().unwrap_or_default()
    }

    /// The value at the end, where no array was on the way: the default for null and for an empty array.
    pub(super) fn walked_to(&mut self, place: &Value, walk: &Walk) -> Symbol {
        let missing = self.test(place, Test::IsMissing);
        let is_array = self.is_type(place, JsonType::Array);
        let is_falsy = self.test(place, Test::IsFalsy);
        let is_empty = Condition::all([is_array, is_falsy]);
        let nothing = Condition::either([missing, is_empty.clone()]);
        let nothing = self.known.simplify(nothing, &self.schema);
        let nothing = if walk.default.only() == Some(&Val::None) && !self.can_be_array(place) {
            Condition::Const(false)
        } else {
            nothing
        };
        self.choose(
            &nothing,
            |_| walk.default.clone(),
            |_| {
                leaf(Val::Json(Json {
                    value: place.clone(),
                    wrapped: false,
                }))
            },
        )
    }

    fn can_be_array(&self, place: &Value) -> bool {
        self.known.kinds(place, &self.schema).meets(Kinds::ARRAY)
    }

    /// Adds what the elements of an array lead to. Below, a place is an array if the events that the log
    /// type is known by say so, else an object.
    fn walk_elements(
        &mut self,
        array: &Value,
        keys: &[Rc<str>],
        around: &[Binder],
        walk: &Walk,
        items: &mut Vec<Item>,
    ) {
        let (binder, element) = self.each(array, "item");
        let mut binders = around.to_vec();
        binders.push(binder);
        let mut place = element;
        let mut rest = keys;
        while let Some((key, more)) = rest.split_first() {
            let key = self.key_of(&place, key);
            place = self.schema.step(&place, Step::Key(key));
            rest = more;
            if !rest.is_empty() && self.schema.is_array(&place) {
                self.walk_elements(&place, rest, &binders, walk, items);
                return;
            }
        }
        if self.schema.is_array(&place) {
            let (binder, element) = self.each(&place, "item");
            binders.push(binder);
            place = element;
        }
        let missing = self.test(&place, Test::IsMissing);
        let value = leaf(Val::Json(Json {
            value: place,
            wrapped: false,
        }));
        if walk.default.only() != Some(&Val::None) {
            items.push(Item {
                binders: binders.clone(),
                guard: missing.clone(),
                value: walk.default.clone(),
            });
        }
        items.push(Item {
            binders,
            guard: missing.complement(),
            value,
        });
    }

    /// The default, the one value, or the list of several different ones.
    fn found_items(&mut self, items: &[Item], walk: &Walk, state: &mut State) -> Symbol {
        let range = walk.range;
        // A dictionary or list among the values cannot be put aside as one that was seen.
        let nested = self.nested(items, range, state);
        let some = self.exists(items, state, range, &mut |_, _, _| leaf(Val::bool(true)));
        let several = self.differ(items);
        let (Some(nested), Some(some)) = (condition(&nested), condition(&some)) else {
            return self.unknown(range, "`deep_walk`");
        };
        let items: Rc<[Item]> = items.into();
        let list = match walk.which {
            Which::All => leaf(Val::List(Rc::clone(&items))),
            Which::First | Which::Last => {
                self.unknown_value(range, "the first or last of several values")
            }
        };
        let one = leaf(Val::Single(items));
        let found = Tree::choice(&several, list, one);
        let found = Tree::choice(&some, found, walk.default.clone());
        Tree::choice(&nested, raise("TypeError"), found)
    }

    /// When two of the values differ.
    fn differ(&mut self, items: &[Item]) -> Condition {
        let mut ways = Vec::new();
        for (at, one) in items.iter().enumerate() {
            for other in items.iter().skip(at) {
                let (Some(Val::Json(own)), Some(Val::Json(second))) =
                    (one.value.only(), other.value.only())
                else {
                    // The default beside values of its own kind: as different as they may be.
                    let both =
                        [one, other].map(|item| quantified(&item.binders, item.guard.clone()));
                    let [own, second] = both;
                    if at != items.len() - 1 || items.len() == 1 {
                        ways.extend(
                            (one.value != other.value).then(|| Condition::all([own, second])),
                        );
                    }
                    continue;
                };
                let copy = self.renamed(other, &second.value);
                let differs = self
                    .test(&own.value, Test::EqField(copy.1.clone()))
                    .complement();
                let inner = Condition::all([copy.0.guard.clone(), differs]);
                let inner = quantified(&copy.0.binders, inner);
                let outer = Condition::all([one.guard.clone(), inner]);
                ways.push(quantified(&one.binders, outer));
            }
        }
        Condition::either(ways)
    }

    /// The same values with other names for the elements on the way.
    fn renamed(&mut self, item: &Item, value: &Value) -> (Item, Value) {
        let mut names: Vec<(String, String)> = Vec::new();
        let mut binders = Vec::new();
        for binder in &item.binders {
            let array = rename(&binder.array, &names);
            let (own, _) = self.each(&array, "other");
            names.push((binder.element.clone(), own.element.clone()));
            binders.push(own);
        }
        let value = rename(value, &names);
        let guard = self.test(&value, Test::IsMissing).complement();
        let renamed = Item {
            binders,
            guard,
            value: leaf(Val::None),
        };
        (renamed, value)
    }

    /// Goes on with the one value that all items are.
    pub(super) fn bind_single(
        &mut self,
        items: &Rc<[Item]>,
        state: &mut State,
        act: &mut dyn FnMut(&mut Self, &Val, &mut State) -> Symbol,
    ) -> Symbol {
        let mut results = Vec::new();
        let mut is_truth = true;
        for item in items.iter() {
            let mark = self.known.mark();
            self.known.learn(&item.guard, true);
            let value = self.bind(&item.value, state, act);
            self.known.forget(mark);
            is_truth &= !value.any(&|value| !matches!(value, Val::Bool(_) | Val::Raise(_)));
            results.push(Item {
                value,
                ..item.clone()
            });
        }
        let mut first = None;
        for result in &results {
            result.value.leaves(&mut |value| {
                if matches!(value, Val::Unknown(_) | Val::Carried(_)) && first.is_none() {
                    first = Some(leaf(value.clone()));
                }
            });
        }
        if let Some(unknown) = first {
            return unknown;
        }
        if is_truth {
            let range = TextRange::default();
            return self.exists(&results, state, range, &mut |_, value, _| value.clone());
        }
        let raises = results.iter().map(|item| {
            let raises = item
                .value
                .when(&mut |value| Some(Condition::Const(matches!(value, Val::Raise(_)))))
                .unwrap_or(Condition::Const(false));
            quantified(&item.binders, Condition::all([item.guard.clone(), raises]))
        });
        let raises = Condition::either(raises.collect::<Vec<_>>());
        for item in &mut results {
            item.value = super::statement::present(&item.value);
        }
        Tree::choice(
            &raises,
            raise("TypeError"),
            leaf(Val::Single(results.into())),
        )
    }
}

fn rename(value: &Value, names: &[(String, String)]) -> Value {
    match value {
        Value::Field(field) => {
            let mut field = field.clone();
            if let Root::Element(name) = &mut field.root
                && let Some((_, other)) = names.iter().find(|(own, _)| own == name)
            {
                other.clone_into(name);
            }
            Value::Field(field)
        }
        Value::Call(_) => value.clone(),
    }
}
