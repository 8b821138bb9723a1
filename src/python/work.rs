//! How much has been done to read a rule.
//!
//! In: amounts of work, in about the time that it takes to copy one node of a condition. Out: whether
//! there has been too much. It is counted and not timed, so that the same rule always ends the same way.
//! The count is the thread's, since trees and conditions do not know which reading they are a part of;
//! each reading begins it anew.

use std::cell::Cell;

/// A rule's logic may take so much work to read. The largest rules that are known to become conditions take more than
/// half of it.
pub(super) const OF_LOGIC: usize = 1_500_000;

/// What a rule says of its matches may take so much.
pub(super) const OF_ALERT: usize = 500_000;

thread_local! {
    static LEFT: Cell<usize> = const { Cell::new(OF_LOGIC) };
}

/// Begins a reading that may take so much.
pub(super) fn begin(amount: usize) {
    LEFT.set(amount);
}

/// Counts so much work.
pub(super) fn spend(amount: usize) {
    LEFT.set(LEFT.get().saturating_sub(amount));
}

/// True once there has been too much. What is made from then on is thrown away.
pub(super) fn is_over() -> bool {
    LEFT.get() == 0
}
