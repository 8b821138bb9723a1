//! From a bound condition to the stages of a Kusto pipeline.
//!
//! In: a normalized condition over a table. Out: stages that keep exactly the rows of which the condition
//! is true, each once. A question about an array's elements is an `mv-apply` of its own: Kusto has no
//! function that asks something of each element. Where the question stands as a condition of its own, the
//! stage keeps the row; elsewhere it counts the elements that answer yes, and the count is compared.

pub(crate) use transpile_sdk::bind::{Refusal as Refused, refuse, refuse_with};

use crate::expr::{Dynamic, Kql, Logic, Number, Text, call};
use crate::repr::Repr;
use std::cell::RefCell;
use transpile_sdk::bind::{Base, BoundField};
use transpile_sdk::ir::{Condition, Predicate, Quantified, Quantifier, Test, Value};
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
    /// `mv-apply name = array on (…)`
    Apply(String, Kql, Vec<Stage>),
    /// `take` so many
    Take(u64),
    /// `summarize name = countif(…)`
    Count(String, Logic),
    /// `sort by` these columns, each in its order
    Sort(Vec<(String, Order)>),
    /// `summarize` these columns by those
    Summarize(Vec<(String, Kql)>, Vec<String>),
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
        let (asks_elements, plain): (Vec<_>, Vec<_>) =
            parts.iter().partition(|part| has_quantifier(part));
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
        for part in asks_elements {
            match part {
                Condition::Quantified(quantified) if quantified.quantifier == Quantifier::Any => {
                    self.keep(quantified, &mut stages)?;
                }
                part => {
                    let logic = self.logic(part, &mut stages)?;
                    stages.push(Stage::Where(logic));
                }
            }
        }
        Ok(stages)
    }

    /// Keeps the rows of which some element answers yes.
    fn keep(
        &mut self,
        quantified: &Quantified<BoundField>,
        stages: &mut Vec<Stage>,
    ) -> Result<(), Refused> {
        let (array, keeps_nulls) = self.array(&quantified.array)?;
        let name = self.enter(&quantified.element, keeps_nulls);
        let inner = self.filter(&quantified.body);
        self.elements.pop();
        let mut inner = inner?;
        inner.push(Stage::Take(1));
        stages.push(Stage::Where(array.has_elements()));
        stages.push(Stage::Apply(name, array.0, inner));
        Ok(())
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
            Condition::Selected(_) => return refuse("the order of elements"),
            Condition::Predicate(predicate) => self.predicate(predicate)?,
        })
    }

    /// Counts the elements that answer yes (for `all`: no), and compares the count.
    fn count(
        &mut self,
        quantified: &Quantified<BoundField>,
        stages: &mut Vec<Stage>,
    ) -> Result<Logic, Refused> {
        let (array, keeps_nulls) = self.array(&quantified.array)?;
        let all = quantified.quantifier == Quantifier::All;
        let body = if all {
            (*quantified.body).clone().complement()
        } else {
            (*quantified.body).clone()
        };
        let name = self.enter(&quantified.element, keeps_nulls);
        let count = self.fresh(&format!("{name}_matches"));
        let mut inner = Vec::new();
        let logic = self.logic(&body, &mut inner);
        self.elements.pop();
        let mut logic = logic?;
        if !fails_on_null(&body, &quantified.element) {
            // The one null that stands for no elements is none.
            logic = Logic::all([array.has_elements(), logic]);
        }
        inner.push(Stage::Count(count.clone(), logic));
        let Logic(full) = array.has_elements();
        let elements = call("iff", [full, array.0, Kql::Fixed("dynamic([null])")]);
        stages.push(Stage::Apply(name, elements, inner));
        let count = Number(Kql::Name(count));
        Ok(match quantified.quantifier {
            Quantifier::Any => count.compare(">", Kql::Long(0)),
            Quantifier::All | Quantifier::None => count.compare("==", Kql::Long(0)),
            Quantifier::One => count.compare("==", Kql::Long(1)),
        })
    }

    /// An array, and whether the objects in it keep nulls.
    fn array(&self, value: &Value<BoundField>) -> Result<(Dynamic, bool), Refused> {
        match self.value(value)? {
            Repr::Json(json) => Ok((json.value, json.keeps_nulls)),
            Repr::Parts(parts, Some(Logic(Kql::Bool(true)))) => Ok((parts, true)),
            Repr::Parts(parts, Some(Logic(present))) => {
                let none = Kql::Fixed("dynamic(null)");
                Ok((Dynamic(call("iff", [present, parts.0, none])), true))
            }
            Repr::Parts(_, None) => crate::text::no_null(),
            _ => refuse("the table does not keep this value as an array"),
        }
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
    fn enter(&mut self, element: &str, keeps_nulls: bool) -> String {
        let name = self.fresh(&plain(element));
        self.elements
            .push((element.to_owned(), name.clone(), keeps_nulls));
        name
    }

    fn fresh(&mut self, wanted: &str) -> String {
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

fn has_quantifier(condition: &Condition<BoundField>) -> bool {
    match condition {
        Condition::Const(_) | Condition::Predicate(_) => false,
        Condition::And(parts) | Condition::Or(parts) => parts.iter().any(has_quantifier),
        Condition::Not(inner) => has_quantifier(inner),
        Condition::Quantified(_) | Condition::Selected(_) => true,
    }
}

/// True if the condition is certainly false where the element is null.
fn fails_on_null(condition: &Condition<BoundField>, element: &str) -> bool {
    let own = |value: &Value<BoundField>| match &value.subject().place.base {
        Base::Element(name) => name == element,
        Base::Column(_) => false,
    };
    match condition {
        Condition::Const(value) => !value,
        Condition::And(parts) => parts.iter().any(|part| fails_on_null(part, element)),
        Condition::Or(parts) => parts.iter().all(|part| fails_on_null(part, element)),
        Condition::Not(_) => false,
        Condition::Quantified(quantified) => {
            matches!(quantified.quantifier, Quantifier::Any | Quantifier::One)
                && own(&quantified.array)
        }
        Condition::Selected(selected) => own(&selected.array),
        Condition::Predicate(predicate) => {
            let of_null = match predicate.test {
                Test::IsNull | Test::IsMissing | Test::IsFalsy => true,
                Test::EqField(_) => return false,
                _ => false,
            };
            own(&predicate.value) && of_null == predicate.negated
        }
    }
}

fn mentions_in(stage: &Stage, name: &str) -> bool {
    match stage {
        Stage::Where(Logic(kql)) | Stage::Extend(_, kql) | Stage::Count(_, Logic(kql)) => {
            mentions(kql, name)
        }
        Stage::Apply(_, array, inner) => {
            mentions(array, name) || inner.iter().any(|stage| mentions_in(stage, name))
        }
        Stage::Take(_) | Stage::Sort(_) | Stage::Summarize(..) => false,
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
