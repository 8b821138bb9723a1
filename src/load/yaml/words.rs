//! In: a kind of syntax error. Out: what to say to a rule author, for all kinds that need no look at the file.

use serde_saphyr::granit_parser::ErrorKind;

/// Message, text under the place, help.
pub(super) type Words = (&'static str, &'static str, &'static str);

/// The words for an error, if there are fixed ones.
pub(super) fn words(kind: &ErrorKind) -> Option<Words> {
    Some(match kind {
        ErrorKind::MissingAnchorOrAliasName => (
            "`*` and `&` at the beginning of a value have a meaning in YAML",
            "YAML reads this as an anchor or an alias",
            "put the value in quotes",
        ),
        ErrorKind::UnclosedQuotedScalar => (
            "this quote is not closed",
            "opened here",
            "add the closing quote",
        ),
        ErrorKind::InvalidTrailingDoubleQuotedScalar => (
            "there is more after the closing quote",
            "the value is complete before this",
            "write `\\\"` for a quote inside double quotes, or write the value as a block behind `|`",
        ),
        ErrorKind::InvalidTrailingSingleQuotedScalar => (
            "there is more after the closing quote",
            "the value is complete before this",
            "write `''` for a quote inside single quotes, or write the value as a block behind `|`",
        ),
        ErrorKind::UnknownQuotedScalarEscape
        | ErrorKind::InvalidQuotedScalarHexEscape
        | ErrorKind::InvalidLowSurrogateHexEscape
        | ErrorKind::InvalidLowSurrogate
        | ErrorKind::MissingLowSurrogate
        | ErrorKind::UnpairedLowSurrogate
        | ErrorKind::InvalidUnicodeEscape => (
            "a backslash begins no escape here",
            "in double quotes a backslash has a meaning",
            "write `\\\\` for a backslash, or use single quotes, in which it is itself",
        ),
        ErrorKind::SimpleKeyExpected | ErrorKind::InvalidSimpleKey => (
            "this line is neither a key nor a part of the value above",
            "no `key: value` here",
            "write a `:` and a blank behind the key, or indent the line below the key it belongs to",
        ),
        ErrorKind::MisplacedFlowCollectionEnd => (
            "a closing bracket without its opening one",
            "nothing is open here",
            "delete it, or quote the value",
        ),
        ErrorKind::BlockSequenceEntryNotAllowed => (
            "a list begins in the middle of a line",
            "`- ` is an item of a list",
            "begin the list on the next line, or put the value in quotes",
        ),
        ErrorKind::InvalidColonPlacement
        | ErrorKind::ExpectedFlowMappingSeparator
        | ErrorKind::ExpectedFlowSequenceSeparator
        | ErrorKind::UnexpectedEofFlowMapping
        | ErrorKind::UnexpectedEofFlowSequence
        | ErrorKind::UnexpectedEofImplicitFlowMapping => (
            "a `,` or a closing bracket is missing",
            "expected before this",
            "close the bracket that opens above, or separate the entries with `,`",
        ),
        ErrorKind::ExpectedBlockMappingKey
        | ErrorKind::ExpectedBlockSequenceEntry
        | ErrorKind::ExpectedDocumentStart
        | ErrorKind::InvalidIndentation
        | ErrorKind::InvalidBlockScalarIndent
        | ErrorKind::MappingKeyNotAllowed => (
            "this line does not fit the lines above it",
            "the indentation belongs to nothing above",
            "give keys of one mapping, and items of one list, the same indentation",
        ),
        ErrorKind::InvalidBlockScalarHeader | ErrorKind::ZeroBlockScalarIndent => (
            "only a line break may follow `|` or `>`",
            "",
            "begin the text on the next line, or put the value in quotes",
        ),
        _ => return None,
    })
}
