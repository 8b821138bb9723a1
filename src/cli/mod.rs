//! The command line: a contract that scripts may rely on.
//!
//! Queries go to standard output, everything else to standard error. Exit code 0: done; 1: a rule has
//! errors, was refused, or failed a test (everything else was still written); 2: wrong usage.

mod args;
mod compile;
mod coverage;
mod dump;
mod eval;
mod extract;
mod hunt;
mod info;
mod input;
mod output;
mod prepare;
#[cfg(feature = "python")]
mod python;
mod query_args;
mod test;

use args::{Arguments, Command};
use clap::Parser;
use std::io::{self, IsTerminal};
use std::process::ExitCode;
use transpile::load::RuleDocument;
use transpile_sdk::diagnostic::{Diagnostic, shown};

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Status {
    Done,
    Failed,
    Usage,
}

/// Where to print, and how; and where Python rules find their helpers.
struct Console {
    colour: bool,
    json: bool,
    #[cfg(feature = "python")]
    helpers: python::Helpers,
}

impl Console {
    fn new(arguments: &Arguments) -> Self {
        let colour = io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none();
        Self {
            colour,
            json: arguments.diagnostics == args::Form::Json,
            #[cfg(feature = "python")]
            helpers: python::Helpers::new(arguments.helpers.clone()),
        }
    }

    /// Reads the Python file that a rule names, and finds what it may import.
    #[cfg(feature = "python")]
    fn attach(&self, document: &mut RuleDocument) -> Option<Diagnostic> {
        self.helpers.attach(document)
    }

    /// This build reads no Python.
    #[cfg(not(feature = "python"))]
    #[expect(clippy::unused_self, reason = "other builds look for files")]
    fn attach(&self, _: &mut RuleDocument) -> Option<Diagnostic> {
        None
    }

    /// A line of a message; what a terminal might obey in it is made visible.
    #[expect(
        clippy::unused_self,
        reason = "whoever holds no console has nothing to say"
    )]
    fn say(&self, text: &str) {
        output::print_error(&shown(text, usize::MAX));
    }
}

/// Runs the program.
pub(crate) fn run() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            let _ = error.print();
            return ExitCode::from(if error.use_stderr() { 2 } else { 0 });
        }
    };
    let console = Console::new(&arguments);
    let status = match &arguments.command {
        Some(Command::Test { paths, log_type }) => test::run(paths, log_type.as_deref(), &console),
        Some(Command::Eval {
            paths,
            events,
            log_type,
        }) => eval::run(paths, events, log_type.as_deref(), &console),
        Some(Command::Hunt(wanted)) => hunt::run(wanted, &console),
        Some(Command::Check { paths }) => Ok(compile::check(paths, &console)),
        Some(Command::Extract { paths, write }) => extract::run(paths, *write, &console),
        Some(Command::Coverage {
            paths,
            extracted_fields,
            json,
        }) => coverage::run(paths, *extracted_fields, *json, &console),
        Some(Command::Explain { code }) => info::explain(code, &console),
        Some(Command::Targets) => info::targets(),
        Some(Command::Fields { log_type }) => info::fields(log_type.as_deref(), &console),
        None => match arguments.emit {
            Some(form) => dump::run(&arguments, form, &console),
            None => compile::run(&arguments, &console),
        },
    };
    match status {
        Ok(Status::Done) => ExitCode::SUCCESS,
        Ok(Status::Failed) => ExitCode::from(1),
        Ok(Status::Usage) => ExitCode::from(2),
        // A reader that has seen enough (`| head`) is no failure.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => {
            console.say(&format!("error: {error}"));
            ExitCode::from(1)
        }
    }
}
