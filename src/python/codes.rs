//! The kinds of diagnostics of this stage.

use transpile_sdk::diagnostic::Code;

/// The file is not Python.
pub const SYNTAX: Code = Code("T0701");
/// The file is too large or nested too deeply.
pub const TOO_LARGE: Code = Code("T0702");
/// The file has no `rule` function of one argument.
pub const NO_RULE: Code = Code("T0703");
/// What the rule does here cannot be said for certain.
pub const UNCERTAIN: Code = Code("T0704");
/// The rule takes too many steps to read.
pub const BUDGET: Code = Code("T0705");
/// The file that the rule names was not found.
pub const NO_FILE: Code = Code("T0706");
/// What decides how the matches are counted is not read.
pub const GROUPING: Code = Code("T0707");

/// All of them.
pub const CODES: &[Code] = &[
    SYNTAX, TOO_LARGE, NO_RULE, UNCERTAIN, BUDGET, NO_FILE, GROUPING,
];
