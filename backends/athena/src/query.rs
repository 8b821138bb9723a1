//! The whole query: header, columns, table, predicates.

use crate::dialect::{Athena, comment, table};
use crate::emit::{Emitter, Refused};
use crate::repr::Repr;
use std::collections::BTreeSet;
use transpile_sdk::backend::{Artifact, Output, Request};
use transpile_sdk::bind::BoundField;
use transpile_sdk::doc::Doc;
use transpile_sdk::ir::Value;
use transpile_sdk::name::unique;
use transpile_sdk::shape::Shape;
use transpile_sdk::sql::{Dialect, Sql, conjuncts};

/// Lines are at most so wide where that is possible.
const WIDTH: usize = 100;

/// Athena takes queries of at most so many bytes (Amazon Athena User Guide, "Service Quotas").
pub(crate) const MAX_BYTES: usize = 262_144;

/// Makes the query.
pub(crate) fn query(request: &Request<'_>) -> Result<Artifact, Refused> {
    let shape = request.shape;
    let condition = Emitter::new(Some(shape)).condition(&request.rule.condition)?;
    let guard = shape
        .row_guard
        .as_ref()
        .map(|column| Sql::name(column).is_not_null());
    let predicates = Sql::all(guard.into_iter().chain([condition]));
    let notes = notes(shape);
    let columns = columns(shape, &request.rule.outputs)?;
    let mut parts = vec![
        header(request, &notes),
        Doc::text("SELECT"),
        columns,
        Doc::HardLine,
    ];
    let name = table(request.table.unwrap_or(&shape.table));
    parts.push(Doc::text(format!("FROM {name}")));
    if predicates != Sql::Bool(true) {
        parts.push(Doc::HardLine);
        parts.push(Doc::text("WHERE "));
        parts.push(conjuncts(&predicates, &Athena).indent());
    }
    parts.push(Doc::HardLine);
    Ok(Artifact {
        text: Doc::Concat(parts).print(WIDTH),
        notes,
    })
}

/// What a reader of the results must know of the table.
fn notes(shape: &Shape) -> Vec<String> {
    let mut notes = Vec::new();
    if shape.partitions.is_empty() {
        notes.push("the table has no partitions: every run reads all of it".to_owned());
    } else {
        let names: Vec<String> = shape
            .partitions
            .iter()
            .map(|partition| Athena.identifier(&partition.name))
            .collect();
        notes.push(format!(
            "no time range: add predicates on {} to read less than the whole table",
            names.join(", ")
        ));
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

fn header(request: &Request<'_>, notes: &[String]) -> Doc {
    let rule = request.rule;
    let about = &rule.about;
    let mut lines = vec![match about.title.as_str() {
        "" => about.id.clone(),
        title => format!("{}: {title}", about.id),
    }];
    if !about.description.is_empty() {
        lines.push(about.description.clone());
    }
    lines.push(format!("severity: {}", about.severity));
    if !about.attack.is_empty() {
        lines.push(format!("ATT&CK: {}", about.attack.join(", ")));
    }
    if !about.reference.is_empty() {
        lines.push(format!("reference: {}", about.reference));
    }
    lines.push(format!(
        "log type: {}; table shape: {}",
        about.log_type, request.shape.name
    ));
    lines.push(format!("label: {}", rule.label.name()));
    lines.extend(
        rule.notes
            .iter()
            .chain(notes)
            .map(|note| format!("note: {note}")),
    );
    let lines = lines.iter().flat_map(|line| comment(line, WIDTH));
    Doc::concat(lines.flat_map(|line| [Doc::text(line), Doc::HardLine]))
}

/// The event's time and id, then the rule's columns, each once.
fn columns(shape: &Shape, outputs: &[Output]) -> Result<Doc, Refused> {
    let mut columns = Columns::default();
    columns.push(
        Sql::name(&shape.event_time.column),
        &shape.event_time.column,
    );
    if let Some(id) = &shape.event_id {
        columns.push(Sql::name(&id.column), &id.column);
    }
    let emitter = Emitter::new(Some(shape));
    for output in outputs {
        columns.push(shown(&emitter, &output.value)?, &output.name.to_lowercase());
    }
    let columns = columns.list;
    let items = columns.into_iter().map(|(sql, name)| {
        if sql == Sql::name(&name) {
            sql.doc(&Athena)
        } else {
            Doc::concat([
                sql.doc(&Athena),
                Doc::text(format!(" AS {}", Athena.identifier(&name))),
            ])
        }
    });
    let items = Doc::join(items, &Doc::concat([Doc::text(","), Doc::HardLine]));
    Ok(Doc::concat([Doc::HardLine, items]).indent())
}

/// The columns of a result: no value twice, and no name.
#[derive(Default)]
struct Columns {
    list: Vec<(Sql, String)>,
    values: BTreeSet<String>,
    names: BTreeSet<String>,
}

impl Columns {
    fn push(&mut self, value: Sql, name: &str) {
        if self.values.insert(value.doc(&Athena).print(usize::MAX)) {
            let name = unique(name, |name| self.names.contains(name));
            self.names.insert(name.clone());
            self.list.push((value, name));
        }
    }
}

/// A value as a person wants to see it: text as it is, objects and arrays as JSON text.
fn shown(emitter: &Emitter<'_>, value: &Value<BoundField>) -> Result<Sql, Refused> {
    Ok(match emitter.value(value)? {
        Repr::Row(sql) | Repr::Array(sql, _) => Sql::call("json_format", [sql.cast("json")]),
        Repr::Json(json) if !json.is_whole() => Sql::call("COALESCE", [json.scalar(), json.text()]),
        repr => repr.raw().cloned().unwrap_or(Sql::Null),
    })
}
