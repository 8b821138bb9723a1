//! What README.md shows is what the program prints; `UPDATE_EXPECT=1` writes it there.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::process::Command;

const README: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/README.md");

/// The `$ …` commands of the console blocks with the output shown below each.
fn shown() -> Vec<(String, String)> {
    let readme = fs::read_to_string(README).unwrap();
    let mut commands: Vec<(String, String)> = Vec::new();
    let mut inside = false;
    for line in readme.lines() {
        if line.starts_with("```") {
            inside = line == "```console";
        } else if let Some(command) = line.strip_prefix("$ ").filter(|_| inside) {
            commands.push((command.to_owned(), String::new()));
        } else if let Some((_, output)) = commands.last_mut().filter(|_| inside) {
            output.push_str(line);
            output.push('\n');
        }
    }
    commands
}

#[test]
fn output_is_real() {
    let mut checked = 0;
    for (command, expected) in shown().into_iter().filter(|(_, output)| !output.is_empty()) {
        let arguments = command
            .split(" -- ")
            .last()
            .unwrap()
            .trim_start_matches("transpile ");
        let output = Command::new(env!("CARGO_BIN_EXE_transpile"))
            .args(arguments.split_whitespace())
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .output()
            .unwrap();
        let printed = [output.stdout, output.stderr].concat();
        let printed = String::from_utf8(printed).unwrap();
        if std::env::var_os("UPDATE_EXPECT").is_some() {
            let readme = fs::read_to_string(README).unwrap();
            fs::write(
                README,
                readme.replace(expected.trim_end(), printed.trim_end()),
            )
            .unwrap();
        } else {
            assert_eq!(printed.trim_end(), expected.trim_end(), "{command}");
        }
        checked += 1;
    }
    assert!(checked >= 2);
}

#[test]
fn the_main_command_needs_rust_alone() {
    let commands: Vec<String> = shown().into_iter().map(|(command, _)| command).collect();
    assert!(
        commands
            .iter()
            .any(|command| command.starts_with("cargo run --quiet -- --target athena rules/"))
    );
    assert!(commands.iter().any(|command| command == "cargo test"));
}
