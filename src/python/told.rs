//! What a condition tells of an event for which it holds, or fails.
//!
//! In: a condition and its answer. Out: the kinds that values can be of, those that they are parts of among them, and
//! parts of the condition whose answers are known. Both are found by their hashes.

use super::kinds::{Kinds, answers};
use super::lineage::{Level, lineage, operand, place_hash};
use super::piece::{Part, Piece};
use super::run::doubted;
use super::work;
use std::hash::{BuildHasher, Hash};
use std::mem::discriminant;
use std::rc::Rc;
use transpile_sdk::ir::{Condition, Origin, Predicate, Quantified, Quantifier, Selected, Value};

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
    /// The hash of the value's place.
    pub(super) hash: u64,
    /// A condition that is about the value, or about what is made of it.
    about: Piece,
    /// Where in what the condition is about the value is: so many operands inside, with so many steps.
    operands: usize,
    steps: usize,
    pub(super) kinds: Kinds,
}

impl OfKinds {
    /// The value.
    pub(super) fn level(&self) -> Option<Level<'_>> {
        let value = match &*self.about {
            Condition::Or(parts) => parts.first().and_then(subject),
            condition => subject(condition),
        };
        Some(Level {
            value: operand(value?, self.operands),
            steps: self.steps,
        })
    }
}

/// A condition whose answer is known.
#[derive(Debug)]
pub(super) struct Literal {
    /// Whether a predicate is negated is not looked at; a quantifier is `any` or `one`.
    pub(super) condition: Piece,
    pub(super) holds: bool,
    /// The hash of what it is about.
    pub(super) hash: u64,
}

/// The same for equal values, in every run.
pub(super) fn hash(value: &impl Hash) -> u64 {
    foldhash::fast::FixedState::default().hash_one(value)
}

/// The same for equal conditions, and for predicates about the same value. Of a list only the ends are looked at.
pub(super) fn topic(condition: &Condition) -> u64 {
    let kind = discriminant(condition);
    match condition {
        Condition::Const(value) => hash(value),
        Condition::And(parts) | Condition::Or(parts) => {
            let first = parts.first().map(topic);
            let last = parts.last().map(|last| match last {
                Condition::And(parts) | Condition::Or(parts) => parts.len() as u64,
                last => topic(last),
            });
            hash(&(kind, parts.len(), first, last))
        }
        Condition::Not(inner) => hash(&(kind, topic(inner))),
        Condition::Quantified(quantified) => of_elements(&quantified.array, &quantified.element),
        Condition::Selected(selected) => of_elements(&selected.array, &selected.element),
        Condition::Predicate(predicate) => place_hash(&predicate.value),
    }
}

/// The topic of all questions about the elements of an array, under a name.
pub(super) fn of_elements(array: &Value, element: &str) -> u64 {
    hash(&(place_hash(array), element))
}

/// What a condition is about, if that is one value.
fn subject(condition: &Condition) -> Option<&Value> {
    match condition {
        Condition::Predicate(predicate) => Some(&predicate.value),
        Condition::Quantified(quantified) => Some(&quantified.array),
        Condition::Selected(selected) => Some(&selected.array),
        Condition::Or(parts) => {
            let mut subjects = parts.iter().map(|part| match part {
                Condition::Predicate(predicate) => Some(&predicate.value),
                _ => None,
            });
            let first = subjects.next()??;
            subjects.all(|other| other == Some(first)).then_some(first)
        }
        _ => None,
    }
}

impl Told {
    /// What the condition tells where it holds, or where it fails.
    pub(super) fn of(condition: &Condition, holds: bool) -> Self {
        Self::of_part(Part::Plain(condition), holds)
    }

    /// The same for a condition that is shared.
    pub(super) fn of_shared(condition: &Rc<Condition>, holds: bool) -> Self {
        Self::of_part(Part::Shared(condition), holds)
    }

    fn of_part(part: Part<'_>, holds: bool) -> Self {
        let mut told = Self::default();
        told.add(part, holds);
        work::spend(told.kinds.len() + told.literals.len());
        told
    }

    /// That there is an element in an array.
    pub(super) fn of_some(array: &Value, origin: Origin) -> Self {
        let mut told = Self::default();
        let about = Condition::Quantified(Quantified {
            quantifier: Quantifier::Any,
            array: array.clone(),
            element: String::new(),
            body: Box::new(Condition::Const(true)),
            origin,
        });
        told.add_kinds(&about.into(), Kinds::SOME_ARRAY);
        told
    }

    fn add(&mut self, part: Part<'_>, holds: bool) {
        match part.condition() {
            Condition::And(parts) if holds => self.add_all(part, parts, true),
            Condition::Or(parts) if !holds => self.add_all(part, parts, false),
            Condition::Not(inner) => self.add(Part::Plain(inner), !holds),
            Condition::Predicate(predicate) if is_doubt(predicate) => {}
            Condition::Predicate(predicate) => {
                self.add_predicate(predicate, part, holds != predicate.negated);
            }
            Condition::Or(parts) => {
                let condition = part.share();
                if let Some(kinds) = either(parts) {
                    self.add_kinds(&condition, kinds);
                }
                self.add_literal(condition, holds);
            }
            Condition::Quantified(quantified) => {
                let is_any = !matches!(quantified.quantifier, Quantifier::None | Quantifier::All);
                let (any, holds) = if is_any {
                    (part.share(), holds)
                } else {
                    let (any, positive) = as_any(quantified, true);
                    (any.into(), holds == positive)
                };
                if holds {
                    self.add_kinds(&any, Kinds::SOME_ARRAY);
                }
                self.add_literal(any, holds);
            }
            Condition::Selected(selected) => {
                let condition = part.share();
                if holds {
                    self.add_kinds(&condition, Kinds::SOME_ARRAY);
                    self.add_literal(some_counts(selected).into(), true);
                }
                self.add_literal(condition, holds);
            }
            Condition::And(_) => self.add_literal(part.share(), holds),
            Condition::Const(_) => {}
        }
    }

    fn add_all(&mut self, whole: Part<'_>, parts: &[Condition], holds: bool) {
        for (at, part) in parts.iter().enumerate() {
            self.add(whole.part(at, part), holds);
        }
    }

    fn add_predicate(&mut self, predicate: &Predicate, part: Part<'_>, holds: bool) {
        let answers = answers(&predicate.test);
        let kinds = if holds {
            answers.only
        } else {
            answers.always.not()
        };
        if kinds == Kinds::ALL && answers.is_exact() {
            return;
        }
        let condition = part.share();
        if kinds != Kinds::ALL {
            self.add_kinds(&condition, kinds);
        }
        if !answers.is_exact() {
            self.add_literal(condition, holds);
        }
    }

    /// The kinds of what a condition is about; if it is certain to be there, those of what it is a part of as well.
    fn add_kinds(&mut self, about: &Piece, kinds: Kinds) {
        let Some(value) = subject(about) else {
            return;
        };
        let is_there = !kinds.meets(Kinds::ABSENT);
        let mut above: Option<OfKinds> = None;
        lineage(value, &mut |ancestor| {
            if let (Some(known), Some(needed), true) = (above.take(), ancestor.needed, is_there) {
                self.kinds.push(OfKinds {
                    kinds: needed,
                    ..known
                });
            }
            above = Some(OfKinds {
                hash: ancestor.hash,
                about: about.clone(),
                operands: ancestor.operands,
                steps: ancestor.level.steps,
                kinds,
            });
        });
        self.kinds.extend(above);
    }

    fn add_literal(&mut self, condition: Piece, holds: bool) {
        let hash = topic(&condition);
        self.literals.push(Literal {
            condition,
            holds,
            hash,
        });
    }
}

/// Some element counts.
fn some_counts(selected: &Selected) -> Condition {
    Condition::Quantified(Quantified {
        quantifier: Quantifier::Any,
        array: selected.array.clone(),
        element: selected.element.clone(),
        body: selected.guard.clone(),
        origin: selected.origin,
    })
}

/// The kinds that the values of which one of these predicates holds can be of.
fn either(parts: &[Condition]) -> Option<Kinds> {
    let mut union = Kinds::NONE;
    for part in parts {
        let Condition::Predicate(predicate) = part else {
            return None;
        };
        let answers = answers(&predicate.test);
        union = union.or(if predicate.negated {
            answers.always.not()
        } else {
            answers.only
        });
    }
    Some(union)
}

/// True for what stands for something that is not known: nothing follows from it.
pub(super) fn is_doubt(predicate: &Predicate) -> bool {
    matches!(&predicate.value, Value::Field(field) if doubted(field).is_some())
}

/// A quantifier as `any`, and whether it has to hold; `one` and `at_least` stay what they are.
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
        Quantifier::Any | Quantifier::One | Quantifier::AtLeast(_) => {
            (Condition::Quantified(quantified.clone()), holds)
        }
    }
}
