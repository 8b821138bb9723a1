//! Fields: where a value is in an event, what type it has, and what is known of it.

use crate::diagnostic::Span;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::hash::{Hash, Hasher};

/// A place in an event, with the type that the log type gives it.
#[derive(Debug, Clone, PartialEq, Hash, Serialize, Deserialize)]
pub struct Field {
    /// Where the path begins.
    pub root: Root,
    /// The way from there. Not empty if the root is the event.
    pub steps: Vec<Step>,
    /// The type of the value, if it is not null.
    #[serde(rename = "type")]
    pub ty: Type,
    /// What the log type's source says of the value.
    #[serde(default, skip_serializing_if = "Facts::is_empty")]
    pub facts: Facts,
}

/// Where a path begins.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Root {
    /// At the event.
    Event,
    /// At the element of the quantifier that has this name.
    Element(String),
}

/// One step of a path. A step that does not find its key or index gives null.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// To the value of a key of an object.
    Key(String),
    /// To an element of an array, counted from 0.
    Index(u64),
}

/// What a value is, if it is not null.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Type {
    /// Text.
    String,
    /// A signed integer of 64 bits.
    Long,
    /// A number.
    Double,
    /// True or false.
    Bool,
    /// Text that is a point in time: RFC 3339, or a form that the log type declares.
    Timestamp,
    /// Text that is an IP address.
    Ip,
    /// An array of values of one type.
    Array(Box<Type>),
    /// An object.
    Object,
    /// Any JSON value.
    Json,
}

impl Type {
    /// True if values of this type are JSON strings.
    #[must_use]
    pub fn is_text(&self) -> bool {
        matches!(self, Self::String | Self::Timestamp | Self::Ip)
    }

    /// True if values of this type are JSON numbers.
    #[must_use]
    pub fn is_number(&self) -> bool {
        matches!(self, Self::Long | Self::Double)
    }
}

impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::String => f.write_str("string"),
            Self::Long => f.write_str("long"),
            Self::Double => f.write_str("double"),
            Self::Bool => f.write_str("bool"),
            Self::Timestamp => f.write_str("timestamp"),
            Self::Ip => f.write_str("ip"),
            Self::Array(items) => write!(f, "array of {items}"),
            Self::Object => f.write_str("object"),
            Self::Json => f.write_str("json"),
        }
    }
}

/// What the source of a log type promises of a field's value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct Facts {
    /// The value is never null.
    #[serde(default)]
    pub never_null: bool,
    /// The value is never the empty string.
    #[serde(default)]
    pub never_empty: bool,
}

impl Facts {
    /// True if nothing is promised.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// Where a part of a condition was written. Equal to every other origin: two conditions are the
/// same if they ask the same, wherever they stand.
#[derive(Debug, Clone, Copy, Default)]
pub struct Origin {
    /// The place; none: nowhere.
    pub span: Option<Span>,
    /// The file that the place is in, by its number among the further files of the rule; none: the rule's own.
    pub file: Option<u32>,
}

impl Origin {
    /// A place in the rule's own file.
    #[must_use]
    pub const fn at(span: Span) -> Self {
        Self {
            span: Some(span),
            file: None,
        }
    }

    /// A place that covers both, if they are in one file; else the first that is known.
    #[must_use]
    pub fn to(self, other: Self) -> Self {
        match (self.span, other.span) {
            (Some(first), Some(last)) if self.file == other.file => Self {
                span: Some(first.to(last)),
                ..self
            },
            (None, Some(_)) => other,
            _ => self,
        }
    }
}

impl PartialEq for Origin {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Hash for Origin {
    fn hash<H: Hasher>(&self, _: &mut H) {}
}

impl Field {
    /// The path with dots, for people: `userIdentity.arn`, `r.ARN`, `items[0].name`.
    #[must_use]
    pub fn dotted(&self) -> String {
        let mut out = match &self.root {
            Root::Event => String::new(),
            Root::Element(name) => name.clone(),
        };
        for step in &self.steps {
            match step {
                Step::Key(key) => {
                    if !out.is_empty() {
                        out.push('.');
                    }
                    out.push_str(key);
                }
                Step::Index(index) => {
                    out.push('[');
                    out.push_str(&index.to_string());
                    out.push(']');
                }
            }
        }
        out
    }
}
