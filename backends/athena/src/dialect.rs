//! Athena's spelling of identifiers, text literals, patterns and comments: one escaper a kind.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::sync::OnceLock;
use transpile_sdk::diagnostic::is_hidden;
use transpile_sdk::glob::{Glob, Token};
use transpile_sdk::sql::Dialect;

/// Athena engine version 3.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Athena;

impl Dialect for Athena {
    /// Bare if it is a plain lower-case word that is not reserved, else in double quotes.
    fn identifier(&self, name: &str) -> String {
        let plain = name.starts_with(|c: char| c.is_ascii_lowercase() || c == '_')
            && name
                .chars()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
        if plain && !reserved().contains(name) {
            name.to_owned()
        } else {
            format!("\"{}\"", name.replace('"', "\"\""))
        }
    }

    /// In single quotes, which are doubled inside; a backslash is itself. Text with characters that
    /// nobody can see is written as `U&'…'` with their code points.
    fn text(&self, text: &str) -> String {
        if !text.chars().any(is_hidden) {
            return format!("'{}'", text.replace('\'', "''"));
        }
        let mut out = String::from("U&'");
        for c in text.chars() {
            match c {
                '\'' => out.push_str("''"),
                '\\' => out.push_str(r"\\"),
                c if is_hidden(c) && u32::from(c) <= 0xffff => {
                    let _ = write!(out, r"\{:04X}", u32::from(c));
                }
                c if is_hidden(c) => {
                    let _ = write!(out, r"\+{:06X}", u32::from(c));
                }
                c => out.push(c),
            }
        }
        out.push('\'');
        out
    }
}

fn reserved() -> &'static BTreeSet<&'static str> {
    static WORDS: OnceLock<BTreeSet<&'static str>> = OnceLock::new();
    WORDS.get_or_init(|| {
        include_str!("../data/reserved_words.txt")
            .lines()
            .filter(|line| !line.starts_with('#'))
            .flat_map(str::split_whitespace)
            .collect()
    })
}

/// A table's name: parts between dots, each an identifier. A part in double quotes is taken as it is.
pub(crate) fn table(name: &str) -> String {
    let mut parts = Vec::new();
    let mut part = String::new();
    let mut quoted = false;
    for c in name.chars() {
        match c {
            '"' => quoted = !quoted,
            '.' if !quoted => parts.push(std::mem::take(&mut part)),
            c => part.push(c),
        }
    }
    parts.push(part);
    let parts: Vec<String> = parts.iter().map(|part| Athena.identifier(part)).collect();
    parts.join(".")
}

/// The escape character of `LIKE` patterns.
pub(crate) const LIKE_ESCAPE: char = '!';

/// A `LIKE` pattern under construction.
#[derive(Debug, Default)]
pub(crate) struct LikePattern {
    parts: Vec<LikePart>,
}

#[derive(Debug)]
enum LikePart {
    Text(String),
    AnyText,
    AnyChar,
}

impl LikePattern {
    /// The pattern of a glob; `None` if it has classes, which `LIKE` has not.
    pub(crate) fn of_glob(glob: &Glob) -> Option<Self> {
        let parts = glob.tokens().iter().map(|token| match token {
            Token::Text(text) => Some(LikePart::Text(text.clone())),
            Token::AnyText => Some(LikePart::AnyText),
            Token::AnyChar => Some(LikePart::AnyChar),
            Token::Class { .. } => None,
        });
        Some(Self {
            parts: parts.collect::<Option<_>>()?,
        })
    }

    /// The pattern for text that ends with `text`.
    pub(crate) fn suffix(text: &str) -> Self {
        Self {
            parts: vec![LikePart::AnyText, LikePart::Text(text.to_owned())],
        }
    }

    /// The pattern's text, and the escape character if the pattern needs one.
    pub(crate) fn finish(&self) -> (String, Option<char>) {
        let escaped = |c: char| c == '%' || c == '_';
        let needed = self
            .parts
            .iter()
            .any(|part| matches!(part, LikePart::Text(text) if text.contains(escaped)));
        let mut out = String::new();
        for part in &self.parts {
            match part {
                LikePart::AnyText => out.push('%'),
                LikePart::AnyChar => out.push('_'),
                LikePart::Text(text) => {
                    for c in text.chars() {
                        if needed && (escaped(c) || c == LIKE_ESCAPE) {
                            out.push(LIKE_ESCAPE);
                        }
                        out.push(c);
                    }
                }
            }
        }
        (out, needed.then_some(LIKE_ESCAPE))
    }
}

/// Comment lines for a text.
pub(crate) fn comment(text: &str, width: usize) -> Vec<String> {
    transpile_sdk::doc::comment("--", text, width)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Reads a literal back as Trino's grammar does.
    fn read_back(literal: &str) -> Option<String> {
        let (unicode, body) = match literal.strip_prefix("U&'") {
            Some(body) => (true, body),
            None => (false, literal.strip_prefix('\'')?),
        };
        let body = body.strip_suffix('\'')?;
        let mut out = String::new();
        let mut rest = body.chars();
        while let Some(c) = rest.next() {
            match c {
                '\'' if rest.next() == Some('\'') => out.push('\''),
                '\'' => return None,
                '\\' if unicode => match rest.clone().next()? {
                    '\\' => {
                        rest.next();
                        out.push('\\');
                    }
                    '+' => {
                        rest.next();
                        let code: String = rest.by_ref().take(6).collect();
                        out.push(char::from_u32(u32::from_str_radix(&code, 16).ok()?)?);
                    }
                    _ => {
                        let code: String = rest.by_ref().take(4).collect();
                        out.push(char::from_u32(u32::from_str_radix(&code, 16).ok()?)?);
                    }
                },
                c => out.push(c),
            }
        }
        Some(out)
    }

    proptest! {
        #[test]
        fn a_text_literal_is_read_back_as_the_text(text in any::<String>()) {
            prop_assert_eq!(read_back(&Athena.text(&text)), Some(text));
        }

        #[test]
        fn an_identifier_cannot_end_early(name in any::<String>()) {
            let written = Athena.identifier(&name);
            if let Some(inner) = written.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
                prop_assert_eq!(inner.replace("\"\"", ""), name.replace('"', ""));
                prop_assert_eq!(inner.matches('"').count(), 2 * name.matches('"').count());
            } else {
                prop_assert_eq!(&written, &name);
                prop_assert!(written.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_'));
            }
        }

        #[test]
        fn a_comment_stays_a_comment(text in any::<String>()) {
            for line in comment(&text, 100) {
                prop_assert!(line.starts_with("--"));
                prop_assert!(!line.chars().any(is_hidden));
            }
        }

        #[test]
        fn an_escaped_pattern_means_its_text(text in "[a!%_']{0,8}") {
            let (pattern, escape) = LikePattern::suffix(&text).finish();
            let body = pattern.strip_prefix('%').unwrap();
            let plain = match escape {
                None => body.to_owned(),
                Some(escape) => {
                    let mut out = String::new();
                    let mut rest = body.chars();
                    while let Some(c) = rest.next() {
                        out.push(if c == escape { rest.next().unwrap() } else { c });
                    }
                    out
                }
            };
            prop_assert_eq!(plain, text);
        }
    }

    #[test]
    fn what_must_be_quoted_is_quoted() {
        for name in [
            "timestamp",
            "date",
            "end",
            "user",
            "select",
            "1a",
            "a b",
            "A",
            "",
            "a\"b",
            "aws-account-id",
        ] {
            assert!(Athena.identifier(name).starts_with('"'), "{name}");
        }
        assert_eq!(Athena.identifier("useridentity"), "useridentity");
        assert_eq!(table("logs.cloudtrail"), "logs.cloudtrail");
        assert_eq!(
            table("\"s3tablescatalog/aws-cloudwatch\".logs.aws_cloudtrail__management"),
            "\"s3tablescatalog/aws-cloudwatch\".logs.aws_cloudtrail__management"
        );
        assert_eq!(table("logs; DROP TABLE x"), "\"logs; DROP TABLE x\"");
    }
}
