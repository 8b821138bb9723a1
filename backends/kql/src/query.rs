//! The whole query: header, table, stages, columns.

use crate::burst;
use crate::dialect::{self, comment};
use crate::emit::{Emitter, Order, Refused, Stage};
use crate::expr::{Kql, Logic, Text, call};
use crate::pipeline;
use crate::repr::Repr;
use transpile_sdk::backend::{Artifact, Hunt, Output, Request};
use transpile_sdk::bind::{Base, BoundField};
use transpile_sdk::doc::Doc;
use transpile_sdk::ir::{Template, Value};
use transpile_sdk::name::unique;
use transpile_sdk::range::TimeRange;
use transpile_sdk::shape::Shape;
use transpile_sdk::time::Timestamp;

/// Lines are at most so wide where that is possible.
const WIDTH: usize = 100;

/// A query before it is written.
#[derive(Debug)]
pub(crate) struct Query<'a> {
    /// What it is made of.
    pub(crate) request: &'a Request<'a>,
    /// The stages behind the table, without the columns.
    pub(crate) stages: Vec<Stage>,
    /// The columns of the result.
    pub(crate) columns: Vec<Column>,
    /// The rule's key.
    pub(crate) key: Vec<Column>,
    /// What a reader of the bursts must know of the key.
    pub(crate) key_notes: Vec<String>,
}

/// A column of the result.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Column {
    /// Its name.
    pub(crate) name: String,
    /// What it shows.
    pub(crate) value: Kql,
    /// The field of the event, if it shows one as it is.
    pub(crate) field: Option<String>,
    /// The field of which it shows one or more values, if its name does not say it.
    pub(crate) source: Option<String>,
}

impl Column {
    /// A column of the table.
    pub(crate) fn own(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            value: Kql::Name(name.to_owned()),
            field: None,
            source: None,
        }
    }

    /// The column as it stands behind `project`, below the field that it shows if its name does not say it.
    fn doc(&self) -> Doc {
        let lines = self.source.iter().flat_map(|path| comment(path, WIDTH));
        let lines = lines.flat_map(|line| [Doc::text(line), Doc::HardLine]);
        let value = match &self.value {
            Kql::Name(name) if *name == self.name => Doc::text(dialect::identifier(name)),
            value => pipeline::named(&self.name, value),
        };
        Doc::concat(lines.chain([value]))
    }
}

impl<'a> Query<'a> {
    /// The rule's query: each match, with the event's time and id and the rule's columns.
    pub(crate) fn new(request: &'a Request<'a>) -> Result<Self, Refused> {
        let shape = request.shape;
        let mut emitter = Emitter::new(Some(shape));
        let mut stages = guards(shape);
        stages.extend(emitter.filter(&request.rule.condition)?);
        if let Some(at) = stages
            .iter()
            .position(|stage| *stage == Stage::Where(Logic::of(false)))
        {
            stages.truncate(at + 1);
        }
        let mut columns = own_columns(shape);
        push_columns(&emitter, &mut columns, &request.rule.outputs)?;
        for column in &request.rule.texts {
            let value = text(&mut emitter, &column.text, &mut stages)?;
            let name = free(&column.name, &columns);
            columns.push(Column {
                value,
                ..Column::own(&name)
            });
        }
        let key = burst::key(&mut emitter, request.rule, &mut stages)?;
        let stages = emitter.with_parsed(stages);
        Ok(Self {
            request,
            stages,
            columns,
            key,
            key_notes: burst::notes(request.rule),
        })
    }

    /// True if the rule asks for more than one match.
    pub(crate) fn counts(&self) -> bool {
        self.request.rule.threshold > 1
    }

    /// Keeps only the matches that complete a burst.
    pub(crate) fn keep_bursts(&mut self) {
        let time = &self.request.shape.event_time.column;
        self.stages
            .extend(burst::completing(self.request.rule, time, &self.key));
    }

    /// Makes a row of each burst; the event's own time and id are not among its columns.
    pub(crate) fn group_bursts(&mut self) {
        let shape = self.request.shape;
        let time = &shape.event_time.column;
        let id = shape.event_id.as_ref().map(|id| id.column.as_str());
        let mut shown = self.columns.clone();
        shown.retain(|column| column.name != *time && Some(column.name.as_str()) != id);
        shown.retain(|column| self.key.iter().all(|key| key.value != column.value));
        let (stages, columns) = burst::grouped(self.request.rule, time, &self.key, &shown);
        self.stages.extend(stages);
        self.columns = columns;
    }

    /// The text, behind a header of comments.
    pub(crate) fn text(&self, header: &[String]) -> String {
        let table = self.request.table.unwrap_or(&self.request.shape.table);
        written(header, table, &self.stages, &self.columns)
    }

    /// The query for hunting, with all that there is to say of it: of the events of the time range, by time.
    pub(crate) fn artifact(mut self) -> Artifact {
        let hunt = self.request.hunt;
        let time = self.request.shape.event_time.column.clone();
        self.stages.splice(0..0, bounds(hunt.range, &time));
        let order = if self.counts() {
            self.group_bursts();
            burst::FIRST_SEEN
        } else {
            &time
        };
        let order = vec![(order.to_owned(), Order::Ascending)];
        self.stages.push(Stage::Sort(order));
        self.stages.extend(hunt.limit.map(Stage::Take));
        let mut notes = notes(self.request.shape, hunt);
        notes.append(&mut self.key_notes);
        let range = (hunt.range != TimeRange::All).then_some((hunt.range, time.as_str()));
        let header = header(self.request, range, &self.request.rule.notes, &notes);
        Artifact {
            text: self.text(&header),
            notes,
        }
    }
}

/// A header of comments, a table, stages, columns.
pub(crate) fn written(
    header: &[String],
    table: &str,
    stages: &[Stage],
    columns: &[Column],
) -> String {
    let lines = header.iter().flat_map(|line| comment(line, WIDTH));
    let columns = columns.iter().map(Column::doc);
    let columns = Doc::join(columns, &Doc::concat([Doc::text(","), Doc::HardLine]));
    let query = Doc::concat([
        Doc::concat(lines.flat_map(|line| [Doc::text(line), Doc::HardLine])),
        Doc::text(dialect::table(table)),
        pipeline::doc(stages),
        Doc::HardLine,
        Doc::text("| project"),
        Doc::concat([Doc::HardLine, columns]).indent(),
        Doc::HardLine,
    ]);
    query.print(WIDTH)
}

/// The stages that keep the rows of the shape's log type.
pub(crate) fn guards(shape: &Shape) -> Vec<Stage> {
    let only = shape.only.iter().map(|(column, text)| {
        let column = Text(Kql::Name(column.clone()));
        Stage::Where(column.is_one_of(vec![text.clone()]))
    });
    let guard = shape.row_guard.iter().map(|guard| {
        let guard = Text(Kql::Name(guard.clone()));
        Stage::Where(guard.is_empty().complement())
    });
    only.chain(guard).collect()
}

/// The stages that keep the events of the range; the first of all, since the service finds events by their time.
pub(crate) fn bounds(range: TimeRange, time: &str) -> Vec<Stage> {
    let bound = |operator, other| {
        let time = Kql::Name(time.to_owned());
        Stage::Where(Logic(Kql::Binary(
            Box::new(time),
            operator,
            Box::new(other),
        )))
    };
    let literal = |instant: Timestamp| Kql::Time(instant.to_string());
    match range {
        TimeRange::All => Vec::new(),
        TimeRange::Last(span) => vec![bound(">=", call("ago", [Kql::Span(span)]))],
        TimeRange::Between { from, to } => {
            let from = from.map(|from| bound(">=", literal(from)));
            let to = to.map(|to| bound("<", literal(to)));
            from.into_iter().chain(to).collect()
        }
    }
}

/// What a reader of the results must know of the table, and of what is read of it.
pub(crate) fn notes(shape: &Shape, hunt: &Hunt) -> Vec<String> {
    let mut notes = Vec::new();
    if hunt.range == TimeRange::All {
        notes.push("no time range but that of the place where you run it".to_owned());
    }
    if let Some(limit) = hunt.limit {
        notes.push(format!("at most {limit} rows are returned, the earliest"));
    }
    notes.extend(shape.event_id.as_ref().and_then(|id| id.note.clone()));
    notes
}

/// The lines of the header.
pub(crate) fn header(
    request: &Request<'_>,
    range: Option<(TimeRange, &str)>,
    rule_notes: &[String],
    notes: &[String],
) -> Vec<String> {
    let rule = request.rule;
    let about = &rule.about;
    let mut lines = vec![format!("{}: {}", about.id, about.title)];
    lines.extend(about.lines(&request.shape.name));
    if let Some((range, column)) = range {
        lines.push(format!("time range: {range} by {column}"));
    }
    if rule.threshold > 1 {
        lines.push(format!(
            "threshold: {}, wherever these begin",
            rule.asks_for()
        ));
    }
    lines.push(format!("label: {}", rule.label.name()));
    let notes = rule_notes.iter().chain(notes);
    lines.extend(notes.map(|note| format!("note: {note}")));
    lines
}

/// The event's time and id.
pub(crate) fn own_columns(shape: &Shape) -> Vec<Column> {
    let id = shape.event_id.as_ref().map(|id| Column::own(&id.column));
    [Column::own(&shape.event_time.column)]
        .into_iter()
        .chain(id)
        .collect()
}

/// Adds the rule's columns, each once.
pub(crate) fn push_columns(
    emitter: &Emitter<'_>,
    columns: &mut Vec<Column>,
    outputs: &[Output],
) -> Result<(), Refused> {
    for output in outputs {
        let value = shown(emitter, &output.value)?;
        if columns.iter().any(|column| column.value == value) {
            continue;
        }
        let name = match &value {
            Kql::Name(own) if is_own_name(output) => own.clone(),
            _ => output.name.clone(),
        };
        let name = free(&name, columns);
        columns.push(Column {
            value,
            field: output.path(),
            source: output.source_of(&name),
            name,
        });
    }
    Ok(())
}

/// True if the column is called as its field is, so that the table's own name serves as well.
fn is_own_name(output: &Output) -> bool {
    let letters = |text: &str| -> String {
        text.chars()
            .filter(|c| c.is_alphanumeric())
            .flat_map(char::to_lowercase)
            .collect()
    };
    let name = letters(&output.name);
    let Some(path) = output.path() else {
        return false;
    };
    let last = path.rsplit('.').next().unwrap_or(&path);
    name == letters(&path) || name == letters(last)
}

/// The name, or one like it that none of the columns has.
pub(crate) fn free(name: &str, columns: &[Column]) -> String {
    unique(name, |name| {
        columns
            .iter()
            .any(|own| own.name.eq_ignore_ascii_case(name))
    })
}

/// A text that the rule makes of an event; what it asks of elements becomes stages before it.
pub(crate) fn text(
    emitter: &mut Emitter<'_>,
    template: &Template<BoundField>,
    stages: &mut Vec<Stage>,
) -> Result<Kql, Refused> {
    Ok(match template {
        // Kusto's texts are never null.
        Template::Null => Kql::Text(String::new()),
        Template::Text(text) => Kql::Text(text.clone()),
        Template::Value(value) => emitter.text(value)?.text.0,
        Template::Joined(parts) => {
            let mut texts = Vec::new();
            for part in parts {
                texts.push(text(emitter, part, stages)?);
            }
            call("strcat", texts)
        }
        Template::Either(..) => {
            let (cases, other) = template.cases();
            let function = if cases.len() == 1 { "iff" } else { "case" };
            let mut arguments = Vec::new();
            for (condition, then) in cases {
                let Logic(condition) = emitter.logic(condition, stages)?;
                arguments.push(condition);
                arguments.push(text(emitter, then, stages)?);
            }
            let other = text(emitter, other, stages)?;
            // No text is an empty one already.
            if let [condition, Kql::Text(then)] = arguments.as_slice()
                && then.is_empty()
                && *condition == call("isempty", [other.clone()])
            {
                return Ok(other);
            }
            arguments.push(other);
            call(function, arguments)
        }
    })
}

/// A value as a person wants to see it: text as it is, objects and arrays as JSON text.
pub(crate) fn shown(emitter: &Emitter<'_>, value: &Value<BoundField>) -> Result<Kql, Refused> {
    if let Value::Field(field) = value
        && let Base::Column(name) = &field.place.base
        && field.place.steps.is_empty()
    {
        return Ok(Kql::Name(name.clone()));
    }
    Ok(match emitter.value(value)? {
        Repr::Text(value) | Repr::NumberText(value) => value.text.0,
        Repr::Number(value) => value.number.0,
        Repr::Flag(value) => value.0,
        Repr::Time(value) => value.0,
        Repr::Json(json) => json.value.text().0,
        Repr::Parts(parts, _) => parts.text().0,
    })
}
