//! Matches and bursts on standard output.
//!
//! In: batches of matches, then the bursts. Out: a table for people, JSON lines, or comma-separated values.
//! The columns are those of a query: the event's time and id, then what the rule shows. What a terminal
//! might obey is made visible.

use crate::cli::output::visible_json;
use std::io::{self, Write};
use transpile::eval::Json;
use transpile::hunt::{Batch, Burst, Hunt, Match, Rule, Summary};
use transpile_sdk::diagnostic::shown;
use transpile_sdk::time::Timestamp;

/// A cell of the table has at most so many characters.
const CELL: usize = 40;
/// What a rule shows, in the table.
const OUTPUTS: usize = 100;

/// How matches are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// With times in UTC, whatever the log writes.
    Table,
    Json,
    Csv,
}

/// Prints matches.
pub(super) struct Printer<'a, W: Write> {
    form: Form,
    hunt: &'a Hunt,
    out: W,
    /// The columns of all rules, for comma-separated values.
    columns: Vec<&'a str>,
    /// How wide the rules' ids are.
    width: usize,
    headed: bool,
}

/// A row, whatever it is of.
struct Row<'a> {
    rule: &'a Rule,
    time: Option<String>,
    id: Option<String>,
    place: Option<(&'a str, &'static str, u64)>,
    burst: Option<&'a Burst>,
    /// Names and JSON texts.
    outputs: Vec<(&'a str, Option<String>)>,
}

impl<'a, W: Write> Printer<'a, W> {
    pub(super) fn new(form: Form, hunt: &'a Hunt, out: W) -> io::Result<Self> {
        let mut columns: Vec<&str> = Vec::new();
        for rule in hunt.rules() {
            for (name, _) in rule
                .group_by
                .iter()
                .filter(|_| rule.threshold.is_some())
                .chain(&rule.outputs)
            {
                if !columns.contains(&name.as_str()) {
                    columns.push(name);
                }
            }
        }
        let widths = hunt.rules().iter().map(|rule| rule.id.chars().count());
        let mut printer = Self {
            form,
            hunt,
            out,
            columns,
            width: widths.max().unwrap_or(0).min(CELL),
            headed: false,
        };
        if form == Form::Csv {
            printer.head()?;
        }
        Ok(printer)
    }

    /// Prints the matches of a batch.
    pub(super) fn matches(&mut self, batch: &Batch) -> io::Result<()> {
        for found in &batch.matches {
            if let Some(rule) = self.hunt.rules().get(found.rule) {
                self.row(&of_match(rule, found, batch))?;
            }
        }
        self.out.flush()
    }

    /// Prints the bursts.
    pub(super) fn bursts(&mut self, summary: &Summary) -> io::Result<()> {
        for burst in &summary.bursts {
            if let Some(rule) = self.hunt.rules().get(burst.rule) {
                self.row(&of_burst(rule, burst))?;
            }
        }
        self.out.flush()
    }

    fn head(&mut self) -> io::Result<()> {
        self.headed = true;
        match self.form {
            Form::Json => Ok(()),
            Form::Table => {
                let width = self.width;
                writeln!(
                    self.out,
                    "{:20}  {:8}  {:width$}  {:36}  OUTPUTS",
                    "TIME", "SEVERITY", "RULE", "EVENT"
                )
            }
            Form::Csv => {
                let fixed = [
                    "rule_id",
                    "title",
                    "severity",
                    "log_type",
                    "event_time",
                    "event_id",
                    "log",
                    "place",
                    "last_seen",
                    "matches",
                ];
                let columns = self.columns.clone();
                self.record(fixed.into_iter().chain(columns))
            }
        }
    }

    fn row(&mut self, row: &Row<'_>) -> io::Result<()> {
        if !self.headed {
            self.head()?;
        }
        match self.form {
            Form::Json => writeln!(self.out, "{}", visible_json(&row.json())),
            Form::Table => {
                let cell = |text: Option<&str>| shown(text.unwrap_or("-"), CELL);
                let event = match row.burst {
                    Some(burst) => format!("{} until {}", burst.matches, burst.last_seen),
                    None => cell(row.id.as_deref()),
                };
                let outputs: Vec<String> = row
                    .outputs
                    .iter()
                    .filter_map(|(name, value)| Some(format!("{name}={}", value.as_deref()?)))
                    .collect();
                let width = self.width;
                let formats = &row.rule.log_type.timestamp_formats;
                let time = row.time.as_deref().map(|text| {
                    let time = Timestamp::parse(text, formats);
                    time.map_or_else(|| text.to_owned(), |time| time.to_string())
                });
                writeln!(
                    self.out,
                    "{:20}  {:8}  {:width$}  {event:36}  {}",
                    cell(time.as_deref()),
                    row.rule.severity,
                    cell(Some(&row.rule.id)),
                    shown(&outputs.join(" "), OUTPUTS),
                )
            }
            Form::Csv => {
                let place = row.place.map(|(_, _, number)| number.to_string());
                let burst = row
                    .burst
                    .map(|burst| (burst.last_seen.to_string(), burst.matches.to_string()));
                let (end, matches) = burst.unzip();
                let fixed = [
                    Some(row.rule.id.clone()),
                    Some(row.rule.title.clone()),
                    Some(row.rule.severity.clone()),
                    Some(row.rule.log_type.name.clone()),
                    row.time.clone(),
                    row.id.clone(),
                    row.place.map(|(log, ..)| log.to_owned()),
                    place,
                    end,
                    matches,
                ];
                let outputs = self.columns.iter().map(|column| {
                    let own = row.outputs.iter().find(|(name, _)| name == column)?;
                    own.1.as_deref().map(plain)
                });
                let cells: Vec<String> = fixed
                    .into_iter()
                    .chain(outputs)
                    .map(Option::unwrap_or_default)
                    .collect();
                self.record(cells.iter().map(String::as_str))
            }
        }
    }

    fn record<'c>(&mut self, cells: impl Iterator<Item = &'c str>) -> io::Result<()> {
        let mut writer = csv::WriterBuilder::new().from_writer(&mut self.out);
        writer.write_record(cells.map(|cell| shown(cell, usize::MAX)))?;
        writer.flush()
    }
}

fn of_match<'a>(rule: &'a Rule, found: &Match, batch: &'a Batch) -> Row<'a> {
    let text = |value: &Option<Json>| value.as_ref().map(|value| plain(&value.to_string()));
    let names = rule.outputs.iter().map(|(name, _)| name.as_str());
    let values = found
        .outputs
        .iter()
        .map(|value| value.as_ref().map(Json::to_string));
    Row {
        rule,
        time: text(&found.time),
        id: text(&found.id),
        place: Some((&batch.log, batch.form.unit(), found.number)),
        burst: None,
        outputs: names.zip(values).collect(),
    }
}

fn of_burst<'a>(rule: &'a Rule, burst: &'a Burst) -> Row<'a> {
    let key = rule.group_by.iter().zip(&burst.key);
    let key = key.map(|((name, _), value)| {
        let value = Some(value.clone()).filter(|value| value != "null");
        (name.as_str(), value)
    });
    let mut outputs: Vec<_> = key.collect();
    for ((name, _), values) in rule.beside_key().zip(&burst.outputs) {
        outputs.push((name.as_str(), Some(format!("[{}]", values.join(",")))));
    }
    Row {
        rule,
        time: Some(burst.first_seen.to_string()),
        id: None,
        place: None,
        burst: Some(burst),
        outputs,
    }
}

impl Row<'_> {
    /// The row as one JSON object.
    fn json(&self) -> String {
        let quoted = |text: &str| serde_json::Value::from(text).to_string();
        let mut members = vec![
            ("rule_id", quoted(&self.rule.id)),
            ("title", quoted(&self.rule.title)),
            ("severity", quoted(&self.rule.severity)),
            ("log_type", quoted(&self.rule.log_type.name)),
        ];
        let nullable =
            |text: &Option<String>| text.as_deref().map_or_else(|| "null".to_owned(), quoted);
        if let Some(burst) = self.burst {
            members.push(("first_seen", quoted(&burst.first_seen.to_string())));
            members.push(("last_seen", quoted(&burst.last_seen.to_string())));
            members.push(("matches", burst.matches.to_string()));
        } else {
            members.push(("event_time", nullable(&self.time)));
            members.push(("event_id", nullable(&self.id)));
        }
        if let Some((log, unit, number)) = self.place {
            members.push(("log", quoted(log)));
            members.push((unit, number.to_string()));
        }
        let outputs = self.outputs.iter().map(|(name, value)| {
            let value = value.as_deref().unwrap_or("null");
            format!("{}:{value}", quoted(name))
        });
        let outputs: Vec<String> = outputs.collect();
        members.push(("outputs", format!("{{{}}}", outputs.join(","))));
        let members: Vec<String> = members
            .iter()
            .map(|(name, value)| format!("{}:{value}", quoted(name)))
            .collect();
        format!("{{{}}}", members.join(","))
    }
}

/// A JSON value as text: a string without its quotes.
fn plain(json: &str) -> String {
    match Json::parse(json) {
        Ok(Json::String(text)) => text,
        _ => json.to_owned(),
    }
}
