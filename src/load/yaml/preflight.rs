//! In: the text of a file that may be anything. Out: nothing, or why no YAML reader should see it.
//!
//! One pass over the bytes, before anything recursive or quadratic can start.

use transpile_sdk::diagnostic::{Diagnostic, Span};

use crate::load::codes;

/// Longer files are refused unread.
const MAX_BYTES: usize = 8 * 1024 * 1024;

/// More open brackets than this are refused, without a look at whether they stand in a string.
const MAX_BRACKETS: usize = 5000;

/// Checks size, brackets, control characters and directives.
pub(super) fn check(text: &str) -> Result<(), Diagnostic> {
    if text.len() > MAX_BYTES {
        let message = format!(
            "the file has {} bytes, more than the {MAX_BYTES} that a rule file may have",
            text.len()
        );
        return Err(Diagnostic::error(codes::TOO_LARGE, message)
            .with_help("move the largest unit tests elsewhere"));
    }
    brackets(text)?;
    controls(text)?;
    directives(text)
}

fn brackets(text: &str) -> Result<(), Diagnostic> {
    let mut open = 0_usize;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'[' | b'{' => open += 1,
            b']' | b'}' => open = open.saturating_sub(1),
            _ => {}
        }
        if open > MAX_BRACKETS {
            let message = format!("more than {MAX_BRACKETS} brackets are open");
            return Err(Diagnostic::error(codes::TOO_LARGE, message)
                .at(Span::new(at, at + 1), "here")
                .with_help("close them, or write the text without them"));
        }
    }
    Ok(())
}

fn controls(text: &str) -> Result<(), Diagnostic> {
    let bad = |c: char| {
        (c.is_ascii_control() && !matches!(c, '\n' | '\r' | '\t'))
            || c == '\u{fffe}'
            || c == '\u{ffff}'
    };
    // Bytes first: nearly no file has any.
    if !text
        .bytes()
        .any(|b| (b < b' ' && !matches!(b, b'\n' | b'\r' | b'\t')) || b == 0x7f || b == 0xef)
    {
        return Ok(());
    }
    match text.char_indices().find(|(_, c)| bad(*c)) {
        None => Ok(()),
        Some((at, c)) => {
            let message = format!(
                "the file holds the control character {}",
                c.escape_unicode()
            );
            Err(Diagnostic::error(codes::SYNTAX, message)
                .at(Span::new(at, at + c.len_utf8()), "not allowed in YAML")
                .with_help(format!(
                    "delete it, or write it as `\"\\u{:04x}\"` in double quotes",
                    u32::from(c)
                )))
        }
    }
}

/// `%YAML 1.1` and `%TAG` would change how the rest is read.
fn directives(text: &str) -> Result<(), Diagnostic> {
    let body = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut at = text.len() - body.len();
    for line in body.split_inclusive('\n') {
        let content = line.trim_end();
        if content.starts_with('%') && content != "%YAML 1.2" {
            return Err(Diagnostic::error(
                codes::UNSUPPORTED_YAML,
                "rule files have no YAML directives",
            )
            .at(Span::new(at, at + content.len()), "a directive")
            .with_help("delete this line; rule files are read as YAML 1.2"));
        }
        let trimmed = content.trim_start();
        if !trimmed.is_empty() && !trimmed.starts_with('#') && !content.starts_with('%') {
            return Ok(());
        }
        at += line.len();
    }
    Ok(())
}
