//! Turns the homes of `schemas/*.yml` and the names of `attack/*.yml` into JSON lists, so that the back
//! end itself needs no YAML. A file that is not YAML fails the build.

use std::error::Error;
use std::{env, fs, path::Path};

fn main() -> Result<(), Box<dyn Error>> {
    let root = env::var("CARGO_MANIFEST_DIR")?;
    let out = env::var("OUT_DIR")?;
    for folder in ["schemas", "attack"] {
        let mut files: Vec<_> = fs::read_dir(Path::new(&root).join(folder))?
            .map(|entry| entry.map(|entry| entry.path()))
            .collect::<Result<_, _>>()?;
        files.sort();
        let mut documents = Vec::new();
        for file in files {
            let document: serde_json::Value = serde_yaml::from_str(&fs::read_to_string(&file)?)
                .map_err(|error| format!("{}: {error}", file.display()))?;
            documents.push(document);
        }
        let list = serde_json::to_string(&documents)?;
        fs::write(Path::new(&out).join(format!("{folder}.json")), list)?;
        println!("cargo:rerun-if-changed={folder}");
    }
    Ok(())
}
