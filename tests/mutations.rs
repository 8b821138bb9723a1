//! The shipped rules on what almost matches: each unit test's event with one field changed that the rule reads.
//!
//! The evaluator's verdict and each engine's must agree, on every change that a log of that kind can hold.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    clippy::string_slice,
    clippy::unwrap_used,
    reason = "a test fails by panicking, and says what it did"
)]

mod support;

use serde_json::Value;
use std::collections::BTreeSet;
use support::compiled::{self, Shipped};
use support::conform::conform;
use support::kql::rows::{Missing, row};
use support::lake::{self, Shape};
use support::trino;
use transpile::compile::{Options, compile};
use transpile::eval::{self, Evaluator, Event};
use transpile::mutations::mutations;
use transpile_sdk::backend::{Backend as _, Hunt};

/// A rule, and its changed events.
struct Subject {
    rule: Shipped,
    events: Vec<Value>,
}

impl Subject {
    fn id(&self) -> &str {
        &self.rule.document.rule_id.value
    }

    /// The numbers of the events that the evaluator matches.
    fn expected(&self, events: &[Event]) -> BTreeSet<usize> {
        let formats = self.rule.lowered.log_type.timestamp_formats.clone();
        let options = eval::Options {
            timestamp_formats: formats,
        };
        let evaluator = Evaluator::new(&self.rule.lowered.condition, options).unwrap();
        let numbered = events.iter().enumerate();
        numbered
            .filter(|(_, event)| evaluator.matches(event))
            .map(|(index, _)| index)
            .collect()
    }

    fn difference(
        &self,
        hits: &BTreeSet<usize>,
        expected: &BTreeSet<usize>,
        events: &[Value],
        query: &str,
    ) -> Option<String> {
        let wrong = *hits.symmetric_difference(expected).next()?;
        let does = if hits.contains(&wrong) {
            "adds"
        } else {
            "loses"
        };
        Some(format!("{} {does}\n{}\n{query}", self.id(), events[wrong]))
    }
}

/// The rules of a log type whose condition does not ask for the event's id, which tells events apart here.
fn subjects(log_type: &str) -> Vec<Subject> {
    let rules = compiled::shipped_rules()
        .into_iter()
        .chain(compiled::near_misses());
    rules
        .filter(|rule| rule.lowered.log_type.name == log_type)
        .filter(|rule| {
            let mut reads_id = false;
            rule.lowered
                .condition
                .fields(&mut |field| reads_id |= field.dotted() == rule.lowered.log_type.event_id);
            !reads_id
        })
        .map(|rule| {
            let tests = rule.document.tests.iter();
            let events =
                tests.flat_map(|test| mutations(&[&rule.lowered.condition], &test.log, usize::MAX));
            let mut events: Vec<Value> = events.collect();
            for event in &mut events {
                conform(&rule.lowered.log_type, event);
            }
            Subject { rule, events }
        })
        .collect()
}

/// At most so many, from all over the list.
fn sample(events: Vec<Value>, most: usize) -> Vec<Value> {
    let step = events.len().div_ceil(most).max(1);
    events.into_iter().step_by(step).collect()
}

fn read(events: &[Value]) -> Vec<Event> {
    let texts = events.iter().map(Value::to_string);
    texts.map(|text| Event::parse(&text).unwrap()).collect()
}

/// As many events as a table on Trino holds.
const ON_TRINO: usize = 4000;

/// Every rule of the log type on the changed events of all its rules.
fn on_trino(table: Shape, name: &str, log_type: &str) {
    let Some(mut trino) = trino::shared().unwrap() else {
        return;
    };
    let subjects = subjects(log_type);
    let all = subjects.iter().flat_map(|subject| &subject.events);
    let mut seen = BTreeSet::new();
    let distinct = all.filter(|event| seen.insert(event.to_string()));
    let events = sample(distinct.cloned().collect(), ON_TRINO);
    let parsed = read(&events);
    let table = lake::marked(&mut trino, table, &events);
    let shape = compiled::shape(name, log_type).unwrap();
    let loaded = events.len() - table.left_out.len();
    let (mut rules, mut wrong) = (0, Vec::new());
    for subject in &subjects {
        let outcome = compiled::compile(&subject.rule, shape, &table.name);
        let [file] = outcome.files.as_slice() else {
            continue;
        };
        rules += 1;
        let mut expected = subject.expected(&parsed);
        expected.retain(|index| !table.left_out.contains_key(index));
        let hits = table.hits(&mut trino, &file.text).unwrap();
        wrong.extend(subject.difference(&hits, &expected, &events, &file.text));
    }
    println!(
        "conformance | Trino 483 | shipped rules, one field changed | {name} | {rules} rules on {loaded} events | {} | {} |",
        rules * loaded,
        wrong.len()
    );
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
    assert!(loaded * 2 > events.len(), "{loaded} of {}", events.len());
}

#[test]
fn cloudtrail_on_trino() {
    on_trino(
        Shape::CloudTrailProjected,
        "cloudtrail_projection",
        "AWS.CloudTrail",
    );
}

#[test]
fn cloudtrail_of_2023_on_trino() {
    on_trino(Shape::CloudTrail2023, "cloudtrail_2023", "AWS.CloudTrail");
}

#[test]
fn s3_access_logs_on_trino() {
    on_trino(Shape::S3Access, "s3_access_logs", "AWS.S3ServerAccess");
}

/// As many events as have markers of their own in a table without ids.
const BATCH: usize = 60;

/// Each rule on its own changed events, a batch of them from all over the list.
fn on_kusto(name: &str, log_type: &str) {
    let Some(mut executor) = support::kql::executor() else {
        return;
    };
    let kql = transpile_kql::Kql::new();
    let shape = kql
        .shapes()
        .iter()
        .find(|shape| shape.name == name)
        .unwrap();
    let (mut rules, mut pairs, mut wrong) = (0, 0, Vec::new());
    for subject in subjects(log_type) {
        let options = Options {
            shape: Some(shape.clone()),
            hunt: Hunt::everything(),
            ..Options::default()
        };
        let rule = &subject.rule;
        let outcome = compile(&rule.document, &rule.lowered, &kql, &options, "rule");
        let [file] = outcome.files.as_slice() else {
            continue;
        };
        let events = sample(subject.events.clone(), BATCH);
        let rows: Vec<Value> = events
            .iter()
            .enumerate()
            .map(|(index, event)| row(&shape.table, event, index, Missing::Empty))
            .collect();
        executor.load(&shape.table, &rows).unwrap();
        let column = match &shape.event_id {
            Some(id) => &id.column,
            None => &shape.event_time.column,
        };
        let found = executor.column(&file.text, column).unwrap();
        let number = |value: &Value| {
            let text = value.as_str().unwrap();
            text.rsplit(':').next().unwrap().parse().unwrap()
        };
        let hits: BTreeSet<usize> = found.iter().map(number).collect();
        rules += 1;
        pairs += events.len();
        let expected = subject.expected(&read(&events));
        wrong.extend(subject.difference(&hits, &expected, &events, &file.text));
    }
    println!(
        "conformance | duckdb-kql 1.1.2 | shipped rules, one field changed | {name} | {rules} rules | {pairs} | {} |",
        wrong.len()
    );
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn cloudtrail_on_kusto() {
    on_kusto("aws_cloudtrail", "AWS.CloudTrail");
    on_kusto("raw_cloudtrail", "AWS.CloudTrail");
}

#[test]
fn s3_access_logs_on_kusto() {
    on_kusto("aws_s3_server_access", "AWS.S3ServerAccess");
    on_kusto("raw_s3_server_access", "AWS.S3ServerAccess");
}
