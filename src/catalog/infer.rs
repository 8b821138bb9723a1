//! A log type made from sample events, for log types without a file.
//!
//! A field that has one type in all events has that type; anything else is json. Objects are open, and any of their
//! fields may be null; an element of an array may be if one is.

use super::{Kind, LogType, Spec};
use indexmap::IndexMap;
use serde_json::Value;

pub(super) fn infer(name: &str, events: &[&Value]) -> LogType {
    let mut whole = Spec {
        open: true,
        ..Spec::of(Kind::Object)
    };
    for event in events {
        whole = merge(whole, of_value(event));
    }
    LogType {
        name: name.to_owned(),
        source: "the rule's own tests".to_owned(),
        date: String::new(),
        event_time: "p_event_time".to_owned(),
        event_id: "p_row_id".to_owned(),
        timestamp_formats: Vec::new(),
        open: true,
        envelope: None,
        line: Vec::new(),
        line_words: 0,
        fields: whole.fields,
        inferred: true,
    }
}

/// Adds a field below `fields`; false if it is there, or what is on the way is no object.
pub(super) fn add(fields: &mut IndexMap<String, Spec>, path: &[&str], kind: Kind) -> bool {
    let Some((key, rest)) = path.split_first() else {
        return false;
    };
    let is_known = fields.contains_key(*key);
    if rest.is_empty() {
        if !is_known {
            fields.insert((*key).to_owned(), field(Spec::of(kind)));
        }
        return !is_known;
    }
    let own = fields
        .entry((*key).to_owned())
        .or_insert_with(|| field(Spec::of(Kind::Object)));
    own.kind == Kind::Object && add(&mut own.fields, rest, kind)
}

/// A field of an object may be null, and has parts that are not known.
fn field(spec: Spec) -> Spec {
    Spec {
        explicit_null: true,
        open: spec.kind == Kind::Object,
        ..spec
    }
}

fn of_value(value: &Value) -> Spec {
    match value {
        Value::Null => Spec::json(),
        Value::Bool(_) => Spec::of(Kind::Bool),
        Value::Number(number) if number.is_i64() => Spec::of(Kind::Long),
        Value::Number(_) => Spec::of(Kind::Double),
        Value::String(_) => Spec::of(Kind::String),
        // Without elements nothing is said of them.
        Value::Array(items) if items.is_empty() => Spec::of(Kind::Array),
        Value::Array(items) => {
            let known = items.iter().filter(|item| !item.is_null());
            let merged = known.clone().map(of_value).reduce(merge);
            let merged = Spec {
                explicit_null: known.count() < items.len(),
                ..merged.unwrap_or_else(Spec::json)
            };
            Spec {
                items: Some(Box::new(merged)),
                ..Spec::of(Kind::Array)
            }
        }
        Value::Object(map) => {
            let known = map.iter().filter(|(_, value)| !value.is_null());
            Spec {
                open: true,
                fields: known
                    .map(|(key, value)| (key.clone(), field(of_value(value))))
                    .collect(),
                ..Spec::of(Kind::Object)
            }
        }
    }
}

fn merge(a: Spec, b: Spec) -> Spec {
    let explicit_null = a.explicit_null || b.explicit_null;
    let merged = match (a.kind, b.kind) {
        (Kind::Long, Kind::Double) | (Kind::Double, Kind::Long) => Spec::of(Kind::Double),
        (Kind::Object, Kind::Object) => {
            let mut fields: IndexMap<String, Spec> = a.fields;
            for (key, spec) in b.fields {
                let spec = match fields.shift_remove(&key) {
                    Some(own) => merge(own, spec),
                    None => spec,
                };
                fields.insert(key, spec);
            }
            Spec {
                open: true,
                fields,
                ..Spec::of(Kind::Object)
            }
        }
        (Kind::Array, Kind::Array) => {
            let items = match (a.items, b.items) {
                (Some(a), Some(b)) => Some(Box::new(merge(*a, *b))),
                (items, None) | (None, items) => items,
            };
            Spec {
                items,
                ..Spec::of(Kind::Array)
            }
        }
        (own, other) if own == other => Spec::of(own),
        _ => Spec::json(),
    };
    Spec {
        explicit_null,
        ..merged
    }
}
