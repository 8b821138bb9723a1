//! From a bound condition to the stages of a Kusto pipeline.
//!
//! In: a normalized condition over a table. Out: stages that keep exactly the rows of which the condition
//! is true, each once. What is asked of an array's elements is a stage before the expression that needs it.

pub(crate) use transpile_sdk::bind::{Refusal as Refused, refuse, refuse_with};

use crate::elements::asks_elements;
use crate::expr::{Dynamic, Kql, Logic, Text};
use std::cell::RefCell;
use transpile_sdk::bind::BoundField;
use transpile_sdk::ir::{Condition, Predicate, Quantifier};
use transpile_sdk::name::plain;
use transpile_sdk::shape::Shape;

/// The order of a sorted column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Order {
    /// The smallest first.
    Ascending,
    /// The greatest first.
    Descending,
}

/// A stage of a pipeline.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Stage {
    /// `where`
    Where(Logic),
    /// `extend name = value`
    Extend(String, Kql),
    /// `mv-apply`
    Apply(Apply),
    /// `take` so many
    Take(u64),
    /// `top 1 by` this column, in its order
    Top(String, Order),
    /// `summarize name = countif(…)`
    Count(String, Logic),
    /// `sort by` these columns, each in its order
    Sort(Vec<(String, Order)>),
    /// `summarize` these columns by those
    Summarize(Vec<(String, Kql)>, Vec<String>),
}

/// `mv-apply with_itemindex=index name = array on (stages)`: the stages run for the elements of each row.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Apply {
    /// The column of an element's position in its array, from 0.
    pub(crate) index: Option<String>,
    /// The column of the element.
    pub(crate) name: String,
    pub(crate) array: Kql,
    pub(crate) stages: Vec<Stage>,
}

/// Makes stages of conditions over one table.
#[derive(Debug)]
pub(crate) struct Emitter<'a> {
    shape: Option<&'a Shape>,
    /// The elements in scope with their names in the query, and whether they keep nulls.
    elements: Vec<(String, String, bool)>,
    /// Columns of JSON text that are read, in the order of first use.
    parsed: RefCell<Vec<String>>,
    /// Names that the query has made.
    made: Vec<String>,
}

impl<'a> Emitter<'a> {
    pub(crate) fn new(shape: Option<&'a Shape>) -> Self {
        Self {
            shape,
            elements: Vec::new(),
            parsed: RefCell::new(Vec::new()),
            made: Vec::new(),
        }
    }

    /// The name of an element.
    pub(crate) fn parameter(&self, element: &str) -> String {
        let found = self.elements.iter().rev().find(|(own, ..)| own == element);
        found.map_or_else(|| plain(element), |(_, name, _)| name.clone())
    }

    /// True if objects inside an element keep keys whose value is null.
    pub(crate) fn keeps_nulls(&self, element: &str) -> bool {
        let found = self.elements.iter().rev().find(|(own, ..)| own == element);
        found.is_none_or(|(_, _, keeps)| *keeps)
    }

    /// What a column of JSON text holds: a column that an `extend` makes.
    pub(crate) fn parse(&self, column: &str) -> Dynamic {
        let mut parsed = self.parsed.borrow_mut();
        if !parsed.iter().any(|own| own == column) {
            parsed.push(column.to_owned());
        }
        Dynamic(Kql::Name(self.parsed_name(column)))
    }

    fn parsed_name(&self, column: &str) -> String {
        let mut name = format!("{column}Json");
        while self.is_column(&name) {
            name.push('_');
        }
        name
    }

    /// Puts the `extend` of each column of JSON text that is read before its first use.
    pub(crate) fn with_parsed(&self, stages: Vec<Stage>) -> Vec<Stage> {
        let parsed = self.parsed.borrow();
        let extend = |column: &String| {
            let text = Text(Kql::Name(column.clone()));
            Stage::Extend(self.parsed_name(column), Dynamic::parse(text).0)
        };
        let mut missing: Vec<&String> = parsed.iter().collect();
        let mut out = Vec::new();
        for stage in stages {
            missing.retain(|column| {
                let used = mentions_in(&stage, &self.parsed_name(column));
                if used {
                    out.push(extend(column));
                }
                !used
            });
            out.push(stage);
        }
        out.extend(missing.into_iter().map(extend));
        out
    }

    /// Stages that keep the rows of which the condition is true.
    pub(crate) fn filter(
        &mut self,
        condition: &Condition<BoundField>,
    ) -> Result<Vec<Stage>, Refused> {
        let parts = match condition {
            Condition::And(parts) => parts.as_slice(),
            other => std::slice::from_ref(other),
        };
        let (of_elements, plain): (Vec<_>, Vec<_>) =
            parts.iter().partition(|part| asks_elements(part));
        let mut stages = Vec::new();
        let mut wheres = Vec::new();
        for part in plain {
            let Logic(kql) = self.logic(part, &mut stages)?;
            match kql {
                Kql::Bool(true) => {}
                Kql::And(inner) => wheres.extend(inner),
                kql => wheres.push(kql),
            }
        }
        // What an index answers comes first, what reads JSON last.
        wheres.sort_by_key(|kql| self.cost(kql));
        wheres.dedup();
        stages.extend(wheres.into_iter().map(|kql| Stage::Where(Logic(kql))));
        for part in of_elements {
            match part {
                Condition::Quantified(quantified) if quantified.quantifier == Quantifier::Any => {
                    self.keep(quantified, &mut stages)?;
                }
                Condition::Selected(selected) => self.keep_found(selected, &mut stages)?,
                part => {
                    let logic = self.logic(part, &mut stages)?;
                    stages.push(Stage::Where(logic));
                }
            }
        }
        Ok(stages)
    }

    /// A condition as an expression; what it asks of elements becomes stages before it.
    pub(crate) fn logic(
        &mut self,
        condition: &Condition<BoundField>,
        stages: &mut Vec<Stage>,
    ) -> Result<Logic, Refused> {
        Ok(match condition {
            Condition::Const(value) => Logic::of(*value),
            Condition::And(parts) => {
                let mut out = Vec::new();
                for part in parts {
                    out.push(self.logic(part, stages)?);
                }
                Logic::all(out)
            }
            Condition::Or(parts) => {
                let mut out = Vec::new();
                for part in parts {
                    out.push(self.logic(part, stages)?);
                }
                Logic::either(out)
            }
            Condition::Not(inner) => self.logic(inner, stages)?.complement(),
            Condition::Quantified(quantified) => self.count(quantified, stages)?,
            Condition::Selected(selected) => self.find(selected, stages)?,
            Condition::Predicate(predicate) => self.predicate(predicate)?,
        })
    }

    /// A predicate, or its complement.
    pub(crate) fn predicate(&self, predicate: &Predicate<BoundField>) -> Result<Logic, Refused> {
        let logic = self.test(&predicate.value, &predicate.test)?;
        Ok(if predicate.negated {
            logic.complement()
        } else {
            logic
        })
    }

    /// Names the element apart from columns and from other names of the query.
    pub(crate) fn enter(&mut self, element: &str, keeps_nulls: bool) -> String {
        let name = self.fresh(&plain(element));
        self.elements
            .push((element.to_owned(), name.clone(), keeps_nulls));
        name
    }

    /// Leaves the elements that were entered last.
    pub(crate) fn leave(&mut self) {
        self.elements.pop();
    }

    /// A name that no column and nothing else in the query has.
    pub(crate) fn fresh(&mut self, wanted: &str) -> String {
        let mut name = wanted.to_owned();
        let mut count = 1;
        while self.is_column(&name) || self.made.contains(&name) {
            count += 1;
            name = format!("{wanted}{count}");
        }
        self.made.push(name.clone());
        name
    }

    fn is_column(&self, name: &str) -> bool {
        self.shape.is_some_and(|shape| {
            shape
                .columns
                .iter()
                .any(|own| own.column.eq_ignore_ascii_case(name))
        })
    }

    /// How much work a condition is.
    fn cost(&self, kql: &Kql) -> u8 {
        match kql {
            Kql::Call("parse_json", _) | Kql::Member(..) | Kql::Item(..) => 5,
            Kql::Name(name) => {
                let parsed = self.parsed.borrow();
                let json = parsed.iter().any(|own| self.parsed_name(own) == *name);
                if json { 5 } else { 0 }
            }
            Kql::Binary(left, operator, right) => {
                let own = match *operator {
                    "matches regex" => 4,
                    "contains_cs" | "!contains_cs" => 3,
                    "startswith_cs" | "!startswith_cs" | "endswith_cs" | "!endswith_cs" => 2,
                    "==" => 0,
                    _ => 1,
                };
                own.max(self.cost(left)).max(self.cost(right))
            }
            Kql::Call(_, arguments) => {
                let most = arguments.iter().map(|argument| self.cost(argument)).max();
                most.unwrap_or(0).max(1)
            }
            Kql::And(parts) | Kql::Or(parts) => {
                let most = parts.iter().map(|part| self.cost(part)).max();
                most.unwrap_or(0).max(1)
            }
            Kql::Same(left, _, right) => self.cost(left).max(self.cost(right)).max(1),
            Kql::In(value, negated, _) => self.cost(value).max(u8::from(*negated)),
            Kql::Not(inner) => self.cost(inner).max(1),
            _ => 0,
        }
    }
}

fn mentions_in(stage: &Stage, name: &str) -> bool {
    match stage {
        Stage::Where(Logic(kql)) | Stage::Extend(_, kql) | Stage::Count(_, Logic(kql)) => {
            mentions(kql, name)
        }
        Stage::Apply(apply) => {
            mentions(&apply.array, name)
                || apply.stages.iter().any(|stage| mentions_in(stage, name))
        }
        Stage::Summarize(columns, _) => columns.iter().any(|(_, kql)| mentions(kql, name)),
        Stage::Take(_) | Stage::Top(..) | Stage::Sort(_) => false,
    }
}

fn mentions(kql: &Kql, name: &str) -> bool {
    match kql {
        Kql::Name(own) => own == name,
        Kql::Member(value, _) | Kql::Item(value, _) | Kql::Not(value) => mentions(value, name),
        Kql::Call(_, parts) | Kql::And(parts) | Kql::Or(parts) => {
            parts.iter().any(|part| mentions(part, name))
        }
        Kql::Binary(left, _, right) | Kql::Same(left, _, right) => {
            mentions(left, name) || mentions(right, name)
        }
        Kql::In(value, _, list) => {
            mentions(value, name) || list.iter().any(|item| mentions(item, name))
        }
        _ => false,
    }
}
