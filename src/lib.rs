#![doc = include_str!("../ARCHITECTURE.md")]

pub mod catalog;
pub mod compile;
pub mod eval;
pub mod explain;
pub mod expressions;
pub mod extract;
pub mod hunt;
pub mod load;
pub mod lower;
pub mod mutations;
pub mod normalize;
#[cfg(feature = "python")]
pub mod python;
pub mod report;
mod special_networks;
pub mod unit_tests;
