//! What the integration tests share: the engines that judge the output, and the lakes they read.
//!
//! A test takes it in with `mod support;`. Nothing here knows the compiler, so that an engine's answer stays a second
//! opinion.

#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]
#![allow(
    dead_code,
    reason = "every test binary compiles these modules, and none uses all of them"
)]

pub(crate) mod burst;
pub(crate) mod compiled;
pub(crate) mod conform;
#[cfg(feature = "python")]
pub(crate) mod dedup;
pub(crate) mod engine;
pub(crate) mod kql;
pub(crate) mod lake;
pub(crate) mod python;
#[cfg(feature = "python")]
pub(crate) mod python_rule;
pub(crate) mod rule_files;
pub(crate) mod seeded;
pub(crate) mod shrink;
pub(crate) mod snapshots;
pub(crate) mod trino;
pub(crate) mod yaral;
