//! The Google Security Operations back end: detection rules in YARA-L 2.0 over the Unified Data Model (UDM).
//!
//! In: rules bound to the fields in which the platform's parsers put a log. Out: one rule a file. UDM
//! knows no null: a missing value is a zero value. What hangs on that difference is refused, unless the
//! log cannot hold the zero value.
//!
//! One thing is taken for granted that the language's reference does not say: `net.ip_in_range_cidr` is
//! false for a text that is no address, and for an address of the other family.

mod attack;
mod emit;
mod expr;
mod fields;
mod function;
mod homes;
mod known;
mod names;
mod number;
mod outcome;
mod rule;
mod scalar;
mod shapes;
mod source;
mod string;
mod text;
mod window;

use transpile_sdk::backend::{Artifact, Backend, Format, Manifest, Request};
use transpile_sdk::bind::{BoundField, INEXPRESSIBLE, Refusal};
use transpile_sdk::diagnostic::{Code, Diagnostic};
use transpile_sdk::ir::{Predicate, Template};
use transpile_sdk::shape::Shape;

/// The rule counts matches over a time that a match window cannot be.
pub const WINDOW: Code = Code("T0540");
/// The rule needs more extracted fields than can be opted in.
pub const TOO_MANY_FIELDS: Code = Code("T0541");
/// A shape cannot be read from text.
pub const NO_NOTATION: Code = Code("T0542");

/// The codes of this back end.
pub const CODES: &[Code] = &[WINDOW, TOO_MANY_FIELDS, NO_NOTATION];

/// The back end.
#[derive(Debug)]
pub struct Yaral {
    manifest: Manifest,
}

impl Yaral {
    /// The back end.
    #[must_use]
    pub fn new() -> Self {
        Self {
            manifest: Manifest {
                name: "yaral".to_owned(),
                title: "Google SecOps (YARA-L 2.0)".to_owned(),
                formats: vec![Format {
                    name: "rule".to_owned(),
                    title: "a detection rule".to_owned(),
                    extension: "yaral".to_owned(),
                }],
            },
        }
    }
}

impl Default for Yaral {
    fn default() -> Self {
        Self::new()
    }
}

impl Backend for Yaral {
    fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    fn shapes(&self) -> &[Shape] {
        shapes::shapes()
    }

    fn with_extracted_fields(&self, shape: &Shape) -> Option<&Shape> {
        shapes::with_extracted(shape)
    }

    fn refuses(&self, predicate: &Predicate<BoundField>) -> Option<Refusal> {
        emit::predicate(predicate).err()
    }

    fn hides_text(&self, text: &Template<BoundField>) -> Option<Refusal> {
        outcome::text(text).err()
    }

    fn read_shape(&self, _: &str, _: &Shape) -> Result<Shape, Vec<Diagnostic>> {
        let problem = Diagnostic::error(
            NO_NOTATION,
            "Google SecOps has no statement that describes a table",
        );
        Err(vec![problem.with_help(
            "give the homes of the fields in YAML, as the files in backends/yaral/schemas do",
        )])
    }

    fn emit(&self, request: &Request<'_>) -> Result<Artifact, Vec<Diagnostic>> {
        rule::rule(request).map_err(|problem| match problem {
            rule::Problem::Refused(refused) => {
                vec![Diagnostic::error(INEXPRESSIBLE, refused.reason)]
            }
            rule::Problem::Said(diagnostic) => vec![diagnostic],
        })
    }
}
