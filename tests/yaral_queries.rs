//! A snapshot of every shipped rule in YARA-L, without and with extracted fields; a refused one shows why.

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

use support::rule_files::rule_files;
use support::snapshots;
use transpile::compile::{Options, backends, compile, front};
use transpile::load::{Loaded, load};

#[test]
fn every_rule() {
    let mut targets = backends().iter();
    let yaral = targets
        .find(|backend| backend.manifest().name == "yaral")
        .unwrap();
    let mut count = 0;
    for file in rule_files("rules") {
        let text = std::fs::read_to_string(&file).unwrap();
        let stem = file.file_stem().unwrap().to_str().unwrap();
        let (Some(Loaded::Rule(document)), _) = load(stem, &text) else {
            panic!("{stem} is no rule");
        };
        for lowered in front(&document, None).lowered {
            for extracted_fields in [false, true] {
                let options = Options {
                    extracted_fields,
                    ..Options::default()
                };
                let outcome = compile(&document, &lowered, yaral.as_ref(), &options, stem);
                let shown = snapshots::shown(&outcome, stem, &text);
                let folder = if extracted_fields { "extracted" } else { "udm" };
                let settings = snapshots::kept_in(&format!("yaral/{folder}"));
                settings.bind(|| insta::assert_snapshot!(stem, shown));
                count += 1;
            }
        }
    }
    assert!(count >= 102, "only {count}");
}
