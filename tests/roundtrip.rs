//! The language can say whatever the IR can hold: a condition that is printed and read again is the
//! same condition.

#[path = "support/generate/mod.rs"]
mod generate;

use generate::schema::{Log, of_log_type};
use proptest::prelude::*;
use std::sync::Arc;
use transpile::catalog::{self, LogType};
use transpile::lower::{Piece, lower, raise};
use transpile::normalize::normalize;
use transpile_sdk::ir::{Condition, Number, Scalar, Test, Type};

fn log_type() -> Option<Arc<LogType>> {
    catalog::log_type("AWS.CloudTrail")
}

/// Reads a text back, or says what is wrong with it.
fn read(text: &str, log_type: &LogType) -> Result<Condition, TestCaseError> {
    let tree = transpile_grammar::parse(text)
        .map_err(|errors| TestCaseError::fail(format!("{errors:?}\n{text}")))?;
    let (condition, diagnostics) = lower(
        &[Piece {
            tree: &tree,
            to_file: &|span| span,
        }],
        log_type,
    );
    let errors: Vec<_> = diagnostics
        .iter()
        .filter(|diagnostic| diagnostic.is_error())
        .collect();
    prop_assert!(errors.is_empty(), "{errors:?}\n{text}");
    Ok(condition)
}

/// True if a text that looks like a number or a boolean stands against a json value. The language asks
/// its author what such a literal means, so it has no words for the text alone.
fn is_ambiguous(condition: &Condition) -> bool {
    let looks_typed = |scalar: &Scalar| match scalar {
        Scalar::String(text) => {
            Number::parse(text).is_some()
                || matches!(text.as_str(), "true" | "false" | "True" | "False")
        }
        _ => false,
    };
    let mut found = false;
    condition.predicates(&mut |predicate| {
        if predicate.value.ty() == Type::Json {
            found |= match &predicate.test {
                Test::Eq(scalar) => looks_typed(scalar),
                Test::In(list) => list.iter().any(looks_typed),
                _ => false,
            };
        }
    });
    found
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, ..ProptestConfig::default() })]

    #[test]
    fn a_printed_condition_reads_back(
        condition in generate::condition_of(&log_type().map_or_else(
            generate::schema::schema,
            |log_type| of_log_type(&log_type, Log::Aws),
        ), 4)
    ) {
        let Some(log_type) = log_type() else {
            return Err(TestCaseError::fail("the log type has no file"));
        };
        let normal = normalize(&condition);
        prop_assume!(!is_ambiguous(&normal));
        let text = transpile_grammar::printer::print(&raise(&normal));
        let back = read(&text, &log_type)?;
        let back = normalize(&back);
        if back != normal {
            let again = transpile_grammar::printer::print(&raise(&back));
            let ir = |condition| serde_json::to_string(condition).unwrap_or_default();
            return Err(TestCaseError::fail(format!("{text}\n{again}\n{}\n{}", ir(&normal), ir(&back))));
        }
    }
}
