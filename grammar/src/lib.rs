//! The condition language: text to syntax tree with positions, and back.
//!
//! - [`parse`] reads a condition; what is wrong comes back as diagnostics with the fix, for all lines at once.
//! - [`printer`] writes a tree as text that reads back as the same tree.
//! - [`page`] reads the "Detection logic" of a catalogue page and names whatever that page has lost.
//!
//! Names are not resolved here: a field, a function or an element may be unknown to the log type.

pub mod ast;
mod build;
pub mod codes;
mod escape;
mod hint;
mod lines;
pub mod operator;
pub mod page;
mod parser;
pub mod printer;
mod scan;
mod text;
mod words;

pub use escape::quote;
pub use lines::MAX_DEPTH;
pub use parser::{MAX_LENGTH, parse, parse_path};
pub use words::is_reserved;
