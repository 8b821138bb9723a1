//! libFuzzer's way into the target `hunt`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| transpile_fuzz::hunt(data));
