//! The place behind an operand, where an operator or a test was looked for.

use super::alias::lookup;
use super::view::{View, is_null_word};
use super::{end, expression, joint, path, range};
use crate::codes::{
    ARRAY_ANY, BAD_CALL, BLANK_IN_PATH, CAPITALS, MISSING_OPERATOR, NEGATED_TEST, QUANTIFIER_NAME,
    UNKNOWN_OPERATOR,
};
use crate::operator::Operator;
use crate::scan::Kind;
use transpile_sdk::diagnostic::Diagnostic;

/// What is wrong behind an operand.
pub(super) fn explain(view: &View<'_>) -> Option<Diagnostic> {
    match view.kind(0) {
        Some(Kind::Word) => Some(word(view)),
        Some(Kind::Dot) if !view.touches(0) => Some(blank(view)),
        Some(Kind::Open) => opening(view),
        Some(Kind::Dot | Kind::Star | Kind::Comma) => None,
        _ => Some(missing(view)),
    }
}

fn blank(view: &View<'_>) -> Diagnostic {
    let path = format!(
        "{}{}",
        view.operand_text(-1),
        view.piece(view.value_after(0))
    );
    Diagnostic::error(BLANK_IN_PATH, "a path has no blanks inside")
        .at(view.span(-1).to(view.span(0)), "a blank stands here")
        .with_help(format!("write `{path}`"))
}

/// A bracket: `a [0]`, `lower (x)`, `NOT (…)`.
fn opening(view: &View<'_>) -> Option<Diagnostic> {
    if let Some(keyword) = expression::capital_keyword(view.word(-1)) {
        return Some(capitals(view, -1, keyword));
    }
    if view.is(0, "[") {
        return Some(blank(view));
    }
    if view.kind(-1) != Some(Kind::Word) {
        return None;
    }
    let call = format!("{}{}", view.word(-1), view.piece(view.value_after(0)));
    Some(
        Diagnostic::error(
            BAD_CALL,
            format!("a blank stands between `{}` and its bracket", view.word(-1)),
        )
        .at(view.span(-1).to(view.span(0)), "a call has no blank here")
        .with_help(format!(
            "write `{call}` if that is a function, or an operator between field and value"
        )),
    )
}

/// Nothing, or something that can only be a value.
fn missing(view: &View<'_>) -> Diagnostic {
    let behind_not = view.is(-1, "not") && view.begins_path(-1);
    if matches!(view.kind(0), Some(Kind::String | Kind::Number))
        && view.operator(-1).is_some()
        && view.begins_path(-1)
    {
        return expression::missing_field(view, -1);
    }
    if matches!(view.kind(-1), Some(Kind::String))
        && expression::is_joined(view, -2)
        && view.kind(0) != Some(Kind::String)
    {
        return expression::value_only(view);
    }
    let field = view.operand_text(if behind_not { -2 } else { -1 });
    let not = if behind_not { "not " } else { "" };
    let error = Diagnostic::error(
        MISSING_OPERATOR,
        format!("an operator is missing behind `{field}`"),
    );
    if matches!(view.kind(0), Some(Kind::String | Kind::Number)) {
        let value = view.value_text(0);
        return error
            .at(view.span(0), "what is asked of this value?")
            .with_help(format!(
                "write `{field} {not}eq {value}`, or another operator"
            ));
    }
    if behind_not {
        return error
            .at(view.span(-1), "an operator should follow")
            .with_help(format!(
                "write `{field} not eq \"…\"`, or `{field} is_falsy`"
            ));
    }
    if field.starts_with("has_key(") {
        return Diagnostic::error(
            BAD_CALL,
            "`has_key` is asked of a path, not of a function's result",
        )
        .at(view.operand_before(-1), "the path is missing")
        .with_help("write `has_key(userIdentity.arn)`");
    }
    let place = view.operand_before(-1);
    error
        .at(place, "a field alone is not a condition")
        .with_help(format!("write `{field} is_truthy`, `{field} is_not_null` or a comparison such as `{field} eq \"…\"`"))
}

/// A word that is no operator, or no operator here.
fn word(view: &View<'_>) -> Diagnostic {
    let word = view.word(0);
    let behind_not = view.is(-1, "not") && view.begins_path(-1);
    let field = view.operand_text(if behind_not { -2 } else { -1 });
    if let Some(test) = view
        .operator(0)
        .filter(|operator| !operator.takes_argument() && behind_not)
    {
        return negated_test(view, &field, test);
    }
    if let Some(keyword) =
        expression::capital_keyword(view.word(-1)).filter(|_| view.begins_path(-1))
    {
        return capitals(view, -1, keyword);
    }
    if let Some(keyword) = end::capital(view) {
        return capitals(view, -1, keyword);
    }
    match word {
        "array_any" => {
            return Diagnostic::error(ARRAY_ANY, "`array_any` does not say what is asked of an element")
                .at(view.span(0), "the test is missing")
                .with_help(format!("write the test: `any {field} as x (x eq \"…\")`, or `x.name` for a field of an element"));
        }
        "and" | "or" | "AND" | "OR" => return missing(view),
        "as" => {
            return Diagnostic::error(QUANTIFIER_NAME, "`as` belongs to a quantifier")
                .at(view.span(0), "no quantifier stands before the field")
                .with_help(format!(
                    "write `any {field} as {} (…)`, or `all`, `none`, `one`",
                    view.word(1)
                ));
        }
        _ => {}
    }
    if word != "not" && word.eq_ignore_ascii_case("not") && view.kind(1) == Some(Kind::Word) {
        return capital_not(view, &field);
    }
    if let Some((name, length)) = meant(view) {
        let last = (length - 1).cast_signed();
        return renamed(view, &field, behind_not, name, last);
    }
    if word.eq_ignore_ascii_case("between") {
        return range::between(view, &field, behind_not);
    }
    let behind = view.behind_value(0);
    if view.operator(behind).is_some()
        || view.is(behind, "not") && view.operator(behind + 1).is_some()
    {
        return path::blank_in_name(view);
    }
    let candidates = || Operator::ALL.iter().map(|operator| operator.name());
    let lower = word.to_lowercase();
    let near = candidates()
        .filter(|_| lower.len() < 32)
        .map(|name| (strsim::damerau_levenshtein(&lower, name), name))
        .filter(|(distance, name)| *distance <= name.len().div_ceil(3))
        .min();
    match near {
        Some((_, name)) => renamed(view, &field, behind_not, name, 0),
        None => Diagnostic::error(UNKNOWN_OPERATOR, format!("unknown operator {}", view.code(0)))
            .at(view.span(0), "not an operator")
            .with_help("the operators are `eq ne in contains starts_with ends_with wildcard regex_match gt ge lt le cidr`; the tests are `is_null`, `is_present` and such"),
    }
}

/// The operator that other words stand for, and how many tokens those are: `is not null` are three.
fn meant(view: &View<'_>) -> Option<(&'static str, usize)> {
    let plain = |distance| view.word(distance).to_lowercase().replace(['_', '-'], "");
    let mut joined = String::new();
    let mut found = None;
    for length in 1..=4_usize {
        let here = (length - 1).cast_signed();
        if view.kind(here) != Some(Kind::Word) {
            break;
        }
        joined.push_str(&plain(here));
        if let Some(name) = lookup(&joined) {
            found = Some((name, length));
        }
    }
    let (name, length) = found?;
    let behind = length.cast_signed();
    let null = length == 1 && matches!(name, "eq" | "ne") && is_null_word(view.word(behind));
    Some(match name {
        "eq" if null => ("is_missing", 2),
        "ne" if null => ("is_present", 2),
        _ => (name, length),
    })
}

/// The predicate with `name` in the place of the words up to `last`.
fn renamed(view: &View<'_>, field: &str, behind_not: bool, name: &str, last: isize) -> Diagnostic {
    let takes_argument =
        Operator::from_name(name.trim_start_matches("not ")).is_none_or(Operator::takes_argument);
    let not = match (behind_not, name.starts_with("not ")) {
        (true, false) => "not ",
        _ => "",
    };
    let fix = match (behind_not, takes_argument) {
        (_, true) => {
            let value = view.value_text(last + 1);
            // The wildcards of SQL's `like`.
            let value = if name == "wildcard" {
                value.replace('%', "*")
            } else {
                value
            };
            format!("{field} {not}{name} {value}")
        }
        (true, false) => {
            Operator::from_name(name).map_or_else(String::new, |test| negation(field, test))
        }
        (false, false) => format!("{field} {name}"),
    };
    let span = view.span(0).to(view.span(last));
    let written = view.piece(span);
    let capitals = written.chars().any(char::is_uppercase) && written.to_lowercase() == name;
    if capitals {
        return Diagnostic::error(
            CAPITALS,
            format!("operators are written in lower case, not `{written}`"),
        )
        .at(span, format!("`{name}` is meant"))
        .with_help(format!("write `{fix}`"));
    }
    let mut error = Diagnostic::error(UNKNOWN_OPERATOR, format!("unknown operator `{written}`"))
        .at(span, format!("did you mean `{name}`?"))
        .with_help(format!("write `{fix}`"));
    if name == "wildcard" {
        error = error.with_note("`wildcard` takes a glob: `*` for any text, `?` for one character");
    }
    if written.starts_with(['i', 'I'])
        && matches!(name, "wildcard" | "contains" | "eq")
        && !written.starts_with("is")
    {
        error = error.with_note(format!(
            "upper and lower case differ here; `lower({field})` makes them equal"
        ));
    }
    error
}

/// `a NOT eq "x"`, `a NOT IN ["x"]`.
fn capital_not(view: &View<'_>, field: &str) -> Diagnostic {
    let written = view.word(1).to_lowercase().replace(['_', '-'], "");
    let name = lookup(&written).unwrap_or(view.word(1));
    let fix = match Operator::from_name(name) {
        Some(test) if !test.takes_argument() => negation(field, test),
        _ => format!("{field} not {name} {}", view.value_text(2)),
    };
    Diagnostic::error(
        CAPITALS,
        format!("keywords are written in lower case, not `{}`", view.word(0)),
    )
    .at(view.span(0), "`not` is meant")
    .with_help(format!("write `{fix}`"))
}

fn negated_test(view: &View<'_>, field: &str, test: Operator) -> Diagnostic {
    Diagnostic::error(
        NEGATED_TEST,
        format!("`not` cannot stand before the test `{test}`"),
    )
    .at(
        view.span(-1).to(view.span(0)),
        "a test has no negated form of this kind",
    )
    .with_help(format!("write `{}`", negation(field, test)))
}

/// That `test` does not hold.
fn negation(field: &str, test: Operator) -> String {
    match opposite(test) {
        "" => format!("not {field} {test}"),
        opposite => format!("{field} {opposite}"),
    }
}

/// The test that is true where `test` is false, if there is one.
fn opposite(test: Operator) -> &'static str {
    match test {
        Operator::IsNull => "is_not_null",
        Operator::IsNotNull => "is_null",
        Operator::IsMissing => "is_present",
        Operator::IsPresent => "is_missing",
        Operator::IsTruthy => "is_falsy",
        Operator::IsFalsy => "is_truthy",
        _ => "",
    }
}

/// A keyword in capitals at `distance`.
pub(super) fn capitals(view: &View<'_>, distance: isize, keyword: &str) -> Diagnostic {
    joint::capitals(view, distance, keyword)
}
