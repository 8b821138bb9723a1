//! The documented tables: where AWS lays the files, and the statements that make the table.
//!
//! The statements are the files of `tests/engines/trino/tables`, with `{table}`, `{location}`, `{first_day}` and
//! `{last_day}` to fill in.

use std::collections::BTreeSet;

use super::s3_access::Edition;

const ACCOUNT: &str = "123456789012";
const REGION: &str = "us-east-1";
const ORGANIZATION: &str = "o-exampleorgid";

/// A kind of table, as AWS's documentation has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Shape {
    /// `cloudtrail_logs_pp`: the day is a projected partition.
    CloudTrailProjected,
    /// `cloudtrail_logs`: region, year, month and day are partitions added by hand.
    CloudTrailManual,
    /// The same for the trail of an organization, with the account before them.
    CloudTrailOrganization,
    /// The table that the `CloudTrail` console makes, without partitions.
    CloudTrailConsole,
    /// The projected table as it was documented until 2023.
    CloudTrail2023,
    /// `cloudtrail` of the AWS Security Analytics Bootstrap.
    CloudTrailBootstrap,
    /// `mybucket_logs` of the Amazon S3 User Guide, without partitions.
    S3Access,
    /// The same in its edition of 2021, which ends with the TLS version.
    S3Access2021,
    /// The same with the day as a projected partition.
    S3AccessProjected,
    /// The table of this log type in a lake that makes all tables alike.
    Generic(&'static str),
}

impl Shape {
    /// The tables over `CloudTrail` logs.
    pub(crate) const CLOUDTRAIL: [Shape; 6] = [
        Shape::CloudTrailProjected,
        Shape::CloudTrailManual,
        Shape::CloudTrailOrganization,
        Shape::CloudTrailConsole,
        Shape::CloudTrail2023,
        Shape::CloudTrailBootstrap,
    ];

    /// The tables over S3 server access logs.
    pub(crate) const S3_ACCESS: [Shape; 3] = [
        Shape::S3Access,
        Shape::S3Access2021,
        Shape::S3AccessProjected,
    ];

    /// The column that identifies an event.
    pub(crate) fn id_column(self) -> &'static str {
        if let Shape::Generic(_) = self {
            "p_row_id"
        } else if self.edition().is_some() {
            "requestid"
        } else {
            "eventid"
        }
    }

    /// The field of an event that holds its time.
    pub(super) fn time_field(self) -> &'static str {
        if self.edition().is_some() {
            "time"
        } else {
            "eventTime"
        }
    }

    /// The edition of the S3 log lines below this table, or `None` for `CloudTrail`.
    pub(super) fn edition(self) -> Option<Edition> {
        match self {
            Shape::S3Access2021 => Some(Edition::TlsVersion),
            Shape::S3Access | Shape::S3AccessProjected => Some(Edition::SourceRegion),
            _ => None,
        }
    }

    /// The folder of a day (`yyyy/MM/dd`), relative to the table's own.
    pub(super) fn folder(self, day: &str) -> String {
        match self {
            Shape::CloudTrailOrganization => {
                format!("AWSLogs/{ORGANIZATION}/{ACCOUNT}/CloudTrail/{REGION}/{day}")
            }
            Shape::S3Access | Shape::S3Access2021 => "logs".to_owned(),
            Shape::Generic(_) => "events".to_owned(),
            Shape::S3AccessProjected => format!("{ACCOUNT}/{REGION}/bucket/{day}"),
            _ => format!("AWSLogs/{ACCOUNT}/CloudTrail/{REGION}/{day}"),
        }
    }

    /// The name of a log file, in its folder.
    pub(super) fn file(self, day: &str, number: usize) -> String {
        let folder = self.folder(day);
        if self.edition().is_some() {
            return format!("{folder}/{}-00-00-00-{number:016X}", day.replace('/', "-"));
        }
        format!(
            "{folder}/{ACCOUNT}_CloudTrail_{REGION}_{}T0000Z_{number:016}.json.gz",
            day.replace('/', "")
        )
    }

    /// The statements that make the table and, where that is done by hand, add the partitions.
    pub(super) fn create_table(
        self,
        table: &str,
        days: &BTreeSet<String>,
    ) -> Result<Vec<String>, String> {
        let first = days.first().ok_or("a table needs a day")?;
        let last = days.last().ok_or("a table needs a day")?;
        // A projection's range has to hold two different days.
        let last = if first == last {
            next_day(last)?
        } else {
            last.clone()
        };
        let location = format!("local:///data/{table}");
        let create = self
            .template()
            .replace("{table}", &format!("logs.{table}"))
            .replace("{location}", &location)
            .replace("{first_day}", first)
            .replace("{last_day}", &last);
        let mut statements = vec![create];
        if matches!(
            self,
            Shape::CloudTrailManual | Shape::CloudTrailOrganization
        ) {
            for day in days {
                let place = format!("{location}/{}", self.folder(day));
                statements.push(self.add_partition(table, day, &place));
            }
        }
        Ok(statements)
    }

    fn template(self) -> &'static str {
        match self {
            Shape::CloudTrailProjected => {
                include_str!("../../engines/trino/tables/cloudtrail_projected.sql")
            }
            Shape::CloudTrailManual => {
                include_str!("../../engines/trino/tables/cloudtrail_manual.sql")
            }
            Shape::CloudTrailOrganization => {
                include_str!("../../engines/trino/tables/cloudtrail_organization.sql")
            }
            Shape::CloudTrailConsole => {
                include_str!("../../engines/trino/tables/cloudtrail_console.sql")
            }
            Shape::CloudTrail2023 => include_str!("../../engines/trino/tables/cloudtrail_2023.sql"),
            Shape::CloudTrailBootstrap => {
                include_str!("../../engines/trino/tables/cloudtrail_bootstrap.sql")
            }
            Shape::S3Access => include_str!("../../engines/trino/tables/s3_access.sql"),
            Shape::S3Access2021 => include_str!("../../engines/trino/tables/s3_access_2021.sql"),
            Shape::S3AccessProjected => {
                include_str!("../../engines/trino/tables/s3_access_projected.sql")
            }
            // Its statement depends on the log type.
            Shape::Generic(_) => "",
        }
    }

    /// What Athena calls ALTER TABLE … ADD PARTITION … LOCATION.
    fn add_partition(self, table: &str, day: &str, location: &str) -> String {
        let mut columns = vec!["region", "year", "month", "day"];
        let mut values = vec![REGION];
        values.extend(day.split('/'));
        if self == Shape::CloudTrailOrganization {
            columns.insert(0, "account");
            values.insert(0, ACCOUNT);
        }
        format!(
            "CALL hive.system.register_partition('logs', '{table}', ARRAY['{}'], ARRAY['{}'], '{location}')",
            columns.join("', '"),
            values.join("', '")
        )
    }
}

/// The day after, or any later one: at the end of a month it is the first of the next.
fn next_day(day: &str) -> Result<String, String> {
    let bad = || format!("not a day: {day}");
    let mut parts = day
        .split('/')
        .map(|part| part.parse::<u32>().map_err(|_| bad()));
    let mut part = || parts.next().unwrap_or_else(|| Err(bad()));
    let (year, month, date) = (part()?, part()?, part()?);
    Ok(match (month, date) {
        (_, ..28) => format!("{year}/{month:02}/{:02}", date + 1),
        (12, _) => format!("{}/01/01", year + 1),
        _ => format!("{year}/{:02}/01", month + 1),
    })
}
