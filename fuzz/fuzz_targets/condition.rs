//! libFuzzer's way into the target `condition`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| transpile_fuzz::condition(data));
