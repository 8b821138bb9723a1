//! Each mistake beside what is said about it. Read the snapshots as the author of the rule would.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a helper of a test may fail it"
)]

use std::fmt::Write;
use transpile_grammar::parse;
use transpile_sdk::diagnostic::Diagnostic;

/// The text with each error under the line on which it stands.
fn rendered(text: &str) -> String {
    let mut out = String::new();
    match parse(text) {
        Ok(condition) => writeln!(out, "{text}\n  = reads as: {condition}\n").unwrap(),
        Err(errors) => {
            for (number, error) in errors.iter().enumerate() {
                render(&mut out, text, number == 0 || text.contains('\n'), error);
            }
        }
    }
    out
}

fn render(out: &mut String, text: &str, with_source: bool, error: &Diagnostic) {
    let label = &error.labels[0];
    let start = text[..label.span.start].rfind('\n').map_or(0, |at| at + 1);
    let line = text[start..].split(['\n', '\r']).next().unwrap();
    if with_source {
        writeln!(
            out,
            "{}",
            line.escape_debug()
                .to_string()
                .replace("\\\"", "\"")
                .replace("\\'", "'")
                .replace("\\\\", "\\")
        )
        .unwrap();
    }
    let column = text[start..label.span.start].chars().count();
    let width = text[label.span.start..label.span.end.min(start + line.len())]
        .chars()
        .count()
        .max(1);
    writeln!(
        out,
        "{}{} {}",
        " ".repeat(column),
        "^".repeat(width),
        label.text
    )
    .unwrap();
    writeln!(out, "  error[{}]: {}", error.code, error.message).unwrap();
    for note in &error.notes {
        writeln!(out, "  note: {note}").unwrap();
    }
    writeln!(out, "  help: {}\n", error.help.as_deref().unwrap()).unwrap();
}

macro_rules! mistakes {
    ($($name:ident: [$($text:literal),* $(,)?])*) => {
        $(
            #[test]
            fn $name() {
                let all: String = [$($text),*].into_iter().map(rendered).collect();
                insta::assert_snapshot!(all);
            }
        )*
    };
}

mistakes! {
    signs: [
        r#"errorCode == "AccessDenied""#,
        r"errorCode = 'AccessDenied'",
        r"errorCode != AccessDenied",
        r#"userIdentity.type <> "Root" && errorCode is_null || !(a is_null)"#,
        r#"(a == "x" and lower(b) != "y")"#,
        "port > 1024",
        "port >= 1024 and port <= 2048",
        "port < 5",
        "a == null",
        "a != None",
        "a == true",
        "a == True",
        r#"a == ["x", "y"]"#,
        r#"a =~ "^x""#,
        r#"a !~ "^x""#,
        r"!a is_null",
        r#"== "x""#,
        "a ==",
        "a ~ b",
        "a = Delete*",
        "a != *.exe",
        r#"event.get("eventName") == "x""#,
        r#"event.get("a", {}).get("b c") != "x""#,
        r#"event["a"]["b"] == None"#,
        r#"event.deep_get("a", "not", default="") == "x""#,
        r#"event.get(name) == "x""#,
        r#"udm.get("a") == "x""#,
    ]
    operators: [
        r#"name startswith "x""#,
        r#"name equals "x""#,
        "port between 400 and 499",
        "port not between 400 and 499",
        "port between (400, 499)",
        "port between",
        r#"name is "x""#,
        r#"name is not "x""#,
        r"name is null",
        r"name is not null",
        r"name IS NOT NULL",
        r"name is_Null",
        r#"name like "%x%""#,
        r#"name not like "%x%""#,
        r#"name ilike "%x%""#,
        r#"name has "x""#,
        r#"name matches "x.*""#,
        r#"name re "x.*""#,
        r#"name not_in ["x"]"#,
        r#"name notin ["x"]"#,
        r#"name NOT IN ("x", "y")"#,
        r#"name IN ["x"]"#,
        r#"name CONTAINS "x""#,
        r#"name Equals "x""#,
        r"name exists",
        r"name not exists",
        r"name does not exist",
        r#"name does not contain "x""#,
        r#"ip in_cidr "10.0.0.0/8""#,
        r#"name contians "x""#,
        r#"name start_with "x""#,
        r"name is_nul",
        r#"name frobnicates "x""#,
        r"name frobnicates",
        r"port gte 5",
        r"a not is_nul",
        r"a not isnull",
    ]
    keywords: [
        r#"a eq "x" AND b eq "y""#,
        r#"a eq "x" OR b eq "y""#,
        r#"NOT a eq "x""#,
        r#"NOT (a eq "x")"#,
        r#"a NOT eq "x""#,
        r#"a eq "x" and Not b is_null"#,
        r"ANY a as b (b is_null)",
        r#"not.x eq "y""#,
        r#"and eq "y""#,
        r#"field eq "y""#,
        r#"field.name eq "y""#,
        r#"true eq "y""#,
        r"false.x is_null",
        r#"any eq "y""#,
        r"all.x is_null",
        r"one[0] is_null",
        r"as is_null",
        r"a eq field not",
        r"lower(any) is_null",
        r#"not eq "x""#,
    ]
    quotes: [
        "a eq 'x'",
        "a eq 'it\\'s'",
        "a eq `x`",
        "a eq “x”",
        "a eq «x»",
        "a eq 'x",
        "a in ['x', 'y']",
        "a eq \"x",
        "a eq \"x and b eq \"y\"",
        "(a eq \"x\nb eq \"y\"",
        "a eq \"x\\",
        "a eq \"x\ny\"",
        r#"a eq "C:\Windows""#,
        r#"a regex_match "^\d+\.\d+$""#,
        r#"a eq "\u12""#,
        r#"a eq "\ud83d""#,
        r#"a eq "\ude00\ud83d""#,
        r#"a eq "\ud83d\ude00""#,
        r#"a eq "\/""#,
        r#""C:\x" is_null"#,
    ]
    brackets: [
        "(a is_null",
        "a is_null)",
        "(a in [\"x\")",
        "a in [\"x\"",
        "a in \"x\"]",
        "lower(a eq \"x\"",
        "((a is_null)\nb == \"x\"\nc eq",
        "()",
        "a is_null and ()",
        "not ()",
        "a in [\"x\")]",
    ]
    arguments: [
        "a gt 1_000_000",
        "a eq 5_x",
        "a eq",
        "a not in",
        "a gt",
        "a cidr",
        "(a eq)",
        "a eq and b is_null",
        "a is_null \"x\"",
        "a is_null true",
        "a is_null [\"x\"]",
        "(a is_present 5 or b is_null)",
        "a eq AccessDenied",
        "a eq b.c",
        "a eq True",
        "a in [x, \"y\"]",
        "a in [\"x\", y.z]",
        "a eq null",
        "a ne null",
        "a not eq None",
        "a eq not \"x\"",
        "a gt 007",
        "a gt 5d",
        "a gt .5",
        "a gt 5.",
        "a gt +5",
        "a gt -05",
        "a gt 1.2.3",
        "a gt 0x1f",
        "a cidr 10.0.0.0/8",
        "a eq 2024-01-02",
        "a in (\"x\", \"y\")",
        "a in (\"x\")",
        "a not in (subquery on db.public.t)",
        "a in (SELECT x FROM t)",
        "a in \"x\", \"y\"",
        "a in [\"x\" \"y\"]",
        "a in [\"x\" or \"y\"]",
        "a in [\"x\",, \"y\"]",
        "a in [,]",
        "a eq field",
        "a eq field \"b\".c",
        "a eq field 5",
        "a eq -",
    ]
    conditions: [
        "a",
        "a.b",
        "lower(a)",
        "not a",
        "a and b is_null",
        "a not",
        "(a)",
        "a \"x\"",
        "a 5",
        "a not \"x\"",
        "eq \"x\"",
        "a eq \"x\" or eq \"y\"",
        "a eq \"x\" or \"y\"",
        "a eq \"x\" and \"y\"",
        "a starts_with \"x\" or \"y\"",
        "a not eq \"x\" or \"y\"",
        "\"x\"",
        "\"x\" \"y\"",
        "a is_null and",
        "a is_null or",
        "not",
        "and a is_null",
        "or b is_null",
        "a is_null and or b is_null",
        "(a is_null and)",
        "a is_null b is_null",
        "(a eq \"x\" b eq \"y\")",
        "(a eq \"x\"\nb eq \"y\")",
        "a eq \"x\" \"y\"",
        "a eq \"x\" y",
        "a eq \"x\" not b is_null",
        "a eq \"x\" (b is_null)",
        "a is_null.",
        "a eq \"x\";",
        "[\"x\"] contains a",
        "\"x\" in a",
        "5 eq a",
        "2fa eq \"x\"",
        ".a eq \"x\"",
        "* eq \"x\"",
        "a eq \"x\" xor b eq \"y\"",
        "true false",
    ]
    paths: [
        r#"a.user name[0].b not eq "x""#,
        "user name eq \"x\"",
        "user name not eq \"x\"",
        "a .b eq \"x\"",
        "a. b eq \"x\"",
        "a [0] is_null",
        "a[ 0 ] is_null",
        "a[0 ].b is_null",
        "a. eq \"x\"",
        "a.",
        "a..b is_null",
        "a.0 is_null",
        "a.b.0.c is_null",
        "a.* is_null",
        "a[] is_null",
        "a[-1] is_null",
        "a[x] is_null",
        "a[\"x\"].y is_null",
        "a[99999999999999999999] is_null",
        "a[0 is_null",
        "a.x! is_null",
        "a.5x is_null",
        "a/b is_null",
    ]
    calls: [
        "lower (a) eq \"x\"",
        "lower() eq \"x\"",
        "lower(5) eq \"x\"",
        "lower(a b) eq \"x\"",
        "concat(a, b) eq \"x\"",
        "concat(a \"b\") eq \"x\"",
        "concat(a, \"b\",) eq \"x\"",
        "concat(a, lower(b)) eq \"x\"",
        "concat(a, field lower(b)) eq \"x\"",
        "lower(a",
        "lower(a))",
        "has_key() and a is_null",
        "has_key(a.b) eq true",
        "has_key(lower(a))",
        "has_key (a)",
        "and(a) eq \"x\"",
    ]
    quantifiers: [
        "params array_any",
        "params array_any \"x\"",
        "any a",
        "any a (x eq \"y\")",
        "any a eq \"y\"",
        "any a.b[0].c not eq \"y\"",
        "any (a is_null)",
        "any",
        "any a as",
        "any a as (x is_null)",
        "any a as x",
        "any a as x x is_null",
        "any a as any (x is_null)",
        "any a as \"x\" (x is_null)",
        "any a as x ()",
        "any a as x (x is_null) b is_null",
        "a as x (x is_null)",
        "none lower(a) (x is_null)",
    ]
    characters: [
        "a eq \"x\"\u{a0}or b is_null",
        "a\u{200b} eq \"x\"",
        "\u{feff}a eq \"x\"",
        "a eq \"x\" # \u{202e}hidden",
        "a\u{0} is_null",
        "a is_null\rb is_null",
        "a is_null \u{2028} b is_null",
        "a {x}",
        "a eq %x%",
        "a eq /x/",
        "a eq x\\y",
        "a eq é€",
        "a eq \u{1f600}",
    ]
    many_lines: [
        "a == \"x\"\nb eq \"fine\"\n\nc eq # comment\n(d is_null or\n e eq 'x')\nf AND",
        "a == \"x\"\r\nb startswith \"y\"\r\n",
    ]
}

/// A text of many mistakes is not answered by as many messages.
#[test]
fn mistakes_are_counted_only_so_far() {
    for line in [
        "x",
        "a = 5",
        "'a'",
        "a eq \"\\q\"",
        "; # \u{7f}",
        "(",
        "a eq )",
    ] {
        for (count, more) in [(200, false), (201, true), (20_000, true)] {
            let text = vec![line; count].join("\n");
            let errors = parse(&text).unwrap_err();
            assert_eq!(errors.len(), 200, "{line}");
            let note = errors.last().and_then(|error| error.notes.last());
            let said = note.is_some_and(|note| note.contains("more mistakes"));
            // Two mistakes in a line are more than one.
            assert_eq!(said, more || line.contains('#'), "{count} times {line}");
            assert!(
                errors.is_sorted_by_key(|error| error.labels.first().map(|label| label.span.start))
            );
        }
    }
}
