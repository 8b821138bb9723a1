//! How a block of statements is left.
//!
//! In: what statements do. Out: for every event the way on: to the next statement, out of the loop or
//! the function, with the state there.

use super::run::State;
use super::tree::Tree;
use super::value::{Symbol, Val};
use std::rc::Rc;
use transpile_sdk::ir::Condition;

/// The way on, and the state there.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Exit {
    pub(super) way: Way,
    pub(super) state: State,
}

/// The way on.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Way {
    /// To the next statement.
    On,
    /// Out of the function, with this value.
    Return(Val),
    /// To whoever catches the exception.
    Raise(Rc<str>),
    /// Behind the loop.
    Break,
    /// To the next element.
    Continue,
}

/// The way on for every event.
pub(super) type Exits = Tree<Exit>;

/// The same way for every event.
pub(super) fn on(state: State) -> Exits {
    go(Way::On, state)
}

/// The same way for every event.
pub(super) const fn go(way: Way, state: State) -> Exits {
    Tree::Leaf(Exit { way, state })
}

/// The exits of one kind, cut out of all.
pub(super) struct Cut {
    /// When one of them is taken.
    pub(super) when: Condition,
    /// The state there.
    pub(super) state: State,
    /// The others.
    pub(super) rest: Exits,
}

/// Cuts out the exits that `wanted` is true of. Nothing, if there are none.
pub(super) fn cut(exits: &Exits, wanted: &impl Fn(&Way) -> bool) -> Option<Cut> {
    let state = state(exits, wanted)?;
    let when = exits.when(&mut |exit| Some(Condition::Const(wanted(&exit.way))))?;
    let rest = exits.map(&mut |exit| {
        if wanted(&exit.way) {
            Tree::Dead
        } else {
            Tree::Leaf(exit.clone())
        }
    });
    Some(Cut { when, state, rest })
}

/// The state of all wanted exits.
pub(super) fn state(exits: &Exits, wanted: &impl Fn(&Way) -> bool) -> Option<State> {
    match exits {
        Tree::Dead => None,
        Tree::Leaf(exit) => wanted(&exit.way).then(|| exit.state.clone()),
        Tree::Choice(condition, then, other) => match (state(then, wanted), state(other, wanted)) {
            (Some(then), Some(other)) => Some(State::merge(condition, &then, &other)),
            (one, None) | (None, one) => one,
        },
    }
}

/// What a function gives, of the exits of its body.
pub(super) fn result(exits: &Exits) -> Symbol {
    exits.map(&mut |exit| match &exit.way {
        Way::Return(value) => Tree::Leaf(value.clone()),
        Way::Raise(name) => Tree::Leaf(Val::Raise(Rc::clone(name))),
        Way::On | Way::Break | Way::Continue => Tree::Leaf(Val::None),
    })
}
