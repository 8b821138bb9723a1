//! Types of expressions: functions with their arguments, comparisons, `any` and `all`.

use super::check::Faults;
use super::schema::{Kind, Ty, resolve};
use super::syntax::Node;

/// A function: its name, the types of its arguments, how many of them are needed, and what it gives.
/// `t` text, `i` integer, `n` number, `b` boolean, `a` array, `?` anything; `+`: the last one may be repeated.
type Row = (&'static str, &'static str, usize, char);

/// From the language's reference, "Functions", and Google's published rules.
const FUNCTIONS: &[Row] = &[
    ("arrays.concat", "aa", 2, 'a'),
    ("arrays.contains", "at", 2, 'b'),
    ("arrays.index_to_float", "ai", 2, 'n'),
    ("arrays.index_to_int", "ai", 2, 'i'),
    ("arrays.index_to_str", "ai", 2, 't'),
    ("arrays.join_string", "at", 1, 't'),
    ("arrays.length", "?", 1, 'i'),
    ("arrays.max", "a", 1, 'n'),
    ("arrays.min", "a", 1, 'n'),
    ("arrays.size", "?", 1, 'i'),
    ("bytes.to_base64", "tt", 1, 't'),
    ("cast.as_bool", "?", 1, 'b'),
    ("cast.as_float", "?", 1, 'n'),
    ("cast.as_int", "?", 1, 'i'),
    ("cast.as_string", "?t", 1, 't'),
    ("fingerprint", "t", 1, 't'),
    ("hash.sha256", "t", 1, 't'),
    ("math.abs", "n", 1, 'n'),
    ("math.ceil", "n", 1, 'i'),
    ("math.floor", "n", 1, 'i'),
    ("math.geo_distance", "nnnn", 4, 'n'),
    ("math.is_increasing", "iii", 3, 'b'),
    ("math.log", "n", 1, 'n'),
    ("math.pow", "nn", 2, 'n'),
    ("math.random", "", 0, 'n'),
    ("math.round", "ni", 1, 'n'),
    ("math.sqrt", "n", 1, 'n'),
    ("net.ip_in_range_cidr", "tt", 2, 'b'),
    ("re.capture", "tt", 2, 't'),
    ("re.capture_all", "tt", 2, 'a'),
    ("re.count", "tt", 2, 'i'),
    ("re.regex", "tt", 2, 'b'),
    ("re.replace", "ttt", 3, 't'),
    ("strings.base64_decode", "t", 1, 't'),
    ("strings.coalesce", "tt+", 2, 't'),
    ("strings.concat", "??+", 2, 't'),
    ("strings.contains", "tt", 2, 'b'),
    ("strings.count_substrings", "tt", 2, 'i'),
    ("strings.extract_domain", "t", 1, 't'),
    ("strings.extract_hostname", "t", 1, 't'),
    ("strings.from_base64", "t", 1, 't'),
    ("strings.from_hex", "t", 1, 't'),
    ("strings.ltrim", "tt", 2, 't'),
    ("strings.reverse", "t", 1, 't'),
    ("strings.rtrim", "tt", 2, 't'),
    ("strings.split", "tt", 1, 'a'),
    ("strings.starts_with", "tt", 2, 'b'),
    ("strings.to_lower", "t", 1, 't'),
    ("strings.to_upper", "t", 1, 't'),
    ("strings.trim", "tt", 2, 't'),
    ("strings.url_decode", "t", 1, 't'),
    ("timestamp.as_unix_seconds", "tt", 1, 'i'),
    ("timestamp.current_seconds", "", 0, 'i'),
    ("timestamp.get_date", "it", 1, 't'),
    ("timestamp.get_day_of_week", "it", 1, 'i'),
    ("timestamp.get_hour", "it", 1, 'i'),
    ("timestamp.get_minute", "it", 1, 'i'),
    ("timestamp.get_timestamp", "it+", 1, 't'),
    ("timestamp.get_week", "it", 1, 'i'),
];

/// Functions of the outcome that make one value of many.
pub(crate) const AGGREGATES: &[&str] = &[
    "max",
    "min",
    "sum",
    "avg",
    "count",
    "count_distinct",
    "array",
    "array_distinct",
    "stddev",
    "earliest",
    "latest",
];

/// Where an expression stands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Place {
    Events,
    Outcome,
}

/// Checks a predicate: something that is true or false.
pub(crate) fn predicate(node: &Node, place: Place, faults: &mut Faults) {
    walk_predicate(node, place, false, faults);
}

fn walk_predicate(node: &Node, place: Place, negated: bool, faults: &mut Faults) {
    match node {
        Node::Or(parts) | Node::And(parts) => {
            parts
                .iter()
                .for_each(|part| walk_predicate(part, place, negated, faults));
        }
        Node::Not(inner) => walk_predicate(inner, place, !negated, faults),
        Node::Compare {
            left,
            op,
            right,
            nocase,
        } => {
            compare(left, op, right, *nocase, place, faults);
            let rows = |side: &Node| matches!(side, Node::Field { path, .. } if resolve(path).is_ok_and(|kind| kind.repeated));
            if (negated != (op == "!="))
                && (rows(left) || rows(right))
                && !is_variable(left)
                && !is_variable(right)
            {
                faults.add(
                    "W-ROWS",
                    "a repeated field under a negation, without any or all: some element differs",
                );
            }
        }
        Node::In { left, kind, nocase } => {
            let found = value(left, place, faults);
            if matches!(**left, Node::Each { .. }) {
                faults.add("E-ANYALL-LIST", "any and all do not go with lists");
            }
            if kind == "cidr" && *nocase {
                faults.add("E-NOCASE", "nocase does not go with networks");
            }
            if !matches!(found, Ty::Text | Ty::Int | Ty::Float | Ty::Unknown) {
                faults.add("E-TYPE", "a list holds texts or numbers");
            }
        }
        Node::Nocase(inner) if !matches!(&**inner, Node::Call(name, _) if name == "re.regex") => {
            faults.add(
                "E-NOCASE",
                "nocase stands behind a comparison, re.regex or a list",
            );
        }
        Node::Nocase(inner) => walk_predicate(inner, place, negated, faults),
        Node::Each { .. } => faults.add(
            "E-SYNTAX",
            "any and all stand before a field that is compared",
        ),
        other => {
            let ty = value(other, place, faults);
            if !matches!(other, Node::Call(..)) || !matches!(ty, Ty::Bool | Ty::Unknown) {
                faults.add("E-NOTBOOL", "this is neither true nor false");
            }
        }
    }
}

fn is_variable(node: &Node) -> bool {
    matches!(node, Node::Variable(_))
}

fn is_literal(node: &Node) -> bool {
    matches!(
        node,
        Node::Text(_) | Node::Int(_) | Node::Float(_) | Node::Bool(_) | Node::Regex(_)
    )
}

fn compare(left: &Node, op: &str, right: &Node, nocase: bool, place: Place, faults: &mut Faults) {
    let types = (value(left, place, faults), value(right, place, faults));
    for (side, other) in [(left, right), (right, left)] {
        if let Node::Each { .. } = side {
            let mut joins = false;
            other.walk(&mut |node| joins |= matches!(node, Node::Field { .. } | Node::Variable(_)));
            if joins {
                faults.add(
                    "E-ANYALL-JOIN",
                    "any and all do not go with a join or a placeholder",
                );
            }
        }
        if let Node::Regex(pattern) = side {
            regex(pattern, faults);
            if op != "=" && op != "!=" {
                faults.add("E-REGEX-OP", "a pattern is compared with = or !=");
            }
        }
    }
    if is_literal(left) && is_literal(right) {
        faults.add("E-LITERALS", "both sides are literals");
    }
    let ordered = op != "=" && op != "!=";
    match &types {
        (Ty::Unknown, _) | (_, Ty::Unknown) => {}
        (Ty::Enum(names), Ty::Text) | (Ty::Text, Ty::Enum(names)) => {
            let text = [left, right].into_iter().find_map(|side| match side {
                Node::Text(text) => Some(text),
                _ => None,
            });
            if text.is_some_and(|text| !names.contains(text)) {
                faults.add("E-ENUM", "the enum has no such value");
            }
            if nocase {
                faults.add("E-ENUM-NOCASE", "nocase does not go with enums");
            }
        }
        (Ty::Int | Ty::Float, Ty::Int | Ty::Float) => {
            if nocase {
                faults.add("E-NOCASE", "nocase does not go with numbers");
            }
        }
        (left, right) if left != right => {
            faults.add("E-TYPE", "the two sides are of different types")
        }
        (Ty::Text, _) if ordered => {
            faults.add("W-ORDER", "how texts are ordered is not documented")
        }
        (Ty::Bool, _) if ordered || nocase => {
            faults.add("E-TYPE", "booleans have no order and no case")
        }
        _ => {}
    }
}

/// The type of a value; what is wrong inside it is noted.
pub(crate) fn value(node: &Node, place: Place, faults: &mut Faults) -> Ty {
    match node {
        Node::Text(_) | Node::Regex(_) => Ty::Text,
        Node::Int(_) => Ty::Int,
        Node::Float(_) => Ty::Float,
        Node::Bool(_) => Ty::Bool,
        Node::Variable(_) | Node::Count(_) | Node::Absent(_) => Ty::Unknown,
        Node::Field { path, .. } => field(path, faults).map_or(Ty::Unknown, |kind| kind.ty),
        Node::Each { of, .. } => each(of, place, faults),
        Node::Arith(left, op, right) => {
            let types = [value(left, place, faults), value(right, place, faults)];
            if types
                .iter()
                .any(|ty| !matches!(ty, Ty::Int | Ty::Float | Ty::Unknown))
            {
                faults.add("E-ARITH", "arithmetic is for numbers");
            }
            if types.contains(&Ty::Float) {
                if *op == '%' {
                    faults.add("E-MOD-FLOAT", "% is for integers");
                }
                Ty::Float
            } else {
                Ty::Int
            }
        }
        Node::Call(name, arguments) => call(name, arguments, place, faults),
        other => {
            predicate(other, place, faults);
            Ty::Bool
        }
    }
}

fn field(path: &[super::syntax::Part], faults: &mut Faults) -> Option<Kind> {
    match resolve(path) {
        Ok(kind) => {
            if kind.ty == Ty::Message {
                faults.add("E-MESSAGE", "a message has no value of its own");
            }
            Some(kind)
        }
        Err((code, text)) => {
            faults.add(code, &text);
            None
        }
    }
}

fn each(of: &Node, place: Place, faults: &mut Faults) -> Ty {
    let Node::Field { path, .. } = of else {
        faults.add("E-SYNTAX", "any and all stand before a field");
        return value(of, place, faults);
    };
    let Some(kind) = field(path, faults) else {
        return Ty::Unknown;
    };
    if kind.keyed {
        faults.add("E-ANYALL-MAP", "any and all do not go with maps");
    } else if kind.indexed {
        faults.add("E-ANYALL-INDEX", "any and all do not go with an index");
    } else if !kind.repeated {
        faults.add("E-ANYALL-SCALAR", "any and all are for repeated fields");
    }
    kind.ty
}

fn call(name: &str, arguments: &[Node], place: Place, faults: &mut Faults) -> Ty {
    let lower = name.to_lowercase();
    if place == Place::Outcome && lower == "if" {
        return condition(arguments, faults);
    }
    if AGGREGATES.contains(&lower.as_str()) {
        if place == Place::Events {
            faults.add("E-FUNC-WHERE", "aggregation belongs into the outcome");
        }
        if arguments.len() > 1 || (arguments.is_empty() && lower != "count") {
            faults.add("E-ARITY", &format!("{name} takes one argument"));
        }
        let types: Vec<Ty> = arguments
            .iter()
            .map(|argument| value(argument, place, faults))
            .collect();
        return match lower.as_str() {
            "count" | "count_distinct" => Ty::Int,
            "array" | "array_distinct" => Ty::Unknown,
            "sum" | "avg" | "stddev" if types.contains(&Ty::Text) => {
                faults.add("E-TYPE", &format!("{name} is for numbers"));
                Ty::Float
            }
            _ => types.into_iter().next().unwrap_or(Ty::Unknown),
        };
    }
    let Some((_, wanted, needed, gives)) = FUNCTIONS.iter().find(|row| row.0 == name) else {
        let why = if lower == "group" {
            "group() is for searches only"
        } else {
            "there is no such function"
        };
        faults.add("E-FUNC", &format!("{name}: {why}"));
        return Ty::Unknown;
    };
    let open = wanted.ends_with('+');
    let wanted: Vec<char> = wanted.chars().filter(|c| *c != '+').collect();
    if arguments.len() < *needed || (arguments.len() > wanted.len() && !open) {
        faults.add(
            "E-ARITY",
            &format!("{name} takes another number of arguments"),
        );
    }
    for (at, argument) in arguments.iter().enumerate() {
        let ty = value(argument, place, faults);
        let fits = match wanted.get(at).or(wanted.last()) {
            Some('t') => matches!(ty, Ty::Text | Ty::Enum(_) | Ty::Unknown),
            Some('i') => matches!(ty, Ty::Int | Ty::Unknown),
            Some('n') => matches!(ty, Ty::Int | Ty::Float | Ty::Unknown),
            Some('b') => matches!(ty, Ty::Bool | Ty::Unknown),
            _ => true,
        };
        if !fits {
            faults.add(
                "E-TYPE",
                &format!("an argument of {name} is of another type"),
            );
        }
    }
    let mut events = std::collections::BTreeSet::new();
    arguments.iter().for_each(|argument| {
        argument.walk(&mut |node| {
            if let Node::Field { event, .. } = node {
                events.insert(event);
            }
        });
    });
    if place == Place::Events && events.len() > 1 {
        faults.add("E-MULTI-EVENT-FN", "a function reads one event");
    }
    literals(name, arguments, faults);
    match gives {
        't' => Ty::Text,
        'i' => Ty::Int,
        'n' => Ty::Float,
        'b' => Ty::Bool,
        _ => Ty::Unknown,
    }
}

/// Arguments that must be written out: patterns and networks.
fn literals(name: &str, arguments: &[Node], faults: &mut Faults) {
    match (name, arguments.get(1)) {
        (
            "re.regex" | "re.capture" | "re.replace" | "re.capture_all",
            Some(Node::Text(pattern)),
        ) => {
            regex(pattern, faults);
            let groups = regex::Regex::new(pattern).map_or(0, |regex| regex.captures_len() - 1);
            if name == "re.capture" && groups > 1 {
                faults.add("E-CAPTURE", "re.capture takes one group at most");
            }
        }
        ("re.regex" | "re.capture", Some(_)) => faults.add("E-REGEX", "a pattern is a literal"),
        ("net.ip_in_range_cidr", Some(Node::Text(network))) => {
            let fine = network.split_once('/').is_some_and(|(address, bits)| {
                let most = match address.parse() {
                    Ok(std::net::IpAddr::V4(_)) => 32,
                    Ok(std::net::IpAddr::V6(_)) => 128,
                    Err(_) => return false,
                };
                bits.parse::<u8>().is_ok_and(|bits| bits <= most)
            });
            if !fine {
                faults.add("E-CIDR", "this is no network");
            }
        }
        _ => {}
    }
}

/// Look-around, back-references and the like are not RE2; Rust's engine refuses the same.
fn regex(pattern: &str, faults: &mut Faults) {
    if let Err(error) = regex::Regex::new(pattern) {
        faults.add("E-REGEX", &error.to_string());
    }
}

fn condition(arguments: &[Node], faults: &mut Faults) -> Ty {
    let [condition, results @ ..] = arguments else {
        faults.add("E-ARITY", "if takes two or three arguments");
        return Ty::Unknown;
    };
    predicate(condition, Place::Outcome, faults);
    let types: Vec<Ty> = results
        .iter()
        .map(|result| value(result, Place::Outcome, faults))
        .collect();
    match types.as_slice() {
        [Ty::Text | Ty::Unknown | Ty::Enum(_)] => {
            faults.add("E-IF-ELSE", "text and variables need an else")
        }
        [_] | [Ty::Unknown, _] | [_, Ty::Unknown] => {}
        [then, other] if then == other => {}
        [_, _] => faults.add("E-IF-TYPE", "then and else are of different types"),
        _ => faults.add("E-ARITY", "if takes two or three arguments"),
    }
    types.into_iter().next().unwrap_or(Ty::Unknown)
}
