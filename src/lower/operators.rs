//! Which operator applies to values of which type: the table, as data; and what to write where one does not.

use super::Lowerer;
use super::codes::WRONG_TYPE;
use super::path::Reached;
use crate::catalog::Spec;
use transpile_grammar::ast::{Operator, Predicate};
use transpile_grammar::printer::{print_argument, print_operand};
use transpile_sdk::diagnostic::{Diagnostic, shown};
use transpile_sdk::ir::Type;

/// The operator applies to strings and IP addresses.
const TEXT: u16 = 1;
/// … to long and double.
const NUMBER: u16 = 1 << 1;
/// … to bool.
const BOOL: u16 = 1 << 2;
/// … to timestamps.
const TIMESTAMP: u16 = 1 << 3;
/// … to arrays.
const ARRAY: u16 = 1 << 4;
/// … to objects.
const OBJECT: u16 = 1 << 5;
/// … to json.
const JSON: u16 = 1 << 6;
/// … to anything.
const ANY: u16 = TEXT | NUMBER | BOOL | TIMESTAMP | ARRAY | OBJECT | JSON;
const SCALAR: u16 = TEXT | NUMBER | BOOL | TIMESTAMP | JSON;

/// A row a kind of operators: where they apply.
const TABLE: &[(&[Operator], u16)] = &[
    (EQUALITY, SCALAR),
    (&[Operator::Contains], TEXT | TIMESTAMP | ARRAY | OBJECT),
    (
        &[
            Operator::Match,
            Operator::StartsWith,
            Operator::EndsWith,
            Operator::Wildcard,
            Operator::RegexMatch,
        ],
        TEXT | TIMESTAMP | JSON,
    ),
    (ORDER, TEXT | NUMBER | TIMESTAMP | JSON),
    (ADDRESS, TEXT | JSON),
    (
        &[
            Operator::IsNull,
            Operator::IsNotNull,
            Operator::IsMissing,
            Operator::IsPresent,
            Operator::IsTruthy,
            Operator::IsFalsy,
            Operator::IsString,
            Operator::IsNumber,
            Operator::IsBool,
            Operator::IsArray,
            Operator::IsObject,
        ],
        ANY,
    ),
];

const EQUALITY: &[Operator] = &[
    Operator::Eq,
    Operator::Ne,
    Operator::In,
    Operator::CrossFieldCompare,
];
const ORDER: &[Operator] = &[Operator::Gt, Operator::Ge, Operator::Lt, Operator::Le];
const ADDRESS: &[Operator] = &[Operator::Cidr, Operator::IsIp, Operator::IsPrivateIp];

fn applies(operator: Operator, ty: &Type) -> bool {
    let own = match ty {
        Type::String | Type::Ip => TEXT,
        Type::Long | Type::Double => NUMBER,
        Type::Bool => BOOL,
        Type::Timestamp => TIMESTAMP,
        Type::Array(_) => ARRAY,
        Type::Object => OBJECT,
        Type::Json => JSON,
    };
    TABLE
        .iter()
        .filter(|(operators, _)| operators.contains(&operator))
        .all(|(_, accepted)| accepted & own != 0)
}

/// A type in a sentence: "a long", "an array of object".
pub(crate) fn a(ty: &Type) -> String {
    match ty {
        Type::Array(_) | Type::Object | Type::Ip => format!("an {ty}"),
        Type::Json => "a value of any type".to_owned(),
        _ => format!("a {ty}"),
    }
}

impl Lowerer<'_> {
    /// `None` if the operator does not apply to the value, which is then said.
    pub(super) fn check_use(&mut self, written: &Predicate, reached: &Reached) -> Option<()> {
        let operator = written.operator.value;
        let ty = reached.value.ty();
        if applies(operator, &ty) {
            return Some(());
        }
        let name = operator.name();
        let (message, label) = match &ty {
            Type::Json => (
                format!("`{name}` asks one thing of a text and another of an array"),
                "may be either".to_owned(),
            ),
            ty => (
                format!("`{name}` does not apply to {}", a(ty)),
                format!("this is {}", a(ty)),
            ),
        };
        self.error(
            Diagnostic::error(WRONG_TYPE, message)
                .at(written.operator.span, "")
                .at(written.operand.span, label)
                .with_help(advice(written, &ty, &reached.spec)),
        );
        None
    }
}

/// What to write instead of a predicate whose operator does not apply to a value of type `ty`.
fn advice(written: &Predicate, ty: &Type, spec: &Spec) -> String {
    let operator = written.operator.value;
    let name = operator.name();
    let x = shown(&print_operand(&written.operand), 80);
    let argument = written
        .argument
        .as_ref()
        .map_or_else(String::new, |argument| {
            format!(" {}", shown(&print_argument(argument), 80))
        });
    if ORDER.contains(&operator) {
        return match ty {
            Type::Bool => format!("write `{x} eq true` or `{x} eq false`"),
            Type::Array(_) => {
                format!("for the number of elements, write `length({x}) {name}{argument}`")
            }
            _ => part_of(&x, spec),
        };
    }
    match ty {
        Type::Object => part_of(&x, spec),
        Type::Array(items) if **items == Type::Object => {
            let items = spec.items.as_deref();
            let part = items.and_then(|items| items.fields.keys().next());
            let part = part.map_or("name", String::as_str);
            format!("ask a part of its elements: `any {x} as e (e.{part} {name}{argument})`")
        }
        Type::Array(_) if operator == Operator::Eq => {
            format!("for an equal element, write `{x} contains{argument}`")
        }
        Type::Array(_) if operator == Operator::Ne => {
            format!("for no equal element, write `{x} not contains{argument}`")
        }
        Type::Array(_) => format!("ask its elements: `any {x} as e (e {name}{argument})`"),
        _ if ADDRESS.contains(&operator) => "only text can be an IP address".to_owned(),
        Type::Json => format!(
            "for a part of a text, write `text({x}) contains{argument}`; for an element of an array, `any {x} as e (e eq{argument})`"
        ),
        _ => format!("write `text({x}) {name}{argument}`"),
    }
}

fn part_of(x: &str, spec: &Spec) -> String {
    let part = spec.fields.keys().next().map_or("name", String::as_str);
    format!("name the part that is meant, such as `{x}.{part}`")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_operator_has_one_row() {
        for operator in Operator::ALL {
            let rows = TABLE
                .iter()
                .filter(|(operators, _)| operators.contains(operator))
                .count();
            assert_eq!(rows, 1, "{}", operator.name());
        }
    }
}
