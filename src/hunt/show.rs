//! What is shown and counted of the events that rules match.
//!
//! In: the rules of one log type; then, for each event that some of them match, a row of what any of them
//! shows. Out: [`Match`]es, and what is counted for rules with a threshold.

use super::project::Projection;
use super::row::{Columns, Kind, Row};
use super::series::Shown;
use super::{Options, Rule};
use crate::catalog::LogType;
use crate::eval::{self, EvalError, Json, Text};
use std::borrow::Cow;
use transpile_sdk::ir::{Key, Step, Template, Value};
use transpile_sdk::time::Timestamp;

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

/// What is found in a chunk.
#[derive(Debug, Default)]
pub(super) struct Findings {
    pub(super) matches: Vec<Match>,
    pub(super) counted: Vec<Counted>,
    /// Matches of which it cannot be said when they were.
    pub(super) timeless: u64,
}

/// What the rules of one log type show.
#[derive(Debug)]
pub(super) struct Show {
    /// From an event to a row.
    pub(super) projection: Projection,
    columns: usize,
    /// The columns of the event's time and id.
    time: usize,
    id: usize,
    /// What each rule shows, over a row.
    rules: Vec<OfRule>,
    /// The formats of the log type's timestamps.
    formats: Vec<String>,
}

/// What a rule shows, over a row.
#[derive(Debug)]
struct OfRule {
    /// The rule, by its place among all.
    place: usize,
    outputs: Vec<Value>,
    group_by: Vec<KeyOf>,
    /// What a burst shows beside its key.
    beside_key: Vec<Value>,
    unique: Option<Value>,
    /// The texts that are shown behind the outputs …
    texts: Vec<Text>,
    /// … and those behind what a burst shows.
    burst_texts: Vec<Text>,
}

/// A part of a key, over a row.
#[derive(Debug)]
enum KeyOf {
    Value(Value),
    Text(Text),
}

impl Show {
    /// What the rules at these places show. The error names the rule whose texts cannot be made.
    pub(super) fn new(
        log_type: &LogType,
        places: &[usize],
        all: &[Rule],
    ) -> Result<Self, (usize, EvalError)> {
        let options = eval::Options {
            timestamp_formats: log_type.timestamp_formats.clone(),
        };
        let mut columns = Columns::default();
        let mut column = |name: &str| columns.place(&[Step::Key(name.to_owned())], Kind::Value);
        let (time, id) = (column(&log_type.event_time), column(&log_type.event_id));
        let mut rules = Vec::new();
        for &place in places {
            let Some(rule) = all.get(place) else { continue };
            let mut ready = |text: &Template| {
                let text = Text::new(&columns.template(text), &options);
                text.map_err(|error| (place, error))
            };
            let texts = rule.texts.iter().map(|(_, text)| ready(text));
            let texts = texts.collect::<Result<_, _>>()?;
            let burst_texts = rule.texts_beside_key().map(|(_, text)| ready(text));
            let burst_texts = burst_texts.collect::<Result<_, _>>()?;
            let mut group_by = Vec::new();
            for (_, key) in &rule.group_by {
                group_by.push(match key {
                    Key::Value(value) => KeyOf::Value(columns.value(value)),
                    Key::Text(text) => {
                        let text = Text::new(&columns.template(text), &options);
                        KeyOf::Text(text.map_err(|error| (place, error))?)
                    }
                });
            }
            let mut over = |value: &Value| columns.value(value);
            rules.push(OfRule {
                place,
                texts,
                burst_texts,
                group_by,
                outputs: rule.outputs.iter().map(|(_, value)| over(value)).collect(),
                beside_key: rule.beside_key().map(|(_, value)| over(value)).collect(),
                unique: rule.unique.as_ref().map(over),
            });
        }
        Ok(Self {
            projection: Projection::new(&columns),
            columns: columns.len(),
            time,
            id,
            rules,
            formats: log_type.timestamp_formats.clone(),
        })
    }

    /// A row to be filled by the projection.
    pub(super) fn row(&self) -> Row {
        Row::new(self.columns)
    }

    /// Notes the rules that match an event, by their places here, if it is in the time range.
    pub(super) fn note(
        &self,
        row: &Row,
        number: u64,
        found: &[usize],
        (all, options): (&[Rule], &Options),
        findings: &mut Findings,
    ) {
        let time = present(row.get(self.time));
        let instant = time
            .and_then(Json::as_text)
            .and_then(|text| Timestamp::parse(text, &self.formats));
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
            let Some(shown) = self.rules.get(*own) else {
                continue;
            };
            let Some(rule) = all.get(shown.place) else {
                continue;
            };
            if rule.threshold.is_some() && !options.raw_events {
                let Some(time) = instant else {
                    findings.timeless += 1;
                    continue;
                };
                findings.counted.push(shown.counted(row, time));
                continue;
            }
            findings.matches.push(Match {
                rule: shown.place,
                number,
                time: time.cloned(),
                id: present(row.get(self.id)).cloned(),
                outputs: values(row, &shown.outputs)
                    .chain(texts(row, &shown.texts))
                    .collect(),
            });
        }
    }
}

impl OfRule {
    /// What counts of a match at that time.
    fn counted(&self, row: &Row, time: Timestamp) -> Counted {
        let text = |value: Option<Json>| {
            value.map_or_else(|| "null".to_owned(), |value| value.to_string())
        };
        let json = |value: Json| value.to_string().into_boxed_str();
        let shown = values(row, &self.beside_key).chain(texts(row, &self.burst_texts));
        let unique = self.unique.as_ref();
        let value = unique.and_then(|unique| eval::value(row.json(), unique));
        Counted {
            rule: self.place,
            time,
            key: self.group_by.iter().map(|key| text(key.of(row))).collect(),
            value: value.map(|value| json(value.into_owned())),
            shown: shown.map(|value| value.map(json)).collect(),
        }
    }
}

impl KeyOf {
    /// What it is in the event of a row; null is none.
    fn of(&self, row: &Row) -> Option<Json> {
        match self {
            Self::Value(value) => eval::value(row.json(), value).map(Cow::into_owned),
            Self::Text(text) => text.of_json(row.json()).map(Json::String),
        }
    }
}

/// The value, unless it is null.
fn present(value: &Json) -> Option<&Json> {
    (*value != Json::Null).then_some(value)
}

/// What the values are in the event of a row; null is none.
fn values<'a>(row: &'a Row, values: &'a [Value]) -> impl Iterator<Item = Option<Json>> + 'a {
    values
        .iter()
        .map(|value| eval::value(row.json(), value).map(Cow::into_owned))
}

/// The texts of the event of a row.
fn texts<'a>(row: &'a Row, texts: &'a [Text]) -> impl Iterator<Item = Option<Json>> + 'a {
    let texts = texts.iter();
    texts.map(|text| text.of_json(row.json()).map(Json::String))
}
