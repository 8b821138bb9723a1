//! The grammar's pairs to the syntax tree.
//!
//! In: what `condition.pest` matched. Out: an [`Expr`], or the error of an index beyond 64 bits. It
//! relies on the grammar for the order of the pairs, and on the depth check for its recursion.

use crate::ast::{
    Argument, ArgumentKind, End, Expr, ExprKind, Operand, OperandKind, Operator, Path, Predicate,
    Quantifier, Spanned, Step,
};
use crate::codes::{BAD_INDEX, UNEXPECTED};
use crate::escape::unescape;
use crate::parser::Rule;
use crate::text;
use pest::iterators::{Pair, Pairs};
use transpile_sdk::diagnostic::{Diagnostic, Span};

/// An expression of which some parts are built.
#[derive(Debug)]
struct Frame<'t> {
    rule: Rule,
    span: Span,
    children: Pairs<'t, Rule>,
    parts: Vec<Expr>,
    nots: Vec<Span>,
    quantifier: Option<Quantifier>,
    end: Option<End>,
    array: Option<Operand>,
    name: Option<Spanned<String>>,
}

impl<'t> Frame<'t> {
    fn new(span: Span, pair: Pair<'t, Rule>) -> Self {
        Self {
            rule: pair.as_rule(),
            span,
            children: pair.into_inner(),
            parts: Vec::new(),
            nots: Vec::new(),
            quantifier: None,
            end: None,
            array: None,
            name: None,
        }
    }

    /// The expression, once all parts are there.
    fn finish(mut self) -> Option<Expr> {
        match self.rule {
            Rule::or | Rule::and if self.parts.len() > 1 => {
                let span = self.parts.first()?.span.to(self.parts.last()?.span);
                let join = if self.rule == Rule::or {
                    ExprKind::Or
                } else {
                    ExprKind::And
                };
                return Some(Spanned::new(join(self.parts), span));
            }
            _ => {}
        }
        let mut expr = self.parts.pop()?;
        match self.rule {
            Rule::unary => {
                for span in self.nots.iter().rev() {
                    let whole = span.to(expr.span);
                    expr = Spanned::new(ExprKind::Not(Box::new(expr)), whole);
                }
            }
            Rule::group => expr.span = self.span,
            Rule::quantified => {
                let kind = ExprKind::Quantified {
                    quantifier: self.quantifier?,
                    array: self.array?,
                    name: self.name?,
                    body: Box::new(expr),
                };
                expr = Spanned::new(kind, self.span);
            }
            Rule::selected => {
                let name = self.name.as_ref()?;
                let any = || Spanned::new(ExprKind::Const(true), name.span);
                let guard = self.parts.pop().unwrap_or_else(any);
                let kind = ExprKind::Selected {
                    end: self.end?,
                    array: self.array?,
                    name: self.name?,
                    guard: Box::new(guard),
                    body: Box::new(expr),
                };
                expr = Spanned::new(kind, self.span);
            }
            _ => {}
        }
        Some(expr)
    }
}

/// Builds the tree of one line.
#[derive(Debug)]
pub(crate) struct Builder {
    /// Where the line begins in the condition.
    offset: usize,
    /// The first index that does not fit.
    too_large: Option<Diagnostic>,
}

impl Builder {
    /// A builder for a line that begins at byte `offset`.
    pub(crate) const fn new(offset: usize) -> Self {
        Self {
            offset,
            too_large: None,
        }
    }

    /// The tree of a whole line.
    pub(crate) fn line(mut self, mut pairs: Pairs<'_, Rule>) -> Result<Expr, Diagnostic> {
        let expr = pairs
            .next()
            .and_then(|line| self.expr(line.into_inner().next()?));
        self.finish(expr)
    }

    /// The path of a pair that is nothing else.
    pub(crate) fn only_path(mut self, pair: Pair<'_, Rule>) -> Result<Path, Diagnostic> {
        let path = self.path(pair);
        self.finish(path)
    }

    fn finish<T>(self, built: Option<T>) -> Result<T, Diagnostic> {
        if let Some(problem) = self.too_large {
            return Err(problem);
        }
        built.ok_or_else(|| {
            Diagnostic::error(UNEXPECTED, "this line cannot be read")
                .at(Span::new(self.offset, self.offset), "")
        })
    }

    fn span(&self, pair: &Pair<'_, Rule>) -> Span {
        let span = pair.as_span();
        text::moved(Span::new(span.start(), span.end()), self.offset)
    }

    /// A boolean expression. It walks with a stack of its own, since the thread's would not hold the
    /// deepest tree in a debug build.
    fn expr(&mut self, pair: Pair<'_, Rule>) -> Option<Expr> {
        let mut open = vec![Frame::new(self.span(&pair), pair)];
        loop {
            let frame = open.last_mut()?;
            let Some(child) = frame.children.next() else {
                let done = open.pop()?.finish()?;
                match open.last_mut() {
                    Some(parent) => parent.parts.push(done),
                    None => return Some(done),
                }
                continue;
            };
            let span = self.span(&child);
            match child.as_rule() {
                Rule::not_word => frame.nots.push(span),
                Rule::quantifier => frame.quantifier = self.quantifier(&child),
                Rule::selector => frame.end = end_of(child.as_str()),
                Rule::operand => frame.array = Some(self.operand(child)?),
                Rule::element => frame.name = Some(Spanned::new(child.as_str().to_owned(), span)),
                Rule::or
                | Rule::and
                | Rule::unary
                | Rule::primary
                | Rule::group
                | Rule::quantified
                | Rule::selected => {
                    open.push(Frame::new(span, child));
                }
                Rule::has_key | Rule::predicate | Rule::constant => {
                    frame.parts.push(self.leaf(child)?);
                }
                _ => {}
            }
        }
    }

    fn quantifier(&mut self, pair: &Pair<'_, Rule>) -> Option<Quantifier> {
        let Some(digits) = child(pair.clone(), Rule::digits) else {
            return quantifier_of(pair.as_str());
        };
        let least = digits.as_str().parse().ok();
        if least.is_none() {
            let problem = Diagnostic::error(BAD_INDEX, "the number of elements is too large")
                .at(self.span(&digits), "does not fit in 32 bits")
                .with_help("write a smaller number");
            self.too_large.get_or_insert(problem);
        }
        Some(Quantifier::AtLeast(least.unwrap_or_default()))
    }

    fn leaf(&mut self, pair: Pair<'_, Rule>) -> Option<Expr> {
        let span = self.span(&pair);
        let kind = match pair.as_rule() {
            Rule::has_key => {
                let path = child(pair, Rule::path)?;
                let span = self.span(&path);
                ExprKind::HasKey(Spanned::new(self.path(path)?, span))
            }
            Rule::predicate => ExprKind::Predicate(self.predicate(pair)?),
            Rule::constant => ExprKind::Const(pair.as_str() == "true"),
            _ => return None,
        };
        Some(Spanned::new(kind, span))
    }

    fn predicate(&mut self, pair: Pair<'_, Rule>) -> Option<Predicate> {
        let (mut operand, mut negated, mut operator, mut argument) = (None, false, None, None);
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::operand => operand = Some(self.operand(part)?),
                Rule::negation => negated = true,
                Rule::operator | Rule::test => {
                    operator = Some(Spanned::new(
                        Operator::from_name(part.as_str())?,
                        self.span(&part),
                    ));
                }
                Rule::argument => argument = Some(self.argument(part)?),
                _ => {}
            }
        }
        Some(Predicate {
            operand: operand?,
            negated,
            operator: operator?,
            argument,
        })
    }

    fn operand(&mut self, pair: Pair<'_, Rule>) -> Option<Operand> {
        let span = self.span(&pair);
        let pair = pair.into_inner().next()?;
        let kind = match pair.as_rule() {
            Rule::path => OperandKind::Path(self.path(pair)?),
            _ => self.call(pair)?,
        };
        Some(Spanned::new(kind, span))
    }

    fn call(&mut self, pair: Pair<'_, Rule>) -> Option<OperandKind> {
        let (mut function, mut operand) = (None, None);
        let (mut arguments, mut steps) = (Vec::new(), Vec::new());
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::function => {
                    function = Some(Spanned::new(part.as_str().to_owned(), self.span(&part)));
                }
                Rule::call_arguments => {
                    for inner in part.into_inner() {
                        match inner.as_rule() {
                            Rule::operand => operand = Some(Box::new(self.operand(inner)?)),
                            Rule::argument => arguments.push(self.argument(inner)?),
                            _ => {}
                        }
                    }
                }
                _ => steps.push(self.step(part)?),
            }
        }
        Some(OperandKind::Call {
            function: function?,
            operand: operand?,
            arguments,
            steps,
        })
    }

    fn path(&mut self, pair: Pair<'_, Rule>) -> Option<Path> {
        let mut parts = pair.into_inner();
        let first = segment(&parts.next()?.into_inner().next()?);
        let steps = parts
            .map(|part| self.step(part))
            .collect::<Option<Vec<_>>>()?;
        Some(Path { first, steps })
    }

    fn step(&mut self, pair: Pair<'_, Rule>) -> Option<Step> {
        let step = pair.into_inner().next()?;
        match step.as_rule() {
            Rule::key => Some(Step::Key(segment(
                &step.into_inner().next()?.into_inner().next()?,
            ))),
            Rule::each => Some(Step::Each),
            _ => {
                let digits = child(step, Rule::digits)?;
                let index = digits.as_str().parse().ok();
                if index.is_none() {
                    let problem = Diagnostic::error(BAD_INDEX, "the position is too large")
                        .at(self.span(&digits), "does not fit in 64 bits")
                        .with_help("write a smaller number, or `[*]` for any element");
                    self.too_large.get_or_insert(problem);
                }
                Some(Step::Index(index.unwrap_or_default()))
            }
        }
    }

    fn argument(&mut self, pair: Pair<'_, Rule>) -> Option<Argument> {
        let span = self.span(&pair);
        let pair = pair.into_inner().next()?;
        let kind = match pair.as_rule() {
            Rule::string => ArgumentKind::String(segment(&pair)),
            Rule::number => ArgumentKind::Number(pair.as_str().to_owned()),
            Rule::true_word => ArgumentKind::Bool(true),
            Rule::false_word => ArgumentKind::Bool(false),
            Rule::field => {
                ArgumentKind::Field(Box::new(self.operand(child(pair, Rule::operand)?)?))
            }
            _ => {
                let elements = pair
                    .into_inner()
                    .filter(|part| part.as_rule() == Rule::argument);
                ArgumentKind::List(
                    elements
                        .map(|part| self.argument(part))
                        .collect::<Option<_>>()?,
                )
            }
        };
        Some(Spanned::new(kind, span))
    }
}

/// The one child of that rule.
fn child(pair: Pair<'_, Rule>, rule: Rule) -> Option<Pair<'_, Rule>> {
    pair.into_inner().find(|part| part.as_rule() == rule)
}

/// A word as it is, a string without its quotes.
fn segment(pair: &Pair<'_, Rule>) -> String {
    let written = pair.as_str();
    let inner = written
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'));
    inner.map_or_else(|| written.to_owned(), unescape)
}

fn end_of(word: &str) -> Option<End> {
    match word {
        "first" => Some(End::First),
        "last" => Some(End::Last),
        _ => None,
    }
}

fn quantifier_of(word: &str) -> Option<Quantifier> {
    match word {
        "any" => Some(Quantifier::Any),
        "all" => Some(Quantifier::All),
        "none" => Some(Quantifier::None),
        "one" => Some(Quantifier::One),
        _ => None,
    }
}
