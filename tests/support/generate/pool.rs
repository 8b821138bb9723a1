//! The texts, numbers and points in time that events and literals are drawn from.

use super::schema::Log;
use proptest::prelude::*;
use proptest::sample::select;
use std::sync::LazyLock;
use transpile_sdk::cidr::Network;
use transpile_sdk::glob::Glob;
use transpile_sdk::ir::Number;
use transpile_sdk::regex::Regex;
use transpile_sdk::time::Timestamp;

/// The texts that occur most, so that literals often meet them.
const COMMON: &[&str] = &["Root", "arn:aws:iam::1:role/Admin", "5", "10.0.0.1"];

/// Plain texts, texts that look like something else, and texts that are hard to quote.
const TEXTS: &[&str] = &[
    "",
    "root",
    "ROOT",
    "AssumedRole",
    "arn:aws:iam::123456789012:role/Admin",
    "a,b,,c",
    "aws-internal/3",
    "x:y",
    "-1.50",
    "1e3",
    " 5",
    "5d",
    "+5",
    "NaN",
    "1e999",
    "9007199254740993",
    "true",
    "False",
    "null",
    "-",
    r#"{"code":"Root","n":5,"items":["Root",null]}"#,
    r#"["Root",5,{"code":5}]"#,
    r#"{"n":1,"n":5}"#,
    "\"Root\"",
    "{not json}",
    "it's",
    "say \"hi\"",
    "100%",
    "a_b",
    "a*b",
    r"back\slash",
    r"\",
    "two\nlines",
    "tab\tend\r\n",
    " padded \u{b}",
    "nul\0end",
    "😀",
    "e\u{301}",
    "é",
    "\u{202e}gnp",
    "\u{feff}bom",
    "İstanbul",
    "istanbul",
    "straße",
    "STRASSE",
    "ſK",
    "Σίσυφος",
];

/// What is an address, as a schema's `ip` holds it.
const ADDRESSES: &[&str] = &[
    "10.0.0.1",
    "10.0.0.1",
    "10.0.0.1",
    "10.255.0.1",
    "172.16.5.4",
    "172.32.0.1",
    "192.168.1.1",
    "8.8.8.8",
    "0.0.0.0",
    "255.255.255.255",
    "::",
    "::1",
    "fc00::1",
    "FC00::1",
    "2600:1ffe::1",
    "::ffff:10.0.0.1",
];

/// What only looks like one.
const NO_ADDRESSES: &[&str] = &[
    "AWS Internal",
    "s3.amazonaws.com",
    "010.0.0.1",
    "10.0.0.1 ",
    "10.0.0",
    "10.0.0.1/32",
    "fe80::1%eth0",
    "[::1]",
];

const NETWORKS: &[&str] = &[
    "10.0.0.0/8",
    "10.0.0.0/8",
    "10.0.0.0/8",
    "10.0.0.1/32",
    "172.16.0.0/12",
    "192.168.0.0/16",
    "0.0.0.0/0",
    "::/0",
    "fc00::/7",
    "2600::/16",
    "::ffff:0:0/96",
];

const INSTANTS: &[&str] = &[
    "2024-05-01T12:00:00Z",
    "2024-05-01T14:00:00+02:00",
    "2024-05-01T12:00:00.000Z",
    "2024-05-01 12:00:00",
    "2024-05-01 12:00:01",
    "2024-05-01T12:00:00.5Z",
    "2024-05-01 12:00:00.500",
    "2024-04-30T23:59:59-12:00",
    "1970-01-01T00:00:00Z",
    "2024-05-01T12:00:01Z",
];

const INTEGERS: &[i64] = &[
    -1,
    2,
    22,
    1000,
    (1 << 53) - 1,
    1 << 53,
    (1 << 53) + 1,
    i64::MAX - 1,
    i64::MAX,
    i64::MIN,
];

const DOUBLES: &[f64] = &[
    0.0,
    -0.0,
    0.5,
    -1.5,
    1.5,
    5.0,
    1000.0,
    0.1,
    9_007_199_254_740_992.0,
    9_223_372_036_854_775_808.0,
    -9_223_372_036_854_775_808.0,
    1e300,
];

const PATTERNS: &[&str] = &[
    "^Root$",
    "(?i)root",
    r"\d+",
    r"^arn:aws:iam::\d+:role/",
    r"\bAdmin\b",
    "[^a-z]",
    ".",
    r"\s",
    r"\S",
    "a|5",
    "^$",
    "^.$",
    "^.*$",
    r"\x{1F600}",
    r"^[A-Z]\w*$",
    "(?i)straße",
    "(?i)k",
    r"\\",
    r"[%_]",
    "(oo|ss)+?",
];

const GLOBS: &[&str] = &[
    "",
    "*",
    "?",
    "??*",
    "Root",
    "R*",
    "*oo*",
    "1*1",
    "a*:role/*",
    "[Rr]oot",
    "[!a-z]*",
    "arn:*:role/*",
    "[",
    "*%*",
    "a[*]b",
    "*\n*",
    "*[0-9]",
    "*é*",
];

/// The keys of open objects, and of the objects inside them.
pub(super) const KEYS: &[&str] = &["bucketName", "code", "n", "items", "a.b", "İ key"];

/// A text; now and then one that nobody thought of.
pub(super) fn text() -> BoxedStrategy<String> {
    prop_oneof![
        24 => select(COMMON).prop_map(str::to_owned),
        10 => select(TEXTS).prop_map(str::to_owned),
        2 => select(ADDRESSES).prop_map(str::to_owned),
        1 => select(NO_ADDRESSES).prop_map(str::to_owned),
        1 => select(INSTANTS).prop_map(str::to_owned),
        1 => any::<String>(),
    ]
    .boxed()
}

/// A piece of a text, for prefixes and the like.
pub(super) fn piece() -> BoxedStrategy<String> {
    let length = prop_oneof![2 => Just(usize::MAX), 3 => Just(1), 1 => 0..4_usize];
    (text(), length, any::<bool>())
        .prop_map(|(text, length, front)| {
            let skip = if front {
                0
            } else {
                text.chars().count().saturating_sub(length)
            };
            text.chars().skip(skip).take(length).collect()
        })
        .boxed()
}

/// Text that is an address.
pub(super) fn address() -> BoxedStrategy<String> {
    select(ADDRESSES).prop_map(str::to_owned).boxed()
}

/// Text that a line of words can hold.
pub(super) fn word() -> BoxedStrategy<String> {
    text()
        .prop_map(|text| {
            let kept = text
                .chars()
                .filter(|c| !c.is_control() && !" \"".contains(*c));
            let kept: String = kept.collect();
            if kept.is_empty() || kept == "-" {
                "Root".to_owned()
            } else {
                kept
            }
        })
        .boxed()
}

/// A number of bytes or milliseconds.
pub(super) fn size() -> BoxedStrategy<i64> {
    integer()
        .prop_map(|int| int.checked_abs().unwrap_or(i64::MAX))
        .boxed()
}

/// Text that is a point in time, as such a log writes it.
pub(super) fn instant_in(log: Log) -> BoxedStrategy<String> {
    let all: Vec<&str> = INSTANTS
        .iter()
        .copied()
        .filter(|text| match log {
            Log::Anything => true,
            Log::Aws => text.parse::<Timestamp>().is_ok(),
            Log::Words => text.len() == 19,
        })
        .collect();
    select(all).prop_map(str::to_owned).boxed()
}

/// A point in time.
pub(super) fn timestamp() -> BoxedStrategy<Timestamp> {
    static ALL: LazyLock<Vec<Timestamp>> = LazyLock::new(|| {
        let formats = super::timestamp_formats();
        INSTANTS
            .iter()
            .filter_map(|text| Timestamp::parse(text, &formats))
            .collect()
    });
    select(ALL.as_slice()).boxed()
}

/// An integer.
pub(super) fn integer() -> BoxedStrategy<i64> {
    prop_oneof![8 => select(&[0, 1, 5]), 4 => select(INTEGERS), 1 => -3..8_i64, 1 => any::<i64>()]
        .boxed()
}

/// A number; a double may be a whole number.
pub(super) fn number() -> BoxedStrategy<Number> {
    let double = prop_oneof![8 => select(DOUBLES), 1 => any::<f64>().prop_filter("finite", |d| d.is_finite())];
    prop_oneof![2 => integer().prop_map(Number::Int), 1 => double.prop_map(Number::Double)].boxed()
}

/// One or more networks.
pub(super) fn networks() -> BoxedStrategy<Vec<Network>> {
    static ALL: LazyLock<Vec<Network>> = LazyLock::new(|| {
        NETWORKS
            .iter()
            .filter_map(|text| text.parse().ok())
            .collect()
    });
    proptest::collection::vec(select(ALL.as_slice()), 1..3).boxed()
}

/// A pattern.
pub(super) fn pattern() -> BoxedStrategy<Regex> {
    static ALL: LazyLock<Vec<Regex>> = LazyLock::new(|| {
        PATTERNS
            .iter()
            .filter_map(|text| Regex::new(*text).ok())
            .collect()
    });
    select(ALL.as_slice()).boxed()
}

/// A glob.
pub(super) fn glob() -> BoxedStrategy<Glob> {
    prop_oneof![4 => select(GLOBS).prop_map(Glob::new), 1 => piece().prop_map(Glob::new)].boxed()
}

#[test]
fn every_pattern_and_network_is_one() {
    for text in PATTERNS {
        assert!(Regex::new(*text).is_ok(), "{text}");
    }
    for text in NETWORKS {
        assert!(text.parse::<Network>().is_ok(), "{text}");
    }
    for text in INSTANTS {
        assert!(
            Timestamp::parse(text, &super::timestamp_formats()).is_some(),
            "{text}"
        );
    }
}
