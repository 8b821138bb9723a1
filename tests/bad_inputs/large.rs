//! Inputs that are large, deep or repetitive: made here, refused soon and without much memory.

use super::limited::{Scratch, run};
use std::fmt::Write;
use std::fs;

const HEAD: &str =
    "AnalysisType: rule\nRuleID: Bad.Large\nLogTypes: [AWS.CloudTrail]\nSeverity: Low\n";

fn condition(line: &str) -> String {
    format!("{HEAD}Condition: |\n  {line}\n")
}

fn around(open: &str, inside: &str, close: &str, times: usize) -> String {
    format!("{}{inside}{}", open.repeat(times), close.repeat(times))
}

fn joined(count: usize, separator: &str, part: impl Fn(usize) -> String) -> String {
    let parts: Vec<String> = (0..count).map(part).collect();
    parts.join(separator)
}

/// Refused, with this at the beginning of what is said.
#[track_caller]
fn refused(rule: &str, beginning: &str) {
    let folder = Scratch::new();
    fs::write(folder.path().join("rule.yml"), rule).unwrap();
    let answer = run(folder.path(), &["--target", "athena", "rule.yml"]);
    assert_eq!(answer.code, Some(1), "{}", short(&answer.stderr));
    assert!(
        answer.stderr.starts_with(beginning),
        "{}",
        short(&answer.stderr)
    );
    assert_eq!(answer.stdout, "");
    assert!(
        answer.stderr.len() < 20_000,
        "{} bytes of messages",
        answer.stderr.len()
    );
}

/// Accepted, with a query.
#[track_caller]
fn accepted(rule: &str) {
    let folder = Scratch::new();
    fs::write(folder.path().join("rule.yml"), rule).unwrap();
    let answer = run(folder.path(), &["--target", "athena", "rule.yml"]);
    assert_eq!(answer.code, Some(0), "{}", short(&answer.stderr));
    assert!(!answer.stdout.is_empty());
}

fn short(text: &str) -> String {
    text.chars().take(600).collect()
}

const TOO_DEEP: &str = "error[T0218]: nested more than 200 levels deep\n --> rule.yml:6:";

#[test]
fn deep_conditions() {
    let test = r#"eventName eq "x""#;
    refused(&condition(&around("(", test, ")", 100_000)), TOO_DEEP);
    refused(&condition(&"(".repeat(100_000)), TOO_DEEP);
    refused(&condition(&around("not ", test, "", 100_000)), TOO_DEEP);
    refused(&condition(&around("(not ", test, ")", 100_000)), TOO_DEEP);
    let calls = around("lower(", "eventName", ")", 100_000);
    refused(&condition(&format!("{calls} eq \"x\"")), TOO_DEEP);
    let quantifiers = around("any resources as r (", "r.ARN is_present", ")", 10_000);
    refused(&condition(&quantifiers), TOO_DEEP);
    accepted(&condition(&around("not ", test, "", 200)));
    accepted(&condition(&around("(", test, ")", 200)));
    accepted(&condition(&around(
        "any resources as r (",
        "r.ARN is_present",
        ")",
        150,
    )));
}

#[test]
fn long_conditions() {
    let or = |count| joined(count, " or ", |index| format!("eventName eq \"x{index}\""));
    refused(&condition(&or(100_000)), "error[T0219]: the condition has ");
    accepted(&condition(&or(2_000)));
    let items = joined(22_000, ", ", |index| format!("\"x{index}\""));
    let list = condition(&format!("eventName in [{items}]"));
    refused(&list, "error[T0510]: the query has ");
    let path = format!("{}b is_present", "a.".repeat(50_000));
    refused(
        &condition(&path),
        "error[T0301]: AWS.CloudTrail has no field `a`",
    );
    let quotes = "\"".repeat(1_000_000);
    refused(&condition(&quotes), "error[T0233]: an operator is missing");
    let escapes = format!("eventName eq \"{}\"", "\\q".repeat(200_000));
    refused(&condition(&escapes), "error[T0209]: there is no escape");
    let digits = format!("requestParameters.x eq {}", "9".repeat(500_000));
    refused(
        &condition(&digits),
        "error[T0318]: `9999999999999999999999999999999999999999…` is beyond",
    );
    accepted(&condition(&format!(
        "eventName eq \"x\" # {}",
        "(".repeat(500_000)
    )));
}

#[test]
fn large_patterns() {
    let pattern = |pattern: &str| condition(&format!("userAgent regex_match \"{pattern}\""));
    refused(
        &pattern(&"a".repeat(1_000_000)),
        "error[T0310]: the pattern has 1000000 bytes",
    );
    refused(
        &pattern(&"a".repeat(100_000)),
        "error[T0310]: the pattern is too large",
    );
    refused(
        &pattern("(((a{1000}){1000}){1000}){1000}"),
        "error[T0310]: the pattern is too large",
    );
    refused(
        &pattern(&around("(", "a", ")", 50_000)),
        "error[T0310]: groups are nested",
    );
    accepted(&pattern(&"(a|b)*".repeat(1_000)));
    let glob = format!("userAgent wildcard \"{}\"", "*a".repeat(20_000));
    accepted(&condition(&glob));
}

const TOO_LARGE: &str = "error[T0103]: ";

#[test]
fn large_files() {
    let quotes = "\"".repeat(10_000_000);
    refused(&quotes, "error[T0103]: the file has 10000000 bytes");
    let line = condition(&format!("eventName eq \"{}\"", "a".repeat(10_000_000)));
    refused(&line, "error[T0103]: the file has 10000109 bytes");
    refused(&"\"".repeat(2_000_000), "error[T0101]: ");
    let brackets = format!("{HEAD}Tags: {}\n", around("[", "", "]", 100_000));
    refused(&brackets, TOO_LARGE);
    let maps = format!("{HEAD}Tags: {}\n", around("{a: ", "1", "}", 100_000));
    refused(&maps, TOO_LARGE);
    let blocks = joined(3_000, "\n", |depth| format!("{}-", " ".repeat(depth + 1)));
    refused(&format!("{HEAD}Tags:\n{blocks} x\n"), TOO_LARGE);
}

/// Each list holds the one before ten times.
#[test]
fn aliases_that_explode() {
    let mut rule = String::from("a: &a [x, x, x, x, x, x, x, x, x, x]\n");
    for (before, name) in ('a'..'k').zip('b'..='k') {
        let items = vec![format!("*{before}"); 10].join(", ");
        writeln!(rule, "{name}: &{name} [{items}]").unwrap();
    }
    rule.push_str(&condition("eventName eq \"x\""));
    refused(&rule, TOO_LARGE);
}

/// Many mistakes in one file are not said without end.
#[test]
fn many_mistakes() {
    let lines = joined(1_000, "\n  ", |index| format!("field{index} eq \"x\""));
    refused(&condition(&lines), "error[T0301]: ");
    let keys = joined(1_000, "\n", |index| format!("key{index}: 1"));
    let rule = format!("{}{keys}\n", condition("eventNme eq \"x\""));
    refused(&rule, "note[T0117]: ");
}
