//! Queries on standard output and in files.

use super::{Scratch, bad, good, refused, rule_for};
use std::fs;
use std::path::Path;

#[test]
fn queries_and_nothing_else_on_standard_output() {
    let scratch = Scratch::new();
    scratch.write("a.yml", good("A")).write("b.yml", good("B"));
    let one = scratch.run("--target athena a.yml").quiet();
    assert!(one.starts_with("-- A: A\n"), "{one}");
    assert!(one.contains("\nSELECT\n"), "{one}");
    let end = "'ConsoleLogin'\nORDER BY TRY(from_iso8601_timestamp_nanos(eventtime))\n";
    assert!(one.ends_with(end), "{one}");
    let two = scratch.run("--target athena a.yml b.yml").quiet();
    assert_eq!(two, format!("{one}\n{}", one.replace("A: A", "B: B")));
    let all = scratch.run("--target all a.yml").stdout;
    assert!(all.starts_with(&one), "{all}");
    assert_eq!(scratch.run("-t athena a.yml").quiet(), one);
}

#[test]
fn a_rule_from_standard_input() {
    let scratch = Scratch::new();
    scratch.write("a.yml", good("A"));
    let file = scratch.run("--target athena a.yml").quiet();
    let input = scratch.run_with("--target athena -", good("A").as_bytes());
    assert_eq!(input.quiet(), file);
    let written = scratch.run_with("--target athena -o out -", good("A").as_bytes());
    assert_eq!(written.quiet(), "");
    assert_eq!(scratch.list("out"), ["out/athena/stdin.sql"]);
    let wrong = scratch.run_with("--target athena -", bad("A").as_bytes());
    assert!(wrong.failed(1).contains("--> <stdin>:7:3"));
}

#[test]
fn the_layout_of_the_output_folder() {
    let scratch = Scratch::new();
    scratch
        .write("rules/top.yml", good("Top"))
        .write("rules/aws/trail/deep.yaml", good("Deep"))
        .write(
            "rules/two.yml",
            rule_for("Two", "AWS.CloudTrail, AWS.S3ServerAccess", "true"),
        )
        .write("rules/twice.yml", {
            rule_for(
                "Twice",
                "AWS.CloudTrail, AWS.CloudTrail",
                "eventName is_present",
            )
        })
        .write("rules/notes.txt", "not a rule")
        .write("rules/.hidden.yml", good("Hidden"))
        .write("rules/policy.yml", "AnalysisType: policy\nPolicyID: X\n")
        .write("single.yml", good("Single"));
    let answer = scratch.run("--target athena rules single.yml -o out");
    assert_eq!((answer.code, answer.stdout.as_str()), (0, ""));
    assert!(
        answer
            .stderr
            .contains("note: 1 file without a rule passed over (policy)\n")
    );
    let found = scratch.list("out");
    assert_eq!(
        found,
        [
            "out/athena/aws/trail/deep.sql",
            "out/athena/single.sql",
            "out/athena/top.sql",
            "out/athena/twice.sql",
            "out/athena/two.AWS.CloudTrail.sql",
            "out/athena/two.AWS.S3ServerAccess.sql",
        ]
    );
    let printed = scratch.run("--target athena single.yml").quiet();
    assert_eq!(scratch.read("out/athena/single.sql"), printed);
}

#[test]
fn a_bad_rule_stops_no_other_and_keeps_its_earlier_output() {
    let scratch = Scratch::new();
    scratch
        .write("rules/a.yml", good("A"))
        .write("rules/b.yml", good("B"))
        .write("rules/c.yml", good("C"));
    scratch.run("--target athena rules -o out").quiet();
    let before = scratch.read("out/athena/b.sql");
    for wrong in [
        bad("B"),
        refused("B"),
        "RuleID: [".to_owned(),
        String::new(),
    ] {
        fs::remove_file(scratch.0.join("out/athena/c.sql")).unwrap();
        scratch.write("rules/b.yml", wrong);
        let problems = scratch.run("--target athena rules -o out").failed(1);
        assert!(problems.contains("error[T0"), "{problems}");
        assert_eq!(scratch.read("out/athena/b.sql"), before);
        let found = scratch.list("out");
        assert_eq!(
            found,
            ["out/athena/a.sql", "out/athena/b.sql", "out/athena/c.sql"]
        );
    }
    // Printed, the others are there too.
    scratch.write("rules/b.yml", bad("B"));
    let answer = scratch.run("--target athena rules");
    assert_eq!(
        (answer.code, answer.stdout.matches("SELECT\n").count()),
        (1, 2)
    );
}

#[test]
fn one_log_type_without_a_table_does_not_stop_the_other() {
    let scratch = Scratch::new();
    let both = rule_for(
        "Two",
        "AWS.CloudTrail, AWS.CloudTrial",
        "eventName is_present",
    );
    scratch.write("two.yml", both);
    let answer = scratch.run("--target athena two.yml -o out");
    assert!(answer.failed(1).contains("error[T0504]"));
    assert_eq!(scratch.list("out"), ["out/athena/two.AWS.CloudTrail.sql"]);
    let one = scratch.run("--target athena --log-type AWS.CloudTrail two.yml");
    assert!(one.quiet().contains("log type: AWS.CloudTrail"));
}

#[test]
fn two_rules_never_share_a_file() {
    let scratch = Scratch::new();
    scratch
        .write("a/x.yml", good("First"))
        .write("b/x.yml", good("Second"));
    let problems = scratch
        .run("--target athena a/x.yml b/x.yml -o out")
        .failed(1);
    assert!(
        problems.contains("is the output of a/x.yml already"),
        "{problems}"
    );
    assert!(scratch.read("out/athena/x.sql").contains("First"));
}

#[test]
fn what_cannot_be_read_or_written() {
    let scratch = Scratch::new();
    scratch.write("a.yml", good("A")).write("out", "a file");
    let answer = scratch.run("--target athena missing.yml a.yml");
    assert_eq!((answer.code, answer.stdout.is_empty()), (1, false));
    assert!(
        answer
            .stderr
            .starts_with("error: cannot read missing.yml: ")
    );
    let problems = scratch.run("--target athena a.yml -o out").failed(1);
    assert!(problems.starts_with("error: cannot write "), "{problems}");
    let empty = scratch.run_with("--target athena -", b"");
    assert!(empty.failed(1).contains("the file is empty"));
}

#[test]
fn refusals_and_wider_queries() {
    let scratch = Scratch::new();
    scratch
        .write("r.yml", refused("R"))
        .write("b.yml", bad("B"));
    assert!(
        scratch
            .run("--target athena r.yml")
            .failed(1)
            .contains("T0502")
    );
    let allowed = scratch.run("--target athena --allow-refused r.yml");
    assert!(allowed.failed(0).contains("T0502"));
    // A mistake is no refusal.
    let mistake = scratch.run("--target athena --allow-refused b.yml");
    assert!(mistake.failed(1).contains("T0301"));
    let wider = scratch.run("--target athena --allow-wider r.yml");
    assert_eq!(wider.code, 0);
    assert!(
        wider.stdout.contains("-- label: wider\n"),
        "{}",
        wider.stdout
    );
    assert!(wider.stderr.contains("warning[T0503]"), "{}", wider.stderr);
}

#[test]
fn options_of_the_query() {
    let scratch = Scratch::new();
    scratch.write("a.yml", good("A"));
    let plain = scratch.run("--target athena a.yml").quiet();
    let same = scratch.run("--target athena --since 1w --raw-events a.yml");
    assert_eq!(same.quiet(), plain);
    assert!(
        plain.contains("current_timestamp - INTERVAL '7' DAY"),
        "{plain}"
    );
    let all = scratch
        .run("--target athena --since all --limit 3 a.yml")
        .quiet();
    assert!(
        !all.contains("current_timestamp") && all.ends_with("LIMIT 3\n"),
        "{all}"
    );
    let day = scratch
        .run("--target kql --from 2026-11-13 --to 2026-11-14T00:00:00+01:00 a.yml")
        .quiet();
    let bound = "| where TimeGenerated >= datetime(2026-11-13T00:00:00Z)\n| where TimeGenerated < datetime(2026-11-13T23:00:00Z)\n";
    assert!(day.contains(bound), "{day}");
    let values = scratch
        .run("--target athena --schema cloudtrail_manual --region a,b --region c --account 1 a.yml")
        .quiet();
    assert!(
        values.contains("\nWHERE region IN ('a', 'b', 'c')\n"),
        "{values}"
    );
    assert!(values.contains("no partition by `account`"), "{values}");
    let table = scratch
        .run("--target athena --table logs.trail a.yml")
        .quiet();
    assert!(table.contains("\nFROM logs.trail\n"), "{table}");
    let shape = scratch
        .run("--target athena --schema cloudtrail_2023 a.yml")
        .quiet();
    assert!(shape.contains("table shape: cloudtrail_2023\n"), "{shape}");
    scratch.write(
        "my.sql",
        "CREATE EXTERNAL TABLE my.trail (eventtime string, eventname string)",
    );
    let own = scratch.run("--target athena --schema my.sql a.yml").quiet();
    assert!(own.contains("\nFROM my.trail\n"), "{own}");
}

#[test]
fn two_runs_give_the_same_bytes() {
    let scratch = Scratch::new();
    let rules = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules");
    let arguments = format!("--target athena --json {}", rules.display());
    let first = scratch.run(&arguments).quiet();
    assert_eq!(scratch.run(&arguments).quiet(), first);
    assert!(first.lines().count() > 40);
}

/// `| head` ends a run early; that is no failure.
#[test]
fn a_reader_that_has_seen_enough() {
    use std::io::Write;
    let scratch = Scratch::new();
    for arguments in [
        "--target athena -",
        "--target athena --json -",
        "--emit ir -",
    ] {
        let mut child = scratch.command(arguments).spawn().unwrap();
        drop(child.stdout.take());
        let mut input = child.stdin.take().unwrap();
        input.write_all(good("A").as_bytes()).unwrap();
        drop(input);
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{arguments}");
        assert!(output.stderr.is_empty(), "{arguments}");
    }
}

#[test]
fn packs_and_costs() {
    let scratch = Scratch::new();
    scratch.write("a.yml", good("A")).write("b.yml", good("B"));
    let pack = scratch.run("--target athena --pack a.yml b.yml").quiet();
    assert!(
        pack.starts_with("-- 2 rules in one query\n-- A: A (Low, exact)\n"),
        "{pack}"
    );
    for rule in ["A", "B"] {
        assert!(
            pack.contains(&format!("THEN ROW('{rule}', '{rule}', 'Low') END")),
            "{pack}"
        );
    }
    let written = scratch.run("--target kql --pack -o out a.yml b.yml");
    assert_eq!(written.quiet(), "");
    assert_eq!(scratch.list("out"), ["out/kql/pack.AWS.CloudTrail.kql"]);
    // A refused rule is reported, and the rest is packed.
    scratch.write("bad.yml", bad("C"));
    let rest = scratch.run("--target athena --pack a.yml bad.yml");
    assert_eq!(rest.code, 1);
    assert!(
        rest.stdout.starts_with("-- 1 rule in one query\n"),
        "{}",
        rest.stdout
    );
    let none = scratch.run("--target yaral --pack a.yml").failed(1);
    assert!(none.contains("error["), "{none}");

    let cost = scratch
        .run("--target athena --explain-cost --schema security_analytics_bootstrap a.yml")
        .quiet();
    assert_eq!(
        cost,
        "A, athena\n  partitions: date_partition >= date_format(current_date - INTERVAL '8' DAY, '%Y/%m/%d')\n  \
         columns: eventtime, eventname, eventid\n  \
         note: every region is read: `--region` would choose by region_partition\n  \
         note: every account is read: `--account` would choose by account_partition\n  \
         note: JSON and text files are read whole, whatever the columns; of Parquet and ORC only these columns are\n"
    );
    let all = scratch
        .run("--target all --since all --explain-cost --allow-refused a.yml")
        .stdout;
    assert!(
        all.contains("A, athena\n  partitions: all\n") && all.contains("every day is read"),
        "{all}"
    );
    assert!(all.contains("A, kql\n  partitions: all\n"), "{all}");
}
