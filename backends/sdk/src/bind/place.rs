//! Where in a table a field is, and how its value is written there.

use crate::ir::{Field, Root, Step, Type, Value};
use crate::shape::{Column, ColumnType, Encoding, Shape, Trust};
use std::hash::{Hash, Hasher};

/// A field with its place.
#[derive(Debug, Clone, PartialEq)]
pub struct BoundField {
    /// The field, for its type and for messages.
    pub field: Field,
    /// Its place.
    pub place: Place,
}

/// By the field: a table has one place for it.
impl Hash for BoundField {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.field.hash(state);
    }
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
    /// The type of the column where the way begins; none at an element.
    pub column: Option<ColumnType>,
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
    /// Its path from the event on, `[*]` for an element of a quantifier's array.
    pub path: String,
    /// Why.
    pub reason: String,
}

/// The elements of the quantifiers around a condition, with what they are in the table.
#[derive(Debug, Default, Clone)]
pub struct Scope {
    elements: Vec<Element>,
}

/// The element of a quantifier.
#[derive(Debug, Clone)]
struct Element {
    name: String,
    storage: Storage,
    /// The field whose element it is; nothing for an array that a function gives.
    array: Option<Field>,
}

impl Scope {
    pub(super) fn enter(&mut self, name: &str, array: &Value<BoundField>) {
        let (storage, array) = match array {
            Value::Field(BoundField { field, place }) => {
                (element_of(&place.storage), Some(field.clone()))
            }
            // A function gives an array of texts (`split`) or JSON.
            Value::Call(call) => match call.ty() {
                Type::Array(_) => (Storage::Column(ColumnType::Text, Encoding::Plain), None),
                _ => (Storage::Json, None),
            },
        };
        self.elements.push(Element {
            name: name.to_owned(),
            storage,
            array,
        });
    }

    pub(super) fn leave(&mut self) {
        self.elements.pop();
    }

    /// The same elements in another table, if that has their arrays.
    pub(super) fn within(&self, shape: &Shape) -> Option<Self> {
        let mut scope = Self::default();
        for element in &self.elements {
            let storage = match &element.array {
                Some(array) => element_of(&locate(array, shape, &scope).ok()?.place.storage),
                None => element.storage.clone(),
            };
            scope.elements.push(Element {
                storage,
                ..element.clone()
            });
        }
        Some(scope)
    }

    fn element(&self, name: &str) -> Option<&Element> {
        self.elements
            .iter()
            .rev()
            .find(|element| element.name == name)
    }

    /// The field's path from the event on, and that path in words.
    fn path(&self, field: &Field) -> (Vec<Step>, String) {
        path(&self.elements, field)
    }
}

/// The path of a field of the last of `elements`, or of the event. Steps to elements are in the words only.
fn path(elements: &[Element], field: &Field) -> (Vec<Step>, String) {
    let Root::Element(name) = &field.root else {
        return (field.steps.clone(), field.dotted());
    };
    let at = elements.iter().rposition(|element| element.name == *name);
    let around = at.and_then(|at| elements.get(..at)).unwrap_or_default();
    let own = at.and_then(|at| elements.get(at));
    let Some(array) = own.and_then(|own| own.array.as_ref()) else {
        return (Vec::new(), field.dotted());
    };
    let (mut steps, words) = path(around, array);
    steps.extend(field.steps.iter().cloned());
    let dotted = field.dotted();
    let rest = dotted.strip_prefix(name.as_str()).unwrap_or_default();
    (steps, format!("{words}[*]{rest}"))
}

/// What an element is of an array that is written that way.
fn element_of(array: &Storage) -> Storage {
    match array {
        Storage::Column(ColumnType::Array(items), _) => {
            Storage::Column((**items).clone(), Encoding::Plain)
        }
        _ => Storage::Json,
    }
}

/// Finds a field's place.
pub(super) fn locate(field: &Field, shape: &Shape, scope: &Scope) -> Result<BoundField, Absent> {
    let absent = || {
        let (steps, path) = scope.path(field);
        Absent {
            field: Box::new(field.clone()),
            path,
            reason: reason_of(&steps, shape),
        }
    };
    let (base, missing, trust, column, mut storage, rest) = match &field.root {
        Root::Element(name) => {
            let element = scope.element(name).ok_or_else(absent)?;
            (
                Base::Element(name.clone()),
                None,
                Trust::Certain,
                None,
                element.storage.clone(),
                field.steps.as_slice(),
            )
        }
        Root::Event => {
            let (column, rest) = column_of(&field.steps, shape).ok_or_else(absent)?;
            let storage = Storage::Column(column.ty.clone(), column.encoding);
            (
                Base::Column(column.column.clone()),
                column.missing.clone(),
                column.trust,
                Some(column.ty.clone()),
                storage,
                rest,
            )
        }
    };
    let mut steps = Vec::new();
    for step in rest {
        let (taken, next) = step_into(&storage, step).ok_or_else(absent)?;
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
            column,
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
    // A name with dots in it may be that of one field.
    if let [Step::Key(key), rest @ ..] = steps
        && key == path
    {
        return Some(rest);
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
            || "none of its columns holds it".to_owned(),
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
