//! The "Detection logic" of a page of the rule catalogue: conditions, and everything that is none.
//!
//! In: the text of that section, from its first heading on. Out: the conditions of its filter, and a
//! named diagnostic for each thing that the page has lost or that a condition cannot hold. Such a
//! thing is an error, so that a page never turns into a rule that matches more than its author meant.

mod heading;
mod line;

use crate::ast::{Condition, Expr};
use crate::codes::{
    PAGE_EMPTY_FILTER, PAGE_EMPTY_HAVING, PAGE_NO_CONDITION, PAGE_SECOND_FILTER, PAGE_UNKNOWN_STAGE,
};
use crate::parser::parse_lines;
use crate::text;
use heading::heading;
pub use heading::{Stage, StageKind};
use line::Stretch;
use transpile_sdk::diagnostic::{Diagnostic, Span};

/// What a page says that can be used.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    /// The stages in order.
    pub stages: Vec<Stage>,
    /// The tables that the page's query reads.
    pub sources: Vec<String>,
    /// The lines of the filter that could be read; nothing if there is none.
    pub condition: Option<Condition>,
}

/// Reads the text of a page's "Detection logic".
///
/// Positions, those in the condition's tree as well, are bytes of `text`. Whoever wants a rule from a
/// page must look at the diagnostics: as long as one is an error, the condition is not the whole rule.
#[must_use]
pub fn read_page(text: &str) -> (Page, Vec<Diagnostic>) {
    let mut reader = Reader::new(text);
    for span in line_spans(text) {
        reader.line(span);
    }
    reader.close_stage();
    reader.finish()
}

/// The places of the lines that are not blank, without the blanks around them.
fn line_spans(whole: &str) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut start = 0;
    for line in whole.split_inclusive('\n') {
        let left = start + (line.len() - line.trim_start().len());
        let right = start + line.trim_end().len();
        if left < right {
            spans.push(Span::new(left, right));
        }
        start += line.len();
    }
    spans
}

#[derive(Debug)]
struct Reader<'t> {
    text: &'t str,
    stages: Vec<Stage>,
    sources: Vec<String>,
    /// The lines of the stage that is being read.
    open: Vec<Span>,
    /// The lines that are conditions.
    conditions: Vec<Span>,
    has_filter: bool,
    /// A section of tables and metadata follows: nothing there is logic.
    ended: bool,
    errors: Vec<Diagnostic>,
}

impl<'t> Reader<'t> {
    const fn new(text: &'t str) -> Self {
        Self {
            text,
            stages: Vec::new(),
            sources: Vec::new(),
            open: Vec::new(),
            conditions: Vec::new(),
            has_filter: false,
            ended: false,
            errors: Vec::new(),
        }
    }

    fn line(&mut self, span: Span) {
        let line = text::at(self.text, span);
        self.ended |= heading::ends_logic(line);
        if self.ended || line == "Detection logic" {
            return;
        }
        if let Some(kind) = heading(line) {
            self.close_stage();
            if kind == StageKind::Unknown {
                self.errors.push(
                    Diagnostic::error(PAGE_UNKNOWN_STAGE, "a stage of this kind is not known")
                        .at(span, "what does it do?")
                        .with_help(
                            "known stages are `source`, `filter`, `having` and `step … ordered …`",
                        ),
                );
            }
            self.stages.push(Stage {
                kind,
                heading: span,
            });
        } else if let Some(error) = line::sentence(line, span) {
            self.errors.push(error);
        } else if self.stages.is_empty() {
            self.errors.push(line::stray(span));
        } else {
            self.open.push(span);
        }
    }

    /// Judges the lines of the stage that ends here.
    fn close_stage(&mut self) {
        let lines = std::mem::take(&mut self.open);
        let Some(stage) = self.stages.last() else {
            return;
        };
        let (kind, heading) = (stage.kind, stage.heading);
        let stretch = Stretch {
            text: self.text,
            heading,
            lines: &lines,
        };
        match kind {
            StageKind::Python => self.errors.push(stretch.python()),
            StageKind::Condition | StageKind::Filter if stretch.is_python() => {
                self.errors.push(stretch.python());
            }
            StageKind::Condition | StageKind::Filter => self.filter(heading, &lines),
            StageKind::Source => {
                for span in &lines {
                    let table = text::at(self.text, *span);
                    if line::is_table(table) {
                        self.sources.push(table.to_owned());
                        self.errors.push(line::source(table, *span));
                    } else {
                        self.errors.push(line::stray(*span));
                    }
                }
            }
            StageKind::Having if lines.is_empty() => {
                if !self
                    .errors
                    .iter()
                    .any(|error| line::is_about_having(error, heading))
                {
                    self.errors.push(
                        Diagnostic::error(PAGE_EMPTY_HAVING, "the content of this `having` stage is lost")
                            .at(heading, "nothing follows")
                            .with_note("the page's query counts events; how many it wants is not in this text")
                            .with_help("look up the threshold in the rule's body, and give it as the rule's `Threshold`"),
                    );
                }
            }
            StageKind::Having => self.errors.extend(stretch.having()),
            StageKind::Step => self.errors.push(stretch.sequence()),
            StageKind::Unknown => self
                .errors
                .extend(lines.iter().map(|span| line::stray(*span))),
        }
    }

    fn filter(&mut self, heading: Span, lines: &[Span]) {
        if lines.is_empty() {
            self.errors.push(
                Diagnostic::error(PAGE_EMPTY_FILTER, "this stage holds no condition")
                    .at(heading, "nothing follows")
                    .with_help("write the condition by hand from the rule's body"),
            );
        } else if self.has_filter {
            self.errors.push(
                Diagnostic::error(PAGE_SECOND_FILTER, "the page has a second stage of conditions")
                    .at(heading, "only the first one is read")
                    .with_help("write the whole condition by hand: what happens between the stages is not in this text"),
            );
            return;
        }
        self.has_filter = true;
        for span in lines {
            match line::lost(text::at(self.text, *span), *span) {
                Some(error) => self.errors.push(error),
                None => self.conditions.push(*span),
            }
        }
    }

    fn finish(mut self) -> (Page, Vec<Diagnostic>) {
        let mut lines: Vec<Expr> = Vec::new();
        if !self.conditions.is_empty() {
            // Blanks in the place of all else keep the positions right.
            let (read, errors) = parse_lines(&only(self.text, &self.conditions));
            lines = read;
            self.errors.extend(errors);
        }
        if self.stages.is_empty() && self.errors.is_empty() {
            self.errors.push(
                Diagnostic::error(PAGE_NO_CONDITION, "this text has no stage of a page")
                    .at(
                        Span::new(0, self.text.len()),
                        "no heading such as `Condition`",
                    )
                    .with_help("begin with the first heading under \"Detection logic\""),
            );
        }
        self.errors
            .sort_by_key(|error| error.labels.first().map(|label| label.span));
        let condition = (!lines.is_empty()).then_some(Condition { lines });
        (
            Page {
                stages: self.stages,
                sources: self.sources,
                condition,
            },
            self.errors,
        )
    }
}

/// `text` with everything outside `spans` replaced by blanks, newlines kept.
fn only(whole: &str, spans: &[Span]) -> String {
    let mut out = String::with_capacity(whole.len());
    let mut start = 0;
    let blank = |out: &mut String, piece: &str| {
        out.extend(
            piece
                .bytes()
                .map(|byte| if byte == b'\n' { '\n' } else { ' ' }),
        );
    };
    for span in spans {
        blank(&mut out, text::at(whole, Span::new(start, span.start)));
        out.push_str(text::at(whole, *span));
        start = span.end;
    }
    blank(&mut out, text::from(whole, start));
    out
}
