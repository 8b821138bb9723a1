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

/// So many misspelt keys get a warning each, and so many unknown ones are named.
const MOST: usize = 10;

/// So many unknown keys are compared with the known ones; a file with more of them is none of a rule's author.
const COMPARED: usize = 500;

/// The keys of a file that are not known.
#[derive(Debug, Default)]
pub(super) struct Unknown {
    /// All of them.
    pub(super) all: Vec<Located<String>>,
    /// Those that look like a known key, with that key.
    misspelt: Vec<(Located<String>, &'static str)>,
    /// The others.
    others: Vec<Located<String>>,
    /// Known keys that the file has only in a misspelling.
    meant: Vec<&'static str>,
}

impl Unknown {
    /// Finds the unknown ones among `keys`.
    pub(super) fn among(keys: &[Located<String>]) -> Self {
        let mut found = Self::default();
        let mut present = Vec::new();
        for key in keys {
            if let Some(known) = KNOWN.iter().find(|known| **known == key.value) {
                present.push(*known);
                continue;
            }
            found.all.push(key.clone());
            let looked_at = found.all.len() <= COMPARED && found.misspelt.len() < MOST;
            match looked_at.then(|| closest(&key.value, KNOWN)).flatten() {
                Some(meant) => found.misspelt.push((key.clone(), meant)),
                None => found.others.push(key.clone()),
            }
        }
        let meant = found.misspelt.iter().map(|(_, meant)| *meant);
        found.meant = meant.filter(|meant| !present.contains(meant)).collect();
        found
    }

    /// True if a key is not there, but a misspelling of it is. What is missing is said once, by [`Self::report`].
    pub(super) fn means(&self, key: &str) -> bool {
        self.meant.contains(&key)
    }

    /// A diagnostic for each misspelt key, and one note for all others.
    ///
    /// It is an error if the rule means nothing without the key: `needed` are those that the rule lacks.
    pub(super) fn report(&self, needed: &[&str], diagnostics: &mut Vec<Diagnostic>) {
        for (key, meant) in &self.misspelt {
            let message = format!("unknown key `{}`", shown(&key.value, 60));
            let lacking = self.means(meant);
            let diagnostic = if lacking && needed.contains(meant) {
                Diagnostic::error(codes::MISSPELT_KEY, message)
            } else {
                Diagnostic::warning(codes::MISSPELT_KEY, message)
            };
            let effect = match *meant {
                "AnalysisType" if lacking => "so the file counts as a rule",
                "Severity" if lacking => "so the rule counts as `Info`",
                _ => "it has no effect",
            };
            diagnostics.push(
                diagnostic
                    .at(key.span, effect)
                    .with_help(format!("did you mean `{meant}`?")),
            );
        }
        if !self.others.is_empty() {
            diagnostics.push(note(&self.others));
        }
    }
}

fn note(keys: &[Located<String>]) -> Diagnostic {
    let named = keys.iter().take(MOST);
    let names: Vec<_> = named
        .clone()
        .map(|key| format!("`{}`", shown(&key.value, 60)))
        .collect();
    let message = match (names.as_slice(), keys.len() - names.len()) {
        ([name], 0) => format!("the key {name} is not known and has no effect"),
        (names, 0) => format!(
            "the keys {} are not known and have no effect",
            names.join(", ")
        ),
        (names, more) => format!(
            "the keys {} and {more} more are not known and have no effect",
            names.join(", ")
        ),
    };
    let note = Diagnostic::note(codes::UNKNOWN_KEYS, message);
    named.fold(note, |note, key| note.at(key.span, ""))
}

/// The known word that `word` is most like, if it is like one.
pub(crate) fn closest<'a>(word: &str, known: &[&'a str]) -> Option<&'a str> {
    let lower = word.to_lowercase();
    let length = lower.chars().count();
    let typos = TYPOS.min(length / 3);
    known
        .iter()
        // Each letter more or less is a typo already.
        .filter(|known| known.len().abs_diff(length) <= typos)
        .map(|known| (strsim::osa_distance(&lower, &known.to_lowercase()), *known))
        .filter(|(distance, _)| *distance <= typos)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, known)| known)
}
