//! Values: where a condition looks, and what it finds there.
//!
//! In: an IR value and the [`Scope`] it is read in. Out: the JSON value that it stands for, or `None`
//! for null: an absent key, an explicit null and a path through something else are not told apart.

use super::function;
use super::json::Json;
use std::borrow::Cow;
use transpile_sdk::ir::{Call, Field, Root, Step, Value};

/// A value that is not null. Borrowed from the event unless a function made it.
pub(super) type Found<'a> = Cow<'a, Json>;

/// What a condition can see: the event, and the elements of the quantifiers around it.
#[derive(Clone, Copy)]
pub(super) struct Scope<'a> {
    event: &'a Json,
    element: Option<&'a Element<'a>>,
}

/// The element that a quantifier looks at.
pub(super) struct Element<'a> {
    pub(super) name: &'a str,
    pub(super) value: &'a Json,
    /// The element of the quantifier around this one.
    pub(super) outer: Option<&'a Element<'a>>,
}

impl<'a> Scope<'a> {
    pub(super) fn new(event: &'a Json) -> Self {
        Self {
            event,
            element: None,
        }
    }

    /// The innermost element.
    pub(super) fn element(self) -> Option<&'a Element<'a>> {
        self.element
    }

    /// The same scope inside a quantifier.
    pub(super) fn inside(self, element: &'a Element<'a>) -> Self {
        Self {
            element: Some(element),
            ..self
        }
    }

    /// What `value` is here.
    pub(super) fn value(self, value: &'a Value) -> Option<Found<'a>> {
        match value {
            Value::Field(field) => self.field(field).map(Cow::Borrowed),
            Value::Call(call) => self.call(call),
        }
    }

    /// True if the last step of the path finds a key or an element, null or not.
    pub(super) fn has_key(self, value: &Value) -> bool {
        match value {
            Value::Field(field) => self.place(field).is_some(),
            Value::Call(_) => false,
        }
    }

    fn field(self, field: &Field) -> Option<&'a Json> {
        self.place(field).filter(|found| **found != Json::Null)
    }

    /// The value at a path, null or not; `None` if the path leads nowhere.
    fn place(self, field: &Field) -> Option<&'a Json> {
        let root = match &field.root {
            Root::Event => self.event,
            Root::Element(name) => self.named(name)?,
        };
        field.steps.iter().try_fold(root, Json::step)
    }

    /// The element of that name: the innermost, if several have it.
    fn named(self, name: &str) -> Option<&'a Json> {
        std::iter::successors(self.element, |element| element.outer)
            .find(|element| element.name == name)
            .map(|element| element.value)
    }

    fn call(self, call: &'a Call) -> Option<Found<'a>> {
        let operand = self.value(&call.operand)?;
        let result = function::apply(call.function, operand, &call.arguments, self)?;
        call.steps
            .iter()
            .try_fold(result, step)
            .filter(|found| **found != Json::Null)
    }
}

fn step<'a>(value: Found<'a>, step: &Step) -> Option<Found<'a>> {
    match value {
        Cow::Borrowed(value) => value.step(step).map(Cow::Borrowed),
        Cow::Owned(value) => value.step(step).cloned().map(Cow::Owned),
    }
}
