//! Texts that a rule makes of an event, ready to be made.
//!
//! In: a template of the IR. Out: for each event its text, or none.

use super::json::Json;
use super::{EvalError, Evaluator, Event, Options};
use transpile_sdk::ir::{Template, Value};

/// A template, ready to run on any number of events.
#[derive(Debug, Clone)]
pub struct Text(Node);

#[derive(Debug, Clone)]
enum Node {
    Null,
    Text(String),
    Value(Value),
    Joined(Vec<Node>),
    Either(Box<Evaluator>, Box<Node>, Box<Node>),
}

impl Text {
    /// Makes a template ready: compiles its patterns.
    pub fn new(template: &Template, options: &Options) -> Result<Self, EvalError> {
        Node::new(template, options).map(Self)
    }

    /// The text of an event.
    #[must_use]
    pub fn of(&self, event: &Event) -> Option<String> {
        self.of_json(event.json())
    }

    /// The text of what an event's fields are looked up in.
    pub(crate) fn of_json(&self, root: &Json) -> Option<String> {
        self.0.text(root)
    }
}

impl Node {
    fn new(template: &Template, options: &Options) -> Result<Self, EvalError> {
        Ok(match template {
            Template::Null => Self::Null,
            Template::Text(text) => Self::Text(text.clone()),
            Template::Value(value) => Self::Value(value.clone()),
            Template::Joined(parts) => {
                let parts = parts.iter().map(|part| Self::new(part, options));
                Self::Joined(parts.collect::<Result<_, _>>()?)
            }
            Template::Either(condition, then, other) => Self::Either(
                Box::new(Evaluator::new(condition, options.clone())?),
                Box::new(Self::new(then, options)?),
                Box::new(Self::new(other, options)?),
            ),
        })
    }

    fn text(&self, root: &Json) -> Option<String> {
        match self {
            Self::Null => None,
            Self::Text(text) => Some(text.clone()),
            Self::Value(value) => match super::value(root, value)?.as_ref() {
                Json::String(text) => Some(text.clone()),
                _ => None,
            },
            Self::Joined(parts) => parts.iter().map(|part| part.text(root)).collect(),
            Self::Either(condition, then, other) => {
                let chosen = if condition.matches_json(root) {
                    then
                } else {
                    other
                };
                chosen.text(root)
            }
        }
    }
}
