//! Bursts: so many matches of one key within so many minutes, wherever these begin.
//!
//! In: the matches of a rule. Out: a row for each burst. A match completes a burst if the one so many places before it
//! in time is no more minutes away; buckets of the clock would miss a burst that stands across the edge of two. All
//! matches within the minutes that end at such a match are of the burst. Bursts of one key between which the matches
//! never pause for longer than the minutes are shown as one row.

use crate::columns::{Columns, compared, named, select, text};
use crate::dialect::Athena;
use crate::emit::{Emitter, Refused};
use transpile_sdk::backend::BoundRule;
use transpile_sdk::doc::Doc;
use transpile_sdk::ir::Key;
use transpile_sdk::range::Minutes;
use transpile_sdk::sql::{Dialect, Sql};

/// Names that the query itself gives to columns.
const TIME: &str = "event_time";
const COUNTED: &str = "counted";
const OWN: [&str; 9] = [
    TIME,
    COUNTED,
    "completes",
    "starts",
    "in_burst",
    "burst",
    "matches",
    "first_seen",
    "last_seen",
];

/// So many distinct values of a column are shown.
pub(crate) const SHOWN: u64 = 100;

/// A query of bursts.
pub(crate) struct Bursts<'a> {
    rule: &'a BoundRule,
    key: Columns,
    shown: Columns,
    counted: Option<Sql>,
}

impl<'a> Bursts<'a> {
    pub(crate) fn new(emitter: &Emitter<'_>, rule: &'a BoundRule) -> Result<Self, Refused> {
        let mut key = Columns::without(&OWN);
        for output in &rule.group_by {
            let value = match &output.key {
                Key::Value(value) => compared(emitter, value)?,
                Key::Text(template) => text(emitter, template)?,
            };
            key.push(value, &output.name);
        }
        let mut taken: Vec<&str> = key.names().collect();
        taken.extend(OWN);
        let mut shown = Columns::without(&taken);
        let keys = || rule.group_by.iter().map(|column| &column.key);
        for output in &rule.outputs {
            if !keys().any(|key| key.is_value(&output.value)) {
                shown.push_outputs(emitter, std::slice::from_ref(output))?;
            }
        }
        for column in &rule.texts {
            if !keys().any(|key| key.is_text(&column.text)) {
                shown.push_texts(emitter, std::slice::from_ref(column))?;
            }
        }
        let counted = rule.unique.as_ref().map(|value| compared(emitter, value));
        let counted = counted.transpose()?;
        Ok(Self {
            rule,
            key,
            shown,
            counted,
        })
    }

    /// The query over `matches`, which is `FROM` a table and `WHERE`.
    pub(crate) fn query(&self, time: &Sql, matches: Doc) -> Doc {
        let event_time = named(time.doc(&Athena), TIME);
        let counted = self
            .counted
            .as_ref()
            .map(|sql| named(sql.doc(&Athena), COUNTED));
        let columns = [event_time].into_iter().chain(counted);
        let columns = columns.chain(self.key.items()).chain(self.shown.items());
        let all = || Doc::text("*");
        let with = |name: &str, inner: Doc| {
            Doc::concat([
                Doc::text(format!("{name} AS (")),
                Doc::concat([Doc::HardLine, inner]).indent(),
                Doc::HardLine,
                Doc::text(")"),
            ])
        };
        let steps = [
            with("matches", Doc::concat([select(columns), matches])),
            with(
                "steps",
                Doc::concat([
                    select([all(), self.completes(), self.starts()]),
                    Doc::text("FROM matches"),
                ]),
            ),
            with(
                "bursts",
                Doc::concat([
                    select([all(), self.in_burst(), self.number()]),
                    Doc::text("FROM steps"),
                ]),
            ),
        ];
        let between = Doc::concat([Doc::text(","), Doc::HardLine]);
        let group: Vec<String> = self.key_names().chain(["burst".to_owned()]).collect();
        Doc::concat([
            Doc::text("WITH "),
            Doc::join(steps, &between),
            Doc::HardLine,
            self.summary(),
            Doc::text("FROM bursts"),
            Doc::HardLine,
            Doc::text("WHERE in_burst"),
            Doc::HardLine,
            Doc::text(format!("GROUP BY {}", group.join(", "))),
        ])
    }

    fn key_names(&self) -> impl Iterator<Item = String> {
        self.key.names().map(|name| Athena.identifier(name))
    }

    fn minutes(&self) -> String {
        let (count, unit) = Minutes::clamped(self.rule.dedup_minutes).in_units();
        format!("INTERVAL '{count}' {}", unit.in_sql())
    }

    /// A function over the matches of one key by time, with a frame.
    fn over(&self, function: impl Into<String>, frame: Option<String>) -> Doc {
        let key: Vec<String> = self.key_names().collect();
        let partition = (!key.is_empty()).then(|| format!("PARTITION BY {}", key.join(", ")));
        let lines = [partition, Some(format!("ORDER BY {TIME}")), frame];
        let lines = lines.into_iter().flatten().map(Doc::text);
        let lines = lines.flat_map(|line| [Doc::HardLine, line]);
        Doc::concat([
            Doc::text(function),
            Doc::text(" OVER ("),
            Doc::concat(lines).indent(),
            Doc::HardLine,
            Doc::text(")"),
        ])
    }

    /// True for a match that completes a burst.
    fn completes(&self) -> Doc {
        let (minutes, threshold) = (self.minutes(), self.rule.threshold);
        let value = if self.counted.is_some() {
            let frame = format!("RANGE BETWEEN {minutes} PRECEDING AND CURRENT ROW");
            Doc::concat([
                Doc::text("cardinality(filter(array_distinct("),
                self.over(format!("array_agg({COUNTED})"), Some(frame)),
                Doc::text(format!("), v -> v IS NOT NULL)) >= {threshold}")),
            ])
        } else {
            let before = threshold.saturating_sub(1);
            Doc::concat([
                self.over(format!("lag({TIME}, {before})"), None),
                Doc::text(format!(" >= {TIME} - {minutes}")),
            ])
        };
        named(value, "completes")
    }

    /// 1 for a match with no other in the minutes before it.
    fn starts(&self) -> Doc {
        let near = format!(" >= {TIME} - {} THEN 0 ELSE 1 END", self.minutes());
        let value = [
            Doc::text("CASE WHEN "),
            self.over(format!("lag({TIME})"), None),
            Doc::text(near),
        ];
        named(Doc::concat(value), "starts")
    }

    /// True for a match of a burst.
    fn in_burst(&self) -> Doc {
        let minutes = self.minutes();
        let frame = format!("RANGE BETWEEN CURRENT ROW AND {minutes} FOLLOWING");
        let count = self.over("count_if(completes)", Some(frame));
        named(Doc::concat([count, Doc::text(" > 0")]), "in_burst")
    }

    /// A number for each run of matches.
    fn number(&self) -> Doc {
        named(self.over("sum(starts)", None), "burst")
    }

    /// The columns of a burst.
    fn summary(&self) -> Doc {
        let key = self.key_names().map(Doc::text);
        let counts = [
            "count(*) AS matches",
            "min(event_time) AS first_seen",
            "max(event_time) AS last_seen",
        ];
        let counted = self
            .counted
            .iter()
            .map(|_| Doc::text(format!("count(DISTINCT {COUNTED}) AS {COUNTED}")));
        let shown = self.shown.names().map(|name| {
            let own = Athena.identifier(name);
            let values = format!("array_agg(DISTINCT {own} ORDER BY {own})");
            let items = [
                Doc::text(format!("{values} FILTER (WHERE {own} IS NOT NULL),")),
                Doc::Line,
                Doc::text(format!("1, {SHOWN}")),
            ];
            named(Doc::enclose("slice(", Doc::concat(items), ")"), name)
        });
        select(key.chain(counts.map(Doc::text)).chain(counted).chain(shown))
    }
}
