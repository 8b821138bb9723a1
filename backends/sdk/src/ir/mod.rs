//! The intermediate representation: what a rule asks of an event, whoever wrote it down and however.
//!
//! In: nothing. Out: [`Condition`] and its parts, which every front end makes, [`crate::fold`]
//! simplifies, the evaluator runs and every back end prints. The IR is generic over its fields:
//! lowering makes `Condition<Field>` (paths into the event, typed by the log type), binding makes
//! `Condition<BoundField>` (places in a table).
//!
//! Invariant: every condition is true or false, never unknown. A predicate on null is false unless
//! its test says otherwise, and a negated predicate is the exact complement.

mod field;
mod function;
mod key;
mod scalar;
mod template;
mod test;

pub use field::{Facts, Field, Origin, Root, Step, Type};
pub use function::{Argument, Call, Function, Parameter, Signature};
pub use key::Key;
pub use scalar::{Number, Scalar};
pub use template::Template;
pub use test::{Comparison, JsonType, Test};

use serde::{Deserialize, Serialize};

/// A question about an event whose answer is true or false.
#[derive(Debug, Clone, PartialEq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Condition<F = Field> {
    /// Always true, or always false.
    Const(bool),
    /// All of them.
    And(Vec<Condition<F>>),
    /// At least one of them.
    Or(Vec<Condition<F>>),
    /// Its complement.
    Not(Box<Condition<F>>),
    /// A question about an array's elements.
    Quantified(Quantified<F>),
    /// A question about one element of an array.
    Selected(Selected<F>),
    /// A test of one value.
    Predicate(Predicate<F>),
}

/// A question about an array's elements. What is not an array has none.
#[derive(Debug, Clone, PartialEq, Hash, Serialize, Deserialize)]
pub struct Quantified<F = Field> {
    /// How many elements must satisfy the body.
    pub quantifier: Quantifier,
    /// The array.
    pub array: Value<F>,
    /// The element's name. No field that the body reads begins with it, and no enclosing element has it.
    pub element: String,
    /// What is asked of an element.
    pub body: Box<Condition<F>>,
    /// Where it was written.
    #[serde(skip)]
    pub origin: Origin,
}

/// How many elements of an array must satisfy the body.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Quantifier {
    /// At least one.
    Any,
    /// Every one; true of no elements.
    All,
    /// Not one; true of no elements.
    None,
    /// Exactly one.
    One,
    /// So many, or more.
    AtLeast(u32),
}

/// A question about the first or the last of those elements of an array for which a guard holds. False
/// if there is none; what is not an array has no elements.
#[derive(Debug, Clone, PartialEq, Hash, Serialize, Deserialize)]
pub struct Selected<F = Field> {
    /// From which end the array is looked through.
    pub end: End,
    /// The array.
    pub array: Value<F>,
    /// The element's name, as in [`Quantified`].
    pub element: String,
    /// Which elements count.
    pub guard: Box<Condition<F>>,
    /// What is asked of the one that is found.
    pub body: Box<Condition<F>>,
    /// Where it was written.
    #[serde(skip)]
    pub origin: Origin,
}

/// An end of an array.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum End {
    /// Where it begins.
    First,
    /// Where it ends.
    Last,
}

/// A test of one value, or the complement of that test.
#[derive(Debug, Clone, PartialEq, Hash, Serialize, Deserialize)]
pub struct Predicate<F = Field> {
    /// What is looked at.
    pub value: Value<F>,
    /// True for the complement of the test.
    pub negated: bool,
    /// What is asked.
    pub test: Test<F>,
    /// Where it was written.
    #[serde(skip)]
    pub origin: Origin,
}

/// Something that a test can look at. Null in, null out.
#[derive(Debug, Clone, PartialEq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Value<F = Field> {
    /// A field of the event, or of a quantifier's element.
    Field(F),
    /// A function of other values.
    Call(Call<F>),
}

impl<F> Value<F> {
    /// The field at the bottom of the value: what `x` is in `lower(trim(x))`.
    pub fn subject(&self) -> &F {
        match self {
            Self::Field(field) => field,
            Self::Call(call) => call.operand.subject(),
        }
    }

    /// Calls `visit` on every field that the value reads.
    pub fn fields<'a>(&'a self, visit: &mut impl FnMut(&'a F)) {
        match self {
            Self::Field(field) => visit(field),
            Self::Call(call) => {
                call.operand.fields(visit);
                for argument in &call.arguments {
                    if let Argument::Value(value) = argument {
                        value.fields(visit);
                    }
                }
            }
        }
    }
}

impl Value {
    /// The type of what comes out.
    #[must_use]
    pub fn ty(&self) -> Type {
        match self {
            Self::Field(field) => field.ty.clone(),
            Self::Call(call) => call.ty(),
        }
    }

    /// The value as text: itself, if it is text.
    #[must_use]
    pub fn to_text(&self) -> Self {
        if self.ty().is_text() {
            return self.clone();
        }
        Self::Call(Call {
            function: Function::Text,
            operand: Box::new(self.clone()),
            arguments: Vec::new(),
            steps: Vec::new(),
        })
    }
}

impl<F> Condition<F> {
    /// Calls `visit` on every predicate, in source order.
    pub fn predicates<'a>(&'a self, visit: &mut impl FnMut(&'a Predicate<F>)) {
        match self {
            Self::Const(_) => {}
            Self::And(parts) | Self::Or(parts) => {
                for part in parts {
                    part.predicates(visit);
                }
            }
            Self::Not(inner) => inner.predicates(visit),
            Self::Quantified(quantified) => quantified.body.predicates(visit),
            Self::Selected(selected) => {
                selected.guard.predicates(visit);
                selected.body.predicates(visit);
            }
            Self::Predicate(predicate) => visit(predicate),
        }
    }

    /// Calls `visit` on every field that the condition reads, in source order, repeats included.
    pub fn fields<'a>(&'a self, visit: &mut impl FnMut(&'a F)) {
        match self {
            Self::Const(_) => {}
            Self::And(parts) | Self::Or(parts) => {
                for part in parts {
                    part.fields(visit);
                }
            }
            Self::Not(inner) => inner.fields(visit),
            Self::Quantified(quantified) => {
                quantified.array.fields(visit);
                quantified.body.fields(visit);
            }
            Self::Selected(selected) => {
                selected.array.fields(visit);
                selected.guard.fields(visit);
                selected.body.fields(visit);
            }
            Self::Predicate(predicate) => {
                predicate.value.fields(visit);
                if let Test::EqField(other) = &predicate.test {
                    other.fields(visit);
                }
            }
        }
    }

    /// How deeply conditions are nested; a predicate alone is 1.
    #[must_use]
    pub fn depth(&self) -> usize {
        1 + match self {
            Self::Const(_) | Self::Predicate(_) => 0,
            Self::And(parts) | Self::Or(parts) => parts.iter().map(Self::depth).max().unwrap_or(0),
            Self::Not(inner) => inner.depth(),
            Self::Quantified(quantified) => quantified.body.depth(),
            Self::Selected(selected) => selected.guard.depth().max(selected.body.depth()),
        }
    }
}
