//! Signs of other languages, which can stand nowhere in this one.
//!
//! In: all tokens of a text. Out: one diagnostic a sign, with the word for it.

use super::view::{View, is_null_word};
use crate::codes::{SIGN_FOR_OPERATOR, SIGN_FOR_WORD, UNKNOWN_CHARACTER};
use crate::scan::{Kind, Token};
use transpile_sdk::diagnostic::Diagnostic;

/// An error for each sign among `tokens`.
pub(crate) fn signs(text: &str, tokens: &[Token]) -> Vec<Diagnostic> {
    let all = tokens.iter().enumerate();
    let signs = all.filter(|(_, token)| token.kind == Kind::Sign);
    signs
        .map(|(at, _)| explain(&View::on(text, tokens, at)))
        .collect()
}

fn explain(view: &View<'_>) -> Diagnostic {
    let sign = view.word(0);
    let word = match sign {
        "&&" | "&" => "and",
        "||" | "|" => "or",
        "!" => "not",
        "=" | "==" | "===" => return comparison(view, "eq"),
        "!=" | "!==" | "<>" => return comparison(view, "ne"),
        "<" => return comparison(view, "lt"),
        "<=" | "=<" => return comparison(view, "le"),
        ">" => return comparison(view, "gt"),
        ">=" | "=>" => return comparison(view, "ge"),
        "=~" => return comparison(view, "regex_match"),
        "!~" => return comparison(view, "not regex_match"),
        _ => {
            return Diagnostic::error(UNKNOWN_CHARACTER, format!("unexpected character `{sign}`"))
                .at(view.span(0), "means nothing here")
                .with_help("if it belongs to a value or a name, put that in double quotes");
        }
    };
    let help = if word == "not" {
        let condition = view.piece(view.value_after(1));
        let rest = if view.is(1, "(") { "" } else { " …" };
        format!("write `not {condition}{rest}`")
    } else {
        format!("write `{word}`")
    };
    Diagnostic::error(
        SIGN_FOR_WORD,
        format!("`{sign}` is not part of the language"),
    )
    .at(view.span(0), format!("`{word}` is meant"))
    .with_help(help)
}

/// The whole comparison with `operator` in the sign's place.
fn comparison(view: &View<'_>, operator: &str) -> Diagnostic {
    let field = if view.is_end(-1) {
        "field".to_owned()
    } else {
        view.operand_text(-1)
    };
    let value = view.word(1);
    let fix = match operator {
        "eq" if is_null_word(value) => format!("{field} is_missing"),
        "ne" if is_null_word(value) => format!("{field} is_present"),
        "eq" if value == "[" => format!("{field} in {}", view.value_text(1)),
        "ne" if value == "[" => format!("{field} not in {}", view.value_text(1)),
        _ => format!("{field} {operator} {}", view.value_text(1)),
    };
    let sign = view.word(0);
    Diagnostic::error(SIGN_FOR_OPERATOR, format!("`{sign}` is not an operator"))
        .at(view.span(0), format!("`{operator}` is meant"))
        .with_help(format!("write `{fix}`"))
}
