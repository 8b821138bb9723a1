//! Quantifiers, connectives, paths, limits, explanations.

use super::*;

// Arrays.

#[test]
fn quantifiers_count_elements() {
    let is_a = || ask(at("@e"), eq("a"));
    let rows = [
        (r#"["a","b"]"#, [true, false, false, true, false]),
        (r#"["a","a"]"#, [true, true, false, false, true]),
        (r#"["a","b","a","a"]"#, [true, false, false, false, true]),
        (r#"["b",null]"#, [false, false, true, false, false]),
        ("[]", [false, true, true, false, false]),
        // What is not an array has no elements.
        (r#""a""#, [false, true, true, false, false]),
        (r#"{"a":"a"}"#, [false, true, true, false, false]),
        ("null", [false, true, true, false, false]),
        ("5", [false, true, true, false, false]),
    ];
    let quantifiers = [
        Quantifier::Any,
        Quantifier::All,
        Quantifier::None,
        Quantifier::One,
        Quantifier::AtLeast(2),
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
fn the_first_and_the_last_that_count_decide() {
    let is = |key: &str, value: &str| ask(at(&format!("@e.{key}")), eq(value));
    let rows = [
        // None is found.
        ("[]", [false, false]),
        (r#"[{"n":"b","v":"y"}]"#, [false, false]),
        (r#"[null,{"v":"y"}]"#, [false, false]),
        // One is.
        (r#"[{"n":"a","v":"y"}]"#, [true, true]),
        (r#"[{"n":"a","v":"z"}]"#, [false, false]),
        (r#"[{"n":"a"}]"#, [false, false]),
        // One of several.
        (r#"[{"n":"a","v":"y"},{"n":"a","v":"z"}]"#, [true, false]),
        (r#"[{"n":"a","v":"z"},{"n":"a","v":"y"}]"#, [false, true]),
        (
            r#"[{"n":"a","v":"z"},{"n":"a","v":"y"},{"n":"a","v":"z"}]"#,
            [false, false],
        ),
        // What does not count is passed over, whatever it says.
        (
            r#"[null,{"n":"b","v":"y"},{"n":"a","v":"z"},{"v":"y"},5]"#,
            [false, false],
        ),
        (
            r#"[{"n":"b","v":"z"},{"n":"a","v":"y"},{"n":"a"},{"n":"a","v":"y"},[]]"#,
            [true, true],
        ),
        // What is not an array has no elements.
        (r#"{"n":"a","v":"y"}"#, [false, false]),
        (r#""a""#, [false, false]),
        ("null", [false, false]),
        ("5", [false, false]),
    ];
    for (value, expected) in rows {
        for (end, expected) in [End::First, End::Last].into_iter().zip(expected) {
            answers(
                &format!("{{\"x\":{value}}}"),
                &found(end, x(), is("n", "a"), is("v", "y")),
                expected,
            );
        }
    }
    answers(
        "{}",
        &found(End::First, x(), is("n", "a"), is("v", "y")),
        false,
    );
}

#[test]
fn a_null_can_be_the_element_that_is_found() {
    let any = || Condition::Const(true);
    let missing = || ask(at("@e"), Test::IsMissing);
    let rows = [
        ("[null,1]", [true, false]),
        ("[1,null]", [false, true]),
        ("[]", [false, false]),
        ("null", [false, false]),
    ];
    for (value, expected) in rows {
        for (end, expected) in [End::First, End::Last].into_iter().zip(expected) {
            let json = format!("{{\"x\":{value}}}");
            answers(&json, &found(end, x(), any(), missing()), expected);
        }
    }
    // Not the same as a question about the elements that are not `a`: the first of all decides.
    let not_a = || not(ask(at("@e"), eq("a")));
    answers(
        r#"{"x":["a","b"]}"#,
        &found(End::First, x(), any(), not_a()),
        false,
    );
    answers(
        r#"{"x":["a","b"]}"#,
        &found(End::First, x(), not_a(), any()),
        true,
    );
}

#[test]
fn elements_that_are_found_stand_inside_each_other() {
    // The first list with an `a` in it: is its last element the event's `y`?
    let has_a = each(Quantifier::Any, at("@e.list"), ask(at("@e"), eq("a")));
    let ends_in_y = found(
        End::Last,
        at("@e.list"),
        Condition::Const(true),
        ask(at("@e"), Test::EqField(at("y"))),
    );
    let nested = found(End::First, x(), has_a, ends_in_y);
    let lists = r#"{"x":[{"list":["c"]},{"list":["a","b"]},{"list":["a","c"]}],"y":"Y"}"#;
    for (y, expected) in [("b", true), ("c", false), ("a", false)] {
        answers(&lists.replace('Y', y), &nested, expected);
    }
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
    let guard = |inner| found(End::First, x(), inner, Condition::Const(true));
    let body = |inner| found(End::Last, x(), Condition::Const(true), inner);
    let wraps: [&dyn Fn(Condition) -> Condition; 6] = [&not, &and, &or, &any, &guard, &body];
    for wrap in wraps {
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
        let mark = decision.origin.span.map_or(0, |span| span.start);
        (mark, decision.answer, decision.value)
    });
    (verdict.matched, deciding.collect())
}

fn marked(mark: usize, condition: Condition) -> Condition {
    let origin = Origin::at(Span::new(mark, mark));
    match condition {
        Condition::Predicate(predicate) => Condition::Predicate(Predicate {
            origin,
            ..predicate
        }),
        Condition::Quantified(quantified) => Condition::Quantified(Quantified {
            origin,
            ..quantified
        }),
        Condition::Selected(selected) => Condition::Selected(Selected { origin, ..selected }),
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
        decided(list, &any(Quantifier::AtLeast(2))),
        (false, vec![said(9, false, r#"["b","a"]"#)])
    );
    assert_eq!(
        decided("{}", &any(Quantifier::Any)),
        (false, vec![said(9, false, "null")])
    );

    // What is asked of the element that is found, or the array that has none.
    let last = marked(
        9,
        found(End::Last, x(), is(1, "@e.n", "a"), is(2, "@e.v", "y")),
    );
    assert_eq!(
        decided(r#"{"x":[{"n":"a","v":"y"},{"n":"a","v":"z"}]}"#, &last),
        (false, vec![said(2, false, r#""z""#)])
    );
    assert_eq!(
        decided(r#"{"x":[{"n":"b"}]}"#, &last),
        (false, vec![said(9, false, r#"[{"n":"b"}]"#)])
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
