//! Pages of the catalogue: what is read of each, and what is said about the rest.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a helper of a test may fail it"
)]

use std::fmt::Write;
use transpile_grammar::page::read_page;

fn rendered(text: &str) -> String {
    let (page, errors) = read_page(text);
    let mut out = String::new();
    for table in &page.sources {
        writeln!(out, "source: {table}").unwrap();
    }
    match &page.condition {
        Some(condition) => writeln!(out, "{condition}").unwrap(),
        None => writeln!(out, "(no condition)").unwrap(),
    }
    for error in errors {
        let label = &error.labels[0];
        let place = text[label.span.start..label.span.end].replace('\n', " ⏎ ");
        writeln!(
            out,
            "\n{:?}[{}]: {}\n  at: {place}\n  = {}",
            error.severity, error.code, error.message, label.text
        )
        .unwrap();
        for note in &error.notes {
            writeln!(out, "  note: {note}").unwrap();
        }
        writeln!(out, "  help: {}", error.help.unwrap()).unwrap();
    }
    out
}

#[test]
fn catalogue() {
    let mut count = 0;
    for number in 1..=42 {
        let path = format!("{}/tests/pages/{number:02}.txt", env!("CARGO_MANIFEST_DIR"));
        let text = std::fs::read_to_string(path).unwrap();
        insta::assert_snapshot!(
            format!("page_{number:02}"),
            format!("{text}----\n{}", rendered(&text))
        );
        count += 1;
    }
    assert_eq!(count, 42);
}

#[test]
fn other_forms() {
    let pages = [
        "",
        "eventName eq \"x\"\n",
        "Detection logic\n\nCondition\r\n\r\n  eventName eq \"x\"\r\n\r\nIndicators\n\nField | Kind | Values |\n",
        "Filter\n\nfrom panther_base_helpers import deep_get\n\ndef rule(_):\n    return True\n",
        "Rule logic imperative Python\ndef rule(event):\n    return event.get(\"a\")\nThe parser cannot express this rule's logic as a field filter; the imperative Python above is the detection.\n",
        "Condition\nThis rule also runs imperative logic the parser cannot express as a filter; the conditions above are the structured part it could extract.\n",
        "Condition\na eq \"x\"\nThis sentence is not known.\nb == \"y\"\nc eq \"z\"\n",
        "Stage 1: source\nnot a table\nStage 2: filter\na eq \"x\"\nStage 3: filter\nb eq \"y\"\nStage 4: window\n1h\n",
        "Stage 2: filter\na eq \"(subquery on t)\"\nb eq \"array_any\"\narray_any eq \"x\"\nReferences detection X.\n",
        "Condition\n(a eq \"x\" or\nb.c array_any)\n",
        "Stage 1: source\ndb.t\nStage 2: filter\nStage 3: having\ncount gt \"5\"\nThreshold\ngt 1\n",
    ];
    let all: Vec<_> = pages
        .iter()
        .map(|text| format!("{text}----\n{}", rendered(text)))
        .collect();
    insta::assert_snapshot!(all.join("\n========\n"));
}

#[test]
fn positions_are_those_of_the_page() {
    let text =
        "Condition\nträger eq \"é\"\r\nThis rule also runs imperative logic.\n  second eq \"x\"\n";
    let (page, _) = read_page(text);
    let lines = page.condition.unwrap().lines;
    let places: Vec<_> = lines
        .iter()
        .map(|line| &text[line.span.start..line.span.end])
        .collect();
    assert_eq!(places, ["träger eq \"é\"", "second eq \"x\""]);
}
