//! In: the entries about severity, reports, grouping and output. Out: the same as data.

use indexmap::IndexMap;
use transpile_sdk::diagnostic::{Diagnostic, Span, shown};

use super::codes;
use super::document::{AttackRef, Located, OutputField, RuleSeverity};
use super::fields::{Fields, wrong_type};
use super::keys::closest;
use super::yaml::{Data, Yaml};

/// `Severity`, `Info` where there is none or an unknown one.
pub(super) fn severity(fields: &mut Fields<'_>) -> Located<RuleSeverity> {
    let Some(entry) = fields.entry("Severity") else {
        if !fields.unknown.means("Severity") {
            fields.diagnostics.push(
                Diagnostic::warning(
                    codes::NO_SEVERITY,
                    "the rule has no severity, so it counts as `Info`",
                )
                .with_help("add a line such as `Severity: Medium`"),
            );
        }
        return Located::new(RuleSeverity::Info, Span::new(0, 0));
    };
    let span = entry.value.span;
    let names = RuleSeverity::ALL.map(RuleSeverity::name);
    let all = format!(
        "write one of {}",
        names.map(|name| format!("`{name}`")).join(", ")
    );
    let Some(text) = entry.value.as_text() else {
        fields.wrong(entry, "one of five words", &all);
        return Located::new(RuleSeverity::Info, span);
    };
    if let Some(severity) = RuleSeverity::from_name(text.trim()) {
        return Located::new(severity, span);
    }
    let meant = if text.to_lowercase().starts_with("info") {
        Some("Info")
    } else {
        closest(text, &names)
    };
    let help = meant.map_or(all, |name| format!("did you mean `{name}`?"));
    fields.diagnostics.push(
        Diagnostic::error(
            codes::BAD_SEVERITY,
            format!("unknown severity `{}`", shown(text, 40)),
        )
        .at(span, "not a severity")
        .with_help(help),
    );
    Located::new(RuleSeverity::Info, span)
}

/// `Reports`, and the ATT&CK entries among them.
pub(super) fn reports(
    fields: &mut Fields<'_>,
) -> (IndexMap<String, Vec<Located<String>>>, Vec<AttackRef>) {
    let mut reports = IndexMap::new();
    let mut attack = Vec::new();
    let Some(entry) = fields.entry("Reports") else {
        return (reports, attack);
    };
    let Some(entries) = entry.value.as_map() else {
        fields.wrong(
            entry,
            "a mapping from a framework to a list",
            "write `Reports:` and below it, indented, `MITRE ATT&CK: [TA0005:T1599]`",
        );
        return (reports, attack);
    };
    for entry in entries {
        let Some(name) = entry.key.as_text() else {
            let help = "put the name of the framework in quotes";
            fields.diagnostics.push(wrong_type(
                fields.source,
                "Reports",
                &entry.key,
                "a mapping with names as keys",
                help,
            ));
            continue;
        };
        if entry.value.data == Data::Null {
            continue;
        }
        let items = fields.items(&entry.value, name, true);
        if name.eq_ignore_ascii_case("MITRE ATT&CK") {
            for item in &items {
                match attack_ref(item) {
                    Some(found) => attack.push(found),
                    None => fields.diagnostics.push(bad_attack(item)),
                }
            }
        }
        reports.insert(name.to_owned(), items);
    }
    (reports, attack)
}

fn attack_ref(item: &Located<String>) -> Option<AttackRef> {
    let (tactic, technique) = item.value.trim().split_once(':')?;
    let digits =
        |text: &str, count: usize| text.len() == count && text.bytes().all(|b| b.is_ascii_digit());
    let number = technique.strip_prefix('T')?;
    let right = match number.split_once('.') {
        Some((technique, sub)) => digits(technique, 4) && digits(sub, 3),
        None => digits(number, 4),
    };
    (right && digits(tactic.strip_prefix("TA")?, 4)).then(|| AttackRef {
        tactic: tactic.to_owned(),
        technique: technique.to_owned(),
        span: item.span,
    })
}

fn bad_attack(item: &Located<String>) -> Diagnostic {
    let message = format!(
        "`{}` is not a tactic and a technique of ATT&CK",
        shown(&item.value, 60)
    );
    Diagnostic::warning(codes::BAD_ATTACK, message)
        .at(item.span, "left out of the query's header")
        .with_help("write both numbers, such as `TA0005:T1599` or `TA0005:T1078.004`")
}

/// `GroupBy`: `- KeyPath: a.b`, `- Key: a`, `- DeepKey: [a, b]`, or plainly `- a.b`.
pub(super) fn group_by(fields: &mut Fields<'_>) -> Vec<Located<String>> {
    let mut paths = Vec::new();
    for item in list(fields, "GroupBy") {
        match path(item) {
            Some(path) => paths.push(path),
            None => fields.diagnostics.push(
                Diagnostic::error(codes::WRONG_TYPE, "an item of `GroupBy` must be a field")
                    .at(item.span, "not a field's path")
                    .with_help("write `- KeyPath: userIdentity.arn`"),
            ),
        }
    }
    paths
}

/// `Unique`: a field, written as an item of `GroupBy` is.
pub(super) fn unique(fields: &mut Fields<'_>) -> Option<Located<String>> {
    let value = &fields.entry("Unique")?.value;
    let found = path(value);
    if found.is_none() {
        fields.diagnostics.push(
            Diagnostic::error(codes::WRONG_TYPE, "`Unique` must be a field")
                .at(value.span, "not a field's path")
                .with_help("write `Unique: sourceIPAddress`"),
        );
    }
    found
}

/// `OutputFields`: a path, `name: path`, or `Name` and one of `Path`, `KeyPath`, `Key`, `DeepKey`.
pub(super) fn output_fields(fields: &mut Fields<'_>) -> Vec<OutputField> {
    let mut outputs = Vec::new();
    for item in list(fields, "OutputFields") {
        if let Some((name, path)) = named_path(item) {
            outputs.push(OutputField {
                name: Some(name),
                path,
            });
            continue;
        }
        let name = item.get("Name").and_then(Yaml::as_text).map(str::to_owned);
        let named = item.as_map().is_some_and(|entries| entries.len() == 2) && name.is_some();
        let alone = item.as_map().is_none_or(|entries| entries.len() == 1);
        match path(item).filter(|_| named || alone) {
            Some(path) => outputs.push(OutputField { name, path }),
            None => fields.diagnostics.push(
                Diagnostic::error(
                    codes::WRONG_TYPE,
                    "an item of `OutputFields` must be a field, or a name and a field",
                )
                .at(item.span, "neither")
                .with_help("write `- userIdentity.arn`, or `- who: userIdentity.arn`"),
            ),
        }
    }
    outputs
}

/// `who: userIdentity.arn`, with none of the keys that name a path.
fn named_path(item: &Yaml) -> Option<(String, Located<String>)> {
    let [entry] = item.as_map()? else {
        return None;
    };
    let name = entry.key.as_text()?;
    if ["Name", "Path", "KeyPath", "Key", "DeepKey"].contains(&name) {
        return None;
    }
    entry.value.as_text()?;
    Some((name.to_owned(), path(&entry.value)?))
}

pub(super) fn list<'a>(fields: &mut Fields<'a>, key: &str) -> &'a [Yaml] {
    let Some(entry) = fields.entry(key) else {
        return &[];
    };
    let items = entry.value.as_list();
    if items.is_none() {
        fields.wrong(entry, "a list", "write a list, one `- ` line for each item");
    }
    items.unwrap_or_default()
}

/// A field's path, as the condition language writes it.
pub(super) fn path(item: &Yaml) -> Option<Located<String>> {
    if let Some(text) = item.as_text() {
        return (!text.trim().is_empty()).then(|| Located::new(text.trim().to_owned(), item.span));
    }
    for key in ["KeyPath", "Path"] {
        if let Some(found) = item.get(key) {
            return path(found);
        }
    }
    if let Some(found) = item.get("Key") {
        return Some(Located::new(segment(found.as_text()?), found.span));
    }
    let keys = item.get("DeepKey")?;
    let mut path = String::new();
    for key in keys.as_list()? {
        match &key.data {
            Data::Text(name) => {
                if !path.is_empty() {
                    path.push('.');
                }
                path.push_str(&segment(name));
            }
            Data::Number(index) if index.is_u64() && !path.is_empty() => {
                path.extend(["[", &index.to_string(), "]"]);
            }
            _ => return None,
        }
    }
    (!path.is_empty()).then(|| Located::new(path, keys.span))
}

/// A key as a step of a path, in quotes unless it is a word.
fn segment(name: &str) -> String {
    let bare = |c: char| c.is_alphanumeric() || matches!(c, '_' | '@' | '$' | '-');
    let starts = name
        .chars()
        .next()
        .is_some_and(|c| bare(c) && !c.is_numeric() && c != '-');
    if starts && name.chars().all(bare) {
        return name.to_owned();
    }
    serde_json::Value::String(name.to_owned()).to_string()
}
