//! Snapshots of Kusto queries: every shipped rule on the default table of its log type, and a handful in the formats
//! of Sentinel and Defender and on the other shapes.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    clippy::string_slice,
    clippy::unwrap_used,
    reason = "a test fails by panicking, and says what it did"
)]

mod support;

use support::compiled::{self, Shipped};
use support::rule_files::rule_files;
use support::snapshots;
use transpile::compile::{Options, Outcome, compile};
use transpile_sdk::backend::Backend;
use transpile_sdk::shape::Shape;

/// Rules whose other forms are kept as well: the first five, a burst, quantifiers.
const SHOWN: [&str; 8] = [
    "AWS.CloudTrail.VPCE.AccessDenied",
    "AWS.CloudTrail.VPCE.ExternalPrincipal",
    "AWS.IAMUser.ReconAccessDenied",
    "AWS.S3.ServerAccess.IPWhitelist",
    "AWS.S3.ServerAccess.Insecure",
    "AWS.CloudTrail.ConsoleLoginFailures",
    "AWS.CloudTrail.EC2.LargeLaunchWithoutOwner",
    "AWS.CloudTrail.EC2.SecurityGroupOpenToWorld",
];

fn outcome(rule: &Shipped, shape: &Shape, format: &str) -> Outcome {
    let options = Options {
        shape: Some(shape.clone()),
        format: Some(format.to_owned()),
        ..Options::default()
    };
    let kql = transpile_kql::Kql::new();
    compile(&rule.document, &rule.lowered, &kql, &options, "rule")
}

#[test]
fn every_rule_as_a_query() {
    let mut count = 0;
    for file in rule_files("rules") {
        let text = std::fs::read_to_string(&file).unwrap();
        let stem = file.file_stem().unwrap().to_str().unwrap();
        for rule in compiled::rules_of(&text) {
            for shape in transpile_kql::Kql::new().shapes() {
                let shown = SHOWN.contains(&rule.document.rule_id.value.as_str());
                let log_type = &rule.lowered.log_type.name;
                let kql = transpile_kql::Kql::new();
                let is_described = kql.shapes().iter().any(|shape| shape.log_type == *log_type);
                // The table that is alike for every log type, for those that have no other.
                if shape.log_type != *log_type && (is_described || !shape.is_generic()) {
                    continue;
                }
                let defender = shape.name.starts_with("defender");
                for (format, wanted) in [
                    ("query", shape.default || shown),
                    ("sentinel", shape.default && shown),
                    ("defender", defender && shown),
                ] {
                    if !wanted {
                        continue;
                    }
                    let outcome = outcome(&rule, shape, format);
                    let shown = snapshots::shown(&outcome, stem, &text);
                    let folder = match format {
                        "query" => shape.name.clone(),
                        format => format!("{}.{format}", shape.name),
                    };
                    let settings = snapshots::kept_in(&format!("kql/{folder}"));
                    settings.bind(|| insta::assert_snapshot!(stem, shown));
                    count += 1;
                }
            }
        }
    }
    assert!(count > 70, "only {count}");
}
