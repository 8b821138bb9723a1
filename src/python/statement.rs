//! Statements.
//!
//! In: a statement and the state before it. Out: how it is left.

use super::doubt::doubt_raised;
use super::exit::{Exit, Exits, Way, cut, go, on};
use super::run::{Body, Run, State, doubt};
use super::tree::Tree;
use super::value::{Symbol, Val, leaf};
use ruff_python_ast::{ElifElseClause, Expr, Stmt, StmtIf, StmtTry};
use ruff_text_size::Ranged;
use std::rc::Rc;
use transpile_sdk::ir::Condition;

/// Behind so many nested blocks the stack is looked after.
const RED_ZONE: usize = 256 << 10;
const STACK: usize = 4 << 20;

/// Runs `act` with enough stack.
pub(super) fn with_stack<T>(act: impl FnOnce() -> T) -> T {
    stacker::maybe_grow(RED_ZONE, STACK, act)
}

impl<'a> Run<'a> {
    /// Statements, one after another.
    pub(super) fn block(&mut self, body: &'a [Stmt], state: State) -> Exits {
        let mut state = state;
        let mut left: Vec<(Condition, Exits)> = Vec::new();
        let mark = self.known.mark();
        let mut last = None;
        for statement in body {
            let exits = with_stack(|| self.statement(statement, state.clone()));
            match cut(&exits, &|way| *way == Way::On) {
                None => {
                    last = Some(exits);
                    break;
                }
                Some(cut) => {
                    if let Some(symbol) = self.exhausted_by(left.len(), statement.range()) {
                        last = Some(Self::returned(&symbol, &cut.state));
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
        self.known.forget(mark);
        let mut exits = last.unwrap_or_else(|| on(state));
        for (when, rest) in left.into_iter().rev() {
            exits = Tree::choice(&when, exits, rest);
        }
        exits
    }

    fn statement(&mut self, statement: &'a Stmt, mut state: State) -> Exits {
        let range = statement.range();
        if let Some(symbol) = self.step(range) {
            return Self::returned(&symbol, &state);
        }
        match statement {
            Stmt::Pass(_) => on(state),
            Stmt::Expr(it) => {
                let value = self.eval(&it.value, &mut state);
                self.settled(&value, &state)
            }
            Stmt::Return(it) => {
                let value = match &it.value {
                    Some(value) => self.eval(value, &mut state),
                    None => leaf(Val::None),
                };
                Self::returned(&value, &state)
            }
            Stmt::If(it) => self.if_statement(it, state),
            Stmt::Assign(it) => {
                let value = self.eval(&it.value, &mut state);
                let kept = self.assigned(&it.value, &it.targets, present(&value), &mut state);
                let mut exits = self.settled(&value, &state);
                let value = kept;
                for target in &it.targets {
                    exits = self.then(exits, |run, state| run.assign(target, &value, state));
                }
                exits
            }
            Stmt::AnnAssign(it) => match &it.value {
                Some(value) => {
                    let made = self.eval(value, &mut state);
                    let targets = std::slice::from_ref(&*it.target);
                    let kept = self.assigned(value, targets, present(&made), &mut state);
                    let exits = self.settled(&made, &state);
                    self.then(exits, |run, state| run.assign(&it.target, &kept, state))
                }
                None => on(state),
            },
            Stmt::AugAssign(it) => self.augmented(it, state),
            Stmt::FunctionDef(it) => {
                let is_decorated = !it.decorator_list.is_empty();
                let body = Body::of(it);
                let name = it.name.id.as_str();
                let function =
                    self.function(name, Some(&it.parameters), body, is_decorated, &mut state);
                self.bind_name(
                    it.name.id.as_str(),
                    leaf(Val::Function(function)),
                    &mut state,
                );
                on(state)
            }
            Stmt::ClassDef(it) => {
                self.classes.push((self.module, it));
                let class = leaf(Val::Class(self.classes.len() - 1));
                self.bind_name(it.name.id.as_str(), class, &mut state);
                on(state)
            }
            Stmt::Import(it) => {
                for (name, value) in self.imported(it) {
                    self.bind_name(&name, value, &mut state);
                }
                on(state)
            }
            Stmt::ImportFrom(it) => {
                for (name, value) in self.imported_from(it) {
                    self.bind_name(&name, value, &mut state);
                }
                on(state)
            }
            Stmt::For(it) => self.for_loop(it, state),
            Stmt::Break(_) => go(Way::Break, state),
            Stmt::Continue(_) => go(Way::Continue, state),
            Stmt::Try(it) => self.try_statement(it, state),
            Stmt::Raise(it) => {
                let name = it.exc.as_deref().map_or("?", exception_name);
                go(Way::Raise(name.into()), state)
            }
            Stmt::Assert(it) => {
                let value = self.eval(&it.test, &mut state);
                let truth = self.truth(&value, &mut state, range);
                self.decide(&truth, state, &mut |_, state| on(state), &mut |_, state| {
                    go(Way::Raise("AssertionError".into()), state)
                })
            }
            Stmt::Global(it) => {
                for name in &it.names {
                    self.declare_global(name.id.as_str(), &mut state);
                }
                on(state)
            }
            Stmt::Match(it) => self.match_statement(it, state),
            Stmt::While(_) => self.refuse(statement, "a `while` loop", state),
            Stmt::With(_) => self.refuse(statement, "a `with` block", state),
            Stmt::Delete(_) => self.refuse(statement, "a `del` statement", state),
            Stmt::Nonlocal(_) => self.refuse(statement, "a `nonlocal` statement", state),
            Stmt::TypeAlias(_) | Stmt::IpyEscapeCommand(_) => {
                self.refuse(statement, "this statement", state)
            }
        }
    }

    /// A statement that is not read: it may change what it mentions, leave the function, or raise.
    fn refuse(&mut self, statement: &'a Stmt, what: &str, mut state: State) -> Exits {
        let symbol = self.unknown(statement.range(), format!("{what} is not read"));
        self.forget(std::iter::once(statement), &symbol, &mut state);
        let exits = self.settled(&symbol, &state);
        match symbol.only() {
            Some(Val::Unknown(problem)) => {
                let returned = go(Way::Return(Val::Unknown(*problem)), state);
                Tree::choice(&doubt(*problem), exits, returned)
            }
            _ => exits,
        }
    }

    /// Goes on behind a value: out if it is an exception.
    pub(super) fn settled(&mut self, symbol: &Symbol, state: &State) -> Exits {
        symbol.map(&mut |value| self.settled_leaf(value, state))
    }

    fn settled_leaf(&self, value: &Val, state: &State) -> Exits {
        match value {
            Val::Raise(name) => go(Way::Raise(Rc::clone(name)), state.clone()),
            Val::Unknown(problem) if self.may_raise(*problem) => Tree::choice(
                &doubt_raised(*problem),
                go(Way::Raise("?".into()), state.clone()),
                on(state.clone()),
            ),
            _ => on(state.clone()),
        }
    }

    /// Out of the function with a value; a reading that is given up is one as well.
    pub(super) fn returned(symbol: &Symbol, state: &State) -> Exits {
        symbol.map(&mut |value| match value {
            Val::Raise(name) => go(Way::Raise(Rc::clone(name)), state.clone()),
            value => go(Way::Return(value.clone()), state.clone()),
        })
    }

    /// Goes on behind those exits that lead on.
    pub(super) fn then(
        &mut self,
        exits: Exits,
        act: impl FnOnce(&mut Self, State) -> Exits,
    ) -> Exits {
        match cut(&exits, &|way| *way == Way::On) {
            None => exits,
            Some(cut) if cut.rest == Tree::Dead => act(self, cut.state),
            Some(cut) => {
                let more = self.under(&cut.when, true, |run| act(run, cut.state));
                Tree::choice(&cut.when, more, cut.rest)
            }
        }
    }

    /// One of two ways, by a truth value.
    pub(super) fn decide(
        &mut self,
        truth: &Symbol,
        state: State,
        then: &mut dyn FnMut(&mut Self, State) -> Exits,
        other: &mut dyn FnMut(&mut Self, State) -> Exits,
    ) -> Exits {
        match truth {
            Tree::Dead => Tree::Dead,
            Tree::Leaf(Val::Raise(name)) => go(Way::Raise(Rc::clone(name)), state),
            Tree::Leaf(value) => {
                let condition = match value {
                    Val::Bool(condition) => condition.clone(),
                    Val::Unknown(problem) | Val::Carried(problem) => doubt(*problem),
                    _ => return Tree::Dead,
                };
                match self.known.decide(&condition, &self.schema) {
                    Some(true) => then(self, state),
                    Some(false) => other(self, state),
                    None => {
                        let then = self.under(&condition, true, |run| then(run, state.clone()));
                        let other = self.under(&condition, false, |run| other(run, state));
                        Tree::choice(&condition, then, other)
                    }
                }
            }
            Tree::Choice(condition, first, second) => {
                let first = self.under(condition, true, |run| {
                    run.decide(first, state.clone(), then, other)
                });
                let second = self.under(condition, false, |run| {
                    run.decide(second, state, then, other)
                });
                Tree::choice(condition, first, second)
            }
        }
    }

    fn if_statement(&mut self, it: &'a StmtIf, mut state: State) -> Exits {
        let value = self.eval(&it.test, &mut state);
        let truth = self.truth(&value, &mut state, it.test.range());
        self.decide(
            &truth,
            state,
            &mut |run, state| run.block(&it.body, state),
            &mut |run, state| run.clauses(&it.elif_else_clauses, state),
        )
    }

    fn clauses(&mut self, clauses: &'a [ElifElseClause], mut state: State) -> Exits {
        let Some((clause, rest)) = clauses.split_first() else {
            return on(state);
        };
        let Some(test) = &clause.test else {
            return self.block(&clause.body, state);
        };
        if let Some(symbol) = self.step(test.range()) {
            return Self::returned(&symbol, &state);
        }
        let value = self.eval(test, &mut state);
        let truth = self.truth(&value, &mut state, test.range());
        self.decide(
            &truth,
            state,
            &mut |run, state| run.block(&clause.body, state),
            &mut |run, state| {
                run.depth += 1;
                let exits = with_stack(|| run.clauses(rest, state));
                run.depth -= 1;
                exits
            },
        )
    }

    fn try_statement(&mut self, it: &'a StmtTry, state: State) -> Exits {
        self.tries += 1;
        let body = self.block(&it.body, state);
        self.tries -= 1;
        // Only what the body raises is caught.
        let (passed, mut exits) = match cut(&body, &|way| *way == Way::On) {
            Some(cut) => (Some((cut.when, cut.state)), cut.rest),
            None => (None, body),
        };
        let mut caught: Vec<Rc<str>> = Vec::new();
        exits.leaves(&mut |exit: &Exit| {
            if let Way::Raise(name) = &exit.way
                && !caught.contains(name)
            {
                caught.push(Rc::clone(name));
            }
        });
        for handler in &it.handlers {
            let ruff_python_ast::ExceptHandler::ExceptHandler(handler) = handler;
            let (own, left): (Vec<_>, Vec<_>) = caught
                .into_iter()
                .partition(|name| catches(handler.type_.as_deref(), name));
            caught = left;
            let wanted = |way: &Way| matches!(way, Way::Raise(name) if own.contains(name));
            if let Some(cut) = cut(&exits, &wanted) {
                let mut state = cut.state;
                if let Some(name) = &handler.name {
                    let error = self.unknown_value(handler.range(), "the text of an exception");
                    self.bind_name(name.id.as_str(), error, &mut state);
                }
                let handled = self.under(&cut.when, true, |run| run.block(&handler.body, state));
                exits = Tree::choice(&cut.when, handled, cut.rest);
            }
        }
        if let Some((when, state)) = passed {
            let more = self.under(&when, true, |run| run.block(&it.orelse, state));
            exits = Tree::choice(&when, more, exits);
        }
        if it.finalbody.is_empty() {
            return exits;
        }
        self.finally(&it.finalbody, &exits)
    }

    /// The block that is run on every way out; where it goes on, that way is taken.
    fn finally(&mut self, body: &'a [Stmt], exits: &Exits) -> Exits {
        match exits {
            Tree::Dead => Tree::Dead,
            Tree::Leaf(exit) => {
                let way = exit.way.clone();
                let after = self.block(body, exit.state.clone());
                after.map(&mut |exit| match exit.way {
                    Way::On => go(way.clone(), exit.state.clone()),
                    _ => Tree::Leaf(exit.clone()),
                })
            }
            Tree::Choice(condition, then, other) => {
                let then = self.under(condition, true, |run| run.finally(body, then));
                let other = self.under(condition, false, |run| run.finally(body, other));
                Tree::choice(condition, then, other)
            }
        }
    }
}

/// The symbol without its exceptions.
pub(super) fn present(symbol: &Symbol) -> Symbol {
    symbol.map(&mut |value| match value {
        Val::Raise(_) => Tree::Dead,
        value => leaf(value.clone()),
    })
}

/// The name of an exception's class.
fn exception_name(expression: &Expr) -> &str {
    match expression {
        Expr::Name(name) => name.id.as_str(),
        Expr::Attribute(attribute) => attribute.attr.id.as_str(),
        Expr::Call(call) => exception_name(&call.func),
        _ => "?",
    }
}

/// True if a handler for `class` (none: for all) catches an exception of the class `name`.
fn catches(class: Option<&Expr>, name: &str) -> bool {
    match class {
        None => true,
        Some(Expr::Tuple(classes)) => classes.iter().any(|class| catches(Some(class), name)),
        Some(class) => {
            let wanted = exception_name(class);
            std::iter::successors(Some(name), |name| base(name)).any(|name| name == wanted)
        }
    }
}

/// The class that an exception's class is derived from.
fn base(name: &str) -> Option<&'static str> {
    Some(match name {
        "Exception" => "BaseException",
        "BaseException" => return None,
        "KeyError" | "IndexError" => "LookupError",
        "JSONDecodeError" | "AddressValueError" | "NetmaskValueError" | "UnicodeError"
        | "ParserError" => "ValueError",
        "UnicodeDecodeError" | "UnicodeEncodeError" => "UnicodeError",
        "ZeroDivisionError" | "OverflowError" => "ArithmeticError",
        "UnboundLocalError" => "NameError",
        "ModuleNotFoundError" => "ImportError",
        _ => "Exception",
    })
}
