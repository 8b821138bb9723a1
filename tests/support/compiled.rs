//! The shipped rules, compiled as the command line does it.

use std::fs;
use std::path::{Path, PathBuf};
use transpile::compile::{Lowered, Options, Outcome, backends, compile as compile_rule, front};
use transpile::load::{Loaded, RuleDocument, load};
use transpile_sdk::backend::{Backend, Hunt};
use transpile_sdk::shape::Shape;

/// The five rules that the project began with.
pub(crate) const SEEDS: [&str; 5] = [
    "AWS.CloudTrail.VPCE.AccessDenied",
    "AWS.CloudTrail.VPCE.ExternalPrincipal",
    "AWS.IAMUser.ReconAccessDenied",
    "AWS.S3.ServerAccess.IPWhitelist",
    "AWS.S3.ServerAccess.Insecure",
];

/// A rule that ships, for one of its log types.
pub(crate) struct Shipped {
    pub(crate) document: RuleDocument,
    pub(crate) lowered: Lowered,
}

/// The files below `rules/`, in order.
pub(crate) fn rule_files() -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("rules")];
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

/// All rules that ship; each must be without errors.
pub(crate) fn shipped_rules() -> Vec<Shipped> {
    let mut rules = Vec::new();
    for file in rule_files() {
        rules.extend(rules_of(&fs::read_to_string(&file).unwrap()));
    }
    rules
}

/// Rules of `tests/rules`, which look for what a careless query confuses.
pub(crate) fn near_misses() -> Vec<Shipped> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/rules");
    let mut files: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    files
        .iter()
        .flat_map(|file| rules_of(&fs::read_to_string(file).unwrap()))
        .collect()
}

/// The rules of a file's text, one a log type.
pub(crate) fn rules_of(text: &str) -> Vec<Shipped> {
    let (loaded, diagnostics) = load("rule.yml", text);
    let Some(Loaded::Rule(document)) = loaded else {
        panic!("no rule: {diagnostics:?}");
    };
    let front = front(&document, None);
    assert!(
        !front.lowered.is_empty(),
        "{diagnostics:?} {:?}",
        front.diagnostics
    );
    let rule = |lowered| Shipped {
        document: (*document).clone(),
        lowered,
    };
    front.lowered.into_iter().map(rule).collect()
}

/// Athena.
pub(crate) fn athena() -> &'static dyn Backend {
    backends()[0].as_ref()
}

/// The shape of that name, if it is one of the log type, or alike for every log type.
pub(crate) fn shape(name: &str, log_type: &str) -> Option<&'static Shape> {
    let mut shapes = athena().shapes().iter();
    let is_of = |shape: &&Shape| shape.log_type == log_type || shape.is_generic();
    shapes.find(|shape| shape.name == name && is_of(shape))
}

/// Compiles a rule for all events of a table.
pub(crate) fn compile(rule: &Shipped, shape: &Shape, table: &str) -> Outcome {
    compile_for(rule, shape, table, Hunt::everything())
}

/// Compiles a rule for some of the events of a table.
pub(crate) fn compile_for(rule: &Shipped, shape: &Shape, table: &str, hunt: Hunt) -> Outcome {
    let options = Options {
        shape: Some(shape.clone()),
        table: Some(table.to_owned()),
        hunt,
        ..Options::default()
    };
    compile_rule(&rule.document, &rule.lowered, athena(), &options, "rule")
}
