//! The kinds of diagnostics of the pipeline itself.

use transpile_sdk::diagnostic::Code;

/// The rule's logic is in a form that is not read yet.
pub const UNREAD_LOGIC: Code = Code("T0401");
/// The condition is true or false for every event.
pub const CONSTANT: Code = Code("T0403");
/// A test's event is not an event.
pub const BAD_EVENT: Code = Code("T0404");
/// There is no one condition, or no place for it.
pub const NOT_WRITTEN: Code = Code("T0406");
/// The file would not be the same rule.
pub const NOT_WRITTEN_SAME: Code = Code("T0407");
/// The condition and the Python beside it differ.
pub const DIFFERS: Code = Code("T0408");
/// The condition cannot be run.
pub const NOT_RUN: Code = Code("T0405");
/// A log was not read.
pub const UNREAD_LOG: Code = Code("T0450");
/// The target knows no table for the log type.
pub const NO_SHAPE: Code = Code("T0504");
/// No shape has that name.
pub const UNKNOWN_SHAPE: Code = Code("T0505");
/// A shape of the user's cannot be used.
pub const BAD_SHAPE: Code = Code("T0506");
/// The target has no such format.
pub const NO_FORMAT: Code = Code("T0507");

/// An output that the target cannot show.
pub const HIDDEN_OUTPUT: Code = Code("T0509");

/// All of them.
pub const CODES: &[Code] = &[
    UNREAD_LOGIC,
    CONSTANT,
    BAD_EVENT,
    NOT_RUN,
    NOT_WRITTEN,
    NOT_WRITTEN_SAME,
    DIFFERS,
    UNREAD_LOG,
    NO_SHAPE,
    UNKNOWN_SHAPE,
    BAD_SHAPE,
    NO_FORMAT,
    HIDDEN_OUTPUT,
    transpile_sdk::backend::NO_PACK,
    transpile_sdk::bind::ABSENT,
    transpile_sdk::bind::INEXPRESSIBLE,
    transpile_sdk::bind::DROPPED,
];
