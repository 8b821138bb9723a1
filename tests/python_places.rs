//! What is said of a rule in Python points at the Python: at the comparison that asks, in the file that it stands in.

#![cfg(feature = "python")]
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may fail this way"
)]

#[path = "support/python_rule.rs"]
mod python_rule;

use transpile::compile::{Options, backends, compile, front};
use transpile::load::RuleDocument;
use transpile::python::{Library, Module};
use transpile::unit_tests::run_tests;
use transpile_sdk::diagnostic::Diagnostic;

const HELPERS: &str = "def has_name(event):\n    identity = event.get(\"userIdentity\", {})\n    return identity.get(\"userName\") is None\n";

/// A rule whose logic is this Python, beside one helper.
fn document(python: &str, tests: &str) -> RuleDocument {
    let yaml = format!(
        "AnalysisType: rule\nRuleID: My.Rule\nFilename: rule.py\nSeverity: Low\nLogTypes: [AWS.CloudTrail]\n{tests}"
    );
    let mut library = Library::default();
    let helpers = Module::new("helpers/names.py", HELPERS.to_owned());
    library.helpers.insert("names".to_owned(), helpers);
    python_rule::document(&yaml, Some(python), library)
}

/// What is said of the rule on a target: the file and the text that it points at.
fn pointed_at(target: &str, python: &str) -> Vec<(String, String)> {
    let document = document(python, "");
    let front = front(&document, None);
    assert_eq!(front.diagnostics, Vec::new());
    let backend = backends()
        .iter()
        .find(|backend| backend.manifest().name == target)
        .unwrap();
    let options = Options::default();
    let lowered = &front.lowered[0];
    let outcome = compile(&document, lowered, backend.as_ref(), &options, "rule");
    let place = |problem: &Diagnostic| {
        let file = problem.file().unwrap_or_else(|| panic!("{problem:?}"));
        let span = problem.labels[0].span;
        let text = file.text.get(span.start..span.end).unwrap();
        (file.path.clone(), text.to_owned())
    };
    outcome.diagnostics.iter().map(place).collect()
}

fn places(list: &[(&str, &str)]) -> Vec<(String, String)> {
    let own = |(file, text): &(&str, &str)| ((*file).to_owned(), (*text).to_owned());
    list.iter().map(own).collect()
}

#[test]
fn a_refusal_underlines_the_comparison_that_asks() {
    let python = "def rule(event):\n    name = event.get(\"eventName\")\n    \
        if name == \"A\" and event.get(\"errorMessage\") is None:\n        return True\n    \
        return event.get(\"eventSource\") == \"B\"\n";
    let asked = "event.get(\"errorMessage\") is None";
    assert_eq!(pointed_at("kql", python), places(&[("rule.py", asked)]));
}

#[test]
fn what_a_helper_asks_is_underlined_there() {
    let python = "from names import has_name\n\n\ndef rule(event):\n    return event.get(\"eventName\") == \"A\" and has_name(event)\n";
    let place = ("helpers/names.py", "identity.get(\"userName\") is None");
    assert_eq!(pointed_at("kql", python), places(&[place]));
}

#[test]
fn a_field_that_the_table_lacks_is_underlined_where_it_is_read() {
    let python = "def rule(event):\n    if event.get(\"eventName\") != \"A\":\n        return False\n    \
        return any(\n        resource.get(\"type\") == \"B\"\n        for resource in event.get(\"resources\", [])\n    )\n";
    let found = pointed_at("yaral", python);
    assert_eq!(
        found,
        places(&[("rule.py", "resource.get(\"type\") == \"B\"")])
    );
}

#[test]
fn a_test_says_which_comparison_decided() {
    let python = "def rule(event):\n    return event.get(\"eventName\") == \"A\" and event.deep_get(\"userIdentity\", \"type\") == \"Root\"\n";
    let tests = "Tests:\n  - Name: other\n    ExpectedResult: false\n    Log: {eventName: A, userIdentity: {type: Role}}\n";
    let document = document(python, tests);
    let front = front(&document, None);
    let (cases, problems) = run_tests(&document, &front.lowered, None);
    assert_eq!(problems, Vec::new());
    assert!(cases[0].passed());
    assert!(
        cases[0].because.starts_with(
            "`event.deep_get(\"userIdentity\", \"type\") == \"Root\"` fails on \"Role\""
        ),
        "{}",
        cases[0].because
    );
}
