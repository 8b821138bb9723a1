//! Methods of texts.
//!
//! In: a text, constant or the event's, and the arguments. Out: what the method gives.

use super::call::Given;
use super::equality::{length, of};
use super::run::{Run, State};
use super::tree::Tree;
use super::value::{Item, Json, Symbol, Val, leaf, raise};
use super::work;
use ruff_text_size::TextRange;
use std::rc::Rc;
use transpile_sdk::ir::{
    Argument, Call, Condition, Function, JsonType, Number, Scalar, Step, Test, Value,
};

/// A constant text may have so many bytes.
const MAX_TEXT: usize = 100_000;

/// A text that the event decides may be made of so many others.
const MAX_PARTS: usize = 1_000;

impl Run<'_> {
    /// A method of a text of the event.
    pub(super) fn text_method(
        &mut self,
        value: &Value,
        name: &str,
        given: &Given,
        range: TextRange,
        state: &mut State,
    ) -> Symbol {
        if let Some(symbol) = self.part_method(value, name, given, range, state) {
            return symbol;
        }
        match (name, given.len()) {
            ("lower" | "casefold", 0) => leaf(Val::Computed(of(Function::Lower, value))),
            ("upper", 0) => leaf(Val::Computed(of(Function::Upper, value))),
            ("startswith" | "endswith", 1) => {
                let Some(part) = given.positional.first().cloned() else {
                    return raise("TypeError");
                };
                let at_start = name == "startswith";
                let found = self.bind(&part, state, &mut |run, part, state| {
                    run.begins(value, part, at_start, range, state)
                });
                self.collapse(&found, range)
            }
            ("split" | "rsplit", 2) => {
                let (Some(separator), Some(Val::Int(1))) = (
                    given.get(0, "sep").cloned(),
                    given.get(1, "maxsplit").and_then(Tree::only),
                ) else {
                    return self.unknown_value(range, format!("`{name}` with these arguments"));
                };
                let at_start = name == "split";
                self.bind(
                    &separator,
                    state,
                    &mut |run, separator, _| match separator {
                        Val::Text(separator) if !separator.is_empty() => {
                            run.halves(value, separator, at_start)
                        }
                        _ => run.unknown(range, "`split` at a text that the event decides"),
                    },
                )
            }
            ("split" | "rsplit", 1) => {
                let Some(separator) = given.get(0, "sep").cloned() else {
                    return self.unknown_value(range, "`split` with these arguments");
                };
                self.bind(&separator, state, &mut |run, separator, _| {
                    run.split(value, separator, range)
                })
            }
            ("replace", 2) => {
                let (Some(from), Some(to)) = (given.positional.first(), given.positional.get(1))
                else {
                    return raise("TypeError");
                };
                self.bind_both(
                    &from.clone(),
                    &to.clone(),
                    state,
                    &mut |run, from, to, _| run.replace(value, from, to, range),
                )
            }
            ("lower" | "casefold" | "upper" | "startswith" | "endswith", _) => {
                self.unknown(range, format!("`{name}` with these arguments"))
            }
            (
                "format" | "split" | "rsplit" | "splitlines" | "strip" | "lstrip" | "rstrip"
                | "title" | "capitalize" | "encode" | "partition" | "rpartition" | "removeprefix"
                | "removesuffix" | "find" | "isdigit" | "isnumeric" | "isalpha" | "isalnum"
                | "islower" | "isupper" | "isspace" | "isascii" | "zfill" | "ljust" | "rjust",
                _,
            ) => self.unknown_value(range, format!("`{name}` of a text that the event decides")),
            _ if super::attribute::OF_OBJECT.contains(&name) => raise("AttributeError"),
            _ => self.unknown(range, format!("the method `{name}` of a text")),
        }
    }

    fn begins(
        &mut self,
        value: &Value,
        part: &Val,
        at_start: bool,
        range: TextRange,
        state: &mut State,
    ) -> Symbol {
        match part {
            Val::Text(part) => {
                let part = part.to_string();
                let test = if at_start {
                    Test::StartsWith(part)
                } else {
                    Test::EndsWith(part)
                };
                leaf(Val::Bool(self.test(value, test)))
            }
            Val::Tuple(items) => {
                let items = Rc::clone(items);
                self.exists(&items, state, range, &mut |run, part, state| {
                    run.bind(part, state, &mut |run, part, state| {
                        run.begins(value, part, at_start, range, state)
                    })
                })
            }
            Val::LastPart(text, separator) => {
                let part = Val::Computed(last_part(text, separator));
                self.begins(value, &part, at_start, range, state)
            }
            Val::Json(json) if at_start => {
                let is_text = self.is_type(&json.value, JsonType::String);
                let part = json.value.clone();
                self.choose(
                    &is_text,
                    |run| leaf(Val::Bool(run.begins_with(value, &part))),
                    |_| raise("TypeError"),
                )
            }
            Val::Computed(part) if at_start => {
                let part = part.clone();
                leaf(Val::Bool(self.begins_with(value, &part)))
            }
            Val::Json(json) => {
                let is_text = self.is_type(&json.value, JsonType::String);
                let (whole, part) = (reversed(value), reversed(&json.value));
                self.choose(
                    &is_text,
                    |run| leaf(Val::Bool(run.begins_with(&whole, &part))),
                    |_| raise("TypeError"),
                )
            }
            Val::Computed(part) => {
                let (whole, part) = (reversed(value), reversed(part));
                leaf(Val::Bool(self.begins_with(&whole, &part)))
            }
            Val::Printed(own) => {
                let part = Val::Computed(own.text.clone());
                self.begins(value, &part, at_start, range, state)
            }
            _ => raise("TypeError"),
        }
    }

    /// One text begins with another: its first characters, as many as the other has, are the other.
    fn begins_with(&mut self, value: &Value, part: &Value) -> Condition {
        let start = Value::Call(Call {
            function: Function::Substring,
            operand: Box::new(value.clone()),
            arguments: vec![
                Argument::Scalar(Scalar::Number(Number::Int(0))),
                Argument::Value(length(part)),
            ],
            steps: Vec::new(),
        });
        self.test(&start, Test::EqField(part.clone()))
    }

    fn split(&mut self, value: &Value, separator: &Val, range: TextRange) -> Symbol {
        match separator {
            Val::Text(separator) if separator.is_empty() => raise("ValueError"),
            Val::Text(separator) => leaf(Val::Json(Json {
                value: Value::Call(Call {
                    function: Function::Split,
                    operand: Box::new(value.clone()),
                    arguments: vec![Argument::Scalar(Scalar::String(separator.to_string()))],
                    steps: Vec::new(),
                }),
                wrapped: false,
            })),
            Val::None => self.unknown_value(range, "`split` at any blank"),
            _ => self.unknown(range, "`split` at a text that the event decides"),
        }
    }

    /// `split(separator, 1)`: what stands before the first separator, and all behind it; `rsplit` the same
    /// from the end.
    pub(super) fn halves(&mut self, value: &Value, separator: &str, at_start: bool) -> Symbol {
        let has_separator = self.test(value, Test::ContainsText(separator.to_owned()));
        let whole = leaf(Val::Computed(value.clone()));
        let list = |parts: &[Value]| {
            let parts = parts
                .iter()
                .map(|part| Item::one(leaf(Val::Computed(part.clone()))));
            leaf(Val::List(parts.collect()))
        };
        let backwards: String = separator.chars().rev().collect();
        let (text, separator) = if at_start {
            (value.clone(), separator.to_owned())
        } else {
            (reversed(value), backwards)
        };
        let first = Value::Call(Call {
            function: Function::Split,
            operand: Box::new(text.clone()),
            arguments: vec![Argument::Scalar(Scalar::String(separator.clone()))],
            steps: vec![Step::Index(0)],
        });
        // All behind the first separator: the text without its first part and the separator.
        let head = joined(&first, Argument::Scalar(Scalar::String(separator)));
        let rest = Value::Call(Call {
            function: Function::Substring,
            operand: Box::new(text),
            arguments: vec![Argument::Value(length(&head))],
            steps: Vec::new(),
        });
        let parts = if at_start {
            [first, rest]
        } else {
            [reversed(&rest), reversed(&first)]
        };
        self.choose(
            &has_separator,
            |_| list(&parts),
            |_| leaf(Val::List(Rc::from([Item::one(whole)]))),
        )
    }

    fn replace(&mut self, value: &Value, from: &Val, to: &Val, range: TextRange) -> Symbol {
        match (from, to) {
            (Val::Text(from), Val::Text(to)) if !from.is_empty() => {
                let argument = |text: &str| Argument::Scalar(Scalar::String(text.to_owned()));
                leaf(Val::Computed(Value::Call(Call {
                    function: Function::Replace,
                    operand: Box::new(value.clone()),
                    arguments: vec![argument(from), argument(to)],
                    steps: Vec::new(),
                })))
            }
            _ => self.unknown(range, "`replace` with texts that the event decides"),
        }
    }

    /// One text behind another.
    pub(super) fn concat(
        &mut self,
        left: &Symbol,
        right: &Symbol,
        range: TextRange,
        state: &mut State,
    ) -> Symbol {
        self.bind_both(left, right, state, &mut |run, left, right, _| {
            run.concat_two(left, right, range)
        })
    }

    pub(super) fn concat_two(&mut self, left: &Val, right: &Val, range: TextRange) -> Symbol {
        if let (Val::Text(left), Val::Text(right)) = (left, right) {
            if left.len() + right.len() > MAX_TEXT {
                return self.unknown(range, "a text that grows too long");
            }
            return leaf(Val::text(&format!("{left}{right}")));
        }
        for (own, is_left) in [(left, true), (right, false)] {
            if let Val::Printed(printed) = own {
                let text = Val::Computed(printed.text.clone());
                let joined = if is_left {
                    self.concat_two(&text, right, range)
                } else {
                    self.concat_two(left, &text, range)
                };
                return joined.map(&mut |value| match value {
                    Val::Computed(text) => leaf(printed.inside(text)),
                    other => leaf(other.clone()),
                });
            }
        }
        if let Val::LastPart(text, separator) = left {
            let part = Val::Computed(last_part(text, separator));
            return self.concat_two(&part, right, range);
        }
        if let Val::LastPart(text, separator) = right {
            let part = Val::Computed(last_part(text, separator));
            return self.concat_two(left, &part, range);
        }
        for (own, is_left) in [(left, true), (right, false)] {
            if let Val::Json(Json { value, .. }) = own {
                let is_text = self.is_type(value, JsonType::String);
                let own = Val::Computed(value.clone());
                return self.choose(
                    &is_text,
                    |run| {
                        if is_left {
                            run.concat_two(&own, right, range)
                        } else {
                            run.concat_two(left, &own, range)
                        }
                    },
                    |_| raise("TypeError"),
                );
            }
        }
        let size = size(left) + size(right);
        work::spend(size);
        if size > MAX_PARTS {
            return self.unknown(range, "a text that grows too long");
        }
        match (left, right) {
            (Val::Text(empty), text) | (text, Val::Text(empty))
                if empty.is_empty() && matches!(text, Val::Computed(_)) =>
            {
                leaf(text.clone())
            }
            (Val::Computed(left), Val::Text(right)) => leaf(Val::Computed(joined(
                left,
                Argument::Scalar(Scalar::String(right.to_string())),
            ))),
            (Val::Computed(left), Val::Computed(right)) => {
                leaf(Val::Computed(joined(left, Argument::Value(right.clone()))))
            }
            // A text in front has no place of its own in the language: it goes into an empty end.
            (Val::Text(left), Val::Computed(right)) => leaf(Val::Computed(prefixed(left, right))),
            (Val::Text(_) | Val::Computed(_), other) if other.type_name().is_some() => {
                raise("TypeError")
            }
            _ => self.unknown(range, "these are joined"),
        }
    }
}

/// What stands behind the last separator of a text: turned around, it stands before the first one.
pub(super) fn last_part(text: &Value, separator: &str) -> Value {
    let backwards: String = separator.chars().rev().collect();
    reversed(&Value::Call(Call {
        function: Function::Split,
        operand: Box::new(reversed(text)),
        arguments: vec![Argument::Scalar(Scalar::String(backwards))],
        steps: vec![Step::Index(0)],
    }))
}

/// A text from its end to its beginning.
pub(super) fn reversed(value: &Value) -> Value {
    match value {
        Value::Call(call) if call.function == Function::Reverse && call.steps.is_empty() => {
            (*call.operand).clone()
        }
        other => of(Function::Reverse, other),
    }
}

/// How many values a text is made of.
fn size(text: &Val) -> usize {
    fn of(value: &Value) -> usize {
        let Value::Call(call) = value else { return 1 };
        let arguments = call.arguments.iter().map(|argument| match argument {
            Argument::Scalar(_) => 1,
            Argument::Value(value) => of(value),
        });
        1 + of(&call.operand) + arguments.sum::<usize>()
    }
    match text {
        Val::Computed(value) => of(value),
        _ => 1,
    }
}

/// `concat(left, right)`, flat.
pub(super) fn joined(left: &Value, right: Argument) -> Value {
    let (operand, mut arguments) = match left {
        Value::Call(call) if call.function == Function::Concat && call.steps.is_empty() => {
            (call.operand.clone(), call.arguments.clone())
        }
        other => (Box::new(other.clone()), Vec::new()),
    };
    arguments.push(right);
    Value::Call(Call {
        function: Function::Concat,
        operand,
        arguments,
        steps: Vec::new(),
    })
}

/// A constant in front of a text: the empty start of the text, then the constant, then the text.
pub(super) fn prefixed(prefix: &str, value: &Value) -> Value {
    let zero = || Argument::Scalar(Scalar::Number(Number::Int(0)));
    let empty = Value::Call(Call {
        function: Function::Substring,
        operand: Box::new(value.clone()),
        arguments: vec![zero(), zero()],
        steps: Vec::new(),
    });
    let start = joined(&empty, Argument::Scalar(Scalar::String(prefix.to_owned())));
    joined(&start, Argument::Value(value.clone()))
}
