//! A rule in Python whose key is a text: events that give the same text in different ways count together.

use super::support::dedup::{DAY, events, expected, rule};
use super::support::kql::executor;
use super::support::kql::rows::{Missing, row};
use super::support::lake::{self, Days, Ids, Shape};
use super::support::trino;
use super::{Shipped, compiled_for, found};
use serde_json::Value;
use transpile_sdk::backend::Label;

fn shipped() -> Shipped {
    let (document, lowered) = rule();
    Shipped { document, lowered }
}

#[test]
fn trino_counts_by_the_text() {
    let Some(mut trino) = trino::shared().unwrap() else {
        return;
    };
    let day = DAY.replace('-', "/");
    let shape = Shape::CloudTrailProjected;
    let table = lake::load(&mut trino, shape, &events(), Ids::Mark, Days::One(&day)).unwrap();
    let outcome = compiled_for("athena", &shipped(), Some(&table.name));
    assert_eq!(outcome.label, Some(Label::Exact));
    let query = &outcome.files[0].text;
    let rows = trino
        .query(query)
        .unwrap_or_else(|error| panic!("{error}\n{query}"));
    let column =
        |name: &str| -> Vec<Value> { rows.column(name).unwrap().into_iter().cloned().collect() };
    let bursts = found(
        &[column("dedup")],
        &column("matches"),
        &column("first_seen"),
        &column("last_seen"),
    );
    assert_eq!(bursts, expected(), "{query}");
}

#[test]
fn kusto_counts_by_the_text() {
    let Some(mut executor) = executor() else {
        return;
    };
    let rows = events()
        .iter()
        .enumerate()
        .map(|(marker, event)| row("AWSCloudTrail", event, marker, Missing::Empty))
        .collect::<Vec<Value>>();
    executor.load("AWSCloudTrail", &rows).unwrap();
    let outcome = compiled_for("kql", &shipped(), None);
    assert_eq!(outcome.label, Some(Label::Exact));
    let query = &outcome.files[0].text;
    let mut column = |name: &str| {
        executor
            .column(query, name)
            .unwrap_or_else(|error| panic!("{error}\n{query}"))
    };
    let bursts = found(
        &[column("dedup")],
        &column("Matches"),
        &column("FirstSeen"),
        &column("LastSeen"),
    );
    assert_eq!(bursts, expected(), "{query}");
}

#[test]
fn yara_l_has_no_key_that_is_a_text() {
    let outcome = compiled_for("yaral", &shipped(), None);
    assert!(outcome.files.is_empty());
    let messages: Vec<&str> = outcome
        .diagnostics
        .iter()
        .map(|problem| problem.message.as_str())
        .collect();
    assert!(
        messages.iter().any(|one| one.contains("dedup")),
        "{messages:?}"
    );
}
