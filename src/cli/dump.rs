//! `transpile --emit …`: what a rule is read as.

use super::args::{Arguments, Dump};
use super::input::{rules, sources};
use super::output::{json_line, print_line};
use super::{Console, Status};
use serde_json::json;
use std::io;
use transpile::compile::logic;
use transpile::lower::raise;
use transpile_sdk::diagnostic::shown;

/// Prints the rules in the wanted form.
pub(crate) fn run(arguments: &Arguments, form: Dump, console: &Console) -> io::Result<Status> {
    if arguments.paths.is_empty() {
        console.say("error: no rule files were given (a path, a folder, or - for standard input)");
        return Ok(Status::Usage);
    }
    let sources = sources(&arguments.paths, console);
    let (rules, mut status) = rules(&sources, console);
    for rule in rules {
        let (front, is_sound) = rule.understood(logic, arguments.log_type.as_deref(), console);
        if !is_sound {
            status = Status::Failed;
        }
        let id = &rule.document.rule_id.value;
        if form == Dump::Ast && !front.trees.is_empty() {
            print_line(&json_line(&json!({"rule_id": id, "ast": front.trees})))?;
        }
        for lowered in &front.lowered {
            let log_type = &lowered.log_type.name;
            match form {
                Dump::Ast => {}
                Dump::Ir => {
                    let line =
                        json!({"rule_id": id, "log_type": log_type, "ir": lowered.normalized});
                    print_line(&json_line(&line))?;
                }
                Dump::Condition => {
                    print_line(&shown(&format!("# {id}, {log_type}"), 300))?;
                    print_line(&transpile_grammar::printer::print(&raise(
                        &lowered.normalized,
                    )))?;
                }
            }
        }
    }
    Ok(status)
}
