//! What every test, function and quantifier answers: one row for each thing that is settled.
//!
//! A row is a value (as JSON text, the field `x` of an event), a question and the answer. Each row is
//! checked three times: as it is, with the predicate negated, and with a `not` around it.
#![expect(clippy::panic, reason = "the helpers of a test fail it")]

mod conditions;
mod functions;
mod order;
mod predicates;

use transpile::eval::{EvalError, Evaluator, Event, Options};
use transpile_sdk::diagnostic::Span;
use transpile_sdk::glob::Glob;
use transpile_sdk::ir::Comparison::{Ge, Gt, Le, Lt};
use transpile_sdk::ir::{
    Argument, Call, Comparison, Condition, End, Facts, Field, Function, JsonType, Number, Origin,
    Predicate, Quantified, Quantifier, Root, Scalar, Selected, Step, Test, Type, Value,
};
use transpile_sdk::regex::Regex;
use transpile_sdk::time::Timestamp;

// What conditions are built of.

/// The field at a path with dots and numbers: `a.0.b`. `@e` begins at the element `e`.
fn typed(path: &str, ty: Type) -> Value {
    let mut parts = path.split('.').peekable();
    let root = match parts.peek().and_then(|part| part.strip_prefix('@')) {
        Some(name) => {
            parts.next();
            Root::Element(name.into())
        }
        None => Root::Event,
    };
    let steps = parts.map(|part| {
        part.parse()
            .map_or_else(|_| Step::Key(part.into()), Step::Index)
    });
    Value::Field(Field {
        root,
        steps: steps.collect(),
        ty,
        facts: Facts::default(),
    })
}

fn at(path: &str) -> Value {
    typed(path, Type::Json)
}

fn x() -> Value {
    at("x")
}

fn ask(value: Value, test: Test) -> Condition {
    Condition::Predicate(Predicate {
        value,
        negated: false,
        test,
        origin: Origin::default(),
    })
}

fn text(text: &str) -> Scalar {
    Scalar::String(text.into())
}

fn int(int: i64) -> Scalar {
    Scalar::Number(Number::Int(int))
}

fn double(double: f64) -> Scalar {
    Scalar::Number(Number::Double(double))
}

fn instant(text: &str) -> Scalar {
    Scalar::Timestamp(text.parse().unwrap_or_else(|_| panic!("{text}")))
}

fn eq(literal: &str) -> Test {
    Test::Eq(text(literal))
}

fn call(function: Function, operand: Value, arguments: Vec<Argument>) -> Value {
    Value::Call(Call {
        function,
        operand: Box::new(operand),
        arguments,
        steps: Vec::new(),
    })
}

fn with(literals: impl IntoIterator<Item = Scalar>) -> Vec<Argument> {
    literals.into_iter().map(Argument::Scalar).collect()
}

fn steps(value: Value, path: &str) -> Value {
    let (Value::Call(call), Value::Field(field)) = (value, at(path)) else {
        panic!("steps go into a call");
    };
    Value::Call(Call {
        steps: field.steps,
        ..call
    })
}

fn each(quantifier: Quantifier, array: Value, body: Condition) -> Condition {
    Condition::Quantified(Quantified {
        quantifier,
        array,
        element: "e".into(),
        body: Box::new(body),
        origin: Origin::default(),
    })
}

fn found(end: End, array: Value, guard: Condition, body: Condition) -> Condition {
    Condition::Selected(Selected {
        end,
        array,
        element: "e".into(),
        guard: Box::new(guard),
        body: Box::new(body),
        origin: Origin::default(),
    })
}

fn not(condition: Condition) -> Condition {
    Condition::Not(Box::new(condition))
}

// How rows are checked.

fn event(json: &str) -> Event {
    Event::parse(json).unwrap_or_else(|error| panic!("{json}: {error}"))
}

fn evaluator(condition: &Condition) -> Evaluator {
    let options = Options {
        timestamp_formats: vec!["%Y-%m-%d %H:%M:%S".into()],
    };
    Evaluator::new(condition, options).unwrap_or_else(|error| panic!("{error}"))
}

#[track_caller]
fn answers(event_json: &str, condition: &Condition, expected: bool) {
    let event = event(event_json);
    let negated = condition.clone().complement();
    for (condition, expected) in [
        (condition, expected),
        (&negated, !expected),
        (&not(condition.clone()), !expected),
    ] {
        assert_eq!(
            evaluator(condition).matches(&event),
            expected,
            "{event_json}\n{condition:?}"
        );
    }
}

/// Values of `x` for which the test says yes, and others for which it says no.
#[track_caller]
fn splits(test: &Test, yes: &[&str], no: &[&str]) {
    for (values, expected) in [(yes, true), (no, false)] {
        for value in values {
            answers(
                &format!("{{\"x\":{value}}}"),
                &ask(x(), test.clone()),
                expected,
            );
        }
    }
}

/// What a function of `x` gives, as text of the result; `None` for null.
#[track_caller]
fn gives(value: &Value, json: &str, expected: Option<&str>) {
    let test = match expected {
        None => Test::IsMissing,
        Some(expected) => eq(expected),
    };
    let as_text = call(Function::Text, value.clone(), vec![]);
    answers(&format!("{{\"x\":{json}}}"), &ask(as_text, test), true);
}
