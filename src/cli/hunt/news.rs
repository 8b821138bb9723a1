//! What standard error hears of a hunt.
//!
//! In: batches, then the summary. Out: what could not be read, as it comes, and at the end how many events
//! were read as what.

use super::{Console, Status};
use crate::cli::output::report;
use std::collections::BTreeMap;
use std::sync::Arc;
use transpile::compile::codes::{BAD_EVENT, UNREAD_LOG};
use transpile::hunt::{Batch, Hunt, Rule, Summary, Unread};
use transpile_sdk::diagnostic::Diagnostic;

/// So many broken lines of a log are told one by one.
const TOLD: u64 = 5;
/// So many logs that were not read.
const LOGS: u64 = 10;

/// What is known so far.
pub(super) struct News<'a> {
    hunt: &'a Hunt,
    console: &'a Console,
    /// Events read, by log type.
    read: Vec<u64>,
    /// The log of the last batch, and how many of its lines are broken.
    log: Arc<str>,
    in_log: u64,
    broken: u64,
    unread: u64,
    /// Logs without a rule for them, by log type.
    passed: BTreeMap<String, u64>,
    others: u64,
    timeless: u64,
    matches: u64,
    status: Status,
}

impl<'a> News<'a> {
    pub(super) fn new(hunt: &'a Hunt, console: &'a Console) -> Self {
        Self {
            hunt,
            console,
            read: vec![0; hunt.log_types().count()],
            log: Arc::from(""),
            in_log: 0,
            broken: 0,
            unread: 0,
            passed: BTreeMap::new(),
            others: 0,
            timeless: 0,
            matches: 0,
            status: Status::Done,
        }
    }

    /// Takes a batch in, and tells of what is wrong in it.
    pub(super) fn take(&mut self, batch: &Batch) {
        for (all, own) in self.read.iter_mut().zip(&batch.read) {
            *all += own;
        }
        self.others += batch.others;
        self.timeless += batch.timeless;
        self.matches += batch.matches.len() as u64;
        if self.log != batch.log {
            self.end_log();
            self.log = Arc::clone(&batch.log);
        }
        let room = TOLD.saturating_sub(self.in_log);
        for broken in batch.broken.iter().take(usize::try_from(room).unwrap_or(0)) {
            let unit = batch.form.unit();
            let text = format!("{unit} {}: {}", broken.number, broken.reason);
            self.tell(Diagnostic::error(BAD_EVENT, text));
        }
        self.in_log += batch.broken_count;
        self.broken += batch.broken_count;
        if let Some(unread) = &batch.unread {
            self.unread(unread);
        }
    }

    fn unread(&mut self, unread: &Unread) {
        if let Unread::NoRule(log_type) = unread {
            *self.passed.entry(log_type.clone()).or_default() += 1;
            return;
        }
        self.unread += 1;
        self.status = Status::Failed;
        if self.unread > LOGS {
            return;
        }
        let problem = Diagnostic::error(UNREAD_LOG, unread.to_string());
        let names: Vec<&str> = self
            .hunt
            .log_types()
            .map(|log_type| log_type.name.as_str())
            .collect();
        self.tell(match unread {
            Unread::Undecided => problem.with_help(format!(
                "say it with `--log-type`; the rules are for {}",
                names.join(", ")
            )),
            _ => problem,
        });
    }

    fn tell(&self, problem: Diagnostic) {
        report(&[problem], &self.log, "", self.console);
    }

    /// Says how many more lines of a log are broken than were told.
    fn end_log(&mut self) {
        if let Some(more) = self.in_log.checked_sub(TOLD + 1) {
            self.console.say(&format!(
                "note: {} more like these in {}",
                more + 1,
                self.log
            ));
        }
        self.in_log = 0;
    }

    /// Sums up.
    pub(super) fn end(mut self, summary: &Summary) -> Status {
        self.end_log();
        let say = |text: String| self.console.say(&text);
        if let Some(more) = self.unread.checked_sub(LOGS + 1) {
            say(format!("note: {} more logs were not read", more + 1));
        }
        for (log_type, logs) in &self.passed {
            say(format!(
                "note: {} of {log_type} passed over: no rule is for them",
                count(*logs, "log")
            ));
        }
        if self.others > 0 {
            say(format!(
                "note: {} of other log types passed over: no rule is for them",
                count(self.others, "event")
            ));
        }
        if self.timeless > 0 {
            say(format!(
                "note: {} without a readable time left out",
                count(self.timeless, "match")
            ));
        }
        let rules = |places: &[usize]| -> Vec<&Rule> {
            let all = self.hunt.rules();
            places.iter().filter_map(|place| all.get(*place)).collect()
        };
        let unshown = summary.unshown.iter();
        let unshown = unshown.filter(|rule| !summary.uncounted.contains(rule));
        for rule in rules(&unshown.copied().collect::<Vec<_>>()) {
            say(format!(
                "note: {}: its bursts show their keys alone, since its other outputs have too many different values",
                rule.id
            ));
        }
        for rule in rules(&summary.uncounted) {
            say(format!(
                "error: {}: too many matches at different times to find its bursts; narrow the hunt with `--from` and `--to`, or take `--raw-events`",
                rule.id
            ));
        }
        let names = self.hunt.log_types().map(|log_type| log_type.name.as_str());
        let read: Vec<String> = self
            .read
            .iter()
            .zip(names)
            .filter(|(events, _)| **events > 0)
            .map(|(events, name)| format!("{} as {name}", count(*events, "event")))
            .collect();
        let read = if read.is_empty() {
            "no events".to_owned()
        } else {
            read.join(", ")
        };
        let mut parts = vec![format!("read {read}")];
        if self.broken > 0 {
            parts.push(format!("{} broken", self.broken));
        }
        parts.push(count(self.matches, "match"));
        if self
            .hunt
            .rules()
            .iter()
            .any(|rule| rule.threshold.is_some())
        {
            parts.push(count(summary.bursts.len() as u64, "burst"));
        }
        say(parts.join("; "));
        if self.broken > 0 || !summary.uncounted.is_empty() {
            return Status::Failed;
        }
        self.status
    }
}

/// `1 match`, `2 matches`.
fn count(number: u64, what: &str) -> String {
    let plural = match (number, what.ends_with("ch")) {
        (1, _) => "",
        (_, true) => "es",
        (_, false) => "s",
    };
    format!("{number} {what}{plural}")
}
