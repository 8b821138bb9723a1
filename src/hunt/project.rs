//! From the text of an event to a row.
//!
//! In: the columns, and one JSON object as text. Out: the row, or that the text is not an event. The whole
//! text is checked, but only what some column holds is kept: everything else is passed over. Of a key that
//! is written twice the last value counts, with all that is in it.

use super::row::{Columns, Kind, Row};
use super::scan::{Malformed, Scanner};
use crate::eval::{Json, JsonNumber};
use transpile_sdk::ir::Step;

/// What of an event is kept: a tree of keys.
#[derive(Debug, Clone)]
pub(super) struct Projection {
    nodes: Vec<Node>,
}

/// A place in an event that is a column, or on the way to one.
#[derive(Debug, Clone, Default)]
struct Node {
    /// The keys that lead on.
    children: Vec<Child>,
    /// Where among them those begin whose keys have a mark: the place of the last one, counted from 1.
    marks: Vec<usize>,
    /// The columns here and below, each with the way from here.
    columns: Vec<(usize, Kind, Vec<Step>)>,
    /// True if a value here must be read as a whole: it is in an array, or its parts are columns too.
    whole: bool,
}

/// A key that leads on.
#[derive(Debug, Clone)]
struct Child {
    key: Box<str>,
    /// The node behind it.
    node: usize,
    /// The one before it with the same mark, counted from 1; 0 if there is none.
    before: usize,
}

/// The outermost node.
const ROOT: usize = 0;

impl Projection {
    /// The projection on these columns.
    pub(super) fn new(columns: &Columns) -> Self {
        let mut projection = Self {
            nodes: vec![Node::default()],
        };
        for (place, column) in columns.iter().enumerate() {
            projection.add(place, &column.steps, column.kind);
        }
        for node in &mut projection.nodes {
            node.settle();
        }
        projection
    }

    fn add(&mut self, column: usize, steps: &[Step], kind: Kind) {
        let mut at = ROOT;
        for (done, step) in steps.iter().enumerate() {
            if let Some(node) = self.nodes.get_mut(at) {
                let rest = steps.get(done..).unwrap_or_default();
                node.columns.push((column, kind, rest.to_vec()));
            }
            let Step::Key(key) = step else { return };
            at = self.child(at, key);
        }
        if let Some(node) = self.nodes.get_mut(at) {
            node.columns.push((column, kind, Vec::new()));
        }
    }

    /// The node behind a key; makes one if there is none.
    fn child(&mut self, at: usize, key: &str) -> usize {
        let next = self.nodes.len();
        let Some(node) = self.nodes.get_mut(at) else {
            return ROOT;
        };
        if let Some(child) = node.find(key) {
            return child;
        }
        node.lead_on(key, next);
        self.nodes.push(Node::default());
        next
    }

    /// Fills a row from the text of an event.
    pub(super) fn read(&self, text: &str, row: &mut Row, seen: &mut Seen) -> Result<(), Malformed> {
        row.clear();
        seen.next(self.nodes.len());
        let mut reader = Reader {
            nodes: &self.nodes,
            scanner: Scanner::new(text),
            row,
            seen,
        };
        match self.nodes.first() {
            Some(root) => reader.object(root, 1)?,
            None => return Err(Malformed),
        }
        reader.scanner.end()
    }

    /// Fills a row from an event that has been read.
    pub(super) fn take(&self, event: &Json, row: &mut Row) {
        row.clear();
        if let Some(root) = self.nodes.first() {
            root.take(event, row);
        }
    }
}

impl Node {
    fn settle(&mut self) {
        let here =
            |(_, kind, rest): &(usize, Kind, Vec<Step>)| rest.is_empty() && *kind == Kind::Value;
        let index =
            |(_, _, rest): &(usize, Kind, Vec<Step>)| matches!(rest.first(), Some(Step::Index(_)));
        self.whole = self
            .columns
            .iter()
            .any(|column| index(column) || here(column));
    }

    /// The node behind a key. Most keys have a mark that no child has: then none is compared.
    fn find(&self, key: &str) -> Option<usize> {
        let mut place = *self.marks.get(mark(key))?;
        loop {
            let child = self.children.get(place.checked_sub(1)?)?;
            if *child.key == *key {
                return Some(child.node);
            }
            place = child.before;
        }
    }

    fn lead_on(&mut self, key: &str, node: usize) {
        self.marks.resize(MARKS, 0);
        if let Some(last) = self.marks.get_mut(mark(key)) {
            let before = std::mem::replace(last, self.children.len() + 1);
            self.children.push(Child {
                key: key.into(),
                node,
                before,
            });
        }
    }

    /// Sets the columns here and below from a value.
    fn take(&self, value: &Json, row: &mut Row) {
        for (column, kind, rest) in &self.columns {
            let Some(found) = rest.iter().try_fold(value, Json::step) else {
                continue;
            };
            match (kind, found) {
                (Kind::Presence, _) => row.set(*column, Json::Bool(true)),
                (Kind::Value, Json::Null) => {}
                (Kind::Value, Json::String(text)) => row.set_text(*column, text),
                (Kind::Value, found) => row.set(*column, found.clone()),
            }
        }
    }
}

/// How many marks there are.
const MARKS: usize = 256;

/// A number that few keys share: made from the length, and the first, the last and a middle byte.
fn mark(key: &str) -> usize {
    let bytes = key.as_bytes();
    let byte = |at: usize| bytes.get(at).map_or(0, |byte| usize::from(*byte));
    let length = bytes.len();
    let last = length.saturating_sub(1);
    (length * 37 + byte(0) * 3 + byte(last) * 11 + byte(length / 2) * 23) % MARKS
}

/// Which places of the present event have been met: the number of the event for each place.
#[derive(Debug, Clone, Default)]
pub(super) struct Seen {
    met: Vec<u64>,
    event: u64,
}

impl Seen {
    fn next(&mut self, places: usize) {
        self.event += 1;
        self.met.resize(places, 0);
    }

    /// Notes that the place has been met; true if it had been before.
    fn again(&mut self, place: usize) -> bool {
        let event = self.event;
        let before = self
            .met
            .get_mut(place)
            .map(|met| std::mem::replace(met, event));
        before == Some(event)
    }
}

struct Reader<'a, 't> {
    nodes: &'a [Node],
    scanner: Scanner<'t>,
    row: &'a mut Row,
    seen: &'a mut Seen,
}

impl Reader<'_, '_> {
    /// Reads an object, the `depth`th of those open.
    fn object(&mut self, node: &Node, depth: usize) -> Result<(), Malformed> {
        self.scanner.open(b'{', depth)?;
        if self.scanner.eat(b'}') {
            return Ok(());
        }
        loop {
            let key = self.scanner.key()?;
            let child = if key.escaped {
                node.find(&unescaped(key.inner)?)
            } else {
                node.find(key.inner)
            };
            match child.and_then(|child| self.nodes.get(child).map(|node| (child, node))) {
                Some((place, child)) => self.value(place, child, depth)?,
                None => self.scanner.value(depth)?,
            }
            if !self.scanner.more(b'}')? {
                return Ok(());
            }
        }
    }

    /// Reads the value at a node.
    fn value(&mut self, place: usize, node: &Node, depth: usize) -> Result<(), Malformed> {
        if self.seen.again(place) {
            for (column, _, _) in &node.columns {
                self.row.unset(*column);
            }
        }
        let next = self.scanner.peek();
        if !node.whole {
            for (column, kind, rest) in &node.columns {
                if *kind == Kind::Presence && rest.is_empty() {
                    self.row.set(*column, Json::Bool(true));
                }
            }
            return match next {
                Some(b'{') => self.object(node, depth + 1),
                _ => self.scanner.value(depth),
            };
        }
        let start = self.scanner.at();
        if next == Some(b'"')
            && let [(column, Kind::Value, rest)] = node.columns.as_slice()
            && rest.is_empty()
        {
            let text = self.scanner.string()?;
            if text.escaped {
                self.row.set_text(*column, &unescaped(text.inner)?);
            } else {
                self.row.set_text(*column, text.inner);
            }
            return Ok(());
        }
        self.scanner.value(depth)?;
        let text = self.scanner.since(start);
        let value = match next {
            Some(b'n') => Json::Null,
            Some(b't') => Json::Bool(true),
            Some(b'f') => Json::Bool(false),
            Some(b'-' | b'0'..=b'9') => Json::Number(JsonNumber::new(text)),
            _ => Json::parse(text).map_err(|_| Malformed)?,
        };
        node.take(&value, self.row);
        Ok(())
    }
}

/// What an escaped string stands for.
fn unescaped(inner: &str) -> Result<String, Malformed> {
    match Json::parse(&format!("\"{inner}\"")) {
        Ok(Json::String(text)) => Ok(text),
        _ => Err(Malformed),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn key(key: &str) -> Step {
        Step::Key(key.to_owned())
    }

    /// Columns of every kind: in an object, an object and a part of it, in an array, present or not.
    fn columns() -> Columns {
        let mut columns = Columns::default();
        for steps in [
            vec![key("a")],
            vec![key("b"), key("c")],
            vec![key("b"), key("d"), key("e")],
            vec![key("x")],
            vec![key("x"), key("y")],
            vec![key("l"), Step::Index(1), key("m")],
            vec![key("é\"")],
        ] {
            columns.place(&steps, Kind::Value);
            columns.place(&steps, Kind::Presence);
        }
        columns
    }

    /// What the columns hold, by the reader here and by the reference; none if the text is not an event.
    fn both(text: &str) -> (Option<Vec<Json>>, Option<Vec<Json>>) {
        let columns = columns();
        let projection = Projection::new(&columns);
        let mut row = Row::new(columns.len());
        let values = |row: &Row| {
            (0..columns.len())
                .map(|column| row.get(column).clone())
                .collect()
        };
        let mut seen = Seen::default();
        // A row that has been used before.
        let before = r#"{"a":"1","b":{"c":[],"d":{"e":1}},"x":{"y":null},"l":[1,{"m":2}]}"#;
        let _ = projection.read(before, &mut row, &mut seen);
        let read = projection.read(text, &mut row, &mut seen).is_ok();
        let here = read.then(|| values(&row));
        let reference = match Json::parse(text) {
            Ok(event @ Json::Object(_)) => {
                let mut row = Row::new(columns.len());
                for (place, column) in columns.iter().enumerate() {
                    match column.steps.iter().try_fold(&event, Json::step) {
                        Some(_) if column.kind == Kind::Presence => {
                            row.set(place, Json::Bool(true));
                        }
                        Some(found) => row.set(place, found.clone()),
                        None => {}
                    }
                }
                Some(values(&row))
            }
            _ => None,
        };
        (here, reference)
    }

    #[test]
    fn columns_are_what_the_paths_lead_to() {
        for text in [
            "{}",
            r#"{"a":1,"b":{"c":"x","d":{"e":[{}]}},"x":{"y":2},"l":[0,{"m":3}]}"#,
            // Of a key that is written twice the last value counts, with all that is in it.
            r#"{"a":1,"a":2,"b":{"c":1},"b":{"d":{"e":1}}}"#,
            r#"{"a":1,"a":null,"b":{"c":1,"d":{"e":1}},"b":1}"#,
            r#"{"b":{"c":1,"d":{"e":1},"d":{}},"x":{"y":1},"x":{"z":1}}"#,
            r#"{"b":{"c":1},"b":{"c":"2"},"b":{}}"#,
            r#"{"a":"x","a":{"a":"y"}}"#,
            // Escapes in keys and values.
            r#"{"\u0061":"\u0062","b":{"\u0063":"\ud83d\ude00\ud83d"},"\u00e9\"":"é"}"#,
            // The same key elsewhere.
            r#"{"z":{"a":1},"b":{"a":1,"b":{"c":2}},"l":{"a":[]}}"#,
            " {\t\"a\" :\r\n\"x\" , \"b\" : { } } \n",
            r#"{"a":null,"b":null,"l":null,"x":null}"#,
            r#"{"l":[]}"#,
        ] {
            let (here, reference) = both(text);
            assert!(reference.is_some(), "{text}");
            assert_eq!(here, reference, "{text}");
        }
    }

    #[test]
    fn depth_is_bounded_alike() {
        for (before, behind) in [
            ("{\"q\":", "}"),
            ("{\"b\":{\"c\":", "}}"),
            ("{\"a\":", "}"),
            ("{\"b\":{\"d\":", "}}"),
        ] {
            for depth in 120..132 {
                let text = format!("{before}{}{}{behind}", "[".repeat(depth), "]".repeat(depth));
                let (here, reference) = both(&text);
                assert_eq!(here.is_some(), reference.is_some(), "{text}");
                let text = format!(
                    "{before}{}1{}{behind}",
                    "{\"e\":".repeat(depth),
                    "}".repeat(depth)
                );
                let (here, reference) = both(&text);
                assert_eq!(here, reference, "{text}");
            }
        }
    }

    /// Texts that are nearly events.
    fn nearly() -> impl Strategy<Value = String> {
        let token = prop::sample::select(vec![
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            "\"a\"",
            "\"b\"",
            "\"c\"",
            "\"d\"",
            "\"e\"",
            "\"x\"",
            "\"y\"",
            "\"l\"",
            "1",
            "-0.5e+3",
            "01",
            "-",
            "1.",
            "null",
            "true",
            "nul",
            "\"\\u0061\"",
            "\"\\ud800\"",
            "\"\\x\"",
            "\"\n\"",
            "\"01234567\\\"\"",
            "\"0123456789abcdef\"",
            "\"",
            " ",
            "\u{a0}",
            "é",
        ]);
        let member = "\"(a|b|c|x|l|q)\": ?(1|null|\"[a-z]{0,20}\"|\\{\"[a-f]\":[0-9]\\}|\\[1,\\{\"m\":[0-9]\\}\\])";
        prop_oneof![
            prop::collection::vec(token, 0..16)
                .prop_map(|tokens| format!("{{{}}}", tokens.concat())),
            prop::collection::vec(member, 0..6)
                .prop_map(|members| format!("{{{}}}", members.join(","))),
            ".{0,20}",
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 3000, ..ProptestConfig::default() })]

        #[test]
        fn texts_are_events_here_as_everywhere(text in nearly()) {
            let (here, reference) = both(&text);
            prop_assert_eq!(here, reference, "{}", text);
        }
    }
}
