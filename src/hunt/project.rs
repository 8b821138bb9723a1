//! What of an event is kept: a tree of keys.
//!
//! In: the columns of a row. Out: a [`Projection`], which leads from the keys of an event to them.

use super::row::{Columns, Kind, Row};
use crate::eval::Json;
use transpile_sdk::ir::Step;

/// What of an event is kept: a tree of keys.
#[derive(Debug, Clone)]
pub(super) struct Projection {
    /// The outermost is the first.
    pub(super) nodes: Vec<Node>,
}

/// A place in an event that is a column, or on the way to one.
#[derive(Debug, Clone, Default)]
pub(super) struct Node {
    /// The keys that lead on.
    children: Vec<Child>,
    /// Where among them those begin whose keys have a mark: the place of the last one, counted from 1.
    marks: Vec<usize>,
    /// The columns here and below, each with the way from here.
    pub(super) columns: Vec<(usize, Kind, Vec<Step>)>,
    /// True if a value here must be read as a whole: it is in an array, or its parts are columns too.
    pub(super) whole: bool,
}

/// A key that leads on.
#[derive(Debug, Clone)]
struct Child {
    key: Box<str>,
    /// The node behind it.
    node: usize,
    /// The one before it with the same mark, counted from 1; 0 if there is none.
    before: usize,
}

/// The outermost node.
const ROOT: usize = 0;

impl Projection {
    /// The projection on these columns.
    pub(super) fn new(columns: &Columns) -> Self {
        let mut projection = Self {
            nodes: vec![Node::default()],
        };
        for (place, column) in columns.iter().enumerate() {
            projection.add(place, &column.steps, column.kind);
        }
        for node in &mut projection.nodes {
            node.settle();
        }
        projection
    }

    fn add(&mut self, column: usize, steps: &[Step], kind: Kind) {
        let mut at = ROOT;
        for (done, step) in steps.iter().enumerate() {
            if let Some(node) = self.nodes.get_mut(at) {
                let rest = steps.get(done..).unwrap_or_default();
                node.columns.push((column, kind, rest.to_vec()));
            }
            let Step::Key(key) = step else { return };
            at = self.child(at, key);
        }
        if let Some(node) = self.nodes.get_mut(at) {
            node.columns.push((column, kind, Vec::new()));
        }
    }

    /// The node behind a key; makes one if there is none.
    fn child(&mut self, at: usize, key: &str) -> usize {
        let next = self.nodes.len();
        let Some(node) = self.nodes.get_mut(at) else {
            return ROOT;
        };
        if let Some(child) = node.find(key) {
            return child;
        }
        node.lead_on(key, next);
        self.nodes.push(Node::default());
        next
    }

    /// Fills a row from an event that has been read.
    pub(super) fn take(&self, event: &Json, row: &mut Row) {
        row.clear();
        if let Some(root) = self.nodes.first() {
            root.take(event, row);
        }
    }
}

impl Node {
    fn settle(&mut self) {
        let here =
            |(_, kind, rest): &(usize, Kind, Vec<Step>)| rest.is_empty() && *kind == Kind::Value;
        let index =
            |(_, _, rest): &(usize, Kind, Vec<Step>)| matches!(rest.first(), Some(Step::Index(_)));
        self.whole = self
            .columns
            .iter()
            .any(|column| index(column) || here(column));
    }

    /// The node behind a key. Most keys have a mark that no child has: then none is compared.
    pub(super) fn find(&self, key: &str) -> Option<usize> {
        let mut place = *self.marks.get(mark(key))?;
        loop {
            let child = self.children.get(place.checked_sub(1)?)?;
            if *child.key == *key {
                return Some(child.node);
            }
            place = child.before;
        }
    }

    fn lead_on(&mut self, key: &str, node: usize) {
        self.marks.resize(MARKS, 0);
        if let Some(last) = self.marks.get_mut(mark(key)) {
            let before = std::mem::replace(last, self.children.len() + 1);
            self.children.push(Child {
                key: key.into(),
                node,
                before,
            });
        }
    }

    /// Sets the columns here and below from a value.
    pub(super) fn take(&self, value: &Json, row: &mut Row) {
        for (column, kind, rest) in &self.columns {
            let Some(found) = rest.iter().try_fold(value, Json::step) else {
                continue;
            };
            match (kind, found) {
                (Kind::Presence, _) => row.set(*column, Json::Bool(true)),
                (Kind::Value, Json::Null) => {}
                (Kind::Value, Json::String(text)) => row.set_text(*column, text),
                (Kind::Value, found) => row.set(*column, found.clone()),
            }
        }
    }
}

/// How many marks there are.
const MARKS: usize = 256;

/// A number that few keys share: made from the length, and the first, the last and a middle byte.
fn mark(key: &str) -> usize {
    let bytes = key.as_bytes();
    let byte = |at: usize| bytes.get(at).map_or(0, |byte| usize::from(*byte));
    let length = bytes.len();
    let last = length.saturating_sub(1);
    (length * 37 + byte(0) * 3 + byte(last) * 11 + byte(length / 2) * 23) % MARKS
}
