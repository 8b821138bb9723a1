//! Kusto's spelling of names, text literals, patterns, members and comments: one escaper a kind.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::sync::OnceLock;
use transpile_sdk::diagnostic::is_hidden;

/// A name: bare if it is a plain word that the parser does not take for something else, else `["…"]`.
pub(crate) fn identifier(name: &str) -> String {
    if is_plain(name) {
        name.to_owned()
    } else {
        format!("[{}]", text(name))
    }
}

/// The step to a member of an object: `.name` or `["…"]`.
pub(crate) fn member(key: &str) -> String {
    if is_plain(key) {
        format!(".{key}")
    } else {
        format!("[{}]", text(key))
    }
}

/// Names with two underscores at both ends belong to the service.
fn is_plain(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
        && !name.starts_with("__")
        && !keywords().contains(name)
}

fn keywords() -> &'static BTreeSet<&'static str> {
    static WORDS: OnceLock<BTreeSet<&'static str>> = OnceLock::new();
    WORDS.get_or_init(|| {
        include_str!("../data/keywords.txt")
            .lines()
            .filter(|line| !line.starts_with('#'))
            .flat_map(str::split_whitespace)
            .collect()
    })
}

/// A text literal. Nothing in it is a line break, a quote or a character that nobody can see.
pub(crate) fn text(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str(r"\\"),
            '\n' => out.push_str(r"\n"),
            '\r' => out.push_str(r"\r"),
            '\t' => out.push_str(r"\t"),
            c if is_hidden(c) => {
                // Writing to a string does not fail.
                let _ = write!(out, r"\u{:04X}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// A regular expression: a literal in which a backslash is itself, if that can hold it.
pub(crate) fn pattern(pattern: &str) -> String {
    if pattern.chars().any(is_hidden) {
        text(pattern)
    } else {
        format!("@\"{}\"", pattern.replace('"', "\"\""))
    }
}

/// A table's name, perhaps behind a database or a cluster: `T`, `cluster("c").database("d").T` are taken
/// as they are if each part is a plain word or a call with a text; anything else is one quoted name.
pub(crate) fn table(name: &str) -> String {
    match name.split_once(").") {
        Some((head, rest)) if is_scope(head) => format!("{head}).{}", table(rest)),
        _ => identifier(name),
    }
}

/// `cluster("…"` or `database('…'`, with nothing in the quotes that could end them.
fn is_scope(head: &str) -> bool {
    let inner = ["cluster(", "database("]
        .iter()
        .find_map(|function| head.strip_prefix(function));
    let quoted = |inner: &str, quote: char| {
        inner
            .strip_prefix(quote)
            .and_then(|rest| rest.strip_suffix(quote))
            .is_some_and(|name| {
                !name.is_empty()
                    && name
                        .chars()
                        .all(|c| c.is_alphanumeric() || "-_. :/".contains(c))
            })
    };
    inner.is_some_and(|inner| quoted(inner, '"') || quoted(inner, '\''))
}

/// Comment lines for a text.
pub(crate) fn comment(text: &str, width: usize) -> Vec<String> {
    transpile_sdk::doc::comment("//", text, width)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Reads a literal back as Kusto's lexer does: escapes in `"…"`, doubled quotes in `@"…"`.
    fn read_back(literal: &str) -> Option<String> {
        if let Some(body) = literal
            .strip_prefix("@\"")
            .and_then(|rest| rest.strip_suffix('"'))
        {
            let parts: Vec<&str> = body.split("\"\"").collect();
            return parts
                .iter()
                .all(|part| !part.contains(['"', '\n', '\r']))
                .then(|| parts.join("\""));
        }
        let body = literal.strip_prefix('"')?.strip_suffix('"')?;
        let mut out = String::new();
        let mut rest = body.chars();
        while let Some(c) = rest.next() {
            match c {
                '\n' | '\r' | '"' => return None,
                '\\' => match rest.next()? {
                    'n' => out.push('\n'),
                    'r' => out.push('\r'),
                    't' => out.push('\t'),
                    'u' => {
                        let code: String = rest.by_ref().take(4).collect();
                        out.push(char::from_u32(u32::from_str_radix(&code, 16).ok()?)?);
                    }
                    c @ ('"' | '\\') => out.push(c),
                    _ => return None,
                },
                c => out.push(c),
            }
        }
        Some(out)
    }

    proptest! {
        #[test]
        fn a_text_literal_is_read_back_as_the_text(value in any::<String>()) {
            prop_assert_eq!(read_back(&text(&value)), Some(value));
        }

        #[test]
        fn quotes_and_backslashes_are_read_back(value in "[\"'\\\\n\n\r\t@/]{0,12}") {
            prop_assert_eq!(read_back(&text(&value)), Some(value.clone()));
            prop_assert_eq!(read_back(&pattern(&value)), Some(value));
        }

        #[test]
        fn a_pattern_is_read_back_as_the_pattern(value in any::<String>()) {
            prop_assert_eq!(read_back(&pattern(&value)), Some(value));
        }

        #[test]
        fn a_name_is_plain_or_quoted(name in any::<String>()) {
            let written = identifier(&name);
            if let Some(literal) = written.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
                prop_assert_eq!(read_back(literal), Some(name));
            } else {
                prop_assert!(written.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_'));
                prop_assert_eq!(written, name);
            }
        }

        #[test]
        fn a_comment_stays_a_comment(value in any::<String>()) {
            for line in comment(&value, 100) {
                prop_assert!(line.starts_with("//"));
                prop_assert!(!line.chars().any(is_hidden));
            }
        }
    }

    #[test]
    fn what_must_be_quoted_is_quoted() {
        for name in [
            "where",
            "title",
            "1a",
            "a b",
            "",
            "a\"b",
            "a'] | take 1 //",
            "__x__",
            "é",
        ] {
            assert!(identifier(name).starts_with('['), "{name}");
        }
        assert_eq!(identifier("EventName"), "EventName");
        assert_eq!(member("date"), "[\"date\"]");
        assert_eq!(member("bucketName"), ".bucketName");
        assert_eq!(table("AWSCloudTrail"), "AWSCloudTrail");
        assert_eq!(
            table("cluster('help.kusto').database(\"Samples\").Storm Events"),
            "cluster('help.kusto').database(\"Samples\").[\"Storm Events\"]"
        );
        assert_eq!(table("T | take 1 //"), "[\"T | take 1 //\"]");
        assert_eq!(table("database(').x').T"), "[\"database(').x').T\"]");
    }
}
