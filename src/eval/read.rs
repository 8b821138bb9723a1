//! JSON text to values.
//!
//! In: text. Out: a [`Json`] value, or what is wrong and where.

use super::json::{Json, JsonNumber, NotJson};
use indexmap::IndexMap;

/// Arrays and objects may be nested so deeply.
const MAX_DEPTH: usize = 128;

/// Reads a text that is one JSON value.
pub(super) fn read(text: &str) -> Result<Json, NotJson> {
    let mut reader = Reader { text, at: 0 };
    let value = reader.value(0)?;
    reader.blanks();
    match reader.peek() {
        None => Ok(value),
        Some(_) => reader.error("something behind the value"),
    }
}

struct Reader<'t> {
    text: &'t str,
    /// How far it has been read, in bytes; always between two characters.
    at: usize,
}

impl<'t> Reader<'t> {
    fn error<T>(&self, problem: &'static str) -> Result<T, NotJson> {
        Err(NotJson {
            problem,
            at: self.at,
        })
    }

    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// Reads `token` if it is next.
    fn eat(&mut self, token: &str) -> bool {
        let found = self.rest().starts_with(token);
        if found {
            self.at += token.len();
        }
        found
    }

    /// Reads bytes for as long as they are ASCII and `wanted`, and gives them.
    fn take(&mut self, wanted: impl Fn(u8) -> bool) -> &'t str {
        let rest = self.rest();
        let length = rest
            .bytes()
            .take_while(|byte| byte.is_ascii() && wanted(*byte))
            .count();
        self.at += length;
        rest.get(..length).unwrap_or_default()
    }

    fn blanks(&mut self) {
        self.take(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r'));
    }

    fn value(&mut self, depth: usize) -> Result<Json, NotJson> {
        self.blanks();
        match self.peek() {
            Some(b'{' | b'[') if depth == MAX_DEPTH => self.error("it is nested too deeply"),
            Some(b'{') => self.object(depth + 1),
            Some(b'[') => self.array(depth + 1),
            Some(b'"') => self.string().map(Json::String),
            Some(b'-' | b'0'..=b'9') => self.number().map(Json::Number),
            _ if self.eat("null") => Ok(Json::Null),
            _ if self.eat("true") => Ok(Json::Bool(true)),
            _ if self.eat("false") => Ok(Json::Bool(false)),
            _ => self.error("no value"),
        }
    }

    fn array(&mut self, depth: usize) -> Result<Json, NotJson> {
        let mut items = Vec::new();
        self.eat("[");
        self.blanks();
        if self.eat("]") {
            return Ok(Json::Array(items));
        }
        loop {
            items.push(self.value(depth)?);
            self.blanks();
            if self.eat("]") {
                return Ok(Json::Array(items));
            }
            if !self.eat(",") {
                return self.error("neither `,` nor `]`");
            }
        }
    }

    fn object(&mut self, depth: usize) -> Result<Json, NotJson> {
        let mut members = IndexMap::new();
        self.eat("{");
        self.blanks();
        if self.eat("}") {
            return Ok(Json::Object(members));
        }
        loop {
            self.blanks();
            let key = self.string()?;
            self.blanks();
            if !self.eat(":") {
                return self.error("no `:` behind a key");
            }
            let value = self.value(depth)?;
            members.insert(key, value);
            self.blanks();
            if self.eat("}") {
                return Ok(Json::Object(members));
            }
            if !self.eat(",") {
                return self.error("neither `,` nor `}`");
            }
        }
    }

    fn number(&mut self) -> Result<JsonNumber, NotJson> {
        let start = self.at;
        self.eat("-");
        if !self.eat("0") {
            self.digits()?;
        }
        if self.eat(".") {
            self.digits()?;
        }
        if self.eat("e") || self.eat("E") {
            let _sign = self.eat("+") || self.eat("-");
            self.digits()?;
        }
        Ok(JsonNumber::new(
            self.text.get(start..self.at).unwrap_or_default(),
        ))
    }

    fn digits(&mut self) -> Result<(), NotJson> {
        if self.take(|byte| byte.is_ascii_digit()).is_empty() {
            return self.error("no digit");
        }
        Ok(())
    }

    fn string(&mut self) -> Result<String, NotJson> {
        if !self.eat("\"") {
            return self.error("no string");
        }
        let mut out = String::new();
        loop {
            let rest = self.rest();
            let Some((plain, _)) = rest
                .bytes()
                .position(|byte| matches!(byte, b'"' | b'\\' | 0..0x20))
                .and_then(|length| rest.split_at_checked(length))
            else {
                return self.error("a string without an end");
            };
            out.push_str(plain);
            self.at += plain.len();
            if self.eat("\"") {
                return Ok(out);
            }
            if !self.eat("\\") {
                return self.error("a control character in a string");
            }
            out.push(self.escape()?);
        }
    }

    /// Reads what stands behind a backslash.
    fn escape(&mut self) -> Result<char, NotJson> {
        let escaped = match self.peek() {
            Some(c @ (b'"' | b'\\' | b'/')) => char::from(c),
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => return self.code_point(),
            _ => return self.error("an unknown escape"),
        };
        self.at += 1;
        Ok(escaped)
    }

    /// Reads `uXXXX`, and the second half of a pair if there is one.
    fn code_point(&mut self) -> Result<char, NotJson> {
        let first = self.unit()?;
        if (0xd800..0xdc00).contains(&first) && self.rest().starts_with("\\u") {
            let behind_first = self.at;
            self.at += 1;
            let second = self.unit()?;
            if (0xdc00..0xe000).contains(&second) {
                let code = 0x1_0000 + ((first - 0xd800) << 10) + (second - 0xdc00);
                return Ok(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER));
            }
            self.at = behind_first;
        }
        Ok(char::from_u32(first).unwrap_or(char::REPLACEMENT_CHARACTER))
    }

    fn unit(&mut self) -> Result<u32, NotJson> {
        self.eat("u");
        let digits = self
            .rest()
            .get(..4)
            .filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()));
        let Some(unit) = digits.and_then(|digits| u32::from_str_radix(digits, 16).ok()) else {
            return self.error("not four hexadecimal digits");
        };
        self.at += 4;
        Ok(unit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn printed(text: &str) -> Option<String> {
        read(text).ok().map(|value| value.to_string())
    }

    #[test]
    fn what_is_read_is_printed_alike() {
        for text in [
            "null",
            "true",
            "false",
            "0",
            "-0",
            "1e3",
            "1E+3",
            "1.50",
            "1e999",
            "123456789012345678901234567890",
            r#""""#,
            r#""a\"b\\c\n\u001fé😀""#,
            "[]",
            "[1,[2],null]",
            "{}",
            r#"{"b":1,"a":{"":[]}}"#,
            r#"{"$serde_json::private::Number":"5"}"#,
        ] {
            assert_eq!(printed(text).as_deref(), Some(text));
        }
    }

    #[test]
    fn blanks_escapes_and_repeats() {
        assert_eq!(printed(" \t\r\n[ 1 , 2 ] ").as_deref(), Some("[1,2]"));
        assert_eq!(
            printed(r#"{ "a" : 1 , "b" : 2 , "a" : 3 }"#).as_deref(),
            Some(r#"{"a":3,"b":2}"#)
        );
        assert_eq!(
            printed(r#""\u00e9\ud83d\ude00\/\b\f""#).as_deref(),
            Some(r#""é😀/\b\f""#)
        );
        assert_eq!(printed(r#""\ud83d""#).as_deref(), Some("\"\u{fffd}\""));
        assert_eq!(
            printed(r#""\ud83d\u0041""#).as_deref(),
            Some("\"\u{fffd}A\"")
        );
        assert_eq!(printed(r#""\ude00x""#).as_deref(), Some("\"\u{fffd}x\""));
    }

    #[test]
    fn nothing_else_is_json() {
        for text in [
            "",
            " ",
            "nul",
            "True",
            "NaN",
            "Infinity",
            "-",
            "01",
            "1.",
            ".5",
            "1e",
            "+1",
            "0x1",
            "1 2",
            "'a'",
            "\"a",
            "\"a\\\"",
            "\"\\x\"",
            "\"\\u12\"",
            "\"\\u+123\"",
            "\"\\ud83d\\u12\"",
            "\"a\nb\"",
            "[1,]",
            "[1 2]",
            "[",
            "{",
            "{\"a\"}",
            "{\"a\":}",
            "{\"a\":1,}",
            "{a:1}",
            "{1:1}",
            "[1]]",
            "\u{feff}1",
            "\u{a0}1",
            "// x\n1",
            "\"é",
            "\"\\é\"",
            "\"\\u123é\"",
        ] {
            assert!(read(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn depth_is_bounded() {
        let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        assert!(read(&nested(MAX_DEPTH)).is_ok());
        assert!(read(&nested(MAX_DEPTH + 1)).is_err());
        assert!(read(&"[{\"a\":".repeat(100_000)).is_err());
    }
}
