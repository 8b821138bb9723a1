//! In: what `regex-syntax` says of a pattern that it cannot read. Out: the same in a rule author's words,
//! with the fix.

use super::PatternError;
use crate::diagnostic::Span;
use regex_syntax::ast::{Error, ErrorKind};

/// A message and a help.
type Words = (&'static str, Option<&'static str>);

/// The error of the pattern `source`.
pub(super) fn explain(source: &str, error: &Error) -> PatternError {
    let mut span = Span::new(error.span().start.offset, error.span().end.offset);
    let (message, help) = match error.kind() {
        ErrorKind::NestLimitExceeded(limit) => (
            format!("groups are nested more than {limit} deep"),
            Some("split the pattern over several conditions"),
        ),
        ErrorKind::FlagUnrecognized => {
            // The place is the character behind `(?` or the flags; the whole sign is the mistake.
            let before = source.get(..span.start).unwrap_or_default();
            span.start = before.rfind("(?").unwrap_or(span.start);
            let group = source.get(span.start..).unwrap_or_default();
            owned(flag(group))
        }
        kind => owned(words(kind)),
    };
    PatternError {
        message,
        span,
        help,
    }
}

fn owned((message, help): Words) -> (String, Option<&'static str>) {
    (message.to_owned(), help)
}

/// What begins with `(?` and is no group of the subset.
fn flag(group: &str) -> Words {
    const GROUPS: &[(&str, Words)] = &[
        (
            "(?>",
            (
                "atomic groups are not in the subset that all targets share",
                Some(
                    "write `(?:…)`: what is found is the same, unless the pattern relies on its not going back",
                ),
            ),
        ),
        ("(?P=", BACK_REFERENCE),
        (
            "(?P>",
            (
                "calls of a group are not in the subset that all targets share",
                Some("write the group's pattern again"),
            ),
        ),
        (
            "(?#",
            (
                "comments are not in the subset that all targets share",
                Some("delete it; a `#` behind the condition begins a comment"),
            ),
        ),
        (
            "(?(",
            (
                "conditions inside a pattern are not in the subset that all targets share",
                Some("write one condition for each case, joined by `or`"),
            ),
        ),
        (
            "(?'",
            (
                "a group's name does not stand in quotes",
                Some("write `(…)`: names have no effect"),
            ),
        ),
        (
            "(?|",
            (
                "groups that share a number are not in the subset that all targets share",
                Some("write `(?:…)`"),
            ),
        ),
    ];
    let known = GROUPS.iter().find(|(sign, _)| group.starts_with(sign));
    known.map_or(
        (
            "this flag is not in the subset that all targets share",
            Some("only `(?i)` is; a group without a flag is written `(?:…)`"),
        ),
        |(_, words)| *words,
    )
}

const BACK_REFERENCE: Words = (
    "back-references are not in the subset that all targets share",
    Some("write the text itself again, or compare two fields with `eq field`"),
);

/// `{,n}`, `{n`, `*` at the beginning.
const COUNT: &str =
    "write `{0,n}` for at most n, `{n,}` for at least n, `[{]` for the character itself";

fn words(kind: &ErrorKind) -> Words {
    match kind {
        ErrorKind::UnsupportedLookAround => (
            "look-around is not in the subset that all targets share",
            Some("write a second condition, with `not` for a negative look-ahead"),
        ),
        ErrorKind::UnsupportedBackreference => BACK_REFERENCE,
        ErrorKind::EscapeUnrecognized | ErrorKind::ClassEscapeInvalid => (
            "this escape is not in the subset that all targets share",
            Some(
                r"the escapes are `\d \w \s \b \A \z`, `\n \r \t \f \v`, `\xHH`, and a backslash before a sign for the sign itself",
            ),
        ),
        ErrorKind::EscapeUnexpectedEof => (
            "nothing follows the backslash",
            Some(r"write `\\` for the character itself, which is `\\\\` in a condition"),
        ),
        ErrorKind::EscapeHexEmpty
        | ErrorKind::EscapeHexInvalid
        | ErrorKind::EscapeHexInvalidDigit => (
            "this escape is the number of no character",
            Some(
                r"write two hexadecimal digits, as in `\x2f`, or any number of them in braces, as in `\x{1f600}`",
            ),
        ),
        ErrorKind::RepetitionCountDecimalEmpty
        | ErrorKind::DecimalEmpty
        | ErrorKind::DecimalInvalid => ("a count is missing or is no number", Some(COUNT)),
        ErrorKind::RepetitionCountUnclosed => {
            ("the brace of this count is not closed", Some(COUNT))
        }
        ErrorKind::RepetitionCountInvalid => (
            "the smaller count stands first",
            Some("write `{2,5}`, not `{5,2}`"),
        ),
        ErrorKind::RepetitionMissing => (
            "there is nothing to repeat before this",
            Some("write `[*]`, `[+]` or `[?]` for the character itself, `.*` for any text"),
        ),
        ErrorKind::ClassUnclosed => (
            "this `[` is not closed",
            Some(
                r"add the `]`, or write `\[` for the character itself, which is `\\[` in a condition",
            ),
        ),
        ErrorKind::ClassRangeInvalid => (
            "this range runs backwards",
            Some(
                "write the smaller character first, as in `[a-z]`; a `-` for itself stands last, as in `[za-]`",
            ),
        ),
        ErrorKind::ClassRangeLiteral => (
            "a range goes from one character to another",
            Some("a `-` for itself stands last in the brackets, as in `[az-]`"),
        ),
        ErrorKind::GroupUnclosed => (
            "this `(` is not closed",
            Some("add the `)`, or write `[(]` for the character itself"),
        ),
        ErrorKind::GroupUnopened => (
            "this `)` closes nothing",
            Some("delete it, or write `[)]` for the character itself"),
        ),
        ErrorKind::GroupNameDuplicate { .. } => (
            "two groups have the same name",
            Some("write `(…)`: names have no effect"),
        ),
        ErrorKind::GroupNameEmpty
        | ErrorKind::GroupNameInvalid
        | ErrorKind::GroupNameUnexpectedEof => (
            "this is no name of a group",
            Some("write `(…)`: names have no effect"),
        ),
        ErrorKind::FlagUnexpectedEof => (
            "this `(?` is not closed",
            Some("write `(…)` for a group, `[(]` for the character itself"),
        ),
        ErrorKind::FlagDanglingNegation
        | ErrorKind::FlagDuplicate { .. }
        | ErrorKind::FlagRepeatedNegation { .. } => (
            "these flags are not well formed",
            Some("write `(?i)` for a pattern in which upper and lower case are alike"),
        ),
        ErrorKind::SpecialWordBoundaryUnclosed
        | ErrorKind::SpecialWordBoundaryUnrecognized
        | ErrorKind::SpecialWordOrRepetitionUnexpectedEof => (
            "this word boundary is not in the subset that all targets share",
            Some(r"write `\b`"),
        ),
        ErrorKind::UnicodeClassInvalid => (
            "Unicode classes are not in the subset that all targets share",
            Some("write the characters: `[A-Za-z]`"),
        ),
        ErrorKind::CaptureLimitExceeded => ("there are too many groups", Some("write `(?:…)`")),
        _ => ("this is not in the subset that all targets share", None),
    }
}
