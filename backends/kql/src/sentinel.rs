//! A complete analytics rule for Microsoft Sentinel, in YAML, as Sentinel's own repository takes it.
//!
//! In: a bound rule. Out: the rule's metadata in Sentinel's terms around the query. A rule with a threshold
//! alerts on bursts; its query looks back so far that no burst is lost between two runs.

use crate::attack;
use crate::burst;
use crate::data;
use crate::dialect;
use crate::expr::Kql;
use crate::query::{Column, Query};
use crate::yaml::Yaml;
use crate::{LONG_PERIOD, TOO_LONG};
use std::sync::OnceLock;
use transpile_sdk::backend::{Artifact, Request};
use transpile_sdk::diagnostic::Diagnostic;
use uuid::Uuid;

/// The namespace of rule ids.
const NAMESPACE: Uuid = Uuid::from_u128(0x5f0d_37b2_6c1e_4b8a_9a3d_2e41_c7d5_8b60);

/// Sentinel's limit on the length of a query.
pub(crate) const MAX_QUERY: usize = 10_000;

/// Sentinel runs a rule at least once a fortnight, at most every five minutes.
const MAX_PERIOD: u64 = 14 * 24 * 60;
const MIN_FREQUENCY: u64 = 5;

fn data() -> &'static data::Sentinel {
    static DATA: OnceLock<data::Sentinel> = OnceLock::new();
    // The build script reads the file, so that it does not fail here.
    DATA.get_or_init(|| {
        serde_json::from_str(include_str!("../data/sentinel.json")).unwrap_or_default()
    })
}

/// The rule as YAML.
pub(crate) fn rule(mut query: Query<'_>) -> Result<Artifact, Vec<Diagnostic>> {
    let request = query.request;
    let rule = request.rule;
    let about = &rule.about;
    let mut notes = Vec::new();
    let (frequency, period) = schedule(&query)?;
    let columns = if query.counts() {
        notes.push("a burst that two runs see alerts twice".to_owned());
        notes.extend(query.key_notes.iter().cloned());
        bursts(&mut query)
    } else {
        add_entities(&mut query);
        query.columns.clone()
    };
    let attack = attack::read(&about.attack);
    for unknown in &attack.unknown {
        notes.push(format!(
            "`{unknown}` is left out: ATT&CK 17 does not know it"
        ));
    }
    if !about.enabled {
        notes.push("the rule is disabled; a template has no such switch".to_owned());
    }
    let mut header = vec![format!("{} ({})", about.id, rule.label.name())];
    let above = rule.notes.iter().chain(&query.key_notes);
    header.extend(above.map(|note| format!("note: {note}")));
    let text = query.text(&header);
    let length = text.chars().count();
    if length > MAX_QUERY {
        let problem = Diagnostic::error(
            TOO_LONG,
            format!("the query has {length} characters, and Sentinel takes at most {MAX_QUERY}"),
        );
        return Err(vec![problem.with_help("split the rule")]);
    }
    let mut members = metadata(request);
    let words = |list: &[String]| Yaml::List(list.iter().map(Yaml::word).collect());
    members.extend([
        ("queryFrequency", Yaml::word(span(frequency))),
        ("queryPeriod", Yaml::word(span(period))),
        ("triggerOperator", Yaml::word("gt")),
        ("triggerThreshold", Yaml::Int(0)),
        ("tactics", words(&attack.tactics)),
        ("relevantTechniques", words(&attack.techniques)),
        ("query", Yaml::Block(text)),
    ]);
    let entities = entities(&columns);
    if !entities.is_empty() {
        members.push(("entityMappings", Yaml::List(entities)));
    }
    let details = details(&columns, &request.shape.event_time.column);
    if !details.is_empty() {
        members.push(("customDetails", Yaml::Pairs(details)));
    }
    let grouping = if query.counts() {
        "AlertPerResult"
    } else {
        "SingleAlert"
    };
    members.push((
        "eventGroupingSettings",
        Yaml::Map(vec![("aggregationKind", Yaml::word(grouping))]),
    ));
    members.push(("version", Yaml::word("1.0.0")));
    members.push(("kind", Yaml::word("Scheduled")));
    Ok(Artifact {
        text: Yaml::Map(members).document(),
        notes,
    })
}

/// What the rule says of itself.
fn metadata(request: &Request<'_>) -> Vec<(&'static str, Yaml)> {
    let about = &request.rule.about;
    let name = format!("{}|{}", about.id, about.log_type);
    let title = if about.title.is_empty() {
        &about.id
    } else {
        &about.title
    };
    let description = if about.description.is_empty() {
        title
    } else {
        &about.description
    };
    let table = &request.shape.table;
    let connectors = data().connectors.get(table).into_iter().flatten();
    let connectors = connectors.map(|connector| {
        let types = Yaml::List(vec![Yaml::word(table)]);
        Yaml::Map(vec![
            ("connectorId", Yaml::word(connector)),
            ("dataTypes", types),
        ])
    });
    vec![
        (
            "id",
            Yaml::word(Uuid::new_v5(&NAMESPACE, name.as_bytes()).to_string()),
        ),
        ("name", Yaml::Text(cut(title, 256))),
        ("description", Yaml::Text(cut(description, 5000))),
        ("severity", Yaml::word(severity(&about.severity))),
        ("status", Yaml::word("Available")),
        ("requiredDataConnectors", Yaml::List(connectors.collect())),
    ]
}

/// One row a burst, with the time that Sentinel looks for. Gives the columns of the result.
fn bursts(query: &mut Query<'_>) -> Vec<Column> {
    query.group_bursts();
    let time = query.request.shape.event_time.column.clone();
    query.columns.retain(|column| column.name != time);
    let time = Column {
        value: Kql::Name(burst::LAST_SEEN.to_owned()),
        ..Column::own(&time)
    };
    query.columns.insert(0, time);
    query.columns.clone()
}

/// How often the rule runs and how far it looks back, in minutes.
fn schedule(query: &Query<'_>) -> Result<(u64, u64), Vec<Diagnostic>> {
    let minutes = query.request.rule.dedup_minutes;
    let frequency = minutes.clamp(MIN_FREQUENCY, MAX_PERIOD);
    let period = if query.counts() {
        frequency.saturating_add(minutes)
    } else {
        frequency
    };
    if period > MAX_PERIOD {
        let problem = Diagnostic::error(
            LONG_PERIOD,
            format!(
                "bursts of {minutes} minutes need a query over {period} minutes, and Sentinel looks back 14 days at most"
            ),
        );
        return Err(vec![
            problem.with_help("shorten DedupPeriodMinutes to at most a week"),
        ]);
    }
    Ok((frequency, period))
}

/// Minutes as Sentinel writes them: `15m`, `1h`, `2d`.
fn span(minutes: u64) -> String {
    if minutes.is_multiple_of(24 * 60) {
        format!("{}d", minutes / (24 * 60))
    } else if minutes.is_multiple_of(60) {
        format!("{}h", minutes / 60)
    } else {
        format!("{minutes}m")
    }
}

fn severity(severity: &str) -> &'static str {
    match severity.to_ascii_lowercase().as_str() {
        "low" => "Low",
        "medium" => "Medium",
        "high" | "critical" => "High",
        _ => "Informational",
    }
}

fn cut(text: &str, limit: usize) -> String {
    text.chars().take(limit).collect()
}

/// Shows the columns that an entity stands in, if the table has them.
fn add_entities(query: &mut Query<'_>) {
    for entity in &data().entities {
        let columns = &query.request.shape.columns;
        let Some(column) = columns.iter().find(|column| column.field == entity.field) else {
            continue;
        };
        let own = Column {
            field: Some(entity.field.clone()),
            ..Column::own(&column.column)
        };
        if query
            .columns
            .iter()
            .all(|known| known.field != own.field && known.name != own.name)
        {
            query.columns.push(own);
        }
    }
}

/// Entities on columns that the query returns.
fn entities(columns: &[Column]) -> Vec<Yaml> {
    let mut out = Vec::new();
    for entity in &data().entities {
        let column = columns.iter().find(|column| {
            column.field.as_deref() == Some(entity.field.as_str()) && is_word(&column.name)
        });
        if let Some(column) = column {
            let mapping = Yaml::Map(vec![
                ("identifier", Yaml::word(&entity.identifier)),
                ("columnName", Yaml::word(&column.name)),
            ]);
            out.push(Yaml::Map(vec![
                ("entityType", Yaml::word(&entity.kind)),
                ("fieldMappings", Yaml::List(vec![mapping])),
            ]));
        }
    }
    out.truncate(5);
    out
}

/// At most twenty columns under names of at most twenty characters.
fn details(columns: &[Column], time: &str) -> Vec<(String, Yaml)> {
    let mut out: Vec<(String, Yaml)> = Vec::new();
    for column in columns
        .iter()
        .filter(|column| column.name != time && is_word(&column.name))
    {
        let mut key: String = column.name.chars().filter(|c| *c != '_').take(20).collect();
        if !key.starts_with(|c: char| c.is_ascii_alphabetic()) {
            continue;
        }
        if out.iter().any(|(own, _)| *own == key) {
            key = format!("{}{}", cut(&key, 17), out.len());
        }
        out.push((key, Yaml::word(&column.name)));
    }
    out.truncate(20);
    out
}

/// True for what Sentinel takes as the name of a column, and YAML as a word.
fn is_word(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
        && dialect::identifier(name) == name
        && !["true", "false", "null", "yes", "no", "on", "off", "y", "n"]
            .contains(&name.to_ascii_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_and_data() {
        assert_eq!(
            [span(15), span(60), span(90), span(2880)],
            ["15m", "1h", "90m", "2d"]
        );
        assert_eq!(data().entities.len(), 4);
        assert!(data().connectors.contains_key("AWSCloudTrail"));
    }
}
