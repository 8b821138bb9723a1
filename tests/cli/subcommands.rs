//! `test`, `eval`, `check`, `explain`, `targets`, `fields`; and wrong usage.

use super::{Scratch, bad, good, refused, rule};
use flate2::{Compression, write::GzEncoder};
use serde_json::Value;
use std::io::Write;

const EVENTS: &str = concat!(
    "{\"eventName\": \"ConsoleLogin\"}\n",
    "\n",
    "{\"eventName\": \"CreateUser\"}\n",
    "{\"eventName\": \"ConsoleLogin\", \"userAgent\": \"curl\"}",
);

fn matches(text: &str) -> Vec<(String, u64)> {
    text.lines()
        .map(|line| {
            let line: Value = serde_json::from_str(line).unwrap();
            let keys: Vec<&String> = line.as_object().unwrap().keys().collect();
            assert_eq!(keys, ["rule_id", "line"]);
            let id = line["rule_id"].as_str().unwrap().to_owned();
            (id, line["line"].as_u64().unwrap())
        })
        .collect()
}

#[test]
fn eval_on_a_file_a_compressed_file_and_standard_input() {
    let scratch = Scratch::new();
    let curl = rule("Curl", "userAgent eq \"curl\"");
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(EVENTS.as_bytes()).unwrap();
    scratch
        .write("rules/login.yml", good("Login"))
        .write("rules/curl.yml", curl)
        .write("events.ndjson", EVENTS)
        .write("events.ndjson.gz", encoder.finish().unwrap());
    let expected =
        [("Login", 1), ("Curl", 4), ("Login", 4)].map(|(id, line)| (id.to_owned(), line));
    let plain = scratch.run("eval rules --events events.ndjson").quiet();
    assert_eq!(matches(&plain), expected);
    assert_eq!(
        scratch.run("eval rules --events events.ndjson.gz").quiet(),
        plain
    );
    assert_eq!(
        scratch
            .run_with("eval rules --events -", EVENTS.as_bytes())
            .quiet(),
        plain
    );
}

#[test]
fn eval_goes_on_behind_a_bad_line_or_rule() {
    let scratch = Scratch::new();
    scratch
        .write("good.yml", good("Good"))
        .write("bad.yml", bad("Bad"));
    let input = b"[]\n\xff\n{\"eventName\": \"ConsoleLogin\"}\n{\"eventName\"";
    let answer = scratch.run_with("eval good.yml --events -", input);
    assert_eq!(answer.code, 1);
    assert_eq!(matches(&answer.stdout), [("Good".to_owned(), 3)]);
    for line in [1, 2, 4] {
        assert!(
            answer
                .stderr
                .contains(&format!("error[T0404]: line {line}: ")),
            "{}",
            answer.stderr
        );
    }
    let answer = scratch.run_with("eval good.yml bad.yml --events -", EVENTS.as_bytes());
    assert_eq!((answer.code, matches(&answer.stdout).len()), (1, 2));
    let problem = scratch
        .run("eval good.yml --events missing.ndjson")
        .failed(1);
    assert!(
        problem.starts_with("error: cannot read missing.ndjson: "),
        "{problem}"
    );
}

#[test]
fn test_runs_the_rules_own_tests() {
    let scratch = Scratch::new();
    let with = |expected: bool| {
        let rule = good("Login");
        format!(
            "{rule}Tests:\n  - {{Name: login, ExpectedResult: true, Log: {{eventName: ConsoleLogin}}}}\n  - {{Name: other, ExpectedResult: {expected}, Log: {{eventName: X}}}}\n"
        )
    };
    scratch
        .write("right.yml", with(false))
        .write("wrong.yml", with(true))
        .write("bad.yml", bad("Bad"))
        .write("none.yml", good("None"));
    let right = scratch.run("test right.yml").quiet();
    assert!(right.ends_with("2 passed, 0 failed\n"), "{right}");
    let wrong = scratch.run("test wrong.yml");
    assert_eq!(wrong.code, 1);
    assert!(wrong.stdout.contains("FAIL  other"), "{}", wrong.stdout);
    assert!(
        wrong.stdout.ends_with("1 passed, 1 failed\n"),
        "{}",
        wrong.stdout
    );
    let both = scratch.run("test right.yml bad.yml");
    assert_eq!(both.code, 1);
    assert!(
        both.stdout.ends_with("2 passed, 0 failed\n"),
        "{}",
        both.stdout
    );
    let none = scratch.run("test none.yml");
    assert_eq!(none.code, 0);
    assert_eq!(none.stderr, "note: 1 rule has no tests\n");
    assert_eq!(scratch.run("test").code, 2);
}

#[test]
fn check_reports_and_writes_nothing() {
    let scratch = Scratch::new();
    scratch
        .write("rules/a.yml", good("A"))
        .write("b.yml", bad("B"));
    assert_eq!(scratch.run("check rules").quiet(), "");
    assert!(
        scratch
            .run("check rules b.yml")
            .failed(1)
            .contains("error[T0301]")
    );
    assert!(
        scratch
            .run_with("check -", bad("B").as_bytes())
            .failed(1)
            .contains("<stdin>")
    );
    // Whether a target can say it is not asked.
    scratch.write("c.yml", refused("C"));
    scratch.run("check c.yml").quiet();
}

#[test]
fn explain_in_any_case() {
    let scratch = Scratch::new();
    let page = scratch.run("explain T0203").quiet();
    assert!(page.starts_with("# T0203: "), "{page}");
    assert_eq!(scratch.run("explain t0203").quiet(), page);
    let unknown = scratch.run("explain T9999").failed(2);
    assert!(
        unknown.contains("`T9999`") && unknown.contains("T0203"),
        "{unknown}"
    );
}

#[test]
fn targets_and_fields() {
    let scratch = Scratch::new();
    let targets = scratch.run("targets").quiet();
    assert!(targets.starts_with("athena  "), "{targets}");
    assert!(targets.contains("--schema cloudtrail_2023 "), "{targets}");
    let log_types = scratch.run("fields").quiet();
    assert!(
        log_types.contains("\nOkta.SystemLog         Okta developer"),
        "{log_types}"
    );
    let fields = scratch.run("fields AWS.CloudTrail").quiet();
    assert!(fields.contains("\n  eventName: string"), "{fields}");
    assert!(fields.contains("\n    [*].ARN: string"), "{fields}");
    let unknown = scratch.run("fields AWS.CloudTrial").failed(2);
    assert!(unknown.contains("AWS.CloudTrail"), "{unknown}");
}

#[test]
fn wrong_usage_is_2() {
    let scratch = Scratch::new();
    scratch.write("a.yml", good("A"));
    for (arguments, said) in [
        ("", "Usage:"),
        ("a.yml", "no target was given"),
        ("--target athena", "no rule files were given"),
        ("--target athene a.yml", "there is no target `athene`"),
        ("--target athena --schema nothing a.yml", "T0505"),
        ("--target athena --since 7y a.yml", "not a span of time"),
        (
            "--target athena --since 7d --to 2026-01-01 a.yml",
            "--since",
        ),
        ("--target athena --from yesterday a.yml", "not a day"),
        (
            "--target athena --from 2026-01-02 --to 2026-01-02 a.yml",
            "ends before it begins",
        ),
        (
            "--target athena --partition bucket a.yml",
            "bucket=logs,archive",
        ),
        ("--target athena --limit 0 a.yml", "--limit"),
        ("--target athena --nothing a.yml", "--nothing"),
        ("--target athena --diagnostics xml a.yml", "xml"),
        ("eval a.yml", "--events"),
        ("explain", "<CODE>"),
    ] {
        let error = scratch.run(arguments).failed(2);
        assert!(error.contains(said), "{arguments}: {error}");
    }
    let help = scratch.run("--help").quiet();
    assert!(
        help.contains("Examples:") && help.contains("Exit codes:"),
        "{help}"
    );
    assert!(scratch.run("--version").quiet().starts_with("transpile "));
}

#[test]
fn a_log_type_that_no_rule_has() {
    let scratch = Scratch::new();
    scratch.write("a.yml", good("A"));
    let error = scratch
        .run("--target athena --log-type AWS.S3ServerAccess a.yml")
        .failed(1);
    assert_eq!(
        error,
        "error: no rule is for log type `AWS.S3ServerAccess`\n"
    );
}
