//! Tests of one value in SQL. NULL may take the place of false.

use crate::dialect::LikePattern;
use crate::emit::{Emitter, Refused, refuse, refuse_with};
use crate::repr::{Json, Repr};
use crate::{address as ip, json, number};
use transpile_sdk::bind::BoundField;
use transpile_sdk::cidr::{address, private_networks};
use transpile_sdk::glob::{Glob, Token};
use transpile_sdk::ir::{JsonType, Number, Scalar, Test, Value};
use transpile_sdk::regex::Regex;
use transpile_sdk::sql::Sql;

/// What `test` says of a text, where that is known without an engine.
pub(crate) fn of_text(test: &Test<BoundField>, text: &str) -> Option<bool> {
    match test {
        Test::Eq(scalar) => Some(*scalar == Scalar::String(text.to_owned())),
        Test::In(list) => Some(list.contains(&Scalar::String(text.to_owned()))),
        Test::ContainsText(part) => Some(text.contains(part)),
        Test::StartsWith(start) => Some(text.starts_with(start)),
        Test::EndsWith(end) => Some(text.ends_with(end)),
        Test::Wildcard(glob) => Some(glob.matches(text)),
        Test::Compare(..) => Some(Number::parse(text).is_some()),
        Test::Cidr(_) | Test::IsIp | Test::IsPrivateIp => Some(address(text).is_some()),
        _ => None,
    }
}

impl Emitter<'_> {
    /// What `test` asks of `value`; the complement is made by the caller.
    pub(crate) fn test(
        &self,
        value: &Value<BoundField>,
        test: &Test<BoundField>,
    ) -> Result<Sql, Refused> {
        Ok(match test {
            Test::Eq(scalar) => self.equal(value, std::slice::from_ref(scalar))?,
            Test::In(list) => self.equal(value, list)?,
            Test::EqField(other) => self.equal_fields(value, other)?,
            Test::ContainsText(part) => {
                let text = self.text(value, json::never_of_a_scalar(part))?;
                Sql::call("strpos", [text, Sql::text(part)]).binary(">", Sql::Int(0))
            }
            Test::StartsWith(start) => {
                let text = self.text(value, json::never_of_a_scalar(start))?;
                Sql::call("starts_with", [text, Sql::text(start)])
            }
            Test::EndsWith(end) => {
                let text = self.text(value, json::never_of_a_scalar(end))?;
                like(text, &LikePattern::suffix(end))
            }
            Test::Wildcard(glob) => self.wildcard(value, glob)?,
            Test::Regex(regex) => found(self.text(value, false)?, regex)?,
            Test::Compare(comparison, literal) => self.compare(value, *comparison, literal)?,
            Test::Cidr(networks) => ip::inside(&self.text(value, true)?, networks),
            Test::IsIp => ip::is_address(&self.text(value, true)?),
            Test::IsPrivateIp => ip::inside(&self.text(value, true)?, &private_networks()),
            Test::ContainsElement(scalar) => self.contains(value, scalar)?,
            Test::IsNull => self.is_null(value)?,
            Test::IsMissing => self.is_missing(value)?,
            Test::IsFalsy => self.is_falsy(value)?,
            Test::IsType(ty) => self.is_type(value, *ty)?,
            Test::HasKey => match self.value(value)? {
                Repr::Json(json) if !json.steps.is_empty() => json.extract().is_not_null(),
                _ => {
                    return refuse_with(
                        "the table shows an absent key and a null alike",
                        "ask `is_present` if a null may count as absent",
                    );
                }
            },
        })
    }

    fn equal(&self, value: &Value<BoundField>, list: &[Scalar]) -> Result<Sql, Refused> {
        let loose = list.iter().all(|scalar| match scalar {
            Scalar::String(text) => !json::is_scalar_text(text),
            _ => false,
        });
        if loose && let Ok(text) = self.text(value, true) {
            return Ok(text.one_of(texts(list)));
        }
        Ok(match self.value(value)? {
            Repr::Text(text) => text.one_of(texts(list)),
            Repr::Long { value, .. } => number::is_one_of_integers(value, list),
            Repr::Double(value) => {
                value.one_of(list.iter().filter_map(number::double_literal).collect())
            }
            Repr::NumberText(text) => number::is_one_of(&text, list),
            Repr::BoolText(text) => text.one_of(list.iter().filter_map(bool_text).collect()),
            Repr::Bool(value) => value.one_of(
                list.iter()
                    .filter_map(|scalar| {
                        if let Scalar::Bool(value) = scalar {
                            Some(Sql::Bool(*value))
                        } else {
                            None
                        }
                    })
                    .collect(),
            ),
            Repr::Time { value, .. } => {
                value.one_of(list.iter().filter_map(number::time_literal).collect())
            }
            Repr::Json(json) => json::is_one_of(&json, list),
            Repr::Row(_) | Repr::Array(..) => {
                return refuse("an object or an array is not compared");
            }
        })
    }

    fn equal_fields(
        &self,
        left: &Value<BoundField>,
        right: &Value<BoundField>,
    ) -> Result<Sql, Refused> {
        let same = |left: Sql, right: Sql| left.binary("IS NOT DISTINCT FROM", right);
        Ok(match (self.value(left)?, self.value(right)?) {
            (Repr::Json(json), other) | (other, Repr::Json(json)) => json::equal(&json, &other)?,
            (Repr::Text(left), Repr::Text(right))
            | (Repr::BoolText(left), Repr::BoolText(right)) => same(left, right),
            (Repr::Long { value: left, .. }, Repr::Long { value: right, .. })
            | (Repr::Bool(left), Repr::Bool(right))
            | (Repr::Time { value: left, .. }, Repr::Time { value: right, .. }) => {
                same(left, right)
            }
            (left, right) => match (number::as_number_text(left), number::as_number_text(right)) {
                (Some(left), Some(right)) => Sql::Or(vec![
                    number::same(&left, &right),
                    Sql::And(vec![left.is_null(), right.is_null()]),
                ]),
                _ => return refuse("the table keeps these two in forms that are not compared"),
            },
        })
    }

    fn wildcard(&self, value: &Value<BoundField>, glob: &Glob) -> Result<Sql, Refused> {
        let loose = glob
            .tokens()
            .iter()
            .any(|token| matches!(token, Token::Text(text) if json::never_of_a_scalar(text)));
        let text = self.text(value, loose)?;
        if let Some(pattern) = LikePattern::of_glob(glob) {
            return Ok(like(text, &pattern));
        }
        found(text, &Regex::of_glob(glob))
    }

    fn contains(&self, value: &Value<BoundField>, scalar: &Scalar) -> Result<Sql, Refused> {
        Ok(match (self.value(value)?, scalar) {
            (Repr::Array(array, _), Scalar::String(text)) => {
                Sql::call("contains", [array, Sql::text(text)])
            }
            (Repr::Json(json), scalar) => {
                let element = Json {
                    container: Sql::name("e"),
                    column: false,
                    parsed: false,
                    steps: Vec::new(),
                };
                let same = json::is_one_of(&element, std::slice::from_ref(scalar));
                let lambda = Sql::Lambda("e".to_owned(), Box::new(same));
                Sql::call("any_match", [json.elements(), lambda])
            }
            _ => return refuse("the table keeps the elements of this array in another type"),
        })
    }

    fn is_null(&self, value: &Value<BoundField>) -> Result<Sql, Refused> {
        Ok(match self.value(value)? {
            Repr::Json(json) => json::written_as(&json, &["null", "\"\""]),
            Repr::Text(Sql::Call("NULLIF", arguments)) => {
                // A text stands for missing: both it and the empty text are looked for.
                let missing = arguments.get(1).cloned().unwrap_or(Sql::Null);
                Sql::Call("COALESCE", arguments).one_of(vec![missing, Sql::text("")])
            }
            Repr::Text(text)
            | Repr::Time {
                text: Some(text), ..
            } => Sql::call("COALESCE", [text, Sql::text("")]).eq(Sql::text("")),
            _ => self.is_missing(value)?,
        })
    }

    fn is_missing(&self, value: &Value<BoundField>) -> Result<Sql, Refused> {
        let repr = self.value(value)?;
        Ok(match (repr.raw(), &repr) {
            (Some(raw), _) => raw.clone().is_null(),
            (None, Repr::Json(json)) => json::written_as(json, &["null"]),
            (None, _) => return refuse("the table does not show whether this value is there"),
        })
    }

    fn is_falsy(&self, value: &Value<BoundField>) -> Result<Sql, Refused> {
        let or = |sql: Sql, empty: Sql| Sql::call("COALESCE", [sql, empty.clone()]).eq(empty);
        Ok(match self.value(value)? {
            Repr::Text(text)
            | Repr::Time {
                text: Some(text), ..
            } => or(text, Sql::text("")),
            Repr::Time {
                raw, text: None, ..
            } => raw.is_null(),
            Repr::Long { value, .. } => or(value, Sql::Int(0)),
            Repr::Double(value) => or(value, Sql::Double(0.0)),
            Repr::NumberText(text) => or(text.try_cast("double"), Sql::Double(0.0)),
            Repr::BoolText(text) => or(text, Sql::text("false")),
            Repr::Bool(value) => or(value, Sql::Bool(false)),
            Repr::Array(array, _) => or(Sql::call("cardinality", [array]), Sql::Int(0)),
            Repr::Json(json) => json::is_falsy(&json),
            Repr::Row(_) => {
                return refuse_with(
                    "the table shows an object without keys and one with nulls alike",
                    "ask `is_present` (or `is_missing`) if an empty object may count as one",
                );
            }
        })
    }

    fn is_type(&self, value: &Value<BoundField>, ty: JsonType) -> Result<Sql, Refused> {
        let repr = self.value(value)?;
        if let Repr::Json(json) = &repr {
            return Ok(json::is_type(json, ty));
        }
        let own = match &repr {
            Repr::Text(_) | Repr::Time { .. } => JsonType::String,
            Repr::Long { .. } | Repr::Double(_) | Repr::NumberText(_) => JsonType::Number,
            Repr::BoolText(_) | Repr::Bool(_) => JsonType::Bool,
            Repr::Array(..) => JsonType::Array,
            Repr::Row(_) | Repr::Json(_) => JsonType::Object,
        };
        if own == ty {
            Ok(self.is_missing(value)?.not())
        } else {
            Ok(Sql::Bool(false))
        }
    }
}

fn like(text: Sql, pattern: &LikePattern) -> Sql {
    let (pattern, escape) = pattern.finish();
    Sql::Like {
        value: Box::new(text),
        pattern,
        escape,
    }
}

/// The pattern is found. Only what RE2 and Joni read alike is written.
fn found(text: Sql, regex: &Regex) -> Result<Sql, Refused> {
    match regex.without_boundaries() {
        Some(pattern) => Ok(Sql::call("regexp_like", [text, Sql::text(pattern)])),
        None => refuse_with(
            r"`\b` stands here where Athena's engines do not agree on it",
            r"put the `\b` at the beginning or the end of the pattern, or next to a known character",
        ),
    }
}

fn texts(list: &[Scalar]) -> Vec<Sql> {
    list.iter()
        .filter_map(|scalar| {
            if let Scalar::String(text) = scalar {
                Some(Sql::text(text))
            } else {
                None
            }
        })
        .collect()
}

fn bool_text(scalar: &Scalar) -> Option<Sql> {
    match scalar {
        Scalar::Bool(value) => Some(Sql::text(value.to_string())),
        _ => None,
    }
}
