//! In: the text of a rule file. Out: the same text without its unit tests, every other byte in its place.
//!
//! Most of a rule file is its tests, and a query does not need them. They are found by the lines that
//! begin at the left margin; whoever reads the shorter text takes the whole one if anything is odd.

/// Blanks everything from the line `Tests:` to the next key at the margin, or cuts it off if there is no
/// other key. `None` if there is no such line, or more than one.
pub(super) fn without_tests(text: &str) -> Option<String> {
    let mut lines = text.split_inclusive('\n');
    let mut start = 0;
    loop {
        let line = lines.next()?;
        if is_tests(line) {
            break;
        }
        start += line.len();
    }
    let mut end = text.len();
    let mut at = start;
    for line in text.get(start..)?.split_inclusive('\n') {
        if at > start && line.starts_with(|c: char| c.is_ascii_alphabetic() || c == '-' || c == '.')
        {
            // A list of tests may stand at the margin itself.
            if !line.starts_with("- ") {
                end = at;
                break;
            }
        }
        at += line.len();
    }
    if text.get(end..)?.lines().any(is_tests) {
        return None;
    }
    if text.get(end..)?.trim().is_empty() {
        // Nothing follows whose place would have to be kept.
        return text.get(..start).map(str::to_owned);
    }
    // Comments and no blanks: blanks would go on with a block of text above them.
    let mut begins = true;
    let blank = text.get(start..end)?.bytes().map(|byte| {
        let first = std::mem::replace(&mut begins, byte == b'\n');
        match byte {
            b'\n' | b'\r' => char::from(byte),
            _ if first => '#',
            _ => ' ',
        }
    });
    Some(
        text.get(..start)?
            .chars()
            .chain(blank)
            .chain(text.get(end..)?.chars())
            .collect(),
    )
}

fn is_tests(line: &str) -> bool {
    line.strip_prefix("Tests:")
        .is_some_and(|rest| rest.is_empty() || rest.starts_with(char::is_whitespace))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_tests_are_blanked() {
        let text = "A: 1\nTests:\n  - Log: {\n}\n- Name: é\n# x\nB: 2\n";
        let shorter = without_tests(text).unwrap();
        assert_eq!(shorter.len(), text.len());
        let kept = shorter.lines().filter(|line| !line.starts_with('#'));
        assert_eq!(kept.collect::<Vec<_>>(), ["A: 1", "B: 2"]);
        assert_eq!(shorter.find("B:"), text.find("B:"));
    }

    #[test]
    fn a_block_of_text_above_the_tests_ends_where_it_did() {
        let text = "A: |+\n  x\nTests:\n\n    - Log: {}\nB: 2\n";
        let shorter = without_tests(text).unwrap();
        let read = |text: &str| {
            let yaml = serde_yaml::from_str::<serde_json::Value>(text).unwrap();
            yaml.get("A").cloned()
        };
        assert_eq!(read(&shorter), read(text));
    }

    #[test]
    fn tests_at_the_end_are_cut_off() {
        assert_eq!(
            without_tests("A: 1\nTests:\n  - Log: {}\n").as_deref(),
            Some("A: 1\n")
        );
    }

    #[test]
    fn without_tests_or_with_two_there_is_nothing_to_do() {
        assert_eq!(without_tests("A: 1\n"), None);
        assert_eq!(without_tests("Tests: []\nB: 1\nTests: []\n"), None);
        assert_eq!(without_tests("A: |\n  Tests:\n  x\n"), None);
    }
}
