//! From fields of an event to places in a table.
//!
//! In: a condition over [`Field`](crate::ir::Field)s and a [`Shape`]. Out: the condition over [`BoundField`]s, or a
//! diagnostic for each predicate that the table or the target cannot say. On request such a predicate
//! is dropped so that the query only gets wider: it becomes true, since it stands positively
//! (negations are at the predicates). Inside `one` no replacement is wider, so the whole quantifier goes.

mod context;
mod keys;
mod place;
#[cfg(test)]
mod tests;

pub use place::{Absent, Base, BoundField, Place, PlaceStep, Scope, Storage};

use crate::diagnostic::{Code, Diagnostic, SourceFile, Span};
use crate::ir::{
    Argument, Call, Condition, Origin, Predicate, Quantified, Quantifier, Selected, Template, Test,
    Value,
};
use crate::shape::Shape;
use std::sync::Arc;

/// The table has no column for a field.
pub const ABSENT: Code = Code("T0501");
/// The target cannot say what a predicate asks.
pub const INEXPRESSIBLE: Code = Code("T0502");
/// A predicate was dropped, and the query is wider.
pub const DROPPED: Code = Code("T0503");

/// Why a target cannot say what a predicate asks, in one sentence without a full stop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The reason.
    pub reason: String,
    /// What to write instead, if that is known.
    pub help: Option<String>,
}

impl From<Refusal> for Diagnostic {
    fn from(refusal: Refusal) -> Self {
        Self {
            help: refusal.help,
            ..Self::error(INEXPRESSIBLE, refusal.reason)
        }
    }
}

/// Cannot be said.
///
/// # Errors
/// Always: the refusal.
pub fn refuse<T>(reason: impl Into<String>) -> Result<T, Refusal> {
    Err(Refusal {
        reason: reason.into(),
        help: None,
    })
}

/// Cannot be said; this can.
///
/// # Errors
/// Always: the refusal.
pub fn refuse_with<T>(reason: impl Into<String>, help: impl Into<String>) -> Result<T, Refusal> {
    Err(Refusal {
        reason: reason.into(),
        help: Some(help.into()),
    })
}

/// What binding needs to know.
#[derive(Clone, Copy)]
pub struct Binder<'a> {
    /// The table.
    pub shape: &'a Shape,
    /// All tables that the target knows for the log type, to name those that do have a field.
    pub others: &'a [Shape],
    /// What the target says of a predicate that it cannot express.
    pub refuses: &'a dyn Fn(&Predicate<BoundField>) -> Option<Refusal>,
    /// A condition that every event answers as it answers a predicate, for when the target refuses that one.
    pub restates: &'a dyn Fn(&Predicate) -> Option<Condition>,
    /// The files that the rule is made of beside its own, by number.
    pub files: &'a [Arc<SourceFile>],
    /// True if a predicate may be dropped.
    pub allow_wider: bool,
}

impl std::fmt::Debug for Binder<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Binder")
            .field("shape", &self.shape.name)
            .finish_non_exhaustive()
    }
}

/// A condition over a table.
#[derive(Debug, Clone, PartialEq)]
pub struct Bound {
    /// The condition.
    pub condition: Condition<BoundField>,
    /// What was dropped, a warning each. Empty: the condition is exact.
    pub dropped: Vec<Diagnostic>,
}

impl Binder<'_> {
    /// Binds a normalized condition.
    ///
    /// # Errors
    /// A diagnostic for each predicate that cannot be said and must not be dropped.
    pub fn bind(&self, condition: &Condition) -> Result<Bound, Vec<Diagnostic>> {
        let mut run = Run {
            binder: self,
            scope: Scope::default(),
            known: context::Known::default(),
            problems: Vec::new(),
        };
        let condition = run.condition(condition);
        if run.problems.is_empty() || self.allow_wider {
            let dropped = run.problems.into_iter().map(wider).collect();
            Ok(Bound { condition, dropped })
        } else {
            Err(run.problems)
        }
    }

    /// Binds a value of the event.
    ///
    /// # Errors
    /// The first of its fields for which the table has no column.
    pub fn value(&self, value: &Value) -> Result<Value<BoundField>, Absent> {
        let run = Run {
            binder: self,
            scope: Scope::default(),
            known: context::Known::default(),
            problems: Vec::new(),
        };
        run.value(value)
    }

    /// Binds a text that the rule makes of the event. Nothing of it may be dropped.
    ///
    /// # Errors
    /// The first thing that the table lacks or the target cannot say.
    pub fn template(&self, template: &Template) -> Result<Template<BoundField>, String> {
        Ok(match template {
            Template::Null => Template::Null,
            Template::Text(text) => Template::Text(text.clone()),
            Template::Value(value) => Template::Value(
                self.value(value)
                    .map_err(|absent| format!("the table has no column for `{}`", absent.path))?,
            ),
            Template::Joined(parts) => Template::Joined(
                parts
                    .iter()
                    .map(|part| self.template(part))
                    .collect::<Result<_, _>>()?,
            ),
            Template::Either(condition, then, other) => {
                let exact = Self {
                    allow_wider: false,
                    ..*self
                };
                let bound = exact.bind(condition).map_err(|problems| {
                    let first = problems.into_iter().next();
                    first.map_or_else(String::new, |problem| problem.message)
                })?;
                let (then, other) = (self.template(then)?, self.template(other)?);
                Template::Either(Box::new(bound.condition), Box::new(then), Box::new(other))
            }
        })
    }

    /// The table lacks a field that the rule needs outside its condition, at `span`.
    #[must_use]
    pub fn lacks(&self, absent: &Absent, span: Option<Span>) -> Diagnostic {
        let origin = span.map_or_else(Origin::default, Origin::at);
        self.absent(absent, &Scope::default(), origin)
    }

    /// Points at what was written, if that is known.
    fn at(&self, problem: Diagnostic, origin: Origin, text: &str) -> Diagnostic {
        let Some(span) = origin.span else {
            return problem;
        };
        let number = origin.file.and_then(|number| usize::try_from(number).ok());
        match number.map(|number| self.files.get(number)) {
            None => problem.at(span, text),
            Some(Some(file)) => problem.at(span, text).in_file(file),
            Some(None) => problem,
        }
    }

    fn absent(&self, absent: &Absent, scope: &Scope, origin: Origin) -> Diagnostic {
        let message = format!(
            "table shape `{}` has no column for `{}`",
            self.shape.name, absent.path
        );
        let diagnostic = Diagnostic::error(ABSENT, message).with_note(absent.reason.clone());
        let diagnostic = self.at(diagnostic, origin, "needed here");
        let having: Vec<String> = self
            .others
            .iter()
            .filter(|shape| shape.name != self.shape.name && shape.log_type == self.shape.log_type)
            .filter(|shape| {
                let scope = scope.within(shape);
                scope.is_some_and(|scope| place::locate(&absent.field, shape, &scope).is_ok())
            })
            .map(|shape| format!("`--schema {}`", shape.name))
            .collect();
        if having.is_empty() {
            diagnostic.with_help("give your own table with `--schema FILE` if it has the column")
        } else {
            diagnostic.with_help(format!("shapes that have it: {}", having.join(", ")))
        }
    }
}

fn wider(problem: Diagnostic) -> Diagnostic {
    Diagnostic {
        code: DROPPED,
        severity: crate::diagnostic::Severity::Warning,
        message: format!("condition dropped, the query is wider: {}", problem.message),
        help: None,
        ..problem
    }
}

struct Run<'a> {
    binder: &'a Binder<'a>,
    scope: Scope,
    known: context::Known,
    problems: Vec<Diagnostic>,
}

impl Run<'_> {
    fn condition(&mut self, condition: &Condition) -> Condition<BoundField> {
        match condition {
            Condition::Const(value) => Condition::Const(*value),
            Condition::And(parts) => {
                let mark = self.known.learn(parts);
                let parts: Vec<_> = parts.iter().map(|part| self.condition(part)).collect();
                self.known.forget(mark);
                Condition::all(parts)
            }
            Condition::Or(parts) => {
                let parts: Vec<_> = parts.iter().map(|part| self.condition(part)).collect();
                Condition::either(parts)
            }
            Condition::Not(inner) => {
                let problems = self.problems.len();
                let inner = self.condition(inner);
                if self.problems.len() > problems {
                    Condition::Const(true)
                } else {
                    inner.complement()
                }
            }
            Condition::Quantified(quantified) => match keys::asked(quantified) {
                Some(keys) => self.condition(&keys),
                None => self.quantified(quantified),
            },
            Condition::Selected(selected) => self.selected(selected),
            Condition::Predicate(predicate) => self.predicate(predicate),
        }
    }

    fn quantified(&mut self, quantified: &Quantified) -> Condition<BoundField> {
        let array = match self.value(&quantified.array) {
            Ok(array) => array,
            Err(absent) => return self.drop_absent(&absent, quantified.origin),
        };
        let problems = self.problems.len();
        self.scope.enter(&quantified.element, &array);
        let body = self.condition(&quantified.body);
        self.scope.leave();
        // In `any`, `all` and `at_least` a wider body makes a wider quantifier; in `none` and `one` it does not.
        let spoiled = self.problems.len() > problems
            && matches!(quantified.quantifier, Quantifier::None | Quantifier::One);
        if spoiled {
            return Condition::Const(true);
        }
        Condition::quantified(Quantified {
            quantifier: quantified.quantifier,
            array,
            element: quantified.element.clone(),
            body: Box::new(body),
            origin: quantified.origin,
        })
    }

    fn selected(&mut self, selected: &Selected) -> Condition<BoundField> {
        let array = match self.value(&selected.array) {
            Ok(array) => array,
            Err(absent) => return self.drop_absent(&absent, selected.origin),
        };
        let problems = self.problems.len();
        self.scope.enter(&selected.element, &array);
        let guard = self.condition(&selected.guard);
        let spoiled = self.problems.len() > problems;
        let body = self.condition(&selected.body);
        self.scope.leave();
        // With a wider guard another element would be found.
        if spoiled {
            return Condition::Const(true);
        }
        Condition::selected(Selected {
            end: selected.end,
            array,
            element: selected.element.clone(),
            guard: Box::new(guard),
            body: Box::new(body),
            origin: selected.origin,
        })
    }

    fn predicate(&mut self, predicate: &Predicate) -> Condition<BoundField> {
        let value_and_test = self
            .value(&predicate.value)
            .and_then(|value| Ok((value, self.test(&predicate.test)?)));
        let placed = match value_and_test {
            Ok((value, test)) => Predicate {
                value,
                negated: predicate.negated,
                test,
                origin: predicate.origin,
            },
            Err(absent) => return self.drop_absent(&absent, predicate.origin),
        };
        match (self.binder.refuses)(&placed) {
            None => Condition::Predicate(placed),
            Some(refusal) => {
                if let Some(other) = self.restated(predicate) {
                    return other;
                }
                let problem = Diagnostic::error(INEXPRESSIBLE, refusal.reason);
                let mut problem = self.binder.at(problem, predicate.origin, "");
                problem.help = refusal.help;
                self.problems.push(problem);
                Condition::Const(true)
            }
        }
    }

    /// What is refused in other words, if those are not refused.
    fn restated(&mut self, predicate: &Predicate) -> Option<Condition<BoundField>> {
        let other = (self.binder.restates)(predicate)?;
        let problems = self.problems.len();
        let bound = self.condition(&other);
        let said = self.problems.len() == problems;
        self.problems.truncate(problems);
        said.then_some(bound)
    }

    fn drop_absent(&mut self, absent: &Absent, origin: Origin) -> Condition<BoundField> {
        self.problems
            .push(self.binder.absent(absent, &self.scope, origin));
        Condition::Const(true)
    }

    fn value(&self, value: &Value) -> Result<Value<BoundField>, Absent> {
        Ok(match value {
            Value::Field(field) => {
                let mut bound = place::locate(field, self.binder.shape, &self.scope)?;
                self.known.refine(&mut bound.field);
                Value::Field(bound)
            }
            Value::Call(call) => Value::Call(Call {
                function: call.function,
                operand: Box::new(self.value(&call.operand)?),
                arguments: call
                    .arguments
                    .iter()
                    .map(|argument| match argument {
                        Argument::Scalar(scalar) => Ok(Argument::Scalar(scalar.clone())),
                        Argument::Value(value) => self.value(value).map(Argument::Value),
                    })
                    .collect::<Result<_, _>>()?,
                steps: call.steps.clone(),
            }),
        })
    }

    fn test(&self, test: &Test) -> Result<Test<BoundField>, Absent> {
        Ok(match test {
            Test::EqField(other) => Test::EqField(self.value(other)?),
            Test::Eq(scalar) => Test::Eq(scalar.clone()),
            Test::In(list) => Test::In(list.clone()),
            Test::ContainsText(text) => Test::ContainsText(text.clone()),
            Test::ContainsElement(scalar) => Test::ContainsElement(scalar.clone()),
            Test::StartsWith(text) => Test::StartsWith(text.clone()),
            Test::EndsWith(text) => Test::EndsWith(text.clone()),
            Test::Wildcard(glob) => Test::Wildcard(glob.clone()),
            Test::Regex(regex) => Test::Regex(regex.clone()),
            Test::Compare(comparison, scalar) => Test::Compare(*comparison, scalar.clone()),
            Test::Cidr(networks) => Test::Cidr(networks.clone()),
            Test::IsNull => Test::IsNull,
            Test::IsMissing => Test::IsMissing,
            Test::IsFalsy => Test::IsFalsy,
            Test::IsIp => Test::IsIp,
            Test::IsPrivateIp => Test::IsPrivateIp,
            Test::IsType(ty) => Test::IsType(*ty),
            Test::HasKey => Test::HasKey,
        })
    }
}
