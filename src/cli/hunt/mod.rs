//! `transpile hunt`: rules on log files here, without a lake.
//!
//! In: what the command line asks for. Out: matches on standard output; on standard error what could not be
//! read, and how many events were read as what.

mod logs;
mod matches;
mod news;
mod range;

use super::args;
use super::input::{rules, sources};
use super::output::report;
use super::{Console, Status};
use logs::Files;
use matches::{Form, Printer};
use news::News;
use std::io::{self, BufWriter, IsTerminal};
use std::thread;
use transpile::compile::front;
use transpile::hunt::{Hunt, Options, Rule};
use transpile::unit_tests::evaluator;
use transpile_sdk::range::TimeRange;

/// Runs the hunt.
pub(crate) fn run(wanted: &args::Hunt, console: &Console) -> io::Result<Status> {
    let is_input = |path: &std::path::PathBuf| path.as_os_str() == "-";
    if wanted.paths.iter().any(is_input) && wanted.logs.iter().any(is_input) {
        console.say("error: rules and logs cannot both come from standard input");
        return Ok(Status::Usage);
    }
    let range = match (wanted.from, wanted.to) {
        (None, None) => Ok(wanted.since),
        (from, to) => TimeRange::between(from, to).map_err(|error| error.to_string()),
    };
    let range = match range.and_then(range::bounds) {
        Ok(range) => range,
        Err(problem) => {
            console.say(&format!("error: {problem}"));
            return Ok(Status::Usage);
        }
    };
    let (rules, mut status) = ready(wanted, console);
    if rules.is_empty() {
        match &wanted.log_type {
            Some(name) => console.say(&format!("error: no rule for {name} to hunt with")),
            None => console.say("error: no rule to hunt with"),
        }
        return Ok(Status::Failed);
    }
    let files = Files::find(&wanted.logs, console);
    status = status.max(files.status);
    if files.is_empty() {
        console.say(
            "error: no logs found: `--logs` takes files, folders of them, or - for standard input",
        );
        return Ok(Status::Failed);
    }
    let cores = || thread::available_parallelism().map_or(1, usize::from);
    let options = Options {
        log_type: wanted.log_type.clone(),
        from: range.0,
        to: range.1,
        raw_events: wanted.raw_events,
        threads: wanted.threads.unwrap_or_else(cores),
    };
    let hunt = match Hunt::new(rules, options) {
        Ok(hunt) => hunt,
        Err((_, error)) => {
            console.say(&format!("error: {error}"));
            return Ok(Status::Failed);
        }
    };
    let form = match (wanted.json, wanted.csv, wanted.table) {
        (true, ..) => Form::Json,
        (_, true, _) => Form::Csv,
        (_, _, true) => Form::Table,
        _ if io::stdout().is_terminal() => Form::Table,
        _ => Form::Json,
    };
    let progress = files.progress();
    let mut printer = Printer::new(form, &hunt, BufWriter::new(io::stdout()))?;
    let mut news = News::new(&hunt, console);
    let summary = hunt.run(files.open(&progress), &mut |batch| {
        progress.suspend(|| {
            news.take(&batch);
            printer.matches(&batch)
        })
    });
    progress.finish_and_clear();
    let summary = summary?;
    printer.bursts(&summary)?;
    Ok(status.max(news.end(&summary)))
}

/// The rules that can be run. What is wrong with the others is reported.
fn ready(wanted: &args::Hunt, console: &Console) -> (Vec<Rule>, Status) {
    let sources = sources(&wanted.paths, console);
    let (found, mut status) = rules(&sources, console);
    let mut ready = Vec::new();
    for rule in &found {
        let (path, text) = (&rule.source.path, &rule.source.text);
        let (front, is_sound) = rule.understood(front, wanted.log_type.as_deref(), console);
        if !is_sound {
            status = Status::Failed;
            continue;
        }
        for lowered in &front.lowered {
            if let (Some(problem), false) = (&lowered.uncounted, wanted.raw_events) {
                report(std::slice::from_ref(problem), path, text, console);
                status = Status::Failed;
                continue;
            }
            match evaluator(lowered) {
                Ok(_) => ready.push(Rule::new(&rule.document, lowered)),
                Err(problem) => {
                    report(&[problem], path, text, console);
                    status = Status::Failed;
                }
            }
        }
    }
    (ready, status)
}
