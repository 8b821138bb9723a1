//! Turns the table shapes of `schemas/*.yml` into one JSON list, so that the back end itself needs no
//! YAML. A file that is not YAML fails the build.

use std::error::Error;
use std::{env, fs, path::Path};

fn main() -> Result<(), Box<dyn Error>> {
    let folder = Path::new(&env::var("CARGO_MANIFEST_DIR")?).join("schemas");
    let mut files: Vec<_> = fs::read_dir(&folder)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<_, _>>()?;
    files.sort();
    let mut shapes = Vec::new();
    for file in files {
        let shape: serde_json::Value = serde_yaml::from_str(&fs::read_to_string(&file)?)
            .map_err(|error| format!("{}: {error}", file.display()))?;
        shapes.push(shape);
    }
    let out = Path::new(&env::var("OUT_DIR")?).join("shapes.json");
    fs::write(out, serde_json::to_string(&shapes)?)?;
    println!("cargo:rerun-if-changed=schemas");
    Ok(())
}
