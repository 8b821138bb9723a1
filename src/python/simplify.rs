//! Conditions as simple as what is known allows.
//!
//! In: a condition, what is known where it is asked, and the log type. Out: a condition with the same answers there that
//! asks no more than needed.

use super::case::AsCase;
use super::kinds::{Kinds, answers, plainest};
use super::known::Known;
use super::schema::Schema;
use super::told::{Told, is_doubt};
use super::work;
use std::rc::Rc;
use transpile_sdk::ir::{Condition, Predicate, Quantified, Test, Value};

/// So many parts are not compared with each other.
const MANY: usize = 100;

impl Known {
    /// `condition` as simple as what is known allows.
    pub(super) fn simplify(&mut self, condition: Condition, schema: &Schema) -> Condition {
        if work::is_over() {
            return condition;
        }
        work::spend(1);
        if let Some(answer) = self.decide(&condition, schema) {
            return Condition::Const(answer);
        }
        match condition {
            Condition::And(parts) => self.several(parts, true, schema),
            Condition::Or(parts) => self.several(parts, false, schema),
            Condition::Not(inner) => self.simplify(*inner, schema).complement(),
            Condition::Quantified(quantified) => {
                let mark = self.mark();
                let array = Told::of_kinds(&quantified.array, Kinds::SOME_ARRAY);
                self.hear(Rc::new(array));
                let body = self.simplify(*quantified.body, schema);
                self.forget(mark);
                Condition::quantified(Quantified {
                    body: Box::new(body),
                    ..quantified
                })
            }
            Condition::Predicate(predicate) if is_doubt(&predicate) => {
                Condition::Predicate(predicate)
            }
            Condition::Predicate(predicate) => {
                let kinds = self.kinds(&predicate.value, schema);
                Condition::predicate(plain(predicate, kinds))
            }
            constant @ Condition::Const(_) => constant,
        }
    }

    /// Parts of an `and` (or an `or`): each is simplified by the others.
    fn several(&mut self, parts: Vec<Condition>, and: bool, schema: &Schema) -> Condition {
        let mark = self.mark();
        let mut done: Vec<(Condition, Rc<Told>)> = Vec::with_capacity(parts.len());
        for part in parts {
            let part = self.simplify(part, schema);
            let told = part.told(and);
            self.hear(Rc::clone(&told));
            done.push((part, told));
        }
        self.forget(mark);
        if done.len() > MANY {
            let done = done.into_iter().map(|(part, _)| part);
            return if and {
                Condition::all(done)
            } else {
                Condition::either(done)
            };
        }
        // From behind: what a later part implies need not be asked before it.
        let mut kept: Vec<(Condition, Rc<Told>)> = Vec::with_capacity(done.len());
        while let Some((part, told)) = done.pop() {
            let mark = self.mark();
            for (other, told) in done.iter().chain(&kept) {
                if is_literal(other) {
                    self.hear(Rc::clone(told));
                }
            }
            let simple = self.simplify_once(part, schema);
            self.forget(mark);
            let told = if is_literal(&simple) { told } else { Rc::default() };
            kept.push((simple, told));
        }
        kept.reverse();
        let kept = kept.into_iter().map(|(part, _)| part);
        if and {
            Condition::all(kept)
        } else {
            Condition::either(kept)
        }
    }

    fn simplify_once(&mut self, part: Condition, schema: &Schema) -> Condition {
        // One level deep: to go on would take twice as long for each level.
        let again = |parts: Vec<Condition>| {
            let mut out = Vec::with_capacity(parts.len());
            for part in parts {
                out.push(match self.decide(&part, schema) {
                    Some(answer) => Condition::Const(answer),
                    None => part,
                });
            }
            out
        };
        match part {
            Condition::And(parts) => Condition::all(again(parts)),
            Condition::Or(parts) => Condition::either(again(parts)),
            part => match self.decide(&part, schema) {
                Some(answer) => Condition::Const(answer),
                None => part,
            },
        }
    }
}

fn is_literal(condition: &Condition) -> bool {
    matches!(
        condition,
        Condition::Predicate(_) | Condition::Quantified(_)
    )
}

/// The plainest predicate that asks the same of values of the kinds `known`.
fn plain(predicate: Predicate, known: Kinds) -> Predicate {
    let answers = answers(&predicate.test);
    if !answers.is_exact() || matches!(predicate.test, Test::Eq(_) | Test::In(_)) {
        return predicate;
    }
    let has_key = matches!(predicate.value, Value::Field(_));
    match plainest(answers.always, known, has_key) {
        Some((test, negated)) => Predicate {
            test,
            negated: predicate.negated != negated,
            ..predicate
        },
        None => predicate,
    }
}
