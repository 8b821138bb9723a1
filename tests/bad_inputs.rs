//! Rules that are wrong in one way each, and what the program says of them.
//!
//! Beside `tests/bad_inputs/FOLDER/NAME.yml` stands `NAME.stderr`, standard error word for word; `UPDATE_EXPECT=1` writes
//! it. Comment lines at the top of a rule may add `# args: …` to the command line (`check` instead of a target) and name another `# exit: …` code
//! than 1. The rules in `warned` are accepted: they give a query and exit code 0. Inputs that are too large for a
//! repository are in `bad_inputs/large.rs`, Python files in `bad_inputs/python.rs`.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::string_slice,
    reason = "a test may fail this way"
)]

#[path = "bad_inputs/large.rs"]
mod large;
#[path = "bad_inputs/limited.rs"]
mod limited;
#[path = "bad_inputs/python.rs"]
mod python;

use limited::{Answer, Scratch, run};
use std::fs;
use std::path::{Path, PathBuf};

fn folder(name: &str) -> PathBuf {
    [env!("CARGO_MANIFEST_DIR"), "tests", "bad_inputs", name]
        .iter()
        .collect()
}

/// A word of the comment lines at the top of a rule: `# args: --schema x`.
fn directive<'t>(rule: &'t str, name: &str) -> Option<&'t str> {
    rule.lines()
        .map_while(|line| line.strip_prefix("# "))
        .find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
}

/// What is wrong with the answer to one rule; nothing if it is as expected.
fn problems(folder: &Path, file: &str, accepted: bool) -> Vec<String> {
    let rule = String::from_utf8_lossy(&fs::read(folder.join(file)).unwrap()).into_owned();
    let mut arguments: Vec<&str> = directive(&rule, "args")
        .unwrap_or_default()
        .split_whitespace()
        .collect();
    if !arguments.contains(&"--target") && !arguments.contains(&"check") {
        arguments.extend(["--target", "athena"]);
    }
    arguments.push(file);
    let Answer {
        code,
        stdout,
        stderr,
    } = run(folder, &arguments);
    let mut wrong = Vec::new();
    let wanted = match directive(&rule, "exit") {
        Some(code) => code.parse().unwrap(),
        None => i32::from(!accepted),
    };
    if code != Some(wanted) {
        wrong.push(format!("exit code {code:?}, not {wanted}"));
    }
    if accepted && stdout.is_empty() {
        wrong.push("there is no query".to_owned());
    }
    if wanted != 0 && !stdout.is_empty() {
        wrong.push(format!("a refused rule gave a query:\n{stdout}"));
    }
    let expected = folder.join(file).with_extension("stderr");
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        fs::write(&expected, &stderr).unwrap();
    } else if fs::read_to_string(&expected).ok().as_deref() != Some(&stderr) {
        wrong.push(format!("standard error differs, it is now:\n{stderr}"));
    }
    wrong
        .into_iter()
        .map(|problem| format!("{file}: {problem}"))
        .collect()
}

/// Runs every rule of a folder; at least `least` are there.
fn check(name: &str, least: usize) {
    let folder = folder(name);
    let mut rules: Vec<String> = fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "yml"))
        .map(|path| path.file_name().unwrap().to_str().unwrap().to_owned())
        .collect();
    rules.sort();
    assert!(rules.len() >= least, "{} rules in {name}", rules.len());
    let wrong: Vec<String> = rules
        .iter()
        .flat_map(|rule| problems(&folder, rule, name == "warned"))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn yaml() {
    check("yaml", 40);
}

#[test]
fn condition() {
    check("condition", 50);
}

#[test]
fn types() {
    check("types", 90);
}

#[test]
fn expressions() {
    check("expressions", 30);
}

#[test]
fn target() {
    check("target", 10);
}

#[test]
fn hostile() {
    check("hostile", 20);
}

#[test]
fn warned() {
    check("warned", 15);
}

const FOLDERS: [&str; 7] = [
    "yaml",
    "condition",
    "types",
    "expressions",
    "target",
    "hostile",
    "warned",
];

/// No expectation is left over from a rule that is gone.
#[test]
fn every_expectation_has_its_rule() {
    for name in FOLDERS {
        for entry in fs::read_dir(folder(name)).unwrap() {
            let path = entry.unwrap().path();
            assert!(path.with_extension("yml").exists(), "{}", path.display());
        }
    }
}

/// What a message may begin with, although it is in lower case.
const NAMES: &[&str] = &["YAML ", "AWS.", "POSIX ", "Unicode "];

/// In lower case, without a full stop, and once.
#[test]
fn messages_are_in_the_house_style() {
    for name in FOLDERS {
        for entry in fs::read_dir(folder(name)).unwrap() {
            let path = entry.unwrap().path();
            if path
                .extension()
                .is_none_or(|extension| extension != "stderr")
            {
                continue;
            }
            let text = fs::read_to_string(&path).unwrap();
            let mut seen: Vec<&str> = Vec::new();
            for block in text.split("\n\n").filter(|block| block.contains("[T0")) {
                assert!(!seen.contains(&block), "said twice: {}", path.display());
                seen.push(block);
                let (_, message) = block.lines().next().unwrap().split_once("]: ").unwrap();
                let capital = message.starts_with(|c: char| c.is_ascii_uppercase());
                let name = NAMES.iter().any(|name| message.starts_with(name));
                assert!(name || !capital, "{}: {message}", path.display());
                assert!(!message.ends_with('.'), "{}: {message}", path.display());
            }
        }
    }
}

/// Text of a rule that ends up in the query cannot leave its place there either.
#[test]
fn hostile_text_in_an_accepted_rule() {
    let rule = concat!(
        "AnalysisType: rule\nRuleID: \"\\e[31mBad\\n; DROP TABLE x\"\nLogTypes: [AWS.CloudTrail]\nSeverity: Low\n",
        "DisplayName: \"-- x\\u202e\\u2028'; drop table x; /*\\r\\n select 1\"\n",
        "Description: \"*/ select 1;\\u0085 --\\0\\u200b\"\nReference: \"\\u2066x\"\n",
        "Condition: |\n  eventName eq \"a\\u202eb'c\\u0000\\u001b[31m\\n--\"\n",
        "  requestParameters.\"k\\u202e'\\\"\\u0000\" starts_with \"\\u200b%_\\\\'\"\n",
        "OutputFields: [{\"Na\\u202eme\\n; --\": eventName}]\n",
    );
    let folder = Scratch::new();
    // A file's name is hostile too, where the file system allows it.
    let name = if cfg!(unix) {
        "a\u{1b}[31m\u{202e}.yml"
    } else {
        "a.yml"
    };
    fs::write(folder.path().join(name), rule).unwrap();
    for arguments in [
        vec!["--target", "athena", name],
        vec!["--target", "athena", "--json", name],
        vec!["--target", "athena", "."],
        vec!["--emit", "condition", name],
        vec!["--emit", "ir", name],
        vec!["test", name],
        vec!["check", name, "missing\u{1b}[31m.yml"],
        vec!["check", "--diagnostics", "json", name],
    ] {
        let answer = run(folder.path(), &arguments);
        limited::assert_visible(&answer.stdout, &format!("{arguments:?}"));
        for line in answer.stdout.lines() {
            let lower = line.trim_start().to_lowercase();
            assert!(!lower.starts_with("drop"), "{line}");
            assert!(!lower.starts_with("select 1"), "{line}");
        }
    }
}

#[test]
fn directives() {
    let rule = "# args: --a b\n# exit: 2\nRuleID: x\n# args: c\n";
    assert_eq!(directive(rule, "args"), Some("--a b"));
    assert_eq!(directive(rule, "exit"), Some("2"));
    assert_eq!(directive(&rule[5..], "args"), None);
}
