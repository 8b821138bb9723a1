//! Functions of Python's library that rules use.
//!
//! In: a function's full name and its arguments. Out: what it gives. A function that is not here, or
//! that asks the world outside (the clock, tables, the network), gives nothing that is known.

use super::call::Given;
use super::equality::{length, of};
use super::run::{Function as Defined, Run, State, condition};
use super::tree::Tree;
use super::value::{Item, Json, Symbol, Val, leaf, may_be_raised, raise};
use ruff_python_ast::ExprCall;
use ruff_text_size::{Ranged, TextRange};
use std::rc::Rc;
use transpile_sdk::ir::{Condition, Function, JsonType};

/// A `range` may have so many numbers.
const MAX_RANGE: i64 = 10_000;

/// Functions whose named arguments are read.
const NAMED: &[&str] = &[
    "enumerate",
    "ipaddress.IPv4Network",
    "ipaddress.IPv6Network",
    "ipaddress.ip_network",
    "json.dumps",
    "sorted",
    "zip",
];

impl<'a> Run<'a> {
    /// Functions whose arguments are not all evaluated first: `any`, `all` and `next` of a generator.
    pub(super) fn lazy(
        &mut self,
        function: &Symbol,
        call: &'a ExprCall,
        state: &mut State,
    ) -> Option<Symbol> {
        let Some(Val::Library(name)) = function.only() else {
            return None;
        };
        let range = call.range();
        let (argument, default) = match &*call.arguments.args {
            [argument] => (argument, None),
            [argument, default] => (argument, Some(default)),
            _ => return None,
        };
        if let ("builtins.next", ruff_python_ast::Expr::Generator(generator)) = (&**name, argument)
        {
            let default = match default {
                Some(default) => self.eval(default, state),
                None => raise("StopIteration"),
            };
            return Some(self.next_of(generator, &default, state));
        }
        let is_any = match &**name {
            "builtins.any" => true,
            "builtins.all" => false,
            _ => return None,
        };
        let (ruff_python_ast::Expr::Generator(generator), None) = (argument, default) else {
            return None;
        };
        Some(self.quantifier(is_any, &generator.elt, &generator.generators, range, state))
    }

    /// Functions that helpers define, but which are part of what an event is.
    pub(super) fn primitive(
        &mut self,
        function: &Defined<'a>,
        given: &Given,
        range: TextRange,
        state: &mut State,
    ) -> Option<Symbol> {
        let default = given.named("default").cloned().unwrap_or(leaf(Val::None));
        let is_helper = self
            .by_name
            .get("panther_base_helpers")
            .is_some_and(|module| *module == Some(function.module));
        if !is_helper {
            return None;
        }
        let (first, keys) = given.positional.split_first()?;
        match &*function.name {
            "deep_get" => Some(self.deep_get(first, keys, &default, range, state)),
            "deep_walk" => {
                let which = given.named("return_val").and_then(Tree::only).cloned();
                let first = first.clone();
                Some(
                    self.bind(&first, state, &mut |run, value, state| match value {
                        Val::Event => {
                            run.deep_walk(None, keys, &default, which.clone(), range, state)
                        }
                        Val::Json(json) => {
                            run.deep_walk(Some(json), keys, &default, which.clone(), range, state)
                        }
                        Val::Dict(entries) => {
                            let entries = Rc::clone(entries);
                            run.walk_entries(&entries, keys, &default, given, range, state)
                        }
                        _ => run.unknown(range, "`deep_walk` of this"),
                    }),
                )
            }
            _ => None,
        }
    }

    /// Calls a function of Python's library.
    pub(super) fn library_call(
        &mut self,
        name: &str,
        given: &Given,
        range: TextRange,
        state: &mut State,
    ) -> Symbol {
        let short = name.strip_prefix("builtins.").unwrap_or(name);
        if short == "print" || short.starts_with("logging.") {
            return leaf(Val::None);
        }
        if let ("any" | "all", [items]) = (short, given.positional.as_slice()) {
            return self.any_or_all(short == "any", &items.clone(), range, state);
        }
        if short == "datetime.timedelta" {
            return self.timedelta(given, range);
        }
        if matches!(short, "sum" | "min" | "max") {
            return self.aggregate(short, given, range, state);
        }
        if let Some(symbol) = self.pattern_call(name, given, range, state) {
            return symbol;
        }
        if !given.named.is_empty() && !NAMED.contains(&short) {
            return self.unknown(range, format!("a call of `{short}` with named arguments"));
        }
        let Some(first) = given.positional.first().cloned() else {
            return match short {
                "str" => leaf(Val::text("")),
                "list" | "set" | "dict" | "tuple" if given.named.is_empty() => leaf(empty(short)),
                "bool" => leaf(Val::bool(false)),
                "int" => leaf(Val::Int(0)),
                _ => self.unknown(range, format!("a call of `{short}`")),
            };
        };
        if short == "bool" {
            return self.truth(&first, state, range);
        }
        let name = short.to_owned();
        let given = given.clone();
        self.bind(&first, state, &mut |run, value, state| {
            run.library_call_of(&name, value, &given, range, state)
        })
    }

    fn library_call_of(
        &mut self,
        name: &str,
        value: &Val,
        given: &Given,
        range: TextRange,
        state: &mut State,
    ) -> Symbol {
        if let Val::Printed(own) = value
            && name != "str"
        {
            let text = Val::Computed(own.text.clone());
            return self.library_call_of(name, &text, given, range, state);
        }
        match (name, given.len()) {
            ("len", 1) => self.len(value, range, state),
            ("str", 1) => self.str_of(value, range),
            ("int", 1) => self.int(value, range),
            ("float", 1) => self.float(value, range),
            ("isinstance", 2) => self.isinstance(value, given, range, state),
            ("hasattr", 2) => self.has_attribute(value, given, range, state),
            ("getattr", 2 | 3) => self.get_attribute(value, given, range, state),
            ("type", 1) => leaf(Val::TypeOf(Rc::new(value.clone()))),
            ("reversed", 1) => self.reversed(value, range, state),
            ("list" | "tuple" | "set" | "frozenset" | "sorted" | "iter", 1..) => {
                let items = match value {
                    // A list of a set has each value once; a set of it is the same again.
                    Val::Set(items) if !matches!(name, "set" | "frozenset") => {
                        self.different(items, range, state)
                    }
                    value => self.iterate(value, range, state),
                };
                self.bind(&items, state, &mut |run, items, state| {
                    let Some(items) = items.items() else {
                        return Tree::Dead;
                    };
                    leaf(match name {
                        "sorted" => return run.sorted(items, given, range, state),
                        "set" | "frozenset" => {
                            let set = leaf(Val::Set(Rc::clone(items)));
                            return run.if_all_hashable(items, range, state, |_| set);
                        }
                        "tuple" => Val::Tuple(Rc::clone(items)),
                        _ => Val::List(Rc::clone(items)),
                    })
                })
            }
            ("dict", 1) => match value {
                Val::Dict(_) => leaf(value.clone()),
                Val::Json(Json { value, .. }) => leaf(Val::Json(Json {
                    value: value.clone(),
                    wrapped: false,
                })),
                _ => self.unknown(range, "`dict` of this"),
            },
            ("range", 1..) => self.range(given, range),
            ("enumerate" | "zip", _) => self.enumerate(name, given, range, state),
            ("map" | "filter", 2) => self.map_or_filter(name, value, given, range, state),
            ("abs" | "round", _) => {
                self.unknown(range, format!("`{name}` of values that the event decides"))
            }
            ("json.loads", 1) => self.json_loads(value, range),
            ("json.dumps", _) => self.unknown_value(range, "the text of a JSON value"),
            ("ipaddress.ip_address", 1) => self.ip_address(value, range),
            ("ipaddress.ip_network" | "ipaddress.IPv4Network" | "ipaddress.IPv6Network", _) => {
                self.ip_network(value, given, range)
            }
            ("ipaddress.IPv4Address", 1) => self.address_of_version(value, true, range),
            ("ipaddress.IPv6Address", 1) => self.address_of_version(value, false, range),
            ("fnmatch.fnmatch" | "fnmatch.fnmatchcase", 2) => {
                let Some(pattern) = given.positional.get(1).cloned() else {
                    return raise("TypeError");
                };
                self.bind(&pattern, state, &mut |run, pattern, _| {
                    run.fnmatch(value, pattern, range)
                })
            }
            _ => self.unknown(range, format!("a call of `{name}`")),
        }
    }

    fn any_or_all(
        &mut self,
        is_any: bool,
        items: &Symbol,
        range: TextRange,
        state: &mut State,
    ) -> Symbol {
        self.bind(items, state, &mut |run, items, state| {
            let items = run.iterate(items, range, state);
            run.bind(&items, state, &mut |run, items, state| {
                let Some(items) = items.items().cloned() else {
                    return Tree::Dead;
                };
                let mut itself = |_: &mut Self, value: &Symbol, _: &mut State| value.clone();
                if is_any {
                    run.exists(&items, state, range, &mut itself)
                } else {
                    run.for_all(&items, state, range, &mut itself)
                }
            })
        })
    }

    pub(super) fn len(&mut self, value: &Val, range: TextRange, state: &mut State) -> Symbol {
        match value {
            Val::Text(text) => leaf(Val::Int(
                i64::try_from(text.chars().count()).unwrap_or(i64::MAX),
            )),
            Val::List(items) | Val::Tuple(items) => leaf(if items.iter().all(Item::is_one) {
                Val::Int(i64::try_from(items.len()).unwrap_or(i64::MAX))
            } else {
                Val::Length(Rc::clone(items))
            }),
            Val::Set(items) => {
                let items = self.different(items, range, state);
                self.bind(&items, state, &mut |run, items, state| {
                    run.len(items, range, state)
                })
            }
            Val::Dict(entries) => {
                let keys = entries.iter().map(|entry| Item {
                    binders: entry.binders.clone(),
                    guard: entry.guard.clone(),
                    value: entry.key.clone(),
                });
                let keys = Val::Set(keys.collect());
                self.len(&keys, range, state)
            }
            Val::Computed(value) => leaf(Val::Count(length(value))),
            Val::Json(Json { value, .. }) => {
                let is_text = self.is_type(value, JsonType::String);
                let is_array = self.is_type(value, JsonType::Array);
                let counted = Condition::either([is_text, is_array]);
                let counted = self.known.simplify(counted, &self.schema);
                let value = value.clone();
                self.choose(
                    &counted,
                    |_| leaf(Val::Count(length(&value))),
                    |run| {
                        let is_object = run.is_type(&value, JsonType::Object);
                        run.choose(
                            &is_object,
                            |_| leaf(Val::Count(length(&of(Function::Keys, &value)))),
                            |_| raise("TypeError"),
                        )
                    },
                )
            }
            Val::Event => self.unknown_value(range, "the number of keys"),
            Val::None | Val::Bool(_) | Val::Int(_) | Val::Float(_) | Val::Count(_) => {
                raise("TypeError")
            }
            _ => self.unknown(range, "the length of this"),
        }
    }

    fn range(&mut self, given: &Given, range: TextRange) -> Symbol {
        let mut numbers = Vec::new();
        for argument in &given.positional {
            match argument.only() {
                Some(Val::Int(int)) => numbers.push(*int),
                _ => return self.unknown(range, "a `range` that the event decides"),
            }
        }
        let (start, end) = match numbers.as_slice() {
            [end] => (0, *end),
            [start, end] => (*start, *end),
            _ => return self.unknown(range, "a `range` with a step"),
        };
        if end.saturating_sub(start) > MAX_RANGE {
            return self.unknown(range, format!("a `range` of more than {MAX_RANGE} numbers"));
        }
        let items = (start..end).map(|number| Item::one(leaf(Val::Int(number))));
        leaf(Val::List(items.collect()))
    }

    fn enumerate(
        &mut self,
        name: &str,
        given: &Given,
        range: TextRange,
        state: &mut State,
    ) -> Symbol {
        let mut lists: Vec<Rc<[Item]>> = Vec::new();
        let mut start = 0;
        let mut arguments = given.positional.as_slice();
        if name == "enumerate" {
            match given.get(1, "start").map(Tree::only) {
                None => {}
                Some(Some(Val::Int(first))) => start = *first,
                Some(_) => return self.unknown(range, "`enumerate` from this number on"),
            }
            arguments = arguments.get(..1).unwrap_or_default();
        } else if !given.named.is_empty() {
            return self.unknown(range, format!("`{name}` with named arguments"));
        }
        for argument in arguments {
            let items = self.bind(argument, state, &mut |run, value, state| {
                run.iterate(value, range, state)
            });
            match items.only().and_then(Val::items) {
                Some(items) if items.iter().all(Item::is_one) => lists.push(Rc::clone(items)),
                _ => return self.unknown(range, format!("`{name}` of an array of the event")),
            }
        }
        if name == "enumerate" {
            let Some(first) = lists.first().cloned() else {
                return raise("TypeError");
            };
            let count = i64::try_from(first.len()).unwrap_or(i64::MAX);
            let numbers = (start..start.saturating_add(count))
                .map(|number| Item::one(leaf(Val::Int(number))));
            lists = vec![numbers.collect(), first];
        }
        let shortest = lists.iter().map(|list| list.len()).min().unwrap_or(0);
        let rows = (0..shortest).map(|at| {
            let row = lists.iter().filter_map(|list| list.get(at).cloned());
            Item::one(leaf(Val::Tuple(row.collect())))
        });
        leaf(Val::List(rows.collect()))
    }

    fn map_or_filter(
        &mut self,
        name: &str,
        function: &Val,
        given: &Given,
        range: TextRange,
        state: &mut State,
    ) -> Symbol {
        let Some(list) = given.positional.get(1).cloned() else {
            return raise("TypeError");
        };
        self.bind(&list, state, &mut |run, list, state| {
            let items = run.iterate(list, range, state);
            run.bind(&items, state, &mut |run, items, state| {
                let Some(items) = items.items().cloned() else {
                    return Tree::Dead;
                };
                let mut out = Vec::new();
                for item in items.iter() {
                    let given = Given {
                        positional: vec![item.value.clone()],
                        named: Vec::new(),
                    };
                    let result = if *function == Val::None {
                        item.value.clone()
                    } else {
                        run.apply(function, &given, range, state)
                    };
                    let result = run.computed_now(result);
                    if may_be_raised(&result) {
                        return run
                            .unknown(range, format!("`{name}` with a function that may raise"));
                    }
                    if name == "map" {
                        out.push(Item {
                            value: result,
                            ..item.clone()
                        });
                        continue;
                    }
                    let truth = run.truth(&result, state, range);
                    if let Some(keep) = condition(&truth) {
                        out.push(Item {
                            guard: Condition::all([item.guard.clone(), keep]),
                            ..item.clone()
                        });
                    }
                }
                leaf(Val::List(out.into()))
            })
        })
    }
}

fn empty(name: &str) -> Val {
    match name {
        "set" => Val::Set(Rc::from([])),
        "dict" => Val::Dict(Rc::from([])),
        "tuple" => Val::Tuple(Rc::from([])),
        _ => Val::List(Rc::from([])),
    }
}
