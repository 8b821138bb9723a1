//! The command line of `transpile`.

mod cli;

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::run()
}
