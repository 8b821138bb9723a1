//! Names: which of them a condition uses, and what is said of those in a path that are wrong: not there, spelled otherwise, added by Panther, behind a value without parts.
//!
//! In: a path as written and the step that is wrong. Out: a diagnostic at that step, with the name that is meant.

use super::Lowerer;
use super::codes::{NO_PARTS, OTHER_CASE, PANTHER_FIELD, UNKNOWN_FIELD};
use super::operators::a;
use crate::catalog::{Kind, Spec, panther_field};
use std::collections::BTreeSet;
use transpile_grammar::ast::{
    Argument, ArgumentKind, Expr, ExprKind, Operand, OperandKind, Path, Step as Written,
};
use transpile_grammar::printer::print_path;
use transpile_sdk::diagnostic::{Diagnostic, Span, shown};

impl Lowerer<'_> {
    pub(super) fn no_parts(&mut self, spec: &Spec, step: &Written, place: &Place<'_>) {
        let whole = place.before();
        let ty = spec.ty();
        let diagnostic = if spec.kind == Kind::Object {
            let key = spec.fields.keys().next().map_or("name", String::as_str);
            Diagnostic::error(
                NO_PARTS,
                format!("`{whole}` is an object, and positions are for arrays"),
            )
            .with_help(format!("name one of its parts, such as `{whole}.{key}`"))
        } else {
            let diagnostic = Diagnostic::error(
                NO_PARTS,
                format!("`{whole}` is {} and has no parts", a(&ty)),
            );
            match step {
                Written::Key(key) if spec.kind == Kind::Array => diagnostic.with_help(format!(
                    "for the part of each element, write `{whole}[*].{}`",
                    shown(key, 60)
                )),
                Written::Key(key) if ty.is_text() && spec.kind != Kind::Timestamp => diagnostic
                    .with_help(format!(
                        "if the text is JSON, write `json({whole}).{}`; else end the path at `{whole}`",
                        shown(key, 60)
                    )),
                _ => diagnostic.with_help(format!("end the path at `{whole}`")),
            }
        };
        self.error(diagnostic.at(place.step(), "this part"));
    }

    pub(super) fn note_case(&mut self, written: &str, own: &str, span: Span) {
        self.report(
            Diagnostic::note(
                OTHER_CASE,
                format!("`{}` is read as `{own}`", shown(written, 60)),
            )
            .at(span, "spelled in another case")
            .with_help(format!("write `{own}`")),
        );
    }

    pub(super) fn unknown<'k>(
        &mut self,
        name: &str,
        place: &str,
        known: impl Iterator<Item = &'k String>,
        span: Span,
    ) {
        if let Some(field) = panther_field(name) {
            let mut diagnostic = Diagnostic::error(
                PANTHER_FIELD,
                format!("`{name}` is added by Panther and is not in the log"),
            )
            .at(span, field.doc.clone());
            if let Some(fields) = field.stands_for.get(&self.log_type.name) {
                diagnostic = diagnostic.with_help(format!(
                    "ask the log's own fields: `{}`",
                    fields.join("`, `")
                ));
            } else {
                diagnostic = diagnostic.with_help("ask a field of the log itself, or delete this");
            }
            self.error(diagnostic);
            return;
        }
        let mut diagnostic = Diagnostic::error(
            UNKNOWN_FIELD,
            format!("{place} has no field `{}`", shown(name, 60)),
        )
        .at(span, "unknown field");
        diagnostic = match nearest(name, known) {
            Some(near) => {
                // A letter of another alphabet may look the same.
                if let Some(odd) = name.chars().find(|c| !c.is_ascii()) {
                    let code = u32::from(odd);
                    diagnostic = diagnostic.with_note(format!(
                        "`{}` in it is U+{code:04X}, no letter from a to z",
                        shown(&odd.to_string(), 1)
                    ));
                }
                diagnostic.with_help(format!("did you mean `{near}`?"))
            }
            None => diagnostic.with_help(format!(
                "`transpile fields {}` lists its fields",
                self.log_type.name
            )),
        };
        self.error(diagnostic);
    }
}

/// A step of a path, for messages.
pub(super) struct Place<'a> {
    pub(super) path: &'a Path,
    pub(super) index: usize,
    /// The whole path's place.
    pub(super) span: Span,
}

impl Place<'_> {
    /// What stands before the step.
    pub(super) fn before(&self) -> String {
        shown(&printed(self.path, self.index), 120)
    }

    /// The step's place; the whole path's if that is not written as it is printed.
    pub(super) fn step(&self) -> Span {
        let whole = printed(self.path, self.path.steps.len()).len();
        let Some(step) = self.path.steps.get(self.index) else {
            return self.span;
        };
        if whole != self.span.end - self.span.start {
            return self.span;
        }
        let dot = usize::from(matches!(step, Written::Key(_)));
        let start = printed(self.path, self.index).len() + dot;
        let end = printed(self.path, self.index + 1).len();
        Span::new(self.span.start + start, self.span.start + end)
    }
}

/// A path up to a step, as it is written.
fn printed(path: &Path, steps: usize) -> String {
    print_path(&Path {
        first: path.first.clone(),
        steps: path.steps.iter().take(steps).cloned().collect(),
    })
}

/// The place of a path's first name.
pub(super) fn first_of(path: &Path, span: Span) -> Span {
    if printed(path, path.steps.len()).len() == span.end - span.start {
        Span::new(span.start, span.start + printed(path, 0).len())
    } else {
        span
    }
}

/// The known name that is most like `name`, if one is like it at all.
pub(crate) fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a String>) -> Option<&'a str> {
    if name.len() > 100 {
        return None;
    }
    let lower = name.to_ascii_lowercase();
    known
        .map(|own| {
            (
                strsim::jaro_winkler(&lower, &own.to_ascii_lowercase()),
                own.as_str(),
            )
        })
        .filter(|(likeness, _)| *likeness > 0.8)
        .max_by(|(a, _), (b, _)| a.total_cmp(b))
        .map(|(_, own)| own)
}

/// The first segments and element names that an expression uses.
pub(super) fn names_of(expr: &Expr, out: &mut BTreeSet<String>) {
    match &expr.value {
        ExprKind::Const(_) => {}
        ExprKind::Or(parts) | ExprKind::And(parts) => {
            for part in parts {
                names_of(part, out);
            }
        }
        ExprKind::Not(inner) => names_of(inner, out),
        ExprKind::HasKey(path) => {
            out.insert(path.value.first.clone());
        }
        ExprKind::Quantified {
            array, name, body, ..
        } => {
            names_of_operand(array, out);
            out.insert(name.value.clone());
            names_of(body, out);
        }
        ExprKind::Selected {
            array,
            name,
            guard,
            body,
            ..
        } => {
            names_of_operand(array, out);
            out.insert(name.value.clone());
            names_of(guard, out);
            names_of(body, out);
        }
        ExprKind::Predicate(predicate) => {
            names_of_operand(&predicate.operand, out);
            if let Some(argument) = &predicate.argument {
                names_of_argument(argument, out);
            }
        }
    }
}

fn names_of_operand(operand: &Operand, out: &mut BTreeSet<String>) {
    match &operand.value {
        OperandKind::Path(path) => {
            out.insert(path.first.clone());
        }
        OperandKind::Call {
            operand, arguments, ..
        } => {
            names_of_operand(operand, out);
            for argument in arguments {
                names_of_argument(argument, out);
            }
        }
    }
}

fn names_of_argument(argument: &Argument, out: &mut BTreeSet<String>) {
    if let ArgumentKind::Field(operand) = &argument.value {
        names_of_operand(operand, out);
    }
}
