//! A rule's own unit tests, run by the evaluator.
//!
//! In: a rule document and its lowered conditions. Out: a [`Case`] a test: expected, got, and the
//! predicates that decided.

use crate::catalog::{LogType, Spec};
use crate::compile::Lowered;
use crate::compile::codes::{BAD_EVENT, NOT_RUN};
use crate::eval::{Decision, EvalError, Evaluator, Event, Options};
use crate::load::{RuleDocument, UnitTest};
use indexmap::IndexMap;
use std::sync::Arc;
use transpile_sdk::diagnostic::{Diagnostic, SourceFile, shown};
use transpile_sdk::ir::Origin;

/// A test that was run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// Its name.
    pub name: String,
    /// What the rule's author says.
    pub expected: bool,
    /// What the evaluator says.
    pub got: bool,
    /// The predicates that decided, in words.
    pub because: String,
}

impl Case {
    /// True if the evaluator says what the author says.
    #[must_use]
    pub fn passed(&self) -> bool {
        self.expected == self.got
    }
}

/// The log type of a test: the wanted one, else its own, else its event's, else the rule's first.
fn lowered_for<'a>(
    test: &UnitTest,
    lowered: &'a [Lowered],
    wanted: Option<&str>,
) -> Option<&'a Lowered> {
    let own = test.log_type.as_ref().map(|own| own.value.as_str());
    let of_event = test.log.get("p_log_type").and_then(|own| own.as_str());
    let find = |name: &str| lowered.iter().find(|lowered| lowered.log_type.name == name);
    wanted
        .or(own)
        .and_then(find)
        .or_else(|| of_event.and_then(find))
        .or_else(|| lowered.first())
}

/// Runs a rule's tests. `log_type` is the one to read every event as.
#[must_use]
pub fn run_tests(
    document: &RuleDocument,
    lowered: &[Lowered],
    log_type: Option<&str>,
) -> (Vec<Case>, Vec<Diagnostic>) {
    let mut problems = Vec::new();
    let mut evaluators = Vec::new();
    for one in lowered {
        match evaluator(one) {
            Ok(evaluator) => evaluators.push((&one.log_type.name, evaluator)),
            Err(problem) => problems.push(problem),
        }
    }
    let mut cases = Vec::new();
    for test in &document.tests {
        let Some(lowered) = lowered_for(test, lowered, log_type) else {
            continue;
        };
        let Some((_, evaluator)) = evaluators
            .iter()
            .find(|(name, _)| **name == lowered.log_type.name)
        else {
            continue;
        };
        let event = match Event::try_from(log_of(test, document, lowered)) {
            Ok(event) => event,
            Err(error) => {
                problems.push(
                    Diagnostic::error(BAD_EVENT, error.to_string()).at(test.span, "in this test"),
                );
                continue;
            }
        };
        let verdict = evaluator.explain(&event);
        cases.push(Case {
            name: test.name.value.clone(),
            expected: test.expected_result,
            got: verdict.matched,
            because: because(&verdict.deciding, document, lowered),
        });
    }
    (cases, problems)
}

/// The event of a test. Python finds keys without regard to case, so that the tests of its rules may
/// spell them otherwise than the log type does.
fn log_of(test: &UnitTest, document: &RuleDocument, lowered: &Lowered) -> serde_json::Value {
    let is_python = document.key_span("Condition").is_none() && document.filename.is_some();
    if is_python {
        as_logged(&test.log, &lowered.log_type)
    } else {
        test.log.clone()
    }
}

/// An event with the keys as its log type spells them, if that is known.
#[must_use]
pub fn as_logged(event: &serde_json::Value, log_type: &LogType) -> serde_json::Value {
    let mut event = event.clone();
    if !log_type.inferred {
        respell(&mut event, &log_type.fields);
    }
    event
}

fn respell(value: &mut serde_json::Value, fields: &IndexMap<String, Spec>) {
    let serde_json::Value::Object(map) = value else {
        return;
    };
    let own: Vec<String> = map.keys().cloned().collect();
    for key in own {
        let alike = |name: &&String| name.eq_ignore_ascii_case(&key) && !map.contains_key(*name);
        let name = if fields.contains_key(&key) {
            Some(&key)
        } else {
            fields.keys().find(alike)
        };
        let Some(name) = name.cloned() else { continue };
        if let (Some(mut value), Some(spec)) = (map.shift_remove(&key), fields.get(&name)) {
            respell(&mut value, &spec.fields);
            map.insert(name, value);
        }
    }
}

/// The evaluator of a lowered condition.
pub fn evaluator(lowered: &Lowered) -> Result<Evaluator, Diagnostic> {
    let options = Options {
        timestamp_formats: lowered.log_type.timestamp_formats.clone(),
    };
    Evaluator::new(&lowered.condition, options).map_err(|error| {
        let problem = Diagnostic::error(NOT_RUN, error.to_string());
        match error {
            EvalError::PatternTooLarge { origin, .. } => match (origin.span, file(origin, lowered))
            {
                (None, _) => problem,
                (Some(span), None) => problem.at(span, ""),
                (Some(span), Some(file)) => problem.at(span, "").in_file(file),
            }
            .with_help("use smaller counts, or fewer of them"),
            EvalError::TooDeep => problem,
        }
    })
}

/// The file that something stands in, if it is not the rule's own.
fn file(origin: Origin, lowered: &Lowered) -> Option<&Arc<SourceFile>> {
    let number = usize::try_from(origin.file?).ok()?;
    lowered.files.get(number)
}

/// What decided, as the author wrote it: the first that did, and how many more.
fn because(deciding: &[Decision], document: &RuleDocument, lowered: &Lowered) -> String {
    let Some(first) = deciding.first() else {
        return String::new();
    };
    let source = file(first.origin, lowered).map_or(&*document.text, |file| &*file.text);
    let span = first.origin.span;
    let written = span
        .and_then(|span| source.get(span.start..span.end))
        .unwrap_or("a predicate");
    let written: Vec<&str> = written.split_whitespace().collect();
    let answer = if first.answer { "holds" } else { "fails" };
    let more = match deciding.len() {
        1 => String::new(),
        count => format!(", and {} more", count - 1),
    };
    format!(
        "`{}` {answer} on {}{more}",
        shown(&written.join(" "), 60),
        shown(&first.value, 30)
    )
}
