//! From the IR back to the syntax tree: how a condition that somebody else made is printed.
//!
//! In: a condition. Out: a tree whose text reads back as the same condition.

use transpile_grammar::ast::{
    self, Argument as Written, ArgumentKind, Expr, ExprKind, Operand, OperandKind, Operator, Path,
    Spanned, Step as WrittenStep,
};
use transpile_sdk::diagnostic::Span;
use transpile_sdk::ir::{
    Argument, Comparison, Condition, End, Field, JsonType, Number, Predicate, Quantifier, Root,
    Scalar, Step, Test, Value,
};

/// The tree of a condition: a line for each part of the outermost `and`.
#[must_use]
pub fn raise(condition: &Condition) -> ast::Condition {
    let lines = match condition {
        Condition::And(parts) if parts.len() > 1 => parts.iter().map(expr).collect(),
        other => vec![expr(other)],
    };
    ast::Condition { lines }
}

fn spanned<T>(value: T) -> Spanned<T> {
    Spanned::new(value, Span::new(0, 0))
}

fn expr(condition: &Condition) -> Expr {
    spanned(match condition {
        Condition::Const(value) => ExprKind::Const(*value),
        Condition::And(parts) => group(parts, true, ExprKind::And),
        Condition::Or(parts) => group(parts, false, ExprKind::Or),
        Condition::Not(inner) => ExprKind::Not(Box::new(expr(inner))),
        Condition::Quantified(quantified) => ExprKind::Quantified {
            quantifier: match quantified.quantifier {
                Quantifier::Any => ast::Quantifier::Any,
                Quantifier::All => ast::Quantifier::All,
                Quantifier::None => ast::Quantifier::None,
                Quantifier::One => ast::Quantifier::One,
                Quantifier::AtLeast(least) => ast::Quantifier::AtLeast(least),
            },
            array: operand(&quantified.array),
            name: spanned(quantified.element.clone()),
            body: Box::new(expr(&quantified.body)),
        },
        Condition::Selected(selected) => ExprKind::Selected {
            end: match selected.end {
                End::First => ast::End::First,
                End::Last => ast::End::Last,
            },
            array: operand(&selected.array),
            name: spanned(selected.element.clone()),
            guard: Box::new(expr(&selected.guard)),
            body: Box::new(expr(&selected.body)),
        },
        Condition::Predicate(predicate) => self::predicate(predicate),
    })
}

/// A group of fewer than two parts has no syntax: it is its part, or what it means.
fn group(parts: &[Condition], empty: bool, make: fn(Vec<Expr>) -> ExprKind) -> ExprKind {
    match parts {
        [] => ExprKind::Const(empty),
        [only] => expr(only).value,
        parts => make(parts.iter().map(expr).collect()),
    }
}

fn predicate(predicate: &Predicate) -> ExprKind {
    if let (Test::HasKey, Value::Field(field)) = (&predicate.test, &predicate.value) {
        let key = spanned(ExprKind::HasKey(spanned(path(field))));
        return if predicate.negated {
            ExprKind::Not(Box::new(key))
        } else {
            key.value
        };
    }
    let (operator, complement, argument) = test(&predicate.test);
    let (operator, negated) = match (predicate.negated, complement) {
        (true, Some(complement)) => (complement, false),
        (negated, _) => (operator, negated),
    };
    let predicate = ast::Predicate {
        operand: operand(&predicate.value),
        negated,
        operator: spanned(operator),
        argument: argument.map(spanned),
    };
    // A test takes no infix `not`.
    if negated && predicate.argument.is_none() {
        let positive = ast::Predicate {
            negated: false,
            ..predicate
        };
        return ExprKind::Not(Box::new(spanned(ExprKind::Predicate(positive))));
    }
    ExprKind::Predicate(predicate)
}

/// The operator, the one for its complement if there is one, and the argument.
fn test(test: &Test) -> (Operator, Option<Operator>, Option<ArgumentKind>) {
    let text = |text: &str| Some(ArgumentKind::String(text.to_owned()));
    match test {
        Test::Eq(value) => (Operator::Eq, Some(Operator::Ne), Some(scalar(value))),
        Test::EqField(other) => (
            Operator::Eq,
            Some(Operator::Ne),
            Some(ArgumentKind::Field(Box::new(operand(other)))),
        ),
        Test::In(list) => {
            let list = list.iter().map(|value| spanned(scalar(value))).collect();
            (Operator::In, None, Some(ArgumentKind::List(list)))
        }
        Test::ContainsText(part) => (Operator::Match, None, text(part)),
        Test::ContainsElement(value) => (Operator::Contains, None, Some(scalar(value))),
        Test::StartsWith(start) => (Operator::StartsWith, None, text(start)),
        Test::EndsWith(end) => (Operator::EndsWith, None, text(end)),
        Test::Wildcard(glob) => (Operator::Wildcard, None, text(glob.as_str())),
        Test::Regex(regex) => (Operator::RegexMatch, None, text(regex.as_str())),
        Test::Compare(comparison, value) => {
            let operator = match comparison {
                Comparison::Gt => Operator::Gt,
                Comparison::Ge => Operator::Ge,
                Comparison::Lt => Operator::Lt,
                Comparison::Le => Operator::Le,
            };
            (operator, None, Some(scalar(value)))
        }
        Test::Cidr(networks) => {
            let mut networks = networks
                .iter()
                .map(|network| spanned(ArgumentKind::String(network.to_string())));
            let argument = match (networks.len(), networks.next()) {
                (1, Some(only)) => only.value,
                (_, first) => ArgumentKind::List(first.into_iter().chain(networks).collect()),
            };
            (Operator::Cidr, None, Some(argument))
        }
        Test::IsNull => (Operator::IsNull, Some(Operator::IsNotNull), None),
        // Has-key is printed before this is asked; as an operator it would be the test for null.
        Test::IsMissing | Test::HasKey => (Operator::IsMissing, Some(Operator::IsPresent), None),
        Test::IsFalsy => (Operator::IsFalsy, Some(Operator::IsTruthy), None),
        Test::IsIp => (Operator::IsIp, None, None),
        Test::IsPrivateIp => (Operator::IsPrivateIp, None, None),
        Test::IsType(ty) => {
            let operator = match ty {
                JsonType::String => Operator::IsString,
                JsonType::Number => Operator::IsNumber,
                JsonType::Bool => Operator::IsBool,
                JsonType::Array => Operator::IsArray,
                JsonType::Object => Operator::IsObject,
            };
            (operator, None, None)
        }
    }
}

fn scalar(value: &Scalar) -> ArgumentKind {
    match value {
        Scalar::String(text) => ArgumentKind::String(text.clone()),
        Scalar::Number(number) => ArgumentKind::Number(number_text(*number)),
        Scalar::Bool(value) => ArgumentKind::Bool(*value),
        Scalar::Timestamp(timestamp) => ArgumentKind::String(timestamp.to_string()),
    }
}

fn number_text(number: Number) -> String {
    number.to_string()
}

fn operand(value: &Value) -> Operand {
    spanned(match value {
        Value::Field(field) => OperandKind::Path(path(field)),
        Value::Call(call) => OperandKind::Call {
            function: spanned(call.function.name().to_owned()),
            operand: Box::new(operand(&call.operand)),
            arguments: call.arguments.iter().map(argument).collect(),
            steps: call.steps.iter().map(step).collect(),
        },
    })
}

fn argument(argument: &Argument) -> Written {
    spanned(match argument {
        Argument::Scalar(value) => scalar(value),
        Argument::Value(value) => ArgumentKind::Field(Box::new(operand(value))),
    })
}

fn path(field: &Field) -> Path {
    let mut steps = field.steps.iter();
    let first = match (&field.root, steps.as_slice().first()) {
        (Root::Element(name), _) => name.clone(),
        (Root::Event, Some(Step::Key(key))) => {
            steps.next();
            key.clone()
        }
        (Root::Event, _) => String::new(),
    };
    Path {
        first,
        steps: steps.map(step).collect(),
    }
}

fn step(step: &Step) -> WrittenStep {
    match step {
        Step::Key(key) => WrittenStep::Key(key.clone()),
        Step::Index(index) => WrittenStep::Index(*index),
    }
}
