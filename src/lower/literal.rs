//! Literals: read once, as the type of the field that they stand against.

use super::Lowerer;
use super::codes::{AMBIGUOUS_LITERAL, BAD_NUMBER, BAD_TIMESTAMP, NEVER_EQUAL, WRONG_ARGUMENT};
use transpile_grammar::ast::{Argument, ArgumentKind};
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
        field: &str,
    ) -> Option<Typed> {
        let span = argument.span;
        match &argument.value {
            ArgumentKind::String(text) => self.quoted(text, ty, field, span),
            ArgumentKind::Number(text) => {
                let number = self.number(text, span)?;
                Some(match ty {
                    Type::Long | Type::Double | Type::Json => Typed::Value(Scalar::Number(number)),
                    Type::String | Type::Ip => self.never(
                        ty,
                        field,
                        span,
                        Some(format!("put it in quotes: `\"{text}\"`")),
                    ),
                    _ => self.never(ty, field, span, None),
                })
            }
            ArgumentKind::Bool(value) => Some(match ty {
                Type::Bool | Type::Json => Typed::Value(Scalar::Bool(*value)),
                Type::String => self.never(
                    ty,
                    field,
                    span,
                    Some(format!("put it in quotes: `\"{value}\"`")),
                ),
                _ => self.never(ty, field, span, None),
            }),
            ArgumentKind::List(_) | ArgumentKind::Field(_) => {
                self.error(
                    Diagnostic::error(WRONG_ARGUMENT, "a single value is wanted here")
                        .at(span, "not a single value"),
                );
                None
            }
        }
    }

    fn quoted(&mut self, text: &str, ty: &Type, field: &str, span: Span) -> Option<Typed> {
        Some(match ty {
            Type::String | Type::Ip => Typed::Value(Scalar::String(text.to_owned())),
            Type::Long | Type::Double => match Number::parse(text) {
                Some(number) => Typed::Value(Scalar::Number(number)),
                None => self.never(ty, field, span, None),
            },
            Type::Bool => match boolean(text) {
                Some(value) => Typed::Value(Scalar::Bool(value)),
                None => self.never(ty, field, span, None),
            },
            Type::Timestamp => match Timestamp::parse(text, &self.log_type.timestamp_formats) {
                Some(timestamp) => Typed::Value(Scalar::Timestamp(timestamp)),
                None => {
                    self.report(
                        Diagnostic::warning(
                            BAD_TIMESTAMP,
                            format!("no time is equal to \"{}\"", shown(text, 60)),
                        )
                        .at(span, "not a timestamp")
                        .with_help("write RFC 3339: `\"2024-05-01T12:00:00Z\"`"),
                    );
                    Typed::Never
                }
            },
            Type::Json if Number::parse(text).is_some() || boolean(text).is_some() => {
                let bare = text.to_ascii_lowercase();
                self.error(
                    Diagnostic::error(
                        AMBIGUOUS_LITERAL,
                        format!("`{field}` may hold text or something else, and \"{text}\" may mean either"),
                    )
                    .at(span, "quoted")
                    .with_help(format!("write `{field} eq {bare}`, or `text({field}) eq \"{text}\"` for both")),
                );
                return None;
            }
            Type::Json => Typed::Value(Scalar::String(text.to_owned())),
            Type::Array(_) | Type::Object => self.never(ty, field, span, None),
        })
    }

    fn never(&mut self, ty: &Type, field: &str, span: Span, help: Option<String>) -> Typed {
        let mut diagnostic = Diagnostic::warning(
            NEVER_EQUAL,
            format!("`{field}` is a {ty} and is never equal to this"),
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
        operator: &str,
    ) -> Option<&'t str> {
        if let ArgumentKind::String(text) = &argument.value {
            return Some(text);
        }
        let help = match &argument.value {
            ArgumentKind::Number(text) => format!("put it in quotes: `{operator} \"{text}\"`"),
            ArgumentKind::Bool(value) => format!("put it in quotes: `{operator} \"{value}\"`"),
            ArgumentKind::List(_) => format!(
                "write one predicate an alternative: `x {operator} \"a\" or x {operator} \"b\"`"
            ),
            _ => format!("write `{operator} \"…\"`"),
        };
        self.error(
            Diagnostic::error(WRONG_ARGUMENT, format!("`{operator}` takes quoted text"))
                .at(argument.span, "not quoted text")
                .with_help(help),
        );
        None
    }
}

/// The spellings of a boolean in the notation: JSON's and Python's.
fn boolean(text: &str) -> Option<bool> {
    match text {
        "true" | "True" => Some(true),
        "false" | "False" => Some(false),
        _ => None,
    }
}
