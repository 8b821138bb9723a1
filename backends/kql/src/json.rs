//! JSON values in Kusto.
//!
//! `tostring` gives the text of a string, and JSON for anything else. Where a test could take one for the
//! other (`"5"` and 5), `gettype` decides. A value whose type the log type declares needs no such care.

use crate::emit::{Refused, refuse, refuse_with};
use crate::expr::{Kql, Logic, Text};
use crate::number;
use crate::repr::{Json, Repr};
use crate::test::{instant, time_of};
use crate::text::TextValue;
use transpile_sdk::bind::BoundField;
use transpile_sdk::ir::{Function, Number, Scalar, Test, Type, Value};

/// True if no number, boolean or null is written with these characters, and no part of JSON's own marks.
pub(crate) fn is_plain_text(text: &str) -> bool {
    let own = text
        .chars()
        .any(|c| !"0123456789+-.eEtrufalsnTRUFALSN".contains(c));
    own && !text.starts_with(':')
        && !text.contains(['"', '\\', '{', '}', '[', ']', ',', '/'])
        && text.chars().all(|c| c.is_ascii_graphic() || c == ' ')
}

/// Refuses a test of `text(x)` whose answer hangs on how Kusto prints JSON again.
pub(crate) fn refuse_reprint(
    value: &Value<BoundField>,
    test: &Test<BoundField>,
    keeps_nulls: bool,
) -> Result<(), Refused> {
    if !reprints(value) {
        return Ok(());
    }
    if !keeps_nulls && matches!(test, Test::ContainsText(_)) {
        return refuse_with(
            "a dynamic column may lose keys whose value is null, so that its text is not the log's",
            "leave `text(…)` out: operators on text hold where the value is text",
        );
    }
    let fits = |scalar: &Scalar| match scalar {
        // A fraction may be printed with other digits than in the log; an integer may not.
        Scalar::String(text) => match Number::parse(text) {
            Some(Number::Int(_)) => text != "-0",
            Some(Number::Double(_)) => false,
            None => !text.starts_with(['{', '[']),
        },
        _ => true,
    };
    let fine = match test {
        Test::Eq(scalar) => fits(scalar),
        Test::In(list) => list.iter().all(fits),
        Test::ContainsText(text) => is_plain_text(text),
        _ => false,
    };
    if fine {
        return Ok(());
    }
    refuse_with(
        "Kusto prints the numbers and objects of JSON in its own way",
        "leave `text(…)` out: operators on text hold where the value is text",
    )
}

/// True if the value is the text of a JSON value that may be no string.
fn reprints(value: &Value<BoundField>) -> bool {
    let Value::Call(call) = value else {
        return false;
    };
    if call.function != Function::Text {
        return reprints(&call.operand);
    }
    match &*call.operand {
        Value::Field(field) => !field.field.ty.is_text(),
        Value::Call(inner) => !inner.ty().is_text(),
    }
}

/// The value is one of the literals.
pub(crate) fn is_one_of(
    json: &Json,
    test: &Test<BoundField>,
    list: &[Scalar],
) -> Result<Logic, Refused> {
    match &json.ty {
        Type::String | Type::Ip => return json.text().test(test),
        Type::Long => {
            return number::NumberValue::of(json.value.to_long(), true).is_one_of(list);
        }
        Type::Double => {
            return number::NumberValue::of(json.value.to_double(), false).is_one_of(list);
        }
        Type::Bool => {
            let flags = list.iter().filter_map(|scalar| match scalar {
                Scalar::Bool(value) => Some(json.value.to_bool().is(*value)),
                _ => None,
            });
            return Ok(Logic::either(flags));
        }
        Type::Timestamp => {
            let instants = list.iter().map(instant).collect::<Result<_, _>>()?;
            return Ok(time_of(json).is_one_of(instants));
        }
        Type::Array(_) | Type::Object | Type::Json => {}
    }
    let mut tests = Vec::new();
    if list
        .iter()
        .any(|scalar| matches!(scalar, Scalar::String(_)))
    {
        tests.push(json.text().test(test)?);
    }
    tests.extend(list.iter().filter_map(|scalar| match scalar {
        Scalar::Bool(value) => Some(Logic::all([
            json.value.is_bool(),
            json.value.to_bool().is(*value),
        ])),
        _ => None,
    }));
    tests.push(number::json_is_one_of(&json.value, list)?);
    Ok(Logic::either(tests))
}

/// The value is null, empty, false or zero.
pub(crate) fn is_falsy(json: &Json) -> Result<Logic, Refused> {
    let text = || json.value.text();
    Ok(match &json.ty {
        Type::Bool => json.value.to_bool().is(true).complement(),
        Type::String | Type::Ip | Type::Timestamp => text().is_empty(),
        Type::Long | Type::Double => Logic::either([
            json.value.is_null(),
            json.value.to_double().is_one_of(vec![Kql::Real(0.0)]),
        ]),
        Type::Array(_) => Logic::either([
            json.value.is_array().complement(),
            json.value.has_elements().complement(),
        ]),
        Type::Object | Type::Json if !json.keeps_nulls => {
            return refuse_with(
                "a dynamic column may show an object without keys and one with nulls alike",
                "ask `is_missing`, or compare with the values that count as false",
            );
        }
        Type::Object | Type::Json => {
            let zero = Logic::all([
                json.value.is_number(),
                json.value.to_double().is_one_of(vec![Kql::Real(0.0)]),
            ]);
            let no = Logic::all([json.value.is_bool(), json.value.to_bool().is(false)]);
            let bare = Logic::all([
                json.value.is_string().complement(),
                text().is_one_of(vec!["[]".to_owned(), "{}".to_owned()]),
            ]);
            Logic::either([text().is_empty(), no, zero, bare])
        }
    })
}

/// The two values are equal scalars, or both are null.
pub(crate) fn equal_fields(left: Repr, right: Repr) -> Result<Logic, Refused> {
    match (left, right) {
        (Repr::Json(left), Repr::Json(right)) => Ok(equal_json(&left, &right)),
        (Repr::Json(json), Repr::Text(text)) | (Repr::Text(text), Repr::Json(json)) => {
            if json.ty.is_text() {
                equal_texts(&json.text(), &text)
            } else {
                equal_json_text(&json, &text)
            }
        }
        (Repr::Text(left), Repr::Text(right)) => equal_texts(&left, &right),
        (Repr::Number(left), Repr::Number(right))
            if left.null.is_none() && right.null.is_none() && left.whole == right.whole =>
        {
            let both = Logic::all([left.is_missing()?, right.is_missing()?]);
            Ok(Logic::either([left.number.same(right.number), both]))
        }
        (Repr::Flag(left), Repr::Flag(right)) => {
            let both = Logic::all([left.clone().is_null(), right.clone().is_null()]);
            Ok(Logic::either([left.same(right), both]))
        }
        (Repr::Time(left), Repr::Time(right)) => {
            let both = Logic::all([left.clone().is_null(), right.clone().is_null()]);
            Ok(Logic::either([left.same(right), both]))
        }
        _ => refuse("the table keeps these two in forms that are not compared"),
    }
}

/// Two texts: equal, or both null.
fn equal_texts(left: &TextValue, right: &TextValue) -> Result<Logic, Refused> {
    let same = left.text.clone().same(right.text.clone());
    let plain = |value: &TextValue| {
        value
            .nulls
            .iter()
            .all(|shown| *shown == crate::text::Shown::Exactly(String::new()))
    };
    let never_null = |value: &TextValue| value.nulls.is_empty();
    // If null looks like the empty text on both sides and no value is that, the texts themselves decide.
    let filled = |value: &TextValue| never_null(value) || is_filled(value);
    if plain(left) && plain(right) && filled(left) && filled(right) {
        return Ok(same);
    }
    match (present(left), present(right)) {
        (Some(left), Some(right)) => {
            let both = Logic::all([left.clone(), right.clone(), same]);
            let neither = Logic::all([left.complement(), right.complement()]);
            Ok(Logic::either([both, neither]))
        }
        _ => crate::text::no_null(),
    }
}

/// A JSON value of any type and a text. What is neither text nor null equals nothing.
fn equal_json_text(json: &Json, text: &TextValue) -> Result<Logic, Refused> {
    let Some(present) = present(text) else {
        return crate::text::no_null();
    };
    let same = json.value.text().same(text.text.clone());
    Ok(Logic::either([
        Logic::all([json.value.is_string(), present.clone(), same]),
        Logic::all([json.value.is_null(), present.complement()]),
    ]))
}

fn present(value: &TextValue) -> Option<Logic> {
    if value.nulls.is_empty() {
        Some(Logic::of(true))
    } else {
        value.present.clone()
    }
}

/// True if presence is the same as not being the empty text.
fn is_filled(value: &TextValue) -> bool {
    value.present == Some(Text(value.text.0.clone()).is_empty().complement())
}

/// Two JSON values.
fn equal_json(left: &Json, right: &Json) -> Logic {
    let same_text = left.value.text().same(right.value.text());
    if left.ty.is_text() && right.ty.is_text() {
        let nulls = Logic::all([left.value.is_null(), right.value.is_null()]);
        let one = Logic::either([left.value.is_null(), right.value.is_null()]);
        // A null shows as the empty text.
        return Logic::either([Logic::all([one.complement(), same_text]), nulls]);
    }
    let same_kind = left.value.kind().same(right.value.kind());
    let scalar = left
        .value
        .kind()
        .is_one_of(vec!["array".to_owned(), "dictionary".to_owned()])
        .complement();
    let equal = Logic::all([same_kind, scalar, same_text]);
    // 5 and 5.0 are of two types.
    let numbers = Logic::all([
        left.value.is_number(),
        right.value.is_number(),
        left.value.to_double().same(right.value.to_double()),
        left.value.to_long().same(right.value.to_long()),
    ]);
    Logic::either([equal, numbers])
}
