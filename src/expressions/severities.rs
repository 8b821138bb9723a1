//! `DynamicSeverities`: alerts of other severities than the rule's.
//!
//! In: the list in the rule's file. Out: a line for each entry that says when it applies. A query returns
//! events, not alerts, so that the lines are notes.

use super::codes::BAD_SEVERITY;
use super::lower::Lowering;
use super::read::Reader;
use super::tree::Expression;
use crate::load::{RuleDocument, RuleSeverity, Yaml, first_line};
use crate::lower::raise;
use crate::normalize::normalize;
use transpile_grammar::printer::print_expr;
use transpile_sdk::diagnostic::Diagnostic;
use transpile_sdk::ir::Condition;

/// A severity, and when it applies.
#[derive(Debug)]
pub(super) struct Severity {
    severity: RuleSeverity,
    pub(super) when: Expression,
}

/// Reads the list.
pub(super) fn read(document: &RuleDocument, diagnostics: &mut Vec<Diagnostic>) -> Vec<Severity> {
    let Some(value) = &document.dynamic_severities else {
        return Vec::new();
    };
    let source = &*document.text;
    let mut wrong = |value: &Yaml, message: &str| {
        diagnostics.push(
            Diagnostic::error(BAD_SEVERITY, message)
                .at(
                    first_line(source, value.span),
                    format!("this is {}", value.kind()),
                )
                .with_help("write a list of items with `ChangeTo: High` and `Conditions:`"),
        );
    };
    let Some(items) = value.as_list() else {
        wrong(value, "`DynamicSeverities` must be a list");
        return Vec::new();
    };
    let mut read = Vec::new();
    let mut found = Vec::new();
    for item in items {
        let severity = item
            .get("ChangeTo")
            .and_then(Yaml::as_text)
            .and_then(RuleSeverity::from_name);
        match (severity, item.get("Conditions")) {
            (Some(severity), Some(conditions)) => read.push((severity, conditions)),
            (None, _) => wrong(item, "`ChangeTo` must be a severity"),
            (_, None) => wrong(item, "a dynamic severity has `Conditions`"),
        }
    }
    for (severity, conditions) in read {
        let mut reader = Reader::new(source, false);
        if let Some(when) = reader.all(conditions) {
            found.push(Severity { severity, when });
        }
        diagnostics.append(&mut reader.diagnostics);
    }
    found
}

/// A line and a case for each, the first that applies counts.
pub(super) fn lower(
    severities: &[Severity],
    lowering: &mut Lowering<'_>,
) -> (Vec<String>, Vec<(Condition, RuleSeverity)>) {
    let (mut lines, mut cases) = (Vec::new(), Vec::new());
    for Severity { severity, when } in severities {
        if let Some(verdict) = lowering.expression(when) {
            let condition = normalize(&verdict.yes);
            let whole = raise(&Condition::Or(vec![condition.clone()]));
            cases.push((condition, *severity));
            let text: Vec<String> = whole.lines.iter().map(print_expr).collect();
            let or = if lines.is_empty() { "" } else { "else " };
            lines.push(format!(
                "{or}the severity is {severity} if {}",
                text.join(" and ")
            ));
        }
    }
    (lines, cases)
}
