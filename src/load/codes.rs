//! The codes of this stage's diagnostics: T01, reading a rule file.
//!
//! Each has a page that `transpile explain` prints.

use transpile_sdk::diagnostic::Code;

macro_rules! codes {
    ($($name:ident = $code:literal, $doc:literal;)*) => {
        $(#[doc = $doc] pub const $name: Code = Code($code);)*

        /// Every code of this stage, in order.
        pub const CODES: &[Code] = &[$($name),*];
    };
}

codes! {
    SYNTAX = "T0101", "The file is not YAML.";
    NOT_UTF8 = "T0102", "The file is not UTF-8 text; said by whoever reads the bytes.";
    TOO_LARGE = "T0103", "The file is too long, nested too deeply, or grows too much through its aliases.";
    DOCUMENTS = "T0104", "Several YAML documents in one file.";
    NOT_A_MAPPING = "T0105", "The file is empty, or something other than `Key: value` lines.";
    DUPLICATE_KEY = "T0106", "A key that occurs twice in one mapping.";
    UNSUPPORTED_YAML = "T0107", "A feature of YAML that rule files do without: tags, directives, odd merges.";

    ANALYSIS_TYPE = "T0110", "`AnalysisType` is missing or misspelt.";
    MISSING_KEY = "T0111", "A key without which a rule means nothing.";
    WRONG_TYPE = "T0112", "A value of another type than its key wants.";
    BAD_SEVERITY = "T0113", "A severity that does not exist.";
    BAD_NUMBER = "T0114", "A threshold or a number of minutes that is no positive whole number.";
    NO_LOGIC = "T0115", "A rule without any logic.";
    MISSPELT_KEY = "T0116", "An unknown key that looks like a known one.";
    UNKNOWN_KEYS = "T0117", "Keys that are not known and have no effect.";
    BAD_ATTACK = "T0118", "A `MITRE ATT&CK` entry that is not tactic and technique.";
    NO_SEVERITY = "T0119", "A rule without a severity.";

    BAD_TEST = "T0120", "A unit test that cannot be run as it is written.";
    DUPLICATE_TEST = "T0121", "Two unit tests of one name.";

    CONDITION_FOLDED = "T0130", "A condition whose lines YAML joins.";
    CONDITION_MAPPING = "T0131", "A line of a condition that YAML reads as a key and a value.";
    CONDITION_SHAPE = "T0132", "A condition that is not text.";
    CONDITION_EMPTY = "T0133", "A condition without text.";
    CONDITION_CUT = "T0134", "A condition that YAML cuts at a `#`.";
}
