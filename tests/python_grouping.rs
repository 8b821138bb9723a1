//! Rules in Python with a threshold: which of their matches are counted together.

#![cfg(feature = "python")]
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may fail this way"
)]

use std::sync::Arc;
use transpile::compile::{Lowered, Options, Outcome, backends, compile, front};
use transpile::load::{Loaded, RuleDocument, load};
use transpile::python::codes::GROUPING;
use transpile::python::{Library, Module, Sources};
use transpile_sdk::backend::Label;
use transpile_sdk::ir::Value;

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

/// The key and what is counted, as they are printed for people.
fn counted(log_type: &str, lines: &str, functions: &str) -> Result<[Option<String>; 2], String> {
    let mut document = document(&format!("Threshold: 5\n{lines}"), functions);
    log_type.clone_into(&mut document.log_types[0].value);
    let lowered = lowered(&document);
    if let Some(problem) = lowered.uncounted {
        assert_eq!(problem.code, GROUPING);
        return Err(problem.message);
    }
    let keys = lowered.group_by.iter().map(|(_, value)| dotted(value));
    let keys: Vec<String> = keys.collect();
    let key = (!keys.is_empty()).then(|| keys.join(", "));
    Ok([key, lowered.unique.as_ref().map(dotted)])
}

/// The fields of a value, `+` between them.
fn dotted(value: &Value) -> String {
    let mut fields = Vec::new();
    value.fields(&mut |field| {
        if fields.last() != Some(&field.dotted()) {
            fields.push(field.dotted());
        }
    });
    fields.join("+")
}

#[track_caller]
fn key(functions: &str, expected: Option<&str>) {
    let found = counted("AWS.CloudTrail", "", functions);
    assert_eq!(
        found,
        Ok([expected.map(str::to_owned), None]),
        "{functions}"
    );
}

#[track_caller]
fn unread(log_type: &str, functions: &str, reason: &str) {
    let problem = counted(log_type, "", functions).unwrap_err();
    assert!(problem.contains(reason), "{problem}");
}

fn gives(function: &str, expression: &str) -> String {
    format!("def {function}(event):\n    return {expression}\n\n\n")
}

#[test]
fn dedup_is_the_key_where_it_tells_the_same_events_apart() {
    key(&gives("dedup", "event.get('awsRegion')"), Some("awsRegion"));
    key(
        &gives("dedup", "event.get('awsRegion', '?')"),
        Some("awsRegion"),
    );
    key(
        &gives("dedup", "f\"in {event.get('awsRegion')}!\""),
        Some("awsRegion"),
    );
    let two = "event.get('awsRegion') + ':' + event.get('eventType')";
    key(&gives("dedup", two), Some("awsRegion+eventType"));
    key(&gives("dedup", "'all'"), None);
    // A match has only one name, and no text is none.
    key(&gives("dedup", "event.get('eventName')"), Some("eventName"));
    key(&gives("dedup", "''"), None);
}

#[test]
fn title_is_the_key_where_there_is_no_dedup() {
    key(
        &gives("title", "f\"by {event.get('awsRegion')}\""),
        Some("awsRegion"),
    );
    let both = gives("title", "event.get('eventType')") + &gives("dedup", "event.get('awsRegion')");
    key(&both, Some("awsRegion"));
    // A title that may be empty is still one for each value; null raises an exception.
    key(
        &gives("title", "event.get('sourceIPAddress')"),
        Some("sourceIPAddress"),
    );
}

#[test]
fn a_key_that_would_tell_other_events_apart_is_refused() {
    let address = gives("dedup", "event.get('sourceIPAddress', '?')");
    // A number, null and the empty text are one key in Panther.
    unread("My.Log", &address, "gives");
    unread(
        "AWS.CloudTrail",
        &gives("title", "event.get('errorCode', '?')"),
        "missing field",
    );
    let two = gives(
        "dedup",
        "f\"{event.get('errorCode')} {event.get('vpcEndpointId')}\"",
    );
    unread("AWS.CloudTrail", &two, "different texts");
    let cached = "CACHE = ''\n\n\ndef keep():\n    global CACHE\n    CACHE = 'x'\n\n\n";
    unread(
        "AWS.CloudTrail",
        &format!("{cached}{}", gives("dedup", "CACHE")),
        "global",
    );
}

#[test]
fn unique_is_what_the_threshold_counts() {
    let region = gives("unique", "event.get('awsRegion')");
    let found = counted("AWS.CloudTrail", "GroupBy: [eventType]\n", &region);
    let both = ["eventType", "awsRegion"].map(|name| Some(name.to_owned()));
    assert_eq!(found, Ok(both));
    unread("AWS.CloudTrail", &gives("unique", "'x'"), "the same text");
    unread("My.Log", &gives("unique", "event.get('a')"), "gives");
}
