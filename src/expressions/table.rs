//! The conditions of match expressions: their names, what they ask and what they take, as data.
//!
//! Source: the reference of match expressions in Panther's documentation, and the open run-time of
//! Panther's filters (`panther_core` 0.16.3, 2026), whose operators the conditions stand for.

use transpile_sdk::ir::{Comparison, Quantifier};

/// What a condition asks of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ask {
    /// Is it equal?
    Equals,
    /// Is it greater, less …?
    Order(Comparison),
    /// Is it text that begins with this?
    StartsWith,
    /// Is it text that ends with this?
    EndsWith,
    /// Is it text with this in it, or a list with such an element?
    Contains,
    /// Is it one of these, or a list with one of them?
    IsIn,
    /// Is it null, or an empty text, list or object?
    Empty,
    /// Is it null?
    Null,
    /// Is its key there?
    Exists,
    /// Is it an address inside the network?
    InNetwork,
    /// Is it a list with an address inside the network?
    NetworkContains,
    /// Is it an address that the internet reaches?
    Public,
    /// Is it an address of a private network?
    Private,
    /// Is it an address?
    Address(Option<Family>),
    /// How many elements satisfy the expressions?
    Elements(Quantifier),
    /// True, or false, whatever the event.
    Always(bool),
}

/// A family of addresses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Family {
    V4,
    V6,
}

/// What a condition takes beside a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Takes {
    Nothing,
    Value,
    Values,
    Expressions,
}

/// A row of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Row {
    pub(super) name: &'static str,
    pub(super) ask: Ask,
    /// The complement is asked.
    pub(super) negated: bool,
    /// Upper and lower case are the same.
    pub(super) folds: bool,
}

impl Row {
    pub(super) fn takes(self) -> Takes {
        match self.ask {
            Ask::Equals
            | Ask::Order(_)
            | Ask::StartsWith
            | Ask::EndsWith
            | Ask::Contains
            | Ask::InNetwork
            | Ask::NetworkContains => Takes::Value,
            Ask::IsIn => Takes::Values,
            Ask::Elements(_) => Takes::Expressions,
            _ => Takes::Nothing,
        }
    }
}

const fn is(name: &'static str, ask: Ask) -> Row {
    Row {
        name,
        ask,
        negated: false,
        folds: false,
    }
}

const fn not(name: &'static str, ask: Ask) -> Row {
    Row {
        negated: true,
        ..is(name, ask)
    }
}

const fn fold(row: Row) -> Row {
    Row { folds: true, ..row }
}

/// Every condition.
pub(super) const TABLE: &[Row] = &[
    is("Equals", Ask::Equals),
    not("DoesNotEqual", Ask::Equals),
    fold(is("IEquals", Ask::Equals)),
    fold(not("IDoesNotEqual", Ask::Equals)),
    is("IsGreaterThan", Ask::Order(Comparison::Gt)),
    is("IsGreaterThanOrEqual", Ask::Order(Comparison::Ge)),
    is("IsGreaterThanOrEquals", Ask::Order(Comparison::Ge)),
    is("IsLessThan", Ask::Order(Comparison::Lt)),
    is("IsLessThanOrEqual", Ask::Order(Comparison::Le)),
    is("IsLessThanOrEquals", Ask::Order(Comparison::Le)),
    is("StartsWith", Ask::StartsWith),
    not("DoesNotStartWith", Ask::StartsWith),
    fold(is("IStartsWith", Ask::StartsWith)),
    fold(not("IDoesNotStartWith", Ask::StartsWith)),
    is("EndsWith", Ask::EndsWith),
    not("DoesNotEndWith", Ask::EndsWith),
    fold(is("IEndsWith", Ask::EndsWith)),
    fold(not("IDoesNotEndWith", Ask::EndsWith)),
    is("Contains", Ask::Contains),
    not("DoesNotContain", Ask::Contains),
    fold(is("IContains", Ask::Contains)),
    fold(not("IDoesNotContain", Ask::Contains)),
    is("IsIn", Ask::IsIn),
    not("IsNotIn", Ask::IsIn),
    is("IsNullOrEmpty", Ask::Empty),
    not("IsNotNullOrEmpty", Ask::Empty),
    is("IsNull", Ask::Null),
    not("IsNotNull", Ask::Null),
    is("Exists", Ask::Exists),
    not("DoesNotExist", Ask::Exists),
    is("IsIPAddress", Ask::Address(None)),
    is("IsIPv4Address", Ask::Address(Some(Family::V4))),
    is("IsIPv6Address", Ask::Address(Some(Family::V6))),
    is("IsIPAddressPublic", Ask::Public),
    is("IsIPAddressPrivate", Ask::Private),
    is("IsIPAddressInCIDR", Ask::InNetwork),
    not("IsIPAddressNotInCIDR", Ask::InNetwork),
    is("CIDRContainsIPAddresses", Ask::NetworkContains),
    not("CIDRDoesNotContainIPAddresses", Ask::NetworkContains),
    is("AnyElement", Ask::Elements(Quantifier::Any)),
    is("AllElements", Ask::Elements(Quantifier::All)),
    is("OnlyOneElement", Ask::Elements(Quantifier::One)),
    is("NoElement", Ask::Elements(Quantifier::None)),
    is("AlwaysTrue", Ask::Always(true)),
    is("AlwaysFalse", Ask::Always(false)),
];

/// The condition of that name.
pub(super) fn row(name: &str) -> Option<Row> {
    TABLE.iter().copied().find(|row| row.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_has_one_row() {
        for (index, one) in TABLE.iter().enumerate() {
            assert_eq!(
                TABLE.iter().position(|row| row.name == one.name),
                Some(index)
            );
        }
    }
}
