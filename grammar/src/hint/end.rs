//! The places inside `first array as name where (…) has (…)`, and `last …`.

use super::alias::lookup;
use super::operator;
use super::quantifier::{before, missing_as};
use super::view::View;
use crate::codes::{QUANTIFIER_BODY, QUANTIFIER_NAME};
use crate::scan::Kind;
use transpile_sdk::diagnostic::Diagnostic;

/// True for the words that name an end of an array.
pub(super) fn is_end(word: &str) -> bool {
    matches!(word, "first" | "last")
}

/// The word that stands before the place in capitals, if an array and `as` follow.
pub(super) fn capital(view: &View<'_>) -> Option<&'static str> {
    let word = view.word(-1);
    let lower = word.to_lowercase();
    let end = ["first", "last"].into_iter().find(|end| *end == lower)?;
    (word != end && view.is(view.behind_value(0), "as")).then_some(end)
}

/// What is wrong where `as` should stand, if the word before was meant as an operator, or is no array: `first` is an
/// ordinary name too.
pub(super) fn no_question(view: &View<'_>) -> Option<Diagnostic> {
    if !is_end(view.word(-2)) || view.kind(-1) != Some(Kind::Word) {
        return None;
    }
    let word = view.word(-1);
    if word == "where" && view.is(0, "(") {
        let end = view.word(-2);
        return Some(
            Diagnostic::error(
                QUANTIFIER_NAME,
                format!("`{end}` needs an array and a name for its element"),
            )
            .at(view.span(-2), "of which array?")
            .with_help(format!("write `{end} array as x where (…) has (…)`")),
        );
    }
    let value = matches!(view.kind(0), Some(Kind::String | Kind::Number)) || view.is(0, "[");
    let known = lookup(&word.to_lowercase().replace('_', "")).is_some();
    if value || (known && !matches!(view.word(0), "(" | "where" | "has")) {
        return operator::explain(&view.moved(-1)?);
    }
    None
}

/// What is wrong where the line ends behind the array, or behind the word that was meant as an operator.
pub(super) fn too_short(view: &View<'_>) -> Option<Diagnostic> {
    if !view.is_end(0) || !is_end(view.word(-2)) {
        return None;
    }
    no_question(view).or_else(|| missing_as(view))
}

/// What is wrong where `where` or `has` should stand.
pub(super) fn missing_where(view: &View<'_>) -> Diagnostic {
    let name = view.word(-1);
    if matches!(name, "where" | "has") && view.is(0, "(") {
        return Diagnostic::error(
            QUANTIFIER_NAME,
            "a name for the element is missing behind `as`",
        )
        .at(view.span(-2), "as what?")
        .with_help(format!("write `as x {name} (…)`"));
    }
    let array = view.operand_before(-3);
    let end = before(view, array.start).map_or("first", |back| view.word(back));
    let question = format!("{end} {} as {name}", view.piece(array));
    let body = bracket_here(view);
    Diagnostic::error(
        QUANTIFIER_BODY,
        format!("`has` is missing behind `as {name}`"),
    )
    .at(view.span(-1), "what must the element satisfy?")
    .with_help(format!(
        "write `{question} has {body}`; `where (…)` before `has` says which elements count"
    ))
}

/// The bracket that stands at the place, or what stands for one.
fn bracket_here(view: &View<'_>) -> String {
    if view.is(0, "(") {
        view.piece(view.value_after(0))
    } else {
        "(…)".to_owned()
    }
}

/// What is wrong where `has` should stand.
pub(super) fn missing_has(view: &View<'_>) -> Diagnostic {
    let body = bracket_here(view);
    Diagnostic::error(
        QUANTIFIER_BODY,
        "`has` is missing behind the bracket of `where`",
    )
    .at(view.span(-1), "what must the element satisfy?")
    .with_help(format!(
        "write `has {body}` behind it; whether there is such an element is asked with `any array as x (…)`"
    ))
}

/// What is wrong where the bracket of a `where` or `has` should stand.
pub(super) fn bracket(view: &View<'_>) -> Option<Diagnostic> {
    let word = view.word(-1);
    if !matches!(word, "where" | "has") {
        return None;
    }
    Some(
        Diagnostic::error(
            QUANTIFIER_BODY,
            format!("the condition of `{word}` stands in brackets"),
        )
        .at(view.span(-1), "a bracket should follow")
        .with_help(format!("write `{word} (…)`")),
    )
}
