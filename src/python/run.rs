//! The state of a reading: what is known, what was found, how much was done.
//!
//! In: the leaves of symbols. Out: what an operation makes of each, under what is known there. All
//! parts of the reader build conditions and cases through these.

use super::case::{AsCase, size};
use super::chosen::Chosen;
pub(super) use super::doubt::{Problem, doubt, doubted};
use super::known::Known;
use super::origin::first_origin;
use super::schema::Schema;
use super::source::{Library, Module, span};
pub(super) use super::state::{State, Variables};
use super::tree::Tree;
use super::value::{Binder, Symbol, Val, leaf};
use super::work;
use ruff_python_ast::{Parameters, Stmt, StmtClassDef, StmtFunctionDef};
use ruff_text_size::TextRange;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::rc::Rc;
use std::sync::Arc;
use transpile_sdk::ir::{
    Condition, JsonType, Predicate, Quantified, Quantifier, Scalar, Test, Value,
};

/// So much work a statement, an expression, a call or a case of a value is beside what it builds.
const STEP: usize = 10;
/// A condition may have so many predicates.
const MAX_SIZE: usize = 5_000;
/// A block may be left so often on the way through it.
const MAX_WAYS: usize = 500;
/// Calls and expressions may be nested so deeply.
const MAX_DEPTH: usize = 300;

/// The frame of a module that is run as a whole.
pub(super) const MODULE: usize = 0;

/// The body of a function.
#[derive(Debug, Clone, Copy)]
pub(super) enum Body<'a> {
    Block(&'a [Stmt]),
    Expression(&'a ruff_python_ast::Expr),
    /// Of an `async` function: a call gives something that is to be waited for.
    Coroutine,
}

impl<'a> Body<'a> {
    /// The body of a definition.
    pub(super) fn of(definition: &'a StmtFunctionDef) -> Self {
        if definition.is_async {
            Self::Coroutine
        } else {
            Self::Block(&definition.body)
        }
    }
}

/// A function that the rule or a helper defines.
#[derive(Debug, Clone)]
pub(super) struct Function<'a> {
    pub(super) name: Rc<str>,
    pub(super) module: usize,
    pub(super) parameters: Option<&'a Parameters>,
    pub(super) defaults: Vec<(Rc<str>, Symbol)>,
    pub(super) body: Body<'a>,
    /// The frames of the functions around it, the innermost last.
    pub(super) frames: Vec<usize>,
    pub(super) is_decorated: bool,
}

/// A module that is read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Loaded<'a> {
    pub(super) module: &'a Module,
    pub(super) body: &'a [Stmt],
}

/// A running call.
#[derive(Debug)]
pub(super) struct Frame {
    pub(super) id: usize,
    /// Its variables at the call that it is in; those of the innermost frame are in the state.
    pub(super) variables: Rc<Variables>,
    /// The frames of the functions around its own.
    pub(super) outer: Vec<usize>,
    /// The variables that are its own.
    pub(super) locals: Rc<[Rc<str>]>,
}

/// A reading of one rule for one log type.
pub(super) struct Run<'a> {
    pub(super) library: &'a Library,
    pub(super) schema: Schema,
    pub(super) known: Known,
    pub(super) problems: Vec<Problem>,
    pub(super) functions: Vec<Function<'a>>,
    pub(super) classes: Vec<(usize, &'a StmtClassDef)>,
    /// The classes of functions that are methods.
    pub(super) owners: BTreeMap<usize, usize>,
    pub(super) modules: Vec<Loaded<'a>>,
    pub(super) by_name: HashMap<String, Option<usize>>,
    /// Values of global variables; none while they are made.
    pub(super) globals: HashMap<(usize, Rc<str>), Option<Symbol>>,
    /// What the objects hold that modules have made; no rule changes it.
    pub(super) kept: BTreeMap<usize, Symbol>,
    /// The places whose content something else holds as well.
    pub(super) shared: BTreeSet<usize>,
    pub(super) frames: Vec<Frame>,
    /// The module whose code is read.
    pub(super) module: usize,
    pub(super) next: usize,
    pub(super) depth: usize,
    /// Where it has got to.
    at: TextRange,
    budget: Option<usize>,
    /// The expression that is read.
    pub(super) range: TextRange,
    /// The elements that a loop is at, the innermost last.
    pub(super) open: Vec<String>,
    /// True if an exception in what is not read changes nothing that is asked for.
    pub(super) is_lenient: bool,
    /// So many `try` blocks are around what is read, in it or its callers.
    pub(super) tries: usize,
    /// The single elements that are looked at, the innermost last.
    pub(super) chosen: Vec<Rc<Chosen>>,
}

impl<'a> Run<'a> {
    pub(super) fn new(library: &'a Library, schema: Schema) -> Self {
        work::begin(work::OF_LOGIC);
        Self {
            library,
            schema,
            known: Known::default(),
            problems: Vec::new(),
            functions: Vec::new(),
            classes: Vec::new(),
            owners: BTreeMap::new(),
            modules: Vec::new(),
            by_name: HashMap::new(),
            globals: HashMap::new(),
            kept: BTreeMap::new(),
            shared: BTreeSet::new(),
            frames: Vec::new(),
            module: 0,
            next: 0,
            depth: 0,
            at: TextRange::default(),
            budget: None,
            range: TextRange::default(),
            open: Vec::new(),
            is_lenient: false,
            tries: 0,
            chosen: Vec::new(),
        }
    }

    /// A number that nothing else has.
    pub(super) fn fresh(&mut self) -> usize {
        self.next += 1;
        self.next
    }

    /// A value of which nothing is known, and why.
    pub(super) fn unknown(&mut self, range: TextRange, message: impl Into<String>) -> Symbol {
        let message = message.into();
        self.note(range, message, false, false)
    }

    /// A value of which nothing is known but that there is one.
    pub(super) fn unknown_value(&mut self, range: TextRange, message: impl Into<String>) -> Symbol {
        let message = message.into();
        self.note(range, message, false, true)
    }

    fn note(
        &mut self,
        range: TextRange,
        message: String,
        is_budget: bool,
        is_value: bool,
    ) -> Symbol {
        let Some(loaded) = self.modules.get(self.module) else {
            return Tree::Dead;
        };
        let problem = Problem {
            message,
            span: span(range),
            file: Arc::clone(&loaded.module.file),
            is_budget,
            is_value,
            is_idle: false,
        };
        let at = self
            .problems
            .iter()
            .position(|known| known.is_same(&problem));
        let at = at.unwrap_or_else(|| {
            self.problems.push(problem);
            self.problems.len() - 1
        });
        leaf(Val::Unknown(at))
    }

    /// Counts a step. The answer is there once there have been too many.
    pub(super) fn step(&mut self, range: TextRange) -> Option<Symbol> {
        work::spend(STEP);
        self.at = range;
        if self.depth > MAX_DEPTH && self.budget.is_none() {
            return Some(self.exhaust(range));
        }
        self.given_up()
    }

    /// What everything is once there has been too much work.
    fn given_up(&mut self) -> Option<Symbol> {
        match self.budget {
            Some(problem) => Some(leaf(Val::Unknown(problem))),
            None if work::is_over() => Some(self.exhaust(self.at)),
            None => None,
        }
    }

    fn exhaust(&mut self, range: TextRange) -> Symbol {
        let symbol = self.note(
            range,
            "the rule takes too many steps to read".into(),
            true,
            false,
        );
        if let Some(Val::Unknown(problem)) = symbol.only() {
            self.budget = Some(*problem);
        }
        symbol
    }

    /// The problem for which the reading was given up.
    pub(super) fn exhausted(&mut self) -> Option<usize> {
        self.given_up();
        self.budget
    }

    /// Gives up on a rule that has more ways than can be followed.
    pub(super) fn exhausted_by(&mut self, ways: usize, range: TextRange) -> Option<Symbol> {
        (ways > MAX_WAYS).then(|| self.exhaust(range))
    }

    /// Refuses a condition that has grown too large.
    pub(super) fn check_size(&mut self, condition: Condition, range: TextRange) -> Condition {
        let size = size(&condition);
        work::spend(size);
        if size <= MAX_SIZE {
            return condition;
        }
        match self.exhaust(range).only() {
            Some(Val::Unknown(problem)) => doubt(*problem),
            _ => condition,
        }
    }

    /// A test of a value, decided if what is known decides it.
    pub(super) fn test(&mut self, value: &Value, test: Test) -> Condition {
        work::spend(STEP + value.subject().steps.len());
        let condition = Condition::predicate(Predicate {
            value: value.clone(),
            negated: false,
            test,
            origin: self.origin(),
        });
        self.known.simplify(condition, &self.schema)
    }

    pub(super) fn is_type(&mut self, value: &Value, ty: JsonType) -> Condition {
        self.test(value, Test::IsType(ty))
    }

    pub(super) fn equals(&mut self, value: &Value, scalar: Scalar) -> Condition {
        self.test(value, Test::Eq(scalar))
    }

    /// One of two symbols, each made under what the condition tells.
    pub(super) fn choose(
        &mut self,
        condition: &Condition,
        then: impl FnOnce(&mut Self) -> Symbol,
        other: impl FnOnce(&mut Self) -> Symbol,
    ) -> Symbol {
        match self.known.decide(condition, &self.schema) {
            Some(true) => then(self),
            Some(false) => other(self),
            None => {
                let then = self.under(condition, true, then);
                let other = self.under(condition, false, other);
                Tree::choice(condition, then, other)
            }
        }
    }

    /// Does something while a condition is known to hold (or to fail).
    pub(super) fn under<T>(
        &mut self,
        condition: &impl AsCase,
        holds: bool,
        act: impl FnOnce(&mut Self) -> T,
    ) -> T {
        let mark = self.known.mark();
        self.known.learn(condition, holds);
        let done = act(self);
        self.known.forget(mark);
        done
    }

    /// Goes on with each leaf of a symbol; exceptions and what is not known stay what they are.
    pub(super) fn bind(
        &mut self,
        symbol: &Symbol,
        state: &mut State,
        act: &mut dyn FnMut(&mut Self, &Val, &mut State) -> Symbol,
    ) -> Symbol {
        work::spend(STEP);
        if let Some(symbol) = self.given_up() {
            return symbol;
        }
        match symbol {
            Tree::Dead => Tree::Dead,
            Tree::Leaf(Val::Raise(_) | Val::Unknown(_)) => symbol.clone(),
            // What is made of it is no longer what the round before has left.
            Tree::Leaf(Val::Carried(problem)) => self.read_carried(*problem),
            Tree::Leaf(Val::Ref(place)) => {
                let content = self.held(*place, state);
                self.bind(&content, state, act)
            }
            Tree::Leaf(Val::Single(items)) => {
                let items = Rc::clone(items);
                self.bind_single(&items, state, act)
            }
            Tree::Leaf(Val::Chosen(chosen)) => {
                let chosen = Rc::clone(chosen);
                self.bind_chosen(&chosen, state, act)
            }
            Tree::Leaf(value) => act(self, value, state),
            Tree::Choice(condition, then, other) => {
                match self.known.decide(condition, &self.schema) {
                    Some(true) => return self.bind(then, state, act),
                    Some(false) => return self.bind(other, state, act),
                    None => {}
                }
                let mark = self.known.mark();
                let mut second = state.clone();
                self.known.learn(condition, true);
                let then = self.bind(then, state, act);
                self.known.forget(mark);
                self.known.learn(condition, false);
                let other = self.bind(other, &mut second, act);
                self.known.forget(mark);
                *state = State::merge(condition, state, &second);
                Tree::choice(condition, then, other)
            }
        }
    }

    /// What a loop has left behind in an earlier round, once something reads it.
    pub(super) fn read_carried(&mut self, problem: usize) -> Symbol {
        if let Some(problem) = self.problems.get_mut(problem) {
            problem.is_idle = false;
        }
        leaf(Val::Unknown(problem))
    }

    /// The same for two symbols.
    pub(super) fn bind_both(
        &mut self,
        left: &Symbol,
        right: &Symbol,
        state: &mut State,
        act: &mut dyn FnMut(&mut Self, &Val, &Val, &mut State) -> Symbol,
    ) -> Symbol {
        self.bind(left, state, &mut |run, left, state| {
            run.bind(right, state, &mut |run, right, state| {
                act(run, left, right, state)
            })
        })
    }

    /// A truth value as one condition; where there are exceptions, it is true, else raised, else false.
    pub(super) fn collapse(&mut self, symbol: &Symbol, range: TextRange) -> Symbol {
        if matches!(symbol, Tree::Dead | Tree::Leaf(_)) {
            return symbol.clone();
        }
        let holds = symbol.when(&mut |value| match value {
            Val::Bool(condition) => Some(condition.clone()),
            Val::Unknown(problem) | Val::Carried(problem) => Some(doubt(*problem)),
            _ => Some(Condition::Const(false)),
        });
        let raises =
            symbol.when(&mut |value| Some(Condition::Const(matches!(value, Val::Raise(_)))));
        let (Some(holds), Some(raises)) = (holds, raises) else {
            return Tree::Dead;
        };
        let holds = self.known.simplify(holds, &self.schema);
        let holds = self.check_size(holds, range);
        let mark = self.known.mark();
        self.known.learn(&holds, false);
        let raises = self.known.simplify(raises, &self.schema);
        self.known.forget(mark);
        if raises == Condition::Const(false) {
            return leaf(Val::Bool(holds));
        }
        let exceptions = symbol.map(&mut |value| match value {
            Val::Raise(_) => leaf(value.clone()),
            _ => Tree::Dead,
        });
        let fails = Tree::choice(&raises, exceptions, leaf(Val::bool(false)));
        Tree::choice(&holds, leaf(Val::bool(true)), fails)
    }
}

/// The condition of a symbol's truth; what raises is neither.
pub(super) fn condition(truth: &Symbol) -> Option<Condition> {
    truth.when(&mut |value| match value {
        Val::Bool(condition) => Some(condition.clone()),
        Val::Unknown(problem) | Val::Carried(problem) => Some(doubt(*problem)),
        _ => None,
    })
}

/// True for some element of each of the arrays.
pub(super) fn quantified(binders: &[Binder], body: Condition) -> Condition {
    let origin = first_origin(&body);
    let mut condition = body;
    for binder in binders.iter().rev() {
        condition = Condition::quantified(Quantified {
            quantifier: Quantifier::Any,
            array: binder.array.clone(),
            element: binder.element.clone(),
            body: Box::new(condition),
            origin,
        });
    }
    condition
}
