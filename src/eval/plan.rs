//! A condition made ready to run.
//!
//! In: an IR condition. Out: the same tree with its patterns compiled, or why that is not possible.
//! Then: a tree and a scope in, yes or no out.

use super::EvalError;
use super::json::Json;
use super::predicate::Check;
use super::value::{Element, Scope};
use transpile_sdk::cidr;
use transpile_sdk::ir::{
    Argument, Condition, End, Origin, Predicate, Quantified, Quantifier, Selected, Test, Value,
};

/// Conditions and calls may be nested so deeply.
const MAX_DEPTH: usize = 700;
/// A compiled pattern may take so many bytes.
const MAX_PATTERN: usize = 64 << 20;

/// A condition, ready to run.
#[derive(Debug, Clone)]
pub(super) enum Node {
    Const(bool),
    All(Vec<Node>),
    Either(Vec<Node>),
    Not(Box<Node>),
    Quantified(Box<Loop>),
    Selected(Box<Search>),
    Check(Box<Check>),
}

/// A question about an array's elements, ready to run.
#[derive(Debug, Clone)]
pub(super) struct Loop {
    pub(super) quantifier: Quantifier,
    pub(super) array: Value,
    pub(super) element: String,
    pub(super) body: Node,
    pub(super) origin: Origin,
}

/// A question about one element of an array, ready to run.
#[derive(Debug, Clone)]
pub(super) struct Search {
    pub(super) end: End,
    /// The array, with what makes an element count.
    pub(super) among: Loop,
    pub(super) body: Node,
}

impl Node {
    /// Makes `condition` ready.
    pub(super) fn new(condition: &Condition) -> Result<Self, EvalError> {
        if condition.depth() > MAX_DEPTH {
            return Err(EvalError::TooDeep);
        }
        compile(condition)
    }

    /// The condition's answer.
    pub(super) fn holds(&self, scope: Scope<'_>, formats: &[String]) -> bool {
        match self {
            Self::Const(value) => *value,
            Self::All(parts) => parts.iter().all(|part| part.holds(scope, formats)),
            Self::Either(parts) => parts.iter().any(|part| part.holds(scope, formats)),
            Self::Not(inner) => !inner.holds(scope, formats),
            Self::Quantified(question) => question.holds(scope, formats),
            Self::Selected(question) => question.holds(scope, formats),
            Self::Check(check) => check.holds(scope, formats),
        }
    }
}

impl Loop {
    fn holds(&self, scope: Scope<'_>, formats: &[String]) -> bool {
        let found = scope.value(&self.array);
        self.holds_among(elements(found.as_deref()), scope, formats)
    }

    /// The answer for these elements.
    pub(super) fn holds_among(&self, items: &[Json], scope: Scope<'_>, formats: &[String]) -> bool {
        let mut answers = items
            .iter()
            .map(|item| self.holds_for(item, scope, formats));
        match self.quantifier {
            Quantifier::Any => answers.any(|answer| answer),
            Quantifier::All => answers.all(|answer| answer),
            Quantifier::None => !answers.any(|answer| answer),
            Quantifier::One => answers.filter(|answer| *answer).take(2).count() == 1,
            Quantifier::AtLeast(least) => {
                let least = least as usize;
                answers.filter(|answer| *answer).take(least).count() == least
            }
        }
    }

    /// The body's answer on one element.
    pub(super) fn holds_for(&self, item: &Json, scope: Scope<'_>, formats: &[String]) -> bool {
        self.body
            .holds(scope.inside(&self.bind(item, scope)), formats)
    }

    /// Gives an element its name.
    pub(super) fn bind<'a>(&'a self, value: &'a Json, scope: Scope<'a>) -> Element<'a> {
        Element {
            name: &self.element,
            value,
            outer: scope.element(),
        }
    }
}

impl Search {
    fn holds(&self, scope: Scope<'_>, formats: &[String]) -> bool {
        let array = scope.value(&self.among.array);
        self.found(elements(array.as_deref()), scope, formats)
            .is_some_and(|item| {
                let inside = self.among.bind(item, scope);
                self.body.holds(scope.inside(&inside), formats)
            })
    }

    /// The element that is asked about.
    pub(super) fn found<'j>(
        &self,
        items: &'j [Json],
        scope: Scope<'_>,
        formats: &[String],
    ) -> Option<&'j Json> {
        let mut items = items.iter();
        let counts = |item: &&Json| self.among.holds_for(item, scope, formats);
        match self.end {
            End::First => items.find(counts),
            End::Last => items.rfind(counts),
        }
    }
}

/// The elements of an array. Anything else has none.
pub(super) fn elements(value: Option<&Json>) -> &[Json] {
    match value {
        Some(Json::Array(items)) => items,
        _ => &[],
    }
}

fn compile(condition: &Condition) -> Result<Node, EvalError> {
    Ok(match condition {
        Condition::Const(value) => Node::Const(*value),
        Condition::And(parts) => Node::All(compile_all(parts)?),
        Condition::Or(parts) => Node::Either(compile_all(parts)?),
        Condition::Not(inner) => Node::Not(Box::new(compile(inner)?)),
        Condition::Quantified(quantified) => compile_loop(quantified)?,
        Condition::Selected(selected) => compile_search(selected)?,
        Condition::Predicate(predicate) => compile_predicate(predicate)?,
    })
}

fn compile_all(parts: &[Condition]) -> Result<Vec<Node>, EvalError> {
    // A loop: the frames of a chain of iterators would cost more stack than the recursion itself.
    let mut nodes = Vec::with_capacity(parts.len());
    for part in parts {
        nodes.push(compile(part)?);
    }
    Ok(nodes)
}

fn compile_loop(quantified: &Quantified) -> Result<Node, EvalError> {
    bound(&quantified.array)?;
    let body = compile(&quantified.body)?;
    Ok(ready_loop(quantified, body))
}

fn ready_loop(quantified: &Quantified, body: Node) -> Node {
    Node::Quantified(Box::new(Loop {
        quantifier: quantified.quantifier,
        array: quantified.array.clone(),
        element: quantified.element.clone(),
        body,
        origin: quantified.origin,
    }))
}

fn compile_search(selected: &Selected) -> Result<Node, EvalError> {
    bound(&selected.array)?;
    let guard = compile(&selected.guard)?;
    let body = compile(&selected.body)?;
    Ok(ready_search(selected, guard, body))
}

fn ready_search(selected: &Selected, guard: Node, body: Node) -> Node {
    Node::Selected(Box::new(Search {
        end: selected.end,
        among: Loop {
            quantifier: Quantifier::Any,
            array: selected.array.clone(),
            element: selected.element.clone(),
            body: guard,
            origin: selected.origin,
        },
        body,
    }))
}

fn compile_predicate(predicate: &Predicate) -> Result<Node, EvalError> {
    bound(&predicate.value)?;
    if let Test::EqField(other) = &predicate.test {
        bound(other)?;
    }
    let regex = match &predicate.test {
        Test::Regex(pattern) => {
            let built = regex::RegexBuilder::new(&pattern.rust())
                .size_limit(MAX_PATTERN)
                .build();
            Some(built.map_err(|_| EvalError::PatternTooLarge {
                pattern: pattern.as_str().to_owned(),
                origin: predicate.origin,
            })?)
        }
        _ => None,
    };
    let networks = match predicate.test {
        Test::IsPrivateIp => cidr::private_networks(),
        _ => Vec::new(),
    };
    Ok(Node::Check(Box::new(Check {
        predicate: predicate.clone(),
        regex,
        networks,
    })))
}

/// Refuses a value in which calls are nested too deeply.
fn bound(value: &Value) -> Result<(), EvalError> {
    if calls(value) > MAX_DEPTH {
        return Err(EvalError::TooDeep);
    }
    Ok(())
}

/// How deeply calls are nested.
fn calls(value: &Value) -> usize {
    match value {
        Value::Field(_) => 0,
        Value::Call(call) => {
            let arguments = call.arguments.iter().map(|argument| match argument {
                Argument::Scalar(_) => 0,
                Argument::Value(value) => calls(value),
            });
            1 + arguments.fold(calls(&call.operand), usize::max)
        }
    }
}
