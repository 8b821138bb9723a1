//! A reader, a checker and an evaluator of YARA-L 2.0, since no public engine exists.
//!
//! Written from the language's reference and the data model's list of fields, and from the text of rules alone: nothing
//! here knows the compiler or its back end, so that it is a second opinion.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test fails by panicking"
)]
#![allow(
    clippy::needless_for_each,
    clippy::semicolon_if_nothing_returned,
    clippy::collapsible_match,
    clippy::match_same_arms,
    clippy::assigning_clones,
    clippy::too_many_lines,
    reason = "tables of rules read better alike"
)]

pub(crate) mod check;
pub(crate) mod event;
pub(crate) mod run;
pub(crate) mod schema;
pub(crate) mod sections;
pub(crate) mod syntax;
pub(crate) mod types;
