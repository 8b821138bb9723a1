//! The operators and tests of the language: the one list of their names.
//!
//! In: a word. Out: an [`Operator`], or nothing. What an operator means is not known here.

use serde::Serialize;
use std::fmt;

/// What a predicate asks of its operand: an operator, which takes an argument, or a test, which takes none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Operator {
    /// `eq`: equal.
    Eq,
    /// `ne`: not equal.
    Ne,
    /// `in`: equal to one of a list.
    In,
    /// `contains`: holds a substring, an element or a key.
    Contains,
    /// `match`: holds a substring.
    Match,
    /// `starts_with`: has a prefix.
    StartsWith,
    /// `ends_with`: has a suffix.
    EndsWith,
    /// `wildcard`: covered by a glob.
    Wildcard,
    /// `regex_match`: found by a regular expression.
    RegexMatch,
    /// `gt`: greater.
    Gt,
    /// `ge`: greater or equal.
    Ge,
    /// `lt`: less.
    Lt,
    /// `le`: less or equal.
    Le,
    /// `cidr`: an address inside a network.
    Cidr,
    /// `cross_field_compare`: differs from another field, named in quotes.
    CrossFieldCompare,
    /// `is_null`, a test: null or the empty string.
    IsNull,
    /// `is_not_null`, a test: neither null nor the empty string.
    IsNotNull,
    /// `is_missing`, a test: null exactly.
    IsMissing,
    /// `is_present`, a test: anything but null.
    IsPresent,
    /// `is_truthy`, a test: true in Python's sense.
    IsTruthy,
    /// `is_falsy`, a test: false in Python's sense.
    IsFalsy,
    /// `is_ip`, a test: the text of an IP address.
    IsIp,
    /// `is_private_ip`, a test: the text of a private IP address.
    IsPrivateIp,
    /// `is_string`, a test: a string.
    IsString,
    /// `is_number`, a test: a number.
    IsNumber,
    /// `is_bool`, a test: a boolean.
    IsBool,
    /// `is_array`, a test: an array.
    IsArray,
    /// `is_object`, a test: an object.
    IsObject,
}

impl Operator {
    /// Every operator, then every test.
    pub const ALL: &'static [Self] = &[
        Self::Eq,
        Self::Ne,
        Self::In,
        Self::Contains,
        Self::Match,
        Self::StartsWith,
        Self::EndsWith,
        Self::Wildcard,
        Self::RegexMatch,
        Self::Gt,
        Self::Ge,
        Self::Lt,
        Self::Le,
        Self::Cidr,
        Self::CrossFieldCompare,
        Self::IsNull,
        Self::IsNotNull,
        Self::IsMissing,
        Self::IsPresent,
        Self::IsTruthy,
        Self::IsFalsy,
        Self::IsIp,
        Self::IsPrivateIp,
        Self::IsString,
        Self::IsNumber,
        Self::IsBool,
        Self::IsArray,
        Self::IsObject,
    ];

    /// The spelling in a condition.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Eq => "eq",
            Self::Ne => "ne",
            Self::In => "in",
            Self::Contains => "contains",
            Self::Match => "match",
            Self::StartsWith => "starts_with",
            Self::EndsWith => "ends_with",
            Self::Wildcard => "wildcard",
            Self::RegexMatch => "regex_match",
            Self::Gt => "gt",
            Self::Ge => "ge",
            Self::Lt => "lt",
            Self::Le => "le",
            Self::Cidr => "cidr",
            Self::CrossFieldCompare => "cross_field_compare",
            Self::IsNull => "is_null",
            Self::IsNotNull => "is_not_null",
            Self::IsMissing => "is_missing",
            Self::IsPresent => "is_present",
            Self::IsTruthy => "is_truthy",
            Self::IsFalsy => "is_falsy",
            Self::IsIp => "is_ip",
            Self::IsPrivateIp => "is_private_ip",
            Self::IsString => "is_string",
            Self::IsNumber => "is_number",
            Self::IsBool => "is_bool",
            Self::IsArray => "is_array",
            Self::IsObject => "is_object",
        }
    }

    /// The operator of that exact spelling.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .copied()
            .find(|operator| operator.name() == name)
    }

    /// False for the tests, such as `is_null`.
    #[must_use]
    pub const fn takes_argument(self) -> bool {
        !matches!(
            self,
            Self::IsNull
                | Self::IsNotNull
                | Self::IsMissing
                | Self::IsPresent
                | Self::IsTruthy
                | Self::IsFalsy
                | Self::IsIp
                | Self::IsPrivateIp
                | Self::IsString
                | Self::IsNumber
                | Self::IsBool
                | Self::IsArray
                | Self::IsObject
        )
    }
}

impl fmt::Display for Operator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
