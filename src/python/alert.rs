//! What a rule in Python says of a match: the functions `title`, `severity` and `alert_context`.
//!
//! In: a rule's file, a log type, and what is true of every match. Out: the texts of title and severity, the values of
//! the context by their keys, and for what is not read the reason. None of it decides which events match.

use super::grouping::{Part, Reader, is_empty};
use super::run::{Run, State, doubted};
use super::source::Sources;
use super::tree::Tree;
use super::value::{Entry, Json, Symbol, Val};
use super::work;
use crate::catalog::LogType;
use crate::normalize::normalize;
use std::sync::Arc;
use transpile_sdk::diagnostic::Diagnostic;
use transpile_sdk::ir::{
    Argument, Condition, Field, Function, JsonType, Root, Scalar, Template, Test, Value,
};

/// A text may have so many pieces and cases.
const MAX_PIECES: usize = 60;

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

/// A value that can be shown: not one of an element of an array.
fn plain(value: &Value) -> Result<Value, String> {
    let mut problem = false;
    value.fields(&mut |field| problem |= field.root != Root::Event);
    if problem {
        Err("it is an element of an array".to_owned())
    } else {
        Ok(value.clone())
    }
}

/// The text that a function gives.
fn template(run: &mut Run<'_>, parts: &Tree<Part>) -> Result<Template, String> {
    let whole = tidy(made(run, parts)?);
    if pieces(&whole) > MAX_PIECES {
        return Err("it gives a text of too many cases".to_owned());
    }
    Ok(whole)
}

fn made(run: &mut Run<'_>, parts: &Tree<Part>) -> Result<Template, String> {
    match parts {
        Tree::Dead | Tree::Leaf(Part::Nothing) => Ok(Template::Null),
        Tree::Leaf(Part::Text(text)) => Ok(Template::Text(text.to_string())),
        Tree::Leaf(Part::Value(value)) => joined(value),
        Tree::Leaf(Part::Unread(number)) => {
            let problem = run.problems.get(*number);
            Err(problem.map_or_else(String::new, |problem| problem.message.clone()))
        }
        Tree::Choice(condition, then, other) => {
            let mut doubt = None;
            condition.fields(&mut |field| doubt = doubt.or(doubted(field)));
            if let Some(problem) = doubt.and_then(|number| run.problems.get(number)) {
                return Err(problem.message.clone());
            }
            let (then, other) = (made(run, then)?, made(run, other)?);
            // A case that the other one covers as well is none.
            if run.under(condition, false, |run| assumed(run, &then)) == other {
                return Ok(then);
            }
            if run.under(condition, true, |run| assumed(run, &other)) == then {
                return Ok(other);
            }
            Ok(Template::either(condition, then, other))
        }
    }
}

/// The template for events of which something more is known.
fn assumed(run: &mut Run<'_>, template: &Template) -> Template {
    match template {
        Template::Joined(parts) => Template::joined(parts.iter().map(|part| assumed(run, part))),
        Template::Either(condition, then, other) => {
            match run.known.decide(condition, &run.schema) {
                Some(true) => assumed(run, then),
                Some(false) => assumed(run, other),
                None => {
                    let (then, other) = (assumed(run, then), assumed(run, other));
                    Template::either(condition, then, other)
                }
            }
        }
        other => other.clone(),
    }
}

/// A value in its pieces, if it is texts joined.
fn joined(value: &Value) -> Result<Template, String> {
    let value = plain(value)?;
    match &value {
        Value::Call(call) if call.function == Function::Concat && call.steps.is_empty() => {
            let first = (!is_empty(&call.operand)).then(|| joined(&call.operand));
            let further = call.arguments.iter().map(|argument| match argument {
                Argument::Scalar(Scalar::String(text)) => Ok(Template::Text(text.clone())),
                Argument::Scalar(_) => Err("a text is joined with something else".to_owned()),
                Argument::Value(value) => joined(value),
            });
            let parts = first.into_iter().chain(further);
            Ok(Template::joined(parts.collect::<Result<Vec<_>, _>>()?))
        }
        _ => Ok(Template::Value(value)),
    }
}

/// The same template with shorter conditions.
fn tidy(template: Template) -> Template {
    match template {
        Template::Joined(parts) => Template::joined(parts.into_iter().map(tidy)),
        Template::Either(condition, then, other) => {
            Template::either(&shorter(normalize(&condition)), tidy(*then), tidy(*other))
        }
        other => other,
    }
}

/// Where a value is there, so is what it is in.
fn shorter(condition: Condition) -> Condition {
    match condition {
        Condition::And(parts) => {
            let present: Vec<Field> = parts.iter().filter_map(present).cloned().collect();
            let is_said = |part: &Condition| {
                self::present(part).is_some_and(|own| {
                    present.iter().any(|other| {
                        own.root == other.root
                            && own.steps.len() < other.steps.len()
                            && other.steps.starts_with(&own.steps)
                    })
                })
            };
            Condition::all(parts.into_iter().filter(|part| !is_said(part)))
        }
        Condition::Or(_) => match shorter(condition.clone().complement()) {
            same if same == condition.clone().complement() => condition,
            shorter => shorter.complement(),
        },
        other => other,
    }
}

/// The field that a condition asks to be there, whatever else it asks of it.
fn present(condition: &Condition) -> Option<&Field> {
    let Condition::Predicate(predicate) = condition else {
        return None;
    };
    let asks = match predicate.test {
        Test::IsMissing | Test::IsNull | Test::IsFalsy => predicate.negated,
        Test::IsType(JsonType::Object) => !predicate.negated,
        _ => false,
    };
    match &predicate.value {
        Value::Field(field) if asks => Some(field),
        _ => None,
    }
}

fn pieces(template: &Template) -> usize {
    match template {
        Template::Null | Template::Text(_) | Template::Value(_) => 1,
        Template::Joined(parts) => parts.iter().map(pieces).sum(),
        Template::Either(condition, then, other) => {
            let mut predicates = 0;
            condition.predicates(&mut |_| predicates += 1);
            predicates + pieces(then) + pieces(other)
        }
    }
}
