//! Calls of functions that the rule or a helper defines.
//!
//! In: a function, its arguments and the state. Out: what it gives, its body read in place.

use super::exit::{Way, go, result, state as state_of};
use super::run::{Body, Frame, Run, State};
use super::scope::locals;
use super::statement::with_stack;
use super::tree::Tree;
use super::value::{Entry, Item, Symbol, Val, leaf, may_be_raised, raise};
use ruff_python_ast::{Arguments, Expr, ExprCall, Parameters};
use ruff_text_size::{Ranged, TextRange};
use std::rc::Rc;
use transpile_sdk::ir::Condition;

/// A function may be inside itself so often.
const MAX_RECURSION: usize = 12;

/// The arguments of a call.
#[derive(Debug, Clone, Default)]
pub(super) struct Given {
    pub(super) positional: Vec<Symbol>,
    pub(super) named: Vec<(Rc<str>, Symbol)>,
}

impl Given {
    /// The argument at a place or of a name.
    pub(super) fn get(&self, index: usize, name: &str) -> Option<&Symbol> {
        self.positional.get(index).or_else(|| self.named(name))
    }

    pub(super) fn named(&self, name: &str) -> Option<&Symbol> {
        let found = self.named.iter().find(|(own, _)| &**own == name);
        found.map(|(_, value)| value)
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.positional.len() + self.named.len()
    }
}

impl<'a> Run<'a> {
    /// A call.
    pub(super) fn call(&mut self, call: &'a ExprCall, state: &mut State) -> Symbol {
        let range = call.range();
        if let Some(symbol) = self.super_call(call, state) {
            return symbol;
        }
        let function = self.eval(&call.func, state);
        if let Some(symbol) = self.lazy(&function, call, state) {
            return symbol;
        }
        let goes_through_all = goes_through_all(&function);
        match self.arguments(&call.arguments, goes_through_all, state) {
            Ok(given) => self.with_arguments(&given, state, &mut |run, given, state| {
                run.bind(&function, state, &mut |run, function, state| {
                    run.apply(function, given, range, state)
                })
            }),
            Err(symbol) => *symbol,
        }
    }

    /// The function whose body is read.
    pub(super) fn running(&self) -> Option<usize> {
        (self.frames.last()?.id % FRAME).checked_sub(1)
    }

    /// The arguments as they are written; an error is what stands for the whole call. Of an iterator each element is
    /// computed now if the function goes through all of them.
    pub(super) fn arguments(
        &mut self,
        arguments: &'a Arguments,
        goes_through_all: bool,
        state: &mut State,
    ) -> Result<Given, Box<Symbol>> {
        let mut given = Given::default();
        for argument in &arguments.args {
            if let Expr::Starred(starred) = argument {
                let value = self.eval(&starred.value, state);
                let items = self.bind(&value, state, &mut |run, value, state| {
                    run.iterate(value, argument.range(), state)
                });
                match items.only().and_then(Val::items) {
                    Some(items) if items.iter().all(Item::is_one) => {
                        let values = items.iter().map(|item| item.value.clone());
                        given.positional.extend(values);
                    }
                    _ => {
                        return Err(Box::new(
                            self.unknown(argument.range(), "arguments of unknown number"),
                        ));
                    }
                }
            } else {
                let value = match argument {
                    Expr::Generator(it) if goes_through_all => {
                        self.comprehension(&it.elt, &it.generators, false, state)
                    }
                    argument => self.eval(argument, state),
                };
                given.positional.push(self.computed_now(value));
            }
        }
        for keyword in &arguments.keywords {
            let Some(name) = &keyword.arg else {
                let value = self.eval(&keyword.value, state);
                let content = self.bind(&value, state, &mut |_, value, _| leaf(value.clone()));
                match content.only().and_then(names_of) {
                    Some(entries) => given.named.extend(entries),
                    None => {
                        return Err(Box::new(
                            self.unknown(keyword.range(), "arguments of unknown names"),
                        ));
                    }
                }
                continue;
            };
            let value = self.eval(&keyword.value, state);
            let value = self.computed_now(value);
            given.named.push((name.id.as_str().into(), value));
        }
        Ok(given)
    }

    /// Goes on with the arguments if none of them is an exception.
    fn with_arguments(
        &mut self,
        given: &Given,
        state: &mut State,
        act: &mut dyn FnMut(&mut Self, &Given, &mut State) -> Symbol,
    ) -> Symbol {
        let mut raised = Tree::Dead;
        let mut when = Condition::Const(false);
        let mut present = given.clone();
        let named = present.named.iter_mut().map(|(_, value)| value);
        for value in present.positional.iter_mut().chain(named) {
            if !may_be_raised(value) {
                continue;
            }
            let raises = value
                .when(&mut |value| Some(Condition::Const(matches!(value, Val::Raise(_)))))
                .unwrap_or(Condition::Const(false));
            let exceptions = value.map(&mut |value| match value {
                Val::Raise(_) => leaf(value.clone()),
                _ => Tree::Dead,
            });
            *value = super::statement::present(value);
            raised = Tree::choice(&when, raised, exceptions);
            when = Condition::either([when, raises]);
        }
        if raised == Tree::Dead {
            return act(self, given, state);
        }
        // An argument that raises comes before what the function changes.
        let before = state.clone();
        let value = self.under(&when, false, |run| act(run, &present, state));
        *state = State::merge(&when, &before, state);
        Tree::choice(&when, raised, value)
    }

    /// Calls a value.
    pub(super) fn apply(
        &mut self,
        function: &Val,
        given: &Given,
        range: TextRange,
        state: &mut State,
    ) -> Symbol {
        if let Some(symbol) = self.step(range) {
            return symbol;
        }
        match function {
            Val::Function(function) => with_stack(|| self.invoke(*function, given, range, state)),
            Val::Library(name) => {
                let name = Rc::clone(name);
                self.library_call(&name, given, range, state)
            }
            Val::Method(owner, name) => {
                let (owner, name) = (Rc::clone(owner), Rc::clone(name));
                self.method(&owner, &name, given, range, state)
            }
            Val::Class(class) => self.object(*class, given, range, state),
            _ => raise("TypeError"),
        }
    }

    /// True if a function can be called with one argument, and gives its result at once.
    pub(super) fn takes_one(&self, number: usize) -> bool {
        let one = Given {
            positional: vec![leaf(Val::Event)],
            named: Vec::new(),
        };
        self.functions.get(number).is_some_and(|function| {
            let is_plain = !matches!(function.body, Body::Coroutine);
            function
                .parameters
                .filter(|_| is_plain)
                .is_some_and(|parameters| {
                    self::parameters(parameters, &function.defaults, &one).is_ok()
                })
        })
    }

    /// Reads the body of a function.
    pub(super) fn invoke(
        &mut self,
        number: usize,
        given: &Given,
        range: TextRange,
        state: &mut State,
    ) -> Symbol {
        let Some(function) = self.functions.get(number).cloned() else {
            return Tree::Dead;
        };
        if function.is_decorated {
            return self.unknown(range, format!("`{}` has a decorator", function.name));
        }
        if let Some(symbol) = self.primitive(&function, given, range, state) {
            return symbol;
        }
        let own = self
            .frames
            .iter()
            .filter(|frame| frame.id % FRAME == number + 1);
        if own.count() >= MAX_RECURSION {
            return self.unknown(range, format!("`{}` calls itself too often", function.name));
        }
        let mut variables = Rc::default();
        if let Some(parameters) = function.parameters {
            match self::parameters(parameters, &function.defaults, given) {
                Ok(bound) => variables = Rc::new(bound),
                Err(symbol) => return *symbol,
            }
        }
        let locals = match function.body {
            Body::Block(body) => match locals(body) {
                Some(locals) => locals,
                None => return self.unknown(range, format!("`{}` is a generator", function.name)),
            },
            Body::Expression(_) => Rc::from([]),
            Body::Coroutine => {
                return self.unknown(range, format!("`{}` is a coroutine", function.name));
            }
        };
        if let Some(frame) = self.frames.last_mut() {
            frame.variables = Rc::clone(&state.variables);
        }
        let id = self.fresh() * FRAME + number + 1;
        self.frames.push(Frame {
            id,
            variables: Rc::default(),
            outer: function.frames.clone(),
            locals,
        });
        let module = std::mem::replace(&mut self.module, function.module);
        self.depth += 1;
        let mut inner = State {
            variables,
            heap: Rc::clone(&state.heap),
            globals: Rc::clone(&state.globals),
        };
        let exits = match function.body {
            Body::Coroutine => Tree::Dead,
            Body::Block(body) => self.block(body, inner),
            Body::Expression(body) => {
                let value = self.eval(body, &mut inner);
                value.map(&mut |value| match value {
                    Val::Raise(name) => go(Way::Raise(Rc::clone(name)), inner.clone()),
                    value => go(Way::Return(value.clone()), inner.clone()),
                })
            }
        };
        self.depth -= 1;
        self.module = module;
        self.frames.pop();
        if let Some(last) = state_of(&exits, &|_| true) {
            state.heap = last.heap;
            state.globals = last.globals;
        }
        self.whole_result(&result(&exits), range)
    }

    /// A result with one condition where all of it is true or false.
    fn whole_result(&mut self, result: &Symbol, range: TextRange) -> Symbol {
        if result.any(&|value| !matches!(value, Val::Bool(_) | Val::Raise(_))) {
            return result.clone();
        }
        self.collapse(result, range)
    }
}

/// True for a function that goes through an iterator to its end, whatever its elements are.
fn goes_through_all(function: &Symbol) -> bool {
    const FUNCTIONS: &[&str] = &[
        "dict",
        "frozenset",
        "list",
        "max",
        "min",
        "set",
        "sorted",
        "sum",
        "tuple",
    ];
    const METHODS: &[&str] = &[
        "difference",
        "extend",
        "intersection",
        "issubset",
        "join",
        "union",
        "update",
    ];
    match function.only() {
        Some(Val::Library(name)) => name
            .strip_prefix("builtins.")
            .is_some_and(|name| FUNCTIONS.contains(&name)),
        Some(Val::Method(_, name)) => METHODS.contains(&&**name),
        _ => false,
    }
}

/// The entries of a dictionary whose keys are known names.
fn names_of(value: &Val) -> Option<Vec<(Rc<str>, Symbol)>> {
    let Val::Dict(entries) = value else {
        return None;
    };
    let mut names: Vec<(Rc<str>, Symbol)> = Vec::new();
    for entry in entries.iter() {
        let is_one = entry.binders.is_empty() && entry.guard == Condition::Const(true);
        match entry.key.only() {
            Some(Val::Text(name)) if is_one => {
                names.retain(|(own, _)| own != name);
                names.push((Rc::clone(name), entry.value.clone()));
            }
            _ => return None,
        }
    }
    Some(names)
}

/// The variables that a call begins with.
fn parameters(
    parameters: &Parameters,
    defaults: &[(Rc<str>, Symbol)],
    given: &Given,
) -> Result<super::run::Variables, Box<Symbol>> {
    let mut bound = super::run::Variables::new();
    let mut positional = given.positional.iter();
    let mut named: Vec<_> = given.named.iter().collect();
    let places = parameters.posonlyargs.iter().chain(&parameters.args);
    let keyword_only = parameters.kwonlyargs.iter();
    for (parameter, may_be_positional) in places
        .map(|parameter| (parameter, true))
        .chain(keyword_only.map(|parameter| (parameter, false)))
    {
        let name = parameter.name().as_str();
        let next = if may_be_positional {
            positional.next()
        } else {
            None
        };
        let by_name = named.iter().position(|(own, _)| &**own == name);
        let value = match (next, by_name) {
            (Some(_), Some(_)) => return Err(Box::new(raise("TypeError"))),
            (Some(value), None) => value.clone(),
            (None, Some(at)) => named.remove(at).1.clone(),
            (None, None) => match defaults.iter().find(|(own, _)| &**own == name) {
                Some((_, value)) => value.clone(),
                None => return Err(Box::new(raise("TypeError"))),
            },
        };
        bound.insert(name.into(), value);
    }
    let rest: Vec<Item> = positional.map(|value| Item::one(value.clone())).collect();
    match &parameters.vararg {
        Some(parameter) => {
            bound.insert(
                parameter.name.id.as_str().into(),
                leaf(Val::Tuple(rest.into())),
            );
        }
        None if !rest.is_empty() => return Err(Box::new(raise("TypeError"))),
        None => {}
    }
    match &parameters.kwarg {
        Some(parameter) => {
            let entries = named.into_iter().map(|(name, value)| Entry {
                key: leaf(Val::Text(Rc::clone(name))),
                guard: Condition::Const(true),
                binders: Vec::new(),
                value: value.clone(),
            });
            bound.insert(
                parameter.name.id.as_str().into(),
                leaf(Val::Dict(entries.collect())),
            );
        }
        None if !named.is_empty() => {
            return Err(Box::new(raise("TypeError")));
        }
        None => {}
    }
    Ok(bound)
}

/// The number of a call's frame says which function it is of.
const FRAME: usize = 1 << 20;
