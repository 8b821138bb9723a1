//! Rules from files, as the command line reads them.
//!
//! In: a folder of this repository, or the text of a rule file. Out: paths in order, or the rule as it is understood.

#![allow(
    dead_code,
    reason = "tests and a bench compile this module, and none uses all of it"
)]

use std::fs;
use std::path::{Path, PathBuf};
use transpile::compile::{Lowered, front};
use transpile::load::{Loaded, RuleDocument, load};

/// The rule files below a folder of this repository, in order.
pub(crate) fn rule_files(folder: &str) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "yml") {
                files.push(path);
            }
        }
    }
    files.sort();
    files
}

/// The texts of the rule files below a folder of this repository, in order.
pub(crate) fn rule_texts(folder: &str) -> impl Iterator<Item = String> {
    let files = rule_files(folder).into_iter();
    files.map(|file| fs::read_to_string(file).unwrap())
}

/// The rule of a file's text, and what it is for each of its log types or for the wanted one; it must be without errors.
pub(crate) fn understood(text: &str, log_type: Option<&str>) -> (Box<RuleDocument>, Vec<Lowered>) {
    let (loaded, diagnostics) = load("rule.yml", text);
    let Some(Loaded::Rule(document)) = loaded else {
        panic!("no rule: {text}: {diagnostics:?}");
    };
    let front = front(&document, log_type);
    assert!(
        !front.lowered.is_empty(),
        "{text}: {diagnostics:?} {:?}",
        front.diagnostics
    );
    (document, front.lowered)
}
