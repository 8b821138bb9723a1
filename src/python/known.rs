//! What is known of an event on the way through a rule, and conditions simplified by it.
//!
//! In: conditions that hold (or fail) where the rule has got to, and the log type. Out: which kinds a
//! value can be of, whether a condition is decided, and a condition that asks no more than needed.

use super::kinds::{Kinds, answers, plainest};
use super::run::doubted;
use super::schema::Schema;
use std::cell::Cell;
use transpile_sdk::ir::{
    Argument, Call, Condition, Function, Predicate, Quantified, Quantifier, Root, Scalar, Step,
    Test, Value,
};

/// So much may be looked up for one rule.
const MAX_WORK: usize = 1_000_000;

/// So many parts are not compared with each other.
const MANY: usize = 100;

/// What is known; the latest last, so that it can be forgotten again.
#[derive(Debug, Default, Clone)]
pub(super) struct Known {
    kinds: Vec<(Value, Kinds)>,
    literals: Vec<(Condition, bool)>,
    /// How often something was looked up; beyond a bound nothing is simplified any more.
    work: Cell<usize>,
}

/// How much was known at some time.
#[derive(Debug, Clone, Copy)]
pub(super) struct Mark(usize, usize);

impl Known {
    /// True if so much was looked up that no more should be.
    pub(super) fn is_tired(&self) -> bool {
        self.work.get() > MAX_WORK
    }

    pub(super) fn mark(&self) -> Mark {
        Mark(self.kinds.len(), self.literals.len())
    }

    pub(super) fn forget(&mut self, mark: Mark) {
        self.kinds.truncate(mark.0);
        self.literals.truncate(mark.1);
    }

    /// Takes `condition` for true, or for false.
    pub(super) fn learn(&mut self, condition: &Condition, holds: bool) {
        match condition {
            Condition::And(parts) if holds => parts.iter().for_each(|part| self.learn(part, true)),
            Condition::Or(parts) if !holds => parts.iter().for_each(|part| self.learn(part, false)),
            Condition::Not(inner) => self.learn(inner, !holds),
            Condition::Predicate(predicate) if is_doubt(predicate) => {}
            Condition::Predicate(predicate) => {
                let holds = holds != predicate.negated;
                let answers = answers(&predicate.test);
                let kinds = if holds {
                    answers.only
                } else {
                    answers.always.not()
                };
                if kinds != Kinds::ALL {
                    self.kinds.push((predicate.value.clone(), kinds));
                }
                if !answers.is_exact() {
                    let positive = Predicate {
                        negated: false,
                        ..predicate.clone()
                    };
                    self.literals.push((Condition::Predicate(positive), holds));
                }
            }
            Condition::Or(parts) => {
                self.learn_either(parts);
                self.literals.push((condition.clone(), holds));
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
                    self.kinds.push((array.clone(), Kinds::SOME_ARRAY));
                }
                self.literals.push((any, holds));
            }
            Condition::And(_) => self.literals.push((condition.clone(), holds)),
            Condition::Const(_) => {}
        }
    }

    /// What all of `parts` agree on, if they are about one value.
    fn learn_either(&mut self, parts: &[Condition]) {
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
            self.kinds.push((value.clone(), union));
        }
    }

    /// The kinds that `value` can be of.
    pub(super) fn kinds(&self, value: &Value, schema: &Schema) -> Kinds {
        self.work.set(self.work.get() + self.kinds.len());
        let mut kinds = schema.kinds(value);
        for (known, own) in &self.kinds {
            if known == value {
                kinds = kinds.and(*own);
            } else if !own.meets(Kinds::ABSENT) {
                kinds = kinds.and(implied(known, value));
            }
        }
        if let Some(parent) = parent(value, schema) {
            let parents = self.kinds(&parent.value, schema);
            if !parents.meets(parent.needed) {
                return kinds.and(Kinds::ABSENT);
            }
            if parent.is_total && parents.is_in(parent.needed) {
                return kinds.without(Kinds::MISSING);
            }
        }
        kinds
    }

    /// True or false if what is known decides `condition`.
    pub(super) fn decide(&self, condition: &Condition, schema: &Schema) -> Option<bool> {
        match condition {
            Condition::Const(value) => Some(*value),
            Condition::Predicate(predicate) if is_doubt(predicate) => None,
            Condition::Predicate(predicate) => {
                let kinds = self.kinds(&predicate.value, schema);
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
                let (any, positive) = as_any(quantified, true);
                self.literals
                    .iter()
                    .rev()
                    .find(|(known, _)| *known == any)
                    .map(|(_, holds)| *holds == positive)
            }
            other => self
                .literals
                .iter()
                .rev()
                .find(|(known, _)| known == other)
                .map(|(_, holds)| *holds),
        }
    }

    /// The answer of a predicate (its negation aside) that others about the same value give.
    fn literal(&self, asked: &Predicate) -> Option<bool> {
        for (known, holds) in self.literals.iter().rev() {
            let Condition::Predicate(known) = known else {
                continue;
            };
            if known.value != asked.value {
                continue;
            }
            if known.test == asked.test {
                return Some(*holds);
            }
            let answer = if *holds {
                among(&known.test).and_then(|list| all_alike(&list, &asked.test))
            } else {
                among(&known.test)
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

    /// `condition` as simple as what is known allows.
    pub(super) fn simplify(&mut self, condition: Condition, schema: &Schema) -> Condition {
        if self.is_tired() {
            return condition;
        }
        if let Some(answer) = self.decide(&condition, schema) {
            return Condition::Const(answer);
        }
        match condition {
            Condition::And(parts) => self.several(parts, true, schema),
            Condition::Or(parts) => self.several(parts, false, schema),
            Condition::Not(inner) => self.simplify(*inner, schema).complement(),
            Condition::Quantified(quantified) => {
                let mark = self.mark();
                self.kinds
                    .push((quantified.array.clone(), Kinds::SOME_ARRAY));
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
        let mut done: Vec<Condition> = Vec::with_capacity(parts.len());
        for part in parts {
            let part = self.simplify(part, schema);
            self.learn(&part, and);
            done.push(part);
        }
        self.forget(mark);
        if done.len() > MANY {
            return if and {
                Condition::all(done)
            } else {
                Condition::either(done)
            };
        }
        // From behind: what a later part implies need not be asked before it.
        let mut kept: Vec<Condition> = Vec::with_capacity(done.len());
        while let Some(part) = done.pop() {
            let mark = self.mark();
            for other in done.iter().chain(&kept) {
                if is_literal(other) {
                    self.learn(other, and);
                }
            }
            let part = self.simplify_once(part, schema);
            self.forget(mark);
            kept.push(part);
        }
        kept.reverse();
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

/// True for what stands for something that is not known: nothing follows from it.
fn is_doubt(predicate: &Predicate) -> bool {
    matches!(&predicate.value, Value::Field(field) if doubted(field).is_some())
}

/// A quantifier as `any`, and whether it has to hold; `one` stays what it is.
fn as_any(quantified: &Quantified, holds: bool) -> (Condition, bool) {
    let any = |body: Condition| {
        Condition::Quantified(Quantified {
            quantifier: Quantifier::Any,
            body: Box::new(body),
            ..quantified.clone()
        })
    };
    match quantified.quantifier {
        Quantifier::None => (any((*quantified.body).clone()), !holds),
        Quantifier::All => (any(quantified.body.clone().complement()), !holds),
        Quantifier::Any | Quantifier::One => (Condition::Quantified(quantified.clone()), holds),
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

/// The literals that a test lets through, if it lets through no others.
fn among(test: &Test) -> Option<Vec<Scalar>> {
    match test {
        Test::Eq(scalar) => Some(vec![scalar.clone()]),
        Test::In(list) => Some(list.clone()),
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

/// The value that another is a part or a function of.
struct Parent {
    value: Value,
    /// The kinds without which there is no such part.
    needed: Kinds,
    /// True if there always is one for those kinds.
    is_total: bool,
}

fn parent(value: &Value, schema: &Schema) -> Option<Parent> {
    match value {
        Value::Field(field) => {
            let (last, steps) = field.steps.split_last()?;
            if steps.is_empty() && field.root == Root::Event {
                return None;
            }
            Some(Parent {
                value: schema.at(&field.root, steps),
                needed: of_step(last),
                is_total: false,
            })
        }
        Value::Call(call) if call.steps.is_empty() => Some(Parent {
            value: (*call.operand).clone(),
            needed: operand_kinds(call),
            is_total: is_total(call),
        }),
        Value::Call(call) => {
            let (last, steps) = call.steps.split_last()?;
            let parent = Call {
                steps: steps.to_vec(),
                ..call.clone()
            };
            Some(Parent {
                value: Value::Call(parent),
                needed: of_step(last),
                is_total: false,
            })
        }
    }
}

fn of_step(step: &Step) -> Kinds {
    match step {
        Step::Key(_) => Kinds::SOME_OBJECT,
        Step::Index(_) => Kinds::SOME_ARRAY,
    }
}

fn operand_kinds(call: &Call) -> Kinds {
    match call.function {
        Function::Length => Kinds::TEXT.or(Kinds::ARRAY),
        Function::Number | Function::PythonInt | Function::PythonFloat => {
            Kinds::NUMBER.or(Kinds::TEXT)
        }
        Function::Text | Function::PythonStr => Kinds::MISSING.not(),
        Function::Keys => Kinds::OBJECT,
        _ => Kinds::TEXT,
    }
}

fn is_total(call: &Call) -> bool {
    let constant = call
        .arguments
        .iter()
        .all(|argument| matches!(argument, Argument::Scalar(_)));
    let is_partial = matches!(
        call.function,
        Function::Json
            | Function::Number
            | Function::PythonInt
            | Function::PythonFloat
            | Function::PythonNetwork
    );
    constant && !is_partial
}

/// What the presence of `known` says of `value`: that it is what `known` is a part of.
fn implied(known: &Value, value: &Value) -> Kinds {
    match (known, value) {
        (Value::Field(known), Value::Field(value)) if known.root == value.root => {
            match known.steps.strip_prefix(value.steps.as_slice()) {
                Some([step, ..]) => of_step(step),
                _ => Kinds::ALL,
            }
        }
        (Value::Call(known), Value::Call(value))
            if known.function == value.function
                && known.operand == value.operand
                && known.arguments == value.arguments =>
        {
            match known.steps.strip_prefix(value.steps.as_slice()) {
                Some([step, ..]) => of_step(step),
                _ => Kinds::ALL,
            }
        }
        (Value::Call(known), value) => {
            if *known.operand == *value {
                operand_kinds(known)
            } else {
                implied(&known.operand, value)
            }
        }
        _ => Kinds::ALL,
    }
}
