//! Files that want to exhaust whoever reads them, and text that is anything at all.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use proptest::prelude::*;
use transpile::load::{codes, load};
use transpile_sdk::diagnostic::Code;

/// The codes of a file that must be read quickly on a small stack.
fn codes_of(text: String) -> Vec<Code> {
    let start = Instant::now();
    let read = move || {
        load("x.yml", &text)
            .1
            .iter()
            .map(|d| d.code)
            .collect::<Vec<_>>()
    };
    let codes = std::thread::Builder::new()
        .stack_size(2 * 1024 * 1024)
        .spawn(read)
        .map(std::thread::JoinHandle::join);
    assert!(start.elapsed() < Duration::from_secs(20), "slow");
    let codes = codes.map_err(|error| error.to_string());
    assert!(matches!(codes, Ok(Ok(_))), "no thread, or a panic in it");
    codes.into_iter().flatten().flatten().collect()
}

#[test]
fn depth_is_bounded() {
    for unit in [
        "[", "{a: ", "- ", "? ", "[[", "{[", "a: [", "&a [", "! [", "- - ", "'", "\"", "|",
    ] {
        for head in ["", "a: ", "a:\n  ", "a: x # \u{85}b: "] {
            let codes = codes_of(format!("{head}{}", unit.repeat(100_000)));
            assert!(!codes.is_empty(), "{unit:?}");
        }
    }
    let stairs = (1..3000).fold(String::from("a:"), |mut text, depth| {
        let _ = write!(text, "\n{}b:", " ".repeat(depth));
        text
    });
    assert_eq!(codes_of(stairs), [codes::TOO_LARGE]);
}

#[test]
fn the_deepest_that_is_read_fits_a_small_stack() {
    let deep = |levels: usize| {
        format!(
            "RuleID: a\nDetection: {}{}\n",
            "[".repeat(levels),
            "]".repeat(levels)
        )
    };
    assert!(!codes_of(deep(98)).contains(&codes::TOO_LARGE));
    assert_eq!(codes_of(deep(200)), [codes::TOO_LARGE]);
    let maps = format!(
        "RuleID: a\nDetection: {}1{}\n",
        "{a: ".repeat(98),
        "}".repeat(98)
    );
    assert!(!codes_of(maps).contains(&codes::TOO_LARGE));
}

#[test]
fn size_is_bounded() {
    let line = "x".repeat(8 * 1024 * 1024);
    assert_eq!(codes_of(format!("a: {line}")), [codes::TOO_LARGE]);
    let line = "x".repeat(4 * 1024 * 1024);
    assert_eq!(codes_of(format!("a: {line}")), [codes::ANALYSIS_TYPE]);
    assert_eq!(codes_of(format!("a: \"{line}\"")), [codes::ANALYSIS_TYPE]);
    assert_eq!(
        codes_of(format!("a: [{}]", "x, ".repeat(600_000))),
        [codes::TOO_LARGE]
    );
    assert!(!codes_of("\t".repeat(1_000_000)).is_empty());
    assert!(!codes_of("a: b\n".repeat(50_000)).is_empty());
}

#[test]
fn aliases_are_bounded() {
    let mut laughs = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
    for level in 1..40 {
        let _ = writeln!(
            laughs,
            "a{level}: &a{level} [{}]",
            vec![format!("*a{}", level - 1); 9].join(", ")
        );
    }
    let first_five = laughs.lines().take(5).collect::<Vec<_>>().join("\n");
    assert_eq!(codes_of(first_five), [codes::TOO_LARGE]);
    assert_eq!(codes_of(laughs), [codes::TOO_LARGE]);
    let mut merges = String::from("a0: &a0 {x: 1, y: 2}\n");
    for level in 1..40 {
        let below = level - 1;
        let _ = writeln!(
            merges,
            "a{level}: &a{level} {{<<: [*a{below}, *a{below}], z{level}: *a{below}}}"
        );
    }
    assert_eq!(codes_of(merges), [codes::TOO_LARGE]);
    let long = format!(
        "a: &a [{}]\nb:\n{}",
        "x, ".repeat(50_000),
        "- *a\n".repeat(10_000)
    );
    assert_eq!(codes_of(long), [codes::TOO_LARGE]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn no_text_makes_it_panic(text in any::<String>()) {
        let _ = load("x.yml", &text);
    }

    #[test]
    fn no_yaml_like_text_makes_it_panic(parts in prop::collection::vec(prop::sample::select(PARTS), 0..30)) {
        check(&parts.concat());
    }

    #[test]
    fn no_damage_makes_it_panic(at in 0..2000_usize, part in prop::sample::select(PARTS), length in 0..4_usize) {
        let text = include_str!("load/good/whole.yml");
        let start = text.floor_char_boundary(at.min(text.len()));
        let end = text.floor_char_boundary((start + length).min(text.len()));
        check(&format!("{}{part}{}", text.get(..start).unwrap_or_default(), text.get(end..).unwrap_or_default()));
    }
}

/// Every place of every diagnostic lies in the text, between characters.
fn check(text: &str) {
    for diagnostic in load("x.yml", text).1 {
        for label in &diagnostic.labels {
            let (start, end) = (label.span.start, label.span.end);
            assert!(text.get(start..end).is_some(), "{diagnostic:?} in {text:?}");
        }
    }
}

const PARTS: &[&str] = &[
    "a",
    "b: ",
    ": ",
    "- ",
    "\n",
    "\n  ",
    "\n    ",
    "\r\n",
    "\t",
    " ",
    "'",
    "\"",
    "|",
    ">",
    "|2",
    "[",
    "]",
    "{",
    "}",
    ",",
    "#",
    " # ",
    "&a ",
    "*a",
    "!t ",
    "!!str ",
    "<<: ",
    "---\n",
    "...\n",
    "%YAML 1.1\n",
    "Condition: ",
    "\nCondition: ",
    "\nCondition:\n  - ",
    "\nRuleID: ",
    "\nTests:\n  - ",
    "Log: ",
    "é",
    "\u{85}",
    "\u{2028}",
    "\u{feff}",
    "\0",
    "\\",
    "true",
    "5",
    ".nan",
    "? ",
    "@",
    "`",
    "AnalysisType: rule\n",
    "\nReports: ",
    "\nSeverity: ",
    "eq \"x\"",
];
