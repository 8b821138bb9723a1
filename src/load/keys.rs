//! In: the keys of a rule file. Out: those that are not known, and what they may have been meant to be.

use transpile_sdk::diagnostic::{Diagnostic, shown};

use super::codes;
use super::document::Located;

/// Keys that a rule file may have, whether they have an effect here or not.
const KNOWN: &[&str] = &[
    "AlertContext",
    "AlertTitle",
    "AnalysisType",
    "AutoRunbook",
    "AutoRunbooks",
    "BaseVersion",
    "Condition",
    "CreateAlert",
    "DedupPeriodMinutes",
    "Description",
    "Detection",
    "DisplayName",
    "DynamicSeverities",
    "Enabled",
    "Filename",
    "GroupBy",
    "InlineFilters",
    "LogTypes",
    "Mocks",
    "OutputFields",
    "OutputIds",
    "PackDefinition",
    "Reference",
    "Reports",
    "RuleID",
    "Runbook",
    "ScheduledQueries",
    "Severity",
    "Status",
    "SummaryAttributes",
    "Tags",
    "Tests",
    "Threshold",
    "Types",
    "Unique",
];

/// How many letters of a misspelt key may be wrong.
const TYPOS: usize = 2;

/// The unknown ones among `keys`; a misspelt one is a warning, the others are one note.
pub(super) fn unknown(
    keys: &[Located<String>],
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Located<String>> {
    let unknown: Vec<_> = keys
        .iter()
        .filter(|key| !KNOWN.contains(&key.value.as_str()))
        .cloned()
        .collect();
    let mut others = Vec::new();
    for key in &unknown {
        let Some(meant) = closest(&key.value, KNOWN) else {
            others.push(key);
            continue;
        };
        let message = format!("unknown key `{}`", shown(&key.value, 60));
        diagnostics.push(
            Diagnostic::warning(codes::MISSPELT_KEY, message)
                .at(key.span, "it has no effect")
                .with_help(format!("did you mean `{meant}`?")),
        );
    }
    if !others.is_empty() {
        let names: Vec<_> = others
            .iter()
            .map(|key| format!("`{}`", shown(&key.value, 60)))
            .collect();
        let message = match names.len() {
            1 => format!("the key {} is not known and has no effect", names.concat()),
            _ => format!(
                "the keys {} are not known and have no effect",
                names.join(", ")
            ),
        };
        let mut note = Diagnostic::note(codes::UNKNOWN_KEYS, message);
        for key in others {
            note = note.at(key.span, "");
        }
        diagnostics.push(note);
    }
    unknown
}

/// The known word that `word` is most like, if it is like one.
pub(super) fn closest<'a>(word: &str, known: &[&'a str]) -> Option<&'a str> {
    let lower = word.to_lowercase();
    if lower.len() > 40 {
        return None;
    }
    let typos = TYPOS.min(lower.chars().count() / 3);
    known
        .iter()
        .map(|known| (strsim::osa_distance(&lower, &known.to_lowercase()), *known))
        .filter(|(distance, _)| *distance <= typos)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, known)| known)
}
