//! Match expressions as they are written, with their places, before any log type is known.

use super::table::Row;
use crate::load::Located;
use transpile_grammar::ast::Path;
use transpile_sdk::diagnostic::Span;
use transpile_sdk::ir::{Quantifier, Scalar};

/// A match expression.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Expression {
    pub(super) kind: Kind,
    /// Its first line.
    pub(super) span: Span,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Kind {
    /// Expressions put together.
    Group(Combinator, Vec<Expression>),
    /// True or false, whatever the event.
    Always(bool),
    /// A key, and a question about its value.
    Test(Test),
    /// Two keys, and a question about their values.
    Fields {
        condition: Located<Row>,
        first: Key,
        second: Key,
    },
    /// A key, and a question about the elements of its value.
    Elements {
        key: Key,
        quantifier: Quantifier,
        condition: Span,
        body: Vec<Expression>,
    },
}

/// How expressions are put together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Combinator {
    All,
    Any,
    OnlyOne,
    None,
}

impl Combinator {
    pub(super) const ALL: [(&'static str, Self); 4] = [
        ("All", Self::All),
        ("Any", Self::Any),
        ("OnlyOne", Self::OnlyOne),
        ("None", Self::None),
    ];
}

/// A key, and a question about its value.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Test {
    pub(super) key: Key,
    pub(super) condition: Located<Row>,
    /// What the value is compared with.
    pub(super) literals: Vec<Located<Scalar>>,
}

/// Where a value is.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Key {
    /// The way there: from the element, inside the expressions about elements, else from the event.
    pub(super) way: Way,
    pub(super) span: Span,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Way {
    /// The element itself.
    Element,
    /// A path from there.
    Path(Path),
    /// A path from the event, wherever it is asked.
    Event(Path),
}

impl Expression {
    /// True if it asks nothing: `- All: []`.
    pub(super) fn is_empty(&self) -> bool {
        match &self.kind {
            Kind::Group(Combinator::All, parts) => parts.iter().all(Self::is_empty),
            _ => false,
        }
    }

    /// Calls `visit` on every way, outermost first.
    pub(super) fn ways(&self, visit: &mut impl FnMut(&Way)) {
        match &self.kind {
            Kind::Always(_) => {}
            Kind::Group(_, parts) => {
                for part in parts {
                    part.ways(visit);
                }
            }
            Kind::Test(test) => visit(&test.key.way),
            Kind::Fields { first, second, .. } => {
                visit(&first.way);
                visit(&second.way);
            }
            Kind::Elements { key, body, .. } => {
                visit(&key.way);
                for part in body {
                    part.ways(visit);
                }
            }
        }
    }
}
