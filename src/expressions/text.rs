//! Texts, and what is contained in texts and lists.
//!
//! In: a condition about text, and a value. Out: the question in the IR.

use super::ask::{Asked, call, equals, fits};
use super::lower::Lowering;
use super::table::Ask;
use super::verdict::{Verdict, over};
use crate::lower::operators::a;
use transpile_sdk::ir::{
    Condition, Facts, Field, Function, JsonType, Quantifier, Root, Scalar, Step, Test, Type, Value,
};

impl Lowering<'_> {
    /// `StartsWith`, `EndsWith`: false of anything but text.
    pub(super) fn begins_or_ends(
        &mut self,
        asked: &Asked<'_>,
        value: &Value,
        ty: &Type,
    ) -> Option<Condition> {
        if !ty.is_text() && *ty != Type::Json {
            return Some(self.never(asked, ty, asked.key));
        }
        let (value, text) = folded(asked, value);
        let text = text?;
        Some(asked.test(
            &value,
            match asked.row.ask {
                Ask::StartsWith => Test::StartsWith(text),
                _ => Test::EndsWith(text),
            },
        ))
    }

    /// `Contains`: a part of a text, an element of a list or a part of one, a key of an object.
    pub(super) fn contains(
        &mut self,
        asked: &Asked<'_>,
        value: &Value,
        ty: &Type,
    ) -> Option<Verdict> {
        match ty {
            Type::Array(items) => {
                let element = self.paths.fresh();
                let item = element_of(&element, items);
                let body = self.item_contains(asked, &item, items)?;
                let some = over(Quantifier::Any, value.clone(), &element, body, asked.origin);
                Some(Verdict::plain(some))
            }
            Type::Json => Some(self.json_contains(asked, value)),
            Type::String | Type::Ip | Type::Timestamp if asked.text().is_some() => {
                Some(Verdict::plain(has_part(asked, value)))
            }
            Type::String | Type::Ip | Type::Timestamp => {
                self.wrong(asked, &a(ty), "put the value in quotes");
                None
            }
            Type::Object => {
                self.wrong(
                    asked,
                    &a(ty),
                    "for a key of it, write `Condition: Exists`; else name a part of it",
                );
                None
            }
            _ => {
                self.wrong(asked, &a(ty), "write `Condition: Equals`");
                None
            }
        }
    }

    /// An element of a list is equal to the literal, or is text with it in it.
    pub(super) fn item_contains(
        &mut self,
        asked: &Asked<'_>,
        item: &Value,
        ty: &Type,
    ) -> Option<Condition> {
        match ty {
            Type::Object | Type::Array(_) => {
                self.wrong(
                    asked,
                    &a(&Type::Array(Box::new(ty.clone()))),
                    "ask its elements: `Condition: AnyElement` with `Expressions`",
                );
                None
            }
            Type::Json => Some(json_has(asked, item)),
            Type::Long | Type::Double | Type::Bool
                if asked.text().is_some() && !asked.row.folds =>
            {
                let list = a(&Type::Array(Box::new(ty.clone())));
                self.wrong(asked, &list, "write the value without quotes");
                None
            }
            _ if asked.text().is_some() && ty.is_text() => Some(has_part(asked, item)),
            _ => {
                let literal = asked.literals.first()?;
                let list: Vec<Scalar> = equals(&literal.value)
                    .into_iter()
                    .filter(|scalar| fits(ty, scalar))
                    .collect();
                if list.is_empty() {
                    return Some(self.never(asked, ty, literal.span));
                }
                Some(asked.test(item, Test::In(list)))
            }
        }
    }

    /// Of a value whose type is not known. Numbers and booleans contain nothing: Python raises.
    fn json_contains(&mut self, asked: &Asked<'_>, value: &Value) -> Verdict {
        let element = self.paths.fresh();
        let item = element_of(&element, &Type::Json);
        let some = |quantifier, body| over(quantifier, value.clone(), &element, body, asked.origin);
        let yes = Condition::either([
            json_has(asked, value),
            some(Quantifier::Any, json_has(asked, &item)),
        ]);
        let is_scalar = |value: &Value| {
            Condition::either([
                asked.is(value, JsonType::Number),
                asked.is(value, JsonType::Bool),
            ])
        };
        let mut raises = is_scalar(value);
        if asked.text().is_none() {
            raises = Condition::either([raises, asked.is(value, JsonType::String)]);
        }
        if asked.row.folds {
            // What counts as false contains nothing, without an exception.
            raises = Condition::all([raises, asked.test(value, Test::IsFalsy).complement()]);
        } else if asked.text().is_some() {
            let null = asked.test(&item, Test::IsMissing);
            let body = Condition::either([is_scalar(&item), null]);
            raises = Condition::either([raises, some(Quantifier::Any, body)]);
        }
        Verdict::unless_raised(yes, raises.complement())
    }
}

/// A value of unknown type is a text with the literal in it, a list with it as an element, or an object
/// with it as a key.
fn json_has(asked: &Asked<'_>, value: &Value) -> Condition {
    let literals = asked
        .literals
        .iter()
        .flat_map(|literal| equals(&literal.value));
    let element = literals.map(|scalar| asked.test(value, Test::ContainsElement(scalar)));
    let mut ways: Vec<Condition> = Vec::new();
    if let Some(text) = asked.text() {
        ways.push(has_part(asked, value));
        if let Value::Field(field) = value {
            let mut key = field.clone();
            key.steps.push(Step::Key(text.to_owned()));
            key.ty = Type::Json;
            key.facts = Facts::default();
            ways.push(asked.test(&Value::Field(key), Test::HasKey));
        }
    }
    Condition::either(ways.into_iter().chain(element))
}

fn has_part(asked: &Asked<'_>, value: &Value) -> Condition {
    let (value, text) = folded(asked, value);
    asked.test(&value, Test::ContainsText(text.unwrap_or_default()))
}

/// The value and the literal, both in lower case if case does not matter.
fn folded(asked: &Asked<'_>, value: &Value) -> (Value, Option<String>) {
    if asked.row.folds {
        let text = asked.text().map(crate::eval::lower);
        (call(Function::Lower, value), text)
    } else {
        (value.clone(), asked.text().map(str::to_owned))
    }
}

/// The element of a quantifier.
pub(super) fn element_of(name: &str, ty: &Type) -> Value {
    Value::Field(Field {
        root: Root::Element(name.to_owned()),
        steps: Vec::new(),
        ty: ty.clone(),
        facts: Facts::default(),
    })
}
