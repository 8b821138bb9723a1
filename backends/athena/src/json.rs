//! JSON values in SQL.
//!
//! `json_extract_scalar` gives the text of a string, a number and a boolean alike. Where a test could
//! take one for the other (`"5"` and `5`), the JSON text decides, in which only strings have quotes.

use crate::emit::{Refused, refuse};
use crate::number;
use crate::repr::{Json, Repr};
use transpile_sdk::ir::{JsonType, Number, Scalar};
use transpile_sdk::sql::Sql;

/// True if no number and no boolean has `text` in it, in either case: a test for it fails on them.
pub(crate) fn never_of_a_scalar(text: &str) -> bool {
    text.chars()
        .any(|c| !"0123456789+-.eEtrufalsTRUFALS".contains(c))
}

/// True if `text` is what a number or a boolean looks like.
pub(crate) fn is_scalar_text(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    lower == "true"
        || lower == "false"
        || Number::parse(text).is_some()
        || !never_of_a_scalar(text) && text.parse::<f64>().is_ok()
}

/// The value is one of the literals.
pub(crate) fn is_one_of(json: &Json, list: &[Scalar]) -> Sql {
    let (mut sure, mut doubtful, mut bools) = (Vec::new(), Vec::new(), Vec::new());
    for scalar in list {
        match scalar {
            Scalar::String(text) if is_scalar_text(text) => doubtful.push(Sql::text(text)),
            Scalar::String(text) => sure.push(Sql::text(text)),
            Scalar::Bool(value) => bools.push(Sql::text(value.to_string())),
            Scalar::Number(_) | Scalar::Timestamp(_) => {}
        }
    }
    let mut tests = Vec::new();
    if !doubtful.is_empty() {
        sure.append(&mut doubtful);
        tests.push(json.string().one_of(sure));
    } else if !sure.is_empty() {
        tests.push(json.scalar().one_of(sure));
    }
    if !bools.is_empty() {
        tests.push(json.text().one_of(bools));
    }
    if list
        .iter()
        .any(|scalar| matches!(scalar, Scalar::Number(_)))
    {
        tests.push(number::is_one_of(&json.text(), list));
    }
    match (tests.len(), tests.pop()) {
        (_, None) => Sql::Bool(false),
        (1, Some(only)) => only,
        (_, Some(last)) => {
            tests.push(last);
            Sql::Or(tests)
        }
    }
}

/// The value is written as one of the JSON texts; `null` stands for nothing as well.
pub(crate) fn written_as(json: &Json, texts: &[&str]) -> Sql {
    let text = Sql::call("COALESCE", [json.text(), Sql::text("null")]);
    text.one_of(texts.iter().map(|text| Sql::text(*text)).collect())
}

/// The value is null, empty, false or zero.
pub(crate) fn is_falsy(json: &Json) -> Sql {
    Sql::Or(vec![
        written_as(json, &["null", "\"\"", "false", "[]", "{}"]),
        json.text()
            .try_cast("double")
            .eq(Sql::Double(0.0))
            .or_false(),
    ])
}

/// The value is of that type.
pub(crate) fn is_type(json: &Json, ty: JsonType) -> Sql {
    let begins = |pattern: &str| Sql::Like {
        value: Box::new(json.text()),
        pattern: pattern.to_owned(),
        escape: None,
    };
    match ty {
        JsonType::String => json.is_string(),
        JsonType::Array => begins("[%"),
        JsonType::Object => begins("{%"),
        JsonType::Bool => json
            .text()
            .one_of(vec![Sql::text("true"), Sql::text("false")]),
        JsonType::Number => Sql::call("regexp_like", [json.text(), Sql::text("^[-0-9]")]),
    }
}

/// The JSON value equals the other value: the same text, number or boolean, or both are nothing.
pub(crate) fn equal(json: &Json, other: &Repr) -> Result<Sql, Refused> {
    let missing = written_as(json, &["null"]);
    let (tests, other_missing) = match other {
        Repr::Text(text) => (vec![json.string().eq(text.clone())], text.clone().is_null()),
        Repr::BoolText(text) => (vec![json.text().eq(text.clone())], text.clone().is_null()),
        Repr::Json(other) => (
            vec![
                json.string().eq(other.string()),
                number::same(&json.text(), &other.text()),
                Sql::And(vec![
                    is_type(json, JsonType::Bool),
                    json.text().eq(other.text()),
                ]),
            ],
            written_as(other, &["null"]),
        ),
        number => match number::as_number_text(number.clone()) {
            Some(text) => (vec![number::same(&json.text(), &text)], text.is_null()),
            None => return refuse("the table keeps these two in forms that are not compared"),
        },
    };
    let mut tests = tests;
    tests.push(Sql::And(vec![missing, other_missing]));
    Ok(Sql::Or(tests))
}
