//! Tests of numbers and booleans that UDM keeps as such. A missing one reads 0 or false.

use crate::emit::{Refused, bare, refuse, refuse_with};
use crate::expr::{Expr, Op};
use crate::known::{Known, holds};
use crate::source::Source;
use transpile_sdk::bind::BoundField;
use transpile_sdk::ir::{JsonType, Number, Predicate, Scalar, Test, Value};

/// A test of an integer.
pub(crate) fn integer(source: &Source, predicate: &Predicate<BoundField>) -> Result<Expr, Refused> {
    if source.repeated || !matches!(bare(&predicate.value), Value::Field(_)) {
        return refuse("YARA-L has no documented function that does this to a number");
    }
    let expr = &source.expr;
    let natural = match &predicate.test {
        Test::Eq(scalar) => one_of(expr, std::slice::from_ref(scalar)),
        Test::In(list) => one_of(expr, list),
        Test::Compare(comparison, Scalar::Number(number)) => {
            Expr::Compare(expr.clone(), Op::Order(*comparison), literal(*number))
        }
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
    if !source.null || of_null == of_zero {
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

fn one_of(expr: &str, list: &[Scalar]) -> Expr {
    Expr::either(list.iter().filter_map(|scalar| match scalar {
        Scalar::Number(number) => Some(Expr::eq(expr, literal(*number))),
        _ => None,
    }))
}

/// A number. The language has no negative literals.
fn literal(number: Number) -> String {
    match number {
        Number::Int(int) if int < 0 => format!("(0 - {})", int.unsigned_abs()),
        Number::Double(double) if double < 0.0 => format!("(0 - {:?})", -double),
        number => number.to_string(),
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
