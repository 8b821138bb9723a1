//! Bursts: so many matches of one rule with one key within so many minutes.
//!
//! In: for each match of a rule with a threshold its key and its time, in any order: files of one log
//! overlap in time. Out: the bursts, when all matches are in, as a query returns them. A match is of a burst
//! if some window no longer than the rule's minutes (its ends included) holds it and as many matches as the
//! threshold says, wherever the window begins; or as many distinct values, if that is what the rule counts.
//! Matches of bursts are one burst for as long as the key's matches do not pause for longer than the minutes.
//!
//! Nothing can be said before the end, so each match's time is kept, with what the rule shows of it. Memory is bounded
//! by giving up, aloud: first what a rule shows, then a rule that has too many different times.

use super::series::{Entry, Series, Shown, Threshold, cost, shown_cost};
use super::show::Counted;
use indexmap::IndexMap;
use transpile_sdk::time::Timestamp;

/// So many times are kept, of all rules and keys together.
const MOST: usize = 1 << 20;
/// What a key costs, counted in times, beside its text.
const KEY: usize = 8;

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
    /// The distinct values of each output beside the key, as JSON, the first hundred in their order.
    pub outputs: Vec<Vec<String>>,
}

/// Counts matches.
#[derive(Debug, Default)]
pub(super) struct Counter {
    series: IndexMap<(usize, Vec<String>), Series>,
    /// What all series cost.
    size: usize,
    /// The rules that were given up.
    pub(super) given_up: Vec<usize>,
    /// The rules of which nothing is shown but their keys.
    pub(super) unshown: Vec<usize>,
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
    pub(super) fn add(&mut self, counted: Counted) {
        let Counted {
            rule,
            key,
            time,
            value,
            shown,
        } = counted;
        if self.given_up.contains(&rule) {
            return;
        }
        let shown = if self.unshown.contains(&rule) {
            Shown::default()
        } else {
            shown
        };
        let of_key = key_cost(&key);
        let known = self.series.len();
        let series = self.series.entry((rule, key)).or_default();
        let of_shown = shown_cost(&shown);
        let (place, is_new) = series.shown.insert_full(shown);
        if is_new {
            self.size += of_shown;
        }
        let entry = Entry {
            time,
            value,
            shown: place,
            matches: 1,
        };
        match series.entries.last_mut() {
            Some(last) if last.is_like(&entry) => last.matches += 1,
            _ => {
                self.size += cost(entry.value.as_deref());
                series.entries.push(entry);
            }
        }
        if self.series.len() > known {
            self.size += of_key;
        }
        let limit = self.limit.unwrap_or(MOST);
        // With less room than that the next matches would compact again and again.
        let room = limit / 4 * 3;
        if self.size > limit {
            self.compact();
            if self.size > room {
                self.show_less();
            }
            if self.size > room {
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

    /// Gives up what the rule shows that costs most in that.
    fn show_less(&mut self) {
        let Some(rule) = self.costliest(&|_, series| series.cost_of_shown()) else {
            return;
        };
        self.unshown.push(rule);
        for ((_, _), series) in self.series.iter_mut().filter(|((own, _), _)| *own == rule) {
            series.show_nothing();
            series.settle();
        }
        self.size = self.cost();
    }

    /// Gives up the rule that costs most.
    fn give_up(&mut self) {
        let Some(rule) = self.costliest(&|key, series| series.cost() + key_cost(key)) else {
            return;
        };
        self.given_up.push(rule);
        self.series.retain(|(own, _), _| *own != rule);
        self.size = self.cost();
    }

    /// The rule whose series cost most together.
    fn costliest(&self, cost: &dyn Fn(&[String], &Series) -> usize) -> Option<usize> {
        let mut costs: IndexMap<usize, usize> = IndexMap::new();
        for ((rule, key), series) in &self.series {
            *costs.entry(*rule).or_default() += cost(key, series);
        }
        let most = costs.iter().max_by_key(|(_, cost)| **cost);
        most.map(|(rule, _)| *rule)
    }

    fn cost(&self) -> usize {
        let all = self.series.iter();
        all.map(|((_, key), series)| series.cost() + key_cost(key))
            .sum()
    }

    /// The bursts, by rule, then by time, then by key.
    pub(super) fn bursts(mut self, threshold: impl Fn(usize) -> Option<Threshold>) -> Vec<Burst> {
        let mut found = Vec::new();
        for ((rule, key), series) in &mut self.series {
            let Some(threshold) = threshold(*rule) else {
                continue;
            };
            series.settle();
            for run in series.bursts(threshold) {
                found.push(Burst {
                    rule: *rule,
                    key: key.clone(),
                    first_seen: run.first,
                    last_seen: run.last,
                    matches: run.matches,
                    outputs: series.values(&run.shown),
                });
            }
        }
        found.sort_by(|a, b| (a.rule, a.first_seen, &a.key).cmp(&(b.rule, b.first_seen, &b.key)));
        found
    }
}

/// What a key costs.
fn key_cost(key: &[String]) -> usize {
    KEY + key.iter().map(|part| part.len() / 32).sum::<usize>()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hunt::series::SHOWN;

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

    /// A match of a rule, as the counter takes it.
    fn counted(
        rule: usize,
        key: &[&str],
        second: u64,
        value: Option<Box<str>>,
        shown: &[Option<&str>],
    ) -> Counted {
        Counted {
            rule,
            key: key.iter().map(|part| (*part).to_owned()).collect(),
            time: at(second),
            value,
            shown: shown.iter().map(|value| value.map(Box::from)).collect(),
        }
    }

    /// A match: its second, and its value if values are counted.
    type Seen = (u64, Option<u8>);

    /// The bursts of one key, in seconds.
    fn bursts_of(seen: &[Seen], count: u64, minutes: u64) -> Vec<(u64, u64, u64)> {
        let mut counter = Counter::default();
        for (second, value) in seen {
            let value = value.map(|value| value.to_string().into_boxed_str());
            counter.add(counted(0, &[], *second, value, &[]));
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
            counter.add(counted(rule, &[key], second, None, &[]));
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
        counter.add(counted(7, &["\"quiet\""], 1, None, &[]));
        counter.add(counted(7, &["\"quiet\""], 2, None, &[]));
        for second in 0..1000 {
            counter.add(counted(3, &[], second, None, &[]));
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
            counter.add(counted(3, &[], second % 10, None, &[]));
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

    const TWO: Threshold = Threshold {
        count: 2,
        minutes: 1,
        distinct: false,
    };

    #[test]
    fn a_burst_shows_the_distinct_values_of_its_own_matches() {
        let mut counter = Counter::default();
        for (second, agent, name) in [
            (2, Some("\"b\""), None),
            (1, Some("\"a\""), None),
            (3, Some("\"b\""), Some("1")),
            // Alone, so of no burst.
            (900, Some("\"c\""), Some("2")),
        ] {
            counter.add(counted(0, &[], second, None, &[agent, name, None]));
        }
        let found = counter.bursts(|_| Some(TWO));
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].matches, 3);
        let empty: Vec<&str> = Vec::new();
        assert_eq!(found[0].outputs, [vec!["\"a\"", "\"b\""], vec!["1"], empty]);
    }

    #[test]
    fn at_most_a_hundred_values_are_shown_and_too_many_are_given_up_before_the_rule() {
        let text = |number: u64| format!("{number:04}");
        let mut counter = Counter::default();
        for number in 0..300 {
            counter.add(counted(0, &[], number / 9, None, &[Some(&text(number))]));
        }
        let found = counter.bursts(|_| Some(TWO));
        assert_eq!(found[0].matches, 300);
        assert_eq!(found[0].outputs[0].len(), SHOWN);
        assert_eq!(found[0].outputs[0][99], text(99));
        let mut counter = Counter::with_limit(100);
        for number in 0..300 {
            counter.add(counted(0, &[], number / 9, None, &[Some(&text(number))]));
        }
        assert_eq!(
            (counter.unshown.as_slice(), counter.given_up.len()),
            ([0].as_slice(), 0)
        );
        let found = counter.bursts(|_| Some(TWO));
        assert_eq!(found[0].matches, 300);
        assert!(found[0].outputs.is_empty());
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
