//! libFuzzer's way into the target `create_table`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| transpile_fuzz::create_table(data));
