//! What a rule says of a match: the columns that its alerts would show.
//!
//! In: a rule document, its log type and what is true of its matches. Out: title and severity as texts, the values of
//! the context, and what of all that is not shown.

use super::python;
use crate::catalog::LogType;
use crate::load::{RuleDocument, RuleSeverity};
use crate::lower::{Wanted, lower_fields};
use std::sync::Arc;
use transpile_sdk::diagnostic::{Severity, Span};
use transpile_sdk::ir::{Condition, Origin, Predicate, Template, Test, Value};

/// The columns of an alert.
#[derive(Debug, Default)]
pub(super) struct Alert {
    /// Values of the event.
    pub(super) outputs: Vec<(String, Value)>,
    /// Texts.
    pub(super) texts: Vec<(String, Template)>,
    /// What is not shown.
    pub(super) notes: Vec<String>,
}

/// Reads what the rule says of the events for which `matched` holds. `severities` are those of match expressions.
pub(super) fn read(
    document: &RuleDocument,
    log_type: &Arc<LogType>,
    matched: &Condition,
    severities: &[(Condition, RuleSeverity)],
) -> Alert {
    let mut alert = python::alert(document, log_type, matched);
    if let Some(title) = &document.alert_title
        && alert.texts.iter().all(|(name, _)| name != TITLE)
    {
        match title_of(&title.value, title.span, log_type) {
            Some(text) => alert.texts.push((TITLE.to_owned(), text)),
            None => alert.notes.push(
                "the title is not shown: it names a field that the log does not have".to_owned(),
            ),
        }
    }
    if !severities.is_empty() {
        let own = Template::Text(document.severity.value.name().to_owned());
        let text = severities
            .iter()
            .rev()
            .fold(own, |other, (when, severity)| {
                Template::either(when, Template::Text(severity.name().to_owned()), other)
            });
        alert.texts.push((SEVERITY.to_owned(), text));
    }
    // A text that is the same for every event tells nothing.
    alert
        .texts
        .retain(|(_, text)| !matches!(text, Template::Text(_) | Template::Null));
    alert
}

/// The column of an alert's title.
pub(super) const TITLE: &str = "title";
/// The column of its severity.
pub(super) const SEVERITY: &str = "severity";

/// `x [{a.b}]`; a missing value leaves nothing between the words around it.
fn title_of(text: &str, span: Span, log_type: &LogType) -> Option<Template> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once('{') {
        let Some((path, behind)) = behind.split_once('}') else {
            break;
        };
        pieces.push(Template::Text(before.to_owned()));
        let wanted = Wanted {
            path: path.trim(),
            name: None,
            span,
        };
        // What is wrong with it has been said of the fields that the title shows.
        let (found, _) = lower_fields(&[wanted], log_type, Severity::Warning);
        let (_, value) = found.into_iter().next()?;
        pieces.push(or_empty(&value));
        rest = behind;
    }
    pieces.push(Template::Text(rest.to_owned()));
    Some(Template::joined(pieces))
}

/// The text of a value, the empty one if it is missing.
fn or_empty(value: &Value) -> Template {
    let is_null = Condition::Predicate(Predicate {
        value: value.clone(),
        negated: false,
        test: Test::IsNull,
        origin: Origin::default(),
    });
    let text = Template::Value(value.to_text());
    Template::either(&is_null, Template::Text(String::new()), text)
}
