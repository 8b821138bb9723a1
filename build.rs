//! Lists the pages of `src/explain`, so that each of them is in the program.

use std::error::Error;
use std::fmt::Write;
use std::{env, fs, path::Path};

fn main() -> Result<(), Box<dyn Error>> {
    let folder = Path::new(&env::var("CARGO_MANIFEST_DIR")?).join("src/explain");
    let mut pages: Vec<_> = fs::read_dir(&folder)?
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
    fs::write(Path::new(&env::var("OUT_DIR")?).join("pages.rs"), list)?;
    println!("cargo:rerun-if-changed=src/explain");
    Ok(())
}
