//! Generators for property tests.
//!
//! In: a schema (see [`schema`]). Out: strategies for events that conform to it, and for conditions that
//! are well typed over it. Both draw their texts and numbers from one small pool, so that a literal is
//! often just what an event holds, and both answers are common.
//!
//! Everything generated keeps what the IR asks for: element names are fresh, `has_key` is asked of
//! fields only, functions and tests get values and literals of the types that they take.

mod condition;
mod event;
mod pool;
mod schema;
mod test;
mod value;

use proptest::strategy::BoxedStrategy;
use transpile_sdk::ir::{Condition, Predicate};

/// The formats of timestamps, besides RFC 3339, that events are written in.
pub(crate) fn timestamp_formats() -> Vec<String> {
    vec!["%Y-%m-%d %H:%M:%S%.f".into()]
}

/// Events that conform to the schema.
pub(crate) fn event() -> BoxedStrategy<serde_json::Value> {
    event::value(&schema::schema())
}

/// Conditions over the schema, nested at most five deep.
pub(crate) fn condition() -> BoxedStrategy<Condition> {
    condition::condition(scope(), 4)
}

/// Single predicates over the schema.
pub(crate) fn predicate() -> BoxedStrategy<Predicate> {
    condition::predicate(scope())
}

fn scope() -> value::Scope {
    value::Scope::new(&schema::schema())
}
