//! Paths for front ends with a notation of their own.
//!
//! In: a path, a log type, the quantifiers around it. Out: the value that it names, or a diagnostic.
//! Keys are taken as they are spelled, and only `[*]` goes to the elements of an array.

use super::path::Reached;
use super::{Element, Lowerer};
use crate::catalog::{Kind, LogType, Spec};
use std::collections::BTreeSet;
use transpile_grammar::ast::Path;
use transpile_sdk::diagnostic::{Diagnostic, Span};
use transpile_sdk::ir::Value;

/// What a path names.
#[derive(Debug)]
pub(crate) struct Found {
    /// The value; that of one element, if the path goes through the elements of an array.
    pub(crate) value: Value,
    /// The arrays whose elements the path goes through, outermost first, and what their elements are called.
    pub(crate) through: Vec<(Value, String)>,
    /// True if the log type names the field and does not say that it may be present as null.
    pub(crate) is_declared: bool,
    spec: Spec,
}

/// Finds the values that paths name.
#[derive(Debug)]
pub(crate) struct Paths<'a> {
    pub(crate) log_type: &'a LogType,
    /// Every name that the condition uses.
    taken: BTreeSet<String>,
    scope: Vec<Element>,
    pub(crate) diagnostics: Vec<Diagnostic>,
}

impl<'a> Paths<'a> {
    /// `taken` are the names that no element may get.
    pub(crate) fn new(log_type: &'a LogType, taken: BTreeSet<String>) -> Self {
        Self {
            log_type,
            taken,
            scope: Vec::new(),
            diagnostics: Vec::new(),
        }
    }

    /// Finds what `path` names. `None`: a diagnostic was given.
    pub(crate) fn find(&mut self, path: &Path, span: Span) -> Option<Found> {
        let reached = self.with_lowerer(|lowerer| lowerer.path(path, span))?;
        let Reached {
            value,
            through,
            spec,
        } = reached;
        let of_log_type = !self.log_type.inferred && spec.kind != Kind::Json;
        Some(Found {
            value,
            through: through
                .into_iter()
                .map(|step| (step.array, step.element))
                .collect(),
            is_declared: of_log_type && !spec.explicit_null,
            spec,
        })
    }

    /// Goes inside a quantifier over `array`; gives the name of its element, where paths now may begin.
    pub(crate) fn enter(&mut self, array: &Found) -> String {
        let name = self.fresh();
        let spec = array.spec.items.as_deref().cloned();
        self.scope.push(Element {
            written: name.clone(),
            name: name.clone(),
            spec: spec.unwrap_or_else(Spec::json),
        });
        name
    }

    /// Leaves the innermost quantifier.
    pub(crate) fn leave(&mut self) {
        self.scope.pop();
    }

    /// A name for an element of which the front end itself asks something.
    pub(crate) fn fresh(&mut self) -> String {
        self.with_lowerer(|lowerer| lowerer.fresh('e'))
    }

    fn with_lowerer<T>(&mut self, run: impl FnOnce(&mut Lowerer<'_>) -> T) -> T {
        let mut lowerer = Lowerer {
            log_type: self.log_type,
            to_file: &|span| span,
            exact_keys: true,
            scope: std::mem::take(&mut self.scope),
            taken: &mut self.taken,
            diagnostics: &mut self.diagnostics,
        };
        let result = run(&mut lowerer);
        self.scope = lowerer.scope;
        result
    }
}
