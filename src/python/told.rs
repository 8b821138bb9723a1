//! What a condition tells of an event for which it holds, or fails.
//!
//! In: a condition and its answer. Out: the kinds that values can be of, and parts of the condition whose
//! answers are known. Both are found by their hashes.

use super::kinds::{Kinds, answers};
use super::run::doubted;
use super::work;
use std::hash::{BuildHasher, Hash};
use transpile_sdk::ir::{Condition, Predicate, Quantified, Quantifier, Value};

/// What one condition tells.
#[derive(Debug, Default)]
pub(super) struct Told {
    /// The kinds that values can be of.
    pub(super) kinds: Vec<OfKinds>,
    /// Conditions with their answers.
    pub(super) literals: Vec<Literal>,
}

/// The kinds that a value can be of.
#[derive(Debug)]
pub(super) struct OfKinds {
    /// The hash of the value.
    pub(super) hash: u64,
    pub(super) value: Value,
    pub(super) kinds: Kinds,
}

/// A condition whose answer is known.
#[derive(Debug)]
pub(super) struct Literal {
    /// The hash of the condition; of a predicate, that of its value.
    pub(super) hash: u64,
    /// A predicate is not negated, and a quantifier is `any` or `one`.
    pub(super) condition: Condition,
    pub(super) holds: bool,
}

/// The same for equal values, in every run.
pub(super) fn hash(value: &impl Hash) -> u64 {
    foldhash::fast::FixedState::default().hash_one(value)
}

impl Told {
    /// What the condition tells where it holds, or where it fails.
    pub(super) fn of(condition: &Condition, holds: bool) -> Self {
        let mut told = Self::default();
        told.add(condition, holds);
        work::spend(told.kinds.len() + told.literals.len());
        told
    }

    /// That a value is of one of these kinds.
    pub(super) fn of_kinds(value: &Value, kinds: Kinds) -> Self {
        let mut told = Self::default();
        told.add_kinds(value, kinds);
        told
    }

    fn add(&mut self, condition: &Condition, holds: bool) {
        match condition {
            Condition::And(parts) if holds => parts.iter().for_each(|part| self.add(part, true)),
            Condition::Or(parts) if !holds => parts.iter().for_each(|part| self.add(part, false)),
            Condition::Not(inner) => self.add(inner, !holds),
            Condition::Predicate(predicate) if is_doubt(predicate) => {}
            Condition::Predicate(predicate) => self.add_predicate(predicate, holds),
            Condition::Or(parts) => {
                self.add_either(parts);
                self.add_literal(condition.clone(), holds);
            }
            Condition::Quantified(quantified) => {
                let (any, holds) = as_any(quantified, holds);
                if holds
                    && let Condition::Quantified(Quantified {
                        quantifier: Quantifier::Any | Quantifier::One,
                        array,
                        ..
                    }) = &any
                {
                    self.add_kinds(array, Kinds::SOME_ARRAY);
                }
                self.add_literal(any, holds);
            }
            Condition::And(_) => self.add_literal(condition.clone(), holds),
            Condition::Const(_) => {}
        }
    }

    fn add_predicate(&mut self, predicate: &Predicate, holds: bool) {
        let holds = holds != predicate.negated;
        let answers = answers(&predicate.test);
        let kinds = if holds {
            answers.only
        } else {
            answers.always.not()
        };
        if kinds != Kinds::ALL {
            self.add_kinds(&predicate.value, kinds);
        }
        if !answers.is_exact() {
            let positive = Predicate {
                negated: false,
                ..predicate.clone()
            };
            self.literals.push(Literal {
                hash: hash(&positive.value),
                condition: Condition::Predicate(positive),
                holds,
            });
        }
    }

    /// What all of `parts` agree on, if they are about one value.
    fn add_either(&mut self, parts: &[Condition]) {
        let mut union = Kinds::NONE;
        let mut value: Option<&Value> = None;
        for part in parts {
            let Condition::Predicate(predicate) = part else {
                return;
            };
            if value.is_some_and(|value| *value != predicate.value) {
                return;
            }
            value = Some(&predicate.value);
            let answers = answers(&predicate.test);
            union = union.or(if predicate.negated {
                answers.always.not()
            } else {
                answers.only
            });
        }
        if let Some(value) = value {
            self.add_kinds(value, union);
        }
    }

    fn add_kinds(&mut self, value: &Value, kinds: Kinds) {
        self.kinds.push(OfKinds {
            hash: hash(value),
            value: value.clone(),
            kinds,
        });
    }

    fn add_literal(&mut self, condition: Condition, holds: bool) {
        self.literals.push(Literal {
            hash: hash(&condition),
            condition,
            holds,
        });
    }
}

/// True for what stands for something that is not known: nothing follows from it.
pub(super) fn is_doubt(predicate: &Predicate) -> bool {
    matches!(&predicate.value, Value::Field(field) if doubted(field).is_some())
}

/// A quantifier as `any`, and whether it has to hold; `one` stays what it is.
pub(super) fn as_any(quantified: &Quantified, holds: bool) -> (Condition, bool) {
    let any = |body: Condition| {
        Condition::Quantified(Quantified {
            quantifier: Quantifier::Any,
            array: quantified.array.clone(),
            element: quantified.element.clone(),
            body: Box::new(body),
            origin: quantified.origin,
        })
    };
    match quantified.quantifier {
        Quantifier::None => (any((*quantified.body).clone()), !holds),
        Quantifier::All => (any((*quantified.body).clone().complement()), !holds),
        Quantifier::Any | Quantifier::One => (Condition::Quantified(quantified.clone()), holds),
    }
}
