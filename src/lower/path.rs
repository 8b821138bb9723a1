//! Paths of the syntax tree to fields of the log type.
//!
//! In: a path as written, the log type, the quantifiers around it. Out: a field with its type, and the
//! arrays on the way whose elements it goes through ("any element").

use super::Lowerer;
use super::name::{Place, first_of};
use crate::catalog::{Kind, Spec};
use std::borrow::Cow;
use transpile_grammar::ast::{Path, Step as Written};
use transpile_sdk::diagnostic::Span;
use transpile_sdk::ir::{Field, Root, Step, Value};

/// A value, and the arrays through whose elements the way to it goes, outermost first.
pub(super) struct Reached {
    pub(super) value: Value,
    pub(super) through: Vec<Through>,
    /// What is known of the value, for operators that look inside.
    pub(super) spec: Spec,
}

/// "Any element of `array`, called `element`".
pub(super) struct Through {
    pub(super) array: Value,
    pub(super) element: String,
}

impl Lowerer<'_> {
    /// Finds the field that a path names. `None`: a diagnostic was given.
    pub(super) fn path(&mut self, path: &Path, span: Span) -> Option<Reached> {
        let mut way = self.begin(path, span)?;
        for (index, step) in path.steps.iter().enumerate() {
            self.step(&mut way, step, &Place { path, index, span })?;
        }
        Some(way.reached())
    }

    /// The same, for steps into what a function gives.
    pub(super) fn first_key(
        &mut self,
        spec: &Spec,
        field: Field,
        key: &str,
        span: Span,
    ) -> Option<Reached> {
        let path = Path {
            first: field.dotted(),
            steps: Vec::new(),
        };
        let place = Place {
            path: &path,
            index: 0,
            span,
        };
        let mut way = Way {
            field,
            spec: spec.clone(),
            through: Vec::new(),
        };
        self.step(&mut way, &Written::Key(key.to_owned()), &place)?;
        Some(way.reached())
    }

    fn begin(&mut self, path: &Path, span: Span) -> Option<Way> {
        if let Some(element) = self
            .scope
            .iter()
            .rev()
            .find(|element| element.written == path.first)
        {
            let root = Root::Element(element.name.clone());
            return Some(Way::new(root, Vec::new(), element.spec.clone()));
        }
        let name = path.first.as_str();
        let log_type = self.log_type;
        let (name, spec) = match spelling(name, log_type.fields.keys()) {
            Spelling::Exact => (name, log_type.fields.get(name)?.clone()),
            Spelling::Case(own) if !self.exact_keys => {
                self.note_case(name, own, first_of(path, span));
                (own, log_type.fields.get(own)?.clone())
            }
            _ if log_type.open => (name, Spec::json()),
            _ => {
                let span = first_of(path, span);
                self.unknown(name, &log_type.name, log_type.fields.keys(), span);
                return None;
            }
        };
        Some(Way::new(
            Root::Event,
            vec![Step::Key(name.to_owned())],
            spec,
        ))
    }

    fn step(&mut self, way: &mut Way, step: &Written, place: &Place<'_>) -> Option<()> {
        match (way.spec.kind, step) {
            (Kind::Object, Written::Key(key)) => {
                let known = spelling(key, way.spec.fields.keys());
                let (key, spec) = match known {
                    Spelling::Exact => (
                        Cow::from(key.as_str()),
                        way.spec.fields.get(key.as_str())?.clone(),
                    ),
                    Spelling::Case(own) if !way.spec.open && !self.exact_keys => {
                        self.note_case(key, own, place.step());
                        (Cow::from(own.to_owned()), way.spec.fields.get(own)?.clone())
                    }
                    _ if way.spec.open => (Cow::from(key.as_str()), Spec::json()),
                    _ => {
                        let element = way.field.steps.is_empty() && !way.through.is_empty();
                        let whole = if element { "an element of " } else { "" };
                        let whole = format!("{whole}`{}`", place.before());
                        self.unknown(key, &whole, way.spec.fields.keys(), place.step());
                        return None;
                    }
                };
                way.go(Step::Key(key.into_owned()), spec);
            }
            (Kind::Json, Written::Key(key)) => way.go(Step::Key(key.clone()), Spec::json()),
            (Kind::Json, Written::Index(index)) => way.go(Step::Index(*index), Spec::json()),
            (Kind::Array, Written::Index(index)) => {
                let items = way.items();
                way.go(Step::Index(*index), items);
            }
            (Kind::Array | Kind::Json, Written::Each) => self.each(way),
            (Kind::Array, Written::Key(_)) if !self.exact_keys => {
                self.each(way);
                return self.step(way, step, place);
            }
            (_, Written::Each) => {
                // What is not an array has no elements: a json null says so.
                self.each(way);
            }
            _ => {
                self.no_parts(&way.spec, step, place);
                return None;
            }
        }
        Some(())
    }

    /// Goes on in an element of the array that has been reached.
    fn each(&mut self, way: &mut Way) {
        let items = way.items();
        let hint = way.field.steps.iter().rev().find_map(|step| match step {
            Step::Key(key) => key.chars().find(char::is_ascii_alphabetic),
            Step::Index(_) => None,
        });
        let element = self.fresh(hint.unwrap_or('e'));
        let inner = Way::new(Root::Element(element.clone()), Vec::new(), items);
        let array = std::mem::replace(way, inner);
        way.through = array.through;
        way.through.push(Through {
            array: Value::Field(array.field),
            element,
        });
    }

    /// A name that nothing in the condition has.
    pub(super) fn fresh(&mut self, letter: char) -> String {
        let letter = letter.to_ascii_lowercase();
        let mut name = letter.to_string();
        let mut count = 2;
        while self.taken.contains(&name) || self.log_type.fields.contains_key(&name) {
            name = format!("{letter}{count}");
            count += 1;
        }
        self.taken.insert(name.clone());
        name
    }
}

/// A way into the event, as far as it has been followed.
struct Way {
    field: Field,
    spec: Spec,
    through: Vec<Through>,
}

impl Way {
    fn new(root: Root, steps: Vec<Step>, spec: Spec) -> Self {
        let field = Field {
            root,
            steps,
            ty: spec.ty(),
            facts: spec.facts(),
        };
        Self {
            field,
            spec,
            through: Vec::new(),
        }
    }

    fn go(&mut self, step: Step, spec: Spec) {
        self.field.steps.push(step);
        self.field.ty = spec.ty();
        // A part is there for certain only if everything above it is.
        let above = self.field.facts.never_null;
        self.field.facts = spec.facts();
        self.field.facts.never_null &= above;
        self.spec = spec;
    }

    fn items(&self) -> Spec {
        self.spec
            .items
            .as_deref()
            .cloned()
            .unwrap_or_else(Spec::json)
    }

    fn reached(self) -> Reached {
        Reached {
            value: Value::Field(self.field),
            through: self.through,
            spec: self.spec,
        }
    }
}

enum Spelling<'a> {
    Exact,
    Case(&'a str),
    Unknown,
}

/// How `known` spells `name`: exactly so, or with the only spelling that differs in case.
fn spelling<'a>(name: &str, known: impl Iterator<Item = &'a String>) -> Spelling<'a> {
    let mut other = None;
    let mut several = false;
    for own in known {
        if own == name {
            return Spelling::Exact;
        }
        if own.eq_ignore_ascii_case(name) {
            several |= other.replace(own.as_str()).is_some();
        }
    }
    match other {
        Some(own) if !several => Spelling::Case(own),
        _ => Spelling::Unknown,
    }
}
