//! What holds of every condition and every event.

#[path = "support/generate/mod.rs"]
mod generate;

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use std::collections::BTreeMap;
use transpile::eval::{Evaluator, Event, Json, Options};
use transpile::normalize::normalize;
use transpile_sdk::ir::{Condition, Predicate, Quantifier};

fn options() -> Options {
    Options {
        timestamp_formats: generate::timestamp_formats(),
    }
}

fn evaluator(condition: &Condition) -> Result<Evaluator, TestCaseError> {
    Evaluator::new(condition, options()).map_err(|error| TestCaseError::fail(error.to_string()))
}

/// What the condition says of the event; an error if it cannot be asked.
fn eval(condition: &Condition, event: &Event) -> Result<bool, TestCaseError> {
    Ok(evaluator(condition)?.matches(event))
}

fn event() -> impl Strategy<Value = Event> {
    generate::event().prop_filter_map("an event is an object", |value| Event::try_from(value).ok())
}

/// True if negations stand at the predicates (and around `one`, `first` and `last`) only, and no constant in anything.
fn is_normal(condition: &Condition, outermost: bool) -> bool {
    match condition {
        Condition::Const(_) => outermost,
        Condition::And(parts) => {
            parts.len() > 1
                && parts
                    .iter()
                    .all(|part| is_normal(part, false) && !matches!(part, Condition::And(_)))
        }
        Condition::Or(parts) => {
            parts.len() > 1
                && parts
                    .iter()
                    .all(|part| is_normal(part, false) && !matches!(part, Condition::Or(_)))
        }
        Condition::Not(inner) => match &**inner {
            Condition::Quantified(one) => {
                matches!(one.quantifier, Quantifier::One | Quantifier::AtLeast(2..))
                    && is_normal(inner, false)
            }
            Condition::Selected(_) => is_normal(inner, false),
            _ => false,
        },
        // `any x as e (true)` asks whether there is an element.
        Condition::Quantified(quantified) => is_normal(&quantified.body, true),
        // `first x as e where (true) has (…)` asks of the first element, whatever it is.
        Condition::Selected(selected) => {
            is_normal(&selected.guard, *selected.guard == Condition::Const(true))
                && is_normal(&selected.body, false)
        }
        Condition::Predicate(_) => true,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3_000, ..ProptestConfig::default() })]

    #[test]
    fn normalizing_keeps_the_meaning(condition in generate::condition(), events in prop::collection::vec(event(), 1..6)) {
        let normal = normalize(&condition);
        prop_assert!(is_normal(&normal, true), "not normal: {normal:?}");
        prop_assert_eq!(&normalize(&normal), &normal, "normalizing again changes it");
        let (before, after) = (evaluator(&condition)?, evaluator(&normal)?);
        for event in &events {
            let answer = before.matches(event);
            prop_assert_eq!(after.matches(event), answer, "{}\n{:?}", event.json(), normal);
            prop_assert_eq!(before.explain(event).matched, answer, "explain disagrees with matches");
        }
    }

    #[test]
    fn a_negated_predicate_is_the_complement(predicate in generate::predicate(), event in event()) {
        let negated = Predicate { negated: !predicate.negated, ..predicate.clone() };
        let answer = eval(&Condition::Predicate(predicate), &event)?;
        prop_assert_ne!(eval(&Condition::Predicate(negated), &event)?, answer);
    }

    #[test]
    fn a_complement_is_one(condition in generate::condition(), event in event()) {
        let answer = eval(&condition, &event)?;
        prop_assert_ne!(eval(&Condition::Not(Box::new(condition.clone())), &event)?, answer);
        prop_assert_ne!(eval(&condition.complement(), &event)?, answer);
    }
}

proptest! {
    #[test]
    fn conditions_survive_json(condition in generate::condition()) {
        let text = serde_json::to_string(&condition)?;
        let back: Condition = serde_json::from_str(&text)?;
        prop_assert_eq!(&back, &condition);
        let value = serde_json::to_value(&condition)?;
        prop_assert_eq!(&serde_json::from_value::<Condition>(value)?, &condition);
    }

    #[test]
    fn damaged_json_is_an_error_or_a_condition(condition in generate::condition(), at: prop::sample::Index, with in ".{0,3}", event in event()) {
        let mut text: Vec<char> = serde_json::to_string(&condition)?.chars().collect();
        let at = at.index(text.len());
        text.splice(at..(at + 2).min(text.len()), with.chars());
        let text: String = text.into_iter().collect();
        if let Ok(condition) = serde_json::from_str::<Condition>(&text) {
            let normal = normalize(&condition);
            let _ = Evaluator::new(&condition, options()).map(|evaluator| evaluator.matches(&event));
            let _ = Evaluator::new(&normal, options()).map(|evaluator| evaluator.matches(&event));
        }
    }

    #[test]
    fn garbage_is_no_condition(text in ".*") {
        prop_assert!(serde_json::from_str::<Condition>(&text).is_err());
    }

    #[test]
    fn events_are_printed_as_they_are_read(event in event(), noise in ".*") {
        let text = event.json().to_string();
        let back = Event::parse(&text);
        prop_assert_eq!(back.as_ref(), Ok(&event));
        // Text is JSON for us if and only if it is for another reader.
        prop_assert_eq!(Json::parse(&noise).is_ok(), serde_json::from_str::<serde_json::Value>(&noise).is_ok());
    }
}

/// A test that nearly always sees the same answer shows nothing.
#[test]
#[expect(
    clippy::print_stdout,
    reason = "the shares are worth a look now and then"
)]
fn both_answers_are_common() {
    let mut runner = TestRunner::deterministic();
    let (mut matched, mut constant) = (0_u32, 0_u32);
    let total = 1_000;
    let (conditions, events) = (generate::condition(), event());
    for _ in 0..total {
        let condition = conditions.new_tree(&mut runner).unwrap().current();
        let event = events.new_tree(&mut runner).unwrap().current();
        matched += u32::from(eval(&condition, &event).unwrap());
        constant += u32::from(matches!(normalize(&condition), Condition::Const(_)));
    }
    println!("{matched} of {total} match; {constant} conditions fold to a constant");
    assert!(
        (total / 10..=total * 9 / 10).contains(&matched),
        "{matched} of {total}"
    );
    assert!(constant < total / 4, "{constant} of {total}");
}

/// The condition with the first asked for the last, and the last for the first; nothing if it asks for neither.
fn other_way_round(condition: &Condition) -> Option<Condition> {
    let text = serde_json::to_string(condition).ok()?;
    let (first, last) = ("\"end\":\"first\"", "\"end\":\"last\"");
    let swapped = text
        .replace(first, "\u{1}")
        .replace(last, first)
        .replace('\u{1}', last);
    if swapped == text {
        return None;
    }
    serde_json::from_str(&swapped).ok()
}

#[test]
#[expect(
    clippy::print_stdout,
    reason = "the shares are worth a look now and then"
)]
fn which_element_is_asked_decides() {
    let mut runner = TestRunner::deterministic();
    let (mut asked, mut decided) = (0_u32, 0_u32);
    let (conditions, events) = (generate::condition(), event());
    for _ in 0..1_000 {
        let condition = conditions.new_tree(&mut runner).unwrap().current();
        let Some(other) = other_way_round(&condition) else {
            continue;
        };
        asked += 1;
        let (own, other) = (evaluator(&condition).unwrap(), evaluator(&other).unwrap());
        decided += (0..60)
            .map(|_| events.new_tree(&mut runner).unwrap().current())
            .map(|event| u32::from(own.matches(&event) != other.matches(&event)))
            .sum::<u32>();
    }
    println!(
        "{asked} of 1000 conditions ask for the first or last; {decided} answers in 60 events each hang on which"
    );
    assert!(decided > 10, "{decided}");
}

#[test]
#[expect(
    clippy::print_stdout,
    reason = "the shares are worth a look now and then"
)]
fn every_test_is_seen_with_both_answers() {
    let mut runner = TestRunner::deterministic();
    let mut seen = BTreeMap::<String, (u32, u32)>::new();
    let (predicates, events) = (generate::predicate(), event());
    for _ in 0..6_000 {
        let asked = predicates.new_tree(&mut runner).unwrap().current();
        let event = events.new_tree(&mut runner).unwrap().current();
        let test = format!("{:?}", asked.test);
        let name = test.split('(').next().unwrap_or_default().to_owned();
        let asked = Condition::Predicate(Predicate {
            negated: false,
            ..asked
        });
        let (yes, no) = seen.entry(name).or_default();
        *(if eval(&asked, &event).unwrap() {
            yes
        } else {
            no
        }) += 1;
    }
    println!("(yes, no): {seen:?}");
    assert_eq!(seen.len(), 18);
    for (name, (yes, no)) in seen {
        assert!(
            yes >= 5 && no >= 5,
            "{name}: {yes} times yes, {no} times no"
        );
    }
}
