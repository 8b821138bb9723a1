//! CPython's verdicts beside those of the extracted conditions.

use super::mutate::{Mutant, mutants, sample};
use super::referee::{Asked, Referee, Verdict};
use super::repository::{PythonRule, Repository};
use serde_json::{Map, Value};
use std::fmt;
use transpile::catalog::conforms;
use transpile::compile::Lowered;
use transpile::eval::{Evaluator, Event};
use transpile::unit_tests::{as_logged, evaluator};

/// Two answers about one event that differ.
#[derive(Debug)]
pub(crate) struct Disagreement {
    pub(crate) rule: String,
    /// The test, and how its event was changed.
    pub(crate) test: String,
    pub(crate) event: Value,
    pub(crate) cpython: Verdict,
    pub(crate) condition: String,
}

impl fmt::Display for Disagreement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let other = if self.cpython.matches() {
            "no match"
        } else {
            "match"
        };
        let Self {
            rule,
            test,
            event,
            cpython,
            condition,
        } = self;
        write!(
            f,
            "{rule} | {test}\n  CPython: {cpython}; transpile: {other}\n  event: {event}\n  condition: {}",
            condition.replace('\n', "\n             ")
        )
    }
}

/// How many events were asked about, and on how many both agree.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Count {
    pub(crate) asked: usize,
    pub(crate) agree: usize,
    /// Events that CPython matches.
    pub(crate) matches: usize,
}

impl Count {
    fn add(&mut self, verdict: &Verdict, agrees: bool) {
        self.asked += 1;
        self.agree += usize::from(agrees);
        self.matches += usize::from(verdict.matches());
    }

    /// Adds another count.
    pub(crate) fn extend(&mut self, other: Self) {
        self.asked += other.asked;
        self.agree += other.agree;
        self.matches += other.matches;
    }
}

impl fmt::Display for Count {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            asked,
            agree,
            matches,
        } = self;
        write!(f, "{agree} of {asked} agree ({matches} match)")
    }
}

/// What came of comparing.
#[derive(Debug, Default)]
pub(crate) struct Judged {
    pub(crate) tests: Count,
    pub(crate) mutants: Count,
    pub(crate) disagreements: Vec<Disagreement>,
}

/// The mutants of a test that conform to its log type; at most `limit`.
pub(crate) fn mutants_of(
    rule: &PythonRule,
    lowered: &Lowered,
    test: usize,
    limit: usize,
) -> Vec<Mutant> {
    let tests = &rule.document.tests;
    let own = &tests[test].log;
    let others: Vec<&Value> = tests
        .iter()
        .map(|other| &other.log)
        .filter(|other| *other != own)
        .collect();
    let mut made = mutants(own, &others);
    made.retain(|mutant| conforms(&lowered.log_type, own, &mutant.event));
    sample(made, limit)
}

/// Compares on one unit test and its mutants; `replaced` is what the test puts in place of names, which `lowered` knows
/// as well. An error if CPython cannot load the rule.
pub(crate) fn judge(
    referee: &mut Referee,
    repository: &Repository,
    rule: &PythonRule,
    lowered: &Lowered,
    test: usize,
    limit: usize,
    replaced: &Map<String, Value>,
) -> Result<Judged, String> {
    let unit_test = &rule.document.tests[test];
    let mut cases = vec![Mutant {
        how: String::new(),
        event: unit_test.log.clone(),
    }];
    cases.extend(mutants_of(rule, lowered, test, limit));
    let asked = Asked {
        file: &rule.python,
        model: repository.model(&lowered.log_type.name),
        replaced,
    };
    let mut judged = Judged::default();
    for (index, case) in compare(referee, &asked, lowered, cases)?
        .into_iter()
        .enumerate()
    {
        let count = if index == 0 {
            &mut judged.tests
        } else {
            &mut judged.mutants
        };
        count.add(&case.cpython, case.agrees);
        if !case.agrees {
            let name = &unit_test.name.value;
            let test = if index == 0 {
                name.clone()
            } else {
                format!("{name}, {}", case.mutant.how)
            };
            judged
                .disagreements
                .push(case.disagreement(rule, lowered, test));
        }
    }
    Ok(judged)
}

/// Compares on events.
pub(crate) fn judge_events(
    referee: &mut Referee,
    repository: &Repository,
    rule: &PythonRule,
    lowered: &Lowered,
    events: &[Value],
) -> Result<(Count, Vec<Disagreement>), String> {
    let cases = events.iter().map(|event| Mutant {
        how: String::new(),
        event: event.clone(),
    });
    let asked = Asked {
        file: &rule.python,
        model: repository.model(&lowered.log_type.name),
        replaced: &Map::new(),
    };
    let (mut count, mut wrong) = (Count::default(), Vec::new());
    for case in compare(referee, &asked, lowered, cases.collect())? {
        count.add(&case.cpython, case.agrees);
        if !case.agrees {
            wrong.push(case.disagreement(rule, lowered, "an event".to_owned()));
        }
    }
    Ok((count, wrong))
}

/// An event with both answers.
struct Case {
    mutant: Mutant,
    cpython: Verdict,
    agrees: bool,
}

impl Case {
    fn disagreement(self, rule: &PythonRule, lowered: &Lowered, test: String) -> Disagreement {
        Disagreement {
            rule: rule.document.rule_id.value.clone(),
            test,
            event: self.mutant.event,
            cpython: self.cpython,
            condition: transpile_grammar::printer::print(&transpile::lower::raise(
                &lowered.condition,
            )),
        }
    }
}

fn compare(
    referee: &mut Referee,
    asked: &Asked<'_>,
    lowered: &Lowered,
    mutants: Vec<Mutant>,
) -> Result<Vec<Case>, String> {
    let events: Vec<Value> = mutants.iter().map(|mutant| mutant.event.clone()).collect();
    let verdicts = referee.verdicts(asked, &events)?;
    let evaluator = evaluator(lowered).map_err(|problem| problem.message)?;
    let cases = mutants.into_iter().zip(verdicts);
    Ok(cases
        .map(|(mutant, cpython)| Case {
            agrees: matches(&evaluator, &as_logged(&mutant.event, &lowered.log_type))
                == cpython.matches(),
            mutant,
            cpython,
        })
        .collect())
}

/// The event goes over as text, so that numbers keep their characters.
fn matches(evaluator: &Evaluator, event: &Value) -> bool {
    evaluator.matches(&Event::parse(&event.to_string()).unwrap())
}
