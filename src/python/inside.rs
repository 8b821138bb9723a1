//! `in`, where a text is looked for in a text.
//!
//! In: a text, constant or the event's, and what is looked for. Out: when it is a part of the text.

use super::equality::length;
use super::run::Run;
use super::value::{Json, Symbol, Val, leaf, raise};
use ruff_text_size::TextRange;
use transpile_sdk::ir::{
    Argument, Call, Comparison, Condition, Function, JsonType, Number, Scalar, Test, Value,
};

/// So many parts of a constant text are looked at one by one.
const MAX_PARTS: usize = 2_000;

impl Run<'_> {
    /// `needle in "text"`: the needle is one of the parts of the text.
    pub(super) fn in_text(&mut self, text: &str, needle: &Val, range: TextRange) -> Symbol {
        match needle {
            Val::Text(needle) => leaf(Val::bool(text.contains(&**needle))),
            Val::Json(Json { value, .. }) => {
                let is_text = self.is_type(value, JsonType::String);
                let value = value.clone();
                self.choose(
                    &is_text,
                    |run| run.part_of(&value, text, range),
                    |_| raise("TypeError"),
                )
            }
            Val::Computed(value) => self.part_of(&value.clone(), text, range),
            Val::LastPart(whole, separator) => {
                let part = super::text::last_part(whole, separator);
                self.part_of(&part, text, range)
            }
            Val::Printed(own) => self.part_of(&own.text, text, range),
            _ => self.no_part(needle, range),
        }
    }

    /// What is no text is an error in a text; a text that is not known may be a part of it.
    fn no_part(&mut self, needle: &Val, range: TextRange) -> Symbol {
        match needle.type_name() {
            Some("str") | None => self.unknown(range, "whether this is a part of a text"),
            Some(_) => raise("TypeError"),
        }
    }

    fn part_of(&mut self, value: &Value, text: &str, range: TextRange) -> Symbol {
        let mut parts: Vec<Scalar> = vec![Scalar::String(String::new())];
        let ends: Vec<usize> = text
            .char_indices()
            .map(|(at, _)| at)
            .chain([text.len()])
            .collect();
        for (index, start) in ends.iter().enumerate() {
            for end in ends.iter().skip(index + 1) {
                let part = Scalar::String(text.get(*start..*end).unwrap_or_default().to_owned());
                if !parts.contains(&part) {
                    parts.push(part);
                }
                if parts.len() > MAX_PARTS {
                    return self.unknown_value(range, "whether this is a part of a long text");
                }
            }
        }
        leaf(Val::Bool(self.test(value, Test::In(parts))))
    }

    /// `needle in text`, where the event decides the text.
    pub(super) fn in_computed(&mut self, text: &Value, needle: &Val, range: TextRange) -> Symbol {
        match needle {
            Val::Text(needle) => leaf(Val::Bool(
                self.test(text, Test::ContainsText(needle.to_string())),
            )),
            Val::Json(Json { value, .. }) => {
                let is_text = self.is_type(value, JsonType::String);
                let value = value.clone();
                self.choose(
                    &is_text,
                    |run| leaf(Val::Bool(run.has_part(text, &value))),
                    |_| raise("TypeError"),
                )
            }
            Val::Computed(value) => {
                let value = value.clone();
                leaf(Val::Bool(self.has_part(text, &value)))
            }
            Val::LastPart(whole, separator) => {
                let part = super::text::last_part(whole, separator);
                leaf(Val::Bool(self.has_part(text, &part)))
            }
            Val::Printed(own) => leaf(Val::Bool(self.has_part(text, &own.text))),
            _ => self.no_part(needle, range),
        }
    }

    /// One text is in another: splitting that at it gives several parts.
    fn has_part(&mut self, text: &Value, part: &Value) -> Condition {
        let parts = Value::Call(Call {
            function: Function::Split,
            operand: Box::new(text.clone()),
            arguments: vec![Argument::Value(part.clone())],
            steps: Vec::new(),
        });
        let one = Scalar::Number(Number::Int(1));
        let several = self.test(&length(&parts), Test::Compare(Comparison::Gt, one));
        let is_empty = self.equals(part, Scalar::String(String::new()));
        Condition::either([is_empty, several])
    }
}
