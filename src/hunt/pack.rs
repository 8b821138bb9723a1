//! The rules of one log type, ready to run.
//!
//! In: rules, then events as text. Out: for each event the rules that match it, each with what it shows.

use super::atoms::{Atoms, Expr};
use super::project::{Projection, Seen};
use super::row::{Columns, Kind, Row};
use super::series::Shown;
use super::tree::Tree;
use super::{Options, Rule, line};
use crate::catalog::LogType;
use crate::eval::{self, EvalError, Event, Json};
use std::sync::Arc;
use transpile_sdk::ir::{Step, Value};
use transpile_sdk::time::Timestamp;

/// The field in which Panther notes an event's log type.
const LOG_TYPE: &str = "p_log_type";

/// An event that a rule matches.
#[derive(Debug, Clone, PartialEq)]
pub struct Match {
    /// The rule, by its place.
    pub rule: usize,
    /// The line or record of the log, from 1.
    pub number: u64,
    /// The event's time, as the log has it.
    pub time: Option<Json>,
    /// The event's id.
    pub id: Option<Json>,
    /// What the rule shows, in the order of its outputs.
    pub outputs: Vec<Option<Json>>,
}

/// A match of a rule with a threshold.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Counted {
    pub(super) rule: usize,
    pub(super) time: Timestamp,
    pub(super) key: Vec<String>,
    /// The value, if the rule counts distinct ones.
    pub(super) value: Option<Box<str>>,
    /// What the rule shows of it beside the key.
    pub(super) shown: Shown,
}

/// The rules of one log type.
#[derive(Debug)]
pub(super) struct Pack {
    pub(super) log_type: Arc<LogType>,
    /// The rules by their places among all.
    rules: Vec<usize>,
    exprs: Vec<Expr>,
    atoms: Atoms,
    columns: usize,
    projection: Projection,
    /// The column of Panther's log type.
    named: usize,
}

/// What a thread needs to run a pack.
#[derive(Debug)]
pub(super) struct Bench {
    row: Row,
    seen: Seen,
    tree: Tree,
    found: Vec<usize>,
}

/// What came of an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Outcome {
    /// It was read.
    Read,
    /// It says that it is of another log type.
    Other(String),
    /// It is no event.
    Broken(String),
}

/// What is found in a chunk.
#[derive(Debug, Default)]
pub(super) struct Findings {
    pub(super) matches: Vec<Match>,
    pub(super) counted: Vec<Counted>,
    /// Matches of which it cannot be said when they were.
    pub(super) timeless: u64,
}

impl Pack {
    /// Makes the rules of `log_type` ready. The error names the rule that cannot be run.
    pub(super) fn new(log_type: &Arc<LogType>, all: &[Rule]) -> Result<Self, (usize, EvalError)> {
        let options = eval::Options {
            timestamp_formats: log_type.timestamp_formats.clone(),
        };
        let mut columns = Columns::default();
        let named = columns.place(&[Step::Key(LOG_TYPE.to_owned())], Kind::Value);
        let mut atoms = Atoms::default();
        let (mut rules, mut exprs) = (Vec::new(), Vec::new());
        for (place, rule) in all.iter().enumerate() {
            if rule.log_type.name == log_type.name {
                let condition = columns.condition(&rule.condition);
                let expr = atoms.expr(&condition, &options);
                exprs.push(expr.map_err(|error| (place, error))?);
                rules.push(place);
            }
        }
        Ok(Self {
            log_type: Arc::clone(log_type),
            rules,
            exprs,
            atoms,
            columns: columns.len(),
            projection: Projection::new(&columns),
            named,
        })
    }

    /// What a thread needs.
    pub(super) fn bench(&self) -> Bench {
        Bench {
            row: Row::new(self.columns),
            seen: Seen::default(),
            tree: Tree::new(&self.exprs, &self.atoms, self.columns),
            found: Vec::new(),
        }
    }

    /// Runs the rules on one event: its text, the number of its line or record, whether it is a line of words.
    pub(super) fn run(
        &self,
        (text, number, is_line): (&str, u64, bool),
        bench: &mut Bench,
        (all, options): (&[Rule], &Options),
        findings: &mut Findings,
    ) -> Outcome {
        let mut event = None;
        if is_line {
            match line::read(text, &self.log_type).map(Event::try_from) {
                Some(Ok(read)) => event = Some(read),
                _ => return Outcome::Broken(format!("not a line of {}", self.log_type.name)),
            }
        } else if self
            .projection
            .read(text, &mut bench.row, &mut bench.seen)
            .is_err()
        {
            match Event::parse(text) {
                Ok(read) => event = Some(read),
                Err(error) => return Outcome::Broken(error.to_string()),
            }
        }
        if let Some(event) = &event {
            self.projection.take(event.json(), &mut bench.row);
        }
        if options.log_type.is_none()
            && let Some(own) = bench.row.get(self.named).as_text()
            && own != self.log_type.name
        {
            return Outcome::Other(own.to_owned());
        }
        bench.found.clear();
        bench
            .tree
            .matches(&bench.row, &self.atoms, &mut bench.found);
        if bench.found.is_empty() {
            return Outcome::Read;
        }
        let event = match event.map_or_else(|| Event::parse(text), Ok) {
            Ok(event) => event,
            Err(error) => return Outcome::Broken(error.to_string()),
        };
        self.note(&event, number, &bench.found, (all, options), findings);
        Outcome::Read
    }

    /// Notes the rules that match an event, if it is in the time range.
    fn note(
        &self,
        event: &Event,
        number: u64,
        found: &[usize],
        (all, options): (&[Rule], &Options),
        findings: &mut Findings,
    ) {
        let field = |name: &str| event.json().step(&Step::Key(name.to_owned()));
        let time = field(&self.log_type.event_time).filter(|time| **time != Json::Null);
        let formats = &self.log_type.timestamp_formats;
        let instant = time
            .and_then(Json::as_text)
            .and_then(|text| Timestamp::parse(text, formats));
        if options.from.is_some() || options.to.is_some() {
            let Some(instant) = instant else {
                findings.timeless += 1;
                return;
            };
            let early = options.from.is_some_and(|from| instant < from);
            let late = options.to.is_some_and(|to| instant >= to);
            if early || late {
                return;
            }
        }
        for own in found {
            let Some(&place) = self.rules.get(*own) else {
                continue;
            };
            let Some(rule) = all.get(place) else { continue };
            if rule.threshold.is_some() && !options.raw_events {
                let Some(time) = instant else {
                    findings.timeless += 1;
                    continue;
                };
                // Null is no value.
                let value = rule.unique.as_ref().and_then(|unique| event.value(unique));
                let value = value.map(|value| value.to_string().into_boxed_str());
                let key = values(event, &rule.group_by);
                let text = |value: Option<Json>| {
                    value.map_or_else(|| "null".to_owned(), |value| value.to_string())
                };
                findings.counted.push(Counted {
                    rule: place,
                    time,
                    key: key.map(text).collect(),
                    value,
                    shown: shown(event, rule),
                });
                continue;
            }
            findings.matches.push(Match {
                rule: place,
                number,
                time: time.cloned(),
                id: field(&self.log_type.event_id).cloned(),
                outputs: values(event, &rule.outputs).collect(),
            });
        }
    }
}

/// What a burst shows of a match: null is no value.
fn shown(event: &Event, rule: &Rule) -> Shown {
    let json = |value: Json| value.to_string().into_boxed_str();
    let values = values(event, rule.beside_key());
    values
        .map(|value| value.filter(|value| *value != Json::Null).map(json))
        .collect()
}

/// What the values are in the event.
fn values<'a>(
    event: &'a Event,
    named: impl IntoIterator<Item = &'a (String, Value)> + 'a,
) -> impl Iterator<Item = Option<Json>> + 'a {
    named
        .into_iter()
        .map(|(_, value)| event.value(value).map(std::borrow::Cow::into_owned))
}
