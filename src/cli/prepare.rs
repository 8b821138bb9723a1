//! Everything about a rule that can be done beside other rules: load, lower, compile.
//!
//! In: sources and what is wanted of each target. Out: a [`Prepared`] a source, in their order. Many
//! sources are shared out over the machine's cores; nothing is printed or written here.

use super::Console;
use super::input::Source;
use std::thread;
use transpile::catalog;
use transpile::compile::{
    Front, Options, Outcome, compile, differing, front, has_errors, is_beside, wider,
};
use transpile::load::{Loaded, RuleDocument, load, load_without_tests};
use transpile_sdk::backend::{Backend, Label};
use transpile_sdk::diagnostic::Diagnostic;

/// A back end.
pub(crate) type Target = &'static Box<dyn Backend>;

/// What is wanted of a back end.
pub(crate) type Plan = (Target, Options);

/// What became of a source.
pub(crate) enum Prepared {
    /// It holds something else than a rule.
    Passed(String),
    /// It could not be read.
    Unread(Vec<Diagnostic>),
    /// It holds a rule.
    Rule(Box<Rule>),
}

/// A rule and its queries.
pub(crate) struct Rule {
    /// Its id.
    pub(crate) id: String,
    /// What was found before any target was asked.
    pub(crate) diagnostics: Vec<Diagnostic>,
    /// True if there is an error among them, and so no query.
    pub(crate) failed: bool,
    /// False if it is for other log types than the wanted one.
    pub(crate) is_wanted: bool,
    /// A query or a refusal for each target and log type.
    pub(crate) outcomes: Vec<Outcome>,
}

/// So few sources are not worth a thread.
const FEW: usize = 16;

/// A condition at the limit of nesting takes about half of this in an unoptimized build.
const STACK: usize = 16 << 20;

/// Prepares all sources.
pub(crate) fn all(
    sources: &[Source],
    plans: &[Plan],
    log_type: Option<&str>,
    console: &Console,
) -> Vec<Prepared> {
    let cores = thread::available_parallelism().map_or(1, usize::from);
    if sources.len() <= FEW || cores == 1 {
        return sources
            .iter()
            .map(|source| one(source, plans, log_type, console))
            .collect();
    }
    let share = |sources: &[Source]| -> Vec<Prepared> {
        sources
            .iter()
            .map(|source| one(source, plans, log_type, console))
            .collect()
    };
    let mut prepared = Vec::with_capacity(sources.len());
    thread::scope(|scope| {
        let shares: Vec<_> = sources
            .chunks(sources.len().div_ceil(cores))
            .map(|chunk| {
                let worker = thread::Builder::new()
                    .stack_size(STACK)
                    .spawn_scoped(scope, move || share(chunk));
                (chunk, worker)
            })
            .collect();
        for (chunk, worker) in shares {
            // A share whose thread could not be had is done here.
            let done = worker.ok().and_then(|worker| worker.join().ok());
            prepared.extend(done.unwrap_or_else(|| share(chunk)));
        }
    });
    prepared
}

/// Says where the Python beside a rule's logic differs from that. The events to compare them on are those of the rule's
/// tests, which may not have been read.
fn compared(source: &Source, document: &mut RuleDocument, front: &Front) -> Option<Diagnostic> {
    if is_beside(document)
        && document.tests.is_empty()
        && let (Some(Loaded::Rule(whole)), _) = load(&source.path, &source.text)
    {
        document.tests = whole.tests;
    }
    differing(document, &front.lowered)
}

fn one(source: &Source, plans: &[Plan], log_type: Option<&str>, console: &Console) -> Prepared {
    let (mut loaded, mut diagnostics) = load_without_tests(&source.path, &source.text);
    if let Some(Loaded::Rule(document)) = &loaded
        && document
            .log_types
            .iter()
            .any(|name| catalog::log_type(&name.value).is_none())
    {
        // The types of such a log are those of its tests' events.
        (loaded, diagnostics) = load(&source.path, &source.text);
    }
    let mut document = match loaded {
        None => return Prepared::Unread(diagnostics),
        Some(Loaded::Other { analysis_type }) => return Prepared::Passed(analysis_type),
        Some(Loaded::Rule(document)) => document,
    };
    diagnostics.extend(console.attach(&mut document));
    let mut front = front(&document, log_type);
    diagnostics.extend(compared(source, &mut document, &front));
    let mut found = front.diagnostics;
    if !front.wider.is_empty() && plans.iter().any(|(_, options)| options.allow_wider) {
        front.lowered.append(&mut front.wider);
        found = found.into_iter().map(wider).collect();
    }
    diagnostics.extend(found);
    let failed = has_errors(&diagnostics);
    let mut outcomes: Vec<Outcome> = Vec::new();
    if !failed {
        for (backend, options) in plans {
            let target = &backend.manifest().name;
            for lowered in &front.lowered {
                let is_same = |one: &Outcome| {
                    one.target == *target
                        && one.log_type == lowered.log_type.name
                        && one.label == Some(Label::Exact)
                };
                // A query that is exact without dropped conditions is not asked for again with them.
                if options.allow_wider && outcomes.iter().any(is_same) {
                    continue;
                }
                outcomes.push(compile(
                    &document,
                    lowered,
                    backend.as_ref(),
                    options,
                    &source.stem,
                ));
            }
        }
    }
    Prepared::Rule(Box::new(Rule {
        id: document.rule_id.value.clone(),
        diagnostics,
        failed,
        is_wanted: log_type
            .is_none_or(|wanted| document.log_types.iter().any(|own| own.value == wanted)),
        outcomes,
    }))
}
