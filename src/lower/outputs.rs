//! Fields that a rule names outside its condition: output columns, and the key of its groups.
//!
//! In: paths as text with their places in the file. Out: fields as values, each once, with a column name
//! that is unique without regard to case.

use super::Lowerer;
use super::codes::BAD_OUTPUT;
use crate::catalog::{LogType, panther_field};
use std::collections::BTreeSet;
use transpile_grammar::ast::{Path, Step};
use transpile_sdk::diagnostic::{Diagnostic, Severity, Span, is_hidden};
use transpile_sdk::ir::{Field, Value};
use transpile_sdk::name::unique;

/// A field that a rule names.
#[derive(Debug, Clone)]
pub struct Wanted<'a> {
    /// Its path.
    pub path: &'a str,
    /// The column's name, if the rule gives one.
    pub name: Option<&'a str>,
    /// Where it stands in the file.
    pub span: Span,
}

/// Finds the fields; what is not there is a diagnostic of the given severity and left out. A `p_any_*`
/// field gives the fields that it collects.
pub fn lower_fields(
    wanted: &[Wanted<'_>],
    log_type: &LogType,
    severity: Severity,
) -> (Vec<(String, Value)>, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let mut fields: Vec<(String, Value)> = Vec::new();
    for one in wanted {
        let collected =
            panther_field(one.path).and_then(|field| field.stands_for.get(&log_type.name));
        let paths: Vec<&str> = match collected {
            Some(paths) => paths.iter().map(String::as_str).collect(),
            None => vec![one.path],
        };
        for path in paths {
            let Some(field) = find(path, one.span, log_type, severity, &mut diagnostics) else {
                continue;
            };
            if fields.iter().all(|(_, own)| own.subject() != &field) {
                let name = match one.name {
                    Some(name) => name
                        .chars()
                        .map(|c| if is_hidden(c) { '_' } else { c })
                        .collect(),
                    None => column_name(&field),
                };
                let name = unique(&name, |name| {
                    fields.iter().any(|(own, _)| own.eq_ignore_ascii_case(name))
                });
                fields.push((name, Value::Field(field)));
            }
        }
    }
    (fields, diagnostics)
}

fn find(
    text: &str,
    span: Span,
    log_type: &LogType,
    severity: Severity,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Field> {
    let mut own = Vec::new();
    let found = match transpile_grammar::parse_path(text) {
        Ok(path) => {
            let mut taken = BTreeSet::new();
            let mut lowerer = Lowerer {
                log_type,
                to_file: &|span| span,
                exact_keys: false,
                scope: Vec::new(),
                taken: &mut taken,
                diagnostics: &mut own,
            };
            lowerer.path(&whole_arrays(&path), span)
        }
        Err(problems) => {
            own.extend(problems);
            None
        }
    };
    diagnostics.extend(own.into_iter().map(|diagnostic| {
        let diagnostic = diagnostic.map_spans(|_| span);
        if diagnostic.is_error() {
            let severity = diagnostic.severity.min(severity);
            Diagnostic {
                code: BAD_OUTPUT,
                severity,
                ..diagnostic
            }
        } else {
            diagnostic
        }
    }));
    let reached = found?;
    // Of an array on the way the whole is shown: a column holds one value an event.
    match reached.through.into_iter().next() {
        Some(step) => field_of(step.array),
        None => field_of(reached.value),
    }
}

fn field_of(value: Value) -> Option<Field> {
    match value {
        Value::Field(field) => Some(field),
        Value::Call(_) => None,
    }
}

/// The path up to its first `[*]`.
fn whole_arrays(path: &Path) -> Path {
    let steps = path.steps.iter().take_while(|step| **step != Step::Each);
    Path {
        first: path.first.clone(),
        steps: steps.cloned().collect(),
    }
}

/// The path with `_` between its parts: `userIdentity_arn`.
pub(crate) fn column_name(field: &Field) -> String {
    let dotted = field.dotted();
    let mut name = String::new();
    for c in dotted.chars() {
        if c.is_alphanumeric() || c == '_' {
            name.push(c);
        } else if !name.ends_with('_') && c != ']' {
            name.push('_');
        }
    }
    name
}
