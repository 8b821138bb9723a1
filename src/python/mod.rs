//! Rules written in Python: `rule(event)` read as a condition.
//!
//! In: the syntax trees of a rule's file and of what it imports, and a log type. Out: the condition
//! under which `rule` gives `True`, and what of it is not certain. Nothing is run: the program is followed with
//! values that stand for what any event holds. An exception, and any other value, means no match.
mod address;
mod aggregate;
mod alert;
mod alike;
mod arithmetic;
mod attribute;
mod boundary;
mod builtin;
mod call;
mod case;
mod chosen;
mod class;
pub mod codes;
mod comprehension;
mod constant;
mod conversion;
mod dependence;
mod doubt;
mod duration;
mod equality;
mod event;
mod exit;
mod expression;
mod format;
mod gather;
mod grouping;
mod inside;
mod items;
mod keyed;
mod kinds;
mod known;
mod lineage;
mod literal;
mod mapping;
mod matching;
mod membership;
mod module;
mod mutation;
mod names;
mod network;
mod newest;
mod operator;
mod order;
mod origin;
mod part;
mod pattern;
mod piece;
mod place;
mod printed;
mod reckoned;
mod repetition;
mod row;
mod run;
mod schema;
mod scope;
mod sequence;
mod share;
mod simplify;
mod sorting;
mod source;
mod state;
mod statement;
mod tally;
mod template;
mod text;
mod told;
mod tree;
mod truth;
mod value;
mod walk;
mod work;

pub use alert::{Alert, Content, alert};
pub use grouping::{Asked, Grouping, Keyed, grouping};
pub use source::{DataModel, Library, Mapping, Module, Sources};

use crate::catalog::LogType;
use call::Given;
use codes::{BUDGET, NO_RULE, UNCERTAIN};
use run::{Run, State, doubted};
use schema::Schema;
use std::sync::Arc;
use transpile_sdk::diagnostic::{Diagnostic, SourceFile};
use transpile_sdk::ir::{Condition, Quantified, Quantifier, Scalar, Selected};
use value::{Val, leaf};

/// What a rule's Python asks.
#[derive(Debug, Clone)]
pub struct Extracted {
    /// The condition; where something is not certain it lets more events through.
    pub condition: Condition,
    /// What is not certain. Empty: the condition is the rule's.
    pub uncertain: Vec<Diagnostic>,
    /// The files that it stands in, by the numbers in its origins: the rule's, and what it imports.
    pub files: Vec<Arc<SourceFile>>,
}

/// Reads the function `rule` of a file for events of a log type.
///
/// # Errors
/// The file is not Python, too large, or has no such function.
pub fn extract(sources: &Sources, log_type: &Arc<LogType>) -> Result<Extracted, Diagnostic> {
    let schema = Schema::new(Arc::clone(log_type));
    let mut run = Run::new(&sources.library, schema);
    let rule = run.load(&sources.rule)?;
    let range = ruff_text_size::TextRange::default();
    let function = run.global(rule, "rule", range);
    let Some(Val::Function(number)) = function.as_ref().and_then(tree::Tree::only) else {
        return Err(no_rule("the file has no function `rule`", sources));
    };
    if !run.takes_one(*number) {
        return Err(no_rule(
            "the function `rule` cannot be called with an event alone",
            sources,
        ));
    }
    let given = Given {
        positional: vec![leaf(Val::Event)],
        named: Vec::new(),
    };
    let mut state = State::default();
    let result = run.invoke(*number, &given, range, &mut state);
    // Only `True` is a match: Panther takes any other type for an error.
    let matches = run.bind(&result, &mut state, &mut |run, value, _| {
        leaf(Val::Bool(match value {
            Val::Bool(condition) => condition.clone(),
            Val::Json(json) => run.equals(&json.value, Scalar::Bool(true)),
            _ => Condition::Const(false),
        }))
    });
    let condition = matches
        .when(&mut |value| {
            Some(match value {
                Val::Bool(condition) => condition.clone(),
                Val::Unknown(problem) | Val::Carried(problem) => run::doubt(*problem),
                _ => Condition::Const(false),
            })
        })
        .unwrap_or(Condition::Const(false));
    let condition = run.known.simplify(condition, &run.schema);
    // Questions about the same element say more of each other once they are one.
    let condition = if asks_of_one(&condition) {
        let merged = crate::normalize::normalize(&condition);
        run.known.simplify(merged, &run.schema)
    } else {
        condition
    };
    let mut doubts: Vec<usize> = Vec::new();
    condition.fields(&mut |field| doubts.extend(doubted(field)));
    if condition == Condition::Const(false) {
        // What is not certain may have cut off all ways to a match.
        let problems = run.problems.iter().enumerate();
        doubts.extend(problems.filter(|(_, own)| !own.is_idle).map(|(at, _)| at));
    }
    doubts.extend(run.exhausted());
    doubts.sort_unstable();
    doubts.dedup();
    let mut uncertain = Vec::new();
    for doubt in doubts {
        let Some(problem) = run.problems.get(doubt) else {
            continue;
        };
        let code = if problem.is_budget { BUDGET } else { UNCERTAIN };
        uncertain.push(
            Diagnostic::error(code, format!("not certain: {}", problem.message))
                .at(problem.span, "")
                .in_file(&problem.file),
        );
    }
    let condition = match (uncertain.is_empty(), condition) {
        // Where the reading was given up, nothing that follows was read.
        _ if run.exhausted().is_some() => Condition::Const(true),
        (true, condition) => condition,
        (false, Condition::Const(_)) => Condition::Const(true),
        (false, condition) => certain(condition),
    };
    let files = run.modules.iter();
    Ok(Extracted {
        condition,
        uncertain,
        files: files.map(|own| Arc::clone(&own.module.file)).collect(),
    })
}

fn no_rule(message: &str, sources: &Sources) -> Diagnostic {
    Diagnostic::error(NO_RULE, message)
        .with_help("write `def rule(event):`")
        .in_file(&sources.rule.file)
}

/// The condition with everything that is not certain taken for true, wherever it stands.
fn certain(condition: Condition) -> Condition {
    match condition {
        Condition::And(parts) => Condition::all(parts.into_iter().map(certain)),
        Condition::Or(parts) => Condition::either(parts.into_iter().map(certain)),
        Condition::Quantified(quantified)
            if matches!(quantified.quantifier, Quantifier::Any | Quantifier::All) =>
        {
            if has_doubts(&Condition::Quantified(quantified.clone())) {
                Condition::quantified(Quantified {
                    body: Box::new(certain(*quantified.body)),
                    ..quantified
                })
            } else {
                Condition::Quantified(quantified)
            }
        }
        // A wider guard would find another element.
        Condition::Selected(selected) if !has_doubts(&selected.guard) => {
            Condition::selected(Selected {
                body: Box::new(certain(*selected.body)),
                ..selected
            })
        }
        other if has_doubts(&other) => Condition::Const(true),
        other => other,
    }
}

/// True if one element of an array is asked about.
fn asks_of_one(condition: &Condition) -> bool {
    match condition {
        Condition::Const(_) | Condition::Predicate(_) => false,
        Condition::And(parts) | Condition::Or(parts) => parts.iter().any(asks_of_one),
        Condition::Not(inner) => asks_of_one(inner),
        Condition::Quantified(quantified) => asks_of_one(&quantified.body),
        Condition::Selected(_) => true,
    }
}

fn has_doubts(condition: &Condition) -> bool {
    let mut found = false;
    condition.fields(&mut |field| found |= doubted(field).is_some());
    found
}
