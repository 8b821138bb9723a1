//! The first look at a text: which words, strings and signs it holds, and what cannot stand anywhere.
//!
//! In: a condition text. Out: its tokens in order, without comments and blanks, and the errors that
//! need no grammar: bad characters, wrong or missing quotes, bad escapes. One pass, no recursion.

use crate::codes::{HIDDEN_CHARACTER, MISSING_QUOTE, UNKNOWN_CHARACTER, WRONG_QUOTES};
use crate::words::{is_part, is_start};
use crate::{escape, text};
use transpile_sdk::diagnostic::{Diagnostic, Span, is_hidden, shown};

/// The kind of a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A bare word: a name, a keyword or an operator.
    Word,
    /// A string with its quotes.
    String,
    /// What begins like a number.
    Number,
    /// `(` or `[`.
    Open,
    /// `)` or `]`.
    Close,
    /// `,`.
    Comma,
    /// `.` or `:`.
    Dot,
    /// `*`.
    Star,
    /// A sign of another language: `==`, `&&`, `!` and such.
    Sign,
    /// What the language has no use for.
    Other,
    /// A line's end.
    Newline,
}

/// A piece of text that belongs together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Token {
    /// Its kind.
    pub(crate) kind: Kind,
    /// Its place.
    pub(crate) span: Span,
}

/// What [`scan`] found.
#[derive(Debug, Default)]
pub(crate) struct Scan {
    /// The tokens in order.
    pub(crate) tokens: Vec<Token>,
    /// The errors in order.
    pub(crate) errors: Vec<Diagnostic>,
}

/// The signs of other languages, longest first.
pub(crate) const SIGNS: &[&str] = &[
    "===", "!==", "==", "!=", "<>", "<=", ">=", "=<", "=>", "=~", "!~", "&&", "||", "=", "<", ">",
    "!", "&", "|", "~",
];

/// So many errors of one text are reported.
pub(crate) const MAX_ERRORS: usize = 200;

/// Splits `text` into tokens. One error more than [`MAX_ERRORS`] says that there may be others behind it.
pub(crate) fn scan(text: &str) -> Scan {
    let mut scanner = Scanner {
        text,
        position: 0,
        found: Scan::default(),
    };
    while let Some(c) = scanner.rest().chars().next() {
        scanner.step(c);
    }
    scanner.found
}

struct Scanner<'t> {
    text: &'t str,
    position: usize,
    found: Scan,
}

impl<'t> Scanner<'t> {
    fn rest(&self) -> &'t str {
        text::from(self.text, self.position)
    }

    /// Takes `length` bytes and says where they were.
    fn take(&mut self, length: usize) -> Span {
        let start = self.position;
        self.position += length;
        Span::new(start, self.position)
    }

    fn push(&mut self, kind: Kind, length: usize) {
        let span = self.take(length);
        self.found.tokens.push(Token { kind, span });
    }

    /// Notes an error, unless there are enough.
    fn report(&mut self, error: impl FnOnce() -> Diagnostic) {
        if self.found.errors.len() <= MAX_ERRORS {
            self.found.errors.push(error());
        }
    }

    fn step(&mut self, c: char) {
        let rest = self.rest();
        match c {
            ' ' | '\t' => {
                self.take(1);
            }
            '\n' => self.push(Kind::Newline, 1),
            '\r' if rest.starts_with("\r\n") => self.push(Kind::Newline, 2),
            '#' => self.comment(),
            '"' => self.string(),
            '\'' | '`' | '\u{2018}'..='\u{201f}' | '\u{ab}' | '\u{bb}' => self.wrong_quotes(c),
            '(' | '[' => self.push(Kind::Open, 1),
            ')' | ']' => self.push(Kind::Close, 1),
            ',' => self.push(Kind::Comma, 1),
            '*' => self.push(Kind::Star, 1),
            '0'..='9' => self.number(),
            '-' | '+' if digit_follows(rest) => self.number(),
            '.' if digit_follows(rest) && !self.touches_last() => self.number(),
            '.' | ':' => self.push(Kind::Dot, 1),
            c if is_start(c) => {
                let length = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
                self.push(Kind::Word, length);
            }
            c => match SIGNS.iter().find(|sign| rest.starts_with(**sign)) {
                Some(sign) => self.push(Kind::Sign, sign.len()),
                None => self.bad_character(c),
            },
        }
    }

    /// True if the last token ends here, as `a` does in `a.5`.
    fn touches_last(&self) -> bool {
        self.found
            .tokens
            .last()
            .is_some_and(|last| last.span.end == self.position)
    }

    /// Whatever begins like a number, up to a blank or sign: `10.0.0.0/8` and `5d` are one token, to be explained as one.
    fn number(&mut self) {
        let mut before = ' ';
        let mut first = true;
        let length = self.rest().find(|c: char| {
            let exponent = c == '+' && matches!(before, 'e' | 'E');
            let goes_on = is_part(c) || matches!(c, '.' | '/') || exponent || (first && c == '+');
            (before, first) = (c, false);
            !goes_on
        });
        self.push(Kind::Number, length.unwrap_or(self.rest().len()));
    }

    fn comment(&mut self) {
        let rest = self.rest();
        let length = rest.find('\n').unwrap_or(rest.len());
        let span = self.take(length);
        let words = text::at(self.text, span).trim_end_matches('\r');
        for (offset, c) in words.char_indices() {
            if is_hidden(c) && c != '\t' {
                let start = span.start + offset;
                self.report(|| hidden(c, Span::new(start, start + c.len_utf8())));
            }
        }
    }

    fn string(&mut self) {
        let rest = self.rest();
        let mut length = 1;
        let mut escaped = false;
        for c in text::from(rest, 1).chars() {
            if c == '\n' {
                break;
            }
            length += c.len_utf8();
            if c == '"' && !escaped {
                let inner = text::at(rest, Span::new(1, length - 1));
                escape::check(inner, self.position + 1, &mut self.found.errors);
                self.found.errors.truncate(MAX_ERRORS + 1);
                return self.push(Kind::String, length);
            }
            escaped = c == '\\' && !escaped;
        }
        let line = text::at(rest, Span::new(0, length)).trim_end();
        let span = Span::new(self.position, self.position + line.len());
        self.report(|| missing_quote(line, span));
        self.push(Kind::String, line.len());
    }

    /// A string in the quotes of another language; it goes to their partner on the same line.
    fn wrong_quotes(&mut self, open: char) {
        let rest = self.rest();
        let width = open.len_utf8();
        let inner = text::from(rest, width);
        let mut escaped = false;
        let end = inner.find(|c| {
            let found = (closes(open, c) && !escaped) || c == '\n';
            escaped = c == '\\' && !escaped;
            found
        });
        let close = end.and_then(|end| text::from(inner, end).chars().next());
        let (value, length) = match (end, close) {
            (Some(end), Some(close)) if close != '\n' => {
                let value = text::at(inner, Span::new(0, end));
                (Some(value), width + end + close.len_utf8())
            }
            _ => (None, width),
        };
        let span = Span::new(self.position, self.position + length);
        let name = match open {
            '\'' => "single quotes",
            '`' => "backticks",
            _ => "typographic quotes",
        };
        self.report(|| {
            let help = match value {
                Some(value) => format!("write `{}`", requoted(value)),
                None => "write the whole value in double quotes, as in `\"…\"`".to_owned(),
            };
            Diagnostic::error(WRONG_QUOTES, format!("{name} do not make a string"))
                .at(span, "not a string")
                .with_help(help)
        });
        self.push(Kind::String, length);
    }

    /// An invisible character, or a run of text around a sign that nothing begins with: `%x%`, `/x/`.
    fn bad_character(&mut self, c: char) {
        if is_hidden(c) || c.is_whitespace() {
            let span = self.take(c.len_utf8());
            return self.report(|| hidden(c, span));
        }
        let rest = self.rest();
        let ends = |c: char| {
            c.is_whitespace()
                || is_hidden(c)
                || matches!(c, '"' | '(' | ')' | '[' | ']' | ',' | '#')
        };
        let length = rest.find(ends).unwrap_or(rest.len());
        let span = Span::new(self.position, self.position + length);
        let run = text::at(rest, Span::new(0, length));
        self.report(|| {
            let help = match c {
                ';' if length == 1 => "write each condition on a line of its own, without `;`",
                '{' | '}' => "write a list in `[ ]` and a group in `( )`",
                '/' if run.starts_with("//") => "comments begin with `#`",
                _ => "if it is a part of a value or a name, put the whole of that in double quotes",
            };
            Diagnostic::error(UNKNOWN_CHARACTER, format!("unexpected character `{c}`"))
                .at(span, "means nothing here")
                .with_help(help)
        });
        self.push(Kind::Other, length);
    }
}

/// The inside of other quotes as a string of this language, shortened.
pub(crate) fn requoted(value: &str) -> String {
    let plain = value.replace("\\'", "'").replace("\\\\", "\\");
    escape::quote(&shown(&plain, 60))
}

/// True for `-5` and `.5`.
fn digit_follows(text: &str) -> bool {
    text.chars().nth(1).is_some_and(|c| c.is_ascii_digit())
}

fn closes(open: char, c: char) -> bool {
    match open {
        '\'' | '`' => c == open,
        '\u{2018}'..='\u{201b}' => matches!(c, '\u{2018}'..='\u{201b}'),
        '\u{ab}' | '\u{bb}' => matches!(c, '\u{ab}' | '\u{bb}'),
        _ => matches!(c, '\u{201c}'..='\u{201f}' | '"'),
    }
}

fn missing_quote(line: &str, span: Span) -> Diagnostic {
    let written = shown(line, 60);
    let help = if let Some(value) = line.strip_suffix("\\\"") {
        format!(
            "the backslash makes the quote a part of the value; write it twice: `{}\\\\\"`",
            shown(value, 60)
        )
    } else if line.ends_with('\\') {
        format!(
            "close the string where the value ends, and write the backslash twice: `{written}\\\"`"
        )
    } else if line == "\"" {
        "close the string, or look for the quote that is missing before this one".to_owned()
    } else {
        format!("close the string where the value ends: `{written}\"`")
    };
    Diagnostic::error(MISSING_QUOTE, "the closing quote is missing")
        .at(span, "this string has no end")
        .with_note(
            "a string ends on the line where it begins; a line break inside it is written `\\n`",
        )
        .with_help(help)
}

fn hidden(c: char, span: Span) -> Diagnostic {
    let name = format!("U+{:04X}", u32::from(c));
    let help = if c == '\r' {
        "end lines with LF or CRLF; inside a string it is written `\\r`".to_owned()
    } else if c.is_whitespace() && !c.is_control() {
        "replace it by an ordinary blank".to_owned()
    } else {
        let mut units = [0; 2];
        let units = c.encode_utf16(&mut units).iter();
        let escape: String = units.map(|unit| escape::unit_escape(*unit)).collect();
        format!("delete it; inside a string it can be written `{escape}`")
    };
    Diagnostic::error(
        HIDDEN_CHARACTER,
        format!("unexpected invisible character {name}"),
    )
    .at(span, format!("{name} stands here"))
    .with_help(help)
}
