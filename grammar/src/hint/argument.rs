//! The place behind an operator, or inside a list or call, where a value was looked for.

use super::joint;
use super::view::{View, is_null_word, word_as_value};
use crate::codes::{
    BAD_NUMBER, MISSING_ARGUMENT, MISSING_COMMA, NULL_ARGUMENT, ROUND_LIST, SUBQUERY, UNEXPECTED,
    UNQUOTED_VALUE,
};
use crate::escape::quote;
use crate::scan::Kind;
use transpile_sdk::diagnostic::Diagnostic;

/// What is wrong where a value should stand.
pub(super) fn explain(view: &View<'_>) -> Option<Diagnostic> {
    let in_list = view.operator(-1).is_none() || !matches!(view.kind(-1), Some(Kind::Word));
    match view.kind(0) {
        Some(Kind::Word) if matches!(view.word(0), "and" | "or") && !in_list => Some(missing(view)),
        Some(Kind::Word) => Some(word(view, in_list)),
        Some(Kind::Number) => Some(number(view)),
        Some(Kind::Open) => Some(round(view)),
        Some(Kind::Comma) if in_list => Some(
            Diagnostic::error(MISSING_COMMA, "a value is missing before this comma")
                .at(view.span(0), "nothing between the commas")
                .with_help("delete the comma, or write the value"),
        ),
        Some(Kind::Close) if view.is(-1, ",") => Some(
            Diagnostic::error(MISSING_COMMA, "an argument is missing behind the comma")
                .at(view.span(-1), "nothing follows")
                .with_help("delete the comma, or write the argument"),
        ),
        None | Some(Kind::Close | Kind::Comma) => Some(missing(view)),
        _ => None,
    }
}

fn missing(view: &View<'_>) -> Diagnostic {
    let operator = view.word(-1);
    let negated = view.is(-2, "not");
    let field = view.operand_text(if negated { -3 } else { -2 });
    let not = if negated { "not " } else { "" };
    let value = match operator {
        "in" => "[\"…\", \"…\"]",
        "gt" | "ge" | "lt" | "le" => "5",
        "cidr" => "\"10.0.0.0/8\"",
        _ => "\"…\"",
    };
    Diagnostic::error(
        MISSING_ARGUMENT,
        format!("a value is missing behind `{operator}`"),
    )
    .at(view.span(-1), "compared with what?")
    .with_help(format!("write `{field} {not}{operator} {value}`"))
}

fn word(view: &View<'_>, in_list: bool) -> Diagnostic {
    let word = view.word(0);
    if word == "not" && !in_list {
        let field = view.operand_text(-2);
        let fix = format!("{field} not {} {}", view.word(-1), view.value_text(1));
        return Diagnostic::error(UNEXPECTED, "`not` stands before the operator")
            .at(view.span(-1).to(view.span(0)), "the other way round")
            .with_help(format!("write `{fix}`"));
    }
    if is_null_word(word) && !in_list {
        return null(view);
    }
    if in_list && view.is(-1, "[") && matches!(word, "and" | "or") {
        return joint::missing_comma(view);
    }
    let path = view.piece(view.value_after(0));
    let value = word_as_value(&path);
    if !value.starts_with('"') {
        return Diagnostic::error(UNQUOTED_VALUE, format!("`{path}` is written in lower case"))
            .at(view.value_after(0), format!("`{value}` is meant"))
            .with_help(format!("write `{value}`"));
    }
    let error = Diagnostic::error(
        UNQUOTED_VALUE,
        format!("the value `{path}` is not in quotes"),
    );
    if view.is_in_list() {
        return error
            .at(view.value_after(0), "quotes are missing")
            .with_help(format!("write `{value}`"));
    }
    let error = error.at(view.value_after(0), "a text, or a field?");
    if path.contains('(') {
        return error.with_help(format!("write `field {path}`"));
    }
    if view.is_in_call() {
        return error.with_help(format!(
            "write `field {path}` for that field, or `{value}` for this text"
        ));
    }
    // The field stands on the right: `"x" eq a`.
    if view.kind(-2) == Some(Kind::String) && view.kind(-3) != Some(Kind::Dot) {
        let operator = if view.is(-1, "in") {
            "contains"
        } else {
            view.word(-1)
        };
        return error.with_help(format!(
            "the field stands on the left: write `{path} {operator} {}`",
            view.word(-2)
        ));
    }
    error.with_help(format!(
        "write `{value}` for this text, or `field {path}` to compare with that field"
    ))
}

fn null(view: &View<'_>) -> Diagnostic {
    let operator = view.word(-1);
    let negated = view.is(-2, "not");
    let field = view.operand_text(if negated { -3 } else { -2 });
    let present = negated != (operator == "ne");
    let (test, other) = if present {
        ("is_present", "is_not_null")
    } else {
        ("is_missing", "is_null")
    };
    Diagnostic::error(
        NULL_ARGUMENT,
        format!("`{}` is not a value to compare with", view.word(0)),
    )
    .at(view.span(0), "a test asks for it")
    .with_help(format!(
        "write `{field} {test}`, or `{field} {other}` to count the empty string as null"
    ))
}

fn number(view: &View<'_>) -> Diagnostic {
    let span = view.value_after(0);
    let written = view.piece(span);
    let quoted = quote(&written);
    match likely_number(&written) {
        Some(number) => Diagnostic::error(BAD_NUMBER, format!("`{written}` is not a number"))
            .at(span, "numbers are written as in JSON")
            .with_help(format!(
                "for a number, write `{number}`; for a text, write `{quoted}`"
            )),
        None => Diagnostic::error(
            UNQUOTED_VALUE,
            format!("the value `{written}` is not in quotes"),
        )
        .at(span, "quotes are missing")
        .with_help(format!("write `{quoted}`")),
    }
}

/// The number that was probably meant: `007` is 7, `.5` is 0.5, `5d` is 5, `1_000` is 1000.
fn likely_number(written: &str) -> Option<String> {
    let written = written.replace('_', "");
    let (sign, digits) = match written.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", written.strip_prefix('+').unwrap_or(&written)),
    };
    let end = digits
        .find(|c: char| !c.is_ascii_digit() && c != '.')
        .unwrap_or(digits.len());
    let (digits, unit) = digits.split_at_checked(end)?;
    if digits.matches('.').count() > 1
        || unit.chars().any(|c| !c.is_ascii_alphabetic())
        || unit.starts_with(['x', 'X'])
    {
        return None;
    }
    let digits = digits.trim_end_matches('.').trim_start_matches('0');
    let zero = if digits.is_empty() || digits.starts_with('.') {
        "0"
    } else {
        ""
    };
    Some(format!("{sign}{zero}{digits}"))
}

/// `in (…)`: a list in the wrong brackets, or a subquery.
fn round(view: &View<'_>) -> Diagnostic {
    let span = view.value_after(0);
    let inside = view.word(1).to_lowercase();
    if inside == "subquery" || inside == "select" {
        return Diagnostic::error(SUBQUERY, "a condition cannot ask another query")
            .at(span, "a subquery")
            .with_note("a condition looks at one event; what other tables hold is not known to it")
            .with_help("write the values as a list: `in [\"…\", \"…\"]`");
    }
    let list = view.value_text(0);
    Diagnostic::error(ROUND_LIST, "a list stands in square brackets")
        .at(span, "round brackets make a group")
        .with_help(format!("write `{list}`"))
}
