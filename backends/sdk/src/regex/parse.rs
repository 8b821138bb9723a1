//! Text to syntax tree. The reading itself is done by `regex-syntax`; this module says what of it is
//! in the subset, and spells the rest out.

use super::{Node, Set, words};
use crate::diagnostic::Span;
use regex_syntax::ast::{
    self, AssertionKind, Ast, ClassPerlKind, ClassSet, ClassSetItem, FlagsItemKind, GroupKind,
    HexLiteralKind, LiteralKind, RepetitionKind, RepetitionRange, SpecialLiteralKind,
};

/// A repetition may ask for at most so many.
const MAX_COUNT: u32 = 1000;
/// The tree with all counts written out may have at most so many parts.
const MAX_SIZE: u64 = 50_000;
/// Groups may be nested so deeply.
const MAX_DEPTH: u32 = 100;

/// What is wrong with a pattern.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct PatternError {
    /// In lower case, without a full stop.
    pub message: String,
    /// Its place in the pattern, in bytes.
    pub span: Span,
    /// What to write instead, if that is known.
    pub help: Option<&'static str>,
}

fn error<T>(
    span: &ast::Span,
    message: impl Into<String>,
    help: Option<&'static str>,
) -> Result<T, PatternError> {
    Err(PatternError {
        message: message.into(),
        span: Span::new(span.start.offset, span.end.offset),
        help,
    })
}

/// Reads a pattern into a tree.
pub(super) fn parse(source: &str) -> Result<Node, PatternError> {
    let ast = ast::parse::ParserBuilder::new()
        .nest_limit(MAX_DEPTH)
        .build()
        .parse(source)
        .map_err(|error| words::explain(source, &error))?;
    let mut reader = Reader { fold: false };
    let node = reader.node(&ast)?;
    if size(&node) > MAX_SIZE {
        return error(
            ast.span(),
            "the pattern is too large with its counts written out",
            Some("use smaller counts"),
        );
    }
    Ok(node)
}

struct Reader {
    /// Inside `(?i)`.
    fold: bool,
}

impl Reader {
    fn node(&mut self, ast: &Ast) -> Result<Node, PatternError> {
        match ast {
            Ast::Empty(_) => Ok(Node::Empty),
            Ast::Flags(flags) => {
                self.flags(&flags.flags)?;
                Ok(Node::Empty)
            }
            Ast::Literal(literal) => Ok(self.char(char_of(literal)?)),
            Ast::Dot(_) => Ok(Node::Set(Set::dot())),
            Ast::Assertion(assertion) => match assertion.kind {
                AssertionKind::StartLine | AssertionKind::StartText => Ok(Node::Start),
                AssertionKind::EndLine | AssertionKind::EndText => Ok(Node::End),
                AssertionKind::WordBoundary => Ok(Node::WordBoundary),
                AssertionKind::NotWordBoundary => Ok(Node::NotWordBoundary),
                _ => error(
                    &assertion.span,
                    "this word boundary is not in the subset that all targets share",
                    Some(r"write `\b`"),
                ),
            },
            Ast::ClassUnicode(class) => unicode_class(&class.span),
            Ast::ClassPerl(class) => set(&class.span, perl(class)),
            Ast::ClassBracketed(class) => {
                let members = self.class_set(&class.kind)?;
                let members = if class.negated {
                    members.complement()
                } else {
                    members
                };
                set(&class.span, members)
            }
            Ast::Repetition(repetition) => self.repetition(repetition),
            Ast::Group(group) => {
                let outside = self.fold;
                if let GroupKind::NonCapturing(flags) = &group.kind {
                    self.flags(flags)?;
                }
                let node = self.node(&group.ast);
                self.fold = outside;
                node
            }
            Ast::Alternation(alternation) => {
                // A flag set in one branch reaches into the next ones, as in the engines.
                let branches: Result<_, _> =
                    alternation.asts.iter().map(|ast| self.node(ast)).collect();
                Ok(Node::Alternate(branches?))
            }
            Ast::Concat(concat) => {
                let mut parts = Vec::new();
                for ast in &concat.asts {
                    match self.node(ast)? {
                        Node::Empty => {}
                        part => parts.push(part),
                    }
                }
                Ok(match parts.len() {
                    0 => Node::Empty,
                    1 => parts.remove(0),
                    _ => Node::Concat(parts),
                })
            }
        }
    }

    fn char(&self, c: char) -> Node {
        if self.fold {
            let set = Set::new([(c, c)]).fold_case();
            if set.ranges().count() > 1 || set.ranges().any(|(low, high)| low != high) {
                return Node::Set(set);
            }
        }
        Node::Char(c)
    }

    fn flags(&mut self, flags: &ast::Flags) -> Result<(), PatternError> {
        let mut on = true;
        for item in &flags.items {
            match item.kind {
                FlagsItemKind::Negation => on = false,
                FlagsItemKind::Flag(ast::Flag::CaseInsensitive) => self.fold = on,
                FlagsItemKind::Flag(_) => {
                    return error(
                        &item.span,
                        "this flag is not in the subset that all targets share",
                        Some(
                            "only `(?i)` is; write `[^…]` for a set with newlines, `^` and `$` stand for the ends of the text",
                        ),
                    );
                }
            }
        }
        Ok(())
    }

    fn repetition(&mut self, repetition: &ast::Repetition) -> Result<Node, PatternError> {
        if matches!(*repetition.ast, Ast::Repetition(_)) {
            return error(
                &repetition.op.span,
                "a repetition of a repetition means something else in other engines",
                Some("put the inner one in brackets: `(?:a+)+`"),
            );
        }
        let (min, max) = match &repetition.op.kind {
            RepetitionKind::ZeroOrOne => (0, Some(1)),
            RepetitionKind::ZeroOrMore => (0, None),
            RepetitionKind::OneOrMore => (1, None),
            RepetitionKind::Range(RepetitionRange::Exactly(n)) => (*n, Some(*n)),
            RepetitionKind::Range(RepetitionRange::AtLeast(n)) => (*n, None),
            RepetitionKind::Range(RepetitionRange::Bounded(min, max)) => (*min, Some(*max)),
        };
        if min > MAX_COUNT || max.is_some_and(|max| max > MAX_COUNT) {
            return error(
                &repetition.op.span,
                format!("a repetition may ask for at most {MAX_COUNT}"),
                Some("use a smaller count, or leave the upper one out: `{1000,}`"),
            );
        }
        Ok(Node::Repeat {
            node: Box::new(self.node(&repetition.ast)?),
            min,
            max,
            greedy: repetition.greedy,
        })
    }

    fn class_set(&self, kind: &ClassSet) -> Result<Set, PatternError> {
        match kind {
            ClassSet::BinaryOp(op) => error(
                &op.span,
                "set operators in a class are not in the subset that all targets share",
                Some(r"escape the character: `\&`, `\-`, `\~`"),
            ),
            ClassSet::Item(item) => self.class_item(item),
        }
    }

    fn class_item(&self, item: &ClassSetItem) -> Result<Set, PatternError> {
        let folded = |set: Set| if self.fold { set.fold_case() } else { set };
        match item {
            ClassSetItem::Empty(_) => Ok(Set::new([])),
            ClassSetItem::Literal(literal) => {
                let c = char_of(literal)?;
                Ok(folded(Set::new([(c, c)])))
            }
            ClassSetItem::Range(range) => Ok(folded(Set::new([(
                char_of(&range.start)?,
                char_of(&range.end)?,
            )]))),
            ClassSetItem::Ascii(class) => error(
                &class.span,
                "POSIX classes are not in the subset that all targets share",
                Some("write the characters: `[A-Za-z]`"),
            ),
            ClassSetItem::Unicode(class) => unicode_class(&class.span),
            ClassSetItem::Perl(class) => Ok(perl(class)),
            ClassSetItem::Bracketed(class) => error(
                &class.span,
                "a bare `[` in a class means something else in other engines",
                Some(r"write `\[`"),
            ),
            ClassSetItem::Union(union) => union.items.iter().try_fold(Set::new([]), |set, item| {
                Ok(set.union(&self.class_item(item)?))
            }),
        }
    }
}

fn unicode_class<T>(span: &ast::Span) -> Result<T, PatternError> {
    error(
        span,
        "Unicode classes are not in the subset that all targets share",
        Some("write the characters: `[A-Za-z]`"),
    )
}

fn set(span: &ast::Span, set: Set) -> Result<Node, PatternError> {
    if set.is_empty() {
        return error(
            span,
            "this set holds no character, so the pattern is found nowhere",
            None,
        );
    }
    Ok(Node::Set(set))
}

fn perl(class: &ast::ClassPerl) -> Set {
    let set = match class.kind {
        ClassPerlKind::Digit => Set::digit(),
        ClassPerlKind::Space => Set::space(),
        ClassPerlKind::Word => Set::word(),
    };
    if class.negated { set.complement() } else { set }
}

fn char_of(literal: &ast::Literal) -> Result<char, PatternError> {
    match &literal.kind {
        LiteralKind::HexFixed(HexLiteralKind::UnicodeShort | HexLiteralKind::UnicodeLong)
        | LiteralKind::HexBrace(HexLiteralKind::UnicodeShort | HexLiteralKind::UnicodeLong) => {
            error(
                &literal.span,
                "this escape is not in the subset that all targets share",
                Some(r"write `\x{…}`"),
            )
        }
        LiteralKind::Special(SpecialLiteralKind::Bell) | LiteralKind::Octal => error(
            &literal.span,
            "this escape is not in the subset that all targets share",
            Some(r"write `\x07`"),
        ),
        _ => Ok(literal.c),
    }
}

/// How many parts the tree has with all counts written out.
fn size(node: &Node) -> u64 {
    match node {
        Node::Concat(parts) | Node::Alternate(parts) => parts
            .iter()
            .fold(1, |sum: u64, part| sum.saturating_add(size(part))),
        Node::Repeat { node, min, max, .. } => {
            let count = u64::from(max.unwrap_or(*min).max(1));
            size(node).saturating_mul(count).saturating_add(1)
        }
        _ => 1,
    }
}
