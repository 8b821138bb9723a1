//! The columns of a result.
//!
//! In: the outputs of a lowered rule, and a target with its table. Out: the outputs that the target can show, and for
//! each other one why it is left out. The rows of a result are the same without it.

use super::codes::HIDDEN_OUTPUT;
use super::front::Lowered;
use transpile_sdk::backend::{Backend, Output, TextColumn};
use transpile_sdk::bind::Binder;
use transpile_sdk::diagnostic::Diagnostic;
use transpile_sdk::ir::{Condition, Predicate, Template, Test};

/// The columns of a result.
#[derive(Debug, Default)]
pub(super) struct Columns {
    /// What is shown.
    pub(super) outputs: Vec<Output>,
    /// The texts that the rule makes.
    pub(super) texts: Vec<TextColumn>,
    /// What is not, for the reader of the query.
    pub(super) notes: Vec<String>,
    /// What the target cannot show, for the rule's author.
    pub(super) hidden: Vec<Diagnostic>,
}

/// Binds the outputs of a rule.
pub(super) fn bind(binder: &Binder<'_>, backend: &dyn Backend, lowered: &Lowered) -> Columns {
    let mut columns = Columns::default();
    for (name, value) in &lowered.outputs {
        let bound = match binder.value(value) {
            Ok(bound) => bound,
            Err(absent) => {
                columns.notes.push(format!(
                    "output `{}` is left out: the table has no column for it",
                    absent.field.dotted()
                ));
                continue;
            }
        };
        match backend.hides(&bound) {
            None => columns.outputs.push(Output {
                name: name.clone(),
                value: bound,
            }),
            Some(refusal) => {
                let message = format!("output `{name}` is left out: {}", refusal.reason);
                columns.notes.push(message.clone());
                let mut problem = Diagnostic::warning(HIDDEN_OUTPUT, message);
                problem.help = refusal.help;
                columns.hidden.push(problem);
            }
        }
    }
    let shown = |template: &Template| {
        let text = binder.template(template)?;
        match backend.hides_text(&text) {
            None => Ok(text),
            Some(refusal) => Err(refusal.reason),
        }
    };
    for (name, template) in &lowered.texts {
        let text = shown(template).or_else(|reason| {
            let text = shown(&alike(template)).map_err(|_| reason)?;
            columns.notes.push(format!(
                "output `{name}` shows an empty or null value as it shows a missing one"
            ));
            Ok(text)
        });
        match text {
            Ok(text) => columns.texts.push(TextColumn {
                name: name.clone(),
                text,
            }),
            Err(reason) => {
                let reason: String = reason;
                columns
                    .notes
                    .push(format!("output `{name}` is left out: {reason}"));
            }
        }
    }
    columns
}

/// The template for a table that cannot tell a missing value from a null or an empty one.
fn alike(template: &Template) -> Template {
    match template {
        Template::Joined(parts) => Template::joined(parts.iter().map(alike)),
        Template::Either(condition, then, other) => {
            Template::either(&asked_alike(condition), alike(then), alike(other))
        }
        other => other.clone(),
    }
}

fn asked_alike(condition: &Condition) -> Condition {
    match condition {
        Condition::And(parts) => Condition::all(parts.iter().map(asked_alike)),
        Condition::Or(parts) => Condition::either(parts.iter().map(asked_alike)),
        Condition::Predicate(predicate) => {
            let (test, negated) = match &predicate.test {
                Test::IsMissing => (Test::IsNull, predicate.negated),
                Test::HasKey => (Test::IsNull, !predicate.negated),
                other => (other.clone(), predicate.negated),
            };
            Condition::Predicate(Predicate {
                test,
                negated,
                ..predicate.clone()
            })
        }
        other => other.clone(),
    }
}
