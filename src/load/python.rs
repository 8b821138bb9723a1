//! In: a text that is no rule file. Out: whether it looks like the Python of a rule.

use transpile_sdk::diagnostic::Span;

/// The line at the margin that begins a function, such as `def rule(event):`.
pub(super) fn function(text: &str) -> Option<Span> {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let content = line.trim_end();
        let begins = ["def ", "async def "]
            .iter()
            .find_map(|word| content.strip_prefix(word));
        if begins.is_some_and(|rest| rest.contains('(')) && content.ends_with([':', '(', ',']) {
            return Some(Span::new(at, at + content.len()));
        }
        at += line.len();
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn functions_are_found_at_the_margin() {
        let text = "import re\n\n\ndef rule(event):\n    return True\n";
        assert_eq!(function(text), Some(Span::new(12, 28)));
        assert_eq!(
            function("def title(_) -> str:\r\n  pass\n"),
            Some(Span::new(0, 20))
        );
        assert_eq!(function("  def rule(event):\n"), None);
        assert_eq!(function("Body: def rule(event):\n"), None);
        assert_eq!(function("def of everything: (x)\n"), None);
    }
}
