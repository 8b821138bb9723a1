//! Tests of values that UDM writes as text. A missing one reads `""`, or another text that its home names.
//!
//! In: where the value is, and the predicate. Out: the test as it is natural to write, and a guard where
//! the text of a missing value would answer it otherwise than null does.

use crate::emit::{Refused, bare, refuse, refuse_with};
use crate::expr::Expr;
use crate::known::{Known, apply, holds};
use crate::source::{Kind, Source};
use crate::text::{backticked, pattern, quoted, slashed, string};
use crate::{function, scalar};
use transpile_sdk::bind::BoundField;
use transpile_sdk::cidr::{Network, private_networks};
use transpile_sdk::glob::{Glob, Token};
use transpile_sdk::ir::{Function, JsonType, Predicate, Scalar, Test, Value};
use transpile_sdk::regex::Regex;

/// Every address of either family.
const ANYWHERE: [&str; 2] = ["0.0.0.0/0", "::/0"];

/// A text that can be tested.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Subject<'a> {
    /// Its expression.
    pub(crate) expr: &'a str,
    /// True if the expression is a repeated field.
    pub(crate) repeated: bool,
}

/// A test of a value that is kept as text.
pub(crate) fn test(source: &Source, predicate: &Predicate<BoundField>) -> Result<Expr, Refused> {
    let value = bare(&predicate.value);
    match source.kind {
        Kind::BoolText => return boolean(source, predicate),
        Kind::Scalar => scalar::safe(value, &predicate.test)?,
        Kind::Time => no_instants(&predicate.test)?,
        Kind::Ip => addresses_only(value, &predicate.test)?,
        Kind::Text | Kind::Int | Kind::Bool => {}
    }
    if source.repeated {
        return repeated(source, value, predicate);
    }
    let natural = natural(source, value, &predicate.test)?;
    guarded(source, value, predicate, natural)
}

/// The test on the text as it is written.
fn natural(
    source: &Source,
    value: &Value<BoundField>,
    test: &Test<BoundField>,
) -> Result<Expr, Refused> {
    let field = Subject {
        expr: &source.expr,
        repeated: source.repeated,
    };
    let Value::Call(call) = value else {
        if source.kind == Kind::Ip && *test == Test::IsIp {
            return Ok(Expr::ne(&source.expr, "\"\""));
        }
        return direct(field, test);
    };
    let case = match call.function {
        Function::Lower => Some("strings.to_lower"),
        Function::Upper => Some("strings.to_upper"),
        _ => None,
    };
    if let Some(case) = case.filter(|_| call.steps.is_empty()) {
        if source.repeated || !matches!(*call.operand, Value::Field(_)) {
            return refuse("YARA-L takes no function of a function, or of a repeated field, here");
        }
        let expr = format!("{case}({})", source.expr);
        return direct(
            Subject {
                expr: &expr,
                repeated: false,
            },
            test,
        );
    }
    if !matches!(*call.operand, Value::Field(_)) {
        return refuse("YARA-L has no documented way to ask this of a function's result");
    }
    match function::pattern_for(call, test)? {
        Some(pattern) => Ok(found(field, &pattern)),
        None => Ok(Expr::Const(false)),
    }
}

/// A test of an expression that gives text.
fn direct(subject: Subject<'_>, test: &Test<BoundField>) -> Result<Expr, Refused> {
    let whole = |list: &[Scalar]| {
        let texts = list.iter().filter_map(|scalar| match scalar {
            Scalar::String(text) => Some(text.as_str()),
            _ => None,
        });
        Expr::either(texts.map(|text| equal(subject, text)))
    };
    Ok(match test {
        Test::Eq(scalar) => whole(std::slice::from_ref(scalar)),
        Test::In(list) => whole(list),
        Test::ContainsText(part) => {
            call_or_pattern(subject, "strings.contains", part, &quoted(part))
        }
        Test::StartsWith(start) => call_or_pattern(
            subject,
            "strings.starts_with",
            start,
            &format!("^{}", quoted(start)),
        ),
        Test::EndsWith(end) => pattern_or_refuse(subject, &format!("{}$", quoted(end)))?,
        Test::Wildcard(glob) => wildcard(subject, glob)?,
        Test::Regex(regex) => found(subject, regex),
        Test::Cidr(networks) => inside(subject, networks)?,
        Test::IsPrivateIp => inside(subject, &private_networks())?,
        Test::IsIp => {
            let networks: Vec<Network> = ANYWHERE
                .iter()
                .filter_map(|text| text.parse().ok())
                .collect();
            inside(subject, &networks)?
        }
        Test::IsNull | Test::IsFalsy => Expr::eq(subject.expr, "\"\""),
        Test::IsMissing => Expr::Const(false),
        Test::IsType(ty) => Expr::Const(*ty == JsonType::String),
        Test::Compare(..) => {
            return refuse("YARA-L cannot tell which texts are numbers, and does not order texts");
        }
        Test::ContainsElement(_) | Test::EqField(_) | Test::HasKey => {
            return refuse("YARA-L cannot ask this of a text");
        }
    })
}

/// The text is this one.
fn equal(subject: Subject<'_>, text: &str) -> Expr {
    match (string(text), subject.repeated) {
        (Some(literal), false) => Expr::eq(subject.expr, literal),
        (Some(literal), true) => Expr::Any(subject.expr.to_owned(), literal),
        (None, _) => literal_pattern(subject, &format!("^{}$", quoted(text))),
    }
}

/// A function of the text and a literal, or the same as a pattern.
fn call_or_pattern(subject: Subject<'_>, function: &str, text: &str, pattern: &str) -> Expr {
    match string(text) {
        _ if text.is_empty() => Expr::Const(true),
        Some(literal) if !subject.repeated => {
            Expr::Call(format!("{function}({}, {literal})", subject.expr))
        }
        _ => literal_pattern(subject, pattern),
    }
}

/// A pattern that is made of quoted text, so that it is one.
fn literal_pattern(subject: Subject<'_>, text: &str) -> Expr {
    pattern(text).map_or(Expr::Const(false), |regex| found(subject, &regex))
}

fn pattern_or_refuse(subject: Subject<'_>, text: &str) -> Result<Expr, Refused> {
    match pattern(text) {
        Ok(regex) => Ok(found(subject, &regex)),
        Err(error) => refuse(error.message),
    }
}

/// The pattern is found in the text.
fn found(subject: Subject<'_>, regex: &Regex) -> Expr {
    if subject.repeated {
        Expr::Any(subject.expr.to_owned(), slashed(regex))
    } else {
        Expr::Call(format!("re.regex({}, {})", subject.expr, backticked(regex)))
    }
}

/// The glob covers the text: the plainest form that says so.
fn wildcard(subject: Subject<'_>, glob: &Glob) -> Result<Expr, Refused> {
    Ok(match glob.tokens() {
        [] => equal(subject, ""),
        [Token::Text(text)] => equal(subject, text),
        [Token::AnyText] => Expr::Const(true),
        [Token::Text(start), Token::AnyText] => direct(subject, &Test::StartsWith(start.clone()))?,
        [Token::AnyText, Token::Text(end)] => direct(subject, &Test::EndsWith(end.clone()))?,
        [Token::AnyText, Token::Text(part), Token::AnyText] => {
            direct(subject, &Test::ContainsText(part.clone()))?
        }
        _ => found(subject, &Regex::of_glob(glob)),
    })
}

/// The text is an address inside one of the networks.
fn inside(subject: Subject<'_>, networks: &[Network]) -> Result<Expr, Refused> {
    if subject.repeated {
        return refuse("YARA-L takes no function of any element of a repeated field");
    }
    let calls = networks.iter().map(|network| {
        Expr::Call(format!(
            "net.ip_in_range_cidr({}, \"{network}\")",
            subject.expr
        ))
    });
    Ok(Expr::either(calls))
}

/// Adds what makes the text of a missing value answer as null does.
fn guarded(
    source: &Source,
    value: &Value<BoundField>,
    predicate: &Predicate<BoundField>,
    natural: Expr,
) -> Result<Expr, Refused> {
    let mut out = if predicate.negated {
        natural.complement()
    } else {
        natural
    };
    for text in &source.absent {
        let (of_null, of_text) = answers(value, &predicate.test, text)?;
        // What is natural to write for these holds of no text at all; `is_null` and `is_falsy` of "".
        if of_null == of_text || (text.is_empty() && !source.null) {
            continue;
        }
        let literal = format!("\"{text}\"");
        if text.is_empty() && source.empty {
            return collapse(predicate);
        }
        out = if of_null == predicate.negated {
            Expr::all([out, Expr::ne(&source.expr, literal)])
        } else {
            Expr::either([out, Expr::eq(&source.expr, literal)])
        };
    }
    Ok(out)
}

/// What the test says of null, and of a text that stands for it.
fn answers(
    value: &Value<BoundField>,
    test: &Test<BoundField>,
    text: &str,
) -> Result<(bool, bool), Refused> {
    let answer = |known: &Known| holds(test, &apply(value, known)?);
    match (answer(&Known::Null), answer(&Known::Text(text.to_owned()))) {
        (Some(of_null), Some(of_text)) => Ok((of_null, of_text)),
        _ => refuse("YARA-L has no documented function that does this"),
    }
}

/// Null and `""` are alike in UDM, and the test tells them apart.
fn collapse<T>(predicate: &Predicate<BoundField>) -> Result<T, Refused> {
    let reason = "UDM writes a missing text as an empty one, and this test tells the two apart";
    match (&predicate.test, predicate.negated) {
        (Test::IsMissing, false) => refuse_with(reason, "ask `is_null`, which does not"),
        (Test::IsMissing, true) => refuse_with(reason, "ask `is_not_null`, which does not"),
        _ => refuse_with(
            reason,
            "add what excludes one of them, such as `is_not_null`, to the test",
        ),
    }
}

/// A test of any element of a repeated field, in a form that is false of an empty one: that alone is
/// definite when there are no elements.
fn repeated(
    source: &Source,
    value: &Value<BoundField>,
    predicate: &Predicate<BoundField>,
) -> Result<Expr, Refused> {
    let subject = Subject {
        expr: &source.expr,
        repeated: true,
    };
    let present = match source.absent.as_slice() {
        [_] => r"^[\d\D]".to_owned(),
        [_, text] if text == "-" => r"^(?:[^-]|-[\d\D])".to_owned(),
        _ => return refuse("YARA-L cannot tell the missing value of this repeated field"),
    };
    let missing = pattern_or_refuse(subject, &present)?.complement();
    let direct = matches!(value, Value::Field(_));
    let out = match &predicate.test {
        Test::IsNull | Test::IsFalsy if direct => missing,
        Test::IsMissing if direct && !source.empty => missing,
        Test::IsNull | Test::IsFalsy | Test::IsMissing | Test::IsType(_) => {
            return refuse("YARA-L is not definite on a repeated field without elements");
        }
        test => {
            for text in &source.absent {
                if answers(value, test, text)? != (false, false) {
                    return refuse(
                        "this test holds of an empty text, and YARA-L is not definite on a field without elements",
                    );
                }
            }
            natural(source, value, test)?
        }
    };
    Ok(if predicate.negated {
        out.complement()
    } else {
        out
    })
}

/// Booleans that are kept as the texts `true` and `false`.
fn boolean(source: &Source, predicate: &Predicate<BoundField>) -> Result<Expr, Refused> {
    let word = |value: &bool| format!("\"{value}\"");
    if source.repeated || !matches!(predicate.value, Value::Field(_)) {
        return refuse("YARA-L cannot ask this of a boolean");
    }
    let out = match &predicate.test {
        Test::Eq(Scalar::Bool(value)) => Expr::eq(&source.expr, word(value)),
        Test::In(list) => Expr::either(list.iter().filter_map(|scalar| match scalar {
            Scalar::Bool(value) => Some(Expr::eq(&source.expr, word(value))),
            _ => None,
        })),
        Test::IsFalsy => Expr::ne(&source.expr, word(&true)),
        Test::IsNull | Test::IsMissing => Expr::eq(&source.expr, "\"\""),
        Test::IsType(JsonType::Bool) => Expr::ne(&source.expr, "\"\""),
        Test::IsType(_) => Expr::Const(false),
        _ => return refuse("YARA-L cannot ask this of a boolean"),
    };
    Ok(if predicate.negated {
        out.complement()
    } else {
        out
    })
}

/// Instants are compared as such, which their text cannot be.
fn no_instants(test: &Test<BoundField>) -> Result<(), Refused> {
    match test {
        Test::Compare(..) | Test::Eq(Scalar::Timestamp(_)) => {
            refuse("an extracted time is text, and YARA-L does not read it as a time")
        }
        Test::In(list)
            if list
                .iter()
                .any(|scalar| matches!(scalar, Scalar::Timestamp(_))) =>
        {
            refuse("an extracted time is text, and YARA-L does not read it as a time")
        }
        _ => Ok(()),
    }
}

/// UDM may write an address in another form than the log does; what is asked must not depend on it.
fn addresses_only(value: &Value<BoundField>, test: &Test<BoundField>) -> Result<(), Refused> {
    let ipv4 = |scalar: &Scalar| match scalar {
        Scalar::String(text) => text.parse::<std::net::Ipv4Addr>().is_ok(),
        _ => true,
    };
    let fine = matches!(value, Value::Field(_))
        && match test {
            Test::Eq(scalar) => ipv4(scalar),
            Test::In(list) => list.iter().all(ipv4),
            Test::Cidr(_)
            | Test::IsIp
            | Test::IsPrivateIp
            | Test::IsNull
            | Test::IsMissing
            | Test::IsFalsy
            | Test::IsType(_) => true,
            _ => false,
        };
    if fine {
        Ok(())
    } else {
        refuse_with(
            "UDM may write an address in another form than the log does",
            "ask `cidr`, which does not depend on the form",
        )
    }
}
