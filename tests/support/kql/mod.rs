//! What judges Kusto queries: Microsoft's parser and binder, an executor, and the tables they read.
//!
//! `tests/engines/setup.sh kql` installs both engines. Without them the functions here say so on standard error and
//! answer `None`; with `TRANSPILE_ENGINES=required` in the environment that is an error instead. There is one process
//! of each for a whole test binary, asked over JSON lines.

pub(crate) mod rows;

use super::engine::{Engine, absent};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

/// Where `setup.sh` installs the engines.
const HOME: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/engines/.cache/kql");

/// The real columns of the tables: column and type by table.
pub(crate) fn tables() -> &'static BTreeMap<String, BTreeMap<String, String>> {
    static TABLES: OnceLock<BTreeMap<String, BTreeMap<String, String>>> = OnceLock::new();
    TABLES.get_or_init(|| {
        let file: Value = serde_json::from_str(include_str!("tables.json")).unwrap();
        serde_json::from_value(file["tables"].clone()).unwrap()
    })
}

/// One of the engines, if it is installed.
fn start(program: &str) -> Result<Option<Mutex<Engine>>, String> {
    let program = Path::new(HOME).join(program);
    if !program.exists() || !Path::new(HOME).join("stamp").exists() {
        return absent("the KQL engines are not set up: run tests/engines/setup.sh kql");
    }
    let engine = Engine::start(&mut Command::new(program))?;
    Ok(Some(Mutex::new(engine)))
}

type Shared = OnceLock<Result<Option<Mutex<Engine>>, String>>;

fn shared(
    cell: &'static Shared,
    program: &str,
) -> Result<Option<MutexGuard<'static, Engine>>, String> {
    match cell.get_or_init(|| start(program)) {
        Ok(engine) => Ok(engine
            .as_ref()
            .map(|one| one.lock().unwrap_or_else(PoisonError::into_inner))),
        Err(error) => Err(error.clone()),
    }
}

/// Microsoft's parser and binder.
pub(crate) struct Binder(MutexGuard<'static, Engine>);

/// What the binder says of a query.
#[derive(Debug)]
pub(crate) struct Bound {
    /// What is wrong, as `code: message [text]`.
    pub(crate) problems: Vec<String>,
    /// The columns of the result with their types.
    pub(crate) columns: Vec<(String, String)>,
}

/// The binder of this test binary.
pub(crate) fn binder() -> Option<Binder> {
    static ENGINE: Shared = OnceLock::new();
    shared(&ENGINE, "bind").unwrap().map(Binder)
}

impl Binder {
    /// The parser's own words that it does not take as a bare name.
    pub(crate) fn keywords(&mut self) -> Vec<String> {
        let answer = self.0.ask(json!({"mode": "keywords"})).unwrap();
        serde_json::from_value(answer["words"].clone()).unwrap()
    }

    /// Binds a query against the real tables.
    pub(crate) fn bind(&mut self, text: &str) -> Bound {
        let answer = self
            .0
            .ask(json!({"text": text, "tables": tables()}))
            .unwrap();
        let problem = |one: &Value| {
            let part = |name: &str| one[name].as_str().unwrap_or_default().to_owned();
            format!("{}: {} [{}]", part("code"), part("message"), part("text"))
        };
        Bound {
            problems: answer["diagnostics"]
                .as_array()
                .unwrap()
                .iter()
                .map(problem)
                .collect(),
            columns: serde_json::from_value(answer["columns"].clone()).unwrap(),
        }
    }
}

/// The executor.
pub(crate) struct Executor(MutexGuard<'static, Engine>);

/// The executor of this test binary.
pub(crate) fn executor() -> Option<Executor> {
    static ENGINE: Shared = OnceLock::new();
    shared(&ENGINE, "execute").unwrap().map(Executor)
}

impl Executor {
    /// Makes a table of these rows, instead of what was there.
    pub(crate) fn load(&mut self, table: &str, rows: &[Value]) -> Result<(), String> {
        let request =
            json!({"mode": "load", "table": table, "columns": tables()[table], "rows": rows});
        self.0.ask(request).map(drop)
    }

    /// Runs a query; gives the values of a column of the result.
    pub(crate) fn column(&mut self, text: &str, name: &str) -> Result<Vec<Value>, String> {
        let answer = self.0.ask(json!({"mode": "run", "text": text}))?;
        let columns: Vec<String> = serde_json::from_value(answer["columns"].clone()).unwrap();
        let at = columns
            .iter()
            .position(|column| column == name)
            .ok_or_else(|| format!("no column {name} in {columns:?}"))?;
        let rows = answer["rows"].as_array().unwrap();
        Ok(rows.iter().map(|row| row[at].clone()).collect())
    }

    /// The only value of a query's result.
    pub(crate) fn value(&mut self, text: &str) -> Result<Value, String> {
        let answer = self.0.ask(json!({"mode": "run", "text": text}))?;
        Ok(answer["rows"][0][0].clone())
    }
}
