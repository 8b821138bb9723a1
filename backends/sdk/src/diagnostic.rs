//! What every stage says when something is wrong: data only, no printing.
//!
//! In: byte positions in the text that a stage reads. Out: [`Diagnostic`] values that the
//! command line renders (with the source underlined) or prints as JSON. A stage that reads a
//! piece of a larger file (a condition inside YAML) reports positions in its piece; whoever cut
//! the piece out moves them with [`Diagnostic::map_spans`].

use serde::{Deserialize, Serialize};
use std::fmt;
use std::sync::Arc;

/// A half-open range of bytes in a source text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Span {
    /// Offset of the first byte.
    pub start: usize,
    /// Offset behind the last byte.
    pub end: usize,
}

impl Span {
    /// The range `start..end`.
    #[must_use]
    pub const fn new(start: usize, end: usize) -> Self {
        Self { start, end }
    }

    /// The smallest range that covers both.
    #[must_use]
    pub fn to(self, other: Self) -> Self {
        Self::new(self.start.min(other.start), self.end.max(other.end))
    }
}

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing; the output is right.
    Note,
    /// Probably a mistake; the output still means what the rule says.
    Warning,
    /// Nothing is written for the rule.
    Error,
}

/// A stable name of one kind of diagnostic, such as `T0203`; `transpile explain T0203` prints its page.
///
/// The hundreds say the stage: 01 load, 02 parse, 03 lower, 04 test and eval, 05 bind and emit, 06 seed pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub struct Code(pub &'static str);

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

/// A place in the source, and what to say there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Label {
    /// Where.
    pub span: Span,
    /// What is said under the underlined text; may be empty.
    pub text: String,
    /// The file that the place is in, if it is not the rule's.
    #[serde(skip)]
    pub file: Option<Arc<SourceFile>>,
}

/// A file that a rule is made of beside its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceFile {
    /// Its path, as it is shown.
    pub path: String,
    /// Its text.
    pub text: Arc<str>,
}

/// One thing that is wrong, and how to mend it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Diagnostic {
    /// The kind.
    pub code: Code,
    /// How bad it is.
    pub severity: Severity,
    /// One sentence in lower case without a full stop.
    pub message: String,
    /// The place that is wrong, then other places that explain it. Empty: the whole file.
    pub labels: Vec<Label>,
    /// Facts that explain the message, one sentence each.
    pub notes: Vec<String>,
    /// The fix, as an instruction ("write `eq` instead").
    pub help: Option<String>,
}

impl Diagnostic {
    fn new(code: Code, severity: Severity, message: impl Into<String>) -> Self {
        Self {
            code,
            severity,
            message: message.into(),
            labels: Vec::new(),
            notes: Vec::new(),
            help: None,
        }
    }

    /// An error: the rule gives no output.
    #[must_use]
    pub fn error(code: Code, message: impl Into<String>) -> Self {
        Self::new(code, Severity::Error, message)
    }

    /// A warning: probably a mistake.
    #[must_use]
    pub fn warning(code: Code, message: impl Into<String>) -> Self {
        Self::new(code, Severity::Warning, message)
    }

    /// A note: worth knowing.
    #[must_use]
    pub fn note(code: Code, message: impl Into<String>) -> Self {
        Self::new(code, Severity::Note, message)
    }

    /// Adds a place; the first one added is where the diagnostic points.
    #[must_use]
    pub fn at(mut self, span: Span, text: impl Into<String>) -> Self {
        self.labels.push(Label {
            span,
            text: text.into(),
            file: None,
        });
        self
    }

    /// Adds a fact that explains the message.
    #[must_use]
    pub fn with_note(mut self, note: impl Into<String>) -> Self {
        self.notes.push(note.into());
        self
    }

    /// Says how to mend it.
    #[must_use]
    pub fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Says that the places are in another file than the rule's.
    #[must_use]
    pub fn in_file(mut self, file: &Arc<SourceFile>) -> Self {
        if self.labels.is_empty() {
            self = self.at(Span::new(0, 0), "");
        }
        for label in &mut self.labels {
            label.file = Some(Arc::clone(file));
        }
        self
    }

    /// The file that the places are in, if it is not the rule's.
    #[must_use]
    pub fn file(&self) -> Option<&SourceFile> {
        self.labels.first()?.file.as_deref()
    }

    /// Moves every position through `map`, from the piece of text that was read to the file that holds it.
    #[must_use]
    pub fn map_spans(mut self, map: impl Fn(Span) -> Span) -> Self {
        for label in &mut self.labels {
            label.span = map(label.span);
        }
        self
    }

    /// True if the rule gives no output because of this.
    #[must_use]
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

/// `text` for a message: shortened to `limit` characters, control and direction characters made visible.
///
/// A rule's own text may hold anything; a terminal must not obey it.
#[must_use]
pub fn shown(text: &str, limit: usize) -> String {
    let mut out = String::new();
    for (count, c) in text.chars().enumerate() {
        if count == limit {
            out.push('…');
            break;
        }
        if is_hidden(c) {
            out.extend(c.escape_unicode());
        } else {
            out.push(c);
        }
    }
    out
}

/// True for characters that a reader cannot see or that reorder what he sees: controls, line and
/// paragraph separators, direction marks, zero-width characters, the byte order mark.
#[must_use]
pub fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{061c}')
}
