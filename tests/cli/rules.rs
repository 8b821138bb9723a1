//! `extract` and `coverage`.

use super::{Scratch, bad, good, rule};
use serde_json::{Value, json};

const HEAD: &str =
    "AnalysisType: rule\nRuleID: Match\nLogTypes: [AWS.CloudTrail]\nSeverity: Low # for now\n";

const DETECTION: &str = "\
# who logs in
Detection:
  - Key: eventName   # the action
    Condition: Equals
    Value: 'ConsoleLogin'

  - Any:
      - {KeyPath: userIdentity.type, Condition: IsIn, Values: [Root, IAMUser]}
      - {Key: errorCode, Condition: DoesNotExist}
";

const CONDITION: &str = "\
eventName eq \"ConsoleLogin\"
userIdentity.type in [\"Root\", \"IAMUser\"] or errorCode is_missing
";

const TESTS: &str = "\
Tests:
  - {Name: \"login: of root\", ExpectedResult: true, Log: {eventName: ConsoleLogin, userIdentity: {type: Root}},}
";

#[test]
fn extract_prints_the_condition_of_any_logic() {
    let scratch = Scratch::new();
    scratch
        .write("match.yml", format!("{HEAD}{DETECTION}"))
        .write("plain.yml", good("Plain"));
    assert_eq!(scratch.run("extract match.yml").quiet(), CONDITION);
    let both = scratch.run("extract plain.yml match.yml").quiet();
    let plain = "# Plain\neventName eq \"ConsoleLogin\"\n";
    assert_eq!(both, format!("{plain}\n# Match\n{CONDITION}\n"));
}

#[test]
fn extract_writes_the_condition_and_nothing_else() {
    let scratch = Scratch::new();
    let filters = "InlineFilters:\n  - {Key: awsRegion, Condition: Equals, Value: eu-west-1}\n";
    let indented = format!("  {}\n", CONDITION.lines().collect::<Vec<_>>().join("\n  "));
    let rules = [
        (format!("{HEAD}{DETECTION}{TESTS}"), "# who logs in\n"),
        (format!("{filters}{HEAD}{DETECTION}"), "# who logs in\n"),
        (
            format!("---\n{HEAD}{}", DETECTION.trim_end()),
            "# who logs in\n",
        ),
    ];
    for (before, above) in rules {
        for newline in ["\n", "\r\n"] {
            let before = before.replace('\n', newline);
            scratch.write("rule.yml", &before);
            let queries = scratch.run("--target athena rule.yml").quiet();
            let answer = scratch.run("extract --write rule.yml");
            assert_eq!(
                (answer.code, answer.stdout.as_str()),
                (0, ""),
                "{}",
                answer.stderr
            );
            assert_eq!(
                answer.stderr,
                "note: 1 rule written, 0 had a condition already\n"
            );
            let block = format!("{above}Condition: |\n{indented}").replace('\n', newline);
            let expected = before.replacen(&above.replace('\n', newline), &block, 1);
            assert_eq!(scratch.read("rule.yml"), expected);
            let again = scratch.run("--target athena rule.yml").quiet();
            assert_eq!(again, queries);
            let second = scratch.run("extract --write rule.yml");
            assert_eq!(
                second.stderr,
                "note: 0 rules written, 1 had a condition already\n"
            );
            assert_eq!(scratch.read("rule.yml"), expected);
        }
    }
    assert_eq!(scratch.list(""), ["rule.yml"]);
}

#[test]
fn extract_leaves_a_file_alone_that_would_not_be_the_same_rule() {
    let scratch = Scratch::new();
    let flow = "{AnalysisType: rule, RuleID: R, LogTypes: [AWS.CloudTrail], Severity: Low, Detection: [{Key: eventName, Condition: Exists}]}\n";
    let number = format!(
        "{HEAD}Detection:\n  - {{KeyPath: requestParameters.n, Condition: Equals, Value: '5'}}\n"
    );
    let two = number
        .replace("[AWS.CloudTrail]", "[AWS.CloudTrail, My.Log]")
        .replace("requestParameters.n", "eventTime");
    for (text, code) in [(flow, "T0406"), (&number, "T0407"), (&two, "T0406")] {
        scratch.write("rule.yml", text);
        let answer = scratch.run("extract --write rule.yml");
        assert_eq!(answer.code, 1, "{}", answer.stderr);
        assert!(
            answer.stderr.contains(&format!("error[{code}]")),
            "{}",
            answer.stderr
        );
        assert_eq!(scratch.read("rule.yml"), text);
    }
    let problem = scratch
        .run_with("extract --write -", flow.as_bytes())
        .failed(2);
    assert!(
        problem.contains("standard input cannot be written"),
        "{problem}"
    );
}

/// A rule whose Python is not read exactly has no exact query.
#[test]
fn coverage_counts_python_that_is_not_certain_as_wider() {
    let scratch = Scratch::new();
    scratch
        .write(
            "rules/rule.yml",
            "AnalysisType: rule\nRuleID: R\nEnabled: true\nSeverity: Info\nLogTypes: [AWS.CloudTrail]\nFilename: rule.py\n",
        )
        .write(
            "rules/rule.py",
            "import other\n\n\ndef rule(event):\n    return event.get('eventName') == 'A' and other.known(event)\n",
        );
    let answer = scratch.run("coverage rules --json");
    let counted: Value = serde_json::from_str(&answer.stdout).unwrap();
    for target in counted["targets"].as_array().unwrap() {
        assert_eq!((&target["exact"], &target["wider"]), (&json!(0), &json!(1)));
        assert_eq!(target["reasons"][0]["code"], "T0704");
    }
}

#[test]
fn coverage_counts_queries_and_reasons() {
    let scratch = Scratch::new();
    scratch
        .write("rules/good.yml", good("Good"))
        .write("rules/bad.yml", bad("Bad"))
        .write(
            "rules/key.yml",
            rule("Key", "eventName eq \"A\" and has_key(userIdentity.arn)"),
        )
        .write("rules/policy.yml", "AnalysisType: policy\nPolicyID: P\n");
    let answer = scratch.run("coverage rules --json");
    assert_eq!(answer.code, 0, "{}", answer.stderr);
    assert_eq!(
        answer.stderr,
        "note: 1 file without a rule passed over (policy)\n"
    );
    let counted: Value = serde_json::from_str(&answer.stdout).unwrap();
    assert_eq!(counted["rules"], 3);
    assert_eq!(counted["errors"][0]["rules"], 1);
    for target in counted["targets"].as_array().unwrap() {
        let count = |name: &str| target[name].as_u64().unwrap();
        assert_eq!(count("queries"), 3, "{target}");
        assert_eq!(
            (
                count("exact"),
                count("wider"),
                count("refused"),
                count("error")
            ),
            (1, 1, 0, 1),
            "{target}"
        );
        assert_eq!(target["reasons"][0]["code"], "T0502");
    }
    let table = scratch.run("coverage rules").stdout;
    let mut lines = table.lines();
    assert_eq!(
        lines.next(),
        Some("         queries   exact   wider refused   error")
    );
    assert_eq!(
        lines.next(),
        Some("athena         3       1       1       0       1")
    );
    assert!(
        table.contains("athena, wider or refused:\n       1  T0502  "),
        "{table}"
    );
}
