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
use generate::seeded::{number, runner};
use proptest::strategy::{Strategy, ValueTree};
use serde_json::Value;
use support::conform::conform;
use support::yaral::check::check;
use support::yaral::event::parsed;
use support::yaral::run::matches;
use support::yaral::syntax::parse;
use transpile::catalog::{self, LogType};
use transpile::compile::{Lowered, Options, backends, compile};
use transpile::eval::{self, Evaluator, Event};
use transpile_sdk::ir::Condition;

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

fn agree(log_type: &str, log: Log, salt: u64) {
    let log_type = catalog::log_type(log_type).unwrap();
    let shape = of_log_type(&log_type, log);
    let mut runner = runner(7, salt);
    let events: Vec<(Value, Event)> = (0..60)
        .map(|_| {
            let mut raw = generate::event_of(&shape)
                .new_tree(&mut runner)
                .unwrap()
                .current();
            possible(&log_type, &mut raw);
            let event = Event::parse(&raw.to_string()).unwrap();
            (raw, event)
        })
        .collect();
    let readings: Vec<[Value; 2]> = events
        .iter()
        .map(|(raw, _)| [false, true].map(|dash| parsed(&log_type.name, raw, dash)))
        .collect();
    let conditions = generate::condition_of(&shape, 1);
    let (mut said, mut refused, mut hits) = (0, 0, 0);
    for _ in 0..number("TRANSPILE_CONDITIONS", 600) {
        let condition = conditions.new_tree(&mut runner).unwrap().current();
        let Some(text) = emitted(&log_type, &condition) else {
            refused += 1;
            continue;
        };
        said += 1;
        assert_eq!(check(&text), Vec::new(), "{text}");
        let tree = parse(&text).unwrap().pop().unwrap();
        let formats = log_type.timestamp_formats.clone();
        let evaluator = Evaluator::new(
            &condition,
            eval::Options {
                timestamp_formats: formats,
            },
        )
        .unwrap();
        for ((raw, event), readings) in events.iter().zip(&readings) {
            let expected = evaluator.matches(event);
            hits += usize::from(expected);
            for reading in readings {
                assert_eq!(
                    matches(&tree, reading),
                    expected,
                    "{}\n{raw}\n{reading}\n{text}",
                    transpile_grammar::printer::print(&transpile::lower::raise(&condition))
                );
            }
        }
    }
    println!(
        "conformance | our own evaluator of YARA-L | generated conditions | {} | {said} conditions on {} events | {} | 0 |",
        log_type.name,
        events.len(),
        said * events.len()
    );
    assert!(hits > 500, "{hits} matches");
    assert!(said * 10 > refused, "{said} of {}", said + refused);
}

fn emitted(log_type: &std::sync::Arc<catalog::LogType>, condition: &Condition) -> Option<String> {
    let lowered = Lowered::of(log_type.clone(), condition.clone());
    let text = "AnalysisType: rule\nRuleID: Generated\nEnabled: true\nSeverity: Info\nLogTypes: [X]\nCondition: true is_null\n";
    let (Some(transpile::load::Loaded::Rule(document)), _) =
        transpile::load::load("rule.yml", text)
    else {
        panic!("no rule");
    };
    let mut backends = backends().iter();
    let yaral = backends
        .find(|backend| backend.manifest().name == "yaral")
        .unwrap();
    let options = Options {
        extracted_fields: true,
        ..Options::default()
    };
    let outcome = compile(&document, &lowered, yaral.as_ref(), &options, "rule");
    outcome.files.into_iter().next().map(|file| file.text)
}

#[test]
fn json_logs_with_extracted_fields() {
    agree("AWS.CloudTrail", Log::Aws, 1);
}

#[test]
fn logs_of_lines() {
    agree("AWS.S3ServerAccess", Log::Words, 2);
}
