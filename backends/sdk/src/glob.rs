//! Globs: `*` for any text, `?` for any character, `[a-c]` and `[!a-c]` for one of a set.
//!
//! In: the glob's text; every text is a glob. Out: its tokens, and whether it covers a text from end
//! to end. There is no escape: `[*]` is a star. A leading `]` and an unclosed `[` are themselves.

use serde::{Deserialize, Serialize};

/// A glob, read.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub struct Glob {
    source: String,
    tokens: Vec<Token>,
}

/// A part of a glob.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Token {
    /// This text.
    Text(String),
    /// `*`: any text, newlines included.
    AnyText,
    /// `?`: any one character.
    AnyChar,
    /// `[a-c_]`: one character in one of the ranges (ends included), or in none of them.
    Class {
        /// True for `[!…]`.
        negated: bool,
        /// The ranges as written; one that runs backwards holds nothing.
        ranges: Vec<(char, char)>,
    },
}

impl Glob {
    /// Reads a glob.
    #[must_use]
    pub fn new(source: impl Into<String>) -> Self {
        let source = source.into();
        let tokens = read(&source);
        Self { source, tokens }
    }

    /// As it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.source
    }

    /// Its parts: no two texts and no two `*` side by side.
    #[must_use]
    pub fn tokens(&self) -> &[Token] {
        &self.tokens
    }

    /// True if the glob covers the whole of `text`. Takes time in the order of both lengths multiplied.
    #[must_use]
    pub fn matches(&self, text: &str) -> bool {
        // Units of one character each, so that a failed attempt resumes one character further.
        let units: Vec<Unit<'_>> = self.tokens.iter().flat_map(units).collect();
        let text: Vec<char> = text.chars().collect();
        let (mut unit, mut at) = (0, 0);
        let mut resume = None;
        loop {
            match (units.get(unit), text.get(at)) {
                (Some(Unit::AnyText), _) => {
                    resume = Some((unit, at));
                    unit += 1;
                    continue;
                }
                (Some(pattern), Some(&c)) if pattern.takes(c) => {
                    unit += 1;
                    at += 1;
                    continue;
                }
                (None, None) => return true,
                _ => {}
            }
            match &mut resume {
                Some((star, from)) if *from < text.len() => {
                    *from += 1;
                    unit = *star + 1;
                    at = *from;
                }
                _ => return false,
            }
        }
    }
}

enum Unit<'a> {
    AnyText,
    AnyChar,
    Char(char),
    Class(bool, &'a [(char, char)]),
}

impl Unit<'_> {
    fn takes(&self, c: char) -> bool {
        match self {
            Self::AnyText | Self::AnyChar => true,
            Self::Char(own) => *own == c,
            Self::Class(negated, ranges) => {
                ranges.iter().any(|&(low, high)| low <= c && c <= high) != *negated
            }
        }
    }
}

fn units(token: &Token) -> Vec<Unit<'_>> {
    match token {
        Token::Text(text) => text.chars().map(Unit::Char).collect(),
        Token::AnyText => vec![Unit::AnyText],
        Token::AnyChar => vec![Unit::AnyChar],
        Token::Class { negated, ranges } => vec![Unit::Class(*negated, ranges)],
    }
}

fn read(source: &str) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::new();
    let mut rest = source.chars();
    while let Some(c) = rest.next() {
        match c {
            '*' if tokens.last() == Some(&Token::AnyText) => {}
            '*' => tokens.push(Token::AnyText),
            '?' => tokens.push(Token::AnyChar),
            '[' => match class(rest.as_str()) {
                Some((token, behind)) => {
                    tokens.push(token);
                    rest = behind.chars();
                }
                None => push_char(&mut tokens, c),
            },
            _ => push_char(&mut tokens, c),
        }
    }
    tokens
}

fn push_char(tokens: &mut Vec<Token>, c: char) {
    if let Some(Token::Text(text)) = tokens.last_mut() {
        text.push(c);
    } else {
        tokens.push(Token::Text(c.to_string()));
    }
}

/// Reads a class whose `[` is already behind; `None` if it is not closed.
fn class(rest: &str) -> Option<(Token, &str)> {
    let (negated, body) = match rest.strip_prefix('!') {
        Some(body) => (true, body),
        None => (false, rest),
    };
    let skip = usize::from(body.starts_with(']'));
    let end = skip + body.get(skip..)?.find(']')?;
    let (members, behind) = body.split_at_checked(end)?;
    let members: Vec<char> = members.chars().collect();
    let mut ranges = Vec::new();
    let mut rest = members.as_slice();
    loop {
        rest = match rest {
            [low, '-', high, tail @ ..] => {
                ranges.push((*low, *high));
                tail
            }
            [c, tail @ ..] => {
                ranges.push((*c, *c));
                tail
            }
            [] => break,
        };
    }
    Some((Token::Class { negated, ranges }, behind.strip_prefix(']')?))
}

impl From<String> for Glob {
    fn from(source: String) -> Self {
        Self::new(source)
    }
}

impl From<Glob> for String {
    fn from(glob: Glob) -> Self {
        glob.source
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn covers_the_whole_text() {
        let covers = |glob: &str, text: &str| Glob::new(glob).matches(text);
        assert!(covers("REST.*.OBJECT", "REST.PUT.OBJECT"));
        assert!(!covers("REST.*.OBJECT", "zREST.PUT.OBJECT"));
        assert!(!covers("REST.*.OBJECT", "REST.PUT.OBJECT "));
        assert!(!covers("REST.*.OBJECT", "RESTxPUTxOBJECT"));
        assert!(covers("*", "") && covers("*", "a\nb") && covers("", "") && !covers("", "a"));
        assert!(covers("a*b*c", "aXbXbXc") && !covers("a*b*c", "aXbXbX"));
        assert!(covers("?", "😀") && !covers("?", "") && !covers("?", "ab"));
    }

    #[test]
    fn classes() {
        let covers = |glob: &str, text: &str| Glob::new(glob).matches(text);
        assert!(covers("[a-c]", "b") && !covers("[a-c]", "d") && !covers("[a-c]", "-"));
        assert!(covers("[!a-c]", "d") && !covers("[!a-c]", "b") && !covers("[!a-c]", ""));
        assert!(covers("[]]", "]") && covers("[!]]", "x") && !covers("[!]]", "]"));
        assert!(covers("[", "[") && covers("[abc", "[abc") && covers("a[", "a["));
        assert!(covers("[*]", "*") && !covers("[*]", "x"));
        assert!(covers("[a-]", "-") && covers("[-a]", "-") && !covers("[c-a]", "b"));
        assert!(covers("[[]", "[") && covers("[!!]", "x") && !covers("[!!]", "!"));
    }

    #[test]
    fn many_stars_do_not_explode() {
        let glob = Glob::new("*a".repeat(60));
        assert!(glob.matches(&"ba".repeat(5000)));
        assert!(!glob.matches(&"b".repeat(20_000)));
    }
}
