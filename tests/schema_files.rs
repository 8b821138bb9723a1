//! Tables of the user's own: `--schema FILE` with YAML, or with what `SHOW CREATE TABLE` prints.

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

use support::compiled;
use transpile::compile::read_shape;
use transpile_sdk::backend::Hunt;
use transpile_sdk::range::{TimeRange, instant};
use transpile_sdk::shape::{Shape, resolve};

/// As Athena prints it, with a column that the documentation does not have.
const CREATE: &str = r"CREATE EXTERNAL TABLE `security.trail`(
  `eventversion` string COMMENT 'from deserializer',
  `useridentity` struct<type:string,principalid:string,arn:string,accountid:string,invokedby:string,accesskeyid:string,username:string,sessioncontext:struct<attributes:struct<mfaauthenticated:string,creationdate:string>,sessionissuer:struct<type:string,principalid:string,arn:string,accountid:string,username:string>>> COMMENT 'from deserializer',
  `eventtime` string,
  `eventsource` string,
  `eventname` string,
  `sourceipaddress` string,
  `useragent` string,
  `errorcode` string,
  `requestparameters` string,
  `eventid` string,
  `readonly` string,
  `managementevent` boolean,
  `resources` array<struct<arn:string,accountid:string,type:string>>,
  `recipientaccountid` string)
PARTITIONED BY (
  `timestamp` string)
ROW FORMAT SERDE
  'org.openx.data.jsonserde.JsonSerDe'
LOCATION
  's3://bucket/AWSLogs/'
TBLPROPERTIES (
  'projection.enabled'='true',
  'transient_lastDdlTime'='1700000000')";

fn default_shape() -> &'static Shape {
    compiled::shape("cloudtrail_projection", "AWS.CloudTrail").unwrap()
}

fn query(condition: &str, shape: &Shape) -> String {
    let rule = format!(
        "AnalysisType: rule\nRuleID: Own\nSeverity: Info\nLogTypes: [AWS.CloudTrail]\nCondition: |\n  {condition}\n"
    );
    let rule = compiled::rules_of(&rule).remove(0);
    let outcome = compiled::compile(&rule, shape, &shape.table);
    match outcome.files.as_slice() {
        [file] => file.text.clone(),
        _ => panic!("{:?}", outcome.diagnostics),
    }
}

#[test]
fn a_create_table_statement_is_a_shape() {
    let shape = compiled::athena()
        .read_shape(CREATE, default_shape())
        .unwrap();
    assert_eq!(shape.table, "security.trail");
    assert_eq!(shape.columns.len(), 14);
    assert!(
        shape
            .partitions
            .iter()
            .any(|partition| partition.name == "timestamp" && partition.projected)
    );
    let text = query(
        "managementEvent eq true and readOnly eq false and any resources as r (r.ARN starts_with \"arn:\")",
        &shape,
    );
    for line in [
        "FROM security.trail",
        "WHERE managementevent = true",
        "AND readonly = 'false'",
        "AND any_match(resources, r -> starts_with(r.arn, 'arn:'))",
    ] {
        assert!(text.contains(line), "{line} is not in\n{text}");
    }
}

#[test]
fn projected_partitions_are_what_the_properties_say() {
    let create = CREATE.replace("`timestamp` string)", "`dt` string, `bucket` string, `hour` int)").replace(
        "'projection.enabled'='true',",
        "'projection.enabled'='true', 'projection.dt.type'='date', 'projection.dt.format'='yyyy-MM-dd-HH',
         'projection.bucket.type' = 'injected', 'projection.hour.type'='integer',",
    );
    let shape = compiled::athena()
        .read_shape(&create, default_shape())
        .unwrap();
    let rule = "AnalysisType: rule\nRuleID: Own\nSeverity: Info\nLogTypes: [AWS.CloudTrail]\nCondition: eventName eq \"x\"\n";
    let rule = compiled::rules_of(rule).remove(0);
    let mut hunt = Hunt {
        range: TimeRange::between(instant("2026-11-13").ok(), instant("2026-11-14").ok()).unwrap(),
        ..Hunt::default()
    };
    let refused = compiled::compile_for(&rule, &shape, "t", hunt.clone());
    assert_eq!(
        refused.diagnostics[0].code,
        transpile_athena::MISSING_PARTITION_VALUE
    );
    let help = refused.diagnostics[0].help.clone().unwrap();
    assert!(help.contains("`--partition bucket=VALUE`"), "{help}");
    hunt.partitions = vec![
        ("Bucket".to_owned(), vec!["it's".to_owned()]),
        ("hour".to_owned(), vec!["7".to_owned(), "8".to_owned()]),
    ];
    let text = compiled::compile_for(&rule, &shape, "t", hunt.clone())
        .files
        .remove(0)
        .text;
    for line in [
        "WHERE dt BETWEEN '2026-11-12-00' AND '2026-11-14-23'\n",
        "AND bucket = 'it''s'\n",
        "AND hour IN (7, 8)\n",
    ] {
        assert!(text.contains(line), "{line} is not in\n{text}");
    }
    hunt.partitions[1].1[0] = "seven".to_owned();
    let refused = compiled::compile_for(&rule, &shape, "t", hunt);
    assert_eq!(
        refused.diagnostics[0].code,
        transpile_athena::MISSING_PARTITION_VALUE
    );
}

#[test]
fn a_column_that_the_statement_lacks_is_refused() {
    let shape = compiled::athena()
        .read_shape(CREATE, default_shape())
        .unwrap();
    let rule = "AnalysisType: rule\nRuleID: Own\nSeverity: Info\nLogTypes: [AWS.CloudTrail]\nCondition: awsRegion eq \"x\"\n";
    let rule = compiled::rules_of(rule).remove(0);
    let outcome = compiled::compile(&rule, &shape, "t");
    assert!(outcome.files.is_empty());
    assert_eq!(outcome.diagnostics[0].code, transpile_sdk::bind::ABSENT);
}

#[test]
fn what_is_no_statement_has_a_place() {
    for (text, at) in [
        ("CREATE VIEW x", "VIEW"),
        ("CREATE TABLE t (a", ""),
        ("CREATE TABLE t (eventtime wrong)", "wrong"),
        ("CREATE TABLE t (a struct<b string>)", "string"),
        ("CREATE TABLE t (a int b int)", "b"),
    ] {
        let problems = compiled::athena()
            .read_shape(text, default_shape())
            .unwrap_err();
        let span = problems[0].labels[0].span;
        assert_eq!(text[span.start..span.end].trim(), at, "{text}");
    }
    let deep = format!("CREATE TABLE t (a {}", "array<".repeat(100_000));
    assert!(
        compiled::athena()
            .read_shape(&deep, default_shape())
            .is_err()
    );
    let no_time = "CREATE TABLE t (eventname string)";
    let problems = compiled::athena()
        .read_shape(no_time, default_shape())
        .unwrap_err();
    assert_eq!(problems[0].code, transpile_athena::NO_TIME_COLUMN);
}

#[test]
fn a_yaml_file_may_take_over_columns() {
    let text = "\
name: own
log_type: AWS.CloudTrail
table: own.trail
title: our table
event_time: {column: eventtime, encoding: iso8601_text}
event_id: {column: eventid}
columns_from: cloudtrail_projection
without: [awsregion]
columns:
  - {field: managementEvent, column: is_management, type: boolean}
";
    let shape = resolve(read_shape(text).unwrap(), compiled::athena().shapes()).unwrap();
    assert!(query("managementEvent eq true", &shape).contains("WHERE is_management = true"));
    assert!(
        shape
            .columns
            .iter()
            .all(|column| column.column != "awsregion")
    );
    let unknown = text.replace("cloudtrail_projection", "nothing");
    assert!(resolve(read_shape(&unknown).unwrap(), compiled::athena().shapes()).is_err());
    assert!(read_shape("name: [").is_err());
    assert!(read_shape("name: x\ncolour: blue\n").is_err());
}
