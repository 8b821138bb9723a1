//! How fast a hunt is: `cargo bench --bench hunt`.
//!
//! A million events (a file of 100,000, read ten times over) against 50 and against 500 rules: the shipped rules over
//! `CloudTrail` and made-up ones. Prints events a second of wall time on all cores, processor time an event, and the
//! most memory that the process has had.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a bench fails by panicking, and says what it has measured"
)]

#[path = "../tests/support/trail.rs"]
mod trail;

use std::fs::{self, File};
use std::io::{BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};
use transpile::compile::front;
use transpile::hunt::{Hunt, Log, Options, Rule};
use transpile::load::{Loaded, load};

const EVENTS: usize = 100_000;
const TIMES: usize = 10;

fn main() {
    let log = written();
    let shipped = shipped();
    for (count, threads) in [(50, 1), (500, 1), (50, 2), (500, 2)] {
        let mut numbers = trail::Numbers::new(7);
        let mut rules = shipped.clone();
        rules.truncate(count);
        for index in rules.len()..count {
            rules.extend(read(&trail::rule(&mut numbers, index)));
        }
        assert_eq!(rules.len(), count);
        let options = Options {
            threads,
            ..Options::default()
        };
        let hunt = Hunt::new(rules, options).unwrap();
        let (began, processor) = (Instant::now(), processor_time());
        let (mut matches, mut events) = (0, 0);
        let summary = hunt
            .run(logs(&log), &mut |batch| {
                matches += batch.matches.len();
                events += batch.read.iter().sum::<u64>();
                assert_eq!(batch.broken_count, 0);
                Ok(())
            })
            .unwrap();
        assert_eq!(events, (EVENTS * TIMES) as u64);
        let (wall, used) = (began.elapsed(), processor_time().saturating_sub(processor));
        let seconds = |time: Duration| time.as_secs_f64();
        println!(
            "{count} rules, {threads} threads: {:.0}k events/s, {:.2} us of processor time an event, {matches} matches, {} bursts, peak memory {} MB",
            count_of(events) / seconds(wall) / 1e3,
            seconds(used) * 1e6 / count_of(events),
            summary.bursts.len(),
            peak_memory() / 1024,
        );
    }
}

fn count_of(events: u64) -> f64 {
    f64::from(u32::try_from(events).unwrap())
}

/// The file of events; written once.
fn written() -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("trail.json");
    if !path.exists() {
        let part = path.with_extension("part");
        let mut file = BufWriter::new(File::create(&part).unwrap());
        let mut numbers = trail::Numbers::new(1);
        for index in 0..EVENTS {
            writeln!(file, "{}", trail::event(&mut numbers, index)).unwrap();
        }
        file.into_inner().unwrap();
        fs::rename(part, &path).unwrap();
    }
    let bytes = fs::metadata(&path).unwrap().len();
    println!(
        "{} events of {} bytes, {} names",
        EVENTS,
        bytes / EVENTS as u64,
        trail::event_names()
    );
    path
}

fn logs(path: &Path) -> impl Iterator<Item = Log<'static>> + Send {
    let path = path.to_owned();
    (0..TIMES).map(move |_| Log {
        name: Arc::from("trail.json"),
        reader: File::open(&path).map(|file| Box::new(file) as Box<dyn Read + Send>),
    })
}

fn read(text: &str) -> Option<Rule> {
    let (Some(Loaded::Rule(document)), _) = load("rule.yml", text) else {
        return None;
    };
    let front = front(&document, Some("AWS.CloudTrail"));
    Some(Rule::new(&document, front.lowered.first()?))
}

fn shipped() -> Vec<Rule> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules/aws_cloudtrail");
    let mut files: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    files
        .iter()
        .filter_map(|file| read(&fs::read_to_string(file).unwrap()))
        .collect()
}

/// What the process has used of all processors, where the system says it (Linux: in ticks of 10 ms).
fn processor_time() -> Duration {
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields: Vec<&str> = stat
        .rsplit(')')
        .next()
        .unwrap_or_default()
        .split_whitespace()
        .collect();
    let ticks = |index: usize| {
        fields
            .get(index)
            .and_then(|field| field.parse::<u64>().ok())
    };
    // Of what stands behind the name the 12th is user time, the 13th the system's for it.
    Duration::from_millis(10 * (ticks(11).unwrap_or(0) + ticks(12).unwrap_or(0)))
}

/// The most memory that the process has had, in KiB; 0 where the system does not say.
fn peak_memory() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok())
        .unwrap_or(0)
}
