//! What this stage hands on: a rule file as data, each part with its place in the file.

use std::fmt;
use std::sync::Arc;

use indexmap::IndexMap;
use transpile_sdk::diagnostic::Span;

use super::condition::ConditionText;
use super::yaml::Yaml;

/// What a file turned out to be.
#[derive(Debug, Clone, PartialEq)]
pub enum Loaded {
    /// A rule.
    Rule(Box<RuleDocument>),
    /// Something else (a policy, a data model, a pack, a query), which is passed over.
    Other {
        /// Its `AnalysisType`.
        analysis_type: String,
    },
}

/// A value and its place in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Located<T> {
    /// The value.
    pub value: T,
    /// Its place.
    pub span: Span,
}

impl<T> Located<T> {
    /// `value`, which stands at `span`.
    pub const fn new(value: T, span: Span) -> Self {
        Self { value, span }
    }
}

/// A rule file.
///
/// It may have errors, which are reported beside it: then it holds what could be read, so that
/// the next stages can report theirs in the same run.
#[derive(Debug, Clone, PartialEq)]
pub struct RuleDocument {
    /// The file's path, as it was given.
    pub path: String,
    /// The file's text, which all places refer to.
    pub text: Arc<str>,
    /// `AnalysisType`, which is `rule`.
    pub analysis_type: String,
    /// `RuleID`; empty if the file has none, which is an error.
    pub rule_id: Located<String>,
    /// `DisplayName`.
    pub display_name: Option<String>,
    /// `Enabled`; true if the file does not say.
    pub enabled: bool,
    /// `Filename`, the Python file of the rule.
    pub filename: Option<Located<String>>,
    /// The Python of that file; whoever reads files sets it.
    #[cfg(feature = "python")]
    pub python: Option<crate::python::Sources>,
    /// `LogTypes`; empty if the file has none, which is an error.
    pub log_types: Vec<Located<String>>,
    /// `Severity`; `Info` if the file has none, with a warning.
    pub severity: Located<RuleSeverity>,
    /// `Status`.
    pub status: Option<String>,
    /// `Tags`.
    pub tags: Vec<Located<String>>,
    /// `Reports`: the controls of each framework that the rule covers.
    pub reports: IndexMap<String, Vec<Located<String>>>,
    /// The `MITRE ATT&CK` entries of `Reports`.
    pub attack: Vec<AttackRef>,
    /// `Description`.
    pub description: Option<String>,
    /// `Runbook`.
    pub runbook: Option<String>,
    /// `Reference`.
    pub reference: Option<String>,
    /// `SummaryAttributes`: fields that an alert shows.
    pub summary_attributes: Vec<Located<String>>,
    /// `Threshold`, at least 1.
    pub threshold: u64,
    /// `DedupPeriodMinutes`, at least 1.
    pub dedup_period_minutes: u64,
    /// `CreateAlert`; true if the file does not say.
    pub create_alert: bool,
    /// `AlertTitle`, which is the dedup key of match expressions without `GroupBy`.
    pub alert_title: Option<Located<String>>,
    /// The fields that `AlertTitle` shows.
    pub title_fields: Vec<Located<String>>,
    /// `AlertContext`: fields that an alert shows, each under a name.
    pub alert_context: Vec<OutputField>,
    /// `DynamicSeverities`: match expressions for other severities.
    pub dynamic_severities: Option<Yaml>,
    /// `InlineFilters`, match expressions that are added to the logic.
    pub inline_filters: Option<Yaml>,
    /// `Detection`, match expressions.
    pub detection: Option<Yaml>,
    /// `Condition`, a text in the condition language.
    pub condition: Option<ConditionText>,
    /// `GroupBy`: paths of fields, written as in a condition.
    pub group_by: Vec<Located<String>>,
    /// `Unique`: the path of the field whose distinct values `Threshold` counts.
    pub unique: Option<Located<String>>,
    /// `OutputFields`: what a query returns beside the event's time and id.
    pub output_fields: Vec<OutputField>,
    /// `Tests`, without those that have errors.
    pub tests: Vec<UnitTest>,
    /// Keys that are not known.
    pub unknown_keys: Vec<Located<String>>,
    /// All keys of the file, in its order.
    pub keys: Vec<Located<String>>,
}

impl RuleDocument {
    /// The place of a key of the file, such as `Threshold`.
    #[must_use]
    pub fn key_span(&self, key: &str) -> Option<Span> {
        self.keys
            .iter()
            .find(|found| found.value == key)
            .map(|found| found.span)
    }
}

/// How bad a match of a rule is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RuleSeverity {
    /// Worth knowing.
    Info,
    /// A small risk.
    Low,
    /// A risk.
    Medium,
    /// A great risk.
    High,
    /// To be looked at now.
    Critical,
}

impl RuleSeverity {
    /// All of them, the least first.
    pub const ALL: [Self; 5] = [
        Self::Info,
        Self::Low,
        Self::Medium,
        Self::High,
        Self::Critical,
    ];

    /// Its name, as rule files write it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Info => "Info",
            Self::Low => "Low",
            Self::Medium => "Medium",
            Self::High => "High",
            Self::Critical => "Critical",
        }
    }

    /// The severity of that name, in whatever case.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|severity| severity.name().eq_ignore_ascii_case(name))
    }
}

impl fmt::Display for RuleSeverity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A tactic and a technique of MITRE ATT&CK, such as `TA0005:T1599`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttackRef {
    /// The tactic's number, such as `TA0005`.
    pub tactic: String,
    /// The technique's number, such as `T1599` or `T1078.004`.
    pub technique: String,
    /// The place of the entry.
    pub span: Span,
}

/// A column that the rule asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutputField {
    /// The column's name, if the rule gives one.
    pub name: Option<String>,
    /// The field's path.
    pub path: Located<String>,
}

/// An event and what the rule has to say to it.
#[derive(Debug, Clone, PartialEq)]
pub struct UnitTest {
    /// Its name.
    pub name: Located<String>,
    /// True if the rule has to match.
    pub expected_result: bool,
    /// The event, an object.
    pub log: serde_json::Value,
    /// The log type of the event, if the test says it.
    pub log_type: Option<Located<String>>,
    /// True if the test replaces parts of the rule's Python.
    pub mocks: bool,
    /// The place of the test.
    pub span: Span,
}
