//! Predicates: one operator on one operand.
//!
//! A complement (`ne`, `is_null`, an infix `not`) of a predicate whose way goes through array elements is
//! "no element": the positive form is built inside, and the outermost quantifier becomes `none`.

use super::advice::Asked;
use super::codes::NULL_OF_OTHER_TYPE;
use super::literal::{Typed, is_doubtful};
use super::operators::a;
use super::path::Reached;
use super::{Lowerer, negate, through};
use transpile_grammar::ast::{Argument, ArgumentKind, Operator, Predicate as Written};
use transpile_grammar::printer::print_operand;
use transpile_sdk::diagnostic::{Diagnostic, Span, shown};
use transpile_sdk::glob::Glob;
use transpile_sdk::ir::{Comparison, Condition, JsonType, Predicate, Scalar, Test, Type, Value};

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
        self.check_use(written, &reached)?;
        let (lowered, complement) = if operator.takes_argument() {
            let argument = written.argument.as_ref()?;
            self.with_argument(operator, written, argument, &mut reached)?
        } else {
            self.test(operator, &ty, written)
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
                Diagnostic::warning(
                    NULL_OF_OTHER_TYPE,
                    format!("on {} `{}` is the same as `{own}`", a(ty), operator.name()),
                )
                .at(written.operator.span, "")
                .with_help(format!(
                    "write `{own}`, or `{python}` to treat 0, false and empty values as Python does"
                )),
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
        let operand = shown(&print_operand(&written.operand), 80);
        let asked = Asked {
            operator,
            negated: written.negated,
            operand: &operand,
        };
        // A key that an object contains is one that is not missing.
        let complement = matches!(
            (operator, &ty),
            (Operator::Ne | Operator::CrossFieldCompare, _) | (Operator::Contains, Type::Object)
        );
        let compare = |lowerer: &mut Self, comparison| {
            let scalar = lowerer.ordered(argument, &ty, &asked)?;
            Some(Lowered::Test(Test::Compare(comparison, scalar)))
        };
        let lowered = match operator {
            Operator::Eq | Operator::Ne => match &argument.value {
                ArgumentKind::Field(other) => {
                    let other = self.operand(other)?;
                    Lowered::Test(self.equal_fields(other, reached, written, argument.span)?)
                }
                _ => self.one_value(argument, &ty, &asked, Test::Eq)?,
            },
            Operator::CrossFieldCompare => {
                Lowered::Test(self.cross_field(written, argument, reached)?)
            }
            Operator::In => self.list(argument, &ty, &asked)?,
            Operator::Contains => match &ty {
                Type::Array(items) => {
                    self.one_value(argument, items, &asked, Test::ContainsElement)?
                }
                Type::Object => self.contains_key(argument, &asked, reached)?,
                _ => Lowered::Test(Test::ContainsText(
                    self.text_argument(argument, &asked)?.to_owned(),
                )),
            },
            Operator::Match => Lowered::Test(Test::ContainsText(
                self.text_argument(argument, &asked)?.to_owned(),
            )),
            Operator::StartsWith => Lowered::Test(Test::StartsWith(
                self.text_argument(argument, &asked)?.to_owned(),
            )),
            Operator::EndsWith => Lowered::Test(Test::EndsWith(
                self.text_argument(argument, &asked)?.to_owned(),
            )),
            Operator::Wildcard => Lowered::Test(Test::Wildcard(Glob::new(
                self.text_argument(argument, &asked)?,
            ))),
            Operator::RegexMatch => Lowered::Test(Test::Regex(self.pattern(argument, &asked)?)),
            Operator::Cidr => Lowered::Test(Test::Cidr(self.networks(argument, &asked)?)),
            Operator::Gt => compare(self, Comparison::Gt)?,
            Operator::Ge => compare(self, Comparison::Ge)?,
            Operator::Lt => compare(self, Comparison::Lt)?,
            Operator::Le => compare(self, Comparison::Le)?,
            _ => return None,
        };
        Some((lowered, complement))
    }

    fn one_value(
        &mut self,
        argument: &Argument,
        ty: &Type,
        asked: &Asked<'_>,
        test: fn(Scalar) -> Test,
    ) -> Option<Lowered> {
        Some(match self.equal_to(argument, ty, asked)? {
            Typed::Value(scalar) => Lowered::Test(test(scalar)),
            Typed::Never => Lowered::Always(false),
        })
    }

    fn list(&mut self, argument: &Argument, ty: &Type, asked: &Asked<'_>) -> Option<Lowered> {
        let items = match &argument.value {
            ArgumentKind::List(items) => items.as_slice(),
            _ => std::slice::from_ref(argument),
        };
        if *ty == Type::Json && items.iter().any(is_doubtful) {
            self.ambiguous_list(items, asked);
            return None;
        }
        // All items are read, so that all their errors are given.
        let read: Vec<Option<Typed>> = items
            .iter()
            .map(|item| self.equal_to(item, ty, asked))
            .collect();
        let mut scalars = Vec::new();
        for item in read {
            if let Typed::Value(scalar) = item? {
                scalars.push(scalar);
            }
        }
        Some(Lowered::Test(Test::In(scalars)))
    }

    fn contains_key(
        &mut self,
        argument: &Argument,
        asked: &Asked<'_>,
        reached: &Reached,
    ) -> Option<Lowered> {
        let key = self.text_argument(argument, asked)?.to_owned();
        let Value::Field(field) = &reached.value else {
            return None;
        };
        let inner = self.first_key(&reached.spec, field.clone(), &key, argument.span)?;
        Some(Lowered::Other(Box::new(inner), Test::IsMissing))
    }
}
