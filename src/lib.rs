#![doc = include_str!("../ARCHITECTURE.md")]

pub mod catalog;
pub mod compile;
pub mod eval;
pub mod explain;
pub mod load;
pub mod lower;
pub mod normalize;
#[cfg(feature = "python")]
pub mod python;
pub mod report;
pub mod unit_tests;
