//! Match expressions: what each condition says of each kind of value, and how expressions are put together.
//!
//! `expressions/verdicts.tsv` is the table of all conditions; it says where it comes from.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may fail this way"
)]

use serde_json::{Value, json};
use transpile::compile::{front, has_errors};
use transpile::eval::{Evaluator, Event, Options};
use transpile::load::{Loaded, load};
use transpile_sdk::ir::Condition;

const TABLE: &str = include_str!("expressions/verdicts.tsv");

/// The condition of a rule over a log type without a file, whose types are those of `samples`; or what is wrong.
fn lowered(logic: &Value, samples: &[Value]) -> Result<Condition, String> {
    let tests: Vec<Value> = samples
        .iter()
        .enumerate()
        .map(|(index, log)| json!({"Name": index.to_string(), "ExpectedResult": true, "Log": log}))
        .collect();
    let mut rule = json!({
        "AnalysisType": "rule", "RuleID": "My.Rule", "LogTypes": ["My.Log"], "Severity": "Low", "Tests": tests,
    });
    for (key, value) in logic.as_object().unwrap() {
        rule[key] = value.clone();
    }
    let (loaded, problems) = load("rule.yml", &rule.to_string());
    assert!(!has_errors(&problems), "{logic}: {problems:?}");
    let Some(Loaded::Rule(document)) = loaded else {
        panic!("{logic} is no rule");
    };
    let front = front(&document, None);
    match front.lowered.into_iter().next() {
        Some(lowered) => Ok(lowered.normalized),
        None => Err(format!("{:?}", front.diagnostics)),
    }
}

fn matches(condition: &Condition, event: &Value) -> bool {
    let evaluator = Evaluator::new(condition, Options::default()).unwrap();
    evaluator.matches(&Event::try_from(event.clone()).unwrap())
}

/// True if the detection matches the event.
#[track_caller]
fn holds(detection: &Value, event: &Value) -> bool {
    let condition = lowered(&json!({"Detection": detection}), &[]);
    matches(
        &condition.unwrap_or_else(|problem| panic!("{problem}")),
        event,
    )
}

struct Table {
    /// An event for each column.
    events: Vec<Value>,
    /// Condition, literal, and an answer for each event.
    rows: Vec<(&'static str, Option<Value>, &'static str)>,
}

fn table() -> Table {
    let (mut events, mut rows) = (Vec::new(), Vec::new());
    for line in TABLE.lines().filter(|line| !line.starts_with('#')) {
        let parts: Vec<&str> = line.split('\t').collect();
        match parts.as_slice() {
            ["value", "missing"] => events.push(json!({})),
            ["value", value] => {
                events.push(json!({"x": serde_json::from_str::<Value>(value).unwrap()}));
            }
            [name, literal, answers] => {
                let literal = serde_json::from_str(literal).ok();
                assert_eq!(answers.len(), events.len(), "{name}");
                rows.push((*name, literal, *answers));
            }
            _ => panic!("{line}"),
        }
    }
    Table { events, rows }
}

fn expression(name: &str, literal: Option<&Value>) -> Value {
    let mut expression = json!({"Condition": name});
    if !name.starts_with("Always") {
        expression["Key"] = json!("x");
    }
    if let Some(literal) = literal {
        let key = if literal.is_array() {
            "Values"
        } else {
            "Value"
        };
        expression[key] = literal.clone();
    }
    expression
}

/// What is compared with the table, and what differs from it.
#[derive(Default)]
struct Comparison {
    count: usize,
    differ: Vec<String>,
}

impl Comparison {
    /// Compares an expression and its complement, on the events for which `is_asked` says so.
    fn compare(
        &mut self,
        expression: &Value,
        answers: &str,
        events: &[Value],
        samples: &[Value],
        is_asked: impl Fn(&Value) -> bool,
    ) {
        let ask = |logic: Value| lowered(&json!({"Detection": logic}), samples);
        let Ok(plain) = ask(json!([expression])) else {
            return;
        };
        let none = ask(json!([{"None": [expression]}])).unwrap();
        for (event, answer) in events.iter().zip(answers.chars()) {
            if answer == '.' || !is_asked(event) {
                continue;
            }
            self.count += 1;
            if matches(&plain, event) != (answer == '+') {
                self.differ
                    .push(format!("{expression} of {event} is {answer}"));
            }
            if matches(&none, event) != (answer == '-') {
                self.differ
                    .push(format!("None of {expression} of {event} is not {answer}"));
            }
        }
    }

    #[track_caller]
    fn finish(self, least: usize) {
        assert!(self.differ.is_empty(), "{}", self.differ.join("\n"));
        assert!(self.count > least, "{} answers", self.count);
    }
}

#[test]
fn every_condition_on_values_of_any_type() {
    let Table { events, rows } = table();
    let mut comparison = Comparison::default();
    for (name, literal, answers) in rows {
        let expression = expression(name, literal.as_ref());
        comparison.compare(&expression, answers, &events, &[], |_| true);
    }
    comparison.finish(2300);
}

/// Where the type of the field is known, the question is simpler and the answer the same.
#[test]
fn every_condition_on_values_of_one_type() {
    let Table { events, rows } = table();
    let kinds = [
        json!("a"),
        json!(7),
        json!(7.5),
        json!(true),
        json!(["a"]),
        json!([7]),
        json!({"p": 1}),
    ];
    let mut comparison = Comparison::default();
    for sample in kinds {
        let samples = [json!({"x": sample})];
        for (name, literal, answers) in &rows {
            let expression = expression(name, literal.as_ref());
            comparison.compare(&expression, answers, &events, &samples, |event| {
                conforms(&event["x"], &sample)
            });
        }
    }
    comparison.finish(1200);
}

/// True if a value is null or of the sample's type.
fn conforms(value: &Value, sample: &Value) -> bool {
    let alike = |a: &Value, b: &Value| std::mem::discriminant(a) == std::mem::discriminant(b);
    match (sample, value) {
        (_, Value::Null) => true,
        (Value::Array(own), Value::Array(items)) => items.iter().all(|item| alike(item, &own[0])),
        (Value::Number(own), Value::Number(other)) => own.is_f64() || other.is_i64(),
        (own, other) => alike(own, other),
    }
}

/// The whole table stands in the test: no condition is left out.
#[test]
fn every_condition_is_in_the_table() {
    let rows = table().rows;
    for name in [
        "Equals",
        "IDoesNotContain",
        "IsIPAddressNotInCIDR",
        "CIDRContainsIPAddresses",
        "IsNotNullOrEmpty",
        "AlwaysFalse",
    ] {
        assert!(rows.iter().any(|(own, ..)| *own == name), "{name}");
    }
    let names: std::collections::BTreeSet<&str> = rows.iter().map(|(name, ..)| *name).collect();
    assert_eq!(names.len(), 41, "{names:?}");
}

#[test]
fn expressions_are_put_together() {
    let is = |key: &str| json!({"Key": key, "Condition": "Equals", "Value": "1"});
    let event = json!({"a": "1", "b": "1", "c": "2"});
    for (logic, expected) in [
        (json!([is("a"), is("b")]), true),
        (json!([is("a"), is("c")]), false),
        (json!([{"All": [is("a"), is("b")]}]), true),
        (json!([{"Any": [is("c"), is("b")]}]), true),
        (json!([{"Any": [is("c"), is("d")]}]), false),
        (json!([{"OnlyOne": [is("a"), is("c")]}]), true),
        (json!([{"OnlyOne": [is("a"), is("b"), is("c")]}]), false),
        (json!([{"OnlyOne": [is("c"), is("d")]}]), false),
        (json!([{"None": [is("c"), is("d")]}]), true),
        (json!([{"None": [is("c"), is("a")]}]), false),
        (json!([{"None": [{"All": [is("a"), is("c")]}]}]), true),
        (json!([{"All": []}]), true),
        (json!([{"Any": []}]), false),
        (
            json!([{"OnlyOne": [{"None": [is("a")]}, {"Any": [is("b"), is("c")]}]}]),
            true,
        ),
    ] {
        assert_eq!(holds(&logic, &event), expected, "{logic}");
    }
}

/// The first part that decides ends it; a part that raises an exception before that gives no alert.
#[test]
fn an_exception_counts_if_it_is_reached() {
    let raises = json!({"Key": "text", "Condition": "IsGreaterThan", "Value": 5});
    let (yes, no) = (
        json!({"Condition": "AlwaysTrue"}),
        json!({"Condition": "AlwaysFalse"}),
    );
    let event = json!({"text": "ten"});
    for (logic, expected) in [
        (json!([{"Any": [yes, raises]}]), true),
        (json!([{"Any": [raises, yes]}]), false),
        (json!([{"None": [{"All": [no, raises]}]}]), true),
        (json!([{"None": [{"All": [raises, no]}]}]), false),
        (json!([{"None": [raises]}]), false),
        (json!([{"OnlyOne": [yes, raises]}]), false),
        (json!([{"None": [{"OnlyOne": [no, raises]}]}]), false),
    ] {
        assert_eq!(holds(&logic, &event), expected, "{logic}");
    }
}

#[test]
fn keys_are_ways_into_the_event() {
    let event = json!({"a": {"b": [{"c": "1"}, {"c": "2"}, {}], "d.e": "3"}, "list": ["x", "y"], "n": 1, "m": 1.0});
    let is = |key: &str, way: Value, condition: &str, value: &str| json!([{key: way, "Condition": condition, "Value": value}]);
    for (logic, expected) in [
        (is("Key", json!("d"), "Equals", "1"), false),
        (is("KeyPath", json!("a.b[1].c"), "Equals", "2"), true),
        (is("KeyPath", json!("A.b[1].c"), "Equals", "2"), false),
        (
            is("DeepKey", json!(["a", "b", 0, "c"]), "Equals", "1"),
            true,
        ),
        (is("DeepKey", json!(["a", "d.e"]), "Equals", "3"), true),
        (is("KeyPath", json!("a.b[*].c"), "Contains", "2"), true),
        (is("KeyPath", json!("a.b[*].c"), "Contains", "3"), false),
        (
            is("KeyPath", json!("a.b[*].c"), "DoesNotContain", "3"),
            true,
        ),
        (
            json!([{"KeyPath": "a.b[*].c", "Condition": "IsIn", "Values": ["7", "1"]}]),
            true,
        ),
        (
            json!([{"KeyPath": "a.b[*].c", "Condition": "IsNotIn", "Values": ["7", "1"]}]),
            false,
        ),
        (
            json!([{"KeyPath": "a.b[*].x", "Condition": "IsNullOrEmpty"}]),
            true,
        ),
        (
            json!([{"KeyPath": "a.b[*].c", "Condition": "IsNullOrEmpty"}]),
            false,
        ),
        (
            json!([{"Condition": "Equals", "Values": [{"Key": "n"}, {"KeyPath": "m"}]}]),
            true,
        ),
        (
            json!([{"Condition": "DoesNotEqual", "Values": [{"Key": "n"}, {"KeyPath": "a.b[0].c"}]}]),
            true,
        ),
        (
            json!([{"Condition": "IEquals", "Values": [{"KeyPath": "list[0]"}, {"KeyPath": "list[1]"}]}]),
            false,
        ),
    ] {
        assert_eq!(holds(&logic, &event), expected, "{logic}");
    }
    let typed = lowered(
        &json!({"Detection": is("KeyPath", json!("A.b"), "Equals", "2")}),
        &[json!({"a": {"b": "2"}})],
    );
    assert!(
        !matches(&typed.unwrap(), &json!({"a": {"b": "2"}})),
        "keys are case-sensitive"
    );
}

#[test]
fn elements_satisfy_expressions() {
    let moons = json!([{"name": "Nix", "year": 2005}, {"name": "Charon", "year": 1978}]);
    let event = json!({"moons": moons, "names": ["Nix", "Hydra"]});
    let asks = |quantifier: &str, after: i64| {
        json!([{"Key": "moons", "Condition": quantifier, "Expressions": [
            {"Key": "year", "Condition": "IsGreaterThan", "Value": after},
        ]}])
    };
    for (logic, expected) in [
        (asks("AnyElement", 2000), true),
        (asks("AnyElement", 2010), false),
        (asks("AllElements", 1900), true),
        (asks("AllElements", 2000), false),
        (asks("OnlyOneElement", 2000), true),
        (asks("OnlyOneElement", 1900), false),
        (asks("NoElement", 2010), true),
        (asks("NoElement", 2000), false),
        // Without a key, the element itself.
        (
            json!([{"Key": "names", "Condition": "AnyElement", "Expressions": [{"Condition": "EndsWith", "Value": "dra"}]}]),
            true,
        ),
        (
            json!([{"Key": "absent", "Condition": "AnyElement", "Expressions": [{"Condition": "AlwaysTrue"}]}]),
            false,
        ),
        (
            json!([{"Key": "absent", "Condition": "NoElement", "Expressions": [{"Condition": "AlwaysTrue"}]}]),
            true,
        ),
        // An element that raises an exception decides nothing.
        (
            json!([{"None": [{"Key": "names", "Condition": "AnyElement", "Expressions": [{"Condition": "IsGreaterThan", "Value": 1}]}]}]),
            false,
        ),
    ] {
        assert_eq!(holds(&logic, &event), expected, "{logic}");
    }
}

#[test]
fn filters_are_added_to_any_logic() {
    let filters = json!([{"Key": "region", "Condition": "Equals", "Value": "eu"}]);
    let detection = json!([{"Key": "name", "Condition": "Equals", "Value": "a"}]);
    for logic in [
        json!({"Detection": detection}),
        json!({"Condition": "name eq \"a\""}),
    ] {
        let mut with = logic.clone();
        with["InlineFilters"] = filters.clone();
        let mut without = logic.clone();
        without["InlineFilters"] = json!([{"All": []}]);
        let samples = [json!({"name": "a", "region": "eu"})];
        let other = json!({"name": "a", "region": "us"});
        assert!(
            matches(&lowered(&with, &samples).unwrap(), &samples[0]),
            "{with}"
        );
        assert!(
            !matches(&lowered(&with, &samples).unwrap(), &other),
            "{with}"
        );
        assert_eq!(
            lowered(&without, &samples).unwrap(),
            lowered(&logic, &samples).unwrap()
        );
    }
}

/// Expressions that grow without bound are refused before they do.
#[test]
fn size_is_bounded() {
    let mut part = json!({"Key": "x", "Condition": "IsGreaterThan", "Value": 1});
    for _ in 0..12 {
        part = json!({"OnlyOne": [part.clone(), part]});
    }
    let problem = lowered(&json!({"Detection": [part]}), &[]).unwrap_err();
    assert!(problem.contains("T0811"), "{problem}");
}
