//! What the fuzz targets do with their bytes.
//!
//! In: bytes. Out: nothing, or a panic that is a fault. `fuzz_targets/` hands these functions to libFuzzer;
//! `tests/fuzz_corpus.rs` compiles this file too and replays the corpus with a stable compiler.

#![allow(
    unreachable_pub,
    clippy::missing_panics_doc,
    reason = "a crate of its own for the fuzzer, a module for the replay; a panic is how a fault is told"
)]

mod sample;

use sample::{hunted, plain_document, sample_rules};
use std::sync::Arc;
use transpile::catalog::{self, LogType};
use transpile::compile::{Lowered, Options, backends, compile, front, has_errors};
use transpile::eval::{self, Evaluator, Event};
use transpile::load::{Loaded, RuleDocument, load, load_without_tests};
use transpile::lower::{Piece, lower, raise};
use transpile::normalize::normalize;
use transpile_sdk::diagnostic::Span;
use transpile_sdk::ir;
use transpile_sdk::shape::Shape;

/// A target: its name and its body.
pub type Target = (&'static str, fn(&[u8]));

/// All targets.
pub const TARGETS: &[Target] = &[
    ("condition", condition),
    ("create_table", create_table),
    ("eval_normalize", eval_normalize),
    ("hunt", hunt),
    ("ir_json", ir_json),
    ("python", python),
    ("regex", regex),
    ("rule_file", rule_file),
];

/// What stands between the two parts of an input that has two.
pub const SEPARATOR: &str = "\n---\n";

/// A condition: what is read can be printed, read back, lowered, simplified and compiled.
pub fn condition(data: &[u8]) {
    let Some(text) = text(data) else { return };
    let Ok(tree) = transpile_grammar::parse(text) else {
        return;
    };
    let printed = transpile_grammar::printer::print(&tree);
    let again = transpile_grammar::parse(&printed);
    assert_eq!(again.as_ref(), Ok(&tree), "printed: {printed}");
    for name in catalog::names() {
        let Some(log_type) = catalog::log_type(name) else {
            continue;
        };
        let (condition, diagnostics) = lowered(&tree, &log_type);
        spans_fit(&diagnostics, text);
        let normal = normalize(&condition);
        assert_eq!(normalize(&normal), normal, "simplified further");
        let raised = transpile_grammar::printer::print(&raise(&normal));
        if has_errors(&diagnostics) {
            continue;
        }
        let back = transpile_grammar::parse(&raised);
        assert!(back.is_ok(), "{raised}: {back:?}");
        let rule = rule_over(&log_type, condition);
        compile_everywhere(plain_document(), &rule, text, None);
    }
}

/// A rule file: it is read alike with and without its unit tests, and whatever is in it can be compiled.
pub fn rule_file(data: &[u8]) {
    let Some(text) = text(data) else { return };
    let (whole, problems) = load("rule.yml", text);
    let (part, part_problems) = load_without_tests("rule.yml", text);
    spans_fit(&problems, text);
    spans_fit(&part_problems, text);
    if let (Some(Loaded::Rule(whole)), Some(Loaded::Rule(part))) = (&whole, &part)
        && !has_errors(&problems)
        && !has_errors(&part_problems)
    {
        assert_eq!(without_tests(whole), without_tests(part));
    }
    let Some(Loaded::Rule(document)) = whole else {
        return;
    };
    let front = front(&document, None);
    spans_fit(&front.diagnostics, text);
    for rule in &front.lowered {
        compile_everywhere(&document, rule, text, None);
    }
}

/// The IR as JSON: what is read is written and read back, simplified and run.
pub fn ir_json(data: &[u8]) {
    let Ok(condition) = serde_json::from_slice::<ir::Condition>(data) else {
        return;
    };
    let written = serde_json::to_string(&condition);
    assert!(written.is_ok(), "{written:?}");
    let back = serde_json::from_str::<ir::Condition>(&written.unwrap_or_default());
    assert_eq!(back.ok().as_ref(), Some(&condition));
    let event = Event::parse(r#"{"a": {"b": ["x", {"c": 1.5}, null]}, "eventName": "x", "n": 7}"#);
    let Ok(event) = event else {
        unreachable!("the event is one")
    };
    for condition in [&normalize(&condition), &condition] {
        if let Ok(evaluator) = Evaluator::new(condition, eval::Options::default()) {
            assert_eq!(
                evaluator.matches(&event),
                evaluator.explain(&event).matched,
                "explained otherwise"
            );
        }
    }
}

/// A log of any form: whatever it holds, a hunt finds what the evaluator finds line by line.
pub fn hunt(data: &[u8]) {
    let rules = hunted();
    let read_as = |log_type: Option<&str>, log: &[u8]| {
        let options = transpile::hunt::Options {
            log_type: log_type.map(str::to_owned),
            ..transpile::hunt::Options::default()
        };
        let Ok(hunt) = transpile::hunt::Hunt::new(rules.to_vec(), options) else {
            unreachable!("the rules can be run")
        };
        let log = transpile::hunt::Log {
            name: Arc::from("log"),
            reader: Ok(Box::new(std::io::Cursor::new(log.to_vec()))),
        };
        let mut found = Vec::new();
        let ended = hunt.run([log].into_iter(), &mut |batch| {
            found.extend(batch.matches.iter().map(|one| (one.number, one.rule)));
            Ok(())
        });
        assert!(ended.is_ok(), "{ended:?}");
        found
    };
    read_as(None, data);
    let Some(text) = text(data) else { return };
    // A first line that is an object makes it a log of lines.
    let log = format!("{{}}\n{text}");
    let mut expected = Vec::new();
    for (number, line) in (2..).zip(text.split('\n')) {
        let Ok(event) = Event::parse(line) else {
            continue;
        };
        for (place, rule) in rules.iter().enumerate() {
            let own = Evaluator::new(&rule.condition, eval::Options::default());
            if own.is_ok_and(|own| own.matches(&event)) {
                expected.push((number, place));
            }
        }
    }
    let on_first = read_as(Some("AWS.CloudTrail"), b"{}").len();
    let found = read_as(Some("AWS.CloudTrail"), log.as_bytes());
    assert_eq!(found.get(on_first..), Some(expected.as_slice()), "{log}");
}

/// A table in a target's own notation: the query over it can be printed.
pub fn create_table(data: &[u8]) {
    let Some(text) = text(data) else { return };
    for backend in backends() {
        for base in backend.shapes().iter().filter(|shape| shape.default) {
            match backend.read_shape(text, base) {
                Ok(shape) => {
                    for (rule, text) in sample_rules() {
                        if rule.log_type.name == shape.log_type {
                            compile_everywhere(plain_document(), rule, text, Some(&shape));
                        }
                    }
                }
                Err(problems) => spans_fit(&problems, text),
            }
        }
    }
}

/// A condition and an event: simplifying changes no answer.
pub fn eval_normalize(data: &[u8]) {
    let Some((condition, event)) = text(data).and_then(|text| text.split_once(SEPARATOR)) else {
        return;
    };
    let (Ok(tree), Ok(value)) = (
        transpile_grammar::parse(condition),
        serde_json::from_str::<serde_json::Value>(event),
    ) else {
        return;
    };
    let Ok(event) = Event::parse(event) else {
        return;
    };
    // The event is all that is known of its log, so that it is as its log type says.
    let log_type = catalog::inferred("Fuzz", &[&value]);
    let (condition, diagnostics) = lowered(&tree, &log_type);
    if has_errors(&diagnostics) {
        return;
    }
    let normal = normalize(&condition);
    let run = |condition: &ir::Condition| Evaluator::new(condition, eval::Options::default());
    let (Ok(before), Ok(after)) = (run(&condition), run(&normal)) else {
        return;
    };
    assert_eq!(before.matches(&event), after.matches(&event), "{normal:?}");
}

/// The Python of a rule: what is read is a condition that can be simplified and run, or a diagnostic.
pub fn python(data: &[u8]) {
    let Some(text) = text(data) else { return };
    let event = serde_json::json!({"a": {"b": [1, "x", null]}, "eventName": "x", "ip": "10.0.0.1"});
    let Ok(read) = Event::parse(&event.to_string()) else {
        return;
    };
    let sources = transpile::python::Sources {
        rule: Arc::new(transpile::python::Module::new("rule.py", text)),
        library: Arc::default(),
    };
    let inferred = Arc::new(catalog::inferred("Fuzz", &[&event]));
    for log_type in catalog::log_type("AWS.CloudTrail")
        .into_iter()
        .chain([inferred])
    {
        let Ok(extracted) = transpile::python::extract(&sources, &log_type) else {
            continue;
        };
        let options = eval::Options::default();
        let normal = normalize(&extracted.condition);
        let answers = [&extracted.condition, &normal].map(|condition| {
            let evaluator = Evaluator::new(condition, options.clone());
            evaluator.is_ok_and(|evaluator| evaluator.matches(&read))
        });
        assert_eq!(answers[0], answers[1], "simplified: {normal:?}");
    }
}

/// A pattern and a text: all spellings of the pattern compile, and find the same.
pub fn regex(data: &[u8]) {
    let Some(whole) = text(data) else { return };
    let (pattern, text) = whole.split_once(SEPARATOR).unwrap_or((whole, whole));
    let Ok(read) = transpile_sdk::regex::Regex::new(pattern) else {
        return;
    };
    let compiled = |pattern: &str| {
        regex::RegexBuilder::new(pattern)
            .size_limit(128 << 20)
            .dfa_size_limit(1 << 20)
            .build()
    };
    let own = compiled(&read.rust());
    assert!(own.is_ok(), "{}: {own:?}", read.rust());
    let found = own.is_ok_and(|own| own.is_match(text));
    if let Some(other) = read.without_boundaries() {
        let built = compiled(&other);
        assert!(built.is_ok(), "{other}: {built:?}");
        assert_eq!(
            built.is_ok_and(|built| built.is_match(text)),
            found,
            "{other}"
        );
    }
}

fn text(data: &[u8]) -> Option<&str> {
    std::str::from_utf8(data).ok()
}

fn lowered(
    tree: &transpile_grammar::ast::Condition,
    log_type: &LogType,
) -> (ir::Condition, Vec<transpile_sdk::diagnostic::Diagnostic>) {
    let piece = Piece {
        tree,
        to_file: &|span: Span| span,
    };
    lower(&[piece], log_type)
}

fn rule_over(log_type: &Arc<LogType>, condition: ir::Condition) -> Lowered {
    let mut outputs = Vec::new();
    condition.fields(&mut |field| {
        if field.root == ir::Root::Event {
            let name = format!("c{}", outputs.len());
            outputs.push((name, ir::Value::Field(field.clone())));
        }
    });
    Lowered {
        outputs,
        ..Lowered::of(log_type.clone(), condition)
    }
}

/// Compiles for every target: a query comes out, or a reason why not. The length of `text`, which
/// all places refer to, picks table and options.
fn compile_everywhere(document: &RuleDocument, rule: &Lowered, text: &str, shape: Option<&Shape>) {
    let choice = text.len();
    for backend in backends() {
        let shapes: Vec<&Shape> = match shape {
            Some(shape) => vec![shape],
            None => backend
                .shapes()
                .iter()
                .filter(|shape| shape.log_type == rule.log_type.name)
                .collect(),
        };
        let formats = &backend.manifest().formats;
        let options = Options {
            shape: shapes
                .get(choice % shapes.len().max(1))
                .map(|shape| (*shape).clone()),
            format: formats
                .get(choice % formats.len().max(1))
                .map(|format| format.name.clone()),
            allow_wider: choice.is_multiple_of(2),
            extracted_fields: choice.is_multiple_of(3),
            ..Options::default()
        };
        let outcome = compile(document, rule, backend.as_ref(), &options, "rule");
        assert_ne!(
            outcome.files.is_empty(),
            !has_errors(&outcome.diagnostics),
            "neither a query nor a reason, or both"
        );
        spans_fit(&outcome.diagnostics, text);
    }
}

/// Every place is in the text and at the edge of a character.
fn spans_fit(diagnostics: &[transpile_sdk::diagnostic::Diagnostic], text: &str) {
    for diagnostic in diagnostics {
        for label in &diagnostic.labels {
            assert!(
                text.get(label.span.start..label.span.end).is_some(),
                "{diagnostic:?}"
            );
        }
    }
}

/// What both ways of reading must agree on: all but the tests and that there are any.
fn without_tests(document: &RuleDocument) -> RuleDocument {
    let mut document = document.clone();
    document.tests.clear();
    document.keys.retain(|key| key.value != "Tests");
    document
}
