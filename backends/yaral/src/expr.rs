//! The small part of YARA-L that conditions are written in, as a tree.
//!
//! In: comparisons and calls. Out: text in which every `or`, and every `and` inside one, stands in
//! brackets, since predicates side by side bind weaker than a written `or`.

use transpile_sdk::doc::Doc;
use transpile_sdk::ir::Comparison;

/// A condition on an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Expr {
    /// Always true or always false.
    Const(bool),
    /// A comparison of two operands.
    Compare(String, Op, String),
    /// A comparison that holds for some element of a repeated field.
    Any(String, String),
    /// A function that gives true or false.
    Call(String),
    /// The complement.
    Not(Box<Expr>),
    /// All of them.
    And(Vec<Expr>),
    /// At least one of them.
    Or(Vec<Expr>),
}

/// How two operands are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Op {
    Eq,
    Ne,
    Order(Comparison),
}

impl Op {
    const fn symbol(self) -> &'static str {
        match self {
            Self::Eq => "=",
            Self::Ne => "!=",
            Self::Order(comparison) => comparison.symbol(),
        }
    }

    const fn complement(self) -> Self {
        match self {
            Self::Eq => Self::Ne,
            Self::Ne => Self::Eq,
            Self::Order(comparison) => Self::Order(match comparison {
                Comparison::Gt => Comparison::Le,
                Comparison::Ge => Comparison::Lt,
                Comparison::Lt => Comparison::Ge,
                Comparison::Le => Comparison::Gt,
            }),
        }
    }
}

impl Expr {
    /// `left = right`.
    pub(crate) fn eq(left: impl Into<String>, right: impl Into<String>) -> Self {
        Self::Compare(left.into(), Op::Eq, right.into())
    }

    /// `left != right`.
    pub(crate) fn ne(left: impl Into<String>, right: impl Into<String>) -> Self {
        Self::Compare(left.into(), Op::Ne, right.into())
    }

    /// All of them, folded.
    pub(crate) fn all(parts: impl IntoIterator<Item = Self>) -> Self {
        let mut out = Vec::new();
        for part in parts {
            match part {
                Self::Const(true) => {}
                Self::Const(false) => return Self::Const(false),
                Self::And(inner) => out.extend(inner),
                part => out.push(part),
            }
        }
        only(out, true, Self::And)
    }

    /// At least one of them, folded.
    pub(crate) fn either(parts: impl IntoIterator<Item = Self>) -> Self {
        let mut out = Vec::new();
        for part in parts {
            match part {
                Self::Const(false) => {}
                Self::Const(true) => return Self::Const(true),
                Self::Or(inner) => out.extend(inner),
                part => out.push(part),
            }
        }
        only(out, false, Self::Or)
    }

    /// The complement, with the negation at the comparisons and calls.
    pub(crate) fn complement(self) -> Self {
        match self {
            Self::Const(value) => Self::Const(!value),
            Self::Compare(left, op, right) => Self::Compare(left, op.complement(), right),
            Self::Not(inner) => *inner,
            Self::And(parts) => Self::either(parts.into_iter().map(Self::complement)),
            Self::Or(parts) => Self::all(parts.into_iter().map(Self::complement)),
            atom @ (Self::Any(..) | Self::Call(_)) => Self::Not(Box::new(atom)),
        }
    }

    /// The predicates that all have to hold, one a line.
    pub(crate) fn lines(self) -> Vec<Self> {
        match self {
            Self::And(parts) => parts,
            Self::Const(true) => Vec::new(),
            other => vec![other],
        }
    }

    /// How it is laid out.
    pub(crate) fn doc(&self) -> Doc {
        match self {
            // Two literals must not be compared; every event has a log type.
            Self::Const(true) => Doc::text("$e.metadata.log_type != \"\""),
            Self::Const(false) => Doc::text("$e.metadata.log_type = \"\""),
            Self::Compare(left, op, right) => Doc::text(format!("{left} {} {right}", op.symbol())),
            Self::Any(field, right) => Doc::text(format!("any {field} = {right}")),
            Self::Call(call) => Doc::text(call),
            Self::Not(inner) => Doc::concat([Doc::text("not "), inner.doc()]),
            Self::And(parts) => brackets(parts, " and"),
            Self::Or(parts) => brackets(parts, " or"),
        }
    }
}

/// The only part, or the parts under their operator.
fn only(mut parts: Vec<Expr>, of_none: bool, several: impl Fn(Vec<Expr>) -> Expr) -> Expr {
    match parts.len() {
        0 => Expr::Const(of_none),
        1 => parts.pop().unwrap_or(Expr::Const(of_none)),
        _ => several(parts),
    }
}

fn brackets(parts: &[Expr], word: &str) -> Doc {
    let separator = Doc::concat([Doc::text(word), Doc::Line]);
    Doc::enclose("(", Doc::join(parts.iter().map(Expr::doc), &separator), ")")
}
