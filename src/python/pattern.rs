//! Regular expressions and globs of Python, as those of the condition language.
//!
//! In: a pattern as Python reads it. Out: one of the language's own subset that is found in the same
//! texts. In Python `\d`, `\w` and `\s` hold for all of Unicode, and `$` also before a last newline.

use super::call::Given;
use super::run::{Run, State, doubt};
use super::value::{Finding, Item, Json, Pattern, Symbol, Val, leaf, raise};
use regex_syntax::hir::{Class, HirKind};
use ruff_text_size::TextRange;
use std::rc::Rc;
use transpile_sdk::glob::Glob;
use transpile_sdk::ir::{Condition, JsonType, Test, Value};
use transpile_sdk::regex::Regex;

/// Where a pattern must be found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Anchor {
    Anywhere,
    Start,
    Whole,
}

/// The flags of a pattern.
#[derive(Debug, Clone, Copy, Default)]
struct Flags {
    ignore_case: bool,
    multiline: bool,
    /// True if there are some that are not read.
    others: bool,
}

impl Flags {
    /// One flag, or several with `|` between them.
    fn of(flags: &Symbol) -> Self {
        let mut read = Self::default();
        read.add(flags);
        read
    }

    fn add(&mut self, flags: &Symbol) {
        match flags.only() {
            Some(Val::Library(flag)) => match &**flag {
                "re.IGNORECASE" | "re.I" => self.ignore_case = true,
                "re.MULTILINE" | "re.M" => self.multiline = true,
                _ => self.others = true,
            },
            Some(Val::Tuple(several)) => {
                for flag in several.iter() {
                    self.add(&flag.value);
                }
            }
            _ => self.others = true,
        }
    }
}

impl Run<'_> {
    /// A function of the module `re`.
    pub(super) fn pattern_call(
        &mut self,
        name: &str,
        given: &Given,
        range: TextRange,
        state: &mut State,
    ) -> Option<Symbol> {
        let name = name.strip_prefix("re.")?.to_owned();
        let flags = match name.as_str() {
            "compile" => given.get(1, "flags"),
            "search" | "match" | "fullmatch" | "findall" | "finditer" => given.get(2, "flags"),
            _ => None,
        };
        let flags = flags.map_or_else(Flags::default, Flags::of);
        let pattern = given.get(0, "pattern")?.clone();
        let subject = given.get(1, "string").cloned();
        Some(self.bind(&pattern, state, &mut |run, pattern, state| {
            let pattern = match pattern {
                Val::Text(text) => Rc::new(Pattern {
                    text: text.to_string(),
                    ignore_case: flags.ignore_case,
                    multiline: flags.multiline,
                    other_flags: flags.others,
                }),
                Val::Pattern(pattern) => Rc::clone(pattern),
                _ => return run.unknown(range, "a pattern that the event decides"),
            };
            if name == "compile" {
                return leaf(Val::Pattern(pattern));
            }
            if name == "escape" {
                return run.unknown_value(range, "`re.escape`");
            }
            let Some(subject) = &subject else {
                return run.unknown(range, format!("`re.{name}` with these arguments"));
            };
            let given = Given {
                positional: vec![subject.clone()],
                named: Vec::new(),
            };
            run.pattern_method(&pattern, &name, &given, range, state)
        }))
    }

    /// A method of a compiled pattern.
    pub(super) fn pattern_method(
        &mut self,
        pattern: &Rc<Pattern>,
        name: &str,
        given: &Given,
        range: TextRange,
        state: &mut State,
    ) -> Symbol {
        let anchor = match name {
            "search" | "findall" => Anchor::Anywhere,
            "match" => Anchor::Start,
            "fullmatch" => Anchor::Whole,
            _ => return self.unknown(range, format!("`{name}` of a pattern")),
        };
        let [subject] = given.positional.as_slice() else {
            return self.unknown(range, format!("`{name}` with these arguments"));
        };
        let regex = match translated(pattern, anchor) {
            Ok(regex) => regex,
            Err(reason) => return self.unknown_value(range, format!("this pattern: {reason}")),
        };
        let subject = subject.clone();
        let pattern = Rc::clone(pattern);
        let found = self.bind(&subject, state, &mut |run, subject, _| match subject {
            Val::Json(Json { value, .. }) => {
                let is_text = run.is_type(value, JsonType::String);
                run.choose(
                    &is_text,
                    |run| run.found(value, &regex, &pattern, subject),
                    |_| raise("TypeError"),
                )
            }
            Val::Computed(value) => run.found(value, &regex, &pattern, subject),
            Val::LastPart(text, separator) => {
                let part = super::text::last_part(text, separator);
                run.found(&part, &regex, &pattern, subject)
            }
            Val::Printed(own) => run.found(&own.text, &regex, &pattern, subject),
            Val::Text(text) => match regex::Regex::new(&regex.rust()) {
                Ok(compiled) if compiled.is_match(text) => found_in(&pattern, subject),
                Ok(_) => leaf(Val::None),
                Err(_) => run.unknown_value(range, "a pattern that is too large"),
            },
            Val::None | Val::Int(_) | Val::Bool(_) | Val::List(_) | Val::Dict(_) => {
                raise("TypeError")
            }
            _ => run.unknown(range, "a pattern is looked for in this"),
        });
        if name != "findall" {
            return found;
        }
        // All that is found: whether there is some, but not how many, nor what.
        found.map(&mut |value| match value {
            Val::Found(_) => {
                let one = self.unknown_value(range, "what a pattern has found");
                let is_more = one.when(&mut |value| match value {
                    Val::Unknown(problem) => Some(doubt(*problem)),
                    _ => None,
                });
                let more = Item {
                    guard: is_more.unwrap_or(Condition::Const(false)),
                    ..Item::one(one.clone())
                };
                leaf(Val::List(Rc::from([Item::one(one), more])))
            }
            Val::None => leaf(Val::List(Rc::from([]))),
            other => leaf(other.clone()),
        })
    }

    fn found(
        &mut self,
        value: &Value,
        regex: &Regex,
        pattern: &Rc<Pattern>,
        subject: &Val,
    ) -> Symbol {
        let is_found = self.test(value, Test::Regex(regex.clone()));
        let found = found_in(pattern, subject);
        self.choose(&is_found, |_| found, |_| leaf(Val::None))
    }

    /// `fnmatch(name, pattern)`.
    pub(super) fn fnmatch(&mut self, value: &Val, pattern: &Val, range: TextRange) -> Symbol {
        let Val::Text(pattern) = pattern else {
            return match pattern {
                Val::None | Val::Int(_) => raise("TypeError"),
                _ => self.unknown(range, "a glob that the event decides"),
            };
        };
        let glob = Glob::new(pattern.to_string());
        match value {
            Val::Text(text) => leaf(Val::bool(glob.matches(text))),
            Val::Computed(value) => leaf(Val::Bool(self.test(value, Test::Wildcard(glob)))),
            Val::Json(Json { value, .. }) => {
                let is_text = self.is_type(value, JsonType::String);
                self.choose(
                    &is_text,
                    |run| leaf(Val::Bool(run.test(value, Test::Wildcard(glob)))),
                    |_| raise("TypeError"),
                )
            }
            Val::None | Val::Int(_) | Val::Bool(_) | Val::List(_) | Val::Dict(_) => {
                raise("TypeError")
            }
            _ => self.unknown(range, "`fnmatch` of this"),
        }
    }
}

/// A `match` object; `findall` gives a list, which is as true.
fn found_in(pattern: &Rc<Pattern>, subject: &Val) -> Symbol {
    leaf(Val::Found(Rc::new(Finding {
        pattern: Rc::clone(pattern),
        subject: subject.clone(),
    })))
}

/// The pattern in the language's own subset, or why there is none.
fn translated(pattern: &Pattern, anchor: Anchor) -> Result<Regex, String> {
    if pattern.other_flags {
        return Err("its flags are not read".to_owned());
    }
    let mut text = String::new();
    if pattern.ignore_case {
        text.push_str("(?i)");
    }
    let body = in_our_words(&pattern.text, pattern.multiline)?;
    let body = super::boundary::resolved(&body, anchor)?;
    match anchor {
        Anchor::Anywhere => text.push_str(&body),
        Anchor::Start => text.extend([r"\A(?:", &body, ")"]),
        Anchor::Whole => text.extend([r"\A(?:", &body, r")\z"]),
    }
    Regex::new(text).map_err(|error| error.to_string())
}

/// Rewrites what Python means differently. `multiline`: `^` and `$` would be of each line.
fn in_our_words(pattern: &str, multiline: bool) -> Result<String, String> {
    let mut out = String::new();
    let mut characters = pattern.chars().peekable();
    let mut in_class = false;
    while let Some(c) = characters.next() {
        match c {
            '\\' => match characters.next() {
                Some(c @ ('d' | 'w' | 's')) => {
                    let set = unicode(c);
                    if in_class {
                        out.push_str(&set);
                    } else {
                        out.extend(["[", &set, "]"]);
                    }
                }
                Some('D' | 'W' | 'S') if in_class => {
                    return Err("a complement inside a class".to_owned());
                }
                Some(c @ ('D' | 'W' | 'S')) => {
                    out.extend(["[^", &unicode(c.to_ascii_lowercase()), "]"]);
                }
                Some('b') if in_class => out.push_str(r"\x08"),
                Some('b') => out.push_str(r"\b"),
                Some('B') => return Err("word boundaries of Unicode".to_owned()),
                Some('Z') if !in_class => out.push_str(r"\z"),
                Some('z') => return Err(r"`\z` is not Python's".to_owned()),
                Some('/') => out.push('/'),
                Some(
                    c @ ('"' | '\'' | ' ' | '@' | '_' | ':' | ',' | ';' | '=' | '<' | '>' | '!'
                    | '%' | '`'),
                ) => {
                    out.push(c);
                }
                Some(c) => {
                    out.push('\\');
                    out.push(c);
                }
                None => return Err("it ends in a backslash".to_owned()),
            },
            '[' if !in_class => {
                in_class = true;
                out.push('[');
                if characters.peek() == Some(&'^') {
                    out.push('^');
                    characters.next();
                }
                // A bracket that comes first is itself.
                if characters.peek() == Some(&']') {
                    out.push_str(r"\]");
                    characters.next();
                }
            }
            '[' => out.push_str(r"\["),
            ']' if in_class => {
                in_class = false;
                out.push(']');
            }
            '^' | '$' if multiline && !in_class => {
                return Err("the start or the end of each line".to_owned());
            }
            '$' if !in_class => out.push_str(r"\n?\z"),
            '{' if !in_class && !is_count(&characters) => out.push_str(r"\{"),
            '}' if !in_class && !closes_count(&out) => out.push_str(r"\}"),
            c => out.push(c),
        }
    }
    Ok(out)
}

/// True if `{` begins a count such as `{2,4}`.
fn is_count(rest: &std::iter::Peekable<std::str::Chars<'_>>) -> bool {
    let mut digits = 0;
    for c in rest.clone() {
        match c {
            '0'..='9' | ',' => digits += 1,
            '}' => return digits > 0,
            _ => return false,
        }
    }
    false
}

fn closes_count(before: &str) -> bool {
    let count = before.trim_end_matches(|c: char| c.is_ascii_digit() || c == ',');
    count.ends_with('{') && !count.ends_with(r"\{") && count.len() < before.len()
}

/// The members of a class that holds for all of Unicode in Python: decimal digits; letters, numbers and
/// `_`; white space.
pub(super) fn unicode(class: char) -> String {
    characters(match class {
        'd' => r"\p{Nd}",
        'w' => r"[\p{L}\p{N}_]",
        _ => r"[\s\x1c-\x1f]",
    })
}

/// The members of a class, one by one and in ranges.
pub(super) fn characters(pattern: &str) -> String {
    let mut members = String::new();
    if let Ok(hir) = regex_syntax::parse(pattern)
        && let HirKind::Class(Class::Unicode(set)) = hir.kind()
    {
        for range in set.ranges() {
            let (first, last) = (u32::from(range.start()), u32::from(range.end()));
            let range = if first == last {
                format!(r"\x{{{first:x}}}")
            } else {
                format!(r"\x{{{first:x}}}-\x{{{last:x}}}")
            };
            members.push_str(&range);
        }
    }
    members
}
