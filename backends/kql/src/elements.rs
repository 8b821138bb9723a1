//! From questions about an array's elements to stages of a pipeline.
//!
//! In: a quantified condition, or one about the first or last element that counts. Out: an `mv-apply` of its
//! own, for Kusto has no function that asks something of each element. Where the question stands as a condition
//! of its own, the stage keeps the row; elsewhere it makes columns that are compared: how many elements answer
//! yes, or at which positions they do.

use crate::emit::{Apply, Emitter, Order, Refused, Stage, refuse};
use crate::expr::{Dynamic, Kql, Logic, Number, call};
use crate::repr::Repr;
use transpile_sdk::bind::{Base, BoundField};
use transpile_sdk::ir::{Condition, End, Quantified, Quantifier, Selected, Test, Value};

impl Emitter<'_> {
    /// Keeps the rows of which some element answers yes.
    pub(crate) fn keep(
        &mut self,
        quantified: &Quantified<BoundField>,
        stages: &mut Vec<Stage>,
    ) -> Result<(), Refused> {
        let (array, keeps_nulls) = self.array(&quantified.array)?;
        let name = self.enter(&quantified.element, keeps_nulls);
        let inner = self.filter(&quantified.body);
        self.leave();
        let mut inner = inner?;
        inner.push(Stage::Take(1));
        stages.push(Stage::Where(array.has_elements()));
        stages.push(Stage::Apply(Apply {
            index: None,
            name,
            array: array.0,
            stages: inner,
        }));
        Ok(())
    }

    /// Keeps the rows of which the first or last element that counts answers yes.
    pub(crate) fn keep_found(
        &mut self,
        selected: &Selected<BoundField>,
        stages: &mut Vec<Stage>,
    ) -> Result<(), Refused> {
        let (array, keeps_nulls) = self.array(&selected.array)?;
        let name = self.enter(&selected.element, keeps_nulls);
        let index = self.fresh(&format!("{name}_index"));
        let guard = self.filter(&selected.guard);
        let body = self.filter(&selected.body);
        self.leave();
        let order = match selected.end {
            End::First => Order::Ascending,
            End::Last => Order::Descending,
        };
        let mut inner = guard?;
        // The rows of a group are in no promised order; their positions are.
        inner.push(Stage::Top(index.clone(), order));
        inner.extend(body?);
        stages.push(Stage::Where(array.has_elements()));
        stages.push(Stage::Apply(Apply {
            index: Some(index),
            name,
            array: array.0,
            stages: inner,
        }));
        Ok(())
    }

    /// Counts the elements that answer yes (for `all`: no), and compares the count.
    pub(crate) fn count(
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
        let logic = self.of_element(&body, &quantified.element, &array, &mut inner);
        self.leave();
        inner.push(Stage::Count(count.clone(), logic?));
        stages.push(Stage::Apply(Apply {
            index: None,
            name,
            array: or_one_null(array),
            stages: inner,
        }));
        let count = Number(Kql::Name(count));
        Ok(match quantified.quantifier {
            Quantifier::Any => count.compare(">", Kql::Long(0)),
            Quantifier::All | Quantifier::None => count.compare("==", Kql::Long(0)),
            Quantifier::One => count.compare("==", Kql::Long(1)),
            Quantifier::AtLeast(least) => count.compare(">=", Kql::Long(least.into())),
        })
    }

    /// The position of the first (last) element that counts, and of the first (last) that counts and answers
    /// yes: both are null where there is none, and the same where the element that is found answers yes.
    pub(crate) fn find(
        &mut self,
        selected: &Selected<BoundField>,
        stages: &mut Vec<Stage>,
    ) -> Result<Logic, Refused> {
        let (array, keeps_nulls) = self.array(&selected.array)?;
        let name = self.enter(&selected.element, keeps_nulls);
        let [index, counts, found, matches] = ["index", "counts", "found", "matches"]
            .map(|word| self.fresh(&format!("{name}_{word}")));
        let mut inner = Vec::new();
        let guard = self.of_element(&selected.guard, &selected.element, &array, &mut inner);
        let guard = guard.map(|Logic(guard)| inner.push(Stage::Extend(counts.clone(), guard)));
        let body = self.logic(&selected.body, &mut inner);
        self.leave();
        guard?;
        let counts = Logic(Kql::Name(counts));
        let answers = Logic::all([counts.clone(), body?]);
        let function = match selected.end {
            End::First => "minif",
            End::Last => "maxif",
        };
        let position = |Logic(of): Logic| call(function, [Kql::Name(index.clone()), of]);
        inner.push(Stage::Summarize(
            vec![
                (found.clone(), position(counts)),
                (matches.clone(), position(answers)),
            ],
            Vec::new(),
        ));
        stages.push(Stage::Apply(Apply {
            index: Some(index),
            name,
            array: or_one_null(array),
            stages: inner,
        }));
        Ok(Number(Kql::Name(found)).same(Number(Kql::Name(matches))))
    }

    /// A condition about an element, false for the one null that stands for no elements.
    fn of_element(
        &mut self,
        condition: &Condition<BoundField>,
        element: &str,
        array: &Dynamic,
        stages: &mut Vec<Stage>,
    ) -> Result<Logic, Refused> {
        let logic = self.logic(condition, stages)?;
        Ok(if fails_on_null(condition, element) {
            logic
        } else {
            Logic::all([array.has_elements(), logic])
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
}

/// The array, or one null in place of no elements: without elements `mv-apply` loses the row.
fn or_one_null(array: Dynamic) -> Kql {
    let Logic(full) = array.has_elements();
    call("iff", [full, array.0, Kql::Fixed("dynamic([null])")])
}

/// True if the condition asks something of an array's elements.
pub(crate) fn asks_elements(condition: &Condition<BoundField>) -> bool {
    match condition {
        Condition::Const(_) | Condition::Predicate(_) => false,
        Condition::And(parts) | Condition::Or(parts) => parts.iter().any(asks_elements),
        Condition::Not(inner) => asks_elements(inner),
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
            matches!(
                quantified.quantifier,
                Quantifier::Any | Quantifier::One | Quantifier::AtLeast(1..)
            ) && own(&quantified.array)
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
