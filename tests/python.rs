//! Python rules: CPython and the extracted conditions must agree.
//!
//! `tests/python` is a repository as Panther has them. The rules below `rules` use one idiom each; those below `refused`
//! have no condition, and `NAME.expected` says at which line and at what. Every rule is compared on its tests and on
//! mutants of their events.

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

use serde_json::{Map, Value, json};
use std::path::Path;
use support::python::mutate::{mutants, sample};
use support::python::referee::{self, Asked, Referee};
use support::python::repository::Repository;

fn repository() -> Repository {
    Repository::open(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/python"))
}

fn referee(repository: &Repository) -> Option<Referee> {
    referee::start(&repository.helpers()).unwrap()
}

#[test]
fn the_tests_expect_what_cpython_says() {
    let repository = repository();
    let Some(mut referee) = referee(&repository) else {
        return;
    };
    let (mut rules, mut tests) = (0, 0);
    let mut wrong = Vec::new();
    for folder in ["rules", "refused"] {
        for rule in repository.rules(folder) {
            rules += 1;
            for test in &rule.document.tests {
                tests += 1;
                let asked = Asked {
                    file: &rule.python,
                    model: repository.model(rule.log_type(test)),
                    replaced: &Map::new(),
                };
                let verdicts = referee.verdicts(&asked, std::slice::from_ref(&test.log));
                let verdict = verdicts.unwrap()[0].clone();
                if verdict.matches() != test.expected_result {
                    let (file, name) = (rule.file.display(), &test.name.value);
                    wrong.push(format!("{file} | {name}: {verdict}"));
                }
            }
        }
    }
    println!("{tests} tests of {rules} rules");
    assert!(
        rules >= 220 && tests >= 900,
        "{tests} tests of {rules} rules"
    );
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_rule_has_tests_that_match_and_tests_that_do_not() {
    for rule in repository().rules("rules") {
        let tests = &rule.document.tests;
        for expected in [true, false] {
            assert!(
                tests.iter().any(|test| test.expected_result == expected),
                "{}: no test is {expected}",
                rule.file.display()
            );
        }
    }
}

#[test]
fn mutants_are_the_event_with_one_change() {
    let event = json!({"a": {"b": "Yes"}, "n": 1});
    let other = json!({"a": {"b": "Yes", "c": 2}, "m": null});
    let made = mutants(&event, &[&other]);
    let has = |how: &str, event: Value| {
        let found = made.iter().find(|mutant| mutant.event == event);
        assert_eq!(found.map(|mutant| mutant.how.as_str()), Some(how));
    };
    has("a: dropped", json!({"n": 1}));
    has("a: null", json!({"a": null, "n": 1}));
    has("a: {}", json!({"a": {}, "n": 1}));
    has(r#"a.b: "YES""#, json!({"a": {"b": "YES"}, "n": 1}));
    has("a.b: 5", json!({"a": {"b": 5}, "n": 1}));
    has(r#"a.b: ["Yes"]"#, json!({"a": {"b": ["Yes"]}, "n": 1}));
    has("n: true", json!({"a": {"b": "Yes"}, "n": true}));
    has(
        "m: as in another test",
        json!({"a": {"b": "Yes"}, "n": 1, "m": null}),
    );
    has(
        "a: as in another test",
        json!({"a": {"b": "Yes", "c": 2}, "n": 1}),
    );
    assert!(made.iter().all(|mutant| mutant.event != event));
    assert_eq!(sample(made.clone(), 7).len(), 7);
    assert_eq!(sample(made.clone(), 1000), made);
}
