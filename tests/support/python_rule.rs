//! A rule in Python that a test writes down: in: its YAML, its Python, the helpers that it imports. Out: the document, and
//! what it is understood as.

#![allow(
    dead_code,
    reason = "several tests compile this module, and none uses all of it"
)]

use std::sync::Arc;
use transpile::compile::{Lowered, front};
use transpile::load::{Loaded, RuleDocument, load};
use transpile::python::{Library, Module, Sources};

/// The rule of a file `rule.yml`, whose logic is `rule.py` if there is one.
pub(crate) fn document(yaml: &str, python: Option<&str>, library: Library) -> RuleDocument {
    let (Some(Loaded::Rule(mut document)), problems) = load("rule.yml", yaml) else {
        panic!("{yaml}");
    };
    assert_eq!(problems, Vec::new());
    document.python = python.map(|python| Sources {
        rule: Arc::new(Module::new("rule.py", python.to_owned())),
        library: Arc::new(library),
    });
    *document
}

/// A rule of which nothing is to be said, for its first log type.
pub(crate) fn lowered(document: &RuleDocument) -> Lowered {
    let front = front(document, None);
    assert_eq!(front.diagnostics, Vec::new());
    front.lowered.into_iter().next().unwrap()
}
