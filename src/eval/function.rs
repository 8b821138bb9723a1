//! The functions of the language.
//!
//! In: a function, its operand (not null) and its arguments. Out: the result, or `None` for null: the
//! operand or an argument is null or of a kind that the function does not take.

use super::json::{Json, JsonNumber};
use super::python;
use super::value::{Found, Scope};
use icu_casemap::CaseMapper;
use std::borrow::Cow;
use transpile_sdk::ir::{Argument, Function, Number, Scalar};

/// Applies `function` to `operand`.
pub(super) fn apply<'a>(
    function: Function,
    operand: Found<'a>,
    arguments: &'a [Argument],
    scope: Scope<'a>,
) -> Option<Found<'a>> {
    let text = || operand.as_text();
    let argument = |index: usize| arguments.get(index);
    let text_at = |index| argument(index).and_then(|argument| text_of(argument, scope));
    let result = match function {
        Function::Lower => Json::String(lower(text()?)),
        Function::Upper => Json::String(upper(text()?)),
        Function::Trim => Json::String(text()?.trim_matches(is_trimmed).to_owned()),
        Function::Length => Json::Number(length(&operand)?),
        Function::Split => split(text()?, &text_at(0)?)?,
        Function::Concat => {
            let mut out = text()?.to_owned();
            for argument in arguments {
                out.push_str(&text_of(argument, scope)?);
            }
            Json::String(out)
        }
        Function::Replace => {
            let (from, to) = (text_at(0)?, text_at(1)?);
            if from.is_empty() {
                return None;
            }
            Json::String(text()?.replace(&*from, &to))
        }
        Function::Substring => {
            let start = position(argument(0)?, scope)?;
            let length = match argument(1) {
                Some(argument) => position(argument, scope)?,
                None => usize::MAX,
            };
            Json::String(text()?.chars().skip(start).take(length).collect())
        }
        Function::Reverse => Json::String(text()?.chars().rev().collect()),
        Function::Characters => Json::Array(
            text()?
                .chars()
                .map(|c| Json::String(c.to_string()))
                .collect(),
        ),
        Function::Keys => match &*operand {
            Json::Object(members) => {
                Json::Array(members.keys().cloned().map(Json::String).collect())
            }
            _ => return None,
        },
        Function::StripStart => {
            let characters = text_at(0)?;
            Json::String(
                text()?
                    .trim_start_matches(|c| characters.contains(c))
                    .to_owned(),
            )
        }
        Function::StripEnd => {
            let characters = text_at(0)?;
            Json::String(
                text()?
                    .trim_end_matches(|c| characters.contains(c))
                    .to_owned(),
            )
        }
        Function::Add | Function::Subtract => {
            let Json::Number(own) = &*operand else {
                return None;
            };
            let other = number_of(argument(0)?, scope)?;
            Json::Number(computed(function, own.value()?, other).into())
        }
        Function::Json => Json::parse(text()?).ok()?,
        Function::Number => Json::Number(number(&operand)?),
        Function::Text if text().is_some() => return Some(operand),
        Function::Text => Json::String(operand.to_string()),
        Function::PythonStr => Json::String(python::str(&operand)),
        Function::PythonCanonical => Json::String(python::canonical(&operand)),
        Function::PythonInt => Json::Number(python::int(&operand)?),
        Function::PythonFloat => Json::Number(python::float(&operand)?),
        Function::PythonNetwork => Json::Array(
            python::network(text()?)?
                .map(|end| Json::String(end.to_string()))
                .to_vec(),
        ),
    };
    Some(Cow::Owned(result))
}

/// Lower case by the simple mappings of Unicode: one code point becomes one.
pub(crate) fn lower(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let mapper = CaseMapper::new();
    text.chars().map(|c| mapper.simple_lowercase(c)).collect()
}

/// Upper case by the simple mappings of Unicode: `ß` has none and stays.
fn upper(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_uppercase();
    }
    let mapper = CaseMapper::new();
    text.chars().map(|c| mapper.simple_uppercase(c)).collect()
}

/// Blank, tab, newline, vertical tab, form feed, carriage return.
fn is_trimmed(c: char) -> bool {
    matches!(c, ' ' | '\t'..='\r')
}

fn length(operand: &Json) -> Option<JsonNumber> {
    let length = match operand {
        Json::String(text) => text.chars().count(),
        Json::Array(items) => items.len(),
        _ => return None,
    };
    Some(Number::Int(i64::try_from(length).ok()?).into())
}

fn split(text: &str, separator: &str) -> Option<Json> {
    if separator.is_empty() {
        return None;
    }
    let parts = text.split(separator);
    Some(Json::Array(
        parts.map(|part| Json::String(part.to_owned())).collect(),
    ))
}

/// The number that a value is or spells. One that no double can hold is none.
fn number(operand: &Json) -> Option<JsonNumber> {
    let number = match operand {
        Json::Number(number) => number.clone(),
        Json::String(text) if Number::parse(text).is_some() => JsonNumber::new(text),
        _ => return None,
    };
    number.value().is_some().then_some(number)
}

/// A sum or a difference. Integers that 64 bits do not hold become doubles.
fn computed(function: Function, own: Number, other: Number) -> Number {
    let is_sum = function == Function::Add;
    if let (Number::Int(own), Number::Int(other)) = (own, other) {
        let exact = if is_sum {
            own.checked_add(other)
        } else {
            own.checked_sub(other)
        };
        if let Some(int) = exact {
            return Number::Int(int);
        }
    }
    let (own, other) = (own.as_f64(), other.as_f64());
    Number::Double(if is_sum { own + other } else { own - other })
}

/// An argument that is a number.
fn number_of(argument: &Argument, scope: Scope<'_>) -> Option<Number> {
    match argument {
        Argument::Scalar(Scalar::Number(number)) => Some(*number),
        Argument::Scalar(_) => None,
        Argument::Value(value) => match &*scope.value(value)? {
            Json::Number(number) => number.value(),
            _ => None,
        },
    }
}

/// An argument that is text.
fn text_of<'a>(argument: &'a Argument, scope: Scope<'a>) -> Option<Cow<'a, str>> {
    match argument {
        Argument::Scalar(Scalar::String(text)) => Some(Cow::Borrowed(text)),
        Argument::Scalar(_) => None,
        Argument::Value(value) => match scope.value(value)? {
            Cow::Borrowed(Json::String(text)) => Some(Cow::Borrowed(text)),
            Cow::Owned(Json::String(text)) => Some(Cow::Owned(text)),
            _ => None,
        },
    }
}

/// An argument that is a whole number and not negative. One that memory cannot reach stands for the end.
fn position(argument: &Argument, scope: Scope<'_>) -> Option<usize> {
    let whole = match number_of(argument, scope)? {
        Number::Int(int) => int,
        Number::Double(double) => whole(double)?,
    };
    (whole >= 0).then(|| usize::try_from(whole).unwrap_or(usize::MAX))
}

/// A double without a fraction; one beyond 64 bits becomes the nearest integer.
#[expect(
    clippy::cast_possible_truncation,
    reason = "the cast saturates, which is what is wanted"
)]
fn whole(double: f64) -> Option<i64> {
    (double.fract() == 0.0).then_some(double as i64)
}
