//! Text of which null may be a part, although Kusto's strings are never null.
//!
//! In: an expression of type string, and what it shows where the value is null. Out: for each test on
//! text the question that is answered alike by Kusto and by the rule, or the reason why there is none.
//!
//! A test is asked as it stands if it fails on everything that null may look like; else the value has to
//! be present as well, and where the table cannot tell whether it is, the test is refused.

use crate::address;
use crate::emit::{Refused, refuse, refuse_with};
use crate::expr::{Kql, Logic, Text};
use crate::number;
use transpile_sdk::bind::BoundField;
use transpile_sdk::cidr::{address as parse_address, private_networks};
use transpile_sdk::glob::{Glob, Token};
use transpile_sdk::ir::{Number as Literal, Scalar, Test};
use transpile_sdk::regex::Regex;

/// What an expression shows where the value is null.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Shown {
    /// This text.
    Exactly(String),
    /// Some text that this glob covers.
    Like(Glob),
    /// JSON of something that is no string: a number, a boolean, an array, an object.
    Json,
    /// Anything.
    Anything,
}

/// A text.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct TextValue {
    /// The expression.
    pub(crate) text: Text,
    /// What it shows where the value is null; empty if the value is never null.
    pub(crate) nulls: Vec<Shown>,
    /// True where the value is not null, if the table can tell.
    pub(crate) present: Option<Logic>,
    /// True if the text is known to be an IP address wherever it is not null.
    pub(crate) address: bool,
}

impl TextValue {
    /// The value under a function that gives text, null for null.
    pub(crate) fn map(
        self,
        text: impl FnOnce(Text) -> Text,
        shown: impl Fn(&Shown) -> Shown,
    ) -> Self {
        Self {
            text: text(self.text),
            nulls: self.nulls.iter().map(shown).collect(),
            present: self.present,
            address: false,
        }
    }

    /// `logic`, a question about the text, where the value is not null. `holds` says whether the question
    /// may be answered with yes for something that null looks like.
    fn guarded(&self, logic: Logic, holds: impl Fn(&Shown) -> bool) -> Result<Logic, Refused> {
        if !self.nulls.iter().any(holds) {
            return Ok(logic);
        }
        match &self.present {
            Some(present) => Ok(Logic::all([present.clone(), logic])),
            None => no_null(),
        }
    }

    /// The text where the value is not null, else one that no value is: for functions that may not take
    /// null for text.
    pub(crate) fn or_empty(&self) -> Result<Text, Refused> {
        let harmless = |shown: &Shown| matches!(shown, Shown::Exactly(text) if text.is_empty());
        if self.nulls.iter().all(harmless) {
            return Ok(self.text.clone());
        }
        match &self.present {
            Some(Logic(present)) => Ok(Text(Kql::Call(
                "iff",
                vec![
                    present.clone(),
                    self.text.0.clone(),
                    Kql::Text(String::new()),
                ],
            ))),
            None => no_null(),
        }
    }

    pub(crate) fn is_missing(&self) -> Result<Logic, Refused> {
        match &self.present {
            Some(present) => Ok(present.clone().complement()),
            None => no_null(),
        }
    }

    /// Null or the empty text.
    pub(crate) fn is_null(&self) -> Result<Logic, Refused> {
        let mut texts = vec![String::new()];
        for shown in &self.nulls {
            match shown {
                Shown::Exactly(text) if texts.contains(text) => {}
                Shown::Exactly(text) => texts.push(text.clone()),
                _ => {
                    let missing = self.is_missing()?;
                    return Ok(Logic::either([missing, self.text.clone().is_empty()]));
                }
            }
        }
        Ok(self.text.clone().is_one_of(texts))
    }

    /// What a test of text asks; the complement is made by the caller.
    pub(crate) fn test(&self, test: &Test<BoundField>) -> Result<Logic, Refused> {
        let text = || self.text.clone();
        let logic = match test {
            Test::Eq(scalar) => text().is_one_of(texts(std::slice::from_ref(scalar))),
            Test::In(list) => text().is_one_of(texts(list)),
            Test::ContainsText(part) => text().contains(part),
            Test::StartsWith(start) => text().starts_with(start),
            Test::EndsWith(end) => text().ends_with(end),
            Test::Wildcard(glob) => covered(text(), glob),
            Test::Regex(regex) => text().matches(pattern(regex)),
            Test::Compare(comparison, Scalar::Number(literal)) => {
                number::compare_text(&text(), comparison.symbol(), *literal)?
            }
            Test::Cidr(networks) => address::inside(&text(), networks, self.address),
            Test::IsIp => address::is_address(&text()),
            Test::IsPrivateIp => address::inside(&text(), &private_networks(), self.address),
            _ => return refuse("the table keeps this value as text"),
        };
        self.guarded(logic, |shown| may_hold(test, shown))
    }
}

/// The table shows null as a text.
pub(crate) fn no_null<T>() -> Result<T, Refused> {
    refuse_with(
        "the table shows a missing text and an empty one alike",
        "write `is_null` (null or empty) instead of `is_missing`, `is_not_null` instead of `is_present`; \
         or compile for a table that keeps the event as dynamic",
    )
}

/// False if `test` certainly fails on what null looks like.
fn may_hold(test: &Test<BoundField>, shown: &Shown) -> bool {
    match shown {
        Shown::Exactly(text) => of_text(test, text),
        Shown::Like(glob) => match test {
            Test::Eq(scalar) => is_like(scalar, glob),
            Test::In(list) => list.iter().any(|scalar| is_like(scalar, glob)),
            _ => true,
        },
        Shown::Json => of_json(test),
        Shown::Anything => true,
    }
}

fn is_like(scalar: &Scalar, glob: &Glob) -> bool {
    matches!(scalar, Scalar::String(text) if glob.matches(text))
}

/// What `test` says of a text; true if that is not known.
pub(crate) fn of_text(test: &Test<BoundField>, text: &str) -> bool {
    match test {
        Test::Eq(scalar) => *scalar == Scalar::String(text.to_owned()),
        Test::In(list) => list.contains(&Scalar::String(text.to_owned())),
        Test::ContainsText(part) => text.contains(part),
        Test::StartsWith(start) => text.starts_with(start),
        Test::EndsWith(end) => text.ends_with(end),
        Test::Wildcard(glob) => glob.matches(text),
        Test::Compare(..) => Literal::parse(text).is_some(),
        Test::Regex(regex) => {
            regex::Regex::new(&regex.rust()).map_or(true, |regex| regex.is_match(text))
        }
        Test::Cidr(_) | Test::IsIp | Test::IsPrivateIp => parse_address(text).is_some(),
        _ => true,
    }
}

/// False if `test` certainly fails on the JSON of a number, a boolean, an array or an object, in any case
/// of its letters.
fn of_json(test: &Test<BoundField>) -> bool {
    let begins = |c: Option<char>| c.is_none_or(|c| "-0123456789tTfF[{".contains(c));
    let ends = |c: Option<char>| c.is_none_or(|c| "0123456789eE]}".contains(c));
    let whole = |text: &str| {
        text.starts_with(['{', '['])
            || text.parse::<f64>().is_ok()
            || text.eq_ignore_ascii_case("true")
            || text.eq_ignore_ascii_case("false")
    };
    match test {
        Test::Eq(Scalar::String(text)) => whole(text),
        Test::In(list) => list
            .iter()
            .any(|scalar| matches!(scalar, Scalar::String(text) if whole(text))),
        Test::StartsWith(start) => begins(start.chars().next()),
        Test::EndsWith(end) => ends(end.chars().last()),
        Test::Wildcard(glob) => {
            let first = match glob.tokens().first() {
                Some(Token::Text(text)) => begins(text.chars().next()),
                _ => true,
            };
            let last = match glob.tokens().last() {
                Some(Token::Text(text)) => ends(text.chars().last()),
                _ => true,
            };
            first && last
        }
        Test::Cidr(_) | Test::IsIp | Test::IsPrivateIp => false,
        _ => true,
    }
}

fn texts(list: &[Scalar]) -> Vec<String> {
    list.iter()
        .filter_map(|scalar| {
            if let Scalar::String(text) = scalar {
                Some(text.clone())
            } else {
                None
            }
        })
        .collect()
}

/// The glob covers the text: an operator that an index serves where there is one, else a pattern.
fn covered(text: Text, glob: &Glob) -> Logic {
    match glob.tokens() {
        [] => text.is_empty(),
        [Token::Text(whole)] => text.is_one_of(vec![whole.clone()]),
        [Token::AnyText] => Logic::of(true),
        [Token::Text(start), Token::AnyText] => text.starts_with(start),
        [Token::AnyText, Token::Text(end)] => text.ends_with(end),
        [Token::AnyText, Token::Text(part), Token::AnyText] => text.contains(part),
        _ => text.matches(pattern(&Regex::of_glob(glob))),
    }
}

/// Kusto reads patterns as Rust's regex crate does, with a `\b` of all of Unicode.
fn pattern(regex: &Regex) -> String {
    regex.without_boundaries().unwrap_or_else(|| regex.rust())
}
