//! From events to the rows that the services make of them, after the services' documentation.
//!
//! Nothing here knows the compiler's shapes: `columns.json` was read from the columns' descriptions by hand.

use serde_json::{Map, Value, json};

/// How a table writes a value that is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Missing {
    /// A string column shows the empty text.
    Empty,
    /// The raw log's `-` is kept.
    Dash,
}

/// The row of an event in a table, with a marker in place of the event's id.
pub(crate) fn row(table: &str, event: &Value, marker: usize, missing: Missing) -> Value {
    match table {
        "CloudTrailRaw_CL"
        | "S3ServerAccessRaw_CL"
        | "AWS_CloudTrail_CL"
        | "AWS_S3ServerAccess_CL"
        | "Amazon_EKS_Audit_CL"
        | "Azure_MonitorActivity_CL"
        | "GCP_AuditLog_CL"
        | "GitHub_Audit_CL"
        | "Notion_AuditLogs_CL"
        | "Okta_SystemLog_CL"
        | "Slack_AuditLogs_CL" => json!({
            "TimeGenerated": format!("2026-11-20T10:00:{:02}", marker % 60),
            "Event": without_nulls(event),
        }),
        "CloudAppEvents" => json!({
            "Timestamp": "2026-11-20T10:00:00",
            "ReportId": marker.to_string(),
            "Application": "Amazon Web Services",
            "RawEventData": without_nulls(event),
        }),
        _ => flat(table, event, marker, missing),
    }
}

/// A column for each field.
fn flat(table: &str, event: &Value, marker: usize, missing: Missing) -> Value {
    let file: Value = serde_json::from_str(include_str!("columns.json")).unwrap();
    let mut row = Map::new();
    for entry in file[table].as_array().unwrap() {
        let text = |index: usize| entry[index].as_str().unwrap();
        let (path, column, kind) = (text(0), text(1), text(2));
        let value = path.split('.').fold(event, |value, key| &value[key]);
        let written = match (kind, value) {
            ("string", Value::Null) if missing == Missing::Dash => json!("-"),
            ("string" | "json", Value::Null) => json!(""),
            ("string", Value::String(text)) => json!(text),
            ("string" | "json", value) => json!(value.to_string()),
            ("bool", Value::String(text)) => json!(text == "true"),
            ("int", Value::String(text)) => text.parse::<i64>().map_or(Value::Null, |n| json!(n)),
            // A size that 32 bits do not hold; status codes and milliseconds are taken as the log has them.
            ("int", Value::Number(n))
                if ["BytesSent", "ObjectSize"].contains(&column)
                    && n.as_i64().is_none_or(|n| i32::try_from(n).is_err()) =>
            {
                Value::Null
            }
            // In UTC, whatever the log's spelling; Kusto has no other time zone.
            ("datetime", Value::String(text)) => {
                let formats = ["%Y-%m-%d %H:%M:%S%.f", "%d/%b/%Y:%H:%M:%S %z"].map(str::to_owned);
                let time = transpile_sdk::time::Timestamp::parse(text, &formats);
                time.map_or(Value::Null, |time| json!(time.to_string()))
            }
            (_, value) => value.clone(),
        };
        row.insert(column.to_owned(), written);
    }
    let id = if table == "AWSCloudTrail" {
        "AwsEventId"
    } else {
        "RequestId"
    };
    row.insert(id.to_owned(), json!(marker.to_string()));
    row.into()
}

/// What a dynamic column keeps of an event: keys whose value is null go.
fn without_nulls(value: &Value) -> Value {
    match value {
        Value::Object(members) => members
            .iter()
            .filter(|(_, value)| !value.is_null())
            .map(|(key, value)| (key.clone(), without_nulls(value)))
            .collect::<Map<_, _>>()
            .into(),
        Value::Array(items) => items.iter().map(without_nulls).collect::<Vec<_>>().into(),
        other => other.clone(),
    }
}
