//! What a condition asks of a value, by the value's type.
//!
//! In: a condition with its literals, and a value. Out: a [`Verdict`], before a negation is looked at;
//! or a diagnostic, if the condition makes no sense for values of that type.
//!
//! The answers are those of Python: numbers and booleans are equal by value (`1 == True`), text and
//! numbers have no order (an exception), a list contains what is equal to an element or, in text, a part
//! of one.

use super::codes::{INEXPRESSIBLE, NEVER, WRONG_FIELD};
use super::lower::Lowering;
use super::table::{Ask, Row};
use super::verdict::{Verdict, over};
use crate::load::Located;
use crate::lower::operators::a;
use crate::lower::paths::Found;
use transpile_sdk::diagnostic::{Diagnostic, Span};
use transpile_sdk::ir::{
    Call, Comparison, Condition, Function, JsonType, Number, Origin, Predicate, Quantifier, Scalar,
    Test, Type, Value,
};

/// A value that is asked something.
#[derive(Debug, Clone)]
pub(super) struct Subject {
    pub(super) value: Value,
    pub(super) ty: Type,
    pub(super) is_declared: bool,
}

impl Subject {
    pub(super) fn of(found: Found) -> Self {
        Self {
            ty: found.value.ty(),
            is_declared: found.is_declared,
            value: found.value,
        }
    }
}

/// A condition with its literals and places.
pub(super) struct Asked<'a> {
    pub(super) row: Row,
    pub(super) condition: Span,
    pub(super) key: Span,
    pub(super) literals: &'a [Located<Scalar>],
    pub(super) origin: Origin,
}

impl Asked<'_> {
    pub(super) fn test(&self, value: &Value, test: Test) -> Condition {
        Condition::predicate(Predicate {
            value: value.clone(),
            negated: false,
            test,
            origin: self.origin,
        })
    }

    pub(super) fn is(&self, value: &Value, ty: JsonType) -> Condition {
        self.test(value, Test::IsType(ty))
    }

    /// The only literal, if it is text.
    pub(super) fn text(&self) -> Option<&str> {
        match self.literals {
            [
                Located {
                    value: Scalar::String(text),
                    ..
                },
            ] => Some(text),
            _ => None,
        }
    }
}

/// A function of a value.
pub(super) fn call(function: Function, value: &Value) -> Value {
    Value::Call(Call {
        function,
        operand: Box::new(value.clone()),
        arguments: Vec::new(),
        steps: Vec::new(),
    })
}

/// What Python holds for equal to a literal.
pub(super) fn equals(literal: &Scalar) -> Vec<Scalar> {
    let number = |int| Scalar::Number(Number::Int(int));
    let twin = match literal {
        Scalar::Bool(value) => Some(number(i64::from(*value))),
        Scalar::Number(value) if value.is_zero() => Some(Scalar::Bool(false)),
        Scalar::Number(value) if *value == Number::Int(1) => Some(Scalar::Bool(true)),
        _ => None,
    };
    [literal.clone()].into_iter().chain(twin).collect()
}

/// True if a value of that type may be equal to the scalar.
pub(super) fn fits(ty: &Type, scalar: &Scalar) -> bool {
    match scalar {
        _ if *ty == Type::Json => true,
        Scalar::String(_) | Scalar::Timestamp(_) => ty.is_text(),
        Scalar::Number(_) => ty.is_number(),
        Scalar::Bool(_) => *ty == Type::Bool,
    }
}

impl Lowering<'_> {
    /// Asks one value.
    pub(super) fn ask(&mut self, asked: &Asked<'_>, subject: &Subject) -> Option<Verdict> {
        let Subject { value, ty, .. } = subject;
        let plain = |condition| Some(Verdict::plain(condition));
        match asked.row.ask {
            Ask::Equals => plain(self.equal(asked, value, ty)?),
            Ask::IsIn => plain(self.is_in(asked, value, ty)?),
            Ask::StartsWith | Ask::EndsWith => plain(self.begins_or_ends(asked, value, ty)?),
            Ask::Contains => self.contains(asked, value, ty),
            Ask::Order(comparison) => self.order(asked, comparison, value, ty),
            Ask::Empty => plain(empty(asked, value, ty)),
            Ask::Null => plain(asked.test(value, Test::IsMissing)),
            Ask::Exists => plain(exists(asked, subject)),
            Ask::InNetwork
            | Ask::NetworkContains
            | Ask::Public
            | Ask::Private
            | Ask::Address(_) => self.address(asked, value, ty),
            // The reader makes expressions of their own of these.
            Ask::Elements(_) | Ask::Always(_) => None,
        }
    }

    /// Asks the list that `a[*].b` gives: the parts of all elements, but for those that are null.
    pub(super) fn ask_all(&mut self, asked: &Asked<'_>, found: &Found) -> Option<Verdict> {
        let (array, element) = found.through.first()?.clone();
        let (value, ty) = (&found.value, found.value.ty());
        let any = |body| {
            let some = over(Quantifier::Any, array.clone(), &element, body, asked.origin);
            Some(Verdict::plain(some))
        };
        match asked.row.ask {
            Ask::Contains => {
                let body = self.item_contains(asked, value, &ty)?;
                any(body)
            }
            Ask::IsIn => {
                let body = self.equal(asked, value, &ty)?;
                any(body)
            }
            Ask::Empty => {
                any(asked.test(value, Test::IsMissing).complement()).map(Verdict::negated)
            }
            Ask::NetworkContains => self.network_contains(asked, &array, &element, value),
            _ => {
                self.wrong(
                    asked,
                    "a list",
                    "ask its elements: `Condition: AnyElement` with `Expressions`",
                );
                None
            }
        }
    }

    /// Equal to one of the literals.
    pub(super) fn equal(
        &mut self,
        asked: &Asked<'_>,
        value: &Value,
        ty: &Type,
    ) -> Option<Condition> {
        if matches!(ty, Type::Array(_) | Type::Object) {
            let help = match ty {
                Type::Object => "name the part that is meant: `KeyPath: a.b`",
                _ => "for an equal element, write `Condition: IsIn`, or `Contains`",
            };
            self.wrong(asked, &a(ty), help);
            return None;
        }
        if let (true, Some(text)) = (asked.row.folds, asked.text()) {
            if !fits(ty, &Scalar::String(String::new())) {
                return Some(self.never(asked, ty, asked.key));
            }
            let lower = Scalar::String(crate::eval::lower(text));
            return Some(asked.test(&call(Function::Lower, value), Test::Eq(lower)));
        }
        let mut list = Vec::new();
        for literal in asked.literals {
            let fitting: Vec<Scalar> = equals(&literal.value)
                .into_iter()
                .filter(|scalar| fits(ty, scalar))
                .collect();
            if fitting.is_empty() {
                self.never(asked, ty, literal.span);
            }
            list.extend(fitting);
        }
        // Panther compares the text of a timestamp, not the instant.
        let value = match ty {
            Type::Timestamp => call(Function::Text, value),
            _ => value.clone(),
        };
        Some(match list.as_slice() {
            [only] => asked.test(&value, Test::Eq(only.clone())),
            _ => asked.test(&value, Test::In(list)),
        })
    }

    fn is_in(&mut self, asked: &Asked<'_>, value: &Value, ty: &Type) -> Option<Condition> {
        let items = match ty {
            Type::Array(items) => items,
            _ if *ty != Type::Json => return self.equal(asked, value, ty),
            _ => ty,
        };
        let own = asked
            .literals
            .iter()
            .flat_map(|literal| equals(&literal.value));
        let fitting = own.filter(|scalar| fits(items, scalar));
        let contained = fitting.map(|scalar| asked.test(value, Test::ContainsElement(scalar)));
        let contained: Vec<Condition> = contained.collect();
        if contained.is_empty() && !asked.literals.is_empty() {
            return Some(self.never(asked, ty, asked.key));
        }
        let itself = match ty {
            Type::Json => Some(self.equal(asked, value, ty)?),
            _ => None,
        };
        Some(Condition::either(itself.into_iter().chain(contained)))
    }

    /// Greater, less …: of numbers; Python raises if one is a number and the other is not.
    fn order(
        &mut self,
        asked: &Asked<'_>,
        comparison: Comparison,
        value: &Value,
        ty: &Type,
    ) -> Option<Verdict> {
        let literal = asked.literals.first()?;
        let bound = match &literal.value {
            Scalar::Number(number) => *number,
            Scalar::Bool(value) => Number::Int(i64::from(*value)),
            Scalar::String(_) | Scalar::Timestamp(_) => {
                let help = match ty {
                    Type::Timestamp => "write the rule as a `Condition`, which compares timestamps",
                    _ => "write the number without quotes",
                };
                self.error(
                    Diagnostic::error(INEXPRESSIBLE, "text has no order in a query")
                        .at(literal.span, "this is a text")
                        .with_help(help),
                );
                return None;
            }
        };
        let holds = |own: bool| {
            Number::Int(i64::from(own))
                .partial_cmp(&bound)
                .is_some_and(|ordering| comparison.holds(ordering))
        };
        let flags = [true, false].into_iter().filter(|own| holds(*own));
        let flag = asked.test(value, Test::In(flags.map(Scalar::Bool).collect()));
        let number = asked.test(value, Test::Compare(comparison, Scalar::Number(bound)));
        Some(match ty {
            Type::Long | Type::Double => Verdict::plain(number),
            Type::Bool => Verdict::plain(flag),
            Type::Json => {
                let is_number = asked.is(value, JsonType::Number);
                let yes = Condition::either([Condition::all([is_number.clone(), number]), flag]);
                let sound = [
                    asked.test(value, Test::IsMissing),
                    is_number,
                    asked.is(value, JsonType::Bool),
                ];
                Verdict::unless_raised(yes, Condition::either(sound))
            }
            ty => {
                self.wrong(
                    asked,
                    &a(ty),
                    "only numbers are greater or less than a number",
                );
                return None;
            }
        })
    }

    /// An error: the condition makes no sense for values of that type.
    pub(super) fn wrong(&mut self, asked: &Asked<'_>, what: &str, help: &str) {
        let name = asked.row.name;
        self.error(
            Diagnostic::error(WRONG_FIELD, format!("`{name}` does not apply to {what}"))
                .at(asked.condition, "")
                .at(asked.key, format!("this is {what}"))
                .with_help(help),
        );
    }

    /// A warning: no value of that type is what is asked for.
    pub(super) fn never(&mut self, asked: &Asked<'_>, ty: &Type, span: Span) -> Condition {
        let name = asked.row.name;
        let answer = if asked.row.negated { "true" } else { "false" };
        let help = match (ty, asked.literals.first().map(|literal| &literal.value)) {
            (Type::Bool | Type::Long | Type::Double, Some(Scalar::String(_))) => {
                "write the value without quotes"
            }
            (_, Some(Scalar::Number(_) | Scalar::Bool(_))) => "put the value in quotes",
            _ => "name another key, or delete this expression",
        };
        self.error(
            Diagnostic::warning(
                NEVER,
                format!("of {} `{name}` is always {answer} here", a(ty)),
            )
            .at(span, "of another type")
            .with_help(help),
        );
        Condition::Const(false)
    }
}

/// Null, or of length 0; numbers and booleans have no length.
fn empty(asked: &Asked<'_>, value: &Value, ty: &Type) -> Condition {
    match ty {
        Type::String | Type::Ip | Type::Timestamp => asked.test(value, Test::IsNull),
        Type::Array(_) | Type::Object => asked.test(value, Test::IsFalsy),
        Type::Long | Type::Double | Type::Bool => asked.test(value, Test::IsMissing),
        Type::Json => Condition::all([
            asked.test(value, Test::IsFalsy),
            asked.is(value, JsonType::Number).complement(),
            asked.is(value, JsonType::Bool).complement(),
        ]),
    }
}

/// The key is there. A field that is declared is not there as null.
fn exists(asked: &Asked<'_>, subject: &Subject) -> Condition {
    match &subject.value {
        Value::Field(field) if !subject.is_declared && !field.steps.is_empty() => {
            asked.test(&subject.value, Test::HasKey)
        }
        value => asked.test(value, Test::IsMissing).complement(),
    }
}
