//! `transpile --target …`: the main job; and `transpile check`.

use super::args::Arguments;
use super::input::{Source, rules, say_passed, sources};
use super::output::{as_json, json_line, print_line, report, write_file};
use super::prepare::{self, Plan, Prepared, Target};
use super::{Console, Status};
use serde_json::json;
use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use transpile::compile::{Options, Outcome, Piece, backends, logic, named_shape, pack, shape_for};
use transpile_sdk::backend::{Backend, Hunt};
use transpile_sdk::diagnostic::{Diagnostic, shown};
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
    let hunt = match arguments.query.hunt() {
        Ok(hunt) => hunt,
        Err(problem) => {
            console.say(&format!("error: {problem}"));
            return Ok(Status::Usage);
        }
    };
    let mut plans = Vec::new();
    for backend in &targets {
        match options(arguments, &hunt, backend, targets.len() > 1, console) {
            Some(options) => plans.push((*backend, options)),
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
        pieces: Vec::new(),
    };
    let log_type = arguments.log_type.as_deref();
    let (mut rules, mut others, mut passed) = (0, 0, Vec::new());
    for (source, prepared) in
        sources
            .list
            .iter()
            .zip(prepare::all(&sources.list, &plans, log_type, console))
    {
        match prepared {
            Prepared::Passed(analysis_type) => passed.push(analysis_type),
            Prepared::Unread(diagnostics) => run.unread(source, &diagnostics, &plans)?,
            Prepared::Rule(rule) => {
                rules += 1;
                others += usize::from(!rule.is_wanted);
                run.rule(source, *rule, &plans)?;
            }
        }
    }
    run.packs(&plans)?;
    say_passed(passed, console);
    if let (Some(name), true) = (log_type, others > 0) {
        if others == rules {
            console.say(&format!("error: no rule is for log type `{name}`"));
            run.status = Status::Failed;
        } else {
            let rules = if others == 1 { "rule" } else { "rules" };
            console.say(&format!(
                "note: {others} {rules} for other log types passed over"
            ));
        }
    }
    Ok(run.status)
}

/// Reports what is wrong with the rules.
pub(crate) fn check(paths: &[PathBuf], console: &Console) -> Status {
    let sources = sources(paths, console);
    let (rules, mut status) = rules(&sources, console);
    for rule in rules {
        let (front, is_sound) = rule.understood(logic, None, console);
        rule.compare(&front, console);
        if !is_sound {
            status = Status::Failed;
        }
    }
    status
}

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
/// Of several targets, one that does not know a named shape takes its default.
fn options(
    arguments: &Arguments,
    hunt: &Hunt,
    backend: Target,
    is_one_of_many: bool,
    console: &Console,
) -> Option<Options> {
    let shape = match &arguments.schema {
        None => None,
        Some(name) if Path::new(name).is_file() => {
            Some(shape_file(name, arguments, backend.as_ref(), console)?)
        }
        Some(name) => match named_shape(backend.as_ref(), name) {
            Ok(shape) => Some(shape.clone()),
            Err(_) if is_one_of_many && is_known_elsewhere(name) => None,
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
        hunt: hunt.clone(),
        pack: arguments.pack,
        cost: arguments.explain_cost,
        extracted_fields: arguments.extracted_fields,
    })
}

fn is_known_elsewhere(name: &str) -> bool {
    backends()
        .iter()
        .any(|backend| named_shape(backend.as_ref(), name).is_ok())
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
            .and_then(|base| known_columns(base, log_type))
            .and_then(|base| backend.read_shape(&text, &base));
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

/// A shape that says which field the column of a known name holds.
fn known_columns(base: &Shape, log_type: &str) -> Result<Shape, Vec<Diagnostic>> {
    if !base.is_generic() {
        return Ok(base.clone());
    }
    let Some(log_type) = transpile::catalog::log_type(log_type) else {
        let reason =
            format!("the columns of log type {log_type} are not known; describe the table in YAML");
        return Err(vec![transpile::compile::shape_problem(&reason)]);
    };
    let fields = log_type
        .fields
        .iter()
        .map(|(name, spec)| (name.clone(), spec.ty()));
    Ok(base.of_log_type(&log_type.name, &fields.collect::<Vec<_>>()))
}

struct Run<'a> {
    arguments: &'a Arguments,
    console: &'a Console,
    status: Status,
    /// Files written so far, with the rule that each one is of.
    written: BTreeMap<PathBuf, String>,
    first: bool,
    /// The parts of queries of several rules, each with its target.
    pieces: Vec<(String, Box<Piece>)>,
}

impl Run<'_> {
    fn unread(
        &mut self,
        source: &Source,
        diagnostics: &[Diagnostic],
        plans: &[Plan],
    ) -> io::Result<()> {
        self.status = Status::Failed;
        self.report(diagnostics, source);
        for (backend, _) in plans {
            let mut outcome = Outcome::nothing(&source.path, backend.as_ref());
            outcome.diagnostics = diagnostics.to_vec();
            self.json(&outcome, &source.text)?;
        }
        Ok(())
    }

    fn rule(&mut self, source: &Source, rule: prepare::Rule, plans: &[Plan]) -> io::Result<()> {
        self.report(&rule.diagnostics, source);
        if rule.failed {
            self.status = Status::Failed;
            for (backend, _) in plans {
                let mut outcome = Outcome::nothing(&source.path, backend.as_ref());
                outcome.rule_id.clone_from(&rule.id);
                outcome.diagnostics.clone_from(&rule.diagnostics);
                self.json(&outcome, &source.text)?;
            }
        }
        for mut outcome in rule.outcomes {
            self.report(&outcome.diagnostics, source);
            if outcome.label.is_none() && !self.arguments.allow_refused {
                self.status = Status::Failed;
            }
            self.deliver(&outcome)?;
            let piece = outcome.piece.take();
            self.pieces
                .extend(piece.map(|piece| (outcome.target.clone(), piece)));
            let own = std::mem::take(&mut outcome.diagnostics);
            outcome.diagnostics = rule.diagnostics.iter().cloned().chain(own).collect();
            self.json(&outcome, &source.text)?;
        }
        Ok(())
    }

    /// Puts the pieces of all rules together.
    fn packs(&mut self, plans: &[Plan]) -> io::Result<()> {
        let pieces = std::mem::take(&mut self.pieces);
        for (backend, options) in plans {
            let own = pieces
                .iter()
                .filter(|(target, _)| *target == backend.manifest().name);
            let own: Vec<&Piece> = own.map(|(_, piece)| piece.as_ref()).collect();
            for outcome in pack(&own, backend.as_ref(), options) {
                if outcome.label.is_none() {
                    self.status = Status::Failed;
                }
                if !self.arguments.json {
                    report(&outcome.diagnostics, "", "", self.console);
                }
                self.deliver(&outcome)?;
                self.json(&outcome, "")?;
            }
        }
        Ok(())
    }

    /// Says what is wrong, unless that stands in the lines of `--json`.
    fn report(&self, diagnostics: &[Diagnostic], source: &Source) {
        if !self.arguments.json {
            report(diagnostics, &source.path, &source.text, self.console);
        }
    }

    /// Prints the queries, or writes their files.
    fn deliver(&mut self, outcome: &Outcome) -> io::Result<()> {
        if self.arguments.explain_cost {
            return self.cost(outcome);
        }
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

    /// Prints what a query reads, in place of the query.
    fn cost(&self, outcome: &Outcome) -> io::Result<()> {
        if self.arguments.json || (self.arguments.pack && outcome.files.is_empty()) {
            return Ok(());
        }
        match &outcome.cost {
            Some(cost) => {
                let title = shown(&format!("{}, {}", outcome.rule_id, outcome.target), 300);
                write!(io::stdout().lock(), "{title}\n{cost}")
            }
            None => Ok(()),
        }
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
