//! Mistakes that show in the lines above the place where a YAML reader gives up.
//!
//! In: the text and that place. Out: a diagnostic that points at the mistake itself.

use serde_saphyr::granit_parser::ErrorKind;
use transpile_sdk::diagnostic::{Diagnostic, Span, shown};

use super::syntax::{diagnostic, place, source_char};
use crate::load::codes;

/// Something does not fit behind the bracket at `bracket`: on a later line, its end was forgotten.
pub(super) fn open_bracket(
    text: &str,
    bracket: usize,
    at: usize,
    kind: &ErrorKind,
) -> Option<Diagnostic> {
    let wanted = matches!(
        kind,
        ErrorKind::InvalidColonPlacement
            | ErrorKind::ExpectedFlowMappingSeparator
            | ErrorKind::ExpectedFlowSequenceSeparator
            | ErrorKind::UnexpectedEofFlowMapping
            | ErrorKind::UnexpectedEofFlowSequence
            | ErrorKind::UnexpectedEofImplicitFlowMapping
    );
    let open = source_char(text, bracket).filter(|c| matches!(c, '[' | '{'))?;
    if !wanted || !text.get(bracket..at)?.contains('\n') {
        return None;
    }
    let close = if open == '[' { ']' } else { '}' };
    let diagnostic = Diagnostic::error(codes::SYNTAX, format!("this `{open}` is not closed"))
        .at(place(text, bracket), "opened here")
        .with_help(format!("add the `{close}`, and `,` between the entries"));
    Some(match place(text, at) {
        here if here.end > here.start => diagnostic.at(here, "does not fit inside the brackets"),
        _ => diagnostic,
    })
}

/// Text at the margin below `Condition: |`.
pub(super) fn not_indented(text: &str, at: usize, kind: &ErrorKind) -> Option<Diagnostic> {
    if !matches!(
        kind,
        ErrorKind::SimpleKeyExpected | ErrorKind::InvalidSimpleKey
    ) {
        return None;
    }
    let before = text.get(..at)?;
    let start = before.rfind('\n').map_or(0, |found| found + 1);
    let (key, sign) = before
        .get(..start)?
        .trim_end()
        .lines()
        .next_back()?
        .trim()
        .split_once(": ")?;
    let sign = sign.trim_start();
    if !matches!(sign, "|" | "|-" | "|+" | ">" | ">-" | ">+") {
        return None;
    }
    let line = text.get(start..)?.lines().next()?.trim_end();
    Some(
        Diagnostic::error(
            codes::SYNTAX,
            "this line is not indented, so it is no part of the text above",
        )
        .at(
            Span::new(start, start + line.len()),
            format!("the text of `{}` should stand here", shown(key, 40)),
        )
        .with_help(format!(
            "indent it below `{sign}`: begin each line of the text with two blanks"
        )),
    )
}

/// A quoted text reaches a line that is not indented: most likely its end was forgotten.
pub(super) fn open_quote(text: &str, at: usize) -> Diagnostic {
    let before = text.get(..at).unwrap_or_default();
    let opening = [": \"", ": '", "- \"", "- '"]
        .iter()
        .filter_map(|sign| before.rfind(sign))
        .max()
        .map_or(at, |found| found + 2);
    let diagnostic = Diagnostic::error(codes::SYNTAX, "this quote is not closed")
        .at(place(text, opening), "opened here")
        .with_help("add the closing quote, or indent the lines that belong to the text");
    match place(text, at) {
        here if here.end > here.start && at != opening => {
            diagnostic.at(here, "not indented, although still inside the quotes")
        }
        _ => diagnostic,
    }
}

pub(super) fn second_colon(text: &str, at: usize) -> Diagnostic {
    let before = text.get(..at).unwrap_or_default();
    let line = before.rsplit('\n').next().unwrap_or_default();
    let above = before
        .trim_end_matches(line)
        .trim_end()
        .rsplit('\n')
        .next()
        .unwrap_or_default();
    let words = if line.contains(": ") {
        (
            "a second `: ` in one line",
            "YAML reads this as another key",
            "put the whole value in quotes, or write it as a block behind `|` on lines of its own",
        )
    } else if above.contains(':') && !above.contains(": ") && !above.trim_end().ends_with(':') {
        (
            "the line above this one is not `key: value`",
            "so this is not a key either",
            "write a blank behind the `:` of the line above",
        )
    } else {
        (
            "a key where no key may stand",
            "the value above is not complete, or this line is indented too far",
            "give keys of one mapping the same indentation, and begin a block of text with `|`",
        )
    };
    diagnostic(text, at, words)
}
