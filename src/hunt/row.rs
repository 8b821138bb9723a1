//! Rows: what a hunt keeps of an event.
//!
//! In: the conditions of all rules of a log type. Out: [`Columns`], one for each field that some condition
//! reads, and the same conditions over them. A row is a JSON array with a value for each column, and a
//! condition over a row is a condition whose paths are places in that array, so that the evaluator runs it
//! as it is.

use crate::eval::Json;
use indexmap::IndexSet;
use transpile_sdk::ir::{
    Argument, Call, Condition, Field, Predicate, Quantified, Root, Scalar, Selected, Step,
    Template, Test, Type, Value,
};

/// What a column holds.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Column {
    /// Where the value is in an event.
    pub(super) steps: Vec<Step>,
    /// What of it is kept.
    pub(super) kind: Kind,
}

/// What is kept of a place in an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Kind {
    /// The value.
    Value,
    /// True if something is there, even a null.
    Presence,
}

/// The columns of a log type's rows.
#[derive(Debug, Clone, Default)]
pub(super) struct Columns(IndexSet<Column>);

impl Columns {
    /// The column's place; makes one if there is none.
    pub(super) fn place(&mut self, steps: &[Step], kind: Kind) -> usize {
        let steps = steps.to_vec();
        self.0.insert_full(Column { steps, kind }).0
    }

    /// The columns, by their places.
    pub(super) fn iter(&self) -> impl Iterator<Item = &Column> {
        self.0.iter()
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// The condition over a row.
    pub(super) fn condition(&mut self, condition: &Condition) -> Condition {
        match condition {
            Condition::Const(value) => Condition::Const(*value),
            Condition::And(parts) => Condition::And(self.conditions(parts)),
            Condition::Or(parts) => Condition::Or(self.conditions(parts)),
            Condition::Not(inner) => Condition::Not(Box::new(self.condition(inner))),
            Condition::Quantified(quantified) => Condition::Quantified(Quantified {
                array: self.value(&quantified.array),
                body: Box::new(self.condition(&quantified.body)),
                ..quantified.clone()
            }),
            Condition::Selected(selected) => Condition::Selected(Selected {
                array: self.value(&selected.array),
                guard: Box::new(self.condition(&selected.guard)),
                body: Box::new(self.condition(&selected.body)),
                ..selected.clone()
            }),
            Condition::Predicate(predicate) => Condition::Predicate(self.predicate(predicate)),
        }
    }

    fn conditions(&mut self, parts: &[Condition]) -> Vec<Condition> {
        parts.iter().map(|part| self.condition(part)).collect()
    }

    fn predicate(&mut self, predicate: &Predicate) -> Predicate {
        let (value, test) = match (&predicate.value, &predicate.test) {
            (Value::Field(field), Test::HasKey) if field.root == Root::Event => (
                Value::Field(self.field(field, Kind::Presence)),
                Test::Eq(Scalar::Bool(true)),
            ),
            (value, Test::EqField(other)) => (self.value(value), Test::EqField(self.value(other))),
            (value, test) => (self.value(value), test.clone()),
        };
        Predicate {
            value,
            test,
            ..predicate.clone()
        }
    }

    /// The value over a row.
    pub(super) fn value(&mut self, value: &Value) -> Value {
        match value {
            Value::Field(field) => Value::Field(self.field(field, Kind::Value)),
            Value::Call(call) => Value::Call(Call {
                operand: Box::new(self.value(&call.operand)),
                arguments: call
                    .arguments
                    .iter()
                    .map(|argument| match argument {
                        Argument::Scalar(scalar) => Argument::Scalar(scalar.clone()),
                        Argument::Value(value) => Argument::Value(self.value(value)),
                    })
                    .collect(),
                ..call.clone()
            }),
        }
    }

    /// The template over a row.
    pub(super) fn template(&mut self, template: &Template) -> Template {
        match template {
            Template::Null => Template::Null,
            Template::Text(text) => Template::Text(text.clone()),
            Template::Value(value) => Template::Value(self.value(value)),
            Template::Joined(parts) => {
                Template::Joined(parts.iter().map(|part| self.template(part)).collect())
            }
            Template::Either(condition, then, other) => Template::Either(
                Box::new(self.condition(condition)),
                Box::new(self.template(then)),
                Box::new(self.template(other)),
            ),
        }
    }

    fn field(&mut self, field: &Field, kind: Kind) -> Field {
        if field.root != Root::Event {
            return field.clone();
        }
        let place = self.place(&field.steps, kind);
        Field {
            steps: vec![Step::Index(place as u64)],
            ty: match kind {
                Kind::Value => field.ty.clone(),
                Kind::Presence => Type::Bool,
            },
            ..field.clone()
        }
    }
}

/// The values of one event, by column.
#[derive(Debug)]
pub(super) struct Row {
    /// An array.
    values: Json,
    /// The columns that are not null.
    filled: Vec<usize>,
    /// Buffers of former strings.
    spare: Vec<String>,
}

impl Row {
    /// A row of nulls.
    pub(super) fn new(columns: usize) -> Self {
        Self {
            values: Json::Array(vec![Json::Null; columns]),
            filled: Vec::new(),
            spare: Vec::new(),
        }
    }

    /// The array to run conditions on.
    pub(super) fn json(&self) -> &Json {
        &self.values
    }

    /// The value of a column.
    pub(super) fn get(&self, column: usize) -> &Json {
        match &self.values {
            Json::Array(values) => values.get(column).unwrap_or(&Json::Null),
            _ => &Json::Null,
        }
    }

    /// Makes every column null.
    pub(super) fn clear(&mut self) {
        while let Some(column) = self.filled.pop() {
            self.unset(column);
        }
    }

    /// Makes a column null.
    pub(super) fn unset(&mut self, column: usize) {
        let old = self
            .slot(column)
            .map(|slot| std::mem::replace(slot, Json::Null));
        if let Some(Json::String(mut text)) = old {
            // A long text is not kept for ever.
            if text.capacity() <= 4096 {
                text.clear();
                self.spare.push(text);
            }
        }
    }

    /// Sets a column.
    pub(super) fn set(&mut self, column: usize, value: Json) {
        if let Some(slot) = self.slot(column) {
            *slot = value;
            self.filled.push(column);
        }
    }

    /// Sets a column to a text.
    pub(super) fn set_text(&mut self, column: usize, text: &str) {
        let mut buffer = self.spare.pop().unwrap_or_default();
        buffer.push_str(text);
        self.set(column, Json::String(buffer));
    }

    fn slot(&mut self, column: usize) -> Option<&mut Json> {
        match &mut self.values {
            Json::Array(values) => values.get_mut(column),
            _ => None,
        }
    }
}
