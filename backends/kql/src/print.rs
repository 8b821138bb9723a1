//! Expressions to text.

use crate::dialect;
use crate::expr::Kql;
use transpile_sdk::doc::Doc;

/// How tightly an expression must hold together where it is printed.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Tight {
    Or,
    And,
    Predicate,
    Operand,
}

impl Kql {
    fn tight(&self) -> Tight {
        match self {
            Self::Or(_) => Tight::Or,
            Self::And(_) => Tight::And,
            Self::Binary(_, "-", _) => Tight::Operand,
            Self::Binary(..) | Self::Same(..) | Self::In(..) => Tight::Predicate,
            _ => Tight::Operand,
        }
    }

    /// The expression as a document.
    pub(crate) fn doc(&self) -> Doc {
        match self {
            Self::Name(name) => Doc::text(dialect::identifier(name)),
            Self::Member(value, key) => {
                Doc::concat([value.at(Tight::Operand), Doc::text(dialect::member(key))])
            }
            Self::Item(value, index) => {
                Doc::concat([value.at(Tight::Operand), Doc::text(format!("[{index}]"))])
            }
            Self::Text(text) => Doc::text(dialect::text(text)),
            Self::Pattern(pattern) => Doc::text(dialect::pattern(pattern)),
            // The smallest one is no literal: its digits alone are too large.
            Self::Long(i64::MIN) => Doc::text(format!("long({})", i64::MIN)),
            Self::Long(int) => Doc::text(int.to_string()),
            Self::Real(double) => Doc::text(format!("{double:?}")),
            Self::Bool(value) => Doc::text(value.to_string()),
            Self::Time(instant) => Doc::text(format!("datetime({instant})")),
            Self::Span(span) => {
                let (count, unit) = span.in_units();
                Doc::text(format!("{count}{}", unit.letter()))
            }
            Self::Fixed(text) => Doc::text(*text),
            Self::Call(function, arguments) => Doc::enclose(
                format!("{function}("),
                list(arguments.iter().map(Self::doc)),
                ")",
            ),
            Self::Binary(left, operator, right) => Doc::concat([
                left.at(Tight::Operand),
                Doc::text(format!(" {operator} ")),
                right.at(Tight::Operand),
            ]),
            Self::Same(left, negated, right) => Doc::concat([
                left.at(Tight::Operand),
                Doc::text(if *negated { " != " } else { " == " }),
                right.at(Tight::Operand),
            ]),
            Self::In(value, negated, items) => Doc::concat([
                value.at(Tight::Operand),
                Doc::text(if *negated { " !in " } else { " in " }),
                Doc::enclose("(", list(items.iter().map(Self::doc)), ")"),
            ]),
            Self::And(parts) => chain(parts, "and ", Tight::Predicate),
            Self::Or(parts) => chain(parts, "or ", Tight::Predicate),
            Self::Not(inner) => Doc::enclose("not(", inner.doc(), ")"),
        }
    }

    /// In brackets if it would fall apart.
    fn at(&self, tight: Tight) -> Doc {
        if self.tight() < tight {
            Doc::enclose("(", self.doc(), ")")
        } else {
            self.doc()
        }
    }
}

fn list(items: impl Iterator<Item = Doc>) -> Doc {
    Doc::join(items, &Doc::concat([Doc::text(","), Doc::Line]))
}

/// An `and` inside an `or` keeps its brackets for the reader.
fn chain(parts: &[Kql], word: &str, tight: Tight) -> Doc {
    let parts = parts.iter().map(|part| part.at(tight));
    Doc::join(parts, &Doc::concat([Doc::Line, Doc::text(word)])).group()
}
