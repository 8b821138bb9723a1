//! CPython, asked over JSON lines (`tests/python/runtime/referee.py`).
//!
//! `PYTHON` in the environment names another interpreter than `python3`. Without one [`shared`] says so and answers
//! `None`; with `TRANSPILE_ENGINES=required` that is an error instead.

use super::super::engine::{Engine, absent};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

const PROGRAM: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/tests/python/runtime/referee.py"
);

/// Events in one request.
const CHUNK: usize = 500;

/// What CPython says of one event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// `rule(event)` is True.
    Match,
    /// It is False.
    NoMatch,
    /// It raised this, or gave no bool: no match.
    Raised(String),
}

impl Verdict {
    /// True for a match.
    pub(crate) fn matches(&self) -> bool {
        *self == Self::Match
    }

    fn of(value: &Value) -> Result<Self, String> {
        match value {
            Value::Bool(true) => Ok(Self::Match),
            Value::Bool(false) => Ok(Self::NoMatch),
            Value::String(name) => Ok(Self::Raised(name.clone())),
            other => Err(format!("not a verdict: {other}")),
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Match => f.write_str("match"),
            Self::NoMatch => f.write_str("no match"),
            Self::Raised(name) => write!(f, "no match ({name})"),
        }
    }
}

/// A rule as the referee is asked about it.
#[derive(Debug, Clone)]
pub(crate) struct Asked<'a> {
    /// Its Python file.
    pub(crate) file: &'a Path,
    /// The data model of the log type, or null.
    pub(crate) model: &'a Value,
    /// What a test puts in place of names of the rule's module.
    pub(crate) replaced: &'a Map<String, Value>,
}

/// The running interpreter.
#[derive(Debug)]
pub(crate) struct Referee(Engine);

/// A referee that finds helper modules by these names, if there is an interpreter.
pub(crate) fn start(helpers: &BTreeMap<String, PathBuf>) -> Result<Option<Referee>, String> {
    let python = std::env::var("PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let version = Command::new(&python)
        .arg("--version")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    if !version.is_ok_and(|status| status.success()) {
        return absent(&format!("there is no Python: {python}"));
    }
    let mut command = Command::new(python);
    command.arg("-B").arg(PROGRAM);
    for (name, file) in helpers {
        command.arg(format!("{name}={}", file.display()));
    }
    Engine::start(&mut command).map(|engine| Some(Referee(engine)))
}

impl Referee {
    /// What CPython says of each event; an error if it cannot load the rule.
    pub(crate) fn verdicts(
        &mut self,
        asked: &Asked<'_>,
        events: &[Value],
    ) -> Result<Vec<Verdict>, String> {
        let mut verdicts = Vec::with_capacity(events.len());
        for chunk in events.chunks(CHUNK) {
            let answer = self.0.ask(json!({
                "rule": asked.file,
                "model": asked.model,
                "replaced": asked.replaced,
                "events": chunk,
            }))?;
            let list = answer["verdicts"].as_array().ok_or("no verdicts")?;
            for value in list {
                verdicts.push(Verdict::of(value)?);
            }
        }
        if verdicts.len() == events.len() {
            Ok(verdicts)
        } else {
            Err(format!(
                "{} verdicts on {} events",
                verdicts.len(),
                events.len()
            ))
        }
    }
}
