//! A condition in the simplest shape that asks the same.
//!
//! In: a condition as a front end lowered it. Out: one with the same answer for every event that
//! conforms to the log type, in which
//!
//! - negations stand at the predicates (only `one`, `at_least`, `first` and `last` keep a `Not` around them),
//! - there are no constants, repeats, or nestings of `and` in `and`,
//! - a value that is compared with several literals is compared once, with a list,
//! - no predicate stands beside its complement,
//! - a predicate that the type or the facts of its value decide is a constant, or asks less,
//! - what makes an element count is not asked of it again.
//!
//! Normalizing twice gives what normalizing once gives.

mod elements;
mod given;
mod merge;
mod simplify;

use transpile_sdk::ir::{Condition, Quantified, Quantifier, Selected};

/// The normal form of `condition`.
#[must_use]
pub fn normalize(condition: &Condition) -> Condition {
    match condition {
        Condition::Const(value) => Condition::Const(*value),
        Condition::And(parts) => conjunction(normalize_all(parts)),
        Condition::Or(parts) => disjunction(normalize_all(parts)),
        Condition::Not(inner) => opposite(normalize(inner)),
        Condition::Quantified(quantified) => {
            let body = Box::new(normalize(&quantified.body));
            over(quantified, body)
        }
        Condition::Selected(selected) => {
            let guard = Box::new(normalize(&selected.guard));
            let body = normalize(&selected.body);
            of_one(selected, guard, body)
        }
        Condition::Predicate(predicate) => simplify::simplify(predicate.clone()),
    }
}

/// The complement, in normal form as `condition` is: questions that stand apart in an `and` may be one in an `or`.
fn opposite(condition: Condition) -> Condition {
    match condition {
        Condition::And(parts) => disjunction(opposites(parts)),
        Condition::Or(parts) => conjunction(opposites(parts)),
        Condition::Quantified(quantified) if quantified.quantifier == Quantifier::All => {
            Condition::quantified(Quantified {
                quantifier: Quantifier::Any,
                body: Box::new(opposite(*quantified.body)),
                ..quantified
            })
        }
        condition => condition.complement(),
    }
}

fn opposites(parts: Vec<Condition>) -> Vec<Condition> {
    // A loop for the same reason as below.
    let mut out = Vec::with_capacity(parts.len());
    for part in parts {
        out.push(opposite(part));
    }
    out
}

fn normalize_all(parts: &[Condition]) -> Vec<Condition> {
    // A loop: the frames of a chain of iterators would cost more stack than the recursion itself.
    let mut out = Vec::with_capacity(parts.len());
    for part in parts {
        out.push(normalize(part));
    }
    out
}

fn conjunction(parts: Vec<Condition>) -> Condition {
    let mut folded = Condition::all(parts);
    // What is merged may be what another part asks.
    while let Condition::And(parts) = folded {
        if asks_both_ways(&parts) {
            return Condition::Const(false);
        }
        let count = parts.len();
        folded = Condition::all(elements::merge(merge::merge(parts, true), true));
        if matches!(&folded, Condition::And(parts) if parts.len() == count) {
            break;
        }
    }
    folded
}

fn disjunction(parts: Vec<Condition>) -> Condition {
    let mut folded = Condition::either(parts);
    while let Condition::Or(parts) = folded {
        if asks_both_ways(&parts) {
            return Condition::Const(true);
        }
        let count = parts.len();
        folded = Condition::either(elements::merge(merge::merge(parts, false), false));
        if matches!(&folded, Condition::Or(parts) if parts.len() == count) {
            break;
        }
    }
    folded
}

/// So many parts are compared with each other.
const MANY: usize = 40;

/// True if a predicate and its complement are among the parts.
fn asks_both_ways(parts: &[Condition]) -> bool {
    let opposite = |one: &Condition, other: &Condition| match (one, other) {
        (Condition::Predicate(one), Condition::Predicate(other)) => {
            one.negated != other.negated && one.test == other.test && one.value == other.value
        }
        _ => false,
    };
    let has_opposite = |one: &Condition| parts.iter().any(|other| opposite(one, other));
    parts.len() <= MANY && parts.iter().any(has_opposite)
}

fn over(quantified: &Quantified, body: Box<Condition>) -> Condition {
    Condition::quantified(Quantified {
        quantifier: quantified.quantifier,
        array: quantified.array.clone(),
        element: quantified.element.clone(),
        body,
        origin: quantified.origin,
    })
}

/// A question about one element; guard and body are in normal form.
fn of_one(selected: &Selected, guard: Box<Condition>, body: Condition) -> Condition {
    let body = Box::new(given::given(&guard, body));
    Condition::selected(Selected {
        end: selected.end,
        array: selected.array.clone(),
        element: selected.element.clone(),
        guard,
        body,
        origin: selected.origin,
    })
}

#[cfg(test)]
mod tests;
