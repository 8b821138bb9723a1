//! Tests: what is asked of one value.
//!
//! In: a test and the value that was found (`None` for null). Out: yes or no. The answer on null and
//! on a value of another kind is no, unless the test asks just that.

use super::json::Json;
use super::value::Scope;
use transpile_sdk::cidr::{self, Network};
use transpile_sdk::ir::{Comparison, Number, Predicate, Scalar, Test, Type, Value};
use transpile_sdk::time::Timestamp;

/// A predicate, ready to run.
#[derive(Debug, Clone)]
pub(super) struct Check {
    pub(super) predicate: Predicate,
    /// The pattern of [`Test::Regex`].
    pub(super) regex: Option<regex::Regex>,
    /// The networks of [`Test::IsPrivateIp`].
    pub(super) networks: Vec<Network>,
}

impl Check {
    /// The predicate's answer. `formats` are those of the log type's timestamps.
    pub(super) fn holds(&self, scope: Scope<'_>, formats: &[String]) -> bool {
        self.asks(scope, formats) != self.predicate.negated
    }

    /// The answer of the test alone.
    fn asks(&self, scope: Scope<'_>, formats: &[String]) -> bool {
        let Predicate { value, test, .. } = &self.predicate;
        if *test == Test::HasKey {
            return scope.has_key(value);
        }
        let found = scope.value(value);
        let found = found.as_deref();
        let text = found.and_then(Json::as_text);
        let equals = |scalar: &Scalar| found.is_some_and(|found| equal(found, scalar, formats));
        match test {
            Test::Eq(scalar) => equals(scalar),
            Test::In(list) => list.iter().any(equals),
            Test::EqField(other) => match (found, scope.value(other).as_deref()) {
                (None, None) => true,
                (Some(a), Some(b)) => same(a, b, by_instant(value, other).then_some(formats)),
                _ => false,
            },
            Test::ContainsText(part) => text.is_some_and(|text| text.contains(part.as_str())),
            Test::ContainsElement(scalar) => match found {
                Some(Json::Array(items)) => items.iter().any(|item| equal(item, scalar, formats)),
                _ => false,
            },
            Test::StartsWith(part) => text.is_some_and(|text| text.starts_with(part.as_str())),
            Test::EndsWith(part) => text.is_some_and(|text| text.ends_with(part.as_str())),
            Test::Wildcard(glob) => text.is_some_and(|text| glob.matches(text)),
            Test::Regex(_) => match (text, &self.regex) {
                (Some(text), Some(regex)) => regex.is_match(text),
                _ => false,
            },
            Test::Compare(comparison, literal) => {
                found.is_some_and(|found| compares(found, *comparison, literal, formats))
            }
            Test::Cidr(networks) => text.is_some_and(|text| is_inside(text, networks)),
            Test::IsNull => found.is_none() || text == Some(""),
            Test::IsMissing => found.is_none(),
            Test::IsFalsy => found.is_none_or(Json::is_falsy),
            Test::IsIp => text.is_some_and(|text| cidr::address(text).is_some()),
            Test::IsPrivateIp => text.is_some_and(|text| is_inside(text, &self.networks)),
            Test::IsType(json_type) => found.and_then(Json::json_type) == Some(*json_type),
            // Answered above: only this test can tell a null from an absent key.
            Test::HasKey => false,
        }
    }
}

/// True if a value is equal to a literal: of the same kind and the same value.
fn equal(value: &Json, literal: &Scalar, formats: &[String]) -> bool {
    match (value, literal) {
        (Json::String(a), Scalar::String(b)) => a == b,
        (Json::Number(a), Scalar::Number(b)) => a.value() == Some(*b),
        (Json::Bool(a), Scalar::Bool(b)) => a == b,
        (Json::String(a), Scalar::Timestamp(b)) => Timestamp::parse(a, formats) == Some(*b),
        _ => false,
    }
}

/// True if both fields hold points in time, whatever they are written like.
fn by_instant(a: &Value, b: &Value) -> bool {
    a.ty() == Type::Timestamp && b.ty() == Type::Timestamp
}

/// True if two values are equal scalars; by instant if `formats` are given.
fn same(a: &Json, b: &Json, formats: Option<&[String]>) -> bool {
    match (a, b) {
        (Json::String(a), Json::String(b)) => match formats {
            None => a == b,
            Some(formats) => {
                let instant = Timestamp::parse(a, formats);
                instant.is_some() && instant == Timestamp::parse(b, formats)
            }
        },
        (Json::Number(a), Json::Number(b)) => a.value().is_some() && a.value() == b.value(),
        (Json::Bool(a), Json::Bool(b)) => a == b,
        _ => false,
    }
}

/// True if a value is on that side of a literal.
fn compares(value: &Json, comparison: Comparison, literal: &Scalar, formats: &[String]) -> bool {
    let ordering = match (value, literal) {
        (Json::Number(a), Scalar::Number(b)) => a.value().and_then(|a| a.partial_cmp(b)),
        (Json::String(a), Scalar::Number(b)) => Number::parse(a).and_then(|a| a.partial_cmp(b)),
        (Json::String(a), Scalar::Timestamp(b)) => Timestamp::parse(a, formats).map(|a| a.cmp(b)),
        _ => None,
    };
    ordering.is_some_and(|ordering| comparison.holds(ordering))
}

fn is_inside(text: &str, networks: &[Network]) -> bool {
    cidr::address(text)
        .is_some_and(|address| networks.iter().any(|network| network.contains(address)))
}
