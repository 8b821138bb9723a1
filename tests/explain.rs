//! The pages of `transpile explain`: they have one form, and what those of lowering, compiling and binding show is true.
//! Their examples earn their code and no other, and what they say to write instead earns none.
//!
//! The crates that own the other codes check those pages themselves.

#![expect(clippy::panic, reason = "a test may fail this way")]

use std::collections::BTreeSet;
use transpile::compile::{Options, backends, compile, front};
use transpile::explain::{PAGES, page};
use transpile::load::{Loaded, load};
use transpile::unit_tests::run_tests;
use transpile_sdk::diagnostic::Code;

/// The codes whose pages are checked here: with Athena as the target, where there is one.
const OWN: &[&[Code]] = &[
    transpile::lower::codes::CODES,
    transpile::compile::codes::CODES,
    transpile::expressions::codes::CODES,
    transpile_athena::CODES,
];

/// What no rule by itself can earn: its page shows a command.
const BY_COMMAND: &[&str] = &[
    "T0404", "T0406", "T0407", "T0408", "T0450", "T0505", "T0506", "T0507", "T0508", "T0510",
    "T0511", "T0512", "T0513",
];

#[test]
fn every_page_has_the_same_form() {
    for (code, text) in PAGES {
        assert!(text.starts_with(&format!("# {code}: ")), "{code}");
        assert!(text.ends_with('\n') && !text.ends_with("\n\n"), "{code}");
        assert!(text.contains("\n## Instead\n"), "{code}");
        assert_eq!(text.matches("```").count() % 2, 0, "{code}");
        assert_eq!(page(&code.to_lowercase()), Some(*text));
    }
    assert_eq!(page("T9999"), None);
}

/// The kind and the text of each fenced block.
fn blocks(page: &str) -> Vec<(&str, &str)> {
    page.split("```")
        .skip(1)
        .step_by(2)
        .filter_map(|block| block.split_once('\n'))
        .collect()
}

/// The rule file that a block stands for.
fn rule(kind: &str, text: &str) -> String {
    match kind {
        "yaml" => text.to_owned(),
        "condition" => {
            let mut rule = String::from(
                "AnalysisType: rule\nRuleID: My.Rule\nLogTypes: [AWS.CloudTrail]\nSeverity: Low\nCondition: |\n",
            );
            for line in text.lines() {
                rule.push_str("  ");
                rule.push_str(line);
                rule.push('\n');
            }
            rule
        }
        other => panic!("a block of kind {other}"),
    }
}

/// The codes that a rule earns on its way to a query and through its tests, and whether there is a query.
fn earned(rule: &str, allow_wider: bool) -> (BTreeSet<&'static str>, bool) {
    let (loaded, mut diagnostics) = load("rule.yml", rule);
    let mut queries = 0;
    if let Some(Loaded::Rule(document)) = loaded {
        let front = front(&document, None);
        diagnostics.extend(front.diagnostics.iter().cloned());
        let options = Options {
            allow_wider,
            ..Options::default()
        };
        for lowered in &front.lowered {
            for backend in backends() {
                if backend.manifest().name != "athena" {
                    continue;
                }
                let outcome = compile(&document, lowered, backend.as_ref(), &options, "rule");
                queries += outcome.files.len();
                diagnostics.extend(outcome.diagnostics);
            }
        }
        diagnostics.extend(run_tests(&document, &front.lowered, None).1);
    }
    let codes = diagnostics.iter().map(|one| one.code.0).collect();
    (codes, queries > 0)
}

#[test]
fn the_pages_of_the_compiler_are_true() {
    let mut by_rule = 0;
    let mut by_command = Vec::new();
    for (code, text) in PAGES {
        let own = OWN.iter().any(|list| list.iter().any(|own| own.0 == *code));
        if !own {
            continue;
        }
        let blocks = blocks(text);
        let [(kind, example), (fix_kind, fix)] = blocks.as_slice() else {
            panic!("{code}: {} blocks", blocks.len());
        };
        if BY_COMMAND.contains(code) {
            assert_eq!((*kind, *fix_kind), ("console", "console"), "{code}");
            by_command.push(*code);
            continue;
        }
        let allow_wider = *code == "T0503";
        assert_eq!(
            earned(&rule(kind, example), allow_wider).0,
            BTreeSet::from([*code]),
            "the example of {code}"
        );
        assert_eq!(
            earned(&rule(fix_kind, fix), false),
            (BTreeSet::new(), true),
            "what {code} says to write instead"
        );
        by_rule += 1;
    }
    assert!(by_rule >= 25, "{by_rule} pages");
    assert_eq!(by_command, BY_COMMAND, "an exception that is not needed");
}
