//! What is said of a field that a table lacks.

use super::*;
use crate::ir::{Facts, Field, Root, Step, Type};
use serde_json::json;

fn shape(name: &str, element: &str) -> Shape {
    serde_json::from_value(json!({
        "name": name,
        "log_type": "Log",
        "table": "t",
        "title": "",
        "event_time": {"column": "time"},
        "columns": [{"field": "a.list", "column": "list", "type": format!("array(row({element} varchar))")}],
        "absent": {"a.list.two": "the row does not declare it"},
    }))
    .unwrap()
}

fn field(root: Root, steps: &[&str], ty: Type) -> Value {
    Value::Field(Field {
        root,
        steps: steps
            .iter()
            .map(|key| Step::Key((*key).to_owned()))
            .collect(),
        ty,
        facts: Facts::default(),
    })
}

/// `any a.list as x (x.KEY is_missing)`.
fn condition(key: &str) -> Condition {
    Condition::Quantified(Quantified {
        quantifier: Quantifier::Any,
        array: field(
            Root::Event,
            &["a", "list"],
            Type::Array(Box::new(Type::Object)),
        ),
        element: "x".to_owned(),
        body: Box::new(Condition::Predicate(Predicate {
            value: field(Root::Element("x".to_owned()), &[key], Type::String),
            negated: false,
            test: Test::IsMissing,
            origin: Origin::default(),
        })),
        origin: Origin::default(),
    })
}

fn said(key: &str) -> Diagnostic {
    let shapes = [
        shape("first", "one"),
        shape("second", "two"),
        shape("third", "three"),
    ];
    let binder = Binder {
        restates: &|_| None,
        shape: &shapes[0],
        others: &shapes,
        refuses: &|_| None,
        files: &[],
        allow_wider: false,
    };
    assert!(binder.bind(&condition("one")).is_ok());
    binder.bind(&condition(key)).unwrap_err().remove(0)
}

#[test]
fn a_missing_part_of_an_element_has_a_path_a_reason_and_other_shapes() {
    let two = said("two");
    assert_eq!(
        two.message,
        "table shape `first` has no column for `a.list[*].two`"
    );
    assert_eq!(two.notes, ["the row does not declare it"]);
    assert_eq!(
        two.help.as_deref(),
        Some("shapes that have it: `--schema second`")
    );
    let four = said("four");
    assert_eq!(four.notes, ["none of its columns holds it"]);
    assert!(four.help.is_some_and(|help| help.contains("--schema FILE")));
}
