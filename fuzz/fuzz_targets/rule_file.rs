//! libFuzzer's way into the target `rule_file`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| transpile_fuzz::rule_file(data));
