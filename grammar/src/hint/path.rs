//! The place inside a path, behind a dot or an opening bracket.

use super::view::View;
use crate::codes::{BAD_INDEX, BLANK_IN_PATH, UNEXPECTED, UNEXPECTED_END};
use crate::escape::quote;
use crate::scan::Kind;
use crate::words::is_bare;
use transpile_sdk::diagnostic::Diagnostic;

/// What is wrong behind a dot.
pub(super) fn segment(view: &View<'_>) -> Diagnostic {
    let path = view.operand_text(-2);
    match view.kind(0) {
        Some(Kind::Number) if view.touches(0) => {
            let number = view.word(0);
            let (index, rest) = number.split_once('.').unwrap_or((number, ""));
            let dot = if rest.is_empty() { "" } else { "." };
            let key = format!("{path}.{}{dot}{rest}", quote(index));
            let help = if index.chars().all(|c| c.is_ascii_digit()) {
                format!("write `{path}[{index}]{dot}{rest}` for an element, or `{key}` for a key")
            } else {
                format!("write `{key}`")
            };
            Diagnostic::error(BAD_INDEX, format!("`{number}` is not a name"))
                .at(view.span(0), "a name should stand behind the dot")
                .with_help(help)
        }
        Some(Kind::Star) => Diagnostic::error(BAD_INDEX, "`*` is not a name")
            .at(view.span(0), "a name should stand behind the dot")
            .with_help(format!("write `{path}[*]` for any element")),
        Some(Kind::Word | Kind::String) if !view.touches(0) && view.operator(0).is_none() => {
            Diagnostic::error(BLANK_IN_PATH, "a path has no blanks inside")
                .at(view.span(-1).to(view.span(0)), "a blank stands here")
                .with_help(format!("write `{path}{}{}`", view.word(-1), view.word(0)))
        }
        Some(Kind::Dot) => Diagnostic::error(UNEXPECTED, "a name is missing between two dots")
            .at(view.span(-1).to(view.span(0)), "nothing between them")
            .with_help("delete one dot; for an empty name, write `\"\"`"),
        _ => Diagnostic::error(UNEXPECTED_END, "the path ends with a dot")
            .at(view.span(-1), "a name should follow")
            .with_help(format!(
                "write a name behind the dot, or `{path}` without it"
            )),
    }
}

/// What is wrong behind the bracket of an array step.
pub(super) fn index(view: &View<'_>) -> Option<Diagnostic> {
    // The failure is behind the bracket, or behind what stands in it.
    let open = if view.is(-1, "[") { -1 } else { -2 };
    if !view.is(open, "[") {
        return None;
    }
    let path = view.operand_text(open - 1);
    let inside = open + 1;
    let written = view.word(inside);
    let span = view.value_after(open);
    let plain = written == "*" || written.chars().all(|c| c.is_ascii_digit());
    if plain && !written.is_empty() && view.is(inside + 1, "]") {
        return Some(
            Diagnostic::error(BLANK_IN_PATH, "a path has no blanks inside")
                .at(span, "a blank stands in these brackets")
                .with_help(format!("write `{path}[{written}]`")),
        );
    }
    let error = Diagnostic::error(
        BAD_INDEX,
        "neither a position nor `*` stands in these brackets",
    )
    .at(span, "which element?");
    Some(match view.kind(inside) {
        Some(Kind::String) => {
            let inner = written.trim_matches('"');
            let key = if is_bare(inner) { inner } else { written };
            error.with_help(format!("a key is written behind a dot: `{path}.{key}`"))
        }
        Some(Kind::Word) => error.with_help(format!(
            "a key is written behind a dot: `{path}.{written}`; any element is `{path}[*]`"
        )),
        Some(Kind::Number) if written.starts_with('-') => error
            .with_note("positions are counted from the start, beginning with 0")
            .with_help(format!(
                "write a position such as `{path}[0]`, or `{path}[*]` for any element"
            )),
        _ => error.with_help(format!(
            "write `{path}[*]` for any element, or a position such as `{path}[0]`"
        )),
    })
}

/// Two words where one field should be: `user Identity.type`.
pub(super) fn blank_in_name(view: &View<'_>) -> Diagnostic {
    let (first, second) = (view.operand_before(-1), view.value_after(0));
    let (before, after) = (view.piece(first), view.piece(second));
    // The blank stands between two words: what is before and behind them are other steps of the path.
    let (head, left) = before
        .rfind('.')
        .and_then(|dot| before.split_at_checked(dot + 1))
        .unwrap_or(("", before.as_str()));
    let (right, tail) = after
        .find(['.', ':', '['])
        .and_then(|end| after.split_at_checked(end))
        .unwrap_or((after.as_str(), ""));
    let name = quote(&format!("{left} {right}"));
    Diagnostic::error(BLANK_IN_PATH, "a name has no blanks inside")
        .at(first.to(second), "two words where one field should be")
        .with_help(format!(
            "write `{before}{after}` if that is the field, or `{head}{name}{tail}` if its name has a blank; join two conditions by `and` or `or`"
        ))
}
