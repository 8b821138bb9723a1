//! `sum`, `min` and `max`.
//!
//! In: the values of a list, or several values. Out: the sum of constants, how many values of a list are
//! counted, or the smallest or largest value.

use super::call::Given;
use super::equality::number;
use super::run::{Run, State};
use super::tree::Tree;
use super::value::{Item, Symbol, Val, leaf, raise};
use ruff_python_ast::Operator;
use ruff_text_size::TextRange;
use transpile_sdk::ir::{Comparison, Condition};

/// The smallest or largest of so many values of the event is looked for.
const MAX_VALUES: usize = 6;

impl Run<'_> {
    /// `sum(…)`, `min(…)` or `max(…)`.
    pub(super) fn aggregate(
        &mut self,
        name: &str,
        given: &Given,
        range: TextRange,
        state: &mut State,
    ) -> Symbol {
        if !given.named.is_empty() || (name == "sum" && given.len() > 1) {
            return self.unknown(range, format!("`{name}` with these arguments"));
        }
        let name = name.to_owned();
        let items = match given.positional.as_slice() {
            [] => return raise("TypeError"),
            [list] => self.bind(&list.clone(), state, &mut |run, list, state| match list {
                Val::Set(items) => run.different(items, range, state),
                list => run.iterate(list, range, state),
            }),
            several => leaf(Val::List(several.iter().cloned().map(Item::one).collect())),
        };
        self.bind(&items, state, &mut |run, items, state| {
            let Some(items) = items.items().cloned() else {
                return Tree::Dead;
            };
            match name.as_str() {
                "sum" => run.sum(&items, range, state),
                name => run.extreme(name, &items, range, state),
            }
        })
    }

    /// A sum of constants, or of a 1 for each value that counts.
    fn sum(&mut self, items: &[Item], range: TextRange, state: &mut State) -> Symbol {
        if items.iter().all(|item| item.is_one() && is_number(item)) {
            let mut sum = leaf(Val::Int(0));
            for item in items {
                sum = self.bind_both(&sum, &item.value, state, &mut |run, sum, next, state| {
                    run.binary(Operator::Add, sum, next, range, state)
                });
            }
            return sum;
        }
        let mut counted = Vec::new();
        for item in items {
            let Some(counts) = counts(&item.value) else {
                return self.unknown(range, "`sum` of values that the event decides");
            };
            let guard = Condition::all([item.guard.clone(), counts]);
            if guard != Condition::Const(false) {
                counted.push(Item {
                    guard,
                    value: leaf(Val::Int(1)),
                    binders: item.binders.clone(),
                });
            }
        }
        self.len(&Val::List(counted.into()), range, state)
    }

    /// The smallest or the largest of several values: the first of equal ones.
    fn extreme(
        &mut self,
        name: &str,
        items: &[Item],
        range: TextRange,
        state: &mut State,
    ) -> Symbol {
        if items.len() > MAX_VALUES && !items.iter().all(is_number) {
            return self.unknown(range, format!("`{name}` of so many values"));
        }
        if !items.iter().all(Item::is_one) {
            return self.unknown(range, format!("`{name}` of values that the event decides"));
        }
        let comparison = match name {
            "max" => Comparison::Gt,
            _ => Comparison::Lt,
        };
        let Some((first, others)) = items.split_first() else {
            return raise("ValueError");
        };
        let mut best = first.value.clone();
        for item in others {
            let is_better =
                self.bind_both(&item.value, &best, state, &mut |run, next, best, state| {
                    run.ordered(comparison, next, best, range, state)
                });
            let is_better = self.collapse(&is_better, range);
            best = self.bind_truth(&is_better, state, &mut |_, is_better, _| {
                if is_better {
                    item.value.clone()
                } else {
                    best.clone()
                }
            });
        }
        best
    }
}

fn is_number(item: &Item) -> bool {
    item.value
        .only()
        .is_some_and(|value| number(value).is_some())
}

/// When a value that is 1 (or true) or 0 (or false) is 1; nothing if it may be something else.
fn counts(value: &Symbol) -> Option<Condition> {
    let is_either = |value: &Val| matches!(value, Val::Bool(_) | Val::Int(0 | 1));
    if value.any(&|value| !is_either(value)) {
        return None;
    }
    value.when(&mut |value| {
        Some(match value {
            Val::Bool(condition) => condition.clone(),
            other => Condition::Const(*other == Val::Int(1)),
        })
    })
}
