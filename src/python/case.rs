//! Conditions that tell cases apart, shared by all that stands below them.
//!
//! In: a condition. Out: the same with its size, and what is known where it holds and where it fails, each
//! worked out once.

use super::told::Told;
use super::work;
use std::cell::OnceCell;
use std::ops::Deref;
use std::rc::Rc;
use transpile_sdk::ir::Condition;

/// A shared condition.
#[derive(Debug, Clone)]
pub(super) struct Case(Rc<Shared>);

#[derive(Debug)]
struct Shared {
    condition: Rc<Condition>,
    size: usize,
    holds: OnceCell<Rc<Told>>,
    fails: OnceCell<Rc<Told>>,
}

impl Case {
    fn new(condition: &Condition) -> Self {
        let size = size(condition);
        work::spend(size);
        Self(Rc::new(Shared {
            condition: Rc::new(condition.clone()),
            size,
            holds: OnceCell::new(),
            fails: OnceCell::new(),
        }))
    }

    /// How many predicates there are in it.
    pub(super) fn size(&self) -> usize {
        self.0.size
    }
}

impl Deref for Case {
    type Target = Condition;

    fn deref(&self) -> &Condition {
        &self.0.condition
    }
}

impl PartialEq for Case {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
            || self.0.size == other.0.size && self.0.condition == other.0.condition
    }
}

/// A condition, shared or not.
pub(super) trait AsCase {
    /// The condition.
    fn condition(&self) -> &Condition;
    /// The same to be shared.
    fn case(&self) -> Case;
    /// What is known where it holds, or where it fails.
    fn told(&self, holds: bool) -> Rc<Told>;
}

impl AsCase for Condition {
    fn condition(&self) -> &Condition {
        self
    }

    fn case(&self) -> Case {
        Case::new(self)
    }

    fn told(&self, holds: bool) -> Rc<Told> {
        Rc::new(Told::of(self, holds))
    }
}

impl AsCase for Case {
    fn condition(&self) -> &Condition {
        self
    }

    fn case(&self) -> Case {
        self.clone()
    }

    fn told(&self, holds: bool) -> Rc<Told> {
        let told = if holds { &self.0.holds } else { &self.0.fails };
        let told = told.get_or_init(|| Rc::new(Told::of_shared(&self.0.condition, holds)));
        Rc::clone(told)
    }
}

/// How many predicates there are in a condition.
pub(super) fn size(condition: &Condition) -> usize {
    let mut size = 0;
    condition.predicates(&mut |_| size += 1);
    size
}
