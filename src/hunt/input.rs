//! Logs in pieces that can be worked on side by side.
//!
//! In: a reader of a log, decompressed. Out: what form the log has, then [`Chunk`]s of whole events, in
//! order. Memory is bounded: an event of more than 8 MiB is passed over and reported.

use super::split::{LONGEST, Problem, Split, Splitter};
use crate::catalog::LogType;
use memchr::{memchr, memchr_iter, memrchr};
use std::io::{self, Read};
use std::ops::Range;
use std::sync::Arc;

/// How a log is written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// A JSON object a line.
    Lines,
    /// A line of words a event.
    Words,
    /// JSON arrays of objects, or objects over several lines.
    Documents,
    /// Objects whose `Records` are the events, as `CloudTrail` writes them.
    Records,
}

impl Form {
    /// What one piece of the log is called in messages.
    #[must_use]
    pub const fn unit(self) -> &'static str {
        match self {
            Self::Lines | Self::Words => "line",
            Self::Documents | Self::Records => "record",
        }
    }
}

/// How much of a log is looked at to find out what it is.
const HEAD: usize = 256 << 10;
/// A chunk has about so many bytes.
const CHUNK: usize = 512 << 10;
/// How much is read in one go.
const PIECE: usize = 128 << 10;

/// A log that is being read.
pub(super) struct Input<'r> {
    reader: Box<dyn Read + Send + 'r>,
    pub(super) form: Form,
    /// What has been read and not yet handed out.
    pending: Vec<u8>,
    /// The number of the next line or record, from 1.
    next: u64,
    splitter: Splitter,
    done: bool,
    /// Why the log could not be read to its end.
    pub(super) failed: Option<io::Error>,
}

/// Some whole events.
#[derive(Debug, Default)]
pub(super) struct Chunk {
    pub(super) text: Vec<u8>,
    /// Where each event ends, if they are not lines.
    pub(super) ends: Vec<usize>,
    /// The number of the first line or record.
    pub(super) first: u64,
    /// What is wrong, with the number of the line or record.
    pub(super) problems: Vec<(u64, Problem)>,
}

impl<'r> Input<'r> {
    /// Looks at the beginning of a log.
    pub(super) fn new(mut reader: Box<dyn Read + Send + 'r>, log_types: &[Arc<LogType>]) -> Self {
        let mut pending = Vec::new();
        let head = reader.by_ref().take(HEAD as u64).read_to_end(&mut pending);
        if pending.starts_with(b"\xef\xbb\xbf") {
            pending.drain(..3);
        }
        let form = form(&pending, log_types);
        Self {
            reader,
            form,
            pending,
            next: 1,
            splitter: Splitter::new(form == Form::Records),
            done: false,
            failed: head.err(),
        }
    }

    /// True if all of the log was looked at.
    pub(super) fn is_short(&self) -> bool {
        self.pending.len() < HEAD - 3
    }

    /// The first pieces of the log that might be events.
    pub(super) fn sample(&self) -> Vec<String> {
        let mut split = Split::default();
        let pieces: Vec<&[u8]> = match self.form {
            Form::Lines | Form::Words => self.pending.split(|byte| *byte == b'\n').collect(),
            Form::Documents | Form::Records => {
                Splitter::new(self.form == Form::Records).feed(&self.pending, &mut split);
                ranges(&split.ends)
                    .filter_map(|range| split.text.get(range))
                    .collect()
            }
        };
        let text = |piece: &[u8]| std::str::from_utf8(piece).ok().map(str::to_owned);
        let blank = |piece: &&&[u8]| !piece.trim_ascii().is_empty();
        pieces
            .iter()
            .filter(blank)
            .take(16)
            .filter_map(|piece| text(piece))
            .collect()
    }

    /// The next chunk; `None` at the end. `spare` is used again.
    pub(super) fn next(&mut self, mut spare: Chunk) -> Option<Chunk> {
        spare.text.clear();
        spare.ends.clear();
        spare.problems.clear();
        spare.first = self.next;
        if self.done {
            return None;
        }
        match self.form {
            Form::Lines | Form::Words => self.lines(&mut spare),
            Form::Documents | Form::Records => self.documents(&mut spare),
        }
        Some(spare)
    }

    /// Reads a piece behind what is pending; false at the end.
    fn more(&mut self) -> bool {
        if self.failed.is_none() {
            let mut piece = self.reader.by_ref().take(PIECE as u64);
            match piece.read_to_end(&mut self.pending) {
                Ok(read) => self.done = read == 0,
                // What came before the error is read.
                Err(error) => self.failed = Some(error),
            }
        }
        self.done |= self.failed.is_some();
        !self.done
    }

    fn lines(&mut self, chunk: &mut Chunk) {
        let mut end = None;
        // Where the search for a newline goes on.
        let mut looked = 0;
        while end.is_none() || self.pending.len() < CHUNK {
            let fresh = self.pending.get(looked..).unwrap_or_default();
            end = memrchr(b'\n', fresh).map(|at| looked + at + 1).or(end);
            looked = self.pending.len();
            if end.is_none() && looked > LONGEST {
                chunk.problems.push((self.next, Problem::TooLong));
                self.pass_over_line();
                self.next += 1;
                chunk.first = self.next;
                looked = 0;
                continue;
            }
            if !self.more() {
                end = Some(self.pending.len());
                break;
            }
        }
        let end = end.unwrap_or_default();
        let rest = self.pending.split_off(end.min(self.pending.len()));
        std::mem::swap(&mut chunk.text, &mut self.pending);
        self.pending.clear();
        self.pending.extend_from_slice(&rest);
        self.next += memchr_iter(b'\n', &chunk.text).count() as u64;
    }

    /// Drops everything up to the next newline.
    fn pass_over_line(&mut self) {
        loop {
            self.pending.clear();
            if !self.more() {
                return;
            }
            if let Some(at) = memchr(b'\n', &self.pending) {
                self.pending.drain(..=at);
                return;
            }
        }
    }

    fn documents(&mut self, chunk: &mut Chunk) {
        let mut split = Split {
            text: std::mem::take(&mut chunk.text),
            ends: std::mem::take(&mut chunk.ends),
            problems: Vec::new(),
        };
        loop {
            self.splitter.feed(&self.pending, &mut split);
            self.pending.clear();
            if split.text.len() >= CHUNK {
                break;
            }
            if !self.more() {
                self.splitter.end(&mut split);
                break;
            }
        }
        let number = |before: usize| self.next + before as u64;
        chunk.problems = split
            .problems
            .iter()
            .map(|(before, problem)| (number(*before), *problem))
            .collect();
        self.next += split.ends.len() as u64;
        chunk.text = split.text;
        chunk.ends = split.ends;
    }
}

impl Chunk {
    /// The events with the numbers of their lines or records. Blank lines are none.
    pub(super) fn events(&self, form: Form) -> Vec<(u64, Range<usize>)> {
        let ranges: Vec<Range<usize>> = match form {
            Form::Lines | Form::Words => {
                let newlines = memchr_iter(b'\n', &self.text);
                let ends = newlines.chain([self.text.len()]);
                let mut start = 0;
                ends.map(|end| std::mem::replace(&mut start, end + 1)..end)
                    .collect()
            }
            Form::Documents | Form::Records => ranges(&self.ends).collect(),
        };
        let blank = |range: &Range<usize>| {
            self.text
                .get(range.clone())
                .is_none_or(|text| text.trim_ascii().is_empty())
        };
        (self.first..)
            .zip(ranges)
            .filter(|(_, range)| !blank(range))
            .collect()
    }
}

fn ranges(ends: &[usize]) -> impl Iterator<Item = Range<usize>> {
    let mut start = 0;
    ends.iter()
        .map(move |end| std::mem::replace(&mut start, *end)..*end)
}

/// What form a log has that begins like this.
fn form(head: &[u8], log_types: &[Arc<LogType>]) -> Form {
    let start = head.trim_ascii_start();
    match start.first() {
        Some(b'[') => Form::Documents,
        Some(b'{') if has_records(start) => Form::Records,
        Some(b'{') => {
            let line = start.split(|byte| *byte == b'\n').next();
            if line.is_some_and(|line| line.trim_ascii() == b"{") {
                Form::Documents
            } else {
                Form::Lines
            }
        }
        _ => {
            let line = start.split(|byte| *byte == b'\n').next();
            let line = line.and_then(|line| std::str::from_utf8(line).ok());
            let is_one = |log_type: &Arc<LogType>| {
                line.is_some_and(|line| super::line::read(line, log_type).is_some())
            };
            if log_types.iter().any(is_one) {
                Form::Words
            } else {
                Form::Lines
            }
        }
    }
}

/// True for the beginning of an object whose first key is `Records`, with an array behind it.
fn has_records(start: &[u8]) -> bool {
    let mut rest = start;
    for token in [&b"{"[..], b"\"Records\"", b":", b"["] {
        match rest.trim_ascii_start().strip_prefix(token) {
            Some(behind) => rest = behind,
            None => return false,
        }
    }
    true
}
