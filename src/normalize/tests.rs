//! What becomes what, and that it stays so.

use super::*;
use transpile_sdk::ir::{
    Comparison, End, Facts, Field, JsonType, Number, Origin, Predicate, Root, Scalar, Step, Test,
    Type, Value,
};

fn value(name: &str, ty: Type, facts: Facts) -> Value {
    Value::Field(Field {
        root: Root::Event,
        steps: vec![Step::Key(name.into())],
        ty,
        facts,
    })
}

fn on(value: Value, test: Test) -> Condition {
    Condition::Predicate(Predicate {
        value,
        negated: false,
        test,
        origin: Origin::default(),
    })
}

fn quantified(quantifier: Quantifier, body: Condition) -> Condition {
    Condition::Quantified(Quantified {
        quantifier,
        array: value("list", Type::Array(Box::new(Type::Json)), Facts::default()),
        element: "e".into(),
        body: Box::new(body),
        origin: Origin::default(),
    })
}

fn s(name: &str, test: Test) -> Condition {
    on(value(name, Type::String, Facts::default()), test)
}

fn long(test: Test) -> Condition {
    on(value("n", Type::Long, Facts::default()), test)
}

fn text(text: &str) -> Scalar {
    Scalar::String(text.into())
}

fn double(double: f64) -> Scalar {
    Scalar::Number(Number::Double(double))
}

fn int(int: i64) -> Scalar {
    Scalar::Number(Number::Int(int))
}

fn not(condition: Condition) -> Condition {
    Condition::Not(Box::new(condition))
}

#[track_caller]
fn becomes(condition: &Condition, normal: &Condition) {
    assert_eq!(&normalize(condition), normal);
    assert_eq!(&normalize(normal), normal, "not a fixed point");
}

#[test]
fn equal_or_equal_is_a_list() {
    let eq = |name: &str, literal: &str| s(name, Test::Eq(text(literal)));
    becomes(
        &Condition::Or(vec![
            eq("a", "1"),
            eq("b", "2"),
            Condition::Or(vec![
                eq("a", "3"),
                s("a", Test::In(vec![text("1"), text("4")])),
            ]),
        ]),
        &Condition::Or(vec![
            s("a", Test::In(vec![text("1"), text("3"), text("4")])),
            eq("b", "2"),
        ]),
    );
    let both = Condition::And(vec![eq("a", "1"), eq("a", "2")]);
    becomes(&both, &both);
    becomes(
        &Condition::And(vec![not(eq("a", "1")), not(eq("a", "2"))]),
        &s("a", Test::In(vec![text("1"), text("2")])).complement(),
    );
    becomes(&s("a", Test::In(vec![text("1"), text("1")])), &eq("a", "1"));
    becomes(&s("a", Test::In(vec![])), &Condition::Const(false));
}

#[test]
fn negations_go_down() {
    let a = s("a", Test::IsMissing);
    let b = s("b", Test::IsNull);
    becomes(
        &not(Condition::And(vec![a.clone(), not(b.clone())])),
        &Condition::Or(vec![a.clone().complement(), b.clone()]),
    );
    becomes(
        &not(quantified(Quantifier::All, not(a.clone()))),
        &quantified(Quantifier::Any, a.clone()),
    );
    becomes(
        &not(quantified(Quantifier::Any, not(b.clone()))),
        &quantified(Quantifier::None, b.complement()),
    );
    let one = not(quantified(Quantifier::One, a));
    becomes(&one, &one);
    becomes(
        &quantified(Quantifier::Any, long(Test::Eq(double(0.5)))),
        &Condition::Const(false),
    );
}

#[test]
fn what_makes_an_element_count_is_not_asked_again() {
    use Condition::{And, Const, Or};
    let selected = |guard, body| {
        Condition::Selected(Selected {
            end: End::Last,
            array: value("list", Type::Array(Box::new(Type::Json)), Facts::default()),
            element: "e".into(),
            guard: Box::new(guard),
            body: Box::new(body),
            origin: Origin::default(),
        })
    };
    let [a, b, c] = ["a", "b", "c"].map(|name| move || s(name, Test::IsMissing));
    let ab = || And(vec![a(), b()]);
    becomes(&selected(ab(), And(vec![a(), c()])), &selected(ab(), c()));
    becomes(
        &selected(ab(), Or(vec![not(a()), And(vec![c(), b()])])),
        &selected(ab(), c()),
    );
    becomes(&selected(ab(), Or(vec![c(), a()])), &{
        let Condition::Selected(any) = selected(ab(), Const(true)) else {
            unreachable!()
        };
        Condition::selected(any)
    });
    becomes(&selected(a(), And(vec![c(), not(a())])), &Const(false));
    becomes(&selected(Const(false), Const(false)), &Const(false));
    becomes(&selected(Const(true), a()), &selected(Const(true), a()));
    becomes(
        &selected(Or(vec![a(), b()]), a()),
        &selected(Or(vec![a(), b()]), a()),
    );
    // Another list that only shows once the rest is gone.
    let eq = |literal: &str| s("x", Test::Eq(text(literal)));
    let few = || s("x", Test::In(vec![text("1"), text("2")]));
    let guard = || And(vec![a(), not(few())]);
    let body = And(vec![Or(vec![not(eq("1")), not(a())]), not(eq("2")), c()]);
    becomes(
        &selected(guard(), body),
        &selected(normalize(&guard()), c()),
    );
    // The element of another question is another one.
    let inner = || {
        Condition::Quantified(Quantified {
            quantifier: Quantifier::Any,
            array: value("list", Type::Array(Box::new(Type::Json)), Facts::default()),
            element: "e".into(),
            body: Box::new(a()),
            origin: Origin::default(),
        })
    };
    becomes(&selected(a(), inner()), &selected(a(), inner()));
    becomes(
        &selected(inner(), And(vec![inner(), a()])),
        &selected(inner(), a()),
    );
}

#[test]
fn elements_are_gone_through_once() {
    let (a, b) = (s("a", Test::IsMissing), s("b", Test::IsNull));
    let either = Condition::Or(vec![a.clone(), b.clone()]);
    let any = |body: &Condition| quantified(Quantifier::Any, body.clone());
    let none = |body: &Condition| quantified(Quantifier::None, body.clone());
    let all = |body: &Condition| quantified(Quantifier::All, body.clone());
    becomes(&Condition::Or(vec![any(&a), any(&b)]), &any(&either));
    becomes(&Condition::And(vec![none(&a), none(&b)]), &none(&either));
    becomes(
        &Condition::And(vec![all(&a), all(&b)]),
        &all(&Condition::And(vec![a.clone(), b.clone()])),
    );
    for apart in [
        Condition::And(vec![any(&a), any(&b)]),
        Condition::Or(vec![all(&a), all(&b)]),
        Condition::Or(vec![none(&a), none(&b)]),
    ] {
        becomes(&apart, &apart);
    }
    let apart = Condition::And(vec![none(&a), all(&b)]);
    becomes(&apart, &apart);
    let together = any(&Condition::Or(vec![a, b.complement()]));
    becomes(&not(apart.clone()), &together);
    becomes(&not(all(&apart)), &any(&together));
}

#[test]
fn one_element_is_asked_about_once() {
    let list = || value("list", Type::Array(Box::new(Type::Json)), Facts::default());
    let guard = || s("e", Test::IsMissing);
    let first = |body: Condition| {
        Condition::Selected(Selected {
            end: End::First,
            array: list(),
            element: "e".into(),
            guard: Box::new(guard()),
            body: Box::new(body),
            origin: Origin::default(),
        })
    };
    let some = |quantifier| {
        Condition::Quantified(Quantified {
            quantifier,
            array: list(),
            element: "e".into(),
            body: Box::new(guard()),
            origin: Origin::default(),
        })
    };
    let (a, b) = (s("a", Test::IsMissing), s("b", Test::IsNull));
    let (no_a, no_b) = (a.clone().complement(), b.clone().complement());
    let both = |one: Condition, other: Condition| Condition::And(vec![one, other]);
    let either = |one: Condition, other: Condition| Condition::Or(vec![one, other]);
    becomes(
        &both(first(a.clone()), first(b.clone())),
        &first(both(a.clone(), b.clone())),
    );
    becomes(
        &either(first(a.clone()), first(b.clone())),
        &first(either(a.clone(), b.clone())),
    );
    becomes(
        &both(not(first(b.clone())), first(a.clone())),
        &first(both(a.clone(), no_b)),
    );
    becomes(
        &both(not(first(a.clone())), not(first(b.clone()))),
        &not(first(either(a.clone(), b.clone()))),
    );
    becomes(
        &either(first(a.clone()), not(first(b.clone()))),
        &not(first(both(b, no_a.clone()))),
    );
    becomes(
        &both(some(Quantifier::Any), first(a.clone())),
        &first(a.clone()),
    );
    becomes(
        &both(some(Quantifier::Any), not(first(a.clone()))),
        &first(no_a.clone()),
    );
    becomes(
        &either(some(Quantifier::None), not(first(a.clone()))),
        &not(first(a.clone())),
    );
    let plain = either(some(Quantifier::None), first(a));
    becomes(&plain, &plain);
    becomes(&not(plain), &first(no_a));
}

#[test]
fn nested_questions_cost_no_more_than_they_are_long() {
    let nested = (0..150).fold(s("a", Test::IsMissing), |inner, _| {
        let question = |body| {
            Condition::Selected(Selected {
                end: End::First,
                array: value("list", Type::Array(Box::new(Type::Json)), Facts::default()),
                element: "e".into(),
                guard: Box::new(s("b", Test::IsNull)),
                body: Box::new(body),
                origin: Origin::default(),
            })
        };
        let more = Condition::And(vec![inner, s("c", Test::IsMissing)]);
        Condition::And(vec![question(more), question(s("d", Test::IsNull))])
    });
    let normal = normalize(&nested);
    assert_eq!(normalize(&normal), normal);
}

#[test]
fn what_is_asked_both_ways_is_decided() {
    let a = || s("a", Test::IsMissing);
    let both = vec![s("b", Test::IsNull), a(), not(a())];
    becomes(&Condition::Or(both.clone()), &Condition::Const(true));
    becomes(&Condition::And(both), &Condition::Const(false));
    let some = |body| quantified(Quantifier::Any, body);
    becomes(
        &Condition::Or(vec![some(a()), some(not(a()))]),
        &some(Condition::Const(true)),
    );
}

#[test]
fn whole_numbers_have_whole_bounds() {
    use Comparison::{Ge, Gt, Le, Lt};
    let bound = |comparison, literal| long(Test::Compare(comparison, literal));
    let present = long(Test::IsMissing).complement();
    becomes(&bound(Gt, double(1.5)), &bound(Ge, int(2)));
    becomes(&bound(Ge, double(-1.5)), &bound(Ge, int(-1)));
    becomes(&bound(Lt, double(1.5)), &bound(Le, int(1)));
    becomes(&bound(Le, double(-1.5)), &bound(Le, int(-2)));
    becomes(&bound(Gt, double(2.0)), &bound(Gt, int(2)));
    becomes(&bound(Lt, double(9_223_372_036_854_775_808.0)), &present);
    becomes(
        &bound(Ge, double(9_223_372_036_854_775_808.0)),
        &Condition::Const(false),
    );
    becomes(
        &bound(Ge, double(-9_223_372_036_854_775_808.0)),
        &bound(Ge, int(i64::MIN)),
    );
    becomes(
        &not(bound(Gt, double(-1e300))),
        &present.clone().complement(),
    );
    becomes(&long(Test::Eq(double(1.5))), &Condition::Const(false));
    becomes(
        &long(Test::In(vec![double(1.5), double(2.0)])),
        &long(Test::Eq(int(2))),
    );
    becomes(&long(Test::Eq(text("2"))), &Condition::Const(false));
}

#[test]
fn types_and_facts_decide() {
    let facts = |never_null, never_empty| {
        move |test| {
            on(
                value(
                    "f",
                    Type::String,
                    Facts {
                        never_null,
                        never_empty,
                    },
                ),
                test,
            )
        }
    };
    let (none, full, filled) = (facts(false, false), facts(true, true), facts(false, true));
    becomes(&full(Test::IsMissing), &Condition::Const(false));
    becomes(&full(Test::IsNull), &Condition::Const(false));
    becomes(&full(Test::HasKey), &Condition::Const(true));
    becomes(&filled(Test::IsNull), &filled(Test::IsMissing));
    becomes(&none(Test::IsNull), &none(Test::IsNull));
    becomes(&long(Test::IsNull), &long(Test::IsMissing));
    becomes(
        &none(Test::IsType(JsonType::String)),
        &none(Test::IsMissing).complement(),
    );
    becomes(
        &not(none(Test::IsType(JsonType::Array))),
        &Condition::Const(true),
    );
}
