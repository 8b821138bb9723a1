//! What something is in each of several cases.
//!
//! In: conditions and leaves. Out: a tree that says for every event which leaf it is. Where a program
//! takes one of two ways and comes together again, both ends stand below one condition, so that the
//! size stays in the order of the program's.

use super::case::{AsCase, Case};
use super::work;
use std::rc::Rc;
use transpile_sdk::ir::Condition;

/// A leaf for every event.
#[derive(Debug, Clone)]
pub(super) enum Tree<T> {
    /// No event gets here.
    Dead,
    /// The same for all events that get here.
    Leaf(T),
    /// One thing if the condition holds, another if not.
    Choice(Case, Rc<Tree<T>>, Rc<Tree<T>>),
}

/// Equal shape by shape; what is shared is equal to itself at once.
impl<T: PartialEq> PartialEq for Tree<T> {
    fn eq(&self, other: &Self) -> bool {
        let same = |one: &Rc<Self>, other: &Rc<Self>| Rc::ptr_eq(one, other) || one == other;
        work::spend(1);
        match (self, other) {
            (Self::Dead, Self::Dead) => true,
            (Self::Leaf(one), Self::Leaf(other)) => one == other,
            (Self::Choice(condition, then, other), Self::Choice(case, first, second)) => {
                !work::is_over() && condition == case && same(then, first) && same(other, second)
            }
            _ => false,
        }
    }
}

impl<T: Eq> Eq for Tree<T> {}

impl<T: Clone + PartialEq> Tree<T> {
    /// `then` if `condition` holds, else `other`.
    pub(super) fn choice(condition: &impl AsCase, then: Self, other: Self) -> Self {
        match (condition.condition(), then, other) {
            (Condition::Const(true), tree, _)
            | (Condition::Const(false), _, tree)
            | (_, tree, Self::Dead)
            | (_, Self::Dead, tree) => tree,
            (_, then, other) if then == other => then,
            (_, then, other) => Self::Choice(condition.case(), Rc::new(then), Rc::new(other)),
        }
    }

    /// The same tree with other leaves.
    pub(super) fn map<U: Clone + PartialEq>(
        &self,
        leaf: &mut impl FnMut(&T) -> Tree<U>,
    ) -> Tree<U> {
        work::spend(1);
        match self {
            Self::Choice(..) if work::is_over() => Tree::Dead,
            Self::Dead => Tree::Dead,
            Self::Leaf(value) => leaf(value),
            Self::Choice(condition, then, other) => {
                let then = then.map(leaf);
                let other = other.map(leaf);
                Tree::choice(condition, then, other)
            }
        }
    }

    /// When `leaf` is true of the leaf. It says nothing of leaves that do not matter; nothing: none does.
    pub(super) fn when(&self, leaf: &mut impl FnMut(&T) -> Option<Condition>) -> Option<Condition> {
        work::spend(1);
        match self {
            Self::Choice(..) if work::is_over() => None,
            Self::Dead => None,
            Self::Leaf(value) => leaf(value),
            Self::Choice(condition, then, other) => match (then.when(leaf), other.when(leaf)) {
                (Some(then), Some(other)) => {
                    work::spend(condition.size());
                    Some(either_way(condition, then, other))
                }
                (one, None) | (None, one) => one,
            },
        }
    }

    /// Calls `visit` on every leaf.
    pub(super) fn leaves<'a>(&'a self, visit: &mut impl FnMut(&'a T)) {
        work::spend(1);
        match self {
            Self::Choice(..) if work::is_over() => {}
            Self::Dead => {}
            Self::Leaf(value) => visit(value),
            Self::Choice(_, then, other) => {
                then.leaves(visit);
                other.leaves(visit);
            }
        }
    }

    /// True if a leaf satisfies `test`.
    pub(super) fn any(&self, test: &impl Fn(&T) -> bool) -> bool {
        work::spend(1);
        match self {
            Self::Choice(..) if work::is_over() => false,
            Self::Dead => false,
            Self::Leaf(value) => test(value),
            Self::Choice(_, then, other) => then.any(test) || other.any(test),
        }
    }

    /// The only leaf, if there is only one.
    pub(super) fn only(&self) -> Option<&T> {
        match self {
            Self::Leaf(value) => Some(value),
            _ => None,
        }
    }
}

/// `then` if `condition` holds, else `other`, as one condition.
pub(super) fn either_way(condition: &Condition, then: Condition, other: Condition) -> Condition {
    let holds = || condition.clone();
    let fails = || condition.clone().complement();
    match (then, other) {
        (then, other) if then == other => then,
        (Condition::Const(true), other) => Condition::either([holds(), other]),
        (Condition::Const(false), other) => Condition::all([fails(), other]),
        (then, Condition::Const(true)) => Condition::either([fails(), then]),
        (then, Condition::Const(false)) => Condition::all([holds(), then]),
        (then, other) => Condition::either([
            Condition::all([holds(), then]),
            Condition::all([fails(), other]),
        ]),
    }
}
