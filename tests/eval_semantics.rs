//! What every test, function and quantifier answers: one row for each thing that is settled.
//!
//! A row is a value (as JSON text, the field `x` of an event), a question and the answer. Each row is
//! checked three times: as it is, with the predicate negated, and with a `not` around it.
#![expect(clippy::panic, reason = "the helpers of a test fail it")]

use transpile::eval::{EvalError, Evaluator, Event, Options};
use transpile_sdk::diagnostic::Span;
use transpile_sdk::glob::Glob;
use transpile_sdk::ir::Comparison::{Ge, Gt, Le, Lt};
use transpile_sdk::ir::{
    Argument, Call, Comparison, Condition, Facts, Field, Function, JsonType, Number, Origin,
    Predicate, Quantified, Quantifier, Root, Scalar, Step, Test, Type, Value,
};
use transpile_sdk::regex::Regex;
use transpile_sdk::time::Timestamp;

// What conditions are built of.

/// The field at a path with dots and numbers: `a.0.b`. `@e` begins at the element `e`.
fn typed(path: &str, ty: Type) -> Value {
    let mut parts = path.split('.').peekable();
    let root = match parts.peek().and_then(|part| part.strip_prefix('@')) {
        Some(name) => {
            parts.next();
            Root::Element(name.into())
        }
        None => Root::Event,
    };
    let steps = parts.map(|part| {
        part.parse()
            .map_or_else(|_| Step::Key(part.into()), Step::Index)
    });
    Value::Field(Field {
        root,
        steps: steps.collect(),
        ty,
        facts: Facts::default(),
    })
}

fn at(path: &str) -> Value {
    typed(path, Type::Json)
}

fn x() -> Value {
    at("x")
}

fn ask(value: Value, test: Test) -> Condition {
    Condition::Predicate(Predicate {
        value,
        negated: false,
        test,
        origin: Origin::default(),
    })
}

fn text(text: &str) -> Scalar {
    Scalar::String(text.into())
}

fn int(int: i64) -> Scalar {
    Scalar::Number(Number::Int(int))
}

fn double(double: f64) -> Scalar {
    Scalar::Number(Number::Double(double))
}

fn instant(text: &str) -> Scalar {
    Scalar::Timestamp(text.parse().unwrap_or_else(|_| panic!("{text}")))
}

fn eq(literal: &str) -> Test {
    Test::Eq(text(literal))
}

fn call(function: Function, operand: Value, arguments: Vec<Argument>) -> Value {
    Value::Call(Call {
        function,
        operand: Box::new(operand),
        arguments,
        steps: Vec::new(),
    })
}

fn with(literals: impl IntoIterator<Item = Scalar>) -> Vec<Argument> {
    literals.into_iter().map(Argument::Scalar).collect()
}

fn steps(value: Value, path: &str) -> Value {
    let (Value::Call(call), Value::Field(field)) = (value, at(path)) else {
        panic!("steps go into a call");
    };
    Value::Call(Call {
        steps: field.steps,
        ..call
    })
}

fn each(quantifier: Quantifier, array: Value, body: Condition) -> Condition {
    Condition::Quantified(Quantified {
        quantifier,
        array,
        element: "e".into(),
        body: Box::new(body),
        origin: Origin::default(),
    })
}

fn not(condition: Condition) -> Condition {
    Condition::Not(Box::new(condition))
}

// How rows are checked.

fn event(json: &str) -> Event {
    Event::parse(json).unwrap_or_else(|error| panic!("{json}: {error}"))
}

fn evaluator(condition: &Condition) -> Evaluator {
    let options = Options {
        timestamp_formats: vec!["%Y-%m-%d %H:%M:%S".into()],
    };
    Evaluator::new(condition, options).unwrap_or_else(|error| panic!("{error}"))
}

#[track_caller]
fn answers(event_json: &str, condition: &Condition, expected: bool) {
    let event = event(event_json);
    let negated = condition.clone().complement();
    for (condition, expected) in [
        (condition, expected),
        (&negated, !expected),
        (&not(condition.clone()), !expected),
    ] {
        assert_eq!(
            evaluator(condition).matches(&event),
            expected,
            "{event_json}\n{condition:?}"
        );
    }
}

/// Values of `x` for which the test says yes, and others for which it says no.
#[track_caller]
fn splits(test: &Test, yes: &[&str], no: &[&str]) {
    for (values, expected) in [(yes, true), (no, false)] {
        for value in values {
            answers(
                &format!("{{\"x\":{value}}}"),
                &ask(x(), test.clone()),
                expected,
            );
        }
    }
}

/// What a function of `x` gives, as text of the result; `None` for null.
#[track_caller]
fn gives(value: &Value, json: &str, expected: Option<&str>) {
    let test = match expected {
        None => Test::IsMissing,
        Some(expected) => eq(expected),
    };
    let as_text = call(Function::Text, value.clone(), vec![]);
    answers(&format!("{{\"x\":{json}}}"), &ask(as_text, test), true);
}

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

// Order.

#[test]
fn order_is_numeric() {
    let than = |comparison, literal| Test::Compare(comparison, literal);
    splits(
        &than(Gt, int(5)),
        &["6", "5.1", r#""6""#, r#""5.5""#, r#""1e3""#, r#""10""#],
        &["5", r#""5""#, "4", r#""-6""#],
    );
    splits(&than(Ge, int(5)), &["5", "5.0", r#""5.0""#], &["4.999"]);
    splits(&than(Lt, int(5)), &["-1", r#""-0""#], &["5", r#""""#]);
    splits(&than(Le, double(0.5)), &["0.5", "0", r#""5e-1""#], &["1"]);
    let not_numbers = [
        r#"" 5""#,
        r#""5 ""#,
        r#""5d""#,
        r#""+5""#,
        r#""05""#,
        r#""0x5""#,
        r#""NaN""#,
        r#""Infinity""#,
        r#""५""#,
        r#""""#,
        "true",
        "[5]",
        "{}",
    ];
    for comparison in [Gt, Ge, Lt, Le] {
        splits(&than(comparison, int(0)), &[], &not_numbers);
    }
    splits(
        &than(Lt, double(9_007_199_254_740_992.0)),
        &["9007199254740991"],
        &["9007199254740992", "9007199254740993"],
    );
    splits(
        &than(Gt, double(9_007_199_254_740_992.0)),
        &["9007199254740993"],
        &["9007199254740992.0"],
    );
    splits(
        &than(Lt, double(1e300)),
        &["9223372036854775807", "-1e300"],
        &["1e301"],
    );
}

// Addresses.

#[test]
fn networks_hold_addresses_of_their_family() {
    let inside =
        |networks: &[&str]| Test::Cidr(networks.iter().map(|text| text.parse().unwrap()).collect());
    splits(
        &inside(&["10.1.2.3/8"]),
        &[r#""10.0.0.1""#, r#""10.255.255.255""#],
        &[
            r#""11.0.0.1""#,
            r#""::ffff:10.0.0.1""#,
            r#""010.0.0.1""#,
            r#""10.0.0.1 ""#,
            r#""10.0.0.1/32""#,
            r#""10.1""#,
            r#""167772161""#,
            "167772161",
            r#""""#,
            r#""AWS Internal""#,
            r#"["10.0.0.1"]"#,
        ],
    );
    splits(
        &inside(&["::/0"]),
        &[r#""::1""#, r#""::ffff:10.0.0.1""#],
        &[r#""10.0.0.1""#, r#""fe80::1%eth0""#, r#""[::1]""#],
    );
    splits(
        &inside(&["2600:1FFE::/32"]),
        &[r#""2600:1ffe:0:0::1""#],
        &[r#""2600:1fff::1""#],
    );
    splits(
        &inside(&["10.0.0.1", "::1"]),
        &[r#""10.0.0.1""#, r#""0:0:0:0:0:0:0:1""#],
        &[r#""10.0.0.2""#],
    );
    splits(&inside(&[]), &[], &[r#""10.0.0.1""#]);
    splits(
        &Test::IsIp,
        &[r#""0.0.0.0""#, r#""::""#, r#""::ffff:1.2.3.4""#],
        &[
            r#""256.0.0.1""#,
            r#""1.2.3""#,
            r#""1.2.3.04""#,
            r#""fe80::1%1""#,
            "1",
        ],
    );
    splits(
        &Test::IsPrivateIp,
        &[
            r#""10.0.0.1""#,
            r#""172.16.0.1""#,
            r#""172.31.255.255""#,
            r#""192.168.0.1""#,
            r#""fc00::1""#,
            r#""fdff::""#,
        ],
        &[
            r#""172.32.0.1""#,
            r#""127.0.0.1""#,
            r#""169.254.0.1""#,
            r#""fe80::1""#,
            r#""::ffff:10.0.0.1""#,
            r#""::1""#,
        ],
    );
}

#[test]
fn json_types_are_told_apart() {
    let values = [
        (JsonType::String, r#""""#),
        (JsonType::Number, "0"),
        (JsonType::Bool, "false"),
        (JsonType::Array, "[]"),
        (JsonType::Object, "{}"),
    ];
    for (asked, _) in values {
        for (own, value) in values {
            answers(
                &format!("{{\"x\":{value}}}"),
                &ask(x(), Test::IsType(asked)),
                asked == own,
            );
        }
    }
}

// Functions.

#[test]
fn case_is_mapped_one_to_one() {
    let lower = call(Function::Lower, x(), vec![]);
    let upper = call(Function::Upper, x(), vec![]);
    gives(&lower, r#""ÀB-1ẞ""#, Some("àb-1ß"));
    gives(&lower, r#""İI""#, Some("ii"));
    gives(&lower, r#""ΣΑΣ""#, Some("σασ"));
    gives(&upper, r#""straße""#, Some("STRAßE"));
    gives(&upper, r#""ıſŉ""#, Some("ISŉ"));
    gives(&upper, r#""ǆ""#, Some("Ǆ"));
    for other in ["5", "true", "null", r#"["a"]"#, "{}"] {
        gives(&lower, other, None);
        gives(&upper, other, None);
    }
}

#[test]
fn trim_takes_six_characters_off() {
    let trim = call(Function::Trim, x(), vec![]);
    gives(&trim, r#"" \t\n\r\u000b\fa b\f ""#, Some("a b"));
    gives(&trim, r#"" \n ""#, Some(""));
    gives(&trim, r#""\u00a0a\u0085""#, Some("\u{a0}a\u{85}"));
    gives(&trim, r#""\u001ca""#, Some("\u{1c}a"));
    gives(&trim, "5", None);
}

#[test]
fn length_counts_code_points_or_elements() {
    let length = call(Function::Length, x(), vec![]);
    gives(&length, r#""""#, Some("0"));
    gives(&length, "\"e\u{301}😀\"", Some("3"));
    gives(&length, "[]", Some("0"));
    gives(&length, "[null,1,null]", Some("3"));
    gives(&length, "{\"a\":1}", None);
    gives(&length, "123", None);
    gives(&length, "null", None);
}

#[test]
fn split_keeps_empty_parts() {
    let split = |separator: &str| call(Function::Split, x(), with([text(separator)]));
    gives(&split(","), r#""a,b,,c""#, Some(r#"["a","b","","c"]"#));
    gives(&split(","), r#"",""#, Some(r#"["",""]"#));
    gives(&split(","), r#""""#, Some(r#"[""]"#));
    gives(&split("::"), r#""a:::b""#, Some(r#"["a",":b"]"#));
    gives(&split(","), r#"["a,b"]"#, None);
    gives(&steps(split(","), "1"), r#""a,b""#, Some("b"));
    gives(&steps(split(","), "2"), r#""a,b""#, None);
    let by_field = call(Function::Split, at("x.0"), vec![Argument::Value(at("x.1"))]);
    gives(&by_field, r#"["a-b","-"]"#, Some(r#"["a","b"]"#));
    for separator in [r#""""#, "null", "5"] {
        gives(&by_field, &format!(r#"["a-b",{separator}]"#), None);
    }
}

#[test]
fn concat_takes_text_alone() {
    let concat = call(
        Function::Concat,
        at("x.0"),
        vec![Argument::Scalar(text("/")), Argument::Value(at("x.1"))],
    );
    gives(&concat, r#"["a","b"]"#, Some("a/b"));
    gives(&concat, r#"["",""]"#, Some("/"));
    for arguments in [
        r#"["a"]"#,
        r#"["a",null]"#,
        r#"[null,"b"]"#,
        r#"["a",5]"#,
        r#"[5,"b"]"#,
    ] {
        gives(&concat, arguments, None);
    }
}

#[test]
fn replace_goes_from_left_to_right() {
    let replace = |from: &str, to: &str| call(Function::Replace, x(), with([text(from), text(to)]));
    gives(&replace("aa", "b"), r#""aaaaa""#, Some("bba"));
    gives(&replace("a", "aa"), r#""aba""#, Some("aabaa"));
    gives(&replace(".", "$0"), r#""a.b""#, Some("a$0b"));
    gives(&replace("b", ""), r#""abc""#, Some("ac"));
    gives(&replace("", "x"), r#""abc""#, None);
    let by_field = call(
        Function::Replace,
        at("x.0"),
        vec![Argument::Value(at("x.1")), Argument::Value(at("x.2"))],
    );
    gives(&by_field, r#"["abc","b","B"]"#, Some("aBc"));
    gives(&by_field, r#"["abc","","B"]"#, None);
    gives(&by_field, r#"["abc","b",null]"#, None);
}

#[test]
fn substring_counts_code_points_from_0() {
    let substring = |arguments: Vec<i64>| {
        call(
            Function::Substring,
            x(),
            with(arguments.into_iter().map(int)),
        )
    };
    gives(&substring(vec![1]), r#""a😀b""#, Some("😀b"));
    gives(&substring(vec![1, 1]), r#""a😀b""#, Some("😀"));
    gives(&substring(vec![0, 0]), r#""abc""#, Some(""));
    gives(&substring(vec![1, 99]), r#""abc""#, Some("bc"));
    gives(&substring(vec![1, i64::MAX]), r#""abc""#, Some("bc"));
    gives(&substring(vec![3]), r#""abc""#, Some(""));
    gives(&substring(vec![i64::MAX]), r#""abc""#, Some(""));
    gives(&substring(vec![-1]), r#""abc""#, None);
    gives(&substring(vec![0, -1]), r#""abc""#, None);
    gives(&substring(vec![0]), "123", None);
    let by_field = call(
        Function::Substring,
        at("x.0"),
        vec![Argument::Value(at("x.1"))],
    );
    gives(&by_field, r#"["abc",1]"#, Some("bc"));
    gives(&by_field, r#"["abc",1.0]"#, Some("bc"));
    gives(&by_field, r#"["abc",1e300]"#, Some(""));
    for start in ["null", "1.5", r#""1""#, "-1", "-1e300", "1e999"] {
        gives(&by_field, &format!(r#"["abc",{start}]"#), None);
    }
}

#[test]
fn json_is_what_the_standard_says() {
    let json = call(Function::Json, x(), vec![]);
    gives(
        &json,
        r#""{\"b\" : 1e3, \"a\": [1 ,2]}""#,
        Some(r#"{"b":1e3,"a":[1,2]}"#),
    );
    gives(&json, r#""{\"a\":1,\"a\":2}""#, Some(r#"{"a":2}"#));
    gives(&json, r#"" 5 ""#, Some("5"));
    gives(&json, r#""\"text\"""#, Some("text"));
    for text in [
        "",
        "null",
        "NaN",
        "Infinity",
        "{a:1}",
        "{'a':1}",
        "[1,]",
        "01",
        "1 2",
        "// c\\n1",
        "\\u00a01",
        "True",
        "\\\"a\\nb\\\"",
    ] {
        gives(&json, &format!("\"{text}\""), None);
    }
    gives(
        &json,
        &format!("\"{}1{}\"", "[".repeat(200), "]".repeat(200)),
        None,
    );
    gives(&json, r#"{"a":1}"#, None);
    gives(&json, "5", None);
    gives(
        &steps(json.clone(), "code"),
        r#""{\"code\":\"Denied\"}""#,
        Some("Denied"),
    );
    gives(
        &steps(json.clone(), "a.1.b"),
        r#""{\"a\":[0,{\"b\":true}]}""#,
        Some("true"),
    );
    gives(&steps(json.clone(), "code"), r#""{\"code\":null}""#, None);
    gives(&steps(json, "code"), r#""[1]""#, None);
}

#[test]
fn number_reads_what_is_one() {
    let number = call(Function::Number, x(), vec![]);
    let is = |json: &str, test| {
        answers(
            &format!("{{\"x\":{json}}}"),
            &ask(number.clone(), test),
            true,
        );
    };
    is("5", Test::Eq(int(5)));
    is(r#""5""#, Test::Eq(int(5)));
    is(r#""-1.5e1""#, Test::Eq(int(-15)));
    is(
        r#""9007199254740993""#,
        Test::Eq(int(9_007_199_254_740_993)),
    );
    for other in [
        "null",
        "true",
        r#""""#,
        r#"" 5""#,
        r#""5d""#,
        r#""+5""#,
        r#""NaN""#,
        r#""1e999""#,
        "1e999",
        "[5]",
        "{}",
    ] {
        is(other, Test::IsMissing);
    }
}

#[test]
fn text_keeps_what_was_written() {
    let as_text = call(Function::Text, x(), vec![]);
    for number in [
        "5",
        "5.0",
        "-0",
        "1.50",
        "1e3",
        "1E+3",
        "1e999",
        "12345678901234567890123",
    ] {
        gives(&as_text, number, Some(number));
    }
    gives(&as_text, "true", Some("true"));
    gives(&as_text, "false", Some("false"));
    gives(&as_text, r#""a\"b""#, Some("a\"b"));
    gives(&as_text, r#""""#, Some(""));
    gives(
        &as_text,
        r#"{ "b" : [1, "é\u0001/\""], "a" : null }"#,
        Some("{\"b\":[1,\"é\\u0001/\\\"\"],\"a\":null}"),
    );
    gives(&as_text, "null", None);
}

#[test]
fn functions_of_functions() {
    let trimmed = call(Function::Trim, x(), vec![]);
    gives(
        &call(Function::Lower, trimmed, vec![]),
        r#"" ROOT ""#,
        Some("root"),
    );
    let parts = call(Function::Split, x(), with([text(",")]));
    gives(
        &call(Function::Length, parts, vec![]),
        r#""a,b""#,
        Some("2"),
    );
}

// Arrays.

#[test]
fn quantifiers_count_elements() {
    let is_a = || ask(at("@e"), eq("a"));
    let rows = [
        (r#"["a","b"]"#, [true, false, false, true]),
        (r#"["a","a"]"#, [true, true, false, false]),
        (r#"["b",null]"#, [false, false, true, false]),
        ("[]", [false, true, true, false]),
        // What is not an array has no elements.
        (r#""a""#, [false, true, true, false]),
        (r#"{"a":"a"}"#, [false, true, true, false]),
        ("null", [false, true, true, false]),
        ("5", [false, true, true, false]),
    ];
    let quantifiers = [
        Quantifier::Any,
        Quantifier::All,
        Quantifier::None,
        Quantifier::One,
    ];
    for (value, expected) in rows {
        for (quantifier, expected) in quantifiers.into_iter().zip(expected) {
            answers(
                &format!("{{\"x\":{value}}}"),
                &each(quantifier, x(), is_a()),
                expected,
            );
        }
    }
    let missing = each(Quantifier::Any, x(), ask(at("@e"), Test::IsMissing));
    answers(r#"{"x":[1,null]}"#, &missing, true);
    let of_call = each(
        Quantifier::Any,
        call(Function::Split, x(), with([text(",")])),
        is_a(),
    );
    answers(r#"{"x":"b,a"}"#, &of_call, true);
}

#[test]
fn element_names_are_looked_up_from_the_inside() {
    let inner = each(
        Quantifier::Any,
        at("@e.list"),
        ask(at("@e"), Test::EqField(at("y"))),
    );
    answers(
        r#"{"x":[{"list":["b"]}],"y":"b"}"#,
        &each(Quantifier::Any, x(), inner.clone()),
        true,
    );
    answers(
        r#"{"x":[{"list":["b"]}],"y":"c"}"#,
        &each(Quantifier::Any, x(), inner),
        false,
    );
    // An element around stays visible; an event's field of the same name is not meant.
    let Condition::Quantified(outer) = each(
        Quantifier::One,
        x(),
        each(
            Quantifier::Any,
            at("@o.list"),
            ask(at("@e"), Test::EqField(at("@o.name"))),
        ),
    ) else {
        unreachable!()
    };
    let outer = Condition::Quantified(Quantified {
        element: "o".into(),
        ..outer
    });
    answers(
        r#"{"x":[{"name":"a","list":["b","a"]},{"name":"c","list":["b","a"]}],"o":{"name":"c"}}"#,
        &outer,
        true,
    );
    answers(r#"{"e":"a"}"#, &ask(at("@e"), Test::IsMissing), true);
}

// Putting together.

#[test]
fn and_or_not_and_constants() {
    let (yes, no) = (|| Condition::Const(true), || Condition::Const(false));
    let rows = [
        (Condition::And(vec![]), true),
        (Condition::Or(vec![]), false),
        (Condition::And(vec![yes(), no()]), false),
        (Condition::Or(vec![no(), yes()]), true),
        (not(no()), true),
        (not(ask(at("y"), eq("a"))), true),
        (Condition::And(vec![yes(), not(not(yes()))]), true),
    ];
    for (condition, expected) in rows {
        answers("{}", &condition, expected);
    }
}

#[test]
fn paths_are_spelled_exactly() {
    answers(r#"{"X":1}"#, &ask(x(), Test::IsMissing), true);
    answers(r#"{"a.b":1}"#, &ask(at("a.b"), Test::IsMissing), true);
    answers(
        r#"{"a":{"b":[0,{"c":1}]}}"#,
        &ask(at("a.b.1.c"), Test::Eq(int(1))),
        true,
    );
    answers(r#"{"x":1,"x":2}"#, &ask(x(), Test::Eq(int(2))), true);
}

#[test]
fn depth_is_bounded() {
    let and = |inner| Condition::And(vec![Condition::Const(true), inner]);
    let or = |inner| Condition::Or(vec![Condition::Const(false), inner]);
    let any = |inner| each(Quantifier::Any, x(), inner);
    for wrap in [&not as &dyn Fn(Condition) -> Condition, &and, &or, &any] {
        let nested = |depth| (1..depth).fold(ask(x(), Test::IsMissing), |inner, _| wrap(inner));
        let evaluator = evaluator(&nested(700));
        let event = event(r#"{"x":[1]}"#);
        assert_eq!(evaluator.explain(&event).matched, evaluator.matches(&event));
        let too_deep = Evaluator::new(&nested(701), Options::default());
        assert_eq!(too_deep.err(), Some(EvalError::TooDeep));
    }
    let calls = (0..701).fold(x(), |inner, _| call(Function::Lower, inner, vec![]));
    let too_deep = Evaluator::new(&ask(calls, Test::IsMissing), Options::default());
    assert_eq!(too_deep.err(), Some(EvalError::TooDeep));
}

#[test]
fn an_event_is_an_object() {
    for text in ["", "5", "[]", "null", "{", r#"{"a":1} {}"#] {
        assert!(Event::parse(text).is_err(), "{text}");
    }
    let from_value = Event::try_from(serde_json::json!({"x": [1, null, "a"]}));
    assert_eq!(from_value, Event::parse(r#"{"x":[1,null,"a"]}"#));
}

// Explanations.

/// The predicates that decided, as the numbers that they were marked with, and what they looked at.
fn decided(json: &str, condition: &Condition) -> (bool, Vec<(usize, bool, String)>) {
    let verdict = evaluator(condition).explain(&event(json));
    let deciding = verdict.deciding.into_iter().map(|decision| {
        let mark = decision.origin.0.map_or(0, |span| span.start);
        (mark, decision.answer, decision.value)
    });
    (verdict.matched, deciding.collect())
}

fn marked(mark: usize, condition: Condition) -> Condition {
    let origin = Origin(Some(Span::new(mark, mark)));
    match condition {
        Condition::Predicate(predicate) => Condition::Predicate(Predicate {
            origin,
            ..predicate
        }),
        Condition::Quantified(quantified) => Condition::Quantified(Quantified {
            origin,
            ..quantified
        }),
        other => other,
    }
}

#[test]
fn explanations_name_what_decided() {
    let is = |mark, path: &str, literal: &str| marked(mark, ask(at(path), eq(literal)));
    let said = |mark, answer, value: &str| (mark, answer, value.to_owned());
    let both = Condition::And(vec![is(1, "x", "a"), is(2, "y", "b"), is(3, "y", "c")]);
    assert_eq!(
        decided(r#"{"x":"a","y":"z"}"#, &both),
        (false, vec![said(2, false, r#""z""#)])
    );
    assert_eq!(
        decided(r#"{"x":"b"}"#, &both),
        (false, vec![said(1, false, r#""b""#)])
    );

    let either = Condition::Or(vec![is(1, "x", "a"), is(2, "y", "b"), is(3, "y", "b")]);
    assert_eq!(
        decided(r#"{"x":1,"y":"b"}"#, &either),
        (true, vec![said(2, true, r#""b""#)])
    );
    assert_eq!(
        decided("{}", &either),
        (
            false,
            vec![
                said(1, false, "null"),
                said(2, false, "null"),
                said(3, false, "null")
            ]
        )
    );
    assert_eq!(
        decided("{}", &not(is(1, "x", "a"))),
        (true, vec![said(1, false, "null")])
    );
    assert_eq!(decided("{}", &Condition::Const(true)), (true, vec![]));

    let any = |quantifier| marked(9, each(quantifier, x(), is(1, "@e", "a")));
    let list = r#"{"x":["b","a"]}"#;
    assert_eq!(
        decided(list, &any(Quantifier::Any)),
        (true, vec![said(1, true, r#""a""#)])
    );
    assert_eq!(
        decided(list, &any(Quantifier::All)),
        (false, vec![said(1, false, r#""b""#)])
    );
    assert_eq!(
        decided(list, &any(Quantifier::None)),
        (false, vec![said(1, true, r#""a""#)])
    );
    assert_eq!(
        decided(list, &any(Quantifier::One)),
        (true, vec![said(9, true, r#"["b","a"]"#)])
    );
    assert_eq!(
        decided("{}", &any(Quantifier::Any)),
        (false, vec![said(9, false, "null")])
    );
}

#[test]
fn comparisons_are_complete() {
    // Every side of a number that is there, and its complement, cover everything.
    for (comparison, other) in [(Comparison::Gt, Le), (Comparison::Ge, Lt)] {
        for value in ["4", "5", "6", r#""5""#] {
            let is = |comparison| ask(x(), Test::Compare(comparison, int(5)));
            let json = format!("{{\"x\":{value}}}");
            let holds = evaluator(&is(comparison)).matches(&event(&json));
            answers(&json, &is(other), !holds);
        }
    }
}
