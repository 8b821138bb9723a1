//! What stands between two quotes: written form to value, and back.
//!
//! In: the text between the quotes, or a value. Out: the value with a list of bad escapes, or the text with its quotes.

use crate::codes::{BAD_ESCAPE, LONE_SURROGATE};
use crate::text;
use transpile_sdk::diagnostic::{Diagnostic, Span, is_hidden, shown};

/// The value of the text between two quotes, for text that [`check`] has passed.
pub(crate) fn unescape(inner: &str) -> String {
    let mut out = String::with_capacity(inner.len());
    let mut rest = inner;
    while let Some(c) = rest.chars().next() {
        let (piece, length) = if c == '\\' {
            escape(rest)
        } else {
            (Ok(c), c.len_utf8())
        };
        if let Ok(c) = piece {
            out.push(c);
        }
        rest = text::from(rest, length);
    }
    out
}

/// Reports the bad escapes of the text between two quotes, which begins at byte `start`.
///
/// All escapes that do not exist are one error, since one habit is behind them.
pub(crate) fn check(inner: &str, start: usize, errors: &mut Vec<Diagnostic>) {
    let mut unknown = Vec::new();
    let mut position = 0;
    while let Some(found) = text::from(inner, position).find('\\') {
        let begin = position + found;
        let (piece, length) = escape(text::from(inner, begin));
        position = begin + length;
        let span = Span::new(begin, position);
        match piece {
            Err(Fault::Unknown) => unknown.push(span),
            Err(fault) => {
                errors.push(half(fault, inner, span).map_spans(|span| text::moved(span, start)));
            }
            Ok(_) => {}
        }
    }
    if let Some(first) = unknown.first() {
        let name = shown(text::at(inner, *first), 12);
        let error = Diagnostic::error(BAD_ESCAPE, format!("there is no escape `{name}`"));
        let error = unknown
            .iter()
            .take(5)
            .fold(error, |error, span| error.at(*span, "unknown escape"));
        errors.push(
            error
                .map_spans(|span| text::moved(span, start))
                .with_note(r#"the escapes are `\"`, `\\`, `\n`, `\r`, `\t` and `\uXXXX`"#)
                .with_help(format!(
                    "to mean a backslash, write it twice: `\"{}\"`",
                    doubled(inner, &unknown)
                )),
        );
    }
}

/// `inner` with one more backslash at each of `places`, shortened.
fn doubled(inner: &str, places: &[Span]) -> String {
    let mut out = String::new();
    let mut done = 0;
    for place in places.iter().take(20) {
        out.push_str(text::at(inner, Span::new(done, place.start)));
        out.push('\\');
        done = place.start;
    }
    out.push_str(text::from(inner, done));
    shown(&out, 80)
}

/// What can be wrong with an escape.
#[derive(Debug, Clone, Copy)]
enum Fault {
    /// `\d`.
    Unknown,
    /// `\u12`.
    ShortHex,
    /// One half of a surrogate pair.
    Surrogate,
}

/// An error for the `\u` escape at `span`.
fn half(fault: Fault, inner: &str, span: Span) -> Diagnostic {
    let name = shown(text::at(inner, span), 12);
    if matches!(fault, Fault::Surrogate) {
        return Diagnostic::error(LONE_SURROGATE, format!("`{name}` is half a character"))
            .at(span, "a surrogate without its partner")
            .with_note("a character above U+FFFF is written as two escapes, the high half first")
            .with_help(r"write both halves, as in `\ud83d\ude00`, or the character itself");
    }
    Diagnostic::error(BAD_ESCAPE, format!("`{name}` lacks hexadecimal digits"))
        .at(span, "four digits are needed")
        .with_help(r"write four digits, as in `\u00e9`; to mean a backslash, write `\\u`")
}

/// The character that the escape at the start of `text` stands for, and the escape's length in bytes.
fn escape(text: &str) -> (Result<char, Fault>, usize) {
    let Some(kind) = text.chars().nth(1) else {
        return (Err(Fault::Unknown), 1);
    };
    let plain = match kind {
        '"' => '"',
        '\\' => '\\',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'u' => return unicode_escape(text),
        other => return (Err(Fault::Unknown), 1 + other.len_utf8()),
    };
    (Ok(plain), 2)
}

fn unicode_escape(text: &str) -> (Result<char, Fault>, usize) {
    let Some(unit) = hex_unit(text, 2) else {
        let digits = text.chars().skip(2).take(4);
        let digits = digits.take_while(char::is_ascii_hexdigit).count();
        return (Err(Fault::ShortHex), 2 + digits);
    };
    if let Some(c) = char::from_u32(u32::from(unit)) {
        return (Ok(c), 6);
    }
    if text.get(6..8) == Some(r"\u")
        && let Some(low) = hex_unit(text, 8)
        && let Some(Ok(c)) = char::decode_utf16([unit, low]).next()
    {
        return (Ok(c), 12);
    }
    (Err(Fault::Surrogate), 6)
}

/// The number that the four hexadecimal digits at byte `start` write.
fn hex_unit(text: &str, start: usize) -> Option<u16> {
    let digits = text.get(start..start + 4)?;
    let all_hex = digits.bytes().all(|b| b.is_ascii_hexdigit());
    all_hex
        .then(|| u16::from_str_radix(digits, 16).ok())
        .flatten()
}

/// A value as a condition writes it: in quotes, with everything that a reader cannot see escaped.
#[must_use]
pub fn quote(value: &str) -> String {
    let mut out = String::with_capacity(value.len() + 2);
    out.push('"');
    for c in value.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str(r"\\"),
            '\n' => out.push_str(r"\n"),
            '\r' => out.push_str(r"\r"),
            '\t' => out.push_str(r"\t"),
            c if must_be_escaped(c) => {
                for unit in c.encode_utf16(&mut [0; 2]) {
                    out.push_str(&unit_escape(*unit));
                }
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// `\u00e9`.
pub(crate) fn unit_escape(unit: u16) -> String {
    format!("\\u{unit:04x}")
}

/// Hidden characters, and the tag and variation characters above U+FFFF that hide as well.
fn must_be_escaped(c: char) -> bool {
    is_hidden(c)
        || matches!(c, '\u{fff9}'..='\u{fffb}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}
