//! Generated conditions on generated events: the evaluator and the executor of Kusto queries must agree, and
//! Microsoft's binder must have nothing to say of any query, types of comparisons included.
//!
//! `TRANSPILE_SEED` chooses other conditions and events, `TRANSPILE_CONDITIONS` how many for each table.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    clippy::string_slice,
    clippy::unwrap_used,
    reason = "a test fails by panicking, and says what it did"
)]

#[path = "support/generate/mod.rs"]
mod generate;
mod support;

use generate::schema::{Log, of_log_type};
use proptest::strategy::{Strategy, ValueTree};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use support::compiled::made_up;
use support::conform::conform;
use support::kql::rows::{Missing, row};
use support::kql::{Binder, Executor, binder, executor};
use support::seeded::{number, runner};
use support::shrink::smallest;
use transpile::catalog::{self, LogType};
use transpile::compile::{Lowered, Options, compile};
use transpile::eval::Event;
use transpile::load::RuleDocument;
use transpile::unit_tests::evaluator;
use transpile_sdk::backend::{Backend, Hunt};
use transpile_sdk::ir::Condition;
use transpile_sdk::shape::Shape;

const EVENTS: usize = 40;

enum Answer {
    Refused(String),
    Agrees(usize),
    Differs(String),
}

struct Trial {
    log_type: Arc<LogType>,
    document: RuleDocument,
    shape: Shape,
    events: Vec<Event>,
    binder: Binder,
    executor: Executor,
}

impl Trial {
    fn ask(&mut self, condition: &Condition) -> Answer {
        let lowered = Lowered::of(self.log_type.clone(), condition.clone());
        let options = Options {
            shape: Some(self.shape.clone()),
            hunt: Hunt::everything(),
            ..Options::default()
        };
        let kql = transpile_kql::Kql::new();
        let outcome = compile(&self.document, &lowered, &kql, &options, "rule");
        let [file] = outcome.files.as_slice() else {
            let reason = outcome.diagnostics.first();
            return Answer::Refused(reason.map(|one| one.message.clone()).unwrap_or_default());
        };
        let printed = transpile_grammar::printer::print(&transpile::lower::raise(condition));
        let problems = self.binder.bind(&file.text).problems;
        if !problems.is_empty() {
            return Answer::Differs(format!("{problems:?}\ncondition: {printed}\n{}", file.text));
        }
        let evaluator = evaluator(&lowered).unwrap();
        let events = self.events.iter().enumerate();
        let expected: BTreeSet<usize> = events
            .filter(|(_, event)| evaluator.matches(event))
            .map(|(index, _)| index)
            .collect();
        let column = match &self.shape.event_id {
            Some(id) => &id.column,
            None => &self.shape.event_time.column,
        };
        let found = match self.executor.column(&file.text, column) {
            Ok(found) => found,
            Err(error) => {
                return Answer::Differs(format!("{error}\ncondition: {printed}\n{}", file.text));
            }
        };
        let number = |value: &Value| {
            let text = value.as_str().unwrap();
            text.rsplit(':').next().unwrap().parse().unwrap()
        };
        let hits: BTreeSet<usize> = found.iter().map(number).collect();
        if hits.len() != found.len() {
            return Answer::Differs(format!("a row came back twice\n{}", file.text));
        }
        let mut different = hits.symmetric_difference(&expected);
        match different.next() {
            None => Answer::Agrees(hits.len()),
            Some(wrong) => Answer::Differs(format!(
                "{} event {wrong}\ncondition: {printed}\nevent: {}\n{}",
                if expected.contains(wrong) {
                    "loses"
                } else {
                    "adds"
                },
                self.events[*wrong].json(),
                file.text
            )),
        }
    }
}

fn agree(schema: &str, log_type: &str, log: Log, salt: u64) {
    let (Some(binder), Some(mut executor)) = (binder(), executor()) else {
        return;
    };
    let kql = transpile_kql::Kql::new();
    let shape = kql.shapes().iter().find(|shape| shape.name == schema);
    let shape = shape.unwrap().clone();
    let fields = of_log_type(&catalog::log_type(log_type).unwrap(), log);
    let mut runner = runner(9, salt);
    let events = generate::event_of(&fields);
    let own_type = catalog::log_type(log_type).unwrap();
    let values: Vec<Value> = (0..EVENTS)
        .map(|_| {
            let mut event = events.new_tree(&mut runner).unwrap().current();
            conform(&own_type, &mut event);
            event
        })
        .collect();
    let rows: Vec<Value> = values
        .iter()
        .enumerate()
        .map(|(index, value)| row(&shape.table, value, index, Missing::Empty))
        .collect();
    executor.load(&shape.table, &rows).unwrap();
    let conditions = generate::condition_of(&fields.without(shape.absent.keys()), 3);
    let mut trial = Trial {
        log_type: catalog::log_type(log_type).unwrap(),
        document: made_up(),
        events: values
            .iter()
            .map(|value| Event::parse(&value.to_string()).unwrap())
            .collect(),
        shape,
        binder,
        executor,
    };
    let (mut asked, mut matches) = (0, 0);
    let mut refused: BTreeMap<String, usize> = BTreeMap::new();
    let mut wrong = Vec::new();
    for _ in 0..number("TRANSPILE_CONDITIONS", 160) {
        let mut tree = conditions.new_tree(&mut runner).unwrap();
        match trial.ask(&tree.current()) {
            Answer::Refused(reason) => *refused.entry(reason).or_default() += 1,
            Answer::Agrees(found) => {
                asked += 1;
                matches += found;
            }
            Answer::Differs(report) => {
                asked += 1;
                let ask = |condition: &Condition| match trial.ask(condition) {
                    Answer::Differs(report) => Some(report),
                    Answer::Refused(_) | Answer::Agrees(_) => None,
                };
                wrong.push(smallest(&mut tree, report, 60, ask));
                if wrong.len() > 4 {
                    break;
                }
            }
        }
    }
    println!(
        "conformance | duckdb-kql 1.1.2 | generated conditions | {schema} | {asked} conditions on {EVENTS} events | {} | {} |",
        asked * EVENTS,
        wrong.len()
    );
    println!("  {matches} matches");
    for (reason, count) in refused {
        println!("  refused {count}: {reason}");
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn sentinels_cloudtrail() {
    agree("aws_cloudtrail", "AWS.CloudTrail", Log::Aws, 1);
}

#[test]
fn cloudtrail_in_a_dynamic_column() {
    agree("raw_cloudtrail", "AWS.CloudTrail", Log::Aws, 2);
}

#[test]
fn sentinels_s3_access_logs() {
    agree("aws_s3_server_access", "AWS.S3ServerAccess", Log::Words, 3);
}

#[test]
fn s3_access_logs_in_a_dynamic_column() {
    agree("raw_s3_server_access", "AWS.S3ServerAccess", Log::Words, 4);
}
