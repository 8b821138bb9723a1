//! Literal values, typed once when a rule is lowered, and how numbers compare.

use crate::time::Timestamp;
use serde::{Deserialize, Serialize};
use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};

/// A literal.
#[derive(Debug, Clone, PartialEq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scalar {
    /// Text.
    String(String),
    /// A number.
    Number(Number),
    /// True or false.
    Bool(bool),
    /// A point in time.
    Timestamp(Timestamp),
}

/// A number: an exact integer of 64 bits, or a finite double.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Number {
    /// An integer.
    Int(i64),
    /// Anything else.
    Double(f64),
}

impl Number {
    /// Reads a number in JSON's spelling. `None` if `text` is anything else, or beyond a double's range.
    ///
    /// An integer that 64 bits cannot hold is read as a double.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        if !is_json_number(text) {
            return None;
        }
        if let Ok(int) = text.parse::<i64>() {
            return Some(Self::Int(int));
        }
        let double = text.parse::<f64>().ok()?;
        double.is_finite().then_some(Self::Double(double))
    }

    /// The nearest double.
    #[must_use]
    #[expect(
        clippy::cast_precision_loss,
        reason = "the nearest double is what is asked for"
    )]
    pub fn as_f64(self) -> f64 {
        match self {
            Self::Int(int) => int as f64,
            Self::Double(double) => double,
        }
    }

    /// True for 0, 0.0 and -0.0.
    #[must_use]
    pub fn is_zero(self) -> bool {
        self == Self::Int(0)
    }
}

/// Compares by exact value: `9007199254740993` is not equal to `9007199254740992.0`.
impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        match (*self, *other) {
            (Self::Int(a), Self::Int(b)) => Some(a.cmp(&b)),
            (Self::Double(a), Self::Double(b)) => a.partial_cmp(&b),
            (Self::Int(a), Self::Double(b)) => int_with_double(a, b),
            (Self::Double(a), Self::Int(b)) => int_with_double(b, a).map(Ordering::reverse),
        }
    }
}

impl PartialEq for Number {
    fn eq(&self, other: &Self) -> bool {
        self.partial_cmp(other) == Some(Ordering::Equal)
    }
}

/// By the nearest double: what is equal has the same one. A zero plus zero has no sign.
impl Hash for Number {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (self.as_f64() + 0.0).to_bits().hash(state);
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "a double inside the range of i64 is cut to its whole part, which is exact"
)]
fn int_with_double(int: i64, double: f64) -> Option<Ordering> {
    const TWO_TO_63: f64 = 9_223_372_036_854_775_808.0;
    if double.is_nan() {
        return None;
    }
    if double >= TWO_TO_63 {
        return Some(Ordering::Less);
    }
    if double < -TWO_TO_63 {
        return Some(Ordering::Greater);
    }
    let whole = double.trunc() as i64;
    Some(int.cmp(&whole).then_with(|| {
        // The whole parts are equal: what is left of the double decides.
        0.0_f64
            .partial_cmp(&double.fract())
            .unwrap_or(Ordering::Equal)
    }))
}

impl fmt::Display for Number {
    /// JSON's spelling; a double always shows that it is one (`1.0`, `1e300`).
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Int(int) => write!(f, "{int}"),
            Self::Double(double) => write!(f, "{double:?}"),
        }
    }
}

/// True if `text` is a number as RFC 8259 spells it, and nothing else.
fn is_json_number(text: &str) -> bool {
    let rest = text.strip_prefix('-').unwrap_or(text);
    let Some(rest) = (match rest.strip_prefix('0') {
        Some(rest) => Some(rest),
        None => digits(rest),
    }) else {
        return false;
    };
    let rest = match rest.strip_prefix('.') {
        Some(fraction) => match digits(fraction) {
            Some(rest) => rest,
            None => return false,
        },
        None => rest,
    };
    match rest.strip_prefix(['e', 'E']) {
        Some(exponent) => digits(exponent.strip_prefix(['+', '-']).unwrap_or(exponent)) == Some(""),
        None => rest.is_empty(),
    }
}

/// What follows one or more ASCII digits; `None` if there is no digit.
fn digits(text: &str) -> Option<&str> {
    let rest = text.trim_start_matches(|c: char| c.is_ascii_digit());
    (rest.len() < text.len()).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_json_and_nothing_else() {
        for good in [
            "0",
            "-0",
            "5",
            "1.50",
            "1e3",
            "-1.5E-7",
            "9223372036854775807",
        ] {
            assert!(Number::parse(good).is_some(), "{good}");
        }
        for bad in [
            "", " 5", "5 ", "+5", "5d", "NaN", "Infinity", "01", "1.", ".5", "1e", "0x1", "1e999",
            "५",
        ] {
            assert!(Number::parse(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn integers_and_doubles_compare_by_exact_value() {
        assert_eq!(Number::Int(1), Number::Double(1.0));
        assert_eq!(Number::Int(0), Number::Double(-0.0));
        assert!(Number::Int(9_007_199_254_740_993) > Number::Double(9_007_199_254_740_992.0));
        assert!(Number::Int(i64::MAX) < Number::Double(9_223_372_036_854_775_808.0));
        assert!(Number::Int(1) < Number::Double(1.5));
        assert!(Number::Int(-1) > Number::Double(-1.5));
        assert!(Number::Int(-2) < Number::Double(-1.5));
        assert!(Number::Int(i64::MIN) > Number::Double(-1e300));
    }
}
