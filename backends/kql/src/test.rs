//! Tests of one value in Kusto.

use crate::emit::{Emitter, Refused, refuse, refuse_with};
use crate::expr::{Dynamic, Kql, Logic, Text, Time, call};
use crate::json;
use crate::number;
use crate::repr::{Json, Repr};
use transpile_sdk::bind::BoundField;
use transpile_sdk::ir::{Function, JsonType, Number, Scalar, Test, Value};

/// JSON's null.
const NULL: &str = r"^[ \t\r\n]*null[ \t\r\n]*\z";

/// A string of JSON: what is not JSON becomes a string in Kusto.
const STRING: &str =
    r#"^[ \t\r\n]*"(?:[^"\\\x00-\x1f]|\\(?:["\\/bfnrt]|u[0-9A-Fa-f]{4}))*"[ \t\r\n]*\z"#;

/// JSON's empty string.
const EMPTY_STRING: &str = r#"^[ \t\r\n]*""[ \t\r\n]*\z"#;

impl Emitter<'_> {
    /// What `test` asks of `value`; the complement is made by the caller.
    pub(crate) fn test(
        &self,
        value: &Value<BoundField>,
        test: &Test<BoundField>,
    ) -> Result<Logic, Refused> {
        match test {
            Test::Eq(scalar) => self.equal(value, test, std::slice::from_ref(scalar)),
            Test::In(list) => self.equal(value, test, list),
            Test::EqField(other) => json::equal_fields(self.value(value)?, self.value(other)?),
            Test::Compare(comparison, literal) => match (self.value(value)?, literal) {
                (Repr::Time(time), Scalar::Timestamp(_)) => {
                    Ok(time.compare(comparison.symbol(), instant(literal)?))
                }
                (Repr::Json(json), Scalar::Timestamp(_)) => {
                    Ok(time_of(&json).compare(comparison.symbol(), instant(literal)?))
                }
                (Repr::Number(number), Scalar::Number(literal)) => {
                    number.compare(*comparison, *literal)
                }
                (Repr::Json(json), Scalar::Number(literal)) => {
                    number::compare_text(&json.value.text(), comparison.symbol(), *literal)
                }
                (Repr::NumberText(text) | Repr::Text(text), Scalar::Number(_)) => text.test(test),
                _ => refuse("the table does not keep this value as a number or a time"),
            },
            Test::ContainsText(_)
            | Test::StartsWith(_)
            | Test::EndsWith(_)
            | Test::Wildcard(_)
            | Test::Regex(_)
            | Test::Cidr(_)
            | Test::IsIp
            | Test::IsPrivateIp => {
                json::refuse_reprint(value, test, self.keeps(value))?;
                self.text(value)?.test(test)
            }
            Test::ContainsElement(scalar) => self.contains(value, scalar),
            Test::IsNull => match self.value(value)? {
                Repr::Text(text) => text.is_null(),
                Repr::Json(_) if is_whole_json(value) => Ok(Logic::either([
                    self.is_missing(value)?,
                    self.written(value)?.matches(EMPTY_STRING),
                ])),
                Repr::Json(json) => Ok(json.value.text().is_empty()),
                _ => self.is_missing(value),
            },
            Test::IsMissing => self.is_missing(value),
            Test::IsFalsy => self.is_falsy(value),
            Test::IsType(ty) => self.is_type(value, *ty),
            Test::HasKey => match self.value(value)? {
                Repr::Json(Json {
                    key: Some((object, key)),
                    keeps_nulls: true,
                    ..
                }) => Ok(has_key(&object, &key)),
                _ => refuse_with(
                    "the table shows an absent key and a null alike",
                    "ask `is_present` if a null may count as absent",
                ),
            },
        }
    }

    /// False if the value is made of a dynamic value that may have lost keys.
    fn keeps(&self, value: &Value<BoundField>) -> bool {
        match value {
            Value::Field(field) => {
                !matches!(self.field(field), Ok(Repr::Json(json)) if !json.keeps_nulls)
            }
            Value::Call(function) => self.keeps(&function.operand),
        }
    }

    fn equal(
        &self,
        value: &Value<BoundField>,
        test: &Test<BoundField>,
        list: &[Scalar],
    ) -> Result<Logic, Refused> {
        json::refuse_reprint(value, test, self.keeps(value))?;
        match self.value(value)? {
            Repr::Text(text) => text.test(test),
            Repr::Number(number) => number.is_one_of(list),
            Repr::NumberText(text) => number::text_is_one_of(&text.or_empty()?, list),
            Repr::Flag(flag) => Ok(Logic::either(
                bools(list).map(|value| flag.clone().is(value)),
            )),
            Repr::Time(time) => {
                let instants = list.iter().map(instant).collect::<Result<_, _>>()?;
                Ok(time.is_one_of(instants))
            }
            Repr::Json(json) => json::is_one_of(&json, test, list),
            Repr::Parts(..) => refuse("an array is not compared"),
        }
    }

    fn contains(&self, value: &Value<BoundField>, scalar: &Scalar) -> Result<Logic, Refused> {
        let Scalar::String(text) = scalar else {
            return refuse_with(
                "Kusto does not document how `set_has_element` compares numbers and booleans",
                "write `any x as e (e eq …)`",
            );
        };
        let plain = json::is_plain_text(text);
        let array = match self.value(value)? {
            Repr::Json(json) if plain => json.value,
            Repr::Parts(parts, _) if plain && !text.is_empty() => parts,
            Repr::Json(_) | Repr::Parts(..) => {
                return refuse_with(
                    "Kusto may take this text for a number or for nothing inside an array",
                    "write `any x as e (e eq …)`",
                );
            }
            _ => return refuse("the table does not keep this value as an array"),
        };
        Ok(Logic::call(
            "set_has_element",
            [array.0, Kql::Text(text.clone())],
        ))
    }

    /// The text in which JSON is written.
    fn written(&self, value: &Value<BoundField>) -> Result<Text, Refused> {
        match value {
            Value::Call(json) => self.text(&json.operand)?.or_empty(),
            Value::Field(_) => refuse("this is not written in a text"),
        }
    }

    fn is_missing(&self, value: &Value<BoundField>) -> Result<Logic, Refused> {
        match self.value(value)? {
            Repr::Text(text) | Repr::NumberText(text) => text.is_missing(),
            Repr::Number(number) => number.is_missing(),
            Repr::Flag(flag) => Ok(flag.is_null()),
            Repr::Time(time) => Ok(time.is_null()),
            Repr::Json(json) if is_whole_json(value) => {
                let written = self.written(value)?;
                let is_other = Logic::all([
                    json.value.is_string(),
                    written.clone().matches(STRING).complement(),
                ]);
                let is_null = written.matches(NULL);
                Ok(Logic::either([json.value.is_null(), is_null, is_other]))
            }
            Repr::Json(json) => Ok(json.value.is_null()),
            Repr::Parts(_, Some(present)) => Ok(present.complement()),
            Repr::Parts(_, None) => crate::text::no_null(),
        }
    }

    fn is_falsy(&self, value: &Value<BoundField>) -> Result<Logic, Refused> {
        match self.value(value)? {
            Repr::Text(text) => text.is_null(),
            Repr::Number(number) => {
                let zero = number.is_one_of(&[Scalar::Number(Number::Int(0))]);
                match (number.is_missing(), zero) {
                    (Ok(missing), Ok(zero)) => Ok(Logic::either([missing, zero])),
                    // A count that shows 0 for null.
                    _ => Ok(number.number.is_one_of(vec![Kql::Long(0)])),
                }
            }
            Repr::NumberText(text) => {
                let zero = text.text.to_double().is_one_of(vec![Kql::Real(0.0)]);
                Ok(Logic::either([text.is_null()?, zero]))
            }
            Repr::Flag(flag) => Ok(flag.is(true).complement()),
            Repr::Time(time) => Ok(time.is_null()),
            Repr::Json(_) if is_whole_json(value) => {
                refuse("Kusto takes a text that is not JSON for a JSON string")
            }
            Repr::Json(json) => json::is_falsy(&json),
            Repr::Parts(_, Some(present)) => Ok(present.complement()),
            Repr::Parts(_, None) => crate::text::no_null(),
        }
    }

    fn is_type(&self, value: &Value<BoundField>, ty: JsonType) -> Result<Logic, Refused> {
        let own = match self.value(value)? {
            Repr::Json(json) => {
                if is_whole_json(value) && !matches!(ty, JsonType::Array | JsonType::Object) {
                    return refuse("Kusto takes a text that is not JSON for a JSON string");
                }
                return Ok(match ty {
                    JsonType::String => json.value.is_string(),
                    JsonType::Number => json.value.is_number(),
                    JsonType::Bool => json.value.is_bool(),
                    JsonType::Array => json.value.is_array(),
                    JsonType::Object => json.value.is_object(),
                });
            }
            Repr::Text(_) | Repr::Time(_) => JsonType::String,
            Repr::Number(_) | Repr::NumberText(_) => JsonType::Number,
            Repr::Flag(_) => JsonType::Bool,
            Repr::Parts(..) => JsonType::Array,
        };
        if own == ty {
            Ok(self.is_missing(value)?.complement())
        } else {
            Ok(Logic::of(false))
        }
    }
}

/// True for what `json(x)` reads, without a step into it.
fn is_whole_json(value: &Value<BoundField>) -> bool {
    matches!(value, Value::Call(call) if call.function == Function::Json && call.steps.is_empty())
}

fn bools(list: &[Scalar]) -> impl Iterator<Item = bool> + '_ {
    list.iter().filter_map(|scalar| match scalar {
        Scalar::Bool(value) => Some(*value),
        _ => None,
    })
}

/// An instant as Kusto writes it: ticks of 100 nanoseconds.
pub(crate) fn instant(scalar: &Scalar) -> Result<String, Refused> {
    let Scalar::Timestamp(timestamp) = scalar else {
        return refuse("a time is compared with a time");
    };
    let text = timestamp.to_string();
    let digits = text.split_once('.').map_or(0, |(_, rest)| rest.len() - 1);
    if digits > 7 {
        return refuse("Kusto's times have seven digits behind the second");
    }
    Ok(text)
}

/// A time inside JSON.
pub(crate) fn time_of(json: &Json) -> Time {
    Time(call("todatetime", [json.value.text().0]))
}

/// The object has the key, with whatever value.
fn has_key(object: &Dynamic, key: &str) -> Logic {
    let plain = key
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-');
    let key_text = Kql::Text(key.to_owned());
    if plain {
        Logic::call("bag_has_key", [object.0.clone(), key_text])
    } else {
        // `bag_has_key` takes some keys for a path.
        let keys = call("bag_keys", [object.0.clone()]);
        Logic::call("set_has_element", [keys, key_text])
    }
}
