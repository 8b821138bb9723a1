//! Conversions: `int`, `float`, `str` and `json.loads`.
//!
//! In: a value. Out: the same as another type, or the exception that Python raises.

use super::equality::{of, text};
use super::run::Run;
use super::tree::Tree;
use super::value::{Item, Json, Printed, Symbol, Val, leaf, raise};
use ruff_text_size::TextRange;
use transpile_sdk::ir::{Condition, Function, JsonType, Number, Scalar, Test, Value};
use transpile_sdk::regex::Regex;

impl Run<'_> {
    pub(super) fn int(&mut self, value: &Val, range: TextRange) -> Symbol {
        match value {
            Val::Int(_) => leaf(value.clone()),
            Val::Bool(condition) => Tree::choice(condition, leaf(Val::Int(1)), leaf(Val::Int(0))),
            Val::Text(text) => match text.trim().parse::<i64>() {
                Ok(int) => leaf(Val::Int(int)),
                // Python knows more digits, and underscores between them.
                Err(_) if text.chars().any(char::is_numeric) => {
                    self.unknown(range, "`int` of this text")
                }
                Err(_) => raise("ValueError"),
            },
            Val::Json(Json { value, .. }) => {
                let value = value.clone();
                self.of_kinds(
                    &value,
                    |run| run.int_of_number(&value),
                    |run| run.int_of_text(&value),
                    |is_true| Val::Int(i64::from(is_true)),
                )
            }
            Val::Computed(value) => self.int_of_text(&value.clone()),
            Val::LastPart(text, separator) => {
                self.int_of_text(&super::text::last_part(text, separator))
            }
            Val::None | Val::List(_) | Val::Dict(_) | Val::Tuple(_) | Val::Set(_) => {
                raise("TypeError")
            }
            _ => self.unknown(range, "`int` of this"),
        }
    }

    /// A conversion by the kind of a place of the event; what is missing or nested is an error.
    fn of_kinds(
        &mut self,
        value: &Value,
        number: impl FnOnce(&mut Self) -> Symbol,
        text: impl FnOnce(&mut Self) -> Symbol,
        bool: impl Fn(bool) -> Val,
    ) -> Symbol {
        let is_number = self.is_type(value, JsonType::Number);
        self.choose(&is_number, number, |run| {
            let is_text = run.is_type(value, JsonType::String);
            run.choose(&is_text, text, |run| {
                let is_bool = run.is_type(value, JsonType::Bool);
                run.choose(
                    &is_bool,
                    |run| {
                        let is_true = run.equals(value, Scalar::Bool(true));
                        Tree::choice(&is_true, leaf(bool(true)), leaf(bool(false)))
                    },
                    |_| raise("TypeError"),
                )
            })
        })
    }

    /// The whole part of a number.
    fn int_of_number(&mut self, value: &Value) -> Symbol {
        let is_whole = self.is_whole(value);
        self.choose(
            &is_whole,
            |_| leaf(Val::Count(value.clone())),
            |run| {
                let too_large = run.test(&of(Function::Number, value), Test::IsMissing);
                run.choose(
                    &too_large,
                    |_| raise("OverflowError"),
                    |_| leaf(Val::Count(of(Function::PythonInt, value))),
                )
            },
        )
    }

    /// A text that is written as JSON's integers are, or in another way that Python reads.
    fn int_of_text(&mut self, value: &Value) -> Symbol {
        let digits = digits();
        let blank = super::pattern::unicode('s');
        self.spelled(
            value,
            r"\A-?(0|[1-9][0-9]{0,17})\z",
            &format!(r"\A[{blank}]*[-+]?{digits}[{blank}]*\z"),
            Function::PythonInt,
        )
    }

    /// The number that a text spells: as JSON does (`plain`), or in one of Python's other ways (`odd`).
    fn spelled(&mut self, value: &Value, plain: &str, odd: &str, python: Function) -> Symbol {
        let (Ok(plain), Ok(odd)) = (Regex::new(plain), Regex::new(odd)) else {
            return Tree::Dead;
        };
        let is_plain = self.test(value, Test::Regex(plain));
        self.choose(
            &is_plain,
            |_| leaf(Val::Count(of(Function::Number, value))),
            |run| {
                let is_odd = run.test(value, Test::Regex(odd));
                run.choose(
                    &is_odd,
                    |_| leaf(Val::Count(of(python, value))),
                    |_| raise("ValueError"),
                )
            },
        )
    }

    /// True of a number that is written without a fraction.
    pub(super) fn is_whole(&mut self, value: &Value) -> Condition {
        if value.ty() == transpile_sdk::ir::Type::Long {
            return Condition::Const(true);
        }
        match Regex::new(r"\A-?[0-9]+\z") {
            Ok(whole) => self.test(&text(value), Test::Regex(whole)),
            Err(_) => Condition::Const(false),
        }
    }

    pub(super) fn float(&mut self, value: &Val, range: TextRange) -> Symbol {
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
            Val::Bool(condition) => {
                Tree::choice(condition, leaf(Val::Float(1.0)), leaf(Val::Float(0.0)))
            }
            Val::Json(Json { value, .. }) => {
                let value = value.clone();
                self.of_kinds(
                    &value,
                    |_| leaf(Val::Count(value.clone())),
                    |run| run.float_of_text(&value),
                    |is_true| Val::Float(f64::from(u8::from(is_true))),
                )
            }
            Val::Computed(value) => self.float_of_text(&value.clone()),
            Val::LastPart(text, separator) => {
                self.float_of_text(&super::text::last_part(text, separator))
            }
            Val::None | Val::List(_) | Val::Dict(_) => raise("TypeError"),
            _ => self.unknown(range, "`float` of this"),
        }
    }

    /// The same for numbers with a fraction or an exponent, and for `inf`; `nan` is on no side of any number.
    fn float_of_text(&mut self, value: &Value) -> Symbol {
        let digits = digits();
        let blank = super::pattern::unicode('s');
        let nan = Regex::new(format!(r"(?i)\A[{blank}]*[-+]?nan[{blank}]*\z"));
        let is_nan = match nan {
            Ok(nan) => self.test(value, Test::Regex(nan)),
            Err(_) => return Tree::Dead,
        };
        let number = format!(
            r"(?:{digits}(?:\.(?:{digits})?)?|\.{digits})(?:[eE][-+]?{digits})?|(?i:inf(?:inity)?)"
        );
        let spelled = self.spelled(
            value,
            r"\A-?(0|[1-9][0-9]{0,17})(\.[0-9]+)?([eE][-+]?[0-9]{1,2})?\z",
            &format!(r"\A[{blank}]*[-+]?(?:{number})[{blank}]*\z"),
            Function::PythonFloat,
        );
        Tree::choice(&is_nan, leaf(Val::Float(f64::NAN)), spelled)
    }

    pub(super) fn json_loads(&mut self, value: &Val, range: TextRange) -> Symbol {
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
    pub(super) fn loaded(&mut self, value: &Value) -> Symbol {
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
            Val::Text(_) | Val::Computed(_) | Val::LastPart(..) | Val::Printed(_) => {
                leaf(value.clone())
            }
            Val::None => leaf(Val::text("None")),
            Val::Int(int) => leaf(Val::text(&int.to_string())),
            Val::Bool(condition) => {
                Tree::choice(condition, leaf(Val::text("True")), leaf(Val::text("False")))
            }
            Val::Count(value) => leaf(Val::Computed(text(value))),
            Val::Json(json) => {
                let value = json.value.clone();
                let is_string = self.is_type(&value, JsonType::String);
                self.choose(
                    &is_string,
                    |_| leaf(Val::Computed(value.clone())),
                    |run| run.str_of_other(json),
                )
            }
            _ => self.unknown_value(range, "the text of this value"),
        }
    }

    fn str_of_other(&mut self, json: &Json) -> Symbol {
        let value = &json.value;
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
                            |_| leaf(Printed::fraction(value)),
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
                            |run| run.str_of_nested(json),
                        )
                    },
                )
            },
        )
    }
}

/// Digits of any script, with single underscores between them.
fn digits() -> String {
    let digit = super::pattern::unicode('d');
    format!("[{digit}]+(?:_[{digit}]+)*")
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
