//! Texts that a rule makes of an event: the title of an alert, its severity.
//!
//! In: pieces and cases. Out: a [`Template`], in which what two cases have in common stands once.

use super::{Condition, Field, Test, Value};
use std::collections::VecDeque;
use std::hash::Hash;

/// A text for each event, or none.
#[derive(Debug, Clone, PartialEq)]
pub enum Template<F = Field> {
    /// No text.
    Null,
    /// This text.
    Text(String),
    /// A value that is text; no text for null.
    Value(Value<F>),
    /// Texts one after another; at least two.
    Joined(Vec<Template<F>>),
    /// One text if the condition holds, another if not.
    Either(Box<Condition<F>>, Box<Template<F>>, Box<Template<F>>),
}

impl<F> Template<F> {
    /// Calls `visit` on every field that the text is made of or depends on.
    pub fn fields<'a>(&'a self, visit: &mut impl FnMut(&'a F)) {
        match self {
            Self::Null | Self::Text(_) => {}
            Self::Value(value) => value.fields(visit),
            Self::Joined(parts) => {
                for part in parts {
                    part.fields(visit);
                }
            }
            Self::Either(condition, then, other) => {
                condition.fields(visit);
                then.fields(visit);
                other.fields(visit);
            }
        }
    }

    /// The same choice among other constants; `map` is given the empty text where there is none. Nothing, if something
    /// else than constants is among what is chosen.
    #[must_use]
    pub fn with_texts(&self, map: &impl Fn(&str) -> String) -> Option<Self>
    where
        F: Clone + PartialEq + Hash,
    {
        Some(match self {
            Self::Null => Self::Text(map("")),
            Self::Text(text) => Self::Text(map(text)),
            Self::Either(condition, then, other) => {
                Self::either(condition, then.with_texts(map)?, other.with_texts(map)?)
            }
            Self::Value(_) | Self::Joined(_) => return None,
        })
    }

    /// True if some case gives no text, whatever the values are.
    pub fn may_be_null(&self) -> bool {
        match self {
            Self::Null => true,
            Self::Text(_) | Self::Value(_) => false,
            Self::Joined(parts) => parts.iter().any(Self::may_be_null),
            Self::Either(_, then, other) => then.may_be_null() || other.may_be_null(),
        }
    }

    /// The cases from the outside in, and the text if none of them holds: `if … else if … else …`.
    pub fn cases(&self) -> (Vec<(&Condition<F>, &Self)>, &Self) {
        let mut cases = Vec::new();
        let mut rest = self;
        while let Self::Either(condition, then, other) = rest {
            cases.push((&**condition, &**then));
            rest = other;
        }
        (cases, rest)
    }
}

impl<F: Clone + PartialEq + Hash> Template<F> {
    /// Texts one after another: flat, neighbouring constants as one.
    pub fn joined(parts: impl IntoIterator<Item = Self>) -> Self {
        let mut out: Vec<Self> = Vec::new();
        for part in parts {
            for part in part.pieces() {
                match (out.last_mut(), part) {
                    (Some(Self::Text(before)), Self::Text(text)) => before.push_str(&text),
                    (_, part) => out.push(part),
                }
            }
        }
        match (out.pop(), out.is_empty()) {
            (None, _) => Self::Text(String::new()),
            (Some(only), true) => only,
            (Some(last), false) => {
                out.push(last);
                Self::Joined(out)
            }
        }
    }

    /// `then` if the condition holds, else `other`. What both begin or end with stands outside of the choice.
    #[must_use]
    pub fn either(condition: &Condition<F>, then: Self, other: Self) -> Self {
        match condition {
            Condition::Const(true) => return then,
            Condition::Const(false) => return other,
            _ if then == other => return then,
            _ => {}
        }
        let choice = |then, other| Self::choice(condition.clone(), then, other);
        // No text is none as a whole, and two texts without pieces are easier to read apart.
        if !matches!(then, Self::Joined(_)) && !matches!(other, Self::Joined(_)) {
            return choice(then, other);
        }
        if then.may_be_null() || other.may_be_null() {
            return choice(then, other);
        }
        let mut then = VecDeque::from(then.pieces());
        let mut other = VecDeque::from(other.pieces());
        let before = common(&mut then, &mut other, End::Front);
        let mut behind = common(&mut then, &mut other, End::Back);
        behind.reverse();
        let middle = choice(Self::joined(then), Self::joined(other));
        Self::joined(before.into_iter().chain([middle]).chain(behind))
    }

    /// A choice; one inside that ends in the same text is part of it, and the longer way comes last.
    fn choice(condition: Condition<F>, then: Self, other: Self) -> Self {
        match (&then, &other) {
            (Self::Either(inner, yes, no), _) if **no == other => {
                let both = Condition::all([condition, (**inner).clone()]);
                Self::choice(both, (**yes).clone(), other)
            }
            (Self::Either(inner, yes, no), _) if **yes == other => {
                let both = Condition::all([condition, inner.as_ref().clone().complement()]);
                Self::choice(both, (**no).clone(), other)
            }
            (_, Self::Either(inner, yes, no)) if **yes == then => {
                let one = Condition::either([condition, (**inner).clone()]);
                Self::choice(one, then, (**no).clone())
            }
            (_, Self::Either(inner, yes, no)) if **no == then => {
                let one = Condition::either([condition, inner.as_ref().clone().complement()]);
                Self::choice(one, then, (**yes).clone())
            }
            (then, other) if reads_better(other, &condition, then) => {
                let (then, other) = (Box::new(other.clone()), Box::new(then.clone()));
                Self::Either(Box::new(condition.complement()), then, other)
            }
            _ => Self::Either(Box::new(condition), Box::new(then), Box::new(other)),
        }
    }

    /// The pieces that it is joined of; an empty text has none.
    fn pieces(self) -> Vec<Self> {
        match self {
            Self::Joined(parts) => parts,
            Self::Text(text) if text.is_empty() => Vec::new(),
            other => vec![other],
        }
    }
}

/// True if a choice is easier to read the other way round: its cases one after another, and asked for what is there.
fn reads_better<F>(other: &Template<F>, condition: &Condition<F>, then: &Template<F>) -> bool {
    let is_choice = |text: &Template<F>| matches!(text, Template::Either(..));
    match (is_choice(then), is_choice(other)) {
        (true, false) => true,
        (false, false) => matches!(condition, Condition::Predicate(predicate) if predicate.negated
            && !matches!(predicate.test, Test::IsMissing | Test::IsNull)),
        _ => false,
    }
}

/// An end of a list.
#[derive(Clone, Copy)]
enum End {
    Front,
    Back,
}

/// Takes what both lists have at one end, from the outside in: whole pieces, and a text that another one begins or
/// ends with.
fn common<F: Clone + PartialEq + Hash>(
    one: &mut VecDeque<Template<F>>,
    two: &mut VecDeque<Template<F>>,
    end: End,
) -> Vec<Template<F>> {
    let take = |list: &mut VecDeque<Template<F>>| match end {
        End::Front => list.pop_front(),
        End::Back => list.pop_back(),
    };
    let put = |list: &mut VecDeque<Template<F>>, piece| match end {
        End::Front => list.push_front(piece),
        End::Back => list.push_back(piece),
    };
    let without = |text: &str, part: &str| match end {
        End::Front => text.strip_prefix(part).map(str::to_owned),
        End::Back => text.strip_suffix(part).map(str::to_owned),
    };
    let mut found = Vec::new();
    loop {
        let (left, right) = match (take(one), take(two)) {
            (Some(left), Some(right)) => (left, right),
            (left, right) => {
                if let Some(piece) = left {
                    put(one, piece);
                }
                if let Some(piece) = right {
                    put(two, piece);
                }
                return found;
            }
        };
        if left == right {
            found.push(left);
            continue;
        }
        if let (Template::Text(left), Template::Text(right)) = (&left, &right) {
            if let Some(rest) = without(left, right) {
                put(one, Template::Text(rest));
                found.push(Template::Text(right.clone()));
                continue;
            }
            if let Some(rest) = without(right, left) {
                put(two, Template::Text(rest));
                found.push(Template::Text(left.clone()));
                continue;
            }
        }
        put(one, left);
        put(two, right);
        return found;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ir::{Facts, Origin, Predicate, Root, Step, Type};

    fn field(name: &str) -> Value {
        Value::Field(Field {
            root: Root::Event,
            steps: vec![Step::Key(name.to_owned())],
            ty: Type::String,
            facts: Facts::default(),
        })
    }

    fn missing(name: &str) -> Condition {
        Condition::Predicate(Predicate {
            value: field(name),
            negated: false,
            test: Test::IsMissing,
            origin: Origin::default(),
        })
    }

    fn text(text: &str) -> Template {
        Template::Text(text.to_owned())
    }

    fn value(name: &str) -> Template {
        Template::Value(field(name))
    }

    #[test]
    fn what_cases_have_in_common_stands_once() {
        // f"AWS [{a or '<A>'}] by [{b or '<B>'}]" as four cases.
        let title = |a: Template, b: Template| {
            Template::joined([text("AWS ["), a, text("] by ["), b, text("]")])
        };
        let by_b = |a: &Template| {
            let some = title(a.clone(), value("b"));
            Template::either(&missing("b"), title(a.clone(), text("<B>")), some)
        };
        let whole = Template::either(&missing("a"), by_b(&text("<A>")), by_b(&value("a")));
        let or = |name: &str, other: &str| {
            Template::Either(
                Box::new(missing(name)),
                Box::new(text(other)),
                Box::new(value(name)),
            )
        };
        assert_eq!(whole, title(or("a", "<A>"), or("b", "<B>")));
    }

    #[test]
    fn short_texts_and_no_text_stay_apart() {
        let severity = Template::either(&missing("a"), text("High"), text("Hint"));
        assert!(matches!(severity, Template::Either(..)));
        let some = Template::joined([text("x "), value("a")]);
        let title = Template::either(&missing("a"), Template::Null, some.clone());
        assert!(matches!(title, Template::Either(..)));
        assert_eq!(
            Template::either(&missing("a"), some.clone(), some.clone()),
            some
        );
        assert_eq!(
            Template::<Field>::joined([text(""), text("a"), text("b")]),
            text("ab")
        );
    }
}
