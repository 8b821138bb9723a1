//! Whether an object has a key.
//!
//! In: the place at the key, or the object and a key that the event decides. Out: when it is there.

use super::equality::of;
use super::run::{Run, quantified};
use super::value::{Binder, Json, Symbol, Val, leaf, raise};
use transpile_sdk::ir::{
    Call, Condition, Facts, Field, Function, Predicate, Root, Scalar, Step, Test, Type, Value,
};

impl Run<'_> {
    /// True if a key is there, whatever its value is.
    pub(super) fn is_there(&mut self, place: &Value) -> Condition {
        let Value::Call(call) = place else {
            return self.test(place, Test::HasKey);
        };
        let has_value = self.test(place, Test::IsMissing).complement();
        let Some((Step::Key(key), outer)) = call.steps.split_last() else {
            return has_value;
        };
        // In what a function gives, only the keys tell a null from what is absent.
        let object = Value::Call(Call {
            steps: outer.to_vec(),
            ..call.clone()
        });
        let name = Value::Field(Field {
            root: Root::Element("name".to_owned()),
            steps: Vec::new(),
            ty: Type::String,
            facts: Facts::default(),
        });
        let binder = Binder {
            array: of(Function::Keys, &object),
            element: "name".to_owned(),
            unordered: None,
        };
        let same = Condition::predicate(Predicate {
            value: name,
            negated: false,
            test: Test::Eq(Scalar::String(key.clone())),
            origin: self.origin(),
        });
        let has_key = quantified(&[binder], same);
        self.known
            .simplify(Condition::either([has_value, has_key]), &self.schema)
    }

    /// True if an object has a key that is this text; Panther's objects find it without regard to case.
    pub(super) fn has_key_like(&mut self, json: &Json, key: &Value) -> Condition {
        let (binder, own) = self.each(&of(Function::Keys, &json.value), "key");
        let (own, key) = if json.wrapped {
            (of(Function::Lower, &own), of(Function::Lower, key))
        } else {
            (own, key.clone())
        };
        let same = self.test(&own, Test::EqField(key));
        quantified(&[binder], same)
    }

    /// What is no text is no key. Panther's objects take it for one, unless they have none at all.
    pub(super) fn no_key(&mut self, json: &Json) -> Symbol {
        if !json.wrapped {
            return leaf(Val::bool(false));
        }
        let is_empty = self.test(&json.value, Test::IsFalsy);
        self.choose(
            &is_empty,
            |_| leaf(Val::bool(false)),
            |_| raise("AttributeError"),
        )
    }
}
