//! Conditions of every shape.

use super::test;
use super::value::Scope;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use transpile_sdk::ir::{Condition, End, Origin, Predicate, Quantified, Quantifier, Selected};

/// A condition with at most `depth` levels above its predicates.
pub(super) fn condition(scope: Scope, depth: usize) -> BoxedStrategy<Condition> {
    if depth == 0 {
        return leaf(scope);
    }
    // Drawn one level at a time: a quantifier's body depends on the array that was drawn.
    (0..14_u32)
        .prop_flat_map(move |kind| {
            let inner = || condition(scope.clone(), depth - 1);
            match kind {
                0..4 => leaf(scope.clone()),
                4..6 => vec(inner(), 2..4).prop_map(Condition::And).boxed(),
                6..8 => vec(inner(), 2..4).prop_map(Condition::Or).boxed(),
                8..9 => same_value(scope.clone()),
                9..10 => inner()
                    .prop_map(|inner| Condition::Not(Box::new(inner)))
                    .boxed(),
                10..13 => quantified(scope.clone(), depth),
                _ => selected(scope.clone(), depth),
            }
        })
        .boxed()
}

fn leaf(scope: Scope) -> BoxedStrategy<Condition> {
    prop_oneof![
        30 => predicate(scope).prop_map(Condition::Predicate),
        1 => any::<bool>().prop_map(Condition::Const),
    ]
    .boxed()
}

/// Several tests of one value, side by side: what normalizing puts together.
fn same_value(scope: Scope) -> BoxedStrategy<Condition> {
    scope
        .value()
        .prop_flat_map(move |value| {
            let tests = prop_oneof![
                3 => test::equality(&value).unwrap_or_else(|| test::test(&scope, &value)),
                1 => test::test(&scope, &value),
            ];
            let predicate = (any::<bool>(), tests).prop_map(move |(negated, test)| {
                Condition::Predicate(Predicate {
                    value: value.clone(),
                    negated,
                    test,
                    origin: Origin::default(),
                })
            });
            vec(predicate, 2..5)
        })
        .prop_flat_map(|parts| select(vec![Condition::And(parts.clone()), Condition::Or(parts)]))
        .boxed()
}

/// A predicate.
pub(super) fn predicate(scope: Scope) -> BoxedStrategy<Predicate> {
    scope
        .value()
        .prop_flat_map(move |value| {
            let test = test::test(&scope, &value);
            (Just(value), any::<bool>(), test)
        })
        .prop_map(|(value, negated, test)| Predicate {
            value,
            negated,
            test,
            origin: Origin::default(),
        })
        .boxed()
}

fn quantified(scope: Scope, depth: usize) -> BoxedStrategy<Condition> {
    let quantifiers = &[
        Quantifier::Any,
        Quantifier::All,
        Quantifier::None,
        Quantifier::One,
        Quantifier::AtLeast(1),
        Quantifier::AtLeast(2),
    ];
    (select(quantifiers), scope.array())
        .prop_flat_map(move |(quantifier, (array, items))| {
            let element = scope.fresh_name();
            let body = condition(scope.inside(&items), depth - 1);
            (Just((quantifier, array, element)), body)
        })
        .prop_map(|((quantifier, array, element), body)| {
            Condition::Quantified(Quantified {
                quantifier,
                array,
                element,
                body: Box::new(body),
                origin: Origin::default(),
            })
        })
        .boxed()
}

fn selected(scope: Scope, depth: usize) -> BoxedStrategy<Condition> {
    (select(&[End::First, End::Last]), scope.array())
        .prop_flat_map(move |(end, (array, items))| {
            let element = scope.fresh_name();
            let inside = scope.inside(&items);
            // Much may count, so that there are a first and a last one.
            let guard = prop_oneof![
                2 => Just(Condition::Const(true)),
                2 => leaf(inside.clone()),
                2 => condition(inside.clone(), depth - 1),
            ];
            let body = prop_oneof![leaf(inside.clone()), condition(inside, depth - 1)];
            (Just((end, array, element)), guard, (body, 0..6_u32))
        })
        .prop_map(|((end, array, element), guard, (body, again))| {
            // What makes an element count is sometimes asked of it again.
            let body = match again {
                0 => Condition::And(vec![guard.clone(), body]),
                1 => Condition::Or(vec![body, Condition::Not(Box::new(guard.clone()))]),
                _ => body,
            };
            Condition::Selected(Selected {
                end,
                array,
                element,
                guard: Box::new(guard),
                body: Box::new(body),
                origin: Origin::default(),
            })
        })
        .boxed()
}
