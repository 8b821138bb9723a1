//! Text from a rule is hostile: whatever it is, it stays the text that it is.
//!
//! Without an engine the queries are compared by their skeletons: a hostile text changes nothing but a literal, a
//! name or a comment. A real Trino reads the queries too, and returns just the events that hold the text: every
//! text as a literal and as a key, and of the rest a part; all of it with `TRANSPILE_INJECTION=all`.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    clippy::string_slice,
    clippy::unwrap_used,
    reason = "a test fails by panicking, and says what it did"
)]

#[path = "support/injection/mod.rs"]
mod injection;
mod support;

use injection::questions::{QUESTIONS, event};
use injection::{HARMLESS, PLACES, Place, corpus, is_known, query, skeleton};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use support::compiled;
use support::lake::{self, Shape};
use support::trino;
use transpile::compile::{Options, backends};
use transpile_sdk::backend::Hunt;

#[test]
fn every_back_end_has_a_reader() {
    for backend in backends() {
        let name = &backend.manifest().name;
        assert!(
            skeleton::READERS.iter().any(|(known, _)| known == name),
            "{name} has no reader in tests/support/injection/skeleton.rs"
        );
    }
}

#[test]
fn a_hostile_text_leaves_the_skeleton_alone() {
    let texts = corpus();
    let mut wrong: BTreeMap<(&str, &str), Vec<String>> = BTreeMap::new();
    for backend in backends() {
        let target = &backend.manifest().name;
        let Some((_, read)) = skeleton::READERS.iter().find(|(known, _)| known == target) else {
            continue;
        };
        let (mut queries, mut places, mut known) = (0, 0, 0);
        let mut refused: BTreeMap<(&str, String), usize> = BTreeMap::new();
        for (name, place) in PLACES {
            let expected: BTreeSet<String> = HARMLESS
                .iter()
                .filter_map(|text| query(backend.as_ref(), *place, text).ok())
                .map(|text| read(&text).unwrap())
                .collect();
            places += usize::from(!expected.is_empty());
            for text in &texts {
                match query(backend.as_ref(), *place, text) {
                    Err(reason) => *refused.entry((name, reason)).or_default() += 1,
                    Ok(written) => {
                        queries += 1;
                        let found = read(&written);
                        let same = found.as_ref().is_ok_and(|one| expected.contains(one));
                        if !same && is_known(target, name, text) {
                            known += 1;
                        } else if !same {
                            let text: String = text.chars().take(60).collect();
                            let expected = expected.first();
                            wrong.entry((target, name)).or_default().push(format!(
                                "{text:?}: {found:?}, not {expected:?}\n{written:.3000}"
                            ));
                        }
                    }
                }
            }
        }
        println!(
            "injection | {target} | {} texts in {places} places | {queries} queries | {} refused | {known} known faults",
            texts.len(),
            refused.values().sum::<usize>()
        );
        for ((place, reason), count) in &refused {
            println!("  {place}: {count} refused: {reason:.100}");
        }
        assert!(queries > 1_000, "{target} refuses nearly all");
    }
    for ((target, place), reports) in &wrong {
        println!(
            "{target}, {place}: {} wrong, the first {}",
            reports.len(),
            reports[0]
        );
    }
    assert!(wrong.is_empty());
}

/// A skeleton is no test of anything if it does not see what a text must not do.
#[test]
fn a_text_that_gets_out_is_seen() {
    let athena = skeleton::READERS[0].1;
    let plain = athena("SELECT a FROM t WHERE b = 'x' -- c\n").unwrap();
    assert_eq!(
        athena("SELECT a FROM t WHERE b = 'it''s' -- '").as_ref(),
        Ok(&plain)
    );
    for other in [
        "SELECT a FROM t WHERE b = '' or 1=1 -- '",
        "SELECT a FROM t WHERE b = 'x' -- a\r; DROP TABLE t",
        "SELECT a FROM t WHERE b = 'x'; SELECT 1",
    ] {
        assert_ne!(athena(other).as_ref(), Ok(&plain), "{other}");
    }
    assert!(athena("SELECT 'a").is_err() && athena("SELECT /* a").is_err());
    let kql = skeleton::READERS[1].1;
    assert!(kql("T | where a == \"x\n\"").is_err() && kql("T | where a == \"x\\\"").is_err());
    assert_eq!(
        kql("T\n| where a == @\"\"\"\\\""),
        kql("T | where a == \"\\\"\"")
    );
    let yaral = skeleton::READERS[2].1;
    assert_eq!(yaral("$e.a = `\\` // x"), yaral("$e.a = \"\\\"\""));
}

/// The texts for the question or place of that number. Not all for each: the engine takes its time.
fn chosen(texts: &[String], number: usize, all: bool) -> impl Iterator<Item = &String> {
    let all = all || std::env::var("TRANSPILE_INJECTION").is_ok_and(|value| value == "all");
    let texts = texts.iter().enumerate();
    texts.filter_map(move |(index, text)| {
        (all || (index + number).is_multiple_of(11)).then_some(text)
    })
}

#[test]
fn trino_returns_the_events_that_hold_the_text() {
    let Some(mut trino) = trino::shared().unwrap() else {
        return;
    };
    let texts = corpus();
    let events: Vec<Value> = texts.iter().map(|text| event(text)).collect();
    let table = lake::marked(&mut trino, Shape::CloudTrailProjected, &events);
    assert!(table.left_out.is_empty());
    let shape = compiled::shape("cloudtrail_projection", "AWS.CloudTrail").unwrap();
    let (mut runs, mut refused, mut wrong) = (0, BTreeMap::new(), Vec::new());
    for (number, (name, write, holds)) in QUESTIONS.iter().enumerate() {
        for text in chosen(&texts, number, ["eq", "json key"].contains(name)) {
            let options = Options {
                table: Some(table.name.clone()),
                hunt: Hunt::everything(),
                ..Options::default()
            };
            let written =
                injection::read("Harmless", &write(text), "").and_then(|(document, rule)| {
                    injection::compiled(compiled::athena(), &document, &rule, shape, options)
                });
            let sql = match written {
                Ok(sql) => sql,
                Err(reason) => {
                    *refused.entry((*name, reason)).or_insert(0) += 1;
                    continue;
                }
            };
            runs += 1;
            let matching = |index: &usize| holds(text, &texts[*index]);
            let expected: BTreeSet<usize> = (0..texts.len()).filter(matching).collect();
            let found = table.hits(&mut trino, &sql);
            if found.as_ref() != Ok(&expected) {
                let text: String = text.chars().take(60).collect();
                wrong.push(format!(
                    "{name}, {text:?}: {found:.300?}, not {expected:?}\n{sql:.2000}"
                ));
            }
        }
    }
    println!(
        "injection | Trino | {} texts | {runs} queries on {} events | {} wrong",
        texts.len(),
        texts.len(),
        wrong.len()
    );
    for ((place, reason), count) in &refused {
        println!("  {place}: {count} refused: {reason:.100}");
    }
    let count = wrong.len();
    wrong.truncate(20);
    assert!(wrong.is_empty(), "{count} wrong:\n{}", wrong.join("\n\n"));
}

/// Comments, column names and all that is no value: the engine reads one statement over the table.
#[test]
fn trino_reads_the_query_around_any_text() {
    let Some(mut trino) = trino::shared().unwrap() else {
        return;
    };
    let table = lake::marked(
        &mut trino,
        Shape::CloudTrailProjected,
        &[event("x"), event("y")],
    );
    let from = format!("FROM {}\n", table.name);
    let (mut statements, mut wrong) = (0, Vec::new());
    let texts = corpus();
    for (number, (name, place)) in PLACES.iter().enumerate() {
        // A table or a column of such a name is not there; that it is asked for is what can be seen.
        let absent = match place {
            Place::Condition(_) => continue,
            Place::Table | Place::CreateTable(_) | Place::Description(_) => true,
            _ => false,
        };
        for text in chosen(&texts, number, *name == "output") {
            let Ok(sql) = query(compiled::athena(), *place, text) else {
                continue;
            };
            statements += 1;
            let answer = if absent {
                match trino.validate(&sql) {
                    Err(error) if is_absence(&error) => Ok(()),
                    other => Err(format!("{other:?}")),
                }
            } else {
                let sql = sql.replace("FROM cloudtrail_logs_pp\n", &from);
                let found = table.hits(&mut trino, &sql);
                if found == Ok(BTreeSet::from([0])) {
                    Ok(())
                } else {
                    Err(format!("{found:?}"))
                }
            };
            if let Err(answer) = answer {
                let text: String = text.chars().take(60).collect();
                wrong.push(format!("{name}, {text:?}: {answer:.300}\n{sql:.2000}"));
            }
        }
    }
    println!(
        "injection | Trino | {statements} statements around hostile texts | {} wrong",
        wrong.len()
    );
    let count = wrong.len();
    wrong.truncate(20);
    assert!(wrong.is_empty(), "{count} wrong:\n{}", wrong.join("\n\n"));
}

/// The engine has understood the statement and misses a table, or no table can have that name.
fn is_absence(error: &str) -> bool {
    [
        "does not exist",
        "must be specified when session",
        "Zero-length delimited identifier",
    ]
    .iter()
    .any(|absence| error.contains(absence))
}
