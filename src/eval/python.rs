//! Conversions as Python's `str`, `int` and `float` make them (CPython 3.11).
//!
//! In: a value that is not null. Out: its text, or the number that it is; `None` where Python raises
//! an exception.

use super::json::{Json, JsonNumber};
use regex::Regex;
use std::fmt::Write;
use std::net::{IpAddr, Ipv4Addr};
use std::sync::LazyLock;
use transpile_sdk::ir::Number;

/// Characters that `repr` shows as they are: `str.isprintable`.
static PRINTABLE: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"\A[\p{L}\p{M}\p{N}\p{P}\p{S} ]\z").ok());
/// Decimal digits of all scripts.
static DIGIT: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"\A\p{Nd}\z").ok());

/// `str(value)`.
pub(super) fn str(value: &Json) -> String {
    match value {
        Json::String(text) => text.clone(),
        other => {
            let mut out = String::new();
            repr(other, &mut out);
            out
        }
    }
}

fn repr(value: &Json, out: &mut String) {
    match value {
        Json::Null => out.push_str("None"),
        Json::Bool(true) => out.push_str("True"),
        Json::Bool(false) => out.push_str("False"),
        Json::Number(number) => out.push_str(&number_repr(number)),
        Json::String(text) => text_repr(text, out),
        Json::Array(items) => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                out.push_str(if index > 0 { ", " } else { "" });
                repr(item, out);
            }
            out.push(']');
        }
        Json::Object(members) => {
            out.push('{');
            for (index, (key, member)) in members.iter().enumerate() {
                out.push_str(if index > 0 { ", " } else { "" });
                text_repr(key, out);
                out.push_str(": ");
                repr(member, out);
            }
            out.push('}');
        }
    }
}

/// A text that is the same for values that are equal (`==`): numbers by value, `True` as 1, keys in order.
pub(crate) fn canonical(value: &Json) -> String {
    match value {
        Json::Bool(value) => u8::from(*value).to_string(),
        Json::Number(number) => match number.value() {
            Some(Number::Double(double)) if double.fract() == 0.0 => format!("{:.0}", double + 0.0),
            _ => number_repr(number),
        },
        Json::Array(items) => {
            let items: Vec<String> = items.iter().map(canonical).collect();
            format!("[{}]", items.join(","))
        }
        Json::Object(members) => {
            let mut members: Vec<String> = members
                .iter()
                .map(|(key, member)| format!("{}:{}", Json::String(key.clone()), canonical(member)))
                .collect();
            members.sort_unstable();
            format!("{{{}}}", members.join(","))
        }
        Json::Null | Json::String(_) => value.to_string(),
    }
}

/// An integer keeps its digits; a number with a fraction or an exponent is a double.
fn number_repr(number: &JsonNumber) -> String {
    let text = number.as_str();
    if !text.contains(['.', 'e', 'E']) {
        return if text == "-0" { "0" } else { text }.to_owned();
    }
    match text.parse::<f64>() {
        Ok(double) => float_repr(double),
        Err(_) => text.to_owned(),
    }
}

/// The shortest digits that are read as the same double; with an exponent below -4 and from 16 on.
fn float_repr(double: f64) -> String {
    if double.is_infinite() {
        return if double < 0.0 { "-inf" } else { "inf" }.to_owned();
    }
    let scientific = format!("{double:e}");
    let Some((digits, exponent)) = scientific.split_once('e') else {
        return scientific;
    };
    match exponent.parse::<i32>() {
        Ok(-4..16) => format!("{double:?}"),
        Ok(exponent) => {
            let sign = if exponent < 0 { '-' } else { '+' };
            format!("{digits}e{sign}{:02}", exponent.unsigned_abs())
        }
        Err(_) => scientific,
    }
}

fn text_repr(text: &str, out: &mut String) {
    let quote = if text.contains('\'') && !text.contains('"') {
        '"'
    } else {
        '\''
    };
    out.push(quote);
    for c in text.chars() {
        match c {
            '\\' => out.push_str(r"\\"),
            '\n' => out.push_str(r"\n"),
            '\r' => out.push_str(r"\r"),
            '\t' => out.push_str(r"\t"),
            c if c == quote => out.extend(['\\', c]),
            c if is(&PRINTABLE, c) => out.push(c),
            c => {
                let code = u32::from(c);
                let _ = match code {
                    0..=0xff => write!(out, r"\x{code:02x}"),
                    0x100..=0xffff => write!(out, r"\u{code:04x}"),
                    _ => write!(out, r"\U{code:08x}"),
                };
            }
        }
    }
    out.push(quote);
}

fn is(class: &LazyLock<Option<Regex>>, c: char) -> bool {
    let mut buffer = [0; 4];
    let text = c.encode_utf8(&mut buffer);
    class.as_ref().is_some_and(|class| class.is_match(text))
}

/// `int(value)`: the whole part of a number, or the integer that a text spells.
pub(super) fn int(value: &Json) -> Option<JsonNumber> {
    match value {
        Json::Number(number) => match number.value()? {
            Number::Int(_) => Some(number.clone()),
            Number::Double(double) => Some(integer(double.trunc())),
        },
        Json::String(text) => {
            let plain = plain(text)?;
            let digits = plain.strip_prefix(['+', '-']).unwrap_or(&plain);
            if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
                return None;
            }
            match plain.parse::<i64>() {
                Ok(int) => Some(Number::Int(int).into()),
                Err(_) => Some(integer(plain.parse().ok()?)),
            }
        }
        _ => None,
    }
}

/// A double without a fraction, as an integer if 64 bits hold it.
#[expect(
    clippy::cast_possible_truncation,
    reason = "what the cast does not keep stays a double"
)]
fn integer(double: f64) -> JsonNumber {
    let (int, double) = (Number::Int(double as i64), Number::Double(double));
    if int == double { int } else { double }.into()
}

/// `float(value)`.
pub(super) fn float(value: &Json) -> Option<JsonNumber> {
    match value {
        Json::Number(number) => number.value().map(|_| number.clone()),
        Json::String(text) => {
            let plain = plain(text)?.to_ascii_lowercase();
            let digits = plain.strip_prefix(['+', '-']).unwrap_or(&plain);
            let is_number = digits.starts_with(|c: char| c.is_ascii_digit() || c == '.');
            if !is_number && !matches!(digits, "inf" | "infinity") {
                return None;
            }
            Some(Number::Double(plain.parse().ok()?).into())
        }
        _ => None,
    }
}

/// A text without blanks around it, with ASCII's digits, and without underscores between digits.
fn plain(text: &str) -> Option<String> {
    let mut out = String::new();
    let mut characters = text.trim_matches(is_blank).chars().peekable();
    while let Some(c) = characters.next() {
        if c == '_' {
            let behind_digit = out.ends_with(|c: char| c.is_ascii_digit());
            let before_digit = characters.peek().is_some_and(|next| is(&DIGIT, *next));
            if !(behind_digit && before_digit) {
                return None;
            }
            continue;
        }
        out.push(if is(&DIGIT, c) { decimal(c) } else { c });
    }
    Some(out)
}

/// White space as `str.strip` takes it off.
pub(super) fn is_blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{1c}'..='\u{1f}')
}

/// The digit of ASCII for one of any script: there they stand in tens, from 0 to 9.
fn decimal(digit: char) -> char {
    let before = (0..u32::from(digit)).rev().map_while(char::from_u32);
    let count = before.take_while(|c| is(&DIGIT, *c)).count();
    u32::try_from(count % 10)
        .ok()
        .and_then(|value| char::from_digit(value, 10))
        .unwrap_or(digit)
}

/// The first and the last address of `ip_network(text)`: a prefix, a mask of the network's or of the
/// host's bits (IPv4), or an address alone. Host bits must not be set.
pub(super) fn network(text: &str) -> Option<[IpAddr; 2]> {
    let (start, length) = match text.split_once('/') {
        Some((start, length)) => (start, Some(length)),
        None => (text, None),
    };
    match start.parse().ok()? {
        IpAddr::V4(start) => {
            let prefix = length.map_or(Some(32), |length| {
                prefix(length, 32).or_else(|| masked(length))
            })?;
            let host = u32::MAX.checked_shr(prefix).unwrap_or(0);
            let first = u32::from(start);
            (first & host == 0).then(|| [first, first | host].map(|end| Ipv4Addr::from(end).into()))
        }
        IpAddr::V6(start) => {
            let prefix = length.map_or(Some(128), |length| prefix(length, 128))?;
            let host = u128::MAX.checked_shr(prefix).unwrap_or(0);
            let first = u128::from(start);
            (first & host == 0)
                .then(|| [first, first | host].map(|end| std::net::Ipv6Addr::from(end).into()))
        }
    }
}

fn prefix(text: &str, most: u32) -> Option<u32> {
    let is_plain = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse()
        .ok()
        .filter(|prefix| is_plain && *prefix <= most)
}

/// The prefix that a mask stands for: `255.255.255.0`, or `0.0.0.255` for the host's bits.
fn masked(text: &str) -> Option<u32> {
    let bits = u32::from(text.parse::<Ipv4Addr>().ok()?);
    [bits, !bits]
        .into_iter()
        .find(|bits| bits.leading_ones() + bits.trailing_zeros() == 32 || *bits == 0)
        .map(u32::leading_ones)
}
