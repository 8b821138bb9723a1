//! The kinds of diagnostics of this stage.

use transpile_sdk::diagnostic::Code;

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $code:literal;)*) => {
        $($(#[$doc])* pub const $name: Code = Code($code);)*
        /// All of them.
        pub const CODES: &[Code] = &[$($name),*];
    };
}

codes! {
    /// The log type has no such field.
    UNKNOWN_FIELD = "T0301";
    /// The path goes on behind a value that has no parts.
    NO_PARTS = "T0302";
    /// The log type spells the field in another case.
    OTHER_CASE = "T0303";
    /// The operator does not apply to values of that type.
    WRONG_TYPE = "T0304";
    /// Two fields whose types are never equal.
    NEVER_EQUAL_FIELDS = "T0305";
    /// A literal that a value of that type never equals.
    NEVER_EQUAL = "T0306";
    /// Quoted text that may stand for a number or a boolean.
    AMBIGUOUS_LITERAL = "T0307";
    /// An argument of the wrong kind.
    WRONG_ARGUMENT = "T0308";
    /// Not a network.
    BAD_NETWORK = "T0309";
    /// A pattern outside the subset.
    BAD_PATTERN = "T0310";
    /// No such function.
    UNKNOWN_FUNCTION = "T0311";
    /// A function with the wrong arguments.
    WRONG_CALL = "T0312";
    /// `is_null` on a value that is not text.
    NULL_OF_OTHER_TYPE = "T0313";
    /// The seed notation's lossy form.
    CROSS_FIELD = "T0314";
    /// A quantifier over something that is not an array.
    NOT_AN_ARRAY = "T0315";
    /// `any a[*] as r`.
    STEP_AND_QUANTIFIER = "T0316";
    /// Not a timestamp.
    BAD_TIMESTAMP = "T0317";
    /// A number that is out of range.
    BAD_NUMBER = "T0318";
    /// A field that Panther adds.
    PANTHER_FIELD = "T0319";
    /// An output that cannot be shown.
    BAD_OUTPUT = "T0320";
}
