//! What a query reads: the bill is for bytes, and bytes are those of whole partitions.
//!
//! In: rules over a table, the time range. Out: the predicates that prune, the columns, and what forces a read of more
//! (Amazon Athena User Guide, "Optimize data", and its pricing: bytes scanned).

use crate::dialect::Athena;
use crate::partition;
use transpile_sdk::backend::{BoundRule, Hunt};
use transpile_sdk::cost::{Cost, columns};
use transpile_sdk::diagnostic::Diagnostic;
use transpile_sdk::range::TimeRange;
use transpile_sdk::shape::Shape;
use transpile_sdk::sql::Dialect;

/// What a query of these rules reads.
pub(crate) fn cost(rules: &[&BoundRule], shape: &Shape, hunt: &Hunt) -> Result<Cost, Diagnostic> {
    let pruned = partition::prune(shape, hunt)?;
    let mut more = Vec::new();
    if shape.partitions.is_empty() {
        more.push("the table has no partitions, so that every file is read".to_owned());
    } else {
        let is_dated = shape.partitions.iter().any(|partition| {
            ["day", "hour", "year", "month", "day_of_month"].contains(&partition.kind.as_str())
        });
        if hunt.range == TimeRange::All && is_dated {
            more.push("without a time range every day is read".to_owned());
        }
        for name in &pruned.whole {
            let partition = shape.partitions.iter().find(|own| own.name == *name);
            let kind = partition.map_or("", |own| own.kind.as_str());
            let name = Athena.identifier(name);
            match kind {
                "region" | "account" => {
                    more.push(format!("every {kind} is read: `--{kind}` would choose by {name}"));
                }
                "day" | "hour" | "year" | "month" | "day_of_month" if hunt.range == TimeRange::All => {}
                "day" | "hour" | "year" | "month" | "day_of_month" => more.push(format!(
                    "every value of {name} is read: the way in which it writes a date does not sort as dates do"
                )),
                _ => more.push(format!(
                    "every value of {name} is read: `--partition {name}=VALUE` would choose"
                )),
            }
        }
    }
    more.push(
        "JSON and text files are read whole, whatever the columns; of Parquet and ORC only these columns are".to_owned(),
    );
    Ok(Cost {
        partitions: pruned
            .predicates
            .iter()
            .map(|predicate| predicate.doc(&Athena).print(usize::MAX))
            .collect(),
        columns: columns(rules, shape),
        more,
    })
}
