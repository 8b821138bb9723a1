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

mod support;

use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde_json::{Value, json};
use support::burst::{Burst, Match, Threshold, bursts};
use support::compiled::{self, Shipped};
use support::kql::executor;
use support::lake::{self, Days, Ids, Shape};
use support::trino;
use transpile::compile::{Options, Outcome, backends, compile};
use transpile_sdk::backend::Hunt;
use transpile_sdk::range::TimeRange;

/// Matches of a rule, the fields that make its key, and what it counts.
#[derive(Debug, Clone)]
struct Case {
    name: String,
    keys: usize,
    threshold: Threshold,
    matches: Vec<Match>,
}

/// The fields of a key.
const KEYS: [&str; 2] = ["sourceIPAddress", "userIdentity.arn"];

fn at(second: u64, key: Option<&str>, value: Option<&str>) -> Match {
    Match {
        second,
        key: key.map(str::to_owned),
        value: value.map(str::to_owned),
    }
}

/// So many matches of one key, so many seconds apart.
fn run(key: Option<&str>, start: u64, step: u64, count: u64) -> Vec<Match> {
    (0..count)
        .map(|index| at(start + index * step, key, None))
        .collect()
}

/// Cases with the number of their bursts.
#[expect(clippy::too_many_lines, reason = "it is a list")]
fn cases() -> Vec<(Case, usize)> {
    let count = |count, minutes| Threshold {
        count,
        minutes,
        distinct: false,
    };
    let distinct = |count, minutes| Threshold {
        count,
        minutes,
        distinct: true,
    };
    let list = [
        (
            "across the edge of an hour",
            1,
            count(5, 10),
            run(Some("a"), 3400, 100, 5),
            1,
        ),
        ("one too few", 1, count(5, 10), run(Some("a"), 0, 1, 4), 0),
        (
            "over exactly the window",
            1,
            count(5, 10),
            run(Some("a"), 7, 150, 5),
            1,
        ),
        (
            "over a second more",
            1,
            count(5, 10),
            [run(Some("a"), 7, 150, 4), run(Some("a"), 608, 1, 1)].concat(),
            0,
        ),
        (
            "all in one second",
            1,
            count(5, 10),
            run(Some("a"), 50, 0, 7),
            1,
        ),
        ("missing keys", 1, count(3, 1), run(None, 0, 10, 4), 1),
        (
            "several keys",
            1,
            count(3, 1),
            [
                run(Some("a"), 0, 10, 3),
                run(Some("b"), 5, 10, 2),
                run(None, 3, 10, 3),
                run(Some("c"), 0, 10, 9),
            ]
            .concat(),
            3,
        ),
        (
            "two bursts of a key and a match between them",
            1,
            count(3, 10),
            [
                run(Some("a"), 0, 1, 3),
                run(Some("a"), 900, 0, 1),
                run(Some("a"), 3000, 300, 4),
            ]
            .concat(),
            2,
        ),
        (
            "bursts without a pause between them are one row",
            1,
            count(4, 10),
            [
                run(Some("a"), 0, 1, 4),
                run(Some("a"), 500, 0, 1),
                run(Some("a"), 1000, 1, 4),
            ]
            .concat(),
            1,
        ),
        (
            "overlapping windows",
            1,
            count(3, 5),
            run(Some("a"), 0, 149, 12),
            1,
        ),
        (
            "equal times at both ends",
            1,
            count(4, 1),
            [
                run(Some("a"), 0, 0, 3),
                run(Some("a"), 60, 0, 3),
                run(Some("a"), 121, 0, 3),
            ]
            .concat(),
            1,
        ),
        (
            "a threshold of two",
            1,
            count(2, 1),
            [run(Some("a"), 0, 61, 3), run(Some("a"), 200, 60, 2)].concat(),
            1,
        ),
        (
            "no key",
            0,
            count(5, 10),
            [run(None, 0, 100, 5), run(None, 5000, 1, 3)].concat(),
            1,
        ),
        (
            "a key of two fields",
            2,
            count(3, 10),
            [
                run(Some("a|x"), 0, 1, 3),
                run(Some("a|"), 0, 1, 2),
                run(Some("|x"), 0, 1, 3),
                run(Some("b|x"), 0, 1, 2),
            ]
            .concat(),
            2,
        ),
        (
            "distinct values",
            1,
            distinct(3, 10),
            [
                vec![
                    at(0, Some("a"), Some("1")),
                    at(10, Some("a"), Some("2")),
                    at(20, Some("a"), Some("1")),
                ],
                vec![at(600, Some("a"), Some("3")), at(700, Some("a"), None)],
                vec![
                    at(0, Some("b"), Some("1")),
                    at(10, Some("b"), Some("2")),
                    at(20, Some("b"), None),
                ],
                vec![
                    at(0, Some("c"), Some("1")),
                    at(10, Some("c"), Some("2")),
                    at(601, Some("c"), Some("3")),
                ],
            ]
            .concat(),
            1,
        ),
    ];
    list.into_iter()
        .map(|(name, keys, threshold, matches, expected)| {
            let name = name.to_owned();
            (
                Case {
                    name,
                    keys,
                    threshold,
                    matches,
                },
                expected,
            )
        })
        .collect()
}

/// Cases nobody thought of.
fn random() -> Vec<Case> {
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[11; 32]);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let pick = |choices: &[&'static str]| {
        let choices: Vec<Option<&'static str>> =
            choices.iter().map(|one| Some(*one)).chain([None]).collect();
        proptest::sample::select(choices)
    };
    let one = (0_u64..40, pick(&["a", "b"]), pick(&["1", "2", "3", "4"]))
        .prop_map(|(step, key, value)| at(step * 15, key, value));
    let case = (
        2_usize..6,
        1_u64..4,
        proptest::bool::weighted(0.25),
        proptest::collection::vec(one, 0..40),
    );
    let case = case.prop_map(|(count, minutes, distinct, matches)| Case {
        name: "random".to_owned(),
        keys: 1,
        threshold: Threshold {
            count,
            minutes,
            distinct,
        },
        matches,
    });
    (0..30)
        .map(|_| case.new_tree(&mut runner).unwrap().current())
        .collect()
}

fn all() -> Vec<Case> {
    cases()
        .into_iter()
        .map(|(case, _)| case)
        .chain(random())
        .collect()
}

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
