//! What a threshold means, said once more and slowly: for events of one rule, which of them are of a burst.
//!
//! Written from the meaning of rules alone: N or more matches with one key inside some closed window of M minutes. Null
//! is a key like any other. With something to count, it is the distinct values of it that are N or more, null not among
//! them.

use std::collections::{BTreeMap, BTreeSet};

/// A match of a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Match {
    /// When, in seconds.
    pub(crate) second: u64,
    /// Its key.
    pub(crate) key: Option<String>,
    /// What is counted.
    pub(crate) value: Option<String>,
}

/// What is counted, how many of it, and within how many minutes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Threshold {
    pub(crate) count: usize,
    pub(crate) minutes: u64,
    pub(crate) distinct: bool,
}

/// A row of the result.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Burst {
    pub(crate) key: Option<String>,
    pub(crate) matches: usize,
    pub(crate) first: u64,
    pub(crate) last: u64,
}

/// The bursts, in order. Those of one key between which the matches never pause for longer than the minutes are one.
pub(crate) fn bursts(matches: &[Match], threshold: Threshold) -> Vec<Burst> {
    let mut by_key: BTreeMap<Option<String>, Vec<&Match>> = BTreeMap::new();
    for one in matches {
        by_key.entry(one.key.clone()).or_default().push(one);
    }
    let mut bursts = Vec::new();
    for (key, mut own) in by_key {
        own.sort_by_key(|one| one.second);
        let in_burst: Vec<bool> = own
            .iter()
            .map(|one| is_in_burst(one.second, &own, threshold))
            .collect();
        let mut open: Option<Burst> = None;
        let mut before = None;
        for (one, in_burst) in own.iter().zip(in_burst) {
            let pause = before.is_some_and(|before| one.second - before > threshold.minutes * 60);
            if pause {
                bursts.extend(open.take());
            }
            before = Some(one.second);
            if in_burst {
                let burst = open.get_or_insert_with(|| Burst {
                    key: key.clone(),
                    matches: 0,
                    first: one.second,
                    last: one.second,
                });
                burst.matches += 1;
                burst.last = one.second;
            }
        }
        bursts.extend(open);
    }
    bursts.sort();
    bursts
}

/// True if some closed window with this second in it holds enough. One that does can be moved until it ends at a match.
fn is_in_burst(second: u64, own: &[&Match], threshold: Threshold) -> bool {
    own.iter().any(|last| {
        let window = |at: u64| at <= last.second && at + threshold.minutes * 60 >= last.second;
        let inside = own.iter().filter(|one| window(one.second));
        let count = if threshold.distinct {
            inside
                .filter_map(|one| one.value.as_ref())
                .collect::<BTreeSet<_>>()
                .len()
        } else {
            inside.count()
        };
        window(second) && count >= threshold.count
    })
}
