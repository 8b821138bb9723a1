//! Texts that a rule makes of an event, as expressions of the outcome.
//!
//! In: a bound template. Out: an expression, or why YARA-L has none. A rule whose matches are counted has several
//! events, so that each value has to be put together over them.

use crate::emit::{self, Refused, refuse};
use crate::source::{Kind, source};
use crate::text::string;
use transpile_sdk::backend::Label;
use transpile_sdk::bind::BoundField;
use transpile_sdk::ir::{Condition, Template, Value};

/// A text of the event `$e`.
pub(crate) fn text(template: &Template<BoundField>) -> Result<String, Refused> {
    chosen(template, &|leaf| match leaf {
        Template::Null => Ok("\"\"".to_owned()),
        Template::Text(text) => match string(text) {
            Some(literal) if literal.starts_with('"') => Ok(literal),
            _ => refuse("YARA-L has no spelling for a text of the outcome"),
        },
        Template::Value(Value::Field(field)) => {
            let source = source(field)?;
            if source.repeated || !matches!(source.kind, Kind::Text | Kind::Ip | Kind::Scalar) {
                return refuse("UDM does not keep a value of the outcome as one text");
            }
            Ok(source.expr)
        }
        Template::Joined(parts) => {
            let texts = parts.iter().map(text).collect::<Result<Vec<_>, _>>()?;
            Ok(format!("strings.concat({})", texts.join(", ")))
        }
        Template::Value(Value::Call(_)) | Template::Either(..) => {
            refuse("YARA-L's outcome does not show what functions make")
        }
    })
}

/// The risk scores of the severities that a template chooses among, if it chooses.
pub(crate) fn scores(
    template: &Template<BoundField>,
    score: &dyn Fn(&str) -> u8,
) -> Option<String> {
    let scored = |leaf: &Template<BoundField>| match leaf {
        Template::Text(text) => Ok(score(text).to_string()),
        _ => refuse("this is no severity"),
    };
    matches!(template, Template::Either(..))
        .then(|| chosen(template, &scored).ok())
        .flatten()
}

/// The cases of a template as nested `if`s.
fn chosen(
    template: &Template<BoundField>,
    leaf: &dyn Fn(&Template<BoundField>) -> Result<String, Refused>,
) -> Result<String, Refused> {
    let (cases, other) = template.cases();
    let mut whole = leaf(other)?;
    for (condition, then) in cases.into_iter().rev() {
        let then = chosen(then, leaf)?;
        whole = format!("if({}, {then}, {whole})", holds(condition)?);
    }
    Ok(whole)
}

/// A condition on one line.
fn holds(condition: &Condition<BoundField>) -> Result<String, Refused> {
    let expr = emit::condition(condition, Label::Exact)?;
    Ok(expr.doc().print(usize::MAX))
}
