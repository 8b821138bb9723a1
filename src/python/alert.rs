//! What a rule in Python says of a match: the functions `title`, `severity` and `alert_context`.
//!
//! In: a rule's file, a log type, and what is true of every match. Out: the texts of title and severity, the values of
//! the context by their keys, and for what is not read the reason. None of it decides which events match.

use super::grouping::{Part, Reader};
use super::run::{Run, State};
use super::source::Sources;
use super::template::{plain, template};
use super::tree::Tree;
use super::value::{Entry, Json, Symbol, Val};
use super::work;
use crate::catalog::LogType;
use std::sync::Arc;
use transpile_sdk::diagnostic::Diagnostic;
use transpile_sdk::ir::{Condition, Template, Value};

/// What is said of a match.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Alert {
    /// The title, if the rule makes one.
    pub title: Option<Template>,
    /// The severity, if the rule makes one: whatever text its function gives.
    pub severity: Option<Template>,
    /// The context: its values by their keys.
    pub context: Vec<(String, Content)>,
    /// What is not read, a sentence each.
    pub unread: Vec<String>,
}

/// A value of the context.
#[derive(Debug, Clone, PartialEq)]
pub enum Content {
    /// A value of the event. What the function gives in place of a missing one is not looked at.
    Value(Value),
    /// A text.
    Text(Template),
}

/// Reads what is said of the events for which `matched` holds.
///
/// # Errors
/// The file is not Python.
pub fn alert(
    sources: &Sources,
    log_type: &Arc<LogType>,
    matched: &Condition,
) -> Result<Alert, Diagnostic> {
    let mut reader = Reader::new(sources, log_type, matched, true)?;
    reader.run.is_lenient = true;
    work::begin(work::OF_ALERT);
    let mut alert = Alert::default();
    let mut unread = Vec::new();
    for (name, text) in [
        ("title", &mut alert.title),
        ("severity", &mut alert.severity),
    ] {
        match reader
            .parts(name, false)
            .map(|parts| parts.and_then(|parts| template(&mut reader.run, &parts)))
        {
            None => {}
            Some(Ok(read)) => *text = Some(read),
            Some(Err(reason)) => unread.push(format!("what `{name}` gives is not shown: {reason}")),
        }
    }
    match reader.called("alert_context") {
        None => {}
        Some(Err(reason)) => unread.push(not_shown(&reason)),
        Some(Ok((symbol, state))) => match entries(&symbol, &state) {
            Err(reason) => unread.push(not_shown(&reason)),
            Ok(entries) => {
                for entry in entries {
                    let key = match entry.key.only() {
                        Some(Val::Text(key)) if entry.binders.is_empty() => key.to_string(),
                        _ => {
                            unread.push(not_shown("a key that the event decides"));
                            continue;
                        }
                    };
                    match content(&mut reader.run, entry, &state) {
                        Ok(Some(content)) => {
                            alert.context.retain(|(own, _)| *own != key);
                            alert.context.push((key, content));
                        }
                        Ok(None) => {}
                        Err(reason) => unread
                            .push(format!("`{key}` of `alert_context` is not shown: {reason}")),
                    }
                }
            }
        },
    }
    // Where the reading was given up, nothing that follows was read.
    if reader.run.exhausted().is_some() {
        alert = Alert::default();
        unread = vec![
            "what the rule says of a match is not shown: it takes too much work to read".to_owned(),
        ];
    }
    alert.unread = unread;
    Ok(alert)
}

fn not_shown(reason: &str) -> String {
    format!("what `alert_context` gives is not shown: {reason}")
}

/// The entries of the one dictionary that a function gives.
fn entries<'s>(symbol: &'s Symbol, state: &'s State) -> Result<&'s [Entry], String> {
    let several = || "it gives different things in different cases".to_owned();
    match symbol.only().ok_or_else(several)? {
        Val::Dict(entries) => Ok(entries),
        Val::Ref(place) => match state.heap.get(place).and_then(Tree::only) {
            Some(Val::Dict(entries)) => Ok(entries),
            _ => Err(several()),
        },
        _ => Err("it gives no dictionary that is read".to_owned()),
    }
}

/// A value of the context; nothing if it is the same for every event.
fn content(run: &mut Run<'_>, entry: &Entry, state: &State) -> Result<Option<Content>, String> {
    if entry.guard != Condition::Const(true) {
        return Err("it is not always there".to_owned());
    }
    let mut state = state.clone();
    let symbol = run.bind(&entry.value, &mut state, &mut |_, value, _| {
        Tree::Leaf(value.clone())
    });
    let mut values: Vec<&Value> = Vec::new();
    let (mut constants, mut problem) = (0, None);
    symbol.leaves(&mut |leaf| match leaf {
        Val::Json(Json { value, .. }) | Val::Computed(value) | Val::Count(value) => {
            if !values.contains(&value) {
                values.push(value);
            }
        }
        Val::None | Val::Text(_) | Val::Int(_) | Val::Float(_) | Val::Raise(_) => constants += 1,
        Val::Unknown(number) | Val::Carried(number) => {
            let found = run.problems.get(*number);
            problem = found.map(|problem| problem.message.clone());
        }
        _ => problem = Some("it is no value of the event and no text".to_owned()),
    });
    if let Some(problem) = problem {
        return Err(problem);
    }
    match values.as_slice() {
        [] if constants < 2 => Ok(None),
        // What stands in the place of a missing value is no part of the event.
        [only] => match plain(only) {
            Ok(value) => Ok(Some(Content::Value(value))),
            Err(reason) => Err(reason),
        },
        _ => {
            let parts = symbol.map(&mut |leaf| {
                Tree::Leaf(match leaf {
                    Val::Text(text) => Part::Text(text.clone()),
                    Val::Json(Json { value, .. }) | Val::Computed(value) | Val::Count(value) => {
                        Part::Value(value.to_text())
                    }
                    _ => Part::Nothing,
                })
            });
            template(run, &parts).map(|text| Some(Content::Text(text)))
        }
    }
}
