//! In: a condition and an event that one of its unit tests shows. Out: the same event with one field that the condition
//! reads changed: dropped, null, empty, another case, something that is almost what the condition asks for, an address
//! of another family, a text that is hard to quote, an array of no, one or many elements. All of them conform to the log
//! type.

use serde_json::{Map, Value, json};
use transpile_sdk::ir::{
    Condition, Facts, Field, Root, Scalar, Step, Test, Type, Value as Operand,
};

/// A step on the way to a place in an event.
#[derive(Debug, Clone, PartialEq)]
enum Part {
    Key(String),
    Index(usize),
}

/// A place that a condition looks at, and what it asks there.
#[derive(Debug)]
struct Place {
    path: Vec<Part>,
    ty: Type,
    facts: Facts,
    literals: Vec<Scalar>,
    texts: Vec<String>,
    addresses: bool,
}

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

/// The changed events, without repeats.
pub(crate) fn mutations(condition: &Condition, event: &Value) -> Vec<Value> {
    let mut places = Vec::new();
    collect(condition, &mut Vec::new(), &mut places);
    let mut found: Vec<Value> = Vec::new();
    for place in &places {
        let current = at(event, &place.path);
        let mut values: Vec<Option<Value>> = Vec::new();
        if !place.facts.never_null {
            values.extend([None, Some(Value::Null)]);
        }
        values.extend(place.values(current).into_iter().map(Some));
        for value in values {
            let mut changed = event.clone();
            set(&mut changed, &place.path, value);
            if changed != *event && !found.contains(&changed) {
                found.push(changed);
            }
        }
    }
    found
}

/// The elements in sight: the name of each with the way to it.
type Scope = Vec<(String, Vec<Part>)>;

fn collect(condition: &Condition, scope: &mut Scope, places: &mut Vec<Place>) {
    match condition {
        Condition::Const(_) => {}
        Condition::And(parts) | Condition::Or(parts) => {
            for part in parts {
                collect(part, scope, places);
            }
        }
        Condition::Not(inner) => collect(inner, scope, places),
        Condition::Quantified(quantified) => {
            enter(&quantified.array, &quantified.element, scope, places);
            collect(&quantified.body, scope, places);
            scope.pop();
        }
        Condition::Selected(selected) => {
            enter(&selected.array, &selected.element, scope, places);
            collect(&selected.guard, scope, places);
            collect(&selected.body, scope, places);
            scope.pop();
        }
        Condition::Predicate(predicate) => {
            let place = place_of(&predicate.value, scope, places);
            note(&mut places[place], &predicate.test);
            if let Test::EqField(other) = &predicate.test {
                place_of(other, scope, places);
            }
        }
    }
}

/// Looks at an array, and goes to its first element.
fn enter(array: &Operand, element: &str, scope: &mut Scope, places: &mut Vec<Place>) {
    place_of(array, scope, places);
    let mut path = path_of(array.subject(), scope);
    path.push(Part::Index(0));
    scope.push((element.to_owned(), path));
}

fn place_of(value: &Operand, scope: &Scope, places: &mut Vec<Place>) -> usize {
    let field = value.subject();
    let path = path_of(field, scope);
    if let Some(known) = places.iter().position(|place| place.path == path) {
        return known;
    }
    places.push(Place {
        path,
        ty: field.ty.clone(),
        facts: field.facts,
        literals: Vec::new(),
        texts: Vec::new(),
        addresses: field.ty == Type::Ip,
    });
    places.len() - 1
}

fn path_of(field: &Field, scope: &Scope) -> Vec<Part> {
    let mut path = match &field.root {
        Root::Event => Vec::new(),
        Root::Element(name) => {
            let element = scope.iter().rev().find(|(known, _)| known == name);
            element.map(|(_, path)| path.clone()).unwrap_or_default()
        }
    };
    path.extend(field.steps.iter().map(|step| match step {
        Step::Key(key) => Part::Key(key.clone()),
        Step::Index(index) => Part::Index(usize::try_from(*index).unwrap()),
    }));
    path
}

/// Keeps what a test compares with.
fn note(place: &mut Place, test: &Test) {
    match test {
        Test::Eq(scalar) | Test::Compare(_, scalar) | Test::ContainsElement(scalar) => {
            place.literals.push(scalar.clone());
        }
        Test::In(scalars) => place.literals.extend(scalars.iter().take(2).cloned()),
        Test::ContainsText(text) | Test::StartsWith(text) | Test::EndsWith(text) => {
            place.texts.push(text.clone());
        }
        Test::Wildcard(glob) => place.texts.push(glob.as_str().to_owned()),
        Test::Cidr(networks) => {
            place.addresses = true;
            let host = |network: &_| {
                let text = format!("{network}");
                text.split('/').next().unwrap_or_default().to_owned()
            };
            place.texts.extend(networks.iter().take(2).map(host));
        }
        Test::IsIp | Test::IsPrivateIp => place.addresses = true,
        _ => {}
    }
}

impl Place {
    /// What could stand there instead.
    fn values(&self, current: Option<&Value>) -> Vec<Value> {
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
        let own = self.literals.iter().filter_map(|scalar| match scalar {
            Scalar::String(text) => Some(text.clone()),
            Scalar::Number(number) => Some(number.to_string()),
            _ => None,
        });
        let current = current.and_then(Value::as_str).map(str::to_owned);
        let mut texts = vec![String::new()];
        for text in own.chain(self.texts.iter().cloned()).chain(current) {
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
                text.clone(),
            ]);
        }
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
        for scalar in &self.literals {
            let Scalar::Number(number) = scalar else {
                continue;
            };
            let text = number.to_string();
            if let Ok(whole) = text.parse::<i64>() {
                values.extend([whole, whole - 1, whole + 1].map(|n| json!(n)));
            }
            if let Ok(double) = text.parse::<f64>()
                && fractions
            {
                values.push(json!(double + 0.5));
            }
        }
        values
    }

    fn arrays(&self, items: &Type, current: Option<&Value>) -> Vec<Value> {
        let mut values = vec![json!([]), json!([null])];
        if items.is_text() {
            for text in self.texts(None).into_iter().take(12) {
                values.push(json!([text]));
                values.push(json!(["other", null, text]));
            }
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

fn at<'v>(event: &'v Value, path: &[Part]) -> Option<&'v Value> {
    path.iter().try_fold(event, |value, part| match part {
        Part::Key(key) => value.get(key),
        Part::Index(index) => value.get(index),
    })
}

/// Puts a value there, or takes it away. What is missing on the way is made; what is of another kind stays as it is.
fn set(value: &mut Value, path: &[Part], new: Option<Value>) {
    let Some((first, rest)) = path.split_first() else {
        *value = new.unwrap_or_default();
        return;
    };
    if value.is_null() && new.is_some() {
        *value = match first {
            Part::Key(_) => Value::Object(Map::new()),
            Part::Index(_) => json!([null]),
        };
    }
    match (first, value) {
        (Part::Key(key), Value::Object(members)) => match (rest, new) {
            ([], None) => {
                members.shift_remove(key);
            }
            (_, None) if !members.contains_key(key) => {}
            (_, new) => set(members.entry(key).or_insert(Value::Null), rest, new),
        },
        (Part::Index(index), Value::Array(elements)) => {
            if let Some(element) = elements.get_mut(*index) {
                set(element, rest, new);
            }
        }
        _ => {}
    }
}
