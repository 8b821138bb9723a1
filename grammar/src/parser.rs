//! Text to syntax tree.
//!
//! In: a condition text. Out: its tree, or every error of every line. Each logical line is read by
//! itself: first as tokens (scan, lines), then by the grammar, then as a tree (build); where the
//! grammar fails, `hint` says what is wrong in words. The depth is limited before the grammar runs.

use crate::ast::{Condition, Expr, Path};
use crate::build::Builder;
use crate::codes::{EMPTY_CONDITION, HIDDEN_CHARACTER, NOT_A_PATH, TOO_LONG};
use crate::lines::{Brackets, Line, check_depth, split};
use crate::scan::{MAX_ERRORS, scan};
use crate::{hint, text};
use pest::Parser as _;
use pest_derive::Parser;
use transpile_sdk::diagnostic::{Diagnostic, Span, shown};

/// How long a condition may be, in bytes.
pub const MAX_LENGTH: usize = 1024 * 1024;

#[derive(Debug, Parser)]
#[grammar = "../condition.pest"]
pub(crate) struct Grammar;

/// Reads a condition: one line or several, all of which must hold.
///
/// An item of a YAML list is read by a call of its own, so that no bracket goes from one item into the next.
///
/// # Errors
/// Every error of every line, in order.
///
/// ```
/// let condition = transpile_grammar::parse("errorCode eq \"AccessDenied\"\nsourceIp not cidr \"10.0.0.0/8\"").unwrap();
/// assert_eq!(condition.lines.len(), 2);
/// ```
pub fn parse(text: &str) -> Result<Condition, Vec<Diagnostic>> {
    let (lines, errors) = parse_lines(text);
    if !errors.is_empty() {
        return Err(errors);
    }
    if lines.is_empty() {
        let error = Diagnostic::error(EMPTY_CONDITION, "the condition is empty")
            .at(Span::new(0, text.len()), "no condition here")
            .with_help("write at least one line, such as `eventName eq \"DeleteTrail\"`");
        return Err(vec![error]);
    }
    Ok(Condition { lines })
}

/// Reads a field path that stands alone, such as an output column.
///
/// # Errors
/// The text is not a path, holds bad escapes, or is longer than a condition may be.
///
/// ```
/// let path = transpile_grammar::parse_path("requestParameters.\"x-amz-acl\"").unwrap();
/// assert_eq!(path.to_string(), "requestParameters.x-amz-acl");
/// assert!(transpile_grammar::parse_path("lower(userAgent)").is_err());
/// ```
pub fn parse_path(text: &str) -> Result<Path, Vec<Diagnostic>> {
    let scan = scan(text.get(..MAX_LENGTH).unwrap_or(text));
    if !scan.errors.is_empty() {
        return Err(first(scan.errors.into_iter().map(in_path).collect()));
    }
    let whole = Some(text)
        .filter(|text| text.len() <= MAX_LENGTH)
        .and_then(|text| Grammar::parse(Rule::path, text).ok()?.next())
        .filter(|pair| pair.as_str() == text);
    match whole {
        Some(pair) => Builder::new(0).only_path(pair).map_err(|error| vec![error]),
        None => Err(vec![
            Diagnostic::error(
                NOT_A_PATH,
                format!("`{}` is not a field path", shown(text, 60)),
            )
            .at(Span::new(0, text.len()), "")
            .with_help("write names with dots between them, such as `userIdentity.arn`"),
        ]),
    }
}

/// An error of a text that is a path and nothing else: it has no strings in which to hide a character, and
/// may be a value in which the character is an escape already.
fn in_path(error: Diagnostic) -> Diagnostic {
    if error.code == HIDDEN_CHARACTER {
        return error.with_help("delete it: the name of a field has no such character");
    }
    error
}

/// The lines that can be read, and the errors of the others.
pub(crate) fn parse_lines(text: &str) -> (Vec<Expr>, Vec<Diagnostic>) {
    if text.len() > MAX_LENGTH {
        let error = Diagnostic::error(TOO_LONG, format!("the condition has {} bytes", text.len()))
            .at(Span::new(0, 0), "")
            .with_help(format!(
                "write at most {MAX_LENGTH} bytes; long lists can be split over several rules"
            ));
        return (Vec::new(), vec![error]);
    }
    let scan = scan(text);
    let brackets = Brackets::pair(text, &scan.tokens);
    let lines = split(&scan.tokens, &brackets);
    let mut errors = scan.errors;
    errors.extend(hint::signs(text, &scan.tokens));
    let broken = positions(&errors);

    let mut good = Vec::new();
    let mut left = MAX_ERRORS + 1;
    for line in lines {
        if left == 0 {
            break;
        }
        let before = errors.len();
        let (Some(first), Some(last)) = (line.first(), line.last()) else {
            continue;
        };
        let span = first.span.to(last.span);
        if let Some(error) = check_depth(text, line) {
            errors.push(error);
        } else if any_within(&broken, span) {
            // What is wrong already would only be found again in other words.
        } else if let Some(error) = brackets.check(text, line) {
            errors.push(error);
        } else {
            match parse_line(text, line, span) {
                Ok(expr) => good.push(expr),
                Err(error) => errors.push(error),
            }
        }
        left -= errors.len() - before;
    }
    errors.sort_by_key(|error| error.labels.first().map(|label| label.span));
    (good, first(errors))
}

/// The first [`MAX_ERRORS`] of `errors`; the last of them says if there are more.
fn first(mut errors: Vec<Diagnostic>) -> Vec<Diagnostic> {
    if errors.len() > MAX_ERRORS {
        errors.truncate(MAX_ERRORS);
        if let Some(last) = errors.pop() {
            errors.push(last.with_note(format!(
                "the condition has more mistakes behind this one; the first {MAX_ERRORS} are reported"
            )));
        }
    }
    errors
}

fn parse_line(text: &str, line: Line<'_>, span: Span) -> Result<Expr, Diagnostic> {
    match Grammar::parse(Rule::line, text::at(text, span)) {
        Ok(pairs) => Builder::new(span.start).line(pairs),
        Err(error) => Err(hint::explain(text, line, span, &error)),
    }
}

/// Where the errors begin, in order.
fn positions(errors: &[Diagnostic]) -> Vec<usize> {
    let labels = errors.iter().filter_map(|error| error.labels.first());
    let mut positions: Vec<_> = labels.map(|label| label.span.start).collect();
    positions.sort_unstable();
    positions
}

fn any_within(positions: &[usize], span: Span) -> bool {
    let next = positions.partition_point(|position| *position < span.start);
    positions
        .get(next)
        .is_some_and(|position| *position < span.end)
}
