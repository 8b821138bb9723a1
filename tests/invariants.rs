//! The "Invariant:" lines of ARCHITECTURE.md, one test each.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The Rust files that are not tests, build scripts or examples.
fn library_files() -> Vec<PathBuf> {
    rust_files()
        .into_iter()
        .filter(|path| !is_outside_the_library(path))
        .collect()
}

fn is_outside_the_library(path: &Path) -> bool {
    let inside = path.strip_prefix(root()).unwrap();
    inside.iter().any(|part| {
        ["tests", "benches", "examples", "fuzz", "cli"]
            .iter()
            .any(|name| part == *name)
    }) || inside == Path::new("src/main.rs")
        || inside
            .file_name()
            .is_some_and(|name| name == "build.rs" && !inside.starts_with("grammar/src"))
}

fn rust_files() -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![root().to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if path.is_dir() {
                if name != "target" && !name.starts_with('.') {
                    folders.push(path);
                }
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                files.push(path);
            }
        }
    }
    files.sort();
    assert!(files.len() > 50);
    files
}

/// The packages that `package` needs to run, itself excluded.
fn dependencies(package: &str) -> BTreeSet<String> {
    let output = Command::new(env!("CARGO"))
        .args([
            "tree",
            "--offline",
            "--edges",
            "normal",
            "--prefix",
            "none",
            "--format",
            "{lib}",
            "--package",
            package,
        ])
        .current_dir(root())
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let own = package.replace('-', "_");
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines()
        .map(|line| line.trim().to_owned())
        .filter(|name| *name != own && !name.is_empty())
        .collect()
}

fn back_ends() -> Vec<String> {
    let entries = fs::read_dir(root().join("backends")).unwrap();
    let folders = entries
        .map(|entry| entry.unwrap())
        .filter(|entry| entry.path().is_dir());
    let names = folders.map(|entry| entry.file_name().into_string().unwrap());
    let mut names: Vec<String> = names.filter(|name| name != "sdk").collect();
    names.sort();
    names
}

#[test]
fn back_ends_do_not_depend_on_pest_clap_or_yaml_and_not_on_the_root_crate_or_each_other() {
    for name in back_ends() {
        let found = dependencies(&format!("transpile-{name}"));
        for banned in [
            "pest",
            "pest_derive",
            "clap",
            "yaml_serde",
            "serde_saphyr",
            "transpile",
            "transpile_grammar",
        ] {
            assert!(!found.contains(banned), "{name} depends on {banned}");
        }
        for other in back_ends().iter().filter(|other| **other != name) {
            assert!(
                !found.contains(&format!("transpile_{other}")),
                "{name} depends on {other}"
            );
        }
        assert!(found.contains("transpile_sdk"), "{name}: {found:?}");
    }
}

#[test]
fn the_grammar_and_the_back_ends_meet_in_the_sdk_only() {
    let grammar = dependencies("transpile-grammar");
    assert!(grammar.contains("transpile_sdk"));
    for name in back_ends() {
        assert!(
            !grammar.contains(&format!("transpile_{name}")),
            "the grammar depends on {name}"
        );
    }
    let sdk = dependencies("transpile-sdk");
    assert!(
        !sdk.iter().any(|name| name.starts_with("transpile")),
        "{sdk:?}"
    );
}

#[test]
fn no_source_file_has_more_than_500_lines() {
    for file in rust_files() {
        let lines = fs::read_to_string(&file).unwrap().lines().count();
        assert!(lines <= 500, "{} has {lines} lines", file.display());
    }
}

#[test]
fn library_code_does_not_print_and_reads_no_clock_no_environment_and_no_network() {
    let banned = [
        "println!",
        "eprintln!",
        "print!(",
        "eprint!(",
        "io::stdout",
        "io::stderr",
        "SystemTime",
        "Instant::now",
        "Timestamp::now",
        "Zoned::now",
        "env::var",
        "env::args",
        "std::net::Tcp",
        "std::net::Udp",
        "std::process",
        "fs::",
    ];
    for file in library_files() {
        let text = fs::read_to_string(&file).unwrap();
        let code = text.split("#[cfg(test)]").next().unwrap();
        for word in banned {
            assert!(!code.contains(word), "{} has {word}", file.display());
        }
    }
}

#[test]
fn every_module_opens_with_what_it_is() {
    for file in rust_files() {
        let text = fs::read_to_string(&file).unwrap();
        assert!(
            text.starts_with("//! ") || text.starts_with("#![doc = include_str!"),
            "{} does not open with `//!`",
            file.display()
        );
    }
}

#[test]
fn unsafe_code_is_forbidden_in_every_crate_and_every_crate_takes_the_workspaces_lints() {
    let workspace = fs::read_to_string(root().join("Cargo.toml")).unwrap();
    assert!(workspace.contains("unsafe_code = \"forbid\""));
    let mut manifests = vec![
        root().join("Cargo.toml"),
        root().join("grammar/Cargo.toml"),
        root().join("backends/sdk/Cargo.toml"),
    ];
    manifests.extend(
        back_ends()
            .iter()
            .map(|name| root().join("backends").join(name).join("Cargo.toml")),
    );
    for manifest in manifests {
        let text = fs::read_to_string(&manifest).unwrap();
        assert!(
            text.contains("[lints]\nworkspace = true"),
            "{}",
            manifest.display()
        );
    }
}

#[test]
fn the_same_input_gives_the_same_output_in_another_folder_environment_and_year() {
    let run = |folder: &Path, variables: &[(&str, &str)]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_transpile"));
        command
            .args(["--target", "all", "--json", "--allow-refused"])
            .arg(root().join("rules"))
            .current_dir(folder)
            .env_clear();
        command.envs(variables.iter().copied());
        let output = command.output().unwrap();
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        output.stdout
    };
    let here = run(root(), &[]);
    let there = run(
        &std::env::temp_dir(),
        &[
            ("TZ", "Asia/Tokyo"),
            ("LANG", "tr_TR.UTF-8"),
            ("HOME", "/nowhere"),
            ("SOURCE_DATE_EPOCH", "0"),
            ("COLUMNS", "40"),
        ],
    );
    assert!(here.len() > 10_000);
    assert!(
        here == there,
        "the output depends on where or when it is made"
    );
}

#[test]
fn every_diagnostic_code_has_a_page_and_every_page_a_code() {
    let lists = [
        transpile::load::codes::CODES,
        transpile_grammar::codes::CODES,
        transpile::lower::codes::CODES,
        transpile::compile::codes::CODES,
        transpile::expressions::codes::CODES,
        transpile::python::codes::CODES,
        transpile_athena::CODES,
        transpile_kql::CODES,
        transpile_yaral::CODES,
    ];
    let codes: Vec<&str> = lists.into_iter().flatten().map(|code| code.0).collect();
    let known: BTreeSet<&str> = codes.iter().copied().collect();
    assert_eq!(known.len(), codes.len(), "a code is used twice");
    let pages: BTreeSet<&str> = transpile::explain::PAGES
        .iter()
        .map(|(code, _)| *code)
        .collect();
    assert_eq!(
        known.difference(&pages).collect::<Vec<_>>(),
        Vec::<&&str>::new(),
        "codes without a page"
    );
    assert_eq!(
        pages.difference(&known).collect::<Vec<_>>(),
        Vec::<&&str>::new(),
        "pages without a code"
    );
}

#[test]
fn every_invariant_of_the_document_is_a_test_here() {
    let document = fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    let own = fs::read_to_string(root().join("tests/invariants.rs")).unwrap();
    let mut count = 0;
    for line in document
        .lines()
        .filter_map(|line| line.strip_prefix("- Invariant: "))
    {
        let kept = line
            .chars()
            .filter(|c| c.is_alphanumeric() || *c == ' ')
            .collect::<String>();
        let name = kept.to_lowercase().replace(' ', "_");
        assert!(
            own.contains(&format!("fn {name}()")),
            "no test for: {line} ({name})"
        );
        count += 1;
    }
    assert!(count >= 8);
}
