//! `timedelta`: spans of time that a rule's constants are made of.
//!
//! In: the arguments of a call. Out: the span in microseconds, and its parts.

use super::call::Given;
use super::equality::number;
use super::run::Run;
use super::value::{Symbol, Val, leaf, raise};
use ruff_text_size::TextRange;
use std::rc::Rc;
use transpile_sdk::ir::Number;

/// The parameters in their order, and how many microseconds each counts.
const UNITS: [(&str, i64); 7] = [
    ("days", DAY),
    ("seconds", SECOND),
    ("microseconds", 1),
    ("milliseconds", 1_000),
    ("minutes", 60 * SECOND),
    ("hours", 3_600 * SECOND),
    ("weeks", 7 * DAY),
];

const SECOND: i64 = 1_000_000;
const DAY: i64 = 86_400 * SECOND;

/// Doubles hold the microseconds of longer spans no longer exactly.
const LONGEST: i64 = 1 << 53;

impl Run<'_> {
    /// `timedelta(…)` of whole numbers.
    pub(super) fn timedelta(&mut self, given: &Given, range: TextRange) -> Symbol {
        match microseconds(given) {
            Some(span) if span.abs() <= LONGEST => leaf(Val::Duration(span)),
            _ => self.unknown(
                range,
                "a span of time of numbers that are not whole or not known",
            ),
        }
    }
}

/// `span.days` and its relatives; anything else is a method.
pub(super) fn attribute(span: i64, name: &str) -> Symbol {
    let part = match name {
        "days" => span.div_euclid(DAY),
        "seconds" => span.rem_euclid(DAY) / SECOND,
        "microseconds" => span.rem_euclid(SECOND),
        _ => return leaf(Val::Method(Rc::new(Val::Duration(span)), name.into())),
    };
    leaf(Val::Int(part))
}

/// `span.total_seconds()`.
pub(super) fn method(span: i64, name: &str) -> Symbol {
    if name != "total_seconds" {
        return raise("AttributeError");
    }
    let [span, second] = [span, SECOND].map(|count| Number::Int(count).as_f64());
    leaf(Val::Float(span / second))
}

fn microseconds(given: &Given) -> Option<i64> {
    let names = UNITS.iter().map(|(name, _)| *name);
    let positional = names.zip(&given.positional);
    let named = given.named.iter().map(|(name, value)| (&**name, value));
    if given.positional.len() > UNITS.len() {
        return None;
    }
    let mut sum = 0_i64;
    for (name, value) in positional.chain(named) {
        let (_, unit) = UNITS.iter().find(|(own, _)| *own == name)?;
        let Some(Number::Int(count)) = value.only().and_then(number) else {
            return None;
        };
        sum = sum.checked_add(count.checked_mul(*unit)?)?;
    }
    Some(sum)
}
