//! What other converters of rules to Kusto get wrong: each line is run, with the event that they lose or add.

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

use serde_json::{Value, json};
use support::compiled;
use support::kql::{binder, executor, rows};
use transpile::compile::{Options, compile};
use transpile_sdk::backend::{Backend, Hunt};

/// The query of a condition on a table.
fn query(condition: &str, schema: &str) -> Result<String, String> {
    let lines: Vec<String> = condition.lines().map(|line| format!("  {line}")).collect();
    let text = format!(
        "AnalysisType: rule\nRuleID: Peer\nEnabled: true\nLogTypes: [AWS.CloudTrail]\nSeverity: Low\nCondition: |\n{}\n",
        lines.join("\n")
    );
    let kql = transpile_kql::Kql::new();
    let options = Options {
        shape: kql
            .shapes()
            .iter()
            .find(|shape| shape.name == schema)
            .cloned(),
        hunt: Hunt::everything(),
        ..Options::default()
    };
    let rule = compiled::rules_of(&text).pop().unwrap();
    let outcome = compile(&rule.document, &rule.lowered, &kql, &options, "rule");
    match outcome.files.first() {
        Some(file) => Ok(file.text.clone()),
        None => Err(outcome.diagnostics[0].message.clone()),
    }
}

/// Which of the events the condition's query returns, on Sentinel's table and on a raw one.
fn check(condition: &str, events: &[(Value, bool)]) {
    let (mut binder, mut executor) = (binder(), executor());
    for (schema, table) in [
        ("aws_cloudtrail", "AWSCloudTrail"),
        ("raw_cloudtrail", "CloudTrailRaw_CL"),
    ] {
        let query = query(condition, schema).unwrap_or_else(|error| panic!("{condition}: {error}"));
        if let Some(binder) = &mut binder {
            assert_eq!(
                binder.bind(&query).problems,
                Vec::<String>::new(),
                "{query}"
            );
        }
        let Some(executor) = &mut executor else {
            continue;
        };
        for (event, expected) in events {
            executor
                .load(table, &[rows::row(table, event, 0, rows::Missing::Empty)])
                .unwrap();
            let found = executor.column(&query, "TimeGenerated").unwrap();
            assert_eq!(found.len(), usize::from(*expected), "{event}\n{query}");
        }
    }
}

#[test]
fn a_nested_field_is_a_field_and_not_a_text() {
    check(
        "userIdentity.type eq \"Root\"",
        &[
            (json!({"userIdentity": {"type": "Root"}}), true),
            (json!({"userIdentity": {"type": "root"}}), false),
            (json!({}), false),
        ],
    );
}

#[test]
fn a_field_name_does_not_leave_its_quotes() {
    let condition = "requestParameters.\"a' or true //\" eq \"x\"\nrequestParameters.\"b\\\"] | take 1 //\" ne \"y\"";
    check(
        condition,
        &[
            (json!({"requestParameters": {"a' or true //": "x"}}), true),
            (json!({"requestParameters": {"a": "x"}}), false),
            (
                json!({"requestParameters": {"a' or true //": "x", "b\"] | take 1 //": "y"}}),
                false,
            ),
        ],
    );
}

#[test]
fn null_is_the_empty_text_and_not_isnull() {
    check(
        "errorCode is_null",
        &[
            (json!({}), true),
            (json!({"errorCode": ""}), true),
            (json!({"errorCode": "x"}), false),
        ],
    );
    check(
        "errorCode is_not_null",
        &[(json!({}), false), (json!({"errorCode": "x"}), true)],
    );
}

#[test]
fn wildcards_are_anchored_ordered_and_case_sensitive() {
    let name = |name: &str| json!({ "eventName": name });
    check(
        "eventName wildcard \"REST.*.OBJECT\"",
        &[
            (name("REST.PUT.OBJECT"), true),
            (name("zREST.PUT.OBJECT"), false),
            (name("REST.PUT.OBJECTz"), false),
            (name(".OBJECT REST."), false),
            (name("rest.put.object"), false),
            (name("REST.OBJECT"), false),
            (name("RESTxPUTxOBJECT"), false),
            (name("REST.\n.OBJECT"), true),
        ],
    );
    check(
        "eventName wildcard \"prog?.exe\"",
        &[
            (name("prog1.exe"), true),
            (name("prog.exe"), false),
            (name("prog12.exe"), false),
        ],
    );
    check(
        "eventName eq \"REST.*.OBJECT\"",
        &[
            (name("REST.*.OBJECT"), true),
            (name("REST.PUT.OBJECT"), false),
        ],
    );
}

#[test]
fn ipv6_networks_work_and_negation_keeps_what_is_no_address() {
    let from = |address: &str| json!({ "sourceIPAddress": address });
    check(
        "sourceIPAddress cidr \"2600:1ffe::/32\"",
        &[
            (from("2600:1ffe::1"), true),
            (from("2600:1fff::1"), false),
            (from("10.0.0.1"), false),
            (from("s3.amazonaws.com"), false),
            (json!({}), false),
        ],
    );
    check(
        "sourceIPAddress not cidr [\"10.0.0.0/8\", \"fd00::/8\"]",
        &[
            (from("10.0.0.1"), false),
            (from("fd00::1"), false),
            (from("192.0.2.1"), true),
            (from("2001:db8::1"), true),
            (from("s3.amazonaws.com"), true),
            (json!({}), true),
        ],
    );
    // The families do not mix, and a network is no address.
    check(
        "sourceIPAddress cidr \"10.0.0.0/8\"",
        &[
            (from("::ffff:10.0.0.1"), false),
            (from("10.0.0.0/8"), false),
            (from("10.evil.com"), false),
        ],
    );
    check(
        "sourceIPAddress cidr \"::/0\"",
        &[(from("10.0.0.1"), false), (from("::1"), true)],
    );
}

#[test]
fn any_character_stands_in_a_value() {
    for value in [
        "O'Brien",
        "a\"b",
        "C:\\Windows\\x",
        "x\\",
        "line\nbreak",
        "tab\tcr\r",
        "100%_",
        "a // b",
        "a | take 1",
        "\u{202e}x",
        "Straße 😀",
        "it''s",
    ] {
        let literal = serde_json::to_string(value).unwrap();
        for operator in ["eq", "contains", "starts_with", "ends_with"] {
            check(
                &format!("eventName {operator} {literal}"),
                &[
                    (json!({ "eventName": value }), true),
                    (json!({"eventName": "y"}), false),
                ],
            );
        }
    }
}

#[test]
fn booleans_are_booleans() {
    check(
        "readOnly eq true",
        &[
            (json!({"readOnly": true}), true),
            (json!({"readOnly": false}), false),
            (json!({}), false),
        ],
    );
    check(
        "readOnly ne true",
        &[
            (json!({"readOnly": true}), false),
            (json!({"readOnly": false}), true),
            (json!({}), true),
        ],
    );
    check(
        "requestParameters.enable eq false",
        &[
            (json!({"requestParameters": {"enable": false}}), true),
            (json!({"requestParameters": {"enable": "false"}}), false),
            (json!({"requestParameters": {"enable": 0}}), false),
            (json!({}), false),
        ],
    );
}

#[test]
fn case_matters_and_fields_are_compared() {
    check(
        "eventName eq \"GetObject\"",
        &[
            (json!({"eventName": "GetObject"}), true),
            (json!({"eventName": "getobject"}), false),
        ],
    );
    check(
        "recipientAccountId is_not_null\nuserIdentity.accountId is_not_null\nrecipientAccountId ne field userIdentity.accountId",
        &[
            (
                json!({"recipientAccountId": "1", "userIdentity": {"accountId": "2"}}),
                true,
            ),
            (
                json!({"recipientAccountId": "1", "userIdentity": {"accountId": "1"}}),
                false,
            ),
            (json!({"recipientAccountId": "1"}), false),
        ],
    );
}

#[test]
fn a_missing_field_under_not_is_kept() {
    let user = |name: &str| json!({ "userAgent": name });
    for (condition, present) in [
        ("userAgent ne \"root\"", user("root")),
        ("userAgent not in [\"root\", \"admin\"]", user("admin")),
        ("userAgent not starts_with \"ro\"", user("root")),
        (
            "not (userAgent eq \"root\" or userAgent ends_with \"t\")",
            user("root"),
        ),
        ("userAgent not regex_match \"^ro+t$\"", user("root")),
        ("userAgent not contains \"oo\"", user("root")),
        (
            "requestParameters.n not gt 5",
            json!({"requestParameters": {"n": 6}}),
        ),
        (
            "requestParameters.n ne 5",
            json!({"requestParameters": {"n": 5}}),
        ),
    ] {
        check(condition, &[(json!({}), true), (present, false)]);
    }
}

/// A table that cannot tell a missing text from an empty one says so, and one that can does.
#[test]
fn what_a_table_cannot_tell_is_refused() {
    let sensitive = "errorMessage is_missing";
    assert_eq!(
        query(sensitive, "aws_cloudtrail"),
        Err("the table shows a missing text and an empty one alike".to_owned())
    );
    assert!(
        query(sensitive, "raw_cloudtrail")
            .unwrap()
            .contains("isnull(Event.errorMessage)")
    );
}
