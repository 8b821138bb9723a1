//! What other languages call our operators.
//!
//! In: one or more words run together. Out: the operator that they mean here.

use crate::operator::Operator;

/// Other languages' names, in lower case and without `_` and blanks, and what they are called here.
const ALIASES: &[(&str, &str)] = &[
    ("equals", "eq"),
    ("equal", "eq"),
    ("is", "eq"),
    ("equalsignorecase", "eq"),
    ("ieq", "eq"),
    ("iequals", "eq"),
    ("notequals", "ne"),
    ("notequal", "ne"),
    ("neq", "ne"),
    ("doesnotequal", "ne"),
    ("isnot", "ne"),
    ("noteq", "ne"),
    ("startswith", "starts_with"),
    ("hasprefix", "starts_with"),
    ("prefix", "starts_with"),
    ("beginswith", "starts_with"),
    ("endswith", "ends_with"),
    ("hassuffix", "ends_with"),
    ("suffix", "ends_with"),
    ("has", "contains"),
    ("include", "contains"),
    ("includes", "contains"),
    ("contain", "contains"),
    ("icontains", "contains"),
    ("doesnotcontain", "not contains"),
    ("notcontains", "not contains"),
    ("like", "wildcard"),
    ("ilike", "wildcard"),
    ("rlike", "regex_match"),
    ("glob", "wildcard"),
    ("fnmatch", "wildcard"),
    ("matches", "regex_match"),
    ("re", "regex_match"),
    ("regex", "regex_match"),
    ("regexp", "regex_match"),
    ("matchesregex", "regex_match"),
    ("search", "regex_match"),
    ("regexplike", "regex_match"),
    ("isin", "in"),
    ("oneof", "in"),
    ("isoneof", "in"),
    ("anyof", "in"),
    ("within", "in"),
    ("notin", "not in"),
    ("nin", "not in"),
    ("isnotin", "not in"),
    ("incidr", "cidr"),
    ("cidrmatch", "cidr"),
    ("insubnet", "cidr"),
    ("cidrcontains", "cidr"),
    ("ipinrange", "cidr"),
    ("gte", "ge"),
    ("lte", "le"),
    ("greaterthan", "gt"),
    ("lessthan", "lt"),
    ("ge=", "ge"),
    ("above", "gt"),
    ("below", "lt"),
    ("exists", "is_present"),
    ("isset", "is_present"),
    ("present", "is_present"),
    ("hasvalue", "is_not_null"),
    ("notexists", "is_missing"),
    ("doesnotexist", "is_missing"),
    ("missing", "is_missing"),
    ("null", "is_null"),
    ("isnone", "is_missing"),
    ("isempty", "is_null"),
    ("isnullorempty", "is_null"),
    ("notnull", "is_not_null"),
    ("isnotempty", "is_not_null"),
    ("isnotnullorempty", "is_not_null"),
    ("istrue", "is_truthy"),
    ("isfalse", "is_falsy"),
    ("isnotmissing", "is_present"),
    ("isnotpresent", "is_missing"),
];

/// The operator that a word without `_`, in lower case, means.
pub(super) fn lookup(plain: &str) -> Option<&'static str> {
    let known = Operator::ALL.iter().map(|operator| operator.name());
    let known = known
        .map(|name| (name, name))
        .chain(ALIASES.iter().copied());
    let mut all = known.chain([("not in", "not in")]);
    all.find(|(alias, _)| alias.replace('_', "") == plain)
        .map(|(_, name)| name)
}
