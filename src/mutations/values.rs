//! What could stand at a place.
//!
//! In: a place with what is asked there, and the value that an event has there. Out: other values of the field's type,
//! repeats included.

use super::places::Place;
use serde_json::{Value, json};
use transpile_sdk::ir::{Number, Scalar, Type};

/// Texts that are hard to quote.
const HOSTILE: [&str; 9] = [
    "it's",
    "\"",
    "100%",
    "a_b",
    r"back\slash",
    "two\nlines",
    "é",
    "😀",
    "--",
];

/// Addresses of both families, private and not, and what is almost one.
const ADDRESSES: [&str; 12] = [
    "10.0.0.1",
    "172.16.5.4",
    "172.32.0.1",
    "192.168.1.1",
    "8.8.8.8",
    "::1",
    "fc00::1",
    "2600:1ffe::1",
    "::ffff:10.0.0.1",
    "fe80::1%eth0",
    "010.0.0.1",
    "s3.amazonaws.com",
];

/// So many texts are put into arrays.
const IN_ARRAYS: usize = 12;

impl Place {
    /// What could stand there instead of `current`.
    pub(super) fn values(&self, current: Option<&Value>) -> Vec<Value> {
        let mut values = match &self.ty {
            Type::String | Type::Ip => self.texts(current),
            Type::Timestamp => Vec::new(),
            Type::Long => self.numbers(false),
            Type::Double => self.numbers(true),
            Type::Bool => vec![json!(true), json!(false)],
            Type::Array(items) => self.arrays(items, current),
            Type::Object => vec![json!({})],
            Type::Json => {
                let mut values = self.texts(current);
                values.extend(self.numbers(true));
                let literal = values.first().cloned().unwrap_or_default();
                values.extend([json!(true), json!([]), json!({}), json!([literal])]);
                values
            }
        };
        if self.facts.never_empty {
            values.retain(|value| value.as_str() != Some(""));
        }
        values
    }

    fn texts(&self, current: Option<&Value>) -> Vec<Value> {
        let current = current.and_then(Value::as_str).map(str::to_owned);
        let varied = self.literals.iter().filter_map(text);
        let varied = varied.chain(self.texts.iter().cloned()).chain(current);
        let mut texts = vec![String::new()];
        for text in varied {
            let mut shorter: Vec<char> = text.chars().collect();
            shorter.pop();
            texts.extend([
                text.to_uppercase(),
                text.to_lowercase(),
                format!("x{text}"),
                format!("{text}x"),
                shorter.into_iter().collect(),
                text.replace(['_', '?'], "x"),
                text.replace(['%', '*'], "xyz"),
                text,
            ]);
        }
        texts.extend(self.others.iter().filter_map(text));
        if self.addresses {
            texts.extend(ADDRESSES.map(str::to_owned));
        }
        if self.ty == Type::Ip {
            texts.retain(|text| text.parse::<std::net::IpAddr>().is_ok());
        } else {
            texts.extend(HOSTILE.map(str::to_owned));
        }
        texts.into_iter().map(Value::String).collect()
    }

    fn numbers(&self, fractions: bool) -> Vec<Value> {
        let mut values = vec![json!(0), json!(1)];
        for number in self.literals.iter().filter_map(number) {
            let text = number.to_string();
            if let Ok(whole) = text.parse::<i64>() {
                let around = [whole, whole.saturating_sub(1), whole.saturating_add(1)];
                values.extend(around.map(|number| json!(number)));
            }
            if let Ok(double) = text.parse::<f64>()
                && fractions
            {
                values.push(json!(double + 0.5));
            }
        }
        for number in self.others.iter().filter_map(number) {
            values.extend(number.to_string().parse::<i64>().map(|whole| json!(whole)));
        }
        values
    }

    fn arrays(&self, items: &Type, current: Option<&Value>) -> Vec<Value> {
        let mut values = vec![json!([]), json!([null])];
        if items.is_text() {
            for text in self.texts(None).into_iter().take(IN_ARRAYS) {
                values.push(json!([text]));
                values.push(json!(["other", null, text]));
            }
            let asked = self.literals.iter().chain(&self.others);
            values.extend(asked.filter_map(text).map(|text| json!([text])));
        }
        if let Some(elements) = current.and_then(Value::as_array) {
            let twice: Vec<_> = elements.iter().chain(elements).cloned().collect();
            let reversed: Vec<_> = elements.iter().rev().cloned().collect();
            let first: Vec<_> = elements.iter().take(1).cloned().collect();
            values.extend([json!(twice), json!(reversed), json!(first)]);
        }
        values
    }
}

/// A text that a test compares with; of a number the one that looks like it.
fn text(scalar: &Scalar) -> Option<String> {
    match scalar {
        Scalar::String(text) => Some(text.clone()),
        Scalar::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

fn number(scalar: &Scalar) -> Option<&Number> {
    match scalar {
        Scalar::Number(number) => Some(number),
        _ => None,
    }
}
