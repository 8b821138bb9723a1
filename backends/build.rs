//! What the build scripts of the back ends have in common: the data files that are part of a back end.
//!
//! In: a folder of YAML files, and what the back end takes each of them for. Out: one JSON list in the folder for what is
//! built, so that the back end itself needs no YAML. A file that is anything else fails the build.

use serde::de::DeserializeOwned;
use std::error::Error;
use std::path::{Path, PathBuf};
use std::{env, fs};

/// Why a back end cannot be built.
pub(crate) type Failure = Box<dyn Error>;

/// Reads the files of a folder of the crate, in the order of their names, and writes them as `FOLDER.json`.
pub(crate) fn list<T: DeserializeOwned>(folder: &str) -> Result<Vec<T>, Failure> {
    let root = env::var("CARGO_MANIFEST_DIR")?;
    println!("cargo:rerun-if-changed={folder}");
    let mut files: Vec<PathBuf> = fs::read_dir(Path::new(&root).join(folder))?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<_, _>>()?;
    files.sort();
    let mut documents: Vec<serde_json::Value> = Vec::new();
    for file in &files {
        let text = fs::read_to_string(file)?;
        let wrong = |error| format!("{}: {error}", file.display());
        // What is wrong with a file is said with its line; what is written is all of it.
        serde_yaml::from_str::<T>(&text).map_err(wrong)?;
        documents.push(serde_yaml::from_str(&text).map_err(wrong)?);
    }
    let list = serde_json::to_string(&documents)?;
    let read = serde_json::from_str(&list)?;
    fs::write(
        Path::new(&env::var("OUT_DIR")?).join(format!("{folder}.json")),
        list,
    )?;
    Ok(read)
}
