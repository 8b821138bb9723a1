//! The place behind a complete condition or element, where the next one has to be joined.

use super::expression::capital_keyword;
use super::view::View;
use crate::codes::{
    ARGUMENT_AFTER_TEST, BAD_CALL, CAPITALS, MISSING_COMMA, MISSING_CONNECTIVE, ROUND_LIST,
    UNEXPECTED,
};
use crate::scan::Kind;
use crate::words::is_reserved;
use transpile_sdk::diagnostic::{Diagnostic, shown};

/// What is wrong behind a condition.
pub(super) fn explain(view: &View<'_>) -> Option<Diagnostic> {
    let word = view.word(0);
    if let Some(keyword) = capital_keyword(word) {
        return Some(capitals(view, 0, keyword));
    }
    if matches!(view.word(-1), "true" | "false") && view.begins_path(-1) && starts_predicate(view) {
        return Some(super::expression::reserved(view, -1));
    }
    if view.operator(0).is_some() && view.kind(-1) == Some(Kind::Close) {
        return Some(
            Diagnostic::error(
                ARGUMENT_AFTER_TEST,
                "a condition cannot be compared with anything",
            )
            .at(view.span(0), "the condition is complete before this")
            .with_help("delete this comparison; `not (…)` turns a condition round"),
        );
    }
    if let Some(error) = after_test(view) {
        return Some(error);
    }
    match view.kind(0) {
        Some(Kind::Comma) if matches!(view.kind(-1), Some(Kind::String | Kind::Number)) => Some(
            Diagnostic::error(ROUND_LIST, "several values are written as a list")
                .at(view.span(0), "a comma stands in lists only")
                .with_help(format!("write `in [{}]`", values_from(view))),
        ),
        Some(Kind::Word | Kind::String | Kind::Open | Kind::Number) => {
            Some(missing_connective(view))
        }
        Some(Kind::Dot) if !view.is_end(-1) => Some(
            Diagnostic::error(UNEXPECTED, format!("unexpected {}", view.code(0)))
                .at(view.span(0), "does not fit here")
                .with_help("a value has no parts, and a line needs no full stop"),
        ),
        _ => None,
    }
}

/// `true eq`, `true.x`: the word was meant as a field.
fn starts_predicate(view: &View<'_>) -> bool {
    view.operator(0).is_some()
        || view.kind(0) == Some(Kind::Dot)
        || (view.is(0, "not") && view.operator(1).is_some())
}

/// True if the value at the place is rather the field of the next condition.
fn followed_by_operator(view: &View<'_>) -> bool {
    view.operator(1).is_some() || view.is(1, "not") || view.kind(1) == Some(Kind::Dot)
}

/// A value behind a test: `a is_null "x"`.
fn after_test(view: &View<'_>) -> Option<Diagnostic> {
    let test = view
        .operator(-1)
        .filter(|operator| !operator.takes_argument())?;
    let word = view.word(0);
    let value = matches!(view.kind(0), Some(Kind::String | Kind::Number));
    if !(value || matches!(word, "[" | "true" | "false" | "field")) || followed_by_operator(view) {
        return None;
    }
    let field = view.operand_text(-2);
    let operator = if word == "[" { "in" } else { "eq" };
    let value = view.value_text(0);
    let help =
        format!("write `{field} {test}`, or an operator such as `{field} {operator} {value}`");
    Some(
        Diagnostic::error(ARGUMENT_AFTER_TEST, format!("`{test}` takes no value"))
            .at(view.value_after(0), "not needed")
            .with_help(help),
    )
}

/// The values before and behind the place that commas join.
fn values_from(view: &View<'_>) -> String {
    let mut values = vec![view.word(-1).to_owned()];
    let mut distance = 0;
    while view.kind(distance) == Some(Kind::Comma) && values.len() < 10 {
        values.push(view.value_text(distance + 1));
        distance += 2;
    }
    shown(&values.join(", "), 80)
}

fn missing_connective(view: &View<'_>) -> Diagnostic {
    let next = view.piece(view.value_after(0));
    let values = matches!(view.kind(-1), Some(Kind::String | Kind::Number))
        && matches!(view.kind(0), Some(Kind::String | Kind::Number))
        && !followed_by_operator(view);
    let help = if values {
        format!(
            "for either value, write `in [{}, {}]`",
            view.word(-1),
            view.value_text(0)
        )
    } else if view.kind(0) == Some(Kind::Word)
        && !is_reserved(view.word(0))
        && !followed_by_operator(view)
    {
        "if it belongs to the value, put it inside the quotes; otherwise write `and` or `or` before it".to_owned()
    } else if view.enclosing().is_some() {
        format!("write `and {next}` or `or {next}`; inside brackets a line break joins nothing")
    } else {
        format!("write `and {next}` or `or {next}`, or begin a new line")
    };
    Diagnostic::error(
        MISSING_CONNECTIVE,
        format!("`and` or `or` is missing before {}", view.code(0)),
    )
    .at(view.span(0), "a second condition begins here")
    .with_help(help)
}

/// A keyword in capitals at `distance`.
pub(super) fn capitals(view: &View<'_>, distance: isize, keyword: &str) -> Diagnostic {
    let word = view.word(distance);
    Diagnostic::error(
        CAPITALS,
        format!("keywords are written in lower case, not `{word}`"),
    )
    .at(view.span(distance), format!("`{keyword}` is meant"))
    .with_help(format!("write `{keyword}`"))
}

/// What is wrong behind an element of a list or an argument of a call.
pub(super) fn separator(view: &View<'_>) -> Option<Diagnostic> {
    if view.kind(0) == Some(Kind::Dot) || view.is_end(0) {
        return None;
    }
    let touches_name = view.touches(0) || view.kind(-1) == Some(Kind::Word);
    if view.is(0, "(") && touches_name {
        return Some(
            Diagnostic::error(BAD_CALL, format!("`{}` cannot be called here", view.word(-1)))
                .at(view.span(-1).to(view.span(0)), "a field is expected")
                .with_help("write `field` before a call that is a further argument, and no blank before its bracket"),
        );
    }
    Some(missing_comma(view))
}

/// Two elements side by side.
pub(super) fn missing_comma(view: &View<'_>) -> Diagnostic {
    let word = view.word(0);
    let help = if matches!(word, "and" | "or") {
        format!("write `,` instead of `{word}`")
    } else {
        let before = view.piece(view.operand_before(-1));
        let is_field = view.kind(0) == Some(Kind::Word) && view.is_in_call();
        let next = if is_field {
            format!("field {}", view.piece(view.value_after(0)))
        } else {
            view.value_text(0)
        };
        format!("write `{before}, {next}`")
    };
    Diagnostic::error(
        MISSING_COMMA,
        format!("a comma is missing before {}", view.code(0)),
    )
    .at(view.span(0), "elements are separated by commas")
    .with_help(help)
}
