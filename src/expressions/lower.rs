//! From match expressions to the IR.
//!
//! In: expressions and the log type. Out: a [`Verdict`], or diagnostics. What a condition asks of a
//! value depends on the value's type; that is in [`super::ask`].

use super::ask::{Asked, Subject};
use super::codes::{BAD_KEY, TOO_LARGE, WRONG_FIELD};
use super::tree::{Combinator, Expression, Key, Kind, Test, Way};
use super::verdict::{TooLarge, Verdict};
use crate::catalog::LogType;
use crate::lower::operators::a;
use crate::lower::paths::{Found, Paths};
use std::collections::BTreeSet;
use transpile_grammar::ast::{Path, Step};
use transpile_sdk::diagnostic::{Diagnostic, Span};
use transpile_sdk::ir::{Origin, Quantifier, Type};

/// Lowers expressions for one log type.
pub(super) struct Lowering<'a> {
    pub(super) paths: Paths<'a>,
    /// The elements of the lists around, outermost first.
    elements: Vec<String>,
}

impl<'a> Lowering<'a> {
    pub(super) fn new(log_type: &'a LogType, taken: BTreeSet<String>) -> Self {
        Self {
            paths: Paths::new(log_type, taken),
            elements: Vec::new(),
        }
    }

    pub(super) fn error(&mut self, diagnostic: Diagnostic) {
        self.paths.diagnostics.push(diagnostic);
    }

    /// `None`: a diagnostic was given.
    pub(super) fn expression(&mut self, expression: &Expression) -> Option<Verdict> {
        match &expression.kind {
            Kind::Always(value) => {
                Some(Verdict::plain(transpile_sdk::ir::Condition::Const(*value)))
            }
            Kind::Group(combinator, parts) => {
                let parts = self.parts(parts)?;
                self.group(*combinator, parts, expression.span)
            }
            Kind::Test(test) => self.test(test, expression.span),
            Kind::Fields {
                condition,
                first,
                second,
            } => {
                let (one, other) = (self.one(first, condition), self.one(second, condition));
                self.fields(
                    condition,
                    (one?, first.span),
                    (other?, second.span),
                    expression.span,
                )
            }
            Kind::Elements {
                key,
                quantifier,
                condition,
                body,
            } => self.elements(key, *quantifier, *condition, body, expression.span),
        }
    }

    /// All parts are lowered, so that all their errors are given.
    fn parts(&mut self, parts: &[Expression]) -> Option<Vec<Verdict>> {
        let mut lowered = Vec::with_capacity(parts.len());
        for part in parts {
            lowered.push(self.expression(part));
        }
        lowered.into_iter().collect()
    }

    fn group(
        &mut self,
        combinator: Combinator,
        parts: Vec<Verdict>,
        span: Span,
    ) -> Option<Verdict> {
        let whole = match combinator {
            Combinator::All => Verdict::all(parts),
            Combinator::Any => Verdict::any(parts),
            Combinator::OnlyOne => Verdict::only_one(&parts),
            Combinator::None => Verdict::any(parts).map(Verdict::negated),
        };
        whole
            .map_err(|TooLarge| {
                self.error(
                    Diagnostic::error(TOO_LARGE, "as a condition, these expressions are too large")
                        .at(span, "grows too large")
                        .with_help("split the rule, or nest fewer `OnlyOne`"),
                );
            })
            .ok()
    }

    fn test(&mut self, test: &Test, span: Span) -> Option<Verdict> {
        let found = self.find(&test.key)?;
        let asked = Asked {
            row: test.condition.value,
            condition: test.condition.span,
            key: test.key.span,
            literals: &test.literals,
            origin: Origin::at(span),
        };
        let verdict = match found.through.as_slice() {
            [] => self.ask(&asked, &Subject::of(found))?,
            [_] => self.ask_all(&asked, &found)?,
            _ => {
                self.error(
                    Diagnostic::error(BAD_KEY, "a list of lists has no such questions")
                        .at(test.key.span, "goes through two lists")
                        .with_help("ask the outer one with `Condition: AnyElement`, the inner one in its `Expressions`"),
                );
                return None;
            }
        };
        Some(if asked.row.negated {
            verdict.negated()
        } else {
            verdict
        })
    }

    fn elements(
        &mut self,
        key: &Key,
        quantifier: Quantifier,
        condition: Span,
        body: &[Expression],
        span: Span,
    ) -> Option<Verdict> {
        let found = self.find(key)?;
        let ty = found.value.ty();
        let problem = match (found.through.is_empty(), &ty) {
            (true, Type::Array(_) | Type::Json) => None,
            (true, ty) => Some((
                format!("this is {}, which has no elements", a(ty)),
                "name a list, or ask the value itself",
            )),
            (false, _) => Some((
                "this is a part of each element".to_owned(),
                "name the list up to its `[*]`, and the part in the `Expressions`",
            )),
        };
        if let Some((label, help)) = problem {
            self.error(
                Diagnostic::error(WRONG_FIELD, "only a list has elements")
                    .at(condition, "")
                    .at(key.span, label)
                    .with_help(help),
            );
            return None;
        }
        let element = self.paths.enter(&found);
        self.elements.push(element.clone());
        let parts = self.parts(body);
        self.elements.pop();
        self.paths.leave();
        let body = self.group(Combinator::All, parts?, span)?;
        Some(body.elements(quantifier, &found.value, &element, Origin::at(span)))
    }

    /// Finds a value that is one value.
    fn one(
        &mut self,
        key: &Key,
        condition: &crate::load::Located<super::table::Row>,
    ) -> Option<Subject> {
        let found = self.find(key)?;
        if found.through.is_empty() {
            return Some(Subject::of(found));
        }
        self.error(
            Diagnostic::error(
                WRONG_FIELD,
                "only single values are compared with each other",
            )
            .at(condition.span, "")
            .at(key.span, "a list")
            .with_help("ask the elements with `Condition: AnyElement`"),
        );
        None
    }

    fn find(&mut self, key: &Key) -> Option<Found> {
        let path = match (&key.way, self.elements.last()) {
            (Way::Event(path), _) | (Way::Path(path), None) => path.clone(),
            (Way::Path(path), Some(element)) => {
                let first = Step::Key(path.first.clone());
                Path {
                    first: element.clone(),
                    steps: [first].into_iter().chain(path.steps.clone()).collect(),
                }
            }
            (Way::Element, element) => Path {
                first: element.cloned().unwrap_or_default(),
                steps: Vec::new(),
            },
        };
        self.paths.find(&path, key.span)
    }
}
