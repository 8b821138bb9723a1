//! Running a hunt on all cores.
//!
//! In: rules and logs. Out: [`Batch`]es, in the order of the logs whoever is done first, and at the end the
//! bursts. Each thread takes the next chunk of the logs, works on it, and waits for its turn to hand over
//! what it has found, so that no more is held than a chunk and its findings a thread.

use super::burst::{Burst, Counter};
use super::input::{Chunk, Form, Input};
use super::pack::{Bench, Outcome, Pack};
use super::show::{Counted, Findings, Match};
use super::split::Problem;
use super::{Options, Rule, line};
use crate::catalog::{self, LogType};
use crate::eval::{EvalError, Event, Json};
use std::io::{self, Read};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use transpile_sdk::ir::Step;

/// So many broken lines of a chunk are told one by one.
const TOLD: usize = 16;
/// The stack of a thread: a condition at the limit of nesting takes about half of this unoptimized.
const STACK: usize = 16 << 20;

/// Rules, ready to run over logs.
#[derive(Debug)]
pub struct Hunt {
    rules: Vec<Rule>,
    packs: Vec<Pack>,
    options: Options,
    /// All log types that are known.
    log_types: Vec<Arc<LogType>>,
}

/// A log: its name, and a reader of it or why there is none.
#[expect(missing_debug_implementations, reason = "a reader has none")]
pub struct Log<'r> {
    /// Its name, for messages.
    pub name: Arc<str>,
    /// Reads it, decompressed.
    pub reader: io::Result<Box<dyn Read + Send + 'r>>,
}

/// What was found in a chunk of a log.
#[derive(Debug)]
pub struct Batch {
    /// The log's name.
    pub log: Arc<str>,
    /// The log's form.
    pub form: Form,
    /// The matches, by event, then by rule.
    pub matches: Vec<Match>,
    /// What is no event: the first few.
    pub broken: Vec<Broken>,
    /// What is no event: how many.
    pub broken_count: u64,
    /// How many events were read as each log type, by its place in [`Hunt::log_types`].
    pub read: Vec<u64>,
    /// How many events say that they are of a log type that no rule is for.
    pub others: u64,
    /// How many matches were left out because they have no readable time.
    pub timeless: u64,
    /// How many bytes were worked on.
    pub bytes: u64,
    /// Why the log, or the rest of it, was not read.
    pub unread: Option<Unread>,
}

/// A line or record that is no event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Broken {
    /// Which one, from 1.
    pub number: u64,
    /// What is wrong with it.
    pub reason: String,
}

/// Why a log was not read.
#[derive(Debug, thiserror::Error)]
pub enum Unread {
    /// The system says so.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// It is the log of a type that no rule is for.
    #[error("it holds events of {0}, and no rule is for them")]
    NoRule(String),
    /// The events fit none of the rules' log types, or several.
    #[error("which log type its events are of cannot be told")]
    Undecided,
}

/// What is known at the end.
#[derive(Debug, Default)]
pub struct Summary {
    /// The bursts of rules with a threshold, by rule, then by time.
    pub bursts: Vec<Burst>,
    /// Rules whose bursts could not be counted: they have too many matches at different times.
    pub uncounted: Vec<usize>,
    /// Rules whose bursts show nothing beside their keys: there are too many different values.
    pub unshown: Vec<usize>,
}

/// What the threads take chunks from.
struct Source<'r, I> {
    logs: I,
    open: Option<Opened<'r>>,
    next: u64,
}

struct Opened<'r> {
    name: Arc<str>,
    input: Input<'r>,
    pack: usize,
}

/// A chunk to work on.
struct Task {
    turn: u64,
    log: Arc<str>,
    form: Form,
    pack: usize,
    chunk: Chunk,
    unread: Option<Unread>,
}

/// What the threads hand their findings to, one after another.
struct Sink<'s, F> {
    turn: u64,
    take: &'s mut F,
    counter: Counter,
    failed: Option<io::Error>,
}

impl Hunt {
    /// Makes rules ready. The error names the rule that cannot be run, by its place.
    pub fn new(rules: Vec<Rule>, options: Options) -> Result<Self, (usize, EvalError)> {
        let mut packs: Vec<Pack> = Vec::new();
        for rule in &rules {
            if packs
                .iter()
                .all(|pack| pack.log_type.name != rule.log_type.name)
            {
                packs.push(Pack::new(&rule.log_type, &rules)?);
            }
        }
        let known = catalog::names().into_iter().filter_map(catalog::log_type);
        Ok(Self {
            packs,
            options,
            log_types: known.collect(),
            rules,
        })
    }

    /// The rules, by their places.
    #[must_use]
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// The rules' log types, by their places.
    pub fn log_types(&self) -> impl Iterator<Item = &LogType> {
        self.packs.iter().map(|pack| &*pack.log_type)
    }

    /// Runs the rules over all logs. `take` gets what is found, in the order of the logs; an error of its
    /// own ends the hunt.
    pub fn run<'r>(
        &self,
        logs: impl Iterator<Item = Log<'r>> + Send,
        take: &mut (impl FnMut(Batch) -> io::Result<()> + Send),
    ) -> io::Result<Summary> {
        let source = Mutex::new(Source {
            logs,
            open: None,
            next: 0,
        });
        let sink = Mutex::new(Sink {
            turn: 0,
            take,
            counter: Counter::default(),
            failed: None,
        });
        let handed = Condvar::new();
        thread::scope(|scope| {
            let mut threads = 0;
            for _ in 0..self.options.threads.max(1) {
                let work = || self.work(&source, &sink, &handed);
                let thread = thread::Builder::new().stack_size(STACK);
                threads += u32::from(thread.spawn_scoped(scope, work).is_ok());
            }
            if threads == 0 {
                // No thread is to be had: the work is done here.
                self.work(&source, &sink, &handed);
            }
        });
        let sink = sink.into_inner().unwrap_or_else(PoisonError::into_inner);
        if let Some(error) = sink.failed {
            return Err(error);
        }
        let uncounted = sink.counter.given_up.clone();
        let unshown = sink.counter.unshown.clone();
        let threshold = |rule: usize| self.rules.get(rule)?.threshold;
        Ok(Summary {
            bursts: sink.counter.bursts(threshold),
            uncounted,
            unshown,
        })
    }

    /// What each thread does.
    fn work<'r, I, F>(
        &self,
        source: &Mutex<Source<'r, I>>,
        sink: &Mutex<Sink<'_, F>>,
        handed: &Condvar,
    ) where
        I: Iterator<Item = Log<'r>>,
        F: FnMut(Batch) -> io::Result<()>,
    {
        let mut benches: Vec<Bench> = self.packs.iter().map(Pack::bench).collect();
        let mut spare = Chunk::default();
        loop {
            let task = lock(source).next(self, spare);
            let Some(mut task) = task else { return };
            let turn = task.turn;
            let (batch, counted) = self.chunk(&mut task, &mut benches);
            spare = task.chunk;
            let mut sink = lock(sink);
            while sink.turn != turn && sink.failed.is_none() {
                sink = handed.wait(sink).unwrap_or_else(PoisonError::into_inner);
            }
            if sink.failed.is_none() {
                for one in counted {
                    sink.counter.add(one);
                }
                let taken = (sink.take)(batch);
                sink.failed = taken.err();
            }
            sink.turn += 1;
            handed.notify_all();
            if sink.failed.is_some() {
                return;
            }
        }
    }

    /// Works on one chunk.
    fn chunk(&self, task: &mut Task, benches: &mut [Bench]) -> (Batch, Vec<Counted>) {
        let mut batch = Batch {
            log: Arc::clone(&task.log),
            form: task.form,
            matches: Vec::new(),
            broken: Vec::new(),
            broken_count: 0,
            read: vec![0; self.packs.len()],
            others: 0,
            timeless: 0,
            bytes: task.chunk.text.len() as u64,
            unread: task.unread.take(),
        };
        for (number, problem) in &task.chunk.problems {
            batch.add_broken(*number, || in_words(*problem).to_owned());
        }
        let mut findings = Findings::default();
        for (number, range) in task.chunk.events(task.form) {
            let text = task.chunk.text.get(range).unwrap_or_default();
            let Ok(text) = std::str::from_utf8(text) else {
                batch.add_broken(number, || "not UTF-8 text".to_owned());
                continue;
            };
            let is_line = task.form == Form::Words;
            let event = (text, number, is_line);
            let mut own = task.pack;
            let mut outcome = self.event(event, own, benches, &mut findings);
            if let Outcome::Other(name) = &outcome
                && let Some(other) = self.pack(name)
            {
                own = other;
                outcome = self.event(event, own, benches, &mut findings);
            }
            match outcome {
                Outcome::Read => {
                    if let Some(read) = batch.read.get_mut(own) {
                        *read += 1;
                    }
                }
                Outcome::Broken(reason) => batch.add_broken(number, || reason),
                Outcome::Other(_) => batch.others += 1,
            }
        }
        batch.matches = findings.matches;
        batch.timeless = findings.timeless;
        (batch, findings.counted)
    }

    /// Runs the rules of one log type on an event.
    fn event(
        &self,
        (text, number, is_line): (&str, u64, bool),
        place: usize,
        benches: &mut [Bench],
        findings: &mut Findings,
    ) -> Outcome {
        match (self.packs.get(place), benches.get_mut(place)) {
            (Some(pack), Some(bench)) => {
                let with = (self.rules.as_slice(), &self.options);
                pack.run((text, number, is_line), bench, with, findings)
            }
            // Every place is that of a pack, and every thread has a bench for each.
            _ => Outcome::Broken("no rules for it".to_owned()),
        }
    }

    /// The place of a log type's rules.
    fn pack(&self, name: &str) -> Option<usize> {
        self.packs
            .iter()
            .position(|pack| pack.log_type.name == name)
    }

    /// Which rules a log is for. `None` if there is nothing in it.
    fn choose(&self, input: &Input<'_>) -> Result<Option<usize>, Unread> {
        let known = |name: &str| {
            self.pack(name)
                .ok_or_else(|| Unread::NoRule(name.to_owned()))
        };
        if let Some(name) = &self.options.log_type {
            return known(name).map(Some);
        }
        let sample = input.sample();
        let of = |fits: &dyn Fn(&LogType) -> bool| {
            let fitting = self.log_types.iter().find(|log_type| fits(log_type));
            fitting.map(|log_type| known(&log_type.name).map(Some))
        };
        let decided = match input.form {
            Form::Words => of(&|log_type| {
                let line = |text: &String| line::read(text, log_type).is_some();
                sample.first().is_some_and(line)
            }),
            Form::Records => of(&|log_type| log_type.envelope.is_some()),
            Form::Lines | Form::Documents => None,
        };
        if let Some(decided) = decided {
            return decided;
        }
        let Some(event) = sample
            .iter()
            .find_map(|text| Event::parse(text.trim()).ok())
        else {
            let empty = sample.is_empty() && input.is_short();
            return match (empty, self.packs.len()) {
                (true, _) => Ok(None),
                (false, 1) => Ok(Some(0)),
                (false, _) => Err(Unread::Undecided),
            };
        };
        if let Some(name) = event.log_type() {
            // Others in the same log may be of the rules' log types.
            return Ok(Some(self.pack(name).unwrap_or(0)));
        }
        let fitting: Vec<usize> = (0..)
            .zip(&self.packs)
            .filter(|(_, pack)| {
                fits(&event, &pack.log_type) || (pack.log_type.inferred && self.packs.len() == 1)
            })
            .map(|(place, _)| place)
            .collect();
        match fitting.as_slice() {
            [only] => Ok(Some(*only)),
            _ => Err(Unread::Undecided),
        }
    }
}

/// True if an event has the log type's time.
fn fits(event: &Event, log_type: &LogType) -> bool {
    let time = event.json().step(&Step::Key(log_type.event_time.clone()));
    time.and_then(Json::as_text).is_some()
}

impl<'r, I: Iterator<Item = Log<'r>>> Source<'r, I> {
    /// The next chunk of the logs, or the news that one cannot be read.
    fn next(&mut self, hunt: &Hunt, mut spare: Chunk) -> Option<Task> {
        loop {
            let Some(open) = &mut self.open else {
                let log = self.logs.next()?;
                let opened = log.reader.map_err(Unread::Io).and_then(|reader| {
                    let mut input = Input::new(reader, &hunt.log_types);
                    match (hunt.choose(&input), input.failed.take()) {
                        (Ok(None) | Err(Unread::Undecided), Some(error)) => Err(Unread::Io(error)),
                        (chosen, failed) => {
                            input.failed = failed;
                            Ok(chosen?.map(|pack| (input, pack)))
                        }
                    }
                });
                match opened {
                    Ok(Some((input, pack))) => {
                        self.open = Some(Opened {
                            name: log.name,
                            input,
                            pack,
                        });
                    }
                    Ok(None) => {}
                    Err(unread) => {
                        return Some(self.task(
                            log.name,
                            Form::Lines,
                            0,
                            Chunk::default(),
                            Some(unread),
                        ));
                    }
                }
                continue;
            };
            let (name, form, pack) = (Arc::clone(&open.name), open.input.form, open.pack);
            if let Some(chunk) = open.input.next(std::mem::take(&mut spare)) {
                return Some(self.task(name, form, pack, chunk, None));
            }
            let failed = open.input.failed.take();
            self.open = None;
            if let Some(error) = failed {
                let unread = Some(Unread::Io(error));
                return Some(self.task(name, form, pack, Chunk::default(), unread));
            }
        }
    }

    fn task(
        &mut self,
        log: Arc<str>,
        form: Form,
        pack: usize,
        chunk: Chunk,
        unread: Option<Unread>,
    ) -> Task {
        let turn = self.next;
        self.next += 1;
        Task {
            turn,
            log,
            form,
            pack,
            chunk,
            unread,
        }
    }
}

impl Batch {
    fn add_broken(&mut self, number: u64, reason: impl FnOnce() -> String) {
        self.broken_count += 1;
        if self.broken.len() < TOLD {
            let reason = reason();
            self.broken.push(Broken { number, reason });
        }
    }
}

fn in_words(problem: Problem) -> &'static str {
    match problem {
        Problem::TooLong => "longer than 8 MiB",
        Problem::CutOff => "the document ends too early",
        Problem::NoRecords => "an object without `Records`",
    }
}

/// A thread that has panicked has left nothing half done that matters here.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
