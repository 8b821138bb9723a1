//! The program under limits: one second of processor time, 256 MiB of memory, and nothing on a terminal that cannot be
//! seen.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc;
use std::time::Duration;
use transpile_sdk::diagnostic::is_hidden;

/// A machine may be busy: this ends a program that waits for something, not a slow one.
const PATIENCE: Duration = Duration::from_mins(2);

/// What the program said.
pub(crate) struct Answer {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// Runs the program in a folder.
pub(crate) fn run(folder: &Path, arguments: &[&str]) -> Answer {
    let program = env!("CARGO_BIN_EXE_transpile");
    let mut command = if cfg!(target_os = "linux") {
        let limits = r#"ulimit -v 262144 && ulimit -t 1 && exec "$0" "$@""#;
        let mut shell = Command::new("sh");
        shell.args(["-c", limits, program]);
        shell
    } else {
        Command::new(program)
    };
    command
        .args(arguments)
        .current_dir(folder)
        .env("NO_COLOR", "1")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let child = command.spawn().unwrap();
    let (send, receive) = mpsc::channel();
    std::thread::spawn(move || send.send(child.wait_with_output()));
    let Ok(output) = receive.recv_timeout(PATIENCE) else {
        panic!("no answer within {PATIENCE:?}: {arguments:?}");
    };
    let output = output.unwrap();
    let context = format!("{arguments:?}");
    let text = |bytes| {
        String::from_utf8(bytes).unwrap_or_else(|_| panic!("{context}: output that is not UTF-8"))
    };
    let answer = Answer {
        code: output.status.code(),
        stdout: text(output.stdout),
        stderr: text(output.stderr),
    };
    assert!(
        answer.code.is_some(),
        "{context}: ended by {}\n{}",
        output.status,
        answer.stderr
    );
    assert!(
        !answer.stderr.contains("panicked"),
        "{context}:\n{}",
        answer.stderr
    );
    assert_visible(&answer.stderr, &context);
    answer
}

/// A folder that goes when it is dropped.
pub(crate) struct Scratch(PathBuf);

impl Scratch {
    /// A new, empty one.
    pub(crate) fn new() -> Self {
        static MADE: AtomicU32 = AtomicU32::new(0);
        let number = MADE.fetch_add(1, Ordering::Relaxed);
        let name = format!("scratch-{}-{number}", std::process::id());
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    /// Its path.
    pub(crate) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Control characters, direction marks and the like are shown as escapes, never raw.
pub(crate) fn assert_visible(text: &str, context: &str) {
    let hidden = text.chars().find(|c| *c != '\n' && is_hidden(*c));
    assert_eq!(hidden, None, "{context}: a raw hidden character");
}
