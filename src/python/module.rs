//! Modules: what they define, and what is imported from them.
//!
//! In: a module and a name. Out: the name's value. A variable that one plain statement sets is made
//! when it is asked for; if others have a hand in it, the whole module is run first.

use super::exit::{Way, state};
use super::run::{Body, Frame, Loaded, MODULE, Run, State};
use super::share::is_iterator;
use super::source::Module;
use super::tree::Tree;
use super::value::{Symbol, Val, leaf};
use ruff_python_ast::{Expr, Stmt, StmtImport, StmtImportFrom};
use ruff_text_size::TextRange;
use std::rc::Rc;
use transpile_sdk::diagnostic::Diagnostic;

impl<'a> Run<'a> {
    /// Adds a module.
    pub(super) fn load(&mut self, module: &'a Module) -> Result<usize, Diagnostic> {
        let body = module.body()?;
        self.modules.push(Loaded { module, body });
        Ok(self.modules.len() - 1)
    }

    /// The helper module of that name.
    fn helper(&mut self, name: &str) -> Option<usize> {
        if let Some(known) = self.by_name.get(name) {
            return *known;
        }
        let library = self.library;
        let loaded = library
            .helpers
            .get(name)
            .and_then(|module| self.load(module).ok());
        self.by_name.insert(name.to_owned(), loaded);
        loaded
    }

    fn module_value(&mut self, name: &str) -> Symbol {
        leaf(match self.helper(name) {
            Some(module) => Val::Module(module),
            None => Val::Library(name.into()),
        })
    }

    /// The names that `import …` sets.
    pub(super) fn imported(&mut self, it: &StmtImport) -> Vec<(String, Symbol)> {
        let mut names = Vec::new();
        for alias in &it.names {
            let full = alias.name.id.as_str();
            if let Some(own) = &alias.asname {
                names.push((own.id.to_string(), self.module_value(full)));
            } else {
                let first = full.split('.').next().unwrap_or(full);
                names.push((first.to_owned(), self.module_value(first)));
            }
        }
        names
    }

    /// The names that `from … import …` sets.
    pub(super) fn imported_from(&mut self, it: &StmtImportFrom) -> Vec<(String, Symbol)> {
        let module = it.module.as_ref().map_or("", |module| module.id.as_str());
        let mut names = Vec::new();
        for alias in &it.names {
            let name = alias.name.id.as_str();
            let own = alias.asname.as_ref().unwrap_or(&alias.name).id.to_string();
            names.push((own, self.member(module, name, alias.range)));
        }
        names
    }

    fn member(&mut self, module: &str, name: &str, range: TextRange) -> Symbol {
        match self.helper(module) {
            Some(found) => match self.global(found, name, range) {
                Some(value) => value,
                None => self.unknown(range, format!("`{module}` has no `{name}`")),
            },
            None => leaf(Val::Library(format!("{module}.{name}").into())),
        }
    }

    /// A global variable of a module.
    pub(super) fn global(&mut self, module: usize, name: &str, range: TextRange) -> Option<Symbol> {
        let key = (module, Rc::from(name));
        if let Some(known) = self.globals.get(&key) {
            return Some(match known {
                Some(value) => value.clone(),
                None => self.unknown(range, format!("`{name}` is made of itself")),
            });
        }
        let Loaded {
            module: file, body, ..
        } = *self.modules.get(module)?;
        let index = file.index(body);
        let (first, others) = index.setters.get(name)?.split_first()?;
        let first = body.get(*first)?;
        let is_plain = others.is_empty() && is_plain(first) && !index.touched.contains(name);
        self.globals.insert(key.clone(), None);
        let value = self.outside(module, |run| {
            if is_plain {
                run.plain(first, name)
            } else {
                run.whole(module, name)
            }
        });
        self.globals.insert(key, value.clone());
        value
    }

    /// Does something as if at the top of a module, where nothing is known of an event.
    pub(super) fn outside<T>(&mut self, module: usize, act: impl FnOnce(&mut Self) -> T) -> T {
        let frames = std::mem::take(&mut self.frames);
        let known = std::mem::take(&mut self.known);
        let own = std::mem::replace(&mut self.module, module);
        let done = act(self);
        self.module = own;
        self.known = known;
        self.frames = frames;
        done
    }

    /// What one plain statement sets a variable to.
    pub(super) fn plain(&mut self, statement: &'a Stmt, name: &str) -> Option<Symbol> {
        let mut state = State::default();
        match statement {
            Stmt::Assign(it) if is_iterator(&it.value) => {
                Some(self.unknown(it.range, "an iterator that a module holds"))
            }
            Stmt::Assign(it) => {
                let value = self.eval(&it.value, &mut state);
                Some(self.frozen(&value, &mut state))
            }
            Stmt::AnnAssign(it) => {
                let value = self.eval(it.value.as_deref()?, &mut state);
                Some(self.frozen(&value, &mut state))
            }
            Stmt::FunctionDef(it) => {
                let body = Body::of(it);
                let is_decorated = !it.decorator_list.is_empty();
                let function =
                    self.function(name, Some(&it.parameters), body, is_decorated, &mut state);
                Some(leaf(Val::Function(function)))
            }
            Stmt::ClassDef(it) => {
                self.classes.push((self.module, it));
                Some(leaf(Val::Class(self.classes.len() - 1)))
            }
            Stmt::Import(it) => self
                .imported(it)
                .into_iter()
                .find_map(|(own, value)| (own == name).then_some(value)),
            Stmt::ImportFrom(it) => {
                // Only the one that is asked for: the others may lead in circles.
                let module = it.module.as_ref().map_or("", |module| module.id.as_str());
                it.names.iter().find_map(|alias| {
                    let own = alias.asname.as_ref().unwrap_or(&alias.name);
                    (own.id.as_str() == name)
                        .then(|| self.member(module, alias.name.id.as_str(), alias.range))
                })
            }
            _ => None,
        }
    }

    /// What a variable is once the whole module has been run.
    fn whole(&mut self, module: usize, name: &str) -> Option<Symbol> {
        let body = self.modules.get(module)?.body;
        self.frames.push(Frame {
            id: MODULE,
            variables: Rc::default(),
            outer: Vec::new(),
            locals: Rc::from([]),
        });
        let exits = self.block(body, State::default());
        self.frames.pop();
        let mut state = state(&exits, &|way| *way == Way::On)?;
        let value = state.variables.get(name)?.clone();
        Some(self.frozen(&value, &mut state))
    }

    /// A value that no longer changes.
    fn frozen(&mut self, value: &Symbol, state: &mut State) -> Symbol {
        let held = state.heap.iter();
        self.kept
            .extend(held.map(|(place, content)| (*place, content.clone())));
        self.bind(value, state, &mut |_, value, _| leaf(value.clone()))
    }

    /// What is at a place: a list, a dictionary, or the attributes of an object.
    pub(super) fn held(&mut self, place: usize, state: &State) -> Symbol {
        let held = state.heap.get(&place).or_else(|| self.kept.get(&place));
        held.cloned().unwrap_or(Tree::Dead)
    }

    /// Why the content of a place cannot be changed; nothing, if it can.
    pub(super) fn fixed(
        &mut self,
        place: usize,
        range: TextRange,
        state: &State,
    ) -> Option<Symbol> {
        let is_own = state.heap.contains_key(&place);
        if is_own && self.shared.contains(&place) {
            return Some(self.unknown(range, "a change of what something else holds as well"));
        }
        (!is_own).then(|| self.unknown(range, "a change of what a module holds"))
    }

    /// A member of a module that is read, or of Python's library.
    pub(super) fn module_attribute(&mut self, value: &Val, name: &str, range: TextRange) -> Symbol {
        match value {
            Val::Module(module) => match self.global(*module, name, range) {
                Some(value) => value,
                None => Tree::Leaf(Val::Raise("AttributeError".into())),
            },
            Val::Library(own) => leaf(Val::Library(format!("{own}.{name}").into())),
            _ => Tree::Dead,
        }
    }
}

/// True for a statement that sets its names and does nothing else.
pub(super) fn is_plain(statement: &Stmt) -> bool {
    match statement {
        Stmt::Assign(it) => matches!(it.targets.as_slice(), [Expr::Name(_)]),
        Stmt::AnnAssign(it) => matches!(*it.target, Expr::Name(_)),
        Stmt::Expr(it) => it.value.is_string_literal_expr(),
        Stmt::FunctionDef(_)
        | Stmt::ClassDef(_)
        | Stmt::Import(_)
        | Stmt::ImportFrom(_)
        | Stmt::Pass(_) => true,
        _ => false,
    }
}
