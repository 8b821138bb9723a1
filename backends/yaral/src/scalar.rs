//! Values of which the log type does not say what they are: an extracted field shows the text of any
//! scalar, and nothing for an object or an array.
//!
//! In: a value and its test. Out: nothing, if a number, a boolean, an object or an array cannot pass
//! for a text that answers otherwise; else why it can.

use crate::emit::{Refused, refuse};
use transpile_sdk::bind::BoundField;
use transpile_sdk::glob::Token;
use transpile_sdk::ir::{Function, Number, Scalar, Test, Value};
use transpile_sdk::regex::{Node, Regex, Set};

/// The characters of numbers and of `true` and `false`, in either case.
const ALPHABET: &str = "0123456789+-.eEtrufalsTRUFALS";

/// Refuses a test that could take another scalar for a text.
pub(crate) fn safe(value: &Value<BoundField>, test: &Test<BoundField>) -> Result<(), Refused> {
    let direct = matches!(value, Value::Field(_));
    let keeps_letters = match value {
        Value::Field(_) => true,
        Value::Call(call) => {
            matches!(*call.operand, Value::Field(_))
                && matches!(
                    call.function,
                    Function::Lower
                        | Function::Upper
                        | Function::Trim
                        | Function::Substring
                        | Function::Split
                )
        }
    };
    let foreign_text = |scalar: &Scalar| match scalar {
        Scalar::String(text) => foreign(text) || (direct && !text.is_empty() && !is_scalar(text)),
        _ => false,
    };
    let fine = keeps_letters
        && match test {
            Test::Eq(scalar) | Test::ContainsElement(scalar) => foreign_text(scalar),
            Test::In(list) => list.iter().all(foreign_text),
            Test::ContainsText(text) | Test::StartsWith(text) | Test::EndsWith(text) => {
                foreign(text)
            }
            Test::Wildcard(glob) => glob
                .tokens()
                .iter()
                .any(|token| matches!(token, Token::Text(text) if foreign(text))),
            Test::Regex(regex) => demands_foreign(regex),
            Test::Cidr(_) | Test::IsIp | Test::IsPrivateIp => direct,
            _ => false,
        };
    if fine {
        return Ok(());
    }
    refuse(match test {
        Test::IsNull | Test::IsMissing | Test::IsFalsy => {
            "an extracted field is empty for null, for \"\", and for any object or array, and this test tells them apart"
        }
        Test::Compare(..) => {
            "extracted fields hold text: how a number is written there is not documented"
        }
        _ => {
            "an extracted field shows a text, a number and a boolean alike, and this test tells them apart"
        }
    })
}

/// A character that is in no number and no boolean.
fn foreign(text: &str) -> bool {
    text.chars().any(|c| !ALPHABET.contains(c))
}

/// The text of a number or a boolean.
fn is_scalar(text: &str) -> bool {
    matches!(text, "true" | "false") || Number::parse(text).is_some() || text.parse::<f64>().is_ok()
}

/// Every text in which the pattern is found has a character that is in no number and no boolean.
fn demands_foreign(regex: &Regex) -> bool {
    fn demands(node: &Node, alphabet: &Set) -> bool {
        match node {
            Node::Char(c) => !ALPHABET.contains(*c),
            Node::Set(set) => set.is_disjoint(alphabet),
            Node::Concat(parts) => parts.iter().any(|part| demands(part, alphabet)),
            Node::Alternate(branches) => {
                !branches.is_empty() && branches.iter().all(|branch| demands(branch, alphabet))
            }
            Node::Repeat { node, min, .. } => *min > 0 && demands(node, alphabet),
            _ => false,
        }
    }
    demands(regex.node(), &Set::new(ALPHABET.chars().map(|c| (c, c))))
}
