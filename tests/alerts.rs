//! What a rule says of a match, as columns: the title, the severity, the context. Each event's text is what the rule's
//! own Python, written out by hand beside it, gives; the engines must show the same.

#![cfg(feature = "python")]
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

mod support;

use serde_json::{Value, json};
use support::kql::executor;
use support::kql::rows::{Missing, row};
use support::lake::{self};
use support::python_rule::{self, lowered};
use support::trino;
use support::yaral::check;
use transpile::compile::{Lowered, Options, Outcome, backends, compile};
use transpile::eval::{self, Event, Text};
use transpile::load::RuleDocument;
use transpile::python::Library;
use transpile_sdk::backend::{Hunt, Label};

const HEAD: &str =
    "AnalysisType: rule\nRuleID: My.Rule\nLogTypes: [AWS.CloudTrail]\nSeverity: Medium\n";

const PYTHON: &str = r#"
def rule(event):
    return event.get("eventName") == "ConsoleLogin"


def title(event):
    user = event.deep_get("userIdentity", "userName", default="<NO_USER>")
    source = event.deep_get("userIdentity", "type", default="<NO_TYPE>")
    return f"Login of [{user}] as [{source}]"


def severity(event):
    if event.deep_get("userIdentity", "type") == "Root":
        return "CRITICAL"
    if event.get("errorMessage") == "Failed":
        return "low"
    return "DEFAULT"


def alert_context(event):
    return {
        "agent": event.get("userAgent", "<NO_AGENT>"),
        "target": event.deep_get("userIdentity", "arn", default=""),
        "everything": [event.get("userAgent")],
    }
"#;

/// Events with the title and the severity that the Python gives.
fn expected() -> Vec<(Value, &'static str, &'static str)> {
    let event = |identity: Value, error: Value| {
        json!({
            "eventName": "ConsoleLogin", "eventTime": "2026-11-20T10:00:00Z", "eventSource": "signin.amazonaws.com",
            "userIdentity": identity, "errorMessage": error, "userAgent": "curl",
        })
    };
    vec![
        (
            event(json!({"type": "Root", "userName": "ann"}), json!(null)),
            "Login of [ann] as [Root]",
            "Critical",
        ),
        (
            event(json!({"type": "IAMUser"}), json!("Failed")),
            "Login of [<NO_USER>] as [IAMUser]",
            "Low",
        ),
        (
            event(
                json!({"type": "IAMUser", "userName": "o'bob \"x\""}),
                json!("Other"),
            ),
            "Login of [o'bob \"x\"] as [IAMUser]",
            "Medium",
        ),
        (
            event(json!({"userName": "eve"}), json!(null)),
            "Login of [eve] as [<NO_TYPE>]",
            "Medium",
        ),
    ]
}

fn document(lines: &str, python: Option<&str>) -> RuleDocument {
    python_rule::document(&format!("{HEAD}{lines}"), python, Library::default())
}

fn compiled(document: &RuleDocument, target: &str, options: &Options) -> Outcome {
    let all = backends();
    let backend = all.iter().find(|one| one.manifest().name == target);
    let backend = backend.unwrap().as_ref();
    compile(document, &lowered(document), backend, options, "rule")
}

fn everything() -> Options {
    Options {
        hunt: Hunt::everything(),
        ..Options::default()
    }
}

/// What the columns of text say of an event, by the evaluator.
fn texts(lowered: &Lowered, event: &Value) -> Vec<(String, Option<String>)> {
    let event = Event::try_from(event.clone()).unwrap();
    let text = |(name, template): &(String, _)| {
        let text = Text::new(template, &eval::Options::default()).unwrap();
        (name.clone(), text.of(&event))
    };
    lowered.texts.iter().map(text).collect()
}

fn pair(title: &str, severity: &str) -> Vec<(String, Option<String>)> {
    vec![
        ("title".to_owned(), Some(title.to_owned())),
        ("severity".to_owned(), Some(severity.to_owned())),
    ]
}

#[test]
fn the_evaluator_says_what_the_python_gives() {
    let lowered = lowered(&document("Filename: rule.py\n", Some(PYTHON)));
    for (event, title, severity) in expected() {
        assert_eq!(texts(&lowered, &event), pair(title, severity));
    }
    let outputs: Vec<&str> = lowered
        .outputs
        .iter()
        .map(|(name, _)| name.as_str())
        .collect();
    assert_eq!(outputs, ["eventName", "agent", "target"]);
    let note =
        "`everything` of `alert_context` is not shown: it is no value of the event and no text";
    assert!(
        lowered.notes.iter().any(|own| own == note),
        "{:?}",
        lowered.notes
    );
}

#[test]
fn the_queries_read_well() {
    let document = document("Filename: rule.py\n", Some(PYTHON));
    for target in ["athena", "kql", "yaral"] {
        let options = Options {
            extracted_fields: true,
            ..Options::default()
        };
        let outcome = compiled(&document, target, &options);
        assert_eq!(outcome.label, Some(Label::Exact), "{target}");
        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path("queries/alerts");
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        settings.bind(|| insta::assert_snapshot!(target, outcome.files[0].text));
    }
}

#[test]
fn trino_shows_what_the_evaluator_says() {
    let Some(mut trino) = trino::shared().unwrap() else {
        return;
    };
    let document = document("Filename: rule.py\n", Some(PYTHON));
    let events: Vec<Value> = expected().into_iter().map(|(event, ..)| event).collect();
    for (shape, name) in [
        (lake::Shape::CloudTrailProjected, "cloudtrail_projection"),
        (lake::Shape::CloudTrail2023, "cloudtrail_2023"),
        (lake::Shape::Generic("AWS.CloudTrail"), "lake"),
    ] {
        let table = lake::marked(&mut trino, shape, &events);
        let shape = support::compiled::shape(name, "AWS.CloudTrail").unwrap();
        let options = Options {
            shape: Some(shape.clone()),
            table: Some(table.name.clone()),
            ..everything()
        };
        let outcome = compiled(&document, "athena", &options);
        let query = &outcome.files[0].text;
        let rows = trino
            .query(query)
            .unwrap_or_else(|error| panic!("{error}\n{query}"));
        let (titles, severities) = (
            rows.column("title").unwrap(),
            rows.column("severity").unwrap(),
        );
        let mut found: Vec<(&str, &str)> = titles
            .iter()
            .zip(&severities)
            .map(|(title, severity)| (title.as_str().unwrap(), severity.as_str().unwrap()))
            .collect();
        found.sort_unstable();
        let all = expected();
        let mut wanted: Vec<(&str, &str)> = all
            .iter()
            .map(|(_, title, severity)| (*title, *severity))
            .collect();
        wanted.sort_unstable();
        assert_eq!(found, wanted, "{name}\n{query}");
    }
}

#[test]
fn the_executor_of_kusto_shows_what_the_evaluator_says() {
    let Some(mut executor) = executor() else {
        return;
    };
    let document = document("Filename: rule.py\n", Some(PYTHON));
    let all = expected();
    let kql = backends()
        .iter()
        .find(|one| one.manifest().name == "kql")
        .unwrap();
    for name in ["aws_cloudtrail", "raw_cloudtrail"] {
        let shape = kql
            .shapes()
            .iter()
            .find(|shape| shape.name == name)
            .unwrap();
        let rows: Vec<Value> = all
            .iter()
            .enumerate()
            .map(|(index, (event, ..))| row(&shape.table, event, index, Missing::Empty))
            .collect();
        executor.load(&shape.table, &rows).unwrap();
        let options = Options {
            shape: Some(shape.clone()),
            ..everything()
        };
        let query = compiled(&document, "kql", &options).files[0].text.clone();
        for (column, wanted) in [
            (
                "title",
                all.iter().map(|(_, title, _)| *title).collect::<Vec<_>>(),
            ),
            (
                "severity",
                all.iter().map(|(.., severity)| *severity).collect(),
            ),
        ] {
            let found = executor
                .column(&query, column)
                .unwrap_or_else(|error| panic!("{error}\n{query}"));
            let mut found: Vec<&str> = found.iter().map(|value| value.as_str().unwrap()).collect();
            let mut wanted = wanted;
            found.sort_unstable();
            wanted.sort_unstable();
            assert_eq!(found, wanted, "{name}\n{query}");
        }
    }
}

#[test]
fn the_checker_of_yara_l_takes_the_outcome() {
    let options = Options {
        extracted_fields: true,
        ..Options::default()
    };
    for lines in ["", "Threshold: 5\nGroupBy: [userAgent]\n"] {
        let document = document(&format!("Filename: rule.py\n{lines}"), Some(PYTHON));
        let outcome = compiled(&document, "yaral", &options);
        let text = &outcome.files[0].text;
        assert!(text.contains("if("), "{text}");
        assert_eq!(check::check(text), Vec::new(), "{text}");
    }
}

#[test]
fn match_expressions_have_a_title_and_severities_too() {
    let lines = "Detection:\n  - {Key: eventName, Condition: Equals, Value: ConsoleLogin}\nAlertTitle: 'Login of {userIdentity.userName}!'\nDynamicSeverities:\n  - ChangeTo: High\n    Conditions: [{DeepKey: [userIdentity, type], Condition: Equals, Value: Root}]\n";
    let document = document(lines, None);
    let lowered = lowered(&document);
    let found: Vec<_> = expected()
        .iter()
        .map(|(event, ..)| texts(&lowered, event))
        .collect();
    assert_eq!(found[0], pair("Login of ann!", "High"));
    assert_eq!(found[1], pair("Login of !", "Medium"));
    for target in ["athena", "kql"] {
        let outcome = compiled(&document, target, &Options::default());
        assert!(
            outcome.files[0].text.contains("Login of "),
            "{target}: {}",
            outcome.files[0].text
        );
    }
}

#[test]
fn what_is_not_read_leaves_the_rows_alone() {
    let odd = PYTHON
        .replace("return f\"Login", "return hash(user) or f\"Login")
        .replace(
            "return \"CRITICAL\"",
            "return str(hash(event.get(\"userAgent\")))",
        );
    let plain = compiled(
        &document("Filename: rule.py\n", Some(PYTHON)),
        "athena",
        &everything(),
    );
    let outcome = compiled(
        &document("Filename: rule.py\n", Some(&odd)),
        "athena",
        &everything(),
    );
    assert_eq!(outcome.label, Some(Label::Exact));
    assert_eq!(outcome.diagnostics, Vec::new());
    let of = |outcome: &Outcome| {
        let text = outcome.files[0].text.clone();
        text[text.find("FROM ").unwrap()..].to_owned()
    };
    assert_eq!(of(&outcome), of(&plain));
    for name in ["title", "severity"] {
        let start = format!("what `{name}` gives is not shown: ");
        assert!(
            outcome.notes.iter().any(|note| note.starts_with(&start)),
            "{:?}",
            outcome.notes
        );
    }
    // A rule that names its outputs shows those alone.
    let named = document(
        "Filename: rule.py\nOutputFields: [eventName]\n",
        Some(PYTHON),
    );
    assert_eq!(lowered(&named).texts, Vec::new());
}
