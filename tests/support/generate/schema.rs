//! The schema that events and conditions are generated for: a few fields of every type, with names
//! as `CloudTrail` has them.

use transpile_sdk::ir::{Facts, Type};

/// What a value is, and what is inside.
#[derive(Debug, Clone)]
pub(crate) struct Shape {
    /// Its type.
    pub(crate) ty: Type,
    /// What is certain of it.
    pub(crate) facts: Facts,
    /// The members of an object. An object without any is open: its keys are not known.
    pub(crate) members: Vec<(&'static str, Shape)>,
    /// The elements of an array.
    pub(crate) items: Option<Box<Shape>>,
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
    }
}

fn object(members: impl IntoIterator<Item = (&'static str, Shape)>) -> Shape {
    Shape {
        members: members.into_iter().collect(),
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
    fn never_null(mut self) -> Self {
        self.facts.never_null = true;
        self
    }

    fn never_empty(mut self) -> Self {
        self.facts.never_empty = true;
        self
    }
}
