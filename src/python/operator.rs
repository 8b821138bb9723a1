//! Operators: `+`, `-`, `%`, `&` and their relatives; f-strings; `isinstance`.
//!
//! In: values. Out: what the operator makes of them.

use super::call::Given;
use super::run::{Run, State};
use super::value::{Item, Json, Symbol, Val, leaf, raise};
use ruff_python_ast::{
    ConversionFlag, ExprFString, FStringPart, InterpolatedStringElement, Operator, UnaryOp,
};
use ruff_text_size::{Ranged, TextRange};
use std::rc::Rc;
use transpile_sdk::ir::{Condition, JsonType};

/// A list may have so many items.
const MAX_ITEMS: usize = 20_000;

impl<'a> Run<'a> {
    pub(super) fn unary(&mut self, op: UnaryOp, value: &Val, range: TextRange) -> Symbol {
        match (op, value) {
            (UnaryOp::USub, Val::Int(int)) => match int.checked_neg() {
                Some(int) => leaf(Val::Int(int)),
                None => self.unknown_value(range, "an integer of more than 64 bits"),
            },
            (UnaryOp::USub, Val::Float(float)) => leaf(Val::Float(-float)),
            (UnaryOp::UAdd, Val::Int(_) | Val::Float(_)) => leaf(value.clone()),
            (_, Val::None | Val::Text(_) | Val::List(_) | Val::Dict(_)) => raise("TypeError"),
            (UnaryOp::USub, Val::Json(_) | Val::Count(_) | Val::Reckoned(_)) => {
                let zero = Val::Int(0);
                self.arithmetic(Operator::Sub, &zero, value, range, &mut State::default())
            }
            _ => self.unknown(range, "arithmetic with values that the event decides"),
        }
    }

    pub(super) fn binary(
        &mut self,
        op: Operator,
        left: &Val,
        right: &Val,
        range: TextRange,
        state: &mut State,
    ) -> Symbol {
        let length = |value: &Val| value.items().map_or(0, |items| items.len());
        if length(left) + length(right) > MAX_ITEMS {
            return self.unknown(range, "a list that grows too long");
        }
        match (op, left, right) {
            (Operator::Add, Val::Text(_) | Val::Computed(_), _)
            | (Operator::Add, Val::Json(_), Val::Text(_) | Val::Computed(_)) => {
                self.concat_two(left, right, range)
            }
            (Operator::Add, Val::List(a), Val::List(b)) => {
                leaf(Val::List(a.iter().chain(&**b).cloned().collect()))
            }
            (Operator::Add, Val::Tuple(a), Val::Tuple(b)) => {
                leaf(Val::Tuple(a.iter().chain(&**b).cloned().collect()))
            }
            (Operator::Add, Val::List(_), Val::Json(json)) => {
                let json = json.clone();
                let list = left.clone();
                let is_array = self.is_type(&json.value, JsonType::Array);
                self.choose(
                    &is_array,
                    |run| {
                        if json.wrapped {
                            return raise("TypeError");
                        }
                        let more = run.elements(&json, "item");
                        let items = list.items().into_iter().flat_map(|items| items.iter());
                        leaf(Val::List(items.cloned().chain([more]).collect()))
                    },
                    |_| raise("TypeError"),
                )
            }
            (Operator::BitOr, Val::Set(a), Val::Set(b)) => {
                leaf(Val::Set(a.iter().chain(&**b).cloned().collect()))
            }
            (Operator::BitOr, Val::Dict(a), Val::Dict(b)) => {
                leaf(Val::Dict(a.iter().chain(&**b).cloned().collect()))
            }
            (Operator::BitAnd | Operator::Sub, Val::Set(items), Val::Set(_)) => {
                let inside = op == Operator::BitAnd;
                self.kept(&Rc::clone(items), right, inside, range, state)
            }
            (Operator::BitAnd, Val::Bool(a), Val::Bool(b)) => {
                leaf(Val::Bool(Condition::all([a.clone(), b.clone()])))
            }
            (Operator::BitOr, Val::Bool(a), Val::Bool(b)) => {
                leaf(Val::Bool(Condition::either([a.clone(), b.clone()])))
            }
            (Operator::BitOr, Val::Library(_) | Val::Class(_), _) => leaf(Val::Tuple(Rc::from([
                Item::one(leaf(left.clone())),
                Item::one(leaf(right.clone())),
            ]))),
            (_, Val::Int(a), Val::Int(b)) => self.integers(op, *a, *b, range),
            (_, Val::Int(_) | Val::Float(_), Val::Int(_) | Val::Float(_)) => {
                let of = |value: &Val| match value {
                    #[expect(clippy::cast_precision_loss, reason = "as Python does")]
                    Val::Int(int) => *int as f64,
                    Val::Float(float) => *float,
                    _ => 0.0,
                };
                let (a, b) = (of(left), of(right));
                match op {
                    Operator::Add => leaf(Val::Float(a + b)),
                    Operator::Sub => leaf(Val::Float(a - b)),
                    Operator::Mult => leaf(Val::Float(a * b)),
                    Operator::Div if b != 0.0 => leaf(Val::Float(a / b)),
                    Operator::Div => raise("ZeroDivisionError"),
                    _ => self.unknown(range, "arithmetic"),
                }
            }
            (Operator::Mod, Val::Text(template), value) => {
                self.percent(&Rc::clone(template), value, range, state)
            }
            (_, Val::None, _) | (_, _, Val::None) => raise("TypeError"),
            (_, left, right) if may_be_number(left) && may_be_number(right) => {
                self.arithmetic(op, left, right, range, state)
            }
            _ => self.unknown(range, "arithmetic with values that the event decides"),
        }
    }

    fn integers(&mut self, op: Operator, a: i64, b: i64, range: TextRange) -> Symbol {
        let exact = match op {
            Operator::Add => a.checked_add(b),
            Operator::Sub => a.checked_sub(b),
            Operator::Mult => a.checked_mul(b),
            Operator::FloorDiv | Operator::Mod if b == 0 => return raise("ZeroDivisionError"),
            Operator::FloorDiv => a.checked_div_euclid(b).filter(|_| b > 0),
            Operator::Mod => a.checked_rem_euclid(b).filter(|_| b > 0),
            Operator::Pow => u32::try_from(b).ok().and_then(|b| a.checked_pow(b)),
            Operator::BitOr => Some(a | b),
            Operator::BitAnd => Some(a & b),
            Operator::Div => {
                if b == 0 {
                    return raise("ZeroDivisionError");
                }
                #[expect(clippy::cast_precision_loss, reason = "as Python does")]
                return leaf(Val::Float(a as f64 / b as f64));
            }
            _ => None,
        };
        match exact {
            Some(int) => leaf(Val::Int(int)),
            None => self.unknown_value(range, "arithmetic"),
        }
    }

    /// `f"…"`.
    pub(super) fn f_string(&mut self, it: &'a ExprFString, state: &mut State) -> Symbol {
        let range = it.range();
        let mut text = leaf(Val::text(""));
        for part in &it.value {
            match part {
                FStringPart::Literal(literal) => {
                    text = self.concat(&text, &leaf(Val::text(literal.as_str())), range, state);
                }
                FStringPart::FString(string) => {
                    for element in &string.elements {
                        let part = match element {
                            InterpolatedStringElement::Literal(literal) => {
                                leaf(Val::text(&literal.value))
                            }
                            InterpolatedStringElement::Interpolation(hole) => {
                                let value = self.eval(&hole.expression, state);
                                let is_plain = hole.format_spec.is_none()
                                    && matches!(
                                        hole.conversion,
                                        ConversionFlag::None | ConversionFlag::Str
                                    );
                                self.bind(&value, state, &mut |run, value, _| {
                                    if is_plain {
                                        run.str_of(value, range)
                                    } else {
                                        run.unknown_value(range, "a formatted value")
                                    }
                                })
                            }
                        };
                        text = self.concat(&text, &part, range, state);
                    }
                }
            }
        }
        text
    }

    /// `isinstance(value, class)`.
    pub(super) fn isinstance(
        &mut self,
        value: &Val,
        given: &Given,
        range: TextRange,
        state: &mut State,
    ) -> Symbol {
        let Some(class) = given.positional.get(1).cloned() else {
            return raise("TypeError");
        };
        self.bind(&class, state, &mut |run, class, state| {
            let classes = match class {
                Val::Tuple(items) => items
                    .iter()
                    .filter_map(|item| item.value.only().cloned())
                    .collect(),
                class => vec![class.clone()],
            };
            let mut ways = Vec::new();
            for class in classes {
                let Val::Library(name) = &class else {
                    return run.unknown_value(range, "whether a value is of a class");
                };
                let name = name.rsplit('.').next().unwrap_or(name).to_owned();
                match run.is_instance(value, &name, state) {
                    Some(condition) => ways.push(condition),
                    None => {
                        return run.unknown_value(
                            range,
                            format!("whether a value is of the class `{name}`"),
                        );
                    }
                }
            }
            leaf(Val::Bool(Condition::either(ways)))
        })
    }

    /// `type(value) == class`, for classes that are built in: unlike an instance, a truth value is no `int`.
    pub(super) fn is_of_type(&mut self, value: &Val, class: &str) -> Option<Condition> {
        let class = class.strip_prefix("builtins.")?;
        if !matches!(
            class,
            "str" | "bool" | "int" | "float" | "list" | "dict" | "tuple" | "set"
        ) {
            return None;
        }
        let is_instance = self.is_instance(value, class, &mut State::default())?;
        if class != "int" {
            return Some(is_instance);
        }
        let is_bool = self.is_instance(value, "bool", &mut State::default())?;
        Some(Condition::all([is_instance, is_bool.complement()]))
    }

    fn is_instance(&mut self, value: &Val, class: &str, _state: &mut State) -> Option<Condition> {
        let constant = |holds: bool| Some(Condition::Const(holds));
        if let Val::Json(Json { value, wrapped }) = value {
            let (value, wrapped) = (value.clone(), *wrapped);
            let ty = |run: &mut Self, ty| Some(run.is_type(&value, ty));
            return match class {
                "str" => ty(self, JsonType::String),
                "bool" => ty(self, JsonType::Bool),
                "int" | "float" => {
                    let is_number = self.is_type(&value, JsonType::Number);
                    let is_whole = self.is_whole(&value);
                    if class == "float" {
                        return Some(Condition::all([is_number, is_whole.complement()]));
                    }
                    let is_bool = self.is_type(&value, JsonType::Bool);
                    Some(Condition::either([
                        Condition::all([is_number, is_whole]),
                        is_bool,
                    ]))
                }
                "list" | "dict" | "MutableMapping" | "MutableSequence" if wrapped => {
                    constant(false)
                }
                "list" | "MutableSequence" => ty(self, JsonType::Array),
                "dict" | "Mapping" | "MutableMapping" | "Dict"
                    if !wrapped || class == "Mapping" =>
                {
                    ty(self, JsonType::Object)
                }
                "ImmutableCaseInsensitiveDict" => {
                    if wrapped {
                        ty(self, JsonType::Object)
                    } else {
                        constant(false)
                    }
                }
                "ImmutableList" => {
                    if wrapped {
                        ty(self, JsonType::Array)
                    } else {
                        constant(false)
                    }
                }
                "Sequence" => {
                    let is_array = self.is_type(&value, JsonType::Array);
                    let is_text = self.is_type(&value, JsonType::String);
                    Some(Condition::either([is_array, is_text]))
                }
                "Iterable" | "Collection" => {
                    let is_array = self.is_type(&value, JsonType::Array);
                    let is_text = self.is_type(&value, JsonType::String);
                    let is_object = self.is_type(&value, JsonType::Object);
                    Some(Condition::either([is_array, is_text, is_object]))
                }
                "tuple" | "set" | "bytes" | "datetime" | "frozenset" | "MagicMock" => {
                    constant(false)
                }
                "NoneType" => Some(self.test(&value, transpile_sdk::ir::Test::IsMissing)),
                _ => None,
            };
        }
        let own = value.type_name()?;
        if matches!(
            class,
            "MagicMock" | "bytes" | "datetime" | "ImmutableList" | "ImmutableCaseInsensitiveDict"
        ) {
            return constant(own == "PantherEvent" && class == "ImmutableCaseInsensitiveDict");
        }
        if !matches!(
            class,
            "str"
                | "bool"
                | "int"
                | "float"
                | "list"
                | "dict"
                | "tuple"
                | "set"
                | "Mapping"
                | "Sequence"
                | "MutableMapping"
                | "MutableSequence"
                | "Iterable"
        ) {
            return None;
        }
        constant(match own {
            "PantherEvent" => matches!(class, "Mapping" | "Iterable"),
            "bool" => matches!(class, "bool" | "int"),
            "str" => matches!(class, "str" | "Sequence" | "Iterable"),
            "list" => matches!(class, "list" | "Sequence" | "MutableSequence" | "Iterable"),
            "tuple" => matches!(class, "tuple" | "Sequence" | "Iterable"),
            "dict" => matches!(class, "dict" | "Mapping" | "MutableMapping" | "Iterable"),
            "set" => matches!(class, "set" | "Iterable"),
            own => own == class,
        })
        .filter(|_| !matches!(value, Val::Count(_)))
    }
}

fn may_be_number(value: &Val) -> bool {
    matches!(
        value,
        Val::Int(_)
            | Val::Float(_)
            | Val::Bool(_)
            | Val::Json(_)
            | Val::Count(_)
            | Val::Reckoned(_)
            | Val::Length(_)
    )
}
