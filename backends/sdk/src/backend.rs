//! The contract of a back end: what it is, which tables it knows, and how it turns bound rules into text.

use crate::bind::{BoundField, Refusal};
use crate::cost::Cost;
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{Condition, Key, Predicate, Template, Value};
use crate::range::{Minutes, TimeRange};
use crate::shape::Shape;
use serde::{Deserialize, Serialize};

/// One target.
pub trait Backend: Send + Sync + std::fmt::Debug {
    /// What it is.
    fn manifest(&self) -> &Manifest;

    /// The tables that it knows, the default of each log type marked.
    fn shapes(&self) -> &[Shape];

    /// The shape that reads, besides, what the target can be told to keep of the raw log
    /// (`--extracted-fields`); `None` if there is no such thing.
    fn with_extracted_fields(&self, _shape: &Shape) -> Option<&Shape> {
        None
    }

    /// Why the target cannot say what `predicate` asks; `None` if it can.
    fn refuses(&self, predicate: &Predicate<BoundField>) -> Option<Refusal>;

    /// Why the target cannot show `value` as a column of the result; `None` if it can, or says in its notes what it
    /// leaves out. Such a column is left out: the rows are the same without it.
    fn hides(&self, _value: &Value<BoundField>) -> Option<Refusal> {
        None
    }

    /// Why the target cannot show a text that the rule makes of an event as a column; `None` if it can.
    fn hides_text(&self, _text: &Template<BoundField>) -> Option<Refusal> {
        Some(Refusal {
            reason: format!("{} puts no texts together", self.manifest().name),
            help: None,
        })
    }

    /// Reads a table's shape in the target's own notation (`CREATE TABLE …`). `base` is the default
    /// shape of the log type: it says which field a column of a known name holds.
    ///
    /// # Errors
    /// What is wrong with the text, with positions in it.
    fn read_shape(&self, text: &str, base: &Shape) -> Result<Shape, Vec<Diagnostic>>;

    /// Makes the text.
    ///
    /// # Errors
    /// What the target's limits forbid.
    fn emit(&self, request: &Request<'_>) -> Result<Artifact, Vec<Diagnostic>>;

    /// What a query of these rules over the table reads; `None` if the target does not count that.
    ///
    /// # Errors
    /// The partitions that it must be told.
    fn cost(
        &self,
        _rules: &[&BoundRule],
        _shape: &Shape,
        _hunt: &Hunt,
    ) -> Result<Option<Cost>, Vec<Diagnostic>> {
        Ok(None)
    }

    /// Makes one query of several rules: it reads the table once, and says of each event which rules it matches. More
    /// than one query comes out where one would pass a limit of the target.
    ///
    /// # Errors
    /// The target has no such query.
    fn pack(&self, _request: &Pack<'_>) -> Result<Vec<Artifact>, Vec<Diagnostic>> {
        let target = &self.manifest().name;
        let problem = Diagnostic::error(NO_PACK, format!("{target} has no query of several rules"));
        Err(vec![problem.with_help("leave `--pack` out")])
    }
}

/// The target has no query of several rules.
pub const NO_PACK: Code = Code("T0508");

/// What a back end is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// What `--target` calls it.
    pub name: String,
    /// One line for lists.
    pub title: String,
    /// The forms in which it writes a rule; the first is the default.
    pub formats: Vec<Format>,
}

impl Manifest {
    /// The format of that name, or the default.
    #[must_use]
    pub fn format(&self, name: Option<&str>) -> Option<&Format> {
        match name {
            None => self.formats.first(),
            Some(name) => self.formats.iter().find(|format| format.name == name),
        }
    }
}

/// A form in which a target takes a rule: a bare query, a complete analytics rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Format {
    /// What `--format` calls it.
    pub name: String,
    /// One line for lists.
    pub title: String,
    /// The extension of its files, without a dot.
    pub extension: String,
}

/// What to emit.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// The rule, bound to the shape.
    pub rule: &'a BoundRule,
    /// The table's shape.
    pub shape: &'a Shape,
    /// The table's name, if it is not the shape's.
    pub table: Option<&'a str>,
    /// The form, one of the manifest's.
    pub format: &'a Format,
    /// Which events to look at, and what to show of them.
    pub hunt: &'a Hunt,
}

/// Several rules to emit as one query.
#[derive(Debug, Clone, Copy)]
pub struct Pack<'a> {
    /// The rules, bound to the shape. Each match counts by itself.
    pub rules: &'a [&'a BoundRule],
    /// The table's shape.
    pub shape: &'a Shape,
    /// The table's name, if it is not the shape's.
    pub table: Option<&'a str>,
    /// Which events to look at, and what to show of them.
    pub hunt: &'a Hunt,
}

impl<'a> Pack<'a> {
    /// What the query promises: as much as the rule that promises least.
    #[must_use]
    pub fn label(&self) -> Label {
        let wider = self.rules.iter().any(|rule| rule.label == Label::Wider);
        if wider { Label::Wider } else { Label::Exact }
    }

    /// What stands above the query: the rules with their notes, then what is known of the whole.
    #[must_use]
    pub fn header(&self, range: Option<String>, notes: &[String]) -> Vec<String> {
        let mut lines = vec![match self.rules {
            [_] => "1 rule in one query".to_owned(),
            rules => format!("{} rules in one query", rules.len()),
        }];
        for rule in self.rules {
            let about = &rule.about;
            lines.push(format!(
                "{}: {} ({}, {})",
                about.id,
                about.title,
                about.severity,
                rule.label.name()
            ));
            lines.extend(
                rule.notes
                    .iter()
                    .map(|note| format!("note on {}: {note}", about.id)),
            );
        }
        lines.push(format!("table shape: {}", self.shape.name));
        lines.extend(range);
        lines.push(format!("label: {}", self.label().name()));
        lines.extend(notes.iter().map(|note| format!("note: {note}")));
        lines
    }

    /// Makes queries that `fits` takes: of all rules, or of each half of them, and so on.
    ///
    /// # Errors
    /// Those of `make`, for one rule if it is about that one.
    pub fn split(
        &self,
        make: &dyn Fn(&Pack<'a>) -> Result<Artifact, Diagnostic>,
        fits: &dyn Fn(&Artifact) -> bool,
    ) -> Result<Vec<Artifact>, Diagnostic> {
        if self.rules.is_empty() {
            return Ok(Vec::new());
        }
        let artifact = make(self)?;
        if self.rules.len() == 1 || fits(&artifact) {
            return Ok(vec![artifact]);
        }
        let (first, second) = self.rules.split_at(self.rules.len() / 2);
        let mut parts = Pack {
            rules: first,
            ..*self
        }
        .split(make, fits)?;
        parts.extend(
            Pack {
                rules: second,
                ..*self
            }
            .split(make, fits)?,
        );
        Ok(parts)
    }
}

/// Which events a query looks at, and what it shows of those that match.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Hunt {
    /// When they happened.
    pub range: TimeRange,
    /// The values of partition columns that are read, by the column's kind (`region`) or name. Others are read whole.
    pub partitions: Vec<(String, Vec<String>)>,
    /// True if a rule that asks for several matches is taken for one that asks for each.
    pub raw_events: bool,
    /// At most so many rows.
    pub limit: Option<u64>,
}

impl Hunt {
    /// Every event of the table: no time range, no partitions, no groups.
    #[must_use]
    pub fn everything() -> Self {
        Self {
            range: TimeRange::All,
            raw_events: true,
            ..Self::default()
        }
    }
}

/// A rule over a table.
#[derive(Debug, Clone, PartialEq)]
pub struct BoundRule {
    /// What the header says.
    pub about: About,
    /// What the rows must satisfy.
    pub condition: Condition<BoundField>,
    /// The columns of the result, behind the event's time and id.
    pub outputs: Vec<Output>,
    /// Columns behind those, of texts that the rule makes: an alert's title, its severity.
    pub texts: Vec<TextColumn>,
    /// The rule alerts at so many matches with one key; with 1, each match counts by itself …
    pub threshold: u64,
    /// … within so many minutes.
    pub dedup_minutes: u64,
    /// The key; empty if all matches share one.
    pub group_by: Vec<KeyColumn>,
    /// What is counted, if it is not matches: the distinct values of this, null not among them.
    pub unique: Option<Value<BoundField>>,
    /// What the query promises.
    pub label: Label,
    /// What a reader of the query must know, one sentence each.
    pub notes: Vec<String>,
}

impl BoundRule {
    /// What the rule alerts at: `15 or more matches of one (userIdentity.arn) within 10 minutes`.
    #[must_use]
    pub fn asks_for(&self) -> String {
        let what = match &self.unique {
            Some(value) => format!("distinct values of {}", path(value)),
            None => "matches".to_owned(),
        };
        let key: Vec<String> = self.group_by.iter().map(KeyColumn::said).collect();
        let key = match key.as_slice() {
            [] => String::new(),
            key => format!(" of one ({})", key.join(", ")),
        };
        let minutes = Minutes::clamped(self.dedup_minutes);
        format!("{} or more {what}{key} within {minutes}", self.threshold)
    }
}

/// What a reader calls a value: the path of the field that it is made of.
fn path(value: &Value<BoundField>) -> String {
    value.subject().field.dotted()
}

/// What is said of a rule in the header of its query. All of it is the rule's own, hostile text.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct About {
    /// The rule's id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its severity.
    pub severity: String,
    /// The log type that this query is for.
    pub log_type: String,
    /// ATT&CK tactics and techniques, as `TA0007:T1526`.
    pub attack: Vec<String>,
    /// What it detects.
    pub description: String,
    /// Where to read more.
    pub reference: String,
    /// What to do about a match.
    pub runbook: String,
    /// The author's tags.
    pub tags: Vec<String>,
    /// False if the rule is switched off.
    pub enabled: bool,
}

impl About {
    /// The lines of a query's header behind its title: what it detects, how bad it is, and the table's shape of that name.
    #[must_use]
    pub fn lines(&self, shape: &str) -> Vec<String> {
        let mut lines = Vec::new();
        if !self.description.is_empty() {
            lines.push(self.description.clone());
        }
        lines.push(format!("severity: {}", self.severity));
        if !self.attack.is_empty() {
            lines.push(format!("ATT&CK: {}", self.attack.join(", ")));
        }
        if !self.reference.is_empty() {
            lines.push(format!("reference: {}", self.reference));
        }
        lines.push(format!("log type: {}; table shape: {shape}", self.log_type));
        lines
    }
}

/// A column of the result.
#[derive(Debug, Clone, PartialEq)]
pub struct Output {
    /// Its name, unique without regard to case.
    pub name: String,
    /// What it shows.
    pub value: Value<BoundField>,
}

impl Output {
    /// The path of the field that it shows as it is; none for what functions make.
    #[must_use]
    pub fn path(&self) -> Option<String> {
        match &self.value {
            Value::Field(field) => Some(field.field.dotted()),
            Value::Call(_) => None,
        }
    }

    /// The same path, unless a column called `name` says it: a reader of the result must find the field.
    #[must_use]
    pub fn source_of(&self, name: &str) -> Option<String> {
        self.path().filter(|path| letters(path) != letters(name))
    }
}

/// A column of the key of a rule's groups.
#[derive(Debug, Clone, PartialEq)]
pub struct KeyColumn {
    /// Its name, unique without regard to case.
    pub name: String,
    /// What it is.
    pub key: Key<BoundField>,
}

impl KeyColumn {
    /// What a reader calls it: the path of the field, the name of the text.
    fn said(&self) -> String {
        match &self.key {
            Key::Value(value) => path(value),
            Key::Text(_) => self.name.clone(),
        }
    }
}

/// A column of text that a rule makes of each event.
#[derive(Debug, Clone, PartialEq)]
pub struct TextColumn {
    /// Its name, unique without regard to case.
    pub name: String,
    /// The text.
    pub text: Template<BoundField>,
}

/// What is left of two spellings of one name.
fn letters(text: &str) -> String {
    text.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

/// What a query promises.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Label {
    /// It returns exactly the events that the rule matches.
    Exact,
    /// It returns all of them and possibly more.
    Wider,
}

impl Label {
    /// As it is printed.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Wider => "wider",
        }
    }
}

/// What a back end makes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Artifact {
    /// The text of the query.
    pub text: String,
    /// What a reader of the query must know beyond the rule's own notes.
    pub notes: Vec<String>,
}
