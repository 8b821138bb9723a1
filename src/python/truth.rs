//! What counts as true.
//!
//! In: a value. Out: when Python takes it for true, and the exceptions on the way to it.

use super::run::{Run, State, quantified};
use super::tree::Tree;
use super::value::{Json, Symbol, Val, leaf};
use ruff_text_size::TextRange;
use std::rc::Rc;
use transpile_sdk::ir::{Condition, Number, Test};

impl Run<'_> {
    /// Whether a symbol counts as true, as one condition below its exceptions.
    pub(super) fn truth(&mut self, symbol: &Symbol, state: &mut State, range: TextRange) -> Symbol {
        self.at(range, |run| {
            let truth = run.bind(symbol, state, &mut |run, value, state| {
                run.truth_of(value, state, range)
            });
            let truth = run.computed_now(truth);
            run.collapse(&truth, range)
        })
    }

    fn truth_of(&mut self, value: &Val, state: &mut State, range: TextRange) -> Symbol {
        leaf(match value {
            Val::Bool(_) => value.clone(),
            Val::None => Val::bool(false),
            Val::Int(number) => Val::bool(*number != 0),
            Val::Float(number) => Val::bool(*number != 0.0),
            Val::Duration(span) => Val::bool(*span != 0),
            Val::Text(text) => Val::bool(!text.is_empty()),
            Val::Json(Json { value, .. }) | Val::Computed(value) | Val::Count(value) => {
                Val::Bool(self.test(value, Test::IsFalsy).complement())
            }
            Val::Reckoned(own) => {
                let zero = self.reckoned_equals(&Rc::clone(own), Number::Int(0), range);
                return super::expression::negated(&zero);
            }
            Val::List(items) | Val::Tuple(items) | Val::Set(items) | Val::Length(items) => {
                let items = Rc::clone(items);
                return self.exists(&items, state, range, &mut |_, _, _| leaf(Val::bool(true)));
            }
            Val::Dict(entries) => {
                let some = entries.iter().map(|entry| {
                    if entry.binders.is_empty() {
                        entry.guard.clone()
                    } else {
                        quantified(&entry.binders, entry.guard.clone())
                    }
                });
                Val::Bool(Condition::either(some.collect::<Vec<_>>()))
            }
            Val::LastPart(text, separator) => {
                let none = self.test(text, Test::IsNull);
                let ends = self.test(text, Test::EndsWith(separator.to_string()));
                Val::Bool(Condition::either([none, ends]).complement())
            }
            // Not every value has every attribute.
            Val::Method(..) => return self.unknown(range, "an attribute of this"),
            Val::Part { .. } => {
                return self.unknown_value(range, "whether a part of an array is empty");
            }
            Val::Printed(_)
            | Val::Event
            | Val::Function(_)
            | Val::Class(_)
            | Val::Object(..)
            | Val::Module(_)
            | Val::Library(_)
            | Val::TypeOf(_)
            | Val::Pattern(_)
            | Val::Found(_)
            | Val::Address(_)
            | Val::Fixed(_)
            | Val::Numbered(_)
            | Val::Network(_)
            | Val::Span(_) => Val::bool(true),
            Val::Single(_) | Val::Chosen(_) => return Tree::Dead,
            Val::Grown(problem, _) | Val::Filled(problem, _) | Val::Carried(problem) => {
                return self.read_carried(*problem);
            }
            Val::Ref(_) | Val::Raise(_) | Val::Unknown(_) => {
                return leaf(value.clone());
            }
        })
    }
}
