//! The headings under "Detection logic".
//!
//! In: a line. Out: the kind of stage that it opens, or nothing.

use transpile_sdk::diagnostic::Span;

/// A stage of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stage {
    /// What it does.
    pub kind: StageKind,
    /// Its heading's place.
    pub heading: Span,
}

/// What a stage of a page does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum StageKind {
    /// `Condition`: the lines of a rule.
    Condition,
    /// `Filter` or `Stage 2: filter`: the lines of a query.
    Filter,
    /// `Stage 1: source`: the table of a query.
    Source,
    /// `Stage 3: having`: what a query asks of many events at once.
    Having,
    /// `Stage 1: step A ordered before $B`: a part of a sequence.
    Step,
    /// `Rule logic imperative Python`: a function.
    Python,
    /// A stage of another kind.
    Unknown,
}

/// The stage that `line` opens.
pub(super) fn heading(line: &str) -> Option<StageKind> {
    match line {
        "Condition" => return Some(StageKind::Condition),
        "Filter" => return Some(StageKind::Filter),
        "Rule logic imperative Python" => return Some(StageKind::Python),
        _ => {}
    }
    let (number, name) = line.strip_prefix("Stage ")?.split_once(": ")?;
    if number.is_empty() || !number.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    Some(match name {
        "source" => StageKind::Source,
        "filter" => StageKind::Filter,
        "having" => StageKind::Having,
        _ if name.starts_with("step ") && name.contains(" ordered ") => StageKind::Step,
        _ => StageKind::Unknown,
    })
}

/// True for the heading of the section behind the logic. What follows is derived from it or lies elsewhere.
pub(super) fn ends_logic(line: &str) -> bool {
    matches!(line, "Exclusions" | "Indicators" | "Output fields") || line.starts_with("Rule body")
}
