//! `transpile --target …`: the main job; and `transpile check`.

use super::args::Arguments;
use super::input::{Rule, Unread, rules, sources};
use super::output::{as_json, json_line, print_line, report, write_file};
use super::{Console, Status};
use serde_json::json;
use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use transpile::compile::shape_for;
use transpile::compile::{Options, Outcome, backends, compile, front, has_errors, named_shape};
use transpile_sdk::backend::Backend;
use transpile_sdk::diagnostic::Diagnostic;
use transpile_sdk::shape::{Shape, resolve};

/// Compiles the rules for the wanted targets.
pub(crate) fn run(arguments: &Arguments, console: &Console) -> io::Result<Status> {
    let Some(targets) = targets(arguments, console) else {
        return Ok(Status::Usage);
    };
    if arguments.paths.is_empty() {
        console.say("error: no rule files were given (a path, a folder, or - for standard input)");
        return Ok(Status::Usage);
    }
    let mut plans = Vec::new();
    for backend in targets {
        match options(arguments, backend, console) {
            Some(options) => plans.push((backend, options)),
            None => return Ok(Status::Usage),
        }
    }
    let sources = sources(&arguments.paths, console);
    let mut run = Run {
        arguments,
        console,
        status: sources.status,
        written: BTreeMap::new(),
        first: true,
    };
    let (rules, unread) = rules(&sources, console);
    for Unread {
        source,
        diagnostics,
    } in unread
    {
        run.status = Status::Failed;
        for (backend, _) in &plans {
            let mut outcome = nothing(&source.path, backend.as_ref());
            outcome.diagnostics.clone_from(&diagnostics);
            run.json(&outcome, &source.text)?;
        }
    }
    for rule in &rules {
        run.rule(rule, &plans)?;
    }
    if let (Some(name), false) = (&arguments.log_type, rules.is_empty()) {
        let of_it = |rule: &Rule<'_>| rule.document.log_types.iter().any(|own| own.value == *name);
        let others = rules.iter().filter(|rule| !of_it(rule)).count();
        if others == rules.len() {
            console.say(&format!("error: no rule is for log type `{name}`"));
            run.status = Status::Failed;
        } else if others > 0 {
            let rules = if others == 1 { "rule" } else { "rules" };
            console.say(&format!(
                "note: {others} {rules} for other log types passed over"
            ));
        }
    }
    Ok(run.status)
}

/// Reports what is wrong with the rules.
pub(crate) fn check(paths: &[PathBuf], console: &Console) -> io::Result<Status> {
    let sources = sources(paths, console);
    let mut status = sources.status;
    let (rules, unread) = rules(&sources, console);
    if !unread.is_empty() {
        status = Status::Failed;
    }
    for rule in &rules {
        let front = front(&rule.document, None);
        report(
            &front.diagnostics,
            &rule.source.path,
            &rule.source.text,
            console,
        );
        if rule.failed || has_errors(&front.diagnostics) {
            status = Status::Failed;
        }
    }
    Ok(status)
}

type Target = &'static Box<dyn Backend>;

fn targets(arguments: &Arguments, console: &Console) -> Option<Vec<Target>> {
    let Some(wanted) = &arguments.target else {
        console.say("error: no target was given; write `--target athena` (or `all`)");
        return None;
    };
    let chosen: Vec<Target> = backends()
        .iter()
        .filter(|backend| wanted == "all" || backend.manifest().name == *wanted)
        .collect();
    if chosen.is_empty() {
        let names: Vec<&str> = backends()
            .iter()
            .map(|backend| backend.manifest().name.as_str())
            .collect();
        console.say(&format!(
            "error: there is no target `{wanted}`; there are {}, and all",
            names.join(", ")
        ));
        return None;
    }
    Some(chosen)
}

/// What the user wants of a back end; `None` if that cannot be had, which has been said.
fn options(arguments: &Arguments, backend: Target, console: &Console) -> Option<Options> {
    let shape = match &arguments.schema {
        None => None,
        Some(name) if Path::new(name).is_file() => {
            Some(shape_file(name, arguments, backend.as_ref(), console)?)
        }
        Some(name) => match named_shape(backend.as_ref(), name) {
            Ok(shape) => Some(shape.clone()),
            Err(problem) => {
                report(&[problem], "", "", console);
                return None;
            }
        },
    };
    Some(Options {
        shape,
        table: arguments.table.clone(),
        format: arguments.format.clone(),
        allow_wider: arguments.allow_wider,
        extracted_fields: arguments.extracted_fields,
    })
}

/// Reads a shape of the user's: YAML, or the target's own notation.
fn shape_file(
    name: &str,
    arguments: &Arguments,
    backend: &dyn Backend,
    console: &Console,
) -> Option<Shape> {
    let text = match std::fs::read_to_string(name) {
        Ok(text) => text,
        Err(error) => {
            console.say(&format!("error: cannot read {name}: {error}"));
            return None;
        }
    };
    if text.trim_start().to_ascii_lowercase().starts_with("create") {
        let log_type = arguments.log_type.as_deref().unwrap_or("AWS.CloudTrail");
        let read = shape_for(backend, log_type, None)
            .map_err(|problem| vec![problem])
            .and_then(|base| backend.read_shape(&text, base));
        return read
            .map_err(|problems| report(&problems, name, &text, console))
            .ok();
    }
    let read = transpile::compile::read_shape(&text).and_then(|shape| {
        resolve(shape, backend.shapes())
            .map_err(|error| transpile::compile::shape_problem(&error.to_string()))
    });
    read.map_err(|problem| report(&[problem], name, &text, console))
        .ok()
}

struct Run<'a> {
    arguments: &'a Arguments,
    console: &'a Console,
    status: Status,
    /// Files written so far, with the rule that each one is of.
    written: BTreeMap<PathBuf, String>,
    first: bool,
}

impl Run<'_> {
    fn rule(&mut self, rule: &Rule<'_>, plans: &[(Target, Options)]) -> io::Result<()> {
        let front = front(&rule.document, self.arguments.log_type.as_deref());
        let source = rule.source;
        if !self.arguments.json {
            report(&front.diagnostics, &source.path, &source.text, self.console);
        }
        let failed = rule.failed || has_errors(&front.diagnostics);
        if failed {
            self.status = Status::Failed;
        }
        let said = || rule.diagnostics.iter().chain(&front.diagnostics).cloned();
        for (backend, options) in plans {
            if failed {
                let mut outcome = nothing(&source.path, backend.as_ref());
                outcome.rule_id.clone_from(&rule.document.rule_id.value);
                outcome.diagnostics = said().collect();
                self.json(&outcome, &source.text)?;
                continue;
            }
            for lowered in &front.lowered {
                let mut outcome = compile(
                    &rule.document,
                    lowered,
                    backend.as_ref(),
                    options,
                    &source.stem,
                );
                if !self.arguments.json {
                    report(
                        &outcome.diagnostics,
                        &source.path,
                        &source.text,
                        self.console,
                    );
                }
                if outcome.label.is_none() && !self.arguments.allow_refused {
                    self.status = Status::Failed;
                }
                self.deliver(&outcome)?;
                let own = std::mem::take(&mut outcome.diagnostics);
                outcome.diagnostics = said().chain(own).collect();
                self.json(&outcome, &source.text)?;
            }
        }
        Ok(())
    }

    /// Prints the queries, or writes their files.
    fn deliver(&mut self, outcome: &Outcome) -> io::Result<()> {
        for file in &outcome.files {
            let Some(folder) = &self.arguments.output else {
                if !self.arguments.json {
                    let blank = if self.first { "" } else { "\n" };
                    self.first = false;
                    write!(io::stdout().lock(), "{blank}{}", file.text)?;
                }
                continue;
            };
            let path = folder.join(&outcome.target).join(&file.name);
            if let Some(other) = self.written.get(&path) {
                self.console.say(&format!(
                    "error: {} is the output of {other} already; {} is not written",
                    path.display(),
                    outcome.path
                ));
                self.status = Status::Failed;
                continue;
            }
            if let Err(error) = write_file(&path, &file.text) {
                self.console
                    .say(&format!("error: cannot write {}: {error}", path.display()));
                self.status = Status::Failed;
                continue;
            }
            self.written.insert(path, outcome.path.clone());
        }
        Ok(())
    }

    fn json(&self, outcome: &Outcome, source: &str) -> io::Result<()> {
        if !self.arguments.json {
            return Ok(());
        }
        let diagnostics: Vec<_> = outcome
            .diagnostics
            .iter()
            .map(|diagnostic| as_json(diagnostic, &outcome.path, source))
            .collect();
        let line = json!({
            "path": outcome.path,
            "rule_id": outcome.rule_id,
            "log_type": outcome.log_type,
            "target": outcome.target,
            "label": outcome.label,
            "files": outcome.files,
            "notes": outcome.notes,
            "diagnostics": diagnostics,
        });
        print_line(&json_line(&line))
    }
}

/// The outcome of a rule that could not be read.
fn nothing(path: &str, backend: &dyn Backend) -> Outcome {
    Outcome {
        path: path.to_owned(),
        rule_id: String::new(),
        log_type: String::new(),
        target: backend.manifest().name.clone(),
        label: None,
        files: Vec::new(),
        notes: Vec::new(),
        diagnostics: Vec::<Diagnostic>::new(),
    }
}
