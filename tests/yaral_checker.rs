//! The checker of YARA-L refuses what the language's reference forbids, each for the right reason.

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

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use support::yaral::check::check;
use support::yaral::run::{matches, verdict};
use support::yaral::syntax::parse;

fn files(folder: &str) -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/support/yaral")
        .join(folder);
    let mut files: Vec<(String, String)> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| {
            (
                path.file_stem().unwrap().to_string_lossy().into_owned(),
                fs::read_to_string(path).unwrap(),
            )
        })
        .collect();
    files.sort();
    files
}

/// The first line of a file says why it is refused.
#[test]
fn broken_rules_are_refused_for_their_own_reason() {
    let (mut count, mut codes) = (0, BTreeSet::new());
    let mut wrong = Vec::new();
    for (name, text) in files("bad") {
        let code = text
            .strip_prefix("// ")
            .and_then(|text| text.split(':').next())
            .unwrap()
            .to_owned();
        let found: BTreeSet<&str> = check(&text).into_iter().map(|(code, _)| code).collect();
        if !found.contains(code.as_str()) || found.len() > 2 {
            wrong.push(format!("{name}: {code} expected, {found:?}"));
        }
        codes.insert(code);
        count += 1;
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(count >= 100 && codes.len() >= 60, "{count} {}", codes.len());
}

#[test]
fn sound_rules_pass() {
    for (name, text) in files("good") {
        assert_eq!(check(&text), Vec::new(), "{name}");
    }
}

#[test]
fn predicates_side_by_side_bind_weaker_than_or() {
    let text =
        |events: &str| format!("rule r {{ meta: a = \"b\" events: {events} condition: $e }}");
    let event = serde_json::json!({"metadata": {"log_type": "A"}, "principal": {"hostname": "h"}});
    let says = |events: &str| matches(&parse(&text(events)).unwrap()[0], &event);
    assert!(!says(
        "$e.metadata.log_type = \"A\" or $e.metadata.log_type = \"B\" $e.principal.hostname = \"other\""
    ));
    assert!(says(
        "$e.metadata.log_type = \"A\" or ($e.metadata.log_type = \"B\" and $e.principal.hostname = \"other\")"
    ));
    assert!(says(
        "not $e.metadata.log_type = \"B\" and $e.principal.hostname = \"h\""
    ));
}

#[test]
fn missing_values_are_zero_values_and_repeated_ones_make_rows() {
    let text =
        |events: &str| format!("rule r {{ meta: a = \"b\" events: {events} condition: $e }}");
    let event = serde_json::json!({"principal": {"ip": ["10.0.0.1", "10.0.0.2"]}});
    let says = |events: &str| verdict(&parse(&text(events)).unwrap()[0], &event);
    assert_eq!(says("$e.principal.hostname = \"\""), Some(true));
    assert_eq!(says("$e.principal.port < 5"), Some(true));
    assert_eq!(says("not $e.principal.ip = \"10.0.0.1\""), Some(true));
    assert_eq!(says("not any $e.principal.ip = \"10.0.0.1\""), Some(false));
    assert_eq!(
        says("$e.principal.ip = \"10.0.0.1\" $e.principal.ip = \"10.0.0.2\""),
        Some(false)
    );
    assert_eq!(
        says("any $e.principal.ip = \"10.0.0.1\" any $e.principal.ip = \"10.0.0.2\""),
        Some(true)
    );
    assert_eq!(says("$e.principal.ip[2] = \"\""), Some(true));
    assert_eq!(says("any $e.principal.ip != \"x\""), None);
    assert_eq!(says("all $e.principal.ip = \"x\""), None);
}
