//! Events.
//!
//! In: one JSON object, as text or as a `serde_json` value. Out: an [`Event`] to run conditions on.

use super::json::{Json, NotJson};
use super::value::Scope;
use std::borrow::Cow;
use transpile_sdk::ir::{Step, Value};

/// An event: a JSON object.
#[derive(Debug, Clone, PartialEq)]
pub struct Event(Json);

/// What was given is not an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotAnEvent {
    /// It is not JSON.
    #[error(transparent)]
    NotJson(#[from] NotJson),
    /// It is JSON, but another value.
    #[error("an event is a JSON object")]
    NotAnObject,
}

impl Event {
    /// Reads an event from its JSON text.
    ///
    /// The way to be preferred: numbers keep the characters that they are written with.
    pub fn parse(text: &str) -> Result<Self, NotAnEvent> {
        Self::try_from(Json::parse(text)?)
    }

    /// The log type that Panther has noted in the event.
    #[must_use]
    pub fn log_type(&self) -> Option<&str> {
        self.0.step(&Step::Key("p_log_type".to_owned()))?.as_text()
    }

    /// What `value` is in the event; `None` for null.
    #[must_use]
    pub fn value<'a>(&'a self, value: &'a Value) -> Option<Cow<'a, Json>> {
        Scope::new(&self.0).value(value)
    }

    /// The object.
    #[must_use]
    pub fn json(&self) -> &Json {
        &self.0
    }
}

impl TryFrom<Json> for Event {
    type Error = NotAnEvent;

    fn try_from(json: Json) -> Result<Self, NotAnEvent> {
        match json {
            Json::Object(_) => Ok(Self(json)),
            _ => Err(NotAnEvent::NotAnObject),
        }
    }
}

impl TryFrom<serde_json::Value> for Event {
    type Error = NotAnEvent;

    fn try_from(value: serde_json::Value) -> Result<Self, NotAnEvent> {
        Self::try_from(Json::from(value))
    }
}
