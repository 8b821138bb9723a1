//! Counting: the match window, its key, and what is counted in it.
//!
//! In: a rule with a threshold. Out: the lines of `events` that name the key, the line of `match`, and the condition.

use crate::WINDOW;
use crate::emit::{Refused, refuse};
use crate::rule::{Names, Problem};
use crate::source::{Kind, Source, source};
use transpile_sdk::backend::{BoundRule, KeyColumn};
use transpile_sdk::bind::BoundField;
use transpile_sdk::diagnostic::Diagnostic;
use transpile_sdk::ir::{Key, Value};

/// A match window is at least one minute and at most 48 hours long (YARA-L 2.0 language reference).
const MAX_MINUTES: u64 = 48 * 60;

/// The window of a rule that counts.
#[derive(Debug)]
pub(crate) struct Window {
    minutes: u64,
    /// The placeholders of the key with their expressions.
    key: Vec<(String, String)>,
    /// The placeholder whose distinct values are counted, with its expression.
    unique: Option<(String, String)>,
}

impl Window {
    /// The window, if the rule counts.
    pub(crate) fn of(rule: &BoundRule, names: &mut Names) -> Result<Option<Self>, Problem> {
        let minutes = rule.dedup_minutes;
        if rule.threshold < 2 {
            return Ok(None);
        }
        if !(1..=MAX_MINUTES).contains(&minutes) {
            let problem = Diagnostic::error(
                WINDOW,
                format!(
                    "the rule counts matches within {minutes} minutes, and a match window has 1 minute to 48 hours"
                ),
            );
            return Err(Problem::Said(
                problem.with_help("choose another `DedupPeriodMinutes`"),
            ));
        }
        let key = key(&rule.group_by, names)?;
        let unique = rule.unique.as_ref().map(|value| unique(value, names));
        Ok(Some(Self {
            minutes,
            key,
            unique: unique.transpose()?,
        }))
    }

    /// The lines of `events`.
    pub(crate) fn events(&self) -> Vec<String> {
        let placeholders = self.key.iter().chain(&self.unique);
        let mut lines: Vec<String> = placeholders
            .map(|(name, expr)| format!("${name} = {expr}"))
            .collect();
        // A missing value is no value, and it would be counted as an empty one.
        lines.extend(
            self.unique
                .iter()
                .map(|(name, _)| format!("${name} != \"\"")),
        );
        lines
    }

    /// The line of `match`.
    pub(crate) fn line(&self) -> String {
        let variables: Vec<String> = self
            .key
            .iter()
            .map(|(name, _)| format!("${name}"))
            .collect();
        let duration = if self.minutes.is_multiple_of(60) {
            format!("{}h", self.minutes / 60)
        } else {
            format!("{}m", self.minutes)
        };
        format!("{} over {duration}", variables.join(", "))
    }

    /// The condition.
    pub(crate) fn condition(&self, threshold: u64) -> String {
        match &self.unique {
            // Every event variable must stand in the condition.
            Some((name, _)) => format!("$e and #{name} >= {threshold}"),
            None => format!("#e >= {threshold}"),
        }
    }
}

/// The placeholders of the key. A rule whose matches share one key has the log type for it.
fn key(keys: &[KeyColumn], names: &mut Names) -> Result<Vec<(String, String)>, Refused> {
    if keys.is_empty() {
        return Ok(vec![(
            names.give("log_type"),
            "$e.metadata.log_type".to_owned(),
        )]);
    }
    let placeholder = |column: &KeyColumn| {
        let source = match &column.key {
            Key::Value(value) => single(value, &column.name, "group by")?,
            Key::Text(_) => return fields_only(&column.name, "group by"),
        };
        Ok((names.give(&format!("key_{}", column.name)), source.expr))
    };
    keys.iter().map(placeholder).collect()
}

/// The placeholder whose distinct values are counted.
fn unique(value: &Value<BoundField>, names: &mut Names) -> Result<(String, String), Refused> {
    let dotted = value.subject().field.dotted();
    let source = single(value, &dotted, "count the values of")?;
    if source.kind == Kind::Int || source.kind == Kind::Bool || source.empty {
        return refuse(format!(
            "UDM shows a missing `{dotted}` as a value of its own, which would be counted"
        ));
    }
    Ok((names.give("unique"), source.expr))
}

/// The source of a value that an event has once, and that is missing in one way.
fn single(value: &Value<BoundField>, name: &str, what: &str) -> Result<Source, Refused> {
    let Value::Field(field) = value else {
        return fields_only(name, what);
    };
    let source = source(field)?;
    if source.repeated || source.absent.len() > 1 {
        return refuse(format!(
            "YARA-L cannot {what} `{}` as UDM keeps it",
            field.field.dotted()
        ));
    }
    Ok(source)
}

fn fields_only<T>(name: &str, what: &str) -> Result<T, Refused> {
    refuse(format!(
        "`{name}` is made by functions, and YARA-L can {what} fields of the event only"
    ))
}
