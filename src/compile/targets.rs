//! The targets that this build has, and the table that a rule is compiled for.

use super::codes::{BAD_SHAPE, NO_SHAPE, UNKNOWN_SHAPE};
use crate::lower::name::nearest;
use std::sync::OnceLock;
use transpile_sdk::backend::Backend;
use transpile_sdk::diagnostic::{Diagnostic, Span, shown};
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

/// The wanted shape if it is one for the log type, else the default one.
pub fn shape_for<'a>(
    backend: &'a dyn Backend,
    log_type: &str,
    wanted: Option<&'a Shape>,
) -> Result<&'a Shape, Diagnostic> {
    if let Some(shape) = wanted.filter(|shape| shape.log_type == log_type) {
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
    let own = backend
        .shapes()
        .iter()
        .filter(|shape| shape.log_type == log_type);
    own.clone().find(|shape| shape.default).or_else(|| own.clone().next()).ok_or_else(|| {
        let names: Vec<String> = backend.shapes().iter().map(|shape| shape.log_type.clone()).collect();
        let help = match nearest(log_type, names.iter()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "describe your table with `--schema FILE`; `transpile targets` lists the known ones".to_owned(),
        };
        Diagnostic::error(NO_SHAPE, format!("{target} knows no table for log type `{}`", shown(log_type, 60)))
            .with_help(help)
    })
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
