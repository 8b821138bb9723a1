//! A table that is made alike for every log type: a column for each field at the top of an event.
//!
//! Written from the convention's description in `backends/athena/schemas/lake.yml`, not with its data: texts and times
//! are varchar, numbers and booleans have types of their own, anything else is JSON text.

use serde_json::{Map, Value};
use std::sync::Arc;
use transpile::catalog::{Kind, LogType, inferred, log_type};

/// The log type of that name; one without a file is what its events are.
pub(super) fn described(name: &str, events: &[Value]) -> Arc<LogType> {
    log_type(name).unwrap_or_else(|| Arc::new(inferred(name, &events.iter().collect::<Vec<_>>())))
}

/// The columns of a log type's table: field, column, type.
fn columns(log_type: &LogType) -> Vec<(String, String, &'static str)> {
    let column = |field: &str| -> String {
        let plain = |c: char| if c.is_ascii_alphanumeric() { c } else { '_' };
        field.to_lowercase().chars().map(plain).collect()
    };
    log_type
        .fields
        .iter()
        .map(|(field, spec)| {
            let ty = match spec.kind {
                Kind::Long => "bigint",
                Kind::Double => "double",
                Kind::Bool => "boolean",
                _ => "varchar",
            };
            (field.clone(), column(field), ty)
        })
        .collect()
}

/// The event as a row, one JSON object on a line.
pub(super) fn line(log_type: &LogType, event: &Value, marker: &str) -> Result<String, String> {
    let fields = event.as_object().ok_or("an event is an object")?;
    let mut row = Map::new();
    row.insert("p_row_id".to_owned(), marker.into());
    row.insert("p_event_time".to_owned(), "2026-11-20 10:00:00".into());
    for (field, column, ty) in columns(log_type) {
        let Some(value) = fields.get(&field).filter(|value| !value.is_null()) else {
            continue;
        };
        let kind = log_type.fields.get(&field).map(|spec| spec.kind);
        let is_json = !matches!(
            kind,
            Some(
                Kind::String | Kind::Ip | Kind::Timestamp | Kind::Long | Kind::Double | Kind::Bool
            )
        );
        let written = match (ty, value) {
            _ if is_json => Value::from(value.to_string()),
            ("varchar", Value::String(_))
            | ("boolean", Value::Bool(_))
            | ("bigint" | "double", Value::Number(_)) => value.clone(),
            _ => return Err(format!("{field} is not a {ty}")),
        };
        row.insert(column, written);
    }
    Ok(Value::Object(row).to_string())
}

/// The statement that makes the table.
pub(super) fn create_table(log_type: &LogType, table: &str, location: &str) -> String {
    let mut lines = vec![
        "  p_row_id varchar".to_owned(),
        "  p_event_time timestamp(3)".to_owned(),
    ];
    for (_, column, ty) in columns(log_type) {
        lines.push(format!("  \"{column}\" {ty}"));
    }
    format!(
        "CREATE TABLE {table} (\n{}\n)\nWITH (format = 'JSON', external_location = '{location}/events')",
        lines.join(",\n")
    )
}
