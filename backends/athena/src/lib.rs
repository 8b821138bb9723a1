//! The Amazon Athena back end: engine version 3, Trino's dialect of SQL.
//!
//! In: rules bound to a table. Out: one `SELECT` a rule. What it relies on is written down where it is
//! used; a real Trino checks it in the tests of the workspace.

mod address;
mod burst;
mod call;
mod columns;
mod cost;
mod ddl;
mod dialect;
mod emit;
mod header;
mod json;
mod number;
mod pack;
mod partition;
mod query;
mod repr;
mod shapes;
mod test;
mod time;

use transpile_sdk::backend::{Artifact, Backend, BoundRule, Format, Hunt, Manifest, Pack, Request};
use transpile_sdk::bind::{BoundField, Refusal};
use transpile_sdk::cost::Cost;
use transpile_sdk::diagnostic::{Code, Diagnostic};
use transpile_sdk::ir::{Predicate, Template, Value};
use transpile_sdk::shape::Shape;

/// The query is longer than the service takes.
pub const TOO_LONG: Code = Code("T0510");
/// The text is not a `CREATE TABLE` statement.
pub const NOT_A_TABLE: Code = Code("T0511");
/// The table lacks a column that every query needs.
pub const NO_TIME_COLUMN: Code = Code("T0512");

/// The values of a partition column are missing, or are none of its type.
pub const MISSING_PARTITION_VALUE: Code = Code("T0513");

/// The codes of this back end.
pub const CODES: &[Code] = &[
    TOO_LONG,
    NOT_A_TABLE,
    NO_TIME_COLUMN,
    MISSING_PARTITION_VALUE,
];

/// The back end.
#[derive(Debug)]
pub struct Athena {
    manifest: Manifest,
}

impl Athena {
    /// The back end.
    #[must_use]
    pub fn new() -> Self {
        Self {
            manifest: Manifest {
                name: "athena".to_owned(),
                title: "Amazon Athena (engine version 3)".to_owned(),
                formats: vec![Format {
                    name: "query".to_owned(),
                    title: "a query for the console".to_owned(),
                    extension: "sql".to_owned(),
                }],
            },
        }
    }
}

impl Default for Athena {
    fn default() -> Self {
        Self::new()
    }
}

impl Backend for Athena {
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
        columns::shown(&emit::Emitter::new(None), value).err()
    }

    fn hides_text(&self, text: &Template<BoundField>) -> Option<Refusal> {
        columns::text(&emit::Emitter::new(None), text).err()
    }

    fn read_shape(&self, text: &str, base: &Shape) -> Result<Shape, Vec<Diagnostic>> {
        ddl::read(text, base, self.shapes()).map_err(|diagnostic| vec![diagnostic])
    }

    fn emit(&self, request: &Request<'_>) -> Result<Artifact, Vec<Diagnostic>> {
        let artifact = query::query(request).map_err(|problem| vec![problem])?;
        if artifact.text.len() > query::MAX_BYTES {
            let length = artifact.text.len();
            let limit = query::MAX_BYTES;
            let problem = Diagnostic::error(
                TOO_LONG,
                format!("the query has {length} bytes, and Athena takes at most {limit}"),
            );
            return Err(vec![problem.with_help("split the rule")]);
        }
        Ok(artifact)
    }

    fn cost(
        &self,
        rules: &[&BoundRule],
        shape: &Shape,
        hunt: &Hunt,
    ) -> Result<Option<Cost>, Vec<Diagnostic>> {
        cost::cost(rules, shape, hunt)
            .map(Some)
            .map_err(|problem| vec![problem])
    }

    fn pack(&self, request: &Pack<'_>) -> Result<Vec<Artifact>, Vec<Diagnostic>> {
        pack::pack(request).map_err(|problem| vec![problem])
    }
}
