//! Classes of a module, and their objects.
//!
//! In: a class or an object and a name. Out: the attribute, or what a method gives, its body read in
//! place. Classes inside functions, with decorators, with metaclasses or with bases that are not read
//! are not looked into.

use super::call::Given;
use super::exit::{Exits, on};
use super::run::{Body, Run, State};
use super::scope::{mentioned, set_by};
use super::tree::Tree;
use super::value::{Entry, Symbol, Val, leaf, raise};
use ruff_python_ast::{Expr, ExprAttribute, ExprCall, Stmt, StmtClassDef, StmtFunctionDef};
use ruff_text_size::{Ranged, TextRange};
use std::rc::Rc;
use transpile_sdk::ir::Condition;

/// How a function of a class is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Binding {
    /// With the object before its arguments.
    Object,
    /// With its arguments alone.
    Static,
}

/// What a class has under a name.
enum Member {
    Function(usize, Binding),
    Value(Symbol),
    /// Something that is not read.
    Unread,
}

/// The special methods of a class that is read.
const SPECIAL: &[&str] = &["__init__", "__getattr__"];

impl<'a> Run<'a> {
    /// `Class(…)`.
    pub(super) fn object(
        &mut self,
        class: usize,
        given: &Given,
        range: TextRange,
        state: &mut State,
    ) -> Symbol {
        let Some(lineage) = self.lineage(class) else {
            return self.unread_class(class, range);
        };
        let place = self.fresh();
        Rc::make_mut(&mut state.heap).insert(place, leaf(Val::Dict(Rc::from([]))));
        let object = leaf(Val::Object(class, place));
        match self.class_member(&lineage, "__init__") {
            Some(Member::Function(function, Binding::Object)) => {
                let done = self.invoke(function, &with_first(&object, given), range, state);
                done.map(&mut |value| match value {
                    Val::Raise(_) | Val::Unknown(_) => leaf(value.clone()),
                    _ => object.clone(),
                })
            }
            None if given.len() == 0 => object,
            None => raise("TypeError"),
            Some(_) => self.unread_class(class, range),
        }
    }

    fn unread_class(&mut self, class: usize, range: TextRange) -> Symbol {
        let name = self
            .classes
            .get(class)
            .map_or_else(String::new, |(_, class)| class.name.id.to_string());
        self.unknown(range, format!("the class `{name}`"))
    }

    /// `Class.name`.
    pub(super) fn class_attribute(&mut self, class: usize, name: &str, range: TextRange) -> Symbol {
        match self.inherited(class, name) {
            Some(Member::Value(value)) => value,
            Some(Member::Function(function, _)) => leaf(Val::Function(function)),
            Some(Member::Unread) | None => self.unread_class(class, range),
        }
    }

    /// `object.name`: what was set, else what the class has, else what its `__getattr__` gives.
    pub(super) fn object_attribute(
        &mut self,
        object: &Val,
        name: &str,
        range: TextRange,
        state: &mut State,
    ) -> Symbol {
        let Val::Object(class, place) = object else {
            return Tree::Dead;
        };
        let content = self.held(*place, state);
        let of_class = match self.inherited(*class, name) {
            Some(Member::Value(value)) => value,
            Some(Member::Function(function, Binding::Static)) => leaf(Val::Function(function)),
            Some(Member::Function(_, Binding::Object)) => {
                leaf(Val::Method(Rc::new(object.clone()), name.into()))
            }
            Some(Member::Unread) => self.unread_class(*class, range),
            None => {
                let own = self.bind(&content, state, &mut |_, content, _| match content {
                    Val::Dict(entries) => leaf(Val::bool(has_entry(entries, name))),
                    _ => leaf(Val::bool(true)),
                });
                match own.only() {
                    Some(Val::Bool(Condition::Const(true))) => raise("AttributeError"),
                    _ => self.substitute(*class, object, name, range, state),
                }
            }
        };
        self.bind(&content, state, &mut |run, content, state| match content {
            Val::Dict(entries) => run.entry(entries, &Val::text(name), &of_class, range, state),
            _ => run.unknown(range, "an attribute of this object"),
        })
    }

    /// What `__getattr__` gives for a name that neither the object nor its class has.
    fn substitute(
        &mut self,
        class: usize,
        object: &Val,
        name: &str,
        range: TextRange,
        state: &mut State,
    ) -> Symbol {
        match self.inherited(class, "__getattr__") {
            None => raise("AttributeError"),
            Some(Member::Function(function, Binding::Object)) => {
                let given = Given {
                    positional: vec![leaf(object.clone()), leaf(Val::text(name))],
                    named: Vec::new(),
                };
                self.invoke(function, &given, range, state)
            }
            Some(_) => self.unread_class(class, range),
        }
    }

    /// `object.name(…)`.
    pub(super) fn object_method(
        &mut self,
        object: &Val,
        name: &str,
        given: &Given,
        range: TextRange,
        state: &mut State,
    ) -> Symbol {
        let Val::Object(class, _) = object else {
            return Tree::Dead;
        };
        let Some(lineage) = self.lineage(*class) else {
            return self.unread_class(*class, range);
        };
        self.method_of(&lineage, object, name, given, range, state)
    }

    fn method_of(
        &mut self,
        lineage: &[usize],
        object: &Val,
        name: &str,
        given: &Given,
        range: TextRange,
        state: &mut State,
    ) -> Symbol {
        match self.class_member(lineage, name) {
            Some(Member::Function(function, Binding::Object)) => {
                let given = with_first(&leaf(object.clone()), given);
                self.invoke(function, &given, range, state)
            }
            Some(Member::Function(function, Binding::Static)) => {
                self.invoke(function, given, range, state)
            }
            // Every class has an `__init__`.
            None if name == "__init__" && given.len() == 0 => leaf(Val::None),
            _ => self.unknown(range, format!("the method `{name}`")),
        }
    }

    /// `super().name(…)` in a method; nothing, if the call is another.
    pub(super) fn super_call(&mut self, call: &'a ExprCall, state: &mut State) -> Option<Symbol> {
        let Expr::Attribute(attribute) = &*call.func else {
            return None;
        };
        let Expr::Call(inner) = &*attribute.value else {
            return None;
        };
        if !matches!(&*inner.func, Expr::Name(name) if name.id.as_str() == "super") {
            return None;
        }
        let range = call.range();
        let unread = |run: &mut Self| Some(run.unknown(range, "a call of `super`"));
        let method = self.running();
        let own = method.and_then(|method| {
            let parameters = self.functions.get(method)?.parameters?;
            let first = parameters.args.first()?.name().as_str();
            Some((
                *self.owners.get(&method)?,
                state.variables.get(first)?.only()?.clone(),
            ))
        });
        let Some((class, object)) = own.filter(|_| inner.arguments.is_empty()) else {
            return unread(self);
        };
        let Some(lineage) = self.lineage(class) else {
            return unread(self);
        };
        let bases = lineage.get(1..).unwrap_or_default().to_vec();
        let name = attribute.attr.id.as_str();
        Some(match self.arguments(&call.arguments, false, state) {
            Ok(given) => self.method_of(&bases, &object, name, &given, range, state),
            Err(symbol) => *symbol,
        })
    }

    /// `object.name = value`.
    pub(super) fn assign_attribute(
        &mut self,
        it: &'a ExprAttribute,
        value: &Symbol,
        mut state: State,
    ) -> Exits {
        let owner = self.eval(&it.value, &mut state);
        let Some(Val::Object(_, place)) = owner.only() else {
            let unknown = self.unknown(it.range(), "this assignment is not read");
            return self.settled(&unknown, &state);
        };
        if let Some(unknown) = self.fixed(*place, it.range(), &state) {
            return self.settled(&unknown, &state);
        }
        let value = self.stored(value, &mut state);
        let key = leaf(Val::text(it.attr.id.as_str()));
        let content = self.held(*place, &state);
        let changed = content.map(&mut |content| match content {
            Val::Dict(own) => {
                let entry = super::sequence::entry(key.clone(), value.clone());
                let kept = own.iter().filter(|known| known.key != key).cloned();
                leaf(Val::Dict(kept.chain([entry]).collect()))
            }
            other => leaf(other.clone()),
        });
        Rc::make_mut(&mut state.heap).insert(*place, changed);
        on(state)
    }

    /// The class and those that it is made of, one after another; nothing for a class that is not read.
    fn lineage(&mut self, class: usize) -> Option<Vec<usize>> {
        const LONGEST: usize = 10;
        let mut lineage = vec![class];
        loop {
            let last = *lineage.last()?;
            let (module, definition) = *self.classes.get(last)?;
            let body = self.modules.get(module)?.body;
            let is_top =
                |own: &Stmt| matches!(own, Stmt::ClassDef(own) if std::ptr::eq(own, definition));
            let is_read = definition.decorator_list.is_empty()
                && body.iter().any(is_top)
                && !definition.body.iter().any(is_special);
            if !is_read {
                return None;
            }
            let Some(arguments) = definition.arguments.as_deref() else {
                return Some(lineage);
            };
            match (&*arguments.args, &*arguments.keywords) {
                ([], []) => return Some(lineage),
                ([base], []) if lineage.len() < LONGEST => {
                    let mut state = State::default();
                    let base = self.outside(module, |run| run.eval(base, &mut state));
                    match base.only() {
                        Some(Val::Class(base)) => lineage.push(*base),
                        Some(Val::Library(name)) if &**name == "builtins.object" => {
                            return Some(lineage);
                        }
                        _ => return None,
                    }
                }
                _ => return None,
            }
        }
    }

    /// What a class, or the first that it is made of, has under a name.
    fn inherited(&mut self, class: usize, name: &str) -> Option<Member> {
        match self.lineage(class) {
            Some(lineage) => self.class_member(&lineage, name),
            None => Some(Member::Unread),
        }
    }

    /// What the first of the classes that has the name has under it.
    fn class_member(&mut self, lineage: &[usize], name: &str) -> Option<Member> {
        for class in lineage {
            let Some((module, definition)) = self.classes.get(*class).copied() else {
                return Some(Member::Unread);
            };
            let mut setters = definition
                .body
                .iter()
                .filter(|statement| set_by(statement).iter().any(|own| &**own == name));
            let Some(setter) = setters.next() else {
                continue;
            };
            if setters.next().is_some() {
                return Some(Member::Unread);
            }
            if let Stmt::FunctionDef(function) = setter {
                return Some(self.function_of(*class, module, function));
            }
            if !super::module::is_plain(setter) || reads_class(setter, definition) {
                return Some(Member::Unread);
            }
            let value = self.outside(module, |run| run.plain(setter, name));
            return Some(value.map_or(Member::Unread, Member::Value));
        }
        None
    }

    fn function_of(
        &mut self,
        class: usize,
        module: usize,
        definition: &'a StmtFunctionDef,
    ) -> Member {
        let binding = match definition.decorator_list.as_slice() {
            [] => Binding::Object,
            [decorator] if matches!(&decorator.expression, Expr::Name(name) if name.id.as_str() == "staticmethod") => {
                Binding::Static
            }
            _ => return Member::Unread,
        };
        let name = definition.name.id.as_str();
        let known = self.owners.iter().find(|(function, owner)| {
            **owner == class
                && self
                    .functions
                    .get(**function)
                    .is_some_and(|own| &*own.name == name)
        });
        if let Some((function, _)) = known {
            return Member::Function(*function, binding);
        }
        let body = Body::of(definition);
        let function = self.outside(module, |run| {
            let mut state = State::default();
            run.function(name, Some(&definition.parameters), body, false, &mut state)
        });
        self.owners.insert(function, class);
        Member::Function(function, binding)
    }
}

/// True for a method that changes what Python does with objects, and is not read.
fn is_special(statement: &Stmt) -> bool {
    let is_special =
        |name: &str| name.starts_with("__") && name.ends_with("__") && !SPECIAL.contains(&name);
    matches!(statement, Stmt::FunctionDef(own) if is_special(own.name.id.as_str()))
}

/// True if an object has been given an attribute of this name.
fn has_entry(entries: &[Entry], name: &str) -> bool {
    let is_it = |entry: &Entry| matches!(entry.key.only(), Some(Val::Text(key)) if **key == *name);
    entries.iter().any(is_it)
}

fn with_first(first: &Symbol, given: &Given) -> Given {
    let rest = given.positional.iter();
    Given {
        positional: [first].into_iter().chain(rest).cloned().collect(),
        named: given.named.clone(),
    }
}

/// True if a statement of a class mentions what the class sets, which is no name of the module.
fn reads_class(statement: &Stmt, class: &StmtClassDef) -> bool {
    let own: Vec<_> = class.body.iter().flat_map(set_by).collect();
    let set = set_by(statement);
    mentioned(statement)
        .iter()
        .any(|name| own.contains(name) && !set.contains(name))
}
