//! In: the text of a YAML file. Out: its values with their places, or what is wrong with it.
//!
//! Two readers share the work. One knows the places but not the values, the other types values as
//! YAML 1.2 does but forgets the places: [`positions`] asks the first,
//! [`values`] the second, and [`join`](tree::join) puts the two together and checks that they
//! saw the same structure. The reader of places goes first: it has limits on nesting, on size
//! and on what aliases may expand to, so that the other one meets nothing unbounded.

mod around;
mod positions;
mod preflight;
mod syntax;
mod tree;
mod values;
mod words;

pub use tree::{Data, Entry, Yaml};

use transpile_sdk::diagnostic::{Diagnostic, Span};

use super::codes;

/// Reads one YAML document.
///
/// Beside the tree there may be errors that leave the rest readable, such as duplicate keys.
pub(super) fn read(text: &str) -> (Option<Yaml>, Vec<Diagnostic>) {
    if let Err(diagnostic) = preflight::check(text) {
        return (None, vec![diagnostic]);
    }
    let nodes = match positions::read(text) {
        Ok(nodes) => nodes,
        Err(error) => return (None, vec![syntax::explain(text, &error)]),
    };
    // The reader of values takes a byte order mark before `---` for content.
    let value = match values::read(text.strip_prefix('\u{feff}').unwrap_or(text)) {
        Ok(value) => value,
        Err(error) => return (None, vec![unreadable(text, &error)]),
    };
    let mut diagnostics = Vec::new();
    match tree::join(text, value, nodes.as_deref(), &mut diagnostics) {
        Some(yaml) => (Some(yaml), diagnostics),
        None => (None, vec![ambiguous(text)]),
    }
}

/// The second reader fails where the first one did not. One cause makes all its places wrong.
fn unreadable(text: &str, error: &serde_yaml::Error) -> Diagnostic {
    if error.location().is_some() && separator(text).is_some() {
        return ambiguous(text);
    }
    syntax::explain_value(text, error)
}

/// The two readers differ, which needs characters that only one of them takes for a line's end.
fn ambiguous(text: &str) -> Diagnostic {
    let message = "this YAML can be read in two ways";
    match separator(text) {
        Some((at, c)) => Diagnostic::error(codes::SYNTAX, message)
            .at(
                Span::new(at, at + c.len_utf8()),
                format!(
                    "the line separator U+{:04X}, at which a line ends for some readers only",
                    u32::from(c)
                ),
            )
            .with_help(format!(
                "write a line break or a blank instead, or `\\u{:04x}` between double quotes",
                u32::from(c)
            )),
        None => Diagnostic::error(codes::SYNTAX, message)
            .with_help("write it more plainly: quote the values, indent with blanks"),
    }
}

/// The first character that only some readers take for a line's end.
fn separator(text: &str) -> Option<(usize, char)> {
    text.char_indices()
        .find(|(_, c)| matches!(c, '\u{85}' | '\u{2028}' | '\u{2029}'))
}
