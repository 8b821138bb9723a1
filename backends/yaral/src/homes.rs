//! Where the platform's parsers put the fields of a log.
//!
//! In: the files of `schemas`. Out: two shapes a log type. The plain one has the homes in UDM; the other one reads
//! what has no certain home from the fields that the platform extracts from JSON logs by itself. The build script does
//! the same, so that no file fails later.

use indexmap::IndexMap;
use serde::Deserialize;
use serde_json::json;
use transpile_sdk::shape::{Column, ColumnType, Encoding, Shape, Trust};

/// The map of extracted fields, by their paths in the log.
pub(crate) const EXTRACTED: &str = "extracted.fields";

/// What the name of a shape with extracted fields ends in.
pub(crate) const SUFFIX: &str = "_extracted";

/// One file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Homes {
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

/// The shapes of the files: those in UDM alone first, then those with extracted fields.
pub(crate) fn shapes(files: &[Homes]) -> Result<Vec<Shape>, serde_json::Error> {
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
