//! Loops and comprehensions.
//!
//! In: what is iterated over, and the body. Out: how the loop is left, or the values it makes. A loop
//! over constants is unrolled. One over an array of the event is read once for any element: it may
//! look for an element, or collect values; a variable that one element changes and another one reads
//! is not certain.

use super::dependence::hangs_on;
use super::exit::{Exits, Way, cut, go, on};
use super::place::{Place, changes};
use super::run::{Run, State, quantified};
use super::statement::present;
use super::tree::Tree;
use super::value::{Binder, Item, Symbol, Val, leaf};
use ruff_python_ast::{Expr, StmtFor};
use ruff_text_size::{Ranged, TextRange};
use std::rc::Rc;
use transpile_sdk::ir::Condition;

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
        let exits = self.then(exits, |run, state| run.assign(&it.target, &value, state));
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
                if changed.contains(&place) || place.is_target(&it.target, state) {
                    continue;
                }
                let name = place.name();
                let unknown = self.unknown_value(
                    range,
                    format!("{name} is changed by the loop and read in it"),
                );
                let problem = match unknown.only() {
                    Some(Val::Unknown(problem)) => *problem,
                    _ => 0,
                };
                place.set(&mut carried, leaf(Val::Carried(problem)));
                changed.push(place);
                grown = true;
            }
            if !grown {
                break;
            }
        }
        self.known.forget(mark);
        self.leave(item, &exits, &changed, &carried, state, it)
    }

    /// What the rounds for all elements come to.
    fn leave(
        &mut self,
        item: &Item,
        exits: &Exits,
        changed: &[Place],
        carried: &State,
        before: &State,
        it: &'a StmtFor,
    ) -> Exits {
        let range = it.range();
        let mut after = before.clone();
        let goes_on = |way: &Way| matches!(way, Way::On | Way::Continue);
        let end = super::exit::state(exits, &goes_on);
        for place in changed {
            let start = place.get(before).unwrap_or(Tree::Dead);
            let value = match end.as_ref().and_then(|end| place.get(end)) {
                Some(end) => self.accumulated(&start, &end, item, carried, place, range),
                None => start,
            };
            place.set(&mut after, value);
        }
        // The loop's own variable holds the last element, if there was one.
        for name in super::scope::targets(&it.target) {
            let unknown = self.unknown_value(range, "the last element of an array");
            Rc::make_mut(&mut after.variables).insert(name, unknown);
        }
        let own = end.iter().flat_map(|end| end.variables.keys());
        for name in own.filter(|name| !before.variables.contains_key(*name)) {
            let unknown = self.unknown_value(range, "what the last round of a loop has set");
            Rc::make_mut(&mut after.variables).insert(Rc::clone(name), unknown);
        }
        let decides = |way: &Way| matches!(way, Way::Return(_) | Way::Break);
        let may_decide = super::exit::state(exits, &decides).is_some();
        let mut result = on(after.clone());
        let mut stopped = Condition::Const(false);
        for (way, leaves_state) in outs(exits) {
            let when = exits
                .when(&mut |exit| Some(Condition::Const(exit.way == way)))
                .unwrap_or(Condition::Const(false));
            let when = self.known.simplify(when, &self.schema);
            let body = Condition::all([item.guard.clone(), when]);
            let some = quantified(&item.binders, body);
            let state = self.escape(&leaves_state, before, &after, &item.binders, range);
            let way = self.escaped_way(way, &item.binders, range);
            let is_exception = matches!(way, Way::Raise(_));
            self.passes_over |= is_exception && may_decide && some != Condition::Const(false);
            let mut exit = go(way, state);
            if !is_exception {
                // Which of two elements stands first is not asked.
                let both = Condition::all([some.clone(), stopped.clone()]);
                if both != Condition::Const(false) {
                    exit = self.first_of_two(&stopped, exit, &after, range);
                }
                stopped = Condition::either([stopped, some.clone()]);
            }
            // A value is looked for first: see the module's notes on exceptions.
            result = Tree::choice(&some, exit, result);
        }
        result
    }

    /// The loop may be left in this way, or in another one where `other` holds: by the element that comes first.
    fn first_of_two(
        &mut self,
        other: &Condition,
        exit: Exits,
        after: &State,
        range: TextRange,
    ) -> Exits {
        let unknown = self.unknown(range, "which of several elements ends the loop");
        match unknown.only() {
            Some(Val::Unknown(problem)) => {
                let returned = go(Way::Return(Val::Unknown(*problem)), after.clone());
                Tree::choice(other, returned, exit)
            }
            _ => exit,
        }
    }

    /// A state as it is seen outside of the loop: what hangs on the element is not known there.
    fn escape(
        &mut self,
        state: &State,
        before: &State,
        after: &State,
        binders: &[Binder],
        range: TextRange,
    ) -> State {
        let mut out = after.clone();
        for (name, value) in state.variables.iter() {
            if before.variables.get(name) == Some(value) {
                continue;
            }
            let value = self.escaped(value, binders, range);
            Rc::make_mut(&mut out.variables).insert(Rc::clone(name), value);
        }
        for (place, value) in state.heap.iter() {
            if before.heap.get(place) != Some(value) {
                let value = self.escaped(value, binders, range);
                Rc::make_mut(&mut out.heap).insert(*place, value);
            }
        }
        for (name, value) in state.globals.iter() {
            if before.globals.get(name) != Some(value) {
                let value = self.escaped(value, binders, range);
                Rc::make_mut(&mut out.globals).insert(name.clone(), value);
            }
        }
        out
    }

    fn escaped(&mut self, value: &Symbol, binders: &[Binder], range: TextRange) -> Symbol {
        if hangs_on(value, binders) {
            return self.unknown_value(range, "the element at which a loop stops");
        }
        value.clone()
    }

    fn escaped_way(&mut self, way: Way, binders: &[Binder], range: TextRange) -> Way {
        match way {
            Way::Return(value) => {
                let symbol = self.escaped(&leaf(value), binders, range);
                match symbol.only() {
                    Some(value) => Way::Return(value.clone()),
                    None => Way::Return(Val::None),
                }
            }
            way => way,
        }
    }

    /// What a variable is after all rounds, if each round leaves it or sets it to one and the same.
    fn accumulated(
        &mut self,
        start: &Symbol,
        end: &Symbol,
        item: &Item,
        carried: &State,
        place: &Place,
        range: TextRange,
    ) -> Symbol {
        let own = place.get(carried);
        let carried = own.as_ref().and_then(Tree::only);
        if let Some(symbol) = Self::collected(start, end, item, carried) {
            return symbol;
        }
        let mut set: Option<Val> = None;
        let mut several = false;
        end.leaves(&mut |value| {
            if Some(value) != carried {
                several |= set.as_ref().is_some_and(|set| set != value);
                set = Some(value.clone());
            }
        });
        let name = place.name();
        let Some(value) = set else {
            return start.clone();
        };
        if several || hangs_on(&leaf(value.clone()), &item.binders) {
            return self.unknown_value(
                range,
                format!("{name} is what the last of several elements makes it"),
            );
        }
        let when = end
            .when(&mut |value| Some(Condition::Const(Some(value) != carried)))
            .unwrap_or(Condition::Const(false));
        let body = Condition::all([item.guard.clone(), when]);
        let some = quantified(&item.binders, body);
        Tree::choice(&some, leaf(value), start.clone())
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

/// The ways out of a round other than to the next, with the states there; exceptions last.
fn outs(exits: &Exits) -> Vec<(Way, State)> {
    let mut found: Vec<(Way, State)> = Vec::new();
    exits.leaves(&mut |exit| {
        let leads_on = matches!(exit.way, Way::On | Way::Continue);
        if !leads_on && !found.iter().any(|(way, _)| *way == exit.way) {
            found.push((exit.way.clone(), exit.state.clone()));
        }
    });
    // Wrapped one around the other, the last of these is asked first.
    found.sort_by_key(|(way, _)| !matches!(way, Way::Raise(_)));
    found
}

/// The name of a loop's variable.
pub(super) fn variable(target: &Expr) -> &str {
    match target {
        Expr::Name(name) => name.id.as_str(),
        _ => "item",
    }
}
