//! YAML that every reader reads alike: maps, lists, quoted text, blocks.
//!
//! In: a tree. Out: text. Text of a rule is quoted with JSON's escapes, or stands in a block if each of its
//! lines may; nothing is left to what a reader takes a bare word for.

use crate::dialect;

/// A YAML value.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Yaml {
    /// A word of our own.
    Word(String),
    /// A number.
    Int(u64),
    /// Any text.
    Text(String),
    /// Text of several lines.
    Block(String),
    /// A list.
    List(Vec<Yaml>),
    /// Names and values.
    Map(Vec<(&'static str, Yaml)>),
    /// Names of our own making, and values.
    Pairs(Vec<(String, Yaml)>),
}

impl Yaml {
    pub(crate) fn word(word: impl Into<String>) -> Self {
        Self::Word(word.into())
    }

    /// The document.
    pub(crate) fn document(&self) -> String {
        let mut out = String::new();
        self.write(&mut out, 0);
        out.trim_start_matches('\n').to_owned()
    }

    /// Writes the value behind `key:` or `-`.
    fn write(&self, out: &mut String, indent: usize) {
        match self {
            Self::Word(word) => push_line(out, word),
            Self::Int(int) => push_line(out, &int.to_string()),
            // Kusto's text literals use JSON's escapes, which are YAML's as well.
            Self::Text(text) => push_line(out, &dialect::text(text)),
            Self::Block(text) if may_be_block(text) => {
                out.push_str(" |\n");
                for line in text.lines() {
                    if !line.is_empty() {
                        out.push_str(&" ".repeat(indent));
                        out.push_str(line);
                    }
                    out.push('\n');
                }
            }
            Self::Block(text) => Self::Text(text.clone()).write(out, indent),
            Self::List(items) if items.is_empty() => out.push_str(" []\n"),
            Self::List(items) => {
                out.push('\n');
                for item in items {
                    out.push_str(&" ".repeat(indent));
                    out.push('-');
                    let mut inner = String::new();
                    item.write(&mut inner, indent + 2);
                    // A map begins on the line of its dash.
                    let inner = match inner.strip_prefix('\n') {
                        Some(map) => format!(" {}", map.trim_start()),
                        None => inner,
                    };
                    out.push_str(&inner);
                }
            }
            Self::Map(members) => {
                let members = members
                    .iter()
                    .map(|(key, value)| ((*key).to_owned(), value));
                Self::members(members, out, indent);
            }
            Self::Pairs(members) => {
                let members = members.iter().map(|(key, value)| (key.clone(), value));
                Self::members(members, out, indent);
            }
        }
    }

    fn members<'a>(
        members: impl Iterator<Item = (String, &'a Self)>,
        out: &mut String,
        indent: usize,
    ) {
        out.push('\n');
        for (key, value) in members {
            out.push_str(&" ".repeat(indent));
            out.push_str(&key);
            out.push(':');
            value.write(out, indent + 2);
        }
    }
}

/// The value of one line.
fn push_line(out: &mut String, value: &str) {
    out.push(' ');
    out.push_str(value);
    out.push('\n');
}

/// True if a block keeps the text as it is: it begins with a letter or a comment, ends with one newline,
/// and has no character that YAML treats in its own way.
fn may_be_block(text: &str) -> bool {
    text.starts_with(|c: char| !c.is_whitespace())
        && text.ends_with('\n')
        && !text.ends_with("\n\n")
        && text
            .chars()
            .all(|c| c == '\n' || (!transpile_sdk::diagnostic::is_hidden(c) && !is_special(c)))
}

/// Characters that YAML does not allow as they are.
fn is_special(c: char) -> bool {
    matches!(c, '\u{fffe}' | '\u{ffff}') || (u32::from(c) & 0xfffe) == 0xfffe
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn text_is_read_back(text in any::<String>(), line in "[-#:|> a'\"\\\\\\n]{0,20}") {
            for text in [text, line] {
                let block = format!("{text}\n");
                let document = Yaml::Map(vec![
                    ("a", Yaml::Text(text.clone())),
                    ("b", Yaml::List(vec![Yaml::Map(vec![("c", Yaml::Block(block.clone())), ("d", Yaml::Int(1))])])),
                ])
                .document();
                let read: serde_json::Value = serde_yaml::from_str(&document).unwrap();
                prop_assert_eq!(&read["a"], &serde_json::json!(text), "{}", document);
                prop_assert_eq!(&read["b"][0]["c"], &serde_json::json!(block), "{}", document);
                prop_assert_eq!(&read["b"][0]["d"], &serde_json::json!(1));
            }
        }
    }
}
