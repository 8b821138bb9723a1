//! Kusto queries, judged by Microsoft's own parser and binder, and by an executor.
//!
//! Every shipped rule is bound for every table shape of its log type against the real table, and run on the events of
//! its own unit tests: the events that come back must be the events that the evaluator matches.

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
use support::kql::rows::{Missing, row};
use support::kql::{binder, executor};
use transpile::compile::{Options, Outcome, compile};
use transpile_sdk::backend::{Backend, Hunt};
use transpile_sdk::shape::Shape;

fn target() -> transpile_kql::Kql {
    transpile_kql::Kql::new()
}

fn compiled(rule: &Shipped, shape: &Shape, allow_wider: bool) -> Outcome {
    let options = Options {
        shape: Some(shape.clone()),
        allow_wider,
        hunt: Hunt::everything(),
        ..Options::default()
    };
    compile(&rule.document, &rule.lowered, &target(), &options, "rule")
}

fn own_shapes(rule: &Shipped) -> impl Iterator<Item = Shape> {
    let shapes = target().shapes().to_vec();
    shapes
        .into_iter()
        .filter(|shape| shape.log_type == rule.lowered.log_type.name || shape.is_generic())
        .map(|shape| transpile::compile::own_shape(&shape, &rule.lowered))
}

#[test]
fn every_query_binds() {
    let Some(mut binder) = binder() else { return };
    let (mut count, mut wrong) = (0, Vec::new());
    for rule in compiled::shipped_rules() {
        for shape in own_shapes(&rule) {
            for allow_wider in [false, true] {
                let outcome = compiled(&rule, &shape, allow_wider);
                for file in &outcome.files {
                    count += 1;
                    let bound = binder.bind(&file.text);
                    if !bound.problems.is_empty() {
                        wrong.push(format!("{:?}\n{}", bound.problems, file.text));
                    }
                }
            }
        }
    }
    println!(
        "conformance | Microsoft's binder | shipped rules, exact and wider | five tables | {count} queries | {count} | {} |",
        wrong.len()
    );
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(count > 200, "only {count}");
}

/// The check finds what it must find, also what Microsoft's binder lets pass and the service refuses.
#[test]
fn the_binder_finds_mistakes() {
    let Some(mut binder) = binder() else { return };
    for (text, code) in [
        ("AWSCloudTrail | where Nope == \"a\"", "KS142"),
        ("Nope | take 1", "KS204"),
        ("AWSCloudTrail | where EventName == \"a", "KS001"),
        ("AWSCloudTrail | where TimeGenerated > \"2024\"", "KS106"),
        ("AWSCloudTrail | where EventName == 5", "X001"),
        ("AWSCloudTrail | where ReadOnly == \"true\"", "X001"),
        ("AWSCloudTrail | where EventName in (1, 2)", "X001"),
        ("AWSCloudTrail | where ReadOnly in (\"true\")", "X001"),
        (
            "AWSS3ServerAccessLogs_CL | where HttpStatus == \"200\"",
            "X001",
        ),
        ("CloudTrailRaw_CL | where Event.a == Event.b", "X002"),
        ("CloudTrailRaw_CL | where Event.a == \"b\"", "X002"),
    ] {
        let bound = binder.bind(text);
        assert!(
            bound
                .problems
                .iter()
                .any(|problem| problem.starts_with(code)),
            "{text}: {:?}",
            bound.problems
        );
    }
    let fine = binder.bind("AWSCloudTrail | where EventName == \"a\" | project TimeGenerated");
    assert_eq!(fine.problems, Vec::<String>::new());
    assert_eq!(
        fine.columns,
        [("TimeGenerated".to_owned(), "datetime".to_owned())]
    );
}

/// The data file of words that need quotes is what the parser says.
#[test]
fn keywords_are_those_of_the_parser() {
    let Some(mut binder) = binder() else { return };
    let listed: BTreeSet<&str> = include_str!("../backends/kql/data/keywords.txt")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .flat_map(str::split_whitespace)
        .collect();
    let failing = binder.keywords();
    let unlisted: Vec<&String> = failing
        .iter()
        .filter(|word| !listed.contains(word.as_str()))
        .collect();
    assert!(failing.len() > 100, "only {}", failing.len());
    assert!(unlisted.is_empty(), "these need quotes: {unlisted:?}");
}

/// The numbers of the unit tests whose events come back. A row shows its number in place of the event's id, or in its
/// time where the table has no id.
fn matches(
    executor: &mut support::kql::Executor,
    rule: &Shipped,
    shape: &Shape,
    query: &str,
    missing: Missing,
) -> Result<BTreeSet<usize>, String> {
    let rows: Vec<_> = rule
        .document
        .tests
        .iter()
        .enumerate()
        .map(|(index, test)| row(&shape.table, &test.log, index, missing))
        .collect();
    executor.load(&shape.table, &rows)?;
    let column = match &shape.event_id {
        Some(id) => &id.column,
        None => &shape.event_time.column,
    };
    let found = executor.column(query, column)?;
    let count = found.len();
    let numbers: BTreeSet<usize> = found
        .iter()
        .map(|value| {
            let text = value.as_str().unwrap();
            text.rsplit(':').next().unwrap().parse().unwrap()
        })
        .collect();
    assert_eq!(count, numbers.len(), "a row came back twice\n{query}");
    Ok(numbers)
}

/// The events that come back are the events that match.
#[test]
fn shipped_rules_return_the_events_that_match() {
    let Some(mut executor) = executor() else {
        return;
    };
    let (mut runs, mut refused, mut wrong) = (0, Vec::new(), Vec::new());
    let mut seeds = BTreeSet::new();
    let rules = compiled::shipped_rules().into_iter();
    for rule in rules.chain(compiled::near_misses()) {
        for shape in own_shapes(&rule) {
            let exact = compiled(&rule, &shape, false);
            let outcome = if exact.files.is_empty() {
                refused.push(format!(
                    "{} on {}: {}",
                    exact.rule_id, shape.name, exact.diagnostics[0].message
                ));
                compiled(&rule, &shape, true)
            } else {
                exact.clone()
            };
            let Some(file) = outcome.files.first() else {
                continue;
            };
            let kinds = if shape.name == "aws_s3_server_access" {
                vec![Missing::Empty, Missing::Dash]
            } else {
                vec![Missing::Empty]
            };
            for missing in kinds {
                let found = match matches(&mut executor, &rule, &shape, &file.text, missing) {
                    Ok(found) => found,
                    Err(error) => {
                        wrong.push(format!(
                            "{} on {}: {error}\n{}",
                            outcome.rule_id, shape.name, file.text
                        ));
                        continue;
                    }
                };
                for (index, test) in rule.document.tests.iter().enumerate() {
                    let found = found.contains(&index);
                    runs += 1;
                    let exactly = !exact.files.is_empty();
                    // What is wider may return more.
                    if found == test.expected_result || (!exactly && found) {
                        if exactly && compiled::SEEDS.contains(&outcome.rule_id.as_str()) {
                            seeds.insert((outcome.rule_id.clone(), test.name.value.clone()));
                        }
                    } else {
                        wrong.push(format!(
                            "{} on {}: `{}` is expected {} and is {found}\n{}",
                            outcome.rule_id,
                            shape.name,
                            test.name.value,
                            test.expected_result,
                            file.text
                        ));
                    }
                }
            }
        }
    }
    println!(
        "conformance | duckdb-kql 1.1.2 | unit tests of the shipped rules | five tables | {} refusals beside | {runs} | {} |",
        refused.len(),
        wrong.len()
    );
    for refusal in &refused {
        println!("refused: {refusal}");
    }
    assert!(
        wrong.is_empty(),
        "{} wrong:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
    assert!(runs > 1000, "only {runs}");
    println!("{} unit tests of the five first rules agree", seeds.len());
}

/// What is refused is the table's fault: it shows two values alike, or keeps a value in a form that loses some.
#[test]
fn refusals_are_the_tables_fault() {
    for rule in compiled::shipped_rules() {
        for shape in own_shapes(&rule) {
            for problem in compiled(&rule, &shape, false).diagnostics {
                let known = [
                    "the table shows a missing text and an empty one alike",
                    "the table shows an absent key and a null alike",
                    "it is not certain that the column holds",
                    "a dynamic column may",
                ];
                assert!(
                    !problem.is_error()
                        || known.iter().any(|known| problem.message.starts_with(known)),
                    "{}",
                    problem.message
                );
            }
        }
    }
}
