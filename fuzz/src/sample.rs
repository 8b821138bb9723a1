//! A rule file and rules for targets whose bytes are something else.

use super::{lowered, rule_over};
use std::sync::OnceLock;
use transpile::catalog;
use transpile::compile::Lowered;
use transpile::hunt::Rule;
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

/// Rules to hunt with: enough over one field for a column to be worth a look, negations, arrays, keys.
pub(crate) fn hunted() -> &'static [Rule] {
    static RULES: OnceLock<Vec<Rule>> = OnceLock::new();
    RULES.get_or_init(|| {
        let conditions = [
            "eventName eq \"a\"",
            "eventName ne \"a\" and errorCode is_null",
            "eventName in [\"a\", \"b\"] and not userIdentity.arn starts_with \"x\"",
            "eventName regex_match \"^a\" or userIdentity.arn is_missing",
            "any resources as r (r.ARN eq field userIdentity.arn)",
            "has_key(requestParameters.x) or requestParameters.x.y gt 5",
            "requestParameters.x is_object and text(requestParameters.x) contains \"y\"",
            "userIdentity is_object or eventTime lt \"2026-01-01T00:00:00Z\"",
        ];
        let log_type = catalog::log_type("AWS.CloudTrail");
        let rule = |text: &str| {
            let tree = transpile_grammar::parse(text).ok()?;
            let log_type = log_type.as_ref()?;
            let (condition, diagnostics) = lowered(&tree, log_type);
            assert!(
                !transpile::compile::has_errors(&diagnostics),
                "{diagnostics:?}"
            );
            Some(Rule::new(plain_document(), &rule_over(log_type, condition)))
        };
        let rules: Vec<Rule> = conditions.into_iter().filter_map(rule).collect();
        assert_eq!(rules.len(), 8);
        rules
    })
}
