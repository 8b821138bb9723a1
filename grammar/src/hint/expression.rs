//! The place where a condition, or a field in it, was looked for.

use super::view::View;
use crate::codes::{
    BAD_CALL, EMPTY_BRACKETS, MISSING_ARGUMENT, MISSING_CONDITION, MISSING_FIELD,
    NAME_NEEDS_QUOTES, RESERVED_WORD, UNEXPECTED,
};
use crate::escape::quote;
use crate::scan::Kind;
use crate::words::is_reserved;
use transpile_sdk::diagnostic::{Diagnostic, Span};

/// The keyword that `word` is in capitals.
pub(super) fn capital_keyword(word: &str) -> Option<&'static str> {
    let keywords = ["and", "or", "not", "any", "all", "none", "one"];
    let lower = word.to_lowercase();
    keywords
        .into_iter()
        .find(|keyword| *keyword == lower && word != lower)
}

/// True if `and`, `or` or `not` stands at `distance`.
pub(super) fn is_joined(view: &View<'_>, distance: isize) -> bool {
    matches!(view.word(distance), "and" | "or" | "not") && view.begins_path(distance)
}

/// What is wrong where a condition should begin.
pub(super) fn explain(view: &View<'_>) -> Option<Diagnostic> {
    let before = view.word(-1);
    match view.kind(0) {
        Some(Kind::Close) if view.is(-1, "(") => Some(
            Diagnostic::error(EMPTY_BRACKETS, "these brackets are empty")
                .at(view.span(-1).to(view.span(0)), "a condition belongs here")
                .with_help("write a condition between them, or delete them"),
        ),
        Some(Kind::Word) if is_reserved(view.word(0)) => {
            let joins = matches!(view.word(0), "and" | "or");
            if joins && view.operator(1).is_none() && view.kind(1) != Some(Kind::Dot) {
                return Some(nothing_before(view));
            }
            Some(reserved(view, 0))
        }
        None | Some(Kind::Close) if is_joined(view, -1) => Some(
            Diagnostic::error(
                MISSING_CONDITION,
                format!("a condition is missing behind `{before}`"),
            )
            .at(view.span(-1), "nothing follows")
            .with_note("a line goes on in the next one only inside brackets")
            .with_help(format!(
                "write a condition behind `{before}`, or delete `{before}`"
            )),
        ),
        Some(Kind::Dot | Kind::Open)
            if is_reserved(before) && view.touches(0) && !view.is(0, "(") =>
        {
            Some(reserved(view, -1))
        }
        Some(Kind::Open) => Some(
            Diagnostic::error(
                MISSING_FIELD,
                "a condition begins with a field, not with a list",
            )
            .at(view.span(0), "a field is missing before it")
            .with_help(format!("write `field in {}`", view.value_text(0))),
        ),
        Some(Kind::Number) => Some(number_as_name(view)),
        Some(Kind::Dot | Kind::Star) => Some(
            Diagnostic::error(
                UNEXPECTED,
                format!("a condition cannot begin with `{}`", view.word(0)),
            )
            .at(view.span(0), "a field's name should stand here")
            .with_help("begin with the field's name, as in `userIdentity.type eq \"Root\"`"),
        ),
        _ => None,
    }
}

/// What is wrong where a field should stand in a call or behind `field`.
pub(super) fn operand(view: &View<'_>) -> Option<Diagnostic> {
    let place = view.span(0);
    match view.kind(0) {
        Some(Kind::Word) if is_reserved(view.word(0)) => Some(reserved(view, 0)),
        _ if view.is(-1, "field") => Some(
            Diagnostic::error(MISSING_ARGUMENT, "`field` is not followed by a field")
                .at(view.span(-1), "which field?")
                .with_help("name the other field, as in `eq field recipientAccountId`; for a field called `field`, write `\"field\"`"),
        ),
        Some(Kind::Close) if view.is(-1, "(") => {
            let function = view.word(-2);
            Some(
                Diagnostic::error(BAD_CALL, format!("`{function}` is applied to nothing"))
                    .at(view.span(-1).to(place), "a field belongs here")
                    .with_help(format!("write `{function}(field)`")),
            )
        }
        Some(Kind::Number | Kind::Open) => Some(
            Diagnostic::error(BAD_CALL, "a function is applied to a field")
                .at(place, "not a field")
                .with_help("write the field's name first, then further arguments, as in `substring(name, 0, 3)`"),
        ),
        _ => None,
    }
}

/// A reserved word at `distance` that was meant as a name.
pub(super) fn reserved(view: &View<'_>, distance: isize) -> Diagnostic {
    let word = view.word(distance);
    let path = view.piece(view.value_after(distance));
    let quoted = format!("\"{word}\"{}", path.strip_prefix(word).unwrap_or_default());
    Diagnostic::error(RESERVED_WORD, format!("`{word}` is a word of the language"))
        .at(view.span(distance), "not a field's name")
        .with_help(format!("if it is a name, put it in quotes: `{quoted}`"))
}

fn nothing_before(view: &View<'_>) -> Diagnostic {
    let word = view.word(0);
    let help = if view.is_end(-1) && word == "or" {
        "lines are joined by `and`: put both sides of this `or` on one line, or in brackets"
            .to_owned()
    } else if view.is_end(-1) {
        "lines are joined by `and` anyway: delete it".to_owned()
    } else {
        format!("write a condition before `{word}`, or delete `{word}`")
    };
    Diagnostic::error(
        MISSING_CONDITION,
        format!("a condition is missing before `{word}`"),
    )
    .at(view.span(0), "nothing precedes")
    .with_help(help)
}

fn number_as_name(view: &View<'_>) -> Diagnostic {
    let span: Span = view.value_after(0);
    let name = view.piece(span);
    Diagnostic::error(
        NAME_NEEDS_QUOTES,
        format!("a name cannot begin like `{name}`"),
    )
    .at(span, "a field's name should stand here")
    .with_help(format!(
        "if it is a field's name, put it in quotes: `{}`",
        quote(&name)
    ))
}

/// An operator at `distance` without a field: `a eq "x" or eq "y"`.
pub(super) fn missing_field(view: &View<'_>, distance: isize) -> Diagnostic {
    let operator = view.word(distance);
    let value = view.value_text(distance + 1);
    let help = match earlier_field(view, distance) {
        Some(field) => format!("write the field again: `{field} {operator} {value}`"),
        None => format!("write a field before it: `field {operator} {value}`"),
    };
    Diagnostic::error(
        MISSING_FIELD,
        format!("the field before `{operator}` is missing"),
    )
    .at(view.span(distance), "what is compared?")
    .with_help(help)
}

/// A value as a whole condition: `a eq "x" or "y"`.
pub(super) fn value_only(view: &View<'_>) -> Diagnostic {
    let value = view.word(-1);
    let join = view.word(-2);
    let operator = view.word(-4);
    let help = match earlier_field(view, -1) {
        Some(field) if join == "or" && matches!(operator, "eq" | "ne") => {
            let negated = operator == "ne" || view.is(-5, "not");
            let not = if negated { "not " } else { "" };
            format!(
                "write `{field} {not}in [{}, {value}]`",
                view.piece(view.span(-3))
            )
        }
        Some(field) => {
            format!("write the field and the operator again: `{field} {operator} {value}`")
        }
        None => format!("write `field eq {value}`"),
    };
    Diagnostic::error(MISSING_FIELD, "a value alone is not a condition")
        .at(view.span(-1), "what is compared with it?")
        .with_help(help)
}

/// The field of the comparison before the `and` or `or` that precedes the token at `distance`.
fn earlier_field(view: &View<'_>, distance: isize) -> Option<String> {
    if !is_joined(view, distance - 1) {
        return None;
    }
    let last = distance - 2;
    view.operator(last - 1)?;
    let negated = view.is(last - 2, "not");
    view.token(last - 2)?;
    Some(view.operand_text(if negated { last - 3 } else { last - 2 }))
}
