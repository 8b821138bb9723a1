//! One list instead of many literals: `x eq "a" or x eq "b"` is `x in ["a", "b"]`.
//!
//! In: the parts of one `or`, or (with `negated`) of one `and`. Out: the parts with all comparisons
//! of the same value put into the first of them, the literals in source order.

use transpile_sdk::ir::{Condition, Origin, Predicate, Scalar, Test};

/// Merges the predicates that are negated, or those that are not.
pub(super) fn merge(parts: Vec<Condition>, negated: bool) -> Vec<Condition> {
    let mut out: Vec<Condition> = Vec::new();
    for part in parts {
        let earlier = match &part {
            Condition::Predicate(predicate) if is_listable(predicate, negated) => out
                .iter_mut()
                .filter_map(|part| match part {
                    Condition::Predicate(earlier) => Some(earlier),
                    _ => None,
                })
                .find(|earlier| is_listable(earlier, negated) && earlier.value == predicate.value),
            _ => None,
        };
        match (earlier, part) {
            (Some(earlier), Condition::Predicate(predicate)) => add(earlier, predicate),
            (_, part) => out.push(part),
        }
    }
    out
}

/// The test for these literals, each of them once.
pub(super) fn listed(literals: impl IntoIterator<Item = Scalar>) -> Test {
    let mut out: Vec<Scalar> = Vec::new();
    for literal in literals {
        if !out.contains(&literal) {
            out.push(literal);
        }
    }
    match out.as_slice() {
        [only] => Test::Eq(only.clone()),
        _ => Test::In(out),
    }
}

fn is_listable(predicate: &Predicate, negated: bool) -> bool {
    predicate.negated == negated && matches!(predicate.test, Test::Eq(_) | Test::In(_))
}

fn add(earlier: &mut Predicate, later: Predicate) {
    let literals = [earlier.test.clone(), later.test]
        .into_iter()
        .flat_map(literals);
    earlier.test = listed(literals);
    earlier.origin = match (earlier.origin, later.origin) {
        (Origin(Some(first)), Origin(Some(last))) => Origin(Some(first.to(last))),
        (known, Origin(None)) | (Origin(None), known) => known,
    };
}

fn literals(test: Test) -> Vec<Scalar> {
    match test {
        Test::Eq(literal) => vec![literal],
        Test::In(list) => list,
        _ => Vec::new(),
    }
}
