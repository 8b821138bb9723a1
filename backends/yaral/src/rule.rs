//! The whole rule: a header for its reader, then the sections in the order that the language wants.

use crate::TOO_MANY_FIELDS;
use crate::attack;
use crate::emit::{self, Refused, refuse};
use crate::expr::Expr;
use crate::outcome;
use crate::source::{Kind, extracted_key, source};
use crate::text::{comment, meta, rule_name, string, variable};
use crate::window::Window;
use transpile_sdk::backend::{Artifact, BoundRule, Hunt, Request};
use transpile_sdk::bind::{Base, BoundField, Storage};
use transpile_sdk::diagnostic::Diagnostic;
use transpile_sdk::doc::Doc;
use transpile_sdk::ir::{Test, Type, Value};
use transpile_sdk::shape::{ColumnType, Trust};

/// Lines are at most so wide where that is possible.
const WIDTH: usize = 120;

/// The column of an alert's severity.
const SEVERITY: &str = "severity";

/// A rule may have so many outcome variables (YARA-L 2.0 language reference).
const MAX_OUTCOMES: usize = 20;

/// A log type may have so many extracted fields beside a parser (Google Security Operations, "Auto extraction").
const MAX_EXTRACTED: usize = 100;

/// Why there is no rule.
pub(crate) enum Problem {
    Refused(Refused),
    Said(Diagnostic),
}

impl From<Refused> for Problem {
    fn from(refused: Refused) -> Self {
        Self::Refused(refused)
    }
}

/// Makes the rule.
pub(crate) fn rule(request: &Request<'_>) -> Result<Artifact, Problem> {
    let rule = request.rule;
    let about = &rule.about;
    let label = request.table.unwrap_or(&request.shape.table);
    let label = match string(label) {
        Some(label) => label,
        None => refuse("the name of the log type has characters that YARA-L has no spelling for")?,
    };
    let first = Expr::eq("$e.metadata.log_type", label);
    let condition = emit::condition(&rule.condition, rule.label)?;
    let mut names = Names::new();
    let window = Window::of(rule, &mut names)?;
    let mut notes = notes_on_hunting(request.hunt);
    let outcomes = outcomes(rule, window.is_some(), &mut names, &mut notes);
    let keys = keys(rule, &outcomes);
    if keys.len() > MAX_EXTRACTED {
        let count = keys.len();
        return Err(Problem::Said(
            Diagnostic::error(
                TOO_MANY_FIELDS,
                format!("the rule reads {count} extracted fields, and at most {MAX_EXTRACTED} of a log type can be opted in"),
            )
            .with_help("split the rule"),
        ));
    }
    if !keys.is_empty() {
        notes.insert(
            0,
            format!(
                "needs these extracted fields, opted in for the log type: {}",
                keys.join(", ")
            ),
        );
    }
    if asks_for_networks(rule) {
        notes.push(
            "net.ip_in_range_cidr is taken to be false for a text that is no address".to_owned(),
        );
    }
    if window.is_some() {
        notes.push(
            "the match windows overlap in steps that the platform chooses: a burst nearly as long as the window can be \
             missed, and one burst can be detected more than once"
                .to_owned(),
        );
    }
    let all_notes: Vec<String> = rule.notes.iter().chain(&notes).cloned().collect();
    let lines = [first].into_iter().chain(condition.lines());
    let mut events: Vec<Doc> = lines.map(|line| line.doc()).collect();
    events.extend(window.iter().flat_map(Window::events).map(Doc::text));
    let mut sections = vec![
        section("meta", metadata(request, &all_notes)),
        section("events", events),
    ];
    let mut options = Vec::new();
    let mut holds = "$e".to_owned();
    if let Some(window) = &window {
        sections.push(section("match", vec![Doc::text(window.line())]));
        options.push(Doc::text("allow_zero_values = true"));
        holds = window.condition(rule.threshold);
    }
    sections.push(section(
        "outcome",
        outcomes.into_iter().flat_map(Outcome::lines).collect(),
    ));
    sections.push(section("condition", vec![Doc::text(holds)]));
    if !options.is_empty() {
        sections.push(section("options", options));
    }
    let blank = Doc::concat([Doc::HardLine, Doc::HardLine]);
    let body = Doc::join(sections, &blank);
    let name = rule_name(&about.id, &about.log_type);
    let text = Doc::concat([
        header(request, &all_notes),
        Doc::text(format!("rule {name} {{")),
        Doc::concat([Doc::HardLine, body]).indent(),
        Doc::HardLine,
        Doc::text("}"),
        Doc::HardLine,
    ]);
    // No literal holds a newline, so that blanks before one are those of an empty line.
    let text: String = text
        .print(WIDTH)
        .lines()
        .flat_map(|line| [line.trim_end(), "\n"])
        .collect();
    Ok(Artifact { text, notes })
}

/// What becomes of a time range and a limit.
fn notes_on_hunting(hunt: &Hunt) -> Vec<String> {
    let mut notes = vec!["the time range is that of the rule's runs, or of the search".to_owned()];
    if hunt.limit.is_some() {
        notes.push("a rule has no limit on what it returns".to_owned());
    }
    notes
}

/// A section with a line for each piece.
fn section(name: &str, lines: Vec<Doc>) -> Doc {
    let lines = lines.into_iter().flat_map(|line| [Doc::HardLine, line]);
    Doc::concat([Doc::text(format!("{name}:")), Doc::concat(lines).indent()])
}

/// What a person who opens the rule must know first.
fn header(request: &Request<'_>, notes: &[String]) -> Doc {
    let about = &request.rule.about;
    let mut lines = vec![format!("{}: {}", about.id, about.title)];
    lines.push(format!("label: {}", request.rule.label.name()));
    lines.extend(notes.iter().map(|note| format!("note: {note}")));
    let lines = lines.iter().flat_map(|line| comment(line, WIDTH));
    Doc::concat(lines.flat_map(|line| [Doc::text(line), Doc::HardLine]))
}

/// The lines of `meta`, empty ones left out.
fn metadata(request: &Request<'_>, notes: &[String]) -> Vec<Doc> {
    let rule = request.rule;
    let about = &rule.about;
    let (tactics, techniques) = attack::tactics_and_techniques(&about.attack);
    let tags = about.tags.join(", ");
    let notes = notes.join("; ");
    [
        ("author", "transpile"),
        ("rule_id", &about.id),
        ("title", &about.title),
        ("description", &about.description),
        ("severity", &about.severity),
        ("log_type", &about.log_type),
        ("mitre_attack_tactic", &tactics),
        ("mitre_attack_technique", &techniques),
        ("reference", &about.reference),
        ("runbook", &about.runbook),
        ("tags", &tags),
        ("label", rule.label.name()),
        ("notes", &notes),
    ]
    .into_iter()
    .filter(|(_, value)| !value.trim().is_empty())
    .map(|(key, value)| Doc::text(format!("{key} = {}", meta(value))))
    .collect()
}

/// The variables of a rule, each of its own name.
pub(crate) struct Names(Vec<String>);

impl Names {
    /// Names that mean something to the platform, or stand for the event.
    fn new() -> Self {
        Self(
            ["e", "risk_score", "event_count", "suppression_key"]
                .map(str::to_owned)
                .into(),
        )
    }

    pub(crate) fn give(&mut self, wanted: &str) -> String {
        let name = variable(wanted, &self.0);
        self.0.push(name.clone());
        name
    }
}

/// A line of the outcome, and the extracted field that it reads.
struct Outcome {
    /// The field that it shows, if its name does not say it.
    source: Option<String>,
    line: String,
    key: Option<String>,
}

impl Outcome {
    fn lines(self) -> impl Iterator<Item = Doc> {
        let source = self.source.into_iter();
        let comments = source.flat_map(|path| comment(&path, WIDTH));
        comments.chain([self.line]).map(Doc::text)
    }
}

/// The score, the number of events of a window, and the rule's own outputs as far as there is room.
fn outcomes(
    rule: &BoundRule,
    grouped: bool,
    names: &mut Names,
    notes: &mut Vec<String>,
) -> Vec<Outcome> {
    let plain = |line: String| Outcome {
        source: None,
        line,
        key: None,
    };
    let severity = rule.texts.iter().find(|column| column.name == SEVERITY);
    let scores = severity.and_then(|column| outcome::scores(&column.text, &score));
    let score = scores.unwrap_or_else(|| score(&rule.about.severity).to_string());
    let mut out = vec![plain(if grouped {
        format!("$risk_score = max({score})")
    } else {
        format!("$risk_score = {score}")
    })];
    if grouped {
        out.push(plain(
            "$event_count = count_distinct($e.metadata.id)".to_owned(),
        ));
    }
    let mut left_out = Vec::new();
    for column in &rule.texts {
        let value = outcome::text(&column.text).ok();
        let Some(value) = value.filter(|_| out.len() < MAX_OUTCOMES) else {
            left_out.push(column.name.clone());
            continue;
        };
        let name = names.give(&column.name);
        let value = if grouped {
            format!("array_distinct({value})")
        } else {
            value
        };
        out.push(plain(format!("${name} = {value}")));
    }
    let mut unsure = Vec::new();
    for output in &rule.outputs {
        let Value::Field(field) = &output.value else {
            left_out.push(output.name.clone());
            continue;
        };
        let dotted = field.field.dotted();
        let Some((expr, repeated)) = shown(field).filter(|_| out.len() < MAX_OUTCOMES) else {
            left_out.push(dotted);
            continue;
        };
        if field.place.trust == Trust::Unsure {
            unsure.push(dotted);
        }
        let name = names.give(&output.name);
        let expr = if grouped || repeated {
            format!("array_distinct({expr})")
        } else {
            expr
        };
        out.push(Outcome {
            source: output.source_of(&name),
            line: format!("${name} = {expr}"),
            key: extracted_key(field),
        });
    }
    if !left_out.is_empty() {
        notes.push(format!(
            "left out of the outcome, which cannot show them: {}",
            left_out.join(", ")
        ));
    }
    if !unsure.is_empty() {
        notes.push(format!(
            "shown in the outcome as the parser usually writes them: {}",
            unsure.join(", ")
        ));
    }
    out
}

/// A field as the outcome shows it, and whether it is a repeated one.
fn shown(field: &BoundField) -> Option<(String, bool)> {
    if field.place.trust == Trust::Unsure {
        let Base::Column(column) = &field.place.base else {
            return None;
        };
        let repeated = matches!(
            field.place.storage,
            Storage::Column(ColumnType::Array(_), _)
        );
        return field
            .place
            .steps
            .is_empty()
            .then(|| (format!("$e.{column}"), repeated));
    }
    if matches!(field.field.ty, Type::Object | Type::Array(_)) {
        return None;
    }
    let source = source(field).ok()?;
    (source.kind != Kind::Bool).then_some((source.expr, source.repeated))
}

/// The platform's risk score. The steps are ours; it shows 15 for a detection and 40 for an alert without one.
fn score(severity: &str) -> u8 {
    match severity.to_ascii_lowercase().as_str() {
        "info" => 10,
        "low" => 25,
        "high" => 75,
        "critical" => 95,
        _ => 50,
    }
}

/// The extracted fields that the rule reads, each once, in the order of their first use.
fn keys(rule: &BoundRule, outcomes: &[Outcome]) -> Vec<String> {
    let mut keys: Vec<String> = Vec::new();
    let mut push = |key: Option<String>| {
        if let Some(key) = key.filter(|key| !keys.contains(key)) {
            keys.push(key);
        }
    };
    rule.condition
        .fields(&mut |field| push(extracted_key(field)));
    if rule.threshold > 1 {
        for group in &rule.group_by {
            group.key.fields(&mut |field| push(extracted_key(field)));
        }
        if let Some(unique) = &rule.unique {
            unique.fields(&mut |field| push(extracted_key(field)));
        }
    }
    for outcome in outcomes {
        push(outcome.key.clone());
    }
    for column in &rule.texts {
        column.text.fields(&mut |field| push(extracted_key(field)));
    }
    keys
}

/// True if an address is looked for in something that may hold other text.
fn asks_for_networks(rule: &BoundRule) -> bool {
    let mut found = false;
    rule.condition.predicates(&mut |predicate| {
        found |= matches!(
            predicate.test,
            Test::Cidr(_) | Test::IsIp | Test::IsPrivateIp
        ) && extracted_key(predicate.value.subject()).is_some();
    });
    found
}
