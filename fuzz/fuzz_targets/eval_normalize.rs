//! libFuzzer's way into the target `eval_normalize`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| transpile_fuzz::eval_normalize(data));
