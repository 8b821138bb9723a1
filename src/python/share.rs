//! Values that an assignment shares with something else, and those that can be gone through only once.
//!
//! In: an assignment's value and the expression that it comes from. Out: the value as a variable holds it: a list that
//! something else holds as well cannot be changed, since the other would not show it.

use super::run::{Body, Run, State};
use super::value::{Item, Symbol, Val, leaf};
use ruff_python_ast::visitor::{Visitor, walk_expr, walk_stmt};
use ruff_python_ast::{Expr, Stmt};
use ruff_text_size::Ranged;

/// Methods that give a part of what they are called on.
const PARTS: &[&str] = &["get", "pop", "popitem", "setdefault"];

/// Functions that give iterators.
const ITERATORS: &[&str] = &["enumerate", "filter", "iter", "map", "reversed", "zip"];

impl Run<'_> {
    /// The value of `… = expression` as so many targets hold it.
    pub(super) fn assigned(
        &mut self,
        expression: &Expr,
        targets: &[Expr],
        value: Symbol,
        state: &mut State,
    ) -> Symbol {
        if is_iterator(expression) && !self.is_read_once(targets) {
            let message = "an iterator that is not gone through exactly once";
            return self.unknown(expression.range(), message);
        }
        if !is_new(expression) {
            return self.shared(&value, state);
        }
        match (expression, targets) {
            (Expr::Tuple(tuple), _) if tuple.elts.iter().all(is_new) => {
                self.parts_stored(&value, state)
            }
            (_, [_]) => value,
            _ => self.stored(&value, state),
        }
    }

    /// A tuple of values that are held nowhere else.
    fn parts_stored(&mut self, tuple: &Symbol, state: &mut State) -> Symbol {
        tuple.map(&mut |value| match value {
            Val::Tuple(items) => {
                let items = items.iter().map(|item| Item {
                    value: self.stored(&item.value, state),
                    ..item.clone()
                });
                leaf(Val::Tuple(items.collect()))
            }
            value => leaf(value.clone()),
        })
    }

    /// A value that something else holds as well: it is not changed.
    pub(super) fn shared(&mut self, value: &Symbol, state: &mut State) -> Symbol {
        let is_changeable =
            |value: &Val| matches!(value, Val::List(_) | Val::Set(_) | Val::Dict(_));
        if !value.any(&is_changeable) {
            return value.clone();
        }
        let before = self.next;
        let shared = self.stored(value, state);
        self.shared.extend(before + 1..=self.next);
        shared
    }

    /// True if the function that is read reads the one target in one place, and not in a loop.
    fn is_read_once(&self, targets: &[Expr]) -> bool {
        let function = self.running().and_then(|own| self.functions.get(own));
        let (Some(function), [Expr::Name(name)]) = (function, targets) else {
            return false;
        };
        let Body::Block(body) = function.body else {
            return false;
        };
        let mut reads = Reads {
            name: name.id.as_str(),
            often: 0,
            loops: 0,
        };
        reads.visit_body(body);
        reads.often == 1
    }
}

/// True for an expression whose value is nothing that already is somewhere.
fn is_new(expression: &Expr) -> bool {
    match expression {
        Expr::Subscript(_) | Expr::Attribute(_) | Expr::Name(_) | Expr::Starred(_) => false,
        Expr::If(it) => is_new(&it.body) && is_new(&it.orelse),
        Expr::BoolOp(it) => it.values.iter().all(is_new),
        Expr::Named(it) => is_new(&it.value),
        Expr::Call(it) => match &*it.func {
            Expr::Attribute(method) => !PARTS.contains(&method.attr.id.as_str()),
            _ => true,
        },
        _ => true,
    }
}

/// True for an expression that gives an iterator, which can be gone through once.
pub(super) fn is_iterator(expression: &Expr) -> bool {
    match expression {
        Expr::Generator(_) => true,
        Expr::Call(it) => {
            matches!(&*it.func, Expr::Name(name) if ITERATORS.contains(&name.id.as_str()))
        }
        _ => false,
    }
}

/// How often a name is read; in a loop, more than once.
struct Reads<'n> {
    name: &'n str,
    often: usize,
    loops: usize,
}

impl<'a> Visitor<'a> for Reads<'_> {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        match statement {
            Stmt::For(it) => {
                self.visit_expr(&it.iter);
                self.loops += 1;
                self.visit_body(&it.body);
                self.loops -= 1;
                self.visit_body(&it.orelse);
            }
            Stmt::While(_) | Stmt::FunctionDef(_) => {
                self.loops += 1;
                walk_stmt(self, statement);
                self.loops -= 1;
            }
            _ => walk_stmt(self, statement),
        }
    }

    fn visit_expr(&mut self, expression: &'a Expr) {
        match expression {
            Expr::Name(name) if name.id.as_str() == self.name && name.ctx.is_load() => {
                self.often += if self.loops > 0 { 2 } else { 1 };
            }
            Expr::Generator(_)
            | Expr::ListComp(_)
            | Expr::SetComp(_)
            | Expr::DictComp(_)
            | Expr::Lambda(_) => {
                let generators = match expression {
                    Expr::Generator(it) => it.generators.as_slice(),
                    Expr::ListComp(it) => it.generators.as_slice(),
                    Expr::SetComp(it) => it.generators.as_slice(),
                    Expr::DictComp(it) => it.generators.as_slice(),
                    _ => &[],
                };
                // What a comprehension goes over first is read once.
                let first = generators.first().map(|own| &own.iter);
                let once = first.is_some_and(
                    |first| matches!(first, Expr::Name(name) if name.id.as_str() == self.name),
                );
                self.loops += 1;
                walk_expr(self, expression);
                self.loops -= 1;
                self.often -= usize::from(once && self.loops == 0);
            }
            _ => walk_expr(self, expression),
        }
    }
}
