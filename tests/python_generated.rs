//! Generated Python rules on generated events: CPython and the extracted conditions must agree. Any field may hold
//! anything there, so that the reading takes no type for granted.
//!
//! `TRANSPILE_SEED` chooses other rules and events, `TRANSPILE_RULES` how many rules. A disagreement is shrunk and printed.

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

use proptest::strategy::{Strategy, ValueTree};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use support::python::extract::{Refusal, extract_untyped};
use support::python::generate;
use support::python::judge::{Count, judge_events};
use support::python::referee::{self, Asked, Referee, Verdict};
use support::python::repository::{PythonRule, Repository, read_rule};
use support::seeded::{number, runner};
use support::shrink::smallest;

const EVENTS: usize = 60;

const YAML: &str = "AnalysisType: rule\nRuleID: Generated\nFilename: generated.py\nEnabled: true\nSeverity: Info\nLogTypes: [Sample.Generated]\n";

/// A repository of one rule, whose Python changes.
struct Trial {
    repository: Repository,
    rule: PythonRule,
    referee: Referee,
    events: Vec<Value>,
}

enum Answer {
    Refused(Refusal),
    Agrees(Count),
    Differs(String),
}

impl Trial {
    fn ask(&mut self, python: &str) -> Answer {
        fs::write(&self.rule.python, python).unwrap();
        let extracted = match extract_untyped(&self.rule, &self.repository) {
            Ok(extracted) => extracted,
            Err(refusal) => return Answer::Refused(refusal),
        };
        let lowered = extracted.of("Sample.Generated");
        let (count, wrong) = judge_events(
            &mut self.referee,
            &self.repository,
            &self.rule,
            lowered,
            &self.events,
        )
        .unwrap();
        match wrong.first() {
            None => Answer::Agrees(count),
            Some(first) => Answer::Differs(format!("{python}\n{first}")),
        }
    }
}

fn scratch() -> PathBuf {
    let name = format!("python-{}", std::process::id());
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::create_dir_all(&folder).unwrap();
    folder
}

#[test]
fn generated_rules_say_what_cpython_says() {
    let folder = scratch();
    fs::write(folder.join("generated.yml"), YAML).unwrap();
    let Some(referee) = referee::start(&BTreeMap::new()).unwrap() else {
        return;
    };
    let mut runner = runner(3, 1);
    let events = generate::event();
    let mut trial = Trial {
        repository: Repository::open(&folder),
        rule: read_rule(folder.join("generated.yml")).unwrap(),
        referee,
        events: (0..EVENTS)
            .map(|_| events.new_tree(&mut runner).unwrap().current())
            .collect(),
    };
    let rules = generate::rule();
    let (mut extracted, mut count) = (0, Count::default());
    let mut refused: BTreeMap<String, usize> = BTreeMap::new();
    let mut wrong = Vec::new();
    let asked = number("TRANSPILE_RULES", 100);
    for _ in 0..asked {
        let mut tree = rules.new_tree(&mut runner).unwrap();
        match trial.ask(&tree.current()) {
            Answer::Refused(refusal) => *refused.entry(refusal.reason).or_default() += 1,
            Answer::Agrees(one) => {
                extracted += 1;
                count.extend(one);
            }
            Answer::Differs(report) => {
                extracted += 1;
                let ask = |rule: &String| match trial.ask(rule) {
                    Answer::Differs(report) => Some(report),
                    Answer::Refused(_) | Answer::Agrees(_) => None,
                };
                wrong.push(smallest(&mut tree, report, 200, ask));
            }
        }
        if wrong.len() > 9 {
            break;
        }
    }
    fs::remove_dir_all(&folder).unwrap();
    println!("{extracted} rules extracted; {count}");
    for (reason, count) in refused {
        println!("  refused {count}: {reason}");
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
    assert!(
        extracted * 10 > asked,
        "only {extracted} of {asked} rules are extracted"
    );
    assert!(count.matches * 20 > count.asked, "almost nothing matches");
}

/// What is generated is Python, and neither answer is rare.
#[test]
fn generated_rules_run() {
    let folder = scratch().with_extension("run");
    fs::create_dir_all(&folder).unwrap();
    let Some(mut referee) = referee::start(&BTreeMap::new()).unwrap() else {
        return;
    };
    let mut runner = runner(3, 1);
    let file = folder.join("generated.py");
    let asked = Asked {
        file: &file,
        model: &Value::Null,
        replaced: &Map::new(),
    };
    let (mut matches, mut raised, mut all) = (0, 0, 0);
    for _ in 0..200 {
        let rule = generate::rule().new_tree(&mut runner).unwrap().current();
        fs::write(&file, &rule).unwrap();
        let events: Vec<Value> = (0..20)
            .map(|_| generate::event().new_tree(&mut runner).unwrap().current())
            .collect();
        let verdicts = referee.verdicts(&asked, &events).expect(&rule);
        all += verdicts.len();
        for verdict in verdicts {
            match verdict {
                Verdict::Match => matches += 1,
                Verdict::NoMatch => {}
                Verdict::Raised(_) => raised += 1,
            }
        }
    }
    fs::remove_dir_all(&folder).unwrap();
    println!("{all} events: {matches} match, {raised} raise");
    assert!(matches * 10 > all, "{matches} of {all} match");
    assert!(raised * 3 < all * 2, "{raised} of {all} raise");
}
