//! Rules in Python with a threshold: which of their matches are counted together.

#![cfg(feature = "python")]
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test may fail this way"
)]

use std::sync::Arc;
use transpile::compile::{Lowered, Options, Outcome, backends, compile, front};
use transpile::load::{Loaded, RuleDocument, load};
use transpile::python::codes::GROUPING;
use transpile::python::{Library, Module, Sources};
use transpile_sdk::backend::Label;

const RULE: &str =
    "def rule(event):\n    return event.get(\"eventName\") == \"ConsoleLogin\"\n\n\n";

/// A rule whose file has these lines, and these functions beside `rule`.
fn document(lines: &str, functions: &str) -> RuleDocument {
    let yaml = format!(
        "AnalysisType: rule\nRuleID: My.Rule\nFilename: rule.py\nSeverity: Low\n\
         LogTypes: [AWS.CloudTrail]\n{lines}"
    );
    let (Some(Loaded::Rule(mut document)), _) = load("rule.yml", &yaml) else {
        panic!("{yaml}");
    };
    document.python = Some(Sources {
        rule: Arc::new(Module::new("rule.py", format!("{RULE}{functions}"))),
        library: Arc::new(Library::default()),
    });
    *document
}

fn lowered(document: &RuleDocument) -> Lowered {
    let front = front(document, None);
    assert_eq!(front.diagnostics, Vec::new());
    front.lowered.into_iter().next().unwrap()
}

/// The query for Athena, or why there is none.
fn athena(document: &RuleDocument, raw_events: bool) -> Outcome {
    let mut options = Options::default();
    options.hunt.raw_events = raw_events;
    let all = backends();
    let backend = all.iter().find(|one| one.manifest().name == "athena");
    let backend = backend.unwrap().as_ref();
    compile(document, &lowered(document), backend, &options, "rule")
}

#[track_caller]
fn refused(lines: &str, functions: &str, line: &str) {
    let document = document(lines, functions);
    let outcome = athena(&document, false);
    assert_eq!(outcome.label, None, "{functions}");
    let problem = outcome.diagnostics.first().unwrap();
    assert_eq!(problem.code, GROUPING);
    let span = problem.labels.first().unwrap().span;
    let text = &problem.file().unwrap().text;
    assert_eq!(text.get(span.start..span.end), Some(line));
    assert_eq!(athena(&document, true).label, Some(Label::Exact));
}

const HASHED: &str = "def dedup(event):\n    return str(hash(event.get(\"sourceIPAddress\")))\n";

#[test]
fn a_key_that_is_not_read_is_an_error_where_matches_are_counted() {
    refused("Threshold: 5\n", HASHED, "def dedup(event):");
    let title = HASHED.replace("dedup", "title");
    refused("Threshold: 5\n", &title, "def title(event):");
    let unique = HASHED.replace("dedup", "unique");
    let lines = "Threshold: 5\nGroupBy: [eventSource]\n";
    refused(lines, &unique, "def unique(event):");
}

#[test]
fn a_key_that_is_not_read_is_no_matter_elsewhere() {
    for lines in [
        "",
        "Threshold: 1\n",
        "Threshold: 5\nGroupBy: [sourceIPAddress]\n",
    ] {
        let document = document(lines, HASHED);
        assert_eq!(
            athena(&document, false).label,
            Some(Label::Exact),
            "{lines}"
        );
    }
    let plain = document("Threshold: 5\n", "");
    assert_eq!(athena(&plain, false).label, Some(Label::Exact));
}
