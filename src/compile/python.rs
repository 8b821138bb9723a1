//! Rules whose logic is the Python file that they name.
//!
//! In: a rule document with the text of that file. Out: its condition for a log type, and what of it
//! is not certain.

use super::alert::Alert;
use crate::catalog::LogType;
use crate::load::RuleDocument;
use std::sync::Arc;
use transpile_sdk::diagnostic::{Diagnostic, SourceFile};
use transpile_sdk::ir::{Condition, Key, Value};

/// What a rule's logic was read as.
pub(super) struct Read {
    pub(super) condition: Condition,
    pub(super) diagnostics: Vec<Diagnostic>,
    /// True if the condition lets more events through than the rule.
    pub(super) is_wider: bool,
    /// The files that it stands in, by the numbers in its origins.
    pub(super) files: Vec<Arc<SourceFile>>,
}

/// How a rule's Python counts its matches.
#[derive(Default)]
pub(super) struct Counted {
    /// The key of the rule's groups with its name; none: all matches share one, or the document says it.
    pub(super) group_by: Option<(String, Key)>,
    /// What is counted the distinct values of.
    pub(super) unique: Option<Value>,
}

/// True if the Python of a rule is its logic.
#[cfg(feature = "python")]
pub(super) fn is_logic(document: &RuleDocument) -> bool {
    document.python.is_some()
        && document.key_span("Condition").is_none()
        && document.key_span("Detection").is_none()
}

/// True if a rule has Python beside its logic.
#[cfg(feature = "python")]
#[must_use]
pub fn is_beside(document: &RuleDocument) -> bool {
    document.python.is_some() && !is_logic(document)
}

/// This build reads no Python.
#[cfg(not(feature = "python"))]
#[must_use]
pub fn is_beside(_: &RuleDocument) -> bool {
    false
}

/// Reads the Python of a rule. Nothing, if its logic is not Python. A log type that was inferred gets the fields that
/// the Python treats as of one type.
#[cfg(feature = "python")]
pub(super) fn condition(document: &RuleDocument, log_type: &mut Arc<LogType>) -> Option<Read> {
    is_logic(document).then(|| read(document, log_type))?
}

/// The same, whatever the rule's logic is. Nothing, if the rule has no Python.
#[cfg(feature = "python")]
pub(super) fn read(document: &RuleDocument, log_type: &mut Arc<LogType>) -> Option<Read> {
    let sources = document.python.as_ref()?;
    let mut extracted = crate::python::extract(sources, log_type);
    if let Ok(first) = &extracted
        && let Some(extended) = super::evidence::extended(log_type, &first.condition)
    {
        *log_type = Arc::new(extended);
        extracted = crate::python::extract(sources, log_type);
    }
    Some(match extracted {
        Ok(extracted) => {
            let is_wider = !extracted.uncertain.is_empty();
            Read {
                condition: extracted.condition,
                diagnostics: extracted.uncertain,
                is_wider,
                files: extracted.files,
            }
        }
        Err(problem) => Read {
            condition: Condition::Const(false),
            diagnostics: vec![problem],
            is_wider: false,
            files: Vec::new(),
        },
    })
}

/// How the Python of a rule with a threshold counts the events for which `matched` holds, or why that is
/// not known. What its document says of that goes before.
#[cfg(feature = "python")]
pub(super) fn counted(
    document: &RuleDocument,
    log_type: &Arc<LogType>,
    matched: &Condition,
    is_certain: bool,
) -> Result<Counted, Diagnostic> {
    use crate::lower::column_name;
    let Some(sources) = document.python.as_ref() else {
        return Ok(Counted::default());
    };
    if document.threshold < 2 || !is_logic(document) {
        return Ok(Counted::default());
    }
    let asked = crate::python::Asked {
        key: document.group_by.is_empty(),
        unique: document.unique.is_none(),
        is_certain,
    };
    let read = crate::python::grouping(sources, log_type, matched, asked)?;
    let named = |keyed: crate::python::Keyed| {
        let name = match &keyed.key {
            Key::Value(value) => column_name(value.subject()),
            Key::Text(_) => keyed.function.to_owned(),
        };
        (name, keyed.key)
    };
    Ok(Counted {
        group_by: read.key.map(named),
        unique: read.unique,
    })
}

/// What the Python of a rule says of the events for which `matched` holds; nothing, if its logic is not Python.
#[cfg(feature = "python")]
pub(super) fn alert(
    document: &RuleDocument,
    log_type: &Arc<LogType>,
    matched: &Condition,
) -> Alert {
    use super::alert::{SEVERITY, TITLE};
    use crate::load::RuleSeverity;
    use crate::python::Content;
    let mut alert = Alert::default();
    let Some(sources) = document.python.as_ref().filter(|_| is_logic(document)) else {
        return alert;
    };
    // A file that is not read has no condition, and that has been said.
    let Ok(read) = crate::python::alert(sources, log_type, matched) else {
        return alert;
    };
    alert.notes = read.unread;
    for (key, content) in read.context {
        match content {
            Content::Value(value) => alert.outputs.push((key, value)),
            Content::Text(text) => alert.texts.push((key, text)),
        }
    }
    let title = read.title.map(|text| (TITLE.to_owned(), text));
    let own = document.severity.value;
    // Panther takes any other text for the rule's own severity.
    let severity = |text: &str| {
        RuleSeverity::from_name(text)
            .unwrap_or(own)
            .name()
            .to_owned()
    };
    let texts = read.severity.map(|text| text.with_texts(&severity));
    match texts {
        Some(Some(text)) => alert.texts.insert(0, (SEVERITY.to_owned(), text)),
        Some(None) => alert
            .notes
            .push("what `severity` gives is not shown: it is no constant".to_owned()),
        None => {}
    }
    alert.texts.splice(0..0, title);
    alert
}

/// This build reads no Python.
#[cfg(not(feature = "python"))]
pub(super) fn alert(_: &RuleDocument, _: &Arc<LogType>, _: &Condition) -> Alert {
    Alert::default()
}

/// This build reads no Python.
#[cfg(not(feature = "python"))]
pub(super) fn is_logic(_: &RuleDocument) -> bool {
    false
}

/// This build reads no Python.
#[cfg(not(feature = "python"))]
pub(super) fn condition(_: &RuleDocument, _: &mut Arc<LogType>) -> Option<Read> {
    None
}

/// This build reads no Python.
#[cfg(not(feature = "python"))]
pub(super) fn read(_: &RuleDocument, _: &mut Arc<LogType>) -> Option<Read> {
    None
}

/// This build reads no Python.
#[cfg(not(feature = "python"))]
pub(super) fn counted(
    _: &RuleDocument,
    _: &Arc<LogType>,
    _: &Condition,
    _: bool,
) -> Result<Counted, Diagnostic> {
    Ok(Counted::default())
}
