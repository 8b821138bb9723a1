//! The columns of a result.
//!
//! In: the outputs of a lowered rule, and a target with its table. Out: the outputs that the target can show, and for
//! each other one why it is left out. The rows of a result are the same without it.

use super::codes::HIDDEN_OUTPUT;
use super::front::Lowered;
use transpile_sdk::backend::{Backend, Output};
use transpile_sdk::bind::Binder;
use transpile_sdk::diagnostic::Diagnostic;

/// The columns of a result.
#[derive(Debug, Default)]
pub(super) struct Columns {
    /// What is shown.
    pub(super) outputs: Vec<Output>,
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
    columns
}
