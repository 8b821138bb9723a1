//! The answers are the evaluator's: on generated conditions and events, and on a made-up trail.

use super::rule_files::rule_texts;
use super::{Options, generate, hunt, rules, threads, trail};
use proptest::prelude::*;
use std::fmt::Write as _;
use std::sync::Arc;
use transpile::catalog::{self, LogType};
use transpile::eval::{self, Evaluator, Event, Json};
use transpile::hunt::Rule;
use transpile_sdk::ir::Condition;

fn log_type() -> Arc<LogType> {
    Arc::new(LogType {
        timestamp_formats: generate::timestamp_formats(),
        ..catalog::inferred("Some.Log", &[])
    })
}

fn rule_of(condition: Condition, log_type: &Arc<LogType>) -> Rule {
    Rule {
        id: "A.Rule".into(),
        title: "A rule".into(),
        severity: "Low".into(),
        log_type: Arc::clone(log_type),
        condition,
        outputs: Vec::new(),
        texts: Vec::new(),
        threshold: None,
        group_by: Vec::new(),
        unique: None,
    }
}

/// What the evaluator says: line and rule of each match.
fn expected(rules: &[Rule], lines: &[String]) -> Vec<(String, u64, usize)> {
    let events = (1..).zip(lines);
    let events = events.map(|(number, line)| (number, Event::parse(line).unwrap()));
    expected_of(rules, events)
}

/// What the evaluator says of numbered events.
fn expected_of(
    rules: &[Rule],
    events: impl IntoIterator<Item = (u64, Event)>,
) -> Vec<(String, u64, usize)> {
    let evaluators: Vec<Evaluator> = rules
        .iter()
        .map(|rule| {
            let options = eval::Options {
                timestamp_formats: rule.log_type.timestamp_formats.clone(),
            };
            Evaluator::new(&rule.condition, options).unwrap()
        })
        .collect();
    let mut matches = Vec::new();
    for (number, event) in events {
        for (place, evaluator) in evaluators.iter().enumerate() {
            if evaluator.matches(&event) {
                matches.push(("log".to_owned(), number, place));
            }
        }
    }
    matches
}

/// JSON text that means the same, written as nobody expects: blanks, escapes, and keys that are written twice.
fn noisy(value: &Json, noise: &mut trail::Numbers, out: &mut String) {
    let blank = |noise: &mut trail::Numbers, out: &mut String| {
        out.push_str(["", "", " ", "\t", " \r "][noise.below(5)]);
    };
    blank(noise, out);
    match value {
        Json::Object(members) => {
            out.push('{');
            for (index, (key, value)) in members.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                if noise.below(6) == 0 {
                    let before =
                        ["1", "null", "{\"arn\":\"x\",\"a\":[{}]}", "\"x\"", "[]"][noise.below(5)];
                    blank(noise, out);
                    text(key, noise, out);
                    let _ = write!(out, ":{before},");
                }
                blank(noise, out);
                text(key, noise, out);
                blank(noise, out);
                out.push(':');
                noisy(value, noise, out);
            }
            out.push('}');
        }
        Json::Array(items) => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                noisy(item, noise, out);
            }
            out.push(']');
        }
        Json::String(value) => text(value, noise, out),
        other => out.push_str(&other.to_string()),
    }
    blank(noise, out);
}

fn text(value: &str, noise: &mut trail::Numbers, out: &mut String) {
    out.push('"');
    for c in value.chars() {
        let must = matches!(c, '"' | '\\') || c < ' ';
        if must || noise.below(12) == 0 {
            for unit in c.encode_utf16(&mut [0; 2]) {
                let _ = write!(out, "\\u{unit:04x}");
            }
        } else {
            out.push(c);
        }
    }
    out.push('"');
}

fn event() -> impl Strategy<Value = Event> {
    generate::event().prop_filter_map("an event is an object", |value| Event::try_from(value).ok())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, ..ProptestConfig::default() })]

    #[test]
    fn generated_conditions_and_events(
        conditions in prop::collection::vec(generate::condition(), 1..16),
        events in prop::collection::vec(event(), 1..24),
        seed: u64,
    ) {
        let log_type = log_type();
        let rules: Vec<Rule> = conditions
            .iter()
            .map(|condition| rule_of(condition.clone(), &log_type))
            .collect();
        let mut noise = trail::Numbers::new(seed);
        // Events come again: what was learnt of a value is used.
        let lines: Vec<String> = (0..3 * events.len())
            .map(|_| {
                let mut line = String::new();
                noisy(events[noise.below(events.len())].json(), &mut noise, &mut line);
                line
            })
            .collect();
        let expected = expected(&rules, &lines);
        let options = Options { log_type: Some("Some.Log".into()), ..threads(1) };
        let found = hunt(rules, options, &[("log", lines.join("\n").as_bytes())]);
        prop_assert!(found.broken.is_empty(), "{:?}", found.broken);
        prop_assert_eq!(found.read, [lines.len() as u64]);
        prop_assert_eq!(found.matches, expected);
    }
}

/// The shipped rules and made-up ones, and some about a field whose values never come again.
fn many_rules() -> Vec<Rule> {
    let shipped = rule_texts("rules/aws_cloudtrail");
    let mut many: Vec<Rule> = shipped.flat_map(|text| rules(&text)).collect();
    let mut numbers = trail::Numbers::new(3);
    for index in 0..120 {
        many.extend(rules(&trail::rule(&mut numbers, index)));
    }
    for index in 0..8 {
        let condition =
            format!("requestID ends_with \"{index}\"\n  eventID not starts_with \"0000{index}\"");
        many.extend(super::rule("AWS.CloudTrail", &condition, ""));
    }
    for rule in &mut many {
        rule.threshold = None;
    }
    many
}

/// `TRANSPILE_TRAIL` says how many events; 3000 if it is not set.
#[test]
fn a_trail_on_any_number_of_threads() {
    let mut numbers = trail::Numbers::new(11);
    let events: usize = std::env::var("TRANSPILE_TRAIL").map_or(3000, |text| text.parse().unwrap());
    let lines: Vec<String> = (0..events)
        .map(|index| trail::event(&mut numbers, index))
        .collect();
    let rules = many_rules();
    let expected = expected(&rules, &lines);
    let matched: std::collections::BTreeSet<usize> =
        expected.iter().map(|(_, _, rule)| *rule).collect();
    assert!(
        matched.len() >= 20,
        "only {} of {} rules match anything",
        matched.len(),
        rules.len()
    );
    for count in [1, 2, 3] {
        let found = hunt(
            rules.clone(),
            threads(count),
            &[("log", lines.join("\n").as_bytes())],
        );
        assert_eq!(found.read, [events as u64]);
        assert_eq!(found.matches.len(), expected.len());
        assert!(found.matches == expected, "with {count} threads");
    }
}

/// The line of an event, spoilt in one of several ways; some of them leave it an event.
fn spoilt(line: &str, noise: &mut trail::Numbers) -> Vec<u8> {
    let at = noise.below(line.len());
    let mut bytes = line.as_bytes().to_vec();
    match noise.below(8) {
        0 => bytes.truncate(at.max(1)),
        1 => bytes[at] = b" \t\\\"{}[],:0ex\x00\x1f\x80\xff"[noise.below(17)],
        2 => {
            bytes.remove(at);
        }
        3 => bytes.insert(at, b"\\\"}],x"[noise.below(6)]),
        4 => bytes.splice(at..at, *b"\xc3").for_each(drop),
        5 => bytes.push(b"}x,"[noise.below(3)]),
        // At the limit of nesting, and behind it.
        6 => {
            let depth = 120 + noise.below(12);
            let deep = format!("{}{}", "[".repeat(depth), "]".repeat(depth));
            bytes.splice(1..1, format!("\"deep\":{deep},").into_bytes());
        }
        // A key in other characters, and one that is written twice.
        _ => {
            let escaped = line.replacen("\"eventName\"", "\"event\\u004eame\"", 1);
            let name = ["\"eventName\":\"CreateUser\",", ""][noise.below(2)];
            bytes = escaped.replacen('{', &format!("{{{name}"), 1).into_bytes();
        }
    }
    bytes
}

#[test]
fn a_trail_with_lines_that_are_broken() {
    let mut numbers = trail::Numbers::new(23);
    let mut noise = trail::Numbers::new(29);
    let lines: Vec<Vec<u8>> = (0..3000)
        .map(|index| {
            let line = trail::event(&mut numbers, index);
            match noise.below(3) {
                _ if index == 0 => line.into_bytes(),
                0 => line.into_bytes(),
                1 => spoilt(&line, &mut noise),
                _ => {
                    let mut text = String::new();
                    noisy(Event::parse(&line).unwrap().json(), &mut noise, &mut text);
                    text.into_bytes()
                }
            }
        })
        .collect();
    let mut events = Vec::new();
    let mut broken = Vec::new();
    for (number, line) in (1..).zip(&lines) {
        match std::str::from_utf8(line).map(Event::parse) {
            Ok(Ok(event)) => events.push((number, event)),
            Ok(Err(error)) => broken.push((number, error.to_string())),
            Err(_) => broken.push((number, "not UTF-8 text".to_owned())),
        }
    }
    assert!((400..800).contains(&broken.len()), "{}", broken.len());
    let read = events.len() as u64;
    let rules = many_rules();
    let expected = expected_of(&rules, events);
    for count in [1, 2] {
        let log = lines.join(&b'\n');
        let found = hunt(rules.clone(), threads(count), &[("log", &log)]);
        assert_eq!(found.read, [read]);
        assert_eq!(found.broken_count, broken.len() as u64);
        assert!(found.matches == expected, "with {count} threads");
        assert!(found.broken.len() > 16);
        for told in found.broken {
            assert!(
                broken.contains(&(told.number, told.reason.clone())),
                "{told:?}"
            );
        }
    }
}

#[test]
fn the_trail_is_what_it_is_said_to_be() {
    let mut numbers = trail::Numbers::new(1);
    let lines: Vec<String> = (0..10_000)
        .map(|index| trail::event(&mut numbers, index))
        .collect();
    let bytes = lines.iter().map(String::len).sum::<usize>() / lines.len();
    let failed = lines
        .iter()
        .filter(|line| line.contains("\"errorCode\""))
        .count();
    assert!((1300..1500).contains(&bytes), "{bytes} bytes an event");
    assert!(
        (350..450).contains(&failed),
        "{failed} of 10000 have an errorCode"
    );
    assert!(
        (165..180).contains(&trail::event_names()),
        "{} names",
        trail::event_names()
    );
    let mut again = trail::Numbers::new(1);
    assert!(
        lines
            .iter()
            .enumerate()
            .all(|(index, line)| *line == trail::event(&mut again, index))
    );
}
