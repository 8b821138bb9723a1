//! The contract of the command line: exit codes, what goes where, names of files and of keys.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may fail this way"
)]

#[path = "cli/files.rs"]
mod files;
#[path = "cli/hunt.rs"]
mod hunt;
#[path = "cli/lines.rs"]
mod lines;
#[path = "cli/rules.rs"]
mod rules;
#[path = "cli/subcommands.rs"]
mod subcommands;

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

/// A folder that goes when it is dropped.
struct Scratch(PathBuf);

impl Scratch {
    fn new() -> Self {
        static MADE: AtomicU32 = AtomicU32::new(0);
        let number = MADE.fetch_add(1, Ordering::Relaxed);
        let name = format!("cli-{}-{number}", std::process::id());
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    /// Writes a file, and the folders above it.
    fn write(&self, name: &str, text: impl AsRef<[u8]>) -> &Self {
        let path = self.0.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
        self
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.0.join(name)).unwrap()
    }

    /// The files below it, in order.
    fn list(&self, name: &str) -> Vec<String> {
        let mut found = Vec::new();
        let mut open = vec![self.0.join(name)];
        while let Some(folder) = open.pop() {
            for entry in fs::read_dir(folder).into_iter().flatten() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    open.push(path);
                } else {
                    let path = path.strip_prefix(&self.0).unwrap();
                    found.push(path.to_string_lossy().replace('\\', "/"));
                }
            }
        }
        found.sort();
        found
    }

    fn command(&self, arguments: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_transpile"));
        command
            .args(arguments.split_whitespace())
            .current_dir(&self.0)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    /// Runs the program with these words as its arguments.
    fn run(&self, arguments: &str) -> Answer {
        self.run_with(arguments, b"")
    }

    /// The same, with something on standard input.
    fn run_with(&self, arguments: &str, input: &[u8]) -> Answer {
        let mut child = self.command(arguments).spawn().unwrap();
        // A program that reads none of it may be gone already.
        let _ = child.stdin.take().unwrap().write_all(input);
        let output = child.wait_with_output().unwrap();
        let answer = Answer {
            code: output.status.code().unwrap(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        };
        assert!(!answer.stderr.contains("panicked"), "{}", answer.stderr);
        answer
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// What the program said.
#[derive(Debug)]
struct Answer {
    code: i32,
    stdout: String,
    stderr: String,
}

impl Answer {
    /// Standard output, after a run that ended well and had nothing to say.
    #[track_caller]
    fn quiet(self) -> String {
        assert_eq!(
            (self.code, self.stderr.as_str()),
            (0, ""),
            "{}",
            self.stdout
        );
        self.stdout
    }

    /// Standard error, after a run that ended with this code and printed nothing else.
    #[track_caller]
    fn failed(self, code: i32) -> String {
        assert_eq!(
            (self.code, self.stdout.as_str()),
            (code, ""),
            "{}",
            self.stderr
        );
        self.stderr
    }
}

/// A rule over these log types.
fn rule_for(id: &str, log_types: &str, condition: &str) -> String {
    format!(
        "AnalysisType: rule\nRuleID: {id}\nDisplayName: {id}\nLogTypes: [{log_types}]\nSeverity: Low\nCondition: |\n  {condition}\n"
    )
}

/// A rule over `AWS.CloudTrail`.
fn rule(id: &str, condition: &str) -> String {
    rule_for(id, "AWS.CloudTrail", condition)
}

fn good(id: &str) -> String {
    rule(id, "eventName eq \"ConsoleLogin\"")
}

/// A mistake of the author's.
fn bad(id: &str) -> String {
    rule(id, "eventNme eq \"ConsoleLogin\"")
}

/// A right rule that Athena cannot say.
fn refused(id: &str) -> String {
    rule(id, "has_key(userIdentity.userName)")
}
