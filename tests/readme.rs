//! What README.md shows is what the program prints; `UPDATE_EXPECT=1` writes it there.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::path::{Path, PathBuf};
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

/// The commands whose output is not shown, on what the reader is thought to have: a rule, a log, a folder for queries.
#[test]
fn commands_do_what_they_say() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("readme");
    fs::create_dir_all(&folder).unwrap();
    let log = folder.join("log.ndjson");
    fs::write(&log, "{\"eventName\": \"StopLogging\"}\n").unwrap();
    let own = [
        ("rule.yml", PathBuf::from("examples/first_rule.yml")),
        ("log.ndjson.gz", log),
        ("queries/", folder),
    ];
    let mut run = 0;
    for (command, output) in shown() {
        let Some(arguments) = command
            .strip_prefix("transpile ")
            .filter(|_| output.is_empty())
        else {
            continue;
        };
        let (arguments, _) = arguments.split_once(" #").unwrap_or((arguments, ""));
        let arguments = arguments.split_whitespace().map(|argument| {
            let known = own.iter().find(|(name, _)| *name == argument);
            known.map_or(PathBuf::from(argument), |(_, path)| path.clone())
        });
        let output = Command::new(env!("CARGO_BIN_EXE_transpile"))
            .args(arguments)
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .output()
            .unwrap();
        // Not every target can say every rule.
        let expected = i32::from(command.contains("--target all"));
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(expected), "{command}: {said}");
        run += 1;
    }
    assert!(run >= 10, "{run} commands");
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
