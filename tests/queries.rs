//! A snapshot of every shipped rule's query, for every table shape of its log type; a refused one shows
//! why.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    clippy::string_slice,
    clippy::unwrap_used,
    reason = "a test fails by panicking, and says what it did"
)]

mod support;

use support::compiled;
use support::rule_files::rule_files;
use support::snapshots;
use transpile::compile::{Options, compile};
use transpile::load::{Loaded, load};

#[test]
fn every_rule_on_every_shape() {
    let athena = compiled::athena();
    let mut count = 0;
    for file in rule_files("rules") {
        let text = std::fs::read_to_string(&file).unwrap();
        let stem = file.file_stem().unwrap().to_str().unwrap();
        let (Some(Loaded::Rule(document)), _) = load(stem, &text) else {
            panic!("{stem} is no rule");
        };
        for lowered in transpile::compile::front(&document, None).lowered {
            let own = athena
                .shapes()
                .iter()
                .filter(|shape| shape.log_type == lowered.log_type.name);
            // The table that is alike for every log type, for those that have no other.
            let generic = athena.shapes().iter().filter(|shape| shape.is_generic());
            let generic = generic.filter(|_| own.clone().next().is_none());
            for shape in own.clone().chain(generic) {
                let options = Options {
                    shape: Some(shape.clone()),
                    ..Options::default()
                };
                let outcome = compile(&document, &lowered, athena, &options, stem);
                let shown = snapshots::shown(&outcome, stem, &text);
                let settings = snapshots::kept_in(&format!("athena/{}", shape.name));
                settings.bind(|| insta::assert_snapshot!(stem, shown));
                count += 1;
            }
        }
    }
    assert!(count > 250, "only {count} queries");
}

/// What is refused is refused for a column that the table lacks, and nothing else.
#[test]
fn refusals_are_the_tables_fault() {
    let mut refused = 0;
    for rule in compiled::shipped_rules() {
        let own = compiled::athena().shapes().iter();
        for shape in own.filter(|shape| shape.log_type == rule.lowered.log_type.name) {
            let outcome = compiled::compile(&rule, shape, "t");
            for problem in outcome
                .diagnostics
                .iter()
                .filter(|problem| problem.is_error())
            {
                assert_eq!(
                    problem.code,
                    transpile_sdk::bind::ABSENT,
                    "{}",
                    problem.message
                );
                assert!(!shape.default, "{}: {}", outcome.rule_id, problem.message);
                refused += 1;
            }
        }
    }
    assert!(refused > 0);
}
