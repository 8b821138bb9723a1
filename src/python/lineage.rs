//! What a value is a part or a function of.
//!
//! In: a value. Out: all that has to be there for it, the outermost first, and itself last: for `lower(a.b)` that is `a`,
//! `a.b` and `lower(a.b)`. Each is named by its place alone, its type aside, and by the hash of that.

use super::kinds::Kinds;
use super::told::hash;
use transpile_sdk::ir::{Argument, Call, Function, Root, Step, Value};

/// The beginning of a value: all of it but the last steps.
#[derive(Debug, Clone, Copy)]
pub(super) struct Level<'a> {
    /// The value.
    pub(super) value: &'a Value,
    /// How many of its steps are taken.
    pub(super) steps: usize,
}

/// Equal if they are at the same place.
impl PartialEq for Level<'_> {
    fn eq(&self, other: &Self) -> bool {
        let same_function = match (self.value, other.value) {
            (Value::Field(one), Value::Field(other)) => one.root == other.root,
            (Value::Call(one), Value::Call(other)) => {
                one.function == other.function
                    && one.operand == other.operand
                    && one.arguments == other.arguments
            }
            _ => false,
        };
        same_function && self.taken() == other.taken()
    }
}

impl<'a> Level<'a> {
    /// All of a value.
    pub(super) fn whole(value: &'a Value) -> Self {
        Self {
            value,
            steps: steps(value).len(),
        }
    }

    /// True if no step is left out.
    pub(super) fn is_whole(self) -> bool {
        self.steps == steps(self.value).len()
    }

    /// The steps that are taken.
    pub(super) fn taken(self) -> &'a [Step] {
        steps(self.value).get(..self.steps).unwrap_or_default()
    }
}

fn steps(value: &Value) -> &[Step] {
    match value {
        Value::Field(field) => &field.steps,
        Value::Call(call) => &call.steps,
    }
}

/// One of the values that a value is a part or a function of.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ancestor<'a> {
    pub(super) level: Level<'a>,
    /// The hash of its place.
    pub(super) hash: u64,
    /// What the one before must be for this to be there; nothing for the outermost.
    pub(super) needed: Option<Kinds>,
    /// True if it is always there where the one before is that.
    pub(super) is_total: bool,
    /// Through so many operands one gets here from the value.
    pub(super) operands: usize,
}

/// Calls `visit` on all that `value` is a part or a function of, the outermost first, and on itself last.
pub(super) fn lineage<'a>(value: &'a Value, visit: &mut impl FnMut(Ancestor<'a>)) {
    go(value, 0, visit);
}

/// The hash of the value's place.
fn go<'a>(value: &'a Value, operands: usize, visit: &mut impl FnMut(Ancestor<'a>)) -> u64 {
    let (mut at, is_place, needed) = match value {
        Value::Field(field) => (hash(&field.root), field.root != Root::Event, None),
        Value::Call(call) => {
            let operand = go(&call.operand, operands + 1, visit);
            let own = hash(&(operand, call.function, &call.arguments));
            (own, true, Some((operand_kinds(call), is_total(call))))
        }
    };
    let steps = steps(value);
    if is_place {
        visit(Ancestor {
            level: Level { value, steps: 0 },
            hash: at,
            needed: needed.map(|(kinds, _)| kinds),
            is_total: needed.is_some_and(|(_, is_total)| is_total),
            operands,
        });
    }
    for (taken, step) in steps.iter().enumerate() {
        at = hash(&(at, step));
        visit(Ancestor {
            level: Level {
                value,
                steps: taken + 1,
            },
            hash: at,
            needed: (taken > 0 || is_place).then(|| of_step(step)),
            is_total: false,
            operands,
        });
    }
    at
}

/// The hash of the place of a value.
pub(super) fn place_hash(value: &Value) -> u64 {
    go(value, 0, &mut |_| {})
}

/// The value that is so many operands inside another.
pub(super) fn operand(value: &Value, operands: usize) -> &Value {
    match value {
        Value::Call(call) if operands > 0 => operand(&call.operand, operands - 1),
        value => value,
    }
}

fn of_step(step: &Step) -> Kinds {
    match step {
        Step::Key(_) => Kinds::SOME_OBJECT,
        Step::Index(_) => Kinds::SOME_ARRAY,
    }
}

fn operand_kinds(call: &Call) -> Kinds {
    match call.function {
        Function::Length => Kinds::TEXT.or(Kinds::ARRAY),
        Function::Number | Function::PythonInt | Function::PythonFloat => {
            Kinds::NUMBER.or(Kinds::TEXT)
        }
        Function::Add | Function::Subtract => Kinds::NUMBER,
        Function::Text | Function::PythonStr | Function::PythonCanonical => Kinds::MISSING.not(),
        Function::Keys => Kinds::OBJECT,
        _ => Kinds::TEXT,
    }
}

fn is_total(call: &Call) -> bool {
    let constant = call
        .arguments
        .iter()
        .all(|argument| matches!(argument, Argument::Scalar(_)));
    let is_partial = matches!(
        call.function,
        Function::Json
            | Function::Number
            | Function::PythonInt
            | Function::PythonFloat
            | Function::PythonNetwork
    );
    constant && !is_partial
}
