//! Syntax tree to text, in a spelling that every engine reads alike.

use super::{Node, Set};
use crate::diagnostic::is_hidden;
use std::fmt::{self, Write};

/// How tightly a node must hold together where it is printed.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Tight {
    Loose,
    Sequence,
    Single,
}

/// Prints with `\b` and `\B` as they are.
pub(super) fn print(node: &Node) -> String {
    print_with(node, r"\b", r"\B")
}

/// Prints with the given spellings of the boundaries.
pub(super) fn print_with(node: &Node, boundary: &str, not_boundary: &str) -> String {
    let mut printer = Printer {
        out: String::new(),
        boundary,
        not_boundary,
    };
    printer.node(node, Tight::Loose);
    printer.out
}

struct Printer<'a> {
    out: String,
    boundary: &'a str,
    not_boundary: &'a str,
}

impl Printer<'_> {
    fn node(&mut self, node: &Node, tight: Tight) {
        let own = match node {
            Node::Alternate(_) => Tight::Loose,
            Node::Empty | Node::Concat(_) | Node::Repeat { .. } => Tight::Sequence,
            _ => Tight::Single,
        };
        let bracket = own < tight;
        if bracket {
            self.out.push_str("(?:");
        }
        self.bare(node);
        if bracket {
            self.out.push(')');
        }
    }

    fn bare(&mut self, node: &Node) {
        match node {
            Node::Empty => {}
            Node::Char(c) => self.char(*c, r"\.+*?()|[]{}^$"),
            Node::Set(set) => self.set(set),
            Node::Start => self.out.push('^'),
            Node::End => self.out.push_str(r"\z"),
            Node::WordBoundary => self.out.push_str(self.boundary),
            Node::NotWordBoundary => self.out.push_str(self.not_boundary),
            Node::Concat(parts) => {
                for part in parts {
                    self.node(part, Tight::Sequence);
                }
            }
            Node::Alternate(branches) => {
                for (index, branch) in branches.iter().enumerate() {
                    if index > 0 {
                        self.out.push('|');
                    }
                    self.node(branch, Tight::Sequence);
                }
            }
            Node::Repeat {
                node,
                min,
                max,
                greedy,
            } => {
                // An anchor or a boundary takes no count in some engines unless it stands in brackets.
                let anchor = matches!(
                    **node,
                    Node::Start | Node::End | Node::WordBoundary | Node::NotWordBoundary
                );
                if anchor {
                    self.out.push_str("(?:");
                    self.bare(node);
                    self.out.push(')');
                } else {
                    self.node(node, Tight::Single);
                }
                match (min, max) {
                    (0, Some(1)) => self.out.push('?'),
                    (0, None) => self.out.push('*'),
                    (1, None) => self.out.push('+'),
                    (min, None) => self.push(format_args!("{{{min},}}")),
                    (min, Some(max)) if min == max => self.push(format_args!("{{{min}}}")),
                    (min, Some(max)) => self.push(format_args!("{{{min},{max}}}")),
                }
                if !greedy {
                    self.out.push('?');
                }
            }
        }
    }

    fn set(&mut self, set: &Set) {
        let complement = set.clone().complement();
        if complement.is_empty() {
            self.out.push_str("(?s:.)");
            return;
        }
        if set.is_empty() {
            // Nothing comes behind the end.
            self.out.push_str(r"(?:\z(?s:.))");
            return;
        }
        let negate = complement.ranges().count() < set.ranges().count()
            || set.ranges().any(|(_, high)| high == char::MAX);
        let (mark, shown) = if negate {
            ("[^", &complement)
        } else {
            ("[", set)
        };
        self.out.push_str(mark);
        for (low, high) in shown.ranges() {
            self.char(low, r"\[]^-&~");
            if high > low {
                if u32::from(high) > u32::from(low) + 1 {
                    self.out.push('-');
                }
                self.char(high, r"\[]^-&~");
            }
        }
        self.out.push(']');
    }

    fn push(&mut self, text: fmt::Arguments<'_>) {
        // Writing to a string does not fail.
        let _ = self.out.write_fmt(text);
    }

    fn char(&mut self, c: char, special: &str) {
        match c {
            '\n' => self.out.push_str(r"\n"),
            '\r' => self.out.push_str(r"\r"),
            '\t' => self.out.push_str(r"\t"),
            '\u{c}' => self.out.push_str(r"\f"),
            c if c.is_ascii_control() => self.push(format_args!(r"\x{:02x}", u32::from(c))),
            c if is_hidden(c) || is_noncharacter(c) => {
                self.push(format_args!(r"\x{{{:x}}}", u32::from(c)));
            }
            c => {
                if special.contains(c) {
                    self.out.push('\\');
                }
                self.out.push(c);
            }
        }
    }
}

/// Code points that stand for no character and that text tools may drop: private use, non-characters.
fn is_noncharacter(c: char) -> bool {
    let code = u32::from(c);
    (0xe000..=0xf8ff).contains(&code)
        || (0xfdd0..=0xfdef).contains(&code)
        || code & 0xfffe == 0xfffe
        || code >= 0xe_0000
}
