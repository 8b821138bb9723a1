//! The functions of the language, with their signatures as data.

use super::{Field, Scalar, Step, Type, Value};
use serde::{Deserialize, Serialize};

/// A function applied to a value, and steps into its result.
#[derive(Debug, Clone, PartialEq, Hash, Serialize, Deserialize)]
pub struct Call<F = Field> {
    /// Which one.
    pub function: Function,
    /// What it is applied to.
    pub operand: Box<Value<F>>,
    /// Further arguments.
    #[serde(default = "Vec::new", skip_serializing_if = "Vec::is_empty")]
    pub arguments: Vec<Argument<F>>,
    /// Steps into the result: `.code` in `json(errorMessage).code`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<Step>,
}

impl<F> Call<F> {
    /// The type of what comes out, after the steps.
    #[must_use]
    pub fn ty(&self) -> Type {
        let mut ty = self.function.signature().result;
        for _ in &self.steps {
            ty = match ty {
                Type::Array(items) => *items,
                _ => Type::Json,
            };
        }
        ty
    }
}

/// A further argument of a function.
#[derive(Debug, Clone, PartialEq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Argument<F = Field> {
    /// A literal.
    Scalar(Scalar),
    /// Another value.
    Value(Value<F>),
}

/// A function. Null in, null out; positions are code points from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Function {
    /// Lower case, one code point to one.
    Lower,
    /// Upper case, one code point to one.
    Upper,
    /// Without blank, tab, newline, CR, VT and FF at both ends.
    Trim,
    /// Code points of a text, or elements of an array (nulls count).
    Length,
    /// The parts of a text between separators.
    Split,
    /// Texts one after another.
    Concat,
    /// Every occurrence replaced, from left to right.
    Replace,
    /// A part of a text: from a position, to the end or for a length.
    Substring,
    /// A text from its last code point to its first.
    Reverse,
    /// The code points of a text, a text each.
    Characters,
    /// The keys of an object, in their order.
    Keys,
    /// A text without those characters of a set that it begins with.
    StripStart,
    /// A text without those characters of a set that it ends with.
    StripEnd,
    /// The sum of two numbers: exact for integers, else that of the doubles next to them.
    Add,
    /// What is left of a number without another one, as exact as a sum.
    Subtract,
    /// The JSON value that a text holds; null if it holds none.
    Json,
    /// The number that a value is, or that a text spells as JSON does; null for anything else.
    Number,
    /// A value as text: text as it is, numbers as printed, arrays and objects as compact JSON.
    Text,
    /// A value as text, as `str` of Python prints it: `True`, `1e-05`, `['a', None]`.
    PythonStr,
    /// A value as text that is the same for values that Python takes for equal: `1`, `1.0` and `true`, and
    /// objects whose keys are in another order.
    PythonCanonical,
    /// The integer that `int` of Python makes of a number or a text; null for anything else.
    PythonInt,
    /// The number that `float` of Python makes of a number or a text; null for anything else, and for `nan`.
    PythonFloat,
    /// The first and the last address of the network that `ip_network` of Python reads; null if it is none.
    PythonNetwork,
}

/// What a function takes and gives.
#[derive(Debug, Clone, PartialEq)]
pub struct Signature {
    /// Its name in the language.
    pub name: &'static str,
    /// What its operand may be.
    pub operand: Parameter,
    /// Its further arguments in order; those behind `required` may be left out.
    pub arguments: &'static [Parameter],
    /// How many further arguments there must be.
    pub required: usize,
    /// True if the last argument may be repeated.
    pub variadic: bool,
    /// The type of the result.
    pub result: Type,
}

/// What an argument may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Parameter {
    /// Text.
    Text,
    /// Text that is not empty (a separator, something to search for).
    NonEmptyText,
    /// Text or an array.
    TextOrArray,
    /// A whole number.
    Integer,
    /// A number.
    Number,
    /// A number or text.
    NumberOrText,
    /// Anything.
    Any,
}

impl Parameter {
    /// What to call it in a message.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::NonEmptyText => "text that is not empty",
            Self::TextOrArray => "text or an array",
            Self::Integer => "a whole number",
            Self::Number => "a number",
            Self::NumberOrText => "a number or text",
            Self::Any => "anything",
        }
    }

    /// True if a value of type `ty` can be one.
    #[must_use]
    pub fn accepts(self, ty: &Type) -> bool {
        match self {
            Self::Any => true,
            _ if *ty == Type::Json => true,
            Self::Text | Self::NonEmptyText => ty.is_text(),
            Self::TextOrArray => ty.is_text() || matches!(ty, Type::Array(_)),
            Self::Integer => *ty == Type::Long,
            Self::Number => ty.is_number(),
            Self::NumberOrText => ty.is_number() || ty.is_text(),
        }
    }
}

impl Function {
    /// All functions, in the order in which documents list them.
    pub const ALL: &'static [Self] = &[
        Self::Lower,
        Self::Upper,
        Self::Trim,
        Self::Length,
        Self::Split,
        Self::Concat,
        Self::Replace,
        Self::Substring,
        Self::Reverse,
        Self::Characters,
        Self::Keys,
        Self::StripStart,
        Self::StripEnd,
        Self::Add,
        Self::Subtract,
        Self::Json,
        Self::Number,
        Self::Text,
        Self::PythonStr,
        Self::PythonCanonical,
        Self::PythonInt,
        Self::PythonFloat,
        Self::PythonNetwork,
    ];

    /// The function of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .copied()
            .find(|function| function.name() == name)
    }

    /// True if it computes with numbers.
    #[must_use]
    pub const fn is_arithmetic(self) -> bool {
        matches!(self, Self::Add | Self::Subtract)
    }

    /// True for a conversion as Python does it: rules in Python need it, and nobody else.
    #[must_use]
    pub const fn is_pythons(self) -> bool {
        matches!(
            self,
            Self::PythonStr
                | Self::PythonCanonical
                | Self::PythonInt
                | Self::PythonFloat
                | Self::PythonNetwork
        )
    }

    /// Its name in the language.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.signature().name
    }

    /// What it takes and gives: one row of the table of functions.
    #[must_use]
    pub fn signature(self) -> Signature {
        use Parameter::{Any, Integer, NonEmptyText, Number, NumberOrText, Text, TextOrArray};
        let row = |name, operand, arguments, required, result| Signature {
            name,
            operand,
            arguments,
            required,
            variadic: false,
            result,
        };
        let texts = || Type::Array(Box::new(Type::String));
        match self {
            Self::Lower => row("lower", Text, &[], 0, Type::String),
            Self::Upper => row("upper", Text, &[], 0, Type::String),
            Self::Trim => row("trim", Text, &[], 0, Type::String),
            Self::Length => row("length", TextOrArray, &[], 0, Type::Long),
            Self::Split => row("split", Text, &[NonEmptyText], 1, texts()),
            Self::Concat => Signature {
                variadic: true,
                ..row("concat", Text, &[Text], 1, Type::String)
            },
            Self::Replace => row("replace", Text, &[NonEmptyText, Text], 2, Type::String),
            Self::Substring => row("substring", Text, &[Integer, Integer], 1, Type::String),
            Self::Reverse => row("reverse", Text, &[], 0, Type::String),
            Self::Characters => row("characters", Text, &[], 0, texts()),
            Self::Keys => row("keys", Any, &[], 0, texts()),
            Self::StripStart => row("strip_start", Text, &[NonEmptyText], 1, Type::String),
            Self::StripEnd => row("strip_end", Text, &[NonEmptyText], 1, Type::String),
            Self::Add => row("add", Number, &[Number], 1, Type::Double),
            Self::Subtract => row("subtract", Number, &[Number], 1, Type::Double),
            Self::Json => row("json", Text, &[], 0, Type::Json),
            Self::Number => row("number", NumberOrText, &[], 0, Type::Double),
            Self::Text => row("text", Any, &[], 0, Type::String),
            Self::PythonStr => row("python_str", Any, &[], 0, Type::String),
            Self::PythonCanonical => row("python_canonical", Any, &[], 0, Type::String),
            Self::PythonInt => row("python_int", NumberOrText, &[], 0, Type::Double),
            Self::PythonFloat => row("python_float", NumberOrText, &[], 0, Type::Double),
            Self::PythonNetwork => row("python_network", Text, &[], 0, texts()),
        }
    }
}
