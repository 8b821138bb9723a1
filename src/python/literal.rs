//! Constants of a rule that are JSON values.
//!
//! In: a value. Out: the JSON value that it is for every event, if it is one.

use super::value::{Item, Val};
use crate::eval::{Json, JsonNumber};
use indexmap::IndexMap;
use transpile_sdk::ir::{Condition, Number};

/// The JSON value that a constant is.
pub(super) fn json(value: &Val) -> Option<Json> {
    Some(match value {
        Val::None => Json::Null,
        Val::Bool(Condition::Const(value)) => Json::Bool(*value),
        Val::Int(int) => Json::Number(JsonNumber::from(Number::Int(*int))),
        Val::Float(float) if float.is_finite() => {
            Json::Number(JsonNumber::from(Number::Double(*float)))
        }
        Val::Text(text) => Json::String(text.to_string()),
        Val::List(items) | Val::Tuple(items) => {
            let own = |item: &Item| item.value.only().filter(|_| item.is_one()).and_then(json);
            Json::Array(items.iter().map(own).collect::<Option<_>>()?)
        }
        Val::Dict(entries) => {
            let mut members = IndexMap::new();
            for entry in entries.iter() {
                let is_one = entry.binders.is_empty() && entry.guard == Condition::Const(true);
                let (Val::Text(key), true) = (entry.key.only()?, is_one) else {
                    return None;
                };
                members.insert(key.to_string(), json(entry.value.only()?)?);
            }
            Json::Object(members)
        }
        _ => return None,
    })
}
