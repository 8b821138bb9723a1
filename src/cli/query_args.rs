//! The options that say which events a query looks at, and what it shows of them.
//!
//! In: what was written on the command line. Out: a [`Hunt`], or one sentence on what is wrong.

use clap::Args;
use transpile_sdk::backend::Hunt;
use transpile_sdk::range::{TimeRange, instant};
use transpile_sdk::time::Timestamp;

/// Which events to look at.
#[derive(Debug, Args)]
#[command(next_help_heading = "Which events")]
pub(crate) struct QueryArguments {
    /// The events of the last so many minutes, hours, days or weeks (90m, 12h, 7d, 4w) before the query runs; `all` for
    /// every event, also one whose time cannot be read
    #[arg(long, value_name = "SPAN", default_value = "7d", conflicts_with_all = ["from", "to"])]
    pub(crate) since: TimeRange,

    /// The events from this time on: a day, or RFC 3339 (2026-11-13, 2026-11-13T08:00:00Z)
    #[arg(long, value_name = "TIME", value_parser = instant)]
    pub(crate) from: Option<Timestamp>,

    /// The events before this time, without it: --from 2026-11-13 --to 2026-11-14 is one day
    #[arg(long, value_name = "TIME", value_parser = instant)]
    pub(crate) to: Option<Timestamp>,

    /// athena: read the partitions of these regions only
    #[arg(long, value_name = "REGION", value_delimiter = ',')]
    pub(crate) region: Vec<String>,

    /// athena: read the partitions of these accounts only
    #[arg(long, value_name = "ACCOUNT", value_delimiter = ',')]
    pub(crate) account: Vec<String>,

    /// athena: read the partitions with these values of another partition column only
    #[arg(long, value_name = "COLUMN=VALUE,…", value_parser = partition)]
    pub(crate) partition: Vec<(String, Vec<String>)>,

    /// Return the matching events, not groups of them, of a rule with a threshold
    #[arg(long)]
    pub(crate) raw_events: bool,

    /// Return at most so many rows, the earliest
    #[arg(long, value_name = "ROWS", value_parser = clap::value_parser!(u64).range(1..=2_147_483_647))]
    pub(crate) limit: Option<u64>,
}

impl QueryArguments {
    /// What they say.
    pub(crate) fn hunt(&self) -> Result<Hunt, String> {
        let range = if self.from.is_none() && self.to.is_none() {
            self.since
        } else {
            TimeRange::between(self.from, self.to).map_err(|error| error.to_string())?
        };
        let mut partitions = self.partition.clone();
        for (kind, values) in [("region", &self.region), ("account", &self.account)] {
            if !values.is_empty() {
                partitions.push((kind.to_owned(), values.clone()));
            }
        }
        Ok(Hunt {
            range,
            partitions,
            raw_events: self.raw_events,
            limit: self.limit,
        })
    }
}

/// `column=value,value`
fn partition(text: &str) -> Result<(String, Vec<String>), String> {
    match text.split_once('=') {
        Some((name, values)) if !name.is_empty() && !values.is_empty() => Ok((
            name.to_owned(),
            values.split(',').map(str::to_owned).collect(),
        )),
        _ => Err("write the column, `=`, and its values: bucket=logs,archive".to_owned()),
    }
}
