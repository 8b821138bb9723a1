//! What has an order, and patterns: the arguments of `gt` and the like, and of `regex_match`.

use super::Lowerer;
use super::advice::{Asked, instead_of, kind_of, timestamp_help};
use super::codes::{BAD_NUMBER, BAD_PATTERN, BAD_TIMESTAMP, WRONG_ARGUMENT};
use transpile_grammar::ast::{Argument, ArgumentKind};
use transpile_sdk::diagnostic::{Diagnostic, Span, shown};
use transpile_sdk::ir::{Number, Scalar, Type};
use transpile_sdk::regex::Regex;
use transpile_sdk::time::Timestamp;

/// A pattern may have so many bytes.
const MAX_PATTERN: usize = 200_000;

impl Lowerer<'_> {
    /// Reads the argument of `gt` and the like. `None`: a diagnostic was given.
    pub(super) fn ordered(
        &mut self,
        argument: &Argument,
        ty: &Type,
        asked: &Asked<'_>,
    ) -> Option<Scalar> {
        let operator = asked.operator.name();
        let span = argument.span;
        let problem = match (&argument.value, ty) {
            (ArgumentKind::String(text), Type::Timestamp) => {
                match Timestamp::parse(text, &self.log_type.timestamp_formats) {
                    Some(timestamp) => return Some(Scalar::Timestamp(timestamp)),
                    None => Diagnostic::error(
                        BAD_TIMESTAMP,
                        format!("\"{}\" is not a timestamp", shown(text, 60)),
                    )
                    .at(span, "")
                    .with_help(timestamp_help(text)),
                }
            }
            (ArgumentKind::Field(_) | ArgumentKind::List(_), _) => {
                Diagnostic::error(WRONG_ARGUMENT, format!("`{operator}` takes one value here"))
                    .at(span, kind_of(argument))
                    .with_help(instead_of(argument, asked))
            }
            (_, Type::Timestamp) => Diagnostic::error(
                BAD_TIMESTAMP,
                format!("`{}` is a timestamp, and this is not", asked.operand),
            )
            .at(span, kind_of(argument))
            .with_help(timestamp_help("")),
            (ArgumentKind::Number(text), _) => return self.number(text, span).map(Scalar::Number),
            (ArgumentKind::String(text), _) => match Number::parse(text) {
                Some(number) => return Some(Scalar::Number(number)),
                None => Diagnostic::error(
                    BAD_NUMBER,
                    format!("\"{}\" is not a number", shown(text, 60)),
                )
                .at(span, "")
                .with_help(format!("`{operator}` compares numbers; text has no order")),
            },
            (ArgumentKind::Bool(_), _) => {
                Diagnostic::error(WRONG_ARGUMENT, format!("`{operator}` takes a number"))
                    .at(span, kind_of(argument))
                    .with_help(format!("write a number, such as `{operator} 1`"))
            }
        };
        self.error(problem);
        None
    }

    /// Reads the argument of `regex_match`. `None`: a diagnostic was given.
    pub(super) fn pattern(&mut self, argument: &Argument, asked: &Asked<'_>) -> Option<Regex> {
        let text = self.text_argument(argument, asked)?;
        let whole = argument.span;
        if text.len() > MAX_PATTERN {
            let length = text.len();
            self.error(
                Diagnostic::error(
                    BAD_PATTERN,
                    format!("the pattern has {length} bytes, more than the {MAX_PATTERN} that it may have"),
                )
                .at(whole, "")
                .with_help("split it: `x regex_match \"…\" or x regex_match \"…\"`"),
            );
            return None;
        }
        match Regex::new(text) {
            Ok(regex) => Some(regex),
            Err(problem) => {
                let part = text
                    .get(problem.span.start..problem.span.end)
                    .unwrap_or_default();
                // Without escapes a place in the text is one in the source, behind the quote.
                let plain = whole.end - whole.start == text.len() + 2;
                let mut diagnostic = Diagnostic::error(BAD_PATTERN, problem.message.clone());
                diagnostic = if plain && !part.is_empty() {
                    let start = whole.start + 1;
                    let span = Span::new(start + problem.span.start, start + problem.span.end);
                    diagnostic.at(span, "")
                } else if part.is_empty() {
                    diagnostic.at(whole, "")
                } else {
                    diagnostic.at(whole, format!("at `{}`", shown(part, 40)))
                };
                diagnostic.help = problem.help.map(str::to_owned);
                self.error(diagnostic);
                None
            }
        }
    }
}
