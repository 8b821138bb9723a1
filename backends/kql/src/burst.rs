//! Bursts: so many matches of one key within so many minutes, wherever these begin.
//!
//! In: a query of matches, the threshold, the key. Out: stages that keep the matches that complete a burst, or make a
//! row of each burst. From the latest match to the earliest, a match completes a burst if the one so many places
//! behind it has the same key and is no more minutes away; buckets of the clock would miss a burst that stands across
//! the edge of two. A match is of a burst if one completes it among itself and so many later ones: the running number
//! of such matches has grown. Bursts of one key between which the matches never pause for longer than the minutes are
//! shown as one row.

use crate::emit::{Emitter, Order, Refused, Stage, refuse};
use crate::expr::{Kql, Logic, Text, call};
use crate::query::{Column, free, shown, text};
use crate::repr::Repr;
use transpile_sdk::backend::{BoundRule, Output};
use transpile_sdk::ir::{Field, Key, Type};
use transpile_sdk::range::Minutes;

/// The columns of a burst.
pub(crate) const FIRST_SEEN: &str = "FirstSeen";
pub(crate) const LAST_SEEN: &str = "LastSeen";
const MATCHES: &str = "Matches";

/// Columns on the way.
const COMPLETES: &str = "Completes";
const COMPLETED: &str = "Completed";
const STARTS: &str = "Starts";
const BURST: &str = "Burst";

/// Names that no other column of such a query may have.
const OWN: [&str; 7] = [
    FIRST_SEEN, LAST_SEEN, MATCHES, COMPLETES, COMPLETED, STARTS, BURST,
];

/// So many distinct values of a column are shown.
const SHOWN: i64 = 100;

/// The columns of the key. One that the table has not as a column of its own gets a name.
///
/// What a text asks of elements becomes stages before it.
pub(crate) fn key(
    emitter: &mut Emitter<'_>,
    rule: &BoundRule,
    stages: &mut Vec<Stage>,
) -> Result<Vec<Column>, Refused> {
    if rule.unique.is_some() {
        return refuse(
            "the rule counts distinct values, and Kusto counts those of a window that slides only by joining the matches with themselves",
        );
    }
    let mut out: Vec<Column> = Vec::new();
    for column in &rule.group_by {
        let own = match &column.key {
            Key::Value(value) => {
                let output = Output {
                    name: column.name.clone(),
                    value: value.clone(),
                };
                of_value(emitter, &output, &out)?
            }
            Key::Text(template) if template.may_be_null() => {
                return refuse(format!(
                    "`{}` tells no text from an empty one, and Kusto's texts are never null",
                    column.name
                ));
            }
            Key::Text(template) => Column {
                value: text(emitter, template, stages)?,
                ..Column::own(&free_of_own(&column.name, &out))
            },
        };
        out.push(own);
    }
    Ok(out)
}

/// A column of the key that shows a value of the event.
fn of_value(emitter: &Emitter<'_>, output: &Output, others: &[Column]) -> Result<Column, Refused> {
    let value = shown(emitter, &output.value)?;
    // As text: null is a key like any other, and a null number equals nothing.
    let value = match emitter.value(&output.value)? {
        Repr::Text(_) | Repr::Json(_) => value,
        _ => call("tostring", [value]),
    };
    let name = match &value {
        Kql::Name(own) => own.clone(),
        _ => free_of_own(&output.name, others),
    };
    Ok(Column {
        value,
        field: output.path(),
        source: output.source_of(&name),
        name,
    })
}

/// What a reader of the bursts must know of the key: a missing text and an empty one look alike in it.
pub(crate) fn notes(rule: &BoundRule) -> Vec<String> {
    let mut alike: Vec<String> = Vec::new();
    let values = rule.group_by.iter().filter_map(|column| match &column.key {
        Key::Value(value) => Some(value),
        // What a text depends on is asked exactly.
        Key::Text(_) => None,
    });
    for value in values {
        value.fields(&mut |field| {
            let Field { ty, facts, .. } = &field.field;
            let is_text = matches!(ty, Type::String | Type::Json);
            if is_text && !facts.never_null && !facts.never_empty {
                alike.push(format!("`{}`", field.field.dotted()));
            }
        });
    }
    let of = |alike: Vec<String>| {
        format!(
            "events without {} count together with those where it is the empty text",
            alike.join(" or ")
        )
    };
    (rule.threshold > 1 && !alike.is_empty())
        .then(|| of(alike))
        .into_iter()
        .collect()
}

/// The name, or one like it that neither these columns nor the query's own have.
fn free_of_own(name: &str, columns: &[Column]) -> String {
    let own = OWN.map(Column::own);
    free(name, &[&own, columns].concat())
}

fn name(name: &str) -> Kql {
    Kql::Name(name.to_owned())
}

fn binary(left: Kql, operator: &'static str, right: Kql) -> Kql {
    Kql::Binary(Box::new(left), operator, Box::new(right))
}

/// The value of a column so many rows away; `way` is `prev` or `next`.
fn at(way: &'static str, column: &str, rows: i64) -> Kql {
    call(way, [name(column), Kql::Long(rows)])
}

/// A count of rows as a literal.
fn rows(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// Where the table has no such row there is no time, so that the answer is no, or null.
fn near(rule: &BoundRule, time: &str, key: &[Column], way: &'static str, distance: i64) -> Kql {
    let other = at(way, time, distance);
    let pause = match way {
        "prev" => binary(other, "-", name(time)),
        _ => binary(name(time), "-", other),
    };
    let minutes = Kql::Span(Minutes::clamped(rule.dedup_minutes));
    let mut parts = vec![binary(pause, "<=", minutes)];
    parts.extend(key.iter().map(|column| {
        let Logic(same) = Text(name(&column.name)).same(Text(at(way, &column.name, distance)));
        same
    }));
    match parts.len() {
        1 => parts.remove(0),
        _ => Kql::And(parts),
    }
}

/// The matches of each key, the latest first.
fn by_key(time: &str, key: &[Column]) -> Vec<Stage> {
    let mut stages: Vec<Stage> = key
        .iter()
        .filter(|column| column.value != name(&column.name))
        .map(|column| Stage::Extend(column.name.clone(), column.value.clone()))
        .collect();
    let key = key
        .iter()
        .map(|column| (column.name.clone(), Order::Ascending));
    let order = key.chain([(time.to_owned(), Order::Descending)]);
    stages.push(Stage::Sort(order.collect()));
    stages
}

/// Stages that keep the matches that complete a burst.
pub(crate) fn completing(rule: &BoundRule, time: &str, key: &[Column]) -> Vec<Stage> {
    let before = rows(rule.threshold.saturating_sub(1));
    let mut stages = by_key(time, key);
    stages.push(Stage::Where(Logic(near(rule, time, key, "next", before))));
    stages
}

/// Stages that make a row of each burst, with the distinct values of `shown`. Gives the columns of the result.
pub(crate) fn grouped(
    rule: &BoundRule,
    time: &str,
    key: &[Column],
    shown: &[Column],
) -> (Vec<Stage>, Vec<Column>) {
    let before = rows(rule.threshold.saturating_sub(1));
    let flag =
        |condition: Kql, yes: i64| call("iff", [condition, Kql::Long(yes), Kql::Long(1 - yes)]);
    let running = |column: &str| call("row_cumsum", [name(column)]);
    let mut stages = by_key(time, key);
    let grown = call(
        "prev",
        [
            name(COMPLETED),
            Kql::Long(rows(rule.threshold)),
            Kql::Long(0),
        ],
    );
    stages.extend([
        Stage::Extend(
            COMPLETES.to_owned(),
            flag(near(rule, time, key, "next", before), 1),
        ),
        Stage::Extend(STARTS.to_owned(), flag(near(rule, time, key, "prev", 1), 0)),
        Stage::Extend(COMPLETED.to_owned(), running(COMPLETES)),
        Stage::Extend(BURST.to_owned(), running(STARTS)),
        Stage::Where(Logic(binary(name(COMPLETED), ">", grown))),
    ]);
    let mut values = vec![
        (MATCHES.to_owned(), call("count", [])),
        (FIRST_SEEN.to_owned(), call("min", [name(time)])),
        (LAST_SEEN.to_owned(), call("max", [name(time)])),
    ];
    let mut columns: Vec<Column> = key
        .iter()
        .map(|column| Column {
            value: name(&column.name),
            ..column.clone()
        })
        .collect();
    columns.extend(values.iter().map(|(name, _)| Column::own(name)));
    for column in shown {
        if columns
            .iter()
            .any(|own| own.field.is_some() && own.field == column.field)
        {
            continue;
        }
        let own = free_of_own(&column.name, &columns);
        values.push((
            own.clone(),
            call("make_set", [column.value.clone(), Kql::Long(SHOWN)]),
        ));
        columns.push(Column {
            source: column.source.clone(),
            ..Column::own(&own)
        });
    }
    let group = key.iter().map(|column| column.name.clone());
    stages.push(Stage::Summarize(
        values,
        group.chain([BURST.to_owned()]).collect(),
    ));
    (stages, columns)
}
