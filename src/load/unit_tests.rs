//! In: the value of `Tests`. Out: events and what the rule has to say to them; an error for each test that cannot be run.

use std::collections::HashMap;

use transpile_sdk::diagnostic::{Diagnostic, Span, shown};

use super::codes;
use super::document::{Located, UnitTest};
use super::fields::{Fields, first_line};
use super::yaml::{Data, Yaml};

/// Reads `Tests`.
pub(super) fn read(fields: &mut Fields<'_>) -> Vec<UnitTest> {
    let Some(entry) = fields.entry("Tests") else {
        return Vec::new();
    };
    let Data::List(items) = &entry.value.data else {
        fields.wrong(entry, "a list of tests", "begin each test with `- Name: …`");
        return Vec::new();
    };
    let mut tests: Vec<UnitTest> = Vec::with_capacity(items.len());
    let mut names: HashMap<String, Span> = HashMap::new();
    for item in items {
        let Some(read) = unit_test(fields.source, item, fields.diagnostics) else {
            continue;
        };
        if let Some(first) = names.insert(read.name.value.clone(), read.name.span) {
            let message = format!("two tests are called `{}`", shown(&read.name.value, 60));
            fields.diagnostics.push(
                Diagnostic::warning(codes::DUPLICATE_TEST, message)
                    .at(read.name.span, "again here")
                    .at(first, "first here")
                    .with_help("give each test a name of its own"),
            );
        }
        tests.push(read);
    }
    tests
}

fn unit_test(text: &str, item: &Yaml, diagnostics: &mut Vec<Diagnostic>) -> Option<UnitTest> {
    let place = first_line(text, item.span);
    if item.as_map().is_none() {
        let message = format!("a test must be a mapping, but this is {}", item.kind());
        diagnostics.push(bad(
            message,
            place,
            "write `Name`, `ExpectedResult` and `Log`",
        ));
        return None;
    }
    // All three are looked at before any is missed.
    let name = name(item, place, diagnostics);
    let expected_result = expected(item, place, diagnostics);
    let log = log(text, item, place, diagnostics);
    let log_type = match item.get("LogType") {
        Some(Yaml {
            span,
            data: Data::Text(name),
        }) => Some(Located::new(name.clone(), *span)),
        Some(Yaml {
            data: Data::Null, ..
        })
        | None => None,
        Some(other) => {
            let message = "`LogType` of a test must be a text";
            diagnostics.push(bad(
                message,
                other.span,
                "write one of the rule's log types",
            ));
            None
        }
    };
    Some(UnitTest {
        name: name?,
        expected_result: expected_result?,
        log: log?,
        log_type,
        mocks: item
            .get("Mocks")
            .is_some_and(|mocks| mocks.data != Data::Null),
        span: item.span,
    })
}

fn name(item: &Yaml, place: Span, diagnostics: &mut Vec<Diagnostic>) -> Option<Located<String>> {
    match item.get("Name") {
        Some(Yaml {
            span,
            data: Data::Text(name),
        }) if !name.trim().is_empty() => {
            return Some(Located::new(name.clone(), *span));
        }
        Some(other) => {
            let message = format!(
                "the name of a test must be a text, but this is {}",
                other.kind()
            );
            diagnostics.push(bad(message, other.span, "put the name in quotes"));
        }
        None => diagnostics.push(bad("a test without a name", place, "add `Name: …`")),
    }
    None
}

fn expected(item: &Yaml, place: Span, diagnostics: &mut Vec<Diagnostic>) -> Option<bool> {
    match item.get("ExpectedResult") {
        Some(Yaml {
            data: Data::Bool(value),
            ..
        }) => return Some(*value),
        Some(other) => {
            let message = "`ExpectedResult` must be `true` or `false`";
            diagnostics.push(bad(
                message,
                other.span,
                "write `true` or `false` without quotes",
            ));
        }
        None => {
            let help = "add `ExpectedResult: true` if the rule has to match this event, else `ExpectedResult: false`";
            diagnostics.push(bad("a test without `ExpectedResult`", place, help));
        }
    }
    None
}

fn log(
    text: &str,
    item: &Yaml,
    place: Span,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<serde_json::Value> {
    match item.get("Log") {
        Some(
            log @ Yaml {
                data: Data::Map(_), ..
            },
        ) => match log.to_json() {
            Ok(event) => return Some(event),
            Err(part) => {
                let message = "a value that no JSON event can hold";
                diagnostics.push(bad(
                    message,
                    first_line(text, part.span),
                    "write a JSON value; put `.nan` and such in quotes",
                ));
            }
        },
        Some(other) => {
            let message = format!("`Log` must be a mapping, but this is {}", other.kind());
            let help = match &other.data {
                Data::Text(text) if text.trim_start().starts_with('{') => {
                    "write the JSON itself, without quotes around it and without `|` before it"
                }
                _ => "write the event as JSON, or as `key: value` lines",
            };
            diagnostics.push(bad(message, first_line(text, other.span), help));
        }
        None => diagnostics.push(bad(
            "a test without `Log`",
            place,
            "add `Log:` with the event",
        )),
    }
    None
}

fn bad(message: impl Into<String>, span: Span, help: &str) -> Diagnostic {
    Diagnostic::error(codes::BAD_TEST, message)
        .at(span, "in this test")
        .with_help(help)
}
