//! ATT&CK as Sentinel wants it: each technique with all of its tactics.
//!
//! In: what a rule says (`TA0007:T1526`). Out: names of tactics, ids of techniques, and what is not known.

use crate::data;
use std::collections::BTreeSet;
use std::sync::OnceLock;

fn data() -> &'static data::Attack {
    static DATA: OnceLock<data::Attack> = OnceLock::new();
    // The build script reads the file, so that it does not fail here.
    DATA.get_or_init(|| {
        serde_json::from_str(include_str!("../data/attack.json")).unwrap_or_default()
    })
}

/// Tactics and techniques of a rule.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Attack {
    /// Names of tactics, in the order of their ids.
    pub(crate) tactics: Vec<String>,
    /// Ids of techniques.
    pub(crate) techniques: Vec<String>,
    /// What the data does not know.
    pub(crate) unknown: Vec<String>,
}

/// What a rule's ATT&CK entries are to Sentinel.
pub(crate) fn read(entries: &[String]) -> Attack {
    let data = data();
    let mut tactics = BTreeSet::new();
    let mut out = Attack::default();
    for entry in entries {
        let (tactic, technique) = entry.split_once(':').unwrap_or((entry, ""));
        if data.tactics.contains_key(tactic) {
            tactics.insert(tactic.to_owned());
        } else {
            out.unknown.push(tactic.to_owned());
        }
        let main = technique
            .split_once('.')
            .map_or(technique, |(main, _)| main);
        match data.techniques.get(main) {
            Some(own) => {
                tactics.extend(own.iter().cloned());
                if !out.techniques.iter().any(|known| known == technique) {
                    out.techniques.push(technique.to_owned());
                }
            }
            None if technique.is_empty() => {}
            None => out.unknown.push(technique.to_owned()),
        }
    }
    out.tactics = tactics
        .iter()
        .filter_map(|id| data.tactics.get(id).cloned())
        .collect();
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_tactics_of_a_technique_are_listed() {
        assert!(data().techniques.len() > 200);
        let attack = read(&["TA0001:T1078.004".to_owned(), "TA0001:T9999".to_owned()]);
        assert_eq!(
            attack.tactics,
            [
                "InitialAccess",
                "Persistence",
                "PrivilegeEscalation",
                "DefenseEvasion"
            ]
        );
        assert_eq!(attack.techniques, ["T1078.004"]);
        assert_eq!(attack.unknown, ["T9999"]);
        assert_eq!(data().tactics["TA0011"], "CommandAndControl");
    }
}
