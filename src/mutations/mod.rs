//! Events that almost are what a condition asks for.
//!
//! In: conditions over one log type, and an event. Out: the same event with one field that a condition reads changed:
//! dropped, null, empty, in another case, something that is almost what is asked for, another constant of a condition, an
//! address of another family, a text that is hard to quote, an array of no, one or many elements. Each value is of the
//! field's type; what a log type promises of several fields at once, such as
//! [`empty_when`](crate::catalog::EmptyWhen), is for the caller to look at. And what is left of such an event if all is
//! taken out that does not matter.

mod places;
mod smaller;
mod values;

pub use smaller::smaller;

use indexmap::IndexSet;
use places::{Part, Place};
use serde_json::{Map, Value, json};
use transpile_sdk::ir::Condition;

/// The changed events: at most so many, from all over the fields and what may stand there. The same conditions and event
/// give the same ones, in the same order.
pub fn mutations<'e>(
    conditions: &[&Condition],
    event: &'e Value,
    most: usize,
) -> impl Iterator<Item = Value> + use<'e> {
    let mut changes: Vec<(Vec<Part>, Option<Value>)> = Vec::new();
    for place in places::of(conditions) {
        let values = replacements(&place, at(event, &place.path));
        changes.extend(values.into_iter().map(|value| (place.path.clone(), value)));
    }
    let all = changes.len();
    let is_taken = move |index: usize| {
        all <= most || (index + 1).saturating_mul(most) / all > index.saturating_mul(most) / all
    };
    let taken = changes.into_iter().enumerate();
    taken
        .filter(move |(index, _)| is_taken(*index))
        .map(|(_, (path, value))| {
            let mut changed = event.clone();
            set(&mut changed, &path, value);
            changed
        })
        .filter(move |changed| changed != event)
}

/// What could be at a place in place of what is there, each once; `None` for nothing at all.
fn replacements(place: &Place, current: Option<&Value>) -> IndexSet<Option<Value>> {
    let mut values = IndexSet::new();
    if !place.facts.never_null {
        values.extend([None, Some(Value::Null)]);
    }
    values.extend(place.values(current).into_iter().map(Some));
    values
}

fn at<'v>(event: &'v Value, path: &[Part]) -> Option<&'v Value> {
    path.iter().try_fold(event, |value, part| match part {
        Part::Key(key) => value.get(key),
        Part::Index(index) => value.get(index),
    })
}

/// Puts a value there, or takes it away. What is missing on the way is made; what is of another kind stays as it is.
fn set(value: &mut Value, path: &[Part], new: Option<Value>) {
    let Some((first, rest)) = path.split_first() else {
        *value = new.unwrap_or_default();
        return;
    };
    if value.is_null() && new.is_some() {
        *value = match first {
            Part::Key(_) => Value::Object(Map::new()),
            Part::Index(_) => json!([null]),
        };
    }
    match (first, value) {
        (Part::Key(key), Value::Object(members)) => match (rest, new) {
            ([], None) => {
                members.shift_remove(key);
            }
            (_, None) if !members.contains_key(key) => {}
            (_, new) => set(members.entry(key).or_insert(Value::Null), rest, new),
        },
        (Part::Index(index), Value::Array(elements)) => {
            if let Some(element) = elements.get_mut(*index) {
                set(element, rest, new);
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use transpile_sdk::ir::{
        Facts, Field, Origin, Predicate, Root, Scalar, Step, Test, Type, Value as Operand,
    };

    fn asks(name: &str, facts: Facts, test: Test) -> Condition {
        Condition::Predicate(Predicate {
            value: Operand::Field(Field {
                root: Root::Event,
                steps: vec![Step::Key("of".into()), Step::Key(name.into())],
                ty: Type::String,
                facts,
            }),
            negated: false,
            test,
            origin: Origin::default(),
        })
    }

    fn one_of(names: &[&str]) -> Test {
        Test::In(
            names
                .iter()
                .map(|name| Scalar::String((*name).into()))
                .collect(),
        )
    }

    #[test]
    fn every_constant_of_either_condition_is_put_there() {
        let first = asks("name", Facts::default(), one_of(&["a", "b", "c", "d"]));
        let other = asks("name", Facts::default(), one_of(&["e"]));
        let event = json!({"of": {"name": "a"}, "else": 1});
        let made: Vec<Value> = mutations(&[&first, &other], &event, usize::MAX).collect();
        for text in ["b", "c", "d", "e", "", "A", "ax"] {
            let changed = json!({"of": {"name": text}, "else": 1});
            assert!(made.contains(&changed), "{text}");
        }
        assert!(made.contains(&json!({"of": {}, "else": 1})));
        assert!(made.contains(&json!({"of": {"name": null}, "else": 1})));
        assert!(!made.contains(&event));
        let distinct: IndexSet<&Value> = made.iter().collect();
        assert_eq!(distinct.len(), made.len());
    }

    #[test]
    fn what_is_missing_on_the_way_is_made() {
        let condition = asks("name", Facts::default(), one_of(&["a"]));
        let event = json!({});
        let made: Vec<Value> = mutations(&[&condition], &event, usize::MAX).collect();
        assert!(made.contains(&json!({"of": {"name": "a"}})));
    }

    #[test]
    fn a_sample_comes_from_all_over() {
        let facts = Facts {
            never_null: true,
            never_empty: true,
        };
        let parts = ["x", "y"].map(|name| asks(name, facts, one_of(&["a"])));
        let condition = Condition::And(parts.to_vec());
        let event = json!({"of": {"x": "q", "y": "q"}});
        let made: Vec<Value> = mutations(&[&condition], &event, 10).collect();
        assert_eq!(made.len(), 10);
        for name in ["x", "y"] {
            assert!(made.iter().any(|changed| changed["of"][name] != "q"));
        }
        let all: Vec<Value> = mutations(&[&condition], &event, usize::MAX).collect();
        let texts = |one: &Value| ["x", "y"].map(|name| one["of"][name].as_str().unwrap().len());
        assert!(
            all.iter().all(|one| texts(one) > [0, 0]),
            "never null, never empty"
        );
    }
}
