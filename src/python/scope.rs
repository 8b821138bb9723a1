//! Names: what they stand for, and who may set them.
//!
//! In: a name and the state. Out: its value, found as Python finds it: in the function, in those
//! around it, in the module, among what is built in.

use super::exit::{Exits, on};
use super::names::is_builtin;
use super::run::{Body, Function, MODULE, Run, State};
use super::tree::Tree;
use super::value::{Item, Symbol, Val, leaf, raise};
use ruff_python_ast::visitor::{Visitor, walk_expr, walk_pattern, walk_stmt};
use ruff_python_ast::{Expr, Parameters, Pattern, Stmt};
use ruff_text_size::{Ranged, TextRange};
use std::collections::BTreeSet;
use std::rc::Rc;

impl<'a> Run<'a> {
    /// What a name stands for.
    pub(super) fn name(&mut self, name: &str, range: TextRange, state: &State) -> Symbol {
        if let Some(value) = state.variables.get(name) {
            return value.clone();
        }
        if let Some(frame) = self.frames.last() {
            if frame.locals.iter().any(|own| &**own == name) {
                return raise("UnboundLocalError");
            }
            for id in frame.outer.iter().rev() {
                let Some(around) = self.frames.iter().find(|around| around.id == *id) else {
                    return self.unknown(range, "a function that has outlived the one around it");
                };
                if let Some(value) = around.variables.get(name) {
                    return value.clone();
                }
                if around.locals.iter().any(|own| &**own == name) {
                    return raise("NameError");
                }
            }
        }
        let key = (self.module, Rc::from(name));
        if let Some(value) = state.globals.get(&key) {
            return value.clone();
        }
        let whole = self.frames.iter().find(|frame| frame.id == MODULE);
        if let Some(value) = whole.and_then(|frame| frame.variables.get(name)) {
            return value.clone();
        }
        if let Some(value) = self.global(self.module, name, range) {
            return value;
        }
        if is_builtin(name) {
            return leaf(Val::Library(format!("builtins.{name}").into()));
        }
        let imports_all = |own: &Stmt| matches!(own, Stmt::ImportFrom(own) if own.names.iter().any(|name| name.name.id == "*"));
        let body = self
            .modules
            .get(self.module)
            .map_or(&[][..], |own| own.body);
        if body.iter().any(imports_all) {
            return self.unknown(range, format!("`{name}`, which `import *` may bring"));
        }
        raise("NameError")
    }

    /// Sets a variable.
    pub(super) fn bind_name(&mut self, name: &str, value: Symbol, state: &mut State) {
        let is_global = self.frames.last().is_some_and(|frame| {
            !frame.locals.iter().any(|own| &**own == name)
                && state.globals.contains_key(&(self.module, Rc::from(name)))
        });
        if is_global {
            Rc::make_mut(&mut state.globals).insert((self.module, name.into()), value);
        } else {
            Rc::make_mut(&mut state.variables).insert(name.into(), value);
        }
    }

    /// `global name`.
    pub(super) fn declare_global(&mut self, name: &str, state: &mut State) {
        let key = (self.module, Rc::from(name));
        if !state.globals.contains_key(&key) {
            let value = self
                .global(self.module, name, TextRange::default())
                .unwrap_or_else(|| raise("NameError"));
            Rc::make_mut(&mut state.globals).insert(key, value);
        }
    }

    /// `target = value`.
    pub(super) fn assign(&mut self, target: &'a Expr, value: &Symbol, mut state: State) -> Exits {
        match target {
            Expr::Name(name) => {
                let value = self.stored(value, &mut state);
                self.bind_name(name.id.as_str(), value, &mut state);
                on(state)
            }
            Expr::Tuple(tuple) => self.unpack(&tuple.elts, value, target.range(), state),
            Expr::List(list) => self.unpack(&list.elts, value, target.range(), state),
            Expr::Subscript(place) => self.assign_item(place, value, state),
            Expr::Attribute(place) => self.assign_attribute(place, value, state),
            _ => {
                let symbol = self.unknown(target.range(), "this assignment is not read");
                self.settled(&symbol, &state)
            }
        }
    }

    /// A value as a variable holds it: lists, sets and dictionaries may change from now on.
    pub(super) fn stored(&mut self, value: &Symbol, state: &mut State) -> Symbol {
        value.map(&mut |value| match value {
            Val::List(_) | Val::Set(_) | Val::Dict(_) => {
                let place = self.fresh();
                Rc::make_mut(&mut state.heap).insert(place, leaf(value.clone()));
                leaf(Val::Ref(place))
            }
            value => leaf(value.clone()),
        })
    }

    fn unpack(
        &mut self,
        targets: &'a [Expr],
        value: &Symbol,
        range: TextRange,
        mut state: State,
    ) -> Exits {
        let parts = self.parts(value, targets.len(), range, &mut state);
        let mut exits = on(state);
        for (index, target) in targets.iter().enumerate() {
            let part = parts.map(&mut |value| match value {
                Val::Tuple(items) => items
                    .get(index)
                    .map_or(Tree::Dead, |item| item.value.clone()),
                other => leaf(other.clone()),
            });
            exits = self.then(exits, |run, state| {
                run.then_present(&part, &state, |run, part, mut state| {
                    let part = run.shared(part, &mut state);
                    run.assign(target, &part, state)
                })
            });
        }
        exits
    }

    /// Goes on with a value unless it is an exception.
    fn then_present(
        &mut self,
        value: &Symbol,
        state: &State,
        act: impl FnOnce(&mut Self, &Symbol, State) -> Exits,
    ) -> Exits {
        let exits = self.settled(value, state);
        let value = super::statement::present(value);
        self.then(exits, |run, state| act(run, &value, state))
    }

    /// A tuple of as many parts as wanted.
    fn parts(
        &mut self,
        value: &Symbol,
        count: usize,
        range: TextRange,
        state: &mut State,
    ) -> Symbol {
        self.bind(value, state, &mut |run, value, state| {
            if let Val::Json(json) = value {
                return run.unpacked(json, count, range);
            }
            let items = run.iterate(value, range, state);
            run.bind(&items, state, &mut |run, items, _| {
                let Some(items) = items.items() else {
                    return Tree::Dead;
                };
                if items.iter().all(Item::is_one) {
                    return if items.len() == count {
                        leaf(Val::Tuple(Rc::clone(items)))
                    } else {
                        raise("ValueError")
                    };
                }
                run.unknown(range, "a list of unknown length is unpacked")
            })
        })
    }

    /// Makes a function.
    pub(super) fn function(
        &mut self,
        name: &str,
        parameters: Option<&'a Parameters>,
        body: Body<'a>,
        is_decorated: bool,
        state: &mut State,
    ) -> usize {
        let mut defaults = Vec::new();
        if let Some(parameters) = parameters {
            for parameter in parameters.iter_non_variadic_params() {
                if let Some(default) = parameter.default() {
                    let value = self.eval(default, state);
                    defaults.push((parameter.name().as_str().into(), value));
                }
            }
        }
        let frames = self.frames.last().map_or_else(Vec::new, |frame| {
            let own = Some(frame.id).filter(|id| *id != MODULE);
            frame.outer.iter().copied().chain(own).collect()
        });
        self.functions.push(Function {
            name: name.into(),
            module: self.module,
            parameters,
            defaults,
            body,
            frames,
            is_decorated,
        });
        self.functions.len() - 1
    }
}

/// The names that a body sets, nested functions aside; and whether it yields.
#[derive(Default)]
struct Names {
    set: BTreeSet<Rc<str>>,
    global: Vec<Rc<str>>,
    yields: bool,
}

impl<'a> Visitor<'a> for Names {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        match statement {
            Stmt::FunctionDef(it) => self.add(it.name.id.as_str()),
            Stmt::ClassDef(it) => self.add(it.name.id.as_str()),
            Stmt::Import(it) => {
                for alias in &it.names {
                    let name = alias.asname.as_ref().unwrap_or(&alias.name).id.as_str();
                    self.add(name.split('.').next().unwrap_or(name));
                }
            }
            Stmt::ImportFrom(it) => {
                for alias in &it.names {
                    self.add(alias.asname.as_ref().unwrap_or(&alias.name).id.as_str());
                }
            }
            Stmt::Global(it) => {
                let names = it.names.iter().map(|name| Rc::from(name.id.as_str()));
                self.global.extend(names);
            }
            Stmt::Try(it) => {
                for handler in &it.handlers {
                    let ruff_python_ast::ExceptHandler::ExceptHandler(handler) = handler;
                    if let Some(name) = &handler.name {
                        self.add(name.id.as_str());
                    }
                }
                walk_stmt(self, statement);
            }
            _ => walk_stmt(self, statement),
        }
    }

    fn visit_expr(&mut self, expression: &'a Expr) {
        match expression {
            Expr::Name(name) if !name.ctx.is_load() => self.add(name.id.as_str()),
            // Their variables are their own.
            Expr::Lambda(_)
            | Expr::ListComp(_)
            | Expr::SetComp(_)
            | Expr::DictComp(_)
            | Expr::Generator(_) => {}
            Expr::Yield(_) | Expr::YieldFrom(_) | Expr::Await(_) => self.yields = true,
            _ => walk_expr(self, expression),
        }
    }

    fn visit_pattern(&mut self, pattern: &'a Pattern) {
        let name = match pattern {
            Pattern::MatchAs(it) => it.name.as_ref(),
            Pattern::MatchStar(it) => it.name.as_ref(),
            Pattern::MatchMapping(it) => it.rest.as_ref(),
            _ => None,
        };
        if let Some(name) = name {
            self.add(name.id.as_str());
        }
        walk_pattern(self, pattern);
    }
}

impl Names {
    fn add(&mut self, name: &str) {
        self.set.insert(name.into());
    }
}

/// The names that a pattern sets.
pub(super) fn set_by_pattern(pattern: &Pattern) -> BTreeSet<Rc<str>> {
    let mut names = Names::default();
    names.visit_pattern(pattern);
    names.set
}

/// The variables that are a function's own; nothing for a generator.
pub(super) fn locals(body: &[Stmt]) -> Option<Rc<[Rc<str>]>> {
    let mut names = Names::default();
    names.visit_body(body);
    if names.yields {
        return None;
    }
    let global = names.global;
    let own = names.set.into_iter().filter(|name| !global.contains(name));
    Some(own.collect())
}

/// The names that a statement sets, and the global variables that it declares.
pub(super) fn set_by(statement: &Stmt) -> Vec<Rc<str>> {
    let mut names = Names::default();
    names.visit_stmt(statement);
    names.set.into_iter().chain(names.global).collect()
}

/// All names that a statement mentions.
pub(super) fn mentioned(statement: &Stmt) -> Vec<Rc<str>> {
    struct All(Vec<Rc<str>>);
    impl<'a> Visitor<'a> for All {
        fn visit_expr(&mut self, expression: &'a Expr) {
            if let Expr::Name(name) = expression {
                self.0.push(name.id.as_str().into());
            }
            walk_expr(self, expression);
        }
    }
    let mut all = All(set_by(statement));
    all.visit_stmt(statement);
    all.0
}

/// The names that an assignment to `target` sets.
pub(super) fn targets(target: &Expr) -> Vec<Rc<str>> {
    let mut names = Names::default();
    names.visit_expr(target);
    names.set.into_iter().collect()
}
