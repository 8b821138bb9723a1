//! What stands above a query: what the rule is, and what its reader must know.

use crate::burst::SHOWN;
use crate::dialect::{Athena, comment};
use crate::partition::Pruned;
use transpile_sdk::backend::{BoundRule, Hunt, Request};
use transpile_sdk::doc::Doc;
use transpile_sdk::range::TimeRange;
use transpile_sdk::shape::Shape;
use transpile_sdk::sql::Dialect;

/// What a reader of the results must know of the table, and of what is read of it.
pub(crate) fn notes(shape: &Shape, hunt: &Hunt, pruned: &Pruned) -> Vec<String> {
    let mut notes = Vec::new();
    if shape.partitions.is_empty() {
        notes.push("the table has no partitions: every run reads all of it".to_owned());
    } else if pruned.predicates.is_empty() {
        let names: Vec<String> = shape
            .partitions
            .iter()
            .map(|partition| Athena.identifier(&partition.name))
            .collect();
        notes.push(format!(
            "every run reads the whole table: no time range or value prunes its partitions ({})",
            names.join(", ")
        ));
    }
    for kind in &pruned.unused {
        notes.push(format!(
            "the table has no partition by `{kind}`: what was given for it has no effect"
        ));
    }
    if let Some(limit) = hunt.limit {
        notes.push(format!("at most {limit} rows are returned, the earliest"));
    }
    if shape.row_guard.is_some() {
        notes.push(
            "of the rows that the table can read: a line that its pattern misses is a row of NULLs"
                .to_owned(),
        );
    }
    notes.extend(shape.event_id.as_ref().and_then(|id| id.note.clone()));
    notes
}

/// The comment above the query of a rule.
pub(crate) fn header(request: &Request<'_>, notes: &[String], width: usize) -> Doc {
    let rule = request.rule;
    let about = &rule.about;
    let mut lines = vec![match about.title.as_str() {
        "" => about.id.clone(),
        title => format!("{}: {title}", about.id),
    }];
    lines.extend(about.lines(&request.shape.name));
    lines.extend(time_range(request.shape, request.hunt));
    lines.extend(threshold(rule));
    lines.push(format!("label: {}", rule.label.name()));
    let notes = rule.notes.iter().chain(notes);
    lines.extend(notes.map(|note| format!("note: {note}")));
    comments(&lines, width)
}

/// What a query says of its time range.
pub(crate) fn time_range(shape: &Shape, hunt: &Hunt) -> Option<String> {
    let column = &shape.event_time.column;
    (hunt.range != TimeRange::All).then(|| format!("time range: {} by {column}", hunt.range))
}

fn threshold(rule: &BoundRule) -> Option<String> {
    (rule.threshold > 1).then(|| {
        format!(
            "threshold: {}, wherever these begin; a row is a burst, with at most {SHOWN} values of a column",
            rule.asks_for()
        )
    })
}

/// Lines as comments.
pub(crate) fn comments(lines: &[String], width: usize) -> Doc {
    let lines = lines.iter().flat_map(|line| comment(line, width));
    Doc::concat(lines.flat_map(|line| [Doc::text(line), Doc::HardLine]))
}
