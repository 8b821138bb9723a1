//! What the command line takes.

use super::query_args::QueryArguments;
use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;
use transpile_sdk::range::{TimeRange, instant};
use transpile_sdk::time::Timestamp;

const EXAMPLES: &str = "\
Examples:
  transpile --target athena rules/aws_cloudtrail/aws_vpce_access_denied.yml
      print the Athena query of one rule
  transpile --target all rules/ -o queries/
      write the queries of all rules below rules/, a file each
  transpile --target athena --schema cloudtrail_manual --table logs.trail rule.yml
      for a table of another shape and name
  transpile --target athena --from 2026-11-01 --to 2026-11-08 --region eu-west-1 rules/
      look at the events of one week, in one region's partitions
  cat rule.yml | transpile --target athena -
      read the rule from standard input

Exit codes: 0 done; 1 a rule has errors or was refused (all others were still written); 2 wrong usage.";

const HUNT_EXAMPLES: &str = "\
Examples:
  transpile hunt rules/ --logs AWSLogs/
      all rules over all logs below AWSLogs/, compressed or not
  transpile hunt rules/aws_cloudtrail --logs trail.json.gz --from 2026-03-01 --to 2026-03-08 --csv
      a week, as a table for a spreadsheet
  zcat *.json.gz | transpile hunt rules/ --logs - --json
      from standard input, one JSON object a match

Logs: a JSON object a line, JSON arrays, CloudTrail's {\"Records\": [...]}, S3 server access logs.
A rule with a Threshold gives its bursts, when all logs are read; every other match comes at once,
in the order of the logs.

Exit codes: 0 done; 1 a rule has errors, or a log, or a part of it, could not be read (everything
else was still read); 2 wrong usage.";

/// Turns detection rules into hunt queries that mean what the rules mean.
#[derive(Debug, Parser)]
#[command(name = "transpile", version, after_help = EXAMPLES, args_conflicts_with_subcommands = true)]
#[command(arg_required_else_help = true)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a flag of the command line"
)]
pub(crate) struct Arguments {
    /// What else to do.
    #[command(subcommand)]
    pub(crate) command: Option<Command>,

    /// Rule files, folders of them, or - for standard input
    #[arg(value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,

    /// The lake to write for: athena, kql, yaral, or all
    #[arg(short, long, value_name = "TARGET")]
    pub(crate) target: Option<String>,

    /// Write a file a query below this folder instead of printing
    #[arg(short, long, value_name = "DIR")]
    pub(crate) output: Option<PathBuf>,

    /// The table's shape: a name that `transpile targets` lists, or a file (YAML, or CREATE TABLE …)
    #[arg(long, value_name = "NAME|FILE")]
    pub(crate) schema: Option<String>,

    /// The table's name, if it is not the shape's
    #[arg(long, value_name = "NAME")]
    pub(crate) table: Option<String>,

    /// The form of the output; `transpile targets` lists those of each target
    #[arg(short, long, value_name = "NAME")]
    pub(crate) format: Option<String>,

    /// Put all rules over one table into one query, which returns each match with the rules that it matches
    #[arg(long, conflicts_with_all = ["emit", "format"])]
    pub(crate) pack: bool,

    /// Print what each query would read (partitions, columns, and why more than that) in place of the query
    #[arg(long, conflicts_with_all = ["emit", "output"])]
    pub(crate) explain_cost: bool,

    /// Only this one of a rule's log types
    #[arg(long, value_name = "LOGTYPE")]
    pub(crate) log_type: Option<String>,

    /// Print one JSON line a rule, log type and target
    #[arg(long)]
    pub(crate) json: bool,

    /// Print what the rule is read as, and make no query
    #[arg(long, value_name = "FORM", conflicts_with_all = ["target", "output", "json"])]
    pub(crate) emit: Option<Dump>,

    /// Drop conditions that the target cannot say; the query then returns more, and says so
    #[arg(long)]
    pub(crate) allow_wider: bool,

    /// yaral: read fields that the parser keeps nowhere from those that Google Security Operations extracts
    #[arg(long)]
    pub(crate) extracted_fields: bool,

    /// Exit with 0 even if a target cannot say a rule
    #[arg(long)]
    pub(crate) allow_refused: bool,

    /// The folder of the modules that Python rules import; else `global_helpers`, found upward from the rule
    #[arg(long, value_name = "DIR", global = true)]
    pub(crate) helpers: Option<PathBuf>,

    /// How diagnostics are printed
    #[arg(long, value_name = "FORM", default_value = "text", global = true)]
    pub(crate) diagnostics: Form,

    /// Which events to look at.
    #[command(flatten)]
    pub(crate) query: QueryArguments,
}

/// What else to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Run the rules' own unit tests
    Test {
        /// Rule files, folders of them, or - for standard input
        #[arg(required = true, value_name = "PATH")]
        paths: Vec<PathBuf>,
        /// Read every test's event as this log type
        #[arg(long, value_name = "LOGTYPE")]
        log_type: Option<String>,
    },
    /// Run rules on events: one JSON line a match
    Eval {
        /// Rule files or folders of them
        #[arg(required = true, value_name = "PATH")]
        paths: Vec<PathBuf>,
        /// Newline-delimited JSON events (.gz too), or - for standard input
        #[arg(long, value_name = "FILE")]
        events: PathBuf,
        /// Read every event as this log type
        #[arg(long, value_name = "LOGTYPE")]
        log_type: Option<String>,
    },
    /// Hunt in log files here, without a lake
    #[command(after_help = HUNT_EXAMPLES)]
    Hunt(Hunt),
    /// Report what is wrong with rules, and write nothing
    Check {
        /// Rule files, folders of them, or - for standard input
        #[arg(required = true, value_name = "PATH")]
        paths: Vec<PathBuf>,
    },
    /// Print the logic of rules in the condition language
    Extract {
        /// Rule files, folders of them, or - for standard input
        #[arg(required = true, value_name = "PATH")]
        paths: Vec<PathBuf>,
        /// Put it into the rules' files, as `Condition`, and leave all else in them as it is
        #[arg(long)]
        write: bool,
    },
    /// Count what the targets can say of a repository of rules, and why not
    Coverage {
        /// Rule files or folders of them
        #[arg(required = true, value_name = "PATH")]
        paths: Vec<PathBuf>,
        /// yaral: read extracted fields too
        #[arg(long)]
        extracted_fields: bool,
        /// Print one JSON object
        #[arg(long)]
        json: bool,
    },
    /// Print the page of a diagnostic code
    Explain {
        /// Such as T0203
        #[arg(value_name = "CODE")]
        code: String,
    },
    /// List the targets and the table shapes that they know
    Targets,
    /// List the log types that have a schema, or the fields of one
    Fields {
        /// Such as AWS.CloudTrail
        #[arg(value_name = "LOGTYPE")]
        log_type: Option<String>,
    },
}

/// What `transpile hunt` takes.
#[derive(Debug, Args)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a flag of the command line"
)]
pub(crate) struct Hunt {
    /// Rule files, folders of them, or - for standard input
    #[arg(required = true, value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,

    /// Log files (.gz too), folders of them, or - for standard input
    #[arg(long, required = true, num_args = 1.., value_name = "PATH")]
    pub(crate) logs: Vec<PathBuf>,

    /// Read every event as this log type; else each file's form and its events tell
    #[arg(long, value_name = "LOGTYPE")]
    pub(crate) log_type: Option<String>,

    /// Only the events of the last so many minutes, hours, days or weeks: 90m, 12h, 7d, 4w; `all` for every event, also
    /// one whose time cannot be read
    #[arg(long, value_name = "SPAN", default_value = "all", conflicts_with_all = ["from", "to"])]
    pub(crate) since: TimeRange,

    /// Only the events from this time on: a day, or RFC 3339 (2026-11-13, 2026-11-13T08:00:00Z)
    #[arg(long, value_name = "TIME", value_parser = instant)]
    pub(crate) from: Option<Timestamp>,

    /// Only the events before this time, without it
    #[arg(long, value_name = "TIME", value_parser = instant)]
    pub(crate) to: Option<Timestamp>,

    /// Print each match of a rule with a threshold, not its bursts
    #[arg(long)]
    pub(crate) raw_events: bool,

    /// Print a JSON object a line; so also where standard output is no terminal
    #[arg(long)]
    pub(crate) json: bool,

    /// Print comma-separated values: one table for all rules
    #[arg(long, conflicts_with = "json")]
    pub(crate) csv: bool,

    /// Print a table for people; so also where standard output is a terminal
    #[arg(long, conflicts_with_all = ["json", "csv"])]
    pub(crate) table: bool,

    /// Use so many threads; else one for each core
    #[arg(long, value_name = "COUNT")]
    pub(crate) threads: Option<usize>,
}

/// What `--emit` prints.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Dump {
    /// The syntax tree of the condition, as JSON
    Ast,
    /// The intermediate representation, as JSON
    Ir,
    /// The condition as it is understood, as text
    Condition,
}

/// How diagnostics are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Form {
    /// For people, with the source underlined
    Text,
    /// One JSON object a line
    Json,
}
