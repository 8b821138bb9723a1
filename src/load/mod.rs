//! In: the text of a rule file. Out: the file as data with positions ([`RuleDocument`]), and all that is wrong with it.
//!
//! Nothing here reads files: the path is a name. Whoever reads the bytes says [`codes::NOT_UTF8`]
//! where they are no text. The logic of a rule stays unread: a condition is cut out as text,
//! match expressions stay a tree.

mod alert;
pub mod codes;
mod condition;
mod document;
mod fields;
mod keys;
mod metadata;
mod python;
mod rule;
mod shorten;
mod unit_tests;
mod yaml;

pub use condition::{ConditionText, OffsetMap, Piece};
pub use document::{AttackRef, Loaded, Located, OutputField, RuleDocument, RuleSeverity, UnitTest};
pub(crate) use fields::first_line;
pub(crate) use keys::closest;
pub use yaml::{Data, Entry, Yaml};

use transpile_sdk::diagnostic::{Diagnostic, Span};

/// Reads one rule file.
///
/// Gives the document even if there are errors, as far as it could be read, so that the stages
/// behind this one can add theirs. Nothing, if the file is not a rule file at all.
#[must_use]
pub fn load(path: &str, text: &str) -> (Option<Loaded>, Vec<Diagnostic>) {
    let (yaml, mut diagnostics) = yaml::read(text);
    let loaded = yaml.and_then(|yaml| {
        if let Data::Map(entries) = &yaml.data {
            return rule::read(path, text, entries, &mut diagnostics);
        }
        diagnostics.push(not_a_mapping(text, &yaml));
        None
    });
    match loaded {
        // What is no rule is not judged.
        Some(Loaded::Other { .. }) => diagnostics.clear(),
        None if let Some(line) = python::function(text) => diagnostics = vec![is_python(line)],
        _ => {}
    }
    diagnostics.sort_by_key(|diagnostic| {
        diagnostic
            .labels
            .first()
            .map_or(0, |label| label.span.start)
    });
    (loaded, diagnostics)
}

/// Reads one rule file but for its unit tests, which take most of the time and change no query. What is
/// wrong inside them is not found; if anything else is, the whole file is read.
#[must_use]
pub fn load_without_tests(path: &str, text: &str) -> (Option<Loaded>, Vec<Diagnostic>) {
    if let Some(shorter) = shorten::without_tests(text)
        && let (Some(Loaded::Rule(mut document)), diagnostics) = load(path, &shorter)
        && diagnostics.iter().all(|diagnostic| !diagnostic.is_error())
    {
        document.text = text.into();
        return (Some(Loaded::Rule(document)), diagnostics);
    }
    load(path, text)
}

fn is_python(line: Span) -> Diagnostic {
    Diagnostic::error(
        codes::NOT_A_MAPPING,
        "this looks like Python, not like the YAML of a rule",
    )
    .at(line, "a function of Python")
    .with_help("give the YAML file that names this one as its `Filename`")
}

fn not_a_mapping(text: &str, yaml: &Yaml) -> Diagnostic {
    let help = "a rule file consists of lines such as `RuleID: My.Rule`";
    if yaml.data == Data::Null {
        return Diagnostic::error(codes::NOT_A_MAPPING, "the file is empty")
            .at(Span::new(0, 0), "")
            .with_help(help);
    }
    let message = format!("a rule file is a mapping, but this is {}", yaml.kind());
    Diagnostic::error(codes::NOT_A_MAPPING, message)
        .at(fields::first_line(text, yaml.span), "not `key: value`")
        .with_help(help)
}
