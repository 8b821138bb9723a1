//! Logical lines: the tokens of a text cut at the newlines that stand outside brackets.
//!
//! In: tokens. Out: runs of tokens, each with matching brackets or an error that says which one is
//! missing. A bracket that is never closed does not swallow the lines below it. One pass, no recursion.

use crate::codes::{EXTRA_BRACKET, MISSING_BRACKET, TOO_DEEP};
use crate::scan::{Kind, Token};
use crate::text;
use crate::words::is_reserved;
use transpile_sdk::diagnostic::{Diagnostic, shown};

/// How deep brackets, lists and `not`s may be nested.
pub const MAX_DEPTH: usize = 200;

/// The tokens of one logical line.
pub(crate) type Line<'t> = &'t [Token];

/// The logical lines of `tokens`, without the newlines between them; none is empty.
pub(crate) fn split<'t>(tokens: &'t [Token], brackets: &Brackets) -> Vec<Line<'t>> {
    let mut open = 0_usize;
    tokens
        .split(|token| {
            match token.kind {
                Kind::Open | Kind::Close if brackets.is_lonely(*token) => {}
                Kind::Open => open += 1,
                Kind::Close => open = open.saturating_sub(1),
                Kind::Newline => return open == 0,
                _ => {}
            }
            false
        })
        .filter(|line| line.iter().any(|token| token.kind != Kind::Newline))
        .collect()
}

/// Which brackets have no partner.
#[derive(Debug, Default)]
pub(crate) struct Brackets {
    /// Those brackets in order.
    lonely: Vec<Token>,
}

impl Brackets {
    /// Pairs the brackets of `tokens`. A closing bracket passes over unclosed ones of the other shape.
    pub(crate) fn pair(text: &str, tokens: &[Token]) -> Self {
        let mut lonely = Vec::new();
        let mut stack: Vec<Token> = Vec::new();
        // How many are open: round ones, square ones.
        let mut open = [0_usize; 2];
        for token in tokens {
            let shape = shape_of(text, *token);
            let Some(count) = open.get_mut(shape) else {
                continue;
            };
            match token.kind {
                Kind::Open => {
                    *count += 1;
                    stack.push(*token);
                }
                Kind::Close if *count == 0 => lonely.push(*token),
                Kind::Close => {
                    *count -= 1;
                    while let Some(top) = stack.pop() {
                        if shape_of(text, top) == shape {
                            break;
                        }
                        if let Some(other) = open.get_mut(1 - shape) {
                            *other -= 1;
                        }
                        lonely.push(top);
                    }
                }
                _ => {}
            }
        }
        lonely.extend(stack);
        lonely.sort_unstable_by_key(|token| token.span.start);
        Self { lonely }
    }

    fn is_lonely(&self, token: Token) -> bool {
        let found = self
            .lonely
            .binary_search_by_key(&token.span.start, |lonely| lonely.span.start);
        found.is_ok()
    }

    /// An error for the first bracket of `line` that has no partner.
    pub(crate) fn check(&self, text: &str, line: Line<'_>) -> Option<Diagnostic> {
        let token = line.iter().find(|token| self.is_lonely(**token))?;
        let bracket = text::at(text, token.span);
        if token.kind == Kind::Close {
            return Some(
                Diagnostic::error(EXTRA_BRACKET, format!("`{bracket}` closes nothing"))
                    .at(token.span, "no bracket is open here")
                    .with_help(format!(
                        "delete this `{bracket}`, or open the bracket before it"
                    )),
            );
        }
        let close = if bracket == "[" { ']' } else { ')' };
        let example = closed(text, line, *token, close);
        Some(
            Diagnostic::error(MISSING_BRACKET, format!("the closing `{close}` is missing"))
                .at(token.span, format!("this `{bracket}` is never closed"))
                .with_help(format!(
                    "add `{close}` where it belongs, perhaps `{example}`"
                )),
        )
    }
}

/// What the bracket `open` probably holds, with the missing `close`.
///
/// A call or a position in a path ends at the first gap, anything else where the next outer bracket ends.
fn closed(text: &str, line: Line<'_>, open: Token, close: char) -> String {
    let from = line.partition_point(|token| token.span.start < open.span.start);
    let name = from.checked_sub(1).and_then(|before| line.get(before));
    let name = name.filter(|name| name.span.end == open.span.start && name.kind == Kind::Word);
    let mut span = name.map_or(open.span, |name| name.span.to(open.span));
    let mut depth = 0_usize;
    let mut last = open;
    for token in line.iter().skip(from + 1).take(60) {
        let gap = token.span.start > last.span.end && last.kind != Kind::Comma;
        match token.kind {
            Kind::Close if depth == 0 => break,
            Kind::Newline => break,
            _ if depth == 0 && gap && name.is_some() && last != open => break,
            Kind::Open => depth += 1,
            Kind::Close => depth -= 1,
            _ => {}
        }
        span = span.to(token.span);
        last = *token;
    }
    format!("{}{close}", shown(text::at(text, span), 60))
}

/// 0 for a round bracket, 1 for a square one.
fn shape_of(text: &str, token: Token) -> usize {
    usize::from(matches!(text::at(text, token.span), "[" | "]"))
}

/// An error if brackets and prefix `not`s of `line` are nested deeper than [`MAX_DEPTH`].
pub(crate) fn check_depth(text: &str, line: Line<'_>) -> Option<Diagnostic> {
    let mut levels: Vec<usize> = Vec::new();
    let mut depth = 0;
    let mut nots = 0;
    let mut condition_begins = true;
    let mut behind_dot = false;
    for token in line.iter().filter(|token| token.kind != Kind::Newline) {
        let word = text::at(text, token.span);
        match token.kind {
            Kind::Open => {
                levels.push(nots + 1);
                depth += nots + 1;
                nots = 0;
            }
            Kind::Close => {
                depth -= levels.pop().unwrap_or_default();
                nots = 0;
            }
            Kind::Word if word == "not" && condition_begins => nots += 1,
            _ => nots = 0,
        }
        if depth + nots > MAX_DEPTH {
            return Some(
                Diagnostic::error(
                    TOO_DEEP,
                    format!("nested more than {MAX_DEPTH} levels deep"),
                )
                .at(token.span, format!("level {} begins here", MAX_DEPTH + 1))
                .with_note("each open bracket and each `not` in front of a condition is a level")
                .with_help("put parts of it on lines of their own: lines are joined by `and`"),
            );
        }
        condition_begins = match token.kind {
            Kind::Open | Kind::Comma => true,
            Kind::Word => is_reserved(word) && !behind_dot,
            _ => false,
        };
        behind_dot = token.kind == Kind::Dot;
    }
    None
}
