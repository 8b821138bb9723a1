//! `<` and its relatives, and how many values a list has.
//!
//! In: two values. Out: when the one is on that side of the other, and when Python cannot say.

use super::equality::{length_of, number};
use super::expression::negated;
use super::run::{Run, State};
use super::tally::{exactly_so_many, so_many};
use super::value::{Item, Json, Symbol, Val, leaf, raise};
use ruff_text_size::TextRange;
use std::fmt::Write;
use transpile_sdk::ir::{Comparison, Condition, JsonType, Number, Scalar, Test, Value};
use transpile_sdk::regex::Regex;

impl Run<'_> {
    /// `left < right` and its relatives; of sets, whether one is a part of the other.
    pub(super) fn ordered(
        &mut self,
        comparison: Comparison,
        left: &Val,
        right: &Val,
        range: TextRange,
        state: &mut State,
    ) -> Symbol {
        let (Val::Set(own), Val::Set(other)) = (left, right) else {
            return self.ordered_values(comparison, left, right, range, state);
        };
        match comparison {
            Comparison::Le => self.subset(own, other, range, state),
            Comparison::Ge => self.subset(other, own, range, state),
            _ => self.unknown_value(range, "whether a set is a true part of another"),
        }
    }

    /// The same of other values.
    fn ordered_values(
        &mut self,
        comparison: Comparison,
        left: &Val,
        right: &Val,
        range: TextRange,
        state: &mut State,
    ) -> Symbol {
        match (left, right) {
            (Val::Text(left), Val::Text(right)) => {
                return leaf(Val::bool(comparison.holds(left.cmp(right))));
            }
            (
                Val::Int(_) | Val::Float(_) | Val::Bool(Condition::Const(_)),
                Val::Json(_) | Val::Count(_) | Val::Length(_) | Val::Reckoned(_),
            ) => {
                return self.ordered_values(mirrored(comparison), right, left, range, state);
            }
            _ => {}
        }
        if let (Some(left), Some(right)) = (number(left), number(right)) {
            let ordering = left.partial_cmp(&right);
            return leaf(Val::bool(
                ordering.is_some_and(|ordering| comparison.holds(ordering)),
            ));
        }
        let Some(bound) = number(right) else {
            return self.ordered_texts(comparison, left, right, range, state);
        };
        match left {
            Val::Json(Json { value, .. }) => {
                let is_number = self.is_type(value, JsonType::Number);
                self.choose(
                    &is_number,
                    |run| {
                        leaf(Val::Bool(run.test(
                            value,
                            Test::Compare(comparison, Scalar::Number(bound)),
                        )))
                    },
                    |run| {
                        let is_bool = run.is_type(value, JsonType::Bool);
                        run.choose(
                            &is_bool,
                            |run| {
                                let holds = [true, false].into_iter().filter(|bool| {
                                    Number::Int(i64::from(*bool))
                                        .partial_cmp(&bound)
                                        .is_some_and(|ordering| comparison.holds(ordering))
                                });
                                let ways: Vec<_> = holds
                                    .map(|bool| run.equals(value, Scalar::Bool(bool)))
                                    .collect();
                                leaf(Val::Bool(Condition::either(ways)))
                            },
                            |_| raise("TypeError"),
                        )
                    },
                )
            }
            Val::Count(value) => {
                if let Some(operand) = length_of(value) {
                    let some = match (comparison, bound) {
                        (Comparison::Gt, Number::Int(0)) | (Comparison::Ge, Number::Int(1)) => {
                            Some(true)
                        }
                        (Comparison::Le, Number::Int(0)) | (Comparison::Lt, Number::Int(1)) => {
                            Some(false)
                        }
                        _ => None,
                    };
                    if let Some(some) = some {
                        let empty = self.test(operand, Test::IsFalsy);
                        let holds = if some { empty.complement() } else { empty };
                        return leaf(Val::Bool(holds));
                    }
                }
                leaf(Val::Bool(self.test(
                    value,
                    Test::Compare(comparison, Scalar::Number(bound)),
                )))
            }
            Val::Reckoned(own) => self.reckoned(comparison, &own.clone(), bound, range),
            Val::Length(items) => {
                let items = items.clone();
                self.length(&items, comparison, bound, range, state, false)
            }
            Val::None
            | Val::Text(_)
            | Val::Computed(_)
            | Val::List(_)
            | Val::Dict(_)
            | Val::Tuple(_) => raise("TypeError"),
            _ => self.unknown(range, "values are compared by their order"),
        }
    }

    /// The same where the right one is no number.
    fn ordered_texts(
        &mut self,
        comparison: Comparison,
        left: &Val,
        right: &Val,
        range: TextRange,
        state: &mut State,
    ) -> Symbol {
        match (left, right) {
            (Val::Json(json), Val::Text(_) | Val::Computed(_)) => {
                let is_text = self.is_type(&json.value, JsonType::String);
                self.choose(
                    &is_text,
                    |run| {
                        let own = Val::Computed(json.value.clone());
                        run.ordered_values(comparison, &own, right, range, state)
                    },
                    |_| raise("TypeError"),
                )
            }
            (Val::Text(_), Val::Json(_) | Val::Computed(_)) => {
                self.ordered_values(mirrored(comparison), right, left, range, state)
            }
            (Val::Computed(text), Val::Text(bound)) => {
                match self.text_below(text, bound, comparison) {
                    Some(holds) => leaf(Val::Bool(holds)),
                    None => self.unknown_value(range, "texts are compared by their order"),
                }
            }
            (Val::Computed(_), Val::Computed(_)) => {
                self.unknown_value(range, "texts are compared by their order")
            }
            (Val::None, _) | (_, Val::None) => raise("TypeError"),
            (Val::Json(_) | Val::Count(_), Val::Json(_) | Val::Count(_)) => {
                self.ordered_numbers(comparison, left, right, range, state)
            }
            _ => self.unknown(range, "values are compared by their order"),
        }
    }

    /// A text of the event on that side of a constant one, code point by code point.
    fn text_below(
        &mut self,
        text: &Value,
        bound: &str,
        comparison: Comparison,
    ) -> Option<Condition> {
        let below = self.test(text, Test::Regex(Regex::new(smaller(bound)).ok()?));
        let same = self.equals(text, Scalar::String(bound.to_owned()));
        Some(match comparison {
            Comparison::Lt => below,
            Comparison::Le => Condition::either([below, same]),
            Comparison::Gt => Condition::either([below, same]).complement(),
            Comparison::Ge => below.complement(),
        })
    }

    /// How many values a list has: so many, or on that side of so many.
    pub(super) fn length(
        &mut self,
        items: &[Item],
        comparison: Comparison,
        bound: Number,
        range: TextRange,
        state: &mut State,
        exactly: bool,
    ) -> Symbol {
        // From here on: at least `least`, or not.
        let (Number::Int(bound), true) = (bound, true) else {
            return self.unknown_value(range, "a length is compared with a fraction");
        };
        let some = self.exists(items, state, range, &mut |_, _, _| leaf(Val::bool(true)));
        if exactly {
            return match bound {
                ..0 => leaf(Val::bool(false)),
                0 => negated(&some),
                bound => match exactly_so_many(items, bound) {
                    Some(holds) => leaf(Val::Bool(holds)),
                    None => self.unknown_value(range, "values are counted"),
                },
            };
        }
        let (least, at_least) = match comparison {
            Comparison::Ge => (bound, true),
            Comparison::Gt => (bound.saturating_add(1), true),
            Comparison::Lt => (bound, false),
            Comparison::Le => (bound.saturating_add(1), false),
        };
        let holds = match least {
            ..=0 => leaf(Val::bool(true)),
            1 => some,
            least => match so_many(items, least) {
                Some(holds) => leaf(Val::Bool(holds)),
                None => return self.unknown_value(range, "values are counted"),
            },
        };
        if at_least { holds } else { negated(&holds) }
    }
}

/// The pattern of the texts that stand before one: a true beginning of it, or one of its beginnings with a
/// smaller character behind it.
fn smaller(bound: &str) -> String {
    let mut ways = Vec::new();
    let mut beginning = String::new();
    for c in bound.chars() {
        ways.push(format!(r"{beginning}\z"));
        if let Some(before) = u32::from(c).checked_sub(1) {
            let before = char::from_u32(before).unwrap_or('\u{d7ff}');
            ways.push(format!(
                r"{beginning}[\x{{0}}-\x{{{:x}}}]",
                u32::from(before)
            ));
        }
        let _ = write!(beginning, r"\x{{{:x}}}", u32::from(c));
    }
    if ways.is_empty() {
        // Nothing stands before the empty text.
        return r"\A\x{0}\z\x{0}".to_owned();
    }
    format!(r"\A(?:{})", ways.join("|"))
}

fn mirrored(comparison: Comparison) -> Comparison {
    match comparison {
        Comparison::Gt => Comparison::Lt,
        Comparison::Ge => Comparison::Le,
        Comparison::Lt => Comparison::Gt,
        Comparison::Le => Comparison::Ge,
    }
}
