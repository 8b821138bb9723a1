//! The examples do what their page says.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::process::Command;

fn run(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_transpile"))
        .args(arguments)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    let text = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
    assert!(output.status.success(), "{text}");
    text
}

#[test]
fn the_first_rule_passes_its_tests() {
    assert!(run(&["test", "examples/first_rule.yml"]).ends_with("\n3 passed, 0 failed\n"));
}

#[test]
fn a_rule_in_python_passes_its_tests() {
    assert!(run(&["test", "examples/python"]).ends_with("\n3 passed, 0 failed\n"));
}

#[test]
fn an_own_table_is_queried() {
    let query = run(&[
        "--target",
        "athena",
        "--schema",
        "examples/own_table.yml",
        "examples/first_rule.yml",
    ]);
    assert!(query.contains("FROM security.audit\nWHERE "), "{query}");
    assert!(
        query.contains("\n  AND service = 'cloudtrail.amazonaws.com'\n  AND call IN"),
        "{query}"
    );
}
