//! A pack returns, event by event, what the single queries return, and reads the table once.

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
use std::collections::{BTreeMap, BTreeSet};
use support::compiled::{self, Shipped};
use support::kql::rows::{Missing, row};
use support::kql::{binder, executor};
use support::lake::{self, Shape};
use support::trino;
use transpile::compile::{Options, Outcome, Piece, compile, pack};
use transpile_sdk::backend::{Backend, Hunt};

/// The shipped rules over `CloudTrail`, but for those that ask for the event's own id, which the lake overwrites.
fn rules() -> Vec<Shipped> {
    let mut rules = compiled::shipped_rules();
    rules.retain(|rule| rule.lowered.log_type.name == "AWS.CloudTrail");
    rules
}

fn pieces(rules: &[Shipped], backend: &dyn Backend, options: &Options) -> Vec<Piece> {
    let piece = |rule: &Shipped| {
        let outcome = compile(&rule.document, &rule.lowered, backend, options, "rule");
        assert!(outcome.files.is_empty());
        outcome.piece.map(|piece| *piece)
    };
    rules.iter().filter_map(piece).collect()
}

fn packed(rules: &[Shipped], backend: &dyn Backend, options: &Options) -> Outcome {
    let pieces = pieces(rules, backend, options);
    let pieces: Vec<&Piece> = pieces.iter().collect();
    let mut outcomes = pack(&pieces, backend, options);
    assert_eq!(outcomes.len(), 1);
    outcomes.remove(0)
}

#[test]
fn a_pack_returns_what_its_rules_return() {
    let Some(mut trino) = trino::shared().unwrap() else {
        return;
    };
    let rules = rules();
    let events: Vec<Value> = rules
        .iter()
        .flat_map(|rule| rule.document.tests.iter().map(|test| test.log.clone()))
        .collect();
    let shape = Shape::CloudTrailProjected;
    let table = lake::marked(&mut trino, shape, &events);
    let options = Options {
        table: Some(table.name.clone()),
        hunt: Hunt::everything(),
        pack: true,
        ..Options::default()
    };
    let outcome = packed(&rules, compiled::athena(), &options);
    let [file] = outcome.files.as_slice() else {
        panic!("{} files", outcome.files.len());
    };
    assert_eq!(file.name, "pack.AWS.CloudTrail.sql");
    let rows = trino
        .query(&file.text)
        .unwrap_or_else(|error| panic!("{error}\n{}", file.text));
    let events = rows.column("eventid").unwrap();
    let ids = rows.column("rules").unwrap();
    let mut found: BTreeMap<usize, BTreeSet<String>> = BTreeMap::new();
    for (event, rules) in events.iter().zip(ids) {
        let event = event
            .as_str()
            .unwrap()
            .trim_start_matches("EVT")
            .parse()
            .unwrap();
        for rule in rules.as_array().unwrap() {
            assert!(
                found
                    .entry(event)
                    .or_default()
                    .insert(rule[0].as_str().unwrap().to_owned())
            );
            assert!(!rule[1].as_str().unwrap().is_empty() && !rule[2].as_str().unwrap().is_empty());
        }
    }
    let mut single: BTreeMap<usize, BTreeSet<String>> = BTreeMap::new();
    let own = compiled::shape("cloudtrail_projection", "AWS.CloudTrail").unwrap();
    for rule in &rules {
        let outcome = compiled::compile(rule, own, &table.name);
        for event in table.hits(&mut trino, &outcome.files[0].text).unwrap() {
            single
                .entry(event)
                .or_default()
                .insert(outcome.rule_id.clone());
        }
    }
    assert_eq!(found, single);
    println!(
        "{} rules, {} events with a match, {} bytes of SQL",
        rules.len(),
        found.len(),
        file.text.len()
    );
    assert!(rules.len() > 30 && found.len() > 60);
}

/// On Kusto the queries of a pack are short enough for Sentinel, and return what the evaluator matches.
#[test]
fn a_pack_of_kusto_returns_what_its_rules_return() {
    let (Some(mut binder), Some(mut executor)) = (binder(), executor()) else {
        return;
    };
    let rules = rules();
    let kql = transpile_kql::Kql::new();
    let options = Options {
        hunt: Hunt::everything(),
        pack: true,
        allow_wider: false,
        ..Options::default()
    };
    let outcome = packed(&rules, &kql, &options);
    let events = rules
        .iter()
        .flat_map(|rule| rule.document.tests.iter().map(|test| test.log.clone()));
    let rows: Vec<Value> = events
        .enumerate()
        .map(|(marker, event)| row("AWSCloudTrail", &event, marker, Missing::Empty))
        .collect();
    executor.load("AWSCloudTrail", &rows).unwrap();
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for file in &outcome.files {
        assert!(file.text.chars().count() <= 10_000);
        assert_eq!(
            binder.bind(&file.text).problems,
            Vec::<String>::new(),
            "{}",
            file.text
        );
        let mut column = |name: &str| {
            executor
                .column(&file.text, name)
                .unwrap_or_else(|error| panic!("{error}\n{}", file.text))
        };
        let ids = column("AwsEventId");
        for (id, rules) in ids.iter().zip(column("MatchedRules")) {
            let rules: Vec<Value> = serde_json::from_str(rules.as_str().unwrap()).unwrap();
            let names = rules
                .iter()
                .map(|rule| rule["id"].as_str().unwrap().to_owned());
            found
                .entry(id.as_str().unwrap().to_owned())
                .or_default()
                .extend(names);
        }
    }
    let mut single: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut count = 0;
    for rule in &rules {
        let options = Options {
            pack: false,
            ..options.clone()
        };
        let outcome = compile(&rule.document, &rule.lowered, &kql, &options, "rule");
        for file in &outcome.files {
            count += 1;
            for id in executor.column(&file.text, "AwsEventId").unwrap() {
                let id = id.as_str().unwrap().to_owned();
                single
                    .entry(id)
                    .or_default()
                    .insert(outcome.rule_id.clone());
            }
        }
    }
    assert_eq!(found, single);
    println!(
        "{count} rules in {} queries, {} events",
        outcome.files.len(),
        found.len()
    );
    assert!(count > 30 && found.len() > 60);
}

#[test]
fn a_pack_is_split_before_it_is_too_long() {
    let mut rules = Vec::new();
    for index in 0..300 {
        let long = "x".repeat(2000);
        let text = format!(
            "AnalysisType: rule\nRuleID: Long.{index}\nSeverity: Low\nLogTypes: [AWS.CloudTrail]\nCondition: eventName eq \"{long}\"\n"
        );
        rules.extend(compiled::rules_of(&text));
    }
    let options = Options {
        pack: true,
        ..Options::default()
    };
    let outcome = packed(&rules, compiled::athena(), &options);
    assert_eq!(outcome.files.len(), 8);
    for (index, file) in outcome.files.iter().enumerate() {
        assert!(file.text.len() <= 262_144);
        assert_eq!(file.name, format!("pack.AWS.CloudTrail.{}.sql", index + 1));
        assert!(file.text.starts_with("-- 3"));
    }
    for index in 0..300 {
        let row = format!("THEN ROW('Long.{index}', '', 'Low') END");
        assert_eq!(
            outcome
                .files
                .iter()
                .filter(|file| file.text.contains(&row))
                .count(),
            1
        );
    }
}
