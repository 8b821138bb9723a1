//! Table shapes: which columns a table has, which field of the log type each one holds, and how a
//! value is written there.
//!
//! In: a shape as data (a back end's own files, or a user's). Out: [`Shape`], which binding reads.
//! A shape may take over the columns of another one; [`resolve`] puts them together.

use crate::ir::Type;
use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

mod date_format;
mod generic;
mod sql_type;

pub use date_format::DateFormat;
pub use generic::{ANY, EachField};
pub use sql_type::{ColumnType, NotAType};

/// A kind of table that people really have.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shape {
    /// What `--schema` calls it.
    pub name: String,
    /// The log type whose events it holds; [`ANY`], if there is such a table for every log type.
    pub log_type: String,
    /// The table's name in its documentation; `--table` replaces it.
    pub table: String,
    /// One line for lists.
    pub title: String,
    /// Where its columns are documented.
    #[serde(default)]
    pub source: String,
    /// When that was read.
    #[serde(default)]
    pub date: String,
    /// True for the shape that is taken if the user names none.
    #[serde(default)]
    pub default: bool,
    /// The column with the time of the event.
    pub event_time: TimeColumn,
    /// The column with the id of the event.
    #[serde(default)]
    pub event_id: Option<IdColumn>,
    /// A column that is NULL in rows that the table's reader could not parse.
    #[serde(default)]
    pub row_guard: Option<String>,
    /// Columns that tell the log type's rows from others in the same table, each with the text that it holds.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub only: IndexMap<String, String>,
    /// What the table is partitioned by.
    #[serde(default)]
    pub partitions: Vec<Partition>,
    /// The name of the shape whose columns this one takes over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub columns_from: Option<String>,
    /// Columns of that shape that this one does not have.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub without: Vec<String>,
    /// The columns.
    #[serde(default)]
    pub columns: Vec<Column>,
    /// Columns besides, one for each field at the top of an event that has none, by the field's type; `*` for all
    /// other types.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub each: IndexMap<String, EachField>,
    /// What a reader of a query must know of the table.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Fields of the log type that the table does not have, each with the reason; `*` behind them for
    /// all others.
    #[serde(default)]
    pub absent: IndexMap<String, String>,
}

/// The column with the time of the event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimeColumn {
    /// Its name.
    pub column: String,
    /// How the time is written.
    #[serde(default)]
    pub encoding: Encoding,
}

/// The column with the id of the event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IdColumn {
    /// Its name.
    pub column: String,
    /// What a reader of the results must know of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// A partition column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Partition {
    /// Its name.
    pub name: String,
    /// Its type.
    #[serde(rename = "type")]
    pub ty: ColumnType,
    /// What its values are: `day`, `year`, `month`, `region`, `account`, …
    pub kind: String,
    /// How a date is written in it: `yyyy/MM/dd`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub format: Option<String>,
    /// True if its date is that of the events; else it is that of the delivery of the log, which may be later.
    #[serde(default)]
    pub by_event_time: bool,
    /// True if the engine computes the partitions from the table's properties.
    #[serde(default)]
    pub projected: bool,
    /// True if the engine must be told its values, since it cannot count them up.
    #[serde(default)]
    pub injected: bool,
}

/// A column and the field that it holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Column {
    /// The field's path in the log type; `*` for every field that has no column of its own.
    pub field: String,
    /// The column's name.
    pub column: String,
    /// The column's type.
    #[serde(rename = "type")]
    pub ty: ColumnType,
    /// How the value is written.
    #[serde(default)]
    pub encoding: Encoding,
    /// A text that stands for a missing value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub missing: Option<String>,
    /// Whether the column is known to hold the field's own value.
    #[serde(default)]
    pub trust: Trust,
}

/// Whether a column holds the field's own value. A condition over one that may not cannot be exact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Trust {
    /// It does.
    #[default]
    Certain,
    /// It may hold something else, or something made of the value: good to look at, no more.
    Unsure,
}

/// How a value is written in a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Encoding {
    /// As the column's type says.
    #[default]
    Plain,
    /// `true` or `false` as text.
    BoolText,
    /// A number as text.
    NumberText,
    /// JSON as text.
    JsonText,
    /// Text in double quotes, which are not part of the value.
    QuotedText,
    /// A time as RFC 3339 text.
    Iso8601Text,
    /// A time as web servers log it: `06/Feb/2019:00:00:38 +0000`.
    ClfTimeText,
}

impl Encoding {
    /// How a value of type `ty` is written in a column of type `column` if nothing is said about it.
    #[must_use]
    pub fn natural(self, ty: &Type, column: &ColumnType) -> Self {
        match (self, column, ty) {
            (Self::Plain, ColumnType::Text, Type::Bool) => Self::BoolText,
            (Self::Plain, ColumnType::Text, Type::Long | Type::Double) => Self::NumberText,
            (Self::Plain, ColumnType::Text, Type::Timestamp) => Self::Iso8601Text,
            (Self::Plain, ColumnType::Text, Type::Object | Type::Array(_)) => Self::JsonText,
            (encoding, _, _) => encoding,
        }
    }
}

/// A shape that names another one that is not there.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("shape `{shape}` takes its columns from `{wanted}`, which is not a shape")]
pub struct NoSuchShape {
    /// The shape that names it.
    pub shape: String,
    /// What it names.
    pub wanted: String,
}

/// Gives each of the shapes the columns that it takes over from another of them.
///
/// # Errors
/// One takes its columns from a shape that is none of them.
pub fn resolve_all(shapes: &[Shape]) -> Result<Vec<Shape>, NoSuchShape> {
    let each = shapes.iter().cloned();
    each.map(|shape| resolve(shape, shapes)).collect()
}

/// Gives `shape` the columns that it takes over from one of `others`. Its own columns come instead of
/// columns of the same field.
pub fn resolve(mut shape: Shape, others: &[Shape]) -> Result<Shape, NoSuchShape> {
    let Some(wanted) = shape.columns_from.take() else {
        return Ok(shape);
    };
    let Some(base) = others.iter().find(|other| other.name == wanted) else {
        return Err(NoSuchShape {
            shape: shape.name,
            wanted,
        });
    };
    let own = std::mem::take(&mut shape.columns);
    let taken = base.columns.iter().filter(|column| {
        !shape.without.contains(&column.column) && own.iter().all(|own| own.field != column.field)
    });
    shape.columns = taken.cloned().chain(own.iter().cloned()).collect();
    shape.without.clear();
    Ok(shape)
}
