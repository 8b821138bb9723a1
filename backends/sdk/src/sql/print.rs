//! SQL expressions to text.

use super::Sql;
use crate::doc::Doc;

/// How a dialect writes what differs between dialects.
pub trait Dialect {
    /// An identifier, quoted if it must be.
    fn identifier(&self, name: &str) -> String;
    /// A text literal.
    fn text(&self, text: &str) -> String;
}

/// How tightly an expression must hold together where it is printed.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Tight {
    Or,
    And,
    Not,
    Predicate,
    Operand,
}

impl Sql {
    fn tight(&self) -> Tight {
        match self {
            Self::Or(_) | Self::Lambda(..) => Tight::Or,
            Self::And(_) => Tight::And,
            Self::Not(_) => Tight::Not,
            Self::Binary(_, "||" | "-", _) => Tight::Operand,
            Self::Binary(..)
            | Self::Between(..)
            | Self::In(..)
            | Self::Like { .. }
            | Self::IsNull(_)
            | Self::IsNotNull(_) => Tight::Predicate,
            _ => Tight::Operand,
        }
    }

    /// The expression as a document.
    #[must_use]
    pub fn doc(&self, dialect: &dyn Dialect) -> Doc {
        let printer = Printer { dialect };
        printer.bare(self)
    }
}

/// The parts of a `WHERE` clause, one a line, joined by `AND`.
#[must_use]
pub fn conjuncts(condition: &Sql, dialect: &dyn Dialect) -> Doc {
    let printer = Printer { dialect };
    let parts = match condition {
        Sql::And(parts) => parts.as_slice(),
        other => std::slice::from_ref(other),
    };
    let parts = parts.iter().map(|part| printer.at(part, Tight::Not));
    Doc::join(parts, &Doc::concat([Doc::HardLine, Doc::text("AND ")]))
}

struct Printer<'a> {
    dialect: &'a dyn Dialect,
}

impl Printer<'_> {
    /// In brackets if it would fall apart.
    fn at(&self, sql: &Sql, tight: Tight) -> Doc {
        if sql.tight() < tight {
            Doc::enclose("(", self.bare(sql), ")")
        } else {
            self.bare(sql)
        }
    }

    fn bare(&self, sql: &Sql) -> Doc {
        match sql {
            Sql::Name(names) => Doc::text(self.dotted(names)),
            Sql::Part(value, name) => Doc::concat([
                self.at(value, Tight::Operand),
                Doc::text(format!(".{}", self.dialect.identifier(name))),
            ]),
            Sql::Text(text) => Doc::text(self.dialect.text(text)),
            Sql::Int(int) => Doc::text(int.to_string()),
            Sql::Double(double) => Doc::text(format!("{double:e}").replace('e', "E")),
            Sql::Bool(value) => Doc::text(value.to_string()),
            Sql::Null => Doc::text("NULL"),
            Sql::Now(word) => Doc::text(*word),
            Sql::Interval(count, unit) => Doc::text(format!("INTERVAL '{count}' {unit}")),
            Sql::Date(day) => Doc::text(format!("DATE {}", self.dialect.text(day))),
            Sql::Between(value, low, high) => Doc::concat([
                self.at(value, Tight::Operand),
                Doc::text(" BETWEEN "),
                self.at(low, Tight::Operand),
                Doc::text(" AND "),
                self.at(high, Tight::Operand),
            ]),
            Sql::Call(function, arguments) => Doc::enclose(
                format!("{function}("),
                comma_separated(arguments.iter().map(|argument| self.bare(argument))),
                ")",
            ),
            Sql::Cast { value, ty, attempt } => Doc::concat([
                Doc::text(if *attempt { "TRY_CAST(" } else { "CAST(" }),
                self.bare(value),
                Doc::text(format!(" AS {ty})")),
            ]),
            Sql::Binary(left, operator, right) => Doc::concat([
                self.at(left, Tight::Operand),
                Doc::text(format!(" {operator} ")),
                self.at(right, Tight::Operand),
            ]),
            Sql::In(value, list) => Doc::concat([
                self.at(value, Tight::Operand),
                Doc::text(" IN "),
                Doc::enclose(
                    "(",
                    comma_separated(list.iter().map(|item| self.bare(item))),
                    ")",
                ),
            ]),
            Sql::Like {
                value,
                pattern,
                escape,
            } => {
                let mut parts = vec![
                    self.at(value, Tight::Operand),
                    Doc::text(format!(" LIKE {}", self.dialect.text(pattern))),
                ];
                if let Some(escape) = escape {
                    let escape = self.dialect.text(&escape.to_string());
                    parts.push(Doc::text(format!(" ESCAPE {escape}")));
                }
                Doc::Concat(parts)
            }
            Sql::IsNull(value) => {
                Doc::concat([self.at(value, Tight::Operand), Doc::text(" IS NULL")])
            }
            Sql::IsNotNull(value) => {
                Doc::concat([self.at(value, Tight::Operand), Doc::text(" IS NOT NULL")])
            }
            Sql::And(parts) => self.chain(parts, "AND ", Tight::Not),
            Sql::Or(parts) => self.chain(parts, "OR ", Tight::And),
            Sql::Not(inner) => self.negation(inner),
            Sql::Lambda(name, body) => Doc::concat([
                Doc::text(format!("{} -> ", self.dialect.identifier(name))),
                self.bare(body),
            ]),
            Sql::When(condition, value) => Doc::concat([
                Doc::text("CASE WHEN "),
                self.bare(condition),
                Doc::text(" THEN "),
                self.bare(value),
                Doc::text(" END"),
            ]),
            Sql::Case(cases, other) => {
                let cases = cases.iter().map(|(condition, value)| {
                    Doc::concat([
                        Doc::Line,
                        Doc::text("WHEN "),
                        self.bare(condition),
                        Doc::text(" THEN "),
                        self.bare(value),
                    ])
                });
                let other = [Doc::Line, Doc::text("ELSE "), self.bare(other)];
                Doc::concat([
                    Doc::text("CASE"),
                    Doc::concat(cases.chain(other)).indent(),
                    Doc::Line,
                    Doc::text("END"),
                ])
                .group()
            }
        }
    }

    /// `NOT x`, in the form that a person would write for the predicate.
    fn negation(&self, inner: &Sql) -> Doc {
        match inner {
            Sql::Binary(left, "=", right) => {
                self.bare(&Sql::Binary(left.clone(), "<>", right.clone()))
            }
            Sql::In(value, list) => Doc::concat([
                self.at(value, Tight::Operand),
                Doc::text(" NOT IN "),
                Doc::enclose(
                    "(",
                    comma_separated(list.iter().map(|item| self.bare(item))),
                    ")",
                ),
            ]),
            _ => Doc::concat([Doc::text("NOT "), self.at(inner, Tight::Operand)]),
        }
    }

    fn chain(&self, parts: &[Sql], word: &str, tight: Tight) -> Doc {
        // An `AND` inside an `OR` keeps its brackets for the reader.
        let tight = if word == "OR " { Tight::Not } else { tight };
        let parts = parts.iter().map(|part| self.at(part, tight));
        Doc::join(parts, &Doc::concat([Doc::Line, Doc::text(word)])).group()
    }

    fn dotted(&self, names: &[String]) -> String {
        let names: Vec<String> = names
            .iter()
            .map(|name| self.dialect.identifier(name))
            .collect();
        names.join(".")
    }
}

/// Items with commas between them, all on one line or one a line.
fn comma_separated(items: impl Iterator<Item = Doc>) -> Doc {
    Doc::join(items, &Doc::concat([Doc::text(","), Doc::Line]))
}
