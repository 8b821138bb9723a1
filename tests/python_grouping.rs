//! Rules in Python with a threshold: which of their matches are counted together.

#![cfg(feature = "python")]
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may fail this way"
)]

#[path = "support/python_rule.rs"]
mod python_rule;

use python_rule::lowered;
use transpile::compile::{Options, Outcome, backends, compile};
use transpile::eval::{self, Event, Text};
use transpile::load::RuleDocument;
use transpile::python::Library;
use transpile::python::codes::GROUPING;
use transpile_sdk::backend::Label;
use transpile_sdk::ir::{Key, Template, Value};

const RULE: &str =
    "def rule(event):\n    return event.get(\"eventName\") == \"ConsoleLogin\"\n\n\n";

/// A rule whose file has these lines, and these functions beside `rule`.
fn document(lines: &str, functions: &str) -> RuleDocument {
    let yaml = format!(
        "AnalysisType: rule\nRuleID: My.Rule\nFilename: rule.py\nSeverity: Low\n\
         LogTypes: [AWS.CloudTrail]\n{lines}"
    );
    let python = format!("{RULE}{functions}");
    python_rule::document(&yaml, Some(&python), Library::default())
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
    let keys = lowered.group_by.iter().map(|(name, key)| match key {
        Key::Value(value) => dotted(value),
        Key::Text(_) => format!("the text of {name}"),
    });
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

/// The text that is the key, and its name.
fn text_key(log_type: &str, functions: &str) -> (String, Template) {
    let mut document = document("Threshold: 5\n", functions);
    log_type.clone_into(&mut document.log_types[0].value);
    let lowered = lowered(&document);
    assert_eq!(lowered.uncounted, None, "{functions}");
    match lowered.group_by.as_slice() {
        [(name, Key::Text(text))] => (name.clone(), text.clone()),
        other => panic!("{functions}: {other:?}"),
    }
}

/// Checks the keys that events get, each of them `ConsoleLogin`. The empty text stands for none in the texts of `dedup`.
#[track_caller]
fn texts(log_type: &str, functions: &str, expected: &[(&str, Option<&str>)]) {
    let (name, template) = text_key(log_type, functions);
    assert!(functions.contains(&format!("def {name}(")), "{name}");
    let text = Text::new(&template, &eval::Options::default()).unwrap();
    for (event, key) in expected {
        let event = Event::parse(event).unwrap();
        assert_eq!(text.of(&event).as_deref(), *key, "{functions} {event:?}");
    }
}

#[test]
fn the_text_is_the_key_where_no_value_is() {
    let two = "f\"{event.get('errorCode')} {event.get('vpcEndpointId', '?')}\"";
    let expected = [
        ("{}", Some("None ?")),
        (
            r#"{"errorCode": "None", "vpcEndpointId": "?"}"#,
            Some("None ?"),
        ),
        (r#"{"errorCode": "", "vpcEndpointId": "a"}"#, Some(" a")),
    ];
    for function in ["dedup", "title"] {
        texts("AWS.CloudTrail", &gives(function, two), &expected);
    }
    // The text of a missing field may be that of another.
    let other = "event.get('errorCode', '?')";
    let expected = [
        ("{}", Some("?")),
        (r#"{"errorCode": "?"}"#, Some("?")),
        (r#"{"errorCode": ""}"#, Some("")),
        (r#"{"errorCode": null}"#, None),
        (r#"{"errorCode": 5}"#, None),
    ];
    texts("My.Log", &gives("title", other), &expected);
    // No text and an empty one are one key.
    let expected = [
        ("{}", Some("?")),
        (r#"{"errorCode": ""}"#, Some("")),
        (r#"{"errorCode": null}"#, Some("")),
        (r#"{"errorCode": 5}"#, Some("")),
    ];
    texts("My.Log", &gives("dedup", other), &expected);
    // One of several fields, and texts by conditions.
    let either = "def dedup(event):\n    if event.get('errorCode') == 'x':\n        return 'one'\n    \
                  return event.get('userAgent') or event.get('sourceIPAddress') or 'two'\n";
    let expected = [
        (r#"{"errorCode": "x", "userAgent": "a"}"#, Some("one")),
        (r#"{"userAgent": "a", "sourceIPAddress": "b"}"#, Some("a")),
        (r#"{"userAgent": "", "sourceIPAddress": "b"}"#, Some("b")),
        ("{}", Some("two")),
    ];
    texts("AWS.CloudTrail", either, &expected);
}

#[test]
fn a_text_that_is_not_known_is_no_key() {
    let title = gives("title", "event.get('eventType')");
    let some = gives("dedup", "event.get('errorCode', '?')");
    unread(
        "AWS.CloudTrail",
        &(title + &some),
        "does not always give a text",
    );
    let element = "def dedup(event):\n    for one in event.get('resources', []):\n        \
                   if one.get('ARN'):\n            return one.get('ARN')\n    return '?'\n";
    unread("AWS.CloudTrail", element, "element");
    let cached = "CACHE = ''\n\n\ndef keep():\n    global CACHE\n    CACHE = 'x'\n\n\n";
    unread(
        "AWS.CloudTrail",
        &format!("{cached}{}", gives("dedup", "CACHE")),
        "global",
    );
}

/// A table that shows a missing text and an empty one alike would count other matches together.
#[test]
fn a_text_that_the_table_does_not_know_is_refused() {
    let all = backends();
    let kql = all.iter().find(|one| one.manifest().name == "kql");
    let kql = kql.unwrap().as_ref();
    let label = |expression: &str| {
        let document = document("Threshold: 5\n", &gives("dedup", expression));
        let options = Options::default();
        compile(&document, &lowered(&document), kql, &options, "rule").label
    };
    let two = |first: &str| {
        format!("f\"{{event.deep_get({first}, default='?')}} {{event.get('eventType')}}\"")
    };
    assert_eq!(label(&two("'userIdentity', 'arn'")), Some(Label::Exact));
    assert_eq!(label(&two("'userIdentity', 'userName'")), None);
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
