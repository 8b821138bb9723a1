//! Rules with a threshold: the bursts that Trino and the executor of Kusto queries find are those that the meaning of
//! the rule gives.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    clippy::string_slice,
    clippy::unwrap_used,
    reason = "a test fails by panicking, and says what it did"
)]

#[path = "thresholds/cases.rs"]
mod cases;
mod support;
#[cfg(feature = "python")]
#[path = "thresholds/texts.rs"]
mod texts;

use cases::{Case, KEYS, all, cases};
use serde_json::{Value, json};
use support::burst::{Burst, Match, Threshold, bursts};
use support::compiled::{self, Shipped};
use support::kql::executor;
use support::lake::{self, Days, Ids, Shape};
use support::trino;
use transpile::compile::{Options, Outcome, backends, compile};
use transpile_sdk::backend::Hunt;
use transpile_sdk::range::TimeRange;

impl Case {
    /// The rule, which knows its events by their name.
    fn rule(&self, index: usize) -> Shipped {
        let Threshold {
            count,
            minutes,
            distinct,
        } = self.threshold;
        let key = match self.keys {
            0 => String::new(),
            keys => format!("GroupBy: [{}]\n", KEYS[..keys].join(", ")),
        };
        let unique = if distinct { "Unique: userAgent\n" } else { "" };
        compiled::rules_of(&format!(
            "AnalysisType: rule\nRuleID: Burst\nSeverity: Info\nLogTypes: [AWS.CloudTrail]\nThreshold: {count}\n\
             DedupPeriodMinutes: {minutes}\n{key}{unique}SummaryAttributes: [eventSource]\nCondition: eventName eq \"Case{index}\"\n"
        ))
        .remove(0)
    }

    /// The events of the case, and one of another rule beside each.
    fn events(&self, index: usize) -> Vec<Value> {
        let event = |one: &Match, name: String| {
            let mut event =
                json!({"eventName": name, "eventTime": time(one.second), "eventSource": "s"});
            let parts = one.key.iter().flat_map(|key| key.split('|'));
            for (part, place) in parts.zip(["/sourceIPAddress", "/userIdentity/arn"]) {
                if part.is_empty() {
                    continue;
                }
                match place {
                    "/sourceIPAddress" => event["sourceIPAddress"] = json!(part),
                    _ => event["userIdentity"]["arn"] = json!(part),
                }
            }
            if let Some(value) = &one.value {
                event["userAgent"] = json!(value);
            }
            event
        };
        let of = |one| {
            [
                event(one, format!("Case{index}")),
                event(one, "Other".to_owned()),
            ]
        };
        self.matches.iter().flat_map(of).collect()
    }

    fn expected(&self) -> Vec<Burst> {
        let mut bursts = bursts(&self.matches, self.threshold);
        // The parts of a key that are missing are shown as such.
        for burst in &mut bursts {
            let parts = burst.key.as_deref().unwrap_or_default().split('|');
            let parts: Vec<&str> = parts.chain(["", ""]).take(self.keys).collect();
            burst.key = Some(parts.join("|"));
        }
        bursts.sort();
        bursts
    }
}

const DAY: &str = "2026-10-02";

fn time(second: u64) -> String {
    format!(
        "{DAY}T{:02}:{:02}:{:02}Z",
        second / 3600,
        second / 60 % 60,
        second % 60
    )
}

/// The second of a time that an engine shows.
fn second(time: &Value) -> u64 {
    let clock = &time.as_str().unwrap()[11..19];
    clock
        .split(':')
        .fold(0, |sum, part| sum * 60 + part.parse::<u64>().unwrap())
}

/// The rows of a result as bursts.
fn found(key: &[Vec<Value>], matches: &[Value], first: &[Value], last: &[Value]) -> Vec<Burst> {
    let mut bursts: Vec<Burst> = (0..matches.len())
        .map(|row| Burst {
            key: Some(
                key.iter()
                    .map(|part| part[row].as_str().unwrap_or_default())
                    .collect::<Vec<_>>()
                    .join("|"),
            ),
            matches: usize::try_from(matches[row].as_u64().unwrap()).unwrap(),
            first: second(&first[row]),
            last: second(&last[row]),
        })
        .collect();
    bursts.sort();
    bursts
}

fn compiled_for(target: &str, rule: &Shipped, table: Option<&str>) -> Outcome {
    let backend = backends()
        .iter()
        .find(|own| own.manifest().name == target)
        .unwrap();
    let options = Options {
        table: table.map(str::to_owned),
        hunt: Hunt {
            range: TimeRange::All,
            ..Hunt::default()
        },
        ..Options::default()
    };
    compile(
        &rule.document,
        &rule.lowered,
        backend.as_ref(),
        &options,
        "rule",
    )
}

#[test]
fn the_reference_counts_as_the_rule_says() {
    for (case, expected) in cases() {
        assert_eq!(case.expected().len(), expected, "{}", case.name);
    }
}

#[test]
fn trino_finds_the_bursts() {
    let Some(mut trino) = trino::shared().unwrap() else {
        return;
    };
    let cases = all();
    let events: Vec<Value> = cases
        .iter()
        .enumerate()
        .flat_map(|(index, case)| case.events(index))
        .collect();
    let table = lake::load(
        &mut trino,
        Shape::CloudTrailProjected,
        &events,
        Ids::Mark,
        Days::One("2026/10/02"),
    )
    .unwrap();
    let mut found_any = 0;
    for (index, case) in cases.iter().enumerate() {
        let outcome = compiled_for("athena", &case.rule(index), Some(&table.name));
        let query = &outcome.files[0].text;
        let rows = trino
            .query(query)
            .unwrap_or_else(|error| panic!("{error}\n{query}"));
        let column = |name: &str| -> Vec<Value> {
            rows.column(name).unwrap().into_iter().cloned().collect()
        };
        let names = ["sourceipaddress", "useridentity_arn"];
        let key: Vec<Vec<Value>> = names[..case.keys].iter().map(|name| column(name)).collect();
        let bursts = found(
            &key,
            &column("matches"),
            &column("first_seen"),
            &column("last_seen"),
        );
        assert_eq!(bursts, case.expected(), "{case:?}\n{query}");
        assert!(
            column("eventsource")
                .iter()
                .all(|values| *values == json!(["s"]))
        );
        found_any += bursts.len();
    }
    println!("{} cases, {found_any} bursts", cases.len());
    assert!(found_any > 50);
}

#[test]
fn kusto_finds_the_bursts() {
    let Some(mut executor) = executor() else {
        return;
    };
    let cases = all();
    let events = cases
        .iter()
        .enumerate()
        .flat_map(|(index, case)| case.events(index));
    let rows: Vec<Value> = events
        .enumerate()
        .map(|(marker, event)| {
            support::kql::rows::row(
                "AWSCloudTrail",
                &event,
                marker,
                support::kql::rows::Missing::Empty,
            )
        })
        .collect();
    executor.load("AWSCloudTrail", &rows).unwrap();
    let mut found_any = 0;
    for (index, case) in cases.iter().enumerate() {
        let outcome = compiled_for("kql", &case.rule(index), None);
        if case.threshold.distinct {
            assert!(outcome.files.is_empty());
            continue;
        }
        let query = &outcome.files[0].text;
        let mut column = |name: &str| {
            executor
                .column(query, name)
                .unwrap_or_else(|error| panic!("{error}\n{query}"))
        };
        let names = ["SourceIpAddress", "UserIdentityArn"];
        let key: Vec<Vec<Value>> = names[..case.keys].iter().map(|name| column(name)).collect();
        let bursts = found(
            &key,
            &column("Matches"),
            &column("FirstSeen"),
            &column("LastSeen"),
        );
        assert_eq!(bursts, case.expected(), "{case:?}\n{query}");
        found_any += bursts.len();
    }
    println!("{} cases, {found_any} bursts", cases.len());
    assert!(found_any > 30);
}

const HEAD: &str = "AnalysisType: rule\nRuleID: Burst\nSeverity: Info\nLogTypes: [AWS.CloudTrail]\nThreshold: 3\n\
                    DedupPeriodMinutes: 10\nCondition: eventName eq \"A\"\n";

/// Without a part of its key a rule would alert at less.
#[test]
fn a_key_that_the_table_lacks_is_an_error() {
    let shape = compiled::shape("cloudtrail_2023", "AWS.CloudTrail").unwrap();
    for key in [
        "GroupBy: [awsRegion, eventCategory]\n",
        "Unique: eventCategory\n",
    ] {
        let rule = compiled::rules_of(&format!("{HEAD}{key}")).remove(0);
        let counted = compiled::compile_for(&rule, shape, "t", Hunt::default());
        assert!(counted.files.is_empty());
        assert_eq!(counted.diagnostics[0].code, transpile_sdk::bind::ABSENT);
        let raw = compiled::compile(&rule, shape, "t");
        assert_eq!(raw.files.len(), 1, "the events need no key");
        assert!(
            raw.notes[0].ends_with("this query returns each match"),
            "{:?}",
            raw.notes
        );
    }
}

#[test]
fn yara_l_counts_in_a_match_window() {
    let text = |more: &str| {
        let rule = compiled::rules_of(&format!("{HEAD}{more}")).remove(0);
        compiled_for("yaral", &rule, None).files.remove(0).text
    };
    let matches = text("GroupBy: [recipientAccountId]\n");
    for line in ["over 10m\n", "  #e >= 3\n", "  allow_zero_values = true\n"] {
        assert!(matches.contains(line), "{line} is not in\n{matches}");
    }
    let distinct = text("Unique: recipientAccountId\n");
    for line in ["  $unique != \"\"\n", "  $e and #unique >= 3\n"] {
        assert!(distinct.contains(line), "{line} is not in\n{distinct}");
    }
    for text in [matches, distinct] {
        assert_eq!(support::yaral::check::check(&text), Vec::new(), "{text}");
    }
}
