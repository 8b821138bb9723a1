//! Nothing is too deep, too long or too odd to be answered: a tree or a diagnostic, at once.

use transpile_grammar::codes::{EMPTY_CONDITION, TOO_DEEP, TOO_LONG};
use transpile_grammar::{MAX_DEPTH, MAX_LENGTH, parse};

/// Each way to nest, as a text of `depth` levels.
fn nested(depth: usize) -> Vec<String> {
    let around = |open: &str, inner: &str, close: &str, times: usize| {
        format!("{}{inner}{}", open.repeat(times), close.repeat(times))
    };
    vec![
        around("(", "a is_null", ")", depth),
        around("not ", "a is_null", "", depth),
        around("not (", "a is_null", ")", depth / 2)
            + if depth % 2 == 1 {
                " and (a is_null)"
            } else {
                ""
            },
        format!("a in {}", around("[", "", "]", depth)),
        format!("{} is_null", around("lower(", "a", ")", depth)),
        around("any a as b (", "b is_null", ")", depth),
        around("(a is_null or b is_null and ", "c is_null", ")", depth),
    ]
}

#[test]
fn two_hundred_levels_pass() {
    for text in nested(MAX_DEPTH) {
        assert!(parse(&text).is_ok(), "{text}");
    }
}

#[test]
fn two_hundred_and_one_fail() {
    for (kind, text) in nested(MAX_DEPTH + 1).iter().enumerate() {
        if kind == 2 {
            continue; // two parts of half the depth
        }
        let errors = parse(text).unwrap_err();
        assert_eq!(errors.len(), 1, "{text}");
        assert_eq!(errors[0].code, TOO_DEEP, "{text}");
    }
    // `not` counts only in front of a condition, and only until that condition ends.
    assert!(parse(&vec!["not a not eq \"x\""; 300].join(" and ")).is_ok());
    assert!(
        parse(&format!(
            "{}a.not not eq \"x\"{}",
            "(".repeat(200),
            ")".repeat(200)
        ))
        .is_ok()
    );
    assert!(
        parse(&format!(
            "{}not a eq \"x\"{}",
            "(".repeat(200),
            ")".repeat(200)
        ))
        .is_err()
    );
}

#[test]
fn a_hundred_thousand_brackets() {
    for text in [
        "(",
        ")",
        "[",
        "not ",
        "lower(",
        "not (",
        "any a as b (",
        "(a eq \"x\" or ",
        "a in [",
        "((((x y",
        "([",
        "(\n",
    ] {
        let text = text.repeat(100_000);
        let text = text.get(..text.len().min(MAX_LENGTH)).unwrap();
        assert!(!parse(text).unwrap_err().is_empty());
    }
    let closed = format!("{}a is_null{}", "(".repeat(100_000), ")".repeat(100_000));
    assert_eq!(parse(&closed).unwrap_err()[0].code, TOO_DEEP);
}

#[test]
fn a_mistake_at_the_bottom_of_every_bracket() {
    for mistake in [
        "x",
        "x eq",
        "x == \"y\"",
        "x y z",
        "x eq \"y\" z",
        "x not is_null",
        "lower(x",
        "any a (x)",
        "eq \"x\" \"y\"",
        "",
    ] {
        for open in [
            "(",
            "not (",
            "any a as b (",
            "(a is_null or not (b is_null and ",
            "(lower(a) in [\"x\"] or ",
        ] {
            let times = MAX_DEPTH / (2 * open.matches('(').count());
            let close = ")".repeat(open.replace("lower(", "").matches('(').count() * times);
            let text = format!("{}{mistake}{close}", open.repeat(times));
            assert!(parse(&text).is_err(), "{text}");
        }
    }
}

#[test]
fn length() {
    let long = format!("a eq \"{}\"", "x".repeat(10_000_000));
    assert_eq!(parse(&long).unwrap_err()[0].code, TOO_LONG);
    let frame = "a eq \"\"".len();
    let fits = format!("a eq \"{}\"", "x".repeat(MAX_LENGTH - frame));
    assert!(parse(&fits).is_ok());
    assert_eq!(parse(&format!("{fits} ")).unwrap_err()[0].code, TOO_LONG);
    for piece in [
        "x\n",
        "x eq\n",
        "\"",
        "'",
        "\\",
        "=",
        "a == 5 and ",
        "x ",
        "a.",
        "# \u{202e}\n",
        "\"\\q\" ",
        "a eq \"x\" or ",
        "5",
        "x",
        "\u{301}",
    ] {
        let many = piece.repeat(100_000 / piece.len());
        assert!(parse(&many).is_err(), "{piece}");
    }
}

#[test]
fn nothing_to_read() {
    for text in ["", " ", "\n\r\n\t", "# only a comment", "\n# one\n  # two"] {
        assert_eq!(
            parse(text).unwrap_err()[0].code,
            EMPTY_CONDITION,
            "{text:?}"
        );
    }
}
