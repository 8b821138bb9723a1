//! Python rules: CPython and the extracted conditions must agree.
//!
//! `tests/python` is a repository as Panther has them. The rules below `rules` use one idiom each; those below `refused`
//! have no condition, and `NAME.expected` says at which line and at what. `gaps.txt` lists what is
//! still to do. Every rule is compared on its tests and on mutants of their events.

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
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use support::python::extract::{extract, extract_untyped};
use support::python::judge::{Count, Disagreement, judge};
use support::python::mutate::{mutants, sample};
use support::python::referee::{self, Asked, Referee};
use support::python::repository::{PythonRule, Repository};
use transpile_sdk::ir::Condition;

fn repository() -> Repository {
    Repository::open(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/python"))
}

fn referee(repository: &Repository) -> Option<Referee> {
    referee::start(repository.helpers()).unwrap()
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

/// What the front end does not do yet: the lines of `tests/python/gaps.txt`, without the reasons.
struct Gaps(BTreeSet<String>);

impl Gaps {
    const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/python/gaps.txt");

    fn read() -> Self {
        let text = fs::read_to_string(Self::FILE).unwrap();
        let lines = text.lines().filter(|line| !line.starts_with('#'));
        Self(lines.map(|line| Self::of_line(line).to_owned()).collect())
    }

    fn of_line(line: &str) -> &str {
        line.split_once(": ").map_or(line, |(gap, _)| gap)
    }

    /// True if the gap is in the list; what is left over at the end is none any more.
    fn known(&mut self, kind: &str, rule: &str) -> bool {
        self.0.remove(&format!("{kind} {rule}"))
    }

    /// The lines whose gaps are gone. They are taken out of the file if the environment says so.
    fn gone(self) -> BTreeSet<String> {
        if std::env::var_os("UPDATE_EXPECT").is_none() {
            return self.0;
        }
        let text = fs::read_to_string(Self::FILE).unwrap();
        let kept = text
            .lines()
            .filter(|line| !self.0.contains(Self::of_line(line)));
        let kept: Vec<&str> = kept.collect();
        fs::write(Self::FILE, kept.join("\n") + "\n").unwrap();
        BTreeSet::new()
    }
}

/// The rule as the list of gaps names it: `loop/nested`.
fn name(repository: &Repository, rule: &PythonRule) -> String {
    let inside = rule.file.strip_prefix(repository.root().join("rules"));
    inside.unwrap().with_extension("").display().to_string()
}

/// Every rule that is not in the list of gaps agrees, and every rule in the list is a gap.
#[test]
fn conditions_say_what_cpython_says() {
    let repository = repository();
    let Some(mut referee) = referee(&repository) else {
        return;
    };
    let mut gaps = Gaps::read();
    let mut wrong = Vec::new();
    compare(&repository, &mut referee, &mut gaps, "", &mut wrong);
    compare(&repository, &mut referee, &mut gaps, "untyped ", &mut wrong);
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
    let gone = gaps.gone();
    assert!(gone.is_empty(), "no gaps any more: {gone:?}");
}

/// Compares all rules. `reading` is empty if the types of fields are those of the tests, on mutants that have them, and
/// `untyped ` if any field may hold anything, on all mutants.
fn compare(
    repository: &Repository,
    referee: &mut Referee,
    gaps: &mut Gaps,
    reading: &str,
    wrong: &mut Vec<String>,
) {
    let (mut rules, mut tests, mut events) = (0, Count::default(), Count::default());
    for rule in repository.rules("rules") {
        let name = name(repository, &rule);
        let read = if reading.is_empty() {
            extract(&rule, repository, &Map::new())
        } else {
            extract_untyped(&rule, repository)
        };
        let extracted = match read {
            Ok(extracted) => extracted,
            Err(_) if gaps.known(&format!("{reading}refused"), &name) => continue,
            Err(refusal) => {
                wrong.push(format!("{reading}{name} is refused:\n{}", refusal.shown));
                continue;
            }
        };
        rules += 1;
        let mut disagreements: Vec<Disagreement> = Vec::new();
        for (index, test) in rule.document.tests.iter().enumerate() {
            let lowered = extracted.of(rule.log_type(test));
            let none = Map::new();
            let all = usize::MAX;
            let judged = judge(referee, repository, &rule, lowered, index, all, &none);
            let judged = judged.unwrap();
            tests.extend(judged.tests);
            events.extend(judged.mutants);
            disagreements.extend(judged.disagreements);
        }
        let count = disagreements.len();
        if count > 0 && !gaps.known(&format!("{reading}differs"), &name) {
            wrong.extend(disagreements.iter().take(2).map(ToString::to_string));
            wrong.push(format!("{reading}{name}: {count} disagreements"));
        }
    }
    println!("{reading}{rules} rules; tests: {tests}; mutants: {events}");
    assert!(events.asked > 15_000 && events.matches > 4_000, "{events}");
}

#[test]
fn what_is_uncertain_is_refused_at_its_place() {
    let repository = repository();
    let mut wrong = Vec::new();
    for rule in repository.rules("refused") {
        let file = rule.file.display();
        let expected = fs::read_to_string(rule.file.with_extension("expected")).unwrap();
        let (line, word) = expected.trim().split_once(": ").unwrap();
        let place = format!("{}:{}:", rule.python.display(), &line["line ".len()..]);
        match extract(&rule, &repository, &Map::new()) {
            Ok(_) => wrong.push(format!("{file} is extracted")),
            Err(refusal) if refusal.shown.contains(&place) && refusal.shown.contains(word) => {}
            Err(refusal) => wrong.push(format!("{file}: not {expected}{}", refusal.shown)),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

/// The referee can find fault: every answer of a negated condition is wrong.
#[test]
fn a_wrong_condition_is_found() {
    let repository = repository();
    let Some(mut referee) = referee(&repository) else {
        return;
    };
    let rules = repository.rules("rules/get");
    let rule = rules.iter().find(|rule| rule.file.ends_with("equal.yml"));
    let rule = rule.unwrap();
    let extracted = extract(rule, &repository, &Map::new()).unwrap();
    let mut lowered = extracted.of("Sample.Log").clone();
    lowered.condition = Condition::Not(Box::new(lowered.condition));
    let none = Map::new();
    let judged = judge(&mut referee, &repository, rule, &lowered, 0, 9, &none).unwrap();
    assert_eq!(judged.disagreements.len(), 10);
    let shown = judged.disagreements[0].to_string();
    assert!(
        shown.contains("CPython: match; transpile: no match"),
        "{shown}"
    );
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
