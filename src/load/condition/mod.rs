//! In: the value of `Condition` and its place. Out: the text of the condition in pieces, each with
//! the way back to the file, or why YAML does not hold that text as it was written.
//!
//! Only forms that keep the text are accepted: a block behind `|`, a value in one line, a list of
//! such. Where YAML joins lines, a `#` in one of them would silently swallow all that follow.

mod offsets;
mod scalar;

pub use offsets::OffsetMap;

use transpile_sdk::diagnostic::{Diagnostic, Span, shown};

use super::codes;
use super::fields::first_line;
use super::yaml::{Data, Entry, Yaml};
use scalar::Scalar;

/// A condition, cut out of its file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConditionText {
    /// One piece for a scalar, one for each item of a list.
    pub pieces: Vec<Piece>,
}

/// A text inside a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// The text, without YAML's indentation, quotes and escapes.
    pub text: String,
    /// Where it stands in the file.
    pub span: Span,
    map: OffsetMap,
}

impl Piece {
    /// The place in the file of a place in [`text`](Self::text).
    #[must_use]
    pub fn to_file(&self, span: Span) -> Span {
        self.map.to_file(span)
    }
}

const BLOCK: &str =
    "write the condition as a block, with `Condition: |` and each line of it indented below";
const QUOTE: &str =
    "put the whole line in single quotes, or write the condition as a block behind `|`";

/// Cuts the condition out; nothing, if any part of it is wrong.
pub(super) fn read(
    text: &str,
    entry: &Entry,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<ConditionText> {
    let errors = diagnostics.len();
    let mut pieces = Vec::new();
    let start = scalar::opening(text, entry.key.span.end, b":");
    match &entry.value.data {
        Data::List(items) if items.is_empty() => diagnostics.push(empty(entry.key.span)),
        Data::List(_) if scalar::is_alias(text, start) => diagnostics.push(alias(start)),
        Data::List(items) => {
            let mut from = entry.value.span.start;
            for item in items {
                let start = scalar::opening(text, from, b"-,[");
                match piece(text, start, item) {
                    Ok(piece) => pieces.push(piece),
                    Err(diagnostic) => diagnostics.push(*diagnostic),
                }
                from = item.span.end.max(start);
            }
        }
        Data::Null => diagnostics.push(empty(entry.key.span)),
        _ => match piece(text, start, &entry.value) {
            Ok(piece) => pieces.push(piece),
            Err(diagnostic) => diagnostics.push(*diagnostic),
        },
    }
    (diagnostics.len() == errors).then_some(ConditionText { pieces })
}

/// One scalar, whose first character (a quote, a `|`) is at `start`.
fn piece(text: &str, start: usize, yaml: &Yaml) -> Result<Piece, Box<Diagnostic>> {
    if scalar::is_alias(text, start) {
        return Err(Box::new(alias(start)));
    }
    let value = match &yaml.data {
        Data::Text(value) if !value.trim().is_empty() => value,
        _ => return Err(Box::new(no_text(text, yaml))),
    };
    let map = match scalar::locate(text, start, yaml.span, value) {
        Scalar::Kept(map) => map,
        Scalar::Joined(what) => {
            let place = Span::new(start, yaml.span.end.max(start + 1));
            return Err(Box::new(
                Diagnostic::error(
                    codes::CONDITION_FOLDED,
                    "YAML joins the lines of this condition into one",
                )
                .at(first_line(text, place), what)
                .with_note("a `#` in one line would then swallow the lines that follow")
                .with_help(BLOCK),
            ));
        }
        Scalar::Unknown => {
            return Err(Box::new(
                Diagnostic::error(
                    codes::CONDITION_FOLDED,
                    "YAML changes the text of this condition",
                )
                .at(first_line(text, yaml.span), "not kept as it is written")
                .with_help(BLOCK),
            ));
        }
    };
    if let Some(diagnostic) = cut(text, start, yaml.span, value) {
        return Err(Box::new(diagnostic));
    }
    Ok(Piece {
        text: value.clone(),
        span: yaml.span,
        map,
    })
}

/// Why a value is no text of a condition.
fn no_text(text: &str, yaml: &Yaml) -> Diagnostic {
    let place = first_line(text, yaml.span);
    match &yaml.data {
        Data::Null | Data::Text(_) => empty(place),
        Data::Map(entries) => mapping(place, entries),
        Data::List(_) => Diagnostic::error(
            codes::CONDITION_SHAPE,
            "a line of a condition is a text, not a list",
        )
        .at(place, "YAML reads a list here")
        .with_help(QUOTE),
        Data::Bool(_) | Data::Number(_) | Data::NotFinite => {
            let source = text.get(yaml.span.start..yaml.span.end).unwrap_or_default();
            let message = format!("a condition is a text, not {}", yaml.kind());
            Diagnostic::error(codes::CONDITION_SHAPE, message)
                .at(place, format!("YAML reads {} here", yaml.kind()))
                .with_help(format!("put it in quotes: `\"{}\"`", shown(source, 40)))
        }
    }
}

fn empty(span: Span) -> Diagnostic {
    Diagnostic::error(codes::CONDITION_EMPTY, "the condition is empty")
        .at(span, "no text here")
        .with_help("write at least one line, such as `eventName eq \"ConsoleLogin\"`")
}

fn alias(start: usize) -> Diagnostic {
    Diagnostic::error(codes::CONDITION_SHAPE, "a condition cannot be an alias")
        .at(Span::new(start, start + 1), "YAML reads `*` as an alias")
        .with_help("write the condition out at this place")
}

fn mapping(place: Span, entries: &[Entry]) -> Diagnostic {
    // Match expressions have keys of one word, conditions never.
    let line = entries.iter().find(|entry| {
        entry
            .key
            .as_text()
            .is_some_and(|key| key.contains([' ', '"']))
    });
    match line {
        Some(entry) => {
            let span = entry.key.span.to(entry.value.span);
            Diagnostic::error(
                codes::CONDITION_MAPPING,
                "YAML reads this line as a key and a value",
            )
            .at(span, "because of the `:`")
            .with_help(QUOTE)
        }
        None => Diagnostic::error(
            codes::CONDITION_SHAPE,
            "a condition is a text, not a mapping",
        )
        .at(place, "YAML reads a mapping here")
        .with_help(
            "write match expressions under `Detection`, and conditions as a block behind `|`",
        ),
    }
}

/// A plain scalar ends at ` #`, even between the quotes of a condition.
fn cut(text: &str, start: usize, span: Span, value: &str) -> Option<Diagnostic> {
    if start != span.start || text.get(start..span.end) != Some(value) {
        return None;
    }
    let rest = text.get(span.end..)?.lines().next()?;
    if !rest.trim_start().starts_with('#') || !open_quote(value) {
        return None;
    }
    let at = span.end + (rest.len() - rest.trim_start().len());
    Some(
        Diagnostic::error(
            codes::CONDITION_CUT,
            "YAML cuts this condition off at the `#`",
        )
        .at(
            Span::new(at, span.end + rest.trim_end().len()),
            "a comment for YAML, although a quote is open",
        )
        .at(span, "all that is left of the condition")
        .with_help(QUOTE),
    )
}

/// True if a string of the condition language is open at the end of the text.
fn open_quote(text: &str) -> bool {
    let mut open = false;
    let mut escaped = false;
    for c in text.chars() {
        match c {
            _ if escaped => escaped = false,
            '\\' if open => escaped = true,
            '"' => open = !open,
            _ => {}
        }
    }
    open
}
