//! In: diagnostics and the text they are about. Out: plain text for snapshots.

use transpile_sdk::diagnostic::{Diagnostic, Label, Severity};

/// Each diagnostic with the lines that it points at, underlined.
pub(crate) fn render(text: &str, diagnostics: &[Diagnostic]) -> String {
    let mut lines = Vec::new();
    for diagnostic in diagnostics {
        let severity = match diagnostic.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "note",
        };
        lines.push(format!(
            "{severity}[{}]: {}",
            diagnostic.code, diagnostic.message
        ));
        for label in &diagnostic.labels {
            lines.extend(place(text, label));
        }
        let notes = diagnostic.notes.iter();
        lines.extend(notes.map(|note| format!("  note: {note}")));
        let help = diagnostic.help.iter();
        lines.extend(help.map(|help| format!("  help: {help}")));
    }
    lines.join("\n")
}

fn place(text: &str, label: &Label) -> [String; 2] {
    let bad = "<inside a character>";
    let before = text.get(..label.span.start).unwrap_or(bad);
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    let line = text.get(start..).and_then(|rest| rest.lines().next());
    let column = before.get(start..).map_or(0, |part| part.chars().count());
    let marked = text.get(label.span.start..label.span.end).unwrap_or(bad);
    let width = marked.lines().next().map_or(0, |part| part.chars().count());
    let more = match marked.trim_end().lines().count() {
        0 | 1 => "",
        _ => " (and more lines)",
    };
    // One character for each, so that the marks stay below what they mark.
    let visible = |c: char| {
        if c.is_control() || c == '\u{2028}' {
            '·'
        } else {
            c
        }
    };
    let line: String = line.unwrap_or_default().chars().map(visible).collect();
    let number = before.matches('\n').count() + 1;
    let marks = "^".repeat(width.max(1));
    [
        format!("  {number:3}:{:<3} {line}", column + 1),
        format!(
            "          {}{marks} {}{more}",
            " ".repeat(column),
            label.text
        ),
    ]
}
