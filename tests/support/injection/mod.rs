//! Hostile texts, and every place of a rule or a command line that such a text can stand in.
//!
//! In: a text and a back end. Out: the query, or that there is none. Nothing here knows how a target writes
//! texts; see [`skeleton`] for that.

pub(crate) mod skeleton;

use std::sync::Arc;
use transpile::catalog::LogType;
use transpile::compile::{Lowered, Options, compile, front, has_errors, read_shape};
use transpile::load::{Loaded, RuleDocument, load};
use transpile_sdk::backend::Backend;
use transpile_sdk::shape::Shape;

/// The log type of all rules here.
const LOG_TYPE: &str = "AWS.CloudTrail";

/// The texts of `corpus.txt`, and some that are only long.
pub(crate) fn corpus() -> Vec<String> {
    let lines = include_str!("corpus.txt").lines();
    let lines = lines.filter(|line| !line.is_empty() && !line.starts_with('#'));
    let mut texts: Vec<String> = lines
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    texts.push("a'".repeat(4_000));
    texts.push("\\".repeat(4_001));
    texts.push("-- \" ".repeat(2_000));
    texts
}

/// Texts that nobody would fear, one for each way in which a text may rightly change a query: in what order
/// its words are, whether it is a pattern for the target, whether it could be a number or a boolean.
pub(crate) const HARMLESS: [&str; 10] = [
    "Harmless Words",
    "HarmlessWords",
    "harmlesswords",
    "Harmless_Words",
    "Harmless*Words",
    "*",
    "12",
    "true",
    "-",
    "é",
];

/// Where a text stands.
#[derive(Clone, Copy)]
pub(crate) enum Place {
    /// In a condition; the function writes the condition.
    Condition(fn(&str) -> String),
    /// In a rule file; the function writes further lines, each `Key: value`.
    Rule(fn(&str) -> String),
    /// It is the rule's id.
    Id,
    /// It is the table's name, given on the command line.
    Table,
    /// It is the name of the table's shape.
    Shape,
    /// It is the name of the log type.
    LogType,
    /// It is in the description of a table; the function writes that.
    Description(fn(&str) -> String),
    /// It is in a `CREATE TABLE` statement; the function writes that.
    CreateTable(fn(&str) -> String),
}

/// Every place, with a name for messages.
pub(crate) const PLACES: &[(&str, Place)] = &[
    ("eq", Place::Condition(|t| format!("userAgent eq {}", q(t)))),
    ("ne", Place::Condition(|t| format!("userAgent ne {}", q(t)))),
    (
        "in",
        Place::Condition(|t| format!("userAgent in [{}, \"z\"]", q(t))),
    ),
    (
        "contains",
        Place::Condition(|t| format!("userAgent contains {}", q(t))),
    ),
    (
        "starts_with",
        Place::Condition(|t| format!("userAgent starts_with {}", q(t))),
    ),
    (
        "ends_with",
        Place::Condition(|t| format!("userAgent ends_with {}", q(t))),
    ),
    (
        "wildcard",
        Place::Condition(|t| format!("userAgent wildcard {}", q(&format!("a*{}?b", glob(t))))),
    ),
    (
        "regex_match",
        Place::Condition(|t| format!("userAgent regex_match {}", q(&format!("a+{}$", pattern(t))))),
    ),
    (
        "json eq",
        Place::Condition(|t| format!("requestParameters.note eq {}", q(t))),
    ),
    (
        "json ends_with",
        Place::Condition(|t| format!("requestParameters.note ends_with {}", q(t))),
    ),
    (
        "json key",
        Place::Condition(|t| format!("requestParameters.{} eq \"v\"", q(t))),
    ),
    (
        "json key below",
        Place::Condition(|t| format!("requestParameters.note.{}.x is_not_null", q(t))),
    ),
    (
        "key of json()",
        Place::Condition(|t| format!("json(errorMessage).{} eq \"v\"", q(t))),
    ),
    (
        "element",
        Place::Condition(|t| format!("any requestParameters.list as e (e eq {})", q(t))),
    ),
    (
        "key of an element",
        Place::Condition(|t| format!("any requestParameters.list as e (e.{} eq \"v\")", q(t))),
    ),
    (
        "concat",
        Place::Condition(|t| format!("concat(userAgent, {}) eq \"z\"", q(t))),
    ),
    (
        "replace",
        Place::Condition(|t| format!("replace(userAgent, {}, \"y\") eq \"z\"", q(t))),
    ),
    (
        "replace with",
        Place::Condition(|t| format!("replace(userAgent, \"y\", {}) eq \"z\"", q(t))),
    ),
    (
        "split",
        Place::Condition(|t| format!("split(userAgent, {})[0] eq \"z\"", q(t))),
    ),
    ("id", Place::Id),
    (
        "title",
        Place::Rule(|t| format!("DisplayName: {}\n", yaml(t))),
    ),
    (
        "description",
        Place::Rule(|t| format!("Description: {}\n", yaml(t))),
    ),
    (
        "reference",
        Place::Rule(|t| format!("Reference: {}\n", yaml(t))),
    ),
    (
        "runbook",
        Place::Rule(|t| format!("Runbook: {}\n", yaml(t))),
    ),
    ("tag", Place::Rule(|t| format!("Tags: [{}, z]\n", yaml(t)))),
    (
        "output",
        Place::Rule(|t| format!("OutputFields:\n  - {}: userAgent\n", yaml(t))),
    ),
    (
        "group key",
        Place::Rule(|t| {
            format!(
                "Threshold: 3\nGroupBy: [{}]\n",
                yaml(&format!("requestParameters.{}", q(t)))
            )
        }),
    ),
    (
        "output path",
        Place::Rule(|t| {
            format!(
                "OutputFields: [{}]\n",
                yaml(&format!("requestParameters.{}", q(t)))
            )
        }),
    ),
    (
        "summary",
        Place::Rule(|t| {
            format!(
                "SummaryAttributes: [{}]\n",
                yaml(&format!("requestParameters.{}", q(t)))
            )
        }),
    ),
    ("table", Place::Table),
    ("shape", Place::Shape),
    ("log type", Place::LogType),
    (
        "shape's table",
        Place::Description(|t| described(t, "eventtime", "useragent")),
    ),
    (
        "shape's time",
        Place::Description(|t| described("t", t, "useragent")),
    ),
    (
        "shape's column",
        Place::Description(|t| described("t", "eventtime", t)),
    ),
    (
        "created table",
        Place::CreateTable(|t| {
            format!(
                "CREATE TABLE {} (eventtime string, useragent string)",
                backticks(t)
            )
        }),
    ),
    (
        "partition",
        Place::CreateTable(|t| {
            format!(
                "CREATE TABLE t (eventtime string, useragent string) PARTITIONED BY ({} string)",
                backticks(t)
            )
        }),
    ),
    (
        "part of a column",
        Place::CreateTable(|t| {
            format!(
                "CREATE TABLE t (eventtime string, useragent string, useridentity struct<arn:string, {}:string>)",
                backticks(t)
            )
        }),
    ),
];

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

/// A literal of the condition language.
pub(crate) fn q(text: &str) -> String {
    transpile_grammar::quote(text)
}

/// A text in YAML, every unusual character as a number.
fn yaml(text: &str) -> String {
    let plain = |c: char| c == ' ' || c.is_ascii_graphic() && !"\"\\".contains(c);
    let escaped = text.chars().map(|c| {
        if plain(c) {
            c.to_string()
        } else {
            format!("\\U{:08x}", u32::from(c))
        }
    });
    format!("\"{}\"", escaped.collect::<String>())
}

/// A glob for the text; it has no escapes, but a class of one star is a star.
pub(crate) fn glob(text: &str) -> String {
    let escaped = text.chars().map(|c| match c {
        '*' | '?' | '[' => format!("[{c}]"),
        c => c.to_string(),
    });
    escaped.collect()
}

/// A pattern for the text.
pub(crate) fn pattern(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        if "\\.+*?()|[]{}^$".contains(c) {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// A name in backticks, which that reader of statements knows no way to have inside.
fn backticks(text: &str) -> String {
    format!("`{}`", text.replace('`', ""))
}

/// The description of a table of two columns.
fn described(table: &str, time: &str, column: &str) -> String {
    format!(
        "name: mine\nlog_type: {LOG_TYPE}\ntable: {}\ntitle: mine\nevent_time: {{column: {}}}\ncolumns:\n  - {{field: eventTime, column: {}, type: string}}\n  - {{field: userAgent, column: {}, type: string}}\n",
        yaml(table),
        yaml(time),
        yaml(time),
        yaml(column)
    )
}
