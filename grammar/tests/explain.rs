//! The pages of `transpile explain`: each code has one, its example earns that code and nothing else, its fix reads well.

#![expect(clippy::panic, reason = "a helper of a test may fail it")]

use std::collections::BTreeSet;
use std::path::PathBuf;
use transpile_grammar::codes::{CODES, TOO_LONG};
use transpile_grammar::page::read_page;
use transpile_grammar::{MAX_LENGTH, parse, parse_path};

fn folder() -> PathBuf {
    [env!("CARGO_MANIFEST_DIR"), "..", "src", "explain"]
        .iter()
        .collect()
}

/// The kind and the text of each fenced block.
fn blocks(page: &str) -> Vec<(&str, &str)> {
    let mut pieces = page.split("```");
    pieces.next();
    let fenced = pieces.step_by(2);
    fenced
        .filter_map(|block| block.split_once('\n'))
        .map(|(kind, text)| (kind, text.trim_end_matches('\n')))
        .collect()
}

/// The codes that a block earns; for a page, also whether it gave a condition.
fn codes(kind: &str, text: &str) -> (BTreeSet<&'static str>, bool) {
    let (errors, read) = match kind {
        "condition" => match parse(text) {
            Ok(_) => (Vec::new(), true),
            Err(errors) => (errors, false),
        },
        "path" => match parse_path(text) {
            Ok(_) => (Vec::new(), true),
            Err(errors) => (errors, false),
        },
        "page" => {
            let (page, errors) = read_page(text);
            (errors, page.condition.is_some())
        }
        other => panic!("a block of kind {other}"),
    };
    (errors.iter().map(|error| error.code.0).collect(), read)
}

#[test]
fn every_code_has_a_page_that_is_true() {
    for code in CODES {
        let path = folder().join(format!("{code}.md"));
        let page = std::fs::read_to_string(&path)
            .unwrap_or_else(|_| panic!("{} is missing", path.display()));
        assert!(page.starts_with(&format!("# {code}: ")), "{code}");
        for heading in ["\n## What it means\n", "\n## Example\n", "\n## Instead\n"] {
            assert!(page.contains(heading), "{code} lacks {heading}");
        }
        let blocks = blocks(&page);
        let (example, fix) = match blocks.as_slice() {
            [fix] if *code == TOO_LONG => (None, fix),
            [example, fix] => (Some(example), fix),
            _ => panic!("{code}: {} blocks", blocks.len()),
        };
        let long = " ".repeat(MAX_LENGTH + 1);
        let (kind, text) = example.copied().unwrap_or(("condition", long.as_str()));
        assert_eq!(
            codes(kind, text).0,
            BTreeSet::from([code.0]),
            "the example of {code}"
        );
        let (kind, text) = *fix;
        assert_eq!(
            codes(kind, text),
            (BTreeSet::new(), true),
            "the fix of {code}"
        );
    }
}

#[test]
fn codes_are_unique_and_in_order() {
    assert!(CODES.is_sorted_by(|a, b| a.0 < b.0));
    assert!(
        CODES
            .iter()
            .all(|code| code.0.starts_with("T02") || code.0.starts_with("T06"))
    );
}
