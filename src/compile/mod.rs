//! The stages in order: a rule document in, queries out.
//!
//! In: a loaded rule and what the user wants. Out: for each log type of the rule and each target an
//! [`Outcome`]: the text of the query, or the diagnostics that say why there is none. Nothing here
//! reads files, the clock or the environment.

mod alert;
mod beside;
pub mod codes;
mod columns;
#[cfg(feature = "python")]
mod evidence;
mod front;
mod pack;
mod python;
mod restate;
mod shown;
mod targets;

pub use beside::differing;
pub use front::{Front, Lowered, front, logic};
pub use pack::{Piece, pack};
pub use python::is_beside;
pub use targets::{backends, named_shape, own_shape, read_shape, shape_for, shape_problem};

use crate::load::{Located, RuleDocument};
use codes::NO_FORMAT;
use serde::Serialize;
use transpile_sdk::backend::{
    About, Artifact, Backend, BoundRule, Format, Hunt, KeyColumn, Label, Request,
};
use transpile_sdk::bind::{Binder, Bound, BoundField, INEXPRESSIBLE};
use transpile_sdk::cost::Cost;
use transpile_sdk::diagnostic::{Diagnostic, Severity};
use transpile_sdk::ir::{Key, Value};
use transpile_sdk::shape::Shape;

/// What the user wants of a target.
#[derive(Debug, Clone, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a choice of the user's"
)]
pub struct Options {
    /// The table's shape; else the default of the log type.
    pub shape: Option<Shape>,
    /// The table's name; else the shape's.
    pub table: Option<String>,
    /// The form of the output, one of the target's; else its first.
    pub format: Option<String>,
    /// Conditions that the target cannot say may be dropped.
    pub allow_wider: bool,
    /// Which events to look at, and what to show of them; by default those of the last seven days.
    pub hunt: Hunt,
    /// Rules are put together into one query by [`pack`]: a rule's outcome has a piece of it in place of files.
    pub pack: bool,
    /// What the query reads is counted.
    pub cost: bool,
    /// Fields that the target can be told to keep of the raw log may be read.
    pub extracted_fields: bool,
}

/// What came of one rule for one log type and one target.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Outcome {
    /// The rule file's path, as it was given.
    pub path: String,
    /// The rule's id.
    pub rule_id: String,
    /// The log type.
    pub log_type: String,
    /// The target.
    pub target: String,
    /// What the query promises; none if there is no query.
    pub label: Option<Label>,
    /// The files.
    pub files: Vec<File>,
    /// What a reader of the query must know.
    pub notes: Vec<String>,
    /// What was found on the way.
    #[serde(skip)]
    pub diagnostics: Vec<Diagnostic>,
    /// What the query reads, if it was asked for and the target counts it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cost: Option<Cost>,
    /// The rule's part of a query of several rules.
    #[serde(skip)]
    pub piece: Option<Box<Piece>>,
}

impl Outcome {
    /// Nothing, of a rule file at `path`.
    #[must_use]
    pub fn nothing(path: &str, backend: &dyn Backend) -> Self {
        Self {
            path: path.to_owned(),
            rule_id: String::new(),
            log_type: String::new(),
            target: backend.manifest().name.clone(),
            label: None,
            files: Vec::new(),
            notes: Vec::new(),
            diagnostics: Vec::new(),
            cost: None,
            piece: None,
        }
    }
}

/// A file of the output.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct File {
    /// Its name, relative to the target's folder.
    pub name: String,
    /// Its text.
    pub text: String,
}

/// Compiles one lowered rule for one target.
#[must_use]
pub fn compile(
    document: &RuleDocument,
    lowered: &Lowered,
    backend: &dyn Backend,
    options: &Options,
    stem: &str,
) -> Outcome {
    let mut outcome = Outcome {
        rule_id: document.rule_id.value.clone(),
        log_type: lowered.log_type.name.clone(),
        ..Outcome::nothing(&document.path, backend)
    };
    let Some(format) = backend.manifest().format(options.format.as_deref()) else {
        let formats: Vec<&str> = backend
            .manifest()
            .formats
            .iter()
            .map(|format| format.name.as_str())
            .collect();
        outcome.diagnostics.push(
            Diagnostic::error(NO_FORMAT, format!("{} has no such format", outcome.target))
                .with_help(format!("it has {}", formats.join(", "))),
        );
        return outcome;
    };
    let wanted = Wanted {
        document,
        lowered,
        backend,
        options,
        format,
    };
    let emitted = wanted.emit(&mut outcome.diagnostics);
    if let (Ok((piece, _)), true) = (&emitted, options.cost) {
        let cost = backend.cost(&[&piece.rule], &piece.shape, &options.hunt);
        outcome.cost = cost.ok().flatten();
    }
    match emitted {
        Ok((piece, artifact)) if options.pack => {
            outcome.label = Some(piece.rule.label);
            outcome.notes = artifact.notes;
            outcome.piece = Some(Box::new(piece));
        }
        Ok((piece, artifact)) => {
            let extension = &format.extension;
            let several = document
                .log_types
                .iter()
                .any(|own| own.value != outcome.log_type);
            let name = if several {
                format!("{stem}.{}.{extension}", file_name(&outcome.log_type))
            } else {
                format!("{stem}.{extension}")
            };
            outcome.label = Some(piece.rule.label);
            outcome.files.push(File {
                name,
                text: artifact.text,
            });
            outcome.notes = artifact.notes;
        }
        Err(mut errors) => outcome.diagnostics.append(&mut errors),
    }
    outcome
}

/// One rule for one log type and one target.
struct Wanted<'a> {
    document: &'a RuleDocument,
    lowered: &'a Lowered,
    backend: &'a dyn Backend,
    options: &'a Options,
    format: &'a Format,
}

impl Wanted<'_> {
    /// Points at the log type in the rule's file.
    fn at_log_type(&self, problem: Diagnostic) -> Diagnostic {
        let name = &self.lowered.log_type.name;
        let own = |log_type: &&Located<String>| log_type.value == *name;
        match self.document.log_types.iter().find(own) {
            Some(log_type) => problem.at(log_type.span, "this log type"),
            None => problem,
        }
    }

    /// Binds and emits. The artifact's notes are all there are, the rule's first.
    fn emit(
        &self,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Result<(Piece, Artifact), Vec<Diagnostic>> {
        let Self {
            document,
            lowered,
            backend,
            options,
            format,
        } = self;
        let shape = shape_for(*backend, &lowered.log_type.name, options.shape.as_ref())
            .map_err(|problem| vec![self.at_log_type(problem)])?;
        let extended = options
            .extracted_fields
            .then(|| backend.with_extracted_fields(shape));
        let shape = &own_shape(extended.flatten().unwrap_or(shape), lowered);
        let binder = Binder {
            shape,
            others: backend.shapes(),
            refuses: &|predicate| backend.refuses(predicate),
            restates: &|predicate| restate::restate(predicate, &lowered.log_type),
            files: &lowered.files,
            allow_wider: options.allow_wider,
        };
        let Bound { condition, dropped } = binder.bind(&lowered.normalized)?;
        let mut notes = lowered.notes.clone();
        notes.extend(shape.note.clone());
        notes.extend(dropped.iter().map(|dropped| dropped.message.clone()));
        let label = if dropped.is_empty() && !lowered.is_wider {
            Label::Exact
        } else {
            Label::Wider
        };
        diagnostics.extend(dropped);
        let columns = columns::bind(&binder, *backend, lowered);
        notes.extend(columns.notes);
        diagnostics.extend(columns.hidden);
        let counts = document.threshold > 1 && !options.hunt.raw_events && !options.pack;
        let (mut group_by, mut unique) = (Vec::new(), None);
        if counts {
            (group_by, unique) = self.counted(&binder)?;
        } else if document.threshold > 1 {
            notes.push(format!(
                "the rule alerts at {} matches within {} minutes; this query returns each match",
                document.threshold, document.dedup_period_minutes
            ));
        }
        let rule = BoundRule {
            about: about(document, lowered),
            condition,
            outputs: columns.outputs,
            texts: columns.texts,
            threshold: if counts { document.threshold } else { 1 },
            dedup_minutes: document.dedup_period_minutes,
            group_by,
            unique,
            label,
            notes,
        };
        let table = options.table.as_deref();
        let artifact = backend.emit(&Request {
            rule: &rule,
            shape,
            table,
            format,
            hunt: &options.hunt,
        })?;
        let notes = rule.notes.iter().cloned().chain(artifact.notes).collect();
        let artifact = Artifact {
            text: artifact.text,
            notes,
        };
        let shape = shape.clone();
        Ok((Piece { rule, shape }, artifact))
    }
}

impl Wanted<'_> {
    /// Finds the key of the rule's groups and what it counts. They must be there: without a part of its key a
    /// rule would alert at less.
    fn counted(&self, binder: &Binder<'_>) -> Result<Counted, Vec<Diagnostic>> {
        let mut problems: Vec<Diagnostic> = self.lowered.uncounted.iter().cloned().collect();
        let bound = |value: &Value, key: &str| {
            let place = self.document.key_span(key);
            let bound = binder.value(value);
            bound.map_err(|absent| binder.lacks(&absent, place))
        };
        let mut group_by = Vec::new();
        for (name, key) in &self.lowered.group_by {
            let key = match key {
                Key::Value(value) => bound(value, "GroupBy").map(Key::Value),
                Key::Text(text) => binder
                    .template(text)
                    .map(Key::Text)
                    .map_err(|reason| self.untold(name, &reason)),
            };
            match key {
                Ok(key) => group_by.push(KeyColumn {
                    name: name.clone(),
                    key,
                }),
                Err(problem) => problems.push(problem),
            }
        }
        let unique = self.lowered.unique.as_ref();
        let unique = unique.and_then(|value| match bound(value, "Unique") {
            Ok(value) => Some(value),
            Err(problem) => {
                problems.push(problem);
                None
            }
        });
        if problems.is_empty() {
            Ok((group_by, unique))
        } else {
            Err(problems)
        }
    }

    /// Says that the target cannot make the text by which the rule groups its matches.
    fn untold(&self, name: &str, reason: &str) -> Diagnostic {
        let message =
            format!("what `{name}` gives decides which matches are counted together: {reason}");
        let problem = Diagnostic::error(INEXPRESSIBLE, message).with_help(
            "name the field in the rule's file (`GroupBy`), or ask for each match (`--raw-events`)",
        );
        match self.document.key_span("Filename") {
            Some(place) => problem.at(place, ""),
            None => problem,
        }
    }
}

/// The key of a rule's groups, and what is counted if it is not matches.
type Counted = (Vec<KeyColumn>, Option<Value<BoundField>>);

fn about(document: &RuleDocument, lowered: &Lowered) -> About {
    let attack = document
        .attack
        .iter()
        .map(|attack| format!("{}:{}", attack.tactic, attack.technique));
    About {
        id: document.rule_id.value.clone(),
        title: document.display_name.clone().unwrap_or_default(),
        severity: document.severity.value.name().to_owned(),
        log_type: lowered.log_type.name.clone(),
        attack: attack.collect(),
        description: document.description.clone().unwrap_or_default(),
        reference: document.reference.clone().unwrap_or_default(),
        runbook: document.runbook.clone().unwrap_or_default(),
        tags: document.tags.iter().map(|tag| tag.value.clone()).collect(),
        enabled: document.enabled,
    }
}

/// A name without anything that means something in a path.
fn file_name(name: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '-');
    name.chars()
        .map(|c| if plain(c) { c } else { '_' })
        .collect()
}

/// What was found of a rule of which only what is certain is compiled: an error says why it is wider.
#[must_use]
pub fn wider(found: Diagnostic) -> Diagnostic {
    if !found.is_error() {
        return found;
    }
    Diagnostic {
        severity: Severity::Warning,
        message: format!("condition dropped, the query is wider: {}", found.message),
        help: None,
        ..found
    }
}

/// True if nothing may be written because of these.
#[must_use]
pub fn has_errors(diagnostics: &[Diagnostic]) -> bool {
    diagnostics
        .iter()
        .any(|diagnostic| diagnostic.severity == Severity::Error)
}
