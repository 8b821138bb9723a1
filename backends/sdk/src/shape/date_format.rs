//! How a date is written in a partition.
//!
//! In: a pattern of `yyyy`, `MM`, `dd`, `HH` and signs between them, as partition projection takes it. Out: days as
//! text, and the pattern in the notation of `date_format`.

use crate::time::Day;

/// A pattern in which later days are greater texts: the year first, then ever smaller units.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DateFormat(Vec<Piece>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    Unit(Unit),
    Sign(char),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Unit {
    Year,
    Month,
    Day,
    Hour,
}

/// The units with their patterns.
const UNITS: [(&str, Unit); 4] = [
    ("yyyy", Unit::Year),
    ("MM", Unit::Month),
    ("dd", Unit::Day),
    ("HH", Unit::Hour),
];

impl DateFormat {
    /// Reads a pattern; `None` if it has something else in it, or if its texts do not sort as days do.
    #[must_use]
    pub fn parse(pattern: &str) -> Option<Self> {
        let mut pieces = Vec::new();
        let mut units = Vec::new();
        let mut rest = pattern;
        while let Some(sign) = rest.chars().next() {
            let unit = UNITS
                .iter()
                .find_map(|(letters, unit)| Some((*unit, rest.strip_prefix(letters)?)));
            if let Some((unit, behind)) = unit {
                units.push(unit);
                pieces.push(Piece::Unit(unit));
                rest = behind;
            } else if sign.is_ascii_punctuation() && sign != '\'' {
                pieces.push(Piece::Sign(sign));
                rest = rest.get(sign.len_utf8()..)?;
            } else {
                return None;
            }
        }
        let all = [Unit::Year, Unit::Month, Unit::Day, Unit::Hour];
        (units.len() >= 3 && all.starts_with(&units)).then_some(Self(pieces))
    }

    /// The first hour of a day.
    #[must_use]
    pub fn first(&self, day: Day) -> String {
        self.text(day, "00")
    }

    /// The last hour of a day.
    #[must_use]
    pub fn last(&self, day: Day) -> String {
        self.text(day, "23")
    }

    fn text(&self, day: Day, hour: &str) -> String {
        let [year, month, day] = day.parts();
        self.0
            .iter()
            .map(|piece| match piece {
                Piece::Unit(Unit::Year) => format!("{year:04}"),
                Piece::Unit(Unit::Month) => format!("{month:02}"),
                Piece::Unit(Unit::Day) => format!("{day:02}"),
                Piece::Unit(Unit::Hour) => hour.to_owned(),
                Piece::Sign(sign) => sign.to_string(),
            })
            .collect()
    }

    /// The pattern in the notation of SQL's `date_format`, for the first hour of a day.
    #[must_use]
    pub fn in_sql(&self) -> String {
        self.0
            .iter()
            .map(|piece| match piece {
                Piece::Unit(Unit::Year) => "%Y".to_owned(),
                Piece::Unit(Unit::Month) => "%m".to_owned(),
                Piece::Unit(Unit::Day) => "%d".to_owned(),
                Piece::Unit(Unit::Hour) => "00".to_owned(),
                Piece::Sign('%') => "%%".to_owned(),
                Piece::Sign(sign) => sign.to_string(),
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_as_text() {
        let day: Day = "2026-03-09".parse().unwrap();
        for (pattern, first, last, sql) in [
            ("yyyy/MM/dd", "2026/03/09", "2026/03/09", "%Y/%m/%d"),
            ("yyyyMMdd", "20260309", "20260309", "%Y%m%d"),
            (
                "yyyy-MM-dd-HH",
                "2026-03-09-00",
                "2026-03-09-23",
                "%Y-%m-%d-00",
            ),
        ] {
            let format = DateFormat::parse(pattern).unwrap();
            assert_eq!(format.first(day), first);
            assert_eq!(format.last(day), last);
            assert_eq!(format.in_sql(), sql);
        }
    }

    #[test]
    fn what_does_not_sort_is_no_format() {
        for pattern in [
            "",
            "dd/MM/yyyy",
            "yyyy/M/d",
            "yyyy/MM",
            "yyyy/dd/MM",
            "yyyy'T'MMdd",
            "yyyy/MM/ddT",
        ] {
            assert_eq!(DateFormat::parse(pattern), None, "{pattern}");
        }
    }
}
