//! One question about the elements of an array instead of many.
//!
//! In: the parts of one `and` or of one `or`. Out: the parts with
//!
//! - `any x as e (a) or any x as e (b)` as `any x as e (a or b)`, and what corresponds for `all` and `none`,
//! - all questions about the first (or last) element for which the same guard holds put into the first of them, and
//!   without the question whether there is one, where that goes without saying.

use transpile_sdk::ir::{Condition, Quantified, Quantifier, Selected};

/// Merges the questions about the same elements in the parts of an `and`, or of an `or`.
pub(super) fn merge(parts: Vec<Condition>, and: bool) -> Vec<Condition> {
    of_one(of_many(parts, and), and)
}

fn of_many(parts: Vec<Condition>, and: bool) -> Vec<Condition> {
    let mut out: Vec<Condition> = Vec::with_capacity(parts.len());
    // Where the questions are that others were put into, with what all of them ask.
    let mut groups: Vec<(usize, Quantified, Vec<Condition>)> = Vec::new();
    for part in parts {
        let quantified = match part {
            Condition::Quantified(quantified) if is_mergeable(quantified.quantifier, and) => {
                quantified
            }
            part => {
                out.push(part);
                continue;
            }
        };
        let same = groups.iter_mut().find(|(_, first, _)| {
            first.quantifier == quantified.quantifier
                && first.array == quantified.array
                && first.element == quantified.element
        });
        if let Some((_, first, bodies)) = same {
            first.origin = first.origin.to(quantified.origin);
            bodies.push(*quantified.body);
        } else {
            groups.push((
                out.len(),
                quantified.clone(),
                vec![(*quantified.body).clone()],
            ));
            out.push(Condition::Quantified(quantified));
        }
    }
    for (at, first, bodies) in groups {
        if bodies.len() < 2 {
            continue;
        }
        // The parts are in normal form.
        let body = if first.quantifier == Quantifier::All {
            super::conjunction(bodies)
        } else {
            super::disjunction(bodies)
        };
        if let Some(place) = out.get_mut(at) {
            *place = super::over(&first, Box::new(body));
        }
    }
    out
}

/// True if several of these are one in an `and`, or in an `or`.
const fn is_mergeable(quantifier: Quantifier, and: bool) -> bool {
    match quantifier {
        Quantifier::Any => !and,
        Quantifier::All | Quantifier::None => and,
        Quantifier::One | Quantifier::AtLeast(_) => false,
    }
}

fn of_one(parts: Vec<Condition>, and: bool) -> Vec<Condition> {
    let mut out: Vec<Condition> = Vec::with_capacity(parts.len());
    let mut groups: Vec<Group> = Vec::new();
    for part in parts {
        let (selected, holds) = match part {
            Condition::Selected(selected) => (selected, true),
            Condition::Not(inner) => match *inner {
                Condition::Selected(selected) => (selected, false),
                inner => {
                    out.push(Condition::Not(Box::new(inner)));
                    continue;
                }
            },
            part => {
                out.push(part);
                continue;
            }
        };
        if let Some(group) = groups.iter_mut().find(|group| group.is_about(&selected)) {
            group.add(selected, holds);
        } else {
            groups.push(Group::new(out.len(), selected, holds));
            // Its place, taken below.
            out.push(Condition::Const(and));
        }
    }
    for group in groups {
        let mut asked = false;
        for part in &mut out {
            if group.implies_that(part, and) {
                *part = Condition::Const(and);
                asked = true;
            }
        }
        let at = group.at;
        if let Some(place) = out.get_mut(at) {
            *place = group.merged(and, asked);
        }
    }
    out
}

/// Questions about one element.
struct Group {
    /// Where the first of them stands.
    at: usize,
    first: Selected,
    /// What the element must satisfy, and what it must not.
    holds: Vec<Condition>,
    fails: Vec<Condition>,
}

impl Group {
    fn new(at: usize, first: Selected, holds: bool) -> Self {
        let mut group = Self {
            at,
            first: first.clone(),
            holds: Vec::new(),
            fails: Vec::new(),
        };
        group.add(first, holds);
        group
    }

    fn is_about(&self, other: &Selected) -> bool {
        self.first.end == other.end
            && self.first.array == other.array
            && self.first.element == other.element
            && self.first.guard == other.guard
    }

    fn add(&mut self, selected: Selected, holds: bool) {
        self.first.origin = self.first.origin.to(selected.origin);
        if holds {
            self.holds.push(*selected.body);
        } else {
            self.fails.push(*selected.body);
        }
    }

    /// True if `part` asks whether there is such an element (in an `or`: whether there is none), and need not.
    fn implies_that(&self, part: &Condition, and: bool) -> bool {
        let wanted = if and {
            Quantifier::Any
        } else {
            Quantifier::None
        };
        let Condition::Quantified(quantified) = part else {
            return false;
        };
        (and || !self.fails.is_empty())
            && quantified.quantifier == wanted
            && quantified.array == self.first.array
            && quantified.element == self.first.element
            && quantified.body == self.first.guard
    }

    /// The one question. `asked`: it stood beside the question whether there is an element.
    fn merged(self, and: bool, asked: bool) -> Condition {
        let Self {
            first,
            holds,
            fails,
            ..
        } = self;
        if !asked && holds.len() + fails.len() == 1 {
            let alone = Condition::Selected(first);
            return if fails.is_empty() {
                alone
            } else {
                Condition::Not(Box::new(alone))
            };
        }
        // An `or` is the complement of an `and` of the complements.
        let (mut yes, against) = if and { (holds, fails) } else { (fails, holds) };
        let is_there = asked || !yes.is_empty();
        // The parts are in normal form: to normalize them again would double the work at each level.
        let body = if is_there {
            yes.extend(super::opposites(against));
            super::conjunction(yes)
        } else {
            super::disjunction(against)
        };
        let guard = first.guard.clone();
        let question = super::of_one(&first, guard, body);
        if and == is_there {
            question
        } else {
            question.complement()
        }
    }
}
