//! The time of an event, and the bound on it.
//!
//! In: the table's time column, the time range. Out: SQL that compares points in time, so that each legal spelling of
//! a time in a text column is read. A row without a readable time is in no time range.

use crate::emit::Refused;
use crate::number::time_literal;
use crate::repr::{Repr, of_text};
use transpile_sdk::ir::{Scalar, Type};
use transpile_sdk::range::TimeRange;
use transpile_sdk::shape::{ColumnType, Encoding, Shape};
use transpile_sdk::sql::Sql;
use transpile_sdk::time::Timestamp;

/// The time of the event as a point in time; NULL where it cannot be read.
pub(crate) fn event_time(shape: &Shape) -> Result<Sql, Refused> {
    let name = &shape.event_time.column;
    let column = shape.columns.iter().find(|own| own.column == *name);
    let encoding = shape.event_time.encoding;
    let ty = match column {
        Some(column) => column.ty.clone(),
        None if encoding == Encoding::Plain => ColumnType::Timestamp,
        None => ColumnType::Text,
    };
    if ty == ColumnType::Timestamp {
        return Ok(Sql::name(name));
    }
    let encoding = encoding.natural(&Type::Timestamp, &ty);
    // What stands for a missing time cannot be read as one.
    match of_text(Sql::name(name), encoding, None, &Type::Timestamp)? {
        Repr::Time { value, .. } => Ok(value),
        _ => crate::emit::refuse(format!("`{name}` does not hold a time")),
    }
}

/// The predicates that keep the events of the range.
pub(crate) fn bounds(range: TimeRange, time: &Sql) -> Vec<Sql> {
    let literal = |instant: Timestamp| time_literal(&Scalar::Timestamp(instant));
    match range {
        TimeRange::All => Vec::new(),
        TimeRange::Last(span) => {
            let (count, unit) = span.in_units();
            let since =
                Sql::Now("current_timestamp").binary("-", Sql::Interval(count, unit.in_sql()));
            vec![time.clone().binary(">=", since)]
        }
        TimeRange::Between { from, to } => {
            let from = from
                .and_then(literal)
                .map(|from| time.clone().binary(">=", from));
            let to = to.and_then(literal).map(|to| time.clone().binary("<", to));
            from.into_iter().chain(to).collect()
        }
    }
}
