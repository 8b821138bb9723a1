//! Expressions.
//!
//! In: an expression and the state, which it may change. Out: its value for every event.

use super::run::{Body, Run, State, doubt};
use super::statement::with_stack;
use super::tree::Tree;
use super::value::{Entry, Item, Symbol, Val, leaf, may_be_raised};
use ruff_python_ast::{BoolOp, Expr, ExprDict, Number, UnaryOp};
use ruff_text_size::{Ranged, TextRange};
use std::rc::Rc;
use transpile_sdk::ir::Condition;

impl<'a> Run<'a> {
    /// The value of an expression.
    pub(super) fn eval(&mut self, expression: &'a Expr, state: &mut State) -> Symbol {
        let range = expression.range();
        if let Some(symbol) = self.step(range) {
            return symbol;
        }
        self.depth += 1;
        let value = self.at(range, |run| {
            with_stack(|| run.eval_inner(expression, range, state))
        });
        self.depth -= 1;
        value
    }

    fn eval_inner(&mut self, expression: &'a Expr, range: TextRange, state: &mut State) -> Symbol {
        match expression {
            Expr::NoneLiteral(_) => leaf(Val::None),
            Expr::BooleanLiteral(it) => leaf(Val::bool(it.value)),
            Expr::StringLiteral(it) => leaf(Val::text(it.value.to_str())),
            Expr::NumberLiteral(it) => match &it.value {
                Number::Int(int) => match int.as_i64() {
                    Some(int) => leaf(Val::Int(int)),
                    None => self.unknown_value(range, "an integer of more than 64 bits"),
                },
                Number::Float(float) => leaf(Val::Float(*float)),
                Number::Complex { .. } => self.unknown_value(range, "a complex number"),
            },
            Expr::Name(it) => self.name(it.id.as_str(), range, state),
            Expr::BoolOp(it) => self.boolean(it.op, &it.values, state),
            Expr::UnaryOp(it) => {
                let value = self.eval(&it.operand, state);
                if it.op == UnaryOp::Not {
                    let truth = self.truth(&value, state, range);
                    return negated(&truth);
                }
                self.bind(&value, state, &mut |run, value, _| {
                    run.unary(it.op, value, range)
                })
            }
            Expr::If(it) => self.conditional(it, state),
            Expr::Compare(it) => self.comparison(it, state),
            Expr::BinOp(it) => {
                let left = self.eval(&it.left, state);
                let right = self.eval(&it.right, state);
                self.bind_both(&left, &right, state, &mut |run, left, right, state| {
                    run.binary(it.op, left, right, range, state)
                })
            }
            Expr::Call(it) => self.call(it, state),
            Expr::Attribute(it) => {
                let value = self.eval(&it.value, state);
                let name = it.attr.id.as_str();
                if let Some(object @ Val::Object(..)) = value.only() {
                    return self.object_attribute(object, name, range, state);
                }
                self.attribute(&value, name, range)
            }
            Expr::Subscript(it) => self.subscript(it, state),
            Expr::List(it) => self.display(&it.elts, state, &Val::List),
            Expr::Tuple(it) => self.display(&it.elts, state, &Val::Tuple),
            Expr::Set(it) => {
                let items = self.display(&it.elts, state, &Val::List);
                self.set_of(&items, range, state)
            }
            Expr::Dict(it) => self.dict(it, state),
            Expr::FString(it) => self.f_string(it, state),
            Expr::Named(it) => {
                let value = self.eval(&it.value, state);
                if let Expr::Name(name) = &*it.target {
                    let stored = super::statement::present(&value);
                    let stored = self.stored(&stored, state);
                    self.bind_name(name.id.as_str(), stored, state);
                }
                value
            }
            Expr::Lambda(it) => {
                let body = Body::Expression(&it.body);
                let function =
                    self.function("lambda", it.parameters.as_deref(), body, false, state);
                leaf(Val::Function(function))
            }
            Expr::ListComp(it) => self.comprehension(&it.elt, &it.generators, false, state),
            Expr::SetComp(it) => {
                let items = self.comprehension(&it.elt, &it.generators, true, state);
                listed(&items, &Val::Set)
            }
            Expr::Generator(it) => self.iterator(it, state),
            Expr::DictComp(it) => self.dict_comprehension(it, state),
            Expr::BytesLiteral(_) => self.unknown_value(range, "bytes"),
            Expr::EllipsisLiteral(_) => self.unknown_value(range, "an ellipsis"),
            Expr::Starred(_)
            | Expr::Slice(_)
            | Expr::TString(_)
            | Expr::Await(_)
            | Expr::Yield(_)
            | Expr::YieldFrom(_)
            | Expr::IpyEscapeCommand(_) => self.unknown(range, "this expression is not read"),
        }
    }

    /// A set of the values of a list, of which none may be a list or a dictionary.
    fn set_of(&mut self, items: &Symbol, range: TextRange, state: &mut State) -> Symbol {
        self.bind(items, state, &mut |run, items, state| match items.items() {
            Some(items) => {
                let set = leaf(Val::Set(Rc::clone(items)));
                run.if_all_hashable(items, range, state, |_| set)
            }
            None => leaf(items.clone()),
        })
    }

    /// `a and b`, `a or b`: the first value that decides, else the last.
    fn boolean(&mut self, op: BoolOp, values: &'a [Expr], state: &mut State) -> Symbol {
        let Some((first, rest)) = values.split_first() else {
            return Tree::Dead;
        };
        let first_value = self.eval(first, state);
        if rest.is_empty() {
            return first_value;
        }
        let truth = self.truth(&first_value, state, first.range());
        let range = first.range();
        self.boolean_rest(op, &first_value, &truth, rest, range, state)
    }

    fn boolean_rest(
        &mut self,
        op: BoolOp,
        first: &Symbol,
        truth: &Symbol,
        rest: &'a [Expr],
        range: TextRange,
        state: &mut State,
    ) -> Symbol {
        match truth {
            Tree::Dead | Tree::Leaf(Val::Raise(_)) => truth.clone(),
            Tree::Choice(condition, then, other) => {
                let mut second = state.clone();
                let then = self.under(condition, true, |run| {
                    run.boolean_rest(op, first, then, rest, range, state)
                });
                let other = self.under(condition, false, |run| {
                    run.boolean_rest(op, first, other, rest, range, &mut second)
                });
                *state = State::merge(condition, state, &second);
                Tree::choice(condition, then, other)
            }
            Tree::Leaf(value) => {
                let holds = match value {
                    Val::Bool(condition) => condition.clone(),
                    Val::Unknown(problem) | Val::Carried(problem) => doubt(*problem),
                    _ => return Tree::Dead,
                };
                let goes_on = if op == BoolOp::And {
                    holds
                } else {
                    holds.complement()
                };
                let decided = self.known.decide(&goes_on, &self.schema);
                if decided == Some(false) {
                    return first.clone();
                }
                let before = state.clone();
                let last = self.under(&goes_on, true, |run| run.boolean_values(op, rest, state));
                if decided == Some(true) {
                    return last;
                }
                *state = State::merge(&goes_on, state, &before);
                let stays = super::statement::present(first).map(&mut |value| match value {
                    Val::Bool(_) => leaf(Val::bool(op == BoolOp::Or)),
                    other => leaf(other.clone()),
                });
                let both = Tree::choice(&goes_on, last, stays);
                if both.any(&|value| !matches!(value, Val::Bool(_) | Val::Raise(_))) {
                    both
                } else {
                    self.collapse(&both, range)
                }
            }
        }
    }

    fn boolean_values(&mut self, op: BoolOp, values: &'a [Expr], state: &mut State) -> Symbol {
        with_stack(|| self.boolean(op, values, state))
    }

    fn conditional(&mut self, it: &'a ruff_python_ast::ExprIf, state: &mut State) -> Symbol {
        let test = self.eval(&it.test, state);
        let truth = self.truth(&test, state, it.test.range());
        self.bind_truth(&truth, state, &mut |run, holds, state| {
            if holds {
                run.eval(&it.body, state)
            } else {
                run.eval(&it.orelse, state)
            }
        })
    }

    /// Goes on with true and with false, as far as a truth value is that.
    pub(super) fn bind_truth(
        &mut self,
        truth: &Symbol,
        state: &mut State,
        act: &mut dyn FnMut(&mut Self, bool, &mut State) -> Symbol,
    ) -> Symbol {
        let cases = truth.map(&mut |value| match value {
            Val::Bool(condition) => {
                Tree::choice(condition, leaf(Val::bool(true)), leaf(Val::bool(false)))
            }
            Val::Unknown(problem) | Val::Carried(problem) => Tree::choice(
                &doubt(*problem),
                leaf(Val::bool(true)),
                leaf(Val::bool(false)),
            ),
            other => leaf(other.clone()),
        });
        self.bind(&cases, state, &mut |run, value, state| match value {
            Val::Bool(Condition::Const(holds)) => act(run, *holds, state),
            _ => Tree::Dead,
        })
    }

    fn display(
        &mut self,
        elements: &'a [Expr],
        state: &mut State,
        make: &dyn Fn(Rc<[Item]>) -> Val,
    ) -> Symbol {
        let mut items = Vec::with_capacity(elements.len());
        let mut raised: Vec<Symbol> = Vec::new();
        for element in elements {
            if let Expr::Starred(starred) = element {
                let value = self.eval(&starred.value, state);
                let value = self.bind(&value, state, &mut |run, value, state| {
                    run.iterate(value, element.range(), state)
                });
                match value.only().and_then(Val::items) {
                    Some(own) => items.extend(own.iter().cloned()),
                    None => return self.unknown(element.range(), "elements of unknown number"),
                }
                continue;
            }
            let value = self.eval(element, state);
            let value = self.computed_now(value);
            if may_be_raised(&value) {
                raised.push(value.clone());
            }
            items.push(Item::one(super::statement::present(&value)));
        }
        behind(&raised, leaf(make(items.into())))
    }

    fn dict(&mut self, it: &'a ExprDict, state: &mut State) -> Symbol {
        let mut entries: Vec<Entry> = Vec::new();
        let mut raised: Vec<Symbol> = Vec::new();
        for item in &it.items {
            let Some(key) = &item.key else {
                let value = self.eval(&item.value, state);
                let value = self.bind(&value, state, &mut |_, value, _| leaf(value.clone()));
                match value.only() {
                    Some(Val::Dict(own)) => entries.extend(own.iter().cloned()),
                    _ => return self.unknown(item.value.range(), "entries of unknown number"),
                }
                continue;
            };
            let key = self.eval(key, state);
            let key = self.computed_now(key);
            let value = self.eval(&item.value, state);
            let value = self.computed_now(value);
            for part in [&key, &value] {
                if may_be_raised(part) {
                    raised.push(part.clone());
                }
            }
            entries.push(Entry {
                key: super::statement::present(&key),
                guard: Condition::Const(true),
                binders: Vec::new(),
                value: super::statement::present(&value),
            });
        }
        behind(&raised, leaf(Val::Dict(entries.into())))
    }
}

/// The opposite of a truth value.
pub(super) fn negated(truth: &Symbol) -> Symbol {
    truth.map(&mut |value| match value {
        Val::Bool(condition) => leaf(Val::Bool(condition.clone().complement())),
        other => leaf(other.clone()),
    })
}

/// A tuple's items as another kind of value.
pub(super) fn listed(items: &Symbol, make: &dyn Fn(Rc<[Item]>) -> Val) -> Symbol {
    items.map(&mut |value| match value.items() {
        Some(items) => leaf(make(Rc::clone(items))),
        None => leaf(value.clone()),
    })
}

/// A value behind others of which some may be exceptions.
pub(super) fn behind(before: &[Symbol], value: Symbol) -> Symbol {
    let mut symbol = value;
    for earlier in before.iter().rev() {
        symbol = earlier.map(&mut |leaf_value| match leaf_value {
            Val::Raise(_) => leaf(leaf_value.clone()),
            _ => symbol.clone(),
        });
    }
    symbol
}
