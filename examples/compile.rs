//! A rule to a query, from Rust: `cargo run --example compile`.

use std::error::Error;
use std::io::Write;
use transpile::compile::{Options, backends, compile, front};
use transpile::load::{Loaded, load};

fn main() -> Result<(), Box<dyn Error>> {
    let text = include_str!("first_rule.yml");
    let (Some(Loaded::Rule(document)), diagnostics) = load("first_rule.yml", text) else {
        return Err("the file holds no rule".into());
    };
    let front = front(&document, None);
    let mut out = std::io::stdout().lock();
    for diagnostic in diagnostics.iter().chain(&front.diagnostics) {
        writeln!(out, "{}: {}", diagnostic.code, diagnostic.message)?;
    }
    for backend in backends() {
        for lowered in &front.lowered {
            let outcome = compile(
                &document,
                lowered,
                backend.as_ref(),
                &Options::default(),
                "first_rule",
            );
            for file in outcome.files {
                writeln!(out, "=== {}/{}\n{}", outcome.target, file.name, file.text)?;
            }
        }
    }
    Ok(())
}
