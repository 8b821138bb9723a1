//! Functions that YARA-L has no documented counterpart for, said as patterns on the text they are
//! applied to.
//!
//! In: a call on a text and the test of its result. Out: a pattern that is found in exactly the texts
//! for which the test holds; `None` if it holds for no text.

use crate::emit::{Refused, refuse};
use crate::known::{BLANKS, literal, position};
use crate::text::{pattern, quoted};
use transpile_sdk::bind::BoundField;
use transpile_sdk::ir::{Call, Comparison, Function, Number, Scalar, Step, Test};
use transpile_sdk::regex::Regex;

/// Any character.
const ANY: &str = r"[\d\D]";
/// What `trim` takes off.
const BLANK: &str = r"[ \t\n\x0b\f\r]";
/// Counts in a pattern go no further.
const MAX: usize = 1000;

/// The pattern, if the test can be said as one.
pub(crate) fn pattern_for(
    call: &Call<BoundField>,
    test: &Test<BoundField>,
) -> Result<Option<Regex>, Refused> {
    let branches = match call.function {
        Function::Trim if call.steps.is_empty() => trim(test),
        Function::Substring if call.steps.is_empty() => substring(call, test),
        Function::Split => split(call, test),
        Function::Length if call.steps.is_empty() => length(test),
        _ => None,
    };
    let Some(branches) = branches else {
        return refuse(format!(
            "YARA-L has no documented way to ask this of `{}(…)`",
            call.function.name()
        ));
    };
    if branches.is_empty() {
        return Ok(None);
    }
    match pattern(&branches.join("|")) {
        Ok(regex) => Ok(Some(regex)),
        Err(error) => refuse(error.message),
    }
}

/// The texts of `eq` and `in`; what is not text is equal to no text.
fn texts<'a>(test: &'a Test<BoundField>) -> Option<Vec<&'a str>> {
    let list: &'a [Scalar] = match test {
        Test::Eq(scalar) => std::slice::from_ref(scalar),
        Test::In(list) => list,
        _ => return None,
    };
    let text = |scalar: &'a Scalar| match scalar {
        Scalar::String(text) => Some(text.as_str()),
        _ => None,
    };
    Some(list.iter().filter_map(text).collect())
}

fn trim(test: &Test<BoundField>) -> Option<Vec<String>> {
    let tidy = |text: &&str| *text.trim_matches(BLANKS) == **text;
    if let Some(texts) = texts(test) {
        let whole = |text: &str| format!("^{BLANK}*{}{BLANK}*$", quoted(text));
        return Some(texts.into_iter().filter(tidy).map(whole).collect());
    }
    Some(vec![match test {
        Test::ContainsText(text) if tidy(&text.as_str()) && !text.is_empty() => quoted(text),
        Test::StartsWith(text) if tidy(&text.as_str()) && !text.is_empty() => {
            format!("^{BLANK}*{}", quoted(text))
        }
        Test::EndsWith(text) if tidy(&text.as_str()) && !text.is_empty() => {
            format!("{}{BLANK}*$", quoted(text))
        }
        Test::IsNull | Test::IsFalsy => format!("^{BLANK}*$"),
        _ => return None,
    }])
}

fn substring(call: &Call<BoundField>, test: &Test<BoundField>) -> Option<Vec<String>> {
    let start = position(call.arguments.first()?).filter(|start| *start <= MAX)?;
    let length = match call.arguments.get(1) {
        Some(length) => Some(position(length).filter(|length| *length > 0)?),
        None => None,
    };
    let head = format!("^{ANY}{{{start}}}");
    if let Some(texts) = texts(test) {
        let mut branches = Vec::new();
        for text in texts {
            let count = text.chars().count();
            if count == 0 {
                branches.push(format!("^{ANY}{{0,{start}}}$"));
            } else if length == Some(count) {
                branches.push(format!("{head}{}", quoted(text)));
            } else if length.is_none_or(|length| count < length) {
                branches.push(format!("{head}{}$", quoted(text)));
            }
        }
        return Some(branches);
    }
    match test {
        Test::StartsWith(text) if !text.is_empty() => {
            let fits = length.is_none_or(|length| text.chars().count() <= length);
            Some(if fits {
                vec![format!("{head}{}", quoted(text))]
            } else {
                Vec::new()
            })
        }
        _ => None,
    }
}

fn split(call: &Call<BoundField>, test: &Test<BoundField>) -> Option<Vec<String>> {
    let separator = literal(call.arguments.first())?;
    let mut only = separator.chars();
    let c = only.next().filter(|_| only.next().is_none())?;
    let apart = quoted(separator);
    // In a set, four characters are more than themselves.
    let other = if matches!(c, '\\' | ']' | '^' | '-' | '[') {
        format!("[^\\{c}]")
    } else {
        format!(
            "[^{}]",
            if apart.starts_with(r"\x") {
                &apart
            } else {
                separator
            }
        )
    };
    if let (Test::ContainsElement(Scalar::String(text)), []) = (test, call.steps.as_slice()) {
        let inside = !text.contains(c);
        return Some(
            inside
                .then(|| format!("(?:^|{apart}){}(?:{apart}|$)", quoted(text)))
                .into_iter()
                .collect(),
        );
    }
    let [Step::Index(index)] = call.steps.as_slice() else {
        return None;
    };
    let index = usize::try_from(*index).ok().filter(|index| *index <= MAX)?;
    let head = format!("^(?:{other}*{apart}){{{index}}}");
    if let Some(texts) = texts(test) {
        let inside = texts.into_iter().filter(|text| !text.contains(c));
        return Some(
            inside
                .map(|text| format!("{head}{}(?:{apart}|$)", quoted(text)))
                .collect(),
        );
    }
    let body = match test {
        Test::StartsWith(text) if !text.contains(c) => quoted(text),
        Test::EndsWith(text) if !text.contains(c) => {
            format!("{other}*{}(?:{apart}|$)", quoted(text))
        }
        Test::ContainsText(text) if !text.contains(c) => format!("{other}*{}", quoted(text)),
        Test::StartsWith(_) | Test::EndsWith(_) | Test::ContainsText(_) => return Some(Vec::new()),
        _ => return None,
    };
    Some(vec![format!("{head}{body}")])
}

fn length(test: &Test<BoundField>) -> Option<Vec<String>> {
    let count = |number: &Scalar| match number {
        Scalar::Number(Number::Int(int)) => usize::try_from(*int).ok().filter(|count| *count < MAX),
        _ => None,
    };
    let at_least = |count: usize| vec![format!("^{ANY}{{{count}}}")];
    let at_most = |count: usize| vec![format!("^{ANY}{{0,{count}}}$")];
    Some(match test {
        Test::Eq(number) => {
            let count = count(number)?;
            vec![format!("^{ANY}{{{count}}}$")]
        }
        Test::Compare(comparison, number) => {
            let count = count(number)?;
            match comparison {
                Comparison::Ge => at_least(count),
                Comparison::Gt => at_least(count + 1),
                Comparison::Le => at_most(count),
                Comparison::Lt => count.checked_sub(1).map_or_else(Vec::new, at_most),
            }
        }
        _ => return None,
    })
}
