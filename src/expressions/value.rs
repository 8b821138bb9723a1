//! The values that keys are compared with.
//!
//! In: the value of `Value` or `Values`. Out: literals of the type that YAML gives them, and an error
//! for each that the condition does not take.

use super::codes::BAD_VALUE;
use super::table::{Ask, Row};
use crate::load::{Data, Located, Yaml};
use transpile_sdk::diagnostic::Diagnostic;
use transpile_sdk::ir::{Number, Scalar};

/// Reads the literals of a condition. `None`: an error was given.
pub(super) fn scalars(
    value: &Yaml,
    row: Row,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Vec<Located<Scalar>>> {
    let items = match &value.data {
        Data::List(items) if row.ask == Ask::IsIn => items.as_slice(),
        _ if row.ask == Ask::IsIn => {
            let help = "write `Values: [one, two]`";
            diagnostics.push(wrong(value, row, "a list of values", help));
            return None;
        }
        _ => std::slice::from_ref(value),
    };
    let read: Vec<Option<Located<Scalar>>> = items
        .iter()
        .map(|item| scalar(item, row, diagnostics))
        .collect();
    read.into_iter().collect()
}

fn scalar(item: &Yaml, row: Row, diagnostics: &mut Vec<Diagnostic>) -> Option<Located<Scalar>> {
    let wants_text = matches!(
        row.ask,
        Ask::StartsWith | Ask::EndsWith | Ask::InNetwork | Ask::NetworkContains
    );
    let scalar = match &item.data {
        Data::Text(text) => Some(Scalar::String(text.clone())),
        Data::Number(number) => Number::parse(&number.to_string()).map(Scalar::Number),
        Data::Bool(value) => Some(Scalar::Bool(*value)),
        _ => None,
    };
    match scalar {
        Some(Scalar::Number(_) | Scalar::Bool(_)) if wants_text => {
            diagnostics.push(wrong(item, row, "a text", "put it in quotes"));
            None
        }
        Some(scalar) => Some(Located::new(scalar, item.span)),
        None => {
            let help = match row.ask {
                Ask::Equals => {
                    "for a missing value, write `Condition: IsNull` without `Value`; for one of several, `IsIn`"
                }
                _ => "write one text, number or boolean",
            };
            diagnostics.push(wrong(item, row, "a text, a number or a boolean", help));
            None
        }
    }
}

fn wrong(value: &Yaml, row: Row, wanted: &str, help: &str) -> Diagnostic {
    Diagnostic::error(BAD_VALUE, format!("`{}` compares with {wanted}", row.name))
        .at(value.span, format!("this is {}", value.kind()))
        .with_help(help)
}
