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
    /// True for a whole column of JSON text.
    pub(crate) fn is_whole(&self) -> bool {
        self.column && self.steps.is_empty()
    }

    /// The way in the notation of `json_extract`.
    fn path(&self) -> Sql {
        let mut path = String::from("$");
        for step in &self.steps {
            match step {
                Step::Index(index) => {
                    path.push('[');
                    path.push_str(&index.to_string());
                    path.push(']');
                }
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
        let is_index = |step: &Step| matches!(step, Step::Key(key) if is_index(key));
        if inside.iter().any(is_index) {
            return refuse("Athena takes a key of digits for the position in an array");
        }
        match &place.storage {
            Storage::Json => {
                let column = inside.is_empty() && matches!(place.base, Base::Column(_));
                Ok(Repr::Json(Json {
                    container: sql,
                    column,
                    parsed: false,
                    steps: inside,
                }))
            }
            Storage::Column(ColumnType::Text, encoding) => {
                of_text(sql, *encoding, place.missing.as_deref(), &field.field.ty)
            }
            Storage::Column(column, _) => of_column(sql, column, field),
        }
    }
}

/// A value that is written as text; `missing` stands for none.
pub(crate) fn of_text(
    sql: Sql,
    encoding: Encoding,
    missing: Option<&str>,
    ty: &Type,
) -> Result<Repr, Refused> {
    let present = |sql: Sql| match missing {
        Some(text) => null_if(sql, text),
        None => sql,
    };
    let parsed = |function: &'static str, arguments: Vec<Sql>| {
        Sql::call("TRY", [Sql::Call(function, arguments)])
    };
    Ok(match encoding {
        Encoding::Plain if *ty == Type::Json => {
            return refuse("the table keeps this value as text, whatever it was in the log");
        }
        Encoding::Plain => Repr::Text(present(sql)),
        Encoding::QuotedText => Repr::Text(match missing {
            Some(text) => {
                let forms = [text.to_owned(), format!("\"{text}\"")];
                let missing = sql.clone().one_of(forms.map(Sql::text).to_vec());
                Sql::When(Box::new(missing.not()), Box::new(unquoted(sql)))
            }
            None => unquoted(sql),
        }),
        Encoding::BoolText => Repr::BoolText(present(sql)),
        Encoding::NumberText if *ty == Type::Long => Repr::Long {
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
            let value = parsed("from_iso8601_timestamp_nanos", vec![raw.clone()]);
            Repr::Time {
                value,
                text: Some(raw.clone()),
                raw,
            }
        }
        Encoding::ClfTimeText => {
            let raw = present(sql);
            let format = Sql::text("dd/MMM/yyyy:HH:mm:ss Z");
            let value = parsed("parse_datetime", vec![raw.clone(), format]);
            Repr::Time {
                value,
                text: None,
                raw,
            }
        }
    })
}

/// A value in a column of its own type.
fn of_column(sql: Sql, column: &ColumnType, field: &BoundField) -> Result<Repr, Refused> {
    Ok(match (column, &field.field.ty) {
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
        (ColumnType::Row(_) | ColumnType::Map(_), Type::Object) => Repr::Row(sql),
        (ColumnType::Array(items), Type::Array(_)) => Repr::Array(sql, (**items).clone()),
        (column, own) => {
            return refuse(format!(
                "the table keeps `{}`, a {own}, as {column}, from which its value cannot be told for certain",
                field.field.dotted()
            ));
        }
    })
}

impl Repr {
    /// What is NULL exactly where the value is missing; none for a value inside JSON.
    pub(crate) fn raw(&self) -> Option<&Sql> {
        match self {
            Self::Text(sql)
            | Self::NumberText(sql)
            | Self::BoolText(sql)
            | Self::Bool(sql)
            | Self::Double(sql)
            | Self::Row(sql)
            | Self::Array(sql, _)
            | Self::Time { raw: sql, .. } => Some(sql),
            Self::Long { value, text } => Some(text.as_ref().unwrap_or(value)),
            Self::Json(json) if json.is_whole() => Some(&json.container),
            Self::Json(_) => None,
        }
    }

    /// The characters that the log has; none if the table does not keep them.
    pub(crate) fn logged(self) -> Option<Sql> {
        match self {
            Self::Text(text) | Self::NumberText(text) | Self::BoolText(text) => Some(text),
            Self::Long { value, text } => Some(text.unwrap_or_else(|| value.cast("varchar"))),
            Self::Bool(value) => Some(value.cast("varchar")),
            Self::Time { text, .. } => text,
            Self::Json(json) if json.is_whole() => Some(json.container),
            Self::Json(_) | Self::Double(_) | Self::Row(_) | Self::Array(..) => None,
        }
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
