//! Other words for a question, for a table that cannot be asked it as it is.
//!
//! In: a predicate and the log type. Out: a condition that every event of the log type answers alike, if a fact of the
//! log type gives one. The only kind so far: whether a text is missing, where the table writes a missing text as an
//! empty one, and the log type knows when it is empty.

use crate::catalog::{LogType, Spec};
use transpile_sdk::ir::{Condition, Field, Predicate, Root, Scalar, Step, Test, Type, Value};

/// The condition that answers alike.
pub(super) fn restate(predicate: &Predicate, log_type: &LogType) -> Option<Condition> {
    let (Value::Field(field), Test::IsMissing) = (&predicate.value, &predicate.test) else {
        return None;
    };
    let when = spec_of(field, log_type)?.empty_when.as_ref()?;
    let mut beside = field.clone();
    beside.steps.pop();
    beside.steps.push(Step::Key(when.beside.clone()));
    let other = spec_of(&beside, log_type)?;
    beside.ty = Type::String;
    beside.facts = other.facts();
    let part = |value, test, negated| {
        Condition::Predicate(Predicate {
            value: Value::Field(value),
            negated,
            test,
            origin: predicate.origin,
        })
    };
    // Missing: null or empty, and not empty.
    let missing = Condition::all(vec![
        part(field.clone(), Test::IsNull, false),
        part(beside, Test::Eq(Scalar::String(when.eq.clone())), true),
    ]);
    Some(if predicate.negated {
        missing.complement()
    } else {
        missing
    })
}

fn spec_of<'l>(field: &Field, log_type: &'l LogType) -> Option<&'l Spec> {
    if field.root != Root::Event {
        return None;
    }
    let mut fields = &log_type.fields;
    let mut found = None;
    for step in &field.steps {
        let Step::Key(key) = step else { return None };
        let spec = fields.get(key)?;
        fields = &spec.fields;
        found = Some(spec);
    }
    found
}

#[cfg(test)]
mod tests {
    use crate::catalog;
    use crate::normalize::normalize;
    use transpile_sdk::ir::Condition;

    fn lowered(text: &str) -> Condition {
        let log_type = catalog::log_type("AWS.CloudTrail").unwrap();
        let tree = transpile_grammar::parse(text).unwrap();
        let same = |span| span;
        let pieces = [crate::lower::Piece {
            tree: &tree,
            to_file: &same,
        }];
        normalize(&crate::lower::lower(&pieces, &log_type).0)
    }

    #[test]
    fn a_missing_id_is_one_that_is_not_the_empty_one_of_nobody() {
        let log_type = catalog::log_type("AWS.CloudTrail").unwrap();
        for (asked, same) in [
            (
                "userIdentity.principalId is_missing",
                "userIdentity.principalId is_null and userIdentity.accountId ne \"ANONYMOUS_PRINCIPAL\"",
            ),
            (
                "userIdentity.principalId is_present",
                "userIdentity.principalId is_not_null or userIdentity.accountId eq \"ANONYMOUS_PRINCIPAL\"",
            ),
        ] {
            let Condition::Predicate(predicate) = lowered(asked) else {
                panic!("{asked}");
            };
            assert_eq!(super::restate(&predicate, &log_type), Some(lowered(same)));
        }
        let Condition::Predicate(other) = lowered("errorCode is_missing") else {
            panic!();
        };
        assert_eq!(super::restate(&other, &log_type), None);
    }
}
