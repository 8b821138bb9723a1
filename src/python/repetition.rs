//! Loops and comprehensions.
//!
//! In: what is iterated over, and the body. Out: how the loop is left, or the values it makes. A loop
//! over constants is unrolled. One over an array of the event is read once for any element: it may
//! look for an element, or collect values; a variable that one element changes and another one reads
//! is not certain.

use super::chosen::Pick;
use super::exit::{Exits, Way, cut, on};
use super::place::{Place, changes};
use super::run::{Run, State};
use super::state::unbound;
use super::statement::present;
use super::tree::Tree;
use super::value::{Entry, Item, Symbol, Val, leaf};
use ruff_python_ast::{Expr, StmtFor};
use ruff_text_size::{Ranged, TextRange};
use std::rc::Rc;
use transpile_sdk::ir::{Condition, End};

impl<'a> Run<'a> {
    /// `for … in …:`
    pub(super) fn for_loop(&mut self, it: &'a StmtFor, mut state: State) -> Exits {
        let iterated = self.eval(&it.iter, &mut state);
        let variable = variable(&it.target);
        let items = self.bind(&iterated, &mut state, &mut |run, value, state| {
            run.iterate_as(value, variable, it.iter.range(), state)
        });
        self.over(&items, it, &state)
    }

    fn over(&mut self, items: &Symbol, it: &'a StmtFor, state: &State) -> Exits {
        match items {
            Tree::Dead => Tree::Dead,
            Tree::Choice(condition, then, other) => {
                let then = self.under(condition, true, |run| run.over(then, it, state));
                let other = self.under(condition, false, |run| run.over(other, it, state));
                Tree::choice(condition, then, other)
            }
            Tree::Leaf(value) => {
                if let Some(items) = value.items() {
                    let items = Rc::clone(items);
                    self.rounds(&items, it, state.clone())
                } else if let Val::Chosen(chosen) = value {
                    let chosen = Rc::clone(chosen);
                    match self.at_chosen(&chosen, |run| run.over(&chosen.value, it, state)) {
                        Ok(exits) => self.exits_outside(&chosen.pick, &exits, state, state),
                        Err(unknown) => Self::returned(&unknown, state),
                    }
                } else {
                    let mut state = state.clone();
                    self.forget(it.body.iter().chain(&it.orelse), items, &mut state);
                    for name in super::scope::targets(&it.target) {
                        Rc::make_mut(&mut state.variables).insert(name, present(items));
                    }
                    self.settled(items, &state)
                }
            }
        }
    }

    /// Takes what unread statements may change for unknown.
    pub(super) fn forget<'s>(
        &mut self,
        statements: impl Iterator<Item = &'s ruff_python_ast::Stmt>,
        unknown: &Symbol,
        state: &mut State,
    ) {
        let unknown = present(unknown);
        for statement in statements {
            for name in super::scope::mentioned(statement) {
                if let Some(value) = state.variables.get(&name).cloned() {
                    value.leaves(&mut |value| {
                        if let Val::Ref(place) = value {
                            Rc::make_mut(&mut state.heap).insert(*place, unknown.clone());
                        }
                    });
                }
            }
            for name in super::scope::set_by(statement) {
                self.bind_name(&name, unknown.clone(), state);
            }
        }
    }

    /// One round after another.
    fn rounds(&mut self, items: &[Item], it: &'a StmtFor, state: State) -> Exits {
        let mut state = state;
        let mut left: Vec<(Condition, Exits)> = Vec::new();
        let mark = self.known.mark();
        let goes_on = |way: &Way| matches!(way, Way::On | Way::Continue);
        let mut ended = false;
        for item in items {
            if let Some(symbol) = self.step(it.range()) {
                let exits = Self::returned(&symbol, &state);
                left.push((Condition::Const(false), exits));
                ended = true;
                break;
            }
            let exits = if item.binders.is_empty() {
                self.round(item, it, state.clone())
            } else {
                self.any_round(item, it, &state)
            };
            match cut(&exits, &goes_on) {
                None => {
                    left.push((Condition::Const(false), exits));
                    ended = true;
                    break;
                }
                Some(cut) => {
                    if let Some(symbol) = self.exhausted_by(left.len(), it.range()) {
                        let exits = Self::returned(&symbol, &cut.state);
                        left.push((Condition::Const(false), exits));
                        ended = true;
                        break;
                    }
                    if cut.rest != Tree::Dead {
                        let when = self.known.simplify(cut.when, &self.schema);
                        self.known.learn(&when, true);
                        left.push((when, cut.rest));
                    }
                    state = cut.state;
                }
            }
        }
        let mut exits = if ended {
            Tree::Dead
        } else {
            self.block(&it.orelse, state)
        };
        self.known.forget(mark);
        for (when, rest) in left.into_iter().rev() {
            let rest = rest.map(&mut |exit| match exit.way {
                Way::Break => on(exit.state.clone()),
                _ => Tree::Leaf(exit.clone()),
            });
            exits = Tree::choice(&when, exits, rest);
        }
        exits
    }

    /// A round for one value, if it is in the list.
    fn round(&mut self, item: &Item, it: &'a StmtFor, state: State) -> Exits {
        match self.known.decide(&item.guard, &self.schema) {
            Some(false) => on(state),
            Some(true) => self.body(&item.value, it, &state),
            None => {
                let body = self.under(&item.guard, true, |run| run.body(&item.value, it, &state));
                Tree::choice(&item.guard, body, on(state))
            }
        }
    }

    fn body(&mut self, value: &Symbol, it: &'a StmtFor, state: &State) -> Exits {
        let exits = self.settled(value, state);
        let value = present(value);
        let exits = self.then(exits, |run, mut state| {
            let value = run.shared(&value, &mut state);
            run.assign(&it.target, &value, state)
        });
        self.then(exits, |run, state| run.block(&it.body, state))
    }

    /// All rounds for the elements of an array, read once for any of them.
    fn any_round(&mut self, item: &Item, it: &'a StmtFor, state: &State) -> Exits {
        let range = it.range();
        let mark = self.known.mark();
        self.known.learn(&item.guard, true);
        // What the body changes is found by reading it; then it is read again with that unknown.
        let mut carried = state.clone();
        let mut changed: Vec<Place> = Vec::new();
        let mut exits;
        loop {
            let body = self.inside(&item.binders, range, |run| {
                run.body(&item.value, it, &carried)
            });
            exits = body.unwrap_or_else(|unknown| Self::returned(&unknown, &carried));
            let mut grown = false;
            for place in changes(&exits, &carried) {
                if changed.contains(&place)
                    || place.is_target(&it.target, state)
                    || is_own(&place, &exits, state)
                {
                    continue;
                }
                let name = place.name();
                let problem = self.carried_by(range, &name);
                place.set(&mut carried, leaf(Val::Carried(problem)));
                changed.push(place);
                grown = true;
            }
            if !grown {
                break;
            }
        }
        self.known.forget(mark);
        self.leave(item, &exits, &changed, &carried, state)
    }

    /// The number of the problem that a variable is what an earlier round has left.
    fn carried_by(&mut self, range: TextRange, name: &str) -> usize {
        self.idle(
            range,
            format!("{name} is changed by the loop and read in it"),
        )
    }

    /// What the rounds for all elements come to.
    fn leave(
        &mut self,
        item: &Item,
        exits: &Exits,
        changed: &[Place],
        carried: &State,
        before: &State,
    ) -> Exits {
        let mut after = before.clone();
        let goes_on = |way: &Way| matches!(way, Way::On | Way::Continue);
        let end = super::exit::state(exits, &goes_on);
        for place in changed {
            let start = place.get(before).unwrap_or_else(unbound);
            let value = match end.as_ref().and_then(|end| place.get(end)) {
                Some(end) => self.accumulated(&start, &end, item, carried, place),
                None => start,
            };
            place.set(&mut after, value);
        }
        // What only the loop sets is what its last round has set.
        for (name, value) in end.iter().flat_map(|end| end.variables.iter()) {
            if !before.variables.contains_key(name) && !changed.iter().any(|own| own.is(name)) {
                let value = self.last_of(item, Condition::Const(true), value, None);
                Rc::make_mut(&mut after.variables).insert(Rc::clone(name), value);
            }
        }
        let stopping = exits.map(&mut |exit| {
            if goes_on(&exit.way) {
                Tree::Dead
            } else {
                Tree::Leaf(exit.clone())
            }
        });
        let stops = exits.when(&mut |exit| Some(Condition::Const(!goes_on(&exit.way))));
        let stops = stops.unwrap_or(Condition::Const(false));
        let stops = self.known.simplify(stops, &self.schema);
        let pick = Pick {
            end: End::First,
            binders: item.binders.clone(),
            guard: Condition::all([item.guard.clone(), stops]),
        };
        let some = self.known.simplify(pick.exists(), &self.schema);
        let left = self.exits_outside(&pick, &stopping, before, &after);
        Tree::choice(&some, left, on(after))
    }

    /// What a variable is after all rounds, if each round leaves it or sets it to one and the same.
    fn accumulated(
        &mut self,
        start: &Symbol,
        end: &Symbol,
        item: &Item,
        carried: &State,
        place: &Place,
    ) -> Symbol {
        let own = place.get(carried);
        let carried = own.as_ref().and_then(Tree::only);
        if let Some(symbol) = Self::collected(start, end, item, carried) {
            return symbol;
        }
        if let Some(symbol) = Self::filled(start, end, item, carried) {
            return symbol;
        }
        let sets = end.when(&mut |value| Some(Condition::Const(Some(value) != carried)));
        let sets = sets.unwrap_or(Condition::Const(false));
        let sets = self.known.simplify(sets, &self.schema);
        let value = end.map(&mut |value| {
            if Some(value) == carried {
                Tree::Dead
            } else {
                leaf(value.clone())
            }
        });
        self.last_of(item, sets, &value, Some(start.clone()))
    }

    /// A dictionary in which each round sets the same entries: what all rounds have set.
    fn filled(start: &Symbol, end: &Symbol, item: &Item, carried: Option<&Val>) -> Option<Symbol> {
        let Some(Val::Carried(problem)) = carried else {
            return None;
        };
        let mut set: Vec<&Rc<[Entry]>> = Vec::new();
        let mut fits = true;
        end.leaves(&mut |value| match value {
            Val::Filled(from, entries) if from == problem => {
                if !set.contains(&entries) {
                    set.push(entries);
                }
            }
            value => fits &= Some(value) == carried,
        });
        let ([entries], true) = (set.as_slice(), fits) else {
            return None;
        };
        let when = end.when(&mut |value| Some(Condition::Const(Some(value) != carried)))?;
        let added = |entry: &Entry| Entry {
            binders: item.binders.iter().chain(&entry.binders).cloned().collect(),
            guard: Condition::all([item.guard.clone(), when.clone(), entry.guard.clone()]),
            ..entry.clone()
        };
        Some(start.map(&mut |value| match value {
            Val::Dict(own) => {
                let all = own.iter().cloned().chain(entries.iter().map(added));
                leaf(Val::Dict(all.collect()))
            }
            _ => leaf(Val::Unknown(*problem)),
        }))
    }

    /// A list to which each round adds: what all rounds have added.
    fn collected(
        start: &Symbol,
        end: &Symbol,
        item: &Item,
        carried: Option<&Val>,
    ) -> Option<Symbol> {
        let problem = match carried {
            Some(Val::Carried(problem)) => *problem,
            _ => return None,
        };
        let mut added: Vec<Item> = Vec::new();
        let mut fits = true;
        let mut grows = false;
        end.leaves(&mut |value| match value {
            Val::Grown(from, items) if *from == problem => {
                grows = true;
                for one in items.iter() {
                    if !added.contains(one) {
                        added.push(one.clone());
                    }
                }
            }
            value if Some(value) == carried => {}
            _ => fits = false,
        });
        if !fits || !grows {
            return None;
        }
        let mut items = Vec::new();
        for one in &added {
            let when = end.when(&mut |value| {
                let has = matches!(value, Val::Grown(_, items) if items.contains(one));
                Some(Condition::Const(has))
            })?;
            items.push(Item {
                binders: item.binders.iter().chain(&one.binders).cloned().collect(),
                guard: Condition::all([item.guard.clone(), when, one.guard.clone()]),
                value: one.value.clone(),
            });
        }
        Some(start.map(&mut |value| {
            let own = value.items().map(|own| own.iter().chain(&items).cloned());
            match (value, own) {
                (Val::List(_), Some(all)) => leaf(Val::List(all.collect())),
                (Val::Set(_), Some(all)) => leaf(Val::Set(all.collect())),
                _ => Tree::Leaf(Val::Unknown(problem)),
            }
        }))
    }
}

/// True of what only the loop has, if each round that goes on sets it.
fn is_own(place: &Place, exits: &Exits, before: &State) -> bool {
    if place.get(before).is_some() {
        return false;
    }
    let goes_on = |way: &Way| matches!(way, Way::On | Way::Continue);
    let end = super::exit::state(exits, &goes_on);
    let value = end.and_then(|end| place.get(&end));
    let unset = |value: &Val| leaf(value.clone()) == unbound();
    value.is_none_or(|value| !value.any(&unset))
}

/// The name of a loop's variable.
pub(super) fn variable(target: &Expr) -> &str {
    match target {
        Expr::Name(name) => name.id.as_str(),
        _ => "item",
    }
}
