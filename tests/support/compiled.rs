//! The shipped rules, compiled as the command line does it.

use super::rule_files::{rule_texts, understood};
use transpile::compile::{Lowered, Options, Outcome, backends, compile as compile_rule};
use transpile::load::RuleDocument;
use transpile_sdk::backend::{Backend, Hunt};
use transpile_sdk::shape::Shape;

/// The five rules that the project began with.
pub(crate) const SEEDS: [&str; 5] = [
    "AWS.CloudTrail.VPCE.AccessDenied",
    "AWS.CloudTrail.VPCE.ExternalPrincipal",
    "AWS.IAMUser.ReconAccessDenied",
    "AWS.S3.ServerAccess.IPWhitelist",
    "AWS.S3.ServerAccess.Insecure",
];

/// A rule that ships, for one of its log types.
pub(crate) struct Shipped {
    pub(crate) document: RuleDocument,
    pub(crate) lowered: Lowered,
}

/// All rules that ship; each must be without errors.
pub(crate) fn shipped_rules() -> Vec<Shipped> {
    rule_texts("rules")
        .flat_map(|text| rules_of(&text))
        .collect()
}

/// Rules of `tests/rules`, which look for what a careless query confuses.
pub(crate) fn near_misses() -> Vec<Shipped> {
    rule_texts("tests/rules")
        .flat_map(|text| rules_of(&text))
        .collect()
}

/// A rule around a condition that is made up.
pub(crate) fn made_up() -> RuleDocument {
    let text = "AnalysisType: rule\nRuleID: Generated\nSeverity: Info\nLogTypes: [AWS.CloudTrail]\nCondition: eventName is_missing\n";
    *understood(text, None).0
}

/// The rules of a file's text, one a log type.
pub(crate) fn rules_of(text: &str) -> Vec<Shipped> {
    let (document, lowered) = understood(text, None);
    let rule = |lowered| Shipped {
        document: (*document).clone(),
        lowered,
    };
    lowered.into_iter().map(rule).collect()
}

/// Athena.
pub(crate) fn athena() -> &'static dyn Backend {
    backends()[0].as_ref()
}

/// The shape of that name, if it is one of the log type, or alike for every log type.
pub(crate) fn shape(name: &str, log_type: &str) -> Option<&'static Shape> {
    let mut shapes = athena().shapes().iter();
    let is_of = |shape: &&Shape| shape.log_type == log_type || shape.is_generic();
    shapes.find(|shape| shape.name == name && is_of(shape))
}

/// Compiles a rule for all events of a table.
pub(crate) fn compile(rule: &Shipped, shape: &Shape, table: &str) -> Outcome {
    compile_for(rule, shape, table, Hunt::everything())
}

/// Compiles a rule for some of the events of a table.
pub(crate) fn compile_for(rule: &Shipped, shape: &Shape, table: &str, hunt: Hunt) -> Outcome {
    let options = Options {
        shape: Some(shape.clone()),
        table: Some(table.to_owned()),
        hunt,
        ..Options::default()
    };
    compile_rule(&rule.document, &rule.lowered, athena(), &options, "rule")
}
