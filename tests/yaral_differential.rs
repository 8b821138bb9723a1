//! Generated conditions on generated events: what YARA-L says of the event that the platform makes of a raw one is
//! what the rule says of the raw one. Or the condition is refused.
//!
//! `TRANSPILE_SEED` chooses other conditions and events, `TRANSPILE_CONDITIONS` how many for each log type.

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
use std::sync::Arc;
use support::compiled::made_up;
use support::conform::conform;
use support::seeded::{number, runner};
use support::shrink::smallest;
use support::yaral::check::check;
use support::yaral::event::parsed;
use support::yaral::run::matches;
use support::yaral::syntax::parse;
use transpile::catalog::{self, LogType};
use transpile::compile::{Lowered, Options, compile};
use transpile::eval::Event;
use transpile::load::RuleDocument;
use transpile::unit_tests::evaluator;
use transpile_sdk::ir::Condition;
use transpile_yaral::Yaral;

/// Takes out what cannot be in a log: what the log type says is none of its events, a zero that is written as
/// missing, a blank or a dash where the log separates its fields by blanks and writes a dash for nothing.
fn possible(log_type: &LogType, raw: &mut Value) {
    conform(log_type, raw);
    if log_type.name == "AWS.CloudTrail" {
        return;
    }
    for (field, value) in raw.as_object_mut().unwrap() {
        let quoted = field == "useragent" || field == "referrer";
        let nothing = match value {
            Value::String(text) => text == "-" || (text.is_empty() && !quoted),
            Value::Number(number) => number.as_i64() == Some(0) && field != "objectsize",
            _ => false,
        };
        if nothing {
            *value = Value::Null;
        }
    }
}

/// A log type, and events of it: each as it is logged, as the evaluator reads it, and in both ways that the platform may.
struct Trial {
    log_type: Arc<LogType>,
    document: RuleDocument,
    events: Vec<(Value, Event, [Value; 2])>,
}

enum Answer {
    Refused,
    Agrees { matches: usize },
    Differs(String),
}

impl Trial {
    fn ask(&self, condition: &Condition) -> Answer {
        let lowered = Lowered::of(self.log_type.clone(), condition.clone());
        let options = Options {
            extracted_fields: true,
            ..Options::default()
        };
        let yaral = Yaral::new();
        let outcome = compile(&self.document, &lowered, &yaral, &options, "rule");
        let [file] = outcome.files.as_slice() else {
            return Answer::Refused;
        };
        let text = &file.text;
        let problems = check(text);
        if !problems.is_empty() {
            return Answer::Differs(format!("{problems:?}\n{text}"));
        }
        let tree = parse(text).unwrap().pop().unwrap();
        let evaluator = evaluator(&lowered).unwrap();
        let mut hits = 0;
        for (raw, event, readings) in &self.events {
            let expected = evaluator.matches(event);
            hits += usize::from(expected);
            let wrong = readings
                .iter()
                .find(|read| matches(&tree, read) != expected);
            if let Some(reading) = wrong {
                let printed =
                    transpile_grammar::printer::print(&transpile::lower::raise(condition));
                let does = if expected { "loses" } else { "adds" };
                return Answer::Differs(format!("{does}\n{printed}\n{raw}\n{reading}\n{text}"));
            }
        }
        Answer::Agrees { matches: hits }
    }
}

fn agree(log_type: &str, log: Log, salt: u64) {
    let log_type = catalog::log_type(log_type).unwrap();
    let shape = of_log_type(&log_type, log);
    let mut runner = runner(7, salt);
    let generated = generate::event_of(&shape);
    let events = (0..60).map(|_| {
        let mut raw = generated.new_tree(&mut runner).unwrap().current();
        possible(&log_type, &mut raw);
        let event = Event::parse(&raw.to_string()).unwrap();
        let readings = [false, true].map(|dash| parsed(&log_type.name, &raw, dash));
        (raw, event, readings)
    });
    let trial = Trial {
        events: events.collect(),
        document: made_up(),
        log_type: log_type.clone(),
    };
    let conditions = generate::condition_of(&shape, 1);
    let (mut said, mut refused, mut hits) = (0, 0, 0);
    let mut wrong = Vec::new();
    for _ in 0..number("TRANSPILE_CONDITIONS", 600) {
        let mut tree = conditions.new_tree(&mut runner).unwrap();
        match trial.ask(&tree.current()) {
            Answer::Refused => refused += 1,
            Answer::Agrees { matches } => {
                said += 1;
                hits += matches;
            }
            Answer::Differs(report) => {
                said += 1;
                let ask = |condition: &Condition| match trial.ask(condition) {
                    Answer::Differs(report) => Some(report),
                    Answer::Refused | Answer::Agrees { .. } => None,
                };
                wrong.push(smallest(&mut tree, report, 300, ask));
                if wrong.len() > 4 {
                    break;
                }
            }
        }
    }
    println!(
        "conformance | our own evaluator of YARA-L | generated conditions | {} | {said} conditions on {} events | {} | {} |",
        log_type.name,
        trial.events.len(),
        said * trial.events.len(),
        wrong.len()
    );
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
    assert!(hits > 500, "{hits} matches");
    assert!(said * 10 > refused, "{said} of {}", said + refused);
}

#[test]
fn json_logs_with_extracted_fields() {
    agree("AWS.CloudTrail", Log::Aws, 1);
}

#[test]
fn logs_of_lines() {
    agree("AWS.S3ServerAccess", Log::Words, 2);
}
