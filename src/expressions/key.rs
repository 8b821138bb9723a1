//! Key specifiers: `Key`, `DeepKey`, `KeyPath`, `Enrichment`.
//!
//! In: a mapping of a match expression. Out: the way to a value, or what is wrong with it.

use super::codes::BAD_KEY;
use super::tree::{Key, Way};
use crate::load::{Data, Yaml};
use transpile_grammar::ast::{Path, Step};
use transpile_sdk::diagnostic::Diagnostic;

/// The keys that say where a value is.
pub(super) const SPECIFIERS: [&str; 4] = ["Key", "DeepKey", "KeyPath", "Enrichment"];

/// Under this field Panther adds what its lookup tables say of an event.
const ENRICHMENT: &str = "p_enrichment";

/// What is wrong has been said.
pub(super) struct Reported;

/// Reads the key of an expression. Nothing, if it has none.
pub(super) fn read(
    expression: &Yaml,
    diagnostics: &mut Vec<Diagnostic>,
) -> Result<Option<Key>, Reported> {
    let mut given = SPECIFIERS
        .iter()
        .filter_map(|name| Some((*name, expression.get(name)?)));
    let Some((name, value)) = given.next() else {
        return Ok(None);
    };
    if let Some((other, second)) = given.next() {
        diagnostics.push(
            Diagnostic::error(BAD_KEY, "an expression has one key")
                .at(value.span, format!("the value of `{name}`"))
                .at(second.span, format!("the value of `{other}`"))
                .with_help(format!("delete `{other}`")),
        );
        return Err(Reported);
    }
    let way = match name {
        "Key" => value
            .as_text()
            .filter(|text| !text.is_empty())
            .map(|text| Way::Path(path([text]))),
        "DeepKey" => deep(value).map(Way::Path),
        "KeyPath" => return key_path(value, diagnostics).map(Some).ok_or(Reported),
        _ => enrichment(value).map(Way::Event),
    };
    let Some(way) = way else {
        diagnostics.push(wrong(name, value));
        return Err(Reported);
    };
    let span = value.span;
    Ok(Some(Key { way, span }))
}

fn wrong(name: &str, value: &Yaml) -> Diagnostic {
    let (wanted, example) = match name {
        "Key" => ("the name of a field", "Key: eventName"),
        "DeepKey" => (
            "a list of names and positions",
            "DeepKey: [userIdentity, arn]",
        ),
        "KeyPath" => ("a path", "KeyPath: userIdentity.arn"),
        _ => (
            "a table, a selector and a path",
            "Enrichment: {Table: tor, Selector: sourceIPAddress, FieldPath: country}",
        ),
    };
    Diagnostic::error(BAD_KEY, format!("`{name}` must be {wanted}"))
        .at(value.span, format!("this is {}", value.kind()))
        .with_help(format!("write `{example}`"))
}

fn path<'t>(names: impl IntoIterator<Item = &'t str>) -> Path {
    let mut names = names.into_iter().map(str::to_owned);
    Path {
        first: names.next().unwrap_or_default(),
        steps: names.map(Step::Key).collect(),
    }
}

/// `[a, b, 2]`.
fn deep(value: &Yaml) -> Option<Path> {
    let mut items = value.as_list()?.iter();
    let first = items.next()?.as_text()?.to_owned();
    let step = |item: &Yaml| match &item.data {
        Data::Text(name) => Some(Step::Key(name.clone())),
        Data::Number(number) => number.as_u64().map(Step::Index),
        _ => None,
    };
    let steps = items.map(step).collect::<Option<_>>()?;
    Some(Path { first, steps })
}

/// `a.b`, `a[2].b`, `a[*].b`.
fn key_path(value: &Yaml, diagnostics: &mut Vec<Diagnostic>) -> Option<Key> {
    let Some(text) = value.as_text().filter(|text| !text.is_empty()) else {
        diagnostics.push(wrong("KeyPath", value));
        return None;
    };
    match transpile_grammar::parse_path(text) {
        Ok(path) => Some(Key {
            way: Way::Path(path),
            span: value.span,
        }),
        Err(problems) => {
            diagnostics.extend(problems.into_iter().map(|problem| Diagnostic {
                code: BAD_KEY,
                ..problem.map_spans(|_| value.span)
            }));
            None
        }
    }
}

/// `{Table: t, Selector: s, FieldPath: a.b}`: a path below what Panther adds.
fn enrichment(value: &Yaml) -> Option<Path> {
    let text = |name| value.get(name).and_then(Yaml::as_text);
    let mut whole = path([ENRICHMENT, text("Table")?, text("Selector")?]);
    let inner = transpile_grammar::parse_path(text("FieldPath")?).ok()?;
    whole.steps.push(Step::Key(inner.first));
    whole.steps.extend(inner.steps);
    Some(whole)
}
