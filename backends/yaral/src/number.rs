//! Tests of numbers and booleans that UDM keeps as such. A missing one reads 0 or false.

use crate::emit::{Refused, bare, refuse, refuse_with};
use crate::expr::{Expr, Op};
use crate::known::{Known, holds};
use crate::source::Source;
use transpile_sdk::bind::BoundField;
use transpile_sdk::ir::{Comparison, JsonType, Number, Predicate, Scalar, Test, Value};

/// A test of an integer.
pub(crate) fn integer(source: &Source, predicate: &Predicate<BoundField>) -> Result<Expr, Refused> {
    if source.repeated || !matches!(bare(&predicate.value), Value::Field(_)) {
        return refuse("YARA-L has no documented function that does this to a number");
    }
    let expr = &source.expr;
    let natural = match &predicate.test {
        Test::Eq(scalar) => one_of(expr, std::slice::from_ref(scalar))?,
        Test::In(list) => one_of(expr, list)?,
        Test::Compare(comparison, Scalar::Number(number)) => ordered(expr, *comparison, *number)?,
        Test::IsFalsy => Expr::eq(expr, "0"),
        Test::IsNull | Test::IsMissing => Expr::Const(false),
        Test::IsType(ty) => Expr::Const(*ty == JsonType::Number),
        _ => return refuse("YARA-L cannot ask this of a number"),
    };
    let (Some(of_null), Some(of_zero)) = (
        holds(&predicate.test, &Known::Null),
        holds(&predicate.test, &Known::Int(0)),
    ) else {
        return refuse("YARA-L cannot ask this of a number");
    };
    let natural_of_zero = of_zero && !matches!(predicate.test, Test::IsNull | Test::IsMissing);
    let (natural, of_null, of_zero) = if predicate.negated {
        (natural.complement(), !of_null, !natural_of_zero)
    } else {
        (natural, of_null, natural_of_zero)
    };
    if of_null == of_zero || (!source.null && source.empty) {
        return Ok(natural);
    }
    if source.empty {
        return refuse_with(
            "UDM writes a missing number as 0, and this test tells the two apart",
            "add what excludes one of them to the test, such as `gt 0`, or ask `is_falsy`",
        );
    }
    Ok(if of_null {
        Expr::either([natural, Expr::eq(expr, "0")])
    } else {
        Expr::all([natural, Expr::ne(expr, "0")])
    })
}

fn one_of(expr: &str, list: &[Scalar]) -> Result<Expr, Refused> {
    let mut equals = Vec::new();
    for scalar in list {
        match scalar {
            Scalar::Number(Number::Double(double)) if double.fract() != 0.0 => {}
            Scalar::Number(number) => equals.push(Expr::eq(expr, literal(*number)?)),
            _ => {}
        }
    }
    Ok(Expr::either(equals))
}

/// A whole number. The language has no negative literals.
fn literal(number: Number) -> Result<String, Refused> {
    let Some(int) = whole(number).filter(|int| *int > i64::MIN) else {
        return refuse("YARA-L has no integer of this size");
    };
    Ok(if int < 0 {
        format!("(0 - {})", int.unsigned_abs())
    } else {
        int.to_string()
    })
}

/// The comparison with a whole number that holds of the same integers.
fn ordered(expr: &str, comparison: Comparison, number: Number) -> Result<Expr, Refused> {
    let (comparison, number) = match (comparison, number) {
        (Comparison::Gt | Comparison::Ge, Number::Double(double)) if double.fract() != 0.0 => {
            (Comparison::Ge, Number::Double(double.ceil()))
        }
        (Comparison::Lt | Comparison::Le, Number::Double(double)) if double.fract() != 0.0 => {
            (Comparison::Le, Number::Double(double.floor()))
        }
        same => same,
    };
    Ok(Expr::Compare(
        expr.to_owned(),
        Op::Order(comparison),
        literal(number)?,
    ))
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "a whole double inside the range of i64 is itself"
)]
fn whole(number: Number) -> Option<i64> {
    const TWO_TO_63: f64 = 9_223_372_036_854_775_808.0;
    match number {
        Number::Int(int) => Some(int),
        Number::Double(double) => {
            (double.fract() == 0.0 && double.abs() < TWO_TO_63).then_some(double as i64)
        }
    }
}

/// A test of a boolean.
pub(crate) fn boolean(source: &Source, predicate: &Predicate<BoundField>) -> Result<Expr, Refused> {
    let wanted = match &predicate.test {
        Test::Eq(Scalar::Bool(true)) => true,
        Test::IsFalsy => false,
        _ => {
            return refuse_with(
                "UDM writes a missing boolean as false, and this test tells the two apart",
                "ask `eq true`, or `is_falsy`",
            );
        }
    };
    if source.repeated || !matches!(predicate.value, Value::Field(_)) {
        return refuse("YARA-L cannot ask this of a boolean");
    }
    Ok(Expr::eq(
        &source.expr,
        (wanted != predicate.negated).to_string(),
    ))
}
