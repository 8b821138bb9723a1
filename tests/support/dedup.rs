//! A rule in Python whose matches are counted by a text, and events that give the same text in different ways.

#![allow(
    dead_code,
    reason = "several tests compile this module, and none uses all of it"
)]

use super::burst::{Burst, Match, Threshold, bursts};
use super::python_rule::{document, lowered};
use serde_json::{Value, json};
use transpile::compile::Lowered;
use transpile::load::RuleDocument;
use transpile::python::Library;

pub(crate) const DAY: &str = "2026-10-02";

const YAML: &str = "AnalysisType: rule\nRuleID: My.Rule\nFilename: rule.py\nSeverity: Low\nLogTypes: [AWS.CloudTrail]\n\
                    Threshold: 3\nDedupPeriodMinutes: 10\n";

const PYTHON: &str = r#"
def rule(event):
    return event.get("eventName") == "A"


def dedup(event):
    return f"{event.get('vpcEndpointId')}-{event.deep_get('userIdentity', 'arn', default='none')}"
"#;

/// The second of a match, its endpoint, its identity.
type Event = (u64, Option<&'static str>, Option<&'static str>);

const EVENTS: [Event; 11] = [
    // One text by three ways.
    (0, None, None),
    (60, Some("None"), Some("none")),
    (120, None, Some("none")),
    (30, Some("a"), Some("b-c")),
    (90, Some("a-b"), Some("c")),
    (100, Some("a-b"), Some("c")),
    // Too few.
    (0, Some("a"), Some("c")),
    (10, Some("a"), Some("c")),
    // Too far from each other.
    (5, Some("a"), None),
    (15, Some("a"), Some("none")),
    (900, Some("a"), None),
];

/// The rule.
pub(crate) fn rule() -> (RuleDocument, Lowered) {
    let document = document(YAML, Some(PYTHON), Library::default());
    let lowered = lowered(&document);
    (document, lowered)
}

/// Matches, and an event of another name beside each.
pub(crate) fn events() -> Vec<Value> {
    let event = |(second, endpoint, arn): &Event, name: &str| {
        let time = format!("{DAY}T00:{:02}:{:02}Z", second / 60, second % 60);
        let mut event = json!({"eventName": name, "eventTime": time});
        if let Some(endpoint) = endpoint {
            event["vpcEndpointId"] = json!(endpoint);
        }
        if let Some(arn) = arn {
            event["userIdentity"]["arn"] = json!(arn);
        }
        event
    };
    let both = |one| [event(one, "A"), event(one, "B")];
    EVENTS.iter().flat_map(both).collect()
}

/// The bursts, by what the Python gives.
pub(crate) fn expected() -> Vec<Burst> {
    let of = |(second, endpoint, arn): &Event| Match {
        second: *second,
        key: Some(format!(
            "{}-{}",
            endpoint.unwrap_or("None"),
            arn.unwrap_or("none")
        )),
        value: None,
    };
    let matches: Vec<Match> = EVENTS.iter().map(of).collect();
    let threshold = Threshold {
        count: 3,
        minutes: 10,
        distinct: false,
    };
    let found = bursts(&matches, threshold);
    let keys: Vec<&str> = found.iter().filter_map(|one| one.key.as_deref()).collect();
    assert_eq!(keys, ["None-none", "a-b-c"]);
    found
}
