//! The forms of logs, what is wrong with them, and thresholds.

use super::{Found, Options, hunt, rule, threads};
use std::io::Read;
use transpile::hunt::Rule;

const LOGIN: &str = r#"{"eventTime":"2026-03-01T00:00:00Z","eventName":"ConsoleLogin","n":[[{}]]}"#;
const OTHER: &str = r#"{"eventTime":"2026-03-01T00:00:01Z","eventName":"GetUser"}"#;
const S3_LINE: &str = r#"79a5 logs [01/Mar/2026:00:00:38 +0000] 192.0.2.3 79a5 3E57 REST.GET.OBJECT a/b "GET /a HTTP/1.1" 200 - 113 - 7 - "-" "curl/8" - s9lz"#;

fn login() -> Vec<Rule> {
    rule("AWS.CloudTrail", "eventName eq \"ConsoleLogin\"", "")
}

/// Both kinds of rules: place 0 is over `CloudTrail`, 1 over S3.
fn both() -> Vec<Rule> {
    let s3 = rule("AWS.S3ServerAccess", "operation starts_with \"REST\"", "");
    [login(), s3].concat()
}

/// The lines or records that match.
fn numbers(found: &Found) -> Vec<u64> {
    found.matches.iter().map(|(_, number, _)| *number).collect()
}

#[track_caller]
fn check(log: impl AsRef<[u8]>, matches: &[u64], broken: &[(u64, &str)], read: u64) {
    let found = hunt(login(), threads(2), &[("log", log.as_ref())]);
    assert_eq!(found.unread, []);
    assert_eq!(numbers(&found), matches);
    let told: Vec<(u64, &str)> = found
        .broken
        .iter()
        .map(|broken| (broken.number, broken.reason.as_str()))
        .collect();
    assert_eq!(told, broken);
    assert_eq!(found.read, [read]);
}

#[test]
fn lines() {
    check("", &[], &[], 0);
    check("\n \r\n\n", &[], &[], 0);
    check(LOGIN, &[1], &[], 1);
    check(format!("{OTHER}\n{LOGIN}"), &[2], &[], 2);
    check(format!("\u{feff}{OTHER}\r\n\r\n{LOGIN}\r\n"), &[3], &[], 2);
    check(
        format!("{LOGIN}\n").repeat(20_000),
        &(1..=20_000).collect::<Vec<_>>(),
        &[],
        20_000,
    );
}

#[test]
fn broken_lines_are_told_and_passed_over() {
    let log = [
        LOGIN.as_bytes(),
        b"\n[]\n\xff\xfe\nnothing\n{\"eventName\":\"ConsoleLogin\"\n",
        LOGIN.as_bytes(),
    ]
    .concat();
    check(
        log,
        &[1, 6],
        &[
            (2, "an event is a JSON object"),
            (3, "not UTF-8 text"),
            (4, "not JSON: no value at byte 0"),
            (5, "not JSON: neither `,` nor `}` at byte 27"),
        ],
        2,
    );
}

#[test]
fn a_line_without_end_is_passed_over() {
    let long = format!("{{\"a\":\"{}\"}}", "x".repeat(9 << 20));
    check(
        format!("{LOGIN}\n{long}\n{LOGIN}\n"),
        &[1, 3],
        &[(2, "longer than 8 MiB")],
        2,
    );
    check(
        format!("{LOGIN}\n{long}"),
        &[1],
        &[(2, "longer than 8 MiB")],
        1,
    );
    let fits = format!(
        "{{\"eventName\":\"ConsoleLogin\",\"a\":\"{}\"}}",
        "x".repeat(3 << 20)
    );
    check(format!("{OTHER}\n{fits}\n{LOGIN}"), &[2, 3], &[], 3);
}

#[test]
fn documents() {
    check(format!("[{LOGIN},{OTHER} ,\n{LOGIN}]"), &[1, 3], &[], 3);
    check(format!("[[{LOGIN}],[{OTHER}]]"), &[1], &[], 2);
    check(
        format!(" {{ \"Records\" : [ {OTHER}, {LOGIN} ] }}\n"),
        &[2],
        &[],
        2,
    );
    check(
        format!("{{\"Records\":[{LOGIN}]}}{{\"Records\":[{LOGIN}]}}"),
        &[1, 2],
        &[],
        2,
    );
    check(
        "{\n  \"eventTime\": \"2026-03-01T00:00:00Z\",\n  \"eventName\": \"ConsoleLogin\"\n}\n",
        &[1],
        &[],
        1,
    );
    check("[]", &[], &[], 0);
    check("{\"Records\":[]}", &[], &[], 0);
    check(
        format!("[{LOGIN},1,{{\"a\" 1}},{LOGIN}"),
        &[1, 4],
        &[
            (5, "the document ends too early"),
            (2, "an event is a JSON object"),
            (3, "not JSON: no `:` behind a key at byte 5"),
        ],
        2,
    );
    // One that is longer than what is looked at first.
    let long = format!(
        "{{\"eventName\":\"ConsoleLogin\",\"a\":\"{}\"}}",
        "x".repeat(1 << 20)
    );
    check(format!("[{long}]"), &[1], &[], 1);
    let many = vec![LOGIN; 10_000].join(",");
    check(
        format!("{{\"Records\":[{many}]}}"),
        &(1..=10_000).collect::<Vec<_>>(),
        &[],
        10_000,
    );
}

#[test]
fn each_log_is_read_as_what_it_is() {
    let records = format!("{{\"Records\":[{LOGIN}]}}");
    let lines = format!("{S3_LINE}\nnothing\n{S3_LINE}\n");
    let panther = format!(
        "{}\n{}\n{LOGIN}\n{}\n",
        r#"{"p_log_type":"AWS.S3ServerAccess","operation":"REST.GET.OBJECT"}"#,
        r#"{"p_log_type":"Okta.SystemLog","eventName":"ConsoleLogin"}"#,
        r#"{"p_log_type":"AWS.CloudTrail","eventName":"ConsoleLogin"}"#,
    );
    let found = hunt(
        both(),
        threads(2),
        &[
            ("records", records.as_bytes()),
            ("lines", lines.as_bytes()),
            ("panther", panther.as_bytes()),
            ("unclear", b"{\"eventName\":\"ConsoleLogin\"}\n"),
            ("empty", b""),
        ],
    );
    let matches: Vec<(&str, u64, usize)> = found
        .matches
        .iter()
        .map(|(log, number, rule)| (log.as_str(), *number, *rule))
        .collect();
    assert_eq!(
        matches,
        [
            ("records", 1, 0),
            ("lines", 1, 1),
            ("lines", 3, 1),
            ("panther", 1, 1),
            ("panther", 4, 0)
        ]
    );
    assert_eq!(found.broken.len(), 1);
    assert_eq!(found.broken[0].reason, "not a line of AWS.S3ServerAccess");
    assert_eq!(found.others, 1);
    assert_eq!(found.unread.len(), 1);
    assert_eq!(found.unread[0].0, "unclear");
}

#[test]
fn a_log_that_no_rule_is_for_is_not_read_as_another() {
    let found = hunt(
        login(),
        threads(1),
        &[("lines", S3_LINE.as_bytes()), ("log", LOGIN.as_bytes())],
    );
    assert_eq!(found.unread.len(), 1);
    assert_eq!(
        found.unread[0].1,
        "it holds events of AWS.S3ServerAccess, and no rule is for them"
    );
    assert_eq!(numbers(&found), [1]);
    // Unless it is said so.
    let forced = Options {
        log_type: Some("AWS.CloudTrail".into()),
        ..threads(1)
    };
    let unclear = b"{\"eventName\":\"ConsoleLogin\",\"p_log_type\":\"X\"}";
    assert_eq!(numbers(&hunt(both(), forced, &[("log", unclear)])), [1]);
}

#[test]
fn time_ranges_are_half_open_and_need_a_time() {
    let event = |time: &str| format!("{{\"eventName\":\"ConsoleLogin\",\"eventTime\":{time}}}\n");
    let log = [
        event("\"2026-03-01T00:00:00Z\""),
        event("\"2026-03-01T02:00:00+01:00\""),
        event("\"2026-03-01T02:00:00Z\""),
        event("null"),
        event("\"yesterday\""),
    ]
    .concat();
    let time = |text: &str| Some(text.parse().unwrap());
    let options = |from, to| Options {
        from,
        to,
        ..threads(1)
    };
    let (one, two) = (time("2026-03-01T01:00:00Z"), time("2026-03-01T02:00:00Z"));
    let found = hunt(login(), options(one, two), &[("log", log.as_bytes())]);
    assert_eq!((numbers(&found), found.timeless), (vec![2], 2));
    let found = hunt(login(), options(None, one), &[("log", log.as_bytes())]);
    assert_eq!((numbers(&found), found.timeless), (vec![1], 2));
    let found = hunt(login(), options(two, None), &[("log", log.as_bytes())]);
    assert_eq!((numbers(&found), found.timeless), (vec![3], 2));
    let found = hunt(login(), options(None, None), &[("log", log.as_bytes())]);
    assert_eq!((numbers(&found), found.timeless), (vec![1, 2, 3, 4, 5], 0));
}

#[test]
fn bursts_over_several_logs() {
    let burst = "Threshold: 3\nDedupPeriodMinutes: 5\nGroupBy: [userIdentity.arn]\n";
    let rules = rule("AWS.CloudTrail", "eventName eq \"ConsoleLogin\"", burst);
    let event = |time: &str, who: &str| {
        let time = format!("2026-03-01T{time}Z");
        format!("{{\"eventName\":\"ConsoleLogin\",\"eventTime\":\"{time}\"{who}}}\n")
    };
    let ann = r#","userIdentity":{"arn":"ann"}"#;
    // Across the edge of five minutes; the later log holds the earlier events.
    let first = [
        event("00:05:01", ann),
        event("00:05:02", ""),
        event("00:30:00", ann),
    ]
    .concat();
    let second = [
        event("00:04:59", ann),
        event("00:00:02", ann),
        event("00:05:02", r#","userIdentity":{"arn":null}"#),
        event("00:10:02", r#","userIdentity":{}"#),
        event("00:05:03", r#","userIdentity":{"arn":"bob"}"#),
        event("00:05:04", r#","userIdentity":{"arn":"bob"}"#),
    ]
    .concat();
    let logs: [(&str, &[u8]); 2] = [("first", first.as_bytes()), ("second", second.as_bytes())];
    let found = hunt(rules.clone(), threads(2), &logs);
    assert_eq!(found.matches, []);
    let bursts: Vec<(String, String, String, u64)> = found
        .summary
        .bursts
        .iter()
        .map(|burst| {
            (
                burst.key.join(","),
                burst.first_seen.to_string(),
                burst.last_seen.to_string(),
                burst.matches,
            )
        })
        .collect();
    let at = |time: &str| format!("2026-03-01T{time}Z");
    assert_eq!(
        bursts,
        [
            ("\"ann\"".to_owned(), at("00:00:02"), at("00:05:01"), 3),
            ("null".to_owned(), at("00:05:02"), at("00:10:02"), 3),
        ]
    );
    let raw = Options {
        raw_events: true,
        ..threads(2)
    };
    let found = hunt(rules, raw, &logs);
    assert_eq!(found.matches.len(), 9);
    assert_eq!(found.summary.bursts, []);
}

#[test]
fn an_error_of_the_reader_is_told_and_what_came_before_it_is_read() {
    struct Failing;
    impl std::io::Read for Failing {
        fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
            Err(std::io::Error::other("the disk is gone"))
        }
    }
    let hunt = transpile::hunt::Hunt::new(login(), threads(1)).unwrap();
    let logs = [0, 3, 100_000].map(|lines| transpile::hunt::Log {
        name: std::sync::Arc::from("log"),
        reader: Ok(
            Box::new(std::io::Cursor::new(format!("{LOGIN}\n").repeat(lines)).chain(Failing))
                as Box<dyn std::io::Read + Send>,
        ),
    });
    let (mut matches, mut unread) = (0, Vec::new());
    hunt.run(logs.into_iter(), &mut |batch| {
        matches += batch.matches.len();
        unread.extend(batch.unread.map(|unread| unread.to_string()));
        Ok(())
    })
    .unwrap();
    assert_eq!(matches, 100_003);
    assert_eq!(unread, ["the disk is gone"; 3]);
}

#[test]
fn an_error_of_the_taker_ends_the_hunt() {
    let log = format!("{LOGIN}\n").repeat(100_000);
    let hunt = transpile::hunt::Hunt::new(login(), threads(3)).unwrap();
    let logs = std::iter::repeat_with(|| transpile::hunt::Log {
        name: std::sync::Arc::from("log"),
        reader: Ok(Box::new(log.as_bytes()) as Box<dyn std::io::Read + Send>),
    });
    let mut batches = 0;
    let ended = hunt.run(logs, &mut |_| {
        batches += 1;
        if batches == 5 {
            return Err(std::io::ErrorKind::BrokenPipe.into());
        }
        Ok(())
    });
    assert_eq!(ended.unwrap_err().kind(), std::io::ErrorKind::BrokenPipe);
    assert_eq!(batches, 5);
}
