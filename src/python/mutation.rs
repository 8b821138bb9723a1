//! Lists, sets and dictionaries that change.
//!
//! In: a place of the heap and what is done to it. Out: nothing but the state behind that.

use super::call::Given;
use super::equality::constant;
use super::exit::{Exits, on};
use super::expression::behind;
use super::run::{Run, State};
use super::tree::Tree;
use super::value::{Item, Symbol, Val, leaf, raise};
use super::work;
use ruff_python_ast::{Expr, ExprSubscript, Operator, StmtAugAssign};
use ruff_text_size::{Ranged, TextRange};
use std::rc::Rc;

/// A list may have so many items.
const MAX_ITEMS: usize = 20_000;

/// So much work it is to copy an item.
const ITEM: usize = 50;

/// The methods that change a list, a dictionary or a set.
const CHANGES: &[&str] = &[
    "add",
    "append",
    "clear",
    "discard",
    "extend",
    "insert",
    "pop",
    "popitem",
    "remove",
    "reverse",
    "setdefault",
    "sort",
    "update",
];

impl<'a> Run<'a> {
    /// A method that changes what it is called on; nothing, if it does not.
    pub(super) fn mutation(
        &mut self,
        place: usize,
        name: &str,
        given: &Given,
        range: TextRange,
        state: &mut State,
    ) -> Option<Symbol> {
        if !CHANGES.contains(&name) {
            return None;
        }
        let fixed = self.fixed(place, range, state);
        Some(fixed.unwrap_or_else(|| self.change_by(place, name, given, range, state)))
    }

    fn change_by(
        &mut self,
        place: usize,
        name: &str,
        given: &Given,
        range: TextRange,
        state: &mut State,
    ) -> Symbol {
        match (name, given.positional.as_slice()) {
            ("append" | "add", [value]) => {
                let value = match name {
                    "add" => self.hashable(value, range, state),
                    _ => value.clone(),
                };
                let stored = super::statement::present(&value);
                self.grow(place, &[Item::one(stored)], range, state);
                behind(&[value], leaf(Val::None))
            }
            ("extend" | "update", [values]) => {
                let values = values.clone();
                let done = self.bind(&values, state, &mut |run, values, state| {
                    if let Val::Dict(entries) = values
                        && name == "update"
                    {
                        let entries = Rc::clone(entries);
                        run.change(
                            place,
                            state,
                            &mut |content| match content {
                                Val::Dict(own) => {
                                    Some(Val::Dict(own.iter().chain(&*entries).cloned().collect()))
                                }
                                _ => None,
                            },
                            range,
                        );
                        return leaf(Val::None);
                    }
                    let items = run.iterate(values, range, state);
                    run.bind(&items, state, &mut |run, items, state| {
                        if let Some(items) = items.items().cloned() {
                            run.grow(place, &items, range, state);
                        }
                        leaf(Val::None)
                    })
                });
                let content = state.heap.get(&place);
                if let Some(gathered) = content.and_then(|content| self.gathered(content)) {
                    Rc::make_mut(&mut state.heap).insert(place, gathered);
                }
                done
            }
            ("remove", [value]) => {
                let content = self.held(place, state);
                let value = value.only().and_then(constant);
                let items = content.only().and_then(Val::items).cloned();
                let known = |item: &Item| {
                    item.is_one() && item.value.only().is_some_and(|own| constant(own).is_some())
                };
                let (Some(Val::List(_)), Some(items), Some(value)) = (content.only(), items, value)
                else {
                    return self.unread_change(place, name, range, state);
                };
                if !items.iter().all(known) {
                    return self.unread_change(place, name, range, state);
                }
                let at = items
                    .iter()
                    .position(|item| item.value.only().and_then(constant).as_ref() == Some(&value));
                let Some(at) = at else {
                    return raise("ValueError");
                };
                let kept = items.iter().enumerate().filter(|(index, _)| *index != at);
                let kept = Val::List(kept.map(|(_, item)| item.clone()).collect());
                Rc::make_mut(&mut state.heap).insert(place, leaf(kept));
                leaf(Val::None)
            }
            ("clear", []) => {
                self.change(
                    place,
                    state,
                    &mut |content| match content {
                        Val::List(_) => Some(Val::List(Rc::from([]))),
                        Val::Set(_) => Some(Val::Set(Rc::from([]))),
                        Val::Dict(_) => Some(Val::Dict(Rc::from([]))),
                        _ => None,
                    },
                    range,
                );
                leaf(Val::None)
            }
            _ => self.unread_change(place, name, range, state),
        }
    }

    /// A change after which nothing is known of the list or dictionary.
    fn unread_change(
        &mut self,
        place: usize,
        name: &str,
        range: TextRange,
        state: &mut State,
    ) -> Symbol {
        let unknown = self.unknown(range, format!("`{name}` of a list or dictionary"));
        Rc::make_mut(&mut state.heap).insert(place, unknown.clone());
        unknown
    }

    fn grow(&mut self, place: usize, items: &[Item], range: TextRange, state: &mut State) {
        self.change(
            place,
            state,
            &mut |content| {
                let more = |own: &Rc<[Item]>| -> Rc<[Item]> {
                    work::spend(ITEM * (own.len() + items.len()));
                    own.iter().chain(items).cloned().collect()
                };
                if content
                    .items()
                    .is_some_and(|own| own.len() + items.len() > MAX_ITEMS)
                {
                    return None;
                }
                match content {
                    Val::List(own) => Some(Val::List(more(own))),
                    Val::Set(own) => Some(Val::Set(more(own))),
                    Val::Carried(problem) => Some(Val::Grown(*problem, items.into())),
                    Val::Grown(problem, own) => Some(Val::Grown(*problem, more(own))),
                    _ => None,
                }
            },
            range,
        );
    }

    fn change(
        &mut self,
        place: usize,
        state: &mut State,
        act: &mut dyn FnMut(&Val) -> Option<Val>,
        range: TextRange,
    ) {
        let content = self.held(place, state);
        let changed = content.map(&mut |value| match act(value) {
            Some(value) => leaf(value),
            None => match value {
                Val::Unknown(_) => leaf(value.clone()),
                _ => self.unknown(range, "a change of this"),
            },
        });
        Rc::make_mut(&mut state.heap).insert(place, changed);
    }

    /// `target[key] = value`.
    pub(super) fn assign_item(
        &mut self,
        it: &'a ExprSubscript,
        value: &Symbol,
        mut state: State,
    ) -> Exits {
        let range = it.range();
        let owner = self.eval(&it.value, &mut state);
        let key = self.eval(&it.slice, &mut state);
        let key = self.hashable(&key, range, &mut state);
        let exits = self.settled(&key, &state);
        let key = super::statement::present(&key);
        let Some(Val::Ref(place)) = owner.only() else {
            let unknown = self.unknown(range, "an assignment to a part of this");
            return self.settled(&unknown, &state);
        };
        let place = *place;
        if let Some(unknown) = self.fixed(place, range, &state) {
            return self.settled(&unknown, &state);
        }
        let entry = super::sequence::entry(key.clone(), value.clone());
        self.then(exits, |run, mut state| {
            run.change(
                place,
                &mut state,
                &mut |content| match content {
                    Val::Carried(problem) => Some(Val::Filled(*problem, Rc::from([entry.clone()]))),
                    Val::Filled(problem, own) => {
                        let all = own.iter().chain([&entry]).cloned();
                        Some(Val::Filled(*problem, all.collect()))
                    }
                    Val::Dict(own) => {
                        let kept = own
                            .iter()
                            .filter(|known| known.key != key || key.only().is_none());
                        Some(Val::Dict(kept.chain([&entry]).cloned().collect()))
                    }
                    _ => None,
                },
                range,
            );
            on(state)
        })
    }

    /// `target += value`.
    pub(super) fn augmented(&mut self, it: &'a StmtAugAssign, mut state: State) -> Exits {
        let range = it.range();
        let Expr::Name(name) = &*it.target else {
            let unknown = self.unknown(range, "this assignment is not read");
            return self.settled(&unknown, &state);
        };
        let own = self.name(name.id.as_str(), range, &state);
        let value = self.eval(&it.value, &mut state);
        if let (Some(Val::Ref(place)), Operator::Add | Operator::BitOr) = (own.only(), it.op) {
            let given = Given {
                positional: vec![value],
                named: Vec::new(),
            };
            let done = self
                .mutation(*place, "extend", &given, range, &mut state)
                .unwrap_or(Tree::Dead);
            return self.settled(&done, &state);
        }
        let result = self.bind_both(&own, &value, &mut state, &mut |run, left, right, state| {
            run.binary(it.op, left, right, range, state)
        });
        let exits = self.settled(&result, &state);
        let result = super::statement::present(&result);
        self.then(exits, |run, mut state| {
            let stored = run.stored(&result, &mut state);
            run.bind_name(name.id.as_str(), stored, &mut state);
            on(state)
        })
    }
}
