//! Lakes of raw logs: events as AWS would have written them, under tables as AWS documents them.
//!
//! All of it is written from AWS's documentation and knows nothing of the compiler's own maps, so that a wrong map is
//! found here. The engine reads the raw files; the only thing that is changed in them is the event's identifier, which
//! becomes a marker (`EVT000003` is event 3) by which a result's rows are traced back to events.

mod cloudtrail;
mod generic;
mod s3_access;
mod shape;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::Value;

pub(crate) use self::shape::Shape;
use super::trino::{Rows, Trino};

/// How the events are told apart in a result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ids {
    /// Their identifier is overwritten with a marker.
    Mark,
    /// Their identifier stays, because the rule reads it: a query runs once for every event.
    Keep,
}

/// Which day's folder holds an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Days<'a> {
    /// All are in the folder of this day, written `yyyy/MM/dd`. The cheap choice.
    One(&'a str),
    /// Each is in the folder of its own day; one without a readable time is in that of this day.
    Own(&'a str),
}

/// A table over loaded events.
#[derive(Debug)]
pub(crate) struct Table {
    /// The name to use in FROM: `logs.t_0001`.
    pub(crate) name: String,
    /// What it is a table of.
    pub(crate) shape: Shape,
    /// The events that were not loaded, because no log of this kind could hold them, with the reason.
    pub(crate) left_out: BTreeMap<usize, String>,
    ids: Ids,
    /// The file of each event that was loaded; several events share one, unless identifiers are kept.
    files: BTreeMap<usize, PathBuf>,
}

/// The number of the next table.
static NEXT: AtomicU32 = AtomicU32::new(1);

/// A table of that shape over the events, each marked, all of them in the folder of one day.
pub(crate) fn marked(trino: &mut Trino, shape: Shape, events: &[Value]) -> Table {
    load(trino, shape, events, Ids::Mark, Days::One("2026/11/20")).unwrap()
}

/// Writes the events as raw logs and makes a table of that shape over them.
pub(crate) fn load(
    trino: &mut Trino,
    shape: Shape,
    events: &[Value],
    ids: Ids,
    days: Days<'_>,
) -> Result<Table, String> {
    let short = format!("t_{:04}", NEXT.fetch_add(1, Ordering::Relaxed));
    let root = trino.lake_dir().join("data").join(&short);

    let mut left_out = BTreeMap::new();
    let mut files = BTreeMap::new();
    let mut lines: BTreeMap<PathBuf, String> = BTreeMap::new();
    let (Days::One(default_day) | Days::Own(default_day)) = days;
    let mut used_days = BTreeSet::new();
    for (index, event) in events.iter().enumerate() {
        let marker = (ids == Ids::Mark).then(|| marker(index));
        let line = match (shape, shape.edition()) {
            // The id of a row is none of the event's own fields.
            (Shape::Generic(name), _) => {
                let log_type = generic::described(name, events);
                generic::line(&log_type, event, &self::marker(index))
            }
            (_, Some(edition)) => s3_access::line(event, marker.as_deref(), edition),
            (_, None) => cloudtrail::line(event, marker.as_deref()),
        };
        let line = match line {
            Ok(line) => line,
            Err(reason) => {
                left_out.insert(index, reason);
                continue;
            }
        };
        let own_day = match days {
            Days::One(_) => None,
            Days::Own(_) => event
                .get(shape.time_field())
                .and_then(Value::as_str)
                .and_then(day_of),
        };
        let day = own_day.unwrap_or_else(|| default_day.to_owned());
        let file = match ids {
            Ids::Mark => shape.file(&day, 0),
            Ids::Keep => shape.file(&day, index),
        };
        let path = root.join(file);
        used_days.insert(day);
        let text = lines.entry(path.clone()).or_default();
        text.push_str(&line);
        text.push('\n');
        files.insert(index, path);
    }

    if used_days.is_empty() {
        used_days.insert(default_day.to_owned());
    }
    for day in &used_days {
        create_folder(&root.join(shape.folder(day)))?;
    }
    for (path, text) in &lines {
        write_log(path, text).map_err(|error| format!("{}: {error}", path.display()))?;
    }
    let statements = match shape {
        Shape::Generic(name) => {
            let log_type = generic::described(name, events);
            let location = format!("local:///data/{short}");
            vec![generic::create_table(
                &log_type,
                &format!("logs.{short}"),
                &location,
            )]
        }
        _ => shape.create_table(&short, &used_days)?,
    };
    for statement in statements {
        trino
            .query(&statement)
            .map_err(|error| format!("{error}\n{statement}"))?;
    }
    Ok(Table {
        name: format!("logs.{short}"),
        shape,
        left_out,
        ids,
        files,
    })
}

impl Table {
    /// Runs a query over this table and says which events it returned.
    pub(crate) fn hits(&self, trino: &mut Trino, sql: &str) -> Result<BTreeSet<usize>, String> {
        match self.ids {
            Ids::Mark => self.events_of(&trino.query(sql)?),
            Ids::Keep => self.hits_one_by_one(trino, sql),
        }
    }

    /// The events that the rows of a result come from, by the column with their identifier.
    pub(crate) fn events_of(&self, rows: &Rows) -> Result<BTreeSet<usize>, String> {
        let mut events = BTreeSet::new();
        for id in rows.column(self.shape.id_column())? {
            let index = id
                .as_str()
                .and_then(|text| text.strip_prefix("EVT"))
                .and_then(|digits| digits.parse().ok());
            events.insert(index.ok_or_else(|| format!("{id} is not the marker of an event"))?);
        }
        Ok(events)
    }

    /// Shows the engine one event at a time. A file whose name starts with a dot is hidden from it.
    fn hits_one_by_one(&self, trino: &mut Trino, sql: &str) -> Result<BTreeSet<usize>, String> {
        let mut hits = BTreeSet::new();
        for path in self.files.values() {
            rename(path, &hidden(path))?;
        }
        for (index, path) in &self.files {
            rename(&hidden(path), path)?;
            let answer = trino.query(sql);
            rename(path, &hidden(path))?;
            match answer {
                Ok(rows) if rows.values.is_empty() => {}
                Ok(_) => {
                    hits.insert(*index);
                }
                Err(error) => {
                    self.show_all()?;
                    return Err(error);
                }
            }
        }
        self.show_all()?;
        Ok(hits)
    }

    fn show_all(&self) -> Result<(), String> {
        self.files
            .values()
            .try_for_each(|path| rename(&hidden(path), path))
    }
}

/// The identifier of an event in the lake.
pub(crate) fn marker(index: usize) -> String {
    format!("EVT{index:06}")
}

/// The day of a time that starts with `yyyy-MM-dd`, as folders are named.
fn day_of(time: &str) -> Option<String> {
    let date = time.get(..10)?;
    let shaped = date.bytes().enumerate().all(|(at, byte)| match at {
        4 | 7 => byte == b'-',
        _ => byte.is_ascii_digit(),
    });
    // A projection covers all the days between the first and the last, so a stray year would cost minutes.
    (shaped && ("2010-01-01".."2031-01-01").contains(&date)).then(|| date.replace('-', "/"))
}

fn write_log(path: &Path, text: &str) -> std::io::Result<()> {
    if path.extension().is_none_or(|extension| extension != "gz") {
        return fs::write(path, text);
    }
    let mut encoder = GzEncoder::new(fs::File::create(path)?, Compression::fast());
    encoder.write_all(text.as_bytes())?;
    encoder.finish().map(drop)
}

fn create_folder(path: &Path) -> Result<(), String> {
    fs::create_dir_all(path).map_err(|error| format!("{}: {error}", path.display()))
}

fn hidden(path: &Path) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!(".{name}"))
}

fn rename(from: &Path, to: &Path) -> Result<(), String> {
    fs::rename(from, to).map_err(|error| format!("{}: {error}", from.display()))
}
