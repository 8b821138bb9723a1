//! What is not certain of a rule.
//!
//! In: the number of a problem. Out: a predicate that stands in conditions for what is not known because of
//! it, and the way back.

use super::run::Run;
use super::tree::Tree;
use super::value::{Symbol, Val, leaf, raise};
use ruff_text_size::TextRange;
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

impl Run<'_> {
    /// True if computing what is not known may also raise an exception.
    pub(super) fn may_raise(&self, problem: usize) -> bool {
        self.problems
            .get(problem)
            .is_some_and(|problem| !problem.is_value)
    }

    /// The number of a problem that is none until it stands in a condition.
    pub(super) fn idle(&mut self, range: TextRange, message: impl Into<String>) -> usize {
        let known = self.problems.len();
        let unknown = self.unknown_value(range, message);
        let Some(Val::Unknown(problem)) = unknown.only() else {
            return 0;
        };
        if let Some(new) = self.problems.get_mut(known) {
            new.is_idle = true;
        }
        *problem
    }

    /// A value that is put away or asked for its truth: where computing it may raise, it may do so now.
    pub(super) fn computed_now(&self, symbol: Symbol) -> Symbol {
        let may_raise =
            |value: &Val| matches!(value, Val::Unknown(problem) if self.may_raise(*problem));
        if self.is_lenient || !symbol.any(&may_raise) {
            return symbol;
        }
        symbol.map(&mut |value| match value {
            Val::Unknown(problem) if self.may_raise(*problem) => {
                Tree::choice(&doubt_raised(*problem), raise("?"), leaf(value.clone()))
            }
            _ => leaf(value.clone()),
        })
    }
}

/// Stands in a condition for something of which nothing is known.
pub(super) fn doubt(problem: usize) -> Condition {
    nothing_known(format!("?{problem}"))
}

/// Stands in a condition for whether computing something raises an exception.
pub(super) fn doubt_raised(problem: usize) -> Condition {
    nothing_known(format!("?{problem}!"))
}

fn nothing_known(name: String) -> Condition {
    Condition::Predicate(Predicate {
        value: Value::Field(Field {
            root: Root::Element(name),
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
        Root::Element(name) => name.strip_prefix('?')?.trim_end_matches('!').parse().ok(),
        Root::Event => None,
    }
}
