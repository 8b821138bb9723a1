//! `match` statements.
//!
//! In: a subject and the patterns of its cases. Out: how the first case that fits is left.

use super::call::Given;
use super::exit::{Exits, on};
use super::run::{Run, State};
use super::scope::set_by_pattern;
use super::tree::Tree;
use super::value::{Symbol, Val, leaf, raise};
use ruff_python_ast::{Expr, MatchCase, Pattern, Singleton, StmtMatch};
use ruff_text_size::{Ranged, TextRange};
use transpile_sdk::ir::{Condition, JsonType};

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

    /// What a dictionary has at a key; an exception if it is absent, or the subject none.
    fn at_known_key(&mut self, subject: &Val, key: Option<&Val>, range: TextRange) -> Symbol {
        match (subject, key) {
            (Val::Event, Some(Val::Text(key))) => self.at_key(None, key, &raise("KeyError")),
            (Val::Json(json), Some(Val::Text(key))) => {
                let is_object = self.is_type(&json.value, JsonType::Object);
                self.choose(
                    &is_object,
                    |run| run.at_key(Some(json), key, &raise("KeyError")),
                    |_| raise("KeyError"),
                )
            }
            (Val::None | Val::Text(_) | Val::Int(_) | Val::Bool(_) | Val::Computed(_), _) => {
                raise("KeyError")
            }
            _ => self.unknown(range, "this pattern of a case"),
        }
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
            whole @ Pattern::MatchOr(it) => {
                let mut ways = Vec::new();
                for pattern in &it.patterns {
                    let fits = self.fits(subject, pattern, range, state);
                    match fits.only() {
                        Some(Val::Bool(condition)) => ways.push(condition.clone()),
                        _ => return self.unread(whole, range, state),
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
            Pattern::MatchMapping(it) if it.rest.is_none() => {
                let mut fits = leaf(Val::bool(true));
                for (key, pattern) in it.keys.iter().zip(&it.patterns) {
                    let key = self.eval(key, state);
                    let inner = self.bind(subject, state, &mut |run, subject, _| {
                        run.at_known_key(subject, key.only(), range)
                    });
                    let found = super::statement::present(&inner);
                    let absent = inner
                        .when(&mut |value| Some(Condition::Const(matches!(value, Val::Raise(_)))))
                        .unwrap_or(Condition::Const(false));
                    let own = self.under(&absent, false, |run| {
                        run.fits(&found, pattern, range, state)
                    });
                    let own = Tree::choice(&absent, leaf(Val::bool(false)), own);
                    fits = self.both(&fits, &own, state);
                }
                if it.keys.is_empty() {
                    return self.unread(pattern, range, state);
                }
                self.collapse(&fits, range)
            }
            Pattern::MatchClass(it)
                if it.arguments.patterns.len() < 2 && it.arguments.keywords.is_empty() =>
            {
                let class = self.eval(&it.cls, state);
                let given = Given {
                    positional: vec![subject.clone(), class],
                    named: Vec::new(),
                };
                let is_one = self.bind(subject, state, &mut |run, value, state| {
                    run.isinstance(value, &given, range, state)
                });
                match it.arguments.patterns.as_slice() {
                    [] => self.collapse(&is_one, range),
                    [inner] if is_plain(&it.cls) => {
                        let inner = self.fits(subject, inner, range, state);
                        let both = self.both(&is_one, &inner, state);
                        self.collapse(&both, range)
                    }
                    _ => self.unread(pattern, range, state),
                }
            }
            Pattern::MatchSequence(_)
            | Pattern::MatchMapping(_)
            | Pattern::MatchClass(_)
            | Pattern::MatchStar(_) => self.unread(pattern, range, state),
        }
    }

    /// True where both hold.
    fn both(&mut self, first: &Symbol, second: &Symbol, state: &mut State) -> Symbol {
        self.bind_truth(first, state, &mut |_, holds, _| {
            if holds {
                second.clone()
            } else {
                leaf(Val::bool(false))
            }
        })
    }

    /// A pattern that is not read; nothing is known of its names.
    fn unread(&mut self, pattern: &'a Pattern, range: TextRange, state: &mut State) -> Symbol {
        let unknown = self.unknown(range, "this pattern of a case");
        for name in set_by_pattern(pattern) {
            self.bind_name(&name, unknown.clone(), state);
        }
        unknown
    }
}

/// True for a class of which `class(x)` asks the value itself. Source:
/// <https://docs.python.org/3/reference/compound_stmts.html#class-patterns>.
fn is_plain(class: &Expr) -> bool {
    matches!(class, Expr::Name(name) if matches!(
        name.id.as_str(),
        "bool" | "bytearray" | "bytes" | "dict" | "float" | "frozenset" | "int" | "list" | "set" | "str" | "tuple"
    ))
}
