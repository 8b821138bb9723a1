//! In: the text of a rule file. Out: the same text without its unit tests, if they stand at its end.
//!
//! Most of a rule file is its tests, and a query does not need them. They are found by the lines that
//! begin at the left margin; whoever reads the shorter text takes the whole one if anything is odd.

/// Cuts off everything from the line `Tests:` on. `None` if there is no such line, or if anything behind it
/// could be more than tests: what looks like the next key may stand inside a text in quotes, and a key
/// may be in quotes itself.
pub(super) fn without_tests(text: &str) -> Option<String> {
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        if is_tests(line) {
            let (kept, tests) = text.split_at_checked(start)?;
            return only_tests(tests).then(|| kept.to_owned());
        }
        start += line.len();
    }
    None
}

fn is_tests(line: &str) -> bool {
    line.strip_prefix("Tests:")
        .is_some_and(|rest| rest.is_empty() || rest.starts_with(char::is_whitespace))
}

/// True if no line but the first begins a key.
fn only_tests(tests: &str) -> bool {
    // For YAML, or for some of its readers, these end a line as well.
    let odd = |c: char| matches!(c, '\r' | '\u{85}' | '\u{2028}' | '\u{2029}');
    tests.split('\n').enumerate().all(|(index, line)| {
        let line = line.strip_suffix('\r').unwrap_or(line);
        // A list of tests may stand at the margin itself, and so may the end of an object.
        let goes_on = line.is_empty()
            || line.starts_with([' ', '\t', '#', '}', ']'])
            || line == "-"
            || line.starts_with("- ");
        (index == 0 || goes_on) && !line.contains(odd)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tests_at_the_end_are_cut_off() {
        for tests in [
            "Tests:\n  - Log: {}\n",
            "Tests:\r\n  - Log: {}\r\n",
            "Tests: []",
            "Tests:\n  - Log: {\n}\n- Name: é\n# x\n\n",
        ] {
            let text = format!("A: |+\n  x\n\n{tests}");
            assert_eq!(
                without_tests(&text).as_deref(),
                Some("A: |+\n  x\n\n"),
                "{text:?}"
            );
        }
    }

    #[test]
    fn without_tests_or_with_more_behind_them_there_is_nothing_to_do() {
        for text in [
            "A: 1\n",
            "A: |\n  Tests:\n  x\n",
            "Tests: []\nB: 1\n",
            "Tests: []\nTests: []\n",
            "Tests:\n  - a: \"x\nB: y\"\n",
            "Tests: []\n\"B\": 1\n",
            "Tests: []\n? B\n",
            "Tests: []\né: 1\n",
            "Tests: []\rB: 1\n",
            "Tests: []\u{85}B: 1\n",
            "Tests: []\n---\n",
        ] {
            assert_eq!(without_tests(text), None, "{text:?}");
        }
    }
}
