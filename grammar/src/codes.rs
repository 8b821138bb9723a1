//! The codes of this crate's diagnostics: T02 for conditions, T06 for pages of the catalogue.
//!
//! Each has a page that `transpile explain` prints.

use transpile_sdk::diagnostic::Code;

macro_rules! codes {
    ($($name:ident = $code:literal, $doc:literal;)*) => {
        $(#[doc = $doc] pub const $name: Code = Code($code);)*

        /// Every code of this crate, in order.
        pub const CODES: &[Code] = &[$($name),*];
    };
}

codes! {
    UNEXPECTED = "T0201", "Something that fits nothing that the language has at this place.";
    UNEXPECTED_END = "T0202", "The line ends in the middle of something.";
    UNKNOWN_OPERATOR = "T0203", "A word stands where an operator should, and it is none.";
    SIGN_FOR_OPERATOR = "T0204", "`==`, `!=`, `<` and such instead of an operator.";
    SIGN_FOR_WORD = "T0205", "`&&`, `||` or `!` instead of `and`, `or`, `not`.";
    CAPITALS = "T0206", "A keyword or an operator in capitals.";
    WRONG_QUOTES = "T0207", "Single, typographic or back quotes around a string.";
    MISSING_QUOTE = "T0208", "A string without its closing quote.";
    BAD_ESCAPE = "T0209", "A backslash that begins no escape.";
    LONE_SURROGATE = "T0210", "An escape that writes half a character.";
    MISSING_BRACKET = "T0211", "An opening bracket without its closing one.";
    EXTRA_BRACKET = "T0212", "A closing bracket without its opening one.";
    MISSING_ARGUMENT = "T0213", "An operator without the value that it compares with.";
    ARGUMENT_AFTER_TEST = "T0214", "A value behind a test, which takes none.";
    UNQUOTED_VALUE = "T0215", "A value without quotes.";
    MISSING_CONNECTIVE = "T0216", "Two conditions side by side without `and` or `or`.";
    EMPTY_CONDITION = "T0217", "A condition without a line.";
    TOO_DEEP = "T0218", "Brackets and `not`s nested too deeply.";
    TOO_LONG = "T0219", "A condition that is too long.";
    BLANK_IN_PATH = "T0220", "A blank inside a field's name or path.";
    NEGATED_TEST = "T0221", "`not` between a field and a test.";
    RESERVED_WORD = "T0222", "A reserved word used as a name.";
    ARRAY_ANY = "T0223", "`array_any`, which does not say what is asked of the elements.";
    SUBQUERY = "T0224", "A subquery as a value.";
    ROUND_LIST = "T0225", "A list without square brackets.";
    QUANTIFIER_NAME = "T0226", "A quantifier without a name for the element.";
    QUANTIFIER_BODY = "T0227", "A quantifier without a condition on the element.";
    BAD_NUMBER = "T0228", "Something that begins like a number and is none.";
    NULL_ARGUMENT = "T0229", "`null` as a value.";
    HIDDEN_CHARACTER = "T0230", "A character that cannot be seen.";
    BAD_INDEX = "T0231", "A step into an array that is neither `[*]` nor a position.";
    MISSING_FIELD = "T0232", "A comparison without the field that is compared.";
    MISSING_OPERATOR = "T0233", "A field without an operator or a test.";
    MISSING_CONDITION = "T0234", "`and`, `or` or `not` without a condition beside it.";
    EMPTY_BRACKETS = "T0235", "Brackets with nothing inside.";
    MISSING_COMMA = "T0236", "List elements that are not separated by one comma.";
    UNKNOWN_CHARACTER = "T0237", "A character that the language does not use.";
    BAD_CALL = "T0238", "A function call that is not written `name(field, …)`.";
    NAME_NEEDS_QUOTES = "T0239", "A name that is not a word and has no quotes.";
    NOT_A_PATH = "T0240", "Text that stands for a field and is no path.";

    PAGE_PARTIAL = "T0601", "The page says that it shows a part of the rule only.";
    PAGE_IMPERATIVE = "T0602", "The page says that it could not show the rule's logic.";
    PAGE_AGGREGATE = "T0603", "The page lost what an aggregate is compared with.";
    PAGE_HAVING = "T0604", "A condition on an aggregate, which no single event can satisfy.";
    PAGE_THRESHOLD = "T0605", "A threshold over many events.";
    PAGE_EMPTY_HAVING = "T0606", "A `having` stage whose content is lost.";
    PAGE_SOURCE = "T0607", "The table that the page's query reads.";
    PAGE_ARRAY_ANY = "T0608", "`array_any` on a page, its inner test lost.";
    PAGE_SUBQUERY = "T0609", "A comparison with the result of another query.";
    PAGE_SEQUENCE = "T0610", "A step of a sequence of other rules.";
    PAGE_EMPTY_FILTER = "T0611", "A stage that should hold conditions and holds none.";
    PAGE_PYTHON = "T0612", "A Python body instead of conditions.";
    PAGE_STRAY_TEXT = "T0613", "Text outside any stage, or of no known form.";
    PAGE_SECOND_FILTER = "T0614", "More than one stage of conditions.";
    PAGE_UNKNOWN_STAGE = "T0615", "A stage of an unknown kind.";
    PAGE_NO_CONDITION = "T0616", "A page without any stage.";
}
