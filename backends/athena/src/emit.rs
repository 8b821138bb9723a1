//! From a bound condition to SQL.
//!
//! In: a normalized condition over a table. Out: a SQL expression that is true exactly where the
//! condition is. Where it stands positively, NULL may take the place of false, as in `WHERE`; under
//! `NOT` every part is made two-valued first.

pub(crate) use transpile_sdk::bind::{Refusal as Refused, refuse, refuse_with};

use transpile_sdk::bind::BoundField;
use transpile_sdk::ir::{Condition, End, Predicate, Quantified, Quantifier, Selected, Test, Value};
use transpile_sdk::name::plain;
use transpile_sdk::shape::Shape;
use transpile_sdk::sql::Sql;

use crate::repr::Repr;
use crate::test::of_text;

/// Makes SQL of conditions over one table.
#[derive(Debug)]
pub(crate) struct Emitter<'a> {
    /// The table, if lambda parameters must keep apart from its columns.
    shape: Option<&'a Shape>,
    /// The elements in scope with their parameters' names.
    elements: Vec<(String, String)>,
}

impl<'a> Emitter<'a> {
    pub(crate) fn new(shape: Option<&'a Shape>) -> Self {
        Self {
            shape,
            elements: Vec::new(),
        }
    }

    /// Another one over the same table.
    pub(crate) fn of(other: &Self) -> Self {
        Self::new(other.shape)
    }

    /// The lambda parameter of an element.
    pub(crate) fn parameter(&self, element: &str) -> String {
        let found = self.elements.iter().rev().find(|(own, _)| own == element);
        found.map_or_else(|| plain(element), |(_, parameter)| parameter.clone())
    }

    /// A condition in a positive place.
    pub(crate) fn condition(&mut self, condition: &Condition<BoundField>) -> Result<Sql, Refused> {
        Ok(match condition {
            Condition::Const(value) => Sql::Bool(*value),
            Condition::And(parts) => Sql::all(self.conditions(parts)?),
            Condition::Or(parts) => Sql::Or(self.conditions(parts)?),
            Condition::Not(inner) => self.condition(inner)?.or_false().not(),
            Condition::Quantified(quantified) => self.quantified(quantified)?,
            Condition::Selected(selected) => self.selected(selected)?,
            Condition::Predicate(predicate) => self.predicate(predicate)?,
        })
    }

    fn conditions(&mut self, parts: &[Condition<BoundField>]) -> Result<Vec<Sql>, Refused> {
        parts.iter().map(|part| self.condition(part)).collect()
    }

    fn array(&self, value: &Value<BoundField>) -> Result<Sql, Refused> {
        match self.value(value)? {
            Repr::Array(array, _) => Ok(array),
            Repr::Json(json) => Ok(json.elements()),
            _ => refuse("the table does not keep this value as an array"),
        }
    }

    fn quantified(&mut self, quantified: &Quantified<BoundField>) -> Result<Sql, Refused> {
        let array = self.array(&quantified.array)?;
        let parameter = self.enter(&quantified.element);
        let body = self.condition(&quantified.body);
        self.elements.pop();
        let body = body?;
        let lambda = |body: Sql| Sql::Lambda(parameter.clone(), Box::new(body));
        Ok(match quantified.quantifier {
            Quantifier::Any => Sql::call("any_match", [array, lambda(body)]),
            Quantifier::None => Sql::call("any_match", [array, lambda(body)])
                .or_false()
                .not(),
            Quantifier::All => {
                let all = Sql::call("all_match", [array, lambda(body.or_false())]);
                Sql::call("COALESCE", [all, Sql::Bool(true)])
            }
            Quantifier::One => {
                let found = Sql::call("filter", [array, lambda(body)]);
                Sql::call("cardinality", [found]).eq(Sql::Int(1))
            }
            Quantifier::AtLeast(least) => {
                let found = Sql::call("filter", [array, lambda(body)]);
                Sql::call("cardinality", [found]).binary(">=", Sql::Int(least.into()))
            }
        })
    }

    /// The elements that count, cut down to one of them, of which the rest is asked.
    fn selected(&mut self, selected: &Selected<BoundField>) -> Result<Sql, Refused> {
        let array = self.array(&selected.array)?;
        let parameter = self.enter(&selected.element);
        let guard = self.condition(&selected.guard);
        let body = self.condition(&selected.body);
        self.elements.pop();
        let lambda = |body: Sql| Sql::Lambda(parameter.clone(), Box::new(body));
        let start = match selected.end {
            End::First => 1,
            End::Last => -1,
        };
        let found = match guard? {
            Sql::Bool(true) => array,
            guard => Sql::call("filter", [array, lambda(guard)]),
        };
        let one = Sql::call("slice", [found, Sql::Int(start), Sql::Int(1)]);
        Ok(Sql::call("any_match", [one, lambda(body?)]))
    }

    /// Names the element's parameter apart from columns and from the parameters around it.
    fn enter(&mut self, element: &str) -> String {
        let mut name = plain(element);
        while self.is_taken(&name) {
            name.push('_');
        }
        self.elements.push((element.to_owned(), name.clone()));
        name
    }

    fn is_taken(&self, name: &str) -> bool {
        let column = self.shape.is_some_and(|shape| {
            let columns = shape.columns.iter().map(|column| column.column.as_str());
            let partitions = shape
                .partitions
                .iter()
                .map(|partition| partition.name.as_str());
            columns
                .chain(partitions)
                .any(|own| own.eq_ignore_ascii_case(name))
        });
        column || self.elements.iter().any(|(_, parameter)| parameter == name)
    }

    /// A predicate, or its complement, in a positive place.
    pub(crate) fn predicate(&self, predicate: &Predicate<BoundField>) -> Result<Sql, Refused> {
        if predicate.negated
            && predicate.test == Test::IsNull
            && let Repr::Text(text) = self.value(&predicate.value)?
        {
            return Ok(text.binary("<>", Sql::text("")));
        }
        let sql = self.test(
            &as_written(&predicate.value, &predicate.test),
            &predicate.test,
        )?;
        Ok(match (predicate.negated, sql) {
            (false, sql) => sql,
            // Two texts, one of which may be missing.
            (true, Sql::Binary(left, "=", right)) if !left.is_total() => {
                Sql::Binary(left, "IS DISTINCT FROM", right)
            }
            (true, Sql::Binary(left, "IS NOT DISTINCT FROM", right)) => {
                Sql::Binary(left, "IS DISTINCT FROM", right)
            }
            (true, Sql::Bool(value)) => Sql::Bool(!value),
            (true, sql) => sql.or_false().not(),
        })
    }
}

/// The value with the text that stands for "missing" left in it, where the test fails on that text as
/// it does on null: then nothing needs to be said of it.
fn as_written(value: &Value<BoundField>, test: &Test<BoundField>) -> Value<BoundField> {
    let mut value = value.clone();
    if let Value::Field(field) = &mut value
        && let Some(missing) = &field.place.missing
        && of_text(test, missing) == Some(false)
    {
        field.place.missing = None;
    }
    value
}
