//! Generated conditions on generated events: the evaluator and a real Trino must agree.
//!
//! `TRANSPILE_SEED` chooses other conditions and events, `TRANSPILE_CONDITIONS` how many for each table.
//! A disagreement is shrunk and printed with its query; as a rule in `tests/rules`, with the event as its unit test, it
//! is tried again in every run and on every engine.

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
use support::compiled;
use support::conform::conform;
use support::lake::{self, Shape, Table};
use support::seeded::{number, runner};
use support::shrink::smallest;
use support::trino::{self, Trino};
use transpile::catalog::{self, LogType};
use transpile::compile::{Lowered, Options, compile};
use transpile::eval::Event;
use transpile::load::RuleDocument;
use transpile::unit_tests::evaluator;
use transpile_sdk::backend::Hunt;
use transpile_sdk::ir::Condition;

const EVENTS: usize = 60;

/// A table over generated events.
struct Trial {
    log_type: Arc<LogType>,
    document: RuleDocument,
    table: Table,
    schema: &'static str,
    events: Vec<Event>,
}

/// What came of one condition.
enum Answer {
    Refused(String),
    Agrees { matches: usize },
    Differs(String),
}

impl Trial {
    fn new(
        trino: &mut Trino,
        shape: Shape,
        schema: &'static str,
        log_type: &str,
        values: &[Value],
    ) -> Self {
        let table = lake::marked(trino, shape, values);
        let events = values
            .iter()
            .map(|value| Event::parse(&value.to_string()).unwrap())
            .collect();
        Self {
            log_type: catalog::log_type(log_type).unwrap(),
            document: compiled::made_up(),
            table,
            schema,
            events,
        }
    }

    fn ask(&self, trino: &mut Trino, condition: &Condition) -> Answer {
        let lowered = Lowered::of(self.log_type.clone(), condition.clone());
        let options = Options {
            shape: compiled::shape(self.schema, &self.log_type.name).cloned(),
            table: Some(self.table.name.clone()),
            hunt: Hunt::everything(),
            ..Options::default()
        };
        let outcome = compile(
            &self.document,
            &lowered,
            compiled::athena(),
            &options,
            "rule",
        );
        let [file] = outcome.files.as_slice() else {
            let reason = outcome
                .diagnostics
                .first()
                .map(|problem| problem.message.clone());
            return Answer::Refused(reason.unwrap_or_default());
        };
        let evaluator = evaluator(&lowered).unwrap();
        let expected: BTreeSet<usize> = self
            .events
            .iter()
            .enumerate()
            .filter(|(index, event)| {
                !self.table.left_out.contains_key(index) && evaluator.matches(event)
            })
            .map(|(index, _)| index)
            .collect();
        match self.table.hits(trino, &file.text) {
            Ok(hits) if hits == expected => Answer::Agrees {
                matches: hits.len(),
            },
            Ok(hits) => {
                let wrong = hits
                    .symmetric_difference(&expected)
                    .next()
                    .copied()
                    .unwrap();
                let verdict = if expected.contains(&wrong) {
                    "matches"
                } else {
                    "does not match"
                };
                Answer::Differs(format!(
                    "the rule {verdict} event {wrong}, the query says otherwise\ncondition: {}\nevent: {}\n{}",
                    transpile_grammar::printer::print(&transpile::lower::raise(condition)),
                    self.events[wrong].json(),
                    file.text
                ))
            }
            Err(error) => Answer::Differs(format!("the query fails: {error}\n{}", file.text)),
        }
    }
}

fn agree(shape: Shape, schema: &'static str, log_type: &str, log: Log, salt: u64) {
    let Some(mut trino) = trino::shared().unwrap() else {
        return;
    };
    let fields = of_log_type(&catalog::log_type(log_type).unwrap(), log);
    let mut runner = runner(7, salt);
    let events = generate::event_of(&fields);
    let own_type = catalog::log_type(log_type).unwrap();
    let values: Vec<Value> = (0..EVENTS)
        .map(|_| {
            let mut event = events.new_tree(&mut runner).unwrap().current();
            conform(&own_type, &mut event);
            event
        })
        .collect();
    let trial = Trial::new(&mut trino, shape, schema, log_type, &values);
    let events = EVENTS - trial.table.left_out.len();
    assert!(
        events > EVENTS / 2,
        "too few events can be logged: {:?}",
        trial.table.left_out
    );
    // What the table lacks would only be refused.
    let absent = &compiled::shape(schema, log_type).unwrap().absent;
    let conditions = generate::condition_of(&fields.without(absent.keys()), 3);
    let (mut asked, mut matches) = (0, 0);
    let mut refused: BTreeMap<String, usize> = BTreeMap::new();
    let mut wrong = Vec::new();
    for _ in 0..number("TRANSPILE_CONDITIONS", 250) {
        let mut tree = conditions.new_tree(&mut runner).unwrap();
        match trial.ask(&mut trino, &tree.current()) {
            Answer::Refused(reason) => *refused.entry(reason).or_default() += 1,
            Answer::Agrees { matches: found } => {
                asked += 1;
                matches += found;
            }
            Answer::Differs(report) => {
                asked += 1;
                let ask = |condition: &Condition| match trial.ask(&mut trino, condition) {
                    Answer::Differs(report) => Some(report),
                    Answer::Refused(_) | Answer::Agrees { .. } => None,
                };
                wrong.push(smallest(&mut tree, report, 300, ask));
                if wrong.len() > 4 {
                    break;
                }
            }
        }
    }
    println!(
        "conformance | Trino 483 | generated conditions | {schema} | {asked} conditions on {events} events | {} | {} |",
        asked * events,
        wrong.len()
    );
    println!(
        "  {matches} matches, {} conditions refused",
        refused.values().sum::<usize>()
    );
    for (reason, count) in refused {
        println!("  refused {count}: {reason}");
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
    assert!(matches > asked, "almost nothing matches");
}

#[test]
fn cloudtrail_with_partition_projection() {
    agree(
        Shape::CloudTrailProjected,
        "cloudtrail_projection",
        "AWS.CloudTrail",
        Log::Aws,
        1,
    );
}

#[test]
fn cloudtrail_of_2023() {
    agree(
        Shape::CloudTrail2023,
        "cloudtrail_2023",
        "AWS.CloudTrail",
        Log::Aws,
        2,
    );
}

#[test]
fn s3_access_logs() {
    agree(
        Shape::S3Access,
        "s3_access_logs",
        "AWS.S3ServerAccess",
        Log::Words,
        3,
    );
}
