//! Methods of texts that look at a part of them: prefixes, what is around a separator, positions, and the
//! kinds of all characters.
//!
//! In: a text of the event and constant arguments. Out: what the method gives.

use super::arithmetic::moved;
use super::call::Given;
use super::equality::length;
use super::pattern::characters;
use super::run::{Run, State};
use super::sequence::substring;
use super::text::reversed;
use super::tree::Tree;
use super::value::{Item, Symbol, Val, leaf, raise};
use ruff_text_size::TextRange;
use std::rc::Rc;
use transpile_sdk::ir::{Argument, Call, Function, Scalar, Step, Test, Value};
use transpile_sdk::regex::Regex;

/// Characters that are digits but no decimal digits: Unicode's `Numeric_Type=Digit`, version 14.
const DIGITS: &str = r"\x{b2}-\x{b3}\x{b9}\x{1369}-\x{1371}\x{19da}\x{2070}\x{2074}-\x{2079}\x{2080}-\x{2089}\x{2460}-\x{2468}\x{2474}-\x{247c}\x{2488}-\x{2490}\x{24ea}\x{24f5}-\x{24fd}\x{24ff}\x{2776}-\x{277e}\x{2780}-\x{2788}\x{278a}-\x{2792}\x{10a40}-\x{10a43}\x{10e60}-\x{10e68}\x{11052}-\x{1105a}\x{1f100}-\x{1f10a}";

impl Run<'_> {
    /// Such a method; nothing if it is another.
    pub(super) fn part_method(
        &mut self,
        value: &Value,
        name: &str,
        given: &Given,
        range: TextRange,
        state: &mut State,
    ) -> Option<Symbol> {
        if let (true, Some(class)) = (given.len() == 0, of_characters(name)) {
            return Some(self.all_characters(value, &class, range));
        }
        if matches!(name, "strip" | "lstrip" | "rstrip") {
            return Some(self.strip(value, name, given, range, state));
        }
        let [part] = given.positional.as_slice() else {
            return None;
        };
        if given.len() != 1
            || !matches!(
                name,
                "removeprefix" | "removesuffix" | "partition" | "rpartition" | "find" | "count"
            )
        {
            return None;
        }
        let part = part.clone();
        Some(self.bind(&part, state, &mut |run, part, _| match part {
            Val::Text(part) => run.constant_part(value, name, part),
            Val::Json(_) | Val::Computed(_) | Val::LastPart(..) => run.unknown(
                range,
                format!("`{name}` with a text that the event decides"),
            ),
            other => match other.type_name() {
                Some("str") | None => run.unknown(range, format!("`{name}` with this")),
                Some(_) => raise("TypeError"),
            },
        }))
    }

    /// `strip` and its relatives, of one end or of both.
    fn strip(
        &mut self,
        value: &Value,
        name: &str,
        given: &Given,
        range: TextRange,
        state: &mut State,
    ) -> Symbol {
        let blanks = leaf(Val::None);
        let characters = match (given.positional.as_slice(), given.named.as_slice()) {
            ([], []) => &blanks,
            ([characters], []) => characters,
            _ => return raise("TypeError"),
        };
        self.bind(&characters.clone(), state, &mut |run, characters, _| {
            let characters = match characters {
                Val::None => blanks_of_python(),
                Val::Text(own) if own.is_empty() => return leaf(Val::Computed(value.clone())),
                Val::Text(own) => own.to_string(),
                Val::Json(_) | Val::Computed(_) | Val::LastPart(..) | Val::Printed(_) => {
                    return run.unknown(range, format!("`{name}` of what the event decides"));
                }
                _ => return raise("TypeError"),
            };
            let ends: &[Function] = match name {
                "lstrip" => &[Function::StripStart],
                "rstrip" => &[Function::StripEnd],
                _ => &[Function::StripStart, Function::StripEnd],
            };
            let stripped = ends.iter().fold(value.clone(), |operand, end| {
                Value::Call(Call {
                    function: *end,
                    operand: Box::new(operand),
                    arguments: vec![Argument::Scalar(Scalar::String(characters.clone()))],
                    steps: Vec::new(),
                })
            });
            leaf(Val::Computed(stripped))
        })
    }

    fn constant_part(&mut self, value: &Value, name: &str, part: &Rc<str>) -> Symbol {
        let text = part.to_string();
        let whole = || leaf(Val::Computed(value.clone()));
        let count = part.chars().count() as u64;
        match name {
            "removeprefix" => {
                let there = self.test(value, Test::StartsWith(text));
                let rest = substring(value, count, None);
                self.choose(&there, |_| leaf(Val::Computed(rest)), |_| whole())
            }
            "removesuffix" => {
                let there = self.test(value, Test::EndsWith(text));
                let rest = reversed(&substring(&reversed(value), count, None));
                self.choose(&there, |_| leaf(Val::Computed(rest)), |_| whole())
            }
            "find" if part.is_empty() => leaf(Val::Int(0)),
            "find" => {
                let there = self.test(value, Test::ContainsText(text.clone()));
                let before = Value::Call(Call {
                    function: Function::Split,
                    operand: Box::new(value.clone()),
                    arguments: vec![Argument::Scalar(Scalar::String(text))],
                    steps: vec![Step::Index(0)],
                });
                self.choose(
                    &there,
                    |_| leaf(Val::Count(length(&before))),
                    |_| leaf(Val::Int(-1)),
                )
            }
            // One more than characters; one less than the parts between.
            "count" => {
                let (counted, more) = if part.is_empty() {
                    (length(value), 1)
                } else {
                    let parts = Value::Call(Call {
                        function: Function::Split,
                        operand: Box::new(value.clone()),
                        arguments: vec![Argument::Scalar(Scalar::String(text))],
                        steps: Vec::new(),
                    });
                    (length(&parts), -1)
                };
                moved(counted, more)
            }
            _ if part.is_empty() => raise("ValueError"),
            _ => self.around(value, name == "partition", part),
        }
    }

    /// What stands before a separator, the separator, and what stands behind it.
    fn around(&mut self, value: &Value, at_start: bool, separator: &Rc<str>) -> Symbol {
        let halves = self.halves(value, separator, at_start);
        let empty = || Item::one(leaf(Val::text("")));
        halves.map(&mut |halves| match halves.items().map(|items| &**items) {
            Some([first, rest]) => {
                let middle = Item::one(leaf(Val::Text(Rc::clone(separator))));
                leaf(Val::Tuple(Rc::from([first.clone(), middle, rest.clone()])))
            }
            Some([whole]) if at_start => {
                leaf(Val::Tuple(Rc::from([whole.clone(), empty(), empty()])))
            }
            Some([whole]) => leaf(Val::Tuple(Rc::from([empty(), empty(), whole.clone()]))),
            _ => Tree::Leaf(halves.clone()),
        })
    }

    fn all_characters(&mut self, value: &Value, class: &str, range: TextRange) -> Symbol {
        match Regex::new(format!(r"\A{class}\z")) {
            Ok(regex) => leaf(Val::Bool(self.test(value, Test::Regex(regex)))),
            Err(_) => self.unknown_value(range, "the characters of a text"),
        }
    }
}

/// White space as `strip` takes it off: `str.isspace`.
fn blanks_of_python() -> String {
    let blank = |c: &char| c.is_whitespace() || matches!(c, '\u{1c}'..='\u{1f}');
    ('\0'..='\u{ffff}').filter(blank).collect()
}

/// The same methods of a constant text; nothing if it is another, or not of a constant.
pub(super) fn of_constant(text: &str, name: &str, arguments: &[Val]) -> Option<Symbol> {
    let tuple = |parts: [&str; 3]| {
        let items = parts.map(|part| Item::one(leaf(Val::text(part))));
        leaf(Val::Tuple(Rc::from(items)))
    };
    Some(match (name, arguments) {
        (name, []) => {
            let regex = Regex::new(format!(r"\A{}\z", of_characters(name)?)).ok()?;
            let compiled = regex::Regex::new(&regex.rust()).ok()?;
            leaf(Val::bool(compiled.is_match(text)))
        }
        ("removeprefix", [Val::Text(part)]) => {
            leaf(Val::text(text.strip_prefix(&**part).unwrap_or(text)))
        }
        ("removesuffix", [Val::Text(part)]) => {
            leaf(Val::text(text.strip_suffix(&**part).unwrap_or(text)))
        }
        ("find", [Val::Text(part)]) => {
            let before = text.split_once(&**part).map(|(before, _)| before);
            let at = before.and_then(|before| i64::try_from(before.chars().count()).ok());
            leaf(Val::Int(at.unwrap_or(-1)))
        }
        ("partition" | "rpartition", [Val::Text(part)]) if part.is_empty() => raise("ValueError"),
        ("partition", [Val::Text(part)]) => match text.split_once(&**part) {
            Some((before, behind)) => tuple([before, part, behind]),
            None => tuple([text, "", ""]),
        },
        ("rpartition", [Val::Text(part)]) => match text.rsplit_once(&**part) {
            Some((before, behind)) => tuple([before, part, behind]),
            None => tuple(["", "", text]),
        },
        _ => return None,
    })
}

/// The pattern of the texts for which such a question is answered with yes.
fn of_characters(name: &str) -> Option<String> {
    let members = match name {
        "isdigit" => format!("{}{DIGITS}", characters(r"\p{Nd}")),
        "isdecimal" => characters(r"\p{Nd}"),
        "isalpha" => characters(r"\p{L}"),
        "isalnum" => characters(r"[\p{L}\p{N}]"),
        "isspace" => characters(r"[\s\x1c-\x1f]"),
        "isascii" => return Some(r"[\x{0}-\x{7f}]*".to_owned()),
        _ => return None,
    };
    Some(format!("[{members}]+"))
}
