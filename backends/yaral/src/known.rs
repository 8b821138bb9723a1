//! What a test says of a value that is known: of null, and of the texts that stand for it in UDM.
//!
//! In: a value, a test and a text to put in the place of the value's field. Out: the answer, or `None`
//! where it is not worth knowing.

use std::collections::BTreeSet;
use transpile_sdk::bind::BoundField;
use transpile_sdk::cidr::{address, private_networks};
use transpile_sdk::ir::{Argument, Call, Function, JsonType, Number, Scalar, Step, Test, Value};
use transpile_sdk::regex::{Node, Set};

/// A value that is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Known {
    Null,
    Text(String),
    Int(i64),
    Parts(Vec<String>),
}

/// What `value` is if its only field holds `input`.
pub(crate) fn apply(value: &Value<BoundField>, input: &Known) -> Option<Known> {
    match value {
        Value::Field(_) => Some(input.clone()),
        Value::Call(call) => match apply(&call.operand, input)? {
            Known::Null => Some(Known::Null),
            Known::Text(text) => of_text(call, &text),
            Known::Int(_) | Known::Parts(_) => None,
        },
    }
}

fn of_text(call: &Call<BoundField>, text: &str) -> Option<Known> {
    Some(match call.function {
        // The texts that stand for null are ASCII.
        Function::Lower => Known::Text(text.to_ascii_lowercase()),
        Function::Upper => Known::Text(text.to_ascii_uppercase()),
        Function::Trim => Known::Text(text.trim_matches(BLANKS).to_owned()),
        Function::Reverse => Known::Text(text.chars().rev().collect()),
        Function::Text => Known::Text(text.to_owned()),
        Function::Length => Known::Int(i64::try_from(text.chars().count()).ok()?),
        Function::Split => {
            let parts: Vec<String> = text
                .split(literal(call.arguments.first())?)
                .map(str::to_owned)
                .collect();
            match call.steps.as_slice() {
                [] => Known::Parts(parts),
                [Step::Index(index)] => {
                    let part = parts.get(usize::try_from(*index).ok()?);
                    part.map_or(Known::Null, |part| Known::Text(part.clone()))
                }
                _ => return None,
            }
        }
        Function::Substring => {
            let start = position(call.arguments.first()?)?;
            let rest = text.chars().skip(start);
            Known::Text(match call.arguments.get(1) {
                Some(length) => rest.take(position(length)?).collect(),
                None => rest.collect(),
            })
        }
        Function::Concat
        | Function::Replace
        | Function::Characters
        | Function::Keys
        | Function::StripStart
        | Function::StripEnd
        | Function::Add
        | Function::Subtract
        | Function::Json
        | Function::Number
        | Function::PythonStr
        | Function::PythonCanonical
        | Function::PythonInt
        | Function::PythonFloat
        | Function::PythonNetwork => return None,
    })
}

/// What `trim` takes off.
pub(crate) const BLANKS: [char; 6] = [' ', '\t', '\n', '\u{b}', '\u{c}', '\r'];

/// A literal text.
pub(crate) fn literal(argument: Option<&Argument<BoundField>>) -> Option<&str> {
    match argument {
        Some(Argument::Scalar(Scalar::String(text))) => Some(text),
        _ => None,
    }
}

/// A literal position that is not negative.
pub(crate) fn position(argument: &Argument<BoundField>) -> Option<usize> {
    match argument {
        Argument::Scalar(Scalar::Number(Number::Int(number))) => usize::try_from(*number).ok(),
        _ => None,
    }
}

/// What `test` says of `value`.
pub(crate) fn holds(test: &Test<BoundField>, value: &Known) -> Option<bool> {
    let of_text = |ask: &dyn Fn(&str) -> bool| match value {
        Known::Text(text) => ask(text),
        _ => false,
    };
    Some(match test {
        Test::Eq(scalar) => equal(value, scalar),
        Test::In(list) => list.iter().any(|scalar| equal(value, scalar)),
        Test::ContainsElement(Scalar::String(wanted)) => match value {
            Known::Parts(parts) => parts.contains(wanted),
            _ => false,
        },
        Test::ContainsText(part) => of_text(&|text| text.contains(part)),
        Test::StartsWith(start) => of_text(&|text| text.starts_with(start)),
        Test::EndsWith(end) => of_text(&|text| text.ends_with(end)),
        Test::Wildcard(glob) => of_text(&|text| glob.matches(text)),
        Test::Regex(regex) => of_text(&|text| found(regex.node(), text)),
        Test::Compare(comparison, Scalar::Number(number)) => {
            let own = match value {
                Known::Text(text) => Number::parse(text),
                Known::Int(int) => Some(Number::Int(*int)),
                _ => None,
            };
            own.and_then(|own| own.partial_cmp(number))
                .is_some_and(|ordering| comparison.holds(ordering))
        }
        Test::Cidr(networks) => of_text(&|text| {
            address(text)
                .is_some_and(|address| networks.iter().any(|network| network.contains(address)))
        }),
        Test::IsIp => of_text(&|text| address(text).is_some()),
        Test::IsPrivateIp => of_text(&|text| {
            address(text).is_some_and(|address| {
                private_networks()
                    .iter()
                    .any(|network| network.contains(address))
            })
        }),
        Test::IsNull => *value == Known::Null || *value == Known::Text(String::new()),
        Test::IsMissing => *value == Known::Null,
        Test::IsFalsy => match value {
            Known::Null => true,
            Known::Text(text) => text.is_empty(),
            Known::Int(int) => *int == 0,
            Known::Parts(_) => false,
        },
        Test::IsType(ty) => match value {
            Known::Null => false,
            Known::Text(_) => *ty == JsonType::String,
            Known::Int(_) => *ty == JsonType::Number,
            Known::Parts(_) => *ty == JsonType::Array,
        },
        Test::EqField(_) | Test::HasKey | Test::ContainsElement(_) | Test::Compare(..) => {
            return None;
        }
    })
}

fn equal(value: &Known, scalar: &Scalar) -> bool {
    match (value, scalar) {
        (Known::Text(text), Scalar::String(wanted)) => text == wanted,
        (Known::Int(int), Scalar::Number(wanted)) => Number::Int(*int) == *wanted,
        _ => false,
    }
}

/// True if the pattern is found in a text. For short texts: it follows all ways at once.
fn found(node: &Node, text: &str) -> bool {
    let text: Vec<char> = text.chars().collect();
    !ends(node, &text, &(0..=text.len()).collect()).is_empty()
}

/// Where the pattern can end if it begins at one of `starts`.
fn ends(node: &Node, text: &[char], starts: &BTreeSet<usize>) -> BTreeSet<usize> {
    let at = |keep: &dyn Fn(usize) -> bool| starts.iter().copied().filter(|at| keep(*at)).collect();
    let one = |takes: &dyn Fn(char) -> bool| {
        let taken = starts
            .iter()
            .filter(|at| text.get(**at).is_some_and(|c| takes(*c)));
        taken.map(|at| at + 1).collect()
    };
    let boundary = |at: usize| {
        let is_word = |at: Option<usize>| {
            at.and_then(|at| text.get(at))
                .is_some_and(|c| c.is_ascii_alphanumeric() || *c == '_')
        };
        is_word(at.checked_sub(1)) != is_word(Some(at))
    };
    match node {
        Node::Empty => starts.clone(),
        Node::Char(own) => one(&|c| c == *own),
        Node::Set(set) => one(&|c| !set.is_disjoint(&Set::new([(c, c)]))),
        Node::Start => at(&|at| at == 0),
        Node::End => at(&|at| at == text.len()),
        Node::WordBoundary => at(&boundary),
        Node::NotWordBoundary => at(&|at| !boundary(at)),
        Node::Concat(parts) => parts
            .iter()
            .fold(starts.clone(), |starts, part| ends(part, text, &starts)),
        Node::Alternate(branches) => branches
            .iter()
            .flat_map(|branch| ends(branch, text, starts))
            .collect(),
        Node::Repeat { node, min, max, .. } => {
            let mut now = starts.clone();
            let mut all = if *min == 0 {
                now.clone()
            } else {
                BTreeSet::new()
            };
            let mut count = 0;
            while max.is_none_or(|max| count < max) && !now.is_empty() {
                now = ends(node, text, &now);
                count += 1;
                let before = all.len();
                if count >= *min {
                    all.extend(now.iter().copied());
                    if all.len() == before {
                        break;
                    }
                }
            }
            all
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use transpile_sdk::regex::Regex;

    #[test]
    fn the_small_matcher_agrees_with_a_large_one() {
        for pattern in [
            "",
            "^$",
            "a*",
            "^-",
            r"\b",
            r"\B",
            "^(?:-|x){0,2}$",
            "[^-]",
            "a+|b",
            r"^\W$",
            "(?:a?){3}-",
            "(?:-{2}){1,2}",
        ] {
            let own = Regex::new(pattern).unwrap();
            let large = regex::Regex::new(&own.rust()).unwrap();
            for text in ["", "-", "a", "--", "-a", "---", "ab-"] {
                assert_eq!(
                    found(own.node(), text),
                    large.is_match(text),
                    "{pattern} in {text:?}"
                );
            }
        }
    }
}
