//! In: an event that was made up or changed. Out: an event of the log type: what the log type says of empty texts holds.

use serde_json::Value;
use transpile::catalog::{LogType, Spec};

/// Takes out empty texts where the log type has none, and puts them where it has them.
pub(crate) fn conform(log_type: &LogType, event: &mut Value) {
    members(&log_type.fields, event);
}

fn members<'s>(fields: impl IntoIterator<Item = (&'s String, &'s Spec)>, object: &mut Value) {
    for (name, spec) in fields {
        if spec.never_empty && object.get(name).is_some_and(|value| *value == "") {
            object[name] = Value::Null;
        }
        if let Some(when) = &spec.empty_when {
            if object
                .get(&when.beside)
                .is_some_and(|value| *value == *when.eq)
            {
                object[name] = "".into();
            } else if object.get(name).is_some_and(|value| *value == "") {
                object[name] = Value::Null;
            }
        }
        match (object.get_mut(name), &spec.items) {
            (Some(Value::Array(elements)), Some(items)) => {
                for element in elements {
                    members(&items.fields, element);
                }
            }
            (Some(inner @ Value::Object(_)), _) => members(&spec.fields, inner),
            _ => {}
        }
    }
}
