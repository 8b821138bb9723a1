//! The whole query: header, columns, table, predicates, order.

use crate::burst::Bursts;
use crate::columns::{Columns, select};
use crate::dialect::{Athena, table};
use crate::emit::Emitter;
use crate::header::{header, notes};
use crate::partition;
use crate::time;
use transpile_sdk::backend::{Artifact, Request};
use transpile_sdk::diagnostic::Diagnostic;
use transpile_sdk::doc::Doc;
use transpile_sdk::shape::Shape;
use transpile_sdk::sql::{Sql, conjuncts};

/// Lines are at most so wide where that is possible.
pub(crate) const WIDTH: usize = 100;

/// Athena takes queries of at most so many bytes (Amazon Athena User Guide, "Service Quotas").
pub(crate) const MAX_BYTES: usize = 262_144;

/// Makes the query of a rule: its matches by time, or its bursts.
pub(crate) fn query(request: &Request<'_>) -> Result<Artifact, Diagnostic> {
    let (shape, hunt, rule) = (request.shape, request.hunt, request.rule);
    let condition = Emitter::new(Some(shape)).condition(&rule.condition)?;
    let event_time = time::event_time(shape)?;
    let pruned = partition::prune(shape, hunt)?;
    let notes = notes(shape, hunt, &pruned);
    let guard = guard(shape);
    let bounds = time::bounds(hunt.range, &event_time);
    let predicates = pruned.predicates.into_iter().chain(bounds);
    let predicates = Sql::all(predicates.chain(guard).chain([condition]));
    let name = request.table.unwrap_or(&shape.table);
    let source = from(name, &predicates);
    let emitter = Emitter::new(Some(shape));
    let (body, order) = if rule.threshold > 1 {
        let bursts = Bursts::new(&emitter, rule)?;
        (bursts.query(&event_time, source), Doc::text("first_seen"))
    } else {
        let mut columns = Columns::default();
        columns.push_event(shape);
        columns.push_outputs(&emitter, &rule.outputs)?;
        columns.push_texts(&emitter, &rule.texts)?;
        let body = Doc::concat([select(columns.items()), source]);
        (body, event_time.doc(&Athena))
    };
    let parts = [
        header(request, &notes, WIDTH),
        body,
        ordered(order, hunt.limit),
    ];
    Ok(Artifact {
        text: Doc::concat(parts).print(WIDTH),
        notes,
    })
}

/// Passes over the rows that the table's reader could not parse.
pub(crate) fn guard(shape: &Shape) -> Option<Sql> {
    let column = shape.row_guard.as_ref()?;
    Some(Sql::name(column).is_not_null())
}

/// `FROM` and `WHERE`.
pub(crate) fn from(name: &str, predicates: &Sql) -> Doc {
    let mut parts = vec![Doc::text(format!("FROM {}", table(name)))];
    if *predicates != Sql::Bool(true) {
        parts.push(Doc::HardLine);
        parts.push(Doc::text("WHERE "));
        parts.push(conjuncts(predicates, &Athena).indent());
    }
    Doc::Concat(parts)
}

/// `ORDER BY` and `LIMIT`.
pub(crate) fn ordered(order: Doc, limit: Option<u64>) -> Doc {
    let mut parts = vec![Doc::HardLine, Doc::text("ORDER BY "), order, Doc::HardLine];
    if let Some(limit) = limit {
        parts.push(Doc::text(format!("LIMIT {limit}")));
        parts.push(Doc::HardLine);
    }
    Doc::Concat(parts)
}
