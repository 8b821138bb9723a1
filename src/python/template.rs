//! The text that a function gives, as a template.
//!
//! In: what the function gives in each case. Out: a template whose conditions are certain and short, or why there
//! is none.

use super::grouping::{Part, has_text, is_empty, joined as concat};
use super::run::{Run, doubted};
use super::tree::Tree;
use crate::normalize::normalize;
use transpile_sdk::ir::{
    Argument, Condition, Field, Function, JsonType, Root, Scalar, Template, Test, Value,
};

/// A text may have so many pieces and cases.
const MAX_PIECES: usize = 60;

/// The text that a function gives.
pub(super) fn template(run: &mut Run<'_>, parts: &Tree<Part>) -> Result<Template, String> {
    let whole = tidy(made(run, parts)?);
    if pieces(&whole) > MAX_PIECES {
        return Err("it gives a text of too many cases".to_owned());
    }
    Ok(whole)
}

/// The text by which events are told apart: for every event it is there, or there is none in a case of its own.
/// Where no text is empty, the empty one stands for none.
pub(super) fn telling(run: &mut Run<'_>, parts: &Tree<Part>) -> Result<Template, String> {
    let mut may_be_empty = false;
    let parts = certain(run, parts, &mut may_be_empty);
    let parts = parts.map(&mut |part| {
        Tree::Leaf(match part {
            Part::Nothing if !may_be_empty => Part::Text("".into()),
            part => part.clone(),
        })
    });
    template(run, &parts)
}

/// The same parts, a value only where it is a text.
fn certain(run: &mut Run<'_>, parts: &Tree<Part>, may_be_empty: &mut bool) -> Tree<Part> {
    match parts {
        Tree::Choice(condition, then, other) => {
            let then = run.under(condition, true, |run| certain(run, then, may_be_empty));
            let other = run.under(condition, false, |run| certain(run, other, may_be_empty));
            Tree::choice(condition, then, other)
        }
        Tree::Leaf(Part::Value(value)) => {
            let is_text = is_text(run, value);
            let never = Condition::Const(false);
            let is_filled = |run: &mut Run<'_>| run.test(value, Test::IsFalsy) == never;
            if !has_text(value) && !run.under(&is_text, true, is_filled) {
                *may_be_empty = true;
            }
            Tree::choice(&is_text, parts.clone(), Tree::Leaf(Part::Nothing))
        }
        Tree::Leaf(Part::Text(text)) => {
            *may_be_empty |= text.is_empty();
            parts.clone()
        }
        _ => parts.clone(),
    }
}

/// True where a value is a text: where all are that it is joined of.
fn is_text(run: &mut Run<'_>, value: &Value) -> Condition {
    let Some(call) = concat(value) else {
        return run.is_type(value, JsonType::String);
    };
    let further = call.arguments.iter().filter_map(|argument| match argument {
        Argument::Value(value) => Some(value),
        Argument::Scalar(_) => None,
    });
    let all = [&*call.operand].into_iter().chain(further);
    let all = all.filter(|value| !is_empty(value));
    Condition::all(all.map(|value| is_text(run, value)).collect::<Vec<_>>())
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

/// A value that can be shown: not one of an element of an array.
pub(super) fn plain(value: &Value) -> Result<Value, String> {
    let mut problem = false;
    value.fields(&mut |field| problem |= field.root != Root::Event);
    if problem {
        Err("it is an element of an array".to_owned())
    } else {
        Ok(value.clone())
    }
}
