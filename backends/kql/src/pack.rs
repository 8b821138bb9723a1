//! Several rules over one table as one query: the table is read once, and each event comes with the rules it matches.
//!
//! In: rules bound to one shape. Out: one pipeline that adds an array of rules, or several where one would be longer
//! than Sentinel takes. A condition that is null of an event takes the branch of one that is false.

use crate::emit::{Emitter, Order, Refused, Stage};
use crate::expr::{Kql, Logic, Number, call};
use crate::query::{Column, bounds, guards, notes, own_columns, push_columns, written};
use crate::sentinel::MAX_QUERY;
use transpile_sdk::backend::{Artifact, BoundRule, Pack};
use transpile_sdk::diagnostic::Diagnostic;
use transpile_sdk::range::TimeRange;

/// The name of the column with the rules.
const RULES: &str = "MatchedRules";

/// A function takes at most so many arguments.
const ARGUMENTS: usize = 60;

/// Makes the queries.
pub(crate) fn pack(request: &Pack<'_>) -> Result<Vec<Artifact>, Diagnostic> {
    let make = |request: &Pack<'_>| query(request).map_err(Diagnostic::from);
    let fits = |artifact: &Artifact| artifact.text.chars().count() <= MAX_QUERY;
    request.split(&make, &fits)
}

fn query(request: &Pack<'_>) -> Result<Artifact, Refused> {
    let (shape, hunt) = (request.shape, request.hunt);
    let mut emitter = Emitter::new(Some(shape));
    let mut asked = Vec::new();
    let mut flags = Vec::new();
    let mut columns = own_columns(shape);
    columns.insert(0, Column::own(RULES));
    for rule in request.rules {
        let Logic(condition) = emitter.logic(&rule.condition, &mut asked)?;
        flags.push(flag(condition, rule));
        push_columns(&emitter, &mut columns, &rule.outputs)?;
    }
    asked.push(Stage::Extend(RULES.to_owned(), concat(flags)));
    let count = Number(call("array_length", [Kql::Name(RULES.to_owned())]));
    asked.push(Stage::Where(count.compare(">", Kql::Long(0))));

    let time = &shape.event_time.column;
    let mut stages = bounds(hunt.range, time);
    stages.extend(guards(shape));
    stages.extend(emitter.with_parsed(asked));
    stages.push(Stage::Sort(vec![(time.clone(), Order::Ascending)]));
    stages.extend(hunt.limit.map(Stage::Take));
    let notes = notes(shape, hunt);
    let range =
        (hunt.range != TimeRange::All).then(|| format!("time range: {} by {time}", hunt.range));
    let table = request.table.unwrap_or(&shape.table);
    Ok(Artifact {
        text: written(&request.header(range, &notes), table, &stages, &columns),
        notes,
    })
}

/// An array with the rule for an event that it matches, an empty one for another.
fn flag(condition: Kql, rule: &BoundRule) -> Kql {
    let about = &rule.about;
    let parts = [
        ("id", &about.id),
        ("title", &about.title),
        ("severity", &about.severity),
    ];
    let text = |text: &str| Kql::Text(text.to_owned());
    let parts = parts
        .into_iter()
        .flat_map(|(key, value)| [text(key), text(value)]);
    let matched = call("pack_array", [call("bag_pack", parts)]);
    call("iff", [condition, matched, Kql::Fixed("dynamic([])")])
}

/// The arrays one after another.
fn concat(mut arrays: Vec<Kql>) -> Kql {
    while arrays.len() > 1 {
        let joined = arrays.chunks(ARGUMENTS).map(|chunk| match chunk {
            [only] => only.clone(),
            several => call("array_concat", several.to_vec()),
        });
        arrays = joined.collect();
    }
    arrays.pop().unwrap_or(Kql::Fixed("dynamic([])"))
}
