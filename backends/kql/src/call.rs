//! Functions of the language in Kusto.

use crate::emit::{Emitter, Refused, refuse, refuse_with};
use crate::expr::{Dynamic, Kql, Logic, Number, Text, call};
use crate::number::{NumberValue, number_in};
use crate::repr::{Json, Repr};
use crate::text::{Shown, TextValue};
use transpile_sdk::bind::BoundField;
use transpile_sdk::glob::Glob;
use transpile_sdk::ir::{Argument, Call, Function, Number as Literal, Scalar, Step, Type, Value};
use transpile_sdk::regex::Regex;

/// Blank, tab, newline, VT, FF, CR.
const BLANKS: &str = r"[\t\n\x0b\f\r ]+";

impl Emitter<'_> {
    /// A value in Kusto.
    pub(crate) fn value(&self, value: &Value<BoundField>) -> Result<Repr, Refused> {
        match value {
            Value::Field(field) => self.field(field),
            Value::Call(call) => self.call(call),
        }
    }

    /// A value as text; null if it is no text.
    pub(crate) fn text(&self, value: &Value<BoundField>) -> Result<TextValue, Refused> {
        match self.value(value)? {
            Repr::Text(text) => Ok(text),
            Repr::Json(json) if json.ty == Type::Timestamp => other_form(),
            Repr::Json(json) => Ok(json.text()),
            Repr::Time(_) => other_form(),
            _ => refuse("the table does not keep this value as text"),
        }
    }

    fn call(&self, function: &Call<BoundField>) -> Result<Repr, Refused> {
        let operand = &function.operand;
        let same = |shown: &Shown| shown.clone();
        let wrap = |name| move |text: Text| Text(call(name, [text.0]));
        Ok(match function.function {
            Function::Lower => Repr::Text(self.text(operand)?.map(wrap("tolower"), same)),
            Function::Upper => Repr::Text(self.text(operand)?.map(wrap("toupper"), same)),
            Function::Trim => Repr::Text(self.text(operand)?.map(
                |text| Text(call("trim", [Kql::Pattern(BLANKS.to_owned()), text.0])),
                same,
            )),
            // By UTF-16 units or by code points: the documentation does not say.
            Function::Reverse => {
                return refuse("Kusto has no documented way to turn a text around");
            }
            Function::Characters => {
                return refuse("the characters of a text cannot be looked at one by one");
            }
            Function::Keys => {
                return refuse("the keys of an object cannot be looked at one by one");
            }
            Function::StripStart | Function::StripEnd => {
                let Some(Argument::Scalar(Scalar::String(characters))) = function.arguments.first()
                else {
                    return refuse("the characters to take off must be written out");
                };
                let is_start = function.function == Function::StripStart;
                let run = Regex::of_run(characters, is_start);
                let stripped = |text: Text| {
                    let arguments = [
                        text.0,
                        Kql::Pattern(run.portable()),
                        Kql::Text(String::new()),
                    ];
                    Text(call("replace_regex", arguments))
                };
                let shown = |shown: &Shown| match shown {
                    Shown::Exactly(text) if is_start => {
                        let rest = text.trim_start_matches(|c| characters.contains(c));
                        Shown::Exactly(rest.to_owned())
                    }
                    Shown::Exactly(text) => {
                        let rest = text.trim_end_matches(|c| characters.contains(c));
                        Shown::Exactly(rest.to_owned())
                    }
                    _ => Shown::Anything,
                };
                Repr::Text(self.text(operand)?.map(stripped, shown))
            }
            // Integers of 64 bits would wrap around, and doubles are not exact.
            Function::Add | Function::Subtract => {
                return refuse("Kusto does not compute with integers of 64 bits without loss");
            }
            Function::PythonStr
            | Function::PythonCanonical
            | Function::PythonInt
            | Function::PythonFloat
            | Function::PythonNetwork => {
                return refuse(not_said(function.function));
            }
            Function::Length => Repr::Number(self.length(operand)?),
            Function::Split => self.split(function)?,
            Function::Concat => Repr::Text(self.concat(function)?),
            Function::Replace => Repr::Text(self.replace(function)?),
            Function::Substring => Repr::Text(self.substring(function)?),
            Function::Json => {
                let text = self.text(operand)?.or_empty()?;
                Repr::Json(if function.steps.is_empty() {
                    // What is not JSON becomes a text of its own.
                    Json {
                        ty: Type::Array(Box::new(Type::Json)),
                        ..Json::unknown(Dynamic::parse(text))
                    }
                } else {
                    let parsed = Dynamic::parse(text);
                    let key = match function.steps.split_last() {
                        Some((Step::Key(key), outer)) => {
                            Some((walk(parsed.clone(), outer), key.clone()))
                        }
                        _ => None,
                    };
                    Json {
                        key,
                        ..Json::unknown(walk(parsed, &function.steps))
                    }
                })
            }
            Function::Number => self.number(operand)?,
            Function::Text => Repr::Text(self.as_text(operand)?),
        })
    }

    fn number(&self, operand: &Value<BoundField>) -> Result<Repr, Refused> {
        Ok(match self.value(operand)? {
            Repr::Text(text) => Repr::Number(number_in(&text.or_empty()?)),
            Repr::Json(json) => Repr::Number(number_in(&json.value.text())),
            number @ (Repr::Number(_) | Repr::NumberText(_)) => number,
            _ => return refuse("the table does not keep this value as a number or text"),
        })
    }

    /// Any value as text.
    fn as_text(&self, operand: &Value<BoundField>) -> Result<TextValue, Refused> {
        Ok(match self.value(operand)? {
            Repr::Text(text) | Repr::NumberText(text) => text,
            Repr::Json(json) if json.ty == Type::Timestamp => return other_form(),
            Repr::Json(json) => TextValue {
                text: json.value.text(),
                nulls: vec![Shown::Exactly(String::new())],
                present: Some(json.value.is_null().complement()),
                address: json.ty == Type::Ip,
            },
            Repr::Number(number) if number.whole && number.null.is_none() => TextValue {
                text: Text(call("tostring", [number.number.0.clone()])),
                nulls: vec![Shown::Exactly(String::new())],
                present: Some(number.number.is_null().complement()),
                address: false,
            },
            Repr::Time(_) => return other_form(),
            Repr::Flag(_) => {
                return refuse_with(
                    "Kusto does not document how it writes a boolean as text",
                    "compare the value itself: `eq true`",
                );
            }
            Repr::Number(_) => {
                return refuse("the table does not keep the characters of this number");
            }
            Repr::Parts(..) => return refuse("the parts of a text have no text of their own"),
        })
    }

    fn length(&self, operand: &Value<BoundField>) -> Result<NumberValue, Refused> {
        let count = |text: TextValue| {
            let null = !text.nulls.is_empty();
            NumberValue {
                null: null.then_some(0),
                present: text.present,
                ..NumberValue::of(Number(call("strlen", [text.text.0])), true)
            }
        };
        Ok(match self.value(operand)? {
            Repr::Parts(parts, present) => NumberValue {
                present,
                ..NumberValue::of(parts.length(), true)
            },
            Repr::Json(json) if json.ty.is_text() => count(self.text(operand)?),
            Repr::Json(json) if matches!(json.ty, Type::Array(_)) => {
                NumberValue::of(json.value.length(), true)
            }
            Repr::Json(json) => {
                let Logic(string) = json.value.is_string();
                let of_text = call("strlen", [json.value.text().0]);
                let either = call("iff", [string, of_text, json.value.length().0]);
                NumberValue::of(Number(either), true)
            }
            _ => {
                let text = self.text(operand)?;
                if text
                    .nulls
                    .iter()
                    .any(|shown| *shown != Shown::Exactly(String::new()))
                {
                    let text = TextValue {
                        text: text.or_empty()?,
                        ..text
                    };
                    count(text)
                } else {
                    count(text)
                }
            }
        })
    }

    /// The parts of a text; an empty text has one.
    fn split(&self, function: &Call<BoundField>) -> Result<Repr, Refused> {
        let text = self.text(&function.operand)?;
        let Some(Argument::Scalar(Scalar::String(separator))) = function.arguments.first() else {
            return refuse("Kusto's `split` wants a separator that is written out");
        };
        let parts = Dynamic(call(
            "split",
            [text.text.0.clone(), Kql::Text(separator.clone())],
        ));
        match function.steps.as_slice() {
            [] => {
                let present = if text.nulls.is_empty() {
                    Some(Logic::of(true))
                } else {
                    text.present
                };
                Ok(Repr::Parts(parts, present))
            }
            [Step::Index(index)] => {
                let at = usize::try_from(*index).unwrap_or(usize::MAX);
                let mut nulls: Vec<Shown> = text
                    .nulls
                    .iter()
                    .map(|shown| match shown {
                        Shown::Exactly(text) => {
                            let part = text.split(separator.as_str()).nth(at);
                            Shown::Exactly(part.unwrap_or_default().to_owned())
                        }
                        _ => Shown::Anything,
                    })
                    .collect();
                if *index > 0 {
                    nulls.push(Shown::Exactly(String::new()));
                }
                let enough = (*index > 0).then(|| {
                    let index = i64::try_from(*index).unwrap_or(i64::MAX);
                    parts.length().compare(">", Kql::Long(index))
                });
                let subject = if text.nulls.is_empty() {
                    Some(Logic::of(true))
                } else {
                    text.present
                };
                Ok(Repr::Text(TextValue {
                    text: parts.item(*index).text(),
                    nulls,
                    present: subject.map(|subject| Logic::all([subject].into_iter().chain(enough))),
                    address: false,
                }))
            }
            _ => refuse("a text has no parts"),
        }
    }

    fn concat(&self, function: &Call<BoundField>) -> Result<TextValue, Refused> {
        let mut parts = vec![self.text(&function.operand)?];
        for argument in &function.arguments {
            parts.push(self.text_argument(argument)?);
        }
        let mut nulls = Vec::new();
        for (index, part) in parts.iter().enumerate() {
            for shown in &part.nulls {
                nulls.push(match shown {
                    Shown::Exactly(text) => Shown::Like(around(&parts, index, text)),
                    _ => Shown::Anything,
                });
            }
        }
        let present = parts
            .iter()
            .map(|part| {
                if part.nulls.is_empty() {
                    Some(Logic::of(true))
                } else {
                    part.present.clone()
                }
            })
            .collect::<Option<Vec<_>>>()
            .map(Logic::all);
        let texts = parts.into_iter().map(|part| part.text.0);
        Ok(TextValue {
            text: Text(call("strcat", texts)),
            nulls,
            present,
            address: false,
        })
    }

    fn replace(&self, function: &Call<BoundField>) -> Result<TextValue, Refused> {
        let [
            Argument::Scalar(Scalar::String(from)),
            Argument::Scalar(Scalar::String(to)),
        ] = function.arguments.as_slice()
        else {
            return refuse("Kusto's `replace_string` wants texts that are written out");
        };
        Ok(self.text(&function.operand)?.map(
            |text| {
                Text(call(
                    "replace_string",
                    [text.0, Kql::Text(from.clone()), Kql::Text(to.clone())],
                ))
            },
            |shown| match shown {
                Shown::Exactly(text) => Shown::Exactly(text.replace(from.as_str(), to)),
                _ => Shown::Anything,
            },
        ))
    }

    fn substring(&self, function: &Call<BoundField>) -> Result<TextValue, Refused> {
        let mut positions = Vec::new();
        for argument in &function.arguments {
            match argument {
                Argument::Scalar(Scalar::Number(Literal::Int(int))) if *int >= 0 => {
                    positions.push(*int);
                }
                _ => {
                    return refuse(
                        "Kusto's `substring` counts a negative position from the end: only positions that are \
                         written out and not negative can be said",
                    );
                }
            }
        }
        let at = |index: usize| {
            positions
                .get(index)
                .map(|int| usize::try_from(*int).unwrap_or(usize::MAX))
        };
        let (skip, take) = (at(0).unwrap_or(0), at(1).unwrap_or(usize::MAX));
        Ok(self.text(&function.operand)?.map(
            |text| {
                let positions = positions.iter().map(|int| Kql::Long(*int));
                Text(call("substring", [text.0].into_iter().chain(positions)))
            },
            |shown| match shown {
                Shown::Exactly(text) => {
                    Shown::Exactly(text.chars().skip(skip).take(take).collect())
                }
                _ => Shown::Anything,
            },
        ))
    }

    fn text_argument(&self, argument: &Argument<BoundField>) -> Result<TextValue, Refused> {
        match argument {
            Argument::Scalar(Scalar::String(text)) => Ok(TextValue {
                text: Text(Kql::Text(text.clone())),
                nulls: Vec::new(),
                present: None,
                address: false,
            }),
            Argument::Scalar(_) => refuse("this argument must be text"),
            Argument::Value(value) => self.text(value),
        }
    }
}

/// What a text of parts looks like if the part at `index` shows `text`.
fn around(parts: &[TextValue], index: usize, text: &str) -> Glob {
    let mut glob = String::new();
    for (other, part) in parts.iter().enumerate() {
        match (&part.text, other == index) {
            (_, true) => glob.push_str(&literally(text)),
            (Text(Kql::Text(text)), false) => glob.push_str(&literally(text)),
            _ => glob.push('*'),
        }
    }
    Glob::new(glob)
}

/// A glob that covers this text only.
fn literally(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '*' | '?' | '[' => format!("[{c}]"),
            c => c.to_string(),
        })
        .collect()
}

fn walk(value: Dynamic, steps: &[Step]) -> Dynamic {
    steps.iter().fold(value, |value, step| match step {
        Step::Key(key) => value.member(key),
        Step::Index(index) => value.item(*index),
    })
}

fn other_form<T>() -> Result<T, Refused> {
    refuse("the table writes this time in another form than the log")
}

/// Why a function is refused for which this target has no counterpart.
fn not_said(function: Function) -> String {
    format!(
        "`{}(…)` has no counterpart in Kusto that is known to be exact",
        function.name()
    )
}
