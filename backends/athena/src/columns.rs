//! The columns of a result: values as a person wants to see them, each once, under names of their own.

use crate::dialect::{Athena, comment};
use crate::emit::{Emitter, Refused};
use crate::query::WIDTH;
use crate::repr::Repr;
use std::collections::BTreeSet;
use transpile_sdk::backend::Output;
use transpile_sdk::bind::BoundField;
use transpile_sdk::doc::Doc;
use transpile_sdk::ir::Value;
use transpile_sdk::name::unique;
use transpile_sdk::shape::Shape;
use transpile_sdk::sql::{Dialect, Sql};

/// The columns of a result: no value twice, and no name.
#[derive(Debug, Default)]
pub(crate) struct Columns {
    list: Vec<Column>,
    values: BTreeSet<String>,
    names: BTreeSet<String>,
}

/// A column of a result.
#[derive(Debug)]
struct Column {
    value: Sql,
    name: String,
    /// The field that it shows, if its name does not say it.
    source: Option<String>,
}

impl Columns {
    /// No columns yet; these names are taken.
    pub(crate) fn without(names: &[&str]) -> Self {
        Self {
            names: names.iter().map(|name| (*name).to_owned()).collect(),
            ..Self::default()
        }
    }

    /// The event's time and id, as the table has them.
    pub(crate) fn push_event(&mut self, shape: &Shape) {
        let id = shape.event_id.as_ref().map(|id| &id.column);
        for column in [&shape.event_time.column].into_iter().chain(id) {
            self.push(Sql::name(column), column);
        }
    }

    /// The rule's columns.
    pub(crate) fn push_outputs(
        &mut self,
        emitter: &Emitter<'_>,
        outputs: &[Output],
    ) -> Result<(), Refused> {
        for output in outputs {
            let name = self.push(shown(emitter, &output.value)?, &output.name);
            let source = output.source_of(&name);
            if let Some(column) = self.list.last_mut().filter(|column| column.name == name) {
                column.source = source;
            }
        }
        Ok(())
    }

    /// Adds a column unless its value is there; gives the name under which it is.
    pub(crate) fn push(&mut self, value: Sql, name: &str) -> String {
        if !self.values.insert(value.doc(&Athena).print(usize::MAX)) {
            let found = self.list.iter().find(|column| column.value == value);
            return found.map_or_else(|| name.to_owned(), |column| column.name.clone());
        }
        let name = unique(&name.to_lowercase(), |name| self.names.contains(name));
        self.names.insert(name.clone());
        self.list.push(Column {
            value,
            name: name.clone(),
            source: None,
        });
        name
    }

    /// The names, in order.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.list.iter().map(|column| column.name.as_str())
    }

    /// Each column as it stands behind `SELECT`, below the field that it shows if its name does not say it.
    pub(crate) fn items(&self) -> impl Iterator<Item = Doc> {
        self.list.iter().map(
            |Column {
                 value,
                 name,
                 source,
             }| {
                let lines = source.iter().flat_map(|path| comment(path, WIDTH));
                let lines = lines.flat_map(|line| [Doc::text(line), Doc::HardLine]);
                let value = if *value == Sql::name(name) {
                    value.doc(&Athena)
                } else {
                    named(value.doc(&Athena), name)
                };
                Doc::concat(lines.chain([value]))
            },
        )
    }
}

/// `value AS name`
pub(crate) fn named(value: Doc, name: &str) -> Doc {
    Doc::concat([value, Doc::text(format!(" AS {}", Athena.identifier(name)))])
}

/// `SELECT`, and the items one a line.
pub(crate) fn select(items: impl IntoIterator<Item = Doc>) -> Doc {
    let items = Doc::join(items, &Doc::concat([Doc::text(","), Doc::HardLine]));
    Doc::concat([
        Doc::text("SELECT"),
        Doc::concat([Doc::HardLine, items]).indent(),
        Doc::HardLine,
    ])
}

/// A value as a person wants to see it: text as it is, objects and arrays as JSON text.
pub(crate) fn shown(emitter: &Emitter<'_>, value: &Value<BoundField>) -> Result<Sql, Refused> {
    Ok(match emitter.value(value)? {
        Repr::Row(sql) | Repr::Array(sql, _) => Sql::call("json_format", [sql.cast("json")]),
        Repr::Json(json) if !json.is_whole() => Sql::call("COALESCE", [json.scalar(), json.text()]),
        repr => repr.raw().cloned().unwrap_or(Sql::Null),
    })
}

/// A value by which events are told apart: as it is shown, but NULL for a null in JSON, as for a missing key.
pub(crate) fn compared(emitter: &Emitter<'_>, value: &Value<BoundField>) -> Result<Sql, Refused> {
    match emitter.value(value)? {
        Repr::Json(json) if !json.is_whole() => {
            let text = Sql::call("NULLIF", [json.text(), Sql::text("null")]);
            Ok(Sql::call("COALESCE", [json.scalar(), text]))
        }
        _ => shown(emitter, value),
    }
}
