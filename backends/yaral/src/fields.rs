//! Tests that read more than one field: `eq field`, and a test of texts put together.

use crate::emit::{Refused, bare, refuse};
use crate::expr::Expr;
use crate::known::literal;
use crate::source::{Kind, Source, source};
use crate::text::string;
use transpile_sdk::bind::BoundField;
use transpile_sdk::ir::{Argument, Function, Scalar, Test, Value};

/// Two values are equal, or both missing; or the complement.
pub(crate) fn equal(
    left: &Value<BoundField>,
    right: &Value<BoundField>,
    negated: bool,
) -> Result<Expr, Refused> {
    let (left_expr, left) = operand(left)?;
    let (right_expr, right) = operand(right)?;
    if left.kind != right.kind || left.kind == Kind::Scalar {
        return refuse("UDM keeps these two in forms that are not compared");
    }
    let apart = |one: &Source, other: &Source| one.empty && other.null;
    if apart(&left, &right) || apart(&right, &left) {
        return refuse(
            "UDM writes a missing value as an empty one, and this test tells a missing one on one side from an empty one on the other",
        );
    }
    let plain = |source: &Source| source.absent.len() == 1 && !source.repeated;
    if !plain(&left) || !plain(&right) {
        return refuse(
            "UDM may write a missing value here in two ways, and YARA-L does not compare repeated fields",
        );
    }
    let out = Expr::eq(left_expr, right_expr);
    Ok(if negated { out.complement() } else { out })
}

/// A field, or its lower or upper case: the expression, and where it comes from.
fn operand(value: &Value<BoundField>) -> Result<(String, Source), Refused> {
    match bare(value) {
        Value::Field(field) => {
            let source = source(field)?;
            match source.kind {
                Kind::Text | Kind::Scalar | Kind::Int => Ok((source.expr.clone(), source)),
                _ => {
                    refuse("UDM keeps this value in a form that is not compared with another field")
                }
            }
        }
        Value::Call(call) => {
            let case = match call.function {
                Function::Lower => "strings.to_lower",
                Function::Upper => "strings.to_upper",
                _ => {
                    return refuse(
                        "YARA-L has no documented way to compare the result of this function with a field",
                    );
                }
            };
            match operand(&call.operand)? {
                (expr, source) if source.kind == Kind::Text && !source.repeated => {
                    Ok((format!("{case}({expr})"), source))
                }
                _ => refuse("YARA-L takes no function of this field"),
            }
        }
    }
}

/// `eq` and `in` on texts put together, which are null if one of them is.
pub(crate) fn concatenated(
    parts: &[Argument<BoundField>],
    test: &Test<BoundField>,
    negated: bool,
) -> Result<Expr, Refused> {
    let list = match test {
        Test::Eq(scalar) => std::slice::from_ref(scalar),
        Test::In(list) => list,
        _ => return refuse("YARA-L has no documented way to ask this of `concat(…)`"),
    };
    let mut pieces = Vec::new();
    let mut arguments = Vec::new();
    for part in parts {
        let written = match part {
            Argument::Value(Value::Field(field)) => {
                let source = source(field)?;
                if source.kind != Kind::Text || source.repeated || source.absent.len() > 1 {
                    return refuse("UDM does not keep this value as one text");
                }
                pieces.push(Piece::Field { null: source.null });
                source.expr
            }
            part => match literal(Some(part)).and_then(|text| Some((text, string(text)?))) {
                Some((text, written)) => {
                    pieces.push(Piece::Text(text.to_owned()));
                    written
                }
                None => {
                    return refuse(
                        "YARA-L has no documented way to put this value together with others",
                    );
                }
            },
        };
        arguments.push(written);
    }
    let call = format!("strings.concat({})", arguments.join(", "));
    let mut equals = Vec::new();
    for scalar in list {
        let Scalar::String(text) = scalar else {
            continue;
        };
        if fits(&pieces, text, false) {
            return refuse(
                "UDM writes a missing text as an empty one, and this text could be put together from either",
            );
        }
        match string(text) {
            Some(literal) => equals.push(Expr::eq(&call, literal)),
            None => return refuse("YARA-L has no spelling for this text"),
        }
    }
    let out = Expr::either(equals);
    Ok(if negated { out.complement() } else { out })
}

/// A piece of a text that is put together.
enum Piece {
    Text(String),
    Field { null: bool },
}

/// True if `text` can be put together with at least one field empty that may be null.
fn fits(pieces: &[Piece], text: &str, empty: bool) -> bool {
    match pieces {
        [] => text.is_empty() && empty,
        [Piece::Text(own), rest @ ..] => text
            .strip_prefix(own.as_str())
            .is_some_and(|text| fits(rest, text, empty)),
        [Piece::Field { null }, rest @ ..] => {
            let ends = text.char_indices().map(|(at, _)| at).chain([text.len()]);
            ends.filter_map(|at| text.split_at_checked(at))
                .any(|(own, text)| fits(rest, text, empty || (own.is_empty() && *null)))
        }
    }
}
