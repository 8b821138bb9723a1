//! What variables and changeable values are at some point of a rule.
//!
//! In: the states at the ends of two ways. Out: the state behind both.

use super::case::{AsCase, Case};
use super::tree::Tree;
use super::value::{Symbol, raise};
use super::work;
use std::collections::BTreeMap;
use std::rc::Rc;

/// Variables by their names.
pub(super) type Variables = BTreeMap<Rc<str>, Symbol>;

/// What variables and changeable values are at some point.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct State {
    pub(super) variables: Rc<Variables>,
    pub(super) heap: Rc<BTreeMap<usize, Symbol>>,
    /// Global variables that functions have set.
    pub(super) globals: Rc<BTreeMap<(usize, Rc<str>), Symbol>>,
}

impl State {
    /// The state behind two ways.
    pub(super) fn merge(condition: &impl AsCase, then: &Self, other: &Self) -> Self {
        if then.is(other) {
            return then.clone();
        }
        let condition = &condition.case();
        Self {
            variables: merge(condition, &then.variables, &other.variables, &unbound()),
            heap: merge(condition, &then.heap, &other.heap, &Tree::Dead),
            globals: merge(condition, &then.globals, &other.globals, &Tree::Dead),
        }
    }

    /// True if it is the very same state.
    fn is(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.variables, &other.variables)
            && Rc::ptr_eq(&self.heap, &other.heap)
            && Rc::ptr_eq(&self.globals, &other.globals)
    }
}

/// What a variable is that is not set.
pub(super) fn unbound() -> Symbol {
    raise("UnboundLocalError")
}

/// Joins what both ways have set; `absent` is what only the other way has set.
fn merge<K: Ord + Clone>(
    condition: &Case,
    then: &Rc<BTreeMap<K, Symbol>>,
    other: &Rc<BTreeMap<K, Symbol>>,
    absent: &Symbol,
) -> Rc<BTreeMap<K, Symbol>> {
    if Rc::ptr_eq(then, other) {
        return Rc::clone(then);
    }
    work::spend(then.len() + other.len());
    let mut merged = BTreeMap::new();
    for key in then.keys().chain(other.keys()) {
        if !merged.contains_key(key) {
            let of = |map: &BTreeMap<K, Symbol>| map.get(key).unwrap_or(absent).clone();
            merged.insert(key.clone(), Tree::choice(condition, of(then), of(other)));
        }
    }
    Rc::new(merged)
}
