//! Conditions as simple as what is known allows.
//!
//! In: a condition, what is known where it is asked, and the log type. Out: a condition with the same answers there that
//! asks no more than needed.

use super::kinds::{Kinds, answers, plainest};
use super::known::Known;
use super::schema::Schema;
use super::told::{Told, is_doubt};
use super::work;
use std::rc::Rc;
use transpile_sdk::ir::{Condition, Predicate, Quantified, Quantifier, Selected, Test, Value};

/// So many parts are not compared with each other.
const MANY: usize = 100;

impl Known {
    /// `condition` as simple as what is known allows.
    pub(super) fn simplify(&mut self, condition: Condition, schema: &Schema) -> Condition {
        if work::is_over() {
            return condition;
        }
        work::spend(1);
        let condition = match condition {
            Condition::Predicate(predicate) => return self.simplify_predicate(predicate, schema),
            condition => condition,
        };
        if let Some(answer) = self.decide(&condition, schema) {
            return Condition::Const(answer);
        }
        match condition {
            Condition::And(parts) => self.several(parts, true, schema),
            Condition::Or(parts) => self.several(parts, false, schema),
            Condition::Not(inner) => self.simplify(*inner, schema).complement(),
            Condition::Quantified(quantified) => {
                let mark = self.mark();
                self.hear(Rc::new(Told::of_some(&quantified.array, quantified.origin)));
                let body = self.simplify(*quantified.body, schema);
                self.forget(mark);
                let body = Box::new(without_itself(&quantified.array, body));
                Condition::quantified(Quantified { body, ..quantified })
            }
            Condition::Selected(selected) => {
                let mark = self.mark();
                self.hear(Rc::new(Told::of_some(&selected.array, selected.origin)));
                let guard = self.simplify(*selected.guard, schema);
                self.learn(&guard, true);
                let body = self.simplify(*selected.body, schema);
                self.forget(mark);
                Condition::selected(Selected {
                    guard: Box::new(guard),
                    body: Box::new(body),
                    ..selected
                })
            }
            plain @ (Condition::Const(_) | Condition::Predicate(_)) => plain,
        }
    }

    fn simplify_predicate(&self, predicate: Predicate, schema: &Schema) -> Condition {
        if is_doubt(&predicate) {
            return Condition::Predicate(predicate);
        }
        let kinds = self.kinds(&predicate.value, schema);
        match self.answer(&predicate, kinds) {
            Some(answer) => Condition::Const(answer),
            None => Condition::predicate(plain(predicate, kinds)),
        }
    }

    /// Parts of an `and` (or an `or`): each is simplified by the others.
    fn several(&mut self, parts: Vec<Condition>, and: bool, schema: &Schema) -> Condition {
        let mark = self.mark();
        let mut done: Vec<Part> = Vec::with_capacity(parts.len());
        for part in parts {
            let part = Part::new(self.simplify(part, schema), and);
            self.hear(Rc::clone(&part.told));
            done.push(part);
        }
        self.forget(mark);
        if done.len() > MANY {
            return joined(done, and);
        }
        // From behind: what a later part implies need not be asked before it.
        let mut others: Vec<Option<usize>> = Vec::with_capacity(done.len());
        for part in &done {
            let tells = is_literal(&part.condition);
            others.push(tells.then(|| self.hear(Rc::clone(&part.told))));
        }
        let mut kept: Vec<Part> = Vec::with_capacity(done.len());
        while let (Some(part), Some(own)) = (done.pop(), others.pop()) {
            if let Some(own) = own {
                self.mute(own, true);
            }
            kept.push(match self.simplified_once(&part, and, schema) {
                None => {
                    if let Some(own) = own {
                        self.mute(own, false);
                    }
                    part
                }
                Some(simple) => {
                    if is_literal(&simple.condition) {
                        self.hear(Rc::clone(&simple.told));
                    }
                    simple
                }
            });
        }
        self.forget(mark);
        kept.reverse();
        joined(kept, and)
    }

    /// The part, if what is known decides some of it.
    fn simplified_once(&mut self, part: &Part, and: bool, schema: &Schema) -> Option<Part> {
        // One level deep: to go on would take twice as long for each level.
        let decided = |part: &Condition| self.decide(part, schema);
        let (parts, is_and) = match &*part.condition {
            Condition::And(parts) => (parts, true),
            Condition::Or(parts) => (parts, false),
            single => {
                return decided(single).map(|answer| Part::new(Condition::Const(answer), and));
            }
        };
        let answers: Vec<Option<bool>> = parts.iter().map(decided).collect();
        if answers.iter().all(Option::is_none) {
            return None;
        }
        let again = parts.iter().zip(answers);
        let again =
            again.map(|(part, answer)| answer.map_or_else(|| part.clone(), Condition::Const));
        let simple = if is_and {
            Condition::all(again)
        } else {
            Condition::either(again)
        };
        Some(Part::new(simple, and))
    }
}

/// A part of an `and` or an `or`, and what it tells the others.
struct Part {
    condition: Rc<Condition>,
    told: Rc<Told>,
}

impl Part {
    fn new(condition: Condition, and: bool) -> Self {
        let condition = Rc::new(condition);
        let told = Rc::new(Told::of_shared(&condition, and));
        Self { condition, told }
    }

    fn into_condition(self) -> Condition {
        drop(self.told);
        Rc::unwrap_or_clone(self.condition)
    }
}

fn joined(parts: Vec<Part>, and: bool) -> Condition {
    let parts = parts.into_iter().map(Part::into_condition);
    if and {
        Condition::all(parts)
    } else {
        Condition::either(parts)
    }
}

/// What is asked of an element, without the question whether there is one of which a part of that is true.
fn without_itself(array: &Value, body: Condition) -> Condition {
    let Condition::And(parts) = body else {
        return body;
    };
    let asks_again = |part: &Condition| match part {
        Condition::Quantified(inner) => {
            inner.quantifier == Quantifier::Any
                && inner.array == *array
                && match &*inner.body {
                    Condition::And(asked) => asked.iter().all(|asked| parts.contains(asked)),
                    asked => parts.contains(asked),
                }
        }
        _ => false,
    };
    Condition::all(parts.iter().filter(|part| !asks_again(part)).cloned())
}

fn is_literal(condition: &Condition) -> bool {
    matches!(
        condition,
        Condition::Predicate(_) | Condition::Quantified(_) | Condition::Selected(_)
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
