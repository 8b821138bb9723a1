//! Sets of characters, always spelled out as ranges.

use regex_syntax::hir::{ClassUnicode, ClassUnicodeRange};

/// A set of characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Set(ClassUnicode);

impl Set {
    /// The characters in the given ranges, ends included. A range that runs backwards is empty.
    pub fn new(ranges: impl IntoIterator<Item = (char, char)>) -> Self {
        Self(ClassUnicode::new(
            ranges
                .into_iter()
                .filter(|(low, high)| low <= high)
                .map(|(low, high)| ClassUnicodeRange::new(low, high)),
        ))
    }

    /// `\d`: the ASCII digits.
    #[must_use]
    pub fn digit() -> Self {
        Self::new([('0', '9')])
    }

    /// `\w`: ASCII letters, digits and the underscore.
    #[must_use]
    pub fn word() -> Self {
        Self::new([('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z')])
    }

    /// `\s`: tab, newline, form feed, carriage return and blank.
    #[must_use]
    pub fn space() -> Self {
        Self::new([('\t', '\n'), ('\u{c}', '\r'), (' ', ' ')])
    }

    /// `.`: everything but the newline.
    #[must_use]
    pub fn dot() -> Self {
        Self::new([('\n', '\n')]).complement()
    }

    /// Every character.
    #[must_use]
    pub fn any() -> Self {
        Self::new([('\0', char::MAX)])
    }

    /// Everything that is not in the set.
    #[must_use]
    pub fn complement(mut self) -> Self {
        self.0.negate();
        self
    }

    /// What is in either.
    #[must_use]
    pub fn union(mut self, other: &Self) -> Self {
        self.0.union(&other.0);
        self
    }

    /// What is in both.
    #[must_use]
    pub fn intersection(mut self, other: &Self) -> Self {
        self.0.intersect(&other.0);
        self
    }

    /// With every character that differs from one of the set in case only (Unicode's simple folding).
    #[must_use]
    pub fn fold_case(mut self) -> Self {
        self.0.case_fold_simple();
        self
    }

    /// The ranges in order, apart from each other.
    pub fn ranges(&self) -> impl Iterator<Item = (char, char)> + '_ {
        self.0.iter().map(|range| (range.start(), range.end()))
    }

    /// True if nothing is in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.ranges().is_empty()
    }

    /// True if nothing is in both.
    #[must_use]
    pub fn is_disjoint(&self, other: &Self) -> bool {
        self.clone().intersection(other).is_empty()
    }
}
