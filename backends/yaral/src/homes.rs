//! Where the platform's parsers put the fields of a log: `schemas/*.yml`, turned into JSON when this
//! was built.
//!
//! In: nothing. Out: two shapes a log type. The plain one has the homes in UDM; the other one reads
//! what has no certain home from the fields that the platform extracts from JSON logs by itself.

use indexmap::IndexMap;
use serde::Deserialize;
use serde_json::json;
use std::sync::OnceLock;
use transpile_sdk::shape::{Column, ColumnType, Encoding, Shape, Trust};

/// The map of extracted fields, by their paths in the log.
pub(crate) const EXTRACTED: &str = "extracted.fields";

/// What the name of a shape with extracted fields ends in.
const SUFFIX: &str = "_extracted";

/// One file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Homes {
    name: String,
    log_type: String,
    /// The name that the platform gives the log type.
    label: String,
    title: String,
    source: String,
    date: String,
    #[serde(rename = "homes")]
    places: Vec<Home>,
    /// What a reader of a rule must know.
    #[serde(default)]
    note: Option<String>,
    /// True if the platform can extract the fields of the raw log.
    extracted: bool,
    /// Why a field that is not named here is nowhere.
    #[serde(default)]
    absent: Option<String>,
}

/// A field, and where the parser puts it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Home {
    field: String,
    column: String,
    #[serde(rename = "type")]
    ty: ColumnType,
    #[serde(default)]
    encoding: Encoding,
    #[serde(default)]
    missing: Option<String>,
    trust: Trust,
    #[serde(default, rename = "note")]
    _note: String,
    #[serde(default, rename = "source")]
    _source: String,
}

/// All shapes: those in UDM alone first, in the order of their files' names.
pub(crate) fn shapes() -> &'static [Shape] {
    static SHAPES: OnceLock<Vec<Shape>> = OnceLock::new();
    SHAPES.get_or_init(|| {
        // A test reads every file, so that none of them is left out here.
        read().unwrap_or_default()
    })
}

/// The shape that reads extracted fields, besides, if there is one.
pub(crate) fn with_extracted(shape: &Shape) -> Option<&'static Shape> {
    let name = format!("{}{SUFFIX}", shape.name);
    shapes().iter().find(|other| other.name == name)
}

fn read() -> Result<Vec<Shape>, serde_json::Error> {
    let files: Vec<Homes> =
        serde_json::from_str(include_str!(concat!(env!("OUT_DIR"), "/schemas.json")))?;
    let plain = files.iter().map(plain);
    let extracted = files.iter().filter(|file| file.extracted).map(extracted);
    plain.chain(extracted).collect()
}

/// The homes in UDM, unsure ones included.
fn plain(file: &Homes) -> Result<Shape, serde_json::Error> {
    let reason = match &file.absent {
        Some(reason) => reason.clone(),
        None => "no field of UDM is known to hold it; `--extracted-fields` reads it from the fields that Google SecOps \
                 extracts from the log, where it has to be opted in"
            .to_owned(),
    };
    Ok(Shape {
        columns: file.places.iter().map(column).collect(),
        absent: IndexMap::from([("*".to_owned(), reason)]),
        ..shape(file)?
    })
}

/// The certain homes in UDM, and extracted fields for everything else.
fn extracted(file: &Homes) -> Result<Shape, serde_json::Error> {
    let certain = file
        .places
        .iter()
        .filter(|home| home.trust == Trust::Certain);
    let mut columns: Vec<Column> = certain.map(column).collect();
    columns.push(Column {
        encoding: Encoding::JsonText,
        ..extracted_column("*")
    });
    Ok(Shape {
        name: format!("{}{SUFFIX}", file.name),
        title: format!("{}, with extracted fields", file.title),
        default: false,
        columns,
        ..shape(file)?
    })
}

fn extracted_column(field: &str) -> Column {
    Column {
        field: field.to_owned(),
        column: EXTRACTED.to_owned(),
        ty: ColumnType::Text,
        encoding: Encoding::Plain,
        missing: None,
        trust: Trust::Certain,
    }
}

fn column(home: &Home) -> Column {
    Column {
        field: home.field.clone(),
        column: home.column.clone(),
        ty: home.ty.clone(),
        encoding: home.encoding,
        missing: home.missing.clone(),
        trust: home.trust,
    }
}

/// A shape without columns.
fn shape(file: &Homes) -> Result<Shape, serde_json::Error> {
    serde_json::from_value(json!({
        "name": file.name,
        "log_type": file.log_type,
        "table": file.label,
        "title": file.title,
        "source": file.source,
        "date": file.date,
        "default": true,
        "note": file.note,
        "event_time": {"column": "metadata.event_timestamp.seconds"},
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_is_read() {
        let shapes = read().unwrap();
        assert!(shapes.len() >= 9, "{}", shapes.len());
        for shape in &shapes {
            assert!(!shape.columns.is_empty() || shape.is_generic());
            assert!(!shape.source.is_empty() && !shape.date.is_empty());
        }
    }

    #[test]
    fn each_log_type_has_one_default() {
        for shape in shapes().iter().filter(|shape| shape.default) {
            let own = shapes()
                .iter()
                .filter(|other| other.log_type == shape.log_type && other.default);
            assert_eq!(own.count(), 1, "{}", shape.log_type);
        }
    }

    #[test]
    fn logs_that_are_not_json_have_no_extracted_fields() {
        let shape = |name: &str| shapes().iter().find(|shape| shape.name == name).unwrap();
        assert!(with_extracted(shape("udm_cloudtrail")).is_some());
        assert!(with_extracted(shape("udm_s3_access")).is_none());
    }
}
