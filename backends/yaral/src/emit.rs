//! From a bound condition to YARA-L.
//!
//! In: a normalized condition over one log type. Out: an expression that is true exactly where the
//! condition is. UDM writes a missing value as a zero value, so nothing in it is ever unknown; a test
//! whose answer hangs on the difference is refused, or guarded where the log cannot hold the zero value.

pub(crate) use transpile_sdk::bind::{Refusal as Refused, refuse, refuse_with};

use crate::expr::Expr;
use crate::source::source;
use crate::{fields, number, string};
use transpile_sdk::backend::Label;
use transpile_sdk::bind::BoundField;
use transpile_sdk::ir::{Argument, Condition, Function, Predicate, Test, Type, Value};

/// A condition on the event `$e`.
pub(crate) fn condition(condition: &Condition<BoundField>, label: Label) -> Result<Expr, Refused> {
    let several = |parts: &[Condition<BoundField>]| -> Result<Vec<Expr>, Refused> {
        parts
            .iter()
            .map(|part| self::condition(part, label))
            .collect()
    };
    Ok(match condition {
        Condition::Const(value) => Expr::Const(*value),
        Condition::And(parts) => Expr::all(several(parts)?),
        Condition::Or(parts) => Expr::either(several(parts)?),
        Condition::Not(inner) => self::condition(inner, label)?.complement(),
        // What is asked of the elements was dropped, and that was said; that there are any goes with it.
        Condition::Quantified(quantified)
            if label == Label::Wider && *quantified.body == Condition::Const(true) =>
        {
            Expr::Const(true)
        }
        Condition::Quantified(_) => {
            return refuse("YARA-L cannot look into the elements of an array");
        }
        Condition::Selected(_) => {
            return refuse("YARA-L cannot tell which element of an array comes first");
        }
        Condition::Predicate(predicate) => self::predicate(predicate)?,
    })
}

/// A predicate, or its complement.
pub(crate) fn predicate(predicate: &Predicate<BoundField>) -> Result<Expr, Refused> {
    if predicate.test == Test::HasKey {
        return refuse_with(
            "UDM shows an absent key and a null alike",
            "ask `is_present` if a null may count as absent",
        );
    }
    let subject = source(predicate.value.subject())?;
    if let Test::EqField(other) = &predicate.test {
        return fields::equal(&predicate.value, other, predicate.negated);
    }
    if let Some(parts) = joined(&predicate.value) {
        return fields::concatenated(&parts, &predicate.test, predicate.negated);
    }
    match subject.kind {
        crate::source::Kind::Int => number::integer(&subject, predicate),
        crate::source::Kind::Bool => number::boolean(&subject, predicate),
        _ => string::test(&subject, predicate),
    }
}

/// The pieces of `concat(…)` if other fields are among them.
fn joined(value: &Value<BoundField>) -> Option<Vec<Argument<BoundField>>> {
    match value {
        Value::Call(call) if call.function == Function::Concat && call.steps.is_empty() => {
            let first = Argument::Value((*call.operand).clone());
            Some(
                [first]
                    .into_iter()
                    .chain(call.arguments.iter().cloned())
                    .collect(),
            )
        }
        _ => None,
    }
}

/// The value without functions that change nothing: `text` of text, `number` of a number.
pub(crate) fn bare(value: &Value<BoundField>) -> &Value<BoundField> {
    match value {
        Value::Call(call) if call.steps.is_empty() => match (call.function, &*call.operand) {
            (Function::Text, inner @ Value::Field(field)) if field.field.ty == Type::String => {
                inner
            }
            (Function::Number, inner @ Value::Field(field)) if field.field.ty == Type::Long => {
                inner
            }
            _ => value,
        },
        _ => value,
    }
}
