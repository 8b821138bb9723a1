//! Functions of Python's library that rules use.
//!
//! In: a function's full name and its arguments. Out: what it gives. A function that is not here, or
//! that asks the world outside (the clock, tables, the network), gives nothing that is known.

use super::call::Given;
use super::equality::{length, of, text};
use super::run::{Function as Defined, Run, State};
use super::tree::Tree;
use super::value::{Item, Json, Symbol, Val, leaf, raise};
use ruff_python_ast::ExprCall;
use ruff_text_size::{Ranged, TextRange};
use std::rc::Rc;
use transpile_sdk::ir::{Condition, Function, JsonType, Number, Scalar, Test};
use transpile_sdk::regex::Regex;

/// A `range` may have so many numbers.
const MAX_RANGE: i64 = 10_000;

impl<'a> Run<'a> {
    /// Functions whose arguments are not all evaluated first: `any` and `all` of a generator.
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
        let [argument] = &*call.arguments.args else {
            return None;
        };
        let is_any = match &**name {
            "builtins.any" => true,
            "builtins.all" => false,
            _ => return None,
        };
        let ruff_python_ast::Expr::Generator(generator) = argument else {
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
        if let Some(symbol) = self.pattern_call(name, given, range, state) {
            return symbol;
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
        match (name, given.len()) {
            ("len", 1) => self.len(value, range, state),
            ("str", 1) => self.str_of(value, range),
            ("int", 1) => self.int(value, range),
            ("float", 1) => self.float(value, range),
            ("isinstance", 2) => self.isinstance(value, given, range, state),
            ("type", 1) => self.unknown_value(range, "the type of a value"),
            ("list" | "tuple" | "set" | "frozenset" | "sorted" | "reversed" | "iter", 1..) => {
                let items = self.iterate(value, range, state);
                let name = name.to_owned();
                self.bind(&items, state, &mut |_, items, _| match items.items() {
                    Some(items) => leaf(match name.as_str() {
                        "set" | "frozenset" => Val::Set(Rc::clone(items)),
                        "tuple" => Val::Tuple(Rc::clone(items)),
                        "reversed" => Val::List(items.iter().rev().cloned().collect()),
                        _ => Val::List(Rc::clone(items)),
                    }),
                    None => Tree::Dead,
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
            ("getattr" | "hasattr", _) => self.unknown(range, format!("a call of `{name}`")),
            ("min" | "max" | "sum" | "abs" | "round", _) => {
                self.unknown(range, format!("`{name}` of values that the event decides"))
            }
            ("json.loads", 1) => self.json_loads(value, range),
            ("json.dumps", _) => self.unknown_value(range, "the text of a JSON value"),
            ("ipaddress.ip_address", 1) => self.ip_address(value, range),
            ("ipaddress.ip_network" | "ipaddress.IPv4Network" | "ipaddress.IPv6Network", _) => {
                self.ip_network(value, given, range)
            }
            ("ipaddress.IPv4Address", 1) => self.unknown(range, "`IPv4Address`"),
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
            Val::List(items) | Val::Tuple(items) | Val::Set(items) => {
                let distinct = !matches!(value, Val::Set(_)) || items.len() < 2;
                if items.iter().all(Item::is_one) && distinct {
                    return leaf(Val::Int(i64::try_from(items.len()).unwrap_or(i64::MAX)));
                }
                leaf(Val::Length(Rc::clone(items)))
            }
            Val::Dict(entries) => {
                let items = entries.iter().map(|entry| Item {
                    binders: entry.binders.clone(),
                    guard: entry.guard.clone(),
                    value: entry.key.clone(),
                });
                leaf(Val::Length(items.collect()))
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
                            |run| {
                                let is_empty = run.test(&value, Test::IsFalsy);
                                run.choose(
                                    &is_empty,
                                    |_| leaf(Val::Int(0)),
                                    |_| leaf(Val::Length(Rc::from([Item::one(leaf(Val::None))]))),
                                )
                            },
                            |_| raise("TypeError"),
                        )
                    },
                )
            }
            Val::Event => self.unknown_value(range, "the number of keys"),
            Val::None | Val::Bool(_) | Val::Int(_) | Val::Float(_) | Val::Count(_) => {
                let _ = state;
                raise("TypeError")
            }
            _ => self.unknown(range, "the length of this"),
        }
    }

    fn int(&mut self, value: &Val, range: TextRange) -> Symbol {
        match value {
            Val::Int(_) => leaf(value.clone()),
            Val::Text(text) => match text.trim().parse::<i64>() {
                Ok(int) => leaf(Val::Int(int)),
                Err(_) => raise("ValueError"),
            },
            Val::Json(Json { value, .. }) => {
                let value = value.clone();
                let is_whole = self.is_whole(&value);
                let is_number = self.is_type(&value, JsonType::Number);
                let own = Condition::all([is_number.clone(), is_whole.clone()]);
                let own = self.known.simplify(own, &self.schema);
                self.choose(
                    &own,
                    |_| leaf(Val::Count(value.clone())),
                    |run| {
                        let is_text = run.is_type(&value, JsonType::String);
                        let missing = run.test(&value, Test::IsMissing);
                        run.choose(
                            &is_text,
                            |run| run.int_of_text(&value, range),
                            |run| {
                                run.choose(
                                    &missing,
                                    |_| raise("TypeError"),
                                    |run| {
                                        let is_array = run.is_type(&value, JsonType::Array);
                                        let is_object = run.is_type(&value, JsonType::Object);
                                        let nested = Condition::either([is_array, is_object]);
                                        run.choose(
                                            &nested,
                                            |_| raise("TypeError"),
                                            |run| run.unknown_value(range, "`int` of a fraction"),
                                        )
                                    },
                                )
                            },
                        )
                    },
                )
            }
            Val::Computed(value) => self.int_of_text(&value.clone(), range),
            Val::None => raise("TypeError"),
            _ => self.unknown(range, "`int` of this"),
        }
    }

    /// A text that is written as Python's integers are, but for blanks and underscores in it.
    fn int_of_text(&mut self, value: &transpile_sdk::ir::Value, range: TextRange) -> Symbol {
        let (Ok(plain), Ok(odd)) = (Regex::new(r"\A-?(0|[1-9][0-9]*)\z"), Regex::new(r"[0-9]"))
        else {
            return Tree::Dead;
        };
        let is_plain = self.test(value, Test::Regex(plain));
        let number = of(Function::Number, value);
        self.choose(
            &is_plain,
            |_| leaf(Val::Count(number)),
            |run| {
                let is_odd = run.test(value, Test::Regex(odd));
                run.choose(
                    &is_odd,
                    |run| run.unknown_value(range, "`int` of a text that is no plain number"),
                    |_| raise("ValueError"),
                )
            },
        )
    }

    /// True of a number that is written without a fraction.
    pub(super) fn is_whole(&mut self, value: &transpile_sdk::ir::Value) -> Condition {
        if value.ty() == transpile_sdk::ir::Type::Long {
            return Condition::Const(true);
        }
        match Regex::new(r"\A-?[0-9]+\z") {
            Ok(whole) => self.test(&text(value), Test::Regex(whole)),
            Err(_) => Condition::Const(false),
        }
    }

    fn float(&mut self, value: &Val, range: TextRange) -> Symbol {
        match value {
            Val::Float(_) => leaf(value.clone()),
            Val::Int(int) => {
                #[expect(clippy::cast_precision_loss, reason = "as Python does")]
                let float = *int as f64;
                leaf(Val::Float(float))
            }
            Val::Text(text) => match Number::parse(text.trim()) {
                Some(number) => leaf(Val::Float(number.as_f64())),
                None => self.unknown(range, "`float` of this text"),
            },
            Val::Json(Json { value, .. }) => {
                let is_number = self.is_type(value, JsonType::Number);
                let value = value.clone();
                self.choose(
                    &is_number,
                    |_| leaf(Val::Count(value.clone())),
                    |run| {
                        let is_text = run.is_type(&value, JsonType::String);
                        run.choose(
                            &is_text,
                            |run| {
                                let number = of(Function::Number, &value);
                                let is_none = run.test(&number, Test::IsMissing);
                                run.choose(
                                    &is_none,
                                    |run| {
                                        run.unknown(
                                            range,
                                            "`float` of a text that is no plain number",
                                        )
                                    },
                                    |_| leaf(Val::Count(number.clone())),
                                )
                            },
                            |run| {
                                let is_bool = run.is_type(&value, JsonType::Bool);
                                run.choose(
                                    &is_bool,
                                    |run| {
                                        let is_true = run.equals(&value, Scalar::Bool(true));
                                        Tree::choice(
                                            &is_true,
                                            leaf(Val::Float(1.0)),
                                            leaf(Val::Float(0.0)),
                                        )
                                    },
                                    |_| raise("TypeError"),
                                )
                            },
                        )
                    },
                )
            }
            Val::None | Val::List(_) | Val::Dict(_) => raise("TypeError"),
            _ => self.unknown(range, "`float` of this"),
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
        for argument in &given.positional {
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
            let numbers = (0..count).map(|number| Item::one(leaf(Val::Int(number))));
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
                    if result.any(&|value| matches!(value, Val::Raise(_))) {
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
                    if let Some(keep) = run.condition(&truth) {
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

    fn json_loads(&mut self, value: &Val, range: TextRange) -> Symbol {
        match value {
            Val::Json(Json { value, .. }) => {
                let is_string = self.is_type(value, JsonType::String);
                let value = value.clone();
                self.choose(&is_string, |run| run.loaded(&value), |_| raise("TypeError"))
            }
            Val::Computed(value) => self.loaded(&value.clone()),
            Val::None
            | Val::Int(_)
            | Val::Bool(_)
            | Val::Float(_)
            | Val::List(_)
            | Val::Dict(_) => raise("TypeError"),
            Val::Text(text) => match serde_json::from_str::<serde_json::Value>(text) {
                Ok(value) => constant_json(&value),
                Err(_) => raise("JSONDecodeError"),
            },
            _ => self.unknown(range, "`json.loads` of this"),
        }
    }

    /// The JSON value that a text holds. `null` in the text counts as no JSON, which is as wrong to a rule.
    fn loaded(&mut self, value: &transpile_sdk::ir::Value) -> Symbol {
        let json = of(Function::Json, value);
        let is_none = self.test(&json, Test::IsMissing);
        let is_null = match Regex::new(r"\A[ \t\r\n]*null[ \t\r\n]*\z") {
            Ok(null) => self.test(value, Test::Regex(null)),
            Err(_) => Condition::Const(false),
        };
        let failed = Condition::all([is_none, is_null.clone().complement()]);
        self.choose(
            &failed,
            |_| raise("JSONDecodeError"),
            |_| {
                leaf(Val::Json(Json {
                    value: json.clone(),
                    wrapped: false,
                }))
            },
        )
    }

    /// `str(value)`.
    pub(super) fn str_of(&mut self, value: &Val, range: TextRange) -> Symbol {
        match value {
            Val::Text(_) | Val::Computed(_) => leaf(value.clone()),
            Val::None => leaf(Val::text("None")),
            Val::Int(int) => leaf(Val::text(&int.to_string())),
            Val::Bool(condition) => {
                Tree::choice(condition, leaf(Val::text("True")), leaf(Val::text("False")))
            }
            Val::Count(value) => leaf(Val::Computed(text(value))),
            Val::Json(Json { value, .. }) => {
                let value = value.clone();
                let is_string = self.is_type(&value, JsonType::String);
                self.choose(
                    &is_string,
                    |_| leaf(Val::Computed(value.clone())),
                    |run| run.str_of_other(&value),
                )
            }
            Val::LastPart(..) => leaf(value.clone()),
            _ => self.unknown_value(range, "the text of this value"),
        }
    }

    fn str_of_other(&mut self, value: &transpile_sdk::ir::Value) -> Symbol {
        let missing = self.test(value, Test::IsMissing);
        self.choose(
            &missing,
            |_| leaf(Val::text("None")),
            |run| {
                let is_number = run.is_type(value, JsonType::Number);
                run.choose(
                    &is_number,
                    |run| {
                        let is_whole = run.is_whole(value);
                        run.choose(
                            &is_whole,
                            |_| leaf(Val::Computed(text(value))),
                            |_| leaf(Val::Fraction(value.clone())),
                        )
                    },
                    |run| {
                        let is_bool = run.is_type(value, JsonType::Bool);
                        run.choose(
                            &is_bool,
                            |run| {
                                let is_true = run.equals(value, Scalar::Bool(true));
                                Tree::choice(
                                    &is_true,
                                    leaf(Val::text("True")),
                                    leaf(Val::text("False")),
                                )
                            },
                            |_| leaf(Val::Printed),
                        )
                    },
                )
            },
        )
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

fn constant_json(value: &serde_json::Value) -> Symbol {
    leaf(match value {
        serde_json::Value::Null => Val::None,
        serde_json::Value::Bool(value) => Val::bool(*value),
        serde_json::Value::Number(number) => match number.as_i64() {
            Some(int) => Val::Int(int),
            None => Val::Float(number.as_f64().unwrap_or_default()),
        },
        serde_json::Value::String(text) => Val::text(text),
        serde_json::Value::Array(items) => Val::List(
            items
                .iter()
                .map(|item| Item::one(constant_json(item)))
                .collect(),
        ),
        serde_json::Value::Object(entries) => Val::Dict(
            entries
                .iter()
                .map(|(key, value)| {
                    super::sequence::entry(leaf(Val::text(key)), constant_json(value))
                })
                .collect(),
        ),
    })
}
