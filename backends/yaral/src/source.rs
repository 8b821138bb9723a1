//! Where a value comes from: a field of UDM, or an extracted one, and which of its values look alike.
//!
//! In: a bound field. Out: its expression, what stands for a missing value there, and of which kind it
//! is; or why it cannot be asked.

use crate::emit::{Refused, refuse, refuse_with};
use crate::homes::EXTRACTED;
use crate::text;
use transpile_sdk::bind::{Base, BoundField, PlaceStep, Storage};
use transpile_sdk::diagnostic::shown;
use transpile_sdk::ir::{Step, Type};
use transpile_sdk::shape::{ColumnType, Encoding, Trust};

/// A place in an event that a condition can ask.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Source {
    /// Its expression: `$e.metadata.product_event_type`.
    pub(crate) expr: String,
    /// What is written there.
    pub(crate) kind: Kind,
    /// True if the expression stands for any number of elements, of which one is the value.
    pub(crate) repeated: bool,
    /// The texts that are written for a missing value.
    pub(crate) absent: Vec<String>,
    /// The value may be null.
    pub(crate) null: bool,
    /// `""` (or 0) may be a value of its own.
    pub(crate) empty: bool,
}

/// What is written at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// The text of a string.
    Text,
    /// An IP address.
    Ip,
    /// A time as text.
    Time,
    /// `true` or `false`.
    BoolText,
    /// The text of whatever scalar the log has there.
    Scalar,
    /// An integer.
    Int,
    /// True or false.
    Bool,
}

/// The key of an extracted field, if it is one.
pub(crate) fn extracted_key(field: &BoundField) -> Option<String> {
    (field.place.base == Base::Column(EXTRACTED.to_owned())).then(|| field.field.dotted())
}

/// The place of a field.
pub(crate) fn source(field: &BoundField) -> Result<Source, Refused> {
    let name = shown(&field.field.dotted(), 60);
    let column = match &field.place.base {
        Base::Column(column) => column,
        Base::Element(_) => return refuse("YARA-L cannot look into the elements of an array"),
    };
    if field.place.trust == Trust::Unsure {
        return refuse_with(
            format!("`{column}` is not certain to hold the value of `{name}`"),
            "`--extracted-fields` reads it from the fields that Google SecOps extracts, if the raw log is JSON",
        );
    }
    let (expr, kind, repeated) = if column == EXTRACTED {
        (extracted(field)?, of_type(&field.field.ty, &name)?, false)
    } else {
        let (kind, repeated) = of_column(field, &name)?;
        (format!("$e.{column}"), kind, repeated)
    };
    let missing = field.place.missing.as_deref();
    let facts = field.field.facts;
    let quoted = matches!(
        field.place.storage,
        Storage::Column(_, Encoding::QuotedText)
    );
    let (absent, empty) = match kind {
        Kind::Int => (vec!["0".to_owned()], missing != Some("0")),
        Kind::Bool => (vec!["false".to_owned()], true),
        Kind::Ip | Kind::BoolText => (vec![String::new()], false),
        Kind::Text | Kind::Time | Kind::Scalar => {
            let other = missing.filter(|text| !text.is_empty()).map(str::to_owned);
            let never = facts.never_empty || (missing.is_some() && !quoted);
            ([String::new()].into_iter().chain(other).collect(), !never)
        }
    };
    Ok(Source {
        expr,
        kind,
        repeated,
        absent,
        null: !facts.never_null,
        empty,
    })
}

/// The expression of an extracted field.
fn extracted(field: &BoundField) -> Result<String, Refused> {
    for step in &field.field.steps {
        match step {
            Step::Index(_) => {
                return refuse(
                    "how Google SecOps extracts the elements of an array is not documented",
                );
            }
            Step::Key(key) if key.contains('.') => {
                return refuse(
                    "how Google SecOps extracts a key with a dot in it is not documented",
                );
            }
            Step::Key(_) => {}
        }
    }
    match text::string(&field.field.dotted()) {
        Some(key) if key.starts_with('"') => Ok(format!("$e.{EXTRACTED}[{key}]")),
        _ => refuse("the name of this field has characters that YARA-L has no spelling for"),
    }
}

/// What an extracted field of this type holds: a text for each scalar.
fn of_type(ty: &Type, name: &str) -> Result<Kind, Refused> {
    Ok(match ty {
        Type::String | Type::Ip => Kind::Text,
        Type::Timestamp => Kind::Time,
        Type::Bool => Kind::BoolText,
        Type::Json => Kind::Scalar,
        Type::Long | Type::Double => {
            return refuse(format!(
                "`{name}` is a number, and extracted fields hold text: how a number is written there is not documented"
            ));
        }
        Type::Object | Type::Array(_) => {
            return refuse(format!(
                "Google SecOps does not extract `{name}` as a whole: it is {ty}, and only scalars are"
            ));
        }
    })
}

/// What a UDM field holds.
fn of_column(field: &BoundField, name: &str) -> Result<(Kind, bool), Refused> {
    if field
        .place
        .steps
        .iter()
        .any(|step| !matches!(step, PlaceStep::Part(_)))
    {
        return refuse(format!("UDM does not keep the parts of `{name}`"));
    }
    let (ty, repeated) = match &field.place.storage {
        Storage::Column(ColumnType::Array(items), _) => (&**items, true),
        Storage::Column(ty, _) => (ty, false),
        Storage::Json => return refuse(format!("UDM does not keep the parts of `{name}`")),
    };
    let kind = match (ty, &field.field.ty) {
        (ColumnType::Text, Type::Ip) if holds_addresses(field) => Kind::Ip,
        (ColumnType::Text, Type::String | Type::Ip) => Kind::Text,
        (ColumnType::Text, Type::Json) => Kind::Scalar,
        (ColumnType::Text, Type::Bool) => Kind::BoolText,
        (ColumnType::Long, Type::Long) => Kind::Int,
        (ColumnType::Bool, Type::Bool) => Kind::Bool,
        (column, own) => {
            return refuse(format!(
                "UDM keeps `{name}`, a {own}, as {column}, from which its value cannot be told for certain"
            ));
        }
    };
    Ok((kind, repeated))
}

/// UDM calls every field of addresses `ip`; what is no address does not get into one.
fn holds_addresses(field: &BoundField) -> bool {
    let Base::Column(column) = &field.place.base else {
        return false;
    };
    let last = column.rsplit('.').next().unwrap_or_default();
    last.split('[').next() == Some("ip")
}
