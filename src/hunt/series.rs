//! The matches of one rule with one key, and the bursts among them.
//!
//! In: times, each with what is counted and what is shown. Out: which of them are of bursts, and what each burst shows.

use indexmap::IndexSet;
use std::collections::{BTreeSet, HashMap};
use transpile_sdk::time::Timestamp;

/// So many distinct values of an output are shown, as in the queries.
pub(super) const SHOWN: usize = 100;

/// What a rule shows of a match: the JSON of each output, none for null.
pub(super) type Shown = Box<[Option<Box<str>>]>;

/// What makes a burst.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Threshold {
    /// So many matches, or distinct values …
    pub count: u64,
    /// … within so many minutes.
    pub minutes: u64,
    /// True if distinct values are counted, null not among them.
    pub distinct: bool,
}

/// Matches that nothing tells apart.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Entry {
    pub(super) time: Timestamp,
    /// The value, if values are counted.
    pub(super) value: Option<Box<str>>,
    /// What is shown, by its place among all that the series shows.
    pub(super) shown: usize,
    pub(super) matches: u64,
}

impl Entry {
    pub(super) fn is_like(&self, other: &Self) -> bool {
        (self.time, &self.value, self.shown) == (other.time, &other.value, other.shown)
    }
}

/// The matches of one rule with one key.
#[derive(Debug, Default)]
pub(super) struct Series {
    pub(super) entries: Vec<Entry>,
    pub(super) shown: IndexSet<Shown>,
}

/// A burst of a series.
pub(super) struct Run {
    pub(super) first: Timestamp,
    pub(super) last: Timestamp,
    pub(super) matches: u64,
    /// What is shown, by place.
    pub(super) shown: BTreeSet<usize>,
}

/// What an entry costs.
pub(super) fn cost(value: Option<&str>) -> usize {
    1 + value.map_or(0, |value| 1 + value.len() / 32)
}

/// What something new to show costs.
pub(super) fn shown_cost(shown: &Shown) -> usize {
    let text = |value: &Option<Box<str>>| value.as_ref().map_or(0, |text| text.len());
    shown
        .iter()
        .map(|value| 1 + text(value) / 32)
        .sum::<usize>()
}

impl Series {
    pub(super) fn cost(&self) -> usize {
        let entries = self.entries.iter();
        entries
            .map(|entry| cost(entry.value.as_deref()))
            .sum::<usize>()
            + self.cost_of_shown()
    }

    pub(super) fn cost_of_shown(&self) -> usize {
        self.shown.iter().map(shown_cost).sum()
    }

    pub(super) fn show_nothing(&mut self) {
        self.shown.clear();
        self.shown.insert(Shown::default());
        for entry in &mut self.entries {
            entry.shown = 0;
        }
    }

    /// Sorts the entries, alike ones as one.
    pub(super) fn settle(&mut self) {
        self.entries.sort_unstable();
        self.entries.dedup_by(|next, kept| {
            let same = next.is_like(kept);
            kept.matches += if same { next.matches } else { 0 };
            same
        });
        self.entries.shrink_to_fit();
    }

    /// The distinct values of each output, null not among them, in the order of their JSON.
    pub(super) fn values(&self, places: &BTreeSet<usize>) -> Vec<Vec<String>> {
        let mut values: Vec<BTreeSet<&str>> = Vec::new();
        for shown in places
            .iter()
            .filter_map(|place| self.shown.get_index(*place))
        {
            values.resize_with(shown.len(), BTreeSet::new);
            for (own, value) in values.iter_mut().zip(shown) {
                own.extend(value.as_deref());
            }
        }
        let first = |own: BTreeSet<&str>| own.into_iter().take(SHOWN).map(str::to_owned).collect();
        values.into_iter().map(first).collect()
    }

    /// The bursts. The entries are in order, each once.
    pub(super) fn bursts(&self, threshold: Threshold) -> Vec<Run> {
        let longest = i128::from(threshold.minutes) * 60_000_000_000;
        let mut found: Vec<Run> = Vec::new();
        let mut before: Option<Timestamp> = None;
        let mut is_open = false;
        let of_bursts = self.of_bursts(threshold, longest);
        for (entry, of_burst) in self.entries.iter().zip(of_bursts) {
            let time = entry.time;
            let pause = before.map_or(0, |before| time.nanoseconds() - before.nanoseconds());
            is_open &= pause <= longest;
            before = Some(time);
            if !of_burst {
                continue;
            }
            match found.last_mut() {
                Some(run) if is_open => {
                    run.last = time;
                    run.matches += entry.matches;
                    run.shown.insert(entry.shown);
                }
                _ => found.push(Run {
                    first: time,
                    last: time,
                    matches: entry.matches,
                    shown: BTreeSet::from([entry.shown]),
                }),
            }
            is_open = true;
        }
        found
    }

    /// Whether each entry is in a window that holds enough.
    fn of_bursts(&self, threshold: Threshold, longest: i128) -> Vec<bool> {
        let mut of_bursts = vec![false; self.entries.len()];
        let mut inside = Inside::default();
        let mut first = 0;
        // Of all before this one it is known.
        let mut known = 0;
        for (last, entry) in self.entries.iter().enumerate() {
            inside.add(entry.value.as_deref(), entry.matches);
            while let Some(early) = self.entries.get(first)
                && entry.time.nanoseconds() - early.time.nanoseconds() > longest
            {
                inside.remove(early.value.as_deref(), early.matches);
                first += 1;
            }
            if inside.count(threshold.distinct) >= threshold.count {
                let fresh = of_bursts.get_mut(first.max(known)..=last);
                fresh.unwrap_or_default().fill(true);
                known = last + 1;
            }
        }
        of_bursts
    }
}

/// What is in a window.
#[derive(Debug, Default)]
struct Inside<'a> {
    matches: u64,
    /// How many matches with each value.
    values: HashMap<&'a str, u64>,
}

impl<'a> Inside<'a> {
    fn add(&mut self, value: Option<&'a str>, matches: u64) {
        self.matches += matches;
        if let Some(value) = value {
            *self.values.entry(value).or_default() += matches;
        }
    }

    fn remove(&mut self, value: Option<&str>, matches: u64) {
        self.matches -= matches;
        if let Some(value) = value
            && let Some(left) = self.values.get_mut(value)
        {
            *left -= matches;
            if *left == 0 {
                self.values.remove(value);
            }
        }
    }

    fn count(&self, distinct: bool) -> u64 {
        if distinct {
            self.values.len() as u64
        } else {
            self.matches
        }
    }
}
