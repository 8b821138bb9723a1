//! Functions, and what they make of null, of other types, and at the ends.

use super::*;

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

#[test]
fn strip_takes_the_characters_off_one_end() {
    let start = call(Function::StripStart, x(), with([text("ab")]));
    let end = call(Function::StripEnd, x(), with([text("ab")]));
    gives(&start, r#""abba cab""#, Some(" cab"));
    gives(&end, r#""abba cab""#, Some("abba c"));
    gives(&start, r#""aaa""#, Some(""));
    gives(&end, r#""""#, Some(""));
    gives(&start, r#""Ab""#, Some("Ab"));
    for other in ["null", "1", "[\"a\"]"] {
        gives(&start, other, None);
        gives(&end, other, None);
    }
}

#[test]
fn python_str_prints_as_python_does() {
    let printed = call(Function::PythonStr, x(), vec![]);
    for (json, wanted) in [
        (r#""it's""#, "it's"),
        ("true", "True"),
        ("1", "1"),
        ("-0", "0"),
        ("1.0", "1.0"),
        ("1e3", "1000.0"),
        ("0.0001", "0.0001"),
        ("0.00001", "1e-05"),
        ("1e15", "1000000000000000.0"),
        ("1e16", "1e+16"),
        ("1.5e300", "1.5e+300"),
        ("-2.5", "-2.5"),
        ("1e999", "inf"),
        ("[]", "[]"),
        (r#"["a", null, 1.50]"#, "['a', None, 1.5]"),
        (r#"{"a": {"b": false}}"#, "{'a': {'b': False}}"),
        (r#"["it's", "\"", "'\""]"#, r#"["it's", '"', '\'"']"#),
        (r#"["a\\b\n\t\u0001é\u00a0"]"#, r"['a\\b\n\t\x01é\xa0']"),
    ] {
        gives(&printed, json, Some(wanted));
    }
    gives(&printed, "null", None);
}

#[test]
fn python_numbers_are_read_as_python_does() {
    let int = call(Function::PythonInt, x(), vec![]);
    let float = call(Function::PythonFloat, x(), vec![]);
    for (json, wanted) in [
        (r#"" +1_000 ""#, Some("1000")),
        (r#""007""#, Some("7")),
        (r#""-12""#, Some("-12")),
        (r#""٣٤""#, Some("34")),
        ("8.9", Some("8")),
        ("-8.9", Some("-8")),
        (r#""8.9""#, None),
        (r#""1__0""#, None),
        (r#""_1""#, None),
        (r#""""#, None),
        ("true", None),
        ("null", None),
    ] {
        gives(&int, json, wanted);
    }
    for (json, wanted) in [
        (r#"" 1_0.5 ""#, Some("10.5")),
        (r#"".5""#, Some("0.5")),
        (r#""5.""#, Some("5.0")),
        (r#""+1E2""#, Some("100.0")),
        (r#""-Infinity""#, Some("-inf")),
        (r#""nan""#, None),
        (r#""1_.5""#, None),
        (r#""0x1""#, None),
        (r#""e5""#, None),
        ("[]", None),
    ] {
        gives(&float, json, wanted);
    }
}

#[test]
fn texts_are_turned_around_and_taken_apart() {
    gives(
        &call(Function::Reverse, x(), vec![]),
        r#""aßc""#,
        Some("cßa"),
    );
    gives(&call(Function::Reverse, x(), vec![]), "1", None);
    let characters = call(Function::Characters, x(), vec![]);
    gives(&characters, r#""aß""#, Some(r#"["a","ß"]"#));
    gives(&characters, r#""""#, Some("[]"));
    gives(&characters, "[]", None);
    let keys = call(Function::Keys, x(), vec![]);
    gives(&keys, r#"{"b": 1, "a": null}"#, Some(r#"["b","a"]"#));
    gives(&keys, "{}", Some("[]"));
    gives(&keys, "[]", None);
}

#[test]
fn python_networks_have_two_ends() {
    let network = call(Function::PythonNetwork, x(), vec![]);
    for (json, wanted) in [
        (r#""10.0.0.0/8""#, Some(r#"["10.0.0.0","10.255.255.255"]"#)),
        (r#""10.0.0.1""#, Some(r#"["10.0.0.1","10.0.0.1"]"#)),
        (
            r#""10.0.0.0/255.0.0.0""#,
            Some(r#"["10.0.0.0","10.255.255.255"]"#),
        ),
        (
            r#""10.0.0.0/0.255.255.255""#,
            Some(r#"["10.0.0.0","10.255.255.255"]"#),
        ),
        (r#""0.0.0.0/0""#, Some(r#"["0.0.0.0","255.255.255.255"]"#)),
        (r#""fd00::/127""#, Some(r#"["fd00::","fd00::1"]"#)),
        (r#""10.0.0.1/8""#, None),
        (r#""10.0.0.0/33""#, None),
        (r#""10.0.0.0/255.0.255.0""#, None),
        (r#""10.0.0.0/+8""#, None),
        (r#""10.0.0.0/8/8""#, None),
        ("10", None),
    ] {
        gives(&network, json, wanted);
    }
}

#[test]
fn python_takes_equal_values_for_the_same() {
    let canonical = call(Function::PythonCanonical, x(), vec![]);
    for (json, wanted) in [
        ("[1, 1.0, true, -0.0]", "[1,1,1,0]"),
        (
            r#"{"b": [null, "1"], "a": 1.50}"#,
            r#"{"a":1.5,"b":[null,"1"]}"#,
        ),
        ("9007199254740993", "9007199254740993"),
        ("9007199254740992.0", "9007199254740992"),
        (r#""a\"b""#, r#""a\"b""#),
    ] {
        gives(&canonical, json, Some(wanted));
    }
    gives(&canonical, "null", None);
}

#[test]
fn sums_are_exact_for_integers_and_doubles_for_others() {
    let of_two = |function| call(function, at("x.0"), vec![Argument::Value(at("x.1"))]);
    let (add, subtract) = (of_two(Function::Add), of_two(Function::Subtract));
    gives(&add, "[2,3]", Some("5"));
    gives(&subtract, "[2,3]", Some("-1"));
    gives(&subtract, "[9007199254740993,1]", Some("9007199254740992"));
    gives(&add, "[0.1,0.2]", Some("0.30000000000000004"));
    gives(&subtract, "[1e2,1]", Some("99.0"));
    // Beyond 64 bits they are doubles.
    answers(
        r#"{"x":[9223372036854775807,-1]}"#,
        &ask(
            subtract.clone(),
            Test::Compare(Comparison::Gt, int(i64::MAX)),
        ),
        true,
    );
    for other in [r#"["2",3]"#, "[2,null]", "[2]", "[true,1]", "[2,[1]]"] {
        gives(&add, other, None);
        gives(&subtract, other, None);
    }
    let five_more = call(Function::Add, x(), vec![Argument::Scalar(int(5))]);
    gives(&five_more, "-7", Some("-2"));
    gives(&five_more, "null", None);
}
