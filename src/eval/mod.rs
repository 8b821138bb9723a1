//! Running a condition on an event: the reference for what a rule means.
//!
//! In: a condition, and events of its log type. Out: for each event whether the condition matches it,
//! and on request which predicates decided that. Every query that a back end prints has to agree.
//!
//! An event whose values are not of the types that the log type declares still gets an answer: each
//! test goes by the JSON value that is there.

mod event;
mod explain;
mod function;
mod json;
mod plan;
mod predicate;
mod python;
mod read;
mod template;
mod value;

pub use event::{Event, NotAnEvent};
pub use explain::{Decision, Verdict};
pub(crate) use function::lower;
pub use json::{Json, JsonNumber, NotJson};
pub(crate) use python::canonical;
pub use template::Text;

use plan::Node;
use std::borrow::Cow;
use transpile_sdk::ir::{Condition, Origin, Value};
use value::Scope;

/// What `value` is in what `root` holds: an event, or whatever its paths begin at. `None` for null.
pub(crate) fn value<'a>(root: &'a Json, value: &'a Value) -> Option<Cow<'a, Json>> {
    Scope::new(root).value(value)
}

/// What the log type adds to the meaning of a condition.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Options {
    /// Further formats of timestamps besides RFC 3339, with strftime's fields.
    pub timestamp_formats: Vec<String>,
}

/// Why a condition cannot be run.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum EvalError {
    /// It would exhaust the stack.
    #[error("the condition is nested too deeply")]
    TooDeep,
    /// A pattern takes too much memory.
    #[error("the pattern is too large")]
    PatternTooLarge {
        /// As it was written.
        pattern: String,
        /// Where the predicate was written.
        origin: Origin,
    },
}

/// A condition, ready to run on any number of events.
#[derive(Debug, Clone)]
pub struct Evaluator {
    node: Node,
    options: Options,
}

impl Evaluator {
    /// Makes a condition ready: compiles its patterns.
    pub fn new(condition: &Condition, options: Options) -> Result<Self, EvalError> {
        Ok(Self {
            node: Node::new(condition)?,
            options,
        })
    }

    /// True if the condition matches the event.
    #[must_use]
    pub fn matches(&self, event: &Event) -> bool {
        self.matches_json(event.json())
    }

    /// True if the condition matches what `root` holds: an event, or whatever its paths begin at.
    pub(crate) fn matches_json(&self, root: &Json) -> bool {
        self.node
            .holds(Scope::new(root), &self.options.timestamp_formats)
    }

    /// Whether the condition matches the event, and which predicates decided that.
    #[must_use]
    pub fn explain(&self, event: &Event) -> Verdict {
        let scope = Scope::new(event.json());
        explain::explain(&self.node, scope, &self.options.timestamp_formats)
    }
}
