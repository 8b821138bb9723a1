//! The rules of one log type, ready to run.
//!
//! In: rules, then events as text. Out: for each event the rules that match it, with what they show.

use super::atoms::{Atoms, Expr};
use super::project::Projection;
use super::reader::Memory;
use super::row::{Columns, Kind, Row};
use super::show::{Findings, Show};
use super::tree::Tree;
use super::{Options, Rule, line};
use crate::catalog::LogType;
use crate::eval::{self, EvalError, Event};
use std::sync::Arc;
use transpile_sdk::ir::Step;

/// The field in which Panther notes an event's log type.
const LOG_TYPE: &str = "p_log_type";

/// The rules of one log type.
#[derive(Debug)]
pub(super) struct Pack {
    pub(super) log_type: Arc<LogType>,
    exprs: Vec<Expr>,
    atoms: Atoms,
    columns: usize,
    projection: Projection,
    /// The column of Panther's log type.
    named: usize,
    show: Show,
}

/// What a thread needs to run a pack.
#[derive(Debug)]
pub(super) struct Bench {
    row: Row,
    memory: Memory,
    tree: Tree,
    found: Vec<usize>,
    /// What is shown of an event that a rule matches.
    shown: Row,
    shown_memory: Memory,
}

/// What came of an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Outcome {
    /// It was read.
    Read,
    /// It says that it is of another log type.
    Other(String),
    /// It is no event.
    Broken(String),
}

impl Pack {
    /// Makes the rules of `log_type` ready. The error names the rule that cannot be run.
    pub(super) fn new(log_type: &Arc<LogType>, all: &[Rule]) -> Result<Self, (usize, EvalError)> {
        let options = eval::Options {
            timestamp_formats: log_type.timestamp_formats.clone(),
        };
        let mut columns = Columns::default();
        let named = columns.place(&[Step::Key(LOG_TYPE.to_owned())], Kind::Value);
        let mut atoms = Atoms::default();
        let (mut rules, mut exprs) = (Vec::new(), Vec::new());
        for (place, rule) in all.iter().enumerate() {
            if rule.log_type.name == log_type.name {
                let condition = columns.condition(&rule.condition);
                let expr = atoms.expr(&condition, &options);
                exprs.push(expr.map_err(|error| (place, error))?);
                rules.push(place);
            }
        }
        Ok(Self {
            log_type: Arc::clone(log_type),
            show: Show::new(log_type, &rules, all)?,
            exprs,
            atoms,
            columns: columns.len(),
            projection: Projection::new(&columns),
            named,
        })
    }

    /// What a thread needs.
    pub(super) fn bench(&self) -> Bench {
        Bench {
            row: Row::new(self.columns),
            memory: Memory::default(),
            tree: Tree::new(&self.exprs, &self.atoms, self.columns),
            found: Vec::new(),
            shown: self.show.row(),
            shown_memory: Memory::default(),
        }
    }

    /// Runs the rules on one event: its text, the number of its line or record, whether it is a line of words.
    pub(super) fn run(
        &self,
        (text, number, is_line): (&str, u64, bool),
        bench: &mut Bench,
        with: (&[Rule], &Options),
        findings: &mut Findings,
    ) -> Outcome {
        let mut event = None;
        if is_line {
            match line::read(text, &self.log_type).map(Event::try_from) {
                Some(Ok(read)) => event = Some(read),
                _ => return Outcome::Broken(format!("not a line of {}", self.log_type.name)),
            }
        } else if self
            .projection
            .read(text, &mut bench.row, &mut bench.memory)
            .is_err()
        {
            match Event::parse(text) {
                Ok(read) => event = Some(read),
                Err(error) => return Outcome::Broken(error.to_string()),
            }
        }
        if let Some(event) = &event {
            self.projection.take(event.json(), &mut bench.row);
        }
        if with.1.log_type.is_none()
            && let Some(own) = bench.row.get(self.named).as_text()
            && own != self.log_type.name
        {
            return Outcome::Other(own.to_owned());
        }
        bench.found.clear();
        bench
            .tree
            .matches(&bench.row, &self.atoms, &mut bench.found);
        if bench.found.is_empty() {
            return Outcome::Read;
        }
        let projection = &self.show.projection;
        if let Some(event) = &event {
            projection.take(event.json(), &mut bench.shown);
        } else if projection
            .read(text, &mut bench.shown, &mut bench.shown_memory)
            .is_err()
        {
            // What was an event is one still.
            return Outcome::Broken("not an event".to_owned());
        }
        self.show
            .note(&bench.shown, number, &bench.found, with, findings);
        Outcome::Read
    }
}
