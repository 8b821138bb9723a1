//! A failing line as the hint rules see it: tokens by their distance from the place of failure.
//!
//! In: tokens and a position. Out: words, spans and mended pieces of the line for help texts.

use crate::escape::quote;
use crate::operator::Operator;
use crate::scan::{Kind, Token, requoted};
use crate::text;
use transpile_sdk::diagnostic::{Span, shown};

/// How many tokens a mended piece may have on each side.
const REACH: usize = 40;

/// A line and a place in it.
#[derive(Debug, Clone, Copy)]
pub(super) struct View<'t> {
    text: &'t str,
    tokens: &'t [Token],
    /// The token at the place of failure, or the number of tokens.
    at: usize,
}

impl<'t> View<'t> {
    /// The line `tokens` of `text`, looked at from byte `position`.
    pub(super) fn new(text: &'t str, tokens: &'t [Token], position: usize) -> Self {
        let at = tokens.partition_point(|token| {
            token.span.end <= position
                || token.kind == Kind::Newline && token.span.start <= position
        });
        let mut view = Self { text, tokens, at };
        while view.kind(0) == Some(Kind::Newline) {
            view.at += 1;
        }
        view
    }

    /// The same line, looked at from the token at index `at`.
    pub(super) const fn on(text: &'t str, tokens: &'t [Token], at: usize) -> Self {
        Self { text, tokens, at }
    }

    /// The same line, looked at from the token at `distance`.
    pub(super) fn moved(&self, distance: isize) -> Option<Self> {
        let at = self.index(distance)?;
        Some(Self { at, ..*self })
    }

    /// The token `distance` away from the place, newlines not counted.
    pub(super) fn token(&self, distance: isize) -> Option<Token> {
        self.tokens.get(self.index(distance)?).copied()
    }

    fn index(&self, distance: isize) -> Option<usize> {
        let mut index = self.at;
        let mut left = distance;
        while left != 0 {
            index = if left > 0 {
                index.checked_add(1)?
            } else {
                index.checked_sub(1)?
            };
            if self.tokens.get(index)?.kind != Kind::Newline {
                left -= left.signum();
            }
        }
        Some(index)
    }

    /// The kind of the token at `distance`.
    pub(super) fn kind(&self, distance: isize) -> Option<Kind> {
        self.token(distance).map(|token| token.kind)
    }

    /// True if there is no token at `distance`.
    pub(super) fn is_end(&self, distance: isize) -> bool {
        self.token(distance).is_none()
    }

    /// The text of the token at `distance`; empty at the end.
    pub(super) fn word(&self, distance: isize) -> &'t str {
        self.token(distance)
            .map_or("", |token| text::at(self.text, token.span))
    }

    /// The token's text for a message.
    pub(super) fn code(&self, distance: isize) -> String {
        format!("`{}`", shown(self.word(distance), 40))
    }

    /// The place of the token at `distance`; behind the last token at the end.
    pub(super) fn span(&self, distance: isize) -> Span {
        self.token(distance).map_or_else(
            || {
                let end = self.tokens.last().map_or(0, |token| token.span.end);
                Span::new(end, end)
            },
            |token| token.span,
        )
    }

    /// True if no blank stands between the tokens at `distance` and before it.
    pub(super) fn touches(&self, distance: isize) -> bool {
        match (self.token(distance - 1), self.token(distance)) {
            (Some(before), Some(token)) => before.span.end == token.span.start,
            _ => false,
        }
    }

    /// True if the token at `distance` is that bracket.
    pub(super) fn is(&self, distance: isize, sign: &str) -> bool {
        self.word(distance) == sign
    }

    /// The operator that stands at `distance`.
    pub(super) fn operator(&self, distance: isize) -> Option<Operator> {
        Operator::from_name(self.word(distance))
    }

    /// True if the word at `distance` is no step of a path.
    pub(super) fn begins_path(&self, distance: isize) -> bool {
        self.kind(distance - 1) != Some(Kind::Dot)
    }

    /// The place of the operand (path or call) that ends with the token at `distance`.
    pub(super) fn operand_before(&self, distance: isize) -> Span {
        let end = self.span(distance);
        let mut span = end;
        let mut depth = 0_usize;
        for step in 0..REACH {
            let here = distance - step.cast_signed();
            let Some(token) = self.token(here) else { break };
            match token.kind {
                Kind::Close => depth += 1,
                Kind::Open | Kind::Comma if depth == 0 => break,
                Kind::Open => depth -= 1,
                _ => {}
            }
            span = span.to(token.span);
            if depth == 0 && !self.touches(here) {
                break;
            }
        }
        span
    }

    /// The place of the value (word, path, string, list) that begins with the token at `distance`.
    pub(super) fn value_after(&self, distance: isize) -> Span {
        let mut span = self.span(distance);
        let mut depth = 0_usize;
        for step in 0..REACH {
            let here = distance + step.cast_signed();
            let Some(token) = self.token(here) else { break };
            match token.kind {
                Kind::Open => depth += 1,
                Kind::Close | Kind::Comma if depth == 0 => break,
                Kind::Close => depth -= 1,
                _ => {}
            }
            span = span.to(token.span);
            if depth == 0 && !self.touches(here + 1) {
                break;
            }
        }
        span
    }

    /// The distance of the token behind the value that begins at `distance`.
    pub(super) fn behind_value(&self, distance: isize) -> isize {
        let end = self.value_after(distance).end;
        let mut behind = distance;
        while self
            .token(behind)
            .is_some_and(|token| token.span.end <= end)
        {
            behind += 1;
        }
        behind
    }

    /// The text at `span`, on one line and short enough for a message.
    pub(super) fn piece(&self, span: Span) -> String {
        let words: Vec<_> = text::at(self.text, span).lines().map(str::trim).collect();
        shown(&words.join(" "), 80)
    }

    /// The operand before the place.
    pub(super) fn operand_text(&self, distance: isize) -> String {
        self.piece(self.operand_before(distance))
    }

    /// The value at `distance`, spelled as the language wants it.
    pub(super) fn value_text(&self, distance: isize) -> String {
        let raw = self.piece(self.value_after(distance));
        match self.kind(distance) {
            Some(Kind::Word) if raw.starts_with("field") => {
                format!("field {}", self.piece(self.value_after(distance + 1)))
            }
            Some(Kind::Word) => word_as_value(&raw),
            Some(Kind::Number) if !is_number(&raw) => quote(&raw),
            Some(Kind::Open) if raw.starts_with('(') => {
                let elements = raw.strip_prefix('(').and_then(|raw| raw.strip_suffix(')'));
                format!("[{}]", elements.unwrap_or("\"…\""))
            }
            Some(Kind::String) if !raw.starts_with('"') => {
                let mut inner = raw.chars();
                inner.next();
                inner.next_back();
                requoted(inner.as_str())
            }
            Some(Kind::String | Kind::Number | Kind::Open) => raw,
            _ => "\"…\"".to_owned(),
        }
    }

    /// The bracket in which the place stands, and the distance of that bracket.
    pub(super) fn enclosing(&self) -> Option<(&'t str, isize)> {
        let mut depth = 0_usize;
        for (step, token) in self.tokens.iter().take(self.at).rev().enumerate() {
            match token.kind {
                Kind::Close => depth += 1,
                Kind::Open if depth == 0 => {
                    let newlines = self.tokens.iter().take(self.at).rev().take(step);
                    let newlines = newlines.filter(|token| token.kind == Kind::Newline).count();
                    let distance = (step + 1 - newlines).cast_signed();
                    return Some((text::at(self.text, token.span), -distance));
                }
                Kind::Open => depth -= 1,
                _ => {}
            }
        }
        None
    }

    /// True if the place is among the arguments of a call.
    pub(super) fn is_in_call(&self) -> bool {
        self.enclosing().is_some_and(|(bracket, distance)| {
            bracket == "(" && self.kind(distance - 1) == Some(Kind::Word) && self.touches(distance)
        })
    }

    /// True if the place is among the elements of a list.
    pub(super) fn is_in_list(&self) -> bool {
        self.enclosing().is_some_and(|(bracket, _)| bracket == "[")
    }
}

/// A bare word as the value that was probably meant.
pub(super) fn word_as_value(word: &str) -> String {
    match word {
        "True" | "TRUE" | "true" => "true".to_owned(),
        "False" | "FALSE" | "false" => "false".to_owned(),
        _ => quote(word),
    }
}

/// True for what other languages call null.
pub(super) fn is_null_word(word: &str) -> bool {
    ["null", "none", "nil", "undefined", "missing", "empty"].contains(&word.to_lowercase().as_str())
}

/// True for the spelling of a number in JSON.
pub(super) fn is_number(text: &str) -> bool {
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let leading_zero =
        unsigned.len() > 1 && unsigned.starts_with('0') && !unsigned.starts_with("0.");
    let shape = unsigned.starts_with(|c: char| c.is_ascii_digit()) && !unsigned.ends_with('.');
    shape
        && !leading_zero
        && unsigned.chars().all(|c| c.is_ascii_digit() || c == '.')
        && unsigned.matches('.').count() < 2
}
