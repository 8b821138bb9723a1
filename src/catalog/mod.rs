//! What the events of a log type look like: fields, types, and what their source promises.
//!
//! In: the data files of `src/log_types`. Out: [`LogType`], by name. A log type without a file gets
//! one made from events that are known to be of it (a rule's own tests).

mod conform;
mod infer;
mod panther;

pub use conform::conforms;
pub use panther::{PantherField, panther_field};

use indexmap::IndexMap;
use serde::Deserialize;
use std::sync::{Arc, OnceLock};
use transpile_sdk::ir::{Facts, Type};

/// A log type's description.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LogType {
    /// Its name, as Panther has it: `AWS.CloudTrail`.
    #[serde(rename = "log_type")]
    pub name: String,
    /// Where the facts come from.
    pub source: String,
    /// When that was read.
    pub date: String,
    /// The field with the time of the event.
    pub event_time: String,
    /// The field with its id.
    pub event_id: String,
    /// Forms of timestamps beyond RFC 3339, in strftime's notation.
    #[serde(default)]
    pub timestamp_formats: Vec<String>,
    /// True if an event may have fields which the file does not name.
    #[serde(default)]
    pub open: bool,
    /// The key of an object whose array holds the events, if the raw log is files of such objects.
    #[serde(default)]
    pub envelope: Option<String>,
    /// The words of a line of the raw log, if that is lines of words, in their order.
    #[serde(default)]
    pub line: Vec<String>,
    /// How many of them every line has.
    #[serde(default)]
    pub line_words: usize,
    /// The fields at the top of an event.
    pub fields: IndexMap<String, Spec>,
    /// True if there is no file and the fields are those of sample events.
    #[serde(skip)]
    pub inferred: bool,
}

/// What a field's value is.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a fact of its own, named as in the data files"
)]
pub struct Spec {
    /// Its type.
    #[serde(rename = "type")]
    pub kind: Kind,
    /// True for an object that may have keys which the file does not name.
    #[serde(default)]
    pub open: bool,
    /// The fields of an object.
    #[serde(default)]
    pub fields: IndexMap<String, Spec>,
    /// The elements of an array.
    #[serde(default)]
    pub items: Option<Box<Spec>>,
    /// The value is never null.
    #[serde(default)]
    pub never_null: bool,
    /// The value is never the empty string.
    #[serde(default)]
    pub never_empty: bool,
    /// The field is often present with null as its value.
    #[serde(default)]
    pub explicit_null: bool,
    /// When the value is the empty string; if it is null is left open.
    #[serde(default)]
    pub empty_when: Option<EmptyWhen>,
    /// A few words.
    #[serde(default)]
    pub doc: String,
    /// Where the facts of this field come from, if not from the file's source.
    #[serde(default)]
    pub source: String,
}

/// A value is the empty string if and only if another field holds a certain text.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EmptyWhen {
    /// The other field, which stands beside this one.
    pub beside: String,
    /// Its text.
    pub eq: String,
}

/// The type of a value, as data files name it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "they are the names of the IR's types")]
pub enum Kind {
    String,
    Long,
    Double,
    Bool,
    Timestamp,
    Ip,
    Json,
    Object,
    Array,
}

impl Spec {
    /// A value of which nothing is known.
    #[must_use]
    pub fn json() -> Self {
        Self::of(Kind::Json)
    }

    /// A value of this type.
    #[must_use]
    pub fn of(kind: Kind) -> Self {
        Self {
            kind,
            open: kind == Kind::Json,
            fields: IndexMap::new(),
            items: None,
            never_null: false,
            never_empty: false,
            explicit_null: false,
            empty_when: None,
            doc: String::new(),
            source: String::new(),
        }
    }

    /// The type in the IR.
    #[must_use]
    pub fn ty(&self) -> Type {
        match self.kind {
            Kind::String => Type::String,
            Kind::Long => Type::Long,
            Kind::Double => Type::Double,
            Kind::Bool => Type::Bool,
            Kind::Timestamp => Type::Timestamp,
            Kind::Ip => Type::Ip,
            Kind::Json => Type::Json,
            Kind::Object => Type::Object,
            Kind::Array => Type::Array(Box::new(
                self.items.as_ref().map_or(Type::Json, |items| items.ty()),
            )),
        }
    }

    /// What is promised of the value.
    #[must_use]
    pub fn facts(&self) -> Facts {
        Facts {
            never_null: self.never_null,
            never_empty: self.never_empty,
        }
    }
}

/// The files, by log type.
const FILES: &[(&str, &str)] = &[
    (
        "Amazon.EKS.Audit",
        include_str!("../log_types/amazon_eks_audit.yml"),
    ),
    (
        "AWS.CloudTrail",
        include_str!("../log_types/aws_cloudtrail.yml"),
    ),
    (
        "AWS.S3ServerAccess",
        include_str!("../log_types/aws_s3serveraccess.yml"),
    ),
    (
        "Azure.MonitorActivity",
        include_str!("../log_types/azure_monitoractivity.yml"),
    ),
    (
        "GCP.AuditLog",
        include_str!("../log_types/gcp_auditlog.yml"),
    ),
    (
        "GitHub.Audit",
        include_str!("../log_types/github_audit.yml"),
    ),
    (
        "Okta.SystemLog",
        include_str!("../log_types/okta_systemlog.yml"),
    ),
    (
        "Slack.AuditLogs",
        include_str!("../log_types/slack_auditlogs.yml"),
    ),
];

/// The log types that have a file.
#[must_use]
pub fn names() -> Vec<&'static str> {
    FILES.iter().map(|(name, _)| *name).collect()
}

/// The log type of that name, if it has a file. Each file is read once.
#[must_use]
pub fn log_type(name: &str) -> Option<Arc<LogType>> {
    static READ: [OnceLock<Option<Arc<LogType>>>; FILES.len()] =
        [const { OnceLock::new() }; FILES.len()];
    let index = FILES.iter().position(|(own, _)| *own == name)?;
    let (_, text) = FILES.get(index)?;
    // A test reads every file, so that none of them fails here.
    READ.get(index)?
        .get_or_init(|| serde_yaml::from_str(text).ok().map(Arc::new))
        .clone()
}

/// A log type made from sample events.
#[must_use]
pub fn inferred(name: &str, events: &[&serde_json::Value]) -> LogType {
    infer::infer(name, events)
}

impl LogType {
    /// Adds a field that the log type does not have, in an object of an event, as sample events of which all have it
    /// would. False: it has the field, or something that is no object is on the way.
    pub fn infer(&mut self, path: &[&str], kind: Kind) -> bool {
        infer::add(&mut self.fields, path, kind)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_is_a_log_type_of_its_name() {
        for (name, text) in FILES {
            let read: LogType = serde_yaml::from_str(text).unwrap();
            assert_eq!(read.name, *name);
            assert!(read.fields.contains_key(&read.event_time), "{name}");
            assert!(read.fields.contains_key(&read.event_id), "{name}");
            let known = |word| read.fields.contains_key(word);
            assert!(read.line.iter().all(known) && read.line_words <= read.line.len());
            assert!(!read.source.is_empty() && !read.date.is_empty(), "{name}");
        }
    }
}
