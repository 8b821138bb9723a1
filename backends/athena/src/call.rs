//! Functions of the language in SQL.

use crate::emit::{Emitter, Refused, refuse, refuse_with};
use crate::number;
use crate::repr::{Json, Repr, element_at, null_if};
use transpile_sdk::bind::BoundField;
use transpile_sdk::ir::{Argument, Call, Function, Number, Scalar, Step, Value};
use transpile_sdk::regex::Regex;
use transpile_sdk::shape::ColumnType;
use transpile_sdk::sql::Sql;

/// Blank, tab, newline, VT, FF, CR at either end.
const BLANKS: &str = r"^[\t\n\x0b\f\r ]+|[\t\n\x0b\f\r ]+\z";

/// Text that is a number as JSON spells it.
pub(crate) const JSON_NUMBER: &str = r"^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?\z";

/// Why two functions are refused.
const NO_PARTS: &str = "characters of a text and keys of an object cannot be looked at one by one";

impl Emitter<'_> {
    /// A value in SQL.
    pub(crate) fn value(&self, value: &Value<BoundField>) -> Result<Repr, Refused> {
        match value {
            Value::Field(field) => self.field(field),
            Value::Call(call) => self.call(call),
        }
    }

    /// A value as text; NULL if it is no text. With `loose`, the text of a number or a boolean inside
    /// JSON may come through: the caller knows that its test fails on it.
    pub(crate) fn text(&self, value: &Value<BoundField>, loose: bool) -> Result<Sql, Refused> {
        if let Value::Call(call) = value
            && loose
            && call.steps.is_empty()
            && matches!(call.function, Function::Lower | Function::Upper)
        {
            let inner = self.text(&call.operand, true)?;
            return Ok(Sql::call(call.function.name(), [inner]));
        }
        Ok(match self.value(value)? {
            Repr::Text(sql) => sql,
            Repr::Json(json) if loose => json.scalar(),
            Repr::Json(json) => json.string(),
            Repr::Time {
                text: Some(text), ..
            } => text,
            Repr::Time { .. } => {
                return refuse("the table writes this time in another form than the log");
            }
            _ => return refuse("the table does not keep this value as text"),
        })
    }

    fn call(&self, call: &Call<BoundField>) -> Result<Repr, Refused> {
        let operand = &call.operand;
        let text = || self.text(operand, false);
        Ok(match call.function {
            Function::Lower => Repr::Text(Sql::call("lower", [text()?])),
            Function::Upper => Repr::Text(Sql::call("upper", [text()?])),
            Function::Reverse => Repr::Text(Sql::call("reverse", [text()?])),
            Function::Characters | Function::Keys => return refuse(NO_PARTS),
            Function::StripStart | Function::StripEnd => {
                let Some(Argument::Scalar(Scalar::String(characters))) = call.arguments.first()
                else {
                    return refuse("the characters to take off must be written out");
                };
                let run = Regex::of_run(characters, call.function == Function::StripStart);
                let pattern = Sql::text(run.portable());
                Repr::Text(Sql::call(
                    "regexp_replace",
                    [text()?, pattern, Sql::text("")],
                ))
            }
            Function::Add | Function::Subtract => self.computed(call)?,
            Function::PythonStr
            | Function::PythonCanonical
            | Function::PythonInt
            | Function::PythonFloat
            | Function::PythonNetwork => {
                return refuse(not_said(call.function));
            }
            Function::Trim => Repr::Text(Sql::call(
                "regexp_replace",
                [text()?, Sql::text(BLANKS), Sql::text("")],
            )),
            Function::Length => Repr::Long {
                value: self.length(operand)?,
                text: None,
            },
            Function::Split => {
                let parts = Sql::call("split", [text()?, self.sought(call.arguments.first())?]);
                match call.steps.as_slice() {
                    [] => Repr::Array(parts, ColumnType::Text),
                    [Step::Index(index)] => Repr::Text(element_at(parts, *index)?),
                    _ => return refuse("a text has no parts"),
                }
            }
            Function::Concat => {
                let mut whole = text()?;
                for argument in &call.arguments {
                    whole = whole.binary("||", self.text_argument(argument)?);
                }
                Repr::Text(whole)
            }
            Function::Replace => {
                let replacement = call
                    .arguments
                    .get(1)
                    .map(|argument| self.text_argument(argument));
                Repr::Text(Sql::call(
                    "replace",
                    [
                        text()?,
                        self.sought(call.arguments.first())?,
                        replacement.transpose()?.unwrap_or(Sql::Null),
                    ],
                ))
            }
            Function::Substring => Repr::Text(self.substring(call, text()?)?),
            Function::Json => {
                // A step into what a number or a boolean spells finds nothing, as it should.
                let text = self.text(operand, !call.steps.is_empty())?;
                let container = Sql::call("TRY", [Sql::call("json_parse", [text])]);
                Repr::Json(Json {
                    container,
                    column: false,
                    parsed: true,
                    steps: call.steps.clone(),
                })
            }
            Function::Number => match self.value(operand)? {
                Repr::Text(text) => Repr::NumberText(number_in(text)),
                Repr::Json(json) => Repr::NumberText(number_in(json.scalar())),
                number @ (Repr::Long { .. } | Repr::Double(_) | Repr::NumberText(_)) => number,
                _ => return refuse("the table does not keep this value as a number or text"),
            },
            Function::Text => Repr::Text(self.as_text(operand)?),
        })
    }

    /// Any value as text.
    fn as_text(&self, operand: &Value<BoundField>) -> Result<Sql, Refused> {
        if number::is_computed(operand) {
            return refuse("the text of a number that is computed");
        }
        match self.value(operand)? {
            Repr::Json(json) if json.parsed => refuse_with(
                "Athena sorts the keys and rewrites the numbers of JSON that it reads from text",
                "leave `text(…)` out: operators on text hold where the value is text",
            ),
            Repr::Json(json) if !json.is_whole() => {
                let present = json.text().binary("<>", Sql::text("null"));
                let either = Sql::call("COALESCE", [json.scalar(), json.text()]);
                Ok(Sql::When(Box::new(present), Box::new(either)))
            }
            repr => match repr.logged() {
                Some(text) => Ok(text),
                None => refuse("the table does not keep this value as the log writes it"),
            },
        }
    }

    fn length(&self, operand: &Value<BoundField>) -> Result<Sql, Refused> {
        Ok(match self.value(operand)? {
            Repr::Array(array, _) => Sql::call("cardinality", [array]),
            Repr::Json(json) => {
                let text = Sql::call("length", [json.string()]);
                Sql::call(
                    "COALESCE",
                    [text, Sql::call("json_array_length", [json.extract()])],
                )
            }
            _ => Sql::call("length", [self.text(operand, false)?]),
        })
    }

    fn text_argument(&self, argument: &Argument<BoundField>) -> Result<Sql, Refused> {
        match argument {
            Argument::Scalar(Scalar::String(text)) => Ok(Sql::text(text)),
            Argument::Scalar(_) => refuse("this argument must be text"),
            Argument::Value(value) => self.text(value, false),
        }
    }

    /// A text that is searched for: an empty one from a field gives null.
    fn sought(&self, argument: Option<&Argument<BoundField>>) -> Result<Sql, Refused> {
        match argument {
            Some(argument @ Argument::Value(_)) => Ok(null_if(self.text_argument(argument)?, "")),
            Some(argument) => self.text_argument(argument),
            None => refuse("a text to search for is missing"),
        }
    }

    fn substring(&self, call: &Call<BoundField>, text: Sql) -> Result<Sql, Refused> {
        let mut arguments = vec![text];
        let mut guards = Vec::new();
        for (index, argument) in call.arguments.iter().enumerate() {
            // SQL counts from 1.
            let first = i64::from(index == 0);
            match argument {
                Argument::Scalar(Scalar::Number(Number::Int(number))) if *number < 0 => {
                    return Ok(Sql::Null.cast("varchar"));
                }
                Argument::Scalar(Scalar::Number(Number::Int(number))) => {
                    arguments.push(Sql::Int(number.saturating_add(first)));
                }
                Argument::Value(value) => {
                    let Repr::Long { value, .. } = self.value(value)? else {
                        return refuse("a position must be a whole number");
                    };
                    guards.push(value.clone().binary(">=", Sql::Int(0)));
                    arguments.push(if first == 1 {
                        value.binary("+", Sql::Int(1))
                    } else {
                        value
                    });
                }
                Argument::Scalar(_) => return refuse("a position must be a whole number"),
            }
        }
        let part = Sql::call("substr", arguments);
        Ok(if guards.is_empty() {
            part
        } else {
            Sql::When(
                Box::new(Sql::all(guards)),
                Box::new(Sql::call("TRY", [part])),
            )
        })
    }
}

/// `text` where it is a number in JSON's spelling and within the range of a double, else NULL.
pub(crate) fn number_in(text: Sql) -> Sql {
    let is_number = Sql::call("regexp_like", [text.clone(), Sql::text(JSON_NUMBER)]);
    let is_finite = Sql::call("is_finite", [text.clone().try_cast("double")]);
    Sql::When(
        Box::new(Sql::And(vec![is_number, is_finite])),
        Box::new(text),
    )
}

/// Why a function is refused for which this target has no counterpart.
fn not_said(function: Function) -> String {
    format!(
        "`{}(…)` has no counterpart in SQL that is known to be exact",
        function.name()
    )
}
