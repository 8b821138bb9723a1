//! `match` statements.
//!
//! In: a subject and the patterns of its cases. Out: how the first case that fits is left.

use super::exit::{Exits, on};
use super::run::{Run, State};
use super::value::{Symbol, Val, leaf};
use ruff_python_ast::{MatchCase, Pattern, Singleton, StmtMatch};
use ruff_text_size::{Ranged, TextRange};
use transpile_sdk::ir::Condition;

impl<'a> Run<'a> {
    pub(super) fn match_statement(&mut self, it: &'a StmtMatch, mut state: State) -> Exits {
        let subject = self.eval(&it.subject, &mut state);
        let exits = self.settled(&subject, &state);
        let subject = super::statement::present(&subject);
        self.then(exits, |run, state| run.cases(&subject, &it.cases, state))
    }

    fn cases(&mut self, subject: &Symbol, cases: &'a [MatchCase], mut state: State) -> Exits {
        let Some((case, rest)) = cases.split_first() else {
            return on(state);
        };
        let fits = self.fits(subject, &case.pattern, case.range(), &mut state);
        self.decide(
            &fits,
            state,
            &mut |run, mut state| match &case.guard {
                None => run.block(&case.body, state),
                Some(guard) => {
                    let value = run.eval(guard, &mut state);
                    let truth = run.truth(&value, &mut state, guard.range());
                    run.decide(
                        &truth,
                        state,
                        &mut |run, state| run.block(&case.body, state),
                        &mut |run, state| run.cases(subject, rest, state),
                    )
                }
            },
            &mut |run, state| run.cases(subject, rest, state),
        )
    }

    /// Whether a pattern fits; its names are set.
    fn fits(
        &mut self,
        subject: &Symbol,
        pattern: &'a Pattern,
        range: TextRange,
        state: &mut State,
    ) -> Symbol {
        match pattern {
            Pattern::MatchValue(it) => {
                let value = self.eval(&it.value, state);
                let equal = self.bind_both(subject, &value, state, &mut |run, a, b, state| {
                    run.equal(a, b, range, state)
                });
                self.collapse(&equal, range)
            }
            Pattern::MatchSingleton(it) => {
                let wanted = match it.value {
                    Singleton::None => Val::None,
                    Singleton::True => Val::bool(true),
                    Singleton::False => Val::bool(false),
                };
                let same = self.bind(subject, state, &mut |run, value, state| {
                    run.compare(ruff_python_ast::CmpOp::Is, value, &wanted, range, state)
                });
                self.collapse(&same, range)
            }
            Pattern::MatchOr(it) => {
                let mut ways = Vec::new();
                for pattern in &it.patterns {
                    let fits = self.fits(subject, pattern, range, state);
                    match fits.only() {
                        Some(Val::Bool(condition)) => ways.push(condition.clone()),
                        _ => return self.unknown(range, "this pattern of a case"),
                    }
                }
                leaf(Val::Bool(Condition::either(ways)))
            }
            Pattern::MatchAs(it) => {
                let fits = match &it.pattern {
                    Some(pattern) => self.fits(subject, pattern, range, state),
                    None => leaf(Val::bool(true)),
                };
                if let Some(name) = &it.name {
                    self.bind_name(name.id.as_str(), subject.clone(), state);
                }
                fits
            }
            Pattern::MatchSequence(_)
            | Pattern::MatchMapping(_)
            | Pattern::MatchClass(_)
            | Pattern::MatchStar(_) => self.unknown(range, "this pattern of a case"),
        }
    }
}
