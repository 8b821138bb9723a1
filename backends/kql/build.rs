//! Turns the table shapes of `schemas/*.yml` into one JSON list, and reads the files of `data`. One that is not what the
//! back end takes it for fails the build.

#[expect(dead_code, reason = "the back end reads what is in the data")]
#[path = "src/data.rs"]
mod data;
#[path = "../build.rs"]
mod shared;

use data::{Attack, Defender, Sentinel};
use serde::de::DeserializeOwned;
use transpile_sdk::shape::{Shape, resolve_all};

fn main() -> Result<(), shared::Failure> {
    let shapes: Vec<Shape> = shared::list("schemas")?;
    resolve_all(&shapes)?;
    readable::<Attack>("data/attack.json")?;
    readable::<Sentinel>("data/sentinel.json")?;
    readable::<Defender>("data/defender.json")
}

/// Fails if a file is anything else than the JSON of such a value.
fn readable<T: DeserializeOwned>(file: &str) -> Result<(), shared::Failure> {
    println!("cargo:rerun-if-changed={file}");
    let text = std::fs::read_to_string(file)?;
    serde_json::from_str::<T>(&text).map_err(|error| format!("{file}: {error}"))?;
    Ok(())
}
