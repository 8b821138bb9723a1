//! Reading rule files: the data of good ones, the diagnostics of bad ones.

#[path = "load/render.rs"]
mod render;

use serde_json::json;
use transpile::load::{Loaded, RuleDocument, RuleSeverity, load};
use transpile_sdk::diagnostic::Span;

#[track_caller]
fn rule(text: &str) -> RuleDocument {
    let (loaded, diagnostics) = load("rule.yml", text);
    assert_eq!(render::render(text, &diagnostics), "");
    match loaded {
        Some(Loaded::Rule(rule)) => *rule,
        other => unreachable!("not a rule: {other:?}"),
    }
}

fn with_condition(condition: &str) -> String {
    format!(
        "AnalysisType: rule\nRuleID: My.Rule\nLogTypes: [A]\nSeverity: Low\n{condition}\nTags: [x]\n"
    )
}

/// The texts of the pieces; each word of them is also looked up in the file.
#[track_caller]
fn pieces(condition: &str) -> Vec<String> {
    let text = with_condition(condition);
    let rule = rule(&text);
    let pieces = rule.condition.map(|condition| condition.pieces);
    let pieces = pieces.unwrap_or_default();
    for piece in &pieces {
        for (at, word) in piece.text.split_inclusive([' ', '\n']).scan(0, |at, word| {
            *at += word.len();
            Some((*at - word.len(), word.trim_end()))
        }) {
            let span = piece.to_file(Span::new(at, at + word.len()));
            if !word.contains(['\'', '\\', '"', 'é']) {
                assert_eq!(text.get(span.start..span.end), Some(word), "{condition:?}");
            }
        }
    }
    pieces.into_iter().map(|piece| piece.text).collect()
}

#[test]
fn bad_files() {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("load/snapshots");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| {
        insta::glob!("load/bad/*.yml", |path| {
            let text = std::fs::read_to_string(path).expect("a fixture");
            let (_, diagnostics) = load("rule.yml", &text);
            assert!(
                !diagnostics.is_empty(),
                "{} has nothing wrong",
                path.display()
            );
            insta::assert_snapshot!(render::render(&text, &diagnostics));
        });
    });
}

#[test]
fn a_whole_rule() {
    let text = include_str!("load/good/whole.yml");
    let rule = rule(text);
    assert_eq!(rule.path, "rule.yml");
    assert_eq!(rule.rule_id.value, "AWS.Everything");
    assert_eq!(
        text.get(rule.rule_id.span.start..rule.rule_id.span.end),
        Some("\"AWS.Everything\"")
    );
    assert_eq!(rule.display_name.as_deref(), Some("Everything: at once"));
    assert!(!rule.enabled);
    assert!(!rule.create_alert);
    assert_eq!(rule.severity.value, RuleSeverity::High);
    assert_eq!((rule.threshold, rule.dedup_period_minutes), (15, 10));
    assert_eq!(
        rule.log_types
            .iter()
            .map(|l| l.value.as_str())
            .collect::<Vec<_>>(),
        ["AWS.CloudTrail", "AWS.S3ServerAccess"]
    );
    assert_eq!(
        rule.reports["CIS"]
            .iter()
            .map(|l| l.value.as_str())
            .collect::<Vec<_>>(),
        ["3.10", "4"]
    );
    let attack: Vec<_> = rule
        .attack
        .iter()
        .map(|a| (a.tactic.as_str(), a.technique.as_str()))
        .collect();
    assert_eq!(attack, [("TA0005", "T1599"), ("TA0001", "T1078.004")]);
    let group: Vec<_> = rule.group_by.iter().map(|l| l.value.as_str()).collect();
    assert_eq!(group, ["a.b", "c", "d.\"e f\"[2]", "g.h"]);
    let outputs: Vec<_> = rule
        .output_fields
        .iter()
        .map(|o| (o.name.as_deref(), o.path.value.as_str()))
        .collect();
    assert_eq!(
        outputs,
        [(None, "eventName"), (Some("who"), "userIdentity.arn")]
    );
    assert_eq!(
        rule.alert_title.map(|title| title.value).as_deref(),
        Some("{a.b} did it")
    );
    assert_eq!(rule.unknown_keys, []);
    assert_eq!(
        rule.detection
            .as_ref()
            .and_then(|d| d.as_list())
            .map(<[_]>::len),
        Some(1)
    );
    assert!(rule.inline_filters.is_some());
    assert_eq!(rule.tests.len(), 2);
    let [first, second] = &rule.tests[..] else {
        unreachable!()
    };
    assert_eq!(first.name.value, "flow");
    assert!(first.expected_result && first.mocks && !second.mocks);
    assert_eq!(
        first.log,
        json!({"a": [1, 2.5, null, true], "on": "off", "octal": "012", "1": "one"})
    );
    assert_eq!(
        first.log_type.as_ref().map(|l| l.value.as_str()),
        Some("AWS.CloudTrail")
    );
    assert_eq!(
        second.log["big"].to_string(),
        "123456789012345678901234567890"
    );
    assert_eq!(second.log["merged"], json!({"x": 2, "y": 3}));
}

#[test]
fn everything_else_is_passed_over() {
    for kind in ["policy", "scheduled_rule", "datamodel", "something_new"] {
        let text = format!("AnalysisType: {kind}\nSeverity: 5\na: 1\na: 2\n");
        let (loaded, diagnostics) = load("x.yml", &text);
        assert_eq!(
            loaded,
            Some(Loaded::Other {
                analysis_type: kind.to_owned()
            })
        );
        assert_eq!(diagnostics, []);
    }
}

#[test]
fn blocks_keep_their_lines() {
    let block = "Condition: |\n    a eq \"x\"\n      b eq \"y\"\n\n    # é\n    c is_null";
    assert_eq!(
        pieces(block),
        ["a eq \"x\"\n  b eq \"y\"\n\n# é\nc is_null\n"]
    );
    assert_eq!(
        pieces("Condition: |-   # why\n  a is_null\n  b is_null\n"),
        ["a is_null\nb is_null"]
    );
    assert_eq!(
        pieces("Condition: |+\n  a is_null\n\n"),
        ["a is_null\n\n\n"]
    );
    assert_eq!(
        pieces("Condition: |2\n   a is_null\n  b is_null"),
        [" a is_null\nb is_null\n"]
    );
    assert_eq!(
        pieces("Condition:\n  - |\n    a is_null\n    b is_null\n  - |2-\n     c is_null"),
        ["a is_null\nb is_null\n", " c is_null"]
    );
    assert_eq!(
        pieces("Condition: |\r\n  a is_null\r\n\r\n  b is_null\r\n"),
        ["a is_null\n\nb is_null\n"]
    );
    assert_eq!(
        pieces("Condition: |\n\n  \n  a\tis_null\t\n"),
        ["\n\na\tis_null\t\n"]
    );
    assert_eq!(
        pieces("# comment\n\"Condition\" : !!str |\n a is_null"),
        ["a is_null\n"]
    );
}

#[test]
fn one_line_keeps_its_text() {
    assert_eq!(
        pieces("Condition: a eq \"x#y\" # a comment"),
        ["a eq \"x#y\""]
    );
    assert_eq!(pieces("Condition:   # why\n  a is_null"), ["a is_null"]);
    assert_eq!(
        pieces("Condition: 'it eq \"it''s: # fine\" and b is_null'"),
        ["it eq \"it's: # fine\" and b is_null"]
    );
    assert_eq!(
        pieces(r#"Condition: "a eq \"\u00e9\x41\t\\n\" and b is_null\nc is_null""#),
        ["a eq \"éA\t\\n\" and b is_null\nc is_null"]
    );
    assert_eq!(
        pieces("Condition: [a is_null, 'b is_null', \"c is_null\"]"),
        ["a is_null", "b is_null", "c is_null"]
    );
    assert_eq!(
        pieces("Condition:\n- a is_null\n  # between\n- 'b is_null' # behind\n-   c is_null"),
        ["a is_null", "b is_null", "c is_null"]
    );
}

#[test]
fn places_in_odd_files() {
    let flow = "{\"AnalysisType\": \"rule\", \"RuleID\": \"a\", \"LogTypes\": [\"b\"], \"Severity\": \"low\", \"Condition\": \"x is_null\"}";
    let piece = &rule(flow).condition.expect("a condition").pieces[0];
    let span = piece.to_file(Span::new(2, 9));
    assert_eq!(flow.get(span.start..span.end), Some("is_null"));

    let marked = "\u{feff}---\r\n# é\r\nAnalysisType: rule\r\nRuleID: é.x\r\nLogTypes: [b]\r\nSeverity: low\r\nCondition: |\r\n  x is_null\r\n";
    let rule = rule(marked);
    assert_eq!(
        marked.get(rule.rule_id.span.start..rule.rule_id.span.end),
        Some("é.x")
    );
    let span = rule.condition.expect("a condition").pieces[0].to_file(Span::new(2, 9));
    assert_eq!(marked.get(span.start..span.end), Some("is_null"));
}

#[test]
fn brackets_may_close_at_the_margin_and_tabs_may_indent_them() {
    let text = with_condition(
        "Condition: a is_null\nTests:\n  - Name: margin\n    ExpectedResult: true\n    Log: {\n\t\"a\": [\n\t\t1,\n\t],\n}",
    );
    assert_eq!(rule(&text).tests[0].log, json!({"a": [1]}));
}

#[test]
fn pieces_end_where_their_text_ends() {
    let text = with_condition("Condition: |\n  a is_null\n\n# a comment");
    let span = rule(&text).condition.expect("a condition").pieces[0].span;
    assert_eq!(text.get(span.start..span.end), Some("a is_null"));
}

#[test]
fn the_document_survives_errors() {
    let text = "RuleID: 5\nCondition: a is_null\nThreshold: 0\n";
    let (loaded, diagnostics) = load("x.yml", text);
    assert!(
        diagnostics
            .iter()
            .any(transpile_sdk::diagnostic::Diagnostic::is_error)
    );
    let Some(Loaded::Rule(rule)) = loaded else {
        unreachable!()
    };
    assert!(rule.condition.is_some());
    assert_eq!(rule.key_span("Condition"), Some(Span::new(10, 19)));
}

#[test]
fn output_fields_may_have_names() {
    let text = &with_condition(
        "Condition: a is_null\nOutputFields: [a.b, {who: c.d}, {Name: it, Path: e}, {Key: f}]",
    );
    let rule = rule(text);
    let read: Vec<_> = rule
        .output_fields
        .iter()
        .map(|output| (output.name.as_deref(), output.path.value.as_str()))
        .collect();
    let wanted = [
        (None, "a.b"),
        (Some("who"), "c.d"),
        (Some("it"), "e"),
        (None, "f"),
    ];
    assert_eq!(read, wanted);
    let spans = rule.output_fields.iter().map(|output| output.path.span);
    let written: Vec<_> = spans
        .filter_map(|span| text.get(span.start..span.end))
        .collect();
    assert_eq!(written, ["a.b", "c.d", "e", "f"]);
}
