//! How fast a hunt is: `cargo bench --bench hunt`.
//!
//! A million events (a file of 100,000, read ten times over) against 50 and against 500 rules: the shipped rules over
//! `CloudTrail` and made-up ones; then the same file compressed. Prints, for each number of threads, events and
//! (decompressed) bytes a second of wall time, processor time an event, and the most memory that the process has had
//! meanwhile.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    reason = "a bench fails by panicking, and says what it has measured"
)]

#[path = "../tests/support/rule_files.rs"]
mod rule_files;
#[path = "../tests/support/trail.rs"]
mod trail;

use flate2::{Compression, read::MultiGzDecoder, write::GzEncoder};
use rule_files::{rule_texts, understood};
use std::fs::{self, File};
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};
use transpile::hunt::{Hunt, Log, Options, Rule};

const EVENTS: usize = 100_000;
const TIMES: usize = 10;

fn main() {
    let plain = written("trail.json", |file| file);
    let gzip = written("trail.json.gz", |file| {
        GzEncoder::new(file, Compression::default())
    });
    let bytes = fs::metadata(&plain).unwrap().len();
    println!(
        "{} events: {EVENTS} of {} bytes and {} names, {TIMES} times",
        EVENTS * TIMES,
        bytes / EVENTS as u64,
        trail::event_names()
    );
    for (rules, threads) in [(50, 1), (500, 1), (50, 2), (500, 2)] {
        hunt(rules, threads, &plain);
    }
    println!(
        "compressed with gzip, {} bytes an event",
        fs::metadata(&gzip).unwrap().len() / EVENTS as u64
    );
    for threads in [1, 2] {
        hunt(50, threads, &gzip);
    }
}

/// Hunts with so many rules, and prints how it went.
fn hunt(count: usize, threads: usize, log: &Path) {
    let options = Options {
        threads,
        ..Options::default()
    };
    let hunt = Hunt::new(rules(count), options).unwrap();
    forget_peak_memory();
    let (began, used) = (Instant::now(), processor_time());
    let (mut matches, mut events, mut bytes) = (0, 0, 0);
    let summary = hunt
        .run(logs(log), &mut |batch| {
            matches += batch.matches.len();
            events += batch.read.iter().sum::<u64>();
            bytes += batch.bytes;
            assert_eq!(batch.broken_count, 0);
            Ok(())
        })
        .unwrap();
    assert_eq!(events, (EVENTS * TIMES) as u64);
    let wall = began.elapsed().as_secs_f64();
    let [user, system] = processor_time().map(|time| time.as_secs_f64());
    let [user, system] = [user - used[0].as_secs_f64(), system - used[1].as_secs_f64()];
    let micro = 1e6 / number(events);
    println!(
        "{count} rules, {threads} threads: {:.0}k events/s, {:.0} MB/s; {:.2} us of processor time an event ({:.2} user, {:.2} system); peak memory {} MB; {matches} matches, {} bursts",
        number(events) / wall / 1e3,
        number(bytes) / wall / 1e6,
        (user + system) * micro,
        user * micro,
        system * micro,
        peak_memory() / 1024,
        summary.bursts.len(),
    );
}

fn number(count: u64) -> f64 {
    f64::from(u32::try_from(count).unwrap())
}

/// A file of events, written once, through `encoder`.
fn written<W: Write>(name: &str, encoder: impl Fn(BufWriter<File>) -> W) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    if !path.exists() {
        let part = path.with_extension("part");
        let mut file = encoder(BufWriter::new(File::create(&part).unwrap()));
        let mut numbers = trail::Numbers::new(1);
        for index in 0..EVENTS {
            writeln!(file, "{}", trail::event(&mut numbers, index)).unwrap();
        }
        drop(file);
        fs::rename(part, &path).unwrap();
    }
    path
}

/// The file as so many logs, read as the command line reads it.
fn logs(path: &Path) -> impl Iterator<Item = Log<'static>> + Send {
    let path = path.to_owned();
    (0..TIMES).map(move |_| Log {
        name: Arc::from("trail.json"),
        reader: opened(&path),
    })
}

fn opened(path: &Path) -> io::Result<Box<dyn Read + Send>> {
    let file = BufReader::with_capacity(64 << 10, File::open(path)?);
    Ok(
        if path.extension().is_some_and(|extension| extension == "gz") {
            Box::new(MultiGzDecoder::new(file))
        } else {
            Box::new(file)
        },
    )
}

/// So many rules: those that ship, and made-up ones.
fn rules(count: usize) -> Vec<Rule> {
    let mut texts: Vec<String> = rule_texts("rules/aws_cloudtrail").take(count).collect();
    let mut numbers = trail::Numbers::new(7);
    for index in texts.len()..count {
        texts.push(trail::rule(&mut numbers, index));
    }
    let read = |text: &String| {
        let (document, lowered) = understood(text, Some("AWS.CloudTrail"));
        Rule::new(&document, &lowered[0])
    };
    texts.iter().map(read).collect()
}

/// What the process has used of all processors, itself and the system for it, where that is said (Linux: in ticks of
/// 10 ms).
fn processor_time() -> [Duration; 2] {
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let behind_name = stat.rsplit(')').next().unwrap_or_default();
    let fields: Vec<&str> = behind_name.split_whitespace().collect();
    // Of what stands behind the name the 12th is user time, the 13th the system's for it.
    [11, 12].map(|index| {
        let ticks = fields.get(index).and_then(|field| field.parse().ok());
        Duration::from_millis(10 * ticks.unwrap_or(0))
    })
}

/// Lets the most memory be counted from now on.
fn forget_peak_memory() {
    // A system that knows no such file counts from the beginning of the process.
    let _ = fs::write("/proc/self/clear_refs", "5");
}

/// The most memory that the process has had, in KiB; 0 where the system does not say.
fn peak_memory() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok())
        .unwrap_or(0)
}
