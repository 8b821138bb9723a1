//! What README.md shows is what the program prints.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::process::Command;

/// The `$ …` commands of the console blocks with the output shown below each.
fn shown() -> Vec<(String, String)> {
    let readme = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/README.md")).unwrap();
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
        assert_eq!(
            String::from_utf8(printed).unwrap().trim_end(),
            expected.trim_end(),
            "{command}"
        );
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
