//! How much of a repository of Python rules becomes conditions, and whether those agree with CPython.
//!
//! `tests/python/measure.sh FOLDER` runs it; `TRANSPILE_REPOSITORY` names the folder. A test's mocks are replaced on both
//! sides: a constant by the value, a function by one that returns it.

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

use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::path::Path;
use support::python::extract::{Extracted, extract, replaced_in};
use support::python::judge::{Count, Disagreement, judge};
use support::python::referee::{self, Asked, Referee};
use support::python::repository::{PythonRule, Repository};

/// Mutants of a unit test's event, if `TRANSPILE_MUTANTS` does not say how many.
const MUTANTS: usize = 60;

/// Disagreements that are shown of one rule.
const SHOWN: usize = 3;

#[derive(Default)]
struct Measured {
    rules: usize,
    extracted: usize,
    /// The rules that are refused for a reason.
    refused: BTreeMap<String, Vec<String>>,
    /// Rules that CPython cannot load, and why.
    unloaded: BTreeMap<String, String>,
    /// Unit tests for which CPython does not say what the author expects.
    surprising: Vec<String>,
    /// Unit tests of extracted rules whose author expects what the condition says.
    expected: Count,
    tests: Count,
    mutants: Count,
    disagreements: Vec<Disagreement>,
}

#[test]
#[ignore = "needs a repository of rules: run tests/python/measure.sh"]
fn measure() {
    let root = std::env::var("TRANSPILE_REPOSITORY").expect("TRANSPILE_REPOSITORY names a folder");
    let limit = std::env::var("TRANSPILE_MUTANTS")
        .ok()
        .map_or(MUTANTS, |text| text.parse().unwrap());
    let repository = Repository::open(Path::new(&root));
    let Some(mut referee) = referee::start(repository.helpers()).unwrap() else {
        return;
    };
    let mut measured = Measured::default();
    for rule in repository.rules("rules") {
        measured.rule(&mut referee, &repository, &rule, limit);
    }
    measured.print();
    assert!(measured.rules > 0, "there are no Python rules in {root}");
}

impl Measured {
    fn rule(
        &mut self,
        referee: &mut Referee,
        repository: &Repository,
        rule: &PythonRule,
        limit: usize,
    ) {
        self.rules += 1;
        let id = rule.document.rule_id.value.clone();
        let plain = extract(rule, repository, &Map::new());
        if let Err(refusal) = &plain {
            self.refused
                .entry(refusal.reason.clone())
                .or_default()
                .push(id.clone());
        } else {
            self.extracted += 1;
        }
        for test in 0..rule.document.tests.len() {
            let mocks = &rule.mocks[test];
            if let Err(error) = self.surprise(referee, repository, rule, test) {
                self.unloaded.insert(id.clone(), error);
                return;
            }
            let own = (!mocks.is_empty()).then(|| extract(rule, repository, mocks));
            let Ok(extracted) = own.as_ref().unwrap_or(&plain) else {
                continue;
            };
            self.test(referee, repository, rule, extracted, test, limit);
        }
    }

    /// Notes a test for which CPython does not say what its author expects.
    fn surprise(
        &mut self,
        referee: &mut Referee,
        repository: &Repository,
        rule: &PythonRule,
        test: usize,
    ) -> Result<(), String> {
        let unit_test = &rule.document.tests[test];
        let asked = Asked {
            file: &rule.python,
            model: repository.model(rule.log_type(unit_test)),
            replaced: &rule.mocks[test],
        };
        let verdicts = referee.verdicts(&asked, std::slice::from_ref(&unit_test.log))?;
        if verdicts[0].matches() != unit_test.expected_result {
            let (id, name) = (&rule.document.rule_id.value, &unit_test.name.value);
            self.surprising
                .push(format!("{id} | {name}: {}", verdicts[0]));
        }
        Ok(())
    }

    fn test(
        &mut self,
        referee: &mut Referee,
        repository: &Repository,
        rule: &PythonRule,
        extracted: &Extracted,
        test: usize,
        limit: usize,
    ) {
        let unit_test = &rule.document.tests[test];
        let lowered = extracted.of(rule.log_type(unit_test));
        let judged = judge(
            referee,
            repository,
            rule,
            lowered,
            test,
            limit,
            &rule.mocks[test],
        )
        .unwrap();
        let agrees = judged.tests.agree == 1;
        let matched = (judged.tests.matches == 1) == agrees;
        self.expected.asked += 1;
        self.expected.agree += usize::from(matched == unit_test.expected_result);
        self.expected.matches += usize::from(unit_test.expected_result);
        self.tests.extend(judged.tests);
        self.mutants.extend(judged.mutants);
        self.disagreements.extend(judged.disagreements);
    }

    fn print(&self) {
        let refused: usize = self.refused.values().map(Vec::len).sum();
        println!("Python rules:                  {}", self.rules);
        println!("extracted completely:          {}", self.extracted);
        println!("refused:                       {refused}");
        println!("not loaded by CPython:         {}", self.unloaded.len());
        println!("unit tests, author's result:   {}", self.expected);
        println!("unit tests, CPython's verdict: {}", self.tests);
        println!("mutated events:                {}", self.mutants);
        let mut reasons: Vec<_> = self.refused.iter().collect();
        reasons.sort_by_key(|(reason, rules)| (usize::MAX - rules.len(), *reason));
        for (reason, rules) in reasons {
            println!(
                "refused {:4} {reason}\n             {}",
                rules.len(),
                rules.join(" ")
            );
        }
        for (id, error) in &self.unloaded {
            println!("not loaded: {id}: {error}");
        }
        for test in &self.surprising {
            println!("CPython differs from the author: {test}");
        }
        let mut shown: BTreeMap<&str, usize> = BTreeMap::new();
        for disagreement in &self.disagreements {
            let count = shown.entry(&disagreement.rule).or_default();
            *count += 1;
            if *count <= SHOWN {
                println!("\n{disagreement}");
            }
        }
        for (rule, count) in shown {
            println!("disagreements: {count:5} {rule}");
        }
    }
}

#[test]
fn a_mock_is_a_value_in_place_of_a_name() {
    let replaced: Map<String, Value> = serde_json::from_str(
        r#"{"LIMIT": [1, "a\n", null, true, {"k": 1.5}], "NAMES": "[\"x\"]", "helper": "[1]"}"#,
    )
    .unwrap();
    let text = "from some import helper\nLIMIT = 5\nNAMES: list = []\n";
    let changed = replaced_in(text, &replaced);
    assert_eq!(
        changed,
        "from some import helper\nLIMIT = 5\nNAMES: list = []\n\n\
         LIMIT = [1, \"a\\n\", None, True, {\"k\": 1.5}]\n\n\
         NAMES = [\"x\"]\n\ndef helper(*_arguments, **_named):\n    return \"[1]\"\n"
    );
}
