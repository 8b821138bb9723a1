//! The lines of a page that are no conditions, and what each of them means for the rule.
//!
//! In: lines and their places. Out: diagnostics, one a fact.

use crate::codes::{
    PAGE_AGGREGATE, PAGE_ARRAY_ANY, PAGE_HAVING, PAGE_IMPERATIVE, PAGE_PARTIAL, PAGE_PYTHON,
    PAGE_SEQUENCE, PAGE_SOURCE, PAGE_STRAY_TEXT, PAGE_SUBQUERY, PAGE_THRESHOLD,
};
use crate::scan::{Kind, scan};
use crate::text;
use crate::words::is_bare;
use transpile_sdk::diagnostic::{Code, Diagnostic, Span, shown};

/// A sentence of the catalogue about what it could not show.
pub(super) fn sentence(line: &str, span: Span) -> Option<Diagnostic> {
    let partial = "This rule also runs imperative logic";
    let full = "The parser cannot express this rule";
    if line.starts_with(partial) {
        Some(
            Diagnostic::error(PAGE_PARTIAL, "the page shows a part of the rule only")
                .at(
                    span,
                    "the rest is code that the page does not show as conditions",
                )
                .with_note("the conditions alone match more events than the rule does")
                .with_help(
                    "transpile the rule's Python body instead, or write the missing part by hand",
                ),
        )
    } else if line.starts_with(full) {
        Some(
            Diagnostic::error(PAGE_IMPERATIVE, "the page does not show the rule's logic")
                .at(span, "nothing of it is a condition")
                .with_help("transpile the rule's body instead"),
        )
    } else if is_aggregate(line) {
        Some(
            Diagnostic::error(
                PAGE_AGGREGATE,
                "the page lost what an aggregate is compared with",
            )
            .at(span, "a comparison over many events")
            .with_help(
                "look up the threshold in the rule's body, and give it as the rule's `Threshold`",
            ),
        )
    } else {
        None
    }
}

fn is_aggregate(line: &str) -> bool {
    line.starts_with("aggregate comparison (") && line.ends_with("not fully parsed")
}

/// True if `error` is about the `having` stage that begins at `heading`.
pub(super) fn is_about_having(error: &Diagnostic, heading: Span) -> bool {
    let behind = error
        .labels
        .first()
        .is_some_and(|label| label.span.start > heading.start);
    error.code == PAGE_AGGREGATE && behind
}

/// A line of a filter whose meaning the page has lost, or that no condition can have.
pub(super) fn lost(line: &str, span: Span) -> Option<Diagnostic> {
    let tokens = scan(line).tokens;
    let words: Vec<_> = tokens
        .iter()
        .filter(|token| token.kind != Kind::String)
        .collect();
    let place = |from: Span| text::moved(from, span.start);
    for pair in words.windows(2) {
        let [first, second] = pair else { continue };
        let (first_word, second_word) = (text::at(line, first.span), text::at(line, second.span));
        if second_word == "array_any" && first.kind == Kind::Word {
            let before = text::at(line, Span::new(0, second.span.start)).trim_end();
            let field = before.rsplit([' ', '\t', '(']).next().unwrap_or_default();
            return Some(
                Diagnostic::error(PAGE_ARRAY_ANY, "the page lost what is asked of an element")
                    .at(place(second.span), "the test is missing")
                    .with_help(format!(
                        "look it up in the rule's body and write `any {field} as x (…)`"
                    )),
            );
        }
        if first_word == "(" && second_word == "subquery" {
            let rest = Span::new(first.span.start, line.len());
            return Some(
                Diagnostic::error(
                    PAGE_SUBQUERY,
                    "the rule compares with the result of another query",
                )
                .at(place(rest), "a subquery")
                .with_note(
                    "a condition looks at one event; what other tables hold is not known to it",
                )
                .with_help("write the values as a list, if they are few and known"),
            );
        }
    }
    if let Some(error) = reference(line, span) {
        return Some(error);
    }
    // A sentence: no condition ends with a full stop.
    line.ends_with('.').then(|| stray(span))
}

fn reference(line: &str, span: Span) -> Option<Diagnostic> {
    let rule = line
        .strip_prefix("References detection ")?
        .trim_end_matches('.');
    Some(sequence_of(
        span,
        format!("this is the rule `{}`", shown(rule, 60)),
    ))
}

fn sequence_of(span: Span, label: String) -> Diagnostic {
    Diagnostic::error(
        PAGE_SEQUENCE,
        "the page describes a sequence of other rules",
    )
    .at(span, label)
    .with_note("time frame and matching fields of the sequence are not in this text")
    .with_help("transpile the rules that it refers to, each by itself")
}

/// The table that a query reads.
pub(super) fn source(table: &str, span: Span) -> Diagnostic {
    let log = table.rsplit('.').next().unwrap_or(table);
    Diagnostic::note(
        PAGE_SOURCE,
        format!("the page's query reads the table `{}`", shown(table, 80)),
    )
    .at(span, "not a condition")
    .with_help(format!(
        "say which log type `{}` holds, as the rule's `LogTypes`",
        shown(log, 60)
    ))
}

/// True for `panther_logs.public.aws_cloudtrail`.
pub(super) fn is_table(line: &str) -> bool {
    line.split('.').all(is_bare)
}

/// Text of no known form.
pub(super) fn stray(span: Span) -> Diagnostic {
    Diagnostic::error(
        PAGE_STRAY_TEXT,
        "this text belongs to no stage that holds such text",
    )
    .at(span, "not read")
    .with_help("conditions stand under the heading `Condition`, `Filter` or `Stage 2: filter`")
}

/// The lines of one stage.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stretch<'t> {
    pub(super) text: &'t str,
    pub(super) heading: Span,
    pub(super) lines: &'t [Span],
}

impl Stretch<'_> {
    /// From the heading to the last line.
    fn whole(&self) -> Span {
        self.lines
            .iter()
            .fold(self.heading, |whole, line| whole.to(*line))
    }

    /// True if the lines are the body of a Python rule.
    pub(super) fn is_python(&self) -> bool {
        self.lines
            .iter()
            .map(|span| text::at(self.text, *span))
            .any(|line| {
                let imports = line.starts_with("from ") && line.contains(" import ");
                imports
                    || line.starts_with("import ")
                    || (line.starts_with("def ") && line.ends_with(':'))
            })
    }

    pub(super) fn python(&self) -> Diagnostic {
        Diagnostic::error(PAGE_PYTHON, "the rule's logic is a Python body")
            .at(self.whole(), "code, not conditions")
            .with_help("transpile the rule's `.py` and `.yml` files instead of its page")
    }

    pub(super) fn sequence(&self) -> Diagnostic {
        let name = text::at(self.text, self.heading);
        sequence_of(
            self.whole(),
            format!(
                "the stage `{}`",
                shown(name.split(": ").last().unwrap_or(name), 60)
            ),
        )
    }

    /// The conditions and the threshold of a `having` stage.
    pub(super) fn having(&self) -> Vec<Diagnostic> {
        let lines: Vec<_> = self
            .lines
            .iter()
            .map(|span| text::at(self.text, *span))
            .collect();
        let widget = lines
            .iter()
            .position(|line| *line == "Threshold" || *line == "Cardinality");
        let (conditions, widget) = self
            .lines
            .split_at_checked(widget.unwrap_or(lines.len()))
            .unwrap_or_default();
        let mut errors: Vec<_> = conditions
            .iter()
            .map(|span| {
                over_many(
                    PAGE_HAVING,
                    "the page asks something of a group of events",
                    *span,
                )
            })
            .collect();
        if let (Some(first), Some(last)) = (widget.first(), widget.last()) {
            errors.push(over_many(
                PAGE_THRESHOLD,
                "the page has a threshold",
                first.to(*last),
            ));
        }
        errors
    }
}

fn over_many(code: Code, message: &str, span: Span) -> Diagnostic {
    Diagnostic::error(code, message)
        .at(span, "no single event can satisfy this")
        .with_note("a condition looks at one event")
        .with_help("give it as the rule's `Threshold` and `GroupBy`")
}
