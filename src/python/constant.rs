//! Methods of constant texts.
//!
//! In: a text of the rule and the arguments. Out: what the method gives.

use super::call::Given;
use super::run::{Run, State};
use super::value::{Item, Symbol, Val, leaf, raise};
use ruff_text_size::TextRange;
use transpile_sdk::ir::JsonType;

impl Run<'_> {
    /// A method of a constant text.
    pub(super) fn constant_text_method(
        &mut self,
        text: &str,
        name: &str,
        given: &Given,
        range: TextRange,
        state: &mut State,
    ) -> Symbol {
        if name == "join" {
            let Some(items) = given.positional.first().cloned() else {
                return raise("TypeError");
            };
            return self.bind(&items, state, &mut |run, items, state| {
                let items = run.iterate(items, range, state);
                run.bind(&items, state, &mut |run, items, state| {
                    run.join(text, items, range, state)
                })
            });
        }
        if name == "format" {
            return self.format(text, given, range, state);
        }
        let mut arguments: Vec<Val> = Vec::new();
        let limit = given.named("maxsplit");
        let is_limit_alone = limit.is_some() && given.positional.is_empty();
        if is_limit_alone || given.named.len() > usize::from(limit.is_some()) {
            return self.unknown(range, format!("`{name}` with named arguments"));
        }
        for argument in given.positional.iter().chain(limit) {
            match argument.only() {
                Some(Val::Ref(_)) | None => {
                    return self.constant_with_unknown(text, name, given, range, state);
                }
                Some(value) => arguments.push(value.clone()),
            }
        }
        let list = |parts: Vec<&str>| {
            let items: Vec<Item> = parts
                .into_iter()
                .map(|part| Item::one(leaf(Val::text(part))))
                .collect();
            leaf(Val::List(items.into()))
        };
        let blank = |c: char| c.is_whitespace() || matches!(c, '\u{1c}'..='\u{1f}');
        match (name, arguments.as_slice()) {
            ("lower" | "casefold", []) => leaf(Val::text(&text.to_lowercase())),
            ("upper", []) => leaf(Val::text(&text.to_uppercase())),
            ("strip", []) => leaf(Val::text(text.trim_matches(blank))),
            ("lstrip", []) => leaf(Val::text(text.trim_start_matches(blank))),
            ("rstrip", []) => leaf(Val::text(text.trim_end_matches(blank))),
            ("strip", [Val::Text(own)]) => leaf(Val::text(text.trim_matches(|c| own.contains(c)))),
            ("lstrip", [Val::Text(own)]) => {
                leaf(Val::text(text.trim_start_matches(|c| own.contains(c))))
            }
            ("rstrip", [Val::Text(own)]) => {
                leaf(Val::text(text.trim_end_matches(|c| own.contains(c))))
            }
            ("count", [Val::Text(part)]) => leaf(Val::Int(occurrences(text, part))),
            ("split", []) => list(text.split(blank).filter(|word| !word.is_empty()).collect()),
            ("split" | "rsplit", [Val::Text(separator)]) if !separator.is_empty() => {
                list(text.split(&**separator).collect())
            }
            ("split", [Val::Text(separator), Val::Int(1)]) if !separator.is_empty() => {
                list(text.splitn(2, &**separator).collect())
            }
            ("rsplit", [Val::Text(separator), Val::Int(1)]) if !separator.is_empty() => {
                let mut parts: Vec<&str> = text.rsplitn(2, &**separator).collect();
                parts.reverse();
                list(parts)
            }
            ("replace", [Val::Text(from), Val::Text(to)]) => {
                leaf(Val::text(&text.replace(&**from, to)))
            }
            ("startswith", [Val::Text(part)]) => leaf(Val::bool(text.starts_with(&**part))),
            ("endswith", [Val::Text(part)]) => leaf(Val::bool(text.ends_with(&**part))),
            ("startswith" | "endswith", [Val::Tuple(parts)]) => {
                let mut found = false;
                for part in parts.iter() {
                    match part.value.only() {
                        Some(Val::Text(part)) if name == "startswith" => {
                            found |= text.starts_with(&**part);
                        }
                        Some(Val::Text(part)) => found |= text.ends_with(&**part),
                        _ => return self.unknown(range, format!("`{name}` with these arguments")),
                    }
                }
                leaf(Val::bool(found))
            }
            (name, _) if super::attribute::OF_OBJECT.contains(&name) => raise("AttributeError"),
            (
                "startswith" | "endswith",
                [Val::Json(_) | Val::Computed(_) | Val::LastPart(..) | Val::Printed(_)],
            ) => self.constant_begins(text, name == "startswith", given, range, state),
            (name, arguments) => match super::part::of_constant(text, name, arguments) {
                Some(symbol) => symbol,
                None => self.constant_with_unknown(text, name, given, range, state),
            },
        }
    }

    /// A constant text begins (or ends) with a text of the event: that is one of its own beginnings.
    fn constant_begins(
        &mut self,
        text: &str,
        at_start: bool,
        given: &Given,
        range: TextRange,
        state: &mut State,
    ) -> Symbol {
        let ends = text.char_indices().map(|(at, _)| at).chain([text.len()]);
        let parts = ends.map(|at| {
            let part = if at_start {
                text.get(..at)
            } else {
                text.get(at..)
            };
            Item::one(leaf(Val::text(part.unwrap_or_default())))
        });
        let parts = Val::Tuple(parts.collect());
        let Some(argument) = given.positional.first().cloned() else {
            return raise("TypeError");
        };
        self.bind(
            &argument,
            state,
            &mut |run, argument, state| match argument {
                Val::Json(json) => {
                    let is_text = run.is_type(&json.value, JsonType::String);
                    run.choose(
                        &is_text,
                        |run| run.contains(&parts, argument, range, state),
                        |_| raise("TypeError"),
                    )
                }
                argument => run.contains(&parts, argument, range, state),
            },
        )
    }

    fn constant_with_unknown(
        &mut self,
        text: &str,
        name: &str,
        given: &Given,
        range: TextRange,
        state: &mut State,
    ) -> Symbol {
        // `"x".startswith(y)` for several y at once: each of them alone.
        if let ("startswith" | "endswith" | "replace" | "split", [argument]) =
            (name, given.positional.as_slice())
            && argument.only().is_none()
        {
            return self.bind(argument, state, &mut |run, argument, state| {
                let given = Given {
                    positional: vec![leaf(argument.clone())],
                    named: Vec::new(),
                };
                run.constant_text_method(text, name, &given, range, state)
            });
        }
        self.unknown(range, format!("`{name}` with these arguments"))
    }

    fn join(
        &mut self,
        separator: &str,
        items: &Val,
        range: TextRange,
        state: &mut State,
    ) -> Symbol {
        let Some(items) = items.items().filter(|items| items.iter().all(Item::is_one)) else {
            return self.unknown_value(range, "a list of unknown length is joined");
        };
        let mut symbol = leaf(Val::text(""));
        for (index, item) in items.iter().enumerate() {
            if index > 0 {
                symbol = self.concat(&symbol, &leaf(Val::text(separator)), range, state);
            }
            symbol = self.concat(&symbol, &item.value, range, state);
        }
        symbol
    }
}

/// How often a part is found in a text, one behind the other.
fn occurrences(text: &str, part: &str) -> i64 {
    let count = text.matches(part).count();
    i64::try_from(count).unwrap_or(i64::MAX)
}
