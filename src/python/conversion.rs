//! Conversions: `int`, `float`, `str` and `json.loads`.
//!
//! In: a value. Out: the same as another type, or the exception that Python raises.

use super::equality::{of, text};
use super::run::Run;
use super::tree::Tree;
use super::value::{Item, Json, Symbol, Val, leaf, raise};
use ruff_text_size::TextRange;
use transpile_sdk::ir::{Condition, Function, JsonType, Number, Scalar, Test};
use transpile_sdk::regex::Regex;

impl Run<'_> {
    pub(super) fn int(&mut self, value: &Val, range: TextRange) -> Symbol {
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
    pub(super) fn int_of_text(
        &mut self,
        value: &transpile_sdk::ir::Value,
        range: TextRange,
    ) -> Symbol {
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
    pub(super) fn loaded(&mut self, value: &transpile_sdk::ir::Value) -> Symbol {
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
            Val::Text(_) | Val::Computed(_) | Val::LastPart(..) => leaf(value.clone()),
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
            _ => self.unknown_value(range, "the text of this value"),
        }
    }

    pub(super) fn str_of_other(&mut self, value: &transpile_sdk::ir::Value) -> Symbol {
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
