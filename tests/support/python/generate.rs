//! Python rules over a few fields, and events with values of every type in them.
//!
//! The fields: `a`, `b` (anything), `m` (a map with `a` and `k`, or anything), `l` (a list, or anything). Expressions are not
//! typed: much of what comes out raises on some events, which is the point.

use proptest::collection::vec;
use proptest::prelude::{Just, Strategy, any, prop_oneof};
use proptest::sample::select;
use proptest::strategy::BoxedStrategy;
use serde_json::{Value, json};

/// Texts that literals and events share, so that they meet.
const TEXTS: &[&str] = &[
    "",
    "a",
    "A",
    "ab",
    "aB",
    "b",
    "x,a",
    "a b",
    " a",
    "a\n",
    "1",
    "-5",
    "1.5",
    "true",
    "None",
    "10.0.0.1",
    "8.8.8.8",
    "{\"a\": 1}",
    "\u{e9}",
];

/// An event.
pub(crate) fn event() -> BoxedStrategy<Value> {
    let field = |key: &'static str, value: BoxedStrategy<Value>| {
        (0..5_u8, value).prop_map(move |(draw, value)| (draw > 0).then(|| (key.to_owned(), value)))
    };
    let map = (field("a", leaf()), field("k", leaf()))
        .prop_map(|(a, k)| Value::Object([a, k].into_iter().flatten().collect()));
    let list = vec(prop_oneof![3 => leaf(), 1 => map.clone()], 0..4).prop_map(Value::Array);
    let maps = vec(map.clone(), 0..3).prop_map(Value::Array);
    (
        field("a", anything()),
        field("b", anything()),
        field("m", prop_oneof![4 => map, 1 => anything()].boxed()),
        field(
            "l",
            prop_oneof![3 => list, 2 => maps, 1 => anything()].boxed(),
        ),
    )
        .prop_map(|(a, b, m, l)| Value::Object([a, b, m, l].into_iter().flatten().collect()))
        .boxed()
}

fn leaf() -> BoxedStrategy<Value> {
    prop_oneof![
        5 => select(TEXTS).prop_map(|text| json!(text)),
        2 => select(vec![json!(0), json!(1), json!(-5), json!(22), json!(1.0), json!(0.0), json!(1.5)]),
        1 => any::<bool>().prop_map(Value::Bool),
        1 => Just(Value::Null),
    ]
    .boxed()
}

fn anything() -> BoxedStrategy<Value> {
    prop_oneof![
        6 => leaf(),
        1 => vec(leaf(), 0..3).prop_map(Value::Array),
        1 => leaf().prop_map(|value| json!({ "a": value })),
        1 => Just(json!({})),
    ]
    .boxed()
}

fn quoted(text: &str) -> String {
    Value::from(text).to_string()
}

fn literal() -> BoxedStrategy<String> {
    prop_oneof![
        6 => select(TEXTS).prop_map(quoted),
        2 => select(vec!["0", "1", "22", "1.0", "-5", "1.5"]).prop_map(str::to_owned),
        1 => select(vec!["True", "False", "None", "[]", "{}"]).prop_map(str::to_owned),
    ]
    .boxed()
}

/// A value of the event. `here` is the element of a loop, if there is one.
fn field(here: Option<&'static str>) -> BoxedStrategy<String> {
    let own = prop_oneof![
        4 => select(vec!["a", "b", "m", "l"]).prop_map(|key| format!("event.get(\"{key}\")")),
        2 => (select(vec!["a", "b", "m", "l"]), literal())
            .prop_map(|(key, value)| format!("event.get(\"{key}\", {value})")),
        2 => select(vec!["a", "k"]).prop_map(|key| format!("event.deep_get(\"m\", \"{key}\")")),
        2 => (select(vec!["a", "k"]), literal())
            .prop_map(|(key, value)| format!("event.deep_get(\"m\", \"{key}\", default={value})")),
        1 => select(vec!["a", "b"]).prop_map(|key| format!("event[\"{key}\"]")),
        1 => select(vec!["a", "k"]).prop_map(|key| format!("event.get(\"m\", {{}}).get(\"{key}\")")),
        1 => select(vec!["a", "k"])
            .prop_map(|key| format!("event.deep_walk(\"l\", \"{key}\", default=\"\")")),
    ];
    match here {
        None => own.boxed(),
        Some(name) => prop_oneof![
            1 => own,
            2 => Just(name.to_owned()),
            1 => Just(format!("{name}.get(\"a\")")),
            1 => Just(format!("{name}.get(\"k\", \"\")")),
        ]
        .boxed(),
    }
}

/// A value that is mostly a text.
fn text(here: Option<&'static str>) -> BoxedStrategy<String> {
    prop_oneof![
        3 => field(here).prop_map(|value| format!("str({value})")),
        2 => field(here).prop_map(|value| format!("({value} or \"\")")),
        1 => field(here),
    ]
    .boxed()
}

fn value(here: Option<&'static str>) -> BoxedStrategy<String> {
    let steps = select(vec![
        ".lower()",
        ".upper()",
        ".strip()",
        ".split(\",\")",
        ".split(\",\")[0]",
        "[0]",
        "[-1]",
        "[:2]",
        "[1:]",
        ".replace(\"a\", \"b\")",
    ]);
    let two = (field(here), prop_oneof![2 => field(here), 1 => literal()]);
    prop_oneof![
        6 => field(here),
        2 => literal(),
        3 => (text(here), steps).prop_map(|(value, step)| format!("({value}){step}")),
        1 => (select(vec!["str", "bool"]), field(here)).prop_map(|(name, value)| format!("{name}({value})")),
        1 => (select(vec!["len", "int"]), text(here)).prop_map(|(name, value)| format!("{name}({value})")),
        1 => two.clone().prop_map(|(a, b)| format!("({a} or {b})")),
        1 => two.clone().prop_map(|(a, b)| format!("({a} and {b})")),
        1 => (text(here), literal()).prop_map(|(a, b)| format!("({a} + {b})")),
        1 => two.prop_map(|(a, b)| format!("\"{{}}-{{}}\".format({a}, {b})")),
    ]
    .boxed()
}

/// The values of lists and sets that a value is looked up in.
fn literals() -> BoxedStrategy<String> {
    (vec(literal(), 1..4), select(vec!["[]", "()", "{}"]))
        .prop_map(|(items, brackets)| {
            let hashable: Vec<String> = items
                .into_iter()
                .filter(|item| brackets != "{}" || (item != "[]" && item != "{}"))
                .collect();
            let (open, close) = brackets.split_at(1);
            if hashable.is_empty() {
                return "[\"a\"]".to_owned();
            }
            format!("{open}{},{close}", hashable.join(", "))
        })
        .boxed()
}

fn test(here: Option<&'static str>) -> BoxedStrategy<String> {
    let v = value(here);
    let t = text(here);
    prop_oneof![
        4 => (v.clone(), select(vec!["==", "!="]), v.clone()).prop_map(|(a, op, b)| format!("{a} {op} {b}")),
        3 => (v.clone(), select(vec!["in", "not in"]), literals()).prop_map(|(a, op, b)| format!("{a} {op} {b}")),
        2 => (literal(), select(vec!["in", "not in"]), t.clone()).prop_map(|(a, op, b)| format!("{a} {op} {b}")),
        1 => (v.clone(), t.clone()).prop_map(|(a, b)| format!("{a} in {b}")),
        1 => (v.clone(), select(vec!["<", "<=", ">", ">="]), prop_oneof![literal(), v.clone()])
            .prop_map(|(a, op, b)| format!("{a} {op} {b}")),
        1 => (v.clone(), select(vec!["is None", "is not None", "is True", "is False"]))
            .prop_map(|(a, op)| format!("{a} {op}")),
        2 => (t.clone(), select(vec![".startswith(\"a\")", ".endswith((\"b\", \"1\"))", ".isdigit()"]))
            .prop_map(|(a, call)| format!("({a}){call}")),
        1 => (v.clone(), select(vec!["str", "int", "(str, int)", "bool", "list", "Mapping", "Sequence"]))
            .prop_map(|(a, kind)| format!("isinstance({a}, {kind})")),
        1 => (select(vec!["^a", "b$", "^[aA]\\w*$", "\\\\d+", "(?i)AB"]), t.clone())
            .prop_map(|(pattern, a)| format!("re.search(r\"{}\", {a}) is not None", pattern.replace("\\\\", "\\"))),
        1 => t.clone().prop_map(|a| format!("fnmatch({a}, \"a*\")")),
        1 => t.prop_map(|a| format!("ip_address({a}).is_private")),
        1 => v.prop_map(|a| format!("bool({a})")),
    ]
    .boxed()
}

fn condition(here: Option<&'static str>) -> BoxedStrategy<String> {
    test(here)
        .prop_recursive(3, 8, 2, |inner| {
            prop_oneof![
                2 => (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a} and {b})")),
                2 => (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a} or {b})")),
                2 => inner.clone().prop_map(|a| format!("(not {a})")),
                1 => (inner.clone(), inner.clone(), inner).prop_map(|(a, b, c)| format!("({a} if {b} else {c})")),
            ]
        })
        .boxed()
}

fn over_elements() -> BoxedStrategy<String> {
    let list = prop_oneof![
        4 => Just("event.get(\"l\", [])".to_owned()),
        1 => Just("event.deep_walk(\"l\", \"a\", default=[])".to_owned()),
        1 => Just("event.get(\"a\", \"\").split(\",\")".to_owned()),
        1 => field(None),
        1 => Just("(event.get(\"a\"), event.get(\"b\"))".to_owned()),
    ];
    (
        select(vec!["any", "all", "not any"]),
        condition(Some("x")),
        list,
        proptest::option::of(test(Some("x"))),
    )
        .prop_map(|(name, body, list, filter)| {
            let filter = filter.map_or_else(String::new, |filter| format!(" if {filter}"));
            format!("{name}({body} for x in {list}{filter})")
        })
        .boxed()
}

/// The statements of a rule's body, each a text of lines.
fn statement() -> BoxedStrategy<String> {
    let cond = prop_oneof![4 => condition(None), 1 => over_elements()].boxed();
    let result =
        prop_oneof![1 => Just("True".to_owned()), 1 => Just("False".to_owned()), 3 => cond.clone()]
            .boxed();
    prop_oneof![
        4 => (cond.clone(), result.clone()).prop_map(|(c, r)| format!("    if {c}:\n        return {r}\n")),
        2 => value(None).prop_map(|v| format!("    v = {v}\n")),
        1 => (cond.clone(), value(None)).prop_map(|(c, v)| format!("    if {c}:\n        v = {v}\n")),
        2 => (cond.clone(), result.clone(), errors(), result.clone()).prop_map(|(c, a, error, b)| format!(
            "    try:\n        if {c}:\n            return {a}\n    except {error}:\n        return {b}\n"
        )),
        1 => (value(None), errors(), literal()).prop_map(|(v, error, other)| format!(
            "    try:\n        v = {v}\n    except {error}:\n        v = {other}\n"
        )),
        1 => (condition(Some("x")), result).prop_map(|(c, r)| format!(
            "    for x in event.get(\"l\", []):\n        if {c}:\n            return {r}\n"
        )),
    ]
    .boxed()
}

fn errors() -> BoxedStrategy<String> {
    select(vec![
        "KeyError",
        "AttributeError",
        "(TypeError, AttributeError)",
        "ValueError",
        "Exception",
        "(KeyError, IndexError)",
    ])
    .prop_map(str::to_owned)
    .boxed()
}

/// The text of a rule's Python file.
pub(crate) fn rule() -> BoxedStrategy<String> {
    let last =
        prop_oneof![3 => condition(None), 1 => over_elements(), 1 => Just("v == \"a\"".to_owned())];
    (vec(statement(), 0..3), last)
        .prop_map(|(statements, last)| {
            let body = statements.concat();
            format!(
                "import re\nfrom collections.abc import Mapping, Sequence\nfrom fnmatch import fnmatch\n\
                 from ipaddress import ip_address\n\n\ndef rule(event):\n    v = event.get(\"a\")\n{body}    return {last}\n"
            )
        })
        .boxed()
}
