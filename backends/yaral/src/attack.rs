//! The names of ATT&CK tactics and techniques: `attack/enterprise.yml`, turned into JSON when this was
//! built.

use crate::names::Names;
use std::sync::OnceLock;

fn names() -> &'static Names {
    static NAMES: OnceLock<Names> = OnceLock::new();
    NAMES.get_or_init(|| {
        // The build script reads the file, so that it does not fail here.
        let files: Vec<Names> =
            serde_json::from_str(include_str!(concat!(env!("OUT_DIR"), "/attack.json")))
                .unwrap_or_default();
        files.into_iter().next().unwrap_or_default()
    })
}

/// The tactics and the techniques of pairs such as `TA0007:T1526`, each once, as `T1526 Cloud Service
/// Discovery`; an id without a known name stands alone.
pub(crate) fn tactics_and_techniques(pairs: &[String]) -> (String, String) {
    let names = names();
    let mut tactics = Vec::new();
    let mut techniques = Vec::new();
    for pair in pairs {
        let (tactic, technique) = pair.split_once(':').unwrap_or(("", pair));
        push(&mut tactics, tactic, names.tactics.get(tactic));
        let own = names.techniques.get(technique);
        let above = technique
            .split_once('.')
            .and_then(|(above, _)| names.techniques.get(above));
        let name = match (own, above) {
            (Some(own), Some(above)) => Some(format!("{above}: {own}")),
            (own, _) => own.cloned(),
        };
        push(&mut techniques, technique, name.as_ref());
    }
    (tactics.join(", "), techniques.join(", "))
}

fn push(list: &mut Vec<String>, id: &str, name: Option<&String>) {
    let text = match name {
        Some(name) => format!("{id} {name}"),
        None => id.to_owned(),
    };
    if !text.is_empty() && !list.contains(&text) {
        list.push(text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stand_behind_their_ids() {
        let pairs = ["TA0005:T1562.008", "TA0005:T1599", "TA9999:T9999"].map(str::to_owned);
        let (tactics, techniques) = tactics_and_techniques(&pairs);
        assert_eq!(tactics, "TA0005 Defense Evasion, TA9999");
        assert_eq!(
            techniques,
            "T1562.008 Impair Defenses: Disable or Modify Cloud Logs, T1599 Network Boundary Bridging, T9999"
        );
    }
}
