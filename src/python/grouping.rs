//! How a rule in Python counts its matches: the functions `dedup`, `title` and `unique`.
//!
//! In: a rule's file, a log type, and what is true of every match. Out: the key of the rule's groups, and the value
//! whose distinct ones are counted, if two events have equal values exactly where Panther's texts are equal; else
//! which function is not read, and why. The key is one value of the event where that is enough, else Panther's text.
//!
//! A text of more than 1000 characters, whose end Panther cuts off, is taken whole.

use super::call::Given;
use super::codes::GROUPING;
use super::run::{Run, State, doubted};
use super::schema::Schema;
use super::source::Sources;
use super::template::telling;
use super::text::last_part;
use super::tree::Tree;
use super::value::{Json, Symbol, Val, leaf};
use crate::catalog::LogType;
use ruff_text_size::{Ranged, TextRange};
use std::rc::Rc;
use std::sync::Arc;
use transpile_sdk::diagnostic::{Diagnostic, Span};
use transpile_sdk::ir::{
    Argument, Call, Condition, Function, JsonType, Key, Number, Root, Scalar, Test, Value,
};

/// How matches are counted.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Grouping {
    /// The key of the rule's groups; nothing: all matches share one.
    pub key: Option<Keyed>,
    /// What is counted the distinct values of, null not among them; nothing: matches are counted.
    pub unique: Option<Value>,
}

/// A key of groups, as a function gives it.
#[derive(Debug, Clone, PartialEq)]
pub struct Keyed {
    /// The function.
    pub function: &'static str,
    /// What it tells events apart by.
    pub key: Key,
}

/// Which of it the rule's Python decides.
#[derive(Debug, Clone, Copy)]
pub struct Asked {
    /// The key.
    pub key: bool,
    /// What is counted.
    pub unique: bool,
    /// True if nothing of `rule` is uncertain, which else may change what the others read.
    pub is_certain: bool,
}

/// What a function gives.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Part {
    /// No text, for which Panther has one of its own.
    Nothing,
    /// This text.
    Text(Rc<str>),
    /// The text that the event decides.
    Value(Value),
    /// What is not certain, by its number.
    Unread(usize),
}

/// Reads how the events for which `matched` holds are counted.
///
/// # Errors
/// A function that decides it cannot be said as a value, or for the key as a text.
pub fn grouping(
    sources: &Sources,
    log_type: &Arc<LogType>,
    matched: &Condition,
    asked: Asked,
) -> Result<Grouping, Diagnostic> {
    let mut reader = Reader::new(sources, log_type, matched, asked.is_certain)?;
    let mut found = Grouping::default();
    if asked.key {
        found.key = reader.key()?;
    }
    if asked.unique
        && let Some(parts) = reader.parts("unique", false)
    {
        let value = parts.and_then(|parts| {
            if parts.any(&|part| matches!(part, Part::Text(_))) {
                return Err("it gives the same text for several events".to_owned());
            }
            let value = reader.value(&parts)?;
            value.ok_or_else(|| "it gives no text".to_owned())
        });
        found.unique = Some(value.map_err(|reason| reader.unread("unique", &reason))?);
    }
    Ok(found)
}

/// A reading of the functions of one file.
pub(super) struct Reader<'a> {
    pub(super) run: Run<'a>,
    module: usize,
    sources: &'a Sources,
    is_certain: bool,
}

impl<'a> Reader<'a> {
    /// A reading of what is given for the events for which `matched` holds.
    ///
    /// # Errors
    /// The file is not Python.
    pub(super) fn new(
        sources: &'a Sources,
        log_type: &Arc<LogType>,
        matched: &Condition,
        is_certain: bool,
    ) -> Result<Self, Diagnostic> {
        let mut run = Run::new(&sources.library, Schema::new(Arc::clone(log_type)));
        let module = run.load(&sources.rule)?;
        run.known.learn(matched, true);
        Ok(Self {
            run,
            module,
            sources,
            is_certain,
        })
    }

    /// The key: what `dedup` gives if there is one, else what `title` gives.
    fn key(&mut self) -> Result<Option<Keyed>, Diagnostic> {
        let (function, parts) = match self.parts("dedup", true) {
            Some(parts) => ("dedup", parts),
            None => match self.parts("title", false) {
                Some(parts) => ("title", parts),
                None => return Ok(None),
            },
        };
        let key = parts.and_then(|parts| {
            // Panther takes the title where `dedup` gives no text.
            let falls_back = function == "dedup" && self.place("title").is_some();
            if falls_back && parts.any(&|part| matches!(part, Part::Nothing)) {
                return Err("it does not always give a text".to_owned());
            }
            self.told_apart(&parts)
        });
        let key = key.map_err(|reason| self.unread(function, &reason))?;
        Ok(key.map(|key| Keyed { function, key }))
    }

    /// What tells apart what a function gives: one value of the event, else the text.
    fn told_apart(&mut self, parts: &Tree<Part>) -> Result<Option<Key>, String> {
        if let Ok(value) = self.value(parts) {
            return Ok(value.map(Key::Value));
        }
        let text = telling(&mut self.run, parts)?;
        match self.run.exhausted() {
            Some(_) => Err("it takes too much work to read".to_owned()),
            None => Ok(Some(Key::Text(text))),
        }
    }

    /// What a call of a function with the event gives, and the state behind it, if there is such a function.
    pub(super) fn called(&mut self, name: &str) -> Option<Result<(Symbol, State), String>> {
        self.place(name)?;
        if !self.is_certain {
            return Some(Err("what `rule` does before it is not certain".to_owned()));
        }
        let range = TextRange::default();
        let function = self.run.global(self.module, name, range);
        let Some(Val::Function(number)) = function.as_ref().and_then(Tree::only) else {
            return Some(Err("it is not a plain function".to_owned()));
        };
        if !self.run.takes_one(*number) {
            return Some(Err("it does not take one argument".to_owned()));
        }
        let given = Given {
            positional: vec![leaf(Val::Event)],
            named: Vec::new(),
        };
        let mut state = State::default();
        let result = self.run.invoke(*number, &given, range, &mut state);
        // What `rule` has left in a variable of the module is not followed.
        let sets = |text: &str| {
            text.lines()
                .any(|line| line.trim_start().starts_with("global "))
        };
        let mut loaded = self.run.modules.iter();
        if loaded.any(|loaded| sets(&loaded.module.file.text)) {
            return Some(Err("a function sets global variables".to_owned()));
        }
        Some(Ok((result, state)))
    }

    /// What a function gives, if there is one, or why that is not known. With `filled` the empty text is none.
    pub(super) fn parts(&mut self, name: &str, filled: bool) -> Option<Result<Tree<Part>, String>> {
        let range = TextRange::default();
        let (result, mut state) = match self.called(name)? {
            Ok(called) => called,
            Err(reason) => return Some(Err(reason)),
        };
        let texts = self
            .run
            .bind(&result, &mut state, &mut |run, value, _| match value {
                Val::Text(text) if filled && text.is_empty() => leaf(Val::None),
                Val::Text(_) => leaf(value.clone()),
                Val::Computed(value) => text(run, value, filled),
                Val::LastPart(whole, separator) => text(run, &last_part(whole, separator), filled),
                Val::Json(Json { value, .. }) => {
                    let is_text = run.is_type(value, JsonType::String);
                    run.choose(
                        &is_text,
                        |run| text(run, value, filled),
                        |_| leaf(Val::None),
                    )
                }
                Val::Printed(_) => run.unknown_value(range, "the text of this value"),
                Val::Grown(problem, _) => leaf(Val::Unknown(*problem)),
                _ => leaf(Val::None),
            });
        let of_element = self
            .run
            .unknown_value(range, "the text of an element of an array");
        let parts = texts.map(&mut |value| {
            Tree::Leaf(match value {
                Val::Text(text) => Part::Text(Rc::clone(text)),
                Val::Computed(value) => Part::Value(value.clone()),
                Val::Unknown(problem) | Val::Carried(problem) => Part::Unread(*problem),
                Val::Chosen(_) => match of_element.only() {
                    Some(Val::Unknown(problem)) => Part::Unread(*problem),
                    _ => Part::Nothing,
                },
                _ => Part::Nothing,
            })
        });
        // Where the reading was given up, nothing that follows was read.
        Some(Ok(match self.run.exhausted() {
            Some(problem) => Tree::Leaf(Part::Unread(problem)),
            None => parts,
        }))
    }

    /// The one value that tells apart what a function gives: null stands for what is none of its texts.
    /// None: the function gives the same for every event.
    fn value(&mut self, parts: &Tree<Part>) -> Result<Option<Value>, String> {
        let mut different: Vec<&Part> = Vec::new();
        parts.leaves(&mut |part| {
            if !different.contains(&part) {
                different.push(part);
            }
        });
        for part in &different {
            if let Part::Unread(problem) = part {
                let problem = self.run.problems.get(*problem);
                return Err(problem.map_or_else(String::new, |problem| problem.message.clone()));
            }
        }
        let (value, other) = match different.as_slice() {
            [] | [Part::Nothing | Part::Text(_)] => return Ok(None),
            [Part::Value(value)] => (value, None),
            [Part::Value(value), other] | [other, Part::Value(value)]
                if !matches!(other, Part::Value(_)) =>
            {
                (value, Some(*other))
            }
            _ => return Err("it gives different texts in different cases".to_owned()),
        };
        let shown = varying(value);
        let mut in_element = false;
        shown.fields(&mut |field| in_element |= field.root != Root::Event);
        if in_element {
            return Err("it gives an element of an array".to_owned());
        }
        if let Some(other) = other {
            let otherwise = parts.when(&mut |part| Some(Condition::Const(part == other)));
            let otherwise = otherwise.unwrap_or(Condition::Const(false));
            let mut has_doubts = false;
            otherwise.fields(&mut |field| has_doubts |= doubted(field).is_some());
            let always = Condition::Const(true);
            let is_null = |run: &mut Run<'_>| run.test(&shown, Test::IsNull) == always;
            if has_doubts || !self.run.under(&otherwise, true, is_null) {
                return Err("it gives the same for values that are not".to_owned());
            }
            if let Part::Text(text) = other {
                let same = Scalar::String(text.to_string());
                let never = Condition::Const(false);
                let differs = |run: &mut Run<'_>| run.equals(value, same) == never;
                if !self.run.under(&otherwise, false, differs) {
                    return Err("the text of a missing field may be the text of another".to_owned());
                }
            }
        }
        Ok(Some(shown))
    }

    /// The first line of what sets a name in the rule's file.
    fn place(&self, name: &str) -> Option<Span> {
        let module = &self.sources.rule;
        let body = module.body().ok()?;
        let place = body.get(*module.index(body).setters.get(name)?.first()?)?;
        let start = place.range().start().to_usize();
        let text = module
            .file
            .text
            .get(start..place.range().end().to_usize())?;
        let length = text.lines().next().map_or(0, str::len);
        Some(Span::new(start, start + length))
    }

    fn unread(&self, name: &str, reason: &str) -> Diagnostic {
        let (decides, key) = match name {
            "unique" => ("what the threshold counts", "Unique"),
            _ => ("which matches are counted together", "GroupBy"),
        };
        let message =
            format!("`{name}` decides {decides}, and cannot be said of the event: {reason}");
        let mut problem = Diagnostic::error(GROUPING, message);
        if let Some(place) = self.place(name) {
            problem = problem.at(place, "");
        }
        let help = format!(
            "name the field in the rule's file (`{key}`), or ask for each match (`--raw-events`)"
        );
        problem.with_help(help).in_file(&self.sources.rule.file)
    }
}

/// The text that a value is, which `filled` asks not to be empty.
fn text(run: &mut Run<'_>, value: &Value, filled: bool) -> Symbol {
    let same = leaf(Val::Computed(value.clone()));
    if !filled || has_text(value) {
        return same;
    }
    let falsy = run.test(value, Test::IsFalsy);
    run.choose(&falsy, |_| leaf(Val::None), |_| same)
}

/// True for texts joined of which one is known and not empty.
pub(super) fn has_text(value: &Value) -> bool {
    let known = |argument: &Argument| matches!(argument, Argument::Scalar(Scalar::String(text)) if !text.is_empty());
    joined(value).is_some_and(|call| call.arguments.iter().any(known))
}

/// The call, of texts joined.
pub(super) fn joined(value: &Value) -> Option<&Call> {
    match value {
        Value::Call(call) if call.function == Function::Concat && call.steps.is_empty() => {
            Some(call)
        }
        _ => None,
    }
}

/// The only value of texts joined that the event decides: the others tell no events apart.
fn varying(value: &Value) -> Value {
    let Some(call) = joined(value) else {
        return value.clone();
    };
    let further = call.arguments.iter().filter_map(|argument| match argument {
        Argument::Value(value) => Some(value),
        Argument::Scalar(_) => None,
    });
    let all = [&*call.operand].into_iter().chain(further);
    let mut all = all.filter(|value| !is_empty(value));
    match (all.next(), all.next()) {
        (Some(only), None) => only.clone(),
        _ => value.clone(),
    }
}

/// True for the empty start of a text, which stands in front of a constant.
pub(super) fn is_empty(value: &Value) -> bool {
    let zero = Argument::Scalar(Scalar::Number(Number::Int(0)));
    matches!(value, Value::Call(call) if call.function == Function::Substring
        && call.steps.is_empty()
        && call.arguments == [zero.clone(), zero.clone()])
}
