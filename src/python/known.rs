//! What is known of an event on the way through a rule.
//!
//! In: conditions that hold (or fail) where the rule has got to, and the log type. Out: which kinds a
//! value can be of, and whether a condition is decided.

use super::case::AsCase;
use super::kinds::{Kinds, answers};
use super::lineage::{Level, lineage, place_hash};
use super::row::Row;
use super::schema::Schema;
use super::told::{Literal, Told, as_any, is_doubt, of_elements, topic};
use super::work;
use std::rc::Rc;
use transpile_sdk::ir::{Condition, Predicate, Quantifier, Scalar, Test, Value};

/// What is known; the latest last, so that it can be forgotten again.
#[derive(Debug, Default)]
pub(super) struct Known {
    told: Vec<Heard>,
    /// Where the kinds of each value are among them.
    kinds: Row,
    /// Where the literals are.
    literals: Row,
}

/// Something that was told.
#[derive(Debug)]
struct Heard {
    told: Rc<Told>,
    /// True while it is not to be used.
    is_muted: bool,
}

/// How much was known at some time.
#[derive(Debug, Clone, Copy)]
pub(super) struct Mark(usize);

impl Known {
    pub(super) const fn mark(&self) -> Mark {
        Mark(self.told.len())
    }

    pub(super) fn forget(&mut self, mark: Mark) {
        for heard in self.told.drain(mark.0..).rev() {
            self.kinds.pop(heard.told.kinds.len());
            self.literals.pop(heard.told.literals.len());
        }
    }

    /// Takes `condition` for true, or for false.
    pub(super) fn learn(&mut self, condition: &impl AsCase, holds: bool) {
        self.hear(condition.told(holds));
    }

    /// Takes what a condition tells for true. The number is its own.
    pub(super) fn hear(&mut self, told: Rc<Told>) -> usize {
        let number = self.told.len();
        work::spend((told.kinds.len() + told.literals.len()) / 4 + 1);
        for (at, known) in told.kinds.iter().enumerate() {
            self.kinds.push(known.hash, (number, at));
        }
        for (at, known) in told.literals.iter().enumerate() {
            self.literals.push(known.hash, (number, at));
        }
        self.told.push(Heard {
            told,
            is_muted: false,
        });
        number
    }

    /// Puts aside what was heard under a number, or takes it back.
    pub(super) fn mute(&mut self, number: usize, is_muted: bool) {
        if let Some(heard) = self.told.get_mut(number) {
            heard.is_muted = is_muted;
        }
    }

    fn heard(&self, number: usize) -> Option<&Told> {
        let heard = self.told.get(number).filter(|heard| !heard.is_muted);
        heard.map(|heard| &*heard.told)
    }

    /// The kinds that `value` can be of.
    pub(super) fn kinds(&self, value: &Value, schema: &Schema) -> Kinds {
        let mut above = Kinds::ALL;
        let mut open = schema.opening(value);
        lineage(value, &mut |ancestor| {
            let kinds = self.told_kinds(ancestor.level, ancestor.hash, open.kinds(ancestor.level));
            above = match ancestor.needed {
                Some(needed) if !above.meets(needed) => kinds.and(Kinds::ABSENT),
                Some(needed) if ancestor.is_total && above.is_in(needed) => {
                    kinds.without(Kinds::MISSING)
                }
                _ => kinds,
            };
        });
        above
    }

    /// Those of `open` that are left of the value at a place by what was told of it.
    fn told_kinds(&self, level: Level<'_>, hash: u64, open: Kinds) -> Kinds {
        let mut kinds = open;
        let mut looked_at = 1;
        for (number, at) in self.kinds.under(hash) {
            looked_at += 1;
            if let Some(known) = self.heard(number).and_then(|told| told.kinds.get(at))
                && known.level() == Some(level)
            {
                kinds = kinds.and(known.kinds);
            }
        }
        work::spend(looked_at);
        kinds
    }

    /// True or false if what is known decides `condition`.
    pub(super) fn decide(&self, condition: &Condition, schema: &Schema) -> Option<bool> {
        match condition {
            Condition::Const(value) => Some(*value),
            Condition::Predicate(predicate) if is_doubt(predicate) => None,
            Condition::Predicate(predicate) => {
                let kinds = self.kinds(&predicate.value, schema);
                self.answer(predicate, kinds)
            }
            Condition::Not(inner) => self.decide(inner, schema).map(|answer| !answer),
            Condition::Quantified(quantified) => {
                if !self
                    .kinds(&quantified.array, schema)
                    .meets(Kinds::SOME_ARRAY)
                {
                    return Some(matches!(
                        quantified.quantifier,
                        Quantifier::All | Quantifier::None
                    ));
                }
                let topic = of_elements(&quantified.array, &quantified.element);
                self.literals(topic).next()?;
                let (any, positive) = as_any(quantified, true);
                self.told_of(&any).map(|holds| holds == positive)
            }
            Condition::Selected(selected) => {
                if !self.kinds(&selected.array, schema).meets(Kinds::SOME_ARRAY) {
                    return Some(false);
                }
                self.told_of(condition)
            }
            Condition::And(_) | Condition::Or(_) => self.told_of(condition),
        }
    }

    /// The answer of a predicate about a value of the kinds `kinds`, if it is known.
    pub(super) fn answer(&self, predicate: &Predicate, kinds: Kinds) -> Option<bool> {
        let answers = answers(&predicate.test);
        let answer = if !kinds.meets(answers.only) {
            Some(false)
        } else if kinds.is_in(answers.always) {
            Some(true)
        } else {
            self.literal(predicate)
        };
        answer.map(|answer| answer != predicate.negated)
    }

    /// The conditions on a topic whose answers are known, the latest first.
    fn literals(&self, topic: u64) -> impl Iterator<Item = &Literal> {
        work::spend(1);
        let places = self.literals.under(topic).inspect(|_| work::spend(1));
        places.filter_map(|(number, at)| self.heard(number)?.literals.get(at))
    }

    /// The answer of just this condition.
    fn told_of(&self, asked: &Condition) -> Option<bool> {
        let mut literals = self.literals(topic(asked));
        let known = literals.find(|known| *known.condition == *asked);
        known.map(|known| known.holds)
    }

    /// The answer of a predicate (its negation aside) that others about the same value give.
    fn literal(&self, asked: &Predicate) -> Option<bool> {
        for known in self.literals(place_hash(&asked.value)) {
            let Condition::Predicate(predicate) = &*known.condition else {
                continue;
            };
            if Level::whole(&predicate.value) != Level::whole(&asked.value) {
                continue;
            }
            if predicate.test == asked.test {
                return Some(known.holds);
            }
            let answer = if known.holds {
                among(&predicate.test).and_then(|list| all_alike(list, &asked.test))
            } else {
                among(&predicate.test)
                    .zip(among(&asked.test))
                    .and_then(|(known, asked)| {
                        let excluded = asked.iter().all(|scalar| known.contains(scalar));
                        excluded.then_some(false)
                    })
            };
            if answer.is_some() {
                return answer;
            }
        }
        None
    }
}

/// The literals that a test lets through, if it lets through no others.
fn among(test: &Test) -> Option<&[Scalar]> {
    match test {
        Test::Eq(scalar) => Some(std::slice::from_ref(scalar)),
        Test::In(list) => Some(list),
        _ => None,
    }
}

/// The answer of `test` on each of these literals, if it is the same.
fn all_alike(list: &[Scalar], test: &Test) -> Option<bool> {
    let mut answers = list.iter().map(|scalar| on_scalar(scalar, test));
    let first = answers.next()??;
    answers.all(|answer| answer == Some(first)).then_some(first)
}

fn on_scalar(scalar: &Scalar, test: &Test) -> Option<bool> {
    match (test, scalar) {
        (Test::Eq(other), _) => Some(scalar == other),
        (Test::In(list), _) => Some(list.contains(scalar)),
        (Test::ContainsText(part), Scalar::String(text)) => Some(text.contains(part.as_str())),
        (Test::StartsWith(part), Scalar::String(text)) => Some(text.starts_with(part.as_str())),
        (Test::EndsWith(part), Scalar::String(text)) => Some(text.ends_with(part.as_str())),
        (Test::Wildcard(glob), Scalar::String(text)) => Some(glob.matches(text)),
        _ => None,
    }
}
