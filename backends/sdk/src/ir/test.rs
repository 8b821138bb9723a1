//! What can be asked of a value.

use super::{Field, Scalar, Value};
use crate::cidr::Network;
use crate::glob::Glob;
use crate::regex::Regex;
use serde::{Deserialize, Serialize};

/// What is asked of a value. Unless it says otherwise, the answer on null is no.
#[derive(Debug, Clone, PartialEq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Test<F = Field> {
    /// Is it equal to this? Text by code point, numbers by value, timestamps by instant; never across types.
    Eq(Scalar),
    /// Is it equal to that value? Two nulls are equal.
    EqField(Value<F>),
    /// Is it equal to one of these?
    In(Vec<Scalar>),
    /// Is it text with this in it?
    ContainsText(String),
    /// Is it an array with an element equal to this?
    ContainsElement(Scalar),
    /// Is it text that begins with this?
    StartsWith(String),
    /// Is it text that ends with this?
    EndsWith(String),
    /// Is it text that the glob covers, from end to end?
    Wildcard(Glob),
    /// Is it text in which the pattern is found?
    Regex(Regex),
    /// Is it a number (or text that is a JSON number), or a timestamp, on that side of the literal?
    Compare(Comparison, Scalar),
    /// Is it text that is an IP address inside one of these networks?
    Cidr(Vec<Network>),
    /// Is it null or the empty string?
    IsNull,
    /// Is it null?
    IsMissing,
    /// Is it null, `""`, 0, false, `[]` or `{}`?
    IsFalsy,
    /// Is it text that is an IP address?
    IsIp,
    /// Is it text that is an IP address inside a private network ([`crate::cidr::PRIVATE`])?
    IsPrivateIp,
    /// Is it of this JSON type?
    IsType(JsonType),
    /// Does its key exist, even with null as its value? Only asked of a field.
    HasKey,
}

/// On which side of the literal a value must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Comparison {
    /// Greater.
    Gt,
    /// Greater or equal.
    Ge,
    /// Less.
    Lt,
    /// Less or equal.
    Le,
}

impl Comparison {
    /// As it is written in SQL and elsewhere.
    #[must_use]
    pub const fn symbol(self) -> &'static str {
        match self {
            Self::Gt => ">",
            Self::Ge => ">=",
            Self::Lt => "<",
            Self::Le => "<=",
        }
    }

    /// True if a value that compares as `ordering` with the literal is on the right side.
    #[must_use]
    pub fn holds(self, ordering: std::cmp::Ordering) -> bool {
        match self {
            Self::Gt => ordering.is_gt(),
            Self::Ge => ordering.is_ge(),
            Self::Lt => ordering.is_lt(),
            Self::Le => ordering.is_le(),
        }
    }
}

/// The JSON type of a value that is not null.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum JsonType {
    /// A string.
    String,
    /// A number.
    Number,
    /// True or false.
    Bool,
    /// An array.
    Array,
    /// An object.
    Object,
}
