//! Athena SQL, judged by a real Trino that reads raw logs.
//!
//! Every shipped rule is analysed for every table shape of its log type, and run on the events of its
//! own unit tests: the events that come back must be the events that the evaluator matches.

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

use std::collections::BTreeSet;
use support::compiled::{self, Shipped};
use support::lake::{self, Days, Ids, Shape};
use support::trino;
use transpile_sdk::backend::Backend;

const DAY: &str = "2026/11/20";

/// The lake's tables, with the compiler's names of their shapes.
const SHAPES: [(Shape, &str); 9] = [
    (Shape::CloudTrailProjected, "cloudtrail_projection"),
    (Shape::CloudTrailManual, "cloudtrail_manual"),
    (Shape::CloudTrailOrganization, "cloudtrail_organization"),
    (Shape::CloudTrailConsole, "cloudtrail_console"),
    (Shape::CloudTrail2023, "cloudtrail_2023"),
    (Shape::CloudTrailBootstrap, "security_analytics_bootstrap"),
    (Shape::S3Access, "s3_access_logs"),
    (Shape::S3Access2021, "s3_access_logs_2021"),
    (Shape::S3AccessProjected, "s3_access_logs_projected"),
];

/// True if the condition asks for the event's own id, which the lake would overwrite.
fn reads_id(rule: &Shipped) -> bool {
    let mut found = false;
    rule.lowered.condition.fields(&mut |field| {
        let path = field.dotted();
        found |= path == rule.lowered.log_type.event_id;
    });
    found
}

#[test]
fn every_shape_is_in_the_lake() {
    let athena = transpile_athena::Athena::new();
    for shape in athena.shapes() {
        assert!(
            shape.is_generic() || SHAPES.iter().any(|(_, name)| *name == shape.name),
            "the lake has no table for {}",
            shape.name
        );
    }
}

#[test]
fn shipped_rules_return_the_events_that_match() {
    let Some(mut trino) = trino::shared().unwrap() else {
        return;
    };
    let (mut statements, mut runs, mut refused, mut wrong) = (0, 0, Vec::new(), Vec::new());
    let mut seeds = BTreeSet::new();
    for rule in compiled::shipped_rules()
        .into_iter()
        .chain(compiled::near_misses())
    {
        let log_type = rule.lowered.log_type.name.as_str();
        let ids = if reads_id(&rule) {
            Ids::Keep
        } else {
            Ids::Mark
        };
        let events: Vec<_> = rule
            .document
            .tests
            .iter()
            .map(|test| test.log.clone())
            .collect();
        let generic: &'static str = log_type.to_owned().leak();
        for (table, name) in SHAPES
            .into_iter()
            .chain([(Shape::Generic(generic), "lake")])
        {
            let Some(shape) = compiled::shape(name, log_type) else {
                continue;
            };
            let table = lake::load(&mut trino, table, &events, ids, Days::One(DAY)).unwrap();
            let outcome = compiled::compile(&rule, shape, &table.name);
            let [file] = outcome.files.as_slice() else {
                refused.push(format!(
                    "{} on {name}: {}",
                    outcome.rule_id, outcome.diagnostics[0].message
                ));
                continue;
            };
            statements += 1;
            if let Err(error) = trino.validate(&file.text) {
                wrong.push(format!(
                    "{} on {name}: {error}\n{}",
                    outcome.rule_id, file.text
                ));
                continue;
            }
            let hits = table.hits(&mut trino, &file.text).unwrap();
            for (index, test) in rule.document.tests.iter().enumerate() {
                if let Some(reason) = table.left_out.get(&index) {
                    println!(
                        "{}: `{}` is left out: {reason}",
                        outcome.rule_id, test.name.value
                    );
                    continue;
                }
                runs += 1;
                if hits.contains(&index) == test.expected_result {
                    if compiled::SEEDS.contains(&outcome.rule_id.as_str()) && shape.default {
                        seeds.insert((outcome.rule_id.clone(), test.name.value.clone()));
                    }
                } else {
                    wrong.push(format!(
                        "{} on {name}: `{}` is expected {} and is {}\n{}",
                        outcome.rule_id,
                        test.name.value,
                        test.expected_result,
                        hits.contains(&index),
                        file.text
                    ));
                }
            }
        }
    }
    println!(
        "conformance | Trino 483 | unit tests of the shipped rules | ten shapes | {statements} statements | {runs} | {} |",
        wrong.len()
    );
    println!("{} refused", refused.len());
    for refusal in &refused {
        println!("refused: {refusal}");
    }
    assert!(
        wrong.is_empty(),
        "{} wrong:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
    assert!(statements > 300 && runs > 1500);
    println!("{} unit tests of the five first rules agree", seeds.len());
}
