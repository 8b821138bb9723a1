//! A log type made from sample events, for log types without a file.
//!
//! A field that has one type in all events has that type; anything else is json. Objects are open.

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

fn of_value(value: &Value) -> Spec {
    match value {
        Value::Null => Spec::json(),
        Value::Bool(_) => Spec::of(Kind::Bool),
        Value::Number(number) if number.is_i64() => Spec::of(Kind::Long),
        Value::Number(_) => Spec::of(Kind::Double),
        Value::String(_) => Spec::of(Kind::String),
        Value::Array(items) => {
            let items = items
                .iter()
                .filter(|item| !item.is_null())
                .map(of_value)
                .reduce(merge);
            Spec {
                items: Some(Box::new(items.unwrap_or_else(Spec::json))),
                ..Spec::of(Kind::Array)
            }
        }
        Value::Object(map) => {
            let known = map.iter().filter(|(_, value)| !value.is_null());
            Spec {
                open: true,
                fields: known
                    .map(|(key, value)| (key.clone(), of_value(value)))
                    .collect(),
                ..Spec::of(Kind::Object)
            }
        }
    }
}

fn merge(a: Spec, b: Spec) -> Spec {
    match (a.kind, b.kind) {
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
    }
}
