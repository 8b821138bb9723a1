//! Types of columns, in the notation of SQL: `varchar`, `row(a varchar, b array(bigint))`.

use serde::{Deserialize, Serialize};
use std::fmt;

/// The type of a column, or of a part of one.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum ColumnType {
    /// Text.
    Text,
    /// An integer of up to 64 bits.
    Long,
    /// A floating-point number.
    Double,
    /// True or false.
    Bool,
    /// A point in time.
    Timestamp,
    /// A day.
    Date,
    /// Named parts; names are compared without case.
    Row(Vec<(String, ColumnType)>),
    /// Elements of one type.
    Array(Box<ColumnType>),
    /// Values of one type by text keys.
    Map(Box<ColumnType>),
    /// Any JSON value, in the engine's own form.
    Dynamic,
}

/// The text is not a type.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a column type such as varchar, bigint or row(name varchar)")]
pub struct NotAType(pub String);

impl ColumnType {
    /// The type of the part called `name`.
    #[must_use]
    pub fn part(&self, name: &str) -> Option<&(String, Self)> {
        match self {
            Self::Row(parts) => parts.iter().find(|(own, _)| own.eq_ignore_ascii_case(name)),
            _ => None,
        }
    }
}

impl TryFrom<String> for ColumnType {
    type Error = NotAType;

    fn try_from(text: String) -> Result<Self, NotAType> {
        let mut reader = Reader {
            rest: text.as_str(),
            depth: 0,
        };
        match reader.ty() {
            Some(ty) if reader.rest.trim().is_empty() => Ok(ty),
            _ => Err(NotAType(text)),
        }
    }
}

struct Reader<'a> {
    rest: &'a str,
    depth: u8,
}

impl<'a> Reader<'a> {
    fn word(&mut self) -> &'a str {
        let text = self.rest.trim_start();
        let end = text
            .find(|c: char| !(c.is_alphanumeric() || c == '_' || c == '-' || c == '@' || c == '$'))
            .unwrap_or(text.len());
        let (word, rest) = text.split_at_checked(end).unwrap_or((text, ""));
        self.rest = rest;
        word
    }

    fn eat(&mut self, token: char) -> bool {
        match self.rest.trim_start().strip_prefix(token) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    /// A length or a precision, which changes nothing: `varchar(255)`, `timestamp(3) with time zone`.
    fn precision(&mut self) -> Option<()> {
        if self.eat('(') {
            self.word();
            while self.eat(',') {
                self.word();
            }
            return self.eat(')').then_some(());
        }
        Some(())
    }

    fn ty(&mut self) -> Option<ColumnType> {
        if self.depth > 32 {
            return None;
        }
        self.depth += 1;
        let ty = match self.word().to_ascii_lowercase().as_str() {
            "varchar" | "string" | "char" | "uuid" | "guid" | "ipaddress" => {
                self.precision()?;
                ColumnType::Text
            }
            "bigint" | "long" | "integer" | "int" | "smallint" | "tinyint" => ColumnType::Long,
            "double" | "float" | "real" => ColumnType::Double,
            "boolean" | "bool" => ColumnType::Bool,
            "dynamic" | "json" => ColumnType::Dynamic,
            "datetime" => ColumnType::Timestamp,
            "date" => ColumnType::Date,
            "timestamp" => {
                self.precision()?;
                if let Some(rest) = self.rest.trim_start().strip_prefix("with time zone") {
                    self.rest = rest;
                }
                ColumnType::Timestamp
            }
            "row" => {
                let mut parts = Vec::new();
                self.eat('(').then_some(())?;
                loop {
                    let name = self.word().to_owned();
                    parts.push((name, self.ty()?));
                    if !self.eat(',') {
                        break;
                    }
                }
                self.eat(')').then_some(())?;
                ColumnType::Row(parts)
            }
            "array" => {
                self.eat('(').then_some(())?;
                let items = self.ty()?;
                self.eat(')').then_some(())?;
                ColumnType::Array(Box::new(items))
            }
            "map" => {
                self.eat('(').then_some(())?;
                let key = self.ty()?;
                (key == ColumnType::Text && self.eat(',')).then_some(())?;
                let values = self.ty()?;
                self.eat(')').then_some(())?;
                ColumnType::Map(Box::new(values))
            }
            _ => return None,
        };
        self.depth -= 1;
        Some(ty)
    }
}

impl From<ColumnType> for String {
    fn from(ty: ColumnType) -> Self {
        ty.to_string()
    }
}

impl fmt::Display for ColumnType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text => f.write_str("varchar"),
            Self::Long => f.write_str("bigint"),
            Self::Double => f.write_str("double"),
            Self::Bool => f.write_str("boolean"),
            Self::Timestamp => f.write_str("timestamp"),
            Self::Date => f.write_str("date"),
            Self::Row(parts) => {
                f.write_str("row(")?;
                for (index, (name, ty)) in parts.iter().enumerate() {
                    let comma = if index > 0 { ", " } else { "" };
                    write!(f, "{comma}{name} {ty}")?;
                }
                f.write_str(")")
            }
            Self::Array(items) => write!(f, "array({items})"),
            Self::Dynamic => f.write_str("dynamic"),
            Self::Map(values) => write!(f, "map(varchar, {values})"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_print_as_they_are_read() {
        for text in [
            "varchar",
            "row(type varchar, issuer row(arn varchar, tags map(varchar, varchar)))",
            "array(row(arn varchar, n bigint))",
        ] {
            assert_eq!(
                ColumnType::try_from(text.to_owned())
                    .map(|ty| ty.to_string())
                    .as_deref(),
                Ok(text)
            );
        }
        assert_eq!(
            ColumnType::try_from("timestamp(3) with time zone".to_owned()),
            Ok(ColumnType::Timestamp)
        );
        for bad in [
            "",
            "text",
            "row()",
            "row(a)",
            "array(varchar",
            "map(bigint, varchar)",
            "varchar x",
        ] {
            assert!(ColumnType::try_from(bad.to_owned()).is_err(), "{bad}");
        }
        assert!(ColumnType::try_from("array(".repeat(100_000)).is_err());
    }
}
