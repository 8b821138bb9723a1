//! `"…".format(…)` and `"…" % …`.
//!
//! In: a constant template and what goes into it. Out: the text. Only plain holes are read: `{}`, `{0}`,
//! `{name}` and `%s`.

use super::call::Given;
use super::run::{Run, State};
use super::value::{Item, Symbol, Val, leaf};
use ruff_text_size::TextRange;
use std::iter::Peekable;
use std::str::Chars;

/// A part of a text that is put together.
enum Piece {
    Text(char),
    Hole(Symbol),
}

impl Run<'_> {
    /// `template.format(…)`.
    pub(super) fn format(
        &mut self,
        template: &str,
        given: &Given,
        range: TextRange,
        state: &mut State,
    ) -> Symbol {
        match braces(template, given) {
            Some(pieces) => self.assembled(&pieces, range, state),
            None => self.unknown(range, "`format` with these holes"),
        }
    }

    /// `template % value`.
    pub(super) fn percent(
        &mut self,
        template: &str,
        value: &Val,
        range: TextRange,
        state: &mut State,
    ) -> Symbol {
        let values: Vec<Symbol> = match value {
            Val::Tuple(items) if items.iter().all(Item::is_one) => {
                items.iter().map(|item| item.value.clone()).collect()
            }
            Val::Tuple(_) | Val::Part { .. } | Val::Dict(_) => Vec::new(),
            value => vec![leaf(value.clone())],
        };
        match percents(template, &values) {
            Some(pieces) => self.assembled(&pieces, range, state),
            None => self.unknown(range, "a text with `%`"),
        }
    }

    fn assembled(&mut self, pieces: &[Piece], range: TextRange, state: &mut State) -> Symbol {
        let mut text = leaf(Val::text(""));
        let mut plain = String::new();
        for piece in pieces {
            match piece {
                Piece::Text(c) => plain.push(*c),
                Piece::Hole(value) => {
                    text = self.concat(&text, &leaf(Val::text(&plain)), range, state);
                    plain.clear();
                    let part =
                        self.bind(value, state, &mut |run, value, _| run.str_of(value, range));
                    text = self.concat(&text, &part, range, state);
                }
            }
        }
        self.concat(&text, &leaf(Val::text(&plain)), range, state)
    }
}

/// The pieces of a template with braces; nothing if there is anything but plain holes, or a value too few.
fn braces(template: &str, given: &Given) -> Option<Vec<Piece>> {
    let mut pieces = Vec::new();
    let mut characters = template.chars().peekable();
    let mut next = 0;
    while let Some(c) = characters.next() {
        let twice = characters.peek() == Some(&c);
        match c {
            '{' | '}' if twice => {
                characters.next();
                pieces.push(Piece::Text(c));
            }
            '}' => return None,
            '{' => {
                let name = hole(&mut characters)?;
                let value = if name.is_empty() {
                    next += 1;
                    given.positional.get(next - 1)?
                } else if name.chars().all(|c| c.is_ascii_digit()) {
                    given.positional.get(name.parse::<usize>().ok()?)?
                } else {
                    given.named(&name)?
                };
                pieces.push(Piece::Hole(value.clone()));
            }
            c => pieces.push(Piece::Text(c)),
        }
    }
    Some(pieces)
}

/// The name in a hole, behind its opening brace.
fn hole(characters: &mut Peekable<Chars<'_>>) -> Option<String> {
    let mut name = String::new();
    loop {
        match characters.next()? {
            '}' => return Some(name),
            c if c == '_' || c.is_ascii_alphanumeric() => name.push(c),
            _ => return None,
        }
    }
}

/// The pieces of a template with `%s`; nothing if there is any other hole, or not a value for each.
fn percents(template: &str, values: &[Symbol]) -> Option<Vec<Piece>> {
    let mut pieces = Vec::new();
    let mut characters = template.chars();
    let mut values = values.iter();
    while let Some(c) = characters.next() {
        if c != '%' {
            pieces.push(Piece::Text(c));
            continue;
        }
        match characters.next()? {
            '%' => pieces.push(Piece::Text('%')),
            's' => pieces.push(Piece::Hole(values.next()?.clone())),
            _ => return None,
        }
    }
    values.next().is_none().then_some(pieces)
}
