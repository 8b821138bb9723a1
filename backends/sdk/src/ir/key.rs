//! Keys of groups: what the matches that are counted together have in common.
//!
//! In: values, or a text that a rule makes of an event. Out: a [`Key`].

use super::{Field, Template, Value};

/// What events are told apart by; no value and no text are a key like any other.
#[derive(Debug, Clone, PartialEq)]
pub enum Key<F = Field> {
    /// A value of the event.
    Value(Value<F>),
    /// A text that the rule makes of the event.
    Text(Template<F>),
}

impl<F> Key<F> {
    /// Calls `visit` on every field that the key is made of or depends on.
    pub fn fields<'a>(&'a self, visit: &mut impl FnMut(&'a F)) {
        match self {
            Self::Value(value) => value.fields(visit),
            Self::Text(text) => text.fields(visit),
        }
    }

    /// True if it is this value.
    pub fn is_value(&self, other: &Value<F>) -> bool
    where
        Value<F>: PartialEq,
    {
        matches!(self, Self::Value(value) if value == other)
    }

    /// True if it is this text.
    pub fn is_text(&self, other: &Template<F>) -> bool
    where
        Template<F>: PartialEq,
    {
        matches!(self, Self::Text(text) if text == other)
    }
}
