//! Bursts: so many matches of one key within so many minutes.
//!
//! In: a query of matches, the threshold, the key. Out: stages that keep the match that completes a burst,
//! whenever the burst began: the match is compared with the one so many places before it. Buckets of the
//! clock would miss a burst that stands across the edge of two.

use crate::emit::{Emitter, Refused, Stage};
use crate::expr::{Kql, Logic, Text, call};
use crate::query::{Column, free, path, shown};
use crate::repr::Repr;
use transpile_sdk::backend::BoundRule;

/// The name of the column with the time of a burst's first match.
pub(crate) const BEGAN: &str = "BurstBegan";

/// The columns of the key. One that the table has not as a column of its own gets a name.
pub(crate) fn key(emitter: &Emitter<'_>, rule: &BoundRule) -> Result<Vec<Column>, Refused> {
    let mut out: Vec<Column> = Vec::new();
    for output in &rule.group_by {
        let value = shown(emitter, &output.value)?;
        // As text: null is a key like any other, and a null number equals nothing.
        let value = match emitter.value(&output.value)? {
            Repr::Text(_) | Repr::Json(_) => value,
            _ => call("tostring", [value]),
        };
        let name = match &value {
            Kql::Name(own) => own.clone(),
            _ => free(output.name.clone(), &out),
        };
        out.push(Column {
            name,
            value,
            field: path(&output.value),
        });
    }
    Ok(out)
}

/// Stages that keep the matches that complete a burst.
pub(crate) fn stages(rule: &BoundRule, time: &str, key: &[Column]) -> Vec<Stage> {
    let before = i64::try_from(rule.threshold.saturating_sub(1)).unwrap_or(i64::MAX);
    let name = |name: &str| Kql::Name(name.to_owned());
    let previous = |column: &str| call("prev", [name(column), Kql::Long(before)]);
    let mut stages: Vec<Stage> = key
        .iter()
        .filter(|column| column.value != name(&column.name))
        .map(|column| Stage::Extend(column.name.clone(), column.value.clone()))
        .collect();
    let mut order: Vec<String> = key.iter().map(|column| column.name.clone()).collect();
    order.push(time.to_owned());
    stages.push(Stage::Sort(order));
    stages.push(Stage::Extend(BEGAN.to_owned(), previous(time)));
    let mut same = Vec::new();
    for (index, column) in key.iter().enumerate() {
        let last = format!("BurstKey{}", index + 1);
        stages.push(Stage::Extend(last.clone(), previous(&column.name)));
        same.push(Text(name(&column.name)).same(Text(name(&last))));
    }
    // Before the first row there is no time, so that no row counts as a burst with it.
    let within = Kql::Binary(
        Box::new(Kql::Binary(
            Box::new(name(time)),
            "-",
            Box::new(name(BEGAN)),
        )),
        "<=",
        Box::new(Kql::Minutes(rule.dedup_minutes)),
    );
    stages.push(Stage::Where(Logic(within)));
    stages.extend(same.into_iter().map(Stage::Where));
    stages
}
