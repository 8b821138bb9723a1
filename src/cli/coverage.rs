//! `transpile coverage`: what the targets can say of a whole repository of rules.
//!
//! Each rule counts once for each of its log types: its query is exact, wider (with `--allow-wider`), refused, or there
//! is none because the rule has an error. Reasons are counted by code and message, without the names in it.

use super::input::{say_passed, sources};
use super::output::{json_line, print_line};
use super::prepare::{self, Plan, Prepared};
use super::{Console, Status};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io;
use std::path::PathBuf;
use transpile::compile::{Options, Outcome, backends};
#[cfg(feature = "python")]
use transpile::python::codes;
use transpile_sdk::backend::Label;
use transpile_sdk::diagnostic::{Code, Diagnostic};

/// What is said of Python that is not read exactly.
#[cfg(feature = "python")]
const UNCERTAIN: &[Code] = &[codes::UNCERTAIN, codes::BUDGET];
/// This build reads no Python.
#[cfg(not(feature = "python"))]
const UNCERTAIN: &[Code] = &[];

/// So many reasons are printed for each target; `--json` has them all.
const MOST: usize = 20;

/// What one target can say.
#[derive(Default)]
struct Count {
    exact: usize,
    wider: usize,
    refused: usize,
    error: usize,
    /// How many rules are refused, or only wider, for a code and a message.
    reasons: BTreeMap<(String, String), usize>,
}

/// Counts, and prints a table.
pub(crate) fn run(
    paths: &[PathBuf],
    extracted_fields: bool,
    as_json: bool,
    console: &Console,
) -> io::Result<Status> {
    let sources = sources(paths, console);
    // Each target is asked twice: without a dropped condition, and with.
    let plans: Vec<Plan> = backends()
        .iter()
        .flat_map(|backend| {
            [false, true].map(|allow_wider| {
                let options = Options {
                    allow_wider,
                    extracted_fields,
                    ..Options::default()
                };
                (backend, options)
            })
        })
        .collect();
    let mut counts: Vec<(&str, Count)> = backends()
        .iter()
        .map(|backend| (backend.manifest().name.as_str(), Count::default()))
        .collect();
    let (mut rules, mut passed) = (0_usize, Vec::new());
    let mut errors: BTreeMap<(String, String), usize> = BTreeMap::new();
    for prepared in prepare::all(&sources.list, &plans, None, console) {
        let failed = match prepared {
            Prepared::Passed(analysis_type) => {
                passed.push(analysis_type);
                continue;
            }
            Prepared::Unread(diagnostics) => diagnostics,
            Prepared::Rule(rule) if rule.failed => rule.diagnostics,
            Prepared::Rule(rule) => {
                rules += 1;
                for (target, count) in &mut counts {
                    let outcomes = rule.outcomes.iter().filter(|one| one.target == *target);
                    count.add(outcomes, &rule.diagnostics);
                }
                continue;
            }
        };
        rules += 1;
        add_reasons(&mut errors, &failed);
        for (_, count) in &mut counts {
            count.error += 1;
        }
    }
    say_passed(passed, console);
    if as_json {
        let targets: Vec<Value> = counts
            .iter()
            .map(|(name, count)| count.json(name))
            .collect();
        print_line(&json_line(
            &json!({"rules": rules, "targets": targets, "errors": list(&errors)}),
        ))?;
    } else {
        print_table(&counts, &errors)?;
    }
    Ok(sources.status)
}

impl Count {
    /// Adds the two outcomes of each log type of a rule; `found` is what was said of the rule itself.
    fn add<'a>(&mut self, outcomes: impl Iterator<Item = &'a Outcome>, found: &[Diagnostic]) {
        let mut by_log_type: BTreeMap<&str, Vec<&Outcome>> = BTreeMap::new();
        for outcome in outcomes {
            by_log_type
                .entry(&outcome.log_type)
                .or_default()
                .push(outcome);
        }
        for outcomes in by_log_type.into_values() {
            let has = |label| outcomes.iter().any(|outcome| outcome.label == label);
            if has(Some(Label::Exact)) {
                self.exact += 1;
                continue;
            }
            if has(Some(Label::Wider)) {
                self.wider += 1;
            } else {
                self.refused += 1;
            }
            // The strict one comes first. If it has a query all the same, the rule itself is not read exactly.
            match outcomes.first() {
                Some(strict) if strict.label.is_some() => add_reasons(&mut self.reasons, found),
                Some(strict) => add_reasons(&mut self.reasons, &strict.diagnostics),
                None => {}
            }
        }
    }

    fn sum(&self) -> usize {
        self.exact + self.wider + self.refused + self.error
    }

    fn json(&self, name: &str) -> Value {
        json!({
            "target": name,
            "queries": self.sum(),
            "exact": self.exact,
            "wider": self.wider,
            "refused": self.refused,
            "error": self.error,
            "reasons": list(&self.reasons),
        })
    }
}

/// Counts each kind of error once, and of what would be one if nothing wider were allowed.
fn add_reasons(reasons: &mut BTreeMap<(String, String), usize>, diagnostics: &[Diagnostic]) {
    let mut kinds: Vec<(String, String)> = diagnostics
        .iter()
        .filter(|one| one.is_error() || UNCERTAIN.contains(&one.code))
        .map(|diagnostic| (diagnostic.code.0.to_owned(), class(diagnostic)))
        .collect();
    kinds.sort();
    kinds.dedup();
    for kind in kinds {
        *reasons.entry(kind).or_default() += 1;
    }
}

/// A message without the names in it, and with its reason.
fn class(diagnostic: &Diagnostic) -> String {
    let parts = std::iter::once(&diagnostic.message).chain(diagnostic.notes.first());
    let nameless: Vec<String> = parts.map(|part| without_names(part)).collect();
    nameless.join(": ")
}

/// The text with `…` for what stands in quotes.
fn without_names(text: &str) -> String {
    let mut out = String::new();
    for (index, part) in text.split(['`', '"']).enumerate() {
        out.push_str(if index % 2 == 0 { part } else { "`…`" });
    }
    out
}

/// The reasons, the most frequent first.
fn sorted(reasons: &BTreeMap<(String, String), usize>) -> Vec<(&str, &str, usize)> {
    let mut sorted: Vec<_> = reasons
        .iter()
        .map(|((code, message), count)| (code.as_str(), message.as_str(), *count))
        .collect();
    sorted.sort_by_key(|(_, _, count)| std::cmp::Reverse(*count));
    sorted
}

fn list(reasons: &BTreeMap<(String, String), usize>) -> Vec<Value> {
    sorted(reasons)
        .into_iter()
        .map(|(code, message, rules)| json!({"code": code, "message": message, "rules": rules}))
        .collect()
}

fn print_table(
    counts: &[(&str, Count)],
    errors: &BTreeMap<(String, String), usize>,
) -> io::Result<()> {
    let row = |name: &str, cells: [&str; 5]| {
        let cells = cells.map(|cell| format!("{cell:>8}")).concat();
        print_line(&format!("{name:8}{cells}"))
    };
    row("", ["queries", "exact", "wider", "refused", "error"])?;
    for (name, count) in counts {
        let cells = [
            count.sum(),
            count.exact,
            count.wider,
            count.refused,
            count.error,
        ];
        let cells = cells.map(|cell| cell.to_string());
        row(name, cells.each_ref().map(String::as_str))?;
    }
    for (name, count) in counts {
        print_reasons(&format!("{name}, wider or refused"), &count.reasons)?;
    }
    print_reasons("error", errors)
}

fn print_reasons(title: &str, reasons: &BTreeMap<(String, String), usize>) -> io::Result<()> {
    if reasons.is_empty() {
        return Ok(());
    }
    print_line("")?;
    print_line(&format!("{title}:"))?;
    let sorted = sorted(reasons);
    for (code, message, count) in sorted.iter().take(MOST) {
        let message = transpile_sdk::diagnostic::shown(message, 200);
        print_line(&format!("{count:8}  {code}  {message}"))?;
    }
    match sorted.len().checked_sub(MOST) {
        Some(more) if more > 0 => print_line(&format!("          and {more} more reasons")),
        _ => Ok(()),
    }
}
