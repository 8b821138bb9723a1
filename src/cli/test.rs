//! `transpile test`: the rules' own unit tests, run by the evaluator.

use super::input::{rules, sources};
use super::output::{print_line, report};
use super::{Console, Status};
use std::io;
use std::path::PathBuf;
use transpile::compile::{has_errors, logic};
use transpile::unit_tests::{Case, run_tests};
use transpile_sdk::diagnostic::shown;

/// Runs the tests and prints a table.
pub(crate) fn run(
    paths: &[PathBuf],
    log_type: Option<&str>,
    console: &Console,
) -> io::Result<Status> {
    let sources = sources(paths, console);
    let (rules, mut status) = rules(&sources, console);
    let (mut passed, mut failed, mut untested) = (0, 0, 0);
    for rule in rules {
        let (front, is_sound) = rule.understood(logic, None, console);
        if !is_sound {
            status = Status::Failed;
            continue;
        }
        rule.compare(&front, console);
        let (cases, problems) = run_tests(&rule.document, &front.lowered, log_type);
        report(&problems, &rule.source.path, &rule.source.text, console);
        if has_errors(&problems) {
            status = Status::Failed;
        }
        untested += usize::from(rule.document.tests.is_empty());
        if cases.is_empty() {
            continue;
        }
        print_line(&format!(
            "{}  {}",
            shown(&rule.document.rule_id.value, 200),
            shown(&rule.source.path, 300)
        ))?;
        for row in table(&cases) {
            print_line(&row)?;
        }
        print_line("")?;
        let wrong = cases.iter().filter(|case| !case.passed()).count();
        failed += wrong;
        passed += cases.len() - wrong;
    }
    if untested > 0 {
        let rules = if untested == 1 {
            "rule has"
        } else {
            "rules have"
        };
        console.say(&format!("note: {untested} {rules} no tests"));
    }
    print_line(&format!("{passed} passed, {failed} failed"))?;
    Ok(if failed > 0 { Status::Failed } else { status })
}

/// One line a test: the columns as wide as their widest cell.
fn table(cases: &[Case]) -> Vec<String> {
    let verdict = |matched: bool| if matched { "match" } else { "no match" };
    let name = |case: &Case| shown(&case.name, 60);
    let width = cases
        .iter()
        .map(|case| name(case).chars().count())
        .max()
        .unwrap_or(0);
    cases
        .iter()
        .map(|case| {
            let mark = if case.passed() { "ok  " } else { "FAIL" };
            let padding = " ".repeat(width.saturating_sub(name(case).chars().count()));
            let row = format!(
                "  {mark}  {}{padding}  expected {:8}  got {:8}  {}",
                name(case),
                verdict(case.expected),
                verdict(case.got),
                case.because
            );
            row.trim_end().to_owned()
        })
        .collect()
}
