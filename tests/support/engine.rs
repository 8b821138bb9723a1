//! A program that answers JSON lines, and what to do without it.

use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

/// An engine is not there: said past the test harness, which hides what a passing test prints. With
/// `TRANSPILE_ENGINES=required` in the environment it is an error.
pub(crate) fn absent<T>(advice: &str) -> Result<Option<T>, String> {
    if std::env::var("TRANSPILE_ENGINES").is_ok_and(|value| value == "required") {
        return Err(format!("{advice} (TRANSPILE_ENGINES=required)"));
    }
    let _ = writeln!(std::io::stderr(), "\n*** SKIPPED: {advice} ***\n");
    Ok(None)
}

/// The program; it ends with this value.
#[derive(Debug)]
pub(crate) struct Engine {
    child: Child,
    requests: ChildStdin,
    answers: BufReader<ChildStdout>,
    last_id: u64,
}

impl Engine {
    /// Starts it. What it says on standard error is dropped.
    pub(crate) fn start(command: &mut Command) -> Result<Self, String> {
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| format!("{}: {error}", command.get_program().display()))?;
        let requests = child.stdin.take().ok_or("the engine has no input")?;
        let answers = child.stdout.take().ok_or("the engine has no output")?;
        Ok(Self {
            child,
            requests,
            answers: BufReader::new(answers),
            last_id: 0,
        })
    }

    /// Its answer to a request, which is given a number as `id`. An answer with an `error` is one.
    pub(crate) fn ask(&mut self, mut request: Value) -> Result<Value, String> {
        self.last_id += 1;
        request["id"] = json!(self.last_id);
        writeln!(self.requests, "{request}")
            .and_then(|()| self.requests.flush())
            .map_err(|error| format!("the engine is gone: {error}"))?;
        let mut line = String::new();
        self.answers
            .read_line(&mut line)
            .map_err(|error| format!("the engine is gone: {error}"))?;
        let answer: Value =
            serde_json::from_str(&line).map_err(|error| format!("{error} in {line:?}"))?;
        match answer.get("error").and_then(Value::as_str) {
            Some(error) => Err(error.to_owned()),
            None => Ok(answer),
        }
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
