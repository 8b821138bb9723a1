//! `transpile extract`: the logic of rules as conditions, printed or written into their files.

use super::input::{Rule, rules, sources};
use super::output::{print_line, report, write_file};
use super::{Console, Status};
use std::io;
use std::path::{Path, PathBuf};
use transpile::compile::{Front, logic};
use transpile::extract::{conditions, written};
use transpile_sdk::diagnostic::shown;

/// Prints the conditions, or writes them.
pub(crate) fn run(paths: &[PathBuf], write: bool, console: &Console) -> io::Result<Status> {
    if write && paths.iter().any(|path| path.as_os_str() == "-") {
        console.say("error: standard input cannot be written; give the rule's file");
        return Ok(Status::Usage);
    }
    let sources = sources(paths, console);
    let (rules, mut status) = rules(&sources, console);
    let is_one_of_many = rules.len() > 1;
    let (mut done, mut unchanged) = (0_usize, 0_usize);
    for rule in rules {
        let (front, is_sound) = rule.understood(logic, None, console);
        if !is_sound {
            status = Status::Failed;
        } else if !write {
            print(&rule, &front, is_one_of_many)?;
        } else if rule.document.condition.is_some() {
            unchanged += 1;
        } else if put(&rule, &front, console) {
            done += 1;
        } else {
            status = Status::Failed;
        }
    }
    if write {
        let rules = |count| if count == 1 { "rule" } else { "rules" };
        console.say(&format!(
            "note: {done} {} written, {unchanged} had a condition already",
            rules(done)
        ));
    }
    Ok(status)
}

fn print(rule: &Rule<'_>, front: &Front, is_one_of_many: bool) -> io::Result<()> {
    let found = conditions(&front.lowered);
    for condition in &found {
        let id = &rule.document.rule_id.value;
        if found.len() > 1 {
            let heading = format!("# {id}, {}", condition.log_types.join(", "));
            print_line(&shown(&heading, 300))?;
        } else if is_one_of_many {
            print_line(&shown(&format!("# {id}"), 300))?;
        }
        print_line(&condition.text)?;
        if is_one_of_many || found.len() > 1 {
            print_line("")?;
        }
    }
    Ok(())
}

/// Writes the condition into the rule's file; false, if that cannot be done, which has been said.
fn put(rule: &Rule<'_>, front: &Front, console: &Console) -> bool {
    let path = &rule.source.path;
    let text = match written(&rule.document, &front.lowered) {
        Ok(text) => text,
        Err(problem) => {
            report(&[problem], path, &rule.source.text, console);
            return false;
        }
    };
    let done = write_file(Path::new(path), &text);
    if let Err(error) = &done {
        console.say(&format!("error: cannot write {path}: {error}"));
    }
    done.is_ok()
}
