//! Conditions, and parts of them, that are kept without being copied.
//!
//! In: a condition, shared if it can be. Out: the same, or one of its parts, shared with it.

use std::ops::Deref;
use std::rc::Rc;
use transpile_sdk::ir::Condition;

/// A condition that is shared, or one of its parts.
#[derive(Debug, Clone)]
pub(super) struct Piece {
    whole: Rc<Condition>,
    /// The part's place among the others.
    part: Option<usize>,
}

impl From<Condition> for Piece {
    fn from(condition: Condition) -> Self {
        Self {
            whole: Rc::new(condition),
            part: None,
        }
    }
}

impl Deref for Piece {
    type Target = Condition;

    fn deref(&self) -> &Condition {
        let part = self.part.and_then(|at| match &*self.whole {
            Condition::And(parts) | Condition::Or(parts) => parts.get(at),
            _ => None,
        });
        part.unwrap_or(&self.whole)
    }
}

/// A condition, or a part of one; shared if it can be.
#[derive(Clone, Copy)]
pub(super) enum Part<'a> {
    Shared(&'a Rc<Condition>),
    /// A part of one that is shared, and its place.
    Of(&'a Rc<Condition>, usize, &'a Condition),
    Plain(&'a Condition),
}

impl<'a> Part<'a> {
    /// The condition.
    pub(super) fn condition(self) -> &'a Condition {
        match self {
            Self::Shared(condition) => condition,
            Self::Of(_, _, condition) | Self::Plain(condition) => condition,
        }
    }

    /// The same to be kept.
    pub(super) fn share(self) -> Piece {
        match self {
            Self::Shared(whole) => Piece {
                whole: Rc::clone(whole),
                part: None,
            },
            Self::Of(whole, at, _) => Piece {
                whole: Rc::clone(whole),
                part: Some(at),
            },
            Self::Plain(condition) => condition.clone().into(),
        }
    }

    /// A part of this.
    pub(super) fn part(self, at: usize, condition: &'a Condition) -> Self {
        match self {
            Self::Shared(whole) => Self::Of(whole, at, condition),
            Self::Of(..) | Self::Plain(_) => Self::Plain(condition),
        }
    }
}
