//! Where in a table a field is, and how its value is written there.

use crate::ir::{Field, Root, Step, Type, Value};
use crate::shape::{Column, ColumnType, Encoding, Shape, Trust};

/// A field with its place.
#[derive(Debug, Clone, PartialEq)]
pub struct BoundField {
    /// The field, for its type and for messages.
    pub field: Field,
    /// Its place.
    pub place: Place,
}

/// A place in a row.
#[derive(Debug, Clone, PartialEq)]
pub struct Place {
    /// Where the way begins.
    pub base: Base,
    /// The way from there.
    pub steps: Vec<PlaceStep>,
    /// How the value is written there.
    pub storage: Storage,
    /// A text that stands for a missing value.
    pub missing: Option<String>,
    /// Whether it is known to hold the field's own value.
    pub trust: Trust,
}

/// Where the way to a value begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Base {
    /// At this column.
    Column(String),
    /// At the element of the quantifier of this name.
    Element(String),
}

/// One step inside a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PlaceStep {
    /// To the part of a row, by the column's spelling of its name.
    Part(String),
    /// To an element of an array, counted from 0.
    Index(u64),
    /// To a value of a map.
    MapKey(String),
    /// Inside a JSON value.
    Json(Step),
}

/// How a value is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Storage {
    /// In a column of this type, in this encoding.
    Column(ColumnType, Encoding),
    /// As a JSON value inside JSON text.
    Json,
}

/// A field that the table does not have.
#[derive(Debug, Clone, PartialEq)]
pub struct Absent {
    /// The field.
    pub field: Box<Field>,
    /// Why.
    pub reason: String,
}

/// The elements of the quantifiers around a condition, with what they are in the table.
#[derive(Debug, Default, Clone)]
pub struct Scope {
    elements: Vec<(String, Storage)>,
}

impl Scope {
    pub(super) fn enter(&mut self, name: &str, array: &Value<BoundField>) {
        let storage = match array {
            Value::Field(BoundField { place, .. }) => match &place.storage {
                Storage::Column(ColumnType::Array(items), _) => {
                    Storage::Column((**items).clone(), Encoding::Plain)
                }
                _ => Storage::Json,
            },
            // A function gives an array of texts (`split`) or JSON.
            Value::Call(call) => match call.ty() {
                Type::Array(_) => Storage::Column(ColumnType::Text, Encoding::Plain),
                _ => Storage::Json,
            },
        };
        self.elements.push((name.to_owned(), storage));
    }

    pub(super) fn leave(&mut self) {
        self.elements.pop();
    }

    fn storage(&self, name: &str) -> Option<&Storage> {
        let found = self.elements.iter().rev().find(|(own, _)| own == name);
        found.map(|(_, storage)| storage)
    }
}

/// Finds a field's place.
pub(super) fn locate(field: &Field, shape: &Shape, scope: &Scope) -> Result<BoundField, Absent> {
    let absent = |reason: String| Absent {
        field: Box::new(field.clone()),
        reason,
    };
    let (base, missing, trust, mut storage, rest) = match &field.root {
        Root::Element(name) => {
            // Without an enclosing quantifier: only asked to name other shapes, which answer alike.
            let storage = scope.storage(name).cloned();
            let storage =
                storage.ok_or_else(|| absent(format!("no element is called `{name}`")))?;
            (
                Base::Element(name.clone()),
                None,
                Trust::Certain,
                storage,
                field.steps.as_slice(),
            )
        }
        Root::Event => {
            let (column, rest) = column_of(&field.steps, shape)
                .ok_or_else(|| absent(reason_of(&field.steps, shape)))?;
            let storage = Storage::Column(column.ty.clone(), column.encoding);
            (
                Base::Column(column.column.clone()),
                column.missing.clone(),
                column.trust,
                storage,
                rest,
            )
        }
    };
    let mut steps = Vec::new();
    for step in rest {
        let (taken, next) =
            step_into(&storage, step).ok_or_else(|| absent(reason_of(&field.steps, shape)))?;
        steps.push(taken);
        storage = next;
    }
    if let Storage::Column(column, encoding) = &mut storage {
        *encoding = encoding.natural(&field.ty, column);
    }
    Ok(BoundField {
        field: field.clone(),
        place: Place {
            base,
            steps,
            storage,
            missing,
            trust,
        },
    })
}

/// The column that holds the longest beginning of the path, and the rest of the path.
fn column_of<'s, 'p>(steps: &'p [Step], shape: &'s Shape) -> Option<(&'s Column, &'p [Step])> {
    shape
        .columns
        .iter()
        .filter_map(|column| Some((column, behind(&column.field, steps)?)))
        .min_by_key(|(_, rest)| rest.len())
}

/// The steps behind `path`, if they begin with it. Every path begins with `*`.
fn behind<'p>(path: &str, steps: &'p [Step]) -> Option<&'p [Step]> {
    if path == "*" {
        return Some(steps);
    }
    path.split('.').try_fold(steps, |rest, part| match rest {
        [Step::Key(key), rest @ ..] if key == part => Some(rest),
        _ => None,
    })
}

/// What the shape's file says of the missing field, or of the object that it is in.
fn reason_of(steps: &[Step], shape: &Shape) -> String {
    shape
        .absent
        .iter()
        .find(|(path, _)| behind(path, steps).is_some())
        .map_or_else(
            || "its columns do not reach so far".to_owned(),
            |(_, reason)| reason.clone(),
        )
}

fn step_into(storage: &Storage, step: &Step) -> Option<(PlaceStep, Storage)> {
    let column = |ty: &ColumnType| Storage::Column(ty.clone(), Encoding::Plain);
    match (storage, step) {
        (
            Storage::Json
            | Storage::Column(ColumnType::Text, Encoding::JsonText)
            | Storage::Column(ColumnType::Dynamic, _),
            step,
        ) => Some((PlaceStep::Json(step.clone()), Storage::Json)),
        (Storage::Column(row @ ColumnType::Row(_), _), Step::Key(key)) => {
            let (name, ty) = row.part(key)?;
            Some((PlaceStep::Part(name.clone()), column(ty)))
        }
        (Storage::Column(ColumnType::Array(items), _), Step::Index(index)) => {
            Some((PlaceStep::Index(*index), column(items)))
        }
        (Storage::Column(ColumnType::Map(values), _), Step::Key(key)) => {
            Some((PlaceStep::MapKey(key.clone()), column(values)))
        }
        _ => None,
    }
}
