//! What a rule shows of a match, before a table is known.
//!
//! In: a rule document, its log type and its condition. Out: the columns: what the rule names (`OutputFields`), else
//! what its alerts summarize, else the fields that it reads, and behind those what it says of a match.

use super::alert::{self, Alert};
use super::front::plain;
use crate::catalog::LogType;
use crate::load::{RuleDocument, RuleSeverity};
use crate::lower::codes::BAD_OUTPUT;
use crate::lower::{Wanted, lower_fields};
use std::sync::Arc;
use transpile_sdk::diagnostic::{Diagnostic, Severity, is_hidden};
use transpile_sdk::ir::{Condition, Field, Root, Step, Template, Value};
use transpile_sdk::name::unique;

/// The columns of a rule.
#[derive(Debug)]
pub(super) struct Shown {
    /// Values of the event.
    pub(super) outputs: Vec<(String, Value)>,
    /// Texts that the rule makes.
    pub(super) texts: Vec<(String, Template)>,
    /// What is not shown, for the reader of the query.
    pub(super) notes: Vec<String>,
    /// What is wrong with what the rule names.
    pub(super) diagnostics: Vec<Diagnostic>,
}

/// Finds the columns of a rule whose events satisfy `condition`, with what the rule says of a match if the severities
/// of its match expressions are given.
pub(super) fn of(
    document: &RuleDocument,
    log_type: &Arc<LogType>,
    condition: &Condition,
    severities: Option<&[(Condition, RuleSeverity)]>,
) -> Shown {
    let named = document.output_fields.iter().map(|field| Wanted {
        path: &field.path.value,
        name: field.name.as_deref(),
        span: field.path.span,
    });
    let mut wanted: Vec<Wanted<'_>> = named.collect();
    // A rule that names its outputs has said all of them.
    let alert = if wanted.is_empty() {
        wanted = of_alerts(document);
        let read = |severities| alert::read(document, log_type, condition, severities);
        severities.map_or_else(Alert::default, read)
    } else {
        Alert::default()
    };
    let (mut outputs, diagnostics) = lower_fields(&wanted, log_type, Severity::Warning);
    if wanted.is_empty() {
        outputs = fields_read(condition);
    }
    for (name, value) in alert.outputs {
        if outputs.iter().all(|(_, own)| *own != value) {
            outputs.push((name, value));
        }
    }
    let outputs = apart(outputs, &[]);
    let taken: Vec<&str> = outputs.iter().map(|(name, _)| name.as_str()).collect();
    let texts = apart(alert.texts, &taken);
    let left_out = diagnostics
        .iter()
        .filter(|problem| problem.code == BAD_OUTPUT)
        .map(|problem| format!("an output is left out: {}", problem.message));
    Shown {
        notes: alert.notes.into_iter().chain(left_out).collect(),
        outputs,
        texts,
        diagnostics,
    }
}

/// The fields that an alert shows.
fn of_alerts(document: &RuleDocument) -> Vec<Wanted<'_>> {
    let named = document.alert_context.iter().map(|field| Wanted {
        path: &field.path.value,
        name: field.name.as_deref(),
        span: field.path.span,
    });
    let mut wanted = plain(&document.summary_attributes);
    wanted.extend(plain(&document.title_fields));
    wanted.extend(named);
    wanted
}

/// The fields of the event that a condition reads, each once.
fn fields_read(condition: &Condition) -> Vec<(String, Value)> {
    let mut fields: Vec<Field> = Vec::new();
    condition.fields(&mut |field| {
        if field.root == Root::Event && !fields.contains(field) {
            fields.push(field.clone());
        }
    });
    // An object is shown as its parts if the condition reads those.
    let read = fields.clone();
    fields.retain(|field| {
        !read.iter().any(|other| {
            other.steps.len() > field.steps.len() && other.steps.starts_with(&field.steps)
        })
    });
    let mut named: Vec<(String, Value)> = Vec::new();
    for field in fields {
        let name: Vec<String> = field
            .steps
            .iter()
            .map(|step| match step {
                Step::Key(key) => key.clone(),
                Step::Index(index) => index.to_string(),
            })
            .collect();
        named.push((name.join("_"), Value::Field(field)));
    }
    named
}

/// The columns under names that a reader can see, each once and none of those that are taken.
fn apart<T>(columns: Vec<(String, T)>, taken: &[&str]) -> Vec<(String, T)> {
    let mut names: Vec<String> = taken.iter().map(|name| (*name).to_owned()).collect();
    let own = |(name, column): (String, T)| {
        let visible: String = name
            .chars()
            .map(|c| if is_hidden(c) { '_' } else { c })
            .collect();
        let name = unique(&visible, |name| {
            names.iter().any(|own| own.eq_ignore_ascii_case(name))
        });
        names.push(name.clone());
        (name, column)
    };
    columns.into_iter().map(own).collect()
}
