//! No query compares what Kusto cannot compare: text with a number, a dynamic value with anything.
//!
//! Microsoft's binder lets such comparisons pass and the service fails; the check that runs behind the binder finds
//! them. Here every operator of the language meets every type of operand and every kind of argument.

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
use support::kql::binder;
use transpile::compile::{Options, compile, front};
use transpile::load::{Loaded, load};
use transpile_grammar::operator::Operator;
use transpile_sdk::backend::Backend as _;

/// Operands of every type, by log type.
const OPERANDS: [(&str, &[&str]); 2] = [
    (
        "AWS.CloudTrail",
        &[
            "eventName",
            "userIdentity.arn",
            "readOnly",
            "eventTime",
            "userIdentity",
            "resources",
            "requestParameters.key",
            "lower(eventName)",
            "length(userAgent)",
            "split(userAgent, \"/\")",
            "split(userAgent, \"/\")[0]",
            "json(errorMessage).code",
            "number(requestParameters.count)",
            "text(readOnly)",
            "concat(eventName, \":\", field awsRegion)",
            "substring(eventName, 1, 3)",
        ],
    ),
    (
        "AWS.S3ServerAccess",
        &[
            "requestid",
            "httpstatus",
            "objectsize",
            "remoteip",
            "time",
            "text(httpstatus)",
        ],
    ),
];

const ARGUMENTS: [&str; 10] = [
    "\"x\"",
    "5",
    "-1.5",
    "true",
    "[\"a\", \"b\"]",
    "[1, 2]",
    "\"10.0.0.0/8\"",
    "\"2600::/16\"",
    "\"2026-01-01T00:00:00Z\"",
    "field ",
];

/// The tables' queries of a condition; none where the language or the table refuses it.
fn queries(log_type: &str, condition: &str) -> Vec<String> {
    let text = format!(
        "AnalysisType: rule\nRuleID: Types\nEnabled: true\nSeverity: Low\nLogTypes: [{log_type}]\nCondition: |\n  {condition}\n"
    );
    let (Some(Loaded::Rule(document)), _) = load("rule.yml", &text) else {
        panic!("{condition}");
    };
    let kql = transpile_kql::Kql::new();
    let shapes = kql
        .shapes()
        .iter()
        .filter(|shape| shape.log_type == log_type);
    let mut queries = Vec::new();
    for lowered in front(&document, None).lowered {
        for shape in shapes.clone() {
            let options = Options {
                shape: Some(shape.clone()),
                ..Options::default()
            };
            let outcome = compile(&document, &lowered, &kql, &options, "rule");
            queries.extend(outcome.files.into_iter().map(|file| file.text));
        }
    }
    queries
}

fn conditions(operands: &[&str]) -> Vec<String> {
    let mut conditions = Vec::new();
    for operand in operands {
        for operator in Operator::ALL {
            let name = operator.name();
            if !operator.takes_argument() {
                conditions.push(format!("{operand} {name}"));
                conditions.push(format!("not ({operand} {name})"));
                continue;
            }
            for argument in ARGUMENTS {
                let others: &[&str] = if argument == "field " {
                    operands
                } else {
                    &[""]
                };
                for other in others {
                    conditions.push(format!("{operand} {name} {argument}{other}"));
                    conditions.push(format!("{operand} not {name} {argument}{other}"));
                }
            }
        }
    }
    conditions
}

#[test]
fn every_operator_on_every_type_compares_alike_with_alike() {
    let Some(mut binder) = binder() else { return };
    let (mut said, mut wrong) = (BTreeSet::new(), Vec::new());
    for (log_type, operands) in OPERANDS {
        for condition in conditions(operands) {
            for query in queries(log_type, &condition) {
                let filter = query.lines().filter(|line| !line.starts_with("//"));
                if !said.insert(filter.collect::<String>()) {
                    continue;
                }
                let problems = binder.bind(&query).problems;
                if !problems.is_empty() {
                    wrong.push(format!("{condition}: {problems:?}\n{query}"));
                }
            }
        }
    }
    println!(
        "conformance | Microsoft's binder | every operator on every type | all tables | {} queries | {} | {} |",
        said.len(),
        said.len(),
        wrong.len()
    );
    assert!(
        wrong.is_empty(),
        "{} wrong: {}",
        wrong.len(),
        wrong.join("\n")
    );
    assert!(said.len() > 500, "only {}", said.len());
}
