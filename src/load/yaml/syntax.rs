//! In: what a YAML reader says about a broken file. Out: the same in a rule author's words.

use serde_saphyr::granit_parser::ErrorKind;
use transpile_sdk::diagnostic::{Diagnostic, Span, shown};

use super::around::{not_indented, open_bracket, open_quote, second_colon};
use super::positions::Fault;
use super::words::{Words, words};
use crate::load::codes;

/// An error of the reader of places.
pub(super) fn explain(text: &str, fault: &Fault) -> Diagnostic {
    match fault {
        Fault::Syntax { error, bracket } => {
            let marker = error.marker();
            let at = marker.byte_offset();
            let at = at.unwrap_or_else(|| offset(text, marker.line(), marker.col() + 1));
            let at = text.floor_char_boundary(at);
            bracket
                .and_then(|bracket| open_bracket(text, bracket, at, error.kind()))
                .or_else(|| not_indented(text, at, error.kind()))
                .unwrap_or_else(|| explain_kind(text, at, error.kind()))
        }
        Fault::TooLarge(at) => too_large(text, *at),
        Fault::Documents(at) => documents(text, *at),
        Fault::Tag(span) => tag(*span),
        Fault::Circle(span) => Diagnostic::error(
            codes::UNSUPPORTED_YAML,
            "an alias repeats the value that it is a part of",
        )
        .at(*span, "here")
        .with_help("write the value out"),
    }
}

/// An error of the reader of values, which comes second and seldom finds anything new.
pub(super) fn explain_value(text: &str, error: &serde_yaml::Error) -> Diagnostic {
    let Some(location) = error.location() else {
        // It counts what aliases repeat in relation to what is written, and has no kinds of errors.
        let repeated = error.to_string().contains("repetition limit");
        return if repeated {
            too_large(text, 0)
        } else {
            generic(text, 0)
        };
    };
    let at = offset(text, location.line(), location.column());
    if source_char(text, at) == Some('\t') {
        return tab(text, at);
    }
    generic(text, at)
}

fn explain_kind(text: &str, at: usize, kind: &ErrorKind) -> Diagnostic {
    match kind {
        ErrorKind::RecursionLimitExceeded => too_large(text, at),
        ErrorKind::UnknownAnchor => alias(text, at),
        ErrorKind::TabNotAllowed
        | ErrorKind::TabInBlockIndentation
        | ErrorKind::TabInIndentation
        | ErrorKind::TabInPlainScalar
        | ErrorKind::TabAtBlockScalarStart => tab(text, at),
        ErrorKind::UnexpectedCharacter { character } => unexpected(text, at, *character),
        ErrorKind::MappingValueNotAllowed | ErrorKind::InvalidMappingValueWhitespace => {
            second_colon(text, at)
        }
        ErrorKind::InvalidQuotedScalarIndent | ErrorKind::DocumentIndicatorInQuotedScalar => {
            open_quote(text, at)
        }
        ErrorKind::UndeclaredTagHandle
        | ErrorKind::ExpectedTagBang
        | ErrorKind::InvalidTagTerminator
        | ErrorKind::MissingTagUri => tag(place(text, at)),
        ErrorKind::UnclosedFlowCollection { open }
        | ErrorKind::MismatchedFlowCollectionEnd { open, .. } => {
            Diagnostic::error(codes::SYNTAX, format!("this `{open}` is not closed"))
                .at(place(text, at), "opened here")
                .with_help(format!(
                    "add the `{}`",
                    if *open == '[' { ']' } else { '}' }
                ))
        }
        _ => words(kind).map_or_else(|| generic(text, at), |words| diagnostic(text, at, words)),
    }
}

pub(super) fn diagnostic(text: &str, at: usize, (message, label, help): Words) -> Diagnostic {
    Diagnostic::error(codes::SYNTAX, message)
        .at(place(text, at), label)
        .with_help(help)
}

fn generic(text: &str, at: usize) -> Diagnostic {
    diagnostic(
        text,
        at,
        (
            "the YAML cannot be read from here on",
            "",
            "check the indentation and the quotes of this line and of the one above",
        ),
    )
}

fn too_large(text: &str, at: usize) -> Diagnostic {
    Diagnostic::error(
        codes::TOO_LARGE,
        "the file is nested too deeply, or has too many values",
    )
    .at(place(text, at), "the limit is reached here")
    .with_note("what an alias repeats counts each time")
    .with_help("write the values out without aliases, and without needless brackets")
}

fn alias(text: &str, at: usize) -> Diagnostic {
    let rest = text.get(at..).unwrap_or_default();
    let length = rest
        .find([' ', '\t', '\r', '\n', ',', ']', '}'])
        .unwrap_or(rest.len());
    Diagnostic::error(codes::SYNTAX, "an alias to an anchor that does not exist")
        .at(Span::new(at, at + length), "YAML reads `*name` as an alias")
        .with_help("put the value in quotes if it is meant as text")
}

fn documents(text: &str, at: usize) -> Diagnostic {
    let rest = text.get(at..).unwrap_or_default();
    let marks = rest.len() - rest.trim_start_matches('-').len();
    Diagnostic::error(codes::DOCUMENTS, "several YAML documents in one file")
        .at(Span::new(at, at + marks), "the second one begins here")
        .with_help("write each rule to a file of its own")
}

fn tag(span: Span) -> Diagnostic {
    Diagnostic::error(codes::UNSUPPORTED_YAML, "rule files have no YAML tags")
        .at(
            span,
            "YAML reads a `!` at the beginning of a value as a tag",
        )
        .with_help("delete the tag, or put the value in quotes if it is meant as text")
}

fn tab(text: &str, at: usize) -> Diagnostic {
    // The place may be the value in the line above.
    let line_start = text
        .get(..at)
        .and_then(|before| before.rfind('\n'))
        .map_or(0, |at| at + 1);
    let mut start = line_start;
    let mut found = at;
    for line in text
        .get(line_start..)
        .unwrap_or_default()
        .split_inclusive('\n')
    {
        let indentation = line.len() - line.trim_start_matches([' ', '\t']).len();
        let tab = line.get(..indentation).and_then(|blanks| blanks.find('\t'));
        if let Some(tab) = tab {
            found = start + tab;
            break;
        }
        start += line.len();
    }
    Diagnostic::error(codes::SYNTAX, "a tab is used for indentation")
        .at(place(text, found), "a tab")
        .with_help("YAML wants blanks: write each tab as two or four of them")
}

fn unexpected(text: &str, at: usize, character: char) -> Diagnostic {
    let rest = text.get(at..).unwrap_or_default();
    let value = rest.lines().next().unwrap_or_default().trim_end();
    let message = format!(
        "a value cannot begin with `{}`",
        shown(&character.to_string(), 1)
    );
    let quoted = value.replace('\'', "''");
    Diagnostic::error(codes::SYNTAX, message)
        .at(place(text, at), "this character has a meaning in YAML")
        .with_help(format!(
            "put the value in quotes: `'{}'`",
            shown(&quoted, 60)
        ))
}

/// The character at an offset, or the end of the text.
pub(super) fn place(text: &str, at: usize) -> Span {
    let length = source_char(text, at)
        .filter(|c| !matches!(c, '\r' | '\n'))
        .map_or(0, char::len_utf8);
    Span::new(at, at + length)
}

pub(super) fn source_char(text: &str, at: usize) -> Option<char> {
    text.get(at..).and_then(|rest| rest.chars().next())
}

/// The offset of a line and column that both count from 1, columns in characters.
fn offset(text: &str, line: usize, column: usize) -> usize {
    let start: usize = text
        .split_inclusive('\n')
        .take(line.saturating_sub(1))
        .map(str::len)
        .sum();
    let rest = text.get(start..).unwrap_or_default();
    let inside = rest
        .char_indices()
        .nth(column.saturating_sub(1))
        .map_or(rest.len(), |(at, _)| at);
    start + inside
}
