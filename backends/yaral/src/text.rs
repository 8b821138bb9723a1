//! The escapers: how text of a rule is written in YARA-L, one function a place where it may stand.
//!
//! In: any text, all of it hostile. Out: a token that reads back as that text and as nothing else.

use std::fmt::Write;
use transpile_sdk::diagnostic::is_hidden;
use transpile_sdk::name::unique;
use transpile_sdk::regex::{PatternError, Regex};

/// A name may have so many characters.
const MAX_NAME: usize = 120;

/// The words of the language, which are no names. The language does not tell their cases apart.
const KEYWORDS: [&str; 31] = [
    "rule",
    "meta",
    "events",
    "match",
    "outcome",
    "condition",
    "options",
    "and",
    "or",
    "not",
    "nocase",
    "in",
    "regex",
    "cidr",
    "any",
    "all",
    "over",
    "before",
    "after",
    "by",
    "is",
    "null",
    "if",
    "of",
    "true",
    "false",
    "limit",
    "order",
    "select",
    "unselect",
    "dedup",
];

/// A string literal. `None` for characters that the language has no documented spelling for.
pub(crate) fn string(text: &str) -> Option<String> {
    if text.contains('\\')
        && !text.contains(['`', '\n', '\r', '\t'])
        && !text.chars().any(is_hidden)
    {
        return Some(format!("`{text}`"));
    }
    let mut out = String::from('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if is_hidden(c) => return None,
            c => out.push(c),
        }
    }
    out.push('"');
    Some(out)
}

/// The value of a line of `meta`: on one line, what cannot be seen as blanks.
pub(crate) fn meta(text: &str) -> String {
    let mut out = String::from('"');
    for word in visible_words(text) {
        if out.len() > 1 {
            out.push(' ');
        }
        for c in word.chars() {
            if matches!(c, '"' | '\\') {
                out.push('\\');
            }
            out.push(c);
        }
    }
    out.push('"');
    out
}

/// A comment of as many lines as it takes, none wider than `width` if words allow.
pub(crate) fn comment(text: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::from("//");
    for word in visible_words(text) {
        let fits = line.chars().count() + 1 + word.chars().count() <= width;
        if !fits && line.len() > 2 {
            lines.push(std::mem::replace(&mut line, String::from("//  ")));
        }
        line.push(' ');
        line.push_str(word);
    }
    lines.push(line);
    lines
}

/// The words of a text, without anything that a reader cannot see.
fn visible_words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| c.is_whitespace() || is_hidden(c))
        .filter(|word| !word.is_empty())
}

/// A pattern as the second argument of `re.regex`, between backticks.
pub(crate) fn backticked(regex: &Regex) -> String {
    format!("`{}`", regex.portable().replace('`', r"\x60"))
}

/// A pattern between slashes.
pub(crate) fn slashed(regex: &Regex) -> String {
    format!("/{}/", regex.portable().replace('/', r"\/"))
}

/// The pattern that finds this text.
pub(crate) fn quoted(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        if c.is_ascii_control() || is_hidden(c) {
            // Writing to a string does not fail.
            let _ = write!(out, r"\x{{{:x}}}", u32::from(c));
        } else {
            if r"\.+*?()|[]{}^$".contains(c) {
                out.push('\\');
            }
            out.push(c);
        }
    }
    out
}

/// A pattern made of pieces that [`quoted`] gave and of the shared subset.
pub(crate) fn pattern(text: &str) -> Result<Regex, PatternError> {
    Regex::new(text)
}

/// A name of ASCII letters, digits and `_` that is no keyword, and whether anything was lost.
fn plain(text: &str) -> (String, bool) {
    let mut lost = false;
    let mut out = String::new();
    for c in text.chars() {
        if c.is_ascii_alphanumeric() || c == '_' {
            out.push(c);
        } else {
            out.push('_');
            lost = true;
        }
    }
    if !out.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') {
        out.insert(0, '_');
        lost = true;
    }
    if out.len() > MAX_NAME {
        out.truncate(MAX_NAME);
        lost = true;
    }
    if is_keyword(&out) {
        out.push('_');
        lost = true;
    }
    (out, lost)
}

/// True for a word of the language, in any case.
fn is_keyword(word: &str) -> bool {
    KEYWORDS
        .iter()
        .any(|keyword| keyword.eq_ignore_ascii_case(word))
}

/// The name of a rule: its id, with six digits of a hash behind it if letters had to be replaced.
pub(crate) fn rule_name(id: &str, log_type: &str) -> String {
    let (name, lost) = plain(id);
    if lost {
        format!("{name}_{:06x}", hash(&format!("{id}|{log_type}")))
    } else {
        name
    }
}

/// The name of a variable that is none of `taken`, without regard to case.
pub(crate) fn variable(name: &str, taken: &[String]) -> String {
    let (name, _) = plain(&snake(name));
    unique(&name, |name| {
        taken.iter().any(|own| own.eq_ignore_ascii_case(name))
    })
}

/// `sourceIPAddress` as `source_ip_address`, the way the platform's own fields are spelled.
fn snake(name: &str) -> String {
    let mut out = String::new();
    let mut letters = name.chars().peekable();
    let mut before = '_';
    while let Some(c) = letters.next() {
        let begins = c.is_ascii_uppercase()
            && (before.is_ascii_lowercase()
                || before.is_ascii_digit()
                || (before.is_ascii_uppercase()
                    && letters.peek().is_some_and(char::is_ascii_lowercase)));
        if begins {
            out.push('_');
        }
        out.push(c.to_ascii_lowercase());
        before = c;
    }
    out
}

/// 24 bits of FNV-1a.
fn hash(text: &str) -> u32 {
    let full = text.bytes().fold(0x811c_9dc5_u32, |hash, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    });
    (full >> 24) ^ (full & 0x00ff_ffff)
}

#[cfg(test)]
mod tests;
