//! Literals: read once, as the type of the field that they stand against.

use super::Lowerer;
use super::advice::{Asked, instead_of, kind_of, timestamp_help};
use super::codes::{AMBIGUOUS_LITERAL, BAD_NUMBER, BAD_TIMESTAMP, NEVER_EQUAL, WRONG_ARGUMENT};
use super::operators::a;
use transpile_grammar::ast::{Argument, ArgumentKind, Operator};
use transpile_grammar::printer::print_argument;
use transpile_sdk::diagnostic::{Diagnostic, Span, shown};
use transpile_sdk::ir::{Number, Scalar, Type};
use transpile_sdk::time::Timestamp;

/// What a literal is to a field.
pub(super) enum Typed {
    /// A value that the field may have.
    Value(Scalar),
    /// A value that the field never has; a warning was given.
    Never,
}

impl Lowerer<'_> {
    /// Reads a scalar for `eq`, `in` and the like. `None`: a diagnostic was given.
    pub(super) fn equal_to(
        &mut self,
        argument: &Argument,
        ty: &Type,
        asked: &Asked<'_>,
    ) -> Option<Typed> {
        let span = argument.span;
        match &argument.value {
            ArgumentKind::String(text) => self.quoted(text, ty, asked, span),
            ArgumentKind::Number(text) => {
                let number = self.number(text, span)?;
                Some(match ty {
                    Type::Long | Type::Double | Type::Json => Typed::Value(Scalar::Number(number)),
                    Type::String | Type::Ip => self.never(
                        ty,
                        asked,
                        span,
                        Some(format!("put it in quotes: `\"{text}\"`")),
                    ),
                    _ => self.never(ty, asked, span, None),
                })
            }
            ArgumentKind::Bool(value) => Some(match ty {
                Type::Bool | Type::Json => Typed::Value(Scalar::Bool(*value)),
                Type::String => self.never(
                    ty,
                    asked,
                    span,
                    Some(format!("put it in quotes: `\"{value}\"`")),
                ),
                _ => self.never(ty, asked, span, None),
            }),
            ArgumentKind::List(_) | ArgumentKind::Field(_) => {
                let message = match (&argument.value, asked.operator) {
                    (ArgumentKind::Field(_), Operator::In) => {
                        "`in` takes a list of values".to_owned()
                    }
                    (_, Operator::In) => "a list holds single values".to_owned(),
                    (_, operator) => format!("`{}` takes one value here", operator.name()),
                };
                self.error(
                    Diagnostic::error(WRONG_ARGUMENT, message)
                        .at(span, kind_of(argument))
                        .with_help(instead_of(argument, asked)),
                );
                None
            }
        }
    }

    fn quoted(&mut self, text: &str, ty: &Type, asked: &Asked<'_>, span: Span) -> Option<Typed> {
        Some(match ty {
            Type::Long | Type::Double => match Number::parse(text) {
                Some(number) => Typed::Value(Scalar::Number(number)),
                None => self.never(ty, asked, span, Some("write a number".to_owned())),
            },
            Type::Bool => match boolean(text) {
                Some(value) => Typed::Value(Scalar::Bool(value)),
                None => self.never(ty, asked, span, Some("write `true` or `false`".to_owned())),
            },
            Type::Timestamp => {
                let Some(timestamp) = Timestamp::parse(text, &self.log_type.timestamp_formats)
                else {
                    self.report(
                        Diagnostic::warning(
                            BAD_TIMESTAMP,
                            format!("no time is equal to \"{}\"", shown(text, 60)),
                        )
                        .at(span, "not a timestamp")
                        .with_help(timestamp_help(text)),
                    );
                    return Some(Typed::Never);
                };
                Typed::Value(Scalar::Timestamp(timestamp))
            }
            Type::Json if is_ambiguous(text) => {
                let other = if boolean(text).is_some() {
                    "a boolean"
                } else {
                    "a number"
                };
                let (x, operator) = (asked.operand, asked.written());
                let bare = text.to_ascii_lowercase();
                self.error(
                    Diagnostic::error(
                        AMBIGUOUS_LITERAL,
                        format!("`{x}` may hold text or {other}, and \"{text}\" may mean either"),
                    )
                    .at(span, format!("this text, or {other}?"))
                    .with_help(format!(
                        "write `{x} {operator} {bare}`, or `text({x}) {operator} \"{text}\"` for both"
                    )),
                );
                return None;
            }
            Type::String | Type::Ip | Type::Json => Typed::Value(Scalar::String(text.to_owned())),
            Type::Array(_) | Type::Object => self.never(ty, asked, span, None),
        })
    }

    /// Says of the list of an `in` that some of its texts may stand for something else.
    pub(super) fn ambiguous_list(&mut self, items: &[Argument], asked: &Asked<'_>) {
        let doubtful: Vec<&Argument> = items.iter().filter(|item| is_doubtful(item)).collect();
        let Some(first) = doubtful.first() else {
            return;
        };
        let (x, operator) = (asked.operand, asked.written());
        let list = |bare: bool| {
            let items: Vec<String> = items
                .iter()
                .map(|item| match &item.value {
                    ArgumentKind::String(text) if bare && is_doubtful(item) => {
                        text.to_ascii_lowercase()
                    }
                    ArgumentKind::Number(text) if !bare => format!("\"{text}\""),
                    ArgumentKind::Bool(value) if !bare => format!("\"{value}\""),
                    _ => print_argument(item),
                })
                .collect();
            shown(&items.join(", "), 80)
        };
        let mut diagnostic = Diagnostic::error(
            AMBIGUOUS_LITERAL,
            format!("`{x}` may hold text or something else, and quoted numbers and booleans may mean either"),
        )
        .at(first.span, "this text, or its value?")
        .with_help(format!(
            "write `{x} {operator} [{}]`, or `text({x}) {operator} [{}]` for both",
            list(true),
            list(false)
        ));
        for other in doubtful.iter().skip(1).take(9) {
            diagnostic = diagnostic.at(other.span, "");
        }
        self.error(diagnostic);
    }

    fn never(&mut self, ty: &Type, asked: &Asked<'_>, span: Span, help: Option<String>) -> Typed {
        let mut diagnostic = Diagnostic::warning(
            NEVER_EQUAL,
            format!(
                "`{}` is {} and is never equal to this",
                asked.operand,
                a(ty)
            ),
        )
        .at(span, "of another type");
        diagnostic.help = help;
        self.report(diagnostic);
        Typed::Never
    }

    /// Reads a number; beyond the range of a double is an error.
    pub(super) fn number(&mut self, text: &str, span: Span) -> Option<Number> {
        let number = Number::parse(text);
        if number.is_none() {
            self.error(
                Diagnostic::error(
                    BAD_NUMBER,
                    format!("`{}` is beyond the range of a double", shown(text, 40)),
                )
                .at(span, "too large"),
            );
        }
        number
    }

    /// The text of a quoted argument, for operators that take nothing else.
    pub(super) fn text_argument<'t>(
        &mut self,
        argument: &'t Argument,
        asked: &Asked<'_>,
    ) -> Option<&'t str> {
        if let ArgumentKind::String(text) = &argument.value {
            return Some(text);
        }
        let operator = asked.operator.name();
        let help = match &argument.value {
            ArgumentKind::Number(text) => format!("put it in quotes: `{operator} \"{text}\"`"),
            ArgumentKind::Bool(value) => format!("put it in quotes: `{operator} \"{value}\"`"),
            _ => instead_of(argument, asked),
        };
        self.error(
            Diagnostic::error(WRONG_ARGUMENT, format!("`{operator}` takes quoted text"))
                .at(argument.span, kind_of(argument))
                .with_help(help),
        );
        None
    }
}

/// Quoted text that may be meant as a number or a boolean.
pub(super) fn is_doubtful(item: &Argument) -> bool {
    matches!(&item.value, ArgumentKind::String(text) if is_ambiguous(text))
}

/// Text that may be meant as a number or a boolean.
fn is_ambiguous(text: &str) -> bool {
    Number::parse(text).is_some() || boolean(text).is_some()
}

/// The spellings of a boolean in the notation: JSON's and Python's.
fn boolean(text: &str) -> Option<bool> {
    match text {
        "true" | "True" => Some(true),
        "false" | "False" => Some(false),
        _ => None,
    }
}
