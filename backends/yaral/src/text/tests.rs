//! Properties of the escapers: what is written reads back as what was meant.

#![expect(clippy::string_slice, reason = "a test fails by panicking")]

use super::*;
use proptest::prelude::*;

/// Any text, and texts that are hard to quote.
fn hostile() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[\"\\\\`/\n\r\t a}{$%*.\u{202e}\u{0}]{0,12}",
        Just("\" } rule x { meta: a = \"".to_owned()),
        Just("*/ // \n condition: $e }".to_owned()),
    ]
}

/// What a literal between quotes or backticks says, read one character at a time.
fn read(literal: &str) -> Option<String> {
    let mut letters = literal.chars();
    let quote = letters.next()?;
    let mut out = String::new();
    loop {
        match letters.next()? {
            c if c == quote => return letters.next().is_none().then_some(out),
            '\\' if quote == '"' => out.push(match letters.next()? {
                'n' => '\n',
                'r' => '\r',
                't' => '\t',
                c @ ('"' | '\\') => c,
                _ => return None,
            }),
            '\n' => return None,
            c => out.push(c),
        }
    }
}

proptest! {
    #[test]
    fn a_string_reads_back(text in hostile()) {
        match string(&text) {
            Some(literal) => prop_assert_eq!(read(&literal), Some(text)),
            None => prop_assert!(text.chars().any(is_hidden)),
        }
    }

    #[test]
    fn a_meta_value_is_one_line_and_reads_back_but_for_blanks(text in hostile()) {
        let literal = meta(&text);
        prop_assert!(!literal.chars().any(is_hidden));
        let words: Vec<&str> = visible_words(&text).collect();
        prop_assert_eq!(read(&literal), Some(words.join(" ")));
    }

    #[test]
    fn a_comment_stays_a_comment(text in hostile(), width in 10_usize..120) {
        for line in comment(&text, width) {
            prop_assert!(line.starts_with("//"));
            let hidden = line.chars().any(is_hidden);
            prop_assert!(!hidden, "{line:?}");
        }
    }

    #[test]
    fn a_rule_name_is_a_name(text in hostile()) {
        let name = rule_name(&text, "A.B");
        prop_assert!(name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_'));
        prop_assert!(name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_'));
        prop_assert!(!is_keyword(&name));
    }

    #[test]
    fn a_pattern_of_a_text_finds_that_text_alone(text in hostile(), other in hostile()) {
        let own = pattern(&format!("^{}$", quoted(&text))).unwrap();
        for literal in [backticked(&own), slashed(&own)] {
            let fence = literal.chars().next().unwrap();
            let inside = &literal[1..literal.len() - 1];
            if fence == '`' {
                prop_assert!(!inside.contains('`'));
            } else {
                // No slash stands without its backslash.
                prop_assert!(!inside.replace("\\\\", "").replace("\\/", "").contains('/'));
            }
            prop_assert!(!inside.contains(['\n', '\r']));
            let bare = if fence == '/' { inside.replace("\\/", "/") } else { inside.to_owned() };
            let regex = regex::Regex::new(&bare).unwrap();
            prop_assert!(regex.is_match(&text));
            prop_assert_eq!(regex.is_match(&other), text == other);
        }
    }
}

#[test]
fn names_keep_apart() {
    assert_eq!(rule_name("plain_id", "A.B"), "plain_id");
    assert_ne!(rule_name("a.b", "X"), rule_name("a-b", "X"));
    assert_ne!(rule_name("a.b", "X"), rule_name("a.b", "Y"));
    assert!(rule_name("and", "X").starts_with("and__"));
    assert_eq!(variable("sourceIPAddress", &[]), "source_ip_address");
    assert_eq!(variable("userIdentity_arn", &[]), "user_identity_arn");
    assert_eq!(variable("x", &["X".to_owned()]), "x_2");
}
