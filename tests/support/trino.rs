//! A real Trino in one JVM, asked over JSON lines.
//!
//! `tests/engines/setup.sh trino` installs it. Without it [`shared`] says so on standard error and answers `None`, so
//! that a test returns early; with `TRANSPILE_ENGINES=required` in the environment that is an error instead.
//!
//! There is one JVM for a whole test binary. It ends when its standard input does, which is when the test process ends
//! for whatever reason, and deletes its lake then.

use std::fs::{self, File};
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc::{self, Receiver};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use super::engine::absent;
use serde_json::{Value, json};

/// Where `setup.sh` installs the engine.
const HOME: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/engines/.cache/trino");

/// How many engines this process has started.
static STARTED: AtomicU32 = AtomicU32::new(0);

/// The machine may be busy with other work: these end a hung engine, not a slow one.
const START_LIMIT: Duration = Duration::from_mins(5);
const ANSWER_LIMIT: Duration = Duration::from_mins(11);

/// What a query returned. Decimals, timestamps, maps and JSON values come as text, arrays and rows as arrays.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Rows {
    /// The names of the columns.
    pub(crate) columns: Vec<String>,
    /// Their types, as Trino writes them.
    pub(crate) types: Vec<String>,
    /// The values, row by row.
    pub(crate) values: Vec<Vec<Value>>,
    /// How long the query took, in milliseconds.
    pub(crate) ms: u64,
}

impl Rows {
    /// The values of the column of that name (without regard to case).
    pub(crate) fn column(&self, name: &str) -> Result<Vec<&Value>, String> {
        let at = self
            .columns
            .iter()
            .position(|column| column.eq_ignore_ascii_case(name))
            .ok_or_else(|| format!("the result has no column {name}, only {:?}", self.columns))?;
        Ok(self.values.iter().filter_map(|row| row.get(at)).collect())
    }

    /// The value of a result of one row and one column.
    pub(crate) fn only(&self) -> Result<&Value, String> {
        match self.values.as_slice() {
            [row] if row.len() == 1 => row.first(),
            _ => None,
        }
        .ok_or_else(|| {
            format!(
                "not one value but {} rows of {:?}",
                self.values.len(),
                self.columns
            )
        })
    }
}

/// A running engine.
#[derive(Debug)]
pub(crate) struct Trino {
    child: Child,
    requests: Option<ChildStdin>,
    answers: Receiver<String>,
    lake: PathBuf,
    last_id: u64,
}

/// The engine of this test binary, started by the first caller. `None` means that it is not installed.
pub(crate) fn shared() -> Result<Option<MutexGuard<'static, Trino>>, String> {
    static ENGINE: OnceLock<Result<Option<Mutex<Trino>>, String>> = OnceLock::new();
    match ENGINE.get_or_init(|| Ok(Trino::start()?.map(Mutex::new))) {
        // A test that failed while it held the engine does not spoil it for the others.
        Ok(engine) => Ok(engine
            .as_ref()
            .map(|one| one.lock().unwrap_or_else(PoisonError::into_inner))),
        Err(error) => Err(error.clone()),
    }
}

impl Trino {
    /// Starts an engine of the caller's own; most tests want [`shared`].
    pub(crate) fn start() -> Result<Option<Trino>, String> {
        let program = Path::new(HOME).join("run");
        if !program.exists() {
            return absent("Trino is not set up: run tests/engines/setup.sh trino");
        }

        let unique = format!(
            "{}-{}",
            std::process::id(),
            STARTED.fetch_add(1, Ordering::Relaxed)
        );
        let lake = std::env::temp_dir().join(format!("transpile-lake-{unique}"));
        fs::create_dir_all(&lake).map_err(|error| format!("{}: {error}", lake.display()))?;
        let log_path = lake.join("engine.log");
        let log =
            File::create(&log_path).map_err(|error| format!("{}: {error}", log_path.display()))?;

        let mut child = Command::new(&program)
            .arg(&lake)
            .arg("--temporary")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()
            .map_err(|error| format!("{}: {error}", program.display()))?;
        let requests = child.stdin.take();
        let output = child.stdout.take().ok_or("the engine has no output")?;
        let (send, answers) = mpsc::channel();
        std::thread::spawn(move || {
            for line in BufReader::new(output).lines().map_while(Result::ok) {
                if send.send(line).is_err() {
                    break;
                }
            }
        });

        let trino = Trino {
            child,
            requests,
            answers,
            lake,
            last_id: 0,
        };
        match trino.answers.recv_timeout(START_LIMIT) {
            Ok(line) if line.contains("\"ready\":true") => Ok(Some(trino)),
            _ => {
                let log = fs::read_to_string(&log_path).unwrap_or_default();
                Err(format!("Trino did not start. Its log:\n{log}"))
            }
        }
    }

    /// The folder of the lake: `local:///x` in a table's location is `x` in this folder.
    pub(crate) fn lake_dir(&self) -> &Path {
        &self.lake
    }

    /// Runs one statement (without a semicolon at its end).
    pub(crate) fn query(&mut self, sql: &str) -> Result<Rows, String> {
        let mut answer = self.ask("run", sql)?;
        let mut take = |name| {
            serde_json::from_value(answer.get_mut(name).map(Value::take).unwrap_or_default())
        };
        let texts = |value: Vec<Value>| {
            value
                .iter()
                .map(|one| one.as_str().unwrap_or_default().to_owned())
                .collect()
        };
        let shape = |error| format!("not an answer: {error}");
        Ok(Rows {
            columns: texts(take("columns").map_err(shape)?),
            types: texts(take("types").map_err(shape)?),
            values: take("rows")
                .map_err(shape)?
                .into_iter()
                .map(|row| {
                    if let Value::Array(values) = row {
                        values
                    } else {
                        vec![row]
                    }
                })
                .collect(),
            ms: answer.get("ms").and_then(Value::as_u64).unwrap_or_default(),
        })
    }

    /// Analyses one statement without running it: syntax, names and types.
    pub(crate) fn validate(&mut self, sql: &str) -> Result<(), String> {
        self.ask("validate", sql).map(drop)
    }

    fn ask(&mut self, mode: &str, sql: &str) -> Result<Value, String> {
        self.last_id += 1;
        let request = json!({ "id": self.last_id, "mode": mode, "sql": sql });
        let requests = self.requests.as_mut().ok_or("the engine was ended")?;
        writeln!(requests, "{request}")
            .and_then(|()| requests.flush())
            .map_err(|error| format!("the engine is gone: {error}"))?;
        loop {
            let Ok(line) = self.answers.recv_timeout(ANSWER_LIMIT) else {
                self.end();
                return Err(format!("the engine gave no answer and was ended: {sql}"));
            };
            let answer: Value =
                serde_json::from_str(&line).map_err(|error| format!("{error} in {line}"))?;
            // An answer to an older question can be left over from a caller that was interrupted.
            if answer.get("id").and_then(Value::as_u64) != Some(self.last_id) {
                continue;
            }
            if answer.get("ok") == Some(&Value::Bool(true)) {
                return Ok(answer);
            }
            return Err(answer
                .get("error")
                .and_then(Value::as_str)
                .unwrap_or("no reason given")
                .to_owned());
        }
    }

    fn end(&mut self) {
        self.requests = None;
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Trino {
    fn drop(&mut self) {
        self.end();
        let _ = fs::remove_dir_all(&self.lake);
    }
}
