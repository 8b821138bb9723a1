//! Two keys compared with each other.
//!
//! In: a condition and two values. Out: a [`Verdict`], or why that cannot be said.

use super::ask::{Subject, call};
use super::codes::{INEXPRESSIBLE, PARTIAL, WRONG_FIELD};
use super::lower::Lowering;
use super::table::{Ask, Row};
use super::verdict::Verdict;
use crate::load::Located;
use crate::lower::operators::a;
use transpile_sdk::diagnostic::{Diagnostic, Span};
use transpile_sdk::ir::{Condition, Function, JsonType, Origin, Predicate, Test, Type, Value};

impl Lowering<'_> {
    pub(super) fn fields(
        &mut self,
        condition: &Located<Row>,
        (one, one_span): (Subject, Span),
        (other, other_span): (Subject, Span),
        span: Span,
    ) -> Option<Verdict> {
        let row = condition.value;
        if row.ask != Ask::Equals {
            self.error(
                Diagnostic::error(
                    INEXPRESSIBLE,
                    format!("`{}` of two keys cannot be said in a query", row.name),
                )
                .at(condition.span, "")
                .with_help("two keys can only be equal (`Equals`, `IEquals`) or not"),
            );
            return None;
        }
        if !are_comparable(&one.ty, &other.ty) {
            self.error(
                Diagnostic::error(
                    WRONG_FIELD,
                    format!("{} and {} are never equal", a(&one.ty), a(&other.ty)),
                )
                .at(one_span, format!("this is {}", a(&one.ty)))
                .at(other_span, format!("this is {}", a(&other.ty)))
                .with_help("compare two keys of one type"),
            );
            return None;
        }
        if one.ty == Type::Json && other.ty == Type::Json {
            self.error(
                Diagnostic::warning(
                    PARTIAL,
                    "where both are lists or objects, they do not count as equal",
                )
                .at(one_span, "")
                .at(other_span, "may hold anything")
                .with_help("nothing is lost if they are texts, numbers or booleans"),
            );
        }
        let origin = Origin::at(span);
        let test = |value: &Value, test| {
            Condition::Predicate(Predicate {
                value: value.clone(),
                negated: false,
                test,
                origin,
            })
        };
        // Panther compares the text of a timestamp, not the instant.
        let plain = |subject: &Subject| match subject.ty {
            Type::Timestamp => call(Function::Text, &subject.value),
            _ => subject.value.clone(),
        };
        let (first, second) = (plain(&one), plain(&other));
        let lower = |value: &Value| call(Function::Lower, value);
        let equal = |first: &Value, second: &Value| test(first, Test::EqField(second.clone()));
        let is_text = |subject: &Subject| subject.ty.is_text();
        let yes = match (row.folds, is_text(&one), is_text(&other)) {
            (true, true, true) => equal(&lower(&first), &lower(&second)),
            (true, ..) if one.ty == Type::Json || other.ty == Type::Json => {
                let texts =
                    [&first, &second].map(|value| test(value, Test::IsType(JsonType::String)));
                let alike = [equal(&lower(&first), &lower(&second))];
                let alike = Condition::all(texts.into_iter().chain(alike));
                Condition::either([equal(&first, &second), alike])
            }
            _ => equal(&first, &second),
        };
        let verdict = Verdict::plain(yes);
        Some(if row.negated {
            verdict.negated()
        } else {
            verdict
        })
    }
}

/// True if values of the two types may be equal, and a query can say whether they are.
fn are_comparable(one: &Type, other: &Type) -> bool {
    let is_scalar = |ty: &Type| !matches!(ty, Type::Array(_) | Type::Object);
    is_scalar(one)
        && is_scalar(other)
        && (one == other
            || *one == Type::Json
            || *other == Type::Json
            || (one.is_number() && other.is_number())
            || (one.is_text() && other.is_text()))
}
