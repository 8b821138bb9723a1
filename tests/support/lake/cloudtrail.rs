//! `CloudTrail` events as lines of a log file.
//!
//! `CloudTrail` delivers files of `{"Records": […]}`, which Athena's input format for them takes apart; the engine here
//! reads one event a line, so they are written that way.

use serde_json::Value;

/// What the documented columns hold, where it is more than a scalar.
enum Kind {
    /// An object with these fields; its others are scalars or are not in the table.
    Object(&'static [(&'static str, Kind)]),
    /// An array of objects.
    Objects,
    /// An object of any content.
    Map,
}

/// The columns that are structures. A value of another kind in one of them makes the whole file unreadable.
const STRUCTURES: &[(&str, Kind)] = &[
    (
        "useridentity",
        Kind::Object(&[
            ("onbehalfof", Kind::Object(&[])),
            (
                "sessioncontext",
                Kind::Object(&[
                    ("attributes", Kind::Object(&[])),
                    ("sessionissuer", Kind::Object(&[])),
                    (
                        "webidfederationdata",
                        Kind::Object(&[("attributes", Kind::Map)]),
                    ),
                ]),
            ),
        ]),
    ),
    ("resources", Kind::Objects),
    ("tlsdetails", Kind::Object(&[])),
    ("addendum", Kind::Object(&[])),
];

/// The event as one line, or why `CloudTrail` could not have written it.
pub(super) fn line(event: &Value, marker: Option<&str>) -> Result<String, String> {
    let fields = event.as_object().ok_or("an event is an object")?;
    check(event, &Kind::Object(STRUCTURES), "the event")?;
    let mut fields = fields.clone();
    // What Panther adds to an event is not in the log.
    fields.retain(|name, _| !name.starts_with("p_"));
    if let Some(marker) = marker {
        fields.retain(|name, _| !name.eq_ignore_ascii_case("eventid"));
        fields.insert("eventID".to_owned(), Value::from(marker));
    }
    Ok(Value::Object(fields).to_string())
}

fn check(value: &Value, kind: &Kind, path: &str) -> Result<(), String> {
    match (kind, value) {
        (_, Value::Null) | (Kind::Map, Value::Object(_)) => Ok(()),
        (Kind::Object(structures), Value::Object(fields)) => {
            fields.iter().try_for_each(|(name, value)| {
                structures
                    .iter()
                    .find(|(known, _)| known.eq_ignore_ascii_case(name))
                    .map_or(Ok(()), |(_, kind)| check(value, kind, name))
            })
        }
        (Kind::Objects, Value::Array(items)) => items
            .iter()
            .try_for_each(|item| check(item, &Kind::Object(&[]), "an element of resources")),
        (Kind::Objects, _) => Err(format!("{path} is not an array")),
        _ => Err(format!("{path} is not an object")),
    }
}
