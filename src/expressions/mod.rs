//! Match expressions, the YAML notation of Panther's simple detections and inline filters.
//!
//! In: a rule document. Out: its [`Expressions`], read once; and from these, for each log type, conditions
//! in the IR ([`Lowered`]), typed by the log type.
//!
//! The meaning is that of Panther's run-time: keys are case-sensitive, a missing key is null, a complement
//! is true of null, and where Python raises an exception the event gives no alert.

mod address;
mod ask;
pub mod codes;
mod fields;
mod key;
mod lower;
mod read;
mod severities;
mod table;
mod text;
mod tree;
mod value;
mod verdict;

use crate::catalog::LogType;
use crate::load::{RuleDocument, RuleSeverity};
use lower::Lowering;
use read::Reader;
use severities::Severity;
use std::collections::BTreeSet;
use transpile_sdk::diagnostic::Diagnostic;
use transpile_sdk::ir::Condition;
use tree::{Expression, Way};

/// The match expressions of a rule.
#[derive(Debug, Default)]
pub struct Expressions {
    /// The rule's logic, if it has no condition and is a detection.
    detection: Option<Expression>,
    /// Inline filters that filter something.
    filters: Option<Expression>,
    severities: Vec<Severity>,
}

/// Match expressions over one log type.
#[derive(Debug)]
pub struct Lowered {
    /// The rule's logic.
    pub detection: Option<Condition>,
    /// What the filters ask beside that.
    pub filters: Option<Condition>,
    /// When an alert is of another severity, in words.
    pub severities: Vec<String>,
    /// The same as conditions, the first that holds counts.
    pub severity_cases: Vec<(Condition, RuleSeverity)>,
}

/// Reads the match expressions of a rule. A detection beside a condition is not read: the condition counts.
#[must_use]
pub fn read(document: &RuleDocument) -> (Expressions, Vec<Diagnostic>) {
    let source = &*document.text;
    let mut diagnostics = Vec::new();
    let mut part = |value: Option<&crate::load::Yaml>, are_filters| {
        let mut reader = Reader::new(source, are_filters);
        let read = value.and_then(|value| reader.all(value));
        diagnostics.append(&mut reader.diagnostics);
        read
    };
    let is_logic = document.key_span("Condition").is_none();
    let detection = part(document.detection.as_ref().filter(|_| is_logic), false);
    let filters = part(document.inline_filters.as_ref(), true);
    let severities = severities::read(document, &mut diagnostics);
    let expressions = Expressions {
        detection,
        filters: filters.filter(|filters| !filters.is_empty()),
        severities,
    };
    (expressions, diagnostics)
}

impl Expressions {
    /// True if they are the rule's logic.
    #[must_use]
    pub fn are_logic(&self) -> bool {
        self.detection.is_some()
    }

    /// Lowers them for a log type.
    #[must_use]
    pub fn lower(&self, log_type: &LogType) -> (Lowered, Vec<Diagnostic>) {
        let mut taken = BTreeSet::new();
        let mut take = |way: &Way| {
            if let Way::Path(path) | Way::Event(path) = way {
                taken.insert(path.first.clone());
            }
        };
        let severities = self.severities.iter().map(|severity| &severity.when);
        for expression in self.detection.iter().chain(&self.filters).chain(severities) {
            expression.ways(&mut take);
        }
        let mut lowering = Lowering::new(log_type, taken);
        let mut lower = |expression: &Option<Expression>| {
            let expression = expression.as_ref()?;
            // What is wrong has been said; the rule is only used if there is no error.
            let verdict = lowering.expression(expression);
            Some(verdict.map_or(Condition::Const(false), |verdict| verdict.yes))
        };
        let (detection, filters) = (lower(&self.detection), lower(&self.filters));
        let (severities, severity_cases) = severities::lower(&self.severities, &mut lowering);
        let lowered = Lowered {
            detection,
            filters,
            severities,
            severity_cases,
        };
        (lowered, lowering.paths.diagnostics)
    }
}
