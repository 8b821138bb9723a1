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
use transpile_sdk::ir::{Condition, End, JsonType, Step, Test, Value};

/// What a walk is asked for.
pub(super) struct Walk {
    pub(super) default: Symbol,
    /// The values that the default stands for among others: its items if it is a list, none for `None`.
    pub(super) added: Vec<Symbol>,
    pub(super) which: Which,
    pub(super) range: TextRange,
}

impl Walk {
    fn add_default(&self, way: &Way, when: &Condition, items: &mut Vec<Item>) {
        items.extend(self.added.iter().map(|value| Item {
            binders: way.binders.clone(),
            guard: Condition::all([way.guard.clone(), when.clone()]),
            value: value.clone(),
        }));
    }
}

/// Arrays of which nothing is known are walked through so deeply inside one another.
const DEEPEST: usize = 1;

/// How a walk has got to a place.
#[derive(Debug, Clone)]
struct Way {
    binders: Vec<Binder>,
    guard: Condition,
    /// How many arrays it went through of which it was not known that they are.
    depth: usize,
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
            |run| run.found_items(place, keys, walk),
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

    /// What the elements of an array lead to.
    fn walk_elements(&mut self, array: &Value, keys: &[Rc<str>], walk: &Walk) -> Vec<Item> {
        let mut items = Vec::new();
        let (binder, element) = self.each(array, "item");
        let way = Way {
            binders: vec![binder],
            guard: Condition::Const(true),
            depth: 0,
        };
        self.walk_on(&element, keys, &way, walk, &mut items);
        items
    }

    /// From a place below an element on. A place that may be an array is taken for one where it is.
    fn walk_on(
        &mut self,
        place: &Value,
        keys: &[Rc<str>],
        way: &Way,
        walk: &Walk,
        items: &mut Vec<Item>,
    ) {
        let mut object = way.clone();
        if self.can_be_array(place) {
            let is_array = self.is_type(place, JsonType::Array);
            object.guard = Condition::all([way.guard.clone(), is_array.clone().complement()]);
            let mut inside = way.clone();
            inside.guard = Condition::all([way.guard.clone(), is_array]);
            self.walk_into(place, keys, &inside, walk, items);
        }
        if let Some((key, rest)) = keys.split_first() {
            let key = self.key_of(place, key);
            let next = self.schema.step(place, Step::Key(key));
            self.walk_on(&next, rest, &object, walk, items);
            return;
        }
        let missing = self.test(place, Test::IsMissing);
        walk.add_default(&object, &missing, items);
        items.push(Item {
            binders: object.binders,
            guard: Condition::all([object.guard, missing.complement()]),
            value: plain(place),
        });
    }

    /// The same for an array: its elements, or the values that they lead to.
    fn walk_into(
        &mut self,
        array: &Value,
        keys: &[Rc<str>],
        way: &Way,
        walk: &Walk,
        items: &mut Vec<Item>,
    ) {
        if way.depth >= DEEPEST && !self.schema.is_array(array) {
            let value = self.unknown(walk.range, "an array in an array in an array");
            items.push(Item {
                binders: way.binders.clone(),
                guard: way.guard.clone(),
                value,
            });
            return;
        }
        let is_empty = self.test(array, Test::IsFalsy);
        walk.add_default(way, &is_empty, items);
        let (binder, element) = self.each(array, "item");
        let mut inside = way.clone();
        inside.binders.push(binder);
        inside.depth += 1;
        if keys.is_empty() {
            // What an element is a list of is one of the values, be it null.
            items.push(Item {
                binders: inside.binders,
                guard: inside.guard,
                value: plain(&element),
            });
            return;
        }
        self.walk_on(&element, keys, &inside, walk, items);
    }

    /// The default, the one value, or the list of several different ones.
    fn found_items(&mut self, array: &Value, keys: &[Rc<str>], walk: &Walk) -> Symbol {
        let range = walk.range;
        let state = &mut State::default();
        let items = self.walk_elements(array, keys, walk);
        // The same values with other names for the elements on the way.
        let others = self.walk_elements(array, keys, walk);
        // A dictionary or list among the values cannot be put aside as one that was seen.
        let nested = self.nested(&items, range, state);
        if let (Which::First, Some(nested)) = (walk.which, condition(&nested)) {
            let (some, first) = self.item_from(End::First, &items, range);
            let found = Tree::choice(&some, first, walk.default.clone());
            return Tree::choice(&nested, raise("TypeError"), found);
        }
        if let (Which::Last, Some(nested)) = (walk.which, condition(&nested)) {
            let before = self.walk_elements(array, keys, walk);
            if let Some((some, last)) = self.newest([&items, &others, &before], range) {
                let found = Tree::choice(&some, last, walk.default.clone());
                return Tree::choice(&nested, raise("TypeError"), found);
            }
        }
        let some = self.exists(&items, state, range, &mut |_, _, _| leaf(Val::bool(true)));
        let several = self.differ(&items, &others, range);
        let (Some(nested), Some(some)) = (condition(&nested), condition(&some)) else {
            return self.unknown(range, "`deep_walk`");
        };
        let items: Rc<[Item]> = items.into();
        let list = match walk.which {
            Which::All => leaf(Val::List(Rc::clone(&items))),
            Which::First | Which::Last => self.unknown_value(range, "the last of several values"),
        };
        let found = Tree::choice(&several, list, leaf(Val::Single(items)));
        let found = Tree::choice(&some, found, walk.default.clone());
        Tree::choice(&nested, raise("TypeError"), found)
    }

    /// When two of the values differ.
    fn differ(&mut self, items: &[Item], others: &[Item], range: TextRange) -> Condition {
        let state = &mut State::default();
        let mut ways = Vec::new();
        for (at, one) in items.iter().enumerate() {
            for (place, other) in others.iter().enumerate().skip(at) {
                let both_constant = one.value.any(&|value| !matches!(value, Val::Json(_)))
                    && other.value.any(&|value| !matches!(value, Val::Json(_)));
                if both_constant && at == place {
                    continue;
                }
                let equal = self.bind_both(
                    &one.value,
                    &other.value,
                    state,
                    &mut |run, one, other, state| match (one, other) {
                        // Lists and dictionaries among the values are an error before.
                        (Val::Json(one), Val::Json(other)) => {
                            leaf(Val::Bool(run.scalars_equal(&one.value, &other.value)))
                        }
                        _ => run.equal(one, other, range, state),
                    },
                );
                let differs = condition(&equal)
                    .unwrap_or(Condition::Const(true))
                    .complement();
                let inner = Condition::all([other.guard.clone(), differs]);
                let inner = quantified(&other.binders, inner);
                let outer = Condition::all([one.guard.clone(), inner]);
                ways.push(quantified(&one.binders, outer));
            }
        }
        let ways = Condition::either(ways);
        self.known.simplify(ways, &self.schema)
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

/// A value that is no longer the event's own.
fn plain(place: &Value) -> Symbol {
    leaf(Val::Json(Json {
        value: place.clone(),
        wrapped: false,
    }))
}
