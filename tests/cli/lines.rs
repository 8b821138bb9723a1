//! Lines of JSON for machines.

use super::{Scratch, bad, good, refused, rule_for};
use serde_json::Value;

const KEYS: [&str; 8] = [
    "path",
    "rule_id",
    "log_type",
    "target",
    "label",
    "files",
    "notes",
    "diagnostics",
];

const DIAGNOSTIC_KEYS: [&str; 7] = [
    "code", "severity", "message", "path", "place", "notes", "help",
];

fn lines(text: &str) -> Vec<Value> {
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

fn keys(value: &Value) -> Vec<&str> {
    value
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect()
}

#[test]
fn a_line_a_rule_log_type_and_target() {
    let scratch = Scratch::new();
    scratch
        .write("rules/a.yml", good("A"))
        .write("rules/b.yml", bad("B"))
        .write("rules/c.yml", refused("C"))
        .write("rules/d.yml", "not: [closed")
        .write(
            "rules/e.yml",
            good("E").replace("Severity: Low", "Severity: Lowish"),
        )
        .write(
            "rules/f.yml",
            rule_for("F", "AWS.CloudTrail, AWS.S3ServerAccess", "true"),
        );
    let answer = scratch.run("--target athena --json rules");
    assert_eq!((answer.code, answer.stderr.as_str()), (1, ""));
    let lines = lines(&answer.stdout);
    assert_eq!(lines.len(), 7);
    for line in &lines {
        assert_eq!(keys(line), KEYS);
        assert_eq!(line["target"], "athena");
        for diagnostic in line["diagnostics"].as_array().unwrap() {
            assert_eq!(keys(diagnostic), DIAGNOSTIC_KEYS);
            assert_eq!(diagnostic["path"], line["path"]);
        }
    }
    let of = |path: &str| {
        let own = lines.iter().filter(|line| line["path"] == path);
        own.collect::<Vec<_>>()
    };
    let good = of("rules/a.yml")[0];
    assert_eq!(good["rule_id"], "A");
    assert_eq!(good["log_type"], "AWS.CloudTrail");
    assert_eq!(good["label"], "exact");
    assert_eq!(good["files"][0]["name"], "a.sql");
    assert_eq!(keys(&good["files"][0]), ["name", "text"]);
    let printed = scratch.run("--target athena rules/a.yml").quiet();
    assert_eq!(good["files"][0]["text"], printed);
    for (path, code) in [
        ("rules/b.yml", "T0301"),
        ("rules/c.yml", "T0502"),
        ("rules/d.yml", "T0101"),
        ("rules/e.yml", "T0113"),
    ] {
        let line = of(path)[0];
        assert_eq!(line["label"], Value::Null, "{path}");
        assert_eq!(line["files"], Value::Array(Vec::new()), "{path}");
        assert_eq!(line["diagnostics"][0]["code"], code, "{path}");
        assert_eq!(line["diagnostics"][0]["severity"], "error", "{path}");
    }
    let log_types: Vec<_> = of("rules/f.yml")
        .iter()
        .map(|line| line["log_type"].clone())
        .collect();
    assert_eq!(log_types, ["AWS.CloudTrail", "AWS.S3ServerAccess"]);
}

#[test]
fn json_and_files_go_together() {
    let scratch = Scratch::new();
    scratch.write("a.yml", good("A"));
    let lines = lines(&scratch.run("--target athena --json a.yml -o out").quiet());
    assert_eq!(
        lines[0]["files"][0]["text"],
        scratch.read("out/athena/a.sql")
    );
}

#[test]
fn diagnostics_as_json() {
    let scratch = Scratch::new();
    scratch
        .write("b.yml", bad("B"))
        .write("d.yml", "a: 1\na: 2\n");
    for command in [
        "--target athena --diagnostics json b.yml d.yml",
        "check b.yml d.yml --diagnostics json",
    ] {
        let answer = scratch.run(command);
        let lines = lines(&answer.failed(1));
        for line in &lines {
            assert_eq!(keys(line), DIAGNOSTIC_KEYS, "{command}");
        }
        let unknown = lines.iter().find(|line| line["code"] == "T0301").unwrap();
        assert_eq!(unknown["path"], "b.yml");
        assert_eq!(unknown["message"], "AWS.CloudTrail has no field `eventNme`");
        assert_eq!(unknown["help"], "did you mean `eventName`?");
        let place = &unknown["place"];
        assert_eq!(
            keys(place),
            ["line", "column", "end_line", "end_column", "text"]
        );
        let numbers = ["line", "column", "end_line", "end_column"].map(|key| place[key].as_u64());
        assert_eq!(numbers, [7, 3, 7, 11].map(Some));
    }
}

#[test]
fn what_a_rule_is_read_as() {
    let scratch = Scratch::new();
    let two = rule_for(
        "T",
        "AWS.CloudTrail, AWS.S3ServerAccess",
        "not (true and true)",
    );
    scratch
        .write("a.yml", good("A"))
        .write("b.yml", bad("B"))
        .write("two.yml", two);
    let tree = lines(&scratch.run("--emit ast a.yml").quiet());
    assert_eq!(keys(&tree[0]), ["rule_id", "ast"]);
    let ir = lines(&scratch.run("--emit ir a.yml").quiet());
    assert_eq!(keys(&ir[0]), ["rule_id", "log_type", "ir"]);
    let text = scratch.run("--emit condition a.yml").quiet();
    assert_eq!(text, "# A, AWS.CloudTrail\neventName eq \"ConsoleLogin\"\n");
    assert_eq!(lines(&scratch.run("--emit ir two.yml").stdout).len(), 2);
    assert!(scratch.run("--emit ir b.yml").failed(1).contains("T0301"));
    assert!(
        scratch
            .run("--emit nothing a.yml")
            .failed(2)
            .contains("ast, ir, condition")
    );
    assert!(scratch.run("--emit ir").failed(2).contains("no rule files"));
    scratch.run("--emit ir --target athena a.yml").failed(2);
}
