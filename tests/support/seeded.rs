//! Chance that can be repeated: in: `TRANSPILE_SEED`, and what tells one test from another. Out: a source of conditions
//! and events that is the same in every run with that seed.

use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

/// A number from the environment.
pub(crate) fn number(name: &str, default: u64) -> u64 {
    let text = std::env::var(name).ok();
    text.and_then(|text| text.parse().ok()).unwrap_or(default)
}

/// A source for one test: `engine` tells the engines apart, `salt` the tables of one.
pub(crate) fn runner(engine: u8, salt: u64) -> TestRunner {
    let mut seed = [engine; 32];
    seed[..8].copy_from_slice(&number("TRANSPILE_SEED", 1).to_le_bytes());
    seed[8..16].copy_from_slice(&salt.to_le_bytes());
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &seed);
    let config = Config {
        max_global_rejects: 1 << 20,
        ..Config::default()
    };
    TestRunner::new_with_rng(config, rng)
}
