//! Lists that have grown in several ways, as one.
//!
//! In: what a list is in each of many cases. Out: one list with the items of all cases, each of them there in its own case.
//! Without that, what adds the elements of an array, the characters of a text or the keys of an object, whichever a value is,
//! makes four cases of each.

use super::case::Case;
use super::run::Run;
use super::told::Told;
use super::tree::Tree;
use super::value::{Item, Symbol, Val, leaf};
use super::work;
use std::rc::Rc;
use transpile_sdk::ir::{Condition, Origin};

/// A list may be something else in so many cases before they are put together.
const CASES: usize = 8;

/// So much work it is to put an item of a case together with those of another.
const ITEM: usize = 10;

impl Run<'_> {
    /// A list or a set in one case, if it is in many.
    pub(super) fn gathered(&mut self, content: &Symbol) -> Option<Symbol> {
        let mut cases = 0;
        content.leaves(&mut |_| cases += 1);
        if cases <= CASES {
            return None;
        }
        let gathered = gather(content)?;
        let mut items = gathered.items;
        for item in &mut items {
            self.shorten_guard(item);
        }
        items.retain(|item| item.guard != Condition::Const(false));
        Some(leaf(if gathered.is_set {
            Val::Set(items.into())
        } else {
            Val::List(items.into())
        }))
    }

    /// What there are items for has elements: the guard need not ask for that.
    fn shorten_guard(&mut self, item: &mut Item) {
        let mark = self.known.mark();
        for binder in &item.binders {
            let told = Told::of_some(&binder.array, Origin::default());
            self.known.hear(Rc::new(told));
        }
        let guard = std::mem::replace(&mut item.guard, Condition::Const(true));
        item.guard = self.known.simplify(guard, &self.schema);
        self.known.forget(mark);
    }
}

/// The items of several cases.
struct Gathered {
    is_set: bool,
    items: Vec<Item>,
}

/// Nothing, if there is something else than lists or than sets, or a single value that is in one case and not in another:
/// how many there are would no longer be known.
fn gather(content: &Symbol) -> Option<Gathered> {
    match content {
        Tree::Dead => None,
        Tree::Leaf(value) => Some(Gathered {
            is_set: matches!(value, Val::Set(_)),
            items: match value {
                Val::List(items) | Val::Set(items) => items.to_vec(),
                _ => return None,
            },
        }),
        Tree::Choice(case, then, other) => {
            let (mut then, mut other) = (gather(then)?, gather(other)?);
            work::spend(ITEM * (then.items.len() + other.items.len()));
            // What was added before and behind is the same.
            let pairs = then.items.iter().zip(&other.items);
            let before = pairs.take_while(|(one, other)| one == other).count();
            let mut then_only = then.items.split_off(before);
            let mut other_only = other.items.split_off(before);
            let pairs = then_only.iter().rev().zip(other_only.iter().rev());
            let behind = pairs.take_while(|(one, other)| one == other).count();
            let behind = then_only.split_off(then_only.len() - behind);
            other_only.truncate(other_only.len() - behind.len());
            let is_single = |item: &Item| item.binders.is_empty();
            if then.is_set != other.is_set
                || work::is_over()
                || then_only.iter().chain(&other_only).any(is_single)
            {
                return None;
            }
            then.items.extend(within(then_only, case, true));
            then.items.extend(within(other_only, case, false));
            then.items.extend(behind);
            Some(then)
        }
    }
}

/// Items that are there where a condition holds, or where it fails.
fn within(items: Vec<Item>, case: &Case, holds: bool) -> impl Iterator<Item = Item> {
    let when = if holds {
        (**case).clone()
    } else {
        (**case).clone().complement()
    };
    items.into_iter().map(move |item| Item {
        guard: Condition::all([when.clone(), item.guard]),
        ..item
    })
}
