//! Texts in which something stands as Python prints it: `str(…)` and f-strings of fractions, lists and
//! dictionaries.
//!
//! In: such a text, or what is printed. Out: the text, which constants it can be, and what its methods give.

use super::call::Given;
use super::equality::of;
use super::run::{Run, State};
use super::sequence::substring;
use super::text::{joined, prefixed, reversed};
use super::tree::Tree;
use super::value::{Item, Json, Printed, Symbol, Val, leaf};
use ruff_text_size::TextRange;
use std::rc::Rc;
use transpile_sdk::ir::{Argument, Function, JsonType, Scalar, Test, Value};

/// How Python's lists, dictionaries and their relatives begin when they are printed.
const OPENING: [char; 4] = ['[', '{', '(', 'I'];

impl Printed {
    /// The text of a number with a fraction.
    pub(super) fn fraction(number: &Value) -> Val {
        Val::Printed(Rc::new(Self {
            text: of(Function::PythonStr, number),
            is_fraction: true,
            is_whole: true,
        }))
    }

    fn nested(text: Value) -> Symbol {
        leaf(Val::Printed(Rc::new(Self {
            text,
            is_fraction: false,
            is_whole: true,
        })))
    }

    /// A longer text that has this one in it.
    pub(super) fn inside(&self, text: &Value) -> Val {
        Val::Printed(Rc::new(Self {
            text: text.clone(),
            is_whole: false,
            ..*self
        }))
    }

    /// False if this text cannot be `text`.
    pub(super) fn may_be(&self, text: &str) -> bool {
        match (self.is_fraction, self.is_whole) {
            (true, _) => has_fraction(text),
            (false, true) => text.starts_with(OPENING),
            (false, false) => text.contains(OPENING),
        }
    }

    /// False if this text cannot begin with `start`.
    fn may_begin_with(&self, start: &str) -> bool {
        match start.chars().next() {
            Some(first) if self.is_whole && self.is_fraction => is_of_fraction(first),
            Some(first) if self.is_whole => OPENING.contains(&first),
            _ => true,
        }
    }
}

/// True if a number that is not whole may stand in a text: `1.5`, `1e-05`, `inf`.
fn has_fraction(text: &str) -> bool {
    let characters: Vec<char> = text.chars().collect();
    text.contains("inf")
        || text.contains("nan")
        || characters.windows(3).any(|part| match part {
            [before, '.', after] => before.is_ascii_digit() && after.is_ascii_digit(),
            [before, 'e', sign] => before.is_ascii_digit() && matches!(sign, '+' | '-'),
            _ => false,
        })
}

/// True for the characters of a printed fraction.
fn is_of_fraction(c: char) -> bool {
    c.is_ascii_digit() || matches!(c, '.' | 'e' | '+' | '-' | 'i' | 'n' | 'f')
}

impl Run<'_> {
    /// The text of a list or a dictionary; those of the event name their class.
    pub(super) fn str_of_nested(&mut self, json: &Json) -> Symbol {
        let printed = of(Function::PythonStr, &json.value);
        if !json.wrapped {
            return Printed::nested(printed);
        }
        let literal = |text: &str| Argument::Scalar(Scalar::String(text.to_owned()));
        let around = |before: &str, text: &Value, after: &str| {
            Printed::nested(joined(&prefixed(before, text), literal(after)))
        };
        let is_object = self.is_type(&json.value, JsonType::Object);
        self.choose(
            &is_object,
            |_| around("ImmutableCaseInsensitiveDict(", &printed, ")"),
            |run| {
                // A list of the event is printed as the tuple that it keeps.
                let open = substring(&printed, 1, None);
                let inner = reversed(&substring(&reversed(&open), 1, None));
                let is_single = run.equals(
                    &super::equality::length(&json.value),
                    Scalar::Number(transpile_sdk::ir::Number::Int(1)),
                );
                let end = |end: &str| around("ImmutableList((", &inner, end);
                run.choose(&is_single, |_| end(",))"), |_| end("))"))
            },
        )
    }

    /// A method of a text in which something is printed.
    pub(super) fn printed_method(
        &mut self,
        own: &Rc<Printed>,
        name: &str,
        given: &Given,
        range: TextRange,
        state: &mut State,
    ) -> Symbol {
        let first = given.positional.first().and_then(Tree::only);
        match (name, first) {
            ("startswith", Some(Val::Text(start))) if !own.may_begin_with(start) => {
                leaf(Val::bool(false))
            }
            // What is not a part of a number does not divide it.
            ("split" | "rsplit", Some(Val::Text(separator)))
                if own.is_fraction && own.is_whole && !separator.chars().all(is_of_fraction) =>
            {
                leaf(Val::List(Rc::from([Item::one(leaf(Val::Printed(
                    Rc::clone(own),
                )))])))
            }
            ("lower" | "casefold", _) if own.is_fraction && own.is_whole => {
                leaf(Val::Printed(Rc::clone(own)))
            }
            _ => self.text_method(&own.text, name, given, range, state),
        }
    }

    /// `needle in text`, where something is printed in the text.
    pub(super) fn in_printed(&mut self, own: &Printed, needle: &Val, range: TextRange) -> Symbol {
        match needle {
            Val::Text(part)
                if own.is_fraction && own.is_whole && part.chars().any(|c| !is_of_fraction(c)) =>
            {
                leaf(Val::bool(false))
            }
            Val::Text(part) => {
                let test = Test::ContainsText(part.to_string());
                leaf(Val::Bool(self.test(&own.text, test)))
            }
            needle => self.in_computed(&own.text, needle, range),
        }
    }
}
