//! The fields that Panther adds to every event (`p_*`): no log has them.

use indexmap::IndexMap;
use serde::Deserialize;
use std::sync::OnceLock;

/// A field that Panther adds.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct PantherField {
    /// A few words.
    #[serde(default)]
    pub doc: String,
    /// The fields of the log whose values it collects, by log type.
    #[serde(default)]
    pub stands_for: IndexMap<String, Vec<String>>,
}

#[derive(Deserialize)]
struct File {
    fields: IndexMap<String, PantherField>,
}

/// The description of a `p_*` field.
#[must_use]
pub fn panther_field(name: &str) -> Option<&'static PantherField> {
    static FIELDS: OnceLock<IndexMap<String, PantherField>> = OnceLock::new();
    let text = include_str!("../log_types/panther_fields.yml");
    // A test reads the file, so that it does not fail here.
    let read = || {
        serde_yaml::from_str::<File>(text)
            .map(|file| file.fields)
            .unwrap_or_default()
    };
    name.starts_with("p_")
        .then(|| FIELDS.get_or_init(read).get(name))
        .flatten()
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_file_is_read() {
        let arns = super::panther_field("p_any_aws_arns").unwrap();
        assert!(arns.stands_for.contains_key("AWS.CloudTrail"));
    }
}
