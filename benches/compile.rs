//! How long the stages take: `cargo bench`.
//!
//! `one_rule` is start to finish for one rule, from its text to its query; the others are its parts,
//! and a thousand rules in one go.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a bench fails by panicking"
)]

use divan::{Bencher, counter::ItemsCount};
use std::fs;
use transpile::compile::{Front, Options, backends, compile, front};
use transpile::load::{Loaded, RuleDocument, load, load_without_tests};

fn main() {
    divan::main();
}

/// A rule with a threshold, an address test and a matrix of services and actions.
fn text() -> String {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/rules/aws_cloudtrail/aws_iam_user_recon_denied.yml"
    );
    fs::read_to_string(path).unwrap()
}

/// As the command line reads it for a query.
fn brief(text: &str) -> Box<RuleDocument> {
    match load_without_tests("rule.yml", text) {
        (Some(Loaded::Rule(document)), _) => document,
        (_, diagnostics) => panic!("no rule: {diagnostics:?}"),
    }
}

fn document(text: &str) -> Box<RuleDocument> {
    match load("rule.yml", text) {
        (Some(Loaded::Rule(document)), _) => document,
        (_, diagnostics) => panic!("no rule: {diagnostics:?}"),
    }
}

fn query(document: &RuleDocument, front: &Front) -> usize {
    let backend = backends()
        .iter()
        .find(|backend| backend.manifest().name == "athena")
        .unwrap();
    let outcomes = front.lowered.iter().map(|lowered| {
        compile(
            document,
            lowered,
            backend.as_ref(),
            &Options::default(),
            "rule",
        )
    });
    outcomes
        .flat_map(|outcome| outcome.files)
        .map(|file| file.text.len())
        .sum()
}

#[divan::bench]
fn one_rule(bencher: Bencher) {
    let text = text();
    bencher.bench(|| {
        let document = brief(&text);
        query(&document, &front(&document, None))
    });
}

#[divan::bench]
fn a_thousand_rules(bencher: Bencher) {
    let text = text();
    bencher.counter(ItemsCount::new(1000_usize)).bench(|| {
        (0..1000)
            .map(|_| {
                let document = brief(&text);
                query(&document, &front(&document, None))
            })
            .sum::<usize>()
    });
}

#[divan::bench]
fn load_without_its_tests(bencher: Bencher) {
    let text = text();
    bencher.bench(|| load_without_tests("rule.yml", &text));
}

#[divan::bench]
fn load_only(bencher: Bencher) {
    let text = text();
    bencher.bench(|| document(&text));
}

#[divan::bench]
fn front_only(bencher: Bencher) {
    let document = document(&text());
    bencher.bench(|| front(&document, None));
}

#[divan::bench]
fn emit_only(bencher: Bencher) {
    let document = document(&text());
    let front = front(&document, None);
    bencher.bench(|| query(&document, &front));
}
