//! A rule file and rules for targets whose bytes are something else.

use super::{lowered, rule_over};
use std::sync::OnceLock;
use transpile::catalog;
use transpile::compile::Lowered;
use transpile::load::{Loaded, RuleDocument, load};

/// A rule file of no interest.
pub(crate) fn plain_document() -> &'static RuleDocument {
    static DOCUMENT: OnceLock<RuleDocument> = OnceLock::new();
    DOCUMENT.get_or_init(|| {
        let text =
            "AnalysisType: rule\nRuleID: Fuzz\nSeverity: Info\nLogTypes: [X]\nCondition: true\n";
        match load("rule.yml", text).0 {
            Some(Loaded::Rule(document)) => *document,
            other => unreachable!("no rule: {other:?}"),
        }
    })
}

/// A rule for each log type with its condition's text, over the fields that most tables have.
pub(crate) fn sample_rules() -> &'static [(Lowered, &'static str)] {
    static RULES: OnceLock<Vec<(Lowered, &'static str)>> = OnceLock::new();
    RULES.get_or_init(|| {
        let conditions = [
            (
                "AWS.CloudTrail",
                "eventName eq \"x\" and userIdentity.arn contains \"y\" and requestParameters.z is_not_null",
            ),
            (
                "AWS.S3ServerAccess",
                "operation starts_with \"REST\" and httpstatus eq 200",
            ),
        ];
        let rule = |(name, text): (&str, &'static str)| {
            let tree = transpile_grammar::parse(text).ok()?;
            let log_type = catalog::log_type(name)?;
            let (condition, _) = lowered(&tree, &log_type);
            Some((rule_over(&log_type, condition), text))
        };
        conditions.into_iter().filter_map(rule).collect()
    })
}
