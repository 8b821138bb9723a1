//! Text with places where a line may break.
//!
//! In: a [`Doc`], which a back end builds from pieces. Out: text no wider than asked where that is
//! possible. A group is printed on one line if it fits, else every break of it is a new line. And a text as comments.

use crate::diagnostic::shown;

/// Comment lines for a text behind `marker` (`--`, `//`): nothing in it can end a line early or hide what follows. Long
/// text goes on in further lines, each a little further right.
#[must_use]
pub fn comment(marker: &str, text: &str, width: usize) -> Vec<String> {
    let further = format!("{marker}  ");
    let mut lines = Vec::new();
    let mut line = marker.to_owned();
    for word in text.split_whitespace() {
        let word = shown(word, usize::MAX);
        let is_long = line.chars().count() + 1 + word.chars().count() > width;
        if is_long && line.len() > further.len() {
            lines.push(std::mem::replace(&mut line, further.clone()));
        }
        line.push(' ');
        line.push_str(&word);
    }
    lines.push(line);
    lines
}

/// A piece of text to lay out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Doc {
    /// Text as it is. Newlines in it (inside a literal) are kept and not indented.
    Text(String),
    /// A new line if the group around it is broken, else a blank.
    Line,
    /// A new line if the group around it is broken, else nothing.
    SoftLine,
    /// Always a new line; breaks the groups around it.
    HardLine,
    /// Pieces one after another.
    Concat(Vec<Doc>),
    /// Lines inside begin two columns further right.
    Indent(Box<Doc>),
    /// On one line if it fits.
    Group(Box<Doc>),
}

impl Doc {
    /// Text as it is.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// Pieces one after another.
    pub fn concat(parts: impl IntoIterator<Item = Self>) -> Self {
        Self::Concat(parts.into_iter().collect())
    }

    /// The pieces with `separator` between them.
    pub fn join(parts: impl IntoIterator<Item = Self>, separator: &Self) -> Self {
        let mut out = Vec::new();
        for part in parts {
            if !out.is_empty() {
                out.push(separator.clone());
            }
            out.push(part);
        }
        Self::Concat(out)
    }

    /// Indented by one level.
    #[must_use]
    pub fn indent(self) -> Self {
        Self::Indent(Box::new(self))
    }

    /// On one line if it fits.
    #[must_use]
    pub fn group(self) -> Self {
        Self::Group(Box::new(self))
    }

    /// `open`, the piece one level further right, `close`; on one line if it fits.
    #[must_use]
    pub fn enclose(open: impl Into<String>, inner: Self, close: impl Into<String>) -> Self {
        Self::concat([
            Self::text(open),
            Self::concat([Self::SoftLine, inner]).indent(),
            Self::SoftLine,
            Self::text(close),
        ])
        .group()
    }

    /// The text, with lines of at most `width` characters where that is possible.
    #[must_use]
    pub fn print(&self, width: usize) -> String {
        let mut out = String::new();
        let mut column = 0;
        let mut stack = vec![(0, false, self)];
        while let Some((indent, flat, doc)) = stack.pop() {
            match doc {
                Self::Text(text) => {
                    out.push_str(text);
                    column = match text.rsplit_once('\n') {
                        Some((_, last)) => last.chars().count(),
                        None => column + text.chars().count(),
                    };
                }
                Self::Line if flat => {
                    out.push(' ');
                    column += 1;
                }
                Self::SoftLine if flat => {}
                Self::Line | Self::SoftLine | Self::HardLine => {
                    out.push('\n');
                    out.push_str(&" ".repeat(indent));
                    column = indent;
                }
                Self::Concat(parts) => {
                    stack.extend(parts.iter().rev().map(|part| (indent, flat, part)));
                }
                Self::Indent(inner) => stack.push((indent + 2, flat, inner)),
                Self::Group(inner) => {
                    let flat = flat || fits(inner, width.saturating_sub(column));
                    stack.push((indent, flat, inner));
                }
            }
        }
        out
    }
}

/// True if `doc` on one line takes at most `room` characters. Looks no further than that.
fn fits(doc: &Doc, room: usize) -> bool {
    let mut left = room;
    let mut stack = vec![doc];
    while let Some(doc) = stack.pop() {
        let taken = match doc {
            Doc::Text(text) => text.chars().take(left.saturating_add(1)).count(),
            Doc::Line => 1,
            Doc::SoftLine => 0,
            Doc::HardLine => return false,
            Doc::Concat(parts) => {
                stack.extend(parts.iter().rev());
                0
            }
            Doc::Indent(inner) | Doc::Group(inner) => {
                stack.push(inner);
                0
            }
        };
        match left.checked_sub(taken) {
            Some(rest) => left = rest,
            None => return false,
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_group_breaks_as_a_whole() {
        let separator = Doc::concat([Doc::text(","), Doc::Line]);
        let list = Doc::enclose(
            "f(",
            Doc::join(["aaa", "bbb", "ccc"].map(Doc::text), &separator),
            ")",
        );
        assert_eq!(list.print(80), "f(aaa, bbb, ccc)");
        assert_eq!(list.print(usize::MAX), "f(aaa, bbb, ccc)");
        assert_eq!(list.print(10), "f(\n  aaa,\n  bbb,\n  ccc\n)");
    }
}
