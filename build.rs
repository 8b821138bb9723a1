//! Lists the pages of `src/explain`, so that each of them is in the program, and the networks of
//! `src/special_networks.yml`. A file that is anything else fails the build.

use serde::Deserialize;
use std::collections::BTreeMap;
use std::error::Error;
use std::fmt::Write;
use std::{env, fs, path::Path};
use transpile_sdk::cidr::Network;

fn main() -> Result<(), Box<dyn Error>> {
    let root = env::var("CARGO_MANIFEST_DIR")?;
    let out = env::var("OUT_DIR")?;
    let source = Path::new(&root).join("src");
    fs::write(
        Path::new(&out).join("pages.rs"),
        pages(&source.join("explain"))?,
    )?;
    let file = source.join("special_networks.yml");
    let networks = networks(&file).map_err(|error| format!("{}: {error}", file.display()))?;
    fs::write(Path::new(&out).join("special_networks.rs"), networks)?;
    println!("cargo:rerun-if-changed=src/explain");
    println!("cargo:rerun-if-changed=src/special_networks.yml");
    Ok(())
}

/// The list of pages, each with its code.
fn pages(folder: &Path) -> Result<String, Box<dyn Error>> {
    let mut pages: Vec<_> = fs::read_dir(folder)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<_, _>>()?;
    pages.retain(|page| page.extension().is_some_and(|extension| extension == "md"));
    pages.sort();
    let mut list = String::from("&[\n");
    for page in &pages {
        let code = page
            .file_stem()
            .and_then(|stem| stem.to_str())
            .ok_or("a page without a name")?;
        writeln!(list, "    ({code:?}, include_str!({:?})),", page.display())?;
    }
    list.push_str("]\n");
    Ok(list)
}

/// The file of special networks.
#[derive(Deserialize)]
struct Special {
    networks: BTreeMap<String, Vec<Network>>,
}

/// A constant for each list of networks, under its name.
fn networks(file: &Path) -> Result<String, Box<dyn Error>> {
    let special: Special = serde_yaml::from_str(&fs::read_to_string(file)?)?;
    let mut constants = String::new();
    for (name, list) in &special.networks {
        let texts: Vec<String> = list.iter().map(ToString::to_string).collect();
        let name = name.to_uppercase();
        writeln!(constants, "pub(crate) const {name}: &[&str] = &{texts:?};")?;
    }
    Ok(constants)
}
