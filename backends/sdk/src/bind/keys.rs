//! Questions about the keys of an object, one by one.
//!
//! In: `any` or `none` over `keys(…)` of what a function gives, whose body compares the key with texts. Out: the same as
//! tests for those keys, which tables can answer without a list of all keys.

use crate::ir::{
    Call, Condition, Function, Predicate, Quantified, Quantifier, Root, Scalar, Step, Test, Value,
};

/// The tests for the keys that are asked for; nothing, if something else is asked of them.
pub(super) fn asked(quantified: &Quantified) -> Option<Condition> {
    let is_any = match quantified.quantifier {
        Quantifier::Any => true,
        Quantifier::None => false,
        Quantifier::All | Quantifier::One | Quantifier::AtLeast(_) => return None,
    };
    let Value::Call(keys) = &quantified.array else {
        return None;
    };
    let (Function::Keys, [], Value::Call(object)) = (keys.function, &*keys.steps, &*keys.operand)
    else {
        return None;
    };
    let Condition::Predicate(predicate) = &*quantified.body else {
        return None;
    };
    let Value::Field(key) = &predicate.value else {
        return None;
    };
    let is_element = key.steps.is_empty()
        && matches!(&key.root, Root::Element(name) if *name == quantified.element);
    if predicate.negated || !is_element {
        return None;
    }
    let names = match &predicate.test {
        Test::Eq(name) => std::slice::from_ref(name),
        Test::In(names) => names,
        _ => return None,
    };
    let mut asked = Vec::new();
    for name in names {
        let Scalar::String(name) = name else {
            return None;
        };
        let step = Step::Key(name.clone());
        asked.push(Condition::Predicate(Predicate {
            value: Value::Call(Call {
                steps: object.steps.iter().cloned().chain([step]).collect(),
                ..object.clone()
            }),
            negated: !is_any,
            test: Test::HasKey,
            origin: predicate.origin,
        }));
    }
    Some(if is_any {
        Condition::either(asked)
    } else {
        Condition::all(asked)
    })
}
