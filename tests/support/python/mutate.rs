//! Events that differ from a given one in one place.

use serde_json::{Map, Number, Value, json};
use std::collections::HashSet;

/// An event, and how it came to be.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Mutant {
    /// Such as `user.name: null`.
    pub(crate) how: String,
    /// The event.
    pub(crate) event: Value,
}

/// Every event that is `event` with one value dropped, made null, changed, emptied, in another case, or of another type,
/// or taken over from one of the `others`. Each once, and `event` itself not.
pub(crate) fn mutants(event: &Value, others: &[&Value]) -> Vec<Mutant> {
    let mut made = Vec::new();
    inside(event, "", &mut made);
    for other in others {
        taken(event, other, "", &mut made);
    }
    let mut seen: HashSet<String> = HashSet::from([event.to_string()]);
    made.retain(|mutant| seen.insert(mutant.event.to_string()));
    made
}

/// A sample of `count`, spread evenly.
pub(crate) fn sample(mutants: Vec<Mutant>, count: usize) -> Vec<Mutant> {
    let all = mutants.len();
    if all <= count {
        return mutants;
    }
    // Neighbours are mutants of one value, so that each value gets its share.
    mutants
        .into_iter()
        .enumerate()
        .filter(|(index, _)| (index + 1) * count / all > index * count / all)
        .map(|(_, mutant)| mutant)
        .collect()
}

/// Mutants of what a map or list holds.
fn inside(value: &Value, place: &str, made: &mut Vec<Mutant>) {
    match value {
        Value::Object(map) => {
            for (key, member) in map {
                let place = join(place, key);
                let mut without = map.clone();
                without.shift_remove(key);
                made.push(mutant(&place, "dropped", Value::Object(without)));
                let put = |new: Value| {
                    let mut with = map.clone();
                    with.insert(key.clone(), new);
                    Value::Object(with)
                };
                below(member, &place, put, made);
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                let place = format!("{place}[{index}]");
                let mut without = items.clone();
                without.remove(index);
                made.push(mutant(&place, "dropped", Value::Array(without)));
                let put = |new: Value| {
                    let mut with = items.clone();
                    with[index] = new;
                    Value::Array(with)
                };
                below(item, &place, put, made);
            }
        }
        _ => {}
    }
}

/// Mutants of a value, and of what it holds, each put in its place.
fn below(value: &Value, place: &str, put: impl Fn(Value) -> Value, made: &mut Vec<Mutant>) {
    for new in variants(value) {
        if new != *value {
            made.push(mutant(place, &new.to_string(), put(new)));
        }
    }
    let mut deeper = Vec::new();
    inside(value, place, &mut deeper);
    for Mutant { how, event } in deeper {
        made.push(Mutant {
            how,
            event: put(event),
        });
    }
}

/// What else could stand where a value does.
fn variants(value: &Value) -> Vec<Value> {
    let mut found = vec![Value::Null, json!([value]), json!({ "key": value })];
    found.extend(match value {
        Value::Null => vec![json!("x"), json!(1), json!(true), json!([]), json!({})],
        Value::Bool(own) => vec![
            json!(!own),
            json!(u8::from(*own)),
            json!(own.to_string()),
            json!(if *own { "True" } else { "False" }),
        ],
        Value::Number(own) => numbers(own),
        Value::String(own) => texts(own),
        Value::Array(items) => {
            let with =
                |before: &[Value], after: &[Value]| Value::Array([before, items, after].concat());
            let mut reversed = items.clone();
            reversed.reverse();
            vec![
                json!([]),
                with(&[Value::Null], &[]),
                with(&[], &[Value::Null]),
                with(&[json!("x")], &[]),
                with(&[], &[json!(7)]),
                with(items, &[]),
                Value::Array(reversed),
                items.first().cloned().unwrap_or(json!("x")),
                json!(7),
            ]
        }
        Value::Object(map) => {
            let mut more = map.clone();
            more.insert("another".to_owned(), json!("x"));
            vec![json!({}), Value::Object(more), json!("x"), json!(7)]
        }
    });
    found
}

fn texts(own: &str) -> Vec<Value> {
    let mut swapped = String::new();
    for letter in own.chars() {
        if letter.is_uppercase() {
            swapped.extend(letter.to_lowercase());
        } else {
            swapped.extend(letter.to_uppercase());
        }
    }
    let half: String = own.chars().take(own.chars().count() / 2).collect();
    let number = own.trim().parse::<i64>().unwrap_or(5);
    let mut found = vec![
        json!(format!("{own}x")),
        json!(format!("x{own}")),
        json!(""),
        json!(own.to_uppercase()),
        json!(own.to_lowercase()),
        json!(swapped),
        json!(format!("{own}\n")),
        json!(format!(" {own} ")),
        json!(half),
        json!(number),
        json!(own == "true"),
    ];
    found.extend(own.eq_ignore_ascii_case("false").then(|| json!(false)));
    found
}

fn numbers(own: &Number) -> Vec<Value> {
    let mut found = vec![
        json!(own.to_string()),
        json!(0),
        json!(1),
        json!(true),
        json!("x"),
    ];
    if let Some(whole) = own.as_i64() {
        found.push(json!(whole.saturating_add(1)));
        found.push(json!(whole.saturating_sub(1)));
        found.push(json!(whole.saturating_neg()));
        // The same number, written with a fraction.
        found.extend(serde_json::from_str(&format!("{whole}.0")));
        found.extend(serde_json::from_str(&format!("{whole}.5")));
    }
    found
}

/// Mutants of `own` with one value of `other`.
fn taken(own: &Value, other: &Value, place: &str, made: &mut Vec<Mutant>) {
    let (Value::Object(own), Value::Object(other)) = (own, other) else {
        return;
    };
    for (key, value) in other {
        let place = join(place, key);
        let put = |new: Value| {
            let mut with: Map<String, Value> = own.clone();
            with.insert(key.clone(), new);
            Value::Object(with)
        };
        if own.get(key) == Some(value) {
            continue;
        }
        made.push(mutant(&place, "as in another test", put(value.clone())));
        if let Some(inner) = own.get(key) {
            let mut deeper = Vec::new();
            taken(inner, value, &place, &mut deeper);
            for Mutant { how, event } in deeper {
                made.push(Mutant {
                    how,
                    event: put(event),
                });
            }
        }
    }
}

fn join(place: &str, key: &str) -> String {
    if place.is_empty() {
        key.to_owned()
    } else {
        format!("{place}.{key}")
    }
}

fn mutant(place: &str, what: &str, event: Value) -> Mutant {
    let what: String = what.chars().take(60).collect();
    Mutant {
        how: format!("{place}: {what}"),
        event,
    }
}
