//! What is wrong with a line that the grammar refuses, in words and with the fix.
//!
//! In: the line's tokens and the place of failure. Out: one diagnostic. The grammar tells what it
//! looked for at that place; for each such thing one module knows the usual mistakes. The rules look at
//! tokens around the place and never parse, so a hint costs no more than the line is long.

mod alias;
mod argument;
mod end;
mod expression;
mod joint;
mod operator;
mod path;
mod quantifier;
mod range;
mod sign;
mod view;

use crate::codes::{TOO_DEEP, UNEXPECTED, UNEXPECTED_END};
use crate::parser::Rule;
use crate::scan::Token;
use pest::error::{Error, ErrorVariant, InputLocation};
pub(crate) use sign::signs;
use transpile_sdk::diagnostic::{Diagnostic, Span};
use view::View;

/// What the grammar looked for where it failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wanted {
    /// An operator or a test, behind an operand.
    Operator,
    /// A value, behind an operator, in a list or in a call.
    Argument,
    /// A condition.
    Expression,
    /// A field or a call.
    Operand,
    /// `as`, behind a quantifier's array.
    As,
    /// The element's name.
    Element,
    /// `where`, behind the element's name of a `first` or `last`.
    Where,
    /// `has`, behind the bracket of a `where`.
    Has,
    /// The bracket of a quantifier's body.
    Body,
    /// `and`, `or`, or the end of the group or line.
    Joint,
    /// A comma or a closing bracket.
    Separator,
    /// A name behind a dot.
    Segment,
    /// A position in brackets.
    Index,
    /// Nothing that is known here.
    Other,
}

/// Explains why the grammar refuses the line `tokens`, which stands at `span`.
pub(crate) fn explain(text: &str, tokens: &[Token], span: Span, error: &Error<Rule>) -> Diagnostic {
    let ErrorVariant::ParsingError { positives, .. } = &error.variant else {
        return Diagnostic::error(TOO_DEEP, "nested too deeply for this program's stack")
            .at(span, "")
            .with_help("put parts of it on lines of their own: lines are joined by `and`");
    };
    let (InputLocation::Pos(position) | InputLocation::Span((position, _))) = error.location;
    let view = View::new(text, tokens, span.start + position);
    let hint = match wanted(positives) {
        Wanted::Operator => operator::explain(&view),
        Wanted::Argument => argument::explain(&view),
        Wanted::Expression => expression::explain(&view),
        Wanted::Operand => quantifier::operand(&view).or_else(|| expression::operand(&view)),
        Wanted::As => end::no_question(&view).or_else(|| quantifier::missing_as(&view)),
        Wanted::Element => Some(quantifier::element(&view)),
        Wanted::Where => Some(end::missing_where(&view)),
        Wanted::Has => Some(end::missing_has(&view)),
        Wanted::Body => quantifier::body(&view).or_else(|| end::bracket(&view)),
        Wanted::Joint => joint::explain(&view),
        Wanted::Separator => joint::separator(&view),
        Wanted::Segment => Some(path::segment(&view)),
        Wanted::Index => path::index(&view),
        Wanted::Other => end::too_short(&view),
    };
    hint.unwrap_or_else(|| unexpected(&view))
}

/// Boils down the rules that the grammar tried.
fn wanted(positives: &[Rule]) -> Wanted {
    let table: &[(&[Rule], Wanted)] = &[
        (
            &[Rule::operator, Rule::test, Rule::negation],
            Wanted::Operator,
        ),
        (
            &[Rule::argument, Rule::number, Rule::list],
            Wanted::Argument,
        ),
        (
            &[
                Rule::line,
                Rule::or,
                Rule::and,
                Rule::unary,
                Rule::primary,
                Rule::predicate,
                Rule::group,
            ],
            Wanted::Expression,
        ),
        (&[Rule::segment, Rule::bare], Wanted::Segment),
        (
            &[
                Rule::digits,
                Rule::star,
                Rule::index_end,
                Rule::index,
                Rule::each,
            ],
            Wanted::Index,
        ),
        (
            &[Rule::operand, Rule::path, Rule::call, Rule::first],
            Wanted::Operand,
        ),
        (&[Rule::as_word], Wanted::As),
        (&[Rule::element], Wanted::Element),
        (&[Rule::where_word], Wanted::Where),
        (&[Rule::has_word], Wanted::Has),
        (&[Rule::open_round], Wanted::Body),
        (&[Rule::and_word, Rule::or_word, Rule::EOI], Wanted::Joint),
        (
            &[Rule::comma, Rule::close_round, Rule::close_square],
            Wanted::Separator,
        ),
    ];
    let found = table
        .iter()
        .find(|(rules, _)| rules.iter().any(|rule| positives.contains(rule)));
    found.map_or(Wanted::Other, |(_, wanted)| *wanted)
}

/// The last resort.
fn unexpected(view: &View<'_>) -> Diagnostic {
    if view.is_end(0) {
        return Diagnostic::error(UNEXPECTED_END, "the line ends too early")
            .at(view.span(0), "something is missing here")
            .with_help("a condition is written `field operator \"value\"` or `field test`");
    }
    Diagnostic::error(UNEXPECTED, format!("unexpected {}", view.code(0)))
        .at(view.span(0), "does not fit here")
        .with_help("a condition is written `field operator \"value\"` or `field test`")
}
