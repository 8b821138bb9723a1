//! In: the entries of a match-expression rule about its alerts. Out: the fields that they show.

use transpile_sdk::diagnostic::Diagnostic;

use super::codes;
use super::document::{Located, OutputField};
use super::fields::Fields;
use super::metadata::{list, path};
use super::yaml::Yaml;

/// The fields that a title shows: `{sourceIPAddress}`. They all have the title's place.
pub(super) fn title_fields(title: Option<&Located<String>>) -> Vec<Located<String>> {
    let Some(title) = title else {
        return Vec::new();
    };
    let behind = title.value.split('{').skip(1);
    behind
        .filter_map(|rest| rest.split_once('}'))
        .map(|(path, _)| path.trim())
        .filter(|path| !path.is_empty())
        .map(|path| Located::new(path.to_owned(), title.span))
        .collect()
}

/// `AlertContext`: `- {KeyName: actor, KeyValue: {KeyPath: userIdentity.arn}}`.
pub(super) fn context(fields: &mut Fields<'_>) -> Vec<OutputField> {
    let mut outputs = Vec::new();
    for item in list(fields, "AlertContext") {
        let name = item.get("KeyName").and_then(Yaml::as_text);
        let value = item
            .get("KeyValue")
            .filter(|value| value.as_map().is_some());
        match (name, value.and_then(path)) {
            (Some(name), Some(path)) => outputs.push(OutputField {
                name: Some(name.to_owned()),
                path,
            }),
            _ => fields.diagnostics.push(
                Diagnostic::error(
                    codes::WRONG_TYPE,
                    "an item of `AlertContext` must be a name and a field",
                )
                .at(item.span, "not both")
                .with_help("write `- {KeyName: actor, KeyValue: {KeyPath: userIdentity.arn}}`"),
            ),
        }
    }
    outputs
}

#[cfg(test)]
mod tests {
    use super::*;
    use transpile_sdk::diagnostic::Span;

    #[test]
    fn titles_show_what_stands_in_braces() {
        let fields = |text: &str| {
            let title = Located::new(text.to_owned(), Span::new(0, text.len()));
            let fields = title_fields(Some(&title));
            fields
                .into_iter()
                .map(|field| field.value)
                .collect::<Vec<_>>()
        };
        assert_eq!(fields("[{a.b}] from { c }"), ["a.b", "c"]);
        assert_eq!(fields("{} and {open"), Vec::<String>::new());
    }
}
