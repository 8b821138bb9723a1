//! How many values a list has.
//!
//! In: the items of a list and a number. Out: when there are so many values, or at least so many; nothing
//! where one item stands for values that cannot be counted.

use super::call::Given;
use super::origin::first_origin;
use super::run::{Run, State, condition};
use super::value::{Binder, Item, Symbol, Val, leaf, raise};
use ruff_text_size::TextRange;
use std::collections::{HashMap, HashSet};
use std::rc::Rc;
use transpile_sdk::ir::{Condition, Quantified, Quantifier};

/// A list of several items may be asked whether it has so many values.
const MOST: i64 = 12;

/// Such a list may have so many items.
const MAX_ITEMS: usize = 50;

/// The condition may have so many predicates.
const MAX_SIZE: usize = 500;

/// Items of which several may be equal are told apart up to so many.
const MAX_DIFFERENT: usize = 10;

/// When there are so many values, at least one.
pub(super) fn exactly_so_many(items: &[Item], count: i64) -> Option<Condition> {
    if let ([item], 1) = (items, count) {
        return one(item);
    }
    let more = so_many(items, count.checked_add(1)?)?;
    Some(Condition::all([so_many(items, count)?, more.complement()]))
}

/// When there are so many values, or more.
pub(super) fn so_many(items: &[Item], least: i64) -> Option<Condition> {
    if let [item] = items {
        return of_item(item, least);
    }
    // Elements of one name are gone through once: how often both are there is not known.
    let names = items.iter().flat_map(|item| &item.binders);
    let mut names: Vec<&str> = names.map(|binder| binder.element.as_str()).collect();
    let all = names.len();
    names.sort_unstable();
    names.dedup();
    if names.len() < all || items.len() > MAX_ITEMS || least > MOST {
        return None;
    }
    Tally {
        items,
        known: HashMap::new(),
    }
    .from(0, least)
}

impl Run<'_> {
    /// The items of a set, each value once.
    pub(super) fn different(
        &mut self,
        items: &Rc<[Item]>,
        range: TextRange,
        state: &mut State,
    ) -> Symbol {
        if items.len() < 2 && items.iter().all(|item| item.binders.is_empty()) {
            return leaf(Val::List(Rc::clone(items)));
        }
        if items.iter().any(|item| !item.binders.is_empty()) {
            return leaf(Val::List(self.of_set(items, range)));
        }
        if let Some(texts) = different_texts(items) {
            return leaf(Val::List(texts));
        }
        let mut kept: Vec<Item> = Vec::new();
        for item in items.iter() {
            let mut guard = vec![item.guard.clone()];
            for before in &kept {
                let same = self.bind_both(
                    &before.value,
                    &item.value,
                    state,
                    &mut |run, one, other, state| run.equal(one, other, range, state),
                );
                let same = self.collapse(&same, range);
                let Some(same) = condition(&same) else {
                    return self.unknown_value(range, "which values of a set are equal");
                };
                guard.push(Condition::all([before.guard.clone(), same]).complement());
            }
            let guard = Condition::all(guard);
            if guard != Condition::Const(false) {
                kept.push(Item {
                    guard,
                    ..item.clone()
                });
            }
            let unsure = kept.iter().filter(|item| !item.is_one()).count();
            if unsure > MAX_DIFFERENT {
                return self.unknown_value(range, "how many different values a set has");
            }
        }
        leaf(Val::List(kept.into()))
    }
}

impl Run<'_> {
    /// How many of the items are equal to the one argument.
    pub(super) fn occurrences(
        &mut self,
        items: &[Item],
        given: &Given,
        range: TextRange,
        state: &mut State,
    ) -> Symbol {
        let ([wanted], []) = (given.positional.as_slice(), given.named.as_slice()) else {
            return raise("TypeError");
        };
        let mut counted = Vec::new();
        for item in items {
            let same = self.inside(&item.binders, range, |run| {
                let same = run.bind_both(
                    &item.value,
                    wanted,
                    state,
                    &mut |run, own, wanted, state| run.equal(own, wanted, range, state),
                );
                run.collapse(&same, range)
            });
            let same = same.unwrap_or_else(|unknown| *unknown);
            let Some(same) = condition(&same) else {
                return self.unknown_value(range, "how often a value is in a list");
            };
            counted.push(Item {
                guard: Condition::all([item.guard.clone(), same]),
                ..item.clone()
            });
        }
        counted.retain(|item| item.guard != Condition::Const(false));
        self.len(&Val::List(counted.into()), range, state)
    }
}

/// Items of which several may be one. Where an array gives them they stand twice, so that nothing counts
/// them: it is certain only whether there are any.
pub(super) fn uncounted(items: &Rc<[Item]>) -> Rc<[Item]> {
    if items.iter().all(|item| item.binders.is_empty()) {
        return Rc::clone(items);
    }
    items.iter().chain(&**items).cloned().collect()
}

/// The different texts, if there is nothing but constant ones.
fn different_texts(items: &[Item]) -> Option<Rc<[Item]>> {
    let mut seen = HashSet::new();
    let mut kept = Vec::new();
    for item in items {
        let Val::Text(text) = item.value.only().filter(|_| item.is_one())? else {
            return None;
        };
        if seen.insert(Rc::clone(text)) {
            kept.push(item.clone());
        }
    }
    Some(kept.into())
}

struct Tally<'a> {
    items: &'a [Item],
    known: HashMap<(usize, i64), Condition>,
}

impl Tally<'_> {
    /// When the items from one on have so many values: some of them the first, the others the rest.
    fn from(&mut self, start: usize, least: i64) -> Option<Condition> {
        if least <= 0 {
            return Some(Condition::Const(true));
        }
        let Some(item) = self.items.get(start) else {
            return Some(Condition::Const(false));
        };
        if let Some(known) = self.known.get(&(start, least)) {
            return Some(known.clone());
        }
        let most = if item.binders.is_empty() { 1 } else { least };
        let mut ways = Vec::new();
        for own in 0..=most {
            let rest = self.from(start + 1, least - own)?;
            ways.push(Condition::all([of_item(item, own)?, rest]));
        }
        let holds = Condition::either(ways);
        if super::case::size(&holds) > MAX_SIZE {
            return None;
        }
        self.known.insert((start, least), holds.clone());
        Some(holds)
    }
}

/// When one item has so many values, or more.
fn of_item(item: &Item, least: i64) -> Option<Condition> {
    match (item.binders.as_slice(), least) {
        (_, ..=0) => Some(Condition::Const(true)),
        ([], 1) => Some(item.guard.clone()),
        ([], _) => Some(Condition::Const(false)),
        ([binder], least) => {
            let least = u32::try_from(least).ok()?;
            Some(counted(Quantifier::AtLeast(least), binder, &item.guard))
        }
        (binders, 1) => Some(super::run::quantified(binders, item.guard.clone())),
        _ => None,
    }
}

/// When one item has exactly one value.
fn one(item: &Item) -> Option<Condition> {
    match item.binders.as_slice() {
        [] => Some(item.guard.clone()),
        [binder] => Some(counted(Quantifier::One, binder, &item.guard)),
        _ => None,
    }
}

pub(super) fn counted(quantifier: Quantifier, binder: &Binder, guard: &Condition) -> Condition {
    Condition::quantified(Quantified {
        quantifier,
        array: binder.array.clone(),
        element: binder.element.clone(),
        body: Box::new(guard.clone()),
        origin: first_origin(guard),
    })
}
