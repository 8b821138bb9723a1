//! libFuzzer's way into the target `python`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| transpile_fuzz::python(data));
