//! Which operator applies to values of which type: the table, as data.

use transpile_grammar::ast::Operator;
use transpile_sdk::ir::Type;

/// The operator applies to strings and IP addresses.
const TEXT: u16 = 1;
/// … to long and double.
const NUMBER: u16 = 1 << 1;
/// … to bool.
const BOOL: u16 = 1 << 2;
/// … to timestamps.
const TIMESTAMP: u16 = 1 << 3;
/// … to arrays.
const ARRAY: u16 = 1 << 4;
/// … to objects.
const OBJECT: u16 = 1 << 5;
/// … to json.
const JSON: u16 = 1 << 6;
/// … to anything.
const ANY: u16 = TEXT | NUMBER | BOOL | TIMESTAMP | ARRAY | OBJECT | JSON;
const SCALAR: u16 = TEXT | NUMBER | BOOL | TIMESTAMP | JSON;

/// A row a operator: where it applies, and what to write where it does not.
const TABLE: &[(&[Operator], u16, &str)] = &[
    (
        &[
            Operator::Eq,
            Operator::Ne,
            Operator::In,
            Operator::CrossFieldCompare,
        ],
        SCALAR,
        "use `contains` for an element of an array or a key of an object",
    ),
    (
        &[Operator::Contains],
        TEXT | TIMESTAMP | ARRAY | OBJECT,
        "write `text(x) contains …` for a part of text, `any x as e (…)` for an element",
    ),
    (
        &[
            Operator::Match,
            Operator::StartsWith,
            Operator::EndsWith,
            Operator::Wildcard,
            Operator::RegexMatch,
        ],
        TEXT | TIMESTAMP | JSON,
        "`text(…)` makes text of any value",
    ),
    (
        &[Operator::Gt, Operator::Ge, Operator::Lt, Operator::Le],
        TEXT | NUMBER | TIMESTAMP | JSON,
        "numbers, text that is a number, and timestamps have an order",
    ),
    (
        &[Operator::Cidr, Operator::IsIp, Operator::IsPrivateIp],
        TEXT | JSON,
        "only text can be an IP address",
    ),
    (
        &[
            Operator::IsNull,
            Operator::IsNotNull,
            Operator::IsMissing,
            Operator::IsPresent,
            Operator::IsTruthy,
            Operator::IsFalsy,
            Operator::IsString,
            Operator::IsNumber,
            Operator::IsBool,
            Operator::IsArray,
            Operator::IsObject,
        ],
        ANY,
        "",
    ),
];

/// `None` if `operator` applies to values of type `ty`, else what to write instead.
pub(super) fn misuse(operator: Operator, ty: &Type) -> Option<&'static str> {
    let own = match ty {
        Type::String | Type::Ip => TEXT,
        Type::Long | Type::Double => NUMBER,
        Type::Bool => BOOL,
        Type::Timestamp => TIMESTAMP,
        Type::Array(_) => ARRAY,
        Type::Object => OBJECT,
        Type::Json => JSON,
    };
    TABLE
        .iter()
        .find(|(operators, _, _)| operators.contains(&operator))
        .filter(|(_, accepted, _)| accepted & own == 0)
        .map(|(_, _, help)| *help)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_operator_has_one_row() {
        for operator in Operator::ALL {
            let rows = TABLE
                .iter()
                .filter(|(operators, _, _)| operators.contains(operator))
                .count();
            assert_eq!(rows, 1, "{}", operator.name());
        }
    }
}
