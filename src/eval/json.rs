//! JSON values as an event holds them.
//!
//! In: JSON text (see [`Json::parse`]) or a `serde_json` value. Out: [`Json`], in which numbers keep
//! the characters they were written with and objects the order of their keys. A type of our own,
//! because `serde_json` rewrites `1e3` as `1e+3` and takes some objects for numbers.

use super::read;
use indexmap::IndexMap;
use std::fmt;
use transpile_sdk::ir::{self, JsonType, Step};

/// A JSON value.
#[derive(Debug, Clone, PartialEq)]
pub enum Json {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number.
    Number(JsonNumber),
    /// A string.
    String(String),
    /// An array.
    Array(Vec<Json>),
    /// An object. Of a key that was written twice the last value counts.
    Object(IndexMap<String, Json>),
}

/// A number, with the characters it was written with. Equal to another one if both are written alike.
#[derive(Debug, Clone)]
pub struct JsonNumber {
    text: Box<str>,
    value: Option<ir::Number>,
}

impl JsonNumber {
    /// The number that `text` is. The caller has made sure that it is one.
    pub(crate) fn new(text: &str) -> Self {
        Self {
            text: text.into(),
            value: ir::Number::parse(text),
        }
    }

    /// Its own characters: `1e3` stays `1e3`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Its value. `None` for a number such as `1e999`, which no double can hold: it still is a JSON
    /// number and has a text, but it is equal to nothing and on no side of anything.
    #[must_use]
    pub fn value(&self) -> Option<ir::Number> {
        self.value
    }
}

impl PartialEq for JsonNumber {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl From<ir::Number> for JsonNumber {
    fn from(value: ir::Number) -> Self {
        Self {
            text: value.to_string().into(),
            value: Some(value),
        }
    }
}

/// The text is not JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not JSON: {problem} at byte {at}")]
pub struct NotJson {
    /// What is wrong there.
    pub problem: &'static str,
    /// Where, in bytes from the beginning of the text.
    pub at: usize,
}

impl Json {
    /// Reads RFC 8259 and nothing else: no comments, no `NaN`, nothing behind the value. Arrays and
    /// objects may be nested 128 deep. An escape that is half of a surrogate pair is read as U+FFFD.
    pub fn parse(text: &str) -> Result<Self, NotJson> {
        read::read(text)
    }

    /// The value there; `None` if there is none. A value that is there may be null.
    #[must_use]
    pub fn step(&self, step: &Step) -> Option<&Self> {
        match (self, step) {
            (Self::Object(members), Step::Key(key)) => members.get(key.as_str()),
            (Self::Array(items), Step::Index(index)) => items.get(usize::try_from(*index).ok()?),
            _ => None,
        }
    }

    /// The text, if the value is a string.
    #[must_use]
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::String(text) => Some(text),
            _ => None,
        }
    }

    /// Its JSON type; `None` for null.
    #[must_use]
    pub fn json_type(&self) -> Option<JsonType> {
        match self {
            Self::Null => None,
            Self::Bool(_) => Some(JsonType::Bool),
            Self::Number(_) => Some(JsonType::Number),
            Self::String(_) => Some(JsonType::String),
            Self::Array(_) => Some(JsonType::Array),
            Self::Object(_) => Some(JsonType::Object),
        }
    }

    /// True for null, `false`, 0, and for a string, an array or an object with nothing in it.
    #[must_use]
    pub fn is_falsy(&self) -> bool {
        match self {
            Self::Null => true,
            Self::Bool(value) => !value,
            Self::Number(number) => number.value.is_some_and(ir::Number::is_zero),
            Self::String(text) => text.is_empty(),
            Self::Array(items) => items.is_empty(),
            Self::Object(members) => members.is_empty(),
        }
    }
}

/// Compact JSON: no blanks, keys in their own order, numbers as they were written.
impl fmt::Display for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("null"),
            Self::Bool(value) => write!(f, "{value}"),
            Self::Number(number) => f.write_str(number.as_str()),
            Self::String(text) => quoted(text, f),
            Self::Array(items) => {
                f.write_str("[")?;
                for (index, item) in items.iter().enumerate() {
                    if index > 0 {
                        f.write_str(",")?;
                    }
                    item.fmt(f)?;
                }
                f.write_str("]")
            }
            Self::Object(members) => {
                f.write_str("{")?;
                for (index, (key, value)) in members.iter().enumerate() {
                    if index > 0 {
                        f.write_str(",")?;
                    }
                    quoted(key, f)?;
                    f.write_str(":")?;
                    value.fmt(f)?;
                }
                f.write_str("}")
            }
        }
    }
}

/// A JSON string: quote, backslash and control characters escaped, everything else as it is.
fn quoted(text: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    f.write_str(&serde_json::to_string(text).map_err(|_| fmt::Error)?)
}

impl From<serde_json::Value> for Json {
    fn from(value: serde_json::Value) -> Self {
        match value {
            serde_json::Value::Null => Self::Null,
            serde_json::Value::Bool(value) => Self::Bool(value),
            serde_json::Value::Number(number) => Self::Number(JsonNumber::new(number.as_str())),
            serde_json::Value::String(text) => Self::String(text),
            serde_json::Value::Array(items) => {
                Self::Array(items.into_iter().map(Self::from).collect())
            }
            serde_json::Value::Object(members) => Self::Object(
                members
                    .into_iter()
                    .map(|(key, value)| (key, Self::from(value)))
                    .collect(),
            ),
        }
    }
}
