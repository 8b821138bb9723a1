//! Tests that can be asked of a value, with literals of its type.

use super::pool;
use super::value::Scope;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use transpile_sdk::ir::{Comparison, JsonType, Scalar, Test, Type, Value};

/// A test for `value`.
pub(super) fn test(scope: &Scope, value: &Value) -> BoxedStrategy<Test> {
    let ty = value.ty();
    let mut tests = vec![
        (2, always(Test::IsNull)),
        (2, always(Test::IsMissing)),
        (2, always(Test::IsFalsy)),
        (2, json_type().prop_map(Test::IsType).boxed()),
    ];
    if matches!(value, Value::Field(field) if !field.steps.is_empty()) {
        tests.push((1, always(Test::HasKey)));
    }
    if is_scalar(&ty) {
        let twin = ty.clone();
        tests.extend([
            (6, literal(&ty).prop_map(Test::Eq).boxed()),
            (4, vec(literal(&ty), 0..5).prop_map(Test::In).boxed()),
            (
                3,
                scope
                    .field(move |other| are_comparable(&twin, other))
                    .prop_map(Test::EqField)
                    .boxed(),
            ),
        ]);
    }
    if matches!(ty, Type::String | Type::Ip | Type::Json) {
        let weight = if ty == Type::Json { 1 } else { 4 };
        tests.extend(on_text().into_iter().map(|test| (weight, test)));
    }
    match &ty {
        Type::String | Type::Ip => {
            tests.push((4, pool::piece().prop_map(Test::ContainsText).boxed()));
        }
        Type::Array(items) if is_scalar(items) => {
            tests.push((12, literal(items).prop_map(Test::ContainsElement).boxed()));
        }
        _ => {}
    }
    let bound = match ty {
        Type::Timestamp => Some(literal(&ty)),
        Type::String | Type::Long | Type::Double | Type::Json => Some(literal(&Type::Double)),
        _ => None,
    };
    tests.extend(bound.map(|bound| {
        let compare = (comparison(), bound);
        (
            5,
            compare
                .prop_map(|(comparison, bound)| Test::Compare(comparison, bound))
                .boxed(),
        )
    }));
    proptest::strategy::Union::new_weighted(tests).boxed()
}

/// A comparison of `value` with literals, if its type has any.
pub(super) fn equality(value: &Value) -> Option<BoxedStrategy<Test>> {
    let ty = value.ty();
    is_scalar(&ty).then(|| {
        prop_oneof![
            2 => literal(&ty).prop_map(Test::Eq),
            1 => vec(literal(&ty), 0..4).prop_map(Test::In),
        ]
        .boxed()
    })
}

/// What is asked of text alone.
fn on_text() -> Vec<BoxedStrategy<Test>> {
    vec![
        pool::piece().prop_map(Test::StartsWith).boxed(),
        pool::piece().prop_map(Test::EndsWith).boxed(),
        pool::glob().prop_map(Test::Wildcard).boxed(),
        pool::pattern().prop_map(Test::Regex).boxed(),
        pool::networks().prop_map(Test::Cidr).boxed(),
        always(Test::IsIp),
        always(Test::IsPrivateIp),
    ]
}

fn always(test: Test) -> BoxedStrategy<Test> {
    Just(test).boxed()
}

fn is_scalar(ty: &Type) -> bool {
    !matches!(ty, Type::Array(_) | Type::Object)
}

/// True if the values of two fields may be compared.
fn are_comparable(a: &Type, b: &Type) -> bool {
    match (a, b) {
        (Type::Timestamp, b) => *b == Type::Timestamp,
        (Type::Json, b) => is_scalar(b) && *b != Type::Timestamp,
        (a, Type::Json) => is_scalar(a),
        (a, b) => a == b || (a.is_number() && b.is_number()),
    }
}

/// A literal of that type.
fn literal(ty: &Type) -> BoxedStrategy<Scalar> {
    match ty {
        Type::String => pool::text().prop_map(Scalar::String).boxed(),
        Type::Ip => pool::address().prop_map(Scalar::String).boxed(),
        Type::Timestamp => pool::timestamp().prop_map(Scalar::Timestamp).boxed(),
        Type::Long | Type::Double => pool::number().prop_map(Scalar::Number).boxed(),
        Type::Bool => any::<bool>().prop_map(Scalar::Bool).boxed(),
        Type::Json | Type::Array(_) | Type::Object => prop_oneof![
            3 => literal(&Type::String),
            2 => literal(&Type::Double),
            1 => literal(&Type::Bool),
        ]
        .boxed(),
    }
}

fn comparison() -> BoxedStrategy<Comparison> {
    select(&[
        Comparison::Gt,
        Comparison::Ge,
        Comparison::Lt,
        Comparison::Le,
    ])
    .boxed()
}

fn json_type() -> BoxedStrategy<JsonType> {
    use JsonType::{Array, Bool, Number, Object, String};
    select(&[String, Number, Bool, Array, Object]).boxed()
}
