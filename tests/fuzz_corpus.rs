//! The fuzzer's corpus and all that it ever found, replayed with a stable compiler.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test fails by panicking"
)]

#[path = "../fuzz/src/lib.rs"]
mod targets;

use std::fs;
use std::path::{Path, PathBuf};

fn folder(kind: &str, target: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fuzz")
        .join(kind)
        .join(target)
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = fs::read_dir(folder)
        .into_iter()
        .flatten()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    files
}

#[test]
fn nothing_in_the_corpus_is_a_fault() {
    for (target, body) in targets::TARGETS {
        let corpus = files(&folder("corpus", target));
        assert!(corpus.len() >= 12, "{target} has a corpus");
        let found = files(&folder("regressions", target));
        for file in corpus.iter().chain(&found) {
            let data = fs::read(file).unwrap();
            let answer = std::panic::catch_unwind(|| body(&data));
            assert!(answer.is_ok(), "{}", file.display());
        }
        println!("{target}: {} and {} files", corpus.len(), found.len());
    }
}

#[test]
fn every_folder_is_a_target_with_a_binary() {
    for kind in ["corpus", "regressions"] {
        for folder in files(&folder(kind, "")) {
            let known = |(target, _): &targets::Target| folder.ends_with(target);
            assert!(targets::TARGETS.iter().any(known), "{}", folder.display());
        }
    }
    for (target, _) in targets::TARGETS {
        let binary = folder("fuzz_targets", &format!("{target}.rs"));
        assert!(binary.is_file(), "{}", binary.display());
    }
}

#[test]
fn the_corpus_is_small() {
    let mut bytes = 0;
    for (target, _) in targets::TARGETS {
        for kind in ["corpus", "regressions"] {
            for file in files(&folder(kind, target)) {
                bytes += fs::metadata(file).unwrap().len();
            }
        }
    }
    assert!(bytes < 300 * 1024, "{bytes} bytes");
}
