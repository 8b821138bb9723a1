//! What a condition tells of an event for which it holds, or fails.
//!
//! In: a condition and its answer. Out: the kinds that values can be of, and parts of the condition whose
//! answers are known. Both are found by their hashes.

use super::case::size;
use super::kinds::{Kinds, answers};
use super::run::doubted;
use super::work;
use std::cell::OnceCell;
use std::hash::{BuildHasher, Hash};
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
    /// The hash of the value.
    pub(super) hash: u64,
    /// A condition that is about the value.
    about: Rc<Condition>,
    pub(super) kinds: Kinds,
}

impl OfKinds {
    /// The value.
    pub(super) fn value(&self) -> Option<&Value> {
        match &*self.about {
            Condition::Or(parts) => parts.first().and_then(subject),
            condition => subject(condition),
        }
    }
}

/// A condition whose answer is known.
#[derive(Debug)]
pub(super) struct Literal {
    /// Whether a predicate is negated is not looked at; a quantifier is `any` or `one`.
    pub(super) condition: Rc<Condition>,
    pub(super) holds: bool,
    /// The hash of a predicate's value.
    pub(super) hash: u64,
    size: OnceCell<usize>,
}

impl Literal {
    /// How many predicates there are in it.
    pub(super) fn size(&self) -> usize {
        *self.size.get_or_init(|| size(&self.condition))
    }
}

/// The same for equal values, in every run.
pub(super) fn hash(value: &impl Hash) -> u64 {
    foldhash::fast::FixedState::default().hash_one(value)
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

/// A condition, or a part of one; shared if it can be.
#[derive(Clone, Copy)]
enum Part<'a> {
    Shared(&'a Rc<Condition>),
    Plain(&'a Condition),
}

impl<'a> Part<'a> {
    fn condition(self) -> &'a Condition {
        match self {
            Self::Shared(condition) => condition,
            Self::Plain(condition) => condition,
        }
    }

    fn share(self) -> Rc<Condition> {
        match self {
            Self::Shared(condition) => Rc::clone(condition),
            Self::Plain(condition) => Rc::new(condition.clone()),
        }
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
        told.add_kinds(&Rc::new(about), Kinds::SOME_ARRAY);
        told
    }

    fn add(&mut self, part: Part<'_>, holds: bool) {
        match part.condition() {
            Condition::And(parts) if holds => self.add_all(parts, true),
            Condition::Or(parts) if !holds => self.add_all(parts, false),
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
                    (Rc::new(any), holds == positive)
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
                    self.add_literal(Rc::new(some_counts(selected)), true);
                }
                self.add_literal(condition, holds);
            }
            Condition::And(_) => self.add_literal(part.share(), holds),
            Condition::Const(_) => {}
        }
    }

    fn add_all(&mut self, parts: &[Condition], holds: bool) {
        for part in parts {
            self.add(Part::Plain(part), holds);
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

    fn add_kinds(&mut self, about: &Rc<Condition>, kinds: Kinds) {
        if let Some(value) = subject(about) {
            self.kinds.push(OfKinds {
                hash: hash(value),
                about: Rc::clone(about),
                kinds,
            });
        }
    }

    fn add_literal(&mut self, condition: Rc<Condition>, holds: bool) {
        let hash = match &*condition {
            Condition::Predicate(predicate) => hash(&predicate.value),
            _ => 0,
        };
        self.literals.push(Literal {
            condition,
            holds,
            hash,
            size: OnceCell::new(),
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
