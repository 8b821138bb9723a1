//! `hunt`: what is read, what is printed where, and what a newcomer is told.

use super::{Scratch, bad, good, rule};
use flate2::{Compression, write::GzEncoder};
use serde_json::Value;
use std::io::Write;

const LOGIN: &str = r#"{"eventTime":"2026-03-01T00:00:00Z","eventID":"e-1","eventName":"ConsoleLogin","userAgent":"a,\"b\u202ec"}"#;
const OTHER: &str = r#"{"eventTime":"2026-03-01T00:00:01Z","eventID":"e-2","eventName":"GetUser"}"#;
const S3_LINE: &str = r#"79a5 logs [01/Mar/2026:00:00:38 +0000] 192.0.2.3 79a5 3E57 REST.GET.OBJECT a/b "GET /a HTTP/1.1" 200 - 113 - 7 - "-" "curl/8" -"#;

fn gz(text: &str) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(text.as_bytes()).unwrap();
    encoder.finish().unwrap()
}

/// A folder with a rule and the logs of a day in every form.
fn scratch() -> Scratch {
    let scratch = Scratch::new();
    let agent = "Severity: High\nSummaryAttributes: [userAgent]\n";
    scratch
        .write(
            "rules/login.yml",
            good("Login").replace("Severity: Low\n", agent),
        )
        .write(
            "logs/b/records.json.gz",
            gz(&format!("{{\"Records\":[{OTHER},{LOGIN}]}}")),
        )
        .write("logs/a.ndjson", format!("{LOGIN}\n{OTHER}\n"))
        .write("logs/c.json", format!("[{LOGIN}]"))
        .write("logs/.hidden", LOGIN)
        .write("logs/CloudTrail-Digest/d.json.gz", gz("{}"));
    scratch
}

fn lines(stdout: &str) -> Vec<Value> {
    stdout
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

#[test]
fn json_lines_of_a_folder() {
    let answer = scratch().run("hunt rules --logs logs");
    assert_eq!(answer.code, 0, "{}", answer.stderr);
    assert_eq!(
        answer.stderr,
        "note: 1 file below CloudTrail-Digest passed over: hashes of logs, no events\n\
         read 5 events as AWS.CloudTrail; 3 matches\n"
    );
    let found = lines(&answer.stdout);
    let places: Vec<String> = found
        .iter()
        .map(|one| format!("{} {} {}", one["log"], one["line"], one["record"]))
        .collect();
    assert_eq!(
        places,
        [
            "\"logs/a.ndjson\" 1 null",
            "\"logs/b/records.json.gz\" null 2",
            "\"logs/c.json\" null 1"
        ]
    );
    let first = answer.stdout.lines().next().unwrap();
    assert_eq!(
        first,
        r#"{"rule_id":"Login","title":"Login","severity":"High","log_type":"AWS.CloudTrail","event_time":"2026-03-01T00:00:00Z","event_id":"e-1","log":"logs/a.ndjson","line":1,"outputs":{"userAgent":"a,\"b\u202ec"}}"#
    );
}

#[test]
fn a_table_and_comma_separated_values() {
    let scratch = scratch();
    let table = scratch
        .run("hunt rules --logs logs/a.ndjson --table")
        .stdout;
    assert_eq!(
        table,
        "TIME                  SEVERITY  RULE   EVENT                                 OUTPUTS\n\
         2026-03-01T00:00:00Z  High      Login  e-1                                   userAgent=\"a,\\\"b\u{fffd}c\"\n"
            .replace('\u{fffd}', r"\u{202e}")
    );
    let csv = scratch.run("hunt rules --logs logs/a.ndjson --csv").stdout;
    assert_eq!(
        csv,
        "rule_id,title,severity,log_type,event_time,event_id,log,place,last_seen,matches,userAgent\n\
         Login,Login,High,AWS.CloudTrail,2026-03-01T00:00:00Z,e-1,logs/a.ndjson,1,,,\"a,\"\"b\\u{202e}c\"\n"
    );
}

#[test]
fn standard_input_and_several_log_types() {
    let scratch = scratch();
    scratch.write(
        "rules/s3.yml",
        super::rule_for("S3", "AWS.S3ServerAccess", "httpstatus eq 200"),
    );
    let input = format!("{S3_LINE}\n\n{S3_LINE}\r\n");
    let answer = scratch.run_with("hunt rules --logs - logs/a.ndjson", input.as_bytes());
    assert_eq!(answer.code, 0);
    assert_eq!(
        answer.stderr,
        "read 2 events as AWS.CloudTrail, 2 events as AWS.S3ServerAccess; 3 matches\n"
    );
    let found = lines(&answer.stdout);
    assert_eq!(found[0]["log"], "<stdin>");
    assert_eq!(found[1]["line"], 3);
    assert_eq!(found[0]["event_time"], "01/Mar/2026:00:00:38 +0000");
    // People see every time in UTC, whatever a log writes.
    let zoned = input.replace("+0000", "+0100");
    let table = scratch.run_with(
        "hunt rules --logs - logs/a.ndjson --table",
        zoned.as_bytes(),
    );
    let times: Vec<&str> = table
        .stdout
        .lines()
        .map(|line| line.get(..22).unwrap())
        .collect();
    assert_eq!(
        times,
        [
            "TIME                  ",
            "2026-02-28T23:00:38Z  ",
            "2026-02-28T23:00:38Z  ",
            "2026-03-01T00:00:00Z  "
        ]
    );
    // Compressed input is seen by its first bytes.
    let compressed = scratch.run_with("hunt rules --logs -", &gz(&input));
    assert_eq!(lines(&compressed.stdout).len(), 2);
}

#[test]
fn bursts_come_last_and_raw_events_instead() {
    let scratch = Scratch::new();
    let burst =
        "Severity: Medium\nThreshold: 2\nDedupPeriodMinutes: 1\nGroupBy: [userIdentity.arn]\n";
    scratch
        .write("rule.yml", good("Burst").replace("Severity: Low\n", burst))
        .write("log", format!("{LOGIN}\n{LOGIN}\n{OTHER}\n"));
    let answer = scratch.run("hunt rule.yml --logs log");
    assert_eq!(
        answer.stderr,
        "read 3 events as AWS.CloudTrail; 0 matches; 1 burst\n"
    );
    assert_eq!(
        answer.stdout,
        concat!(
            r#"{"rule_id":"Burst","title":"Burst","severity":"Medium","log_type":"AWS.CloudTrail","#,
            r#""first_seen":"2026-03-01T00:00:00Z","last_seen":"2026-03-01T00:00:00Z","matches":2,"#,
            r#""outputs":{"userIdentity_arn":null,"eventName":["ConsoleLogin"]}}"#,
            "\n"
        )
    );
    let raw = scratch.run("hunt rule.yml --logs log --raw-events");
    assert_eq!(lines(&raw.stdout).len(), 2);
    let table = scratch.run("hunt rule.yml --logs log --table").stdout;
    assert!(table.contains("  2 until 2026-03-01T00:00:00Z"), "{table}");
    let csv = scratch.run("hunt rule.yml --logs log --csv").stdout;
    assert!(
        csv.contains(",2026-03-01T00:00:00Z,,,,2026-03-01T00:00:00Z,2,"),
        "{csv}"
    );
}

#[test]
fn what_is_broken_is_told_and_the_rest_is_read() {
    let scratch = scratch();
    let broken = format!("{}{LOGIN}\n", "nothing\n".repeat(7));
    scratch
        .write("broken", broken)
        .write("half.gz", &gz(&format!("{LOGIN}\n").repeat(2000))[..60]);
    let answer = scratch.run("hunt rules --logs broken");
    assert_eq!((answer.code, lines(&answer.stdout).len()), (1, 1));
    assert_eq!(
        answer.stderr.matches("error[T0404]: line ").count(),
        5,
        "{}",
        answer.stderr
    );
    assert!(answer.stderr.contains("--> broken\n"), "{}", answer.stderr);
    assert!(
        answer
            .stderr
            .contains("note: 2 more like these in broken\n"),
        "{}",
        answer.stderr
    );
    assert!(
        answer
            .stderr
            .contains("read 1 event as AWS.CloudTrail; 7 broken; 1 match\n"),
        "{}",
        answer.stderr
    );
    let answer = scratch.run("hunt rules --logs half.gz nowhere logs/a.ndjson");
    assert_eq!(answer.code, 1);
    assert_eq!(
        answer.stderr.matches("error[T0450]: ").count(),
        2,
        "{}",
        answer.stderr
    );
    assert!(
        answer.stderr.contains("cannot read nowhere: "),
        "{}",
        answer.stderr
    );
    assert!(answer.stdout.contains("logs/a.ndjson"), "{}", answer.stdout);
}

#[test]
fn a_newcomer_is_told_what_is_missing() {
    let scratch = scratch();
    scratch.write("empty/.keep", "").write(
        "rules/s3.yml",
        super::rule_for("S3", "AWS.S3ServerAccess", "httpstatus eq 200"),
    );
    let said = scratch.run("hunt rules --logs empty").failed(1);
    assert!(said.starts_with("error: no logs found: "), "{said}");
    let unclear = br#"{"eventName":"ConsoleLogin"}"#;
    let said = scratch.run_with("hunt rules --logs -", unclear).failed(1);
    assert!(
        said.contains("error[T0450]: which log type its events are of cannot be told"),
        "{said}"
    );
    assert!(
        said.contains("`--log-type`; the rules are for AWS.CloudTrail, AWS.S3ServerAccess"),
        "{said}"
    );
    assert!(said.contains("read no events"), "{said}");
    let told = scratch.run_with("hunt rules --logs - --log-type AWS.CloudTrail", unclear);
    assert_eq!(
        (told.code, lines(&told.stdout).len()),
        (0, 1),
        "{}",
        told.stderr
    );
    let said = scratch
        .run("hunt rules --logs logs/a.ndjson --log-type Okta.SystemLog")
        .failed(1);
    assert!(
        said.ends_with("error: no rule for Okta.SystemLog to hunt with\n"),
        "{said}"
    );
    let answer = scratch.run_with("hunt rules/login.yml --logs -", S3_LINE.as_bytes());
    assert!(
        answer
            .stderr
            .contains("note: 1 log of AWS.S3ServerAccess passed over: no rule is for them\n"),
        "{}",
        answer.stderr
    );
}

#[test]
fn rules_with_errors_do_not_stop_the_others() {
    let scratch = scratch();
    scratch
        .write("rules/bad.yml", bad("Bad"))
        .write("rules/more.yml", rule("More", "eventName eq \"GetUser\""));
    let answer = scratch.run("hunt rules --logs logs/a.ndjson");
    assert_eq!((answer.code, lines(&answer.stdout).len()), (1, 2));
    let said = Scratch::new()
        .write("bad.yml", bad("Bad"))
        .write("log", LOGIN)
        .run("hunt bad.yml --logs log")
        .failed(1);
    assert!(said.ends_with("error: no rule to hunt with\n"), "{said}");
}

#[test]
fn time_ranges() {
    let scratch = scratch();
    let count = |arguments: &str| {
        let answer = scratch.run(&format!("hunt rules --logs logs/a.ndjson {arguments}"));
        assert_eq!(answer.code, 0, "{}", answer.stderr);
        answer.stdout.lines().count()
    };
    assert_eq!(count("--from 2026-03-01"), 1);
    assert_eq!(
        count("--from 2026-03-01T00:00:00Z --to 2026-03-01T00:00:01+00:00"),
        1
    );
    assert_eq!(count("--to 2026-03-01"), 0);
    assert_eq!(count("--since 5000w"), 1);
    assert_eq!(count("--since 1m --raw-events"), 0);
    assert_eq!(count("--since all"), 1);
    for wrong in [
        "--from yesterday",
        "--to 2026-02-30",
        "--since 7",
        "--since 7x",
        "--since -7d",
        "--since +7d",
        "--since d",
        "--since 99999999999999999d",
        "--from 2026-03-02 --to 2026-03-01",
        "--from 2026-03-02 --since 1d",
        "--json --csv",
    ] {
        scratch
            .run(&format!("hunt rules --logs logs/a.ndjson {wrong}"))
            .failed(2);
    }
    scratch.run("hunt rules").failed(2);
    scratch.run("hunt - --logs -").failed(2);
}
