//! Parse, lower, normalize: everything before a target is known.

use super::codes::{CONSTANT, UNREAD_LOGIC};
use super::{has_errors, python, shown};
use crate::catalog::{self, LogType};
use crate::expressions::{self, Expressions};
use crate::load::RuleDocument;
use crate::lower::{Piece, Wanted, lower, lower_fields};
use crate::normalize::normalize;
use std::sync::Arc;
use transpile_grammar::ast;
use transpile_sdk::diagnostic::{Diagnostic, Severity, SourceFile, Span};
use transpile_sdk::ir::{Condition, Key, Template, Type, Value};

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
    /// The rule's logic as written, without its filters.
    pub logic: Condition,
    /// The logic and the filters.
    pub condition: Condition,
    /// The condition that back ends print.
    pub normalized: Condition,
    /// The output columns: what the rule names, else what it reads.
    pub outputs: Vec<(String, Value)>,
    /// Columns behind those, of texts that the rule makes: an alert's title, its severity.
    pub texts: Vec<(String, Template)>,
    /// The key of the rule's groups.
    pub group_by: Vec<(String, Key)>,
    /// What the threshold counts the distinct values of; matches are counted if there is none.
    pub unique: Option<Value>,
    /// Why the matches cannot be counted, if the rule's threshold needs that and the key is not known.
    pub uncounted: Option<Diagnostic>,
    /// What a reader of the query must know of the rule.
    pub notes: Vec<String>,
    /// The files that the condition stands in beside the rule's own, by the numbers in its origins.
    pub files: Vec<Arc<SourceFile>>,
}

impl Lowered {
    /// A condition alone: no columns, no key, no notes.
    #[must_use]
    pub fn of(log_type: Arc<LogType>, condition: Condition) -> Self {
        Self {
            log_type,
            is_wider: false,
            normalized: normalize(&condition),
            logic: condition.clone(),
            condition,
            outputs: Vec::new(),
            texts: Vec::new(),
            group_by: Vec::new(),
            unique: None,
            uncounted: None,
            notes: Vec::new(),
            files: Vec::new(),
        }
    }
}

/// Reads a rule. `log_type` chooses one of the rule's log types.
#[must_use]
pub fn front(document: &RuleDocument, log_type: Option<&str>) -> Front {
    read(document, log_type, Extent::Whole)
}

/// The same without what the rule says of a match: for who wants no query. All that can be wrong with the rule is found.
#[must_use]
pub fn logic(document: &RuleDocument, log_type: Option<&str>) -> Front {
    read(document, log_type, Extent::Logic)
}

/// How much of a rule is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Extent {
    /// What decides which events match, and how they are counted.
    Logic,
    /// What it says of a match as well.
    Whole,
}

fn read(document: &RuleDocument, log_type: Option<&str>, extent: Extent) -> Front {
    let mut front = Front {
        trees: Vec::new(),
        lowered: Vec::new(),
        wider: Vec::new(),
        diagnostics: Vec::new(),
    };
    let (expressions, problems) = expressions::read(document);
    front.diagnostics.extend(problems);
    let pieces = document
        .condition
        .as_ref()
        .map(|condition| &condition.pieces);
    if pieces.is_none() && !expressions.are_logic() && !python::is_logic(document) {
        front.diagnostics.extend(unread(document));
        return front;
    }
    for piece in pieces.into_iter().flatten() {
        match transpile_grammar::parse(&piece.text) {
            Ok(tree) => front.trees.push(tree),
            Err(errors) => front.diagnostics.extend(
                errors
                    .into_iter()
                    .map(|error| error.map_spans(|span| piece.to_file(span))),
            ),
        }
    }
    if pieces.is_some_and(|pieces| front.trees.len() < pieces.len()) {
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
        let (lowered, diagnostics) = lower_for(document, &front.trees, &expressions, name, extent);
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
    // Loading or reading has said what is wrong with what is there, or that there is no logic.
    let is_elsewhere = ["Condition", "Detection"]
        .iter()
        .any(|key| document.key_span(key).is_some());
    let filename = document.filename.as_ref().filter(|_| !is_elsewhere)?;
    Some(
        Diagnostic::error(
            UNREAD_LOGIC,
            "the logic of this rule is Python (`Filename`), which is not at hand",
        )
        .at(filename.span, "")
        .with_help("write it as a `Condition: |` block"),
    )
}

fn lower_for(
    document: &RuleDocument,
    trees: &[ast::Condition],
    expressions: &Expressions,
    name: &str,
    extent: Extent,
) -> (Lowered, Vec<Diagnostic>) {
    let mut log_type = catalog::log_type(name).unwrap_or_else(|| {
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
    let python::Read {
        condition,
        mut diagnostics,
        is_wider,
        files,
    } = python::condition(document, &mut log_type).unwrap_or_else(|| {
        let (condition, diagnostics) = lower(&pieces, &log_type);
        python::Read {
            condition,
            diagnostics,
            is_wider: false,
            files: Vec::new(),
        }
    });
    let (lowered, problems) = expressions.lower(&log_type);
    diagnostics.extend(problems);
    let logic = lowered.detection.unwrap_or(condition);
    let condition = match lowered.filters {
        Some(filters) => Condition::all([logic.clone(), filters]),
        None => logic.clone(),
    };
    let normalized = normalize(&condition);
    if let Condition::Const(value) = normalized
        && !has_errors(&diagnostics)
    {
        diagnostics.push(constant(document, value));
    }
    let says = match extent {
        Extent::Logic => None,
        Extent::Whole => Some(lowered.severity_cases.as_slice()),
    };
    let shown = shown::of(document, &log_type, &condition, says);
    diagnostics.extend(shown.diagnostics);
    let (fields, problems) = key_of_groups(document, &log_type);
    diagnostics.extend(problems);
    let fields = fields.into_iter();
    let mut group_by: Vec<_> = fields
        .map(|(name, value)| (name, Key::Value(value)))
        .collect();
    let (unique, problems) = lower_fields(
        &plain(document.unique.as_slice()),
        &log_type,
        Severity::Error,
    );
    diagnostics.extend(problems);
    let unique = unique.into_iter().map(|(_, value)| value).next();
    let (counted, uncounted) = match python::counted(document, &log_type, &condition, !is_wider) {
        Ok(counted) => (counted, None),
        Err(problem) => (python::Counted::default(), Some(problem)),
    };
    group_by.extend(counted.group_by);
    let mut notes = notes(document, &log_type, &condition);
    notes.extend(shown.notes);
    notes.extend(lowered.severities);
    (
        Lowered {
            log_type,
            is_wider,
            logic,
            condition,
            normalized,
            outputs: shown.outputs,
            texts: shown.texts,
            group_by,
            unique: unique.or(counted.unique),
            uncounted,
            notes,
            files,
        },
        diagnostics,
    )
}

/// Says that the condition has the same value for every event.
fn constant(document: &RuleDocument, value: bool) -> Diagnostic {
    let every = if value {
        "matches every event"
    } else {
        "matches no event"
    };
    let diagnostic = Diagnostic::warning(CONSTANT, format!("this condition {every}"));
    let place = ["Condition", "Detection", "Filename"]
        .iter()
        .find_map(|key| document.key_span(key));
    match place {
        Some(span) => diagnostic.at(span, ""),
        None => diagnostic,
    }
}

/// Fields by their paths alone.
pub(super) fn plain(paths: &[crate::load::Located<String>]) -> Vec<Wanted<'_>> {
    paths
        .iter()
        .map(|path| Wanted {
            path: &path.value,
            name: None,
            span: path.span,
        })
        .collect()
}

/// `GroupBy`; of match expressions without it the fields of the title, which is then the key.
fn key_of_groups(
    document: &RuleDocument,
    log_type: &LogType,
) -> (Vec<(String, Value)>, Vec<Diagnostic>) {
    if document.group_by.is_empty() && document.detection.is_some() {
        // Without a threshold the key decides nothing.
        let severity = match document.threshold {
            1 => Severity::Warning,
            _ => Severity::Error,
        };
        return lower_fields(&plain(&document.title_fields), log_type, severity);
    }
    lower_fields(&plain(&document.group_by), log_type, Severity::Error)
}

fn notes(document: &RuleDocument, log_type: &LogType, condition: &Condition) -> Vec<String> {
    let mut notes = Vec::new();
    if !document.enabled {
        notes.push("the rule is disabled".to_owned());
    }
    let mut has_types = false;
    condition.fields(&mut |field| has_types |= field.ty != Type::Json);
    if log_type.inferred && has_types {
        notes.push(format!(
            "no schema of `{}` is known: the types of fields are those of the rule's tests and predicates",
            log_type.name
        ));
    }
    notes
}
