//! Types of fields that none of a rule's tests has, from what the rule asks of them.
//!
//! In: a condition that was read from Python, and a log type that was inferred from the rule's tests. Out: the log type
//! with the fields that the condition takes for text, or for true or false, and for nothing else.

use crate::catalog::{Kind, LogType};
use std::collections::BTreeMap;
use transpile_sdk::ir::{
    Argument, Call, Condition, Field, Function, Parameter, Predicate, Root, Scalar, Step, Test,
    Value,
};

/// The log type with what the condition says of fields that it does not have. `None`: it says nothing.
pub(super) fn extended(log_type: &LogType, condition: &Condition) -> Option<LogType> {
    if !log_type.inferred {
        return None;
    }
    let mut evidence = Evidence::default();
    evidence.condition(condition);
    let mut extended = log_type.clone();
    let mut is_new = false;
    for (path, seen) in evidence.seen {
        let kind = match seen {
            Seen::Text => Kind::String,
            Seen::Bool => Kind::Bool,
            Seen::Nothing | Seen::Other => continue,
        };
        is_new |= extended.infer(&path, kind);
    }
    is_new.then_some(extended)
}

/// What a field is taken for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Seen {
    /// Its type does not matter so far.
    #[default]
    Nothing,
    Text,
    Bool,
    /// For something else, or for several things.
    Other,
}

#[derive(Default)]
struct Evidence<'a> {
    seen: BTreeMap<Vec<&'a str>, Seen>,
}

impl<'a> Evidence<'a> {
    fn condition(&mut self, condition: &'a Condition) {
        match condition {
            Condition::Const(_) => {}
            Condition::And(parts) | Condition::Or(parts) => {
                for part in parts {
                    self.condition(part);
                }
            }
            Condition::Not(inner) => self.condition(inner),
            Condition::Quantified(quantified) => {
                self.value(&quantified.array, Seen::Other);
                self.condition(&quantified.body);
            }
            Condition::Selected(selected) => {
                self.value(&selected.array, Seen::Other);
                self.condition(&selected.guard);
                self.condition(&selected.body);
            }
            Condition::Predicate(predicate) => self.predicate(predicate),
        }
    }

    fn predicate(&mut self, predicate: &'a Predicate) {
        self.value(&predicate.value, of_test(&predicate.test));
        if let Test::EqField(other) = &predicate.test {
            self.value(other, Seen::Nothing);
        }
    }

    fn value(&mut self, value: &'a Value, seen: Seen) {
        match value {
            Value::Field(field) => self.field(field, seen),
            Value::Call(call) => self.call(call),
        }
    }

    fn call(&mut self, call: &'a Call) {
        let signature = call.function.signature();
        let operand = match call.function {
            // What is turned into text need not be one.
            Function::Text | Function::PythonStr => Seen::Other,
            _ => of_parameter(signature.operand),
        };
        self.value(&call.operand, operand);
        let last = signature.arguments.last();
        for (index, argument) in call.arguments.iter().enumerate() {
            let parameter = signature.arguments.get(index).or(last);
            if let Argument::Value(value) = argument {
                self.value(
                    value,
                    parameter.map_or(Seen::Nothing, |own| of_parameter(*own)),
                );
            }
        }
    }

    fn field(&mut self, field: &'a Field, seen: Seen) {
        if field.root != Root::Event {
            return;
        }
        let mut path = Vec::new();
        for (index, step) in field.steps.iter().enumerate() {
            let Step::Key(key) = step else {
                // What has elements is no text.
                self.seen.insert(path, Seen::Other);
                return;
            };
            path.push(key.as_str());
            let is_last = index + 1 == field.steps.len();
            let here = self.seen.entry(path.clone()).or_default();
            *here = match (*here, if is_last { seen } else { Seen::Other }) {
                (known, Seen::Nothing) => known,
                (Seen::Nothing, new) => new,
                (known, new) if known == new => known,
                _ => Seen::Other,
            };
        }
    }
}

/// What a value is taken for by a test of it.
fn of_test(test: &Test) -> Seen {
    match test {
        Test::Eq(scalar) => of_scalars(std::slice::from_ref(scalar)),
        Test::In(scalars) => of_scalars(scalars),
        Test::ContainsText(_)
        | Test::StartsWith(_)
        | Test::EndsWith(_)
        | Test::Wildcard(_)
        | Test::Regex(_)
        | Test::Cidr(_)
        | Test::IsIp
        | Test::IsPrivateIp => Seen::Text,
        Test::EqField(_)
        | Test::IsNull
        | Test::IsMissing
        | Test::IsFalsy
        | Test::IsType(_)
        | Test::HasKey => Seen::Nothing,
        Test::ContainsElement(_) | Test::Compare(..) => Seen::Other,
    }
}

fn of_scalars(scalars: &[Scalar]) -> Seen {
    if scalars.iter().all(|one| matches!(one, Scalar::String(_))) {
        Seen::Text
    } else if scalars.iter().all(|one| matches!(one, Scalar::Bool(_))) {
        Seen::Bool
    } else {
        Seen::Other
    }
}

fn of_parameter(parameter: Parameter) -> Seen {
    match parameter {
        Parameter::Text | Parameter::NonEmptyText => Seen::Text,
        Parameter::TextOrArray
        | Parameter::Integer
        | Parameter::Number
        | Parameter::NumberOrText
        | Parameter::Any => Seen::Nothing,
    }
}
