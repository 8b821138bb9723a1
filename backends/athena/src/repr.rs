//! What a value is in SQL: an expression, and how the value is written in it.
//!
//! In: a bound field. Out: a [`Repr`], in which what stands for "missing" in the table has become NULL.

use crate::emit::{Emitter, Refused, refuse};
use transpile_sdk::bind::{Base, BoundField, PlaceStep, Storage};
use transpile_sdk::ir::{Step, Type};
use transpile_sdk::shape::{ColumnType, Encoding};
use transpile_sdk::sql::Sql;

/// A value in SQL.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Repr {
    /// Text.
    Text(Sql),
    /// An integer; `text` is what the log printed, if the column has it.
    Long { value: Sql, text: Option<Sql> },
    /// A column of type double.
    Double(Sql),
    /// Text that is a number in JSON's spelling, or NULL.
    NumberText(Sql),
    /// The text `true` or `false`.
    BoolText(Sql),
    /// A boolean.
    Bool(Sql),
    /// A point in time; `text` is what the log printed, if the column has it.
    Time {
        value: Sql,
        raw: Sql,
        text: Option<Sql>,
    },
    /// A JSON value.
    Json(Json),
    /// A row.
    Row(Sql),
    /// An array with elements of one type.
    Array(Sql, ColumnType),
}

/// A JSON value: a place inside JSON.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Json {
    /// JSON text, or a value of SQL's type json.
    pub(crate) container: Sql,
    /// True if the container is a column that is NULL where the log has null or nothing.
    pub(crate) column: bool,
    /// True if the container was made from text by `json_parse`.
    pub(crate) parsed: bool,
    /// The way from there.
    pub(crate) steps: Vec<Step>,
}

impl Json {
    /// The way in the notation of `json_extract`.
    fn path(&self) -> Sql {
        let mut path = String::from("$");
        for step in &self.steps {
            match step {
                Step::Index(index) => path.push_str(&format!("[{index}]")),
                Step::Key(key) if is_plain(key) => {
                    path.push('.');
                    path.push_str(key);
                }
                Step::Key(key) => {
                    path.push_str("[\"");
                    for c in key.chars() {
                        if c == '"' || c == '\\' {
                            path.push('\\');
                        }
                        path.push(c);
                    }
                    path.push_str("\"]");
                }
            }
        }
        Sql::text(path)
    }

    /// The text of a string, a number or a boolean; NULL for anything else.
    pub(crate) fn scalar(&self) -> Sql {
        Sql::call("json_extract_scalar", [self.container.clone(), self.path()])
    }

    /// As a value of SQL's type json; a JSON null is one.
    pub(crate) fn extract(&self) -> Sql {
        Sql::call("json_extract", [self.container.clone(), self.path()])
    }

    /// As JSON text: `"x"` in quotes, `null` for a JSON null, NULL if nothing is there.
    pub(crate) fn text(&self) -> Sql {
        Sql::call("json_format", [self.extract()])
    }

    /// The text of a string; NULL for anything else.
    pub(crate) fn string(&self) -> Sql {
        Sql::When(Box::new(self.is_string()), Box::new(self.scalar()))
    }

    /// True for a string.
    pub(crate) fn is_string(&self) -> Sql {
        Sql::Like {
            value: Box::new(self.text()),
            pattern: "\"%".to_owned(),
            escape: None,
        }
    }

    /// The elements of an array; NULL for anything else.
    pub(crate) fn elements(&self) -> Sql {
        self.extract().try_cast("array(json)")
    }
}

/// True for a key that a JSON path takes for a position.
fn is_index(key: &str) -> bool {
    !key.is_empty() && key.chars().all(|c| c.is_ascii_digit())
}

/// True for a key that a JSON path takes without quotes.
fn is_plain(key: &str) -> bool {
    key.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && key.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

impl Emitter<'_> {
    /// A field as a value in SQL.
    pub(crate) fn field(&self, field: &BoundField) -> Result<Repr, Refused> {
        let place = &field.place;
        let mut sql = match &place.base {
            Base::Column(name) => Sql::name(name),
            Base::Element(name) => Sql::name(self.parameter(name)),
        };
        let mut inside = Vec::new();
        for step in &place.steps {
            match step {
                PlaceStep::Part(name) => sql = sql.part(name),
                PlaceStep::Index(index) => sql = element_at(sql, *index)?,
                PlaceStep::MapKey(key) => sql = Sql::call("element_at", [sql, Sql::text(key)]),
                PlaceStep::Json(step) => inside.push(step.clone()),
            }
        }
        // Inside JSON text a `-` is a value like any other.
        let missing = place.missing.as_ref().filter(|_| inside.is_empty());
        let present = |sql: Sql| match missing {
            Some(text) => null_if(sql, text),
            None => sql,
        };
        if inside
            .iter()
            .any(|step| matches!(step, Step::Key(key) if is_index(key)))
        {
            return refuse("Athena takes a key of digits for the position in an array");
        }
        Ok(match &place.storage {
            Storage::Json => {
                let column = inside.is_empty() && matches!(place.base, Base::Column(_));
                Repr::Json(Json {
                    container: sql,
                    column,
                    parsed: false,
                    steps: inside,
                })
            }
            Storage::Column(ColumnType::Text, encoding) => match encoding {
                Encoding::Plain if field.field.ty == Type::Json => {
                    return refuse(
                        "the table keeps this value as text, whatever it was in the log",
                    );
                }
                Encoding::Plain => Repr::Text(present(sql)),
                Encoding::QuotedText => Repr::Text(match missing {
                    Some(text) => {
                        let forms = [text.clone(), format!("\"{text}\"")];
                        let missing = sql.clone().one_of(forms.map(Sql::text).to_vec());
                        Sql::When(Box::new(missing.not()), Box::new(unquoted(sql)))
                    }
                    None => unquoted(sql),
                }),
                Encoding::BoolText => Repr::BoolText(present(sql)),
                Encoding::NumberText if field.field.ty == Type::Long => Repr::Long {
                    value: sql.clone().try_cast("bigint"),
                    text: Some(present(sql)),
                },
                Encoding::NumberText => Repr::NumberText(present(sql)),
                Encoding::JsonText => Repr::Json(Json {
                    container: present(sql),
                    column: true,
                    parsed: false,
                    steps: Vec::new(),
                }),
                Encoding::Iso8601Text => {
                    let raw = present(sql);
                    Repr::Time {
                        value: Sql::call(
                            "TRY",
                            [Sql::call("from_iso8601_timestamp_nanos", [raw.clone()])],
                        ),
                        text: Some(raw.clone()),
                        raw,
                    }
                }
                Encoding::ClfTimeText => {
                    let raw = present(sql);
                    let format = Sql::text("dd/MMM/yyyy:HH:mm:ss Z");
                    Repr::Time {
                        value: Sql::call(
                            "TRY",
                            [Sql::call("parse_datetime", [raw.clone(), format])],
                        ),
                        raw,
                        text: None,
                    }
                }
            },
            Storage::Column(ty, _) => match (ty, &field.field.ty) {
                (ColumnType::Long, Type::Long | Type::Double) => Repr::Long {
                    value: sql,
                    text: None,
                },
                (ColumnType::Double, Type::Double | Type::Long) => Repr::Double(sql),
                (ColumnType::Bool, Type::Bool) => Repr::Bool(sql),
                (ColumnType::Timestamp, Type::Timestamp) => Repr::Time {
                    value: sql.clone(),
                    raw: sql,
                    text: None,
                },
                (ColumnType::Row(_), Type::Object) | (ColumnType::Map(_), Type::Object) => {
                    Repr::Row(sql)
                }
                (ColumnType::Array(items), Type::Array(_)) => Repr::Array(sql, (**items).clone()),
                (column, own) => {
                    return refuse(format!(
                        "the table keeps `{}`, a {own}, as {column}, from which its value cannot be told for certain",
                        field.field.dotted()
                    ));
                }
            },
        })
    }
}

/// NULL in place of `text`. Trino 483 fails on `NULLIF` of anything but a column inside a lambda or `TRY`.
pub(crate) fn null_if(sql: Sql, text: &str) -> Sql {
    if matches!(&sql, Sql::Name(names) if names.len() == 1) {
        return Sql::call("NULLIF", [sql, Sql::text(text)]);
    }
    let other = sql.clone().binary("<>", Sql::text(text));
    Sql::When(Box::new(other), Box::new(sql))
}

/// An element counted from 0; NULL behind the end.
pub(crate) fn element_at(array: Sql, index: u64) -> Result<Sql, Refused> {
    match i64::try_from(index)
        .ok()
        .and_then(|index| index.checked_add(1))
    {
        Some(position) if position <= i64::from(i32::MAX) => {
            Ok(Sql::call("element_at", [array, Sql::Int(position)]))
        }
        _ => refuse("an array has no element at so high an index"),
    }
}

/// Text without the double quotes around it.
fn unquoted(sql: Sql) -> Sql {
    Sql::call(
        "regexp_replace",
        [sql, Sql::text(r#"^"|"\z"#), Sql::text("")],
    )
}
