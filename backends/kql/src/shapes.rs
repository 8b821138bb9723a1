//! The tables that this back end knows: `schemas/*.yml`, turned into JSON when it was built.

use std::sync::OnceLock;
use transpile_sdk::shape::{Shape, resolve_all};

/// All shapes, in the order of their files' names.
pub(crate) fn shapes() -> &'static [Shape] {
    static SHAPES: OnceLock<Vec<Shape>> = OnceLock::new();
    SHAPES.get_or_init(|| {
        // The build script reads every file, so that none of them is left out here.
        read().unwrap_or_default()
    })
}

fn read() -> Result<Vec<Shape>, Box<dyn std::error::Error>> {
    let raw: Vec<Shape> =
        serde_json::from_str(include_str!(concat!(env!("OUT_DIR"), "/schemas.json")))?;
    Ok(resolve_all(&raw)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_is_a_shape() {
        let shapes = read().unwrap();
        assert!(shapes.len() >= 5);
        for shape in &shapes {
            assert!(!shape.columns.is_empty(), "{}", shape.name);
            assert!(
                !shape.source.is_empty() && !shape.date.is_empty(),
                "{}",
                shape.name
            );
        }
    }

    #[test]
    fn each_log_type_has_one_default() {
        for log_type in ["AWS.CloudTrail", "AWS.S3ServerAccess"] {
            let defaults = shapes()
                .iter()
                .filter(|shape| shape.log_type == log_type && shape.default);
            assert_eq!(defaults.count(), 1, "{log_type}");
        }
    }
}
