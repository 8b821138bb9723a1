//! A reader, a checker and an evaluator of YARA-L 2.0, since no public engine exists.
//!
//! Written from the language's reference and the data model's list of fields, and from the text of rules alone: nothing
//! here knows the compiler or its back end, so that it is a second opinion.

pub(crate) mod check;
pub(crate) mod event;
pub(crate) mod run;
pub(crate) mod schema;
pub(crate) mod sections;
pub(crate) mod syntax;
pub(crate) mod types;
