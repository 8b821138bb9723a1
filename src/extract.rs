//! A rule's logic as a condition, whatever form its author wrote it in.
//!
//! In: a rule document and what it was lowered to. Out: the text of its condition for each log type; and the rule's
//! file with that condition in it. The file keeps all else as it is, comments and layout included, and is only
//! given if it reads back as the same rule.

use crate::compile::codes::{NOT_WRITTEN, NOT_WRITTEN_SAME};
use crate::compile::{Lowered, front, has_errors};
use crate::load::{Loaded, RuleDocument, load};
use crate::lower::raise;
use crate::normalize::normalize;
use transpile_grammar::printer::print;
use transpile_sdk::diagnostic::Diagnostic;

/// Keys that hold logic, and keys before which a condition may stand if there are none of these.
const BEFORE: [&str; 3] = ["Detection", "Filename", "Tests"];

/// A condition and the log types of which it is that of the rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Extracted {
    /// The log types.
    pub log_types: Vec<String>,
    /// The text, without inline filters: a line for each part of the outermost `and`, no newline behind the last.
    pub text: String,
}

/// The conditions of a rule's logic; one, if that is the same for all log types.
#[must_use]
pub fn conditions(lowered: &[Lowered]) -> Vec<Extracted> {
    let mut found: Vec<Extracted> = Vec::new();
    for one in lowered {
        let text = print(&raise(&normalize(&one.logic))).trim_end().to_owned();
        let log_type = one.log_type.name.clone();
        match found.iter_mut().find(|other| other.text == text) {
            Some(same) => same.log_types.push(log_type),
            None => found.push(Extracted {
                log_types: vec![log_type],
                text,
            }),
        }
    }
    found
}

/// The rule's file with its condition in it.
///
/// # Errors
/// Why it is not written: there is a condition already, there is no one condition for all log types, the file
/// is no block mapping, or it would not read back as the same rule.
pub fn written(document: &RuleDocument, lowered: &[Lowered]) -> Result<String, Diagnostic> {
    let refuse = |message: &str, help: &str| {
        let mut diagnostic = Diagnostic::error(NOT_WRITTEN, message).with_help(help);
        if let Some(span) = BEFORE.iter().find_map(|key| document.key_span(key)) {
            diagnostic = diagnostic.at(span, "");
        }
        diagnostic
    };
    let conditions = conditions(lowered);
    let [condition] = conditions.as_slice() else {
        return Err(refuse(
            "the rule asks its log types different questions",
            "make a rule for each log type, then write the conditions",
        ));
    };
    let Some(text) = insert(document, &condition.text) else {
        return Err(refuse(
            "the rule's keys do not stand on lines of their own",
            "write the rule as lines `Key: value`, without braces around them",
        ));
    };
    let same = match load(&document.path, &text) {
        (Some(Loaded::Rule(own)), problems) if !has_errors(&problems) => {
            let again = front(&own, None);
            if let Some(problem) = again.diagnostics.iter().find(|problem| problem.is_error()) {
                return Err(unreadable(&problem.message));
            }
            again.lowered.len() == lowered.len()
                && again.lowered.iter().zip(lowered).all(|(own, other)| {
                    own.normalized == other.normalized
                        && own.log_type == other.log_type
                        && own.group_by == other.group_by
                        && own.uncounted == other.uncounted
                })
        }
        _ => false,
    };
    if same {
        Ok(text)
    } else {
        Err(unreadable("it would be read as another rule"))
    }
}

fn unreadable(reason: &str) -> Diagnostic {
    Diagnostic::error(
        NOT_WRITTEN_SAME,
        "the condition is not written, because the file would not be the same rule",
    )
    .with_note(reason.to_owned())
    .with_help("`transpile extract` without `--write` prints the condition")
}

/// The file with the condition before the first line that holds other logic, or the tests, or at its end.
fn insert(document: &RuleDocument, condition: &str) -> Option<String> {
    let text = &*document.text;
    let newline = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let key = BEFORE.iter().find_map(|key| document.key_span(key));
    let first = document.keys.first()?.span;
    let line_of = |at: usize| {
        let before = text.get(..at)?;
        Some(before.rfind('\n').map_or(0, |newline| newline + 1))
    };
    let margin = text.get(line_of(first.start)?..first.start)?;
    // What stands before a key is its indentation, the same for all keys, after a byte order mark at most.
    let margin = margin.trim_start_matches('\u{feff}');
    if !margin.bytes().all(|byte| byte == b' ') {
        return None;
    }
    let (at, start) = match key {
        Some(key) => {
            let start = line_of(key.start)?;
            if text.get(start..key.start)?.trim_start_matches('\u{feff}') != margin {
                return None;
            }
            (start, "")
        }
        None if text.ends_with('\n') => (text.len(), ""),
        None => (text.len(), newline),
    };
    let mut block = format!("{start}{margin}Condition: |{newline}");
    for line in condition.lines() {
        block.extend([margin, "  ", line, newline]);
    }
    let (before, behind) = text.split_at_checked(at)?;
    Some(format!("{before}{block}{behind}"))
}
