//! What the other conditions of an `and` say of a field.
//!
//! In: the parts of an `and`. Out: the fields that each row of interest has, with text that is not empty:
//! the other parts need no answer for rows without. A table that shows a missing text and an empty one
//! alike can then be asked what it could not be asked alone.
//!
//! Only tests whose own answer is the same for null and for the empty text (or 0, or false) count, so that no two parts
//! lean on each other.

use crate::ir::{Condition, Field, Predicate, Root, Scalar, Step, Test, Type, Value};

/// Fields that are there, and not the empty text, in every row that matters.
#[derive(Debug, Default)]
pub(super) struct Known {
    fields: Vec<(Vec<Step>, bool)>,
}

impl Known {
    /// Learns from the parts of an `and`; gives a mark to forget them by.
    pub(super) fn learn(&mut self, parts: &[Condition]) -> usize {
        let mark = self.fields.len();
        for part in parts {
            if let Condition::Predicate(predicate) = part
                && let Value::Field(field) = &predicate.value
                && field.root == Root::Event
                && needs_text(predicate)
            {
                // `is_ip` itself is always asked in full, so that others may rely on it.
                let address = predicate.test == Test::IsIp;
                self.fields.push((field.steps.clone(), address));
            }
        }
        mark
    }

    /// Forgets what was learnt since the mark.
    pub(super) fn forget(&mut self, mark: usize) {
        self.fields.truncate(mark);
    }

    /// The field with what is known of it.
    pub(super) fn refine(&self, field: &mut Field) {
        if field.root != Root::Event {
            return;
        }
        for (steps, address) in &self.fields {
            if *steps == field.steps {
                field.facts.never_null = true;
                field.facts.never_empty |= field.ty.is_text();
                if *address && field.ty == Type::String {
                    field.ty = Type::Ip;
                }
            }
        }
    }
}

/// True if the predicate is false on null and on the empty text, whatever the table makes of them.
fn needs_text(predicate: &Predicate) -> bool {
    // Some tables show a missing number as 0, and a missing boolean as false.
    let filled = |scalar: &Scalar| match scalar {
        Scalar::String(text) => !text.is_empty(),
        Scalar::Number(number) => !number.is_zero(),
        Scalar::Bool(value) => *value,
        Scalar::Timestamp(_) => true,
    };
    if predicate.negated {
        return predicate.test == Test::IsNull;
    }
    match &predicate.test {
        Test::Eq(scalar) => filled(scalar),
        Test::In(list) => list.iter().all(filled),
        Test::ContainsText(text) | Test::StartsWith(text) | Test::EndsWith(text) => {
            !text.is_empty()
        }
        Test::Wildcard(glob) => !glob.matches(""),
        Test::Cidr(_) | Test::IsIp | Test::IsPrivateIp => true,
        _ => false,
    }
}
