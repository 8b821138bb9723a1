//! What comes of an expression: true, false, or neither, where Panther raises an exception and no
//! alert comes of the event.
//!
//! In: the verdicts of parts. Out: that of the whole, by the order in which Panther asks the parts: the
//! first that decides ends it. About the elements of an array no order can be asked; there both answers
//! are taken to be possible if one element raises and another decides, so that no match is lost.

use transpile_sdk::ir::{Condition, Origin, Quantified, Quantifier, Value};

/// No condition that comes of match expressions has more parts.
const MOST: usize = 20_000;

/// `OnlyOne` has no more parts: each of them stands in the condition as often as there are parts.
const MOST_ALTERNATIVES: usize = 20;

/// A condition that is neither true nor false where Panther raises an exception.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Verdict {
    /// When it is true.
    pub(super) yes: Condition,
    /// When it is false; nothing, if that is always where it is not true.
    no: Option<Condition>,
}

/// The condition has grown too large.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct TooLarge;

impl Verdict {
    /// One that never raises.
    pub(super) fn plain(yes: Condition) -> Self {
        Self { yes, no: None }
    }

    /// One that raises unless `sound`. It is only true where it does not raise.
    pub(super) fn unless_raised(yes: Condition, sound: Condition) -> Self {
        let no = Condition::all([sound, yes.clone().complement()]);
        Self { yes, no: Some(no) }
    }

    pub(super) fn negated(self) -> Self {
        match self.no {
            None => Self::plain(self.yes.complement()),
            Some(no) => Self {
                yes: no,
                no: Some(self.yes),
            },
        }
    }

    fn no(&self) -> Condition {
        self.no
            .clone()
            .unwrap_or_else(|| self.yes.clone().complement())
    }

    fn size(&self) -> usize {
        size(&self.yes) + self.no.as_ref().map_or(0, size)
    }

    /// All of them, asked in order until one is false.
    pub(super) fn all(parts: Vec<Self>) -> Result<Self, TooLarge> {
        let negated = parts.into_iter().map(Self::negated).collect();
        Ok(Self::any(negated)?.negated())
    }

    /// At least one of them, asked in order until one is true.
    pub(super) fn any(parts: Vec<Self>) -> Result<Self, TooLarge> {
        bound(&parts, 2)?;
        let raises = parts.iter().any(|part| part.no.is_some());
        let no = raises.then(|| Condition::all(parts.iter().map(Self::no)));
        // What raises must be false for the next to be asked.
        let mut before: Vec<Condition> = Vec::new();
        let mut ways = Vec::new();
        for part in parts {
            let next = part.no.clone();
            let way = before.iter().cloned().chain([part.yes]);
            ways.push(Condition::all(way));
            before.extend(next);
            if before.len() * ways.len() > MOST {
                return Err(TooLarge);
            }
        }
        Ok(Self {
            yes: Condition::either(ways),
            no,
        })
    }

    /// Exactly one of them.
    pub(super) fn only_one(parts: &[Self]) -> Result<Self, TooLarge> {
        if parts.len() > MOST_ALTERNATIVES {
            return Err(TooLarge);
        }
        bound(parts, 2 * parts.len())?;
        let ways = (0..parts.len()).map(|own| {
            Condition::all(parts.iter().enumerate().map(|(index, part)| {
                if index == own {
                    part.yes.clone()
                } else {
                    part.no()
                }
            }))
        });
        let yes = Condition::either(ways);
        if parts.iter().all(|part| part.no.is_none()) {
            return Ok(Self::plain(yes));
        }
        let decided = |part: &Self| Condition::either([part.yes.clone(), part.no()]);
        let sound = Condition::all(parts.iter().map(decided));
        Ok(Self::unless_raised(yes, sound))
    }

    /// How many elements of an array satisfy this.
    pub(super) fn elements(
        self,
        quantifier: Quantifier,
        array: &Value,
        element: &str,
        origin: Origin,
    ) -> Self {
        let over = |quantifier, body| over(quantifier, array.clone(), element, body, origin);
        let Some(no) = self.no else {
            return Self::plain(over(quantifier, self.yes));
        };
        match quantifier {
            Quantifier::Any => Self {
                yes: over(Quantifier::Any, self.yes),
                no: Some(over(Quantifier::All, no)),
            },
            Quantifier::All => Self {
                yes: over(Quantifier::All, self.yes),
                no: Some(over(Quantifier::Any, no)),
            },
            Quantifier::None => Self {
                yes: over(Quantifier::All, no),
                no: Some(over(Quantifier::Any, self.yes)),
            },
            Quantifier::One | Quantifier::AtLeast(_) => {
                let sound = Condition::either([self.yes.clone(), no]);
                let counted = over(quantifier, self.yes);
                let sound = over(Quantifier::All, sound);
                Self::unless_raised(Condition::all([counted, sound.clone()]), sound)
            }
        }
    }
}

/// A question about the elements of an array.
pub(super) fn over(
    quantifier: Quantifier,
    array: Value,
    element: &str,
    body: Condition,
    origin: Origin,
) -> Condition {
    Condition::Quantified(Quantified {
        quantifier,
        array,
        element: element.to_owned(),
        body: Box::new(body),
        origin,
    })
}

fn bound(parts: &[Verdict], times: usize) -> Result<(), TooLarge> {
    let sum: usize = parts.iter().map(Verdict::size).sum();
    if sum.saturating_mul(times) > MOST {
        return Err(TooLarge);
    }
    Ok(())
}

fn size(condition: &Condition) -> usize {
    1 + match condition {
        Condition::Const(_) | Condition::Predicate(_) => 0,
        Condition::And(parts) | Condition::Or(parts) => parts.iter().map(size).sum(),
        Condition::Not(inner) => size(inner),
        Condition::Quantified(quantified) => size(&quantified.body),
        Condition::Selected(selected) => size(&selected.guard) + size(&selected.body),
    }
}
