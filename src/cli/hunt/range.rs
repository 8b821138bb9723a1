//! The time range of a hunt.
//!
//! In: the range that was asked for. Out: from when, and before when. The clock is read here, and only for a
//! range that ends now.

use std::time::{SystemTime, UNIX_EPOCH};
use transpile_sdk::range::TimeRange;
use transpile_sdk::time::Timestamp;

/// From when, and before when.
pub(super) type Bounds = (Option<Timestamp>, Option<Timestamp>);

/// The bounds of a range, now.
pub(super) fn bounds(range: TimeRange) -> Result<Bounds, String> {
    match range {
        TimeRange::All => Ok((None, None)),
        TimeRange::Between { from, to } => Ok((from, to)),
        TimeRange::Last(minutes) => match back(minutes.count()) {
            Some(from) => Ok((Some(from), None)),
            None => Err("`--since` begins before the calendar".to_owned()),
        },
    }
}

/// The instant so many minutes ago.
fn back(minutes: u64) -> Option<Timestamp> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).ok()?.as_secs();
    let seconds = i64::try_from(minutes).ok()?.checked_mul(60)?;
    Timestamp::of_seconds(i64::try_from(now).ok()?.checked_sub(seconds)?)
}
