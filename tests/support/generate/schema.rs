//! The schema that events and conditions are generated for: a few fields of every type, with names
//! as `CloudTrail` has them.

use transpile::catalog::{Kind, LogType, Spec};
use transpile_sdk::ir::{Facts, Type};

/// What a value is, and what is inside.
#[derive(Debug, Clone)]
pub(crate) struct Shape {
    /// Its type.
    pub(crate) ty: Type,
    /// What is certain of it.
    pub(crate) facts: Facts,
    /// The members of an object. An object without any is open: its keys are not known.
    pub(crate) members: Vec<(String, Shape)>,
    /// The elements of an array.
    pub(crate) items: Option<Box<Shape>>,
    /// How the log is written, which limits what values there can be.
    pub(crate) log: Log,
}

/// How a log is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Log {
    /// As JSON, with whatever JSON can hold.
    Anything,
    /// As JSON by AWS: times are RFC 3339, and no number has an exponent.
    Aws,
    /// As lines of words: no blanks, quotes or controls, no signs, times of whole seconds.
    Words,
}

/// The events of a log type, without the field that identifies them.
pub(crate) fn of_log_type(log_type: &LogType, log: Log) -> Shape {
    let fields = log_type
        .fields
        .iter()
        .filter(|(name, _)| **name != log_type.event_id);
    Shape {
        members: fields
            .map(|(name, spec)| (name.clone(), of_spec(spec, log)))
            .collect(),
        log,
        ..leaf(Type::Object)
    }
}

fn of_spec(spec: &Spec, log: Log) -> Shape {
    Shape {
        ty: spec.ty(),
        facts: spec.facts(),
        members: spec
            .fields
            .iter()
            .map(|(name, spec)| (name.clone(), of_spec(spec, log)))
            .collect(),
        items: match spec.kind {
            Kind::Array => spec
                .items
                .as_ref()
                .map(|items| Box::new(of_spec(items, log))),
            _ => None,
        },
        log,
    }
}

/// A whole event.
pub(crate) fn schema() -> Shape {
    object([
        (
            "eventVersion",
            leaf(Type::String).never_null().never_empty(),
        ),
        ("eventTime", leaf(Type::Timestamp).never_null()),
        ("eventSize", leaf(Type::Long).never_null()),
        ("eventName", leaf(Type::String)),
        ("userAgent", leaf(Type::String).never_empty()),
        ("errorCode", leaf(Type::String)),
        ("errorMessage", leaf(Type::String)),
        ("sourceIPAddress", leaf(Type::String)),
        ("clientIp", leaf(Type::Ip)),
        ("readOnly", leaf(Type::Bool)),
        ("managementEvent", leaf(Type::Bool).never_null()),
        (
            "userIdentity",
            object([
                ("type", leaf(Type::String)),
                ("arn", leaf(Type::String)),
                (
                    "sessionContext",
                    object([
                        ("creationDate", leaf(Type::Timestamp)),
                        ("mfaAuthenticated", leaf(Type::String).never_empty()),
                    ]),
                ),
            ]),
        ),
        (
            "additionalEventData",
            object([
                ("bytesTransferredIn", leaf(Type::Long)),
                ("bytesTransferredOut", leaf(Type::Long)),
                ("duration", leaf(Type::Double)),
                ("score", leaf(Type::Double)),
            ]),
        ),
        ("roles", array(leaf(Type::String))),
        ("ports", array(leaf(Type::Long))),
        ("expirations", array(leaf(Type::Timestamp))),
        (
            "resources",
            array(object([
                ("ARN", leaf(Type::String)),
                ("accountId", leaf(Type::String).never_empty()),
                ("size", leaf(Type::Double)),
                ("tags", array(leaf(Type::String))),
            ])),
        ),
        ("requestParameters", object([])),
        ("responseElements", leaf(Type::Json)),
    ])
}

fn leaf(ty: Type) -> Shape {
    Shape {
        ty,
        facts: Facts::default(),
        members: Vec::new(),
        items: None,
        log: Log::Anything,
    }
}

fn object(members: impl IntoIterator<Item = (&'static str, Shape)>) -> Shape {
    Shape {
        members: members
            .into_iter()
            .map(|(name, shape)| (name.to_owned(), shape))
            .collect(),
        ..leaf(Type::Object)
    }
}

fn array(items: Shape) -> Shape {
    Shape {
        ty: Type::Array(Box::new(items.ty.clone())),
        items: Some(Box::new(items)),
        ..leaf(Type::Object)
    }
}

impl Shape {
    /// Without the fields of these paths, such as `userIdentity.arn`.
    pub(crate) fn without<'p>(mut self, paths: impl Iterator<Item = &'p String>) -> Self {
        for path in paths {
            self.remove(&path.split('.').collect::<Vec<_>>());
        }
        self
    }

    fn remove(&mut self, path: &[&str]) {
        match path {
            [] => {}
            [last] => self.inside().members.retain(|(name, _)| name != last),
            [first, rest @ ..] => {
                let members = &mut self.inside().members;
                if let Some((_, member)) = members.iter_mut().find(|(name, _)| name == first) {
                    member.remove(rest);
                }
            }
        }
    }

    /// The object itself, or the elements of an array.
    fn inside(&mut self) -> &mut Self {
        match self.items {
            Some(ref mut items) => items,
            None => self,
        }
    }

    fn never_null(mut self) -> Self {
        self.facts.never_null = true;
        self
    }

    fn never_empty(mut self) -> Self {
        self.facts.never_empty = true;
        self
    }
}
