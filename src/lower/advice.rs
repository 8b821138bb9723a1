//! What to write instead of an argument that an operator does not take.

use transpile_grammar::ast::{Argument, ArgumentKind, Operator};
use transpile_grammar::printer::print_argument;
use transpile_sdk::diagnostic::shown;
use transpile_sdk::time::Timestamp;

/// What is asked of an operand, for messages.
pub(super) struct Asked<'a> {
    pub(super) operator: Operator,
    /// Asked with an infix `not`.
    pub(super) negated: bool,
    /// The operand, as the rule's author writes it.
    pub(super) operand: &'a str,
}

impl Asked<'_> {
    /// The operator, as the rule's author writes it.
    pub(super) fn written(&self) -> String {
        let not = if self.negated { "not " } else { "" };
        format!("{not}{}", self.operator.name())
    }
}

/// What an argument is, for a label.
pub(super) fn kind_of(argument: &Argument) -> &'static str {
    match argument.value {
        ArgumentKind::String(_) => "this is text",
        ArgumentKind::Number(_) => "this is a number",
        ArgumentKind::Bool(_) => "this is a boolean",
        ArgumentKind::List(_) => "this is a list",
        ArgumentKind::Field(_) => "this is a field",
    }
}

/// What to write instead of a list or a field that the operator does not take.
pub(super) fn instead_of(argument: &Argument, asked: &Asked<'_>) -> String {
    let (x, operator) = (asked.operand, asked.written());
    match (&argument.value, asked.operator) {
        (ArgumentKind::List(_), Operator::In | Operator::Cidr) => {
            "write all values in one list".to_owned()
        }
        (ArgumentKind::List(_), Operator::Eq | Operator::Ne) => {
            let negated = asked.negated != (asked.operator == Operator::Ne);
            let not = if negated { "not " } else { "" };
            format!(
                "write `{x} {not}in {}`",
                shown(&print_argument(argument), 80)
            )
        }
        (ArgumentKind::List(items), _) => {
            let each: Vec<String> = items
                .iter()
                .take(2)
                .map(|item| format!("{x} {operator} {}", shown(&print_argument(item), 40)))
                .collect();
            let join = if asked.negated { " and " } else { " or " };
            let more = if items.len() > 2 { "…" } else { "" };
            match each.len() {
                0 => "write one value".to_owned(),
                1 => format!("write `{}`", each.concat()),
                _ if more.is_empty() => format!("write `{}`", each.join(join)),
                _ => format!("write `{}{join}{more}`", each.join(join)),
            }
        }
        (ArgumentKind::Field(_), Operator::In) => {
            let list = shown(&print_argument(argument), 80);
            let list = list.trim_start_matches("field ");
            format!(
                "write `{x} eq field {list}`, or `any {list} as e (e eq field {x})` for an element of an array"
            )
        }
        (ArgumentKind::Field(_), _) => {
            "write a value: only `eq` and `ne` compare with another field".to_owned()
        }
        _ => format!("write `{operator} \"…\"`"),
    }
}

/// What to write instead of text that is not a timestamp.
pub(super) fn timestamp_help(text: &str) -> String {
    let day = format!("{text}T00:00:00Z");
    match Timestamp::parse(&day, &[]) {
        Some(_) => format!("write the time of day too: `\"{day}\"`"),
        None => "write RFC 3339: `\"2024-05-01T12:00:00Z\"`".to_owned(),
    }
}
