//! Why a condition answers as it does.
//!
//! In: a condition and an event. Out: the answer, and the few predicates that decided it: of an `and`
//! the first part that fails (or all of them), of an `or` the first that holds (or all of them), of a
//! quantifier the element that settles it.

use super::plan::{Loop, Node, Search, elements};
use super::value::Scope;
use transpile_sdk::ir::{Origin, Quantifier};

/// The answer, and what decided it.
#[derive(Debug, Clone, PartialEq)]
pub struct Verdict {
    /// True if the condition matches the event.
    pub matched: bool,
    /// What decided that, in source order. Empty if the condition is a constant.
    pub deciding: Vec<Decision>,
}

/// The answer of one predicate, or of a quantifier that no single element decided.
#[derive(Debug, Clone, PartialEq)]
pub struct Decision {
    /// Where the predicate was written.
    pub origin: Origin,
    /// Its answer, negation included.
    pub answer: bool,
    /// The value that it looked at, as compact JSON; `null` also if there is none.
    pub value: String,
}

/// Answers, and says why.
pub(super) fn explain(node: &Node, scope: Scope<'_>, formats: &[String]) -> Verdict {
    let mut explainer = Explainer {
        formats,
        deciding: Vec::new(),
    };
    let matched = explainer.node(node, scope);
    Verdict {
        matched,
        deciding: explainer.deciding,
    }
}

struct Explainer<'a> {
    formats: &'a [String],
    deciding: Vec<Decision>,
}

impl Explainer<'_> {
    /// Answers, and notes what decided.
    fn node(&mut self, node: &Node, scope: Scope<'_>) -> bool {
        match node {
            Node::Const(value) => *value,
            Node::All(parts) => self.parts(parts, false, scope),
            Node::Either(parts) => self.parts(parts, true, scope),
            Node::Not(inner) => !self.node(inner, scope),
            Node::Quantified(question) => self.quantified(question, scope),
            Node::Selected(question) => self.selected(question, scope),
            Node::Check(check) => {
                let answer = check.holds(scope, self.formats);
                let found = scope.value(&check.predicate.value);
                self.deciding.push(Decision {
                    origin: check.predicate.origin,
                    answer,
                    value: found.map_or_else(|| "null".into(), |value| value.to_string()),
                });
                answer
            }
        }
    }

    /// Parts of which the first that answers `decisive` decides; else all of them do.
    fn parts(&mut self, parts: &[Node], decisive: bool, scope: Scope<'_>) -> bool {
        let start = self.deciding.len();
        for part in parts {
            let before = self.deciding.len();
            if self.node(part, scope) == decisive {
                self.deciding.drain(start..before);
                return decisive;
            }
        }
        !decisive
    }

    fn quantified(&mut self, question: &Loop, scope: Scope<'_>) -> bool {
        let found = scope.value(&question.array);
        let items = elements(found.as_deref());
        // The answer of the body that settles the question as soon as one element gives it.
        let settles = match question.quantifier {
            Quantifier::Any | Quantifier::None => Some(true),
            Quantifier::All => Some(false),
            Quantifier::One | Quantifier::AtLeast(_) => None,
        };
        let settled = items
            .iter()
            .find(|item| Some(question.holds_for(item, scope, self.formats)) == settles);
        if let Some(item) = settled {
            let element = question.bind(item, scope);
            self.node(&question.body, scope.inside(&element));
            return question.quantifier == Quantifier::Any;
        }
        let answer = question.holds_among(items, scope, self.formats);
        self.deciding.push(Decision {
            origin: question.origin,
            answer,
            value: found
                .as_deref()
                .map_or_else(|| "null".into(), ToString::to_string),
        });
        answer
    }

    /// The element that is found decides by what is asked of it; if none is, the array does.
    fn selected(&mut self, question: &Search, scope: Scope<'_>) -> bool {
        let array = scope.value(&question.among.array);
        let items = elements(array.as_deref());
        if let Some(item) = question.found(items, scope, self.formats) {
            let element = question.among.bind(item, scope);
            return self.node(&question.body, scope.inside(&element));
        }
        self.deciding.push(Decision {
            origin: question.among.origin,
            answer: false,
            value: array
                .as_deref()
                .map_or_else(|| "null".into(), ToString::to_string),
        });
        false
    }
}
