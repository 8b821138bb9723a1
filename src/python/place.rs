//! What a loop changes.
//!
//! In: the exits of a loop's body and the state before it. Out: the variables and values that differ.

use super::exit::Exits;
use super::run::State;
use super::value::Symbol;
use ruff_python_ast::Expr;
use std::rc::Rc;

/// Something that a loop may change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Place {
    Variable(Rc<str>),
    Heap(usize),
    Global((usize, Rc<str>)),
}

impl Place {
    pub(super) fn get(&self, state: &State) -> Option<Symbol> {
        match self {
            Self::Variable(name) => state.variables.get(name).cloned(),
            Self::Heap(place) => state.heap.get(place).cloned(),
            Self::Global(key) => state.globals.get(key).cloned(),
        }
    }

    pub(super) fn set(&self, state: &mut State, value: Symbol) {
        match self {
            Self::Variable(name) => {
                Rc::make_mut(&mut state.variables).insert(Rc::clone(name), value);
            }
            Self::Heap(place) => {
                Rc::make_mut(&mut state.heap).insert(*place, value);
            }
            Self::Global(key) => {
                Rc::make_mut(&mut state.globals).insert(key.clone(), value);
            }
        }
    }

    pub(super) fn name(&self) -> String {
        match self {
            Self::Variable(name) | Self::Global((_, name)) => format!("`{name}`"),
            Self::Heap(_) => "a list or dictionary".to_owned(),
        }
    }

    /// True of the loop's own variable, and of lists that only its body has.
    pub(super) fn is_target(&self, target: &Expr, before: &State) -> bool {
        match self {
            Self::Variable(name) => super::scope::targets(target).contains(name),
            Self::Heap(place) => !before.heap.contains_key(place),
            Self::Global(_) => false,
        }
    }

    /// True of the variable of this name.
    pub(super) fn is(&self, name: &str) -> bool {
        matches!(self, Self::Variable(own) if **own == *name)
    }
}

/// What is not as it was before.
pub(super) fn changes(exits: &Exits, before: &State) -> Vec<Place> {
    let mut places = Vec::new();
    exits.leaves(&mut |exit| {
        for (name, value) in exit.state.variables.iter() {
            if before.variables.get(name) != Some(value) {
                places.push(Place::Variable(Rc::clone(name)));
            }
        }
        for (place, value) in exit.state.heap.iter() {
            if before.heap.get(place) != Some(value) {
                places.push(Place::Heap(*place));
            }
        }
        for (key, value) in exit.state.globals.iter() {
            if before.globals.get(key) != Some(value) {
                places.push(Place::Global(key.clone()));
            }
        }
    });
    places.dedup();
    places
}
