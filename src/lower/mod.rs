//! From the syntax tree to the IR: names become fields of the log type, literals get their type once,
//! operators that do not apply are errors with the fix.
//!
//! In: the parsed pieces of a rule's condition and the log type. Out: a [`Condition`] as written (not
//! normalized), and diagnostics. A part that is wrong becomes a constant, so that the other parts are
//! still checked; the condition is only used if there is no error.

mod advice;
pub mod codes;
mod fields;
mod literal;
pub(crate) mod name;
pub(crate) mod network;
pub(crate) mod operators;
mod ordered;
mod outputs;
mod path;
pub(crate) mod paths;
mod predicate;
mod raise;
mod value;

#[cfg(feature = "python")]
pub(crate) use outputs::column_name;
pub use outputs::{Wanted, lower_fields};
pub use raise::raise;

use crate::catalog::{LogType, Spec};
use codes::{NOT_AN_ARRAY, STEP_AND_QUANTIFIER};
use name::names_of;
use path::{Reached, Through};
use std::collections::BTreeSet;
use transpile_grammar::ast::{self, Expr, ExprKind, OperandKind, Step};
use transpile_sdk::diagnostic::{Diagnostic, Span, shown};
use transpile_sdk::ir::{
    Condition, End, Origin, Predicate, Quantified, Quantifier, Selected, Test, Type,
};

/// A piece of a condition, and how its positions are positions in the rule's file.
pub struct Piece<'a> {
    /// The syntax tree.
    pub tree: &'a ast::Condition,
    /// From positions in the piece to positions in the file.
    pub to_file: &'a dyn Fn(Span) -> Span,
}

impl std::fmt::Debug for Piece<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Piece")
            .field("tree", self.tree)
            .finish_non_exhaustive()
    }
}

/// Lowers the pieces of a condition, which must all hold.
#[must_use]
pub fn lower(pieces: &[Piece<'_>], log_type: &LogType) -> (Condition, Vec<Diagnostic>) {
    let mut taken = BTreeSet::new();
    for piece in pieces {
        for line in &piece.tree.lines {
            names_of(line, &mut taken);
        }
    }
    let mut diagnostics = Vec::new();
    let mut lines = Vec::new();
    for piece in pieces {
        let mut lowerer = Lowerer {
            log_type,
            to_file: piece.to_file,
            exact_keys: false,
            scope: Vec::new(),
            taken: &mut taken,
            diagnostics: &mut diagnostics,
        };
        for line in &piece.tree.lines {
            lines.push(lowerer.expr(line));
        }
    }
    let condition = match lines.len() {
        1 => lines.remove(0),
        _ => Condition::And(lines),
    };
    (condition, diagnostics)
}

struct Lowerer<'a> {
    log_type: &'a LogType,
    to_file: &'a dyn Fn(Span) -> Span,
    /// True if a key in another case is another key, and only `[*]` goes to the elements of an array.
    exact_keys: bool,
    /// The quantifiers around the place that is being read, outermost first.
    scope: Vec<Element>,
    /// Every name that the condition uses.
    taken: &'a mut BTreeSet<String>,
    diagnostics: &'a mut Vec<Diagnostic>,
}

/// The element of a quantifier.
#[derive(Debug)]
struct Element {
    /// As the rule's author calls it.
    written: String,
    /// As the IR calls it.
    name: String,
    spec: Spec,
}

impl Lowerer<'_> {
    fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic.map_spans(self.to_file));
    }

    fn error(&mut self, diagnostic: Diagnostic) {
        self.report(diagnostic);
    }

    fn origin(&self, span: Span) -> Origin {
        Origin::at((self.to_file)(span))
    }

    fn expr(&mut self, expr: &Expr) -> Condition {
        match &expr.value {
            ExprKind::Const(value) => Condition::Const(*value),
            ExprKind::Or(parts) => {
                Condition::Or(parts.iter().map(|part| self.expr(part)).collect())
            }
            ExprKind::And(parts) => {
                Condition::And(parts.iter().map(|part| self.expr(part)).collect())
            }
            ExprKind::Not(inner) => Condition::Not(Box::new(self.expr(inner))),
            ExprKind::HasKey(path) => {
                let Some(reached) = self.path(&path.value, path.span) else {
                    return Condition::Const(false);
                };
                let predicate = Predicate {
                    value: reached.value,
                    negated: false,
                    test: Test::HasKey,
                    origin: self.origin(expr.span),
                };
                through(
                    reached.through,
                    Condition::Predicate(predicate),
                    expr_origin(self, expr),
                )
            }
            ExprKind::Quantified {
                quantifier,
                array,
                name,
                body,
            } => self.quantified(expr, *quantifier, array, &name.value, body),
            ExprKind::Selected {
                end,
                array,
                name,
                guard,
                body,
            } => self.selected(expr, *end, array, &name.value, (guard, body)),
            ExprKind::Predicate(predicate) => self.predicate(predicate, expr.span),
        }
    }

    fn quantified(
        &mut self,
        expr: &Expr,
        quantifier: ast::Quantifier,
        array: &ast::Operand,
        name: &str,
        body: &Expr,
    ) -> Condition {
        let (inner, word) = quantifier_of(quantifier);
        let Some((reached, element)) = self.enter(array, name, word) else {
            return Condition::Const(false);
        };
        let body = self.expr(body);
        self.scope.pop();
        let origin = self.origin(expr.span);
        // The arrays on the way stand outside, each with `any`; `none` is then `not any`.
        let (inner, complement) = match inner {
            Quantifier::None if !reached.through.is_empty() => (Quantifier::Any, true),
            other => (other, false),
        };
        let quantified = elements(Quantified {
            quantifier: inner,
            array: reached.value,
            element,
            body: Box::new(body),
            origin,
        });
        let whole = through(reached.through, quantified, origin);
        if complement { negate(whole) } else { whole }
    }

    fn selected(
        &mut self,
        expr: &Expr,
        end: ast::End,
        array: &ast::Operand,
        name: &str,
        (guard, body): (&Expr, &Expr),
    ) -> Condition {
        let Some((reached, element)) = self.enter(array, name, end.word()) else {
            return Condition::Const(false);
        };
        let guard = self.expr(guard);
        let body = self.expr(body);
        self.scope.pop();
        let origin = self.origin(expr.span);
        let inner = match reached.value.ty() {
            Type::Array(_) | Type::Json => Condition::Selected(Selected {
                end: match end {
                    ast::End::First => End::First,
                    ast::End::Last => End::Last,
                },
                array: reached.value,
                element,
                guard: Box::new(guard),
                body: Box::new(body),
                origin,
            }),
            _ => Condition::Const(false),
        };
        through(reached.through, inner, origin)
    }

    /// Goes inside an array's elements: how the array is reached, and the element's name in the IR.
    fn enter(&mut self, array: &ast::Operand, name: &str, word: &str) -> Option<(Reached, String)> {
        if let OperandKind::Path(path) = &array.value
            && path.steps.last() == Some(&Step::Each)
        {
            let mut shorter = path.clone();
            shorter.steps.pop();
            let shorter = transpile_grammar::printer::print_path(&shorter);
            self.error(
                Diagnostic::error(
                    STEP_AND_QUANTIFIER,
                    "a quantifier takes the array, not its elements",
                )
                .at(array.span, "`[*]` is a step to the elements")
                .with_help(format!("write `{word} {shorter} as {name} (…)`")),
            );
            return None;
        }
        let reached = self.operand(array)?;
        let spec = match reached.value.ty() {
            Type::Array(items) => reached
                .spec
                .items
                .as_deref()
                .cloned()
                .unwrap_or_else(|| Spec::of_type(&items)),
            Type::Json => Spec::json(),
            other => {
                self.report(
                    Diagnostic::warning(
                        NOT_AN_ARRAY,
                        format!(
                            "`{}` is {}, which has no elements",
                            shown(&transpile_grammar::printer::print_operand(array), 80),
                            operators::a(&other)
                        ),
                    )
                    .at(array.span, "not an array"),
                );
                Spec::json()
            }
        };
        let shadows = self
            .log_type
            .fields
            .keys()
            .any(|field| field.eq_ignore_ascii_case(name));
        let nested = self.scope.iter().any(|element| element.name == name);
        let element = if shadows || nested {
            self.fresh(name.chars().find(char::is_ascii_alphabetic).unwrap_or('e'))
        } else {
            name.to_owned()
        };
        self.scope.push(Element {
            written: name.to_owned(),
            name: element.clone(),
            spec,
        });
        Some((reached, element))
    }
}

fn expr_origin(lowerer: &Lowerer<'_>, expr: &Expr) -> Origin {
    lowerer.origin(expr.span)
}

/// "Any element" for each array on the way, the outermost outside.
fn through(way: Vec<Through>, inner: Condition, origin: Origin) -> Condition {
    way.into_iter().rev().fold(inner, |inner, step| {
        elements(Quantified {
            quantifier: Quantifier::Any,
            array: step.array,
            element: step.element,
            body: Box::new(inner),
            origin,
        })
    })
}

/// A quantifier; decided at once over what is no array by type.
fn elements(quantified: Quantified) -> Condition {
    match quantified.array.ty() {
        Type::Array(_) | Type::Json => Condition::Quantified(quantified),
        _ => Condition::Const(match quantified.quantifier {
            Quantifier::Any | Quantifier::One | Quantifier::AtLeast(1..) => false,
            Quantifier::All | Quantifier::None | Quantifier::AtLeast(0) => true,
        }),
    }
}

/// The complement of what [`through`] made.
fn negate(condition: Condition) -> Condition {
    match condition {
        Condition::Quantified(quantified) if quantified.quantifier == Quantifier::Any => {
            Condition::Quantified(Quantified {
                quantifier: Quantifier::None,
                ..quantified
            })
        }
        Condition::Const(value) => Condition::Const(!value),
        other => Condition::Not(Box::new(other)),
    }
}

fn quantifier_of(quantifier: ast::Quantifier) -> (Quantifier, &'static str) {
    match quantifier {
        ast::Quantifier::Any => (Quantifier::Any, "any"),
        ast::Quantifier::All => (Quantifier::All, "all"),
        ast::Quantifier::None => (Quantifier::None, "none"),
        ast::Quantifier::One => (Quantifier::One, "one"),
        ast::Quantifier::AtLeast(least) => (Quantifier::AtLeast(least), "at_least"),
    }
}
