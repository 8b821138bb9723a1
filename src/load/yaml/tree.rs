//! In: values without places and places without values. Out: one tree, merged and without duplicate keys.

use std::collections::HashMap;

use serde_json::Number;
use transpile_sdk::diagnostic::{Diagnostic, Span, shown};

use super::positions::{Node, Shape};
use super::values::Value;
use crate::load::codes;

/// A YAML value and its place in the file.
#[derive(Debug, Clone, PartialEq)]
pub struct Yaml {
    /// Where it stands. An alias (`*name`) has the place of what it repeats.
    pub span: Span,
    /// What it is.
    pub data: Data,
}

/// A YAML value, typed by YAML 1.2.
#[derive(Debug, Clone, PartialEq)]
pub enum Data {
    /// `null`, `~` or nothing at all.
    Null,
    /// `true`, `True`, `TRUE` and their opposites.
    Bool(bool),
    /// A number, with all digits of an integer.
    Number(Number),
    /// `.nan` and `.inf`.
    NotFinite,
    /// Anything else that is one word or one text.
    Text(String),
    /// A list.
    List(Vec<Yaml>),
    /// A mapping, in the order of the file; no key occurs twice.
    Map(Vec<Entry>),
}

/// A key and its value.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// The key, mostly text.
    pub key: Yaml,
    /// The value.
    pub value: Yaml,
}

impl Yaml {
    /// The text, if it is one.
    #[must_use]
    pub fn as_text(&self) -> Option<&str> {
        match &self.data {
            Data::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The elements, if it is a list.
    #[must_use]
    pub fn as_list(&self) -> Option<&[Yaml]> {
        match &self.data {
            Data::List(items) => Some(items),
            _ => None,
        }
    }

    /// The entries, if it is a mapping.
    #[must_use]
    pub fn as_map(&self) -> Option<&[Entry]> {
        match &self.data {
            Data::Map(entries) => Some(entries),
            _ => None,
        }
    }

    /// The value of `key`, if this is a mapping that has it.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Yaml> {
        let entry = self
            .as_map()?
            .iter()
            .find(|entry| entry.key.as_text() == Some(key))?;
        Some(&entry.value)
    }

    /// What it is, for a message: "a list".
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self.data {
            Data::Null => "empty",
            Data::Bool(_) => "a boolean",
            Data::Number(_) | Data::NotFinite => "a number",
            Data::Text(_) => "a text",
            Data::List(_) => "a list",
            Data::Map(_) => "a mapping",
        }
    }

    /// The same as JSON; the first part that JSON has no words for instead, if there is one.
    ///
    /// Keys that are numbers, booleans or null become text, as every JSON writer has it.
    pub fn to_json(&self) -> Result<serde_json::Value, &Yaml> {
        Ok(match &self.data {
            Data::Null => serde_json::Value::Null,
            Data::Bool(value) => serde_json::Value::Bool(*value),
            Data::Number(number) => serde_json::Value::Number(number.clone()),
            Data::NotFinite => return Err(self),
            Data::Text(text) => serde_json::Value::String(text.clone()),
            Data::List(items) => {
                serde_json::Value::Array(items.iter().map(Yaml::to_json).collect::<Result<_, _>>()?)
            }
            Data::Map(entries) => {
                let mut object = serde_json::Map::with_capacity(entries.len());
                for Entry { key, value } in entries {
                    let name = key.name().ok_or(key)?;
                    object.insert(name, value.to_json()?);
                }
                serde_json::Value::Object(object)
            }
        })
    }

    /// The name that a scalar has as a key.
    fn name(&self) -> Option<String> {
        match &self.data {
            Data::Null => Some("null".to_owned()),
            Data::Bool(value) => Some(value.to_string()),
            Data::Number(number) => Some(number.to_string()),
            Data::Text(text) => Some(text.clone()),
            Data::NotFinite | Data::List(_) | Data::Map(_) => None,
        }
    }
}

/// Puts values and places together. Nothing, if the two are not of the same structure.
pub(super) fn join(
    text: &str,
    value: Value,
    node: Option<&Node>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Yaml> {
    match (value, node) {
        (Value::Null, None) => Some(Yaml {
            span: Span::new(0, 0),
            data: Data::Null,
        }),
        (value, Some(node)) => Join { text, diagnostics }.node(value, node),
        _ => None,
    }
}

struct Join<'a> {
    text: &'a str,
    diagnostics: &'a mut Vec<Diagnostic>,
}

impl Join<'_> {
    fn node(&mut self, value: Value, node: &Node) -> Option<Yaml> {
        let mut span = node.span;
        let data = match (value, &node.shape) {
            (Value::Null, Shape::Scalar) => Data::Null,
            (Value::Bool(value), Shape::Scalar) => Data::Bool(value),
            (Value::Number(number), Shape::Scalar) => Data::Number(number),
            (Value::NotFinite, Shape::Scalar) => Data::NotFinite,
            (Value::Text(text), Shape::Scalar) => Data::Text(text),
            (Value::List(values), Shape::List(nodes)) if values.len() == nodes.len() => {
                let mut items = Vec::with_capacity(values.len());
                for (value, node) in values.into_iter().zip(nodes) {
                    items.push(self.node(value, node)?);
                }
                Data::List(items)
            }
            (Value::Map(values), Shape::Map(nodes)) if values.len() == nodes.len() => {
                let mut entries = Vec::with_capacity(values.len());
                for ((key, value), (key_node, value_node)) in values.into_iter().zip(nodes) {
                    let key = self.node(key, key_node)?;
                    let value = self.node(value, value_node)?;
                    entries.push(Entry { key, value });
                }
                Data::Map(self.entries(entries))
            }
            _ => return None,
        };
        span.end = self.trimmed(span);
        Some(Yaml { span, data })
    }

    /// A block reaches to the next token: the last line breaks are no part of it.
    fn trimmed(&self, span: Span) -> usize {
        let source = self.text.get(span.start..span.end).unwrap_or_default();
        span.start + source.trim_end_matches([' ', '\t', '\r', '\n']).len()
    }

    /// Takes duplicates out and merges in.
    fn entries(&mut self, entries: Vec<Entry>) -> Vec<Entry> {
        let mut seen: HashMap<String, Span> = HashMap::with_capacity(entries.len());
        let mut kept = Vec::with_capacity(entries.len());
        let mut merges = Vec::new();
        for entry in entries {
            let Some(name) = entry.key.name() else {
                kept.push(entry);
                continue;
            };
            if let Some(first) = seen.get(&name) {
                let message = format!("the key `{}` occurs twice", shown(&name, 60));
                self.diagnostics.push(
                    Diagnostic::error(codes::DUPLICATE_KEY, message)
                        .at(entry.key.span, "again here")
                        .at(*first, "first here")
                        .with_help("delete one of the two"),
                );
                continue;
            }
            let merge = name == "<<";
            seen.insert(name, entry.key.span);
            if merge {
                merges.push(entry);
            } else {
                kept.push(entry);
            }
        }
        for merge in merges {
            self.merge(merge, &mut seen, &mut kept);
        }
        kept
    }

    /// Adds what `<<` refers to; keys of the mapping's own win.
    fn merge(&mut self, merge: Entry, seen: &mut HashMap<String, Span>, kept: &mut Vec<Entry>) {
        let sources = match merge.value.data {
            Data::List(items) => items,
            data => vec![Yaml {
                span: merge.value.span,
                data,
            }],
        };
        for source in sources {
            let Data::Map(entries) = source.data else {
                self.diagnostics.push(
                    Diagnostic::error(codes::UNSUPPORTED_YAML, "`<<` merges mappings only")
                        .at(source.span, format!("this is {}", source.kind()))
                        .at(merge.key.span, "merged here")
                        .with_help("write the keys out"),
                );
                continue;
            };
            for entry in entries {
                let new = entry.key.name().is_none_or(|name| {
                    let new = !seen.contains_key(&name);
                    if new {
                        seen.insert(name, entry.key.span);
                    }
                    new
                });
                if new {
                    kept.push(entry);
                }
            }
        }
    }
}
