//! Bursts are those of a reference that looks at every pair of matches.

#[cfg(feature = "python")]
use super::dedup;
use super::{Options, hunt, reference, rule, threads};
use proptest::prelude::*;

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn as_the_reference_says(
        matches in prop::collection::vec((0_u64..900, 0_u8..3, 0_u8..4), 0..25),
        count in 2_usize..6,
        minutes in 1_u64..5,
        distinct: bool,
        split in 0_usize..25,
    ) {
        let unique = if distinct { "Unique: sourceIPAddress\n" } else { "" };
        let further = format!("Threshold: {count}\nDedupPeriodMinutes: {minutes}\nGroupBy: [userAgent]\n{unique}OutputFields: [eventName, sourceIPAddress]\n");
        let rules = rule("AWS.CloudTrail", "eventName eq \"A\"", &further);
        let text = |value: u8| (value > 0).then(|| format!("\"{value}\""));
        let event = |(second, key, value): &(u64, u8, u8)| {
            let (key, value) = (text(*key), text(*value));
            let null = "null".to_owned();
            format!(
                "{{\"eventName\":\"A\",\"eventTime\":\"2026-03-01T00:{:02}:{:02}Z\",\"userAgent\":{},\"sourceIPAddress\":{}}}\n",
                second / 60,
                second % 60,
                key.unwrap_or(null.clone()),
                value.unwrap_or(null),
            )
        };
        // In any order, over two logs.
        let (first, second) = matches.split_at(split.min(matches.len()));
        let logs = [first, second].map(|part| part.iter().map(event).collect::<String>());
        let logs = [("first", logs[0].as_bytes()), ("second", logs[1].as_bytes())];
        let found = hunt(rules, Options { log_type: Some("AWS.CloudTrail".into()), ..threads(2) }, &logs);
        let start: transpile_sdk::time::Timestamp = "2026-03-01T00:00:00Z".parse().unwrap();
        let second = |time: transpile_sdk::time::Timestamp| {
            u64::try_from((time.nanoseconds() - start.nanoseconds()) / 1_000_000_000).unwrap()
        };
        let mut got: Vec<reference::Burst> = found
            .summary
            .bursts
            .iter()
            .map(|burst| reference::Burst {
                key: burst.key.first().filter(|key| *key != "null").cloned(),
                matches: usize::try_from(burst.matches).unwrap(),
                first: second(burst.first_seen),
                last: second(burst.last_seen),
            })
            .collect();
        // Each burst shows the distinct values of its own matches.
        for burst in &found.summary.bursts {
            let seconds = second(burst.first_seen)..=second(burst.last_seen);
            let own = |(at, key, _): &&(u64, u8, u8)| {
                seconds.contains(at) && text(*key).as_deref().unwrap_or("null") == burst.key[0]
            };
            let own: Vec<_> = matches.iter().filter(own).collect();
            let possible: std::collections::BTreeSet<String> = own.iter().filter_map(|(_, _, value)| text(*value)).collect();
            let shown = &burst.outputs[1];
            prop_assert!(shown.iter().all(|value| possible.contains(value)), "{shown:?} {own:?}");
            if own.len() as u64 == burst.matches {
                prop_assert!(shown.iter().eq(&possible), "{shown:?} {own:?}");
            }
        }
        got.sort();
        let seen: Vec<reference::Match> = matches
            .iter()
            .map(|(second, key, value)| reference::Match { second: *second, key: text(*key), value: text(*value) })
            .collect();
        let threshold = reference::Threshold { count, minutes, distinct };
        prop_assert_eq!(got, reference::bursts(&seen, threshold));
    }
}

/// Events that give the same text in different ways count together.
#[cfg(feature = "python")]
#[test]
fn as_the_text_of_a_rule_in_python_says() {
    let (document, lowered) = dedup::rule();
    let rule = transpile::hunt::Rule::new(&document, &lowered);
    assert!(rule.burst_columns().all(|name| name != "dedup"));
    let mut lines = String::new();
    for event in dedup::events() {
        lines += &event.to_string();
        lines.push('\n');
    }
    let found = hunt(
        vec![rule],
        Options {
            log_type: Some("AWS.CloudTrail".into()),
            ..threads(1)
        },
        &[("log", lines.as_bytes())],
    );
    let start = format!("{}T00:00:00Z", dedup::DAY);
    let start: transpile_sdk::time::Timestamp = start.parse().unwrap();
    let second = |time: transpile_sdk::time::Timestamp| {
        u64::try_from((time.nanoseconds() - start.nanoseconds()) / 1_000_000_000).unwrap()
    };
    let bursts = found.summary.bursts.iter();
    let mut got: Vec<reference::Burst> = bursts
        .map(|burst| reference::Burst {
            key: burst
                .key
                .first()
                .map(|key| key.trim_matches('"').to_owned()),
            matches: usize::try_from(burst.matches).unwrap(),
            first: second(burst.first_seen),
            last: second(burst.last_seen),
        })
        .collect();
    got.sort();
    assert_eq!(got, dedup::expected());
}
