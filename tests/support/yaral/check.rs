//! Is this text a rule that the platform takes? In: text. Out: what is wrong, each with a code.
//!
//! Codes that begin with `W` are for what the reference leaves open: legal perhaps, and not to be relied on.

use super::sections;
use super::syntax::{Section, Tree, parse};
use std::collections::BTreeSet;

/// What is wrong.
#[derive(Debug, Default)]
pub(crate) struct Faults(pub(crate) Vec<(&'static str, String)>);

impl Faults {
    pub(crate) fn add(&mut self, code: &'static str, text: &str) {
        self.0.push((code, text.to_owned()));
    }
}

/// The order of the sections.
const ORDER: [&str; 6] = ["meta", "events", "match", "outcome", "condition", "options"];

/// Words that are no names.
const KEYWORDS: [&str; 22] = [
    "rule",
    "meta",
    "events",
    "match",
    "outcome",
    "condition",
    "options",
    "and",
    "or",
    "not",
    "nocase",
    "in",
    "regex",
    "cidr",
    "any",
    "all",
    "over",
    "before",
    "after",
    "by",
    "is",
    "null",
];

pub(crate) fn is_keyword(name: &str) -> bool {
    KEYWORDS.contains(&name.to_lowercase().as_str())
}

/// Checks a file of rules.
pub(crate) fn check(text: &str) -> Vec<(&'static str, String)> {
    let mut faults = Faults::default();
    match parse(text) {
        Ok(rules) => {
            let mut names = BTreeSet::new();
            for rule in &rules {
                if !names.insert(&rule.name) {
                    faults.add("E-DUP-RULE", "two rules have this name");
                }
                check_rule(rule, &mut faults);
            }
        }
        Err(error) => faults.add("E-SYNTAX", &error),
    }
    faults.0
}

fn check_rule(rule: &Tree, faults: &mut Faults) {
    if is_keyword(&rule.name) {
        faults.add("E-KEYWORD", "a keyword is no name");
    }
    let places: Vec<usize> = rule
        .sections
        .iter()
        .map(|section| {
            ORDER
                .iter()
                .position(|name| *name == section.name())
                .unwrap()
        })
        .collect();
    if places.windows(2).any(|pair| pair[0] == pair[1])
        || places.iter().collect::<BTreeSet<_>>().len() < places.len()
    {
        faults.add("E-DUP-SECTION", "a section stands twice");
    } else if !places.is_sorted() {
        faults.add("E-ORDER", "the sections stand in another order");
    }
    for (place, name) in ORDER.iter().enumerate() {
        if matches!(*name, "meta" | "events" | "condition") && !places.contains(&place) {
            faults.add("E-MISSING", &format!("there is no {name}"));
        }
    }
    for section in &rule.sections {
        match section {
            Section::Meta(lines) => meta(lines, faults),
            Section::Options(lines) => options(lines, faults),
            _ => {}
        }
    }
    sections::check(rule, faults);
}

fn meta(lines: &[(String, Option<String>)], faults: &mut Faults) {
    let mut keys = BTreeSet::new();
    for (key, value) in lines {
        if value.is_none() {
            faults.add("E-META", "a value of meta is a quoted text");
        }
        if !keys.insert(key) {
            faults.add("W-META-DUP", "a key of meta stands twice");
        }
    }
}

fn options(lines: &[(String, String)], faults: &mut Faults) {
    for (key, value) in lines {
        let fine = match key.as_str() {
            "allow_zero_values" => value == "true" || value == "false",
            "suppression_window" => minutes(value).is_some(),
            _ => false,
        };
        if !fine {
            faults.add("E-OPTION", &format!("{key} = {value}"));
        }
    }
}

/// The minutes of a duration.
pub(crate) fn minutes(text: &str) -> Option<u64> {
    let (number, unit) = text.split_at(text.find(|c: char| c.is_ascii_alphabetic())?);
    let unit = match unit {
        "m" => 1,
        "h" => 60,
        "d" => 24 * 60,
        _ => return None,
    };
    Some(number.parse::<u64>().ok()? * unit)
}
