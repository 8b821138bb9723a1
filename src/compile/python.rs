//! Rules whose logic is the Python file that they name.
//!
//! In: a rule document with the text of that file. Out: its condition for a log type, and what of it
//! is not certain.

use crate::catalog::LogType;
use crate::load::RuleDocument;
use std::sync::Arc;
use transpile_sdk::diagnostic::Diagnostic;
use transpile_sdk::ir::Condition;

/// What a rule's logic was read as.
pub(super) struct Read {
    pub(super) condition: Condition,
    pub(super) diagnostics: Vec<Diagnostic>,
    /// True if the condition lets more events through than the rule.
    pub(super) is_wider: bool,
}

/// True if the Python of a rule is its logic.
#[cfg(feature = "python")]
pub(super) fn is_logic(document: &RuleDocument) -> bool {
    document.python.is_some()
        && document.key_span("Condition").is_none()
        && document.key_span("Detection").is_none()
}

/// Reads the Python of a rule. Nothing, if its logic is not Python.
#[cfg(feature = "python")]
pub(super) fn condition(document: &RuleDocument, log_type: &Arc<LogType>) -> Option<Read> {
    if !is_logic(document) {
        return None;
    }
    let sources = document.python.as_ref()?;
    Some(match crate::python::extract(sources, log_type) {
        Ok(extracted) => {
            let is_wider = !extracted.uncertain.is_empty();
            Read {
                condition: extracted.condition,
                diagnostics: extracted.uncertain,
                is_wider,
            }
        }
        Err(problem) => Read {
            condition: Condition::Const(false),
            diagnostics: vec![problem],
            is_wider: false,
        },
    })
}

/// Why the matches of a rule with a threshold cannot be counted: its Python says how, and is not read.
/// What its document says of that goes before.
#[cfg(feature = "python")]
pub(super) fn uncounted(document: &RuleDocument) -> Option<Diagnostic> {
    if document.threshold < 2 || !is_logic(document) {
        return None;
    }
    let sources = document.python.as_ref()?;
    let mut functions = Vec::new();
    if document.group_by.is_empty() {
        functions.extend(["dedup", "title"]);
    }
    if document.unique.is_none() {
        functions.push("unique");
    }
    crate::python::check_unread(sources, &functions).err()
}

/// This build reads no Python.
#[cfg(not(feature = "python"))]
pub(super) fn is_logic(_: &RuleDocument) -> bool {
    false
}

/// This build reads no Python.
#[cfg(not(feature = "python"))]
pub(super) fn condition(_: &RuleDocument, _: &Arc<LogType>) -> Option<Read> {
    None
}

/// This build reads no Python.
#[cfg(not(feature = "python"))]
pub(super) fn uncounted(_: &RuleDocument) -> Option<Diagnostic> {
    None
}
