//! In: the top-level entries of a file. Out: a [`RuleDocument`], or that the file is something else.

use std::sync::Arc;

use transpile_sdk::diagnostic::{Diagnostic, Span, shown};

use super::document::{Loaded, Located, RuleDocument};
use super::fields::Fields;
use super::keys::Unknown;
use super::yaml::Entry;
use super::{alert, codes, condition, keys, metadata, unit_tests};

/// Analysis types that exist; only the first is a rule over the events of a log.
const ANALYSIS_TYPES: &[&str] = &[
    "rule",
    "scheduled_rule",
    "policy",
    "correlation_rule",
    "datamodel",
    "global",
    "lookup_table",
    "pack",
    "saved_query",
    "scheduled_query",
];

/// Keys that only rules have.
const SIGNS_OF_A_RULE: [&str; 3] = ["RuleID", "Condition", "LogTypes"];

/// Keys that every rule needs.
const NEEDED: [&str; 2] = ["RuleID", "LogTypes"];

/// Keys that hold a rule's logic; it needs one of them.
const LOGIC: [&str; 3] = ["Condition", "Detection", "Filename"];

/// Threshold of a rule that does not say.
const DEFAULT_THRESHOLD: u64 = 1;

/// Minutes in which matches are counted together, for a rule that does not say.
const DEFAULT_DEDUP_MINUTES: u64 = 60;

/// Reads the entries.
pub(super) fn read(
    path: &str,
    text: &str,
    entries: &[Entry],
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Loaded> {
    let keys = keys(entries);
    let mut fields = Fields {
        source: text,
        entries,
        unknown: Unknown::among(&keys),
        diagnostics,
    };
    let analysis_type = analysis_type(&mut fields)?;
    if analysis_type != "rule" {
        return Some(Loaded::Other { analysis_type });
    }
    let needed = needed(&fields);
    fields.unknown.report(&needed, fields.diagnostics);
    let (reports, attack) = metadata::reports(&mut fields);
    let alert_title = fields.text("AlertTitle");
    let mut document = RuleDocument {
        path: path.to_owned(),
        text: Arc::from(text),
        analysis_type,
        rule_id: rule_id(&mut fields),
        display_name: fields.plain_text("DisplayName"),
        enabled: fields.boolean("Enabled").unwrap_or(true),
        filename: fields.text("Filename"),
        #[cfg(feature = "python")]
        python: None,
        log_types: log_types(&mut fields),
        severity: metadata::severity(&mut fields),
        status: fields.plain_text("Status"),
        tags: fields.labels("Tags"),
        reports,
        attack,
        description: fields.plain_text("Description"),
        runbook: fields.plain_text("Runbook"),
        reference: fields.plain_text("Reference"),
        summary_attributes: fields.texts("SummaryAttributes"),
        threshold: fields.positive("Threshold").unwrap_or(DEFAULT_THRESHOLD),
        dedup_period_minutes: fields
            .positive("DedupPeriodMinutes")
            .unwrap_or(DEFAULT_DEDUP_MINUTES),
        create_alert: fields.boolean("CreateAlert").unwrap_or(true),
        title_fields: alert::title_fields(alert_title.as_ref()),
        alert_title,
        alert_context: alert::context(&mut fields),
        dynamic_severities: fields
            .entry("DynamicSeverities")
            .map(|entry| entry.value.clone()),
        inline_filters: fields
            .entry("InlineFilters")
            .map(|entry| entry.value.clone()),
        detection: fields.entry("Detection").map(|entry| entry.value.clone()),
        condition: condition(&mut fields),
        group_by: metadata::group_by(&mut fields),
        unique: metadata::unique(&mut fields),
        output_fields: metadata::output_fields(&mut fields),
        tests: unit_tests::read(&mut fields),
        unknown_keys: Vec::new(),
        keys,
    };
    logic(&mut fields);
    document.unknown_keys = fields.unknown.all;
    Some(Loaded::Rule(Box::new(document)))
}

fn analysis_type(fields: &mut Fields<'_>) -> Option<String> {
    if fields.entry("AnalysisType").is_none() {
        let help = "add the line `AnalysisType: rule`";
        if SIGNS_OF_A_RULE.iter().any(|key| fields.has(key)) {
            if !fields.unknown.means("AnalysisType") {
                let message = "the file has no `AnalysisType`, so it counts as a rule";
                fields
                    .diagnostics
                    .push(Diagnostic::warning(codes::ANALYSIS_TYPE, message).with_help(help));
            }
            return Some("rule".to_owned());
        }
        let message = "the file has no `AnalysisType`, and nothing else of a rule";
        fields
            .diagnostics
            .push(Diagnostic::error(codes::ANALYSIS_TYPE, message).with_help(help));
        return None;
    }
    let found = fields.text("AnalysisType")?;
    let name = found.value.trim().to_lowercase();
    if !ANALYSIS_TYPES.contains(&name.as_str())
        && let Some(meant) = keys::closest(&name, ANALYSIS_TYPES)
    {
        let message = format!("unknown analysis type `{}`", shown(&found.value, 40));
        fields.diagnostics.push(
            Diagnostic::error(codes::ANALYSIS_TYPE, message)
                .at(found.span, "not an analysis type")
                .with_help(format!("did you mean `{meant}`?")),
        );
        return (meant == "rule").then(|| meant.to_owned());
    }
    Some(name)
}

/// The keys that this rule lacks and means nothing without.
fn needed(fields: &Fields<'_>) -> Vec<&'static str> {
    let mut needed = NEEDED.to_vec();
    if !LOGIC.iter().any(|key| fields.has(key)) {
        needed.extend(LOGIC);
    }
    needed
}

fn keys(entries: &[Entry]) -> Vec<Located<String>> {
    let key = |entry: &Entry| {
        let name = entry
            .key
            .as_text()
            .map_or_else(|| entry.key.kind().to_owned(), str::to_owned);
        Located::new(name, entry.key.span)
    };
    entries.iter().map(key).collect()
}

fn rule_id(fields: &mut Fields<'_>) -> Located<String> {
    if fields.entry("RuleID").is_none() {
        missing(
            fields,
            "RuleID",
            "the rule has no `RuleID`",
            "add a line such as `RuleID: AWS.Console.Login`",
        );
        return Located::new(String::new(), Span::new(0, 0));
    }
    let Some(id) = fields.text("RuleID") else {
        return Located::new(String::new(), Span::new(0, 0));
    };
    if id.value.trim().is_empty() {
        missing(
            fields,
            "RuleID",
            "the rule has no `RuleID`",
            "write a name such as `AWS.Console.Login`",
        );
    }
    id
}

fn log_types(fields: &mut Fields<'_>) -> Vec<Located<String>> {
    let errors = fields.diagnostics.len();
    let log_types = fields.texts("LogTypes");
    if log_types.is_empty() && fields.diagnostics.len() == errors {
        missing(
            fields,
            "LogTypes",
            "the rule has no `LogTypes`",
            "add a line such as `LogTypes: [AWS.CloudTrail]`",
        );
    }
    log_types
}

fn condition(fields: &mut Fields<'_>) -> Option<condition::ConditionText> {
    let entry = fields
        .entries
        .iter()
        .find(|entry| entry.key.as_text() == Some("Condition"))?;
    condition::read(fields.source, entry, fields.diagnostics)
}

fn logic(fields: &mut Fields<'_>) {
    if LOGIC
        .iter()
        .any(|key| fields.has(key) || fields.unknown.means(key))
    {
        return;
    }
    let message = "the rule has no logic";
    let mut diagnostic = Diagnostic::error(codes::NO_LOGIC, message)
        .with_help("add a `Condition`, match expressions as `Detection`, or the name of a Python file as `Filename`");
    if let Some(entry) = fields
        .entries
        .iter()
        .find(|entry| entry.key.as_text() == Some("RuleID"))
    {
        diagnostic = diagnostic.at(entry.key.span.to(entry.value.span), "this rule");
    }
    fields.diagnostics.push(diagnostic);
}

/// An error, unless a misspelling of the key is reported.
fn missing(fields: &mut Fields<'_>, key: &str, message: &str, help: &str) {
    if fields.unknown.means(key) {
        return;
    }
    let mut diagnostic = Diagnostic::error(codes::MISSING_KEY, message).with_help(help);
    if let Some(entry) = fields
        .entries
        .iter()
        .find(|entry| entry.key.as_text() == Some(key))
    {
        diagnostic = diagnostic.at(entry.key.span, "empty");
    }
    fields.diagnostics.push(diagnostic);
}
