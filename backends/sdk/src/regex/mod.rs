//! Regular expressions: our own subset, with one meaning on every engine.
//!
//! In: a pattern as a rule's author writes it. Out: [`Regex`], a syntax tree in which everything that
//! engines disagree on is spelled out: `\d` is a set of ten digits, `.` a set without the newline,
//! `(?i)` sets with both cases, `$` the very end. [`print`] writes it so that Rust's regex, RE2 and
//! Joni (Java's syntax) read the same.

mod boundary;
mod parse;
mod print;
mod set;
mod words;

use crate::glob::{Glob, Token};
pub use parse::PatternError;
pub use set::Set;

use serde::{Deserialize, Serialize};
use std::hash::{Hash, Hasher};

/// A pattern, read.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Regex {
    source: String,
    node: Node,
}

/// Two patterns are equal if they are written alike.
impl PartialEq for Regex {
    fn eq(&self, other: &Self) -> bool {
        self.source == other.source
    }
}

impl Hash for Regex {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.source.hash(state);
    }
}

/// A part of a pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Node {
    /// Nothing.
    Empty,
    /// One character.
    Char(char),
    /// One character out of a set. Only a glob's class can be empty.
    Set(Set),
    /// The beginning of the text.
    Start,
    /// The end of the text; not before a last newline.
    End,
    /// Between `[0-9A-Za-z_]` and anything else.
    WordBoundary,
    /// Not at a word boundary.
    NotWordBoundary,
    /// One after another.
    Concat(Vec<Node>),
    /// One of them.
    Alternate(Vec<Node>),
    /// Again and again.
    Repeat {
        /// What.
        node: Box<Node>,
        /// At least so often.
        min: u32,
        /// At most so often.
        max: Option<u32>,
        /// As often as possible first.
        greedy: bool,
    },
}

impl Regex {
    /// Reads a pattern.
    ///
    /// # Errors
    /// What is not in the subset, with its place.
    pub fn new(source: impl Into<String>) -> Result<Self, PatternError> {
        let source = source.into();
        let node = parse::parse(&source)?;
        Ok(Self { source, node })
    }

    /// The pattern that is found in exactly the texts that a glob covers.
    #[must_use]
    pub fn of_glob(glob: &Glob) -> Self {
        let tokens = glob.tokens().iter().flat_map(|token| match token {
            Token::Text(text) => text.chars().map(Node::Char).collect(),
            Token::AnyText => vec![Node::Repeat {
                node: Box::new(Node::Set(Set::any())),
                min: 0,
                max: None,
                greedy: true,
            }],
            Token::AnyChar => vec![Node::Set(Set::any())],
            Token::Class { negated, ranges } => {
                let set = Set::new(ranges.iter().copied());
                vec![Node::Set(if *negated { set.complement() } else { set })]
            }
        });
        let node = Node::Concat(
            [Node::Start]
                .into_iter()
                .chain(tokens)
                .chain([Node::End])
                .collect(),
        );
        Self {
            source: print::print(&node),
            node,
        }
    }

    /// The pattern that finds, at the start of a text or at its end, the run of those characters there.
    #[must_use]
    pub fn of_run(characters: &str, at_start: bool) -> Self {
        let run = Node::Repeat {
            node: Box::new(Node::Set(Set::new(characters.chars().map(|c| (c, c))))),
            min: 1,
            max: None,
            greedy: true,
        };
        let node = Node::Concat(if at_start {
            vec![Node::Start, run]
        } else {
            vec![run, Node::End]
        });
        Self {
            source: print::print(&node),
            node,
        }
    }

    /// As it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.source
    }

    /// Its syntax tree.
    #[must_use]
    pub fn node(&self) -> &Node {
        &self.node
    }

    /// The pattern in a spelling that Rust's regex, RE2 and Java's syntax read alike, `\b` excepted:
    /// it is ASCII in RE2 and Unicode in the others.
    #[must_use]
    pub fn portable(&self) -> String {
        print::print(&self.node)
    }

    /// [`Self::portable`] with every `\b` and `\B` written as sets, for engines whose `\b` is Unicode.
    ///
    /// The result finds something exactly in the texts in which the pattern does; what it finds may
    /// be longer by a character on each side. `None` if a boundary stands where sets cannot say it.
    #[must_use]
    pub fn without_boundaries(&self) -> Option<String> {
        boundary::remove(&self.node).map(|node| print::print(&node))
    }

    /// The pattern for Rust's `regex` crate.
    #[must_use]
    pub fn rust(&self) -> String {
        print::print_with(&self.node, r"(?-u:\b)", r"(?-u:\B)")
    }
}

impl TryFrom<String> for Regex {
    type Error = PatternError;

    fn try_from(source: String) -> Result<Self, PatternError> {
        Self::new(source)
    }
}

impl From<Regex> for String {
    fn from(regex: Regex) -> Self {
        regex.source
    }
}
