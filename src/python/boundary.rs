//! Word boundaries of Python's patterns, where they can be said without looking around.
//!
//! In: a pattern whose `\b` holds for all of Unicode. Out: one without it that is found in the same
//! texts. Between two characters of known kinds a boundary says nothing or all; at an end of the pattern
//! it is one more character, or that end of the text.

use super::pattern::{Anchor, unicode};
use regex_syntax::ast::parse::Parser;
use regex_syntax::ast::{AssertionKind, Ast};
use regex_syntax::hir::{Class, ClassUnicode, Hir, HirKind, Look};
use regex_syntax::parse;

/// The pattern without word boundaries, or why that cannot be said.
pub(super) fn resolved(pattern: &str, anchor: Anchor) -> Result<String, String> {
    if !pattern.contains(r"\b") {
        return Ok(pattern.to_owned());
    }
    let ast = Parser::new()
        .parse(pattern)
        .map_err(|error| error.to_string())?;
    let mut finder = Finder {
        pattern,
        anchor,
        words: words().ok_or_else(unsaid)?,
        found: Vec::new(),
    };
    finder.walk(&ast, true, true)?;
    let mut out = String::new();
    let mut end = 0;
    for (start, after, text) in finder.found {
        out.push_str(pattern.get(end..start).unwrap_or_default());
        out.push_str(&text);
        end = after;
    }
    out.push_str(pattern.get(end..).unwrap_or_default());
    Ok(out)
}

fn unsaid() -> String {
    "word boundaries of Unicode".to_owned()
}

/// The characters of words.
fn words() -> Option<ClassUnicode> {
    match parse(&format!("[{}]", unicode('w'))).ok()?.into_kind() {
        HirKind::Class(Class::Unicode(class)) => Some(class),
        _ => None,
    }
}

/// What may stand on one side of a boundary.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Side {
    /// A character of a word.
    word: bool,
    /// Another character, or the end of the text.
    other: bool,
    /// Nothing that the pattern says.
    free: bool,
}

const WORD: Side = Side {
    word: true,
    other: false,
    free: false,
};
const OTHER: Side = Side {
    word: false,
    other: true,
    free: false,
};
const FREE: Side = Side {
    word: false,
    other: false,
    free: true,
};

impl Side {
    const fn or(self, other: Self) -> Self {
        Self {
            word: self.word || other.word,
            other: self.other || other.other,
            free: self.free || other.free,
        }
    }
}

struct Finder<'a> {
    pattern: &'a str,
    anchor: Anchor,
    words: ClassUnicode,
    /// Where each boundary begins and ends, and what stands for it.
    found: Vec<(usize, usize, String)>,
}

impl Finder<'_> {
    /// Looks at a part of the pattern: whether it is what the pattern begins or ends with.
    fn walk(&mut self, ast: &Ast, is_head: bool, is_tail: bool) -> Result<(), String> {
        match ast {
            Ast::Concat(it) => {
                for (index, part) in it.asts.iter().enumerate() {
                    let (before, rest) = it.asts.split_at(index);
                    let after = rest.get(1..).unwrap_or_default();
                    if is_boundary(part)? {
                        self.decide(part, before, after, is_head, is_tail)?;
                    } else {
                        let is_head = is_head && before.is_empty();
                        self.walk(part, is_head, is_tail && after.is_empty())?;
                    }
                }
                Ok(())
            }
            Ast::Alternation(it) => it
                .asts
                .iter()
                .try_for_each(|part| self.walk(part, is_head, is_tail)),
            Ast::Group(it) => self.walk(&it.ast, is_head, is_tail),
            Ast::Repetition(it) => self.walk(&it.ast, false, false),
            other if is_boundary(other)? => Err(unsaid()),
            _ => Ok(()),
        }
    }

    fn decide(
        &mut self,
        boundary: &Ast,
        before: &[Ast],
        after: &[Ast],
        is_head: bool,
        is_tail: bool,
    ) -> Result<(), String> {
        let mut left = self.side(before, false)?;
        if left == FREE && is_head && self.anchor != Anchor::Anywhere {
            left = OTHER;
        }
        let mut right = self.side(after, true)?;
        if right == FREE && is_tail && self.anchor == Anchor::Whole {
            right = OTHER;
        }
        let word = unicode('w');
        let text = match (left, right) {
            (WORD, OTHER) | (OTHER, WORD) => String::new(),
            (WORD, FREE) if is_tail => format!(r"(?:[^{word}]|\z)"),
            (FREE, WORD) if is_head => format!(r"(?:\A|[^{word}])"),
            (OTHER, FREE) if is_tail => format!("[{word}]"),
            (FREE, OTHER) if is_head => format!("[{word}]"),
            _ => return Err(unsaid()),
        };
        let span = boundary.span();
        self.found.push((span.start.offset, span.end.offset, text));
        Ok(())
    }

    /// What parts of the pattern begin (or end) with.
    fn side(&self, parts: &[Ast], is_start: bool) -> Result<Side, String> {
        let (Some(first), Some(last)) = (parts.first(), parts.last()) else {
            return Ok(FREE);
        };
        let range = first.span().start.offset..last.span().end.offset;
        let text = self.pattern.get(range).unwrap_or_default();
        // Whether case counts is not known here: without regard to it there are more characters.
        let hir = parse(&format!("(?i){text}")).map_err(|error| error.to_string())?;
        Ok(self.edge(&hir, is_start))
    }

    fn edge(&self, hir: &Hir, is_start: bool) -> Side {
        match hir.kind() {
            HirKind::Empty => FREE,
            HirKind::Look(look) => match (look, is_start) {
                (Look::End, true) | (Look::Start, false) => OTHER,
                _ => FREE,
            },
            HirKind::Literal(literal) => {
                let text = std::str::from_utf8(&literal.0).unwrap_or_default();
                let mut characters = text.chars();
                let character = if is_start {
                    characters.next()
                } else {
                    characters.next_back()
                };
                character.map_or(WORD.or(OTHER), |c| {
                    let ranges = self.words.ranges();
                    if ranges
                        .iter()
                        .any(|range| (range.start()..=range.end()).contains(&c))
                    {
                        WORD
                    } else {
                        OTHER
                    }
                })
            }
            HirKind::Class(Class::Unicode(class)) => {
                let mut common = class.clone();
                common.intersect(&self.words);
                Side {
                    word: !common.ranges().is_empty(),
                    other: common != *class,
                    free: false,
                }
            }
            HirKind::Class(Class::Bytes(_)) => WORD.or(OTHER),
            HirKind::Repetition(it) => {
                let sub = self.edge(&it.sub, is_start);
                if it.min == 0 { sub.or(FREE) } else { sub }
            }
            HirKind::Capture(it) => self.edge(&it.sub, is_start),
            HirKind::Alternation(parts) => parts.iter().fold(Side::default(), |side, part| {
                side.or(self.edge(part, is_start))
            }),
            HirKind::Concat(parts) => {
                let mut side = FREE;
                let mut add = |part: &Hir| {
                    if side.free {
                        side.free = false;
                        side = side.or(self.edge(part, is_start));
                    }
                };
                if is_start {
                    parts.iter().for_each(&mut add);
                } else {
                    parts.iter().rev().for_each(&mut add);
                }
                side
            }
        }
    }
}

/// True for `\b`; other assertions about words are not said.
fn is_boundary(ast: &Ast) -> Result<bool, String> {
    let Ast::Assertion(it) = ast else {
        return Ok(false);
    };
    match it.kind {
        AssertionKind::WordBoundary => Ok(true),
        AssertionKind::StartLine
        | AssertionKind::EndLine
        | AssertionKind::StartText
        | AssertionKind::EndText => Ok(false),
        _ => Err(unsaid()),
    }
}
