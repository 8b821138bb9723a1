//! Numbers in Kusto.
//!
//! An integer column is compared with integers. A number inside text or JSON is compared as a double,
//! which is exact as long as the literal is an integer below 2^53 or no integer at all.

use crate::emit::{Refused, refuse};
use crate::expr::{Dynamic, Kql, Logic, Number, Text, call};
use transpile_sdk::ir::{Comparison, Number as Literal, Scalar};

/// Text that is a number as JSON spells it.
const JSON_NUMBER: &str = r"^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?\z";

/// Doubles hold every integer below this exactly.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// A number in a column, or what a function counts.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct NumberValue {
    /// The expression.
    pub(crate) number: Number,
    /// What it shows where the value is null; null if there is nothing here.
    pub(crate) null: Option<i64>,
    /// True where the value is not null, if that is not plain from the expression.
    pub(crate) present: Option<Logic>,
    /// True for integers, false for doubles.
    pub(crate) whole: bool,
}

impl NumberValue {
    /// A number that is null where the value is.
    pub(crate) fn of(number: Number, whole: bool) -> Self {
        Self {
            number,
            null: None,
            present: None,
            whole,
        }
    }

    pub(crate) fn compare(
        &self,
        comparison: Comparison,
        literal: Literal,
    ) -> Result<Logic, Refused> {
        let logic = self
            .number
            .clone()
            .compare(comparison.symbol(), self.literal(literal)?);
        let of_null = self.null.is_some_and(|null| {
            Literal::Int(null)
                .partial_cmp(&literal)
                .is_some_and(|ordering| comparison.holds(ordering))
        });
        self.guarded(logic, of_null)
    }

    pub(crate) fn is_one_of(&self, list: &[Scalar]) -> Result<Logic, Refused> {
        let numbers = numbers(list);
        let of_null = self
            .null
            .is_some_and(|null| numbers.contains(&Literal::Int(null)));
        let literals = numbers
            .into_iter()
            .map(|number| self.literal(number))
            .collect::<Result<_, _>>()?;
        self.guarded(self.number.clone().is_one_of(literals), of_null)
    }

    /// Null.
    pub(crate) fn is_missing(&self) -> Result<Logic, Refused> {
        match (&self.present, self.null) {
            (Some(present), _) => Ok(present.clone().complement()),
            (None, None) => Ok(self.number.clone().is_null()),
            (None, Some(_)) => crate::text::no_null(),
        }
    }

    fn guarded(&self, logic: Logic, of_null: bool) -> Result<Logic, Refused> {
        match (of_null, &self.present) {
            (false, _) => Ok(logic),
            (true, Some(present)) => Ok(Logic::all([present.clone(), logic])),
            (true, None) => crate::text::no_null(),
        }
    }

    fn literal(&self, literal: Literal) -> Result<Kql, Refused> {
        match literal {
            Literal::Int(int) if self.whole => Ok(Kql::Long(int)),
            literal => real(literal),
        }
    }
}

fn numbers(list: &[Scalar]) -> Vec<Literal> {
    list.iter()
        .filter_map(|scalar| match scalar {
            Scalar::Number(number) => Some(*number),
            _ => None,
        })
        .collect()
}

/// A literal that is compared with doubles.
fn real(literal: Literal) -> Result<Kql, Refused> {
    let double = literal.as_f64();
    if double.fract() == 0.0 && double.abs() >= EXACT {
        return refuse(
            "Kusto compares this number as a double, which cannot tell it from its neighbours",
        );
    }
    Ok(Kql::Real(double))
}

/// `text` is a number in JSON's spelling, and finite.
fn is_number(text: &Text) -> Logic {
    Logic::all([
        text.clone().matches(JSON_NUMBER),
        Logic::call("isfinite", [text.to_double().0]),
    ])
}

/// `text` is a number in JSON's spelling and on that side of the literal.
pub(crate) fn compare_text(
    text: &Text,
    operator: &'static str,
    literal: Literal,
) -> Result<Logic, Refused> {
    let compared = text.to_double().compare(operator, real(literal)?);
    Ok(Logic::all([is_number(text), compared]))
}

/// The numbers of a list as doubles.
fn reals(list: &[Scalar]) -> Result<Vec<Kql>, Refused> {
    numbers(list).into_iter().map(real).collect()
}

/// `text` is a number in JSON's spelling and one of the literals.
pub(crate) fn text_is_one_of(text: &Text, list: &[Scalar]) -> Result<Logic, Refused> {
    let literals = reals(list)?;
    if literals.is_empty() {
        return Ok(Logic::of(false));
    }
    Ok(Logic::all([
        text.clone().matches(JSON_NUMBER),
        text.to_double().is_one_of(literals),
    ]))
}

/// A JSON value is a number and one of the literals.
pub(crate) fn json_is_one_of(json: &Dynamic, list: &[Scalar]) -> Result<Logic, Refused> {
    let literals = reals(list)?;
    if literals.is_empty() {
        return Ok(Logic::of(false));
    }
    Ok(Logic::all([
        json.is_number(),
        json.to_double().is_one_of(literals),
    ]))
}

/// The text of `json`, or the number that its text spells, as a number; null otherwise.
pub(crate) fn number_in(text: &Text) -> NumberValue {
    let Logic(condition) = is_number(text);
    let number = call(
        "iff",
        [condition, text.to_double().0, Kql::Fixed("real(null)")],
    );
    NumberValue::of(Number(number), false)
}
