//! YARA-L: every emitted rule is one that the platform takes, and says of events what the rule says.

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

use serde_json::Value;
use support::compiled::{SEEDS, Shipped, rules_of, shipped_rules};
use support::conform::conform;
use support::yaral::check::check;
use support::yaral::event::{How, parsed, table};
use support::yaral::run::{matches, placeholders, verdict};
use support::yaral::syntax::{Tree, parse};
use transpile::compile::{Options, Outcome, backends, compile};
use transpile::eval::{Evaluator, Event};
use transpile_sdk::backend::Backend;
use transpile_sdk::shape::Trust;

fn yaral() -> &'static dyn Backend {
    let mut backends = backends().iter();
    backends
        .find(|backend| backend.manifest().name == "yaral")
        .unwrap()
        .as_ref()
}

fn compiled(rule: &Shipped, extracted_fields: bool) -> Outcome {
    let options = Options {
        extracted_fields,
        ..Options::default()
    };
    compile(&rule.document, &rule.lowered, yaral(), &options, "rule")
}

/// The emitted text, if there is one.
fn emitted(rule: &Shipped, extracted_fields: bool) -> Option<String> {
    compiled(rule, extracted_fields)
        .files
        .into_iter()
        .next()
        .map(|file| file.text)
}

fn tree(text: &str) -> Tree {
    parse(text)
        .unwrap_or_else(|error| panic!("{error}\n{text}"))
        .pop()
        .unwrap()
}

/// The readings of a raw event that the platform may have made.
fn readings(rule: &Shipped, raw: &Value) -> [Value; 2] {
    [false, true].map(|dash| parsed(&rule.lowered.log_type.name, raw, dash))
}

/// The rule's own unit tests: the events, with what is expected of them.
fn tests(rule: &Shipped) -> Vec<(Value, bool)> {
    rule.document
        .tests
        .iter()
        .map(|test| (test.log.clone(), test.expected_result))
        .collect()
}

/// Addresses of all kinds that rules ask for.
const ADDRESSES: [&str; 10] = [
    "10.0.0.1",
    "172.16.0.1",
    "192.168.1.1",
    "198.51.100.1",
    "198.51.100.23",
    "198.51.100.24",
    "203.0.113.9",
    "2001:db8::1",
    "fd00::1",
    "2600::1",
];

/// The event, with other addresses, and without each of its fields in turn.
fn variants(rule: &Shipped, raw: &Value) -> Vec<Value> {
    fn paths(value: &Value, at: &str, out: &mut Vec<String>) {
        if let Value::Object(members) = value {
            for (key, value) in members {
                let path = format!("{at}/{key}");
                out.push(path.clone());
                paths(value, &path, out);
            }
        }
    }
    let mut all = Vec::new();
    paths(raw, "", &mut all);
    let mut out = vec![raw.clone()];
    let mut with = |path: &str, text: &str| {
        let mut other = raw.clone();
        *other.pointer_mut(path).unwrap() = text.into();
        out.push(other);
    };
    for path in &all {
        let old = raw.pointer(path).unwrap().as_str().unwrap_or_default();
        if old.parse::<std::net::IpAddr>().is_ok() {
            for address in ADDRESSES {
                with(path, address);
            }
        }
    }
    for path in all {
        let (parent, key) = path.rsplit_once('/').unwrap();
        let mut without = raw.clone();
        without
            .pointer_mut(parent)
            .unwrap()
            .as_object_mut()
            .unwrap()
            .remove(key);
        out.push(without);
    }
    for event in &mut out {
        conform(&rule.lowered.log_type, event);
    }
    out
}

#[test]
fn the_first_five_rules_give_the_verdicts_of_their_own_tests() {
    let mut count = 0;
    for rule in shipped_rules()
        .iter()
        .filter(|rule| SEEDS.contains(&rule.document.rule_id.value.as_str()))
    {
        let text = emitted(rule, true).unwrap();
        let tree = tree(&text);
        for (raw, expected) in tests(rule) {
            for event in readings(rule, &raw) {
                assert_eq!(matches(&tree, &event), expected, "{event:#}\n{text}");
            }
            count += 1;
        }
    }
    assert!(count >= 16, "{count}");
}

#[test]
fn every_emitted_rule_is_taken_and_agrees_with_the_rule_on_its_events() {
    let (mut rules, mut events) = (0, 0);
    for rule in shipped_rules()
        .into_iter()
        .chain(support::compiled::near_misses())
    {
        for extracted in [false, true] {
            let Some(text) = emitted(&rule, extracted) else {
                continue;
            };
            assert_eq!(check(&text), Vec::new(), "{text}");
            let tree = tree(&text);
            let options = transpile::eval::Options::default();
            let evaluator = Evaluator::new(&rule.lowered.condition, options).unwrap();
            for (raw, _) in tests(&rule) {
                for raw in variants(&rule, &raw) {
                    let expected = evaluator.matches(&Event::try_from(raw.clone()).unwrap());
                    for event in readings(&rule, &raw) {
                        assert_eq!(
                            matches(&tree, &event),
                            expected,
                            "{raw:#}\n{event:#}\n{text}"
                        );
                        events += 1;
                    }
                }
            }
            rules += 1;
        }
    }
    assert!(rules >= 24 && events > 3000, "{rules} {events}");
}

#[test]
fn another_log_matches_no_rule() {
    for rule in shipped_rules() {
        if let Some(text) = emitted(&rule, true) {
            let other = serde_json::json!({"metadata": {"log_type": "OKTA"}});
            assert!(!matches(&tree(&text), &other), "{text}");
        }
    }
}

#[test]
fn certain_homes_are_those_of_the_second_table() {
    let mut count = 0;
    for shape in yaral().shapes().iter().filter(|shape| shape.default) {
        let Some((rows, label, json_log)) = table(&shape.log_type) else {
            continue;
        };
        assert_eq!(shape.table, label);
        assert_eq!(yaral().with_extracted_fields(shape).is_some(), json_log);
        for column in &shape.columns {
            let home = column
                .column
                .replace("[\"", ".")
                .replace("\"]", "")
                .replace("[0]", "");
            let row = rows.iter().find(|(field, _, _)| *field == column.field);
            match (row, column.trust) {
                (Some((_, own, how)), Trust::Certain) => {
                    assert_eq!(own.replace("[]", ""), home, "{}", column.field);
                    assert_ne!(*how, How::Prefixed, "{}", column.field);
                    count += 1;
                }
                (None, Trust::Certain) => panic!("{} has no second opinion", column.field),
                (_, Trust::Unsure) => {}
            }
        }
    }
    assert!(count >= 19, "{count}");
}

#[test]
fn every_home_is_a_field_of_the_data_model() {
    for shape in yaral().shapes() {
        for column in shape
            .columns
            .iter()
            .filter(|column| column.column != "extracted.fields")
        {
            let text = format!(
                "rule r {{ meta: a = \"b\" events: $e.metadata.log_type = \"x\" outcome: $x = array({}) condition: $e }}",
                format_args!("$e.{}", column.column)
            );
            assert_eq!(check(&text), Vec::new(), "{}", column.column);
        }
    }
}

#[test]
fn refusals_are_the_data_models_fault() {
    for rule in shipped_rules() {
        let outcome = compiled(&rule, true);
        for problem in outcome
            .diagnostics
            .iter()
            .filter(|problem| problem.is_error())
        {
            let said = format!("{} {:?}", problem.message, problem.notes);
            let blames = [
                "UDM",
                "YARA-L",
                "extracted field",
                "Google SecOps",
                "parser",
                "is not certain to hold",
            ];
            assert!(blames.iter().any(|word| said.contains(word)), "{said}");
        }
    }
}

/// Spoils a rule in every way of one kind.
fn mutants(text: &str) -> Vec<(&'static str, String)> {
    let mut out = Vec::new();
    let (head, body) = text.split_at(text.find("  events:").unwrap());
    let (events, tail) = body.split_at(body.find("\n\n").unwrap());
    let mut each = |name: &'static str, from: &str, to: &str| {
        for (at, _) in events.match_indices(from) {
            let spoiled = format!("{}{to}{}", &events[..at], &events[at + from.len()..]);
            out.push((name, format!("{head}{spoiled}{tail}")));
        }
    };
    each("a parenthesis less", "(", "");
    each("a parenthesis more", ")", "))");
    each("a field renamed", ".metadata.", ".metadatum.");
    each("a field renamed", "extracted.fields", "extracted.field");
    each("another key", "extracted.fields[\"", "extracted.fields[\"x");
    each("a changed type", " = \"", " = 5 + \"");
    each("a changed type", " >= ", " >= \"a\" + ");
    each("not dropped", "not ", "");
    each("any dropped", "any ", "");
    each("or for and", " and\n", " or\n");
    each("and for or", " or\n", " and\n");
    each("equal for unequal", " != ", " = ");
    each("unequal for equal", " = \"", " != \"");
    out.push((
        "sections swapped",
        text.replace("  events:", "  condition:").replacen(
            "  condition:\n    $e\n",
            "  events:\n    $e\n",
            1,
        ),
    ));
    out.push((
        "a section twice",
        text.replacen(
            "  condition:",
            "  outcome:\n    $again = 1\n\n  condition:",
            1,
        ),
    ));
    out
}

/// Events for texts that a rule puts together of two fields: `service:call`.
fn joined(rule: &Shipped, text: &str) -> Vec<Value> {
    let mut out = Vec::new();
    let (first, _) = tests(rule).swap_remove(0);
    for literal in text.split('"').filter(|literal| !literal.contains(' ')) {
        if let Some((service, call)) = literal
            .split_once(':')
            .filter(|(service, _)| service.ends_with("amazonaws.com"))
        {
            let mut raw = first.clone();
            raw["eventSource"] = service.into();
            raw["eventName"] = call.into();
            out.push(raw);
        }
    }
    out
}

#[test]
fn spoiled_rules_are_caught() {
    let (mut count, mut alive) = (0, Vec::new());
    for rule in shipped_rules() {
        let Some(text) = emitted(&rule, true) else {
            continue;
        };
        let sound = tree(&text);
        let mut events = Vec::new();
        for (raw, _) in tests(&rule) {
            events.extend(
                variants(&rule, &raw)
                    .iter()
                    .flat_map(|raw| readings(&rule, raw)),
            );
        }
        for raw in joined(&rule, &text) {
            events.extend(readings(&rule, &raw));
        }
        for (kind, spoiled) in mutants(&text) {
            count += 1;
            if !check(&spoiled).is_empty() {
                continue;
            }
            let spoiled = tree(&spoiled);
            if spoiled == sound
                || !events.iter().any(|event| {
                    verdict(&spoiled, event) != Some(matches(&sound, event))
                        || placeholders(&spoiled, event) != placeholders(&sound, event)
                })
            {
                alive.push((rule.document.rule_id.value.clone(), kind));
            }
        }
    }
    assert!(alive.is_empty(), "{} of {count}: {alive:#?}", alive.len());
    assert!(count > 300, "{count}");
}

#[test]
fn one_rule_of_text_is_one_rule() {
    let rule = rules_of(
        "AnalysisType: rule\nRuleID: A.b\nEnabled: true\nLogTypes: [AWS.S3ServerAccess]\nSeverity: Low\nCondition: |\n  bucket eq \"x\"\n",
    );
    let text = emitted(&rule[0], false).unwrap();
    assert_eq!(check(&text), Vec::new());
}

/// The lines of `events` of a rule with this condition.
fn events_of(log_type: &str, condition: &str) -> String {
    let lines = condition.replace('\n', "\n  ");
    let text = format!(
        "AnalysisType: rule\nRuleID: T\nEnabled: true\nLogTypes: [{log_type}]\nSeverity: Low\nCondition: |\n  {lines}\n"
    );
    let rule = rules_of(&text);
    let text = emitted(&rule[0], true)
        .unwrap_or_else(|| panic!("{condition}: {:?}", compiled(&rule[0], true).diagnostics));
    assert_eq!(check(&text), Vec::new(), "{text}");
    let events = text.split("  events:\n").nth(1).unwrap();
    let lines = events.split("\n\n").next().unwrap().lines().skip(1);
    let lines: Vec<String> = lines
        .map(|line| line.trim().replace("$e.extracted.fields", "x"))
        .collect();
    let text = lines.join("\n").replace("(\n", "(").replace("\n)", ")");
    text.replace(" or\n", " or ").replace(" and\n", " and ")
}

/// What other converters to YARA-L get wrong, each with what is right.
#[test]
fn known_mistakes_of_other_converters_are_not_made() {
    let cloudtrail = |condition: &str| events_of("AWS.CloudTrail", condition);
    // A negation stays one, and De Morgan's law holds.
    assert_eq!(
        cloudtrail("eventSource eq \"x\"\nnot (errorCode eq \"root\" and requestID eq \"1\")"),
        "x[\"eventSource\"] = \"x\"\n(x[\"errorCode\"] != \"root\" or x[\"requestID\"] != \"1\")"
    );
    assert_eq!(
        cloudtrail("not (errorCode eq \"root\" or requestID starts_with \"10.\")"),
        "x[\"errorCode\"] != \"root\"\nnot strings.starts_with(x[\"requestID\"], \"10.\")"
    );
    assert_eq!(
        cloudtrail("not (not errorCode eq \"root\")"),
        "x[\"errorCode\"] = \"root\""
    );
    assert_eq!(
        cloudtrail("not errorCode is_null"),
        "x[\"errorCode\"] != \"\""
    );
    assert_eq!(
        cloudtrail("not errorCode is_not_null"),
        "x[\"errorCode\"] = \"\""
    );
    // A network under a negation stays outside, and asks nothing of a missing address.
    assert_eq!(
        events_of("AWS.S3ServerAccess", "remoteip not cidr \"10.0.0.0/8\""),
        "not net.ip_in_range_cidr($e.principal.ip[0], \"10.0.0.0/8\")"
    );
    assert_eq!(
        events_of(
            "AWS.S3ServerAccess",
            "not httpstatus eq 5\nnot bytessent gt 5"
        ),
        "$e.network.http.response_code != 5\n$e.network.sent_bytes <= 5"
    );
    // Patterns have delimiters and anchors; values in them are quoted; case counts unless it is said not to.
    assert_eq!(
        cloudtrail("errorCode wildcard \"REST.*.OBJECT\""),
        "re.regex(x[\"errorCode\"], `^REST\\.(?s:.)*\\.OBJECT\\z`)"
    );
    assert_eq!(
        cloudtrail("errorCode in [\"One\", \"a+b\", \"c|d\"]"),
        "(x[\"errorCode\"] = \"One\" or x[\"errorCode\"] = \"a+b\" or x[\"errorCode\"] = \"c|d\")"
    );
    assert_eq!(
        cloudtrail("lower(errorCode) starts_with \"al\" or errorCode starts_with \"Be\""),
        "(strings.starts_with(strings.to_lower(x[\"errorCode\"]), \"al\") or strings.starts_with(x[\"errorCode\"], \"Be\"))"
    );
    assert_eq!(
        cloudtrail("errorCode regex_match \"^\\\\d+\\\\\\\\x$\""),
        "re.regex(x[\"errorCode\"], `^[0-9]+\\\\x\\z`)"
    );
    assert_eq!(
        cloudtrail("errorCode ends_with \"\\\\c.exe\""),
        "re.regex(x[\"errorCode\"], `\\\\c\\.exe\\z`)"
    );
    assert_eq!(
        cloudtrail("errorCode eq \"a`b\\\\\""),
        "x[\"errorCode\"] = \"a`b\\\\\""
    );
    // A name with quotes is a key and no more; a comparison of fields compares fields.
    assert_eq!(
        cloudtrail("requestParameters.\"a or 1=1 --\" eq \"y z\""),
        "x[\"requestParameters.a or 1=1 --\"] = \"y z\""
    );
    assert_eq!(
        cloudtrail("recipientAccountId ne field userIdentity.accountId"),
        "$e.additional.fields[\"recipientAccountId\"] != x[\"userIdentity.accountId\"]"
    );
    assert_eq!(cloudtrail("readOnly eq true"), "x[\"readOnly\"] = \"true\"");
}

#[test]
fn hostile_text_stays_inside_its_quotes() {
    let evil = "Evil \\\"T\\\" } rule x { \\\\ //";
    let text = format!(
        "AnalysisType: rule\nRuleID: \"{evil}\"\nDisplayName: \"{evil}\"\nDescription: \"a\\n{evil}\\nb\"\nEnabled: true\nLogTypes: [AWS.S3ServerAccess]\nSeverity: Low\nReference: \"{evil}\"\nTags: [\"{evil}\"]\nCondition: |\n  bucket eq \"x\"\n"
    );
    let rule = rules_of(&text);
    let text = emitted(&rule[0], false).unwrap();
    assert_eq!(check(&text), Vec::new(), "{text}");
    assert_eq!(parse(&text).unwrap().len(), 1);
}
