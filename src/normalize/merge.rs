//! One list instead of many literals: `x eq "a" or x eq "b"` is `x in ["a", "b"]`.
//!
//! In: the parts of one `or`, or (with `negated`) of one `and`. Out: the parts with all comparisons
//! of the same value put into the first of them, the literals in source order.

use std::collections::{HashMap, HashSet};
use transpile_sdk::ir::{Condition, Number, Predicate, Scalar, Test};
use transpile_sdk::time::Timestamp;

/// Merges the predicates that are negated, or those that are not.
pub(super) fn merge(parts: Vec<Condition>, negated: bool) -> Vec<Condition> {
    let mut out: Vec<Condition> = Vec::with_capacity(parts.len());
    let mut lists: Vec<List> = Vec::new();
    for part in parts {
        match part {
            Condition::Predicate(first) if is_listable(&first, negated) => {
                let value = &first.value;
                if let Some(list) = lists.iter_mut().find(|list| list.first.value == *value) {
                    list.add(first);
                } else {
                    let mut list = List {
                        at: out.len(),
                        literals: Vec::new(),
                        first: first.clone(),
                    };
                    list.add(first);
                    lists.push(list);
                    // Its place, taken below by the list.
                    out.push(Condition::Const(true));
                }
            }
            part => out.push(part),
        }
    }
    for list in lists {
        if let Some(place) = out.get_mut(list.at) {
            *place = Condition::Predicate(Predicate {
                test: listed(list.literals),
                ..list.first
            });
        }
    }
    out
}

/// Comparisons of one value.
struct List {
    /// Where the first of them stands.
    at: usize,
    first: Predicate,
    literals: Vec<Scalar>,
}

impl List {
    fn add(&mut self, later: Predicate) {
        self.first.origin = self.first.origin.to(later.origin);
        match later.test {
            Test::Eq(literal) => self.literals.push(literal),
            Test::In(list) => self.literals.extend(list),
            _ => {}
        }
    }
}

fn is_listable(predicate: &Predicate, negated: bool) -> bool {
    predicate.negated == negated && matches!(predicate.test, Test::Eq(_) | Test::In(_))
}

/// The test for these literals, each of them once.
pub(super) fn listed(literals: impl IntoIterator<Item = Scalar>) -> Test {
    let mut seen = Seen::default();
    let mut out: Vec<Scalar> = literals
        .into_iter()
        .filter(|literal| seen.is_new(literal))
        .collect();
    match (out.pop(), out.is_empty()) {
        (Some(only), true) => Test::Eq(only),
        (last, _) => {
            out.extend(last);
            Test::In(out)
        }
    }
}

/// The literals of a list so far; lists may be long.
#[derive(Default)]
struct Seen {
    texts: HashSet<String>,
    timestamps: HashSet<Timestamp>,
    bools: HashSet<bool>,
    /// By the nearest double, which several integers may share.
    numbers: HashMap<u64, Vec<Number>>,
}

impl Seen {
    fn is_new(&mut self, literal: &Scalar) -> bool {
        match literal {
            Scalar::String(text) => self.texts.insert(text.clone()),
            Scalar::Timestamp(timestamp) => self.timestamps.insert(*timestamp),
            Scalar::Bool(value) => self.bools.insert(*value),
            Scalar::Number(number) => {
                // A zero plus zero has no sign.
                let near = (number.as_f64() + 0.0).to_bits();
                let numbers = self.numbers.entry(near).or_default();
                let new = !numbers.contains(number);
                if new {
                    numbers.push(*number);
                }
                new
            }
        }
    }
}
