//! The front end on a rule of a repository, as the command line uses it.

use super::repository::PythonRule;
use serde_json::{Map, Value};
use std::fmt::Write;
use transpile::compile::{Lowered, front, has_errors};

/// The conditions of a rule.
#[derive(Debug)]
pub(crate) struct Extracted(Vec<Lowered>);

impl Extracted {
    /// The one of a log type, or the first.
    pub(crate) fn of(&self, log_type: &str) -> &Lowered {
        let mut all = self.0.iter();
        all.find(|one| one.log_type.name == log_type)
            .unwrap_or(&self.0[0])
    }
}

/// The conditions of a rule in which names are replaced, or why there are none.
pub(crate) fn extract(
    rule: &PythonRule,
    _replaced: &Map<String, Value>,
) -> Result<Extracted, String> {
    let front = front(&rule.document, None);
    if has_errors(&front.diagnostics) || front.lowered.is_empty() {
        let first = front.diagnostics.iter().find(|one| one.is_error());
        return Err(first.map_or_else(
            || "no reason".to_owned(),
            |one| format!("{}: {}", one.code.0, one.message),
        ));
    }
    Ok(Extracted(front.lowered))
}

/// The text of a module that ends in assignments: a function is set to one that returns the value, a constant to the
/// value, or to what that is as JSON, if it is a text.
pub(crate) fn replaced_in(text: &str, replaced: &Map<String, Value>) -> String {
    let mut changed = text.to_owned();
    for (name, value) in replaced {
        let is_constant = text.lines().any(|line| {
            line.strip_prefix(name.as_str())
                .is_some_and(|rest| rest.trim_start().starts_with(['=', ':']))
        });
        let _ = if is_constant {
            let read = value
                .as_str()
                .and_then(|text| serde_json::from_str(text).ok());
            write!(
                changed,
                "\n{name} = {}\n",
                literal(read.as_ref().unwrap_or(value))
            )
        } else {
            let value = literal(value);
            write!(
                changed,
                "\ndef {name}(*_arguments, **_named):\n    return {value}\n"
            )
        };
    }
    changed
}

/// A value as Python writes it.
fn literal(value: &Value) -> String {
    match value {
        Value::Null => "None".to_owned(),
        Value::Bool(true) => "True".to_owned(),
        Value::Bool(false) => "False".to_owned(),
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(literal).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Object(map) => {
            let members: Vec<String> = map
                .iter()
                .map(|(key, value)| format!("{}: {}", Value::from(key.as_str()), literal(value)))
                .collect();
            format!("{{{}}}", members.join(", "))
        }
        // JSON's numbers are Python's, and so are its texts (a pair of surrogates is never escaped by serde_json).
        other => other.to_string(),
    }
}
