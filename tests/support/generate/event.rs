//! Events that conform to a schema: keys left out, nulls written out, empty and odd values included.

use super::pool;
use super::schema::{Log, Shape};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Map, Value};
use transpile_sdk::ir::{Number, Type};

/// A value of that shape, not null.
pub(super) fn value(shape: &Shape) -> BoxedStrategy<Value> {
    match &shape.ty {
        Type::String if shape.log == Log::Words => pool::word().prop_map(Value::from).boxed(),
        Type::Timestamp => pool::instant_in(shape.log).prop_map(Value::from).boxed(),
        Type::Long if shape.log == Log::Words => pool::size().prop_map(Value::from).boxed(),
        Type::String if shape.facts.never_empty => pool::text()
            .prop_filter("not empty", |text| !text.is_empty())
            .prop_map(Value::from)
            .boxed(),
        Type::String => pool::text().prop_map(Value::from).boxed(),
        Type::Ip => pool::address().prop_map(Value::from).boxed(),
        Type::Long => pool::integer().prop_map(Value::from).boxed(),
        Type::Double => double(shape.log),
        Type::Bool => any::<bool>().prop_map(Value::from).boxed(),
        Type::Json => json(shape.log),
        Type::Array(_) => match &shape.items {
            Some(items) => vec(maybe_null(items), 0..5).prop_map(Value::from).boxed(),
            None => Just(Value::Array(Vec::new())).boxed(),
        },
        Type::Object if shape.members.is_empty() => open_object(json(shape.log)),
        Type::Object => object(shape),
    }
}

/// A value of that shape, or null where the schema allows it.
fn maybe_null(shape: &Shape) -> BoxedStrategy<Value> {
    if shape.facts.never_null {
        return value(shape);
    }
    prop_oneof![12 => value(shape), 1 => Just(Value::Null)].boxed()
}

fn object(shape: &Shape) -> BoxedStrategy<Value> {
    let members: Vec<_> = shape
        .members
        .iter()
        .map(|(key, member)| {
            let key = key.clone();
            let given = maybe_null(member).prop_map(Some);
            let given = if member.facts.never_null {
                given.boxed()
            } else {
                prop_oneof![12 => given, 1 => Just(None)].boxed()
            };
            given.prop_map(move |value| Some((key.clone(), value?)))
        })
        .collect();
    members
        .prop_map(|members| Value::Object(members.into_iter().flatten().collect()))
        .boxed()
}

fn open_object(values: BoxedStrategy<Value>) -> BoxedStrategy<Value> {
    vec((select(pool::KEYS), values), 0..7)
        .prop_map(|members| {
            let members = members
                .into_iter()
                .map(|(key, value)| (key.to_owned(), value));
            Value::Object(members.collect::<Map<_, _>>())
        })
        .boxed()
}

/// A number as logs write them: `5`, `5.0`, `1.50`.
fn double(log: Log) -> BoxedStrategy<Value> {
    if log == Log::Aws {
        return prop_oneof![
            4 => pool::integer().prop_map(Value::from),
            1 => written(&["1.50", "5.0", "0.5", "-1.5", "9007199254740992.0", "9223372036854775808"]),
        ]
        .boxed();
    }
    prop_oneof![
        8 => pool::number().prop_map(|number| match number {
            Number::Int(int) => Value::from(int),
            Number::Double(double) => Value::from(double),
        }),
        1 => written(&["1.50", "5.00", "1e3", "-0", "9007199254740992.5", "9223372036854775808"]),
    ]
    .boxed()
}

/// Numbers of that spelling.
fn written(texts: &[&str]) -> BoxedStrategy<Value> {
    let all: Vec<Value> = texts
        .iter()
        .filter_map(|text| serde_json::from_str(text).ok())
        .collect();
    select(all).boxed()
}

/// Any JSON value.
fn json(log: Log) -> BoxedStrategy<Value> {
    let odd: &[&str] = match log {
        Log::Aws => &["123456789012345678901234567890"],
        _ => &["1e999", "1e-999", "123456789012345678901234567890"],
    };
    let leaf = prop_oneof![
        1 => Just(Value::Null),
        1 => any::<bool>().prop_map(Value::from),
        2 => double(log),
        1 => written(odd),
        8 => pool::text().prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Value::from),
            open_object(inner.boxed()),
        ]
    })
    .boxed()
}
