//! What a rule's `events` say of one event, by the rule's own tree.
//!
//! A missing field is the zero value of its type. A repeated field without `any` or `all` makes a row for each of its
//! elements, one with a zero value if there are none; some row must satisfy everything.

use super::schema::{Ty, resolve};
use super::syntax::{Index, Node, Part, Section, Tree};
use serde_json::Value;
use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, HashMap};
use std::net::IpAddr;

/// True if the event passes `events`.
pub(crate) fn matches(rule: &Tree, event: &Value) -> bool {
    verdict(rule, event).expect("the rule relies on what is not documented")
}

/// The same; `None` if the answer hangs on what is not documented: `all`, and `any` of what holds of a zero value.
pub(crate) fn verdict(rule: &Tree, event: &Value) -> Option<bool> {
    let nodes = rule.sections.iter().find_map(|section| match section {
        Section::Events(nodes) => Some(nodes),
        _ => None,
    });
    let nodes = nodes.unwrap();
    let mut repeated = BTreeMap::new();
    nodes
        .iter()
        .for_each(|node| rows(node, event, &mut repeated));
    let mut choices: Vec<BTreeMap<String, Value>> = vec![BTreeMap::new()];
    for (path, values) in repeated {
        choices = choices
            .into_iter()
            .flat_map(|row| {
                let path = path.clone();
                values.iter().map(move |value| {
                    let mut row = row.clone();
                    row.insert(path.clone(), value.clone());
                    row
                })
            })
            .collect();
    }
    let open = Cell::new(false);
    let answer = choices.iter().any(|row| {
        let run = Run {
            event,
            row,
            open: &open,
        };
        nodes.iter().all(|node| run.holds(node))
    });
    (!open.get()).then_some(answer)
}

/// The repeated fields that stand without `any` or `all`, with their elements.
fn rows(node: &Node, event: &Value, out: &mut BTreeMap<String, Vec<Value>>) {
    match node {
        Node::Each { .. } => {}
        Node::Field { path, .. } => {
            let kind = resolve(path).unwrap();
            if kind.repeated {
                let mut values: Vec<Value> = elements(event, path).into_iter().cloned().collect();
                if values.is_empty() {
                    values.push(zero(&kind.ty));
                }
                out.insert(format!("{path:?}"), values);
            }
        }
        Node::Or(parts) | Node::And(parts) | Node::Call(_, parts) => {
            parts.iter().for_each(|part| rows(part, event, out));
        }
        Node::Not(inner) | Node::Nocase(inner) | Node::In { left: inner, .. } => {
            rows(inner, event, out)
        }
        Node::Compare { left, right, .. } | Node::Arith(left, _, right) => {
            rows(left, event, out);
            rows(right, event, out);
        }
        _ => {}
    }
}

/// All values that a path leads to.
fn elements<'a>(event: &'a Value, path: &[Part]) -> Vec<&'a Value> {
    let mut found = vec![event];
    for part in path {
        let mut next = Vec::new();
        for value in found {
            let mut value = value.get(&part.name);
            for index in &part.indexes {
                value = match index {
                    Index::At(at) => value.and_then(|value| value.get(at)),
                    // Labels are written as an object here.
                    Index::Key(key) => value.and_then(|value| value.get(key)),
                };
            }
            match value {
                Some(Value::Array(items)) => next.extend(items),
                None | Some(Value::Null) => {}
                Some(value) => next.push(value),
            }
        }
        found = next;
    }
    found
}

/// What the rule's placeholders hold, in the order of the text.
pub(crate) fn placeholders(rule: &Tree, event: &Value) -> Vec<Value> {
    let mut out = Vec::new();
    for section in &rule.sections {
        let Section::Events(nodes) = section else {
            continue;
        };
        for node in nodes {
            if let Node::Compare { left, right, .. } = node
                && let Node::Variable(_) = &**left
                && let Node::Field { path, .. } = &**right
            {
                out.extend(elements(event, path).into_iter().cloned());
            }
        }
    }
    out
}

fn zero(ty: &Ty) -> Value {
    match ty {
        Ty::Int => 0.into(),
        Ty::Float => 0.0.into(),
        Ty::Bool => false.into(),
        _ => "".into(),
    }
}

struct Run<'a> {
    event: &'a Value,
    row: &'a BTreeMap<String, Value>,
    open: &'a Cell<bool>,
}

impl Run<'_> {
    fn holds(&self, node: &Node) -> bool {
        match node {
            Node::Or(parts) => parts.iter().any(|part| self.holds(part)),
            Node::And(parts) => parts.iter().all(|part| self.holds(part)),
            Node::Not(inner) => !self.holds(inner),
            Node::Compare {
                left,
                op,
                right,
                nocase,
            } => match (&**left, &**right) {
                // Assigning a placeholder.
                (Node::Variable(_), _) | (_, Node::Variable(_)) => true,
                (Node::Each { all, of }, other) | (other, Node::Each { all, of }) => {
                    let Node::Field { path, .. } = &**of else {
                        panic!("any of no field")
                    };
                    let values = elements(self.event, path);
                    let holds = |value: &Value| self.compares(value, op, other, *nocase);
                    if *all || holds(&"".into()) {
                        self.open.set(true);
                    }
                    values.into_iter().any(holds)
                }
                (left, right) => self.compares(&self.value(left), op, right, *nocase),
            },
            Node::Call(..) => self.value(node) == Value::Bool(true),
            other => panic!("{other:?} is no predicate"),
        }
    }

    fn compares(&self, left: &Value, op: &str, right: &Node, nocase: bool) -> bool {
        if let Node::Regex(pattern) = right {
            return found(pattern, left, nocase) == (op == "=");
        }
        let right = self.value(right);
        let fold = |value: &Value| match value {
            Value::String(text) if nocase => Value::String(text.to_lowercase()),
            value => value.clone(),
        };
        let (left, right) = (fold(left), fold(&right));
        let order = match (left.as_f64(), right.as_f64()) {
            _ if left.is_i64() && right.is_i64() => left.as_i64().cmp(&right.as_i64()),
            (Some(left), Some(right)) => left.partial_cmp(&right).unwrap(),
            _ => left.to_string().cmp(&right.to_string()),
        };
        match op {
            "=" => order.is_eq(),
            "!=" => order.is_ne(),
            "<" => order.is_lt(),
            "<=" => order.is_le(),
            ">" => order.is_gt(),
            _ => order.is_ge(),
        }
    }

    fn value(&self, node: &Node) -> Value {
        match node {
            Node::Text(text) => text.as_str().into(),
            Node::Int(int) => (*int).into(),
            Node::Float(float) => (*float).into(),
            Node::Bool(value) => (*value).into(),
            Node::Field { path, .. } => {
                let kind = resolve(path).unwrap();
                if kind.repeated {
                    return self.row[&format!("{path:?}")].clone();
                }
                elements(self.event, path)
                    .into_iter()
                    .next()
                    .cloned()
                    .unwrap_or_else(|| zero(&kind.ty))
            }
            Node::Arith(left, op, right) => {
                let side = |node: &Node| self.value(node).as_i64().unwrap();
                match op {
                    '+' => side(left) + side(right),
                    '-' => side(left) - side(right),
                    '*' => side(left) * side(right),
                    other => panic!("{other}"),
                }
                .into()
            }
            Node::Call(name, arguments) => self.call(name, arguments),
            other => panic!("{other:?} is no value"),
        }
    }

    fn call(&self, name: &str, arguments: &[Node]) -> Value {
        let texts: Vec<String> = arguments
            .iter()
            .map(|argument| match self.value(argument) {
                Value::String(text) => text,
                other => other.to_string(),
            })
            .collect();
        match (name, texts.as_slice()) {
            ("strings.contains", [text, part]) => text.contains(part).into(),
            ("strings.starts_with", [text, start]) => text.starts_with(start).into(),
            ("strings.to_lower", [text]) => cased(text, char::to_lowercase).into(),
            ("strings.to_upper", [text]) => cased(text, char::to_uppercase).into(),
            ("strings.concat", texts) => texts.concat().into(),
            ("re.regex", [text, pattern]) => found(pattern, &text.as_str().into(), false).into(),
            ("net.ip_in_range_cidr", [text, network]) => inside(text, network).into(),
            (name, _) => panic!("{name} is not known here"),
        }
    }
}

/// One character for one: how the platform maps the few others is not documented.
fn cased<I: Iterator<Item = char>>(text: &str, map: impl Fn(char) -> I) -> String {
    let simple = |c: char| {
        let mapped: Vec<char> = map(c).collect();
        match mapped.as_slice() {
            [one] => *one,
            // The only letter with a simple mapping beside a longer one.
            _ if c == 'İ' && mapped[0] == 'i' => 'i',
            _ => c,
        }
    };
    text.chars().map(simple).collect()
}

fn found(pattern: &str, value: &Value, nocase: bool) -> bool {
    thread_local! {
        static READ: RefCell<HashMap<(String, bool), regex::Regex>> = RefCell::default();
    }
    READ.with_borrow_mut(|read| {
        let regex = read.entry((pattern.to_owned(), nocase)).or_insert_with(|| {
            let mut builder = regex::RegexBuilder::new(pattern);
            builder.case_insensitive(nocase).build().unwrap()
        });
        regex.is_match(value.as_str().unwrap())
    })
}

fn inside(text: &str, network: &str) -> bool {
    let bits = |address: IpAddr| match address {
        IpAddr::V4(address) => (u128::from(address.to_bits()) << 96, 4),
        IpAddr::V6(address) => (address.to_bits(), 6),
    };
    let (base, length) = network.split_once('/').unwrap();
    let Ok(address) = text.parse().map(bits) else {
        return false;
    };
    let base = bits(base.parse().unwrap());
    let length: u32 = length.parse().unwrap();
    address.1 == base.1 && (length == 0 || (address.0 ^ base.0) >> (128 - length) == 0)
}
