//! Several rules as one query.
//!
//! In: the pieces that compiling left of rules, for one target. Out: an [`Outcome`] for each table that the rules are
//! over, with a file a query.

use super::{File, Options, Outcome, file_name};
use transpile_sdk::backend::{Backend, BoundRule, Pack};
use transpile_sdk::shape::Shape;

/// A rule's part of a query of several rules.
#[derive(Debug, Clone, PartialEq)]
pub struct Piece {
    /// The rule over the table.
    pub rule: BoundRule,
    /// The table.
    pub shape: Shape,
}

/// Puts the pieces together, those over one table in their order.
#[must_use]
pub fn pack(pieces: &[&Piece], backend: &dyn Backend, options: &Options) -> Vec<Outcome> {
    let mut shapes: Vec<&Shape> = Vec::new();
    for piece in pieces {
        if shapes.iter().all(|shape| shape.name != piece.shape.name) {
            shapes.push(&piece.shape);
        }
    }
    let over = |shape: &Shape| -> Vec<&BoundRule> {
        let own = pieces.iter().filter(|piece| piece.shape.name == shape.name);
        own.map(|piece| &piece.rule).collect()
    };
    shapes
        .into_iter()
        .map(|shape| one(&over(shape), shape, backend, options))
        .collect()
}

fn one(rules: &[&BoundRule], shape: &Shape, backend: &dyn Backend, options: &Options) -> Outcome {
    let request = Pack {
        rules,
        shape,
        table: options.table.as_deref(),
        hunt: &options.hunt,
    };
    let mut outcome = Outcome {
        rule_id: "pack".to_owned(),
        log_type: shape.log_type.clone(),
        ..Outcome::nothing("", backend)
    };
    match backend.pack(&request) {
        Ok(artifacts) => {
            outcome.label = Some(request.label());
            if options.cost {
                let cost = backend.cost(rules, shape, &options.hunt);
                outcome.cost = cost.ok().flatten();
            }
            let several = artifacts.len() > 1;
            let format = backend.manifest().format(None);
            let extension = format.map_or("txt", |format| format.extension.as_str());
            let stem = format!("pack.{}", file_name(&shape.log_type));
            for (index, artifact) in artifacts.into_iter().enumerate() {
                let number = if several {
                    format!(".{}", index + 1)
                } else {
                    String::new()
                };
                outcome.files.push(File {
                    name: format!("{stem}{number}.{extension}"),
                    text: artifact.text,
                });
                let new = artifact
                    .notes
                    .into_iter()
                    .filter(|note| !outcome.notes.contains(note));
                let new: Vec<String> = new.collect();
                outcome.notes.extend(new);
            }
        }
        Err(problems) => outcome.diagnostics = problems,
    }
    outcome
}
