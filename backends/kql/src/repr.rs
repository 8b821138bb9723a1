//! What a value is in Kusto: an expression, and how the value is written in it.
//!
//! In: a bound field. Out: a [`Repr`], which knows what stands for "missing".

use crate::emit::{Emitter, Refused, refuse, refuse_with};
use crate::expr::{Dynamic, Flag, Kql, Logic, Number, Text, Time};
use crate::number::NumberValue;
use crate::text::{Shown, TextValue};
use transpile_sdk::bind::{Base, BoundField, PlaceStep, Storage};
use transpile_sdk::ir::{Step, Type};
use transpile_sdk::shape::{ColumnType, Encoding, Trust};

/// A value in Kusto.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Repr {
    /// Text.
    Text(TextValue),
    /// A number.
    Number(NumberValue),
    /// Text that is a number if it is not missing.
    NumberText(TextValue),
    /// A boolean.
    Flag(Flag),
    /// A point in time.
    Time(Time),
    /// A JSON value, of the type that the log type says.
    Json(Json),
    /// An array that a function made of text, with the text's own absence.
    Parts(Dynamic, Option<Logic>),
}

/// A JSON value.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Json {
    /// The expression.
    pub(crate) value: Dynamic,
    /// What the log type says of it.
    pub(crate) ty: Type,
    /// The object that holds it and its key.
    pub(crate) key: Option<(Dynamic, String)>,
    /// True if a key whose value is null is kept: in JSON text it is, in a dynamic column it may not be.
    pub(crate) keeps_nulls: bool,
}

impl Json {
    /// A value of which nothing is known.
    pub(crate) fn unknown(value: Dynamic) -> Self {
        Self {
            value,
            ty: Type::Json,
            key: None,
            keeps_nulls: true,
        }
    }

    /// As text; null for what is not text.
    pub(crate) fn text(&self) -> TextValue {
        let text = self.value.text();
        let null = Shown::Exactly(String::new());
        if self.ty.is_text() {
            TextValue {
                text,
                nulls: vec![null],
                present: Some(self.value.is_null().complement()),
                address: self.ty == Type::Ip,
            }
        } else {
            TextValue {
                text,
                nulls: vec![null, Shown::Json],
                present: Some(self.value.is_string()),
                address: false,
            }
        }
    }
}

impl Emitter<'_> {
    /// A field as a value in Kusto.
    pub(crate) fn field(&self, field: &BoundField) -> Result<Repr, Refused> {
        let place = &field.place;
        if place.trust == Trust::Unsure {
            return refuse_with(
                format!(
                    "it is not certain that the column holds `{}` as it was logged",
                    field.field.dotted()
                ),
                "look at the column's values, and describe the table with `--schema FILE` if they are right",
            );
        }
        let name = match &place.base {
            Base::Column(name) => name.clone(),
            Base::Element(name) => self.parameter(name),
        };
        // What is inside a column of text is JSON as text.
        let parsed = place.column == Some(ColumnType::Text)
            && (place.storage == Storage::Json
                || matches!(place.storage, Storage::Column(_, Encoding::JsonText)));
        let mut value = if parsed {
            self.parse(&name)
        } else {
            Dynamic(Kql::Name(name.clone()))
        };
        let mut key = None;
        for step in &place.steps {
            match step {
                PlaceStep::Json(Step::Key(name)) => {
                    key = Some((value.clone(), name.clone()));
                    value = value.member(name);
                }
                PlaceStep::Json(Step::Index(index)) => {
                    key = None;
                    value = value.item(*index);
                }
                PlaceStep::Part(_) | PlaceStep::Index(_) | PlaceStep::MapKey(_) => {
                    return refuse("Kusto has no columns with parts");
                }
            }
        }
        let keeps_nulls = match &place.base {
            Base::Column(_) => parsed,
            Base::Element(name) => self.keeps_nulls(name),
        };
        let json = Json {
            value,
            ty: field.field.ty.clone(),
            key,
            keeps_nulls,
        };
        match &place.storage {
            Storage::Json => Ok(Repr::Json(json)),
            Storage::Column(column, encoding) => stored(field, json, column, *encoding),
        }
    }
}

/// A column of its own, or the element of an array of texts.
fn stored(
    field: &BoundField,
    json: Json,
    column: &ColumnType,
    encoding: Encoding,
) -> Result<Repr, Refused> {
    let ty = &field.field.ty;
    if matches!(field.place.base, Base::Element(_)) {
        return Ok(Repr::Json(json));
    }
    let Dynamic(name) = json.value.clone();
    Ok(match (column, encoding, ty) {
        (ColumnType::Text, Encoding::JsonText, _) | (ColumnType::Dynamic, _, _) => Repr::Json(json),
        (ColumnType::Text, Encoding::Plain, _) => Repr::Text(column_text(field, Text(name))),
        (ColumnType::Text, Encoding::NumberText, _) => {
            Repr::NumberText(column_text(field, Text(name)))
        }
        (ColumnType::Long, _, Type::Long | Type::Double) => {
            Repr::Number(NumberValue::of(Number(name), true))
        }
        (ColumnType::Double, _, Type::Double | Type::Long) => {
            Repr::Number(NumberValue::of(Number(name), false))
        }
        (ColumnType::Bool, _, Type::Bool) => Repr::Flag(Flag(name)),
        (ColumnType::Timestamp, _, Type::Timestamp) => Repr::Time(Time(name)),
        (column, _, own) => {
            return refuse(format!(
                "the table keeps `{}`, a {own}, as {}, from which its value cannot be told for certain",
                field.field.dotted(),
                kusto_type(column)
            ));
        }
    })
}

/// What Kusto calls the type of a column.
fn kusto_type(column: &ColumnType) -> &'static str {
    match column {
        ColumnType::Text => "string",
        ColumnType::Long => "long",
        ColumnType::Double => "real",
        ColumnType::Bool => "bool",
        ColumnType::Timestamp | ColumnType::Date => "datetime",
        _ => "dynamic",
    }
}

/// A string column: never null, so that a missing text looks like an empty one.
fn column_text(field: &BoundField, text: Text) -> TextValue {
    let facts = field.field.facts;
    let address = field.field.ty == Type::Ip;
    let mut nulls = vec![String::new()];
    nulls.extend(field.place.missing.clone());
    let present = if facts.never_null {
        Some(Logic::of(true))
    } else if facts.never_empty || address {
        Some(text.clone().is_one_of(nulls.clone()).complement())
    } else {
        None
    };
    let nulls = if facts.never_null { Vec::new() } else { nulls };
    TextValue {
        text,
        nulls: nulls.into_iter().map(Shown::Exactly).collect(),
        present,
        address,
    }
}
