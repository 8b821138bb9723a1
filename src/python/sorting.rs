//! Lists in another order: `sorted`, `reversed`, and what is made of a set.
//!
//! In: the items and the order that is asked for. Out: the items in it, if all of them are constants; else items of which
//! no one can say which is the first, so that what hangs on that is not certain.

use super::call::Given;
use super::run::{Run, State, condition, quantified};
use super::tally::{counted, uncounted};
use super::tree::Tree;
use super::value::{Binder, Item, Symbol, Val, leaf, raise};
use ruff_text_size::TextRange;
use std::cmp::Ordering;
use std::rc::Rc;
use transpile_sdk::ir::{Condition, JsonType, Quantifier};

impl Run<'_> {
    /// `sorted(…)` of these items.
    pub(super) fn sorted(
        &mut self,
        items: &Rc<[Item]>,
        given: &Given,
        range: TextRange,
        state: &mut State,
    ) -> Symbol {
        if given.named("key").is_some() {
            return self.unknown(range, "`sorted` with a key");
        }
        let reverse = match given.named("reverse").map(Tree::only) {
            None => false,
            Some(Some(Val::Bool(Condition::Const(reverse)))) => *reverse,
            Some(_) => return self.unknown(range, "`sorted` in an order that the event decides"),
        };
        if let Some(list) = constants(items, reverse) {
            return leaf(Val::List(list));
        }
        // The items of a set stand twice.
        let Some(item) = items
            .first()
            .filter(|first| items.iter().all(|own| own == *first))
        else {
            return self.unknown(range, "`sorted` of several values");
        };
        if item.binders.is_empty() {
            return leaf(Val::List(Rc::from([item.clone()])));
        }
        let mut all = |run: &mut Self, types: &[JsonType]| {
            let own = run.inside(&item.binders, range, |run| {
                run.bind(&item.value, state, &mut |run, value, _| {
                    leaf(Val::Bool(run.is_one_of(value, types)))
                })
            })?;
            let own = condition(&own).unwrap_or(Condition::Const(false));
            let body = Condition::all([item.guard.clone(), own.complement()]);
            Ok::<_, Box<Symbol>>(quantified(&item.binders, body).complement())
        };
        let texts = all(self, &[JsonType::String]);
        let numbers = all(self, &[JsonType::Number, JsonType::Bool]);
        let lists = all(self, &[JsonType::Array]);
        let (texts, numbers, lists) = match (texts, numbers, lists) {
            (Ok(texts), Ok(numbers), Ok(lists)) => (texts, numbers, lists),
            (Err(unknown), ..) | (_, Err(unknown), _) | (.., Err(unknown)) => return *unknown,
        };
        let mut sortable = vec![texts, numbers];
        if let ([binder], 1) = (item.binders.as_slice(), items.len()) {
            let two = counted(Quantifier::AtLeast(2), binder, &item.guard);
            sortable.push(two.complement());
        }
        let sortable = self
            .known
            .simplify(Condition::either(sortable), &self.schema);
        let lists = self.known.simplify(lists, &self.schema);
        let order = self.order_lost(range);
        self.choose(
            &sortable,
            |_| leaf(Val::List(scattered(items, order))),
            |run| {
                run.choose(
                    &lists,
                    |run| run.unknown(range, "`sorted` of lists"),
                    |_| raise("TypeError"),
                )
            },
        )
    }

    /// `reversed(…)` of a value.
    pub(super) fn reversed(&mut self, value: &Val, range: TextRange, state: &mut State) -> Symbol {
        match value {
            Val::Set(_) => return raise("TypeError"),
            Val::Json(json) => {
                let has_order = [JsonType::Array, JsonType::String];
                let has_order = has_order.map(|ty| self.is_type(&json.value, ty));
                let items = self.iterate(value, range, state);
                let items = self.turned(&items, range, state);
                return self.choose(
                    &Condition::either(has_order),
                    |_| items,
                    |_| raise("TypeError"),
                );
            }
            _ => {}
        }
        let items = self.iterate(value, range, state);
        self.turned(&items, range, state)
    }

    fn turned(&mut self, items: &Symbol, range: TextRange, state: &mut State) -> Symbol {
        self.bind(items, state, &mut |run, items, _| {
            let Some(items) = items.items() else {
                return Tree::Dead;
            };
            let turned: Rc<[Item]> = items.iter().rev().cloned().collect();
            let is_one = turned.iter().all(|item| item.binders.is_empty());
            leaf(Val::List(if is_one {
                turned
            } else {
                let order = run.order_lost(range);
                scattered(&turned, order)
            }))
        })
    }

    /// The items of a set in the order in which they come.
    pub(super) fn of_set(&mut self, items: &Rc<[Item]>, range: TextRange) -> Rc<[Item]> {
        if items.iter().all(|item| item.binders.is_empty()) {
            return Rc::clone(items);
        }
        let order = self.order_lost(range);
        scattered(&uncounted(items), order)
    }

    /// The number of the problem that the order of a list is not known.
    fn order_lost(&mut self, range: TextRange) -> usize {
        self.idle(
            range,
            "which element of an array is the first in another order",
        )
    }

    /// True where a value is of one of these types.
    fn is_one_of(&mut self, value: &Val, types: &[JsonType]) -> Condition {
        let ty = match value {
            Val::Json(json) => {
                let any = types.iter().map(|ty| self.is_type(&json.value, *ty));
                return Condition::either(any.collect::<Vec<_>>());
            }
            Val::Text(_) | Val::Computed(_) | Val::LastPart(..) => JsonType::String,
            Val::Int(_) | Val::Float(_) | Val::Count(_) => JsonType::Number,
            Val::Bool(_) => JsonType::Bool,
            Val::List(_) | Val::Tuple(_) => JsonType::Array,
            _ => return Condition::Const(false),
        };
        Condition::Const(types.contains(&ty))
    }
}

/// The same items, of which no one knows which is the first.
fn scattered(items: &[Item], order: usize) -> Rc<[Item]> {
    let scattered = |binder: &Binder| Binder {
        unordered: Some(order),
        ..binder.clone()
    };
    let items = items.iter().map(|item| Item {
        binders: item.binders.iter().map(scattered).collect(),
        ..item.clone()
    });
    items.collect()
}

/// Constants of one type, sorted.
fn constants(items: &[Item], reverse: bool) -> Option<Rc<[Item]>> {
    let mut sorted: Vec<(&Val, &Item)> = Vec::new();
    for item in items {
        sorted.push((item.value.only().filter(|_| item.is_one())?, item));
    }
    let mut comparable = true;
    sorted.sort_by(|(one, _), (other, _)| {
        let (one, other) = if reverse { (other, one) } else { (one, other) };
        let order = match (one, other) {
            (Val::Text(one), Val::Text(other)) => Some(one.cmp(other)),
            (Val::Int(one), Val::Int(other)) => Some(one.cmp(other)),
            _ => None,
        };
        comparable &= order.is_some();
        order.unwrap_or(Ordering::Equal)
    });
    comparable.then(|| sorted.into_iter().map(|(_, item)| item.clone()).collect())
}
