//! SQL expressions as a tree, for the back ends that speak SQL.
//!
//! In: expressions put together from parts. Out: a [`crate::doc::Doc`]. User text gets in as the text of a literal
//! or the name of an identifier only, and each of those has one escaper, the dialect's.

mod print;

pub use print::{Dialect, conjuncts};

/// A SQL expression.
#[derive(Debug, Clone, PartialEq)]
pub enum Sql {
    /// A column, a parameter, or a part of one: names from the outside in.
    Name(Vec<String>),
    /// A part of what an expression gives: `element_at(a, 1).arn`.
    Part(Box<Sql>, String),
    /// A text literal.
    Text(String),
    /// An integer literal.
    Int(i64),
    /// A floating-point literal.
    Double(f64),
    /// `true` or `false`.
    Bool(bool),
    /// `NULL`.
    Null,
    /// `current_date` or `current_timestamp`.
    Now(&'static str),
    /// `INTERVAL '7' DAY`.
    Interval(u64, &'static str),
    /// `DATE '2026-11-13'`.
    Date(String),
    /// A function of arguments.
    Call(&'static str, Vec<Sql>),
    /// A conversion; with `attempt`, NULL instead of an error.
    Cast {
        /// What is converted.
        value: Box<Sql>,
        /// The type's name.
        ty: &'static str,
        /// True for `TRY_CAST`.
        attempt: bool,
    },
    /// Two operands and what stands between them: a comparison or `||`.
    Binary(Box<Sql>, &'static str, Box<Sql>),
    /// `value BETWEEN low AND high`.
    Between(Box<Sql>, Box<Sql>, Box<Sql>),
    /// `value IN (…)`; not for an empty list.
    In(Box<Sql>, Vec<Sql>),
    /// `value LIKE 'pattern'`, with an escape character if the pattern needs one.
    Like {
        /// The text.
        value: Box<Sql>,
        /// The pattern, escaped.
        pattern: String,
        /// The escape character.
        escape: Option<char>,
    },
    /// `value IS NULL`.
    IsNull(Box<Sql>),
    /// `value IS NOT NULL`.
    IsNotNull(Box<Sql>),
    /// All of them; not empty.
    And(Vec<Sql>),
    /// At least one of them; not empty.
    Or(Vec<Sql>),
    /// The complement; NULL stays NULL.
    Not(Box<Sql>),
    /// `name -> body`.
    Lambda(String, Box<Sql>),
    /// `CASE WHEN … THEN … END`, NULL otherwise.
    When(Box<Sql>, Box<Sql>),
    /// `CASE WHEN … THEN … WHEN … THEN … ELSE … END`; at least one case.
    Case(Vec<(Sql, Sql)>, Box<Sql>),
}

impl Sql {
    /// A column or a parameter.
    pub fn name(name: impl Into<String>) -> Self {
        Self::Name(vec![name.into()])
    }

    /// A text literal.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// A function of arguments.
    pub fn call(function: &'static str, arguments: impl IntoIterator<Item = Self>) -> Self {
        Self::Call(function, arguments.into_iter().collect())
    }

    /// A part of a row.
    #[must_use]
    pub fn part(self, name: impl Into<String>) -> Self {
        match self {
            Self::Name(mut names) => {
                names.push(name.into());
                Self::Name(names)
            }
            other => Self::Part(Box::new(other), name.into()),
        }
    }

    /// `TRY_CAST(self AS ty)`.
    #[must_use]
    pub fn try_cast(self, ty: &'static str) -> Self {
        Self::Cast {
            value: Box::new(self),
            ty,
            attempt: true,
        }
    }

    /// `CAST(self AS ty)`.
    #[must_use]
    pub fn cast(self, ty: &'static str) -> Self {
        Self::Cast {
            value: Box::new(self),
            ty,
            attempt: false,
        }
    }

    /// `self operator other`.
    #[must_use]
    pub fn binary(self, operator: &'static str, other: Self) -> Self {
        Self::Binary(Box::new(self), operator, Box::new(other))
    }

    /// `self = other`.
    #[must_use]
    pub fn eq(self, other: Self) -> Self {
        self.binary("=", other)
    }

    /// `self IN (list)`, or `=` for a list of one.
    #[must_use]
    pub fn one_of(self, mut list: Vec<Self>) -> Self {
        match (list.len(), list.pop()) {
            (1, Some(only)) => self.eq(only),
            (_, last) => {
                list.extend(last);
                Self::In(Box::new(self), list)
            }
        }
    }

    /// From `low` to `high`, both included; `=` if they are one.
    #[must_use]
    pub fn between(self, low: Self, high: Self) -> Self {
        if low == high {
            self.eq(low)
        } else {
            Self::Between(Box::new(self), Box::new(low), Box::new(high))
        }
    }

    /// `self IS NULL`.
    #[must_use]
    pub fn is_null(self) -> Self {
        Self::IsNull(Box::new(self))
    }

    /// `self IS NOT NULL`.
    #[must_use]
    pub fn is_not_null(self) -> Self {
        Self::IsNotNull(Box::new(self))
    }

    /// All of `parts`, flat.
    pub fn all(parts: impl IntoIterator<Item = Self>) -> Self {
        let mut out = Vec::new();
        for part in parts {
            match part {
                Self::And(inner) => out.extend(inner),
                Self::Bool(true) => {}
                part => out.push(part),
            }
        }
        match (out.len(), out.pop()) {
            (1, Some(only)) => only,
            (_, Some(last)) => {
                out.push(last);
                Self::And(out)
            }
            (_, None) => Self::Bool(true),
        }
    }

    /// The complement.
    #[must_use]
    #[expect(
        clippy::should_implement_trait,
        reason = "it is SQL's NOT, with its three values, not `!`"
    )]
    pub fn not(self) -> Self {
        match self {
            Self::IsNull(value) => Self::IsNotNull(value),
            Self::IsNotNull(value) => Self::IsNull(value),
            other => Self::Not(Box::new(other)),
        }
    }

    /// True if the expression is never NULL.
    #[must_use]
    pub fn is_total(&self) -> bool {
        match self {
            Self::Bool(_)
            | Self::Text(_)
            | Self::Int(_)
            | Self::Double(_)
            | Self::IsNull(_)
            | Self::IsNotNull(_) => true,
            Self::Call("COALESCE", arguments) => arguments.last().is_some_and(Self::is_total),
            Self::Binary(left, operator, right) => {
                operator.ends_with("DISTINCT FROM") || (left.is_total() && right.is_total())
            }
            Self::In(value, list) => value.is_total() && list.iter().all(Self::is_total),
            Self::Like { value, .. } => value.is_total(),
            Self::And(parts) | Self::Or(parts) => parts.iter().all(Self::is_total),
            Self::Not(inner) => inner.is_total(),
            _ => false,
        }
    }

    /// The expression with false in place of NULL.
    #[must_use]
    pub fn or_false(self) -> Self {
        if self.is_total() {
            self
        } else {
            Self::call("COALESCE", [self, Self::Bool(false)])
        }
    }
}
