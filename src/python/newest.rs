//! `deep_walk(…, return_val="last")`: the value that is met first after all others.
//!
//! In: the items that a walk finds in an array. Out: when there is one, and the value. Panther keeps each value where it
//! is met first, so that the last one of `[a, b, a]` is `b`: the value for which every other is met before.

use super::chosen::Pick;
use super::run::{Run, State, condition, quantified};
use super::tree::Tree;
use super::value::{Binder, Item, Symbol};
use ruff_text_size::TextRange;
use transpile_sdk::ir::{Condition, End};

/// What a walk finds in one element of an array.
struct Found {
    binder: Binder,
    /// When it finds something.
    guard: Condition,
    value: Symbol,
}

impl Found {
    /// Nothing, if an element may hold several values.
    fn of(items: &[Item]) -> Option<Self> {
        let [binder] = items.first()?.binders.as_slice() else {
            return None;
        };
        let mut found = Self {
            binder: binder.clone(),
            guard: Condition::Const(false),
            value: Tree::Dead,
        };
        for item in items.iter().rev() {
            if item.binders != [binder.clone()] {
                return None;
            }
            found.value = Tree::choice(&item.guard, item.value.clone(), found.value);
            found.guard = Condition::either([item.guard.clone(), found.guard]);
        }
        Some(found)
    }

    fn exists(&self, body: Condition) -> Condition {
        let body = Condition::all([self.guard.clone(), body]);
        quantified(std::slice::from_ref(&self.binder), body)
    }
}

impl Run<'_> {
    /// The value of the items that is met first after all others, and when there is one. The three lists are the same with
    /// other names for the elements. Nothing, if that cannot be said.
    pub(super) fn newest(
        &mut self,
        [items, others, before]: [&[Item]; 3],
        range: TextRange,
    ) -> Option<(Condition, Symbol)> {
        let (own, other, first) = (Found::of(items)?, Found::of(others)?, Found::of(before)?);
        let is_other = self.same(&first, &other, range)?;
        let is_own = self.same(&first, &own, range)?;
        // Of this value and another one, this one is met first.
        let met = Pick {
            end: End::First,
            binders: vec![first.binder.clone()],
            guard: Condition::all([
                first.guard.clone(),
                Condition::either([is_other.clone(), is_own]),
            ]),
        };
        let sooner = self.holds_for(&met, is_other.complement());
        let last = other.exists(sooner).complement();
        let pick = Pick {
            end: End::First,
            binders: vec![own.binder.clone()],
            guard: Condition::all([own.guard.clone(), last]),
        };
        let some = self.known.simplify(pick.exists(), &self.schema);
        Some((some, pick.of(&own.value)))
    }

    /// When two elements hold the same value.
    fn same(&mut self, one: &Found, other: &Found, range: TextRange) -> Option<Condition> {
        let both = Condition::all([one.guard.clone(), other.guard.clone()]);
        let mark = self.known.mark();
        self.known.learn(&both, true);
        let state = &mut State::default();
        let equal = self.bind_both(
            &one.value,
            &other.value,
            state,
            &mut |run, one, other, state| run.equal(one, other, range, state),
        );
        let equal = self.collapse(&equal, range);
        self.known.forget(mark);
        condition(&equal)
    }
}
