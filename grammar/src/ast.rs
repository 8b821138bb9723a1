//! The syntax tree of a condition: what was written, with positions, and no names resolved.
//!
//! In: nothing. Out: the types that the parser makes, the printer prints and the compiler lowers.
//! Equality ignores positions, so that `parse(print(tree)) == tree` can hold.

pub use crate::operator::Operator;
use serde::Serialize;
use transpile_sdk::diagnostic::Span;

/// Something and where it was written. Equality looks at the thing only.
#[derive(Debug, Clone, Serialize)]
pub struct Spanned<T> {
    /// The thing.
    pub value: T,
    /// Its place in the condition text.
    pub span: Span,
}

impl<T: PartialEq> PartialEq for Spanned<T> {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl<T> Spanned<T> {
    /// Puts a thing and its place together.
    pub const fn new(value: T, span: Span) -> Self {
        Self { value, span }
    }
}

/// A whole condition: lines that must all hold. Never empty.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Condition {
    /// The lines in source order.
    pub lines: Vec<Expr>,
}

/// A boolean expression with its place.
pub type Expr = Spanned<ExprKind>;

/// A boolean expression.
///
/// Brackets are not kept: `Or` inside `And` (or `And` inside `And`) stands for a bracketed group.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ExprKind {
    /// `true` or `false`.
    Const(bool),
    /// Two or more alternatives.
    Or(Vec<Expr>),
    /// Two or more parts that must all hold.
    And(Vec<Expr>),
    /// `not x`.
    Not(Box<Expr>),
    /// `any resources as r (…)`.
    Quantified {
        /// Which elements must satisfy the body.
        quantifier: Quantifier,
        /// The array.
        array: Operand,
        /// The element's name inside the body.
        name: Spanned<String>,
        /// What is asked of an element.
        body: Box<Expr>,
    },
    /// `first events as e where (e.name eq "access") has (e.value eq "public")`.
    Selected {
        /// From which end the array is looked through.
        end: End,
        /// The array.
        array: Operand,
        /// The element's name inside the guard and the body.
        name: Spanned<String>,
        /// Which elements count.
        guard: Box<Expr>,
        /// What is asked of the one that is found.
        body: Box<Expr>,
    },
    /// `has_key(path)`.
    HasKey(Spanned<Path>),
    /// `operand operator argument`.
    Predicate(Predicate),
}

/// Which elements of an array must satisfy the body.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Quantifier {
    /// At least one.
    Any,
    /// Every one.
    All,
    /// Not one.
    None,
    /// Exactly one.
    One,
    /// So many, or more.
    AtLeast(u32),
}

/// An end of an array.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum End {
    /// Where it begins.
    First,
    /// Where it ends.
    Last,
}

impl End {
    /// Its word in a condition.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::First => "first",
            Self::Last => "last",
        }
    }
}

/// One test of one operand.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Predicate {
    /// What is looked at.
    pub operand: Operand,
    /// Written with an infix `not`.
    pub negated: bool,
    /// The operator or test.
    pub operator: Spanned<Operator>,
    /// Present exactly if the operator takes an argument.
    pub argument: Option<Argument>,
}

/// A value to look at, with its place.
pub type Operand = Spanned<OperandKind>;

/// A value to look at.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum OperandKind {
    /// A field.
    Path(Path),
    /// `lower(userAgent)`, `json(errorMessage).code`.
    Call {
        /// The function's name as written.
        function: Spanned<String>,
        /// What it is applied to.
        operand: Box<Operand>,
        /// Further arguments.
        arguments: Vec<Argument>,
        /// Steps into the result.
        steps: Vec<Step>,
    },
}

/// A path into the event (or into a quantifier's element): a first name, then steps.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub struct Path {
    /// The first segment.
    pub first: String,
    /// What follows it.
    pub steps: Vec<Step>,
}

/// One step of a path.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// `.name`, or `:name` as Snowflake writes it.
    Key(String),
    /// `[3]`, counted from 0.
    Index(u64),
    /// `[*]`, any element.
    Each,
}

/// An operator's argument, with its place.
pub type Argument = Spanned<ArgumentKind>;

/// An operator's argument.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ArgumentKind {
    /// A quoted string, unescaped.
    String(String),
    /// A number in JSON's spelling, as written.
    Number(String),
    /// `true` or `false`.
    Bool(bool),
    /// `[…]`.
    List(Vec<Argument>),
    /// `field operand`.
    Field(Box<Operand>),
}
