//! When the events happened that a query looks at.
//!
//! In: `7d`, `2026-11-13`, RFC 3339. Out: a [`TimeRange`]. No clock is read: "the last seven days" are counted by the
//! engine that runs the query.

use crate::time::{Day, Timestamp};
use std::fmt;
use std::str::FromStr;

/// Which events a query looks at, by their time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimeRange {
    /// All.
    All,
    /// Those of the last so many minutes, counted when the query runs.
    Last(Minutes),
    /// Those from the first instant on (with it), before the second (without it); a missing one is no bound.
    Between {
        /// The first instant.
        from: Option<Timestamp>,
        /// The instant after the last.
        to: Option<Timestamp>,
    },
}

impl Default for TimeRange {
    /// The last seven days.
    fn default() -> Self {
        Self::Last(Minutes(7 * Minutes::DAY))
    }
}

/// The text is not a time range.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotARange {
    /// No span of time.
    #[error("not a span of time such as 90m, 12h, 7d or 4w, and not `all`")]
    Span,
    /// A span beyond a hundred years.
    #[error("longer than 100 years; `all` is no bound")]
    TooLong,
    /// No point in time.
    #[error("not a day such as 2026-11-13 or a time such as 2026-11-13T08:00:00Z")]
    Instant,
    /// Nothing lies between the two instants.
    #[error("the time range ends before it begins")]
    Empty,
}

impl TimeRange {
    /// The range between two instants.
    ///
    /// # Errors
    /// If nothing lies between them.
    pub fn between(from: Option<Timestamp>, to: Option<Timestamp>) -> Result<Self, NotARange> {
        match (from, to) {
            (Some(from), Some(to)) if from >= to => Err(NotARange::Empty),
            (None, None) => Ok(Self::All),
            (from, to) => Ok(Self::Between { from, to }),
        }
    }
}

/// `all`, or a span: a number and `m`, `h`, `d` or `w`.
impl FromStr for TimeRange {
    type Err = NotARange;

    fn from_str(text: &str) -> Result<Self, NotARange> {
        match text {
            "all" => Ok(Self::All),
            text => text.parse().map(Self::Last),
        }
    }
}

/// `the last 7 days`, `from 2026-11-13T00:00:00Z, before 2026-11-20T00:00:00Z`, `all events`.
impl fmt::Display for TimeRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::All => f.write_str("all events"),
            Self::Last(span) if span.in_units().0 == 1 => {
                write!(f, "the last {}", span.in_units().1.name())
            }
            Self::Last(span) => write!(f, "the last {span}"),
            Self::Between { from, to } => {
                if let Some(from) = from {
                    write!(f, "from {from}")?;
                }
                let comma = if from.is_some() { ", " } else { "" };
                to.map_or(Ok(()), |to| write!(f, "{comma}before {to}"))
            }
        }
    }
}

/// Reads a day (its first instant, in UTC) or a time in RFC 3339.
///
/// # Errors
/// If it is neither.
pub fn instant(text: &str) -> Result<Timestamp, NotARange> {
    if let Ok(instant) = text.parse() {
        return Ok(instant);
    }
    let day: Day = text.parse().map_err(|_| NotARange::Instant)?;
    day.start().ok_or(NotARange::Instant)
}

/// A span of time in whole minutes, at least one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Minutes(u64);

impl Minutes {
    const HOUR: u64 = 60;
    const DAY: u64 = 24 * Self::HOUR;
    const WEEK: u64 = 7 * Self::DAY;
    const MAX: u64 = 36_525 * Self::DAY;

    /// So many minutes; `None` for none, or for more than a hundred years.
    #[must_use]
    pub fn new(minutes: u64) -> Option<Self> {
        (1..=Self::MAX).contains(&minutes).then_some(Self(minutes))
    }

    /// So many minutes, at least one and at most those of a hundred years.
    #[must_use]
    pub fn clamped(minutes: u64) -> Self {
        Self(minutes.clamp(1, Self::MAX))
    }

    /// How many.
    #[must_use]
    pub const fn count(self) -> u64 {
        self.0
    }

    /// So many days have each of the span's instants in them, the day of its end counted as none.
    #[must_use]
    pub const fn days_back(self) -> u64 {
        self.0.div_ceil(Self::DAY)
    }

    /// The span in the largest of minutes, hours and days that measures it.
    #[must_use]
    pub const fn in_units(self) -> (u64, Unit) {
        if self.0.is_multiple_of(Self::DAY) {
            (self.0 / Self::DAY, Unit::Day)
        } else if self.0.is_multiple_of(Self::HOUR) {
            (self.0 / Self::HOUR, Unit::Hour)
        } else {
            (self.0, Unit::Minute)
        }
    }
}

/// A unit of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// 60 seconds.
    Minute,
    /// 60 minutes.
    Hour,
    /// 24 hours.
    Day,
}

impl Unit {
    /// Its name in English, without an `s`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Minute => "minute",
            Self::Hour => "hour",
            Self::Day => "day",
        }
    }

    /// Its name in SQL.
    #[must_use]
    pub const fn in_sql(self) -> &'static str {
        match self {
            Self::Minute => "MINUTE",
            Self::Hour => "HOUR",
            Self::Day => "DAY",
        }
    }

    /// Its letter.
    #[must_use]
    pub const fn letter(self) -> char {
        match self {
            Self::Minute => 'm',
            Self::Hour => 'h',
            Self::Day => 'd',
        }
    }
}

/// `90m`, `12h`, `7d`, `4w`.
impl FromStr for Minutes {
    type Err = NotARange;

    fn from_str(text: &str) -> Result<Self, NotARange> {
        let digits = text.trim_end_matches(|c: char| c.is_ascii_lowercase());
        let unit = match text.strip_prefix(digits) {
            Some("m") => 1,
            Some("h") => Self::HOUR,
            Some("d") => Self::DAY,
            Some("w") => Self::WEEK,
            _ => return Err(NotARange::Span),
        };
        if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(NotARange::Span);
        }
        let count: u64 = digits.parse().map_err(|_| NotARange::TooLong)?;
        match count.checked_mul(unit) {
            Some(0) => Err(NotARange::Span),
            Some(minutes) => Self::new(minutes).ok_or(NotARange::TooLong),
            None => Err(NotARange::TooLong),
        }
    }
}

/// `7 days`, `1 hour`.
impl fmt::Display for Minutes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (count, unit) = self.in_units();
        let plural = if count == 1 { "" } else { "s" };
        write!(f, "{count} {}{plural}", unit.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn minutes(text: &str) -> Result<u64, NotARange> {
        text.parse().map(Minutes::count)
    }

    #[test]
    fn spans() {
        assert_eq!(minutes("90m"), Ok(90));
        assert_eq!(minutes("12h"), Ok(720));
        assert_eq!(minutes("7d"), Ok(10_080));
        assert_eq!(minutes("4w"), Ok(40_320));
        for bad in [
            "", "7", "d", "0d", "7D", "7 d", "-7d", "+7d", "1.5h", "7dd", "٧d", "7y",
        ] {
            assert_eq!(minutes(bad), Err(NotARange::Span), "{bad}");
        }
        for long in ["36526d", "99999999999999999999w", "18446744073709551615h"] {
            assert_eq!(minutes(long), Err(NotARange::TooLong), "{long}");
        }
        assert_eq!("all".parse(), Ok(TimeRange::All));
        assert_eq!("7d".parse(), Ok(TimeRange::default()));
    }

    #[test]
    fn days_back_reach_the_first_instant() {
        let back = |text: &str| text.parse().map(Minutes::days_back);
        assert_eq!(back("1m"), Ok(1));
        assert_eq!(back("24h"), Ok(1));
        assert_eq!(back("25h"), Ok(2));
        assert_eq!(back("7d"), Ok(7));
    }

    #[test]
    fn spans_are_shown_in_the_largest_unit() {
        let shown = |text: &str| text.parse().map(|span: Minutes| span.to_string());
        assert_eq!(shown("90m").as_deref(), Ok("90 minutes"));
        assert_eq!(shown("60m").as_deref(), Ok("1 hour"));
        assert_eq!(shown("1w").as_deref(), Ok("7 days"));
    }

    #[test]
    fn instants() {
        let at = |text: &str| instant(text).map(|instant| instant.to_string());
        assert_eq!(at("2026-11-13").as_deref(), Ok("2026-11-13T00:00:00Z"));
        assert_eq!(
            at("2026-11-13T08:00:00+02:00").as_deref(),
            Ok("2026-11-13T06:00:00Z")
        );
        for bad in [
            "",
            "today",
            "2026-11-31",
            "2026-11",
            "20261113",
            "2026-11-13 08:00:00",
        ] {
            assert_eq!(at(bad), Err(NotARange::Instant), "{bad}");
        }
        let (early, late) = (instant("2026-11-13").ok(), instant("2026-11-14").ok());
        assert!(TimeRange::between(early, late).is_ok());
        assert_eq!(TimeRange::between(late, early), Err(NotARange::Empty));
        assert_eq!(TimeRange::between(early, early), Err(NotARange::Empty));
        assert_eq!(TimeRange::between(None, None), Ok(TimeRange::All));
    }
}
