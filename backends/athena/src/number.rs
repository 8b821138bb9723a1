//! Numbers and times in SQL.
//!
//! A number inside text or JSON is compared as a double where that is exact, and as bigint beyond 2^53.
//! Integers are added up as decimals, which do not overflow.

use crate::call::{JSON_NUMBER, number_in};
use crate::emit::{Emitter, Refused, refuse};
use crate::repr::Repr;
use transpile_sdk::bind::BoundField;
use transpile_sdk::ir::{Argument, Call, Comparison, Function, Number, Scalar, Value};
use transpile_sdk::sql::Sql;

/// Doubles hold every integer below this exactly.
const EXACT: u64 = 1 << 53;

/// A number that is computed with.
enum Part {
    /// An integer.
    Integer(Sql),
    /// A double.
    Double(Sql),
    /// Text that is a number in JSON's spelling, or NULL.
    Text(Sql),
}

impl Part {
    fn of(repr: Repr) -> Result<Self, Refused> {
        Ok(match repr {
            Repr::Long { value, .. } => Self::Integer(value),
            Repr::Double(value) => Self::Double(value),
            Repr::NumberText(text) => Self::Text(text),
            Repr::Json(json) => Self::Text(number_in(json.text())),
            _ => return refuse("the table does not keep this value as a number"),
        })
    }

    /// As an integer of any size; NULL if it is none. `None`: it never is one.
    fn decimal(&self) -> Option<Sql> {
        let decimal = |sql: Sql| sql.cast("decimal(38, 0)");
        match self {
            Self::Integer(value) => Some(decimal(value.clone())),
            Self::Text(text) => Some(decimal(text.clone().try_cast("bigint"))),
            Self::Double(_) => None,
        }
    }

    fn double(&self) -> Sql {
        match self {
            Self::Integer(value) => value.clone().cast("double"),
            Self::Double(value) => value.clone(),
            Self::Text(text) => text.clone().try_cast("double"),
        }
    }
}

impl Emitter<'_> {
    /// A sum or a difference: of integers as decimals, of others as doubles.
    pub(crate) fn computed(&self, call: &Call<BoundField>) -> Result<Repr, Refused> {
        let own = Part::of(self.value(&call.operand)?)?;
        let other = match call.arguments.first() {
            Some(Argument::Scalar(Scalar::Number(Number::Int(int)))) => {
                Part::Integer(Sql::Int(*int))
            }
            Some(Argument::Scalar(Scalar::Number(Number::Double(double)))) => {
                Part::Double(Sql::Double(*double))
            }
            Some(Argument::Value(value)) => Part::of(self.value(value)?)?,
            _ => return refuse("a number to compute with is missing"),
        };
        let symbol = match call.function {
            Function::Add => "+",
            _ => "-",
        };
        let as_doubles = own.double().binary(symbol, other.double());
        let (Some(left), Some(right)) = (own.decimal(), other.decimal()) else {
            return Ok(Repr::Double(as_doubles));
        };
        let exact = left.binary(symbol, right);
        if let (Part::Integer(_), Part::Integer(_)) = (own, other) {
            return Ok(Repr::Long {
                value: exact,
                text: None,
            });
        }
        let texts = [exact.cast("varchar"), as_doubles.cast("varchar")];
        Ok(Repr::NumberText(Sql::call("COALESCE", texts)))
    }

    /// The value is on that side of the literal.
    pub(crate) fn compare(
        &self,
        value: &Value<BoundField>,
        comparison: Comparison,
        literal: &Scalar,
    ) -> Result<Sql, Refused> {
        let symbol = comparison.symbol();
        if matches!(literal, Scalar::Number(number) if is_large(*number)) && is_computed(value) {
            return refuse(
                "a number that is computed is compared with one that no double holds exactly",
            );
        }
        match (self.value(value)?, literal) {
            (Repr::Time { value, .. }, literal) => match time_literal(literal) {
                Some(literal) => Ok(value.binary(symbol, literal)),
                None => refuse("a time is compared with a time"),
            },
            (Repr::Long { value, .. }, Scalar::Number(Number::Int(int))) => {
                Ok(value.binary(symbol, Sql::Int(*int)))
            }
            (Repr::Long { value, .. }, Scalar::Number(Number::Double(double))) => {
                Ok(compare_integer(value, comparison, *double))
            }
            (Repr::Double(value), Scalar::Number(number)) => {
                Ok(value.binary(symbol, Sql::Double(number.as_f64())))
            }
            (Repr::NumberText(text), Scalar::Number(number)) => {
                Ok(compared(&text, symbol, *number))
            }
            (Repr::Text(text), Scalar::Number(number)) => Ok(compare_text(&text, symbol, *number)),
            (Repr::Json(json), Scalar::Number(number)) => {
                Ok(compare_text(&json.scalar(), symbol, *number))
            }
            _ => refuse("the table does not keep this value as a number"),
        }
    }
}

/// True for a number that doubles hold no longer exactly, whether it has a fraction or not.
fn is_large(number: Number) -> bool {
    number.as_f64().abs() > 9_007_199_254_740_992.0
}

/// True for a number that is computed, whatever is done to it then.
pub(crate) fn is_computed(value: &Value<BoundField>) -> bool {
    match value {
        Value::Field(_) => false,
        Value::Call(call) => call.function.is_arithmetic() || is_computed(&call.operand),
    }
}

/// An integer is on that side of a double: the double is rounded to the integer that says the same.
#[expect(
    clippy::cast_possible_truncation,
    reason = "the double is checked to be an integer inside the range of i64"
)]
fn compare_integer(value: Sql, comparison: Comparison, double: f64) -> Sql {
    const TWO_TO_63: f64 = 9_223_372_036_854_775_808.0;
    let bound = match comparison {
        Comparison::Gt | Comparison::Le => double.floor(),
        Comparison::Ge | Comparison::Lt => double.ceil(),
    };
    if (-TWO_TO_63..TWO_TO_63).contains(&bound) {
        return value.binary(comparison.symbol(), Sql::Int(bound as i64));
    }
    // Every integer is on the same side.
    let above = matches!(comparison, Comparison::Gt | Comparison::Ge);
    if (bound < 0.0) == above {
        value.is_not_null()
    } else {
        Sql::Bool(false)
    }
}

/// `text` is a number in JSON's spelling and on that side of the literal. One beyond the range of a
/// double, which is no number here, would be infinite in SQL.
fn compare_text(text: &Sql, symbol: &'static str, literal: Number) -> Sql {
    let is_number = Sql::call("regexp_like", [text.clone(), Sql::text(JSON_NUMBER)]);
    let finite = Sql::call("is_finite", [text.clone().try_cast("double")]);
    Sql::all([is_number, finite, compared(text, symbol, literal)])
}

/// The number that `text` is, compared with a literal by value.
fn compared(text: &Sql, symbol: &'static str, literal: Number) -> Sql {
    let as_double = text
        .clone()
        .try_cast("double")
        .binary(symbol, Sql::Double(literal.as_f64()));
    match beyond_doubles(literal) {
        Some(int) => {
            let as_integer = text
                .clone()
                .try_cast("bigint")
                .binary(symbol, Sql::Int(int));
            Sql::call("COALESCE", [as_integer, as_double])
        }
        None => as_double,
    }
}

/// The literal as an integer, if it is one whose neighbours are the same double.
#[expect(
    clippy::cast_possible_truncation,
    reason = "the double is checked to be an integer inside the range of i64"
)]
fn beyond_doubles(literal: Number) -> Option<i64> {
    let int = match literal {
        Number::Int(int) => int,
        Number::Double(double) if double.abs() < 9.2e18 && double.fract() == 0.0 => double as i64,
        Number::Double(_) => return None,
    };
    (int.unsigned_abs() >= EXACT).then_some(int)
}

/// `text`, a number in JSON's spelling or JSON text, is one of the literals.
pub(crate) fn is_one_of(text: &Sql, list: &[Scalar]) -> Sql {
    let numbers: Vec<Number> = list.iter().filter_map(number_of).collect();
    if numbers
        .iter()
        .all(|number| beyond_doubles(*number).is_none())
    {
        let literals = numbers
            .iter()
            .map(|number| Sql::Double(number.as_f64()))
            .collect();
        return text.clone().try_cast("double").one_of(literals);
    }
    let mut tests: Vec<Sql> = numbers
        .iter()
        .map(|number| compared(text, "=", *number))
        .collect();
    match (tests.len(), tests.pop()) {
        (1, Some(only)) => only,
        (_, last) => {
            tests.extend(last);
            Sql::Or(tests)
        }
    }
}

/// An integer is one of the literals.
pub(crate) fn is_one_of_integers(value: Sql, list: &[Scalar]) -> Sql {
    let literals: Vec<Sql> = list
        .iter()
        .filter_map(number_of)
        .filter_map(|number| match number {
            Number::Int(int) => Some(Sql::Int(int)),
            #[expect(
                clippy::cast_possible_truncation,
                reason = "checked to be an integer inside the range"
            )]
            Number::Double(double) if double.abs() < 9.2e18 && double.fract() == 0.0 => {
                Some(Sql::Int(double as i64))
            }
            Number::Double(_) => None,
        })
        .collect();
    if literals.is_empty() {
        Sql::Bool(false)
    } else {
        value.one_of(literals)
    }
}

/// Two texts are the same number.
pub(crate) fn same(left: &Sql, right: &Sql) -> Sql {
    let equal = |ty| left.clone().try_cast(ty).eq(right.clone().try_cast(ty));
    Sql::call("COALESCE", [equal("bigint"), equal("double")])
}

/// The value as text that is a number.
pub(crate) fn as_number_text(repr: Repr) -> Option<Sql> {
    match repr {
        Repr::Json(json) => Some(number_in(json.text())),
        repr @ (Repr::NumberText(_) | Repr::Long { .. }) => repr.logged(),
        _ => None,
    }
}

/// The literal as a double.
pub(crate) fn double_literal(scalar: &Scalar) -> Option<Sql> {
    number_of(scalar).map(|number| Sql::Double(number.as_f64()))
}

/// The literal as a point in time.
pub(crate) fn time_literal(scalar: &Scalar) -> Option<Sql> {
    match scalar {
        Scalar::Timestamp(timestamp) => {
            let function = if timestamp.is_whole_second() {
                "from_iso8601_timestamp"
            } else {
                "from_iso8601_timestamp_nanos"
            };
            Some(Sql::call(function, [Sql::text(timestamp.to_string())]))
        }
        _ => None,
    }
}

fn number_of(scalar: &Scalar) -> Option<Number> {
    match scalar {
        Scalar::Number(number) => Some(*number),
        _ => None,
    }
}
