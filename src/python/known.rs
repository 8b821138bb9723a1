//! What is known of an event on the way through a rule.
//!
//! In: conditions that hold (or fail) where the rule has got to, and the log type. Out: which kinds a
//! value can be of, and whether a condition is decided.

use super::case::AsCase;
use super::kinds::{Kinds, answers};
use super::schema::Schema;
use super::told::{Literal, Told, as_any, hash, is_doubt};
use super::work;
use std::cell::OnceCell;
use std::mem::discriminant;
use std::rc::Rc;
use transpile_sdk::ir::{
    Argument, Call, Condition, Function, Predicate, Quantifier, Root, Scalar, Step, Test, Value,
};

/// What is known; the latest last, so that it can be forgotten again.
#[derive(Debug, Default, Clone)]
pub(super) struct Known {
    told: Vec<Rc<Told>>,
}

/// How much was known at some time.
#[derive(Debug, Clone, Copy)]
pub(super) struct Mark(usize);

impl Known {
    pub(super) const fn mark(&self) -> Mark {
        Mark(self.told.len())
    }

    pub(super) fn forget(&mut self, mark: Mark) {
        self.told.truncate(mark.0);
    }

    /// Takes `condition` for true, or for false.
    pub(super) fn learn(&mut self, condition: &impl AsCase, holds: bool) {
        self.hear(condition.told(holds));
    }

    /// Takes what a condition tells for true.
    pub(super) fn hear(&mut self, told: Rc<Told>) {
        self.told.push(told);
    }

    /// The kinds that `value` can be of.
    pub(super) fn kinds(&self, value: &Value, schema: &Schema) -> Kinds {
        let mut kinds = schema.kinds(value);
        let asked = hash(value);
        let mut looked_at = 0;
        for told in &self.told {
            looked_at += told.kinds.len();
            for known in &told.kinds {
                if known.hash == asked && known.value() == Some(value) {
                    kinds = kinds.and(known.kinds);
                } else if !known.kinds.meets(Kinds::ABSENT)
                    && let Some(own) = known.value()
                {
                    kinds = kinds.and(implied(own, value));
                }
            }
        }
        // The hash, and the way to what it is a part of.
        let steps = value.subject().steps.len();
        work::spend(looked_at + 2 + steps * steps / 4);
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
                if !self.literals().any(|known| is_alike(known, condition)) {
                    return None;
                }
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

    /// The conditions whose answers are known, the latest first.
    fn literals(&self) -> impl Iterator<Item = &Literal> {
        self.told
            .iter()
            .rev()
            .inspect(|told| work::spend(told.literals.len()))
            .flat_map(|told| told.literals.iter().rev())
    }

    /// The answer of just this condition.
    fn told_of(&self, asked: &Condition) -> Option<bool> {
        let size = OnceCell::new();
        let known = self.literals().find(|known| {
            is_alike(known, asked)
                && known.size() == *size.get_or_init(|| super::case::size(asked))
                && *known.condition == *asked
        });
        known.map(|known| known.holds)
    }

    /// The answer of a predicate (its negation aside) that others about the same value give.
    fn literal(&self, asked: &Predicate) -> Option<bool> {
        let value = hash(&asked.value);
        for known in self.literals() {
            let Condition::Predicate(predicate) = &*known.condition else {
                continue;
            };
            if known.hash != value || predicate.value != asked.value {
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

/// False if the conditions differ already at the top.
fn is_alike(known: &Literal, asked: &Condition) -> bool {
    match (&*known.condition, asked) {
        (Condition::And(known), Condition::And(asked))
        | (Condition::Or(known), Condition::Or(asked)) => known.len() == asked.len(),
        (known, asked) => discriminant(known) == discriminant(asked),
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
        Function::Add | Function::Subtract => Kinds::NUMBER,
        Function::Text | Function::PythonStr | Function::PythonCanonical => Kinds::MISSING.not(),
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
