//! Stages to text: one operator a line, each behind its `|`.

use crate::dialect;
use crate::emit::{Order, Stage};
use crate::expr::{Kql, Logic};
use transpile_sdk::doc::Doc;

/// The stages, each on a line of its own.
pub(crate) fn doc(stages: &[Stage]) -> Doc {
    Doc::concat(
        stages
            .iter()
            .map(|stage| Doc::concat([Doc::HardLine, Doc::text("| "), operator(stage)])),
    )
}

fn operator(stage: &Stage) -> Doc {
    match stage {
        Stage::Where(Logic(kql)) => Doc::concat([Doc::text("where "), kql.doc().indent()]),
        Stage::Extend(name, value) => Doc::concat([Doc::text("extend "), named(name, value)]),
        Stage::Apply(apply) => {
            // The first stage inside has no `|` before it.
            let mut stages = apply.stages.iter();
            let first = stages.next().map(operator);
            let rest =
                stages.map(|stage| Doc::concat([Doc::HardLine, Doc::text("| "), operator(stage)]));
            let body = Doc::concat([Doc::HardLine].into_iter().chain(first).chain(rest));
            let index = apply.index.as_ref().map(|index| {
                let index = dialect::identifier(index);
                Doc::text(format!("with_itemindex={index} "))
            });
            Doc::concat([
                Doc::text("mv-apply "),
                Doc::concat(index),
                named(&apply.name, &apply.array).indent(),
                Doc::text(" on ("),
                body.indent(),
                Doc::HardLine,
                Doc::text(")"),
            ])
        }
        Stage::Take(rows) => Doc::text(format!("take {rows}")),
        Stage::Top(column, order) => Doc::text(format!("top 1 by {}", by(column, *order))),
        Stage::Sort(columns) => {
            let columns = columns.iter().map(|(column, order)| by(column, *order));
            let columns: Vec<String> = columns.collect();
            Doc::text(format!("sort by {}", columns.join(", ")))
        }
        Stage::Summarize(columns, key) => {
            let columns = columns.iter().map(|(name, value)| named(name, value));
            let comma = Doc::concat([Doc::text(","), Doc::Line]);
            let mut parts = vec![
                Doc::text("summarize"),
                Doc::concat([Doc::Line, Doc::join(columns, &comma)]).indent(),
            ];
            if !key.is_empty() {
                let key: Vec<String> = key.iter().map(|name| dialect::identifier(name)).collect();
                let key = Doc::text(format!("by {}", key.join(", ")));
                parts.push(Doc::concat([Doc::Line, key]).indent());
            }
            Doc::Concat(parts).group()
        }
        Stage::Count(name, Logic(kql)) => {
            let count = Kql::Call("countif", vec![kql.clone()]);
            Doc::concat([Doc::text("summarize "), named(name, &count)])
        }
    }
}

/// A column and its order.
fn by(column: &str, order: Order) -> String {
    let word = match order {
        Order::Ascending => "asc",
        Order::Descending => "desc",
    };
    format!("{} {word}", dialect::identifier(column))
}

/// `name = value`
pub(crate) fn named(name: &str, value: &Kql) -> Doc {
    Doc::concat([
        Doc::text(format!("{} = ", dialect::identifier(name))),
        value.doc(),
    ])
}
