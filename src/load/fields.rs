//! In: the entries of a mapping. Out: values of the type that a key wants, and an error for each that is another.

use transpile_sdk::diagnostic::{Diagnostic, Span, shown};

use super::codes;
use super::document::Located;
use super::keys::Unknown;
use super::yaml::{Data, Entry, Yaml};

/// A mapping whose entries are read one by one.
pub(super) struct Fields<'a> {
    /// The file's text.
    pub(super) source: &'a str,
    pub(super) entries: &'a [Entry],
    /// The file's keys that are not known.
    pub(super) unknown: Unknown,
    pub(super) diagnostics: &'a mut Vec<Diagnostic>,
}

impl<'a> Fields<'a> {
    /// The entry of a key, unless its value is empty.
    pub(super) fn entry(&self, key: &str) -> Option<&'a Entry> {
        let entry = self
            .entries
            .iter()
            .find(|entry| entry.key.as_text() == Some(key))?;
        (entry.value.data != Data::Null).then_some(entry)
    }

    /// True if the key is there, even with an empty value.
    pub(super) fn has(&self, key: &str) -> bool {
        self.entries
            .iter()
            .any(|entry| entry.key.as_text() == Some(key))
    }

    /// A text.
    pub(super) fn text(&mut self, key: &str) -> Option<Located<String>> {
        let entry = self.entry(key)?;
        match &entry.value.data {
            Data::Text(text) => Some(Located::new(text.clone(), entry.value.span)),
            Data::Bool(_) | Data::Number(_) | Data::NotFinite => {
                self.wrong(entry, "a text", "put it in quotes");
                None
            }
            _ => {
                self.wrong(entry, "a text", "write one text");
                None
            }
        }
    }

    /// A text whose place nobody asks for.
    pub(super) fn plain_text(&mut self, key: &str) -> Option<String> {
        self.text(key).map(|text| text.value)
    }

    /// A list of texts, none of them empty; nothing, if the key is not there.
    pub(super) fn texts(&mut self, key: &str) -> Vec<Located<String>> {
        self.entry(key)
            .map_or_else(Vec::new, |entry| self.items(&entry.value, key, false))
    }

    /// A list of labels: numbers in it are taken as they are written (`3.10`).
    pub(super) fn labels(&mut self, key: &str) -> Vec<Located<String>> {
        self.entry(key)
            .map_or_else(Vec::new, |entry| self.items(&entry.value, key, true))
    }

    /// A boolean.
    pub(super) fn boolean(&mut self, key: &str) -> Option<bool> {
        let entry = self.entry(key)?;
        if let Data::Bool(value) = entry.value.data {
            return Some(value);
        }
        self.wrong(
            entry,
            "`true` or `false`",
            "write `true` or `false` without quotes",
        );
        None
    }

    /// A whole number from 1.
    pub(super) fn positive(&mut self, key: &str) -> Option<u64> {
        let entry = self.entry(key)?;
        let Data::Number(number) = &entry.value.data else {
            self.wrong(entry, "a number", "write a whole number without quotes");
            return None;
        };
        let value = number.as_u64().filter(|value| *value > 0);
        if value.is_none() {
            let message = format!("`{key}` is a whole number from 1");
            self.diagnostics.push(
                Diagnostic::error(codes::BAD_NUMBER, message)
                    .at(entry.value.span, "not one")
                    .with_help(format!(
                        "delete the line for the default, or write `{key}: 1`"
                    )),
            );
        }
        value
    }

    /// An error: the key's value is of another type.
    pub(super) fn wrong(&mut self, entry: &Entry, wanted: &str, help: &str) {
        let key = entry.key.as_text().unwrap_or_default();
        self.diagnostics
            .push(wrong_type(self.source, key, &entry.value, wanted, help));
    }

    /// The texts of a list; an error for each item that is none.
    pub(super) fn items(&mut self, value: &Yaml, key: &str, loose: bool) -> Vec<Located<String>> {
        let Data::List(items) = &value.data else {
            let help = match value.as_text() {
                Some(text) => format!("write `{key}: [{}]`", shown(text, 60)),
                None => "write a list, one `- ` line for each item".to_owned(),
            };
            self.diagnostics.push(wrong_type(
                self.source,
                key,
                value,
                "a list of texts",
                &help,
            ));
            return Vec::new();
        };
        let mut texts = Vec::with_capacity(items.len());
        for item in items {
            match (&item.data, self.source.get(item.span.start..item.span.end)) {
                (Data::Text(text), _) if !text.trim().is_empty() => {
                    texts.push(Located::new(text.clone(), item.span));
                }
                (Data::Number(_) | Data::Bool(_), Some(source)) if loose => {
                    texts.push(Located::new(source.to_owned(), item.span));
                }
                (Data::Text(_) | Data::Null, _) => self.diagnostics.push(
                    Diagnostic::error(codes::WRONG_TYPE, format!("an item of `{key}` is empty"))
                        .at(item.span, "no text here")
                        .with_help("delete the item"),
                ),
                _ => self.diagnostics.push(
                    Diagnostic::error(
                        codes::WRONG_TYPE,
                        format!("an item of `{key}` must be a text"),
                    )
                    .at(item.span, format!("this is {}", item.kind()))
                    .with_help("put the item in quotes, or delete it"),
                ),
            }
        }
        texts
    }
}

/// An error: a value of another type.
pub(super) fn wrong_type(
    source: &str,
    key: &str,
    value: &Yaml,
    wanted: &str,
    help: &str,
) -> Diagnostic {
    Diagnostic::error(codes::WRONG_TYPE, format!("`{key}` must be {wanted}"))
        .at(
            first_line(source, value.span),
            format!("this is {}", value.kind()),
        )
        .with_help(help)
}

/// The first line of a place in a text: enough to point at something long.
pub(crate) fn first_line(text: &str, span: Span) -> Span {
    let source = text.get(span.start..span.end).unwrap_or_default();
    let line = source.lines().next().unwrap_or_default().trim_end();
    Span::new(span.start, span.start + line.len())
}
