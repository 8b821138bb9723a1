//! The command line of `transpile`.

mod cli;

use std::process::ExitCode;

/// Reading rules makes and drops very many small trees.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    cli::run()
}
