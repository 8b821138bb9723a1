//! Bursts: so many matches of one rule with one key within so many minutes.
//!
//! In: for each match of a rule with a threshold its key and its time, in any order: files of one log
//! overlap in time. Out: the bursts, when all matches are in, as a query returns them. A match is of a burst
//! if some window no longer than the rule's minutes (its ends included) holds it and as many matches as the
//! threshold says, wherever the window begins; or as many distinct values, if that is what the rule counts.
//! Matches of bursts are one burst for as long as the key's matches do not pause for longer than the minutes.
//!
//! Nothing can be said before the end, so each match's time is kept, and memory is bounded by giving up on
//! a rule, aloud, that has too many different ones.

use indexmap::IndexMap;
use std::collections::HashMap;
use transpile_sdk::time::Timestamp;

/// So many times are kept, of all rules and keys together.
const MOST: usize = 1 << 20;
/// What a key costs, counted in times, beside its text.
const KEY: usize = 8;

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

/// A burst.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Burst {
    /// The rule, by its place.
    pub rule: usize,
    /// The values of the key, as JSON.
    pub key: Vec<String>,
    /// The time of its first match.
    pub first_seen: Timestamp,
    /// The time of its last match.
    pub last_seen: Timestamp,
    /// How many matches are in it.
    pub matches: u64,
}

/// The matches of one rule with one key.
#[derive(Debug, Default)]
struct Series {
    /// When, with what value if values are counted, and how many.
    entries: Vec<(Timestamp, Option<Box<str>>, u64)>,
}

/// Counts matches.
#[derive(Debug, Default)]
pub(super) struct Counter {
    series: IndexMap<(usize, Vec<String>), Series>,
    /// What all series cost.
    size: usize,
    /// The rules that were given up.
    pub(super) given_up: Vec<usize>,
    limit: Option<usize>,
}

impl Counter {
    /// A counter that keeps so many times.
    #[cfg(test)]
    pub(super) fn with_limit(limit: usize) -> Self {
        Self {
            limit: Some(limit),
            ..Self::default()
        }
    }

    /// Takes a match in.
    pub(super) fn add(
        &mut self,
        rule: usize,
        key: Vec<String>,
        time: Timestamp,
        value: Option<Box<str>>,
    ) {
        if self.given_up.contains(&rule) {
            return;
        }
        let of_key = key_cost(&key);
        let known = self.series.len();
        let series = self.series.entry((rule, key)).or_default();
        match series.entries.last_mut() {
            Some((last, own, matches)) if *last == time && *own == value => *matches += 1,
            _ => {
                self.size += cost(value.as_deref());
                series.entries.push((time, value, 1));
            }
        }
        if self.series.len() > known {
            self.size += of_key;
        }
        let limit = self.limit.unwrap_or(MOST);
        if self.size > limit {
            self.compact();
            // With less room than that the next matches would compact again and again.
            if self.size > limit / 4 * 3 {
                self.give_up();
            }
        }
    }

    /// Keeps each time once.
    fn compact(&mut self) {
        for series in self.series.values_mut() {
            self.size -= series.cost();
            series.settle();
            self.size += series.cost();
        }
    }

    /// Gives up the rule that costs most.
    fn give_up(&mut self) {
        let mut costs: IndexMap<usize, usize> = IndexMap::new();
        for ((rule, key), series) in &self.series {
            *costs.entry(*rule).or_default() += series.cost() + key_cost(key);
        }
        let Some((&rule, _)) = costs.iter().max_by_key(|(_, cost)| **cost) else {
            return;
        };
        self.given_up.push(rule);
        self.series.retain(|(own, _), _| *own != rule);
        let all = self.series.iter();
        self.size = all
            .map(|((_, key), series)| series.cost() + key_cost(key))
            .sum();
    }

    /// The bursts, by rule, then by time, then by key.
    pub(super) fn bursts(mut self, threshold: impl Fn(usize) -> Option<Threshold>) -> Vec<Burst> {
        let mut found = Vec::new();
        for ((rule, key), series) in &mut self.series {
            let Some(threshold) = threshold(*rule) else {
                continue;
            };
            series.settle();
            for (first_seen, last_seen, matches) in series.bursts(threshold) {
                found.push(Burst {
                    rule: *rule,
                    key: key.clone(),
                    first_seen,
                    last_seen,
                    matches,
                });
            }
        }
        found.sort_by(|a, b| (a.rule, a.first_seen, &a.key).cmp(&(b.rule, b.first_seen, &b.key)));
        found
    }
}

/// What an entry costs.
fn cost(value: Option<&str>) -> usize {
    1 + value.map_or(0, |value| 1 + value.len() / 32)
}

/// What a key costs.
fn key_cost(key: &[String]) -> usize {
    KEY + key.iter().map(|part| part.len() / 32).sum::<usize>()
}

impl Series {
    fn cost(&self) -> usize {
        self.entries
            .iter()
            .map(|(_, value, _)| cost(value.as_deref()))
            .sum()
    }

    /// Sorts the entries, alike ones as one.
    fn settle(&mut self) {
        self.entries.sort_unstable();
        self.entries.dedup_by(|next, kept| {
            let same = (next.0, &next.1) == (kept.0, &kept.1);
            kept.2 += if same { next.2 } else { 0 };
            same
        });
        self.entries.shrink_to_fit();
    }

    /// The bursts as first time, last time, matches. The entries are in order, each once.
    fn bursts(&self, threshold: Threshold) -> Vec<(Timestamp, Timestamp, u64)> {
        let longest = i128::from(threshold.minutes) * 60_000_000_000;
        let mut found: Vec<(Timestamp, Timestamp, u64)> = Vec::new();
        let mut before: Option<Timestamp> = None;
        let mut is_open = false;
        let of_bursts = self.of_bursts(threshold, longest);
        for ((time, _, matches), of_burst) in self.entries.iter().zip(of_bursts) {
            let pause = before.map_or(0, |before| time.nanoseconds() - before.nanoseconds());
            is_open &= pause <= longest;
            before = Some(*time);
            if !of_burst {
                continue;
            }
            match found.last_mut() {
                Some((_, last, all)) if is_open => {
                    *last = *time;
                    *all += matches;
                }
                _ => found.push((*time, *time, *matches)),
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
        for (last, (time, value, matches)) in self.entries.iter().enumerate() {
            inside.add(value.as_deref(), *matches);
            while let Some((early, value, matches)) = self.entries.get(first)
                && time.nanoseconds() - early.nanoseconds() > longest
            {
                inside.remove(value.as_deref(), *matches);
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

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: u64) -> Timestamp {
        format!(
            "2026-03-01T{:02}:{:02}:{:02}Z",
            second / 3600,
            second / 60 % 60,
            second % 60
        )
        .parse()
        .unwrap()
    }

    /// A match: its second, and its value if values are counted.
    type Seen = (u64, Option<u8>);

    /// The bursts of one key, in seconds.
    fn bursts_of(seen: &[Seen], count: u64, minutes: u64) -> Vec<(u64, u64, u64)> {
        let mut counter = Counter::default();
        for (second, value) in seen {
            let value = value.map(|value| value.to_string().into_boxed_str());
            counter.add(0, Vec::new(), at(*second), value);
        }
        let start = at(0).nanoseconds();
        let second =
            |time: Timestamp| u64::try_from((time.nanoseconds() - start) / 1_000_000_000).unwrap();
        let distinct = seen.iter().any(|(_, value)| value.is_some());
        let found = counter.bursts(|_| {
            Some(Threshold {
                count,
                minutes,
                distinct,
            })
        });
        found
            .iter()
            .map(|burst| {
                (
                    second(burst.first_seen),
                    second(burst.last_seen),
                    burst.matches,
                )
            })
            .collect()
    }

    fn bursts(seconds: &[u64], count: u64, minutes: u64) -> Vec<(u64, u64, u64)> {
        let seen: Vec<Seen> = seconds.iter().map(|second| (*second, None)).collect();
        bursts_of(&seen, count, minutes)
    }

    #[test]
    fn windows_are_closed_and_begin_anywhere() {
        // Across the edge of a bucket of 5 minutes; in any order.
        assert_eq!(bursts(&[302, 299, 301], 3, 5), [(299, 302, 3)]);
        // One too few.
        assert_eq!(bursts(&[299, 301], 3, 5), []);
        // Just the window, and one second more.
        assert_eq!(bursts(&[0, 7, 300], 3, 5), [(0, 300, 3)]);
        assert_eq!(bursts(&[0, 7, 301], 3, 5), []);
        // All at once.
        assert_eq!(bursts(&[9, 9, 9], 3, 5), [(9, 9, 3)]);
        assert_eq!(bursts(&[9, 9], 3, 5), []);
        // Windows that share a match are one burst; those that do not are two.
        assert_eq!(bursts(&[0, 300, 600], 2, 5), [(0, 600, 3)]);
        assert_eq!(bursts(&[0, 1, 400, 401], 2, 5), [(0, 1, 2), (400, 401, 2)]);
        assert_eq!(bursts(&[], 2, 5), []);
    }

    #[test]
    fn keys_and_rules_are_apart_and_null_is_a_key() {
        let mut counter = Counter::default();
        for (rule, key, second) in [
            (0, "null", 1),
            (0, "\"\"", 2),
            (0, "null", 3),
            (1, "null", 2),
        ] {
            counter.add(rule, vec![key.to_owned()], at(second), None);
        }
        let found = counter.bursts(|_| {
            Some(Threshold {
                count: 2,
                minutes: 1,
                distinct: false,
            })
        });
        let shown: Vec<_> = found
            .iter()
            .map(|burst| (burst.rule, burst.key.join(","), burst.matches))
            .collect();
        assert_eq!(shown, [(0, "null".to_owned(), 2)]);
    }

    #[test]
    fn a_rule_with_too_many_times_is_given_up_and_others_are_not() {
        let mut counter = Counter::with_limit(100);
        counter.add(7, vec!["\"quiet\"".to_owned()], at(1), None);
        counter.add(7, vec!["\"quiet\"".to_owned()], at(2), None);
        for second in 0..1000 {
            counter.add(3, Vec::new(), at(second), None);
            assert!(counter.size <= 101, "{}", counter.size);
        }
        assert_eq!(counter.given_up, [3]);
        let found = counter.bursts(|_| {
            Some(Threshold {
                count: 2,
                minutes: 1,
                distinct: false,
            })
        });
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].rule, 7);
        // The same few times over and over cost nothing.
        let mut counter = Counter::with_limit(100);
        for second in 0..1000 {
            counter.add(3, Vec::new(), at(second % 10), None);
        }
        assert_eq!(counter.given_up, [0_usize; 0]);
        let found = counter.bursts(|_| {
            Some(Threshold {
                count: 1000,
                minutes: 1,
                distinct: false,
            })
        });
        assert_eq!(found.first().map(|burst| burst.matches), Some(1000));
    }

    #[test]
    fn distinct_values_are_counted() {
        let seen = [
            (0, Some(1)),
            (1, Some(1)),
            (2, None),
            (3, Some(2)),
            (70, Some(3)),
        ];
        assert_eq!(bursts_of(&seen, 2, 1), [(0, 3, 4)]);
        assert_eq!(bursts_of(&seen, 3, 1), []);
        assert_eq!(bursts_of(&seen, 3, 2), [(0, 70, 5)]);
    }
}
