//! What only an event can do: the names of its data model, and walks through its arrays.
//!
//! In: an event's method and its arguments. Out: the value.

use super::call::Given;
use super::run::{Run, State};
use super::source::Mapping;
use super::tree::Tree;
use super::value::{Entry, Json, Symbol, Val, leaf};
use super::walk::{Walk, Which};
use ruff_text_size::TextRange;
use std::rc::Rc;
use transpile_sdk::ir::Step;

impl Run<'_> {
    /// `event.udm(key, …)`.
    pub(super) fn udm(&mut self, given: &Given, range: TextRange, state: &mut State) -> Symbol {
        let default = given.named("default").cloned().unwrap_or(leaf(Val::None));
        if let [key] = given.positional.as_slice() {
            let Some(Val::Text(key)) = key.only() else {
                return self.unknown(range, "a name of the data model that the event decides");
            };
            let library = self.library;
            let model = library.model(self.schema.name());
            if let Some(model) = model
                && let Some(mapping) = model.mappings.get(&**key)
            {
                return match mapping {
                    Mapping::Path(path) => self.model_path(path, &default, range, state),
                    Mapping::Method(name) => match &model.module {
                        Some(module) => self.model_method(module, name, range, state),
                        None => self.unknown(range, "the data model has no file"),
                    },
                };
            }
        }
        let none = leaf(Val::None);
        let event = leaf(Val::Event);
        let mut keys = given.positional.clone();
        let direct = self.deep_get(&event, &keys, &none, range, state);
        keys.insert(0, leaf(Val::text("p_udm")));
        let common = self.deep_get(&event, &keys, &none, range, state);
        let direct = self.or_else(&direct, &default, range, state);
        self.or_else(&common, &direct, range, state)
    }

    /// A value if it counts as true, else the other.
    fn or_else(
        &mut self,
        value: &Symbol,
        other: &Symbol,
        range: TextRange,
        state: &mut State,
    ) -> Symbol {
        let truth = self.truth(value, state, range);
        let value = value.clone();
        let other = other.clone();
        self.bind_truth(&truth, state, &mut |_, holds, _| {
            if holds { value.clone() } else { other.clone() }
        })
    }

    /// A path of a data model: the value there, null or not; the default if there is none.
    fn model_path(
        &mut self,
        path: &str,
        default: &Symbol,
        range: TextRange,
        _state: &mut State,
    ) -> Symbol {
        let Some(steps) = steps(path) else {
            return self.unknown(range, format!("the path `{path}` of the data model"));
        };
        let mut steps = steps.into_iter();
        let Some(Step::Key(first)) = steps.next() else {
            return default.clone();
        };
        let mut place = self.schema.top(&first);
        for step in steps {
            place = self.schema.step(&place, step);
        }
        let there = self.is_there(&place);
        let found = leaf(Val::Json(Json {
            value: place,
            wrapped: true,
        }));
        if default.only() == Some(&Val::None) {
            return found;
        }
        self.choose(&there, |_| found, |_| default.clone())
    }

    fn model_method(
        &mut self,
        module: &super::source::Module,
        name: &str,
        range: TextRange,
        state: &mut State,
    ) -> Symbol {
        let _ = module;
        let Some(number) = self.model_module() else {
            return self.unknown(range, "the file of the data model cannot be read");
        };
        let Some(function) = self.global(number, name, range) else {
            return self.unknown(range, format!("the data model has no function `{name}`"));
        };
        let given = Given {
            positional: vec![leaf(Val::Event)],
            named: Vec::new(),
        };
        self.bind(&function, state, &mut |run, function, state| {
            run.apply(function, &given, range, state)
        })
    }

    /// The module of the log type's data model.
    fn model_module(&mut self) -> Option<usize> {
        const NAME: &str = "\u{0}model";
        if let Some(known) = self.by_name.get(NAME) {
            return *known;
        }
        let library = self.library;
        let module = library
            .model(self.schema.name())
            .and_then(|model| model.module.as_ref())
            .and_then(|module| self.load(module).ok());
        self.by_name.insert(NAME.to_owned(), module);
        module
    }

    /// `deep_walk` of a dictionary that the rule makes.
    pub(super) fn walk_entries(
        &mut self,
        entries: &[Entry],
        keys: &[Symbol],
        default: &Symbol,
        given: &Given,
        range: TextRange,
        state: &mut State,
    ) -> Symbol {
        let Some((key, rest)) = keys.split_first() else {
            return self.unknown(range, "`deep_walk` without keys");
        };
        let found = self.bind(key, state, &mut |run, key, state| {
            run.entry(entries, key, default, range, state)
        });
        let which = given.named("return_val").and_then(Tree::only).cloned();
        self.bind(&found, state, &mut |run, value, state| match value {
            Val::Dict(inner) if !rest.is_empty() => {
                run.walk_entries(inner, rest, default, given, range, state)
            }
            Val::Json(json) if !rest.is_empty() => {
                run.deep_walk(Some(json), rest, default, which.clone(), range, state)
            }
            Val::None => default.clone(),
            Val::Json(json) => {
                let walk = Walk {
                    default: default.clone(),
                    added: Vec::new(),
                    which: Which::All,
                    range,
                };
                run.walked_to(&json.value, &walk)
            }
            Val::List(_) | Val::Tuple(_) | Val::Set(_) if rest.is_empty() => {
                let truth = run.truth(&leaf(value.clone()), state, range);
                let value = leaf(value.clone());
                run.bind_truth(&truth, state, &mut |_, holds, _| {
                    if holds {
                        value.clone()
                    } else {
                        default.clone()
                    }
                })
            }
            value if rest.is_empty() => leaf(value.clone()),
            _ => run.unknown(range, "`deep_walk` of this"),
        })
    }

    /// `deep_walk`: through arrays.
    pub(super) fn deep_walk(
        &mut self,
        object: Option<&Json>,
        keys: &[Symbol],
        default: &Symbol,
        which: Option<Val>,
        range: TextRange,
        state: &mut State,
    ) -> Symbol {
        let mut names: Vec<Rc<str>> = Vec::new();
        for key in keys {
            match key.only() {
                Some(Val::Text(key)) => names.push(Rc::clone(key)),
                _ => return self.unknown(range, "a key that the event decides"),
            }
        }
        let which = match which {
            None => Which::All,
            Some(Val::Text(which)) if &*which == "all" => Which::All,
            Some(Val::Text(which)) if &*which == "first" => Which::First,
            _ => Which::Last,
        };
        let Some((first, rest)) = names.split_first() else {
            return self.unknown(range, "`deep_walk` without keys");
        };
        let own = object.map(|json| &json.value);
        let key = self.schema.spellings(own, first).into_iter().next();
        let key = key.unwrap_or_default();
        let place = match own {
            None => self.schema.top(&key),
            Some(value) => self.schema.step(value, Step::Key(key)),
        };
        let content = self.bind(default, state, &mut |_, value, _| leaf(value.clone()));
        let added = match content.only() {
            Some(Val::None) => Vec::new(),
            Some(Val::List(items) | Val::Tuple(items)) => {
                items.iter().map(|item| item.value.clone()).collect()
            }
            _ => vec![default.clone()],
        };
        let walk = Walk {
            default: default.clone(),
            added,
            which,
            range,
        };
        self.walk(&place, rest, &walk, state)
    }
}

/// The keys and indexes of a path such as `a.b`, `$.a.b` or `$.a[0]['b']`; nothing for the other forms of `JSONPath`.
fn steps(path: &str) -> Option<Vec<Step>> {
    let path = path.strip_prefix('$').unwrap_or(path);
    let mut rest = path.strip_prefix('.').unwrap_or(path);
    let mut steps = Vec::new();
    loop {
        let (step, after) = if let Some(inside) = rest.strip_prefix('[') {
            let (inside, after) = inside.split_once(']')?;
            let index = inside.parse().ok().map(Step::Index);
            (index.or_else(|| quoted(inside).map(Step::Key))?, after)
        } else {
            let end = rest.find(['.', '[']).unwrap_or(rest.len());
            let (key, after) = rest.split_at_checked(end)?;
            let key = quoted(key).or_else(|| is_plain(key).then(|| key.to_owned()))?;
            (Step::Key(key), after)
        };
        steps.push(step);
        rest = match after.strip_prefix('.') {
            Some(after) => after,
            None if after.is_empty() => return Some(steps),
            None if after.starts_with('[') => after,
            None => return None,
        };
    }
}

/// What stands between quotes.
fn quoted(text: &str) -> Option<String> {
    let inside = ['"', '\''].iter().find_map(|quote| {
        let inside = text.strip_prefix(*quote)?;
        inside.strip_suffix(*quote)
    })?;
    (!inside.is_empty() && !inside.contains(['"', '\''])).then(|| inside.to_owned())
}

fn is_plain(key: &str) -> bool {
    let is_plain = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '@');
    !key.is_empty() && key.chars().all(is_plain)
}
