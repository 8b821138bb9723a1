//! The pages of this stage's codes: each example has exactly the page's code, each remedy has nothing wrong.

use std::path::Path;

use transpile::load::{codes, load};
use transpile_sdk::diagnostic::Code;

/// The block behind a heading.
fn block<'a>(page: &'a str, heading: &str) -> Option<&'a str> {
    let rest = page.split_once(heading)?.1;
    let rest = rest.split_once("```yaml\n")?.1;
    Some(rest.split_once("\n```")?.0)
}

fn codes_of(text: &str) -> Vec<Code> {
    load("rule.yml", text)
        .1
        .iter()
        .map(|diagnostic| diagnostic.code)
        .collect()
}

#[test]
fn pages_are_true() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/explain");
    for code in codes::CODES {
        let path = folder.join(format!("{code}.md"));
        let page = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(
            page.starts_with(&format!("# {code}: ")),
            "{}",
            path.display()
        );
        let good = block(&page, "## Instead").unwrap_or_default();
        assert_eq!(codes_of(good), [], "what {code} says to write instead");
        // Text that is no text cannot be shown.
        if *code == codes::NOT_UTF8 {
            continue;
        }
        let bad = page
            .split("## Instead")
            .next()
            .and_then(|page| block(page, "## Example"))
            .unwrap_or_default();
        let found = codes_of(bad);
        assert!(
            !found.is_empty() && found.iter().all(|found| found == code),
            "the example of {code} gives {found:?}"
        );
    }
}

#[test]
fn every_code_has_a_number_of_its_own() {
    let numbers: Vec<_> = codes::CODES.iter().map(|code| code.0).collect();
    assert!(numbers.is_sorted_by(|a, b| a < b), "{numbers:?}");
    assert!(
        numbers
            .iter()
            .all(|number| number.starts_with("T01") && number.len() == 5)
    );
}
