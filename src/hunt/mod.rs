//! A hunt without a lake: rules run over log files here.
//!
//! In: lowered rules, and readers of logs. Out: the matches in the order of the logs, the bursts of rules with
//! a threshold, and what could not be read. The answers are the evaluator's; what is here finds out quickly
//! which rules need not be asked:
//!
//! - `input` makes chunks of whole events from a log, and `run` works on them side by side;
//! - `reader` makes of an event a `row` of the fields that some rule names (`project` knows which), and passes
//!   over the rest (`scan`); `predict` says which key comes next;
//! - `tree` finds the rules that match a row, `atoms` ask a question that several rules share once, and `memo`
//!   remembers what is known of values that come again;
//! - `show` reads what the rules show of an event that some of them match.
//!
//! Nothing here opens a file, prints, or reads the clock.

mod atoms;
mod burst;
mod input;
mod line;
mod memo;
mod pack;
mod predict;
mod project;
mod reader;
mod row;
mod run;
mod scan;
mod series;
mod show;
mod split;
mod tree;

pub use burst::Burst;
pub use input::Form;
pub use run::{Batch, Broken, Hunt, Log, Summary, Unread};
pub use series::Threshold;
pub use show::Match;

use crate::catalog::LogType;
use crate::compile::Lowered;
use crate::load::RuleDocument;
use std::sync::Arc;
use transpile_sdk::ir::{Condition, Key, Template, Value};
use transpile_sdk::time::Timestamp;

/// A rule over one log type.
#[derive(Debug, Clone)]
pub struct Rule {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its severity.
    pub severity: String,
    /// The log type.
    pub log_type: Arc<LogType>,
    /// What an event must satisfy.
    pub condition: Condition,
    /// What is shown of a match, beside the event's time and id.
    pub outputs: Vec<(String, Value)>,
    /// The texts that are shown behind that.
    pub texts: Vec<(String, Template)>,
    /// How many matches or distinct values it takes, if not one.
    pub threshold: Option<Threshold>,
    /// The key of its bursts.
    pub group_by: Vec<(String, Key)>,
    /// What is counted the distinct values of; matches are counted if there is none.
    pub unique: Option<Value>,
}

impl Rule {
    /// A rule that has been read.
    #[must_use]
    pub fn new(document: &RuleDocument, lowered: &Lowered) -> Self {
        let id = document.rule_id.value.clone();
        Self {
            title: document.display_name.clone().unwrap_or_else(|| id.clone()),
            id,
            severity: document.severity.value.name().to_owned(),
            log_type: Arc::clone(&lowered.log_type),
            condition: lowered.normalized.clone(),
            outputs: lowered.outputs.clone(),
            texts: lowered.texts.clone(),
            threshold: (document.threshold > 1).then_some(Threshold {
                count: document.threshold,
                minutes: document.dedup_period_minutes,
                distinct: lowered.unique.is_some(),
            }),
            group_by: lowered.group_by.clone(),
            unique: lowered.unique.clone(),
        }
    }

    /// The names of what is shown of a match.
    pub fn columns(&self) -> impl Iterator<Item = &str> {
        let texts = self.texts.iter().map(|(name, _)| name.as_str());
        self.outputs
            .iter()
            .map(|(name, _)| name.as_str())
            .chain(texts)
    }

    /// The names of what a burst shows beside its key.
    pub fn burst_columns(&self) -> impl Iterator<Item = &str> {
        let values = self.beside_key().map(|(name, _)| name.as_str());
        values.chain(self.texts_beside_key().map(|(name, _)| name.as_str()))
    }

    /// The outputs that a burst shows: those that are not in its key.
    pub(crate) fn beside_key(&self) -> impl Iterator<Item = &(String, Value)> {
        let is_key = |value: &Value| self.keys().any(|key| key.is_value(value));
        self.outputs.iter().filter(move |(_, value)| !is_key(value))
    }

    /// The texts that a burst shows: those that are not its key.
    pub(crate) fn texts_beside_key(&self) -> impl Iterator<Item = &(String, Template)> {
        let is_key = |text: &Template| self.keys().any(|key| key.is_text(text));
        self.texts.iter().filter(move |(_, text)| !is_key(text))
    }

    fn keys(&self) -> impl Iterator<Item = &Key> {
        self.group_by.iter().map(|(_, key)| key)
    }
}

/// How to hunt.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Read every event as this log type.
    pub log_type: Option<String>,
    /// Only events from then on …
    pub from: Option<Timestamp>,
    /// … and before then.
    pub to: Option<Timestamp>,
    /// Give every match of a rule with a threshold, not its bursts.
    pub raw_events: bool,
    /// Work on so many chunks at a time; 0 counts as 1.
    pub threads: usize,
}
