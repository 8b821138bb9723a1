//! What a back end of `transpile` needs and nothing else.
//!
//! The meaning of a rule is in [`ir`]; the small languages inside it (patterns, globs, networks,
//! timestamps) are in modules of their own, each with one meaning that every target must keep.

pub mod backend;
pub mod bind;
pub mod cidr;
pub mod cost;
pub mod diagnostic;
pub mod doc;
pub mod fold;
pub mod glob;
pub mod ir;
pub mod name;
pub mod range;
pub mod regex;
pub mod shape;
pub mod sql;
pub mod time;
