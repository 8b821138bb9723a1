//! The kinds of diagnostics of match expressions.

use transpile_sdk::diagnostic::Code;

macro_rules! codes {
    ($($(#[doc = $doc:literal])* $name:ident = $code:literal;)*) => {
        $($(#[doc = $doc])* pub const $name: Code = Code($code);)*

        /// All of them.
        pub const CODES: &[Code] = &[$($name),*];
    };
}

codes! {
    /// Something else than a match expression.
    NOT_AN_EXPRESSION = "T0801";
    /// No such condition.
    UNKNOWN_CONDITION = "T0802";
    /// A key that match expressions do not have.
    UNKNOWN_PART = "T0803";
    /// No key of the event, or more than one.
    BAD_KEY = "T0804";
    /// No value, or one that the condition does not take.
    BAD_VALUE = "T0805";
    /// The condition does not apply to fields of that type.
    WRONG_FIELD = "T0806";
    /// A value that the field never has.
    NEVER = "T0807";
    /// Something that the condition language cannot say.
    INEXPRESSIBLE = "T0808";
    /// Something that Panther does and the query does not.
    PARTIAL = "T0809";
    /// Something that inline filters cannot hold.
    NOT_IN_FILTERS = "T0810";
    /// A condition that grows too large.
    TOO_LARGE = "T0811";
    /// A dynamic severity that cannot be read.
    BAD_SEVERITY = "T0812";
}
