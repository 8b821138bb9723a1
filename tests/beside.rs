//! Rules that name Python beside a condition: a warning shows an event on which the two differ, and none is given where
//! they say the same.

#![cfg(feature = "python")]
#![allow(
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
use std::time::{Duration, Instant};
use support::python::extract::sources;
use support::python::repository::Repository;
use support::python_rule::document;
use support::rule_files::rule_files;
use transpile::compile::{Lowered, differing, front, has_errors, is_beside};
use transpile::eval::Event;
use transpile::extract::written;
use transpile::load::{Loaded, RuleDocument, load};
use transpile::python::Library;
use transpile::unit_tests::evaluator;
use transpile_sdk::diagnostic::Severity;

/// A rule over a log type whose events are those of the tests.
fn rule(logic: &str, python: &str, tests: &[Value]) -> RuleDocument {
    let tests: Vec<Value> = tests
        .iter()
        .enumerate()
        .map(|(index, log)| json!({"Name": format!("no. {index}"), "ExpectedResult": true, "Log": log}))
        .collect();
    let tests = Value::from(tests);
    let yaml = format!(
        "AnalysisType: rule\nRuleID: My.Rule\nFilename: rule.py\nLogTypes: [My.Log]\nSeverity: Low\n{logic}\nTests: {tests}\n"
    );
    let python = format!("def rule(event):\n    return {python}\n");
    document(&yaml, Some(&python), Library::default())
}

/// The event that is shown, and whether the condition matches it.
fn shown(document: &RuleDocument) -> Option<(Value, bool)> {
    let front = front(document, None);
    assert!(!has_errors(&front.diagnostics), "{:?}", front.diagnostics);
    let found = differing(document, &front.lowered)?;
    assert_eq!((found.code.0, found.severity), ("T0408", Severity::Warning));
    let (_, event) = found.notes[0].split_once(": ").unwrap();
    let event: Value = serde_json::from_str(event).unwrap();
    let matches = evaluator(&front.lowered[0])
        .unwrap()
        .matches(&Event::try_from(event.clone()).unwrap());
    let says = if matches {
        "and matches"
    } else {
        "does not match"
    };
    assert!(found.labels[0].text.contains(says), "{:?}", found.labels);
    Some((event, matches))
}

#[track_caller]
fn differ(condition: &str, python: &str, test: Value, event: Value, matches: bool) {
    let logic = format!("Condition: |\n  {condition}");
    assert_eq!(
        shown(&rule(&logic, python, &[test])),
        Some((event, matches)),
        "{condition}, {python}"
    );
}

#[track_caller]
fn same(condition: &str, python: &str, test: Value) {
    let logic = format!("Condition: |\n  {condition}");
    assert_eq!(shown(&rule(&logic, python, &[test])), None, "{condition}");
}

#[test]
fn an_event_shows_how_the_two_differ() {
    let is_x = r#"event.get("a") == "x""#;
    let test = json!({"a": "x", "b": {"c": [1, 2]}, "d": null});
    // A test of the rule itself, without what does not matter.
    differ(r#"a eq "y""#, is_x, test.clone(), json!({"a": "x"}), false);
    // Another constant, of the condition and of the Python.
    let many = r#"a in ["x", "p", "q", "r"]"#;
    differ(many, is_x, test.clone(), json!({"a": "p"}), true);
    let other = r#"event.get("a") in ("x", "p", "q", "r")"#;
    differ(
        r#"a in ["x", "p", "q"]"#,
        other,
        test.clone(),
        json!({"a": "r"}),
        false,
    );
    // Missing fields, nulls and empty texts.
    let not_x = r#"event.get("a") and event.get("a") != "x""#;
    differ(
        r#"a ne "x""#,
        &format!("bool({not_x})"),
        test.clone(),
        json!({}),
        true,
    );
    differ(
        "a is_missing",
        r#""a" not in event"#,
        test.clone(),
        json!({"a": null}),
        true,
    );
    differ(
        "a is_null",
        r#"event.get("a") is None"#,
        test.clone(),
        json!({"a": ""}),
        true,
    );
    // Case, and the edge of a number.
    let lower = r#"event.get("a", "").lower() == "x""#;
    differ(r#"a eq "x""#, lower, test, json!({"a": "X"}), false);
    let test = json!({"n": 7});
    differ(
        "n gt 5",
        r#"event.get("n", 0) >= 5"#,
        test,
        json!({"n": 5}),
        false,
    );
}

#[test]
fn elements_of_arrays_are_changed_as_well() {
    let python = r#"any(one.get("k") == "x" for one in event.get("list", []))"#;
    let test = json!({"list": [{"k": "x", "more": 1}, {"k": "z"}]});
    let condition = r#"any list as e (e.k in ["x", "y"])"#;
    let event = json!({"list": [{"k": "y"}]});
    differ(condition, python, test.clone(), event, true);
    let condition = r#"any list as e (e.k eq "y")"#;
    differ(
        condition,
        python,
        test,
        json!({"list": [{"k": "x"}]}),
        false,
    );
}

#[test]
fn match_expressions_are_compared_and_filters_count_for_both() {
    let logic = "Detection:\n  - Key: a\n    Condition: Equals\n    Value: x";
    let test = json!({"a": "x", "b": "in"});
    let same = rule(
        logic,
        r#"event.get("a") == "x""#,
        std::slice::from_ref(&test),
    );
    assert_eq!(shown(&same), None);
    let other = rule(
        logic,
        r#"event.get("a") in ("x", "y")"#,
        std::slice::from_ref(&test),
    );
    assert_eq!(shown(&other), Some((json!({"a": "y"}), false)));
    let filters = "InlineFilters:\n  - All:\n    - {Key: b, Condition: Equals, Value: in}\n";
    let filtered = rule(
        &format!("{filters}{logic}"),
        r#"event.get("a") == "x" and event.get("b") == "in""#,
        &[test],
    );
    assert_eq!(shown(&filtered), None);
}

#[test]
fn what_says_the_same_in_other_words_is_let_pass() {
    let test = json!({"a": "x", "b": 3, "list": ["p", "q"]});
    same(r#"a eq "x""#, r#""x" == event.get("a")"#, test.clone());
    same(
        r#"a in ["x", "y"]"#,
        r#"event.get("a") in {"y", "x"}"#,
        test.clone(),
    );
    same(
        "b gt 2\nb le 9".replace('\n', "\n  ").as_str(),
        r#"2 < event.get("b", 0) <= 9"#,
        test.clone(),
    );
    same(
        r#"list contains "p""#,
        r#""p" in event.get("list", [])"#,
        test,
    );
}

#[test]
fn python_that_is_not_certain_is_no_witness_of_a_match() {
    let unknown = r#"event.get("a") == "x" and hash(event)"#;
    let test = json!({"a": "x"});
    // Whether the Python matches is not known; that it does not match `y` is.
    let narrower = rule(
        "Condition: |\n  a eq \"x\"\n  b eq \"z\"",
        unknown,
        std::slice::from_ref(&test),
    );
    assert_eq!(shown(&narrower), None);
    let other = rule("Condition: |\n  a in [\"x\", \"y\"]", unknown, &[test]);
    assert_eq!(shown(&other), Some((json!({"a": "y"}), true)));
}

#[test]
fn a_rule_without_tests_is_compared_too() {
    let logic = "Condition: |\n  a eq \"x\"";
    let python = r#"event.get("a") in ("x", "y")"#;
    assert_eq!(
        shown(&rule(logic, python, &[])),
        Some((json!({"a": "y"}), false))
    );
}

#[test]
fn the_work_is_bounded() {
    let names: Vec<String> = (0..2000).map(|index| format!("name{index}")).collect();
    let names = Value::from(names);
    let members: Map<String, Value> = (0..1000)
        .map(|index| (format!("k{index}"), json!(index)))
        .collect();
    let tests: Vec<Value> = (0..10)
        .map(|index| json!({"a": format!("name{index}"), "rest": members.clone()}))
        .collect();
    let logic = format!("Condition: |\n  a in {names}");
    let python = format!(r#"event.get("a") in {names}"#);
    let began = Instant::now();
    assert_eq!(shown(&rule(&logic, &python, &tests)), None);
    // A few seconds in an unoptimized build, most of them for reading the rule; without bounds many minutes.
    assert!(began.elapsed() < Duration::from_mins(1));
}

/// The rules of a repository of Python rules, each with the condition that it is read as written into its file.
fn with_conditions(folder: &str) -> Vec<(RuleDocument, Vec<Lowered>)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/python");
    let repository = Repository::open(&root);
    let mut found = Vec::new();
    for rule in repository.rules(folder) {
        let mut document = rule.document.clone();
        document.python = Some(sources(&rule, &repository, &Map::new()));
        let lowered = front(&document, None).lowered;
        // A rule without a schema may ask what a condition cannot say for certain.
        let Ok(text) = written(&document, &lowered) else {
            continue;
        };
        let (Some(Loaded::Rule(mut own)), _) = load(&document.path, &text) else {
            panic!("{text}");
        };
        own.python.clone_from(&document.python);
        found.push((*own, lowered));
    }
    found
}

#[test]
fn the_condition_that_a_rule_is_read_as_is_the_same_and_its_complement_is_not() {
    let rules = with_conditions("rules");
    assert!(rules.len() > 100, "{} rules", rules.len());
    let mut told_apart = 0;
    for (document, lowered) in &rules {
        let front = front(document, None);
        let found = differing(document, &front.lowered);
        assert_eq!(found, None, "{}", document.path);
        let complements: Vec<Lowered> = lowered
            .iter()
            .map(|own| Lowered::of(own.log_type.clone(), own.condition.clone().complement()))
            .collect();
        told_apart += usize::from(differing(document, &complements).is_some());
    }
    println!("{} rules, {told_apart} complements told apart", rules.len());
    assert_eq!(told_apart, rules.len());
}

#[test]
fn no_shipped_rule_differs_from_python_beside_it() {
    for file in rule_files("rules") {
        let text = std::fs::read_to_string(&file).unwrap();
        let (Some(Loaded::Rule(mut document)), _) = load(&file.to_string_lossy(), &text) else {
            panic!("{}", file.display());
        };
        let Some(filename) = &document.filename else {
            continue;
        };
        let python = file.with_file_name(&filename.value);
        let module = transpile::python::Module::new(
            python.to_string_lossy(),
            std::fs::read_to_string(&python).unwrap(),
        );
        document.python = Some(transpile::python::Sources {
            rule: module.into(),
            library: Library::default().into(),
        });
        assert!(is_beside(&document), "{}", file.display());
        assert_eq!(shown(&document), None, "{}", file.display());
    }
}
