//! Generators for property tests.
//!
//! In: a schema (see [`schema`]). Out: strategies for events that conform to it, and for conditions that
//! are well typed over it. Both draw their texts and numbers from one small pool, so that a literal is
//! often just what an event holds, and both answers are common.
//!
//! Everything generated keeps what the IR asks for: element names are fresh, `has_key` is asked of
//! fields only, functions and tests get values and literals of the types that they take.

#![allow(
    dead_code,
    reason = "every test binary compiles these modules, and none uses all of them"
)]

mod condition;
mod event;
mod pool;
pub(crate) mod schema;
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

/// Events that conform to a schema of the caller's.
pub(crate) fn event_of(schema: &schema::Shape) -> BoxedStrategy<serde_json::Value> {
    event::value(schema)
}

/// Conditions over a schema of the caller's, nested at most `depth` deep.
pub(crate) fn condition_of(schema: &schema::Shape, depth: usize) -> BoxedStrategy<Condition> {
    condition::condition(value::Scope::new(schema), depth)
}

fn scope() -> value::Scope {
    value::Scope::new(&schema::schema())
}
