//! Sentinel's analytics rules and Defender's detections, held against the checks of Sentinel's own repository.

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
use support::kql::{binder, executor};
use transpile::compile::{Options, compile};
use transpile_sdk::backend::Backend;

fn text(rule: &Shipped, schema: Option<&str>, format: &str, allow_wider: bool) -> Option<String> {
    let kql = transpile_kql::Kql::new();
    let options = Options {
        shape: schema.map(|name| {
            kql.shapes()
                .iter()
                .find(|shape| shape.name == name)
                .unwrap()
                .clone()
        }),
        format: Some(format.to_owned()),
        allow_wider,
        ..Options::default()
    };
    let outcome = compile(&rule.document, &rule.lowered, &kql, &options, "rule");
    outcome.files.first().map(|file| file.text.clone())
}

/// Minutes of `5m`, `1h`, `2d`.
fn minutes(span: &Value) -> u64 {
    let span = span.as_str().unwrap();
    let (number, unit) = span.split_at(span.len() - 1);
    let unit = BTreeMap::from([("m", 1), ("h", 60), ("d", 1440)])[unit];
    number.parse::<u64>().unwrap() * unit
}

#[test]
fn analytics_rules_pass_the_checks_of_the_repository() {
    let identifiers = BTreeMap::from([("Account", "FullName"), ("IP", "Address")]);
    let attack: Value =
        serde_json::from_str(include_str!("../backends/kql/data/attack.json")).unwrap();
    let mut binder = binder();
    let mut ids = BTreeSet::new();
    for rule in compiled::shipped_rules() {
        let document = text(&rule, None, "sentinel", true).unwrap();
        let yaml: Value = serde_yaml::from_str(&document).unwrap();
        let text = |name: &str| yaml[name].as_str().unwrap().to_owned();
        assert!(ids.insert(text("id")), "{}", text("id"));
        assert_eq!(text("id").len(), 36);
        assert!((1..=256).contains(&text("name").chars().count()));
        assert!((1..=5000).contains(&text("description").chars().count()));
        assert!(["Informational", "Low", "Medium", "High"].contains(&text("severity").as_str()));
        assert_eq!(
            (text("kind").as_str(), text("version").as_str()),
            ("Scheduled", "1.0.0")
        );
        assert_eq!(
            (text("triggerOperator").as_str(), &yaml["triggerThreshold"]),
            ("gt", &0.into())
        );
        let (frequency, period) = (
            minutes(&yaml["queryFrequency"]),
            minutes(&yaml["queryPeriod"]),
        );
        assert!((5..=20160).contains(&frequency) && (frequency..=20160).contains(&period));
        assert!(period < 2880 || frequency >= 60);
        if rule.document.threshold > 1 {
            assert!(period >= frequency + rule.document.dedup_period_minutes);
        }

        let tactics: Vec<&str> = yaml["tactics"]
            .as_array()
            .unwrap()
            .iter()
            .filter_map(Value::as_str)
            .collect();
        for technique in yaml["relevantTechniques"].as_array().unwrap() {
            let main = technique.as_str().unwrap().split('.').next().unwrap();
            for tactic in attack["techniques"][main].as_array().unwrap() {
                let name = attack["tactics"][tactic.as_str().unwrap()]
                    .as_str()
                    .unwrap();
                assert!(tactics.contains(&name), "{main} needs {name}");
            }
        }

        let query = text("query");
        assert!((1..=10_000).contains(&query.chars().count()));
        if let Some(binder) = &mut binder {
            let bound = binder.bind(&query);
            assert_eq!(bound.problems, Vec::<String>::new(), "{query}");
            let columns: BTreeSet<&str> = bound
                .columns
                .iter()
                .map(|(name, _)| name.as_str())
                .collect();
            assert!(columns.contains("TimeGenerated"));
            let empty = Vec::new();
            let entities = yaml["entityMappings"].as_array().unwrap_or(&empty);
            assert!(entities.len() <= 5);
            for entity in entities {
                for mapping in entity["fieldMappings"].as_array().unwrap() {
                    let kind = entity["entityType"].as_str().unwrap();
                    assert_eq!(mapping["identifier"], identifiers[kind]);
                    assert!(
                        columns.contains(mapping["columnName"].as_str().unwrap()),
                        "{mapping}"
                    );
                }
            }
            for (key, column) in yaml["customDetails"].as_object().unwrap() {
                assert!(
                    key.len() <= 20 && key.starts_with(|c: char| c.is_ascii_alphabetic()),
                    "{key}"
                );
                assert!(columns.contains(column.as_str().unwrap()), "{column}");
            }
        }
        assert!(yaml["customDetails"].as_object().unwrap().len() <= 20);
    }
    assert!(ids.len() > 40);
}

#[test]
fn detections_return_what_defender_needs() {
    let Some(mut binder) = binder() else { return };
    let mut count = 0;
    for rule in compiled::shipped_rules() {
        if rule.lowered.log_type.name != "AWS.CloudTrail" {
            assert!(text(&rule, None, "defender", true).is_none());
            continue;
        }
        assert!(
            text(&rule, None, "defender", true).is_none(),
            "Sentinel's table is not Defender's"
        );
        let query = text(&rule, Some("defender_cloudtrail"), "defender", true).unwrap();
        let bound = binder.bind(&query);
        assert_eq!(bound.problems, Vec::<String>::new(), "{query}");
        for wanted in ["Timestamp", "ReportId", "AccountObjectId"] {
            assert!(
                bound.columns.iter().any(|(name, _)| name == wanted),
                "{query}"
            );
        }
        count += 1;
    }
    assert!(count > 30);
}

/// A burst is found wherever it begins, of one key, and only if it is complete.
#[test]
fn bursts_are_found_across_the_edges_of_the_clock() {
    let Some(mut executor) = executor() else {
        return;
    };
    let rules = compiled::shipped_rules();
    let rule = rules
        .iter()
        .find(|rule| rule.document.rule_id.value == "AWS.CloudTrail.ConsoleLoginFailures")
        .unwrap();
    assert_eq!(
        (rule.document.threshold, rule.document.dedup_period_minutes),
        (10, 15)
    );
    let yaml: Value = serde_yaml::from_str(&text(rule, None, "sentinel", false).unwrap()).unwrap();
    let query = yaml["query"].as_str().unwrap();
    let mut alerts = |events: &[(&str, u64)]| -> Vec<String> {
        let rows: Vec<Value> = events
            .iter()
            .map(|(address, seconds)| {
                serde_json::json!({
                    "TimeGenerated": format!("2026-11-20T{:02}:{:02}:{:02}", 10 + seconds / 3600, seconds / 60 % 60, seconds % 60),
                    "EventSource": "signin.amazonaws.com", "EventName": "ConsoleLogin", "ErrorMessage": "Failed",
                    "ResponseElements": "{\"ConsoleLogin\":\"Failure\"}", "SourceIpAddress": address,
                })
            })
            .collect();
        executor.load("AWSCloudTrail", &rows).unwrap();
        let found = executor.column(query, "SourceIpAddress").unwrap();
        found
            .iter()
            .map(|value| value.as_str().unwrap().to_owned())
            .collect()
    };
    let burst =
        |address: &'static str, start: u64, step: u64, count: u64| -> Vec<(&'static str, u64)> {
            (0..count)
                .map(|index| (address, start + index * step))
                .collect()
        };
    assert_eq!(
        alerts(&burst("192.0.2.1", 800, 100, 10)),
        ["192.0.2.1"],
        "15 minutes exactly, across 10:15"
    );
    assert!(
        alerts(&burst("192.0.2.1", 800, 101, 10)).is_empty(),
        "9 seconds too long"
    );
    assert!(
        alerts(&burst("192.0.2.1", 0, 1, 9)).is_empty(),
        "one too few"
    );
    let two = [burst("192.0.2.1", 0, 2, 5), burst("192.0.2.2", 1, 2, 5)].concat();
    assert!(alerts(&two).is_empty(), "two keys");
    assert_eq!(alerts(&burst("", 0, 1, 12)), [""], "a missing key is a key");
    let late = [
        burst("192.0.2.1", 0, 3000, 1),
        burst("192.0.2.1", 3000, 10, 12),
    ]
    .concat();
    assert_eq!(alerts(&late), ["192.0.2.1"], "one row a key");
}
