//! A query for a custom detection of Defender XDR.
//!
//! In: a bound rule over one of Defender's tables. Out: its query with the columns that a custom detection
//! must return: the time, the report's id, and an asset. A rule with a threshold returns the matches that
//! complete a burst.

use crate::NOT_DEFENDERS;
use crate::data;
use crate::query::{Column, Query, header};
use std::sync::OnceLock;
use transpile_sdk::backend::Artifact;
use transpile_sdk::diagnostic::Diagnostic;

fn data() -> &'static data::Defender {
    static DATA: OnceLock<data::Defender> = OnceLock::new();
    // The build script reads the file, so that it does not fail here.
    DATA.get_or_init(|| {
        serde_json::from_str(include_str!("../data/defender.json")).unwrap_or_default()
    })
}

/// The detection's query.
pub(crate) fn detection(mut query: Query<'_>) -> Result<Artifact, Vec<Diagnostic>> {
    let request = query.request;
    let Some(assets) = data().tables.get(&request.shape.table) else {
        let table = &request.shape.table;
        let known: Vec<&str> = data().tables.keys().map(String::as_str).collect();
        let problem = Diagnostic::error(
            NOT_DEFENDERS,
            format!(
                "a custom detection needs Defender's columns Timestamp and ReportId, which {table} does not have"
            ),
        );
        return Err(vec![problem.with_help(format!(
            "choose a shape over {}, or `--format sentinel`",
            known.join(", ")
        ))]);
    };
    if query.counts() {
        query.keep_bursts();
    }
    for asset in assets {
        if query.columns.iter().all(|column| column.name != *asset) {
            query
                .columns
                .insert(2.min(query.columns.len()), Column::own(asset));
        }
    }
    let of_id = request
        .shape
        .event_id
        .as_ref()
        .and_then(|id| id.note.clone());
    let notes: Vec<String> = of_id.into_iter().chain(query.key_notes.clone()).collect();
    Ok(Artifact {
        text: query.text(&header(request, None, &request.rule.notes, &notes)),
        notes,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_data_is_read() {
        assert!(data().tables.contains_key("CloudAppEvents"));
    }
}
