//! Whether an event is one of its log type: a rule's condition promises nothing on others.
//!
//! In: a log type, an event that is known to be of it, and one that was made from that. Out: whether the second is one as
//! well.

use super::{Kind, LogType, Spec};
use indexmap::IndexMap;
use serde_json::{Map, Value};
use std::collections::BTreeSet;

/// True if `changed` conforms to the log type wherever the event does that it was made from. (Tests give only the
/// fields that they are about, and some that the log type does not know.)
#[must_use]
pub fn conforms(log_type: &LogType, original: &Value, changed: &Value) -> bool {
    violations(log_type, changed).is_subset(&violations(log_type, original))
}

/// Where an event does not conform, each place with the value there: another type than the field's, another spelling
/// of a key, a key that is not known, or a null or a missing value that the log type excludes. A log type that was
/// inferred knows neither all keys nor all spellings.
fn violations(log_type: &LogType, event: &Value) -> BTreeSet<String> {
    let mut violations = Violations {
        is_inferred: log_type.inferred,
        found: BTreeSet::new(),
    };
    if let Value::Object(map) = event {
        violations.members(&log_type.fields, log_type.inferred, map, "");
    }
    violations.found
}

struct Violations {
    is_inferred: bool,
    found: BTreeSet<String>,
}

impl Violations {
    fn members(
        &mut self,
        fields: &IndexMap<String, Spec>,
        open: bool,
        map: &Map<String, Value>,
        place: &str,
    ) {
        for (key, value) in map {
            let place = format!("{place}.{key}");
            if let Some(spec) = fields.get(key) {
                self.of_spec(spec, value, &place);
                continue;
            }
            let misspelled =
                !self.is_inferred && fields.keys().any(|own| own.eq_ignore_ascii_case(key));
            if misspelled || !(open || key.starts_with("p_")) {
                self.found.insert(format!("{place} {value}"));
            }
        }
        for (key, spec) in fields {
            if spec.never_null && !map.contains_key(key) {
                self.found.insert(format!("{place}.{key} is missing"));
            }
            if let Some(when) = &spec.empty_when
                && let Some(Value::String(own)) = map.get(key)
                && own.is_empty()
                    != map
                        .get(&when.beside)
                        .is_some_and(|other| *other == *when.eq)
            {
                let beside = &when.beside;
                self.found
                    .insert(format!("{place}.{key} {own} beside {beside}"));
            }
        }
    }

    fn of_spec(&mut self, spec: &Spec, value: &Value, place: &str) {
        let conforms = match (spec.kind, value) {
            (_, Value::Null) => spec.explicit_null,
            (Kind::Json, _) | (Kind::Bool, Value::Bool(_)) | (Kind::Double, Value::Number(_)) => {
                true
            }
            (Kind::String, Value::String(text)) => !(spec.never_empty && text.is_empty()),
            (Kind::Long, Value::Number(number)) => number.is_i64(),
            // Of the forms that times have, only the commonest is made.
            (Kind::Timestamp, Value::String(text)) => text.len() == 20 && text.ends_with('Z'),
            (Kind::Ip, Value::String(text)) => text.parse::<std::net::IpAddr>().is_ok(),
            (Kind::Object, Value::Object(map)) => {
                self.members(&spec.fields, spec.open, map, place);
                true
            }
            (Kind::Array, Value::Array(items)) => {
                if let Some(spec) = &spec.items {
                    for (index, item) in items.iter().enumerate() {
                        self.of_spec(spec, item, &format!("{place}[{index}]"));
                    }
                }
                true
            }
            _ => false,
        };
        if !conforms {
            self.found.insert(format!("{place} {value}"));
        }
    }
}
