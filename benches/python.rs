//! How long a repository of Python rules takes, start to finish: `cargo bench --bench python`.
//!
//! The repository is made of the rules of `tests/python`, each several times, with the helpers and data models that they
//! share. The program itself is run on it.

#![expect(clippy::unwrap_used, reason = "a bench fails by panicking")]

use divan::{Bencher, counter::ItemsCount};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// About as many as there are in Panther's public repository.
const RULES: usize = 865;

fn main() {
    divan::main();
}

#[divan::bench(args = [&["extract"][..], &["test"], &["coverage"], &["--target", "athena"]], sample_count = 5, sample_size = 1)]
fn repository(bencher: Bencher, arguments: &[&str]) {
    let folder = made();
    bencher
        .counter(ItemsCount::new(RULES))
        .bench(|| run(&folder, arguments));
}

fn run(folder: &Path, arguments: &[&str]) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_transpile"));
    command.args(arguments).arg("rules").current_dir(folder);
    let done = command
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .unwrap();
    // Some rules are not for the target, some tests are for CPython alone: that is an answer as well.
    assert!(matches!(done.code(), Some(0 | 1)), "{done}");
}

/// A folder with so many rules.
fn made() -> PathBuf {
    let source = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/python"));
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("python-repository");
    for shared in ["global_helpers", "data_models"] {
        for file in files(&source.join(shared)) {
            copy(&file, &folder.join(shared).join(file.file_name().unwrap()));
        }
    }
    let rules = files(&source.join("rules"));
    let documents: Vec<&PathBuf> = rules
        .iter()
        .filter(|path| path.extension().is_some_and(|own| own == "yml"))
        .collect();
    for (number, document) in documents.iter().cycle().take(RULES).enumerate() {
        let copies = folder.join(format!("rules/{}", number / documents.len()));
        for file in [(*document).clone(), document.with_extension("py")] {
            copy(&file, &copies.join(file.strip_prefix(source).unwrap()));
        }
    }
    folder
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to.parent().unwrap()).unwrap();
    fs::copy(from, to).unwrap();
}

/// The files below a folder, in order.
fn files(folder: &Path) -> Vec<PathBuf> {
    let walk = walkdir::WalkDir::new(folder).sort_by_file_name();
    walk.into_iter()
        .map(Result::unwrap)
        .filter(|entry| entry.file_type().is_file())
        .map(walkdir::DirEntry::into_path)
        .collect()
}
