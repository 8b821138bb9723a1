//! Tests of single values: null, equality, text, order, addresses.

use super::*;

// Null.

#[test]
fn null_answers_no_to_all_but_four_tests() {
    let no = [
        eq(""),
        Test::Eq(int(0)),
        Test::Eq(Scalar::Bool(false)),
        Test::In(vec![text(""), int(0)]),
        Test::In(vec![]),
        Test::ContainsText(String::new()),
        Test::ContainsElement(text("")),
        Test::StartsWith(String::new()),
        Test::EndsWith(String::new()),
        Test::Wildcard(Glob::new("*")),
        Test::Regex(Regex::new("").unwrap()),
        Test::Compare(Ge, int(0)),
        Test::Compare(Le, int(0)),
        Test::Cidr(vec!["0.0.0.0/0".parse().unwrap(), "::/0".parse().unwrap()]),
        Test::IsIp,
        Test::IsPrivateIp,
        Test::IsType(JsonType::String),
        Test::IsType(JsonType::Object),
    ];
    let yes = [
        Test::IsNull,
        Test::IsMissing,
        Test::IsFalsy,
        Test::EqField(at("y")),
    ];
    // Absent, null, and a path through what is no object or has no such index.
    let events = [
        "{}",
        r#"{"x":null}"#,
        r#"{"x":"text"}"#,
        r#"{"x":[]}"#,
        r#"{"x":{"a":null}}"#,
    ];
    for json in events {
        for path in ["x.a", "x.0"] {
            for test in &no {
                answers(json, &ask(at(path), test.clone()), false);
            }
            for test in &yes {
                answers(json, &ask(at(path), test.clone()), true);
            }
        }
    }
}

#[test]
fn null_empty_and_falsy_are_three_questions() {
    splits(
        &Test::IsNull,
        &["null", r#""""#],
        &["0", "false", "[]", "{}", r#"" ""#, r#""null""#],
    );
    splits(
        &Test::IsMissing,
        &["null"],
        &[r#""""#, "0", "false", "[]", "{}"],
    );
    splits(
        &Test::IsFalsy,
        &[
            "null", r#""""#, "0", "-0", "0.0", "0e9", "false", "[]", "{}",
        ],
        &[
            r#""0""#,
            r#"" ""#,
            "1",
            "0.1",
            "1e999",
            "true",
            "[null]",
            r#"{"a":null}"#,
        ],
    );
}

#[test]
fn a_key_may_be_there_without_a_value() {
    let has = |path| ask(at(path), Test::HasKey);
    answers(r#"{"x":null}"#, &has("x"), true);
    answers("{}", &has("x"), false);
    answers(r#"{"x":{"a":null}}"#, &has("x.a"), true);
    answers(r#"{"x":{"A":1}}"#, &has("x.a"), false);
    answers(r#"{"x":"a"}"#, &has("x.a"), false);
    answers(r#"{"x":null}"#, &has("x.a"), false);
    answers(r#"{"x":[1,null]}"#, &has("x.1"), true);
    answers(r#"{"x":[1,null]}"#, &has("x.2"), false);
    answers(r#"{"x":{"0":1}}"#, &has("x.0"), false);
    let of_elements = each(Quantifier::All, x(), ask(at("@e.a"), Test::HasKey));
    answers(r#"{"x":[{"a":null},{"a":1}]}"#, &of_elements, true);
    answers(r#"{"x":[{"a":null},{}]}"#, &of_elements, false);
}

// Equality.

#[test]
fn equality_is_strict_about_types() {
    splits(
        &eq("5"),
        &[r#""5""#],
        &["5", "5.0", r#""5.0""#, r#"" 5""#, r#"["5"]"#],
    );
    splits(
        &Test::Eq(int(5)),
        &["5", "5.0", "5e0", "50e-1"],
        &[r#""5""#, "5.1", "[5]", "true"],
    );
    splits(&Test::Eq(int(1)), &["1"], &["true", r#""1""#]);
    splits(
        &Test::Eq(Scalar::Bool(true)),
        &["true"],
        &["false", "1", r#""true""#, r#""True""#],
    );
    splits(&eq(""), &[r#""""#], &["null", "[]", "0", "false"]);
    splits(
        &Test::In(vec![text("a"), int(5), Scalar::Bool(false)]),
        &[r#""a""#, "5.0", "false"],
        &[r#""5""#, "0", "null", r#"["a"]"#],
    );
}

#[test]
fn text_is_equal_by_code_point() {
    splits(
        &eq("é"),
        &[r#""é""#, r#""\u00e9""#],
        &["\"e\u{301}\"", r#""É""#],
    );
    splits(
        &eq("Root"),
        &[r#""Root""#],
        &[r#""root""#, r#""Root ""#, "\"Root\\u0000\""],
    );
    splits(&eq("😀"), &[r#""\ud83d\ude00""#], &[r#""\ud83d""#]);
}

#[test]
fn numbers_are_equal_by_exact_value() {
    splits(
        &Test::Eq(int(9_007_199_254_740_993)),
        &["9007199254740993"],
        &[
            "9007199254740992",
            "9007199254740992.0",
            "9007199254740993.0",
        ],
    );
    splits(
        &Test::Eq(double(0.1)),
        &["0.1", "0.10", "1e-1"],
        &["0.10000000000000001e1"],
    );
    splits(
        &Test::Eq(int(i64::MAX)),
        &["9223372036854775807"],
        &["9223372036854775808", "9223372036854775807.0"],
    );
    splits(
        &Test::Eq(double(9_223_372_036_854_775_808.0)),
        &[
            "9223372036854775808",
            "9223372036854775809",
            "9.223372036854775808e18",
        ],
        &["9223372036854775807"],
    );
    splits(
        &Test::Eq(int(0)),
        &["0", "-0", "-0.0"],
        &[r#""0""#, "false"],
    );
    // No double can hold it: a number, but of no value.
    splits(&Test::Eq(double(f64::MAX)), &[], &["1e999"]);
    splits(&Test::Compare(Gt, int(0)), &[], &["1e999", r#""1e999""#]);
    splits(&Test::IsType(JsonType::Number), &["1e999"], &[]);
}

#[test]
fn fields_are_equal_as_scalars_or_both_null() {
    let same = |json: &str, expected| answers(json, &ask(x(), Test::EqField(at("y"))), expected);
    same(r#"{"x":"a","y":"a"}"#, true);
    same(r#"{"x":"a","y":"A"}"#, false);
    same(r#"{"x":5,"y":5.0}"#, true);
    same(r#"{"x":5,"y":"5"}"#, false);
    same(r#"{"x":true,"y":true}"#, true);
    same(r#"{"x":true,"y":1}"#, false);
    same(r#"{"x":null}"#, true);
    same(r#"{"x":"","y":null}"#, false);
    same(r#"{"y":"a"}"#, false);
    same(r#"{"x":[1],"y":[1]}"#, false);
    same(r#"{"x":{},"y":{}}"#, false);
    same(r#"{"x":1e999,"y":1e999}"#, false);
}

// Points in time.

#[test]
fn timestamps_are_instants() {
    let noon = instant("2024-05-01T12:00:00Z");
    splits(
        &Test::Eq(noon.clone()),
        &[
            r#""2024-05-01T12:00:00Z""#,
            r#""2024-05-01T14:00:00.000+02:00""#,
            r#""2024-05-01 12:00:00""#,
        ],
        &[
            r#""2024-05-01T12:00:00.001Z""#,
            r#""2024-05-01""#,
            r#""noon""#,
            r#""""#,
            "1714564800",
        ],
    );
    splits(
        &Test::Compare(Ge, noon.clone()),
        &[
            r#""2024-05-01T12:00:00Z""#,
            r#""2024-05-01T12:00:00-01:00""#,
        ],
        &[r#""2024-05-01T12:00:00+01:00""#, r#""z""#, "9999999999999"],
    );
    splits(
        &Test::ContainsElement(noon),
        &[r#"["2024-05-01 12:00:00"]"#],
        &[r#"["2024-05-01 12:00:01"]"#],
    );
    let time = |path| typed(path, Type::Timestamp);
    let same = ask(time("x"), Test::EqField(time("y")));
    answers(
        r#"{"x":"2024-05-01T12:00:00Z","y":"2024-05-01T13:00:00+01:00"}"#,
        &same,
        true,
    );
    answers(r#"{"x":"never","y":"never"}"#, &same, false);
    answers("{}", &same, true);
    assert!(Timestamp::parse("2024-05-01 12:00:00", &[]).is_none());
}

// Text.

#[test]
fn text_tests_hold_on_text_alone() {
    splits(
        &Test::ContainsText("oo".into()),
        &[r#""Root""#, r#""oo""#],
        &[r#""ROOT""#, r#"["oo"]"#, r#"{"oo":1}"#],
    );
    splits(&Test::ContainsText("5".into()), &[r#""15""#], &["5", "15"]);
    splits(
        &Test::ContainsText(String::new()),
        &[r#""""#, r#""a""#],
        &["5", "[]"],
    );
    splits(
        &Test::StartsWith("a_".into()),
        &[r#""a_b""#],
        &[r#""ab_""#, r#""A_b""#],
    );
    splits(
        &Test::EndsWith("%".into()),
        &[r#""100%""#, r#""%""#],
        &[r#""100""#, r#""%\n""#],
    );
}

#[test]
fn contains_looks_for_equal_elements() {
    splits(
        &Test::ContainsElement(text("5")),
        &[r#"["5"]"#, r#"[null,"5"]"#],
        &[
            "[5]",
            "[]",
            r#"[["5"]]"#,
            r#""5""#,
            r#"["15"]"#,
            r#"{"5":1}"#,
        ],
    );
    splits(
        &Test::ContainsElement(int(5)),
        &["[1,5.0]"],
        &[r#"["5"]"#, "5"],
    );
}

#[test]
fn globs_cover_the_whole_text() {
    let glob = |source: &str| Test::Wildcard(Glob::new(source));
    splits(
        &glob("R*t"),
        &[r#""Root""#, r#""Rt""#, r#""R\nt""#],
        &[r#""Root ""#, r#"" Root""#, r#""root""#],
    );
    splits(
        &glob("?"),
        &[r#""a""#, r#""😀""#, r#""\n""#],
        &[r#""""#, r#""ab""#, "\"e\u{301}\"", "5"],
    );
    splits(&glob("[a-c]"), &[r#""b""#], &[r#""d""#, r#""-""#]);
    splits(
        &glob("[!a-c]"),
        &[r#""d""#, r#""\n""#],
        &[r#""a""#, r#""""#],
    );
    splits(&glob("[]]"), &[r#""]""#], &[r#""[]]""#]);
    splits(&glob("a["), &[r#""a[""#], &[r#""a""#]);
    splits(&glob("[*]"), &[r#""*""#], &[r#""a""#]);
    splits(&glob("\\*"), &[r#""\\""#, r#""\\a""#], &[r#""*""#]);
    splits(&glob(""), &[r#""""#], &[r#""a""#, "null"]);
}

#[test]
fn patterns_are_ascii_and_found_anywhere() {
    let pattern =
        |source: &str| Test::Regex(Regex::new(source).unwrap_or_else(|_| panic!("{source}")));
    splits(&pattern("oo"), &[r#""Root""#], &[r#""ROOT""#, "5"]);
    splits(
        &pattern("^Root$"),
        &[r#""Root""#],
        &[r#""Root\n""#, r#""\nRoot""#, r#""a\nRoot\nb""#],
    );
    splits(&pattern(r"\d"), &[r#""5""#], &[r#""५""#]);
    splits(&pattern(r"\D"), &[r#""५""#], &[r#""5""#]);
    splits(
        &pattern(r"^\w$"),
        &[r#""_""#, r#""Z""#],
        &[r#""é""#, r#""-""#],
    );
    splits(
        &pattern(r"\s"),
        &[r#"" ""#, r#""\t""#, r#""\n""#, r#""\f""#, r#""\r""#],
        &[r#""\u000b""#, r#""\u00a0""#, r#""\u0085""#],
    );
    splits(
        &pattern(r"a\b"),
        &[r#""a""#, r#""aé""#, r#""a-b""#],
        &[r#""ab""#, r#""a_""#],
    );
    splits(&pattern(r"a\B"), &[r#""ab""#], &[r#""aé""#]);
    splits(
        &pattern("^.$"),
        &[r#""😀""#, r#""\r""#, r#""\u2028""#],
        &[r#""\n""#, r#""""#],
    );
    splits(
        &pattern("(?i)k"),
        &[r#""k""#, r#""K""#, "\"\u{212a}\""],
        &[r#""c""#],
    );
    splits(&pattern("(?i)straße"), &[r#""STRAẞE""#], &[r#""STRASSE""#]);
    splits(&pattern("^(?:a|b){2}?$"), &[r#""ab""#], &[r#""a""#]);
    splits(&pattern(""), &[r#""""#, r#""a""#], &["null", "0"]);
    splits(
        &pattern("^.{1000}$"),
        &[&format!("\"{}\"", "é".repeat(1000))],
        &[&format!("\"{}\"", "é".repeat(999))],
    );
}
