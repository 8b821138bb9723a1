//! Attributes and methods.
//!
//! In: a value and a name. Out: the attribute, or a method that waits for its arguments.

use super::call::Given;
use super::equality::of;
use super::run::{Run, State};
use super::text::last_part;
use super::tree::Tree;
use super::value::{Json, Symbol, Val, leaf, raise};
use ruff_text_size::TextRange;
use std::rc::Rc;
use transpile_sdk::ir::{Function, JsonType};

/// Methods of texts.
const OF_TEXT: &[&str] = &[
    "lower",
    "upper",
    "casefold",
    "strip",
    "lstrip",
    "rstrip",
    "startswith",
    "endswith",
    "split",
    "rsplit",
    "splitlines",
    "replace",
    "format",
    "join",
    "isdigit",
    "isdecimal",
    "isnumeric",
    "isalpha",
    "isalnum",
    "islower",
    "isupper",
    "isspace",
    "isascii",
    "find",
    "rfind",
    "title",
    "capitalize",
    "encode",
    "partition",
    "rpartition",
    "removeprefix",
    "removesuffix",
    "ljust",
    "rjust",
    "zfill",
];

/// Methods of read-only dictionaries.
pub(super) const OF_OBJECT: &[&str] = &[
    "get",
    "items",
    "keys",
    "values",
    "deep_get",
    "deep_walk",
    "udm",
    "to_dict",
    "lookup",
];

impl Run<'_> {
    /// `value.name`.
    pub(super) fn attribute(&mut self, value: &Symbol, name: &str, range: TextRange) -> Symbol {
        match value {
            Tree::Dead => Tree::Dead,
            Tree::Choice(condition, then, other) => {
                let then = self.attribute(then, name, range);
                let other = self.attribute(other, name, range);
                Tree::choice(condition, then, other)
            }
            Tree::Leaf(value) => match value {
                Val::Raise(_) | Val::Unknown(_) => leaf(value.clone()),
                Val::Carried(problem) => self.read_carried(*problem),
                Val::Chosen(chosen) => {
                    let value = self.attribute(&chosen.value, name, range);
                    chosen.pick.of(&value)
                }
                Val::Module(_) | Val::Library(_) => self.module_attribute(value, name, range),
                Val::Address(_) | Val::Fixed(_) | Val::Numbered(_) => {
                    self.address_attribute(&value.clone(), name, range)
                }
                Val::Network(network) if name != "subnet_of" => {
                    match super::network::ends(*network) {
                        Some((first, last)) => self.network_attribute(&first, &last, name, range),
                        None => Tree::Dead,
                    }
                }
                Val::Span(ends) if name != "subnet_of" => {
                    let (first, last) = &**ends;
                    self.network_attribute(first, last, name, range)
                }
                Val::Duration(span) => super::duration::attribute(*span, name),
                Val::Class(class) => self.class_attribute(*class, name, range),
                Val::Function(_) => self.unknown(range, "an attribute of a function"),
                _ if name.starts_with("__") => {
                    self.unknown(range, format!("the attribute `{name}` of this"))
                }
                value => leaf(Val::Method(Rc::new(value.clone()), name.into())),
            },
        }
    }

    /// `hasattr(value, "name")`, for names of methods that are known.
    pub(super) fn has_attribute(
        &mut self,
        value: &Val,
        given: &Given,
        range: TextRange,
        state: &mut State,
    ) -> Symbol {
        let name = match given.positional.get(1).and_then(Tree::only) {
            Some(Val::Text(name)) => &**name,
            _ => "",
        };
        if let Some(found) = self.attribute_of(value, name, range, state) {
            return found.map(&mut |value| match value {
                Val::Raise(name) if &**name == "AttributeError" => leaf(Val::bool(false)),
                Val::Raise(_) | Val::Unknown(_) => leaf(value.clone()),
                _ => leaf(Val::bool(true)),
            });
        }
        let of_mapping = matches!(name, "get" | "items" | "keys" | "values");
        let of_address = matches!(name, "is_private" | "is_global" | "is_loopback");
        match value {
            Val::Json(Json { value, .. }) if of_mapping => {
                leaf(Val::Bool(self.is_type(value, JsonType::Object)))
            }
            Val::Dict(_) if of_mapping => leaf(Val::bool(true)),
            Val::Address(_) | Val::Fixed(_) | Val::Numbered(_) if of_address => {
                leaf(Val::bool(true))
            }
            _ => self.unknown_value(range, "whether a value has an attribute"),
        }
    }

    /// `getattr(value, name, default)`.
    pub(super) fn get_attribute(
        &mut self,
        value: &Val,
        given: &Given,
        range: TextRange,
        state: &mut State,
    ) -> Symbol {
        let Some(Val::Text(name)) = given.positional.get(1).and_then(Tree::only) else {
            return self.unknown(range, "an attribute whose name the event decides");
        };
        let Some(found) = self.attribute_of(value, name, range, state) else {
            return self.unknown(range, format!("the attribute `{name}` of this"));
        };
        match given.positional.get(2) {
            None => found,
            Some(default) => found.map(&mut |value| match value {
                Val::Raise(name) if &**name == "AttributeError" => default.clone(),
                _ => leaf(value.clone()),
            }),
        }
    }

    /// An attribute of a module or of an object; nothing for other values.
    fn attribute_of(
        &mut self,
        value: &Val,
        name: &str,
        range: TextRange,
        state: &mut State,
    ) -> Option<Symbol> {
        match value {
            Val::Module(_) => Some(self.module_attribute(value, name, range)),
            Val::Object(..) => Some(self.object_attribute(value, name, range, state)),
            _ => None,
        }
    }

    /// `owner.name(…)`.
    pub(super) fn method(
        &mut self,
        owner: &Val,
        name: &str,
        given: &Given,
        range: TextRange,
        state: &mut State,
    ) -> Symbol {
        match owner {
            Val::Ref(place) => {
                if let Some(symbol) = self.mutation(*place, name, given, range, state) {
                    return symbol;
                }
                let content = self.held(*place, state);
                self.bind(&content, state, &mut |run, owner, state| {
                    run.method(owner, name, given, range, state)
                })
            }
            Val::Span(ends) if name == "subnet_of" => {
                match given.positional.first().and_then(Tree::only) {
                    Some(Val::Network(other)) => self.subnet_of(&ends.0, &ends.1, *other),
                    _ => self.unknown(range, "whether a network is inside another"),
                }
            }
            Val::Object(..) => self.object_method(owner, name, given, range, state),
            Val::Event => self.mapping_method(None, name, given, range, state),
            Val::Json(json) => self.json_method(json, name, given, range, state),
            Val::Text(text) => {
                let text = Rc::clone(text);
                self.constant_text_method(&text, name, given, range, state)
            }
            Val::Computed(value) if !OF_OBJECT.contains(&name) => {
                let value = value.clone();
                self.text_method(&value, name, given, range, state)
            }
            Val::LastPart(text, separator)
                if matches!(name, "lower" | "upper" | "casefold")
                    && !separator.chars().any(char::is_alphabetic) =>
            {
                let function = if name == "upper" {
                    Function::Upper
                } else {
                    Function::Lower
                };
                leaf(Val::LastPart(
                    Rc::new(of(function, text)),
                    Rc::clone(separator),
                ))
            }
            Val::LastPart(text, separator) if OF_TEXT.contains(&name) => {
                let part = last_part(text, separator);
                self.text_method(&part, name, given, range, state)
            }
            Val::Part { .. } if OF_TEXT.contains(&name) => raise("AttributeError"),
            Val::Printed(own) if OF_TEXT.contains(&name) => {
                let own = Rc::clone(own);
                self.printed_method(&own, name, given, range, state)
            }
            Val::Computed(_) | Val::LastPart(..) | Val::Printed(_) if OF_OBJECT.contains(&name) => {
                raise("AttributeError")
            }
            Val::List(_) | Val::Tuple(_) | Val::Set(_) => {
                self.list_method(owner, name, given, range, state)
            }
            Val::Dict(entries) => {
                let entries = Rc::clone(entries);
                self.dict_method(&entries, name, given, range, state)
            }
            Val::Pattern(pattern) => {
                let pattern = Rc::clone(pattern);
                self.pattern_method(&pattern, name, given, range, state)
            }
            Val::Duration(span) => super::duration::method(*span, name),
            Val::Found(_) => self.unknown_value(range, "what a pattern has found"),
            Val::None | Val::Bool(_) | Val::Int(_) | Val::Float(_) | Val::Count(_)
                if OF_TEXT.contains(&name) || OF_OBJECT.contains(&name) =>
            {
                raise("AttributeError")
            }
            _ => self.unknown(range, format!("the method `{name}`")),
        }
    }

    fn json_method(
        &mut self,
        json: &Json,
        name: &str,
        given: &Given,
        range: TextRange,
        state: &mut State,
    ) -> Symbol {
        let value = json.value.clone();
        let before = state.clone();
        if OF_TEXT.contains(&name) {
            let is_text = self.is_type(&value, JsonType::String);
            return self.choose(
                &is_text,
                |run| run.text_method(&value, name, given, range, state),
                |_| raise("AttributeError"),
            );
        }
        if OF_OBJECT.contains(&name) {
            let is_object = self.is_type(&value, JsonType::Object);
            return self.choose(
                &is_object,
                |run| run.mapping_method(Some(json), name, given, range, state),
                |_| raise("AttributeError"),
            );
        }
        *state = before;
        if name == "count" {
            let is_text = self.is_type(&value, JsonType::String);
            let is_array = self.is_type(&value, JsonType::Array);
            let inner = &mut state.clone();
            return self.choose(
                &is_text,
                |run| run.text_method(&value, name, given, range, inner),
                |run| {
                    run.choose(
                        &is_array,
                        |run| {
                            let items = [run.elements(json, "item")];
                            run.occurrences(&items, given, range, state)
                        },
                        |_| raise("AttributeError"),
                    )
                },
            );
        }
        if name == "copy" || name == "as_list" {
            let plain = Json {
                value: value.clone(),
                wrapped: false,
            };
            let is_array = self.is_type(&value, JsonType::Array);
            return self.choose(
                &is_array,
                |_| leaf(Val::Json(plain.clone())),
                |run| {
                    let is_object = run.is_type(&value, JsonType::Object);
                    run.choose(
                        &is_object,
                        |_| leaf(Val::Json(plain.clone())),
                        |_| raise("AttributeError"),
                    )
                },
            );
        }
        self.unknown(range, format!("the method `{name}`"))
    }
}
