//! The cases: bursts at every edge of a window, with every kind of key, and some that nobody thought of.

use super::support::burst::{Match, Threshold};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

/// Matches of a rule, the fields that make its key, and what it counts.
#[derive(Debug, Clone)]
pub(crate) struct Case {
    pub(crate) name: String,
    pub(crate) keys: usize,
    pub(crate) threshold: Threshold,
    pub(crate) matches: Vec<Match>,
}

/// The fields of a key.
pub(crate) const KEYS: [&str; 2] = ["sourceIPAddress", "userIdentity.arn"];

fn at(second: u64, key: Option<&str>, value: Option<&str>) -> Match {
    Match {
        second,
        key: key.map(str::to_owned),
        value: value.map(str::to_owned),
    }
}

/// So many matches of one key, so many seconds apart.
fn run(key: Option<&str>, start: u64, step: u64, count: u64) -> Vec<Match> {
    (0..count)
        .map(|index| at(start + index * step, key, None))
        .collect()
}

/// Cases with the number of their bursts.
#[expect(clippy::too_many_lines, reason = "it is a list")]
pub(crate) fn cases() -> Vec<(Case, usize)> {
    let count = |count, minutes| Threshold {
        count,
        minutes,
        distinct: false,
    };
    let distinct = |count, minutes| Threshold {
        count,
        minutes,
        distinct: true,
    };
    let list = [
        (
            "across the edge of an hour",
            1,
            count(5, 10),
            run(Some("a"), 3400, 100, 5),
            1,
        ),
        ("one too few", 1, count(5, 10), run(Some("a"), 0, 1, 4), 0),
        (
            "over exactly the window",
            1,
            count(5, 10),
            run(Some("a"), 7, 150, 5),
            1,
        ),
        (
            "over a second more",
            1,
            count(5, 10),
            [run(Some("a"), 7, 150, 4), run(Some("a"), 608, 1, 1)].concat(),
            0,
        ),
        (
            "all in one second",
            1,
            count(5, 10),
            run(Some("a"), 50, 0, 7),
            1,
        ),
        ("missing keys", 1, count(3, 1), run(None, 0, 10, 4), 1),
        (
            "several keys",
            1,
            count(3, 1),
            [
                run(Some("a"), 0, 10, 3),
                run(Some("b"), 5, 10, 2),
                run(None, 3, 10, 3),
                run(Some("c"), 0, 10, 9),
            ]
            .concat(),
            3,
        ),
        (
            "two bursts of a key and a match between them",
            1,
            count(3, 10),
            [
                run(Some("a"), 0, 1, 3),
                run(Some("a"), 900, 0, 1),
                run(Some("a"), 3000, 300, 4),
            ]
            .concat(),
            2,
        ),
        (
            "bursts without a pause between them are one row",
            1,
            count(4, 10),
            [
                run(Some("a"), 0, 1, 4),
                run(Some("a"), 500, 0, 1),
                run(Some("a"), 1000, 1, 4),
            ]
            .concat(),
            1,
        ),
        (
            "overlapping windows",
            1,
            count(3, 5),
            run(Some("a"), 0, 149, 12),
            1,
        ),
        (
            "equal times at both ends",
            1,
            count(4, 1),
            [
                run(Some("a"), 0, 0, 3),
                run(Some("a"), 60, 0, 3),
                run(Some("a"), 121, 0, 3),
            ]
            .concat(),
            1,
        ),
        (
            "a threshold of two",
            1,
            count(2, 1),
            [run(Some("a"), 0, 61, 3), run(Some("a"), 200, 60, 2)].concat(),
            1,
        ),
        (
            "no key",
            0,
            count(5, 10),
            [run(None, 0, 100, 5), run(None, 5000, 1, 3)].concat(),
            1,
        ),
        (
            "a key of two fields",
            2,
            count(3, 10),
            [
                run(Some("a|x"), 0, 1, 3),
                run(Some("a|"), 0, 1, 2),
                run(Some("|x"), 0, 1, 3),
                run(Some("b|x"), 0, 1, 2),
            ]
            .concat(),
            2,
        ),
        (
            "distinct values",
            1,
            distinct(3, 10),
            [
                vec![
                    at(0, Some("a"), Some("1")),
                    at(10, Some("a"), Some("2")),
                    at(20, Some("a"), Some("1")),
                ],
                vec![at(600, Some("a"), Some("3")), at(700, Some("a"), None)],
                vec![
                    at(0, Some("b"), Some("1")),
                    at(10, Some("b"), Some("2")),
                    at(20, Some("b"), None),
                ],
                vec![
                    at(0, Some("c"), Some("1")),
                    at(10, Some("c"), Some("2")),
                    at(601, Some("c"), Some("3")),
                ],
            ]
            .concat(),
            1,
        ),
    ];
    list.into_iter()
        .map(|(name, keys, threshold, matches, expected)| {
            let name = name.to_owned();
            (
                Case {
                    name,
                    keys,
                    threshold,
                    matches,
                },
                expected,
            )
        })
        .collect()
}

/// Cases nobody thought of.
fn random() -> Vec<Case> {
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[11; 32]);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let pick = |choices: &[&'static str]| {
        let choices: Vec<Option<&'static str>> =
            choices.iter().map(|one| Some(*one)).chain([None]).collect();
        proptest::sample::select(choices)
    };
    let one = (0_u64..40, pick(&["a", "b"]), pick(&["1", "2", "3", "4"]))
        .prop_map(|(step, key, value)| at(step * 15, key, value));
    let case = (
        2_usize..6,
        1_u64..4,
        proptest::bool::weighted(0.25),
        proptest::collection::vec(one, 0..40),
    );
    let case = case.prop_map(|(count, minutes, distinct, matches)| Case {
        name: "random".to_owned(),
        keys: 1,
        threshold: Threshold {
            count,
            minutes,
            distinct,
        },
        matches,
    });
    (0..30)
        .map(|_| case.new_tree(&mut runner).unwrap().current())
        .collect()
}

pub(crate) fn all() -> Vec<Case> {
    cases()
        .into_iter()
        .map(|(case, _)| case)
        .chain(random())
        .collect()
}
