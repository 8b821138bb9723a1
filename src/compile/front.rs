//! Parse, lower, normalize: everything before a target is known.

use super::codes::{CONSTANT, UNREAD_FILTERS, UNREAD_LOGIC};
use super::{has_errors, python};
use crate::catalog::{self, LogType};
use crate::load::{Data, RuleDocument, Yaml};
use crate::lower::{Piece, Wanted, lower, lower_fields};
use crate::normalize::normalize;
use std::sync::Arc;
use transpile_grammar::ast;
use transpile_sdk::diagnostic::{Diagnostic, Severity, Span};
use transpile_sdk::ir::{Condition, Field, Root, Step};

/// A rule as its author wrote it and as it is understood, for each of its log types.
#[derive(Debug)]
pub struct Front {
    /// The syntax trees of the condition's pieces.
    pub trees: Vec<ast::Condition>,
    /// The rule for each log type; empty if there was an error.
    pub lowered: Vec<Lowered>,
    /// What is certain of a rule of which not all is, for each log type: it lets more events through.
    pub wider: Vec<Lowered>,
    /// What was found.
    pub diagnostics: Vec<Diagnostic>,
}

/// A rule over one log type.
#[derive(Debug, Clone)]
pub struct Lowered {
    /// The log type.
    pub log_type: Arc<LogType>,
    /// True if the condition lets more events through than the rule.
    pub is_wider: bool,
    /// The condition as written.
    pub condition: Condition,
    /// The condition that back ends print.
    pub normalized: Condition,
    /// The output columns: what the rule names, else what it reads.
    pub outputs: Vec<(String, Field)>,
    /// The key of the rule's groups.
    pub group_by: Vec<(String, Field)>,
    /// What a reader of the query must know of the rule.
    pub notes: Vec<String>,
}

/// Reads a rule's logic. `log_type` chooses one of the rule's log types.
#[must_use]
pub fn front(document: &RuleDocument, log_type: Option<&str>) -> Front {
    let mut front = Front {
        trees: Vec::new(),
        lowered: Vec::new(),
        wider: Vec::new(),
        diagnostics: Vec::new(),
    };
    if document.condition.is_none() && !python::is_logic(document) {
        front.diagnostics.extend(unread(document));
        return front;
    }
    if let Some(filters) = document
        .inline_filters
        .as_ref()
        .filter(|filters| !is_empty(filters))
    {
        front.diagnostics.push(
            Diagnostic::error(UNREAD_FILTERS, "inline filters are not read yet")
                .at(filters.span, "")
                .with_help("write them as lines of the condition"),
        );
    }
    let pieces = document
        .condition
        .as_ref()
        .map_or(&[][..], |condition| condition.pieces.as_slice());
    for piece in pieces {
        match transpile_grammar::parse(&piece.text) {
            Ok(tree) => front.trees.push(tree),
            Err(errors) => front.diagnostics.extend(
                errors
                    .into_iter()
                    .map(|error| error.map_spans(|span| piece.to_file(span))),
            ),
        }
    }
    if front.trees.len() < pieces.len() {
        return front;
    }
    let mut names: Vec<&str> = Vec::new();
    for own in &document.log_types {
        let name = own.value.as_str();
        if !names.contains(&name) && log_type.is_none_or(|wanted| wanted == name) {
            names.push(name);
        }
    }
    for name in names {
        let (lowered, diagnostics) = lower_for(document, &front.trees, name);
        let failed = has_errors(&diagnostics);
        if lowered.is_wider {
            front.wider.push(lowered.clone());
        }
        for diagnostic in diagnostics {
            // Over several log types the same is said once.
            if !front.diagnostics.contains(&diagnostic) {
                front.diagnostics.push(diagnostic);
            }
        }
        if !failed {
            front.lowered.push(lowered);
        }
    }
    front
}

fn unread(document: &RuleDocument) -> Option<Diagnostic> {
    // Loading has said what is wrong with the condition.
    document.key_span("Condition").is_none().then_some(())?;
    let (form, span) = match (&document.detection, &document.filename) {
        (Some(detection), _) => ("match expressions (`Detection`)", detection.span),
        (None, Some(filename)) => ("Python (`Filename`)", filename.span),
        // Loading has said that there is no logic.
        (None, None) => return None,
    };
    Some(
        Diagnostic::error(
            UNREAD_LOGIC,
            format!("the logic of this rule is {form}, which is not read yet"),
        )
        .at(span, "")
        .with_help("write it as a `Condition: |` block"),
    )
}

/// True for filters that let everything through: `- All: []`.
fn is_empty(filters: &Yaml) -> bool {
    match &filters.data {
        Data::List(items) => items.iter().all(is_empty),
        Data::Map(entries) => entries.iter().all(|entry| is_empty(&entry.value)),
        Data::Null => true,
        _ => false,
    }
}

fn lower_for(
    document: &RuleDocument,
    trees: &[ast::Condition],
    name: &str,
) -> (Lowered, Vec<Diagnostic>) {
    let log_type = catalog::log_type(name).unwrap_or_else(|| {
        let logs: Vec<&serde_json::Value> = document.tests.iter().map(|test| &test.log).collect();
        Arc::new(catalog::inferred(name, &logs))
    });
    let maps: Vec<_> = document
        .condition
        .iter()
        .flat_map(|condition| &condition.pieces)
        .map(|piece| move |span: Span| piece.to_file(span))
        .collect();
    let pieces: Vec<Piece<'_>> = trees
        .iter()
        .zip(&maps)
        .map(|(tree, map)| Piece { tree, to_file: map })
        .collect();
    let (condition, mut diagnostics, is_wider) = match python::condition(document, &log_type) {
        Some(read) => read,
        None => {
            let (condition, diagnostics) = lower(&pieces, &log_type);
            (condition, diagnostics, false)
        }
    };
    let normalized = normalize(&condition);
    if let Condition::Const(value) = normalized
        && !has_errors(&diagnostics)
    {
        let every = if value {
            "matches every event"
        } else {
            "matches no event"
        };
        let mut diagnostic = Diagnostic::warning(CONSTANT, format!("this condition {every}"));
        let span = document.key_span("Condition");
        if let Some(span) = span.or_else(|| document.key_span("Filename")) {
            diagnostic = diagnostic.at(span, "");
        }
        diagnostics.push(diagnostic);
    }
    let wanted: Vec<Wanted<'_>> = document
        .output_fields
        .iter()
        .map(|field| Wanted {
            path: &field.path.value,
            name: field.name.as_deref(),
            span: field.path.span,
        })
        .collect();
    let wanted = if wanted.is_empty() {
        plain(&document.summary_attributes)
    } else {
        wanted
    };
    let (mut outputs, problems) = lower_fields(&wanted, &log_type, Severity::Warning);
    diagnostics.extend(problems);
    if wanted.is_empty() {
        outputs = fields_read(&condition);
    }
    let (group_by, problems) = lower_fields(&plain(&document.group_by), &log_type, Severity::Error);
    diagnostics.extend(problems);
    let notes = notes(document);
    (
        Lowered {
            log_type,
            is_wider,
            condition,
            normalized,
            outputs,
            group_by,
            notes,
        },
        diagnostics,
    )
}

fn plain(paths: &[crate::load::Located<String>]) -> Vec<Wanted<'_>> {
    paths
        .iter()
        .map(|path| Wanted {
            path: &path.value,
            name: None,
            span: path.span,
        })
        .collect()
}

/// The fields of the event that a condition reads, each once.
fn fields_read(condition: &Condition) -> Vec<(String, Field)> {
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
    let mut named: Vec<(String, Field)> = Vec::new();
    for field in fields {
        let name: Vec<String> = field
            .steps
            .iter()
            .map(|step| match step {
                Step::Key(key) => key.clone(),
                Step::Index(index) => index.to_string(),
            })
            .collect();
        named.push((name.join("_"), field));
    }
    named
}

fn notes(document: &RuleDocument) -> Vec<String> {
    let mut notes = Vec::new();
    if !document.enabled {
        notes.push("the rule is disabled".to_owned());
    }
    if document.threshold > 1 {
        notes.push(format!(
            "the rule alerts at {} matches within {} minutes; this query returns each match",
            document.threshold, document.dedup_period_minutes
        ));
    }
    notes
}
