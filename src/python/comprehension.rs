//! Comprehensions and generators.
//!
//! In: the element and what is iterated over. Out: the values, each with the arrays that it is made for
//! each element of and the condition under which it is there.

use super::chosen::Pick;
use super::exit::Way;
use super::expression::behind;
use super::repetition::variable;
use super::run::{Run, State, condition, quantified};
use super::state::Variables;
use super::statement::present;
use super::tree::Tree;
use super::value::{Binder, Entry, Item, Symbol, Val, leaf, may_be_raised};
use ruff_python_ast::visitor::{Visitor, walk_expr};
use ruff_python_ast::{Comprehension, Expr, ExprDictComp, ExprGenerator};
use ruff_text_size::{Ranged, TextRange};
use std::rc::Rc;
use transpile_sdk::ir::{Condition, End};

impl<'a> Run<'a> {
    /// The values of a comprehension; for a set each must be hashable.
    pub(super) fn comprehension(
        &mut self,
        element: &'a Expr,
        generators: &'a [Comprehension],
        for_set: bool,
        state: &mut State,
    ) -> Symbol {
        let (raised, all) = self.made(element, generators, for_set, state);
        listed(&raised, all)
    }

    /// A generator that somebody goes through, perhaps not to its end. What it goes over is looked at now.
    pub(super) fn iterator(&mut self, it: &'a ExprGenerator, state: &mut State) -> Symbol {
        let (raised, all) = self.made(&it.elt, &it.generators, false, state);
        if raised.iter().skip(1).any(may_be_raised) {
            return self.unknown(it.range(), "an iterator of which an element may raise");
        }
        listed(&raised, all)
    }

    /// The exceptions on the way, those of what is gone over first, and the values.
    fn made(
        &mut self,
        element: &'a Expr,
        generators: &'a [Comprehension],
        for_set: bool,
        state: &mut State,
    ) -> (Vec<Symbol>, Result<Vec<Item>, Box<Symbol>>) {
        let outer = Rc::clone(&state.variables);
        let mut raised: Vec<Symbol> = Vec::new();
        let all = self.generate(generators, state, &mut raised, &mut |run, state| {
            let value = run.eval(element, state);
            if for_set {
                run.hashable(&value, element.range(), state)
            } else {
                value
            }
        });
        self.left(outer, &[element], generators, state);
        (raised, all)
    }

    /// Ends a comprehension: its variables are gone, and what it sets outside (`name := …`) is not known.
    fn left(
        &mut self,
        outer: Rc<Variables>,
        parts: &[&Expr],
        generators: &[Comprehension],
        state: &mut State,
    ) {
        state.variables = outer;
        let mut names = Assigned::default();
        let filters = generators.iter().flat_map(|generator| &generator.ifs);
        for part in parts.iter().copied().chain(filters) {
            names.visit_expr(part);
        }
        for (name, range) in names.0 {
            let problem = self.idle(range, format!("`{name}`, which a comprehension sets"));
            self.bind_name(&name, leaf(Val::Unknown(problem)), state);
        }
    }

    /// The entries of a comprehension.
    pub(super) fn dict_comprehension(&mut self, it: &'a ExprDictComp, state: &mut State) -> Symbol {
        let Some(key) = it.key.as_deref() else {
            return self.unknown(it.range(), "this comprehension");
        };
        let outer = Rc::clone(&state.variables);
        let mut raised: Vec<Symbol> = Vec::new();
        let all = self.generate(&it.generators, state, &mut raised, &mut |run, state| {
            let key = run.eval(key, state);
            let key = run.hashable(&key, it.range(), state);
            let key = run.computed_now(key);
            let value = run.eval(&it.value, state);
            let value = run.computed_now(value);
            let row = Val::Tuple(Rc::from([
                Item::one(present(&key)),
                Item::one(present(&value)),
            ]));
            behind(&[key, value], leaf(row))
        });
        self.left(outer, &[key, &it.value], &it.generators, state);
        let items = match all {
            Ok(items) => items,
            Err(symbol) => return *symbol,
        };
        let mut entries = Vec::new();
        for item in items.into_iter().filter(|item| item.value != Tree::Dead) {
            let row = item.value.only().and_then(Val::items).cloned();
            let Some([key, value]) = row.as_deref() else {
                return self.unknown_value(it.range(), "this comprehension");
            };
            entries.push(Entry {
                key: key.value.clone(),
                guard: item.guard.clone(),
                binders: item.binders.clone(),
                value: value.value.clone(),
            });
        }
        behind(&raised, leaf(Val::Dict(entries.into())))
    }

    /// `any(…)` or `all(…)` of a generator: it stops at the first element that decides.
    pub(super) fn quantifier(
        &mut self,
        is_any: bool,
        element: &'a Expr,
        generators: &'a [Comprehension],
        range: TextRange,
        state: &mut State,
    ) -> Symbol {
        let Some((generator, rest)) = generators.split_first() else {
            return Tree::Dead;
        };
        let outer = Rc::clone(&state.variables);
        let items = self.iterated(generator, state);
        let answer = self.bind(&items, state, &mut |run, items, state| {
            let Some(items) = items.items().cloned() else {
                return Tree::Dead;
            };
            let mut test = |run: &mut Self, value: &Symbol, state: &mut State| {
                let exits = run.assign(&generator.target, value, state.clone());
                let Some(inner) = super::exit::state(&exits, &|way| *way == Way::On) else {
                    return super::exit::result(&exits);
                };
                let mut inner = inner;
                run.filtered(generator, &mut inner, !is_any, &mut |run, state| {
                    if rest.is_empty() {
                        run.eval(element, state)
                    } else {
                        run.quantifier(is_any, element, rest, range, state)
                    }
                })
            };
            if is_any {
                run.exists(&items, state, range, &mut test)
            } else {
                run.for_all(&items, state, range, &mut test)
            }
        });
        self.left(outer, &[element], generators, state);
        answer
    }

    /// What a generator goes over, as a list.
    fn iterated(&mut self, generator: &'a Comprehension, state: &mut State) -> Symbol {
        let iterated = self.eval(&generator.iter, state);
        let variable = variable(&generator.target);
        self.bind(&iterated, state, &mut |run, value, state| {
            run.iterate_as(value, variable, generator.iter.range(), state)
        })
    }

    /// `next(…)` of a generator: the first value that it makes, or the default.
    pub(super) fn next_of(
        &mut self,
        it: &'a ExprGenerator,
        default: &Symbol,
        state: &mut State,
    ) -> Symbol {
        let range = it.range();
        let [generator] = it.generators.as_slice() else {
            return self.unknown(range, "the first value of this generator");
        };
        let outer = Rc::clone(&state.variables);
        let items = self.iterated(generator, state);
        let found = self.bind(&items, state, &mut |run, items, state| {
            let Some(items) = items.items().cloned() else {
                return Tree::Dead;
            };
            let mut symbol = default.clone();
            for item in items.iter().rev() {
                let mark = run.known.mark();
                run.known.learn(&item.guard, true);
                let made = run.inside(&item.binders, range, |run| {
                    let exits = run.assign(&generator.target, &item.value, state.clone());
                    match super::exit::state(&exits, &|way| *way == Way::On) {
                        None => super::exit::result(&exits),
                        Some(mut inner) => {
                            run.filtered(generator, &mut inner, false, &mut |run, state| {
                                let value = run.eval(&it.elt, state);
                                let one = Item::one(present(&value));
                                behind(&[value], leaf(Val::Tuple(Rc::from([one]))))
                            })
                        }
                    }
                });
                run.known.forget(mark);
                let made = match made {
                    Ok(made) => made,
                    Err(unknown) => return *unknown,
                };
                symbol = run.made_first(item, &made, symbol);
            }
            symbol
        });
        self.left(outer, &[&it.elt], &it.generators, state);
        found
    }

    /// What a generator makes of the first element of which it makes something; `false` stands for nothing.
    fn made_first(&mut self, item: &Item, made: &Symbol, otherwise: Symbol) -> Symbol {
        let makes = made.when(&mut |value| Some(Condition::Const(!matches!(value, Val::Bool(_)))));
        let makes = makes.unwrap_or(Condition::Const(false));
        let pick = Pick {
            end: End::First,
            binders: item.binders.clone(),
            guard: Condition::all([item.guard.clone(), makes]),
        };
        let value = made.map(&mut |value| match value {
            Val::Bool(_) => Tree::Dead,
            Val::Tuple(row) => row.first().map_or(Tree::Dead, |one| one.value.clone()),
            other => leaf(other.clone()),
        });
        let some = self.known.simplify(pick.exists(), &self.schema);
        let value = self.as_seen_outside(&pick, &value);
        Tree::choice(&some, value, otherwise)
    }

    /// Does something for each element of these arrays. An error: it is done for them already, and both
    /// elements would go by one name.
    pub(super) fn inside<T>(
        &mut self,
        binders: &[Binder],
        range: TextRange,
        act: impl FnOnce(&mut Self) -> T,
    ) -> Result<T, Box<Symbol>> {
        let is_open = |binder: &Binder| self.open.contains(&binder.element);
        if binders.iter().any(is_open) {
            return Err(Box::new(
                self.unknown(range, "a list gone through inside itself"),
            ));
        }
        let before = self.open.len();
        let names = binders.iter().map(|binder| binder.element.clone());
        self.open.extend(names);
        let done = act(self);
        self.open.truncate(before);
        Ok(done)
    }

    /// A value where all filters let it through, else `otherwise`.
    fn filtered(
        &mut self,
        generator: &'a Comprehension,
        state: &mut State,
        otherwise: bool,
        act: &mut dyn FnMut(&mut Self, &mut State) -> Symbol,
    ) -> Symbol {
        self.filter_from(&generator.ifs, state, otherwise, act)
    }

    fn filter_from(
        &mut self,
        filters: &'a [Expr],
        state: &mut State,
        otherwise: bool,
        act: &mut dyn FnMut(&mut Self, &mut State) -> Symbol,
    ) -> Symbol {
        let Some((filter, rest)) = filters.split_first() else {
            return act(self, state);
        };
        let value = self.eval(filter, state);
        let truth = self.truth(&value, state, filter.range());
        self.bind_truth(&truth, state, &mut |run, holds, state| {
            if holds {
                run.filter_from(rest, state, otherwise, act)
            } else {
                leaf(Val::bool(otherwise))
            }
        })
    }

    fn generate(
        &mut self,
        generators: &'a [Comprehension],
        state: &mut State,
        raised: &mut Vec<Symbol>,
        element: &mut dyn FnMut(&mut Self, &mut State) -> Symbol,
    ) -> Result<Vec<Item>, Box<Symbol>> {
        let Some((generator, rest)) = generators.split_first() else {
            let value = element(self, state);
            let value = self.computed_now(value);
            raised.push(exceptions(&value));
            return Ok(vec![Item::one(present(&value))]);
        };
        let range = generator.iter.range();
        let items = self.iterated(generator, state);
        raised.push(exceptions(&items));
        let mut out = Vec::new();
        for (case, items) in cases(&present(&items)) {
            let Some(items) = items.items().cloned() else {
                return Err(Box::new(leaf(items)));
            };
            let mark = self.known.mark();
            self.known.learn(&case, true);
            for item in items.iter() {
                if let Some(symbol) = self.step(range) {
                    return Err(Box::new(symbol));
                }
                let mut inner = state.clone();
                let inner_mark = self.known.mark();
                self.known.learn(&item.guard, true);
                let exits = self.assign(&generator.target, &item.value, inner);
                let bound = super::exit::state(&exits, &|way| *way == Way::On);
                let Some(bound) = bound else {
                    raised.push(lifted(&super::exit::result(&exits), item));
                    self.known.forget(inner_mark);
                    continue;
                };
                inner = bound;
                let keep = self.filter_from(&generator.ifs, &mut inner, false, &mut |_, _| {
                    leaf(Val::bool(true))
                });
                let keep = self.collapse(&keep, range);
                let mut own = vec![exceptions(&super::exit::result(&exits)), exceptions(&keep)];
                let keep = condition(&keep).unwrap_or(Condition::Const(false));
                self.known.learn(&keep, true);
                let mut inside_raised = Vec::new();
                let inside = self.inside(&item.binders, range, |run| {
                    run.generate(rest, &mut inner, &mut inside_raised, element)
                });
                let inside = inside.unwrap_or_else(Err);
                self.known.forget(inner_mark);
                // What the filters leave out is never asked.
                let exception = |exception| Tree::choice(&keep, exception, leaf(Val::None));
                own.extend(inside_raised.into_iter().map(exception));
                for exception in own {
                    raised.push(lifted(&exception, item));
                }
                for one in inside? {
                    out.push(Item {
                        binders: item.binders.iter().chain(&one.binders).cloned().collect(),
                        guard: Condition::all([
                            case.clone(),
                            item.guard.clone(),
                            keep.clone(),
                            one.guard,
                        ]),
                        value: one.value,
                    });
                }
            }
            self.known.forget(mark);
        }
        out.retain(|item| item.guard != Condition::Const(false));
        Ok(out)
    }
}

/// A list of values behind the exceptions on the way to them; an error is what stands for all of it.
fn listed(raised: &[Symbol], all: Result<Vec<Item>, Box<Symbol>>) -> Symbol {
    match all {
        Ok(items) => behind(raised, leaf(Val::List(items.into()))),
        Err(symbol) => *symbol,
    }
}

/// The exceptions of a symbol alone.
fn exceptions(symbol: &Symbol) -> Symbol {
    symbol.map(&mut |value| match value {
        Val::Raise(_) => leaf(value.clone()),
        _ => leaf(Val::None),
    })
}

/// Exceptions for some element, seen from outside.
fn lifted(symbol: &Symbol, item: &Item) -> Symbol {
    let raises = symbol
        .when(&mut |value| Some(Condition::Const(matches!(value, Val::Raise(_)))))
        .unwrap_or(Condition::Const(false));
    let mut name = None;
    symbol.leaves(&mut |value| {
        if matches!(value, Val::Raise(_)) && name.is_none() {
            name = Some(value.clone());
        }
    });
    let Some(name) = name else {
        return leaf(Val::None);
    };
    let body = Condition::all([item.guard.clone(), raises]);
    let some = quantified(&item.binders, body);
    Tree::choice(&some, leaf(name), leaf(Val::None))
}

/// The leaves of a symbol, each with the condition under which it is it.
fn cases(symbol: &Symbol) -> Vec<(Condition, Val)> {
    match symbol {
        Tree::Dead => Vec::new(),
        Tree::Leaf(value) => vec![(Condition::Const(true), value.clone())],
        Tree::Choice(condition, then, other) => {
            let mut out = Vec::new();
            for (case, value) in cases(then) {
                out.push((Condition::all([(**condition).clone(), case]), value));
            }
            for (case, value) in cases(other) {
                let fails = (**condition).clone().complement();
                out.push((Condition::all([fails, case]), value));
            }
            out
        }
    }
}

/// The names that assignments inside an expression set, and where.
#[derive(Default)]
struct Assigned(Vec<(String, TextRange)>);

impl<'a> Visitor<'a> for Assigned {
    fn visit_expr(&mut self, expression: &'a Expr) {
        if let Expr::Named(it) = expression
            && let Expr::Name(name) = &*it.target
        {
            self.0.push((name.id.to_string(), it.range));
        }
        walk_expr(self, expression);
    }
}
