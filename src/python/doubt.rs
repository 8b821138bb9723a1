//! What is not certain of a rule.
//!
//! In: the number of a problem. Out: a predicate that stands in conditions for what is not known because of
//! it, and the way back.

use std::sync::Arc;
use transpile_sdk::diagnostic::{SourceFile, Span};
use transpile_sdk::ir::{Condition, Facts, Field, Origin, Predicate, Root, Test, Type, Value};

/// Something that is not certain.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Problem {
    pub(super) message: String,
    pub(super) span: Span,
    pub(super) file: Arc<SourceFile>,
    pub(super) is_budget: bool,
    /// True if only the value is not known: it is certain that there is one.
    pub(super) is_value: bool,
    /// True if it is what a loop leaves behind in each round, and nothing has read that.
    pub(super) is_idle: bool,
}

impl Problem {
    /// True if it is the same, at the same place.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        self.span == other.span
            && self.message == other.message
            && (self.is_budget, self.is_value) == (other.is_budget, other.is_value)
            && self.file == other.file
    }
}

/// Stands in a condition for something of which nothing is known.
pub(super) fn doubt(problem: usize) -> Condition {
    Condition::Predicate(Predicate {
        value: Value::Field(Field {
            root: Root::Element(format!("?{problem}")),
            steps: Vec::new(),
            ty: Type::Json,
            facts: Facts::default(),
        }),
        negated: false,
        test: Test::IsFalsy,
        origin: Origin::default(),
    })
}

/// The number of the problem that a field stands for.
pub(super) fn doubted(field: &Field) -> Option<usize> {
    match &field.root {
        Root::Element(name) => name.strip_prefix('?')?.parse().ok(),
        Root::Event => None,
    }
}
