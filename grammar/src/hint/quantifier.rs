//! The places inside `any array as name (…)`.

use super::end::is_end;
use super::expression::reserved;
use super::view::View;
use crate::codes::{QUANTIFIER_BODY, QUANTIFIER_NAME};
use crate::scan::Kind;
use crate::words::{is_bare, is_reserved};
use transpile_sdk::diagnostic::Diagnostic;

fn is_quantifier(word: &str) -> bool {
    matches!(word, "any" | "all" | "none" | "one")
}

/// What is wrong where a quantifier's array should stand; nothing if this is no quantifier.
pub(super) fn operand(view: &View<'_>) -> Option<Diagnostic> {
    let word = view.word(-1);
    if !is_quantifier(word) || !view.begins_path(-1) {
        return None;
    }
    if view.kind(0) == Some(Kind::Dot) || (view.is(0, "[") && view.touches(0)) {
        return Some(reserved(view, -1));
    }
    Some(no_array(view, -1))
}

fn no_array(view: &View<'_>, distance: isize) -> Diagnostic {
    let word = view.word(distance);
    Diagnostic::error(
        QUANTIFIER_NAME,
        format!("`{word}` needs an array and a name for its element"),
    )
    .at(view.span(distance), "of which array?")
    .with_help(format!(
        "write `{word} array as x (x eq \"…\")`; for a field called `{word}`, write `\"{word}\"`"
    ))
}

/// What is wrong where `as` should stand.
pub(super) fn missing_as(view: &View<'_>) -> Option<Diagnostic> {
    let array = view.operand_before(-1);
    let text = view.piece(array);
    let back = before(view, array.start)?;
    let word = view.word(back);
    if view.operator(-1).is_some() && back == -2 {
        // `any eq "x"`, `all is_null`
        return Some(reserved(view, back));
    }
    let error = Diagnostic::error(
        QUANTIFIER_NAME,
        format!("`{word}` needs a name for the element"),
    );
    if is_end(word) {
        return Some(
            error
                .at(view.span(back).to(array), "no `as name` follows")
                .with_help(format!(
                    "write `{word} {text} as x where (…) has (…)`, and `x` for the element inside"
                )),
        );
    }
    let not = isize::from(view.is(0, "not"));
    if let Some(operator) = view.operator(not) {
        let behind = if operator.takes_argument() {
            view.value_after(not + 1)
        } else {
            view.span(not)
        };
        let rest = view.piece(view.span(0).to(behind));
        return Some(
            error
                .at(view.span(back).to(array), "no `as name` follows")
                .with_help(format!("write `{word} {text} as x (x {rest})`")),
        );
    }
    let body = if view.is(0, "(") {
        view.piece(view.value_after(0))
    } else {
        "(…)".to_owned()
    };
    Some(
        error
            .at(view.span(back).to(array), "no `as name` follows")
            .with_help(format!(
                "write `{word} {text} as x {body}`, and `x` for the element inside"
            )),
    )
}

/// The distance of the last token that begins before byte `start`.
pub(super) fn before(view: &View<'_>, start: usize) -> Option<isize> {
    (1..=60).map(|step: isize| -step).find(|distance| {
        view.token(*distance)
            .is_some_and(|token| token.span.start < start)
    })
}

/// What is wrong where the element's name should stand.
pub(super) fn element(view: &View<'_>) -> Diagnostic {
    let word = view.word(0);
    let plain = word.trim_matches('"');
    let error = Diagnostic::error(
        QUANTIFIER_NAME,
        "a name for the element is missing behind `as`",
    );
    if is_bare(plain) && is_reserved(plain) {
        Diagnostic::error(
            QUANTIFIER_NAME,
            format!("`{plain}` cannot be the element's name"),
        )
        .at(view.span(0), "a word of the language")
        .with_help(format!("choose another name, such as `as {plain}_x`"))
    } else if view.kind(0) == Some(Kind::String) {
        Diagnostic::error(QUANTIFIER_NAME, "the element's name has no quotes")
            .at(view.span(0), "a bare word should stand here")
            .with_help("write a bare word, as in `as x (…)`")
    } else {
        error
            .at(view.span(-1), "as what?")
            .with_help("write `as x (…)`")
    }
}

/// What is wrong where the bracket of the body should stand.
pub(super) fn body(view: &View<'_>) -> Option<Diagnostic> {
    let name = view.word(-1);
    if view.word(-2) != "as" {
        return None;
    }
    let rest = if view.is_end(0) {
        format!("{name} eq \"…\"")
    } else {
        "…".to_owned()
    };
    Some(
        Diagnostic::error(QUANTIFIER_BODY, format!("nothing is asked of `{name}`"))
            .at(view.span(-1), "a condition in brackets should follow")
            .with_help(format!("write `as {name} ({rest})`")),
    )
}
