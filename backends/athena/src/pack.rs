//! Several rules over one table as one query: the table is read once, and each event comes with the rules it matches.
//!
//! In: rules bound to one shape. Out: one `SELECT` with an array of rules, or several where one would be too long. A
//! rule whose condition is NULL of an event does not match it.

use crate::columns::{Columns, named, select};
use crate::dialect::Athena;
use crate::emit::Emitter;
use crate::header::{comments, notes, time_range};
use crate::query::{self, MAX_BYTES, WIDTH, from, ordered};
use crate::{partition, time};
use transpile_sdk::backend::{Artifact, BoundRule, Pack};
use transpile_sdk::diagnostic::Diagnostic;
use transpile_sdk::doc::Doc;
use transpile_sdk::sql::{Dialect, Sql};

/// The name of the column with the rules.
const RULES: &str = "rules";

/// An array is written with at most so many elements (a function takes 127 arguments).
const ELEMENTS: usize = 100;

/// Makes the queries.
pub(crate) fn pack(request: &Pack<'_>) -> Result<Vec<Artifact>, Diagnostic> {
    request.split(&query, &|artifact| artifact.text.len() <= MAX_BYTES)
}

fn query(request: &Pack<'_>) -> Result<Artifact, Diagnostic> {
    let (shape, hunt) = (request.shape, request.hunt);
    let event_time = time::event_time(shape)?;
    let pruned = partition::prune(shape, hunt)?;
    let notes = notes(shape, hunt, &pruned);
    let guard = query::guard(shape);
    let conditions = request.rules.iter().map(|rule| {
        let mut emitter = Emitter::new(Some(shape));
        emitter.condition(&rule.condition)
    });
    let conditions: Vec<Sql> = conditions.collect::<Result<_, _>>()?;

    let mut columns = Columns::without(&[RULES]);
    columns.push_event(shape);
    let emitter = Emitter::new(Some(shape));
    for rule in request.rules {
        columns.push_outputs(&emitter, &rule.outputs)?;
    }
    let flags = request.rules.iter().zip(&conditions);
    let flags: Vec<Doc> = flags
        .map(|(rule, condition)| flag(condition, rule))
        .collect();
    let rules = matched(&flags);
    // The conditions stand twice, on one level: of an array that a level below makes, Trino 483 makes no plan.
    let bounds = time::bounds(hunt.range, &event_time);
    let predicates = pruned.predicates.into_iter().chain(bounds).chain(guard);
    let predicates = Sql::all(predicates.chain([Sql::Or(conditions)]));
    let range = time_range(shape, hunt);
    let text = Doc::concat([
        comments(&request.header(range, &notes), WIDTH),
        select(columns.items().chain([rules])),
        from(request.table.unwrap_or(&shape.table), &predicates),
        ordered(event_time.doc(&Athena), hunt.limit),
    ]);
    Ok(Artifact {
        text: text.print(WIDTH),
        notes,
    })
}

/// The rules that an event matches.
fn matched(flags: &[Doc]) -> Doc {
    let arrays = flags.chunks(ELEMENTS).map(|flags| {
        let items = Doc::join(
            flags.to_vec(),
            &Doc::concat([Doc::text(","), Doc::HardLine]),
        );
        Doc::concat([
            Doc::text("ARRAY["),
            Doc::concat([Doc::HardLine, items]).indent(),
            Doc::HardLine,
            Doc::text("]"),
        ])
    });
    let rules = Doc::concat([
        Doc::text("CAST(filter("),
        Doc::join(arrays, &Doc::text(" || ")),
        Doc::text(
            ", r -> r IS NOT NULL) AS array(row(id varchar, title varchar, severity varchar)))",
        ),
    ]);
    named(rules, RULES)
}

/// The rule for an event that it matches, NULL for another.
fn flag(condition: &Sql, rule: &BoundRule) -> Doc {
    let about = &rule.about;
    let parts = [&about.id, &about.title, &about.severity];
    let parts: Vec<String> = parts.into_iter().map(|text| Athena.text(text)).collect();
    Doc::concat([
        Doc::text("CASE WHEN "),
        condition.doc(&Athena).indent(),
        Doc::HardLine,
        Doc::text(format!("THEN ROW({}) END", parts.join(", "))),
    ])
}
