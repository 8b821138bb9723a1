//! Diagnostics for people: the message, the source underlined, the fix.
//!
//! In: a diagnostic and the text that its positions are in. Out: text to print, with or without colours.

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use transpile_sdk::diagnostic::{Diagnostic, Severity, is_hidden, shown};

/// At most so many characters of a source line are shown.
const MAX_LINE: usize = 200;
/// At most so many characters of a message.
const MAX_TEXT: usize = 1000;
/// At most so many places.
const MAX_LABELS: usize = 10;

/// Renders one diagnostic. `source` is the text of the file `path`; without a path it is about no file.
#[must_use]
pub fn render(diagnostic: &Diagnostic, path: &str, source: &str, colour: bool) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let view = View::new(diagnostic, source);
    let path = shown(path, 300);
    let mut snippet = Snippet::source(&view.text)
        .line_start(view.first_line)
        .path(path.as_str());
    for (index, (range, text)) in view.labels.iter().enumerate() {
        let kind = if index == 0 {
            AnnotationKind::Primary
        } else {
            AnnotationKind::Context
        };
        snippet = snippet.annotation(kind.span(range.clone()).label(text.as_str()));
    }
    let message = visible(&diagnostic.message);
    let title = level.primary_title(message.as_str()).id(diagnostic.code.0);
    let mut group = Group::with_title(title);
    if !view.labels.is_empty() {
        group = group.element(snippet);
    } else if !path.is_empty() {
        group = group.element(annotate_snippets::Origin::path(path.as_str()));
    }
    let notes: Vec<String> = diagnostic.notes.iter().map(|note| visible(note)).collect();
    for note in &notes {
        group = group.element(Level::NOTE.message(note.as_str()));
    }
    let help = diagnostic.help.as_deref().map(visible);
    if let Some(help) = &help {
        group = group.element(Level::HELP.message(help.as_str()));
    }
    let renderer = if colour {
        Renderer::styled()
    } else {
        Renderer::plain()
    };
    renderer.render(&[group])
}

fn visible(text: &str) -> String {
    shown(text, MAX_TEXT)
}

/// The lines around the labels, with positions in them. Long lines are cut, and hidden characters
/// replaced by `?`, so that the source cannot play tricks on a terminal.
struct View {
    text: String,
    first_line: usize,
    labels: Vec<(std::ops::Range<usize>, String)>,
}

impl View {
    fn new(diagnostic: &Diagnostic, source: &str) -> Self {
        let Some(first) = diagnostic.labels.first() else {
            return Self {
                text: String::new(),
                first_line: 1,
                labels: Vec::new(),
            };
        };
        let at = floor(source, first.span.start);
        let line_start = source
            .get(..at)
            .and_then(|head| head.rfind('\n'))
            .map_or(0, |newline| newline + 1);
        // Every label within a few lines of the first is shown; the others are too far away to help.
        let near = |offset: usize| {
            let (low, high) = (line_start.min(offset), line_start.max(offset));
            high - low < 4096
                && source
                    .get(low..high)
                    .is_some_and(|gap| gap.matches('\n').count() <= 6)
        };
        let mut start = line_start;
        let mut end = at;
        let mut labels = Vec::new();
        for (index, label) in diagnostic.labels.iter().take(MAX_LABELS).enumerate() {
            let from = floor(source, label.span.start);
            let to = floor(source, label.span.end).max(from);
            if index > 0 && !near(from) {
                continue;
            }
            // A label over several lines is shown on its first.
            let rest = source.get(from..to).unwrap_or_default();
            let to = rest.find('\n').map_or(to, |newline| from + newline);
            start = start.min(
                source
                    .get(..from)
                    .and_then(|head| head.rfind('\n'))
                    .map_or(0, |newline| newline + 1),
            );
            end = end.max(to);
            labels.push((from, to, visible(&label.text)));
        }
        let end = source
            .get(end..)
            .and_then(|tail| tail.find('\n'))
            .map_or(source.len(), |newline| end + newline);
        let first_line = source
            .get(..start)
            .map_or(1, |head| head.matches('\n').count() + 1);
        let (text, moves) = cut(source.get(start..end).unwrap_or_default(), start, &labels);
        let labels = labels
            .into_iter()
            .map(|(from, to, text)| (moves.position(from)..moves.position(to), text))
            .collect();
        Self {
            text,
            first_line,
            labels,
        }
    }
}

/// Where each kept character of the source went.
struct Moves {
    kept: Vec<(usize, usize)>,
    end: usize,
}

impl Moves {
    fn position(&self, offset: usize) -> usize {
        let next = self.kept.partition_point(|(from, _)| *from < offset);
        self.kept.get(next).map_or(self.end, |(_, to)| *to)
    }
}

/// Cuts each line to a window around its labels.
fn cut(text: &str, start: usize, labels: &[(usize, usize, String)]) -> (String, Moves) {
    let mut out = String::new();
    let mut kept = Vec::new();
    let mut offset = start;
    for line in text.split_inclusive('\n') {
        let end = offset + line.len();
        let label = labels
            .iter()
            .find(|(from, _, _)| offset <= *from && *from <= end);
        let focus = label.map_or(offset, |(from, _, _)| *from);
        let before = line
            .get(..focus - offset)
            .map_or(0, |head| head.chars().count());
        let skip = if before > MAX_LINE / 2 {
            before - MAX_LINE / 4
        } else {
            0
        };
        if skip > 0 {
            out.push('…');
        }
        for (count, (at, c)) in line.char_indices().enumerate() {
            if count < skip || (count >= skip + MAX_LINE && c != '\n') {
                continue;
            }
            kept.push((offset + at, out.len()));
            out.push(if c == '\n' || c == '\t' || !is_hidden(c) {
                c
            } else {
                '?'
            });
        }
        offset = end;
    }
    kept.push((offset, out.len()));
    let end = out.len();
    (out, Moves { kept, end })
}

/// The nearest character boundary at or before `offset`.
fn floor(text: &str, offset: usize) -> usize {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

/// Line and column of a position, both from 1; the column counts characters.
#[must_use]
pub fn line_column(source: &str, offset: usize) -> (usize, usize) {
    let head = source.get(..floor(source, offset)).unwrap_or_default();
    let line = head.matches('\n').count() + 1;
    let column = head
        .rsplit('\n')
        .next()
        .map_or(0, |last| last.chars().count())
        + 1;
    (line, column)
}
