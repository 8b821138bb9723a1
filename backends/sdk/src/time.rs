//! Points in time: what counts as a timestamp, and when two of them are the same; and days, in UTC.
//!
//! In: text in RFC 3339 or in a form that a log type declares. Out: an instant in nanoseconds, or a day.
//! No clock and no time zone data base is read.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// An instant, in nanoseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Timestamp(jiff::Timestamp);

/// The text is not an RFC 3339 timestamp.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an RFC 3339 timestamp such as 2024-05-01T12:00:00Z")]
pub struct NotATimestamp;

impl Timestamp {
    /// Reads `text` as RFC 3339, else in the first of `formats` (strftime fields) that fits; a format
    /// without an offset is read as UTC.
    #[must_use]
    pub fn parse(text: &str, formats: &[String]) -> Option<Self> {
        if let Ok(timestamp) = text.parse() {
            return Some(timestamp);
        }
        formats.iter().find_map(|format| {
            let parsed = jiff::fmt::strtime::parse(format, text).ok()?;
            let timestamp = match parsed.offset() {
                Some(_) => parsed.to_timestamp().ok()?,
                None => jiff::tz::TimeZone::UTC
                    .to_timestamp(parsed.to_datetime().ok()?)
                    .ok()?,
            };
            Some(Self(timestamp))
        })
    }

    /// The instant so many seconds after the beginning of 1970, UTC; `None` if no calendar reaches it.
    #[must_use]
    pub fn of_seconds(seconds: i64) -> Option<Self> {
        jiff::Timestamp::from_second(seconds).ok().map(Self)
    }

    /// Nanoseconds since the beginning of 1970, UTC.
    #[must_use]
    pub fn nanoseconds(self) -> i128 {
        self.0.as_nanosecond()
    }

    /// True if the instant falls on a whole second.
    #[must_use]
    pub fn is_whole_second(self) -> bool {
        self.0.subsec_nanosecond() == 0
    }

    /// The day that it falls on, in UTC.
    #[must_use]
    pub fn day(self) -> Day {
        Day(self.0.to_zoned(jiff::tz::TimeZone::UTC).date())
    }

    /// The last instant before it; itself if there is none.
    #[must_use]
    pub fn before(self) -> Self {
        let nanosecond = jiff::SignedDuration::from_nanos(1);
        Self(self.0.checked_sub(nanosecond).unwrap_or(self.0))
    }
}

/// A day of the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Day(jiff::civil::Date);

impl Day {
    /// The day of that year, month (from 1) and day of the month (from 1), if there is one.
    #[must_use]
    pub fn new(year: u16, month: u8, day: u8) -> Option<Self> {
        let [month, day] = [month, day].map(i8::try_from);
        let year = i16::try_from(year).ok()?;
        let date = jiff::civil::Date::new(year, month.ok()?, day.ok()?);
        date.ok().map(Self)
    }

    /// Year, month and day of the month.
    #[must_use]
    pub fn parts(self) -> [u16; 3] {
        let part = |value: i16| value.unsigned_abs();
        [
            part(self.0.year()),
            part(self.0.month().into()),
            part(self.0.day().into()),
        ]
    }

    /// So many days later, or earlier; the calendar's last or first day if there is none.
    #[must_use]
    pub fn plus(self, days: i32) -> Self {
        let days = jiff::SignedDuration::from_hours(24 * i64::from(days));
        Self(self.0.saturating_add(days))
    }

    /// Its first instant.
    #[must_use]
    pub fn start(self) -> Option<Timestamp> {
        let zoned = self.0.to_zoned(jiff::tz::TimeZone::UTC).ok()?;
        Some(Timestamp(zoned.timestamp()))
    }
}

/// `dddd-dd-dd`.
impl FromStr for Day {
    type Err = NotATimestamp;

    fn from_str(text: &str) -> Result<Self, NotATimestamp> {
        let mut parts = text.split('-');
        let mut part = |length: usize| -> Option<u16> {
            let part = parts.next()?;
            let digits = part.len() == length && part.bytes().all(|byte| byte.is_ascii_digit());
            digits.then(|| part.parse().ok())?
        };
        let (year, month, day) = (part(4), part(2), part(2));
        let small = |part: Option<u16>| u8::try_from(part?).ok();
        match (year, small(month), small(day), parts.next()) {
            (Some(year), Some(month), Some(day), None) => {
                Self::new(year, month, day).ok_or(NotATimestamp)
            }
            _ => Err(NotATimestamp),
        }
    }
}

/// RFC 3339 with `T` and `Z` in upper case, at most nine digits of a second, and no leap second.
impl FromStr for Timestamp {
    type Err = NotATimestamp;

    fn from_str(text: &str) -> Result<Self, NotATimestamp> {
        if !has_rfc3339_shape(text.as_bytes()) {
            return Err(NotATimestamp);
        }
        text.parse().map(Self).map_err(|_| NotATimestamp)
    }
}

/// `dddd-dd-ddTdd:dd:dd`, perhaps a fraction, then `Z` or an offset.
fn has_rfc3339_shape(text: &[u8]) -> bool {
    let fits = |pattern: &[u8], text: &[u8]| {
        pattern.len() == text.len()
            && pattern
                .iter()
                .zip(text)
                .all(|(pattern, byte)| match pattern {
                    b'd' => byte.is_ascii_digit(),
                    b'+' => matches!(byte, b'+' | b'-'),
                    _ => pattern == byte,
                })
    };
    let Some((head, tail)) = text.split_at_checked(19) else {
        return false;
    };
    let zone = match tail.strip_prefix(b".") {
        Some(fraction) => {
            let digits = fraction
                .iter()
                .take_while(|byte| byte.is_ascii_digit())
                .count();
            if !(1..=9).contains(&digits) {
                return false;
            }
            fraction.split_at(digits).1
        }
        None => tail,
    };
    fits(b"dddd-dd-ddTdd:dd:dd", head)
        && head.get(17..) != Some(b"60".as_slice())
        && (zone == b"Z" || (fits(b"+dd:dd", zone) && zone.get(1..3) < Some(b"24".as_slice())))
}

impl TryFrom<String> for Timestamp {
    type Error = NotATimestamp;

    fn try_from(text: String) -> Result<Self, NotATimestamp> {
        text.parse()
    }
}

impl From<Timestamp> for String {
    fn from(timestamp: Timestamp) -> Self {
        timestamp.to_string()
    }
}

impl fmt::Display for Timestamp {
    /// RFC 3339 in UTC, with as many digits of a second as needed.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn formats() -> Vec<String> {
        vec!["%Y-%m-%d %H:%M:%S%.f".into(), "%d/%b/%Y:%H:%M:%S %z".into()]
    }

    #[test]
    fn instants_are_compared_not_texts() {
        let at = |text: &str| Timestamp::parse(text, &formats());
        assert!(at("2020-02-14T00:53:48Z").is_some());
        assert_eq!(at("2020-02-14T02:53:48+02:00"), at("2020-02-14T00:53:48Z"));
        assert_eq!(
            at("2020-02-14 00:53:48.000000000"),
            at("2020-02-14T00:53:48Z")
        );
        assert_eq!(at("14/Feb/2020:00:53:48 +0000"), at("2020-02-14T00:53:48Z"));
        assert!(at("2020-02-14T00:53:48.5Z") > at("2020-02-14T00:53:48Z"));
    }

    #[test]
    fn other_text_is_no_timestamp() {
        for bad in [
            "",
            "2020-02-14",
            "2020-02-14 00:53:48Z",
            "2020-02-14T00:53:48",
            "2020-02-30T00:00:00Z",
            "2020-02-14t00:53:48z",
            "2020-02-14T00:53:60Z",
            "2020-02-14T00:53:48.Z",
            "+02020-02-14T00:00:00Z",
            "2020-02-14T00:00:00+24:00",
            "2020-02-14T00:00:00+01:60",
        ] {
            assert_eq!(bad.parse::<Timestamp>(), Err(NotATimestamp), "{bad}");
        }
    }

    #[test]
    fn prints_what_it_reads() {
        let text = "2020-02-14T00:53:48.25Z";
        assert_eq!(
            text.parse::<Timestamp>().map(|t| t.to_string()).as_deref(),
            Ok(text)
        );
    }
}
