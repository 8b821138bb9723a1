//! `between`, which is two comparisons here.

use super::view::View;
use crate::codes::UNKNOWN_OPERATOR;
use transpile_sdk::diagnostic::Diagnostic;

/// `a between 1 and 5`: two comparisons.
pub(super) fn between(view: &View<'_>, field: &str, negated: bool) -> Diagnostic {
    let and = view.behind_value(1);
    let joined = view.word(and).eq_ignore_ascii_case("and");
    let (low, high) = if joined {
        (view.value_text(1), view.value_text(and + 1))
    } else {
        ("…".to_owned(), "…".to_owned())
    };
    let fix = if negated {
        format!("({field} lt {low} or {field} gt {high})")
    } else {
        format!("{field} ge {low} and {field} le {high}")
    };
    Diagnostic::error(
        UNKNOWN_OPERATOR,
        format!("unknown operator {}", view.code(0)),
    )
    .at(view.span(0), "two comparisons say this")
    .with_help(format!("write `{fix}`"))
}
