//! The tables that this back end knows: `schemas/*.yml`, turned into JSON when it was built.

use crate::homes::{self, SUFFIX};
use std::sync::OnceLock;
use transpile_sdk::shape::Shape;

/// All shapes: those in UDM alone first, in the order of their files' names.
pub(crate) fn shapes() -> &'static [Shape] {
    static SHAPES: OnceLock<Vec<Shape>> = OnceLock::new();
    SHAPES.get_or_init(|| {
        // The build script reads every file, so that none of them is left out here.
        read().unwrap_or_default()
    })
}

/// The shape that reads extracted fields, besides, if there is one.
pub(crate) fn with_extracted(shape: &Shape) -> Option<&'static Shape> {
    let name = format!("{}{SUFFIX}", shape.name);
    shapes().iter().find(|other| other.name == name)
}

fn read() -> Result<Vec<Shape>, serde_json::Error> {
    let files = include_str!(concat!(env!("OUT_DIR"), "/schemas.json"));
    homes::shapes(&serde_json::from_str::<Vec<_>>(files)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_is_read() {
        let shapes = read().unwrap();
        assert!(shapes.len() >= 9, "{}", shapes.len());
        for shape in &shapes {
            assert!(!shape.columns.is_empty() || shape.is_generic());
            assert!(!shape.source.is_empty() && !shape.date.is_empty());
        }
    }

    #[test]
    fn each_log_type_has_one_default() {
        for shape in shapes().iter().filter(|shape| shape.default) {
            let own = shapes()
                .iter()
                .filter(|other| other.log_type == shape.log_type && other.default);
            assert_eq!(own.count(), 1, "{}", shape.log_type);
        }
    }

    #[test]
    fn logs_that_are_not_json_have_no_extracted_fields() {
        let shape = |name: &str| shapes().iter().find(|shape| shape.name == name).unwrap();
        assert!(with_extracted(shape("udm_cloudtrail")).is_some());
        assert!(with_extracted(shape("udm_s3_access")).is_none());
    }
}
