//! How a rule in Python groups its matches: the functions `dedup`, `title` and `unique`.
//!
//! In: a rule's file. Out: the function there that decides which matches are counted together, or what of
//! them is counted, and that is not read.

use super::Sources;
use super::codes::GROUPING;
use transpile_sdk::diagnostic::{Diagnostic, Span};

/// Looks for the first of the functions that the file defines.
///
/// # Errors
/// It defines one: the error says that this one is not read, and stands where it is set.
pub fn check_unread(sources: &Sources, functions: &[&str]) -> Result<(), Diagnostic> {
    let module = &sources.rule;
    // What is wrong with a file that is not Python has been said.
    let Ok(body) = module.body() else {
        return Ok(());
    };
    let setters = &module.index(body).setters;
    let found = functions.iter().find_map(|name| {
        let place = body.get(*setters.get(*name)?.first()?)?;
        Some((name, place))
    });
    let Some((name, place)) = found else {
        return Ok(());
    };
    let range = ruff_text_size::Ranged::range(place);
    let start = range.start().to_usize();
    let text = module.file.text.get(start..range.end().to_usize());
    let length = text
        .and_then(|text| text.lines().next())
        .map_or(0, str::len);
    let (decides, key) = match *name {
        "unique" => ("what the threshold counts", "Unique"),
        _ => ("which matches are counted together", "GroupBy"),
    };
    Err(Diagnostic::error(
        GROUPING,
        format!("`{name}` decides {decides}, and is not read"),
    )
    .at(Span::new(start, start + length), "")
    .with_help(format!(
        "name the field in the rule's file (`{key}`), or ask for each match (`--raw-events`)"
    ))
    .in_file(&module.file))
}
