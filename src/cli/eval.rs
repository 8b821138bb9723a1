//! `transpile eval`: rules on events here, without a lake.

use super::input::{decompressed, opened, rules, sources};
use super::output::{json_line, print_line, report};
use super::{Console, Status};
use serde_json::json;
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};
use transpile::compile::codes::BAD_EVENT;
use transpile::compile::logic;
use transpile::eval::{Evaluator, Event};
use transpile::unit_tests::evaluator;
use transpile_sdk::diagnostic::Diagnostic;

/// Prints a line for each match, in the order of the events, then of the rules.
pub(crate) fn run(
    paths: &[PathBuf],
    events: &Path,
    log_type: Option<&str>,
    console: &Console,
) -> io::Result<Status> {
    let sources = sources(paths, console);
    let (rules, mut status) = rules(&sources, console);
    let mut evaluators: Vec<(&str, Vec<(String, Evaluator)>)> = Vec::new();
    for rule in &rules {
        let (front, is_sound) = rule.understood(logic, None, console);
        if !is_sound {
            status = Status::Failed;
            continue;
        }
        let mut own = Vec::new();
        for lowered in &front.lowered {
            match evaluator(lowered) {
                Ok(evaluator) => own.push((lowered.log_type.name.clone(), evaluator)),
                Err(problem) => {
                    report(&[problem], &rule.source.path, &rule.source.text, console);
                    status = Status::Failed;
                }
            }
        }
        evaluators.push((&rule.document.rule_id.value, own));
    }
    let path = match events.to_string_lossy() {
        dash if dash == "-" => "<stdin>".into(),
        path => path,
    };
    let mut reader = BufReader::new(decompressed(opened(events)?)?);
    let mut line = Vec::new();
    let mut number = 0;
    loop {
        line.clear();
        if reader.read_until(b'\n', &mut line)? == 0 {
            break;
        }
        number += 1;
        if line.trim_ascii().is_empty() {
            continue;
        }
        let event = match read(&line) {
            Ok(event) => event,
            Err(reason) => {
                let problem = Diagnostic::error(BAD_EVENT, format!("line {number}: {reason}"));
                report(&[problem], &path, "", console);
                status = Status::Failed;
                continue;
            }
        };
        for (rule_id, own) in &evaluators {
            if choose(own, log_type, &event).is_some_and(|evaluator| evaluator.matches(&event)) {
                print_line(&json_line(&json!({"rule_id": rule_id, "line": number})))?;
            }
        }
    }
    Ok(status)
}

fn read(line: &[u8]) -> Result<Event, String> {
    let line = std::str::from_utf8(line).map_err(|_| "not UTF-8 text".to_owned())?;
    Event::parse(line).map_err(|error| error.to_string())
}

/// The evaluator for the event's log type: the wanted one, else what the event says, else the first.
fn choose<'a>(
    own: &'a [(String, Evaluator)],
    wanted: Option<&str>,
    event: &Event,
) -> Option<&'a Evaluator> {
    let find = |name: &str| own.iter().find(|(log_type, _)| log_type == name);
    let found = match wanted {
        Some(name) => find(name),
        None => event.log_type().and_then(find).or_else(|| own.first()),
    };
    found.map(|(_, evaluator)| evaluator)
}
