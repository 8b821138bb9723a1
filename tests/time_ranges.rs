//! Time ranges on Athena: which partitions a query names, which it reads, and which events come back.

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

use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::fmt::Write;
use std::time::{SystemTime, UNIX_EPOCH};
use support::compiled::{self, Shipped};
use support::lake::{self, Days, Ids, Shape};
use support::trino::{self, Trino};
use transpile_sdk::backend::Hunt;
use transpile_sdk::range::{TimeRange, instant};
use transpile_sdk::time::Day;

/// Tables with partitions.
const PARTITIONED: [(Shape, &str); 6] = [
    (Shape::CloudTrailProjected, "cloudtrail_projection"),
    (Shape::CloudTrailManual, "cloudtrail_manual"),
    (Shape::CloudTrailOrganization, "cloudtrail_organization"),
    (Shape::CloudTrail2023, "cloudtrail_2023"),
    (Shape::CloudTrailBootstrap, "security_analytics_bootstrap"),
    (Shape::S3AccessProjected, "s3_access_logs_projected"),
];

/// Tables without.
const WHOLE: [(Shape, &str); 2] = [
    (Shape::CloudTrailConsole, "cloudtrail_console"),
    (Shape::S3Access, "s3_access_logs"),
];

/// A rule that matches every event of the tests.
fn rule(log_type: &str) -> Shipped {
    let field = if log_type == "AWS.CloudTrail" {
        "eventName"
    } else {
        "operation"
    };
    let text = format!(
        "AnalysisType: rule\nRuleID: All\nSeverity: Info\nLogTypes: [{log_type}]\nCondition: {field} eq \"A\"\n"
    );
    compiled::rules_of(&text).remove(0)
}

fn between(from: &str, to: &str) -> Hunt {
    Hunt {
        range: TimeRange::between(instant(from).ok(), instant(to).ok()).unwrap(),
        ..Hunt::default()
    }
}

fn query(name: &str, table: &str, hunt: Hunt) -> String {
    let shapes = compiled::athena().shapes();
    let shape = shapes.iter().find(|shape| shape.name == name).unwrap();
    let outcome = compiled::compile_for(&rule(&shape.log_type), shape, table, hunt);
    outcome.files[0].text.clone()
}

/// What stands before the rule's own condition in the query's `WHERE`.
fn bounds(query: &str) -> String {
    let start = query.find("\nWHERE ").map_or(query.len(), |at| at + 1);
    let end = query.find("ORDER BY").unwrap();
    query[start..end].trim_end().to_owned()
}

#[test]
fn each_shape_names_its_partitions() {
    let mut text = String::new();
    let ranges = [
        ("inside a month", between("2026-11-13", "2026-11-20")),
        (
            "over the end of a month by its padding",
            between("2026-11-02", "2026-12-01"),
        ),
        (
            "across months",
            between("2026-01-30T22:00:00Z", "2026-03-02T01:00:00Z"),
        ),
        ("across years", between("2024-12-30", "2027-01-03")),
        ("a whole year", between("2026-01-02", "2026-12-31")),
        ("no end", between("2026-11-13", "")),
        ("no beginning", between("", "2026-11-20")),
        (
            "the last 36 hours",
            Hunt {
                range: "36h".parse().unwrap(),
                ..Hunt::default()
            },
        ),
        (
            "all",
            Hunt {
                range: TimeRange::All,
                ..Hunt::default()
            },
        ),
    ];
    for (_, name) in PARTITIONED.iter().chain(&WHOLE) {
        for (title, hunt) in &ranges {
            let mut hunt = hunt.clone();
            hunt.partitions
                .push(("region".to_owned(), vec!["us-east-1".to_owned()]));
            writeln!(
                text,
                "-- {name}, {title}\n{}\n",
                bounds(&query(name, "t", hunt))
            )
            .unwrap();
        }
    }
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("queries");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!("time_ranges", text));
}

/// An event for either kind of log at a time written `2026-10-02T10:00:00Z`.
fn event(time: &str) -> Value {
    json!({
        "eventName": "A", "eventTime": time, "operation": "A",
        "time": time.replace('T', " ").replace('Z', ".000000000"),
    })
}

/// The rows that the scan of the table gave to the query.
fn rows_read(trino: &mut Trino, query: &str) -> usize {
    let plan = trino.query(&format!("EXPLAIN ANALYZE {query}")).unwrap();
    let plan = plan.only().unwrap().as_str().unwrap().to_owned();
    let scan = plan.rfind("Scan").expect("a scan");
    let input = plan[scan..]
        .find("Input: ")
        .map(|at| &plan[scan + at + 7..]);
    let digits = input.map(|rest| rest.split(' ').next().unwrap().replace(',', ""));
    digits
        .and_then(|digits| digits.parse().ok())
        .unwrap_or_else(|| panic!("{plan}"))
}

#[test]
fn a_day_reads_three_of_thirty() {
    let Some(mut trino) = trino::shared().unwrap() else {
        return;
    };
    // One event a day, at ten o'clock; the fifteenth has one at its very first instant besides, the sixteenth too.
    let mut times: Vec<String> = (1..=30)
        .map(|day| format!("2026-10-{day:02}T10:00:00Z"))
        .collect();
    times.extend([
        "2026-10-15T00:00:00Z".to_owned(),
        "2026-10-16T00:00:00Z".to_owned(),
    ]);
    let events: Vec<Value> = times.iter().map(|time| event(time)).collect();
    for (shape, name) in PARTITIONED.into_iter().chain(WHOLE) {
        let table = lake::load(
            &mut trino,
            shape,
            &events,
            Ids::Mark,
            Days::Own("2026/10/01"),
        )
        .unwrap();
        let day = query(name, &table.name, between("2026-10-15", "2026-10-16"));
        assert_eq!(
            table.hits(&mut trino, &day).unwrap(),
            BTreeSet::from([14, 30]),
            "{name}\n{day}"
        );
        let read = rows_read(&mut trino, &day);
        let all = query(
            name,
            &table.name,
            Hunt {
                range: TimeRange::All,
                ..Hunt::default()
            },
        );
        assert_eq!(rows_read(&mut trino, &all), 32, "{name}");
        println!("{name}: {read} of 32 rows read for one day of thirty");
        let is_whole = WHOLE.iter().any(|(_, own)| *own == name);
        assert_eq!(read, if is_whole { 32 } else { 5 }, "{name}\n{day}");
    }
}

#[test]
fn ranges_across_months_and_years_return_their_events() {
    let Some(mut trino) = trino::shared().unwrap() else {
        return;
    };
    let days = [
        "2024-11-30",
        "2024-12-31",
        "2025-01-01",
        "2025-06-15",
        "2025-12-30",
        "2025-12-31",
        "2026-01-01",
        "2026-01-31",
        "2026-02-01",
        "2026-02-28",
        "2026-03-01",
        "2026-12-01",
    ];
    let events: Vec<Value> = days
        .iter()
        .map(|day| event(&format!("{day}T23:59:59Z")))
        .collect();
    let ranges = [
        ("2024-12-31", "2026-01-01", 1..6),
        ("2025-01-01", "2026-01-01", 2..6),
        ("2026-01-31", "2026-03-01", 7..10),
        ("2025-12-31", "2026-02-01", 5..8),
        ("2026-01-01", "", 6..12),
        ("", "2025-01-01", 0..2),
    ];
    for (shape, name) in PARTITIONED {
        let table = lake::load(
            &mut trino,
            shape,
            &events,
            Ids::Mark,
            Days::Own("2026/10/01"),
        )
        .unwrap();
        for (from, to, expected) in ranges.clone() {
            let query = query(name, &table.name, between(from, to));
            let hits = table.hits(&mut trino, &query).unwrap();
            assert_eq!(hits, expected.collect(), "{name} {from} {to}\n{query}");
        }
    }
}

/// The time so many minutes ago, as a log writes it.
fn ago(minutes: u64) -> String {
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap()
        .as_secs()
        / 60;
    let minute = now - minutes;
    let epoch: Day = "1970-01-01".parse().unwrap();
    let day = epoch.plus(i32::try_from(minute / 1440).unwrap());
    let [year, month, date] = day.parts();
    let (hour, minute) = (minute % 1440 / 60, minute % 60);
    format!("{year:04}-{month:02}-{date:02}T{hour:02}:{minute:02}:00Z")
}

#[test]
fn the_last_days_are_counted_by_the_engine() {
    let Some(mut trino) = trino::shared().unwrap() else {
        return;
    };
    // Ten o'clock of each of the last thirty days, and both sides of seven days and of ninety minutes.
    let day = 24 * 60;
    let minutes: Vec<u64> = (1..=30)
        .map(|days| days * day + 30)
        .chain([80, 100, 7 * day - 10, 7 * day + 10])
        .collect();
    let events: Vec<Value> = minutes
        .iter()
        .map(|minutes| event(&ago(*minutes)))
        .collect();
    for (shape, name) in PARTITIONED.into_iter().chain(WHOLE) {
        let table = lake::load(
            &mut trino,
            shape,
            &events,
            Ids::Mark,
            Days::Own("2026/10/01"),
        )
        .unwrap();
        for (since, limit) in [("7d", 7 * day), ("90m", 90)] {
            let hunt = Hunt {
                range: since.parse().unwrap(),
                ..Hunt::default()
            };
            let query = query(name, &table.name, hunt);
            let expected: BTreeSet<usize> = (0..minutes.len())
                .filter(|index| minutes[*index] < limit)
                .collect();
            assert_eq!(
                table.hits(&mut trino, &query).unwrap(),
                expected,
                "{name}\n{query}"
            );
            if PARTITIONED.iter().any(|(_, own)| *own == name) {
                let read = rows_read(&mut trino, &query);
                let days = limit.div_ceil(day);
                let most = usize::try_from(days + 2).unwrap() + 4;
                assert!(read <= most, "{name}: {read} rows for {days} days\n{query}");
            }
        }
    }
}

#[test]
fn another_spelling_of_a_time_is_not_lost() {
    let Some(mut trino) = trino::shared().unwrap() else {
        return;
    };
    let times = [
        "2026-10-15T00:00:00Z",
        "2026-10-15T00:00:00.000Z",
        "2026-10-15T02:00:00+02:00",
        "2026-10-14T23:59:59.999999999Z",
        "2026-10-15T23:59:59.999999999Z",
        "2026-10-16T00:00:00Z",
        "2026-10-16T01:00:00+01:30",
        "2026-10-16T01:30:00+01:30",
        "yesterday",
        "",
    ];
    let events: Vec<Value> = times
        .iter()
        .map(|time| json!({"eventName": "A", "eventTime": time}))
        .collect();
    let (shape, name) = PARTITIONED[0];
    let table = lake::load(
        &mut trino,
        shape,
        &events,
        Ids::Mark,
        Days::One("2026/10/15"),
    )
    .unwrap();
    let day = query(name, &table.name, between("2026-10-15", "2026-10-16"));
    assert_eq!(
        table.hits(&mut trino, &day).unwrap(),
        BTreeSet::from([0, 1, 2, 4, 6])
    );
    let all = query(name, &table.name, Hunt::everything());
    assert_eq!(table.hits(&mut trino, &all).unwrap().len(), times.len());
}
