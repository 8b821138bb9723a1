//! Tables that are made alike for every log type.
//!
//! In: a shape whose log type is `*`, a log type, and the fields at the top of its events. Out: the shape
//! of that log type's table. `{log_type}` in the table's name becomes the log type's, a letter, a digit
//! or `_` for each of its characters; `{log_type_lower}` and `{log_type_upper}` the same in one case.

use super::{Column, ColumnType, Encoding, Shape, Trust};
use crate::ir::Type;
use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

/// The log type of a shape that is the same for every one.
pub const ANY: &str = "*";

/// How fields of one type are written, in a column of their own each.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EachField {
    /// The column's type.
    #[serde(rename = "type")]
    pub ty: ColumnType,
    /// How the value is written.
    #[serde(default)]
    pub encoding: Encoding,
}

impl Shape {
    /// True if tables of this shape are made alike for every log type.
    #[must_use]
    pub fn is_generic(&self) -> bool {
        self.log_type == ANY
    }

    /// The shape of one log type's table; `fields` are those at the top of its events.
    #[must_use]
    pub fn of_log_type(&self, log_type: &str, fields: &[(String, Type)]) -> Self {
        let mut own = self.clone();
        own.table = named(&self.table, log_type);
        log_type.clone_into(&mut own.log_type);
        let mut columns: IndexMap<String, Option<Column>> = IndexMap::new();
        for (field, ty) in fields {
            let Some(each) = self
                .each
                .get(&ty.to_string())
                .or_else(|| self.each.get(ANY))
            else {
                continue;
            };
            let name = column_name(field);
            let column = Column {
                field: field.clone(),
                column: name.clone(),
                ty: each.ty.clone(),
                encoding: each.encoding,
                missing: None,
                trust: Trust::Certain,
            };
            let shared = columns.contains_key(&name);
            if shared {
                let reason = format!("the table would have several columns called {name}");
                own.absent.insert(field.clone(), reason);
            }
            columns.insert(name, (!shared).then_some(column));
        }
        own.columns.extend(columns.into_values().flatten());
        own
    }
}

fn named(template: &str, log_type: &str) -> String {
    let plain: String = log_type.chars().map(plain).collect();
    template
        .replace("{log_type_lower}", &plain.to_ascii_lowercase())
        .replace("{log_type_upper}", &plain.to_ascii_uppercase())
        .replace("{log_type}", &plain)
}

/// The field's name in lower case, `_` for what is no letter, digit or `_`.
fn column_name(field: &str) -> String {
    field
        .chars()
        .map(|c| plain(c).to_ascii_lowercase())
        .collect()
}

fn plain(c: char) -> char {
    if c.is_ascii_alphanumeric() { c } else { '_' }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape() -> Shape {
        let each = |ty: &str| serde_json::json!({"type": ty});
        serde_json::from_value(serde_json::json!({
            "name": "lake", "log_type": "*", "table": "{log_type_lower}", "title": "", "event_time": {"column": "t"},
            "each": {"string": each("varchar"), "long": each("bigint"), "*": {"type": "varchar", "encoding": "json_text"}},
        }))
        .unwrap()
    }

    #[test]
    fn every_field_has_a_column_of_its_type() {
        let fields = [
            ("eventType", Type::String),
            ("n", Type::Long),
            ("@odd", Type::Json),
        ];
        let fields = fields.map(|(name, ty)| (name.to_owned(), ty));
        let own = shape().of_log_type("Okta.SystemLog", &fields);
        assert_eq!(
            (own.table.as_str(), own.log_type.as_str()),
            ("okta_systemlog", "Okta.SystemLog")
        );
        let columns: Vec<_> = own
            .columns
            .iter()
            .map(|column| {
                (
                    column.field.as_str(),
                    column.column.as_str(),
                    column.ty.to_string(),
                    column.encoding,
                )
            })
            .collect();
        assert_eq!(
            columns,
            [
                (
                    "eventType",
                    "eventtype",
                    "varchar".to_owned(),
                    Encoding::Plain
                ),
                ("n", "n", "bigint".to_owned(), Encoding::Plain),
                ("@odd", "_odd", "varchar".to_owned(), Encoding::JsonText),
            ]
        );
    }

    #[test]
    fn a_column_is_of_one_field() {
        let fields =
            ["userId", "userid", "other", "user_id"].map(|name| (name.to_owned(), Type::String));
        let own = shape().of_log_type("My.Log", &fields);
        let columns: Vec<&str> = own
            .columns
            .iter()
            .map(|column| column.field.as_str())
            .collect();
        assert_eq!(columns, ["other", "user_id"]);
        assert!(own.absent.contains_key("userid"));
    }
}
