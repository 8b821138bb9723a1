//! Turns the table shapes of `schemas/*.yml` into one JSON list. A file that is no shape fails the build.

#[path = "../build.rs"]
mod shared;

use transpile_sdk::shape::{Shape, resolve_all};

fn main() -> Result<(), shared::Failure> {
    let shapes: Vec<Shape> = shared::list("schemas")?;
    resolve_all(&shapes)?;
    Ok(())
}
