//! Numbers of the event that constants are added to, multiplied with or divided by.
//!
//! In: the steps that a rule computes, and a bound. Out: on which side of which number the event's own
//! number must be for the result to be on that side of the bound. Each step keeps the order of numbers or
//! turns it around, so that there is one such number; it is looked for with Python's own arithmetic.

use ruff_python_ast::Operator;
use transpile_sdk::ir::{Comparison, Number, Type, Value};

/// Doubles hold every integer up to this exactly.
const EXACT: i128 = 1 << 53;

/// A number that is computed of one of the event.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Reckoned {
    /// The event's own number.
    pub(super) number: Value,
    /// What is done to it, in this order.
    pub(super) steps: Vec<Step>,
}

/// One operation with a constant.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Step {
    op: Operator,
    constant: Number,
    /// True if the constant stands on the left.
    is_left: bool,
}

/// On which side of a number the event's own must be.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Side {
    pub(super) comparison: Comparison,
    pub(super) bound: Number,
    /// True if it must not be there.
    pub(super) negated: bool,
}

impl Step {
    /// An operation that keeps the order of numbers, or turns it around. Nothing for any other.
    pub(super) fn new(op: Operator, constant: Number, is_left: bool) -> Option<Self> {
        let is_zero = constant.is_zero();
        let known = match op {
            Operator::Add | Operator::Sub => true,
            Operator::Mult => !is_zero,
            Operator::Div | Operator::FloorDiv => !is_zero && !is_left,
            _ => false,
        };
        (known && constant.as_f64().is_finite()).then_some(Self {
            op,
            constant,
            is_left,
        })
    }

    /// True if a larger number gives a smaller result.
    fn turns_around(&self) -> bool {
        match self.op {
            Operator::Sub => self.is_left,
            Operator::Mult | Operator::Div | Operator::FloorDiv => self.constant < Number::Int(0),
            _ => false,
        }
    }

    /// What Python makes of a number; nothing where that is not certain.
    fn apply(&self, number: Exact) -> Option<Exact> {
        let constant = Exact::from(self.constant);
        let (left, right) = if self.is_left {
            (constant, number)
        } else {
            (number, constant)
        };
        match (self.op, left, right) {
            (Operator::Add, Exact::Int(left), Exact::Int(right)) => {
                left.checked_add(right).map(Exact::Int)
            }
            (Operator::Sub, Exact::Int(left), Exact::Int(right)) => {
                left.checked_sub(right).map(Exact::Int)
            }
            (Operator::Mult, Exact::Int(left), Exact::Int(right)) => {
                left.checked_mul(right).map(Exact::Int)
            }
            (Operator::FloorDiv, Exact::Int(left), Exact::Int(right)) => {
                let quotient = left.checked_div(right)?;
                let is_below = left % right != 0 && (left < 0) != (right < 0);
                Some(Exact::Int(quotient - i128::from(is_below)))
            }
            (Operator::FloorDiv, ..) => {
                Some(Exact::Double(floor_div(left.double(), right.double())))
            }
            (Operator::Add, ..) => Some(Exact::Double(left.double() + right.double())),
            (Operator::Sub, ..) => Some(Exact::Double(left.double() - right.double())),
            (Operator::Mult, ..) => Some(Exact::Double(left.double() * right.double())),
            (Operator::Div, ..) => Some(Exact::Double(left.double() / right.double())),
            _ => None,
        }
    }

    /// True if Python's result is the one of `apply`: a quotient of large integers may be another.
    fn is_certain(&self, number: Exact) -> bool {
        match (self.op, number) {
            (Operator::Div, Exact::Int(int)) => int.abs() <= EXACT,
            _ => true,
        }
    }
}

/// An integer of Python, or a double.
#[derive(Debug, Clone, Copy)]
enum Exact {
    Int(i128),
    Double(f64),
}

impl Exact {
    #[expect(clippy::cast_precision_loss, reason = "as Python does")]
    fn double(self) -> f64 {
        match self {
            Self::Int(int) => int as f64,
            Self::Double(double) => double,
        }
    }
}

impl From<Number> for Exact {
    fn from(number: Number) -> Self {
        match number {
            Number::Int(int) => Self::Int(int.into()),
            Number::Double(double) => Self::Double(double),
        }
    }
}

/// `left // right` of doubles, as CPython computes it.
fn floor_div(left: f64, right: f64) -> f64 {
    let rest = left % right;
    let mut quotient = (left - rest) / right;
    if rest != 0.0 && (right < 0.0) != (rest < 0.0) {
        quotient -= 1.0;
    }
    let floor = quotient.floor();
    if quotient - floor > 0.5 {
        floor + 1.0
    } else {
        floor
    }
}

impl Reckoned {
    /// Where the event's own number must be for the result to be on that side of a bound.
    pub(super) fn side(&self, comparison: Comparison, bound: Number) -> Option<Side> {
        let turned = self.steps.iter().filter(|step| step.turns_around());
        let is_upward = matches!(comparison, Comparison::Gt | Comparison::Ge);
        // From some number on the answer is always this one.
        let answer = is_upward == (turned.count() % 2 == 0);
        let above = |number: Exact| Some(self.holds(number, comparison, bound)? == answer);
        let int = least_int(&|int| above(Exact::Int(int.into())))?;
        let certain = [int, int.checked_sub(1)?];
        if !certain
            .iter()
            .all(|int| self.is_certain(Exact::Int((*int).into())))
        {
            return None;
        }
        let (comparison, bound) = if self.number.ty() == Type::Long {
            (Comparison::Ge, Number::Int(int))
        } else {
            let double = least_double(&|double| above(Exact::Double(double)))?;
            from_double(int, double)?
        };
        Some(Side {
            comparison,
            bound,
            negated: !answer,
        })
    }

    fn holds(&self, number: Exact, comparison: Comparison, bound: Number) -> Option<bool> {
        let mut number = number;
        for step in &self.steps {
            number = step.apply(number)?;
        }
        let number = match number {
            Exact::Int(int) => match i64::try_from(int) {
                Ok(int) => Number::Int(int),
                Err(_) => Number::Double(number.double()),
            },
            Exact::Double(double) => Number::Double(double),
        };
        let ordering = number.partial_cmp(&bound)?;
        Some(comparison.holds(ordering))
    }

    fn is_certain(&self, number: Exact) -> bool {
        let mut number = number;
        self.steps.iter().all(|step| {
            let is_certain = step.is_certain(number);
            match step.apply(number) {
                Some(next) => number = next,
                None => return false,
            }
            is_certain
        })
    }
}

/// The side of one number on which all integers from `int` on are, and all doubles from `double` on.
#[expect(
    clippy::cast_possible_truncation,
    reason = "the double is an integer that doubles hold exactly"
)]
fn from_double(int: i64, double: f64) -> Option<(Comparison, Number)> {
    let is_small = i128::from(int).abs() < EXACT && double.abs() < 9.0e15;
    if !is_small || Number::Double(double.ceil()) != Number::Int(int) {
        return None;
    }
    let before = double.next_down();
    Some(if before.fract() == 0.0 && double.fract() != 0.0 {
        (Comparison::Gt, Number::Int(before as i64))
    } else if double.fract() == 0.0 {
        (Comparison::Ge, Number::Int(double as i64))
    } else {
        (Comparison::Ge, Number::Double(double))
    })
}

/// The least integer for which `above` holds, if it holds for some and not for all.
fn least_int(above: &dyn Fn(i64) -> Option<bool>) -> Option<i64> {
    let (mut low, mut high) = (i64::MIN, i64::MAX);
    if above(low)? || !above(high)? {
        return None;
    }
    while high.saturating_sub(low) > 1 {
        let middle = low.midpoint(high);
        if above(middle)? {
            high = middle;
        } else {
            low = middle;
        }
    }
    Some(high)
}

/// The same for doubles.
fn least_double(above: &dyn Fn(f64) -> Option<bool>) -> Option<f64> {
    let (mut low, mut high) = (rank(f64::MIN), rank(f64::MAX));
    if above(f64::MIN)? || !above(f64::MAX)? {
        return None;
    }
    while high.saturating_sub(low) > 1 {
        let middle = low.midpoint(high);
        if above(of_rank(middle))? {
            high = middle;
        } else {
            low = middle;
        }
    }
    Some(of_rank(high))
}

/// The place of a double among all doubles: 0 is at 0.
fn rank(double: f64) -> i64 {
    let bits = double.abs().to_bits();
    let rank = i64::try_from(bits).unwrap_or(i64::MAX);
    if double < 0.0 { -rank } else { rank }
}

fn of_rank(rank: i64) -> f64 {
    let double = f64::from_bits(rank.unsigned_abs());
    if rank < 0 { -double } else { double }
}

#[cfg(test)]
mod tests {
    use super::*;
    use transpile_sdk::ir::{Facts, Field, Root};

    fn side(
        ty: Type,
        steps: &[(Operator, Number, bool)],
        bound: i64,
    ) -> Option<(bool, Comparison, Number)> {
        let steps = steps
            .iter()
            .filter_map(|(op, constant, is_left)| Step::new(*op, *constant, *is_left));
        let reckoned = Reckoned {
            number: Value::Field(Field {
                root: Root::Event,
                steps: Vec::new(),
                ty,
                facts: Facts::default(),
            }),
            steps: steps.collect(),
        };
        let side = reckoned.side(Comparison::Gt, Number::Int(bound))?;
        Some((side.negated, side.comparison, side.bound))
    }

    #[test]
    fn the_bound_is_moved_to_the_number_itself() {
        let int = Number::Int;
        let div = |by| (Operator::Div, int(by), false);
        let at = |comparison, bound| Some((false, comparison, bound));
        assert_eq!(
            side(Type::Long, &[div(1024)], 10),
            at(Comparison::Ge, int(10_241))
        );
        assert_eq!(
            side(Type::Json, &[div(1024)], 10),
            at(Comparison::Gt, int(10_240))
        );
        let minus = (Operator::Sub, int(1), false);
        assert_eq!(
            side(Type::Json, &[minus, div(60)], 2),
            at(Comparison::Gt, int(121))
        );
        let floor = (Operator::FloorDiv, int(60), false);
        assert_eq!(side(Type::Json, &[floor], 5), at(Comparison::Ge, int(360)));
        let from = (Operator::Sub, int(100), true);
        assert_eq!(
            side(Type::Long, &[from], 10),
            Some((true, Comparison::Ge, int(90)))
        );
        assert_eq!(
            side(Type::Long, &[(Operator::Mult, int(-1), false)], 3),
            Some((true, Comparison::Ge, int(-3)))
        );
        // 0.1 is a little more than a tenth: 30 times that is more than 3.
        let tenth = (Operator::Mult, Number::Double(0.1), false);
        assert_eq!(side(Type::Long, &[tenth], 3), at(Comparison::Ge, int(31)));
        assert_eq!(
            side(Type::Long, &[(Operator::Mult, int(0), false)], 3),
            None.or(side(Type::Long, &[], 3))
        );
    }
}
