//! What a bare word is, and which words are taken: shared by the scanner, the hints and the printer.
//!
//! In: characters and words. Out: yes or no. `condition.pest` says the same; a test holds the two together.

use pest::unicode::{XID_CONTINUE, XID_START};

/// The words that cannot stand bare as a field, a function or an element.
pub(crate) const RESERVED: &[&str] = &[
    "not", "and", "or", "any", "all", "none", "one", "true", "false", "field", "as",
];

/// True for a character that a bare word begins with.
pub(crate) fn is_start(c: char) -> bool {
    matches!(c, '_' | '@' | '$') || XID_START(c)
}

/// True for a character that a bare word goes on with.
pub(crate) fn is_part(c: char) -> bool {
    matches!(c, '@' | '$' | '-') || XID_CONTINUE(c)
}

/// True if `text` is one bare word.
pub(crate) fn is_bare(text: &str) -> bool {
    let mut chars = text.chars();
    chars.next().is_some_and(is_start) && chars.all(is_part)
}

/// True if `word` cannot stand bare as the first name of a path.
#[must_use]
pub fn is_reserved(word: &str) -> bool {
    RESERVED.contains(&word)
}
