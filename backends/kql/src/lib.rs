//! The Kusto back end: Microsoft Sentinel, Defender XDR, Azure Data Explorer.
//!
//! In: rules bound to a table. Out: one pipeline a rule. What it relies on is written down where it is used;
//! Microsoft's own parser and binder, and an executor of Kusto queries, check it in the tests of the workspace.

mod address;
mod attack;
mod burst;
mod call;
mod data;
mod defender;
mod dialect;
mod elements;
mod emit;
mod expr;
mod json;
mod number;
mod pack;
mod pipeline;
mod print;
mod query;
mod repr;
mod sentinel;
mod shapes;
mod test;
mod text;
mod yaml;

use transpile_sdk::backend::{Artifact, Backend, BoundRule, Format, Hunt, Manifest, Pack, Request};
use transpile_sdk::bind::{BoundField, Refusal};
use transpile_sdk::cost::{Cost, columns};
use transpile_sdk::diagnostic::{Code, Diagnostic};
use transpile_sdk::ir::{Predicate, Template, Value};
use transpile_sdk::shape::Shape;

/// A table is described in YAML here, not as a statement.
pub const NOT_A_TABLE: Code = Code("T0520");

/// The query is longer than Sentinel takes.
pub const TOO_LONG: Code = Code("T0521");
/// A custom detection of Defender on a table that is not Defender's.
pub const NOT_DEFENDERS: Code = Code("T0522");
/// Bursts are longer than Sentinel looks back.
pub const LONG_PERIOD: Code = Code("T0523");

/// The codes of this back end.
pub const CODES: &[Code] = &[NOT_A_TABLE, TOO_LONG, NOT_DEFENDERS, LONG_PERIOD];

/// The back end.
#[derive(Debug)]
pub struct Kql {
    manifest: Manifest,
}

impl Kql {
    /// The back end.
    #[must_use]
    pub fn new() -> Self {
        let format = |name: &str, title: &str, extension: &str| Format {
            name: name.to_owned(),
            title: title.to_owned(),
            extension: extension.to_owned(),
        };
        Self {
            manifest: Manifest {
                name: "kql".to_owned(),
                title: "Kusto (Microsoft Sentinel, Defender XDR, Azure Data Explorer)".to_owned(),
                formats: vec![
                    format("query", "a query for hunting", "kql"),
                    format(
                        "sentinel",
                        "an analytics rule of Microsoft Sentinel",
                        "yaml",
                    ),
                    format(
                        "defender",
                        "the query of a custom detection of Defender XDR",
                        "kql",
                    ),
                ],
            },
        }
    }
}

impl Default for Kql {
    fn default() -> Self {
        Self::new()
    }
}

impl Backend for Kql {
    fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    fn shapes(&self) -> &[Shape] {
        shapes::shapes()
    }

    fn refuses(&self, predicate: &Predicate<BoundField>) -> Option<Refusal> {
        let emitter = emit::Emitter::new(None);
        emitter.predicate(predicate).err()
    }

    fn hides(&self, value: &Value<BoundField>) -> Option<Refusal> {
        query::shown(&emit::Emitter::new(None), value).err()
    }

    fn hides_text(&self, text: &Template<BoundField>) -> Option<Refusal> {
        query::text(&mut emit::Emitter::new(None), text, &mut Vec::new()).err()
    }

    fn read_shape(&self, _: &str, _: &Shape) -> Result<Shape, Vec<Diagnostic>> {
        let problem = Diagnostic::error(NOT_A_TABLE, "a Kusto table is described in YAML");
        Err(vec![problem.with_help(
            "copy a shape that `transpile targets` lists, and give each field its column",
        )])
    }

    fn emit(&self, request: &Request<'_>) -> Result<Artifact, Vec<Diagnostic>> {
        let query = query::Query::new(request).map_err(|refused| vec![refused.into()])?;
        match request.format.name.as_str() {
            "sentinel" => sentinel::rule(query),
            "defender" => defender::detection(query),
            _ => Ok(query.artifact()),
        }
    }

    fn cost(
        &self,
        rules: &[&BoundRule],
        shape: &Shape,
        hunt: &Hunt,
    ) -> Result<Option<Cost>, Vec<Diagnostic>> {
        // The service keeps rows by their time: its range is all that chooses among them before they are read.
        let stages = query::bounds(hunt.range, &shape.event_time.column);
        let bound = |stage: &emit::Stage| match stage {
            emit::Stage::Where(expr::Logic(kql)) => Some(kql.doc().print(usize::MAX)),
            _ => None,
        };
        let mut more = Vec::new();
        if stages.is_empty() {
            more.push("without a time range every row that the table keeps is read".to_owned());
        }
        Ok(Some(Cost {
            partitions: stages.iter().filter_map(bound).collect(),
            columns: columns(rules, shape),
            more,
        }))
    }

    fn pack(&self, request: &Pack<'_>) -> Result<Vec<Artifact>, Vec<Diagnostic>> {
        pack::pack(request).map_err(|problem| vec![problem])
    }
}
