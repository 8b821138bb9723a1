//! What the log type says of the fields that a rule reads.
//!
//! In: a log type. Out: fields with their types, the kinds of values that they can have, and the
//! spelling of their keys. The spellings of a log type that was inferred from a few events are no
//! promise: others may occur.

use super::kinds::Kinds;
use super::lineage::Level;
use crate::catalog::{Kind, LogType, Spec};
use std::sync::Arc;
use transpile_sdk::ir::{Call, Facts, Field, Root, Step, Type, Value};

/// A log type, and the elements of its arrays that have names.
#[derive(Debug, Clone)]
pub(super) struct Schema {
    log_type: Arc<LogType>,
    elements: Vec<(String, Option<Spec>)>,
}

impl Schema {
    pub(super) fn new(log_type: Arc<LogType>) -> Self {
        Self {
            log_type,
            elements: Vec::new(),
        }
    }

    /// The log type's name.
    pub(super) fn name(&self) -> &str {
        &self.log_type.name
    }

    /// True if the log type is described, so that its keys have no other spellings.
    fn is_declared(&self) -> bool {
        !self.log_type.inferred
    }

    /// The key of the event that is spelled like `key`.
    pub(super) fn top(&self, key: &str) -> Value {
        self.field(Root::Event, vec![Step::Key(key.to_owned())])
    }

    /// The value one step further.
    pub(super) fn step(&self, value: &Value, step: Step) -> Value {
        match value {
            Value::Field(field) => {
                let steps = field.steps.iter().cloned().chain([step]).collect();
                self.field(field.root.clone(), steps)
            }
            Value::Call(call) => Value::Call(Call {
                steps: call.steps.iter().cloned().chain([step]).collect(),
                ..call.clone()
            }),
        }
    }

    fn field(&self, root: Root, steps: Vec<Step>) -> Value {
        let spec = self.spec(&root, &steps);
        Value::Field(Field {
            ty: spec.map_or(Type::Json, Spec::ty),
            facts: spec.map_or_else(Facts::default, Spec::facts),
            root,
            steps,
        })
    }

    /// True if the log type, or the events that it was inferred from, have an array there.
    pub(super) fn is_array(&self, value: &Value) -> bool {
        match value {
            Value::Field(field) => self
                .spec(&field.root, &field.steps)
                .is_some_and(|spec| spec.kind == Kind::Array),
            Value::Call(_) => false,
        }
    }

    /// What the log type, or the events that it was inferred from, say of a place.
    fn spec(&self, root: &Root, steps: &[Step]) -> Option<&Spec> {
        let mut steps = steps.iter();
        let mut spec = match root {
            Root::Event => match steps.next()? {
                Step::Key(key) => self.log_type.fields.get(key)?,
                Step::Index(_) => return None,
            },
            Root::Element(name) => self
                .elements
                .iter()
                .rev()
                .find(|(own, _)| own == name)?
                .1
                .as_ref()?,
        };
        for step in steps {
            spec = below(spec, step)?;
        }
        Some(spec)
    }

    /// The spellings under which Python finds `key` in the object `value` (none: the event): the exact
    /// one first. Keys are compared without regard to case where that is known to matter.
    pub(super) fn spellings(&self, value: Option<&Value>, key: &str) -> Vec<String> {
        let fields = match value {
            None => Some(&self.log_type.fields),
            Some(Value::Field(field)) => self
                .spec(&field.root, &field.steps)
                .filter(|spec| spec.kind == Kind::Object)
                .map(|spec| &spec.fields),
            Some(Value::Call(_)) => None,
        };
        let mut spellings = Vec::new();
        let Some(fields) = fields else {
            return vec![key.to_owned()];
        };
        let is_exact = fields.contains_key(key);
        if is_exact || !self.is_declared() {
            spellings.push(key.to_owned());
        }
        if !is_exact || !self.is_declared() {
            let lower = key.to_lowercase();
            let others = fields
                .keys()
                .filter(|own| *own != key && own.to_lowercase() == lower);
            spellings.extend(others.cloned());
        }
        if spellings.is_empty() {
            spellings.push(key.to_owned());
        }
        spellings
    }

    /// A name for the elements of `array`, made of the variable's.
    pub(super) fn element(&mut self, array: &Value, variable: &str) -> Value {
        let bare = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let mut name: String = variable.chars().filter(|c| bare(*c)).collect();
        if name.is_empty() || name.starts_with(|c: char| c.is_ascii_digit()) || is_word(&name) {
            "item".clone_into(&mut name);
        }
        let taken = |name: &str| {
            self.log_type.fields.contains_key(name)
                || self.elements.iter().any(|(own, _)| own == name)
        };
        let mut count = 1;
        let stem = name.clone();
        while taken(&name) {
            count += 1;
            name = format!("{stem}_{count}");
        }
        let spec = match array {
            Value::Field(field) => self.spec(&field.root, &field.steps),
            Value::Call(_) => None,
        };
        let items = spec.and_then(|spec| spec.items.as_deref()).cloned();
        self.elements.push((name.clone(), items));
        let mut element = self.field(Root::Element(name), Vec::new());
        if let (Value::Field(field), Value::Call(call)) = (&mut element, array)
            && let Type::Array(items) = call.ty()
        {
            field.ty = *items;
        }
        element
    }

    /// The kinds that the log type leaves open, of a value and of those that it is a part of.
    pub(super) fn opening(&self, value: &Value) -> Opening<'_> {
        let root = match value.subject().root {
            Root::Event => None,
            Root::Element(_) => self.spec(&value.subject().root, &[]),
        };
        Opening {
            schema: self,
            spec: root,
        }
    }
}

/// A way into the fields of a log type, from the outermost to the innermost.
pub(super) struct Opening<'s> {
    schema: &'s Schema,
    /// What the log type says of where it has got to.
    spec: Option<&'s Spec>,
}

impl Opening<'_> {
    /// The kinds that the log type leaves open for the next value on the way.
    pub(super) fn kinds(&mut self, level: Level<'_>) -> Kinds {
        match level.value {
            Value::Field(field) => self.of_field(field, level),
            // What a function gives is null or absent alike.
            Value::Call(call) => {
                let result = call.function.signature().result;
                let ty = level.taken().iter().fold(result, |ty, _| match ty {
                    Type::Array(items) => *items,
                    _ => Type::Json,
                });
                Kinds::of_type(&ty).or(Kinds::ABSENT)
            }
        }
    }

    fn of_field(&mut self, field: &Field, level: Level<'_>) -> Kinds {
        self.spec = match (level.taken(), &field.root) {
            ([], _) => self.spec,
            ([Step::Key(key)], Root::Event) => self.schema.log_type.fields.get(key),
            ([.., last], _) => self.spec.and_then(|spec| below(spec, last)),
        };
        let of_spec;
        let (ty, facts) = if level.is_whole() {
            (&field.ty, field.facts)
        } else {
            of_spec = self.spec.map_or(Type::Json, Spec::ty);
            (&of_spec, self.spec.map_or_else(Facts::default, Spec::facts))
        };
        let mut kinds = Kinds::of_type(ty);
        if facts.never_empty {
            kinds = kinds.without(Kinds::EMPTY_TEXT);
        }
        if facts.never_null {
            return kinds;
        }
        if level.steps > 0 {
            kinds = kinds.or(Kinds::ABSENT);
        }
        if *ty == Type::Json || self.spec.is_some_and(|spec| spec.explicit_null) {
            kinds = kinds.or(Kinds::NULL);
        }
        kinds
    }
}

/// What is said of a place one step further.
fn below<'s>(spec: &'s Spec, step: &Step) -> Option<&'s Spec> {
    match step {
        Step::Key(key) if spec.kind == Kind::Object => spec.fields.get(key),
        Step::Index(_) if spec.kind == Kind::Array => spec.items.as_deref(),
        _ => None,
    }
}

/// True for words of the condition language that cannot be names.
fn is_word(name: &str) -> bool {
    transpile_grammar::is_reserved(name)
}
