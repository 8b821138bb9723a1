//! A hunt over a log finds what the evaluator says event by event, whatever form the log has.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

#[path = "hunt/bursts.rs"]
mod bursts;
#[cfg(feature = "python")]
#[path = "support/dedup.rs"]
mod dedup;
#[path = "hunt/forms.rs"]
mod forms;
#[path = "support/generate/mod.rs"]
mod generate;
#[cfg(feature = "python")]
#[path = "support/python_rule.rs"]
mod python_rule;
#[path = "support/burst.rs"]
mod reference;
#[path = "support/rule_files.rs"]
mod rule_files;
#[path = "hunt/same.rs"]
mod same;
#[path = "support/trail.rs"]
mod trail;

#[cfg(feature = "python")]
use reference as burst;
use rule_files::understood;
use std::io::{Cursor, Read};
use std::sync::Arc;
use transpile::hunt::{Broken, Hunt, Log, Options, Rule, Summary};

/// What a hunt found.
#[derive(Debug, Default)]
struct Found {
    /// Log, line or record, rule.
    matches: Vec<(String, u64, usize)>,
    /// The first of each chunk.
    broken: Vec<Broken>,
    broken_count: u64,
    /// Events by log type.
    read: Vec<u64>,
    others: u64,
    timeless: u64,
    /// Logs that were not read, and why.
    unread: Vec<(String, String)>,
    summary: Summary,
}

/// A reader that gives a few bytes at a time.
struct Slow(Cursor<Vec<u8>>, usize);

impl Read for Slow {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let end = buffer.len().min(self.1);
        self.0.read(&mut buffer[..end])
    }
}

/// Hunts in logs that are given as name and bytes.
fn hunt(rules: Vec<Rule>, options: Options, logs: &[(&str, &[u8])]) -> Found {
    let hunt = Hunt::new(rules, options).unwrap();
    let mut found = Found {
        read: vec![0; hunt.log_types().count()],
        ..Found::default()
    };
    let logs = logs.iter().map(|(name, bytes)| Log {
        name: Arc::from(*name),
        reader: Ok(Box::new(Slow(Cursor::new(bytes.to_vec()), 4099)) as Box<dyn Read + Send>),
    });
    let summary = hunt.run(logs, &mut |batch| {
        for one in &batch.matches {
            found
                .matches
                .push((batch.log.to_string(), one.number, one.rule));
        }
        for (all, own) in found.read.iter_mut().zip(&batch.read) {
            *all += own;
        }
        found.broken.extend(batch.broken.iter().cloned());
        found.broken_count += batch.broken_count;
        found.others += batch.others;
        found.timeless += batch.timeless;
        if let Some(unread) = &batch.unread {
            found
                .unread
                .push((batch.log.to_string(), unread.to_string()));
        }
        Ok(())
    });
    found.summary = summary.unwrap();
    found
}

/// The rules of a rule file, one for each log type.
fn rules(text: &str) -> Vec<Rule> {
    let (document, lowered) = understood(text, None);
    lowered
        .iter()
        .map(|lowered| Rule::new(&document, lowered))
        .collect()
}

/// A rule with this condition, and further lines of its file.
fn rule(log_types: &str, condition: &str, further: &str) -> Vec<Rule> {
    rules(&format!(
        "AnalysisType: rule\nRuleID: A.Rule\nLogTypes: [{log_types}]\nSeverity: Low\n{further}Condition: |\n  {condition}\n"
    ))
}

fn threads(threads: usize) -> Options {
    Options {
        threads,
        ..Options::default()
    }
}
