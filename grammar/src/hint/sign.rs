//! Signs of other languages, which can stand nowhere in this one.
//!
//! In: all tokens of a text. Out: one diagnostic a sign, with the word for it.

use super::view::{View, is_null_word};
use crate::codes::{SIGN_FOR_OPERATOR, SIGN_FOR_WORD, UNKNOWN_CHARACTER};
use crate::escape::quote;
use crate::scan::{Kind, MAX_ERRORS, Token};
use crate::words::{is_bare, is_reserved};
use transpile_sdk::diagnostic::Diagnostic;

/// An error for each sign among `tokens`, as many as a text may have and one more.
pub(crate) fn signs(text: &str, tokens: &[Token]) -> Vec<Diagnostic> {
    let all = tokens.iter().enumerate();
    let signs = all.filter(|(_, token)| token.kind == Kind::Sign);
    signs
        .take(MAX_ERRORS + 1)
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
    let field = python_field(&field).unwrap_or(field);
    let operator = match operator {
        "eq" if has_star(view) => "wildcard",
        "ne" if has_star(view) => "not wildcard",
        _ => operator,
    };
    let value = view.word(1);
    let fix = match operator {
        "wildcard" | "not wildcard" => {
            let glob = quote(&view.piece(view.value_after(1)));
            format!("{field} {operator} {glob}")
        }
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

/// `=Delete*`: an unquoted text with a wildcard in it.
fn has_star(view: &View<'_>) -> bool {
    let value = view.piece(view.value_after(1));
    value.contains('*') && matches!(view.kind(1), Some(Kind::Word | Kind::Star | Kind::Number))
}

/// The field that `event.get("eventName")` or `event["eventName"]` reads in Python.
fn python_field(operand: &str) -> Option<String> {
    let mut rest = operand.strip_prefix("event")?;
    let mut path = String::new();
    while !rest.is_empty() {
        let (open, close) = [(".get(", ")"), (".deep_get(", ")"), ("[", "]")]
            .into_iter()
            .find(|(open, _)| rest.starts_with(open))?;
        let (keys, behind) = rest.strip_prefix(open)?.split_once(close)?;
        // Only `deep_get` takes more than one key; what follows the key of `get` is its default.
        let most = if open == ".deep_get(" { usize::MAX } else { 1 };
        for key in keys.split(',').map(str::trim).take(most) {
            let name = ['"', '\'']
                .iter()
                .find_map(|mark| key.strip_prefix(*mark)?.strip_suffix(*mark));
            match name {
                Some(name) => {
                    let dot = if path.is_empty() { "" } else { "." };
                    let bare = is_bare(name) && !is_reserved(name);
                    path.push_str(dot);
                    path.push_str(&if bare { name.to_owned() } else { quote(name) });
                }
                None if key.starts_with("default") && !path.is_empty() => break,
                None => return None,
            }
        }
        rest = behind;
    }
    (!path.is_empty()).then_some(path)
}
