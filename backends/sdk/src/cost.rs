//! What a query reads of its table.
//!
//! In: rules over a table. Out: the partitions and columns that the query reads, and why it reads more than it might.

use crate::backend::BoundRule;
use crate::bind::{Base, BoundField};
use crate::shape::Shape;
use serde::Serialize;
use std::fmt;

/// What a query reads.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Cost {
    /// The predicates that choose among the partitions.
    pub partitions: Vec<String>,
    /// The columns that are read.
    pub columns: Vec<String>,
    /// Why more is read than the matches need, one sentence each without a full stop.
    pub more: Vec<String>,
}

/// A line for the partitions, one for the columns, one for each reason.
impl fmt::Display for Cost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let partitions = match self.partitions.as_slice() {
            [] => "all".to_owned(),
            some => some.join(" AND "),
        };
        writeln!(f, "  partitions: {partitions}")?;
        writeln!(f, "  columns: {}", self.columns.join(", "))?;
        self.more
            .iter()
            .try_for_each(|reason| writeln!(f, "  note: {reason}"))
    }
}

/// The columns that a query of these rules reads, in the table's order; those that the table's shape does not list
/// come first.
#[must_use]
pub fn columns(rules: &[&BoundRule], shape: &Shape) -> Vec<String> {
    let mut read: Vec<&str> = vec![&shape.event_time.column];
    read.extend(shape.event_id.as_ref().map(|id| id.column.as_str()));
    read.extend(shape.row_guard.as_deref());
    read.extend(shape.only.keys().map(String::as_str));
    for rule in rules {
        let mut push = |field: &'_ BoundField| {
            if let Base::Column(name) = &field.place.base
                && let Some(own) = shape.columns.iter().find(|own| own.column == *name)
            {
                read.push(&own.column);
            }
        };
        rule.condition.fields(&mut push);
        let outputs = rule.outputs.iter().map(|output| &output.value);
        for value in outputs.chain(&rule.unique) {
            value.fields(&mut push);
        }
        for column in &rule.group_by {
            column.key.fields(&mut push);
        }
        for column in &rule.texts {
            column.text.fields(&mut push);
        }
    }
    let place = |name: &str| shape.columns.iter().position(|own| own.column == name);
    read.sort_by_key(|name| place(name));
    read.dedup();
    read.into_iter().map(str::to_owned).collect()
}
