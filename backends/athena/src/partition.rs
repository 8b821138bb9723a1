//! Which partitions a query reads.
//!
//! In: the table's partition columns, the time range, the values that the user gave. Out: predicates that compare bare
//! columns with what is known before the query runs, so that the other partitions are not read.
//! Where the date in the path is the day of delivery, a day on either side is read as well.

use crate::MISSING_PARTITION_VALUE;
use transpile_sdk::backend::Hunt;
use transpile_sdk::diagnostic::Diagnostic;
use transpile_sdk::range::TimeRange;
use transpile_sdk::shape::{ColumnType, DateFormat, Partition, Shape};
use transpile_sdk::sql::Sql;
use transpile_sdk::time::Day;

/// What is known of the partitions that a query reads.
#[derive(Debug, Default)]
pub(crate) struct Pruned {
    /// A predicate for each column, or group of columns, that prunes.
    pub(crate) predicates: Vec<Sql>,
    /// The partition columns that are read whole.
    pub(crate) whole: Vec<String>,
    /// Values that the user gave for a partition that the table does not have, by kind.
    pub(crate) unused: Vec<String>,
}

/// The days that a query reads.
#[derive(Debug, Clone, Copy)]
enum Days {
    /// From so many days before today on.
    Last(u64),
    /// From the first to the last; a missing one is no bound.
    Between(Option<Day>, Option<Day>),
}

impl Days {
    fn of(range: TimeRange) -> Option<Self> {
        match range {
            TimeRange::All => None,
            TimeRange::Last(span) => Some(Self::Last(span.days_back())),
            TimeRange::Between { from, to } => {
                let last = to.map(|to| to.before().day());
                Some(Self::Between(
                    from.map(transpile_sdk::time::Timestamp::day),
                    last,
                ))
            }
        }
    }

    /// With a day more on either side.
    fn padded(self) -> Self {
        match self {
            Self::Last(days) => Self::Last(days + 1),
            Self::Between(first, last) => {
                Self::Between(first.map(|day| day.plus(-1)), last.map(|day| day.plus(1)))
            }
        }
    }
}

/// The predicates on the partitions.
pub(crate) fn prune(shape: &Shape, hunt: &Hunt) -> Result<Pruned, Diagnostic> {
    let mut pruned = Pruned::default();
    let levels = levels(&shape.partitions);
    let days = Days::of(hunt.range).map(|days| {
        if shape
            .partitions
            .iter()
            .all(|partition| partition.by_event_time)
        {
            days
        } else {
            days.padded()
        }
    });
    for partition in &shape.partitions {
        let own = |(name, _): &&(String, Vec<String>)| {
            *name == partition.kind || name.eq_ignore_ascii_case(&partition.name)
        };
        let predicate = match hunt.partitions.iter().find(own) {
            Some((_, values)) => Some(one_of(partition, values)?),
            None if levels.iter().any(|level| level.name == partition.name) => {
                let first = levels
                    .first()
                    .is_some_and(|level| level.name == partition.name);
                let predicate = days.filter(|_| first).map(|days| by_parts(&levels, days));
                if days.is_some() && predicate.is_none() {
                    continue;
                }
                predicate
            }
            None => days.and_then(|days| by_day(partition, days)),
        };
        match predicate {
            Some(predicate) => pruned.predicates.push(predicate),
            None if partition.injected => return Err(missing(partition)),
            None => pruned.whole.push(partition.name.clone()),
        }
    }
    pruned.unused = hunt
        .partitions
        .iter()
        .map(|(name, _)| name)
        .filter(|name| {
            shape
                .partitions
                .iter()
                .all(|own| own.kind != **name && !own.name.eq_ignore_ascii_case(name))
        })
        .cloned()
        .collect();
    Ok(pruned)
}

fn missing(partition: &Partition) -> Diagnostic {
    let option = match partition.kind.as_str() {
        "region" | "account" => format!("--{} VALUE", partition.kind),
        _ => format!("--partition {}=VALUE", partition.name),
    };
    Diagnostic::error(
        MISSING_PARTITION_VALUE,
        format!(
            "the table's partition `{}` is injected: Athena takes no query without its values",
            partition.name
        ),
    )
    .with_help(format!("give them with `{option}`"))
}

fn one_of(partition: &Partition, values: &[String]) -> Result<Sql, Diagnostic> {
    let literal = |value: &String| match partition.ty {
        ColumnType::Long => value.parse().map(Sql::Int).map_err(|_| {
            Diagnostic::error(
                MISSING_PARTITION_VALUE,
                format!(
                    "the table's partition `{}` is a whole number",
                    partition.name
                ),
            )
            .with_note(format!(
                "it was given as `{}`",
                transpile_sdk::diagnostic::shown(value, 60)
            ))
        }),
        ColumnType::Date => Ok(Sql::Date(value.clone())),
        _ => Ok(Sql::text(value)),
    };
    let values = values.iter().map(literal).collect::<Result<_, _>>()?;
    Ok(Sql::name(&partition.name).one_of(values))
}

/// The date so many days before today.
fn days_ago(days: u64) -> Sql {
    Sql::Now("current_date").binary("-", Sql::Interval(days, "DAY"))
}

/// A column that holds a whole date; `None` if its values do not sort as days do.
fn by_day(partition: &Partition, days: Days) -> Option<Sql> {
    let column = Sql::name(&partition.name);
    if !matches!(partition.kind.as_str(), "day" | "hour") {
        return None;
    }
    let day_of = |day: Day| {
        let [year, month, day] = day.parts();
        Sql::Date(format!("{year:04}-{month:02}-{day:02}"))
    };
    let (ago, first, last): (Sql, Option<Sql>, Option<Sql>) = match (&partition.ty, days) {
        (ColumnType::Date, Days::Last(count)) => (days_ago(count), None, None),
        (ColumnType::Date, Days::Between(first, last)) => {
            (Sql::Null, first.map(day_of), last.map(day_of))
        }
        (ColumnType::Text, days) => {
            let format = DateFormat::parse(partition.format.as_deref()?)?;
            match days {
                Days::Last(count) => {
                    let pattern = Sql::text(format.in_sql());
                    (
                        Sql::call("date_format", [days_ago(count), pattern]),
                        None,
                        None,
                    )
                }
                Days::Between(first, last) => (
                    Sql::Null,
                    first.map(|day| Sql::text(format.first(day))),
                    last.map(|day| Sql::text(format.last(day))),
                ),
            }
        }
        _ => return None,
    };
    Some(match (first, last) {
        (Some(first), Some(last)) => column.between(first, last),
        (Some(first), None) => column.binary(">=", first),
        (None, Some(last)) => column.binary("<=", last),
        (None, None) => column.binary(">=", ago),
    })
}

/// A column with a part of the date.
#[derive(Debug, Clone, Copy)]
struct Level<'a> {
    name: &'a str,
    is_number: bool,
    /// The part in the notation of `date_format`.
    pattern: &'static str,
    /// The function that gives the part as a number.
    function: &'static str,
    /// Digits of the part as text.
    width: usize,
}

/// Year, month and day of the month, as far as there are columns for them in this order. Text without leading zeros
/// does not sort.
fn levels(partitions: &[Partition]) -> Vec<Level<'_>> {
    let parts = [
        ("year", "yyyy", "%Y", "year", 4),
        ("month", "MM", "%m", "month", 2),
        ("day_of_month", "dd", "%d", "day", 2),
    ];
    let mut levels = Vec::new();
    for (kind, format, pattern, function, width) in parts {
        let Some(partition) = partitions.iter().find(|partition| partition.kind == kind) else {
            break;
        };
        let is_number = partition.ty == ColumnType::Long;
        let padded = partition.format.as_deref().is_none_or(|own| own == format);
        let sorts = is_number || (padded && partition.ty == ColumnType::Text);
        if !sorts {
            break;
        }
        levels.push(Level {
            name: &partition.name,
            is_number,
            pattern,
            function,
            width,
        });
    }
    levels
}

impl Level<'_> {
    fn column(&self) -> Sql {
        Sql::name(self.name)
    }

    fn literal(&self, part: u16) -> Sql {
        if self.is_number {
            Sql::Int(part.into())
        } else {
            Sql::text(format!("{part:0width$}", width = self.width))
        }
    }

    /// The part of a date that is known when the query runs.
    fn part(&self, date: Sql) -> Sql {
        if self.is_number {
            Sql::call(self.function, [date])
        } else {
            Sql::call("date_format", [date, Sql::text(self.pattern)])
        }
    }
}

fn by_parts(levels: &[Level<'_>], days: Days) -> Sql {
    match days {
        Days::Last(count) => since(levels, &days_ago(count)),
        Days::Between(first, last) => {
            let low = first.map(Day::parts);
            // The last day of a month counts as its 31st, so that whole months are seen as such.
            let high = last.map(|last| {
                let [year, month, day] = last.parts();
                let [_, _, next] = last.plus(1).parts();
                [year, month, if next == 1 { 31 } else { day }]
            });
            between(
                levels,
                low.as_ref().map(<[u16; 3]>::as_slice),
                high.as_ref().map(<[u16; 3]>::as_slice),
            )
        }
    }
}

/// From a date on: a later year; or that year and a later month; or …
fn since(levels: &[Level<'_>], date: &Sql) -> Sql {
    let Some((level, rest)) = levels.split_first() else {
        return Sql::Bool(true);
    };
    let (column, part) = (level.column(), level.part(date.clone()));
    if rest.is_empty() {
        return column.binary(">=", part);
    }
    let same = Sql::all([column.clone().eq(part.clone()), since(rest, date)]);
    Sql::Or(vec![column.binary(">", part), same])
}

/// The parts of the first and the last day of whole years and months.
const FIRST: [u16; 2] = [1, 1];
const LAST: [u16; 2] = [12, 31];

/// From one date to another, both included: the years and months on the way as a whole, those at the ends in part.
fn between(levels: &[Level<'_>], low: Option<&[u16]>, high: Option<&[u16]>) -> Sql {
    let Some((level, rest)) = levels.split_first() else {
        return Sql::Bool(true);
    };
    let column = level.column();
    let low = low.and_then(<[u16]>::split_first);
    let high = high.and_then(<[u16]>::split_first);
    if let (Some((first, low)), Some((last, high))) = (low, high)
        && first == last
    {
        let inside = between(
            rest,
            Some(low).filter(|low| !is_edge(low, FIRST, rest)),
            Some(high).filter(|high| !is_edge(high, LAST, rest)),
        );
        return Sql::all([column.eq(level.literal(*first)), inside]);
    }
    let mut parts = Vec::new();
    let mut first_whole = None;
    if let Some((first, low)) = low {
        if is_edge(low, FIRST, rest) {
            first_whole = Some(*first);
        } else {
            first_whole = Some(first + 1);
            parts.push(Sql::all([
                column.clone().eq(level.literal(*first)),
                between(rest, Some(low), None),
            ]));
        }
    }
    let mut end = None;
    let mut last_whole = None;
    if let Some((last, high)) = high {
        if is_edge(high, LAST, rest) {
            last_whole = Some(*last);
        } else {
            last_whole = Some(last.saturating_sub(1));
            end = Some(Sql::all([
                column.clone().eq(level.literal(*last)),
                between(rest, None, Some(high)),
            ]));
        }
    }
    match (first_whole, last_whole) {
        (Some(first), Some(last)) if first <= last => {
            parts.push(column.between(level.literal(first), level.literal(last)));
        }
        (Some(first), None) => parts.push(column.binary(">=", level.literal(first))),
        (None, Some(last)) => parts.push(column.binary("<=", level.literal(last))),
        _ => {}
    }
    parts.extend(end);
    match (parts.len(), parts.pop()) {
        (_, None) => Sql::Bool(true),
        (1, Some(only)) => only,
        (_, Some(last)) => {
            parts.push(last);
            Sql::Or(parts)
        }
    }
}

/// True if the date's further parts, as far as there are columns for them, are the first (or last) of all.
fn is_edge(parts: &[u16], edge: [u16; 2], rest: &[Level<'_>]) -> bool {
    let edge = edge
        .get(2_usize.saturating_sub(parts.len())..)
        .unwrap_or_default();
    parts
        .iter()
        .zip(edge)
        .take(rest.len())
        .all(|(part, edge)| part == edge)
}
