//! Whatever the printer writes, the parser reads back as the same tree; and no text makes it panic.

#![expect(
    clippy::unwrap_used,
    clippy::string_slice,
    reason = "a helper of a test may fail it"
)]

use proptest::collection::vec;
use proptest::prelude::*;
use transpile_grammar::ast::{
    Argument, ArgumentKind, Condition, End, Expr, ExprKind, Operand, OperandKind, Operator, Path,
    Predicate, Quantifier, Spanned, Step,
};
use transpile_grammar::printer::{print, print_path};
use transpile_grammar::{MAX_DEPTH, parse, parse_path};
use transpile_sdk::diagnostic::Span;

fn spanned<T>(value: T) -> Spanned<T> {
    Spanned::new(value, Span::new(0, 0))
}

/// Text that somebody might want to break out of a string with.
fn hostile() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        vec(
            prop_oneof![
                Just("\""),
                Just("\\"),
                Just("\n"),
                Just("\r\n"),
                Just("\t"),
                Just("\\u0041"),
                Just("#"),
                Just(" and "),
                Just(")"),
                Just("]"),
                Just("\u{202e}"),
                Just("\u{2028}"),
                Just("\u{feff}"),
                Just("\u{0}"),
                Just("\u{1f600}"),
                Just("\u{e0041}"),
                Just("é"),
                Just("'"),
            ],
            0..6
        )
        .prop_map(|pieces| pieces.concat()),
        "[a-z]{0,5}",
    ]
}

/// Names: plain ones, reserved ones, operators, and those that need quotes.
fn segment() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[a-zA-Z_@$][a-zA-Z0-9_@$-]{0,6}",
        1 => prop::sample::select(vec!["not", "and", "or", "any", "all", "none", "one", "true", "false", "field", "as"]).prop_map(str::to_owned),
        1 => prop::sample::select(Operator::ALL).prop_map(|operator| operator.name().to_owned()),
        1 => prop::sample::select(vec!["", "x-amz-acl", "a b", "0", "5d", "-", "é", "日本", "has_key", "a.b", "$", "\u{301}"]).prop_map(str::to_owned),
        1 => hostile(),
    ]
}

/// A bare word that is not reserved.
fn name() -> impl Strategy<Value = String> {
    prop_oneof![
        "[b-eg-mp-sx-z@$_][a-z0-9_@$-]{0,6}",
        Just("has_keys".to_owned()),
        Just("eq".to_owned()),
        Just("notes".to_owned()),
        Just("ünï".to_owned())
    ]
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![3 => segment().prop_map(Step::Key), 1 => any::<u64>().prop_map(Step::Index), 1 => Just(Step::Each)];
    vec(step, 0..4)
}

fn path() -> impl Strategy<Value = Path> {
    (segment(), steps()).prop_map(|(first, steps)| Path { first, steps })
}

fn number() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<i64>().prop_map(|n| n.to_string()),
        "-?(0|[1-9][0-9]{0,30})(\\.[0-9]{1,9})?([eE][+-]?[0-9]{1,3})?"
    ]
}

fn argument(
    operand: impl Strategy<Value = Operand> + Clone + 'static,
) -> impl Strategy<Value = Argument> {
    let leaf = prop_oneof![
        4 => hostile().prop_map(ArgumentKind::String),
        2 => number().prop_map(ArgumentKind::Number),
        1 => any::<bool>().prop_map(ArgumentKind::Bool),
        1 => operand.prop_map(|operand| ArgumentKind::Field(Box::new(operand))),
    ];
    leaf.prop_map(spanned).prop_recursive(3, 12, 4, |inner| {
        vec(inner, 0..4).prop_map(|elements| spanned(ArgumentKind::List(elements)))
    })
}

fn operand() -> impl Strategy<Value = Operand> + Clone {
    let leaf = path()
        .prop_map(|path| spanned(OperandKind::Path(path)))
        .boxed();
    leaf.clone().prop_recursive(3, 12, 3, move |inner| {
        let simple = argument(leaf.clone());
        (name(), inner, vec(simple, 0..3), steps()).prop_map(
            |(function, operand, arguments, steps)| {
                spanned(OperandKind::Call {
                    function: spanned(function),
                    operand: Box::new(operand),
                    arguments,
                    steps,
                })
            },
        )
    })
}

fn predicate() -> impl Strategy<Value = Expr> {
    (
        operand(),
        any::<bool>(),
        prop::sample::select(Operator::ALL),
        argument(operand()),
    )
        .prop_map(|(operand, negated, operator, argument)| {
            let takes_argument = operator.takes_argument();
            spanned(ExprKind::Predicate(Predicate {
                operand,
                negated: negated && takes_argument,
                operator: spanned(operator),
                argument: takes_argument.then_some(argument),
            }))
        })
}

fn expr() -> impl Strategy<Value = Expr> {
    let leaf = prop_oneof![
        6 => predicate(),
        1 => path().prop_map(|path| spanned(ExprKind::HasKey(spanned(path)))),
        1 => any::<bool>().prop_map(|value| spanned(ExprKind::Const(value))),
    ];
    leaf.prop_recursive(8, 24, 3, |inner| {
        let quantifier = prop::sample::select(vec![
            Quantifier::Any,
            Quantifier::All,
            Quantifier::None,
            Quantifier::One,
            Quantifier::AtLeast(0),
            Quantifier::AtLeast(3),
            Quantifier::AtLeast(u32::MAX),
        ]);
        let end = prop::sample::select(vec![End::First, End::Last]);
        prop_oneof![
            vec(inner.clone(), 2..4).prop_map(|parts| spanned(ExprKind::Or(parts))),
            vec(inner.clone(), 2..4).prop_map(|parts| spanned(ExprKind::And(parts))),
            inner
                .clone()
                .prop_map(|inner| spanned(ExprKind::Not(Box::new(inner)))),
            (quantifier, operand(), name(), inner.clone()).prop_map(
                |(quantifier, array, name, body)| {
                    spanned(ExprKind::Quantified {
                        quantifier,
                        array,
                        name: spanned(name),
                        body: Box::new(body),
                    })
                }
            ),
            (end, operand(), name(), inner.clone(), inner).prop_map(
                |(end, array, name, guard, body)| {
                    spanned(ExprKind::Selected {
                        end,
                        array,
                        name: spanned(name),
                        guard: Box::new(guard),
                        body: Box::new(body),
                    })
                }
            ),
        ]
    })
}

fn condition() -> impl Strategy<Value = Condition> {
    vec(expr(), 1..4).prop_map(|lines| Condition { lines })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn printed_trees_read_back(condition in condition()) {
        let text = print(&condition);
        let read = parse(&text);
        prop_assert_eq!(read.as_ref(), Ok(&condition), "{}", text);
        // The spelling is canonical: printing again changes nothing.
        prop_assert_eq!(print(&read.unwrap()), text);
    }

    #[test]
    fn printed_paths_read_back(path in path()) {
        prop_assert_eq!(parse_path(&print_path(&path)), Ok(path));
    }

    #[test]
    fn any_text_has_an_answer(text in any::<String>()) {
        check_answer(&text);
    }

    #[test]
    fn any_words_have_an_answer(words in vec(word(), 0..30)) {
        check_answer(&words.concat());
    }

    #[test]
    fn spoiled_conditions_have_an_answer(condition in condition(), cuts in vec((any::<prop::sample::Index>(), any::<prop::sample::Index>(), word()), 1..4)) {
        let mut chars: Vec<char> = print(&condition).chars().collect();
        for (start, length, word) in cuts {
            let start = start.index(chars.len() + 1);
            let end = start + length.index((chars.len() - start).min(8) + 1);
            chars.splice(start..end, word.chars());
        }
        check_answer(&chars.into_iter().collect::<String>());
    }
}

/// The pieces that conditions and mistakes are made of.
fn word() -> impl Strategy<Value = String> {
    let pieces = [
        "a",
        "b.c",
        " ",
        " ",
        "  ",
        "\n",
        "\r\n",
        "eq",
        "ne",
        "in",
        " not ",
        "not",
        " and ",
        " or ",
        "is_null",
        " array_any",
        "any ",
        " as x ",
        "first ",
        "last ",
        " where ",
        " has ",
        "(",
        ")",
        "[",
        "]",
        ",",
        "\"x\"",
        "\"",
        "'",
        "\\",
        "\"\\d\"",
        "5",
        "5d",
        "-",
        ".",
        ":",
        "*",
        "==",
        "!=",
        "&&",
        "!",
        "true",
        "field ",
        "lower(",
        "has_key(",
        "# x",
        "NOT ",
        " AND ",
        "IN",
        "“",
        "\u{202e}",
        "\u{a0}",
        "%",
        "null",
        "like",
        "is not null",
        "subquery on t",
        "is",
        "é",
    ];
    prop::sample::select(pieces.to_vec()).prop_map(str::to_owned)
}

/// A tree that prints and reads back, or diagnostics that point into the text and say what to do.
fn check_answer(text: &str) {
    match parse(text) {
        Ok(condition) => {
            let printed = print(&condition);
            assert_eq!(
                parse(&printed).as_ref(),
                Ok(&condition),
                "{text} printed as {printed}"
            );
        }
        Err(errors) => {
            assert!(!errors.is_empty());
            for error in errors {
                let label = error.labels.first().unwrap();
                assert!(
                    text.get(label.span.start..label.span.end).is_some(),
                    "{text:?}: {error:?}"
                );
                assert!(
                    error.help.is_some() && !error.message.is_empty(),
                    "{text:?}: {error:?}"
                );
                let shown = format!(
                    "{}{}{:?}",
                    error.message,
                    error.help.clone().unwrap_or_default(),
                    error.notes
                );
                assert!(
                    !shown.chars().any(transpile_sdk::diagnostic::is_hidden),
                    "{text:?}: {error:?}"
                );
            }
        }
    }
}

#[test]
fn a_deep_tree_is_printed_with_fewer_brackets() {
    // Each level needs one bracket; the `and`s would take one more for the reader.
    let depth = MAX_DEPTH - 1;
    let text = format!(
        "{}d is_null{}",
        "(a is_null or b is_null and ".repeat(depth),
        ")".repeat(depth)
    );
    let condition = parse(&text).unwrap();
    assert_eq!(parse(&print(&condition)).unwrap(), condition);
    let shallow = parse("a is_null or b is_null and c is_null").unwrap();
    assert_eq!(print(&shallow), "a is_null or (b is_null and c is_null)");
}

#[test]
fn canonical_spellings() {
    let cases = [
        ("a   eq\t\"x\"  # comment", "a eq \"x\""),
        (
            "a eq \"x\"\n\n# comment\r\n  b is_null",
            "a eq \"x\"\nb is_null",
        ),
        ("((a is_null))", "a is_null"),
        (
            "(a is_null and b is_null) and c is_null",
            "(a is_null and b is_null) and c is_null",
        ),
        ("not not (a is_null)", "not not a is_null"),
        (
            "not (a is_null or b is_null)",
            "not (a is_null or b is_null)",
        ),
        (
            "a in [\n  \"x\", # first\n  \"y\",\n]",
            "a in [\"x\", \"y\"]",
        ),
        ("a in []", "a in []"),
        (
            "debugContext:debugData:x eq \"y\"",
            "debugContext.debugData.x eq \"y\"",
        ),
        ("\"field\".x eq \"y\"", "\"field\".x eq \"y\""),
        (
            "requestParameters.\"x-amz-acl\" eq \"y\"",
            "requestParameters.x-amz-acl eq \"y\"",
        ),
        ("\"a\".\"b c\".\"not\" is_null", "a.\"b c\".not is_null"),
        ("a.not not eq \"x\"", "a.not not eq \"x\""),
        ("in in \"x\"", "in in \"x\""),
        ("is_null is_null", "is_null is_null"),
        (
            "notification eq \"x\" and notes is_null",
            "notification eq \"x\" and notes is_null",
        ),
        ("has_key eq \"x\"", "has_key eq \"x\""),
        (
            "has_key(a.b) and not has_key(\"c d\")",
            "has_key(a.b) and not has_key(\"c d\")",
        ),
        (
            "lower(json(a).b[0]) eq field upper(c, -1.5e3, [true])",
            "lower(json(a).b[0]) eq field upper(c, -1.5e3, [true])",
        ),
        (
            "any a.b as x(x.c eq 5)or none d as y (true)",
            "any a.b as x (x.c eq 5) or none d as y (true)",
        ),
        (
            "a eq \"\\u0041\\ud83d\\ude00\\t\\u202E\u{e0041}\"",
            "a eq \"A\u{1f600}\\t\\u202e\\udb40\\udc41\"",
        ),
        (
            "a.b-c eq\"x\"and b in[\"x\"]",
            "a.b-c eq \"x\" and b in [\"x\"]",
        ),
        ("a:b.c[0][*]:\"d\" ge 0", "a.b.c[0][*].d ge 0"),
    ];
    for (text, expected) in cases {
        assert_eq!(print(&parse(text).unwrap()), expected, "{text}");
    }
    // `-` belongs to words, so this asks for an operator called `eq-5`.
    assert!(parse("a eq-5").is_err());
}

#[test]
fn every_operator_is_in_the_grammar() {
    for operator in Operator::ALL {
        let argument = if operator.takes_argument() {
            " \"x\""
        } else {
            ""
        };
        let text = format!("a {operator}{argument}");
        assert_eq!(print(&parse(&text).unwrap()), text);
        assert_eq!(Operator::from_name(operator.name()), Some(*operator));
    }
}

#[test]
fn paths_that_are_none() {
    for text in [
        "",
        " a",
        "a ",
        "a.",
        "a b",
        "lower(a)",
        "not",
        "a[1",
        "\"a\\q\"",
        "\"\\ud800\"",
        "a\n",
        "a[99999999999999999999]",
        "a # x",
    ] {
        assert!(parse_path(text).is_err(), "{text:?}");
    }
}

#[test]
fn places_in_the_text() {
    let text = "  a.b eq \"é\"\n\nnot (c is_null or\n d in [5])  # end\n";
    let lines = parse(text).unwrap().lines;
    let places: Vec<_> = lines
        .iter()
        .map(|line| &text[line.span.start..line.span.end])
        .collect();
    assert_eq!(places, ["a.b eq \"é\"", "not (c is_null or\n d in [5])"]);
    let ExprKind::Predicate(predicate) = &lines[0].value else {
        panic!("a predicate")
    };
    assert_eq!(
        &text[predicate.operand.span.start..predicate.operand.span.end],
        "a.b"
    );
    let argument = predicate.argument.as_ref().unwrap();
    assert_eq!(&text[argument.span.start..argument.span.end], "\"é\"");
}
