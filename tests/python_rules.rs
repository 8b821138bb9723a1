//! Rules in Python: the conditions that they are read as, what is refused, and files that mean harm.

#![cfg(feature = "python")]
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test may fail this way"
)]

use std::fmt::Write as _;
use std::sync::Arc;
use transpile::catalog::{inferred, log_type};
use transpile::compile::front;
use transpile::load::{Loaded, RuleDocument, load};
use transpile::lower::raise;
use transpile::normalize::normalize;
use transpile::python::{Extracted, Library, Module, Sources, extract};
use transpile_sdk::ir::Condition;

fn sources(text: &str, helpers: &[(&str, &str)]) -> Sources {
    let helpers = helpers
        .iter()
        .map(|(name, text)| ((*name).to_owned(), Module::new(format!("{name}.py"), *text)));
    Sources {
        rule: Arc::new(Module::new("rule.py", text)),
        library: Arc::new(Library {
            helpers: helpers.collect(),
            models: Vec::new(),
        }),
    }
}

fn read(log: &str, text: &str, helpers: &[(&str, &str)]) -> Extracted {
    let log_type = log_type(log).unwrap_or_else(|| Arc::new(inferred(log, &[])));
    extract(&sources(text, helpers), &log_type).unwrap_or_else(|problem| panic!("{problem:?}"))
}

fn printed(condition: &Condition) -> String {
    transpile_grammar::printer::print(&raise(condition))
        .trim()
        .to_owned()
}

/// Checks what a rule is read as for events of a log type without a description.
#[track_caller]
fn is(text: &str, condition: &str) {
    let extracted = read("My.Log", text, &[]);
    assert_eq!(extracted.uncertain, Vec::new(), "{text}");
    assert_eq!(printed(&extracted.condition), condition, "{text}");
}

/// Checks that a rule is refused, and what is certain of it.
#[track_caller]
fn refused(text: &str, reason: &str, wider: &str) {
    let extracted = read("My.Log", text, &[]);
    let messages: Vec<&str> = extracted
        .uncertain
        .iter()
        .map(|problem| problem.message.as_str())
        .collect();
    assert!(
        messages.iter().any(|message| message.contains(reason)),
        "{messages:?}"
    );
    assert_eq!(printed(&extracted.condition), wider, "{text}");
}

fn body(expression: &str) -> String {
    format!("def rule(event):\n    return {expression}\n")
}

#[test]
fn absent_keys_nulls_and_other_types_are_told_apart() {
    is(&body(r#"event.get("a") == "x""#), r#"a eq "x""#);
    is(&body(r#"event.get("a") != "x""#), r#"a ne "x""#);
    is(&body(r#"event.get("a") is None"#), "a is_missing");
    is(&body(r#"event.get("a") is True"#), "a eq true");
    is(&body(r#"event.get("a") == 1"#), "a eq 1 or a eq true");
    is(&body(r#"event["a"] != "x""#), "has_key(a)\na ne \"x\"");
    is(&body(r#"not event.get("a")"#), "a is_falsy");
    // Only `True` is a match.
    is(&body(r#"event.get("a")"#), "a eq true");
    is(
        &body(r#"event.deep_get("a", "b", default="x") == "x""#),
        r#"a.b is_missing or a.b eq "x""#,
    );
    is(
        &body(r#"not event.get("a", "").startswith("x")"#),
        "a not starts_with \"x\"\nnot has_key(a) or a is_string",
    );
    is(
        &body(r#"event.get("a", {}).get("b") != 1.5"#),
        "not has_key(a) or (a is_object and a.b ne 1.5)",
    );
    is(&body(r#"event.get("a") > 5"#), "a is_number\na gt 5");
}

#[test]
fn ways_come_together_again() {
    is(
        "def rule(event):\n    if event.get(\"a\") != \"x\":\n        return False\n    if event.get(\"b\") == \"y\":\n        return False\n    return event.get(\"c\") in (\"1\", \"2\")\n",
        "a eq \"x\"\nb ne \"y\"\nc in [\"1\", \"2\"]",
    );
    is(
        "def rule(event):\n    kind = \"x\"\n    if event.get(\"a\") == 7:\n        kind = \"y\"\n    return kind == \"y\" and event.get(\"a\") == 7\n",
        "a eq 7",
    );
}

#[test]
fn loops_look_for_elements_or_are_unrolled() {
    is(
        "def rule(event):\n    for item in event.get(\"a\", []):\n        if item.get(\"b\") == \"x\":\n            return True\n    return False\n",
        // An element that is no object raises an exception.
        "first a as item where (item.b eq \"x\" or not item is_object) has (item.b eq \"x\")",
    );
    is(
        "NAMES = [\"x\", \"y\"]\n\n\ndef rule(event):\n    return any(event.get(\"a\") == name for name in NAMES)\n",
        "a eq \"x\" or a eq \"y\"",
    );
}

#[test]
fn helpers_are_read_in_place() {
    let helper = "GOOD = {\"x\", \"y\"}\n\n\ndef is_good(value, others=()):\n    return value in GOOD or value in others\n";
    let rule = "from my_helpers import is_good\n\n\ndef rule(event):\n    return is_good(event.get(\"a\"), others=[\"z\"])\n";
    let extracted = read("My.Log", rule, &[("my_helpers", helper)]);
    assert_eq!(extracted.uncertain, Vec::new());
    assert_eq!(
        printed(&normalize(&extracted.condition)),
        "a in [\"x\", \"y\", \"z\"]"
    );
}

#[test]
fn what_is_not_certain_is_refused_where_it_stands() {
    let body = |expression: &str| format!("from tables import lookup\n\n\n{}", body(expression));
    refused(
        &body(r#"event.get("a") == "x" and lookup(event.get("b"))"#),
        "a call of `tables.lookup`",
        r#"a eq "x""#,
    );
    refused(
        &body(r#"event.get("a") == "x" and not lookup(event.get("b"))"#),
        "a call of `tables.lookup`",
        r#"a eq "x""#,
    );
    let extracted = read(
        "My.Log",
        "def rule(event):\n    count = 0\n    for item in event.get(\"a\") or []:\n        if count:\n            return True\n        count = item\n    return False\n",
        &[],
    );
    let problems = extracted.uncertain.iter();
    assert!(
        problems
            .clone()
            .any(|problem| problem.message.contains("`count`"))
    );
    let extracted = read("My.Log", &body("lookup(event)"), &[]);
    let problem = extracted.uncertain.first().unwrap();
    assert_eq!(problem.file().unwrap().path, "rule.py");
    let span = problem.labels.first().unwrap().span;
    assert_eq!(
        problem.file().unwrap().text.get(span.start..span.end),
        Some("lookup(event)")
    );
}

/// Python with the logic of a rule that ships, and that rule.
#[track_caller]
fn same_as(file: &str, python: &str) {
    let path = format!("{}/rules/{file}", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(path).unwrap();
    let (Some(Loaded::Rule(document)), _) = load(file, &text) else {
        panic!("{file}");
    };
    let document: &RuleDocument = &document;
    let front = front(document, None);
    let lowered = front.lowered.first().unwrap();
    let extracted = extract(&sources(python, &[]), &lowered.log_type).unwrap();
    assert_eq!(extracted.uncertain, Vec::new());
    assert_eq!(
        printed(&normalize(&extracted.condition)),
        printed(&lowered.normalized)
    );
}

#[test]
fn python_reads_as_the_condition_that_somebody_would_write() {
    same_as(
        "aws_cloudtrail/aws_vpce_access_denied.yml",
        "def rule(event):\n    if event.get(\"eventType\") != \"AwsVpceEvent\" or event.get(\"eventCategory\") != \"NetworkActivity\":\n        return False\n    return event.get(\"errorCode\") == \"VpceAccessDenied\"\n",
    );
    same_as(
        "aws_cloudtrail/aws_login_profile_for_other_user.yml",
        "def rule(event):\n    return (\n        event.get(\"eventSource\") == \"iam.amazonaws.com\"\n        and event.get(\"eventName\") in (\"CreateLoginProfile\", \"UpdateLoginProfile\")\n        and not event.get(\"errorCode\")\n        and event.deep_get(\"requestParameters\", \"userName\") != event.deep_get(\"userIdentity\", \"userName\")\n        and not event.deep_get(\"requestParameters\", \"passwordResetRequired\")\n    )\n",
    );
    same_as(
        "aws_cloudtrail/aws_iam_user_recon_denied.yml",
        "from ipaddress import ip_address\n\nRECON = {\n    \"dynamodb.amazonaws.com\": [\"List\", \"Describe\", \"Get\"],\n    \"ec2.amazonaws.com\": [\"Describe\", \"Get\"],\n    \"iam.amazonaws.com\": [\"List\", \"Get\"],\n    \"s3.amazonaws.com\": [\"List\", \"Get\"],\n    \"rds.amazonaws.com\": [\"Describe\", \"List\"],\n}\n\n\ndef rule(event):\n    if event.get(\"errorCode\") != \"AccessDenied\":\n        return False\n    if event.deep_get(\"userIdentity\", \"type\") != \"IAMUser\":\n        return False\n    try:\n        ip_address(event.get(\"sourceIPAddress\"))\n    except ValueError:\n        return False\n    if event.get(\"userAgent\", \"\").startswith(\"aws-internal/3\"):\n        return False\n    for source, names in RECON.items():\n        if event.get(\"eventSource\", \"\").startswith(source):\n            for name in names:\n                if event.get(\"eventName\", \"\").startswith(name):\n                    return True\n    return False\n",
    );
}

/// What the reading of a file ends in.
fn code(text: &str) -> Option<&'static str> {
    let log_type = Arc::new(inferred("My.Log", &[]));
    match extract(&sources(text, &[]), &log_type) {
        Err(problem) => Some(problem.code.0),
        Ok(extracted) => extracted.uncertain.first().map(|problem| problem.code.0),
    }
}

#[test]
fn files_that_mean_harm_end_in_a_diagnostic() {
    let long = format!("X = \"{}\"\n", "x".repeat(10 << 20));
    assert_eq!(code(&long), Some("T0702"));
    let deep = body(&format!("{}1{}", "(".repeat(10_000), ")".repeat(10_000)));
    assert_eq!(code(&deep), Some("T0702"));
    assert_eq!(
        code(&body(&format!("{}event", "not ".repeat(10_000)))),
        Some("T0702")
    );
    assert_eq!(
        code(&body("any(event.get(\"a\") == n for n in range(10**9))")),
        Some("T0704")
    );
    let mut calls = String::from("def f0(e):\n    return e.get(\"a\") == \"x\"\n");
    for n in 1..60 {
        let before = n - 1;
        let call = format!("f{before}(e)");
        let body = [&call, " or ", &call].concat();
        writeln!(calls, "def f{n}(e):\n    return {body}").unwrap();
    }
    calls.push_str("def rule(event):\n    return f59(event)\n");
    assert!(matches!(code(&calls), None | Some("T0704" | "T0705")));
    assert_eq!(code("def rule(event)\n    return 1\n"), Some("T0701"));
    assert_eq!(code("def title(event):\n    return 1\n"), Some("T0703"));
    assert_eq!(
        code("def rule(event, more):\n    return True\n"),
        Some("T0703")
    );
    assert_eq!(
        code("def f(e):\n    return f(e)\n\n\ndef rule(event):\n    return f(event)\n"),
        Some("T0704")
    );
}

#[test]
fn modules_that_import_each_other_come_to_an_end() {
    let one = "from two import y as x\n";
    let two = "from one import x as y\n";
    let rule = "from one import x\n\n\ndef rule(event):\n    return event.get(\"a\") == x\n";
    let extracted = read("My.Log", rule, &[("one", one), ("two", two)]);
    assert!(!extracted.uncertain.is_empty());
}
