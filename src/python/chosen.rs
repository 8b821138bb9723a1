//! One element of an array: the first or the last one for which something holds.
//!
//! In: what is known of any element, and the condition that singles one out. Out: the same as it is seen from outside of
//! the array, where what hangs on the element becomes a question about that one.

use super::dependence::hangs_on;
use super::exit::{Exit, Exits, Way, go};
use super::origin::first_origin;
use super::run::{Run, State, doubt, quantified};
use super::state::unbound;
use super::tree::Tree;
use super::value::{Binder, Item, Symbol, Val, leaf};
use ruff_text_size::TextRange;
use std::collections::BTreeMap;
use std::rc::Rc;
use transpile_sdk::ir::{Condition, End, Selected};

/// Which element is meant. Where it is used there is one.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Pick {
    /// From which end the array is looked through.
    pub(super) end: End,
    /// The arrays, the outermost first; the inner ones are in the elements of the outer ones.
    pub(super) binders: Vec<Binder>,
    /// Which elements count.
    pub(super) guard: Condition,
}

/// A value that hangs on such an element.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Chosen {
    pub(super) pick: Pick,
    /// The value for an element.
    pub(super) value: Symbol,
}

impl Pick {
    /// True if there is such an element.
    pub(super) fn exists(&self) -> Condition {
        quantified(&self.binders, self.guard.clone())
    }

    /// True if the element satisfies `body`; that there is one is not asked where the element does not matter.
    fn has(&self, body: Condition) -> Condition {
        if !self.decides(&body) {
            return body;
        }
        match body {
            Condition::And(parts) => {
                let (own, outer): (Vec<_>, Vec<_>) =
                    parts.into_iter().partition(|part| self.decides(part));
                let own = self.selected(Condition::all(own));
                Condition::all(outer.into_iter().chain([own]))
            }
            Condition::Or(parts) => {
                let (own, outer): (Vec<_>, Vec<_>) =
                    parts.into_iter().partition(|part| self.decides(part));
                let own = self.selected(Condition::either(own));
                Condition::either(outer.into_iter().chain([own]))
            }
            body => self.selected(body),
        }
    }

    /// A value for the element, not yet looked into.
    pub(super) fn of(&self, value: &Symbol) -> Symbol {
        if !hangs_on(value, &self.binders) {
            return value.clone();
        }
        leaf(Val::Chosen(Rc::new(Chosen {
            pick: self.clone(),
            value: value.clone(),
        })))
    }

    /// A state for an element as one outside.
    fn state(&self, state: &State, before: &State, after: &State) -> State {
        State {
            variables: self.changed(&state.variables, &before.variables, &after.variables),
            heap: self.changed(&state.heap, &before.heap, &after.heap),
            globals: self.changed(&state.globals, &before.globals, &after.globals),
        }
    }

    /// What the element has changed as it is seen outside; the rest is what it is after.
    fn changed<K: Ord + Clone>(
        &self,
        own: &Rc<BTreeMap<K, Symbol>>,
        before: &Rc<BTreeMap<K, Symbol>>,
        after: &Rc<BTreeMap<K, Symbol>>,
    ) -> Rc<BTreeMap<K, Symbol>> {
        let mut out = Rc::clone(after);
        for (key, value) in own.iter() {
            if before.get(key) != Some(value) {
                Rc::make_mut(&mut out).insert(key.clone(), self.of(value));
            }
        }
        out
    }

    fn decides(&self, condition: &Condition) -> bool {
        hangs_on(&leaf(Val::Bool(condition.clone())), &self.binders)
    }

    /// A question about an element of each array in turn.
    fn selected(&self, body: Condition) -> Condition {
        if let Some(problem) = self.binders.iter().find_map(|binder| binder.unordered) {
            return doubt(problem);
        }
        let origin = first_origin(&body);
        let mut body = body;
        let mut guard = self.guard.clone();
        for binder in self.binders.iter().rev() {
            body = Condition::selected(Selected {
                end: self.end,
                array: binder.array.clone(),
                element: binder.element.clone(),
                guard: Box::new(guard.clone()),
                body: Box::new(body),
                origin,
            });
            guard = quantified(std::slice::from_ref(binder), guard);
        }
        body
    }
}

impl Run<'_> {
    /// Goes on with a value that hangs on one element.
    pub(super) fn bind_chosen(
        &mut self,
        chosen: &Rc<Chosen>,
        state: &mut State,
        act: &mut dyn FnMut(&mut Self, &Val, &mut State) -> Symbol,
    ) -> Symbol {
        if self.chosen.contains(chosen) {
            // The element is looked at already.
            return self.bind(&chosen.value, state, act);
        }
        let before = state.clone();
        let done = self.at_chosen(chosen, |run| run.bind(&chosen.value, state, act));
        let value = match done {
            Ok(value) => value,
            Err(unknown) => return *unknown,
        };
        if *state != before {
            *state = chosen.pick.state(state, &before, &before);
        }
        self.as_seen_outside(&chosen.pick, &value)
    }

    /// Does something for the element that a value hangs on.
    pub(super) fn at_chosen<T>(
        &mut self,
        chosen: &Rc<Chosen>,
        act: impl FnOnce(&mut Self) -> T,
    ) -> Result<T, Box<Symbol>> {
        let mark = self.known.mark();
        self.known.learn(&chosen.pick.guard, true);
        self.chosen.push(Rc::clone(chosen));
        let range = self.range;
        let done = self.inside(&chosen.pick.binders, range, act);
        self.chosen.pop();
        self.known.forget(mark);
        done
    }

    /// A value for an element as a value outside.
    pub(super) fn as_seen_outside(&mut self, pick: &Pick, value: &Symbol) -> Symbol {
        if !hangs_on(value, &pick.binders) {
            return value.clone();
        }
        let mut cases: Vec<Class> = Vec::new();
        value.leaves(&mut |value| {
            let class = Class::of(value, &pick.binders);
            if !cases.contains(&class) {
                cases.push(class);
            }
        });
        // What is asked last needs no question: the plainest things first.
        cases.sort_by_key(Class::rank);
        let mut symbol = Tree::Dead;
        for class in cases.into_iter().rev() {
            let is_last = symbol == Tree::Dead;
            let is_it = |value: &Val| Class::of(value, &pick.binders) == class;
            let when = if is_last {
                Condition::Const(true)
            } else {
                self.when(
                    pick,
                    value.when(&mut |value| Some(Condition::Const(is_it(value)))),
                )
            };
            let found = match &class {
                Class::Truth => {
                    let truth = value.when(&mut |value| match value {
                        Val::Bool(condition) => Some(condition.clone()),
                        _ => None,
                    });
                    leaf(Val::Bool(self.when(pick, truth)))
                }
                Class::Plain(value) => leaf(value.clone()),
                Class::Hanging => {
                    let own = value.map(&mut |value| {
                        if is_it(value) {
                            leaf(value.clone())
                        } else {
                            Tree::Dead
                        }
                    });
                    leaf(Val::Chosen(Rc::new(Chosen {
                        pick: pick.clone(),
                        value: own,
                    })))
                }
            };
            symbol = Tree::choice(&when, found, symbol);
        }
        symbol
    }

    fn when(&mut self, pick: &Pick, when: Option<Condition>) -> Condition {
        self.holds_for(pick, when.unwrap_or(Condition::Const(false)))
    }

    /// Whether `when` holds for the element.
    pub(super) fn holds_for(&mut self, pick: &Pick, when: Condition) -> Condition {
        let mark = self.known.mark();
        self.known.learn(&pick.guard, true);
        let when = self.known.simplify(when, &self.schema);
        self.known.forget(mark);
        self.known.simplify(pick.has(when), &self.schema)
    }

    /// Ways out for an element as ways out outside: `before` is the state that the element found, `after` the one in which
    /// what is not changed by it is.
    pub(super) fn exits_outside(
        &mut self,
        pick: &Pick,
        exits: &Exits,
        before: &State,
        after: &State,
    ) -> Exits {
        let mut kinds: Vec<Kind> = Vec::new();
        exits.leaves(&mut |exit| {
            let kind = Kind::of(&exit.way);
            if !kinds.contains(&kind) {
                kinds.push(kind);
            }
        });
        let mut result = Tree::Dead;
        for kind in kinds.into_iter().rev() {
            let is_last = result == Tree::Dead;
            let is_it = |exit: &Exit| Kind::of(&exit.way) == kind;
            let when = if is_last {
                Condition::Const(true)
            } else {
                self.when(
                    pick,
                    exits.when(&mut |exit| Some(Condition::Const(is_it(exit)))),
                )
            };
            let Some(state) = super::exit::state(exits, &|way| Kind::of(way) == kind) else {
                continue;
            };
            let is_last_seen = matches!(kind, Kind::Other(Way::Raise(_))) && self.tries == 0;
            let state = if is_last_seen {
                after.clone()
            } else {
                pick.state(&state, before, after)
            };
            let found = match &kind {
                Kind::Return => {
                    let value: Symbol = exits.map(&mut |exit| match &exit.way {
                        Way::Return(value) => leaf(value.clone()),
                        _ => Tree::Dead,
                    });
                    let value = self.as_seen_outside(pick, &value);
                    value.map(&mut |value| go(Way::Return(value.clone()), state.clone()))
                }
                Kind::Other(way) => go(way.clone(), state),
            };
            result = Tree::choice(&when, found, result);
        }
        result
    }

    /// What the last of the elements for which `guard` holds makes of something; what it was before, if there is none.
    pub(super) fn last_of(
        &mut self,
        item: &Item,
        guard: Condition,
        value: &Symbol,
        before: Option<Symbol>,
    ) -> Symbol {
        let pick = Pick {
            end: End::Last,
            binders: item.binders.clone(),
            guard: Condition::all([item.guard.clone(), guard]),
        };
        let some = self.known.simplify(pick.exists(), &self.schema);
        Tree::choice(&some, pick.of(value), before.unwrap_or_else(unbound))
    }

    /// The first or the last item of a list: when there is one, and what it is.
    pub(super) fn item_from(
        &mut self,
        end: End,
        items: &[Item],
        range: TextRange,
    ) -> (Condition, Symbol) {
        let mut groups: Vec<(Option<Binder>, Vec<Item>)> = Vec::new();
        for item in items {
            let Some((binder, inner)) = item.binders.split_first() else {
                groups.push((None, vec![item.clone()]));
                continue;
            };
            let item = Item {
                binders: inner.to_vec(),
                ..item.clone()
            };
            match groups.last_mut() {
                Some((Some(own), group)) if own == binder => group.push(item),
                _ => groups.push((Some(binder.clone()), vec![item])),
            }
        }
        if end == End::First {
            groups.reverse();
        }
        let mut some = Condition::Const(false);
        let mut symbol = Tree::Dead;
        for (binder, group) in groups {
            let (exists, value) = match (binder, group.as_slice()) {
                (None, [item]) => (item.guard.clone(), item.value.clone()),
                (None, _) => continue,
                (Some(binder), group) => self.element_from(end, binder, group, range),
            };
            symbol = Tree::choice(&exists, value, symbol);
            some = Condition::either([exists, some]);
        }
        (self.known.simplify(some, &self.schema), symbol)
    }

    fn element_from(
        &mut self,
        end: End,
        binder: Binder,
        group: &[Item],
        range: TextRange,
    ) -> (Condition, Symbol) {
        let binders = vec![binder];
        let inner = self.inside(&binders, range, |run| run.item_from(end, group, range));
        let (guard, value) = match inner {
            Ok(inner) => inner,
            Err(unknown) => return (Condition::Const(true), *unknown),
        };
        let pick = Pick {
            end,
            binders,
            guard,
        };
        let exists = self.known.simplify(pick.exists(), &self.schema);
        let value = self.as_seen_outside(&pick, &value);
        (exists, value)
    }
}

/// Leaves that are one case outside.
#[derive(Debug, Clone, PartialEq)]
enum Class {
    /// The same for all elements.
    Plain(Val),
    /// A truth value.
    Truth,
    /// What else the element decides.
    Hanging,
}

impl Class {
    fn of(value: &Val, binders: &[Binder]) -> Self {
        match value {
            Val::Bool(_) => Self::Truth,
            value if hangs_on(&leaf(value.clone()), binders) => Self::Hanging,
            value => Self::Plain(value.clone()),
        }
    }

    /// In which order they are asked for: exceptions last.
    fn rank(&self) -> u8 {
        match self {
            Self::Plain(Val::Raise(_)) => 3,
            Self::Plain(_) => 0,
            Self::Truth => 1,
            Self::Hanging => 2,
        }
    }
}

/// Ways out that are one case outside.
#[derive(Debug, Clone, PartialEq)]
enum Kind {
    Return,
    Other(Way),
}

impl Kind {
    fn of(way: &Way) -> Self {
        match way {
            Way::Return(_) => Self::Return,
            way => Self::Other(way.clone()),
        }
    }
}
