//! What is known to hold is not asked again.
//!
//! In: a condition that holds, and another that is asked where it does, both in normal form. Out: the second
//! without the parts that the first decides, in normal form. Parts are the same if they are written alike, so
//! that what stands inside a question about other elements is left alone: its names mean something else there.

use super::{conjunction, disjunction, opposite};
use std::collections::HashMap;
use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};
use transpile_sdk::ir::Condition;

/// `asked`, where `known` holds.
pub(super) fn given(known: &Condition, mut asked: Condition) -> Condition {
    let facts = Facts::of(known);
    // What is put together anew may be known as a whole.
    loop {
        let shorter = facts.shorten(asked.clone());
        if shorter == asked {
            return asked;
        }
        asked = shorter;
    }
}

/// Conditions whose answers are known, by their hashes.
#[derive(Default)]
struct Facts {
    answers: HashMap<u64, Vec<(Condition, bool)>>,
    hasher: BuildHasherDefault<DefaultHasher>,
}

impl Facts {
    fn of(known: &Condition) -> Self {
        let mut facts = Self::default();
        facts.add(known);
        if let Condition::And(parts) = known {
            for part in parts {
                facts.add(part);
            }
        }
        facts
    }

    fn add(&mut self, known: &Condition) {
        // A constant tells nothing, and where `false` holds nothing is ever asked.
        if matches!(known, Condition::Const(_)) {
            return;
        }
        for (condition, answer) in [(known.clone(), true), (opposite(known.clone()), false)] {
            let hash = self.hasher.hash_one(&condition);
            let same = self.answers.entry(hash).or_default();
            same.push((condition, answer));
        }
    }

    fn answer(&self, condition: &Condition) -> Option<bool> {
        let same = self.answers.get(&self.hasher.hash_one(condition))?;
        let found = same.iter().find(|(known, _)| known == condition);
        found.map(|(_, answer)| *answer)
    }

    fn shorten(&self, asked: Condition) -> Condition {
        if let Some(answer) = self.answer(&asked) {
            return Condition::Const(answer);
        }
        match asked {
            Condition::And(parts) => conjunction(self.shorten_all(parts)),
            Condition::Or(parts) => disjunction(self.shorten_all(parts)),
            other => other,
        }
    }

    fn shorten_all(&self, parts: Vec<Condition>) -> Vec<Condition> {
        parts.into_iter().map(|part| self.shorten(part)).collect()
    }
}
