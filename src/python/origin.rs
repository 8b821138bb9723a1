//! Where in the Python a question comes from.
//!
//! In: the expression that is being read. Out: the place that its predicates carry: file and span.

use super::run::Run;
use super::source::span;
use ruff_text_size::TextRange;
use transpile_sdk::ir::{Condition, Origin};

impl Run<'_> {
    /// Reads something that stands at `range` of the module that is read.
    pub(super) fn at<T>(&mut self, range: TextRange, read: impl FnOnce(&mut Self) -> T) -> T {
        let around = std::mem::replace(&mut self.range, range);
        let done = read(self);
        self.range = around;
        done
    }

    /// The place of what is read.
    pub(super) fn origin(&self) -> Origin {
        Origin {
            span: Some(span(self.range)),
            file: u32::try_from(self.module).ok(),
        }
    }
}

/// Where the first predicate of a condition stands.
pub(super) fn first_origin(condition: &Condition) -> Origin {
    let mut first = None;
    condition.predicates(&mut |predicate| {
        first.get_or_insert(predicate.origin);
    });
    first.unwrap_or_default()
}
