//! Putting conditions together so that nothing superfluous stands in them.
//!
//! In: conditions. Out: conditions of the same meaning, without constants inside `and` and `or`,
//! without an `and` in an `and`, without repeats. Front ends, normalization and binding all build
//! through these.

use crate::ir::{Condition, Predicate, Quantified, Quantifier, Selected, Test};
use std::collections::HashMap;
use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher, Hash};

impl<F: PartialEq + Hash> Condition<F> {
    /// All of `parts`, folded: flat, without repeats, a constant if one decides it.
    pub fn all(parts: impl IntoIterator<Item = Self>) -> Self {
        let mut out = Distinct::new();
        for part in parts {
            match part {
                Self::Const(true) => {}
                Self::Const(false) => return Self::Const(false),
                Self::And(inner) => inner.into_iter().for_each(|part| out.push(part)),
                part => out.push(part),
            }
        }
        only(out.list).unwrap_or_else(|out| {
            if out.is_empty() {
                Self::Const(true)
            } else {
                Self::And(out)
            }
        })
    }

    /// At least one of `parts`, folded the same way.
    pub fn either(parts: impl IntoIterator<Item = Self>) -> Self {
        let mut out = Distinct::new();
        for part in parts {
            match part {
                Self::Const(false) => {}
                Self::Const(true) => return Self::Const(true),
                Self::Or(inner) => inner.into_iter().for_each(|part| out.push(part)),
                part => out.push(part),
            }
        }
        only(out.list).unwrap_or_else(|out| {
            if out.is_empty() {
                Self::Const(false)
            } else {
                Self::Or(out)
            }
        })
    }

    /// The complement, with the negation pushed down to the predicates. Only `one`,
    /// `at_least`, `first` and `last` keep a `Not`.
    #[must_use]
    pub fn complement(self) -> Self {
        match self {
            Self::Const(value) => Self::Const(!value),
            Self::And(parts) => Self::either(complements(parts)),
            Self::Or(parts) => Self::all(complements(parts)),
            Self::Not(inner) => *inner,
            Self::Predicate(predicate) => Self::Predicate(Predicate {
                negated: !predicate.negated,
                ..predicate
            }),
            Self::Quantified(quantified) => match quantified.quantifier {
                Quantifier::Any => Self::quantified(Quantified {
                    quantifier: Quantifier::None,
                    ..quantified
                }),
                Quantifier::None => Self::quantified(Quantified {
                    quantifier: Quantifier::Any,
                    ..quantified
                }),
                Quantifier::All => Self::quantified(Quantified {
                    quantifier: Quantifier::Any,
                    body: Box::new(quantified.body.complement()),
                    ..quantified
                }),
                Quantifier::One | Quantifier::AtLeast(_) => {
                    Self::Not(Box::new(Self::Quantified(quantified)))
                }
            },
            Self::Selected(selected) => Self::Not(Box::new(Self::Selected(selected))),
        }
    }

    /// A quantifier, folded where its body decides it for every array.
    #[must_use]
    pub fn quantified(quantified: Quantified<F>) -> Self {
        match (quantified.quantifier, &*quantified.body) {
            (Quantifier::AtLeast(0), _) => Self::Const(true),
            (Quantifier::AtLeast(1), _) => Self::quantified(Quantified {
                quantifier: Quantifier::Any,
                ..quantified
            }),
            (Quantifier::Any | Quantifier::One | Quantifier::AtLeast(_), Self::Const(false)) => {
                Self::Const(false)
            }
            (Quantifier::None, Self::Const(false)) | (Quantifier::All, Self::Const(true)) => {
                Self::Const(true)
            }
            _ => Self::Quantified(quantified),
        }
    }

    /// A question about one element, folded where it is decided for every array, or asks for any element.
    #[must_use]
    pub fn selected(selected: Selected<F>) -> Self {
        let never = Self::Const(false);
        if *selected.guard == never || *selected.body == never {
            return never;
        }
        if *selected.body == Self::Const(true) {
            return Self::quantified(Quantified {
                quantifier: Quantifier::Any,
                array: selected.array,
                element: selected.element,
                body: selected.guard,
                origin: selected.origin,
            });
        }
        Self::Selected(selected)
    }

    /// A predicate, folded where its test has one answer for every value.
    #[must_use]
    pub fn predicate(predicate: Predicate<F>) -> Self {
        let never = match &predicate.test {
            Test::In(list) => list.is_empty(),
            Test::Cidr(networks) => networks.is_empty(),
            _ => false,
        };
        if never {
            Self::Const(predicate.negated)
        } else {
            Self::Predicate(predicate)
        }
    }
}

/// A loop of its own: inside an iterator chain each level would take several times the stack.
fn complements<F: PartialEq + Hash>(parts: Vec<Condition<F>>) -> Vec<Condition<F>> {
    let mut out = Vec::with_capacity(parts.len());
    for part in parts {
        out.push(part.complement());
    }
    out
}

/// A list this long is searched from end to end.
const SHORT: usize = 16;

/// Different parts, in the order in which they came.
struct Distinct<T> {
    list: Vec<T>,
    /// Where in the list the parts of each hash are, once the list is not short any more.
    places: HashMap<u64, Vec<usize>>,
    hasher: BuildHasherDefault<DefaultHasher>,
}

impl<T: PartialEq + Hash> Distinct<T> {
    fn new() -> Self {
        Self {
            list: Vec::new(),
            places: HashMap::new(),
            hasher: BuildHasherDefault::default(),
        }
    }

    fn push(&mut self, part: T) {
        if self.list.len() < SHORT {
            if !self.list.contains(&part) {
                self.list.push(part);
            }
            return;
        }
        if self.places.is_empty() {
            for (at, part) in self.list.iter().enumerate() {
                let hash = self.hasher.hash_one(part);
                self.places.entry(hash).or_default().push(at);
            }
        }
        let same = self.places.entry(self.hasher.hash_one(&part)).or_default();
        if same.iter().all(|at| self.list.get(*at) != Some(&part)) {
            same.push(self.list.len());
            self.list.push(part);
        }
    }
}

/// The only element, or the list as it is.
fn only<T>(mut list: Vec<T>) -> Result<T, Vec<T>> {
    match (list.pop(), list.is_empty()) {
        (Some(element), true) => Ok(element),
        (Some(last), false) => {
            list.push(last);
            Err(list)
        }
        (None, _) => Err(Vec::new()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repeats_go_from_long_lists_as_from_short_ones() {
        for length in [1, 2, SHORT - 1, SHORT, SHORT + 1, 1_000] {
            let mut distinct = Distinct::new();
            for number in (0..length).chain(0..length).chain([length]) {
                distinct.push(number);
            }
            assert_eq!(distinct.list, (0..=length).collect::<Vec<_>>());
        }
    }
}
