//! Cutting text by byte positions without panics.

use transpile_sdk::diagnostic::Span;

/// The text at `span`; empty if the span does not fit the text.
pub(crate) fn at(text: &str, span: Span) -> &str {
    text.get(span.start..span.end).unwrap_or_default()
}

/// The text from `start` on.
pub(crate) fn from(text: &str, start: usize) -> &str {
    text.get(start..).unwrap_or_default()
}

/// The place `offset` bytes further on.
pub(crate) fn moved(span: Span, offset: usize) -> Span {
    Span::new(span.start + offset, span.end + offset)
}
