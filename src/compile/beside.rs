//! The Python that a rule names beside other logic: the other logic counts, and the two should say the same.
//!
//! In: a rule document and what its logic was lowered to. Out: a warning that shows an event on which the two differ, if
//! there is one among the rule's tests and the events that almost are one of those. How much is tried is counted, not
//! timed.

use super::codes::DIFFERS;
use super::{Lowered, python};
use crate::catalog::{LogType, conforms};
use crate::eval::{Evaluator, Event, Options};
use crate::expressions;
use crate::load::{RuleDocument, UnitTest};
use crate::mutations::{mutations, smaller};
use crate::normalize::normalize;
use crate::unit_tests::as_logged;
use serde_json::{Value, json};
use std::sync::Arc;
use transpile_sdk::diagnostic::{Diagnostic, shown};
use transpile_sdk::ir::{Condition, Test};

/// So many events are tried for each log type.
const EVENTS: usize = 4000;
/// So many values of events are copied, and constants compared with them, for each log type.
const WORK: usize = 2_000_000;
/// So many characters of an event are shown.
const SHOWN: usize = 800;

/// Says on which event a rule's logic and the Python of its `Filename` differ. Nothing, if no such event is found, or the
/// rule has no Python that can be read beside its logic.
#[must_use]
pub fn differing(document: &RuleDocument, lowered: &[Lowered]) -> Option<Diagnostic> {
    if !python::is_beside(document) {
        return None;
    }
    let (key, logic) = [("Condition", "condition"), ("Detection", "detection")]
        .into_iter()
        .find(|(key, _)| document.key_span(key).is_some())?;
    let (event, matches, log_type) = lowered.iter().find_map(|lowered| {
        let pair = Pair::new(document, lowered)?;
        let events = events(document, &pair.log_type);
        let (event, matches) = pair.difference(&events)?;
        Some((event, matches, &lowered.log_type.name))
    })?;
    let message = format!("this rule's {logic} and its Python differ");
    let mut diagnostic = Diagnostic::warning(DIFFERS, message);
    let says = |matches: bool| if matches { "matches" } else { "does not match" };
    let places = [
        (key, format!("this counts, and {} the event", says(matches))),
        ("Filename", format!("this {} it", says(!matches))),
    ];
    for (key, text) in places {
        if let Some(span) = document.key_span(key) {
            diagnostic = diagnostic.at(span, text);
        }
    }
    let event = shown(&event.to_string(), SHOWN);
    Some(
        diagnostic
            .with_note(format!("an event of {log_type}: {event}"))
            .with_help("make both say the same, or take out the one that is not meant"),
    )
}

/// The events that the tests for a log type show, each once; if there are none, one without anything in it.
fn events(document: &RuleDocument, log_type: &LogType) -> Vec<Value> {
    let mut events: Vec<Value> = Vec::new();
    for test in &document.tests {
        let event = as_logged(&test.log, log_type);
        if name_of_log_type(test, document) == Some(&log_type.name) && !events.contains(&event) {
            events.push(event);
        }
    }
    if events.is_empty() {
        events.push(json!({}));
    }
    events
}

/// The log type of a test: its own, else its event's, else the rule's first.
fn name_of_log_type<'d>(test: &UnitTest, document: &'d RuleDocument) -> Option<&'d String> {
    let find = |name: &str| document.log_types.iter().find(|own| own.value == name);
    let of_event = test.log.get("p_log_type").and_then(Value::as_str);
    let own = test.log_type.as_ref().map(|own| own.value.as_str());
    let found = own.and_then(find).or_else(|| of_event.and_then(find));
    found
        .or(document.log_types.first())
        .map(|found| &found.value)
}

/// What counts and the Python, both with the rule's filters.
struct Pair {
    log_type: Arc<LogType>,
    conditions: [Condition; 2],
    evaluators: [Evaluator; 2],
    /// True if the condition that was made of the Python may be true of events that the Python does not match.
    is_wider: bool,
    /// How many constants are compared with.
    size: usize,
}

impl Pair {
    fn new(document: &RuleDocument, lowered: &Lowered) -> Option<Self> {
        let mut log_type = Arc::clone(&lowered.log_type);
        let read = python::read(document, &mut log_type)?;
        if !read.is_wider && super::has_errors(&read.diagnostics) {
            return None;
        }
        let (filters, _) = expressions::read(document).0.lower(&log_type);
        let python = Condition::all([read.condition].into_iter().chain(filters.filters));
        // Normal forms: what the log type promises is taken to hold where a test's event leaves it out.
        let conditions = [lowered.normalized.clone(), normalize(&python)];
        let mut size = 0;
        for condition in &conditions {
            condition.predicates(&mut |predicate| {
                size += match &predicate.test {
                    Test::In(scalars) => scalars.len(),
                    _ => 1,
                };
            });
        }
        let evaluator = |condition| {
            let timestamp_formats = log_type.timestamp_formats.clone();
            Evaluator::new(condition, Options { timestamp_formats }).ok()
        };
        let [own, other] = &conditions;
        let evaluators = [evaluator(own)?, evaluator(other)?];
        Some(Self {
            log_type,
            conditions,
            evaluators,
            is_wider: read.is_wider,
            size,
        })
    }

    /// The smallest event that was found on which the two differ, and what the rule's logic says of it.
    fn difference(&self, events: &[Value]) -> Option<(Value, bool)> {
        let mut work = WORK;
        let mut best: Option<(usize, &Value, Value, bool)> = None;
        for event in events {
            for candidate in self.candidates(event, EVENTS / events.len()) {
                let Some(left) = work.checked_sub(self.work(&candidate)) else {
                    break;
                };
                work = left;
                let Some(matches) = self.differs(&candidate) else {
                    continue;
                };
                let length = candidate.to_string().len();
                if best.as_ref().is_none_or(|(best, ..)| length < *best) {
                    best = Some((length, event, candidate, matches));
                }
            }
        }
        let (_, original, event, matches) = best?;
        let mut work = WORK;
        let event = smaller(event, |without| {
            work = work.saturating_sub(self.work(without));
            work > 0
                && self.differs(without) == Some(matches)
                && conforms(&self.log_type, original, without)
        });
        Some((event, matches))
    }

    /// An event, and so many that almost are it.
    fn candidates(&self, event: &Value, most: usize) -> impl Iterator<Item = Value> {
        let [own, other] = &self.conditions;
        let changed = mutations(&[own, other], event, most);
        let changed = changed.filter(|changed| conforms(&self.log_type, event, changed));
        std::iter::once(event.clone()).chain(changed)
    }

    /// How much work it is to make an event and to ask it.
    fn work(&self, event: &Value) -> usize {
        values(event) + self.size
    }

    /// What the rule's logic says of an event of which the Python certainly says something else.
    fn differs(&self, event: &Value) -> Option<bool> {
        let parsed = Event::try_from(event.clone()).ok()?;
        let [matches, other] = self.evaluators.each_ref().map(|own| own.matches(&parsed));
        let is_certain = matches || !self.is_wider;
        (matches != other && is_certain).then_some(matches)
    }
}

/// How many values an event holds, itself included.
fn values(event: &Value) -> usize {
    1 + match event {
        Value::Array(elements) => elements.iter().map(values).sum(),
        Value::Object(members) => members.values().map(values).sum(),
        _ => 0,
    }
}
