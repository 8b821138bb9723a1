//! libFuzzer's way into the target `regex`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| transpile_fuzz::regex(data));
