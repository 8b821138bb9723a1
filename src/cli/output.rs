//! Printing diagnostics, and writing files so that none is ever half there.

use super::Console;
use serde_json::{Value, json};
use std::fs;
use std::io::{self, Write};
use std::path::Path;
use transpile::report::{line_column, render};
use transpile_sdk::diagnostic::Diagnostic;

/// Prints diagnostics about one file.
pub(crate) fn report(diagnostics: &[Diagnostic], path: &str, source: &str, console: &Console) {
    for diagnostic in diagnostics {
        if console.json {
            console.say(&as_json(diagnostic, path, source).to_string());
        } else {
            console.say(&render(diagnostic, path, source, console.colour));
            console.say("");
        }
    }
}

/// A diagnostic for machines: positions count lines and characters from 1.
pub(crate) fn as_json(diagnostic: &Diagnostic, path: &str, source: &str) -> Value {
    let place = diagnostic.labels.first().map(|label| {
        let (line, column) = line_column(source, label.span.start);
        let (end_line, end_column) = line_column(source, label.span.end);
        json!({"line": line, "column": column, "end_line": end_line, "end_column": end_column, "text": label.text})
    });
    json!({
        "code": diagnostic.code.0,
        "severity": diagnostic.severity,
        "message": diagnostic.message,
        "path": path,
        "place": place,
        "notes": diagnostic.notes,
        "help": diagnostic.help,
    })
}

/// Writes a file as a whole or not at all.
pub(crate) fn write_file(path: &Path, text: &str) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let mut name = path.file_name().unwrap_or_default().to_os_string();
    name.push(".part");
    let part = path.with_file_name(name);
    let written = fs::write(&part, text).and_then(|()| fs::rename(&part, path));
    if written.is_err() {
        // What is left of a failed write is of no use.
        let _ = fs::remove_file(&part);
    }
    written
}

/// Prints a line on standard output.
pub(crate) fn print_line(text: &str) -> io::Result<()> {
    writeln!(io::stdout().lock(), "{text}")
}
