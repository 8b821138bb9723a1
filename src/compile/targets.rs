//! The targets that this build has, and the table that a rule is compiled for.

use super::Lowered;
use super::codes::{BAD_SHAPE, NO_SHAPE, UNKNOWN_SHAPE};
use crate::load::closest;
use crate::lower::name::nearest;
use std::sync::OnceLock;
use transpile_sdk::backend::Backend;
use transpile_sdk::diagnostic::{Diagnostic, Span, shown};
use transpile_sdk::ir::{Field, Root, Step, Type};
use transpile_sdk::shape::Shape;

/// The back ends, each behind a feature of this crate.
#[must_use]
pub fn backends() -> &'static [Box<dyn Backend>] {
    static BACKENDS: OnceLock<Vec<Box<dyn Backend>>> = OnceLock::new();
    BACKENDS.get_or_init(|| {
        vec![
            #[cfg(feature = "athena")]
            Box::new(transpile_athena::Athena::new()),
            #[cfg(feature = "kql")]
            Box::new(transpile_kql::Kql::new()),
            #[cfg(feature = "yaral")]
            Box::new(transpile_yaral::Yaral::new()),
        ]
    })
}

/// The wanted shape if it is one for the log type, else the default one of the log type, else the one that is alike for
/// every log type.
pub fn shape_for<'a>(
    backend: &'a dyn Backend,
    log_type: &str,
    wanted: Option<&'a Shape>,
) -> Result<&'a Shape, Diagnostic> {
    let is_of = |shape: &&Shape| shape.log_type == log_type;
    if let Some(shape) = wanted.filter(|shape| is_of(shape) || shape.is_generic()) {
        return Ok(shape);
    }
    let target = &backend.manifest().name;
    if let Some(shape) = wanted {
        return Err(Diagnostic::error(
            NO_SHAPE,
            format!(
                "table shape `{}` holds {}, not {log_type}",
                shape.name, shape.log_type
            ),
        )
        .with_help(format!("`transpile targets` lists the shapes of {target}")));
    }
    let shapes = backend.shapes().iter();
    let own = shapes.clone().filter(is_of);
    let own = own
        .clone()
        .find(|shape| shape.default)
        .or_else(|| own.clone().next());
    if let Some(shape) = own {
        return Ok(shape);
    }
    // A misspelt log type has no table.
    let known: Vec<&str> = shapes
        .clone()
        .map(|shape| shape.log_type.as_str())
        .collect();
    let near = closest(log_type, &known);
    let generic = shapes
        .clone()
        .find(|shape| shape.is_generic() && shape.default);
    if let Some(shape) = generic.filter(|_| near.is_none() && is_name(log_type)) {
        return Ok(shape);
    }
    let help = match near {
        Some(near) => format!("did you mean `{near}`?"),
        None => {
            "describe your table with `--schema FILE`; `transpile targets` lists the known ones"
                .to_owned()
        }
    };
    let name = shown(log_type, 60);
    Err(Diagnostic::error(
        NO_SHAPE,
        format!("{target} knows no table for log type `{name}`"),
    )
    .with_help(help))
}

/// True for names such as log types have.
fn is_name(log_type: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
    log_type.starts_with(|c: char| c.is_ascii_alphabetic()) && log_type.chars().all(plain)
}

/// A shape as it is for the rule's log type.
#[must_use]
pub fn own_shape(shape: &Shape, lowered: &Lowered) -> Shape {
    if !shape.is_generic() {
        return shape.clone();
    }
    let log_type = &lowered.log_type;
    let mut fields: Vec<(String, Type)> = log_type
        .fields
        .iter()
        .map(|(name, spec)| (name.clone(), spec.ty()))
        .collect();
    // What the rule names and no description does may hold anything.
    let mut add = |field: &Field| {
        if let (Root::Event, Some(Step::Key(name))) = (&field.root, field.steps.first())
            && fields.iter().all(|(own, _)| own != name)
        {
            fields.push((name.clone(), Type::Json));
        }
    };
    lowered.condition.fields(&mut add);
    let shown = lowered.outputs.iter().map(|(_, value)| value);
    for value in shown.chain(&lowered.unique) {
        value.fields(&mut add);
    }
    for (_, key) in &lowered.group_by {
        key.fields(&mut add);
    }
    for (_, text) in &lowered.texts {
        text.fields(&mut add);
    }
    shape.of_log_type(&log_type.name, &fields)
}

/// The shape that `--schema` names.
pub fn named_shape<'a>(backend: &'a dyn Backend, name: &str) -> Result<&'a Shape, Diagnostic> {
    let shapes = backend.shapes();
    shapes
        .iter()
        .find(|shape| shape.name == name)
        .ok_or_else(|| {
            let target = &backend.manifest().name;
            let names: Vec<String> = shapes.iter().map(|shape| shape.name.clone()).collect();
            let help = match nearest(name, names.iter()) {
                Some(near) => format!("did you mean `{near}`?"),
                None if name.contains(['.', '/', '\\']) => {
                    "there is no file of that name".to_owned()
                }
                None => format!("it knows {}", names.join(", ")),
            };
            Diagnostic::error(
                UNKNOWN_SHAPE,
                format!("{target} knows no table shape `{}`", shown(name, 60)),
            )
            .with_help(help)
        })
}

/// Reads a shape of the user's, written in YAML as the files in `backends/*/schemas` are.
pub fn read_shape(text: &str) -> Result<Shape, Diagnostic> {
    serde_yaml::from_str(text).map_err(|error| {
        let mut problem = shape_problem(&error.to_string());
        if let Some(location) = error.location() {
            let at = location.index().min(text.len());
            problem = problem.at(Span::new(at, at), "");
        }
        problem
    })
}

/// A shape of the user's that cannot be used.
#[must_use]
pub fn shape_problem(reason: &str) -> Diagnostic {
    Diagnostic::error(BAD_SHAPE, format!("this is not a table shape: {}", shown(reason, 200)))
        .with_help("start from a copy of a shape that `transpile targets` lists, or give the CREATE TABLE statement")
}
