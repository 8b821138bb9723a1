//! Entries in a row that are found by their hashes.
//!
//! In: entries, each with a hash. Out: those of a hash, the latest first. The last ones can be taken off again.

use std::collections::HashMap;

/// An entry: which of what was told, and which part of that.
type Place = (usize, usize);

/// A row of entries.
#[derive(Debug, Default)]
pub(super) struct Row {
    entries: Vec<Entry>,
    /// The last entry of each hash.
    last: HashMap<u64, usize, foldhash::fast::FixedState>,
}

#[derive(Debug)]
struct Entry {
    hash: u64,
    place: Place,
    /// The one before it of the same hash.
    before: Option<usize>,
}

impl Row {
    /// Adds an entry.
    pub(super) fn push(&mut self, hash: u64, place: Place) {
        let before = self.last.insert(hash, self.entries.len());
        self.entries.push(Entry {
            hash,
            place,
            before,
        });
    }

    /// Takes so many entries off.
    pub(super) fn pop(&mut self, count: usize) {
        for _ in 0..count {
            let Some(entry) = self.entries.pop() else {
                return;
            };
            match entry.before {
                Some(before) => self.last.insert(entry.hash, before),
                None => self.last.remove(&entry.hash),
            };
        }
    }

    /// The entries of a hash, the latest first.
    pub(super) fn under(&self, hash: u64) -> impl Iterator<Item = Place> {
        let last = self.last.get(&hash).and_then(|at| self.entries.get(*at));
        let before = |entry: &&Entry| self.entries.get(entry.before?);
        std::iter::successors(last, before).map(|entry| entry.place)
    }
}
