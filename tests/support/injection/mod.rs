//! Hostile texts, and every place of a rule or a command line that such a text can stand in.
//!
//! In: a text and a back end. Out: the query, or that there is none. Nothing here knows how a target writes
//! texts; see [`skeleton`] for that.

#![allow(
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test fails by panicking"
)]

mod places;
pub(crate) mod questions;
pub(crate) mod skeleton;

pub(crate) use places::{LOG_TYPE, PLACES, Place, glob, pattern, q, yaml};

use std::sync::Arc;
use transpile::catalog::LogType;
use transpile::compile::{Lowered, Options, compile, front, has_errors, read_shape};
use transpile::load::{Loaded, RuleDocument, load};
use transpile_sdk::backend::{Backend, Hunt};
use transpile_sdk::shape::Shape;

/// The texts of `corpus.txt`, and some that are only long.
pub(crate) fn corpus() -> Vec<String> {
    let lines = include_str!("corpus.txt").lines();
    let lines = lines.filter(|line| !line.is_empty() && !line.starts_with('#'));
    let mut texts: Vec<String> = lines
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    texts.push("a'".repeat(1_500));
    texts.push("\\".repeat(2_001));
    texts.push("-- \" ".repeat(500));
    texts
}

/// Texts that nobody would fear, one for each way in which a text may rightly change a query: in what order
/// its words are, whether it is a pattern, a number, a boolean or JSON for the target, whether all of it can be seen.
pub(crate) const HARMLESS: [&str; 16] = [
    "Harmless Words",
    "HarmlessWords",
    "harmlesswords",
    "Harmless_Words",
    "Harmless*Words",
    "*",
    "12",
    "true",
    "tRUE",
    "[Harmless]",
    "{Harmless}",
    "Harmless.Words",
    "-",
    " ",
    "Harmless\u{200b}Words",
    "é",
];

/// Faults that are known and not mended: of which target, in which place, with which text.
pub(crate) fn is_known(target: &str, place: &str, text: &str) -> bool {
    match target {
        // Kusto takes a bare `true` or `false`, in any case, for the literal and not for a name.
        "kql" => text.eq_ignore_ascii_case("true") || text.eq_ignore_ascii_case("false"),
        // The column of a shape of the user's is printed as it is.
        "yaral" => place == "shape's column",
        _ => false,
    }
}

/// The query that has the text in its place; the error says why there is none.
pub(crate) fn query(backend: &dyn Backend, place: Place, text: &str) -> Result<String, String> {
    let plain = "userAgent eq \"x\"".to_owned();
    let (id, condition, more) = match place {
        Place::Condition(write) => ("Harmless", write(text), String::new()),
        Place::Rule(write) => ("Harmless", plain, write(text)),
        Place::Id => (text, plain, String::new()),
        _ => ("Harmless", plain, String::new()),
    };
    let (document, mut rule) = read(id, &condition, &more)?;
    let mut base = backend
        .shapes()
        .iter()
        .find(|shape| shape.default && shape.log_type == LOG_TYPE)
        .ok_or("no table")?
        .clone();
    let mut options = Options {
        extracted_fields: true,
        hunt: Hunt::everything(),
        ..Options::default()
    };
    match place {
        Place::Table => options.table = Some(text.to_owned()),
        Place::Shape => text.clone_into(&mut base.name),
        Place::LogType => {
            text.clone_into(&mut base.log_type);
            rule.log_type = Arc::new(LogType {
                name: text.to_owned(),
                ..(*rule.log_type).clone()
            });
        }
        Place::Description(write) => {
            base = read_shape(&write(text)).map_err(|problem| problem.message)?;
        }
        Place::CreateTable(write) => {
            base = backend
                .read_shape(&write(text), &base)
                .map_err(|problems| problems[0].message.clone())?;
        }
        Place::Condition(_) | Place::Rule(_) | Place::Id => {}
    }
    compiled(backend, &document, &rule, &base, options)
}

/// The rule with that condition.
pub(crate) fn read(
    id: &str,
    condition: &str,
    more: &str,
) -> Result<(RuleDocument, Lowered), String> {
    let text = format!(
        "AnalysisType: rule\nRuleID: {}\nSeverity: Info\nLogTypes: [{LOG_TYPE}]\nCondition: {}\n{more}",
        yaml(id),
        yaml(condition)
    );
    let (loaded, problems) = load("rule.yml", &text);
    let Some(Loaded::Rule(document)) = loaded else {
        return Err("no rule".to_owned());
    };
    let mut front = front(&document, None);
    let mut problems = problems.iter().chain(&front.diagnostics);
    if let Some(problem) = problems.find(|problem| problem.is_error()) {
        return Err(problem.message.clone());
    }
    let rule = front.lowered.pop().ok_or("nothing was lowered")?;
    Ok((*document, rule))
}

/// The query over the table.
pub(crate) fn compiled(
    backend: &dyn Backend,
    document: &RuleDocument,
    rule: &Lowered,
    shape: &Shape,
    options: Options,
) -> Result<String, String> {
    let options = Options {
        shape: Some(shape.clone()),
        ..options
    };
    let outcome = compile(document, rule, backend, &options, "rule");
    if let Some(file) = outcome.files.first() {
        assert!(!has_errors(&outcome.diagnostics));
        return Ok(file.text.clone());
    }
    Err(outcome.diagnostics[0].message.clone())
}
