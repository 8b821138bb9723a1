//! Predicates: one operator on one operand.
//!
//! A complement (`ne`, `is_null`, an infix `not`) of a predicate whose way goes through array elements is
//! "no element": the positive form is built inside, and the outermost quantifier becomes `none`.

use super::codes::{
    BAD_NETWORK, BAD_NUMBER, BAD_PATTERN, BAD_TIMESTAMP, CROSS_FIELD, NEVER_EQUAL_FIELDS,
    NULL_OF_OTHER_TYPE, WRONG_ARGUMENT, WRONG_TYPE,
};
use super::literal::Typed;
use super::path::Reached;
use super::{Lowerer, negate, operators, shown_value, through};
use transpile_grammar::ast::{Argument, ArgumentKind, Operator, Predicate as Written};
use transpile_grammar::printer::print_path;
use transpile_sdk::cidr::Network;
use transpile_sdk::diagnostic::{Diagnostic, Span, shown};
use transpile_sdk::glob::Glob;
use transpile_sdk::ir::{
    Comparison, Condition, JsonType, Number, Predicate, Scalar, Test, Type, Value,
};
use transpile_sdk::regex::Regex;
use transpile_sdk::time::Timestamp;

/// A test, or the answer that it has for every value.
enum Lowered {
    Test(Test),
    Always(bool),
    /// The value with another test: `userIdentity contains "arn"` asks `userIdentity.arn`.
    Other(Box<Reached>, Test),
}

impl Lowerer<'_> {
    pub(super) fn predicate(&mut self, written: &Written, span: Span) -> Condition {
        self.try_predicate(written, span)
            .unwrap_or(Condition::Const(false))
    }

    fn try_predicate(&mut self, written: &Written, span: Span) -> Option<Condition> {
        let operator = written.operator.value;
        let mut reached = self.operand(&written.operand)?;
        let ty = reached.value.ty();
        if let Some(help) = operators::misuse(operator, &ty) {
            let name = operator.name();
            self.error(
                Diagnostic::error(WRONG_TYPE, format!("`{name}` does not apply to a {ty}"))
                    .at(written.operator.span, "")
                    .at(written.operand.span, format!("a {ty}"))
                    .with_help(help),
            );
            return None;
        }
        let (lowered, complement) = match operator.takes_argument() {
            true => {
                let argument = written.argument.as_ref()?;
                self.with_argument(operator, written, argument, &mut reached)?
            }
            false => self.test(operator, &ty, written),
        };
        let negated = complement != written.negated;
        let origin = self.origin(span);
        let (reached, test) = match lowered {
            Lowered::Always(value) => return Some(Condition::Const(value != negated)),
            Lowered::Test(test) => (reached, test),
            Lowered::Other(other, test) => {
                let mut other = *other;
                reached.through.append(&mut other.through);
                (
                    Reached {
                        through: reached.through,
                        ..other
                    },
                    test,
                )
            }
        };
        if reached.through.is_empty() {
            return Some(Condition::Predicate(Predicate {
                value: reached.value,
                negated,
                test,
                origin,
            }));
        }
        // The tests for nothing are complements: "no element is something".
        let absence = matches!(test, Test::IsNull | Test::IsMissing | Test::IsFalsy);
        let inner = Predicate {
            value: reached.value,
            negated: absence,
            test,
            origin,
        };
        let some = through(reached.through, Condition::Predicate(inner), origin);
        Some(if negated == absence {
            some
        } else {
            negate(some)
        })
    }

    /// Tests without an argument: the test, and whether its complement is asked.
    fn test(&mut self, operator: Operator, ty: &Type, written: &Written) -> (Lowered, bool) {
        let (test, complement) = match operator {
            Operator::IsNull => (Test::IsNull, false),
            Operator::IsNotNull => (Test::IsNull, true),
            Operator::IsPresent => (Test::IsMissing, true),
            Operator::IsFalsy => (Test::IsFalsy, false),
            Operator::IsTruthy => (Test::IsFalsy, true),
            Operator::IsIp => (Test::IsIp, false),
            Operator::IsPrivateIp => (Test::IsPrivateIp, false),
            Operator::IsString => (Test::IsType(JsonType::String), false),
            Operator::IsNumber => (Test::IsType(JsonType::Number), false),
            Operator::IsBool => (Test::IsType(JsonType::Bool), false),
            Operator::IsArray => (Test::IsType(JsonType::Array), false),
            Operator::IsObject => (Test::IsType(JsonType::Object), false),
            _ => (Test::IsMissing, false),
        };
        if test == Test::IsNull && !ty.is_text() && *ty != Type::Json {
            let (own, python) = if complement {
                ("is_present", "is_truthy")
            } else {
                ("is_missing", "is_falsy")
            };
            self.report(
                Diagnostic::warning(NULL_OF_OTHER_TYPE, format!("on a {ty} this is `{own}`"))
                    .at(written.operator.span, "")
                    .with_help(format!("write `{own}`, or `{python}` for what Python takes it for (0, false and empty ones too)")),
            );
            return (Lowered::Test(Test::IsMissing), complement);
        }
        (Lowered::Test(test), complement)
    }

    /// Operators with an argument: the test, and whether its complement is asked.
    fn with_argument(
        &mut self,
        operator: Operator,
        written: &Written,
        argument: &Argument,
        reached: &mut Reached,
    ) -> Option<(Lowered, bool)> {
        let ty = reached.value.ty();
        let name = operator.name();
        // A key that an object contains is one that is not missing.
        let complement = matches!(
            (operator, &ty),
            (Operator::Ne | Operator::CrossFieldCompare, _) | (Operator::Contains, Type::Object)
        );
        let lowered = match operator {
            Operator::Eq | Operator::Ne => match &argument.value {
                ArgumentKind::Field(other) => {
                    let other = self.operand(other)?;
                    self.equal_fields(other, reached, argument.span)?
                }
                _ => self.one_value(argument, &ty, reached, Test::Eq)?,
            },
            Operator::CrossFieldCompare => self.cross_field(written, argument, reached)?,
            Operator::In => self.list(argument, &ty, reached)?,
            Operator::Contains => match &ty {
                Type::Array(items) => {
                    self.one_value(argument, items, reached, Test::ContainsElement)?
                }
                Type::Object => self.contains_key(argument, reached)?,
                _ => Lowered::Test(Test::ContainsText(
                    self.text_argument(argument, name)?.to_owned(),
                )),
            },
            Operator::Match => Lowered::Test(Test::ContainsText(
                self.text_argument(argument, name)?.to_owned(),
            )),
            Operator::StartsWith => Lowered::Test(Test::StartsWith(
                self.text_argument(argument, name)?.to_owned(),
            )),
            Operator::EndsWith => Lowered::Test(Test::EndsWith(
                self.text_argument(argument, name)?.to_owned(),
            )),
            Operator::Wildcard => Lowered::Test(Test::Wildcard(Glob::new(
                self.text_argument(argument, name)?,
            ))),
            Operator::RegexMatch => Lowered::Test(Test::Regex(self.pattern(argument, name)?)),
            Operator::Cidr => self.networks(argument)?,
            Operator::Gt => self.compare(Comparison::Gt, argument, &ty)?,
            Operator::Ge => self.compare(Comparison::Ge, argument, &ty)?,
            Operator::Lt => self.compare(Comparison::Lt, argument, &ty)?,
            Operator::Le => self.compare(Comparison::Le, argument, &ty)?,
            _ => return None,
        };
        Some((lowered, complement))
    }

    fn one_value(
        &mut self,
        argument: &Argument,
        ty: &Type,
        reached: &Reached,
        test: fn(Scalar) -> Test,
    ) -> Option<Lowered> {
        Some(
            match self.equal_to(argument, ty, &shown_value(&reached.value))? {
                Typed::Value(scalar) => Lowered::Test(test(scalar)),
                Typed::Never => Lowered::Always(false),
            },
        )
    }

    fn list(&mut self, argument: &Argument, ty: &Type, reached: &Reached) -> Option<Lowered> {
        let items = match &argument.value {
            ArgumentKind::List(items) => items.as_slice(),
            _ => std::slice::from_ref(argument),
        };
        let field = shown_value(&reached.value);
        // All items are read, so that all their errors are given.
        let read: Vec<Option<Typed>> = items
            .iter()
            .map(|item| self.equal_to(item, ty, &field))
            .collect();
        let mut scalars = Vec::new();
        for item in read {
            if let Typed::Value(scalar) = item? {
                scalars.push(scalar);
            }
        }
        Some(Lowered::Test(Test::In(scalars)))
    }

    fn contains_key(&mut self, argument: &Argument, reached: &Reached) -> Option<Lowered> {
        let key = self.text_argument(argument, "contains")?.to_owned();
        let Value::Field(field) = &reached.value else {
            return None;
        };
        let inner = self.first_key(&reached.spec, field.clone(), &key, argument.span)?;
        Some(Lowered::Other(Box::new(inner), Test::IsMissing))
    }

    fn equal_fields(
        &mut self,
        mut other: Reached,
        own: &mut Reached,
        span: Span,
    ) -> Option<Lowered> {
        let (a, b) = (own.value.ty(), other.value.ty());
        let scalar = |ty: &Type| !matches!(ty, Type::Array(_) | Type::Object);
        let alike = (a.is_number() && b.is_number())
            || (a == b)
            || (matches!(a, Type::String | Type::Ip) && matches!(b, Type::String | Type::Ip))
            || (a == Type::Json && b != Type::Timestamp)
            || (b == Type::Json && a != Type::Timestamp);
        if !alike || !scalar(&a) || !scalar(&b) {
            self.error(
                Diagnostic::error(
                    NEVER_EQUAL_FIELDS,
                    format!("a {a} and a {b} are never equal"),
                )
                .at(span, format!("a {b}"))
                .with_help("`text(…)` makes text of any value"),
            );
            return None;
        }
        own.through.append(&mut other.through);
        Some(Lowered::Test(Test::EqField(other.value)))
    }

    fn cross_field(
        &mut self,
        written: &Written,
        argument: &Argument,
        own: &mut Reached,
    ) -> Option<Lowered> {
        let text = self.text_argument(argument, Operator::CrossFieldCompare.name())?;
        let path = match transpile_grammar::parse_path(text) {
            Ok(path) => path,
            Err(diagnostics) => {
                for diagnostic in diagnostics {
                    self.error(diagnostic.map_spans(|_| argument.span));
                }
                return None;
            }
        };
        self.report(
            Diagnostic::warning(
                CROSS_FIELD,
                "`cross_field_compare` does not say how the fields are compared",
            )
            .at(written.operator.span, "read as \"differs from\"")
            .with_help(format!("write `ne field {}`", print_path(&path))),
        );
        let other = self.path(&path, argument.span)?;
        self.equal_fields(other, own, argument.span)
    }

    fn compare(
        &mut self,
        comparison: Comparison,
        argument: &Argument,
        ty: &Type,
    ) -> Option<Lowered> {
        let scalar = match (&argument.value, ty) {
            (ArgumentKind::String(text), Type::Timestamp) => {
                let Some(timestamp) = Timestamp::parse(text, &self.log_type.timestamp_formats)
                else {
                    self.error(
                        Diagnostic::error(
                            BAD_TIMESTAMP,
                            format!("\"{}\" is not a timestamp", shown(text, 60)),
                        )
                        .at(argument.span, "")
                        .with_help("write RFC 3339: `\"2024-05-01T12:00:00Z\"`"),
                    );
                    return None;
                };
                Scalar::Timestamp(timestamp)
            }
            (_, Type::Timestamp) => {
                self.error(
                    Diagnostic::error(BAD_TIMESTAMP, "a timestamp is compared with a timestamp")
                        .at(argument.span, "")
                        .with_help("write RFC 3339 in quotes: `\"2024-05-01T12:00:00Z\"`"),
                );
                return None;
            }
            (ArgumentKind::Number(text), _) => Scalar::Number(self.number(text, argument.span)?),
            (ArgumentKind::String(text), _) => match Number::parse(text) {
                Some(number) => Scalar::Number(number),
                None => {
                    self.error(
                        Diagnostic::error(
                            BAD_NUMBER,
                            format!("\"{}\" is not a number", shown(text, 60)),
                        )
                        .at(argument.span, ""),
                    );
                    return None;
                }
            },
            _ => {
                self.error(
                    Diagnostic::error(WRONG_ARGUMENT, "a number is wanted here")
                        .at(argument.span, "not a number"),
                );
                return None;
            }
        };
        Some(Lowered::Test(Test::Compare(comparison, scalar)))
    }

    fn networks(&mut self, argument: &Argument) -> Option<Lowered> {
        let items = match &argument.value {
            ArgumentKind::List(items) => items.as_slice(),
            _ => std::slice::from_ref(argument),
        };
        let read: Vec<Option<Network>> = items.iter().map(|item| self.network(item)).collect();
        Some(Lowered::Test(Test::Cidr(
            read.into_iter().collect::<Option<_>>()?,
        )))
    }

    fn network(&mut self, item: &Argument) -> Option<Network> {
        let text = self.text_argument(item, "cidr")?;
        let network = text.parse().ok();
        if network.is_none() {
            self.error(
                Diagnostic::error(
                    BAD_NETWORK,
                    format!("\"{}\" is not a network", shown(text, 60)),
                )
                .at(item.span, "")
                .with_help(
                    "write an address and a prefix length: `\"10.0.0.0/8\"`, `\"fc00::/7\"`",
                ),
            );
        }
        network
    }

    fn pattern(&mut self, argument: &Argument, name: &str) -> Option<Regex> {
        let text = self.text_argument(argument, name)?;
        match Regex::new(text) {
            Ok(regex) => Some(regex),
            Err(problem) => {
                let part = text
                    .get(problem.span.start..problem.span.end)
                    .unwrap_or_default();
                let mut diagnostic = Diagnostic::error(BAD_PATTERN, problem.message.clone()).at(
                    argument.span,
                    if part.is_empty() {
                        String::new()
                    } else {
                        format!("at `{}`", shown(part, 40))
                    },
                );
                diagnostic.help = problem.help.map(str::to_owned);
                self.error(diagnostic);
                None
            }
        }
    }
}
