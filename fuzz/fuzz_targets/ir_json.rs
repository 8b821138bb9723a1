//! libFuzzer's way into the target `ir_json`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| transpile_fuzz::ir_json(data));
