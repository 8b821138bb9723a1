//! The front end on a rule of a repository, as the command line uses it.

use super::repository::{PythonRule, Repository};
use serde_json::{Map, Value};
use std::fmt::Write;
use std::fs;
use std::panic::catch_unwind;
use std::sync::Arc;
use transpile::catalog::{inferred, log_type};
use transpile::compile::{Lowered, front, has_errors};
use transpile::python::{Module, Sources};
use transpile::report::render;

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

/// Why a rule has no condition.
#[derive(Debug)]
pub(crate) struct Refusal {
    /// The kind of the first error and what it says.
    pub(crate) reason: String,
    /// All that is said, as the command line shows it.
    pub(crate) shown: String,
}

pub(crate) fn sources(
    rule: &PythonRule,
    repository: &Repository,
    replaced: &Map<String, Value>,
) -> Sources {
    let text = fs::read_to_string(&rule.python).unwrap();
    Sources {
        rule: Arc::new(Module::new(
            rule.python.to_string_lossy(),
            replaced_in(&text, replaced),
        )),
        library: Arc::clone(repository.library()),
    }
}

/// The conditions of a rule in which names are replaced, or why there are none.
pub(crate) fn extract(
    rule: &PythonRule,
    repository: &Repository,
    replaced: &Map<String, Value>,
) -> Result<Extracted, Refusal> {
    let mut document = rule.document.clone();
    document.python = Some(sources(rule, repository, replaced));
    // A fault of the compiler's is counted like a refusal, so that the other rules are heard of.
    let Ok(front) = catch_unwind(|| front(&document, None)) else {
        let reason = "the compiler panicked".to_owned();
        return Err(Refusal {
            shown: reason.clone(),
            reason,
        });
    };
    if !has_errors(&front.diagnostics) && !front.lowered.is_empty() {
        return Ok(Extracted(front.lowered));
    }
    let first = front.diagnostics.iter().find(|one| one.is_error());
    let shown = front.diagnostics.iter().map(|one| {
        let (path, text) = match one.file() {
            Some(file) => (&file.path, &*file.text),
            None => (&document.path, &*document.text),
        };
        render(one, path, text, false)
    });
    Err(Refusal {
        reason: first.map_or_else(
            || "no reason".to_owned(),
            |one| format!("{}: {}", one.code.0, one.message),
        ),
        shown: shown.collect(),
    })
}

/// The condition of a rule without a schema, whatever its fields hold: its types and spellings come from nowhere.
pub(crate) fn extract_untyped(
    rule: &PythonRule,
    repository: &Repository,
) -> Result<Extracted, Refusal> {
    let mut lowered = Vec::new();
    for name in rule.document.log_types.iter().map(|name| &name.value) {
        let log_type = log_type(name).unwrap_or_else(|| Arc::new(inferred(name, &[])));
        let sources = sources(rule, repository, &Map::new());
        let problems = match transpile::python::extract(&sources, &log_type) {
            Ok(extracted) if extracted.uncertain.is_empty() => {
                lowered.push(Lowered::of(log_type, extracted.condition));
                continue;
            }
            Ok(extracted) => extracted.uncertain,
            Err(problem) => vec![problem],
        };
        let reason = problems[0].message.clone();
        return Err(Refusal {
            shown: reason.clone(),
            reason,
        });
    }
    Ok(Extracted(lowered))
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
