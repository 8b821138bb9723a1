//! Conditions of many rules as trees over shared questions.
//!
//! In: conditions over a row. Out: [`Expr`]s over [`Atom`]s. An atom is a predicate or a question about an
//! array's elements; rules that ask the same share it, and an event is asked once.

use super::row::Row;
use crate::eval::{EvalError, Evaluator, Options};
use indexmap::IndexMap;
use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;
use transpile_sdk::ir::{Condition, Field, Predicate, Root, Step, Test, Value};

/// A question that is not taken apart.
#[derive(Debug)]
pub(super) struct Atom {
    evaluator: Evaluator,
    /// The only column that it looks at, if there is only one.
    column: Option<usize>,
    /// Where its answers about a value are kept, if it is costly: among such columns, and in the column.
    costly: Option<(usize, usize)>,
}

/// A condition over atoms.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Expr {
    Const(bool),
    /// True if the atom's answer is this one.
    Is(usize, bool),
    All(Arc<[Expr]>),
    Either(Arc<[Expr]>),
    Not(Arc<Expr>),
}

/// All atoms of a log type's rules.
#[derive(Debug, Default)]
pub(super) struct Atoms {
    list: Vec<Atom>,
    /// Where to find the atoms of a question again, by its hash.
    known: IndexMap<u64, Vec<(Condition, usize)>>,
    /// The columns that costly questions are about, and how many such questions.
    costly: IndexMap<usize, usize>,
}

impl Atoms {
    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.list.len()
    }

    /// The atom's own column, if it has only one.
    pub(super) fn column(&self, atom: usize) -> Option<usize> {
        self.list.get(atom)?.column
    }

    /// How many columns there are that costly questions are about.
    pub(super) fn costly_columns(&self) -> usize {
        self.costly.len()
    }

    /// Of a costly atom about one column: the place among such columns, the column, the place in it.
    pub(super) fn costly(&self, atom: usize) -> Option<(usize, usize, usize)> {
        let atom = self.list.get(atom)?;
        let (among, place) = atom.costly?;
        Some((among, atom.column?, place))
    }

    /// The answer of an atom on a row.
    pub(super) fn ask(&self, atom: usize, row: &Row) -> bool {
        self.list
            .get(atom)
            .is_some_and(|atom| atom.evaluator.matches_json(row.json()))
    }

    /// A condition as an expression.
    pub(super) fn expr(
        &mut self,
        condition: &Condition,
        options: &Options,
    ) -> Result<Expr, EvalError> {
        Ok(match condition {
            Condition::Const(value) => Expr::Const(*value),
            Condition::And(parts) => Expr::All(self.exprs(parts, options)?),
            Condition::Or(parts) => Expr::Either(self.exprs(parts, options)?),
            Condition::Not(inner) => Expr::Not(Arc::new(self.expr(inner, options)?)),
            Condition::Predicate(predicate) => {
                let asked = Predicate {
                    negated: false,
                    ..predicate.clone()
                };
                let atom = self.atom(Condition::Predicate(asked), options)?;
                Expr::Is(atom, !predicate.negated)
            }
            Condition::Quantified(_) | Condition::Selected(_) => {
                Expr::Is(self.atom(condition.clone(), options)?, true)
            }
        })
    }

    fn exprs(&mut self, parts: &[Condition], options: &Options) -> Result<Arc<[Expr]>, EvalError> {
        // A loop: the frames of a chain of iterators would cost more stack than the recursion itself.
        let mut exprs = Vec::with_capacity(parts.len());
        for part in parts {
            exprs.push(self.expr(part, options)?);
        }
        Ok(exprs.into())
    }

    fn atom(&mut self, asked: Condition, options: &Options) -> Result<usize, EvalError> {
        let mut hasher = DefaultHasher::new();
        asked.hash(&mut hasher);
        let alike = self.known.entry(hasher.finish()).or_default();
        if let Some((_, atom)) = alike.iter().find(|(known, _)| *known == asked) {
            return Ok(*atom);
        }
        let atom = self.list.len();
        let column = only_column(&asked);
        let costly = column.filter(|_| is_costly(&asked)).map(|column| {
            let entry = self.costly.entry(column);
            let among = entry.index();
            let count = entry.or_default();
            *count += 1;
            (among, *count - 1)
        });
        self.list.push(Atom {
            evaluator: Evaluator::new(&asked, options.clone())?,
            column,
            costly,
        });
        alike.push((asked, atom));
        Ok(atom)
    }
}

/// True if it takes longer to answer than to look up a value.
fn is_costly(asked: &Condition) -> bool {
    match asked {
        Condition::Predicate(predicate) => {
            matches!(predicate.value, Value::Call(_))
                || matches!(predicate.test, Test::Regex(_) | Test::Wildcard(_))
                || matches!(&predicate.test, Test::In(list) if list.len() > 8)
        }
        _ => false,
    }
}

/// The column that a question is about, if it is about one only.
fn only_column(asked: &Condition) -> Option<usize> {
    let mut columns = BTreeSet::new();
    asked.fields(&mut |field: &Field| {
        if let (Root::Event, Some(Step::Index(column))) = (&field.root, field.steps.first()) {
            columns.insert(*column);
        }
    });
    match (columns.pop_first(), columns.is_empty()) {
        (Some(column), true) => usize::try_from(column).ok(),
        _ => None,
    }
}

impl Expr {
    /// The answer, given those of the atoms.
    pub(super) fn holds(&self, ask: &mut impl FnMut(usize) -> bool) -> bool {
        match self {
            Self::Const(value) => *value,
            Self::Is(atom, answer) => ask(*atom) == *answer,
            Self::All(parts) => parts.iter().all(|part| part.holds(ask)),
            Self::Either(parts) => parts.iter().any(|part| part.holds(ask)),
            Self::Not(inner) => !inner.holds(ask),
        }
    }

    /// What is left to ask if some answers are known.
    pub(super) fn given(&self, known: &mut impl FnMut(usize) -> Option<bool>) -> Self {
        match self {
            Self::Const(_) => self.clone(),
            Self::Is(atom, answer) => match known(*atom) {
                Some(given) => Self::Const(given == *answer),
                None => self.clone(),
            },
            Self::All(parts) => match left(parts, false, known) {
                Some(parts) => joined(parts, true, Self::All),
                None => Self::Const(false),
            },
            Self::Either(parts) => match left(parts, true, known) {
                Some(parts) => joined(parts, false, Self::Either),
                None => Self::Const(true),
            },
            Self::Not(inner) => match inner.given(known) {
                Self::Const(value) => Self::Const(!value),
                inner => Self::Not(Arc::new(inner)),
            },
        }
    }

    /// Calls `visit` on every atom.
    pub(super) fn atoms(&self, visit: &mut impl FnMut(usize)) {
        match self {
            Self::Const(_) => {}
            Self::Is(atom, _) => visit(*atom),
            Self::All(parts) | Self::Either(parts) => {
                for part in &**parts {
                    part.atoms(visit);
                }
            }
            Self::Not(inner) => inner.atoms(visit),
        }
    }
}

/// The parts that are left; `None` if one of them is `decisive`.
fn left(
    parts: &[Expr],
    decisive: bool,
    known: &mut impl FnMut(usize) -> Option<bool>,
) -> Option<Vec<Expr>> {
    let mut left = Vec::new();
    for part in parts {
        match part.given(known) {
            Expr::Const(value) if value == decisive => return None,
            Expr::Const(_) => {}
            part => left.push(part),
        }
    }
    Some(left)
}

/// The parts as one expression; `empty` if there are none.
fn joined(mut parts: Vec<Expr>, empty: bool, join: fn(Arc<[Expr]>) -> Expr) -> Expr {
    match (parts.pop(), parts.is_empty()) {
        (None, _) => Expr::Const(empty),
        (Some(only), true) => only,
        (Some(last), false) => {
            parts.push(last);
            join(parts.into())
        }
    }
}
