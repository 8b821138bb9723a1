//! Kusto expressions as a tree whose types are Rust's types.
//!
//! In: parts. Out: a tree that the service's own type rules accept by construction: a [`Text`] is only
//! ever compared with text, a [`Number`] with a number, a dynamic value with nothing. Microsoft's binder
//! lets such comparisons pass and the service refuses them.
//!
//! Invariant: a [`Logic`] never depends on a null except where [`Logic::complement`] says so: it is true
//! where the question's answer is yes, and false or null where it is no.

use transpile_sdk::range::Minutes;

/// An expression of any type.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Kql {
    /// A column, or the element of an `mv-apply`.
    Name(String),
    /// A member of a dynamic object.
    Member(Box<Kql>, String),
    /// An element of a dynamic array.
    Item(Box<Kql>, u64),
    /// A text.
    Text(String),
    /// A pattern.
    Pattern(String),
    /// An integer.
    Long(i64),
    /// A floating-point number.
    Real(f64),
    /// `true` or `false`.
    Bool(bool),
    /// A point in time, in RFC 3339.
    Time(String),
    /// A span of time.
    Span(Minutes),
    /// Something that is written in one fixed way: `long(null)`.
    Fixed(&'static str),
    /// A function of arguments.
    Call(&'static str, Vec<Kql>),
    /// Two operands and what stands between them.
    Binary(Box<Kql>, &'static str, Box<Kql>),
    /// Two texts: equal, or not. Never null.
    Same(Box<Kql>, bool, Box<Kql>),
    /// `value in (…)`, or `!in`.
    In(Box<Kql>, bool, Vec<Kql>),
    /// All of them; not empty.
    And(Vec<Kql>),
    /// At least one of them; not empty.
    Or(Vec<Kql>),
    /// `not(…)`
    Not(Box<Kql>),
}

/// Something that is text; never null.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Text(pub(crate) Kql);

/// A number, or null.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Number(pub(crate) Kql);

/// A boolean value, or null.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Flag(pub(crate) Kql);

/// A point in time, or null.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Time(pub(crate) Kql);

/// A dynamic value.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Dynamic(pub(crate) Kql);

/// The answer to a question.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Logic(pub(crate) Kql);

/// What `gettype` calls numbers: the documentation, and measured on Microsoft's emulator.
const NUMBERS: [&str; 4] = ["int", "long", "double", "real"];

fn boxed(value: Kql) -> Box<Kql> {
    Box::new(value)
}

pub(crate) fn call(function: &'static str, arguments: impl IntoIterator<Item = Kql>) -> Kql {
    Kql::Call(function, arguments.into_iter().collect())
}

impl Text {
    fn binary(self, operator: &'static str, other: Kql) -> Logic {
        Logic(Kql::Binary(boxed(self.0), operator, boxed(other)))
    }

    /// One of the texts.
    pub(crate) fn is_one_of(&self, mut texts: Vec<String>) -> Logic {
        match (texts.len(), texts.pop()) {
            (_, None) => Logic::of(false),
            (1, Some(only)) if only.is_empty() => self.is_empty(),
            (1, Some(only)) => self.clone().binary("==", Kql::Text(only)),
            (_, Some(last)) => {
                texts.push(last);
                let texts = texts.into_iter().map(Kql::Text).collect();
                Logic(Kql::In(boxed(self.0.clone()), false, texts))
            }
        }
    }

    pub(crate) fn is_empty(&self) -> Logic {
        Logic(call("isempty", [self.0.clone()]))
    }

    pub(crate) fn contains(self, part: &str) -> Logic {
        self.binary("contains_cs", Kql::Text(part.to_owned()))
    }

    pub(crate) fn starts_with(self, start: &str) -> Logic {
        self.binary("startswith_cs", Kql::Text(start.to_owned()))
    }

    pub(crate) fn ends_with(self, end: &str) -> Logic {
        self.binary("endswith_cs", Kql::Text(end.to_owned()))
    }

    pub(crate) fn matches(self, pattern: impl Into<String>) -> Logic {
        self.binary("matches regex", Kql::Pattern(pattern.into()))
    }

    pub(crate) fn same(self, other: Self) -> Logic {
        Logic(Kql::Same(boxed(self.0), false, boxed(other.0)))
    }

    /// The number that it spells, or null.
    pub(crate) fn to_double(&self) -> Number {
        Number(call("todouble", [self.0.clone()]))
    }
}

impl Number {
    /// On that side of the literal; null if the number is.
    pub(crate) fn compare(self, operator: &'static str, literal: Kql) -> Logic {
        Logic(Kql::Binary(boxed(self.0), operator, boxed(literal)))
    }

    /// One of the literals.
    pub(crate) fn is_one_of(&self, mut literals: Vec<Kql>) -> Logic {
        match (literals.len(), literals.pop()) {
            (_, None) => Logic::of(false),
            (1, Some(only)) => self.clone().compare("==", only),
            (_, Some(last)) => {
                literals.push(last);
                Logic(Kql::In(boxed(self.0.clone()), false, literals))
            }
        }
    }

    /// Equal and not null.
    pub(crate) fn same(self, other: Self) -> Logic {
        self.compare("==", other.0)
    }

    pub(crate) fn is_null(&self) -> Logic {
        Logic(call("isnull", [self.0.clone()]))
    }
}

impl Flag {
    /// This value; false on null.
    pub(crate) fn is(self, value: bool) -> Logic {
        Logic(Kql::Binary(boxed(self.0), "==", boxed(Kql::Bool(value))))
    }

    /// Equal and not null.
    pub(crate) fn same(self, other: Self) -> Logic {
        Logic(Kql::Binary(boxed(self.0), "==", boxed(other.0)))
    }

    pub(crate) fn is_null(&self) -> Logic {
        Logic(call("isnull", [self.0.clone()]))
    }
}

impl Time {
    /// On that side of the instant; null if the time is.
    pub(crate) fn compare(self, operator: &'static str, instant: String) -> Logic {
        Logic(Kql::Binary(
            boxed(self.0),
            operator,
            boxed(Kql::Time(instant)),
        ))
    }

    /// One of the instants.
    pub(crate) fn is_one_of(&self, mut instants: Vec<String>) -> Logic {
        match (instants.len(), instants.pop()) {
            (_, None) => Logic::of(false),
            (1, Some(only)) => self.clone().compare("==", only),
            (_, Some(last)) => {
                instants.push(last);
                let instants = instants.into_iter().map(Kql::Time).collect();
                Logic(Kql::In(boxed(self.0.clone()), false, instants))
            }
        }
    }

    /// Equal and not null.
    pub(crate) fn same(self, other: Self) -> Logic {
        Logic(Kql::Binary(boxed(self.0), "==", boxed(other.0)))
    }

    pub(crate) fn is_null(&self) -> Logic {
        Logic(call("isnull", [self.0.clone()]))
    }
}

impl Dynamic {
    /// What a text of JSON holds; null if it is empty.
    pub(crate) fn parse(text: Text) -> Self {
        Self(call("parse_json", [text.0]))
    }

    pub(crate) fn member(self, key: &str) -> Self {
        Self(Kql::Member(boxed(self.0), key.to_owned()))
    }

    pub(crate) fn item(self, index: u64) -> Self {
        Self(Kql::Item(boxed(self.0), index))
    }

    /// Its text: the text itself, empty for null, JSON for anything else.
    pub(crate) fn text(&self) -> Text {
        Text(call("tostring", [self.0.clone()]))
    }

    pub(crate) fn to_long(&self) -> Number {
        Number(call("tolong", [self.0.clone()]))
    }

    pub(crate) fn to_double(&self) -> Number {
        Number(call("todouble", [self.0.clone()]))
    }

    pub(crate) fn to_bool(&self) -> Flag {
        Flag(call("tobool", [self.0.clone()]))
    }

    pub(crate) fn is_null(&self) -> Logic {
        Logic(call("isnull", [self.0.clone()]))
    }

    /// The name of its type.
    pub(crate) fn kind(&self) -> Text {
        Text(call("gettype", [self.0.clone()]))
    }

    pub(crate) fn is_string(&self) -> Logic {
        self.kind().is_one_of(vec!["string".to_owned()])
    }

    pub(crate) fn is_number(&self) -> Logic {
        self.kind().is_one_of(NUMBERS.map(str::to_owned).to_vec())
    }

    pub(crate) fn is_bool(&self) -> Logic {
        self.kind().is_one_of(vec!["bool".to_owned()])
    }

    pub(crate) fn is_array(&self) -> Logic {
        self.kind().is_one_of(vec!["array".to_owned()])
    }

    pub(crate) fn is_object(&self) -> Logic {
        self.kind().is_one_of(vec!["dictionary".to_owned()])
    }

    /// How many elements it has; null if it is no array.
    pub(crate) fn length(&self) -> Number {
        Number(call("array_length", [self.0.clone()]))
    }

    /// True if it is an array with at least one element.
    pub(crate) fn has_elements(&self) -> Logic {
        self.length().compare(">", Kql::Long(0))
    }
}

impl Logic {
    pub(crate) fn of(value: bool) -> Self {
        Self(Kql::Bool(value))
    }

    /// A boolean function of Kusto whose answer may be null.
    pub(crate) fn call(function: &'static str, arguments: impl IntoIterator<Item = Kql>) -> Self {
        Self(call(function, arguments))
    }

    /// All of them, flat, without repeats.
    pub(crate) fn all(parts: impl IntoIterator<Item = Self>) -> Self {
        let mut out = Vec::new();
        for Self(part) in parts {
            match part {
                Kql::Bool(true) => {}
                Kql::Bool(false) => return Self::of(false),
                Kql::And(inner) => inner.into_iter().for_each(|part| push_new(&mut out, part)),
                part => push_new(&mut out, part),
            }
        }
        Self(only(out, true, Kql::And))
    }

    /// At least one of them, flat, without repeats.
    pub(crate) fn either(parts: impl IntoIterator<Item = Self>) -> Self {
        let mut out = Vec::new();
        for Self(part) in parts {
            match part {
                Kql::Bool(false) => {}
                Kql::Bool(true) => return Self::of(true),
                Kql::Or(inner) => inner.into_iter().for_each(|part| push_new(&mut out, part)),
                part => push_new(&mut out, part),
            }
        }
        Self(only(out, false, Kql::Or))
    }

    /// The complement: true where the answer is no, also where the expression is null.
    pub(crate) fn complement(self) -> Self {
        Self(complement(self.0))
    }
}

fn push_new(out: &mut Vec<Kql>, part: Kql) {
    if !out.contains(&part) {
        out.push(part);
    }
}

fn only(mut parts: Vec<Kql>, empty: bool, several: fn(Vec<Kql>) -> Kql) -> Kql {
    match (parts.len(), parts.pop()) {
        (_, None) => Kql::Bool(empty),
        (1, Some(only)) => only,
        (_, Some(last)) => {
            parts.push(last);
            several(parts)
        }
    }
}

fn complement(kql: Kql) -> Kql {
    match kql {
        Kql::Bool(value) => Kql::Bool(!value),
        Kql::And(parts) => Kql::Or(parts.into_iter().map(complement).collect()),
        Kql::Or(parts) => Kql::And(
            parts
                .into_iter()
                .flat_map(|part| match complement(part) {
                    Kql::And(inner) => inner,
                    other => vec![other],
                })
                .collect(),
        ),
        Kql::Not(inner) if is_total(&inner) => *inner,
        Kql::In(value, negated, list) => Kql::In(value, !negated, list),
        Kql::Same(left, negated, right) => Kql::Same(left, !negated, right),
        Kql::Call("isempty", arguments) => Kql::Call("isnotempty", arguments),
        Kql::Call("isnotempty", arguments) => Kql::Call("isempty", arguments),
        Kql::Call("isnull", arguments) => Kql::Call("isnotnull", arguments),
        Kql::Call("isnotnull", arguments) => Kql::Call("isnull", arguments),
        Kql::Binary(left, operator, right) => match (inverse(operator), operator) {
            // Between two values that may both be null, `!=` is null as well.
            (Some(_), "==") if may_be_null(&left) && may_be_null(&right) => {
                not(Kql::Binary(left, operator, right))
            }
            (Some(inverse), "<" | "<=" | ">" | ">=") => {
                let missing = call("isnull", [(*left).clone()]);
                let other = Kql::Binary(left.clone(), inverse, right);
                if may_be_null(&left) {
                    Kql::Or(vec![other, missing])
                } else {
                    other
                }
            }
            (Some(inverse), _) => Kql::Binary(left, inverse, right),
            (None, _) => not(Kql::Binary(left, operator, right)),
        },
        other => not(other),
    }
}

fn not(kql: Kql) -> Kql {
    let kql = if is_total(&kql) {
        kql
    } else {
        call("coalesce", [kql, Kql::Bool(false)])
    };
    Kql::Not(boxed(kql))
}

fn inverse(operator: &str) -> Option<&'static str> {
    Some(match operator {
        "==" => "!=",
        "!=" => "==",
        "<" => ">=",
        "<=" => ">",
        ">" => "<=",
        ">=" => "<",
        "contains_cs" => "!contains_cs",
        "startswith_cs" => "!startswith_cs",
        "endswith_cs" => "!endswith_cs",
        _ => return None,
    })
}

/// True if the value of an operand can be null.
fn may_be_null(kql: &Kql) -> bool {
    !matches!(
        kql,
        Kql::Text(_)
            | Kql::Long(_)
            | Kql::Real(_)
            | Kql::Bool(_)
            | Kql::Time(_)
            | Kql::Call(
                "tostring"
                    | "tolower"
                    | "toupper"
                    | "strcat"
                    | "substring"
                    | "replace_string"
                    | "replace_regex"
                    | "trim"
                    | "gettype"
                    | "strlen",
                _,
            )
    )
}

/// True if the answer is never null.
fn is_total(kql: &Kql) -> bool {
    match kql {
        Kql::Bool(_)
        | Kql::In(..)
        | Kql::Same(..)
        | Kql::Call("isempty" | "isnotempty" | "isnull" | "isnotnull", _) => true,
        Kql::Call("coalesce", arguments) => matches!(arguments.last(), Some(Kql::Bool(_))),
        Kql::Binary(left, "<" | "<=" | ">" | ">=", _) => !may_be_null(left),
        Kql::Binary(left, "==" | "!=", right) => !(may_be_null(left) && may_be_null(right)),
        Kql::And(parts) | Kql::Or(parts) => parts.iter().all(is_total),
        Kql::Not(inner) => is_total(inner),
        other => matches!(other, Kql::Binary(..)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_complement_keeps_rows_with_null() {
        let n = || Number(Kql::Name("n".to_owned()));
        let gt = n().compare(">", Kql::Long(5));
        assert_eq!(
            gt.complement(),
            Logic::either([n().compare("<=", Kql::Long(5)), n().is_null()])
        );
        let inside = Logic::call("ipv4_is_private", [Kql::Name("a".to_owned())]);
        let Logic(Kql::Not(inner)) = inside.complement() else {
            panic!("not a negation")
        };
        assert!(is_total(&inner));
        let same = n().same(n()).complement();
        assert!(matches!(same, Logic(Kql::Not(_))));
    }
}
