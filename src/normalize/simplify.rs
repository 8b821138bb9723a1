//! What the type and the facts of a value say about a predicate.
//!
//! In: a predicate. Out: the same question asked more simply, or a constant if the value's type
//! leaves one answer only. This relies on events that conform to their log type.

use super::merge::listed;
use transpile_sdk::ir::{
    Comparison, Condition, Facts, JsonType, Number, Predicate, Scalar, Test, Type, Value,
};

/// Simplifies one predicate.
pub(super) fn simplify(mut predicate: Predicate) -> Condition {
    let ty = predicate.value.ty();
    let facts = match &predicate.value {
        Value::Field(field) => field.facts,
        Value::Call(_) => Facts::default(),
    };
    let question = match predicate.test.clone() {
        Test::Eq(literal) => one_of(&ty, vec![literal]),
        Test::In(literals) => one_of(&ty, literals),
        Test::ContainsElement(literal) => contains(&ty, literal),
        Test::Compare(comparison, Scalar::Number(number)) if ty == Type::Long => {
            bound(comparison, number)
        }
        Test::IsNull if facts.never_empty || !may_be_empty(&ty) => Question::Missing,
        Test::IsMissing => Question::Missing,
        Test::IsType(asked) => match json_type(&ty) {
            None => Question::Ask(Test::IsType(asked)),
            Some(own) if own == asked => Question::Present,
            Some(_) => Question::Never,
        },
        Test::HasKey if facts.never_null => Question::Always,
        test => Question::Ask(test),
    };
    let test = match question {
        Question::Missing if facts.never_null => return Condition::Const(predicate.negated),
        Question::Present if facts.never_null => return Condition::Const(!predicate.negated),
        Question::Never => return Condition::Const(predicate.negated),
        Question::Always => return Condition::Const(!predicate.negated),
        Question::Missing => Test::IsMissing,
        Question::Present => {
            predicate.negated = !predicate.negated;
            Test::IsMissing
        }
        Question::Ask(test) => test,
    };
    Condition::predicate(Predicate { test, ..predicate })
}

/// What is left to ask.
enum Question {
    Ask(Test),
    Missing,
    Present,
    Never,
    Always,
}

fn one_of(ty: &Type, literals: Vec<Scalar>) -> Question {
    match listed(literals.into_iter().filter_map(|literal| fit(ty, literal))) {
        Test::In(list) if list.is_empty() => Question::Never,
        test => Question::Ask(test),
    }
}

fn contains(ty: &Type, literal: Scalar) -> Question {
    let fitting = match ty {
        Type::Array(items) => fit(items, literal),
        Type::Json => Some(literal),
        _ => None,
    };
    fitting.map_or(Question::Never, |literal| {
        Question::Ask(Test::ContainsElement(literal))
    })
}

/// The literal as a value of type `ty` can be equal to it; `None` if none can.
fn fit(ty: &Type, literal: Scalar) -> Option<Scalar> {
    match (ty, literal) {
        (Type::Long, Scalar::Number(number)) => match on_line(number) {
            Place::At(int) => Some(Scalar::Number(Number::Int(int))),
            _ => None,
        },
        (ty, literal) => {
            let fits = match &literal {
                Scalar::String(_) | Scalar::Timestamp(_) => ty.is_text() || *ty == Type::Json,
                Scalar::Number(_) => matches!(ty, Type::Double | Type::Json),
                Scalar::Bool(_) => matches!(ty, Type::Bool | Type::Json),
            };
            fits.then_some(literal)
        }
    }
}

/// A comparison of an integer with any number is one with an integer.
fn bound(comparison: Comparison, literal: Number) -> Question {
    use Comparison::{Ge, Gt, Le, Lt};
    let compare = |comparison, int| {
        Question::Ask(Test::Compare(comparison, Scalar::Number(Number::Int(int))))
    };
    match (on_line(literal), comparison) {
        (Place::At(int), comparison) => compare(comparison, int),
        (Place::Between(below, _), Lt | Le) => compare(Le, below),
        (Place::Between(_, above), Gt | Ge) => compare(Ge, above),
        (Place::Below, Gt | Ge) | (Place::Above, Lt | Le) => Question::Present,
        (Place::Below, Lt | Le) | (Place::Above, Gt | Ge) => Question::Never,
    }
}

/// Where a number lies among the integers of 64 bits.
enum Place {
    Below,
    At(i64),
    Between(i64, i64),
    Above,
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "the number is known to lie between the ends of i64, so that its floor and ceiling are exact"
)]
fn on_line(number: Number) -> Place {
    match number {
        Number::Int(int) => Place::At(int),
        number if number < Number::Int(i64::MIN) => Place::Below,
        number if number > Number::Int(i64::MAX) => Place::Above,
        Number::Double(double) if double.fract() == 0.0 => Place::At(double as i64),
        Number::Double(double) => Place::Between(double.floor() as i64, double.ceil() as i64),
    }
}

/// True if a value of that type may be the empty string.
fn may_be_empty(ty: &Type) -> bool {
    ty.is_text() || *ty == Type::Json
}

/// The JSON type of all values of that type; `None` if they may differ.
fn json_type(ty: &Type) -> Option<JsonType> {
    match ty {
        Type::String | Type::Timestamp | Type::Ip => Some(JsonType::String),
        Type::Long | Type::Double => Some(JsonType::Number),
        Type::Bool => Some(JsonType::Bool),
        Type::Array(_) => Some(JsonType::Array),
        Type::Object => Some(JsonType::Object),
        Type::Json => None,
    }
}
