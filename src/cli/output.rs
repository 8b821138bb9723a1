//! Printing diagnostics, and writing files so that none is ever half there.

use super::Console;
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::fs;
use std::io::{self, Write as _};
use std::path::Path;
use transpile::report::{line_column, render};
use transpile_sdk::diagnostic::{Diagnostic, is_hidden};

/// At most so many diagnostics of one file are printed for people.
const MOST: usize = 50;

/// Prints diagnostics about one file.
pub(crate) fn report(diagnostics: &[Diagnostic], path: &str, source: &str, console: &Console) {
    if console.json {
        for diagnostic in diagnostics {
            print_error(&json_line(&as_json(diagnostic, path, source)));
        }
        return;
    }
    for diagnostic in diagnostics.iter().take(MOST) {
        let (path, source) = place(diagnostic, path, source);
        print_error(&render(diagnostic, path, source, console.colour));
        print_error("");
    }
    if let Some(more) = diagnostics.len().checked_sub(MOST + 1) {
        console.say(&format!("note: {} more like these in {path}", more + 1));
        print_error("");
    }
}

/// The file that a diagnostic's places are in.
fn place<'a>(diagnostic: &'a Diagnostic, path: &'a str, source: &'a str) -> (&'a str, &'a str) {
    match diagnostic.file() {
        Some(file) => (&file.path, &file.text),
        None => (path, source),
    }
}

/// A diagnostic for machines: positions count lines and characters from 1.
pub(crate) fn as_json(diagnostic: &Diagnostic, path: &str, source: &str) -> Value {
    let (path, source) = self::place(diagnostic, path, source);
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

/// JSON on one line, hidden characters escaped: nothing in it moves a terminal's cursor or turns its text around.
pub(crate) fn json_line(value: &Value) -> String {
    visible_json(&value.to_string())
}

/// The same of JSON that is text already.
pub(crate) fn visible_json(json: &str) -> String {
    let mut line = String::with_capacity(json.len());
    for c in json.chars() {
        if is_hidden(c) {
            // Writing to a string does not fail.
            let _ = write!(line, "\\u{:04x}", u32::from(c));
        } else {
            line.push(c);
        }
    }
    line
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

/// Prints a line that is fit for a terminal on standard error.
pub(super) fn print_error(text: &str) {
    // Nobody is left to hear of a closed standard error.
    let _ = writeln!(io::stderr().lock(), "{text}");
}

/// Prints a line on standard output.
pub(crate) fn print_line(text: &str) -> io::Result<()> {
    writeln!(io::stdout().lock(), "{text}")
}
