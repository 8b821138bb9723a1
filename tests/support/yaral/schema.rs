//! The fields of the data model, as its client library describes them (`udm_schema.json`).

use super::syntax::{Index, Part};
use serde_json::Value;
use std::sync::OnceLock;

/// What a field is.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Kind {
    pub(crate) ty: Ty,
    /// True if the path can stand for more than one value.
    pub(crate) repeated: bool,
    /// True if a key of a map is read.
    pub(crate) keyed: bool,
    /// True if elements are read by their place.
    pub(crate) indexed: bool,
}

/// The type of a value.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Ty {
    Text,
    Int,
    Float,
    Bool,
    /// One of these names.
    Enum(Vec<String>),
    Message,
    /// Anything: a placeholder before it is looked at.
    Unknown,
}

fn data() -> &'static Value {
    static DATA: OnceLock<Value> = OnceLock::new();
    DATA.get_or_init(|| serde_json::from_str(include_str!("udm_schema.json")).unwrap())
}

/// What the field is, or the code of what is wrong with its path.
pub(crate) fn resolve(path: &[Part]) -> Result<Kind, (&'static str, String)> {
    let (mut message, mut path) = ("UDM".to_owned(), path);
    if let Some(first) = path.first() {
        if first.name == "udm" {
            path = &path[1..];
        } else if first.name == "graph" {
            message = "Entity".to_owned();
            path = &path[1..];
        }
    }
    let mut kind = Kind {
        ty: Ty::Message,
        repeated: false,
        keyed: false,
        indexed: false,
    };
    let (mut at, mut plain) = (0, 0);
    for (position, part) in path.iter().enumerate() {
        let last = position + 1 == path.len();
        let Some(field) = data()["messages"][&message].get(&part.name) else {
            return Err(("E-FIELD", format!("{message} has no field {}", part.name)));
        };
        let repeated = field["repeated"].as_bool().unwrap_or(false);
        let own = field["message"].as_str().unwrap_or_default();
        let is_map = field["type"] == "map";
        match part.indexes.as_slice() {
            [] => plain += usize::from(repeated),
            [Index::At(_)] if repeated => at += 1,
            [Index::At(_)] => return Err(("E-INDEX", format!("{} is not repeated", part.name))),
            [Index::Key(_)]
                if (is_map && field["value"] == "string") || (own == "Label" && repeated) =>
            {
                if !last {
                    return Err(("E-MAP", "nothing is behind the value of a map".to_owned()));
                }
                if at > 0 {
                    return Err(("E-MAP-INDEX", "an index and a map in one path".to_owned()));
                }
                return Ok(Kind {
                    ty: Ty::Text,
                    repeated: false,
                    keyed: true,
                    indexed: false,
                });
            }
            [Index::Key(_)] => return Err(("E-MAP", format!("{} is no map of texts", part.name))),
            _ => return Err(("E-MAP-INDEX", "an index and a map in one path".to_owned())),
        }
        if is_map {
            return Err(("E-MAP", format!("{} is a map: a key is missing", part.name)));
        }
        kind.ty = match field["type"].as_str().unwrap() {
            "string" | "bytes" => Ty::Text,
            "int" => Ty::Int,
            "float" => Ty::Float,
            "bool" => Ty::Bool,
            "enum" => Ty::Enum(names(field["enum"].as_str().unwrap())),
            _ => Ty::Message,
        };
        if kind.ty != Ty::Message && !last {
            return Err(("E-FIELD", format!("{} has no parts", part.name)));
        }
        own.clone_into(&mut message);
    }
    if at > 0 && plain > 0 {
        return Err((
            "E-PARTIAL-INDEX",
            "some repeated fields of the path have an index and others have none".to_owned(),
        ));
    }
    kind.repeated = plain > 0;
    kind.indexed = at > 0;
    Ok(kind)
}

fn names(name: &str) -> Vec<String> {
    data()["enums"][name]
        .as_object()
        .unwrap()
        .keys()
        .cloned()
        .collect()
}
