//! From the text of an event to a row.
//!
//! In: a projection, and one JSON object as text. Out: the row, or that the text is not an event. The whole
//! text is checked, but only what some column holds is kept: everything else is passed over. Of a key that
//! is written twice the last value counts, with all that is in it.

use super::predict::{self, Place, Predictor};
use super::project::{Node, Projection};
use super::row::{Kind, Row};
use super::scan::{Malformed, Scanner};
use crate::eval::{Json, JsonNumber};

/// What is remembered while events are read.
#[derive(Debug, Clone, Default)]
pub(super) struct Memory {
    /// The number of the present event.
    event: u64,
    /// For each node the last event in which it was met.
    met: Vec<u64>,
    /// Which keys come where.
    predictor: Predictor,
}

impl Memory {
    fn next(&mut self, nodes: usize) {
        self.event += 1;
        self.met.resize(nodes, 0);
        self.predictor.begin();
    }

    /// Notes that a node has been met; true if it had been before.
    fn again(&mut self, place: usize) -> bool {
        let event = self.event;
        let before = self
            .met
            .get_mut(place)
            .map(|met| std::mem::replace(met, event));
        before == Some(event)
    }
}

impl Projection {
    /// Fills a row from the text of an event.
    pub(super) fn read(
        &self,
        text: &str,
        row: &mut Row,
        memory: &mut Memory,
    ) -> Result<(), Malformed> {
        row.clear();
        memory.next(self.nodes.len());
        let mut reader = Reader {
            nodes: &self.nodes,
            scanner: Scanner::new(text),
            row,
            memory,
        };
        match self.nodes.first() {
            Some(root) => reader.object(Some(root), predict::EVENT, 1)?,
            None => return Err(Malformed),
        }
        reader.scanner.end()
    }
}

struct Reader<'a, 't> {
    nodes: &'a [Node],
    scanner: Scanner<'t>,
    row: &'a mut Row,
    memory: &'a mut Memory,
}

impl Reader<'_, '_> {
    /// Reads an object, the `depth`th of those open, that is the value of the member `outer`. Nothing in it is kept if
    /// there is no node.
    fn object(&mut self, node: Option<&Node>, outer: usize, depth: usize) -> Result<(), Malformed> {
        self.scanner.open(b'{', depth)?;
        if self.scanner.eat(b'}') {
            return Ok(());
        }
        let mut place = Place::Inside(outer);
        loop {
            let (member, child) = self.member(node, outer, place)?;
            place = Place::Behind(member);
            if let Some(child) = child
                && let Some(node) = self.nodes.get(child)
            {
                self.value(child, node, member, depth)?;
            } else if self.scanner.peek() == Some(b'{') {
                self.object(None, member, depth + 1)?;
            } else {
                self.scanner.value(depth)?;
            }
            if !self.scanner.more(b'}')? {
                return Ok(());
            }
        }
    }

    /// Reads what comes before a member's value. Gives the member, and the node behind its key.
    fn member(
        &mut self,
        node: Option<&Node>,
        outer: usize,
        place: Place,
    ) -> Result<(usize, Option<usize>), Malformed> {
        if let Some(known) = self.memory.predictor.guess(place, self.scanner.rest()) {
            self.scanner.pass(known.length);
            return Ok((known.member, known.node));
        }
        let start = self.scanner.at();
        let key = self.scanner.key()?;
        let child = match node {
            Some(node) if key.escaped => node.find(&unescaped(key.inner)?),
            Some(node) => node.find(key.inner),
            None => None,
        };
        let text = self.scanner.since(start);
        Ok((
            self.memory.predictor.learn(outer, place, text, child),
            child,
        ))
    }

    /// Reads the value of a member that leads to a node.
    fn value(
        &mut self,
        place: usize,
        node: &Node,
        member: usize,
        depth: usize,
    ) -> Result<(), Malformed> {
        if self.memory.again(place) {
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
                Some(b'{') => self.object(Some(node), member, depth + 1),
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
    use super::super::row::Columns;
    use super::*;
    use proptest::prelude::*;
    use transpile_sdk::ir::Step;

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

    /// A reader of several events, one after another.
    struct Both {
        columns: Columns,
        projection: Projection,
        row: Row,
        memory: Memory,
    }

    impl Both {
        fn new() -> Self {
            let columns = columns();
            Self {
                projection: Projection::new(&columns),
                row: Row::new(columns.len()),
                memory: Memory::default(),
                columns,
            }
        }

        fn values(&self, row: &Row) -> Vec<Json> {
            let columns = 0..self.columns.len();
            columns.map(|column| row.get(column).clone()).collect()
        }

        /// What the columns hold, by the reader here; none if the text is not an event.
        fn here(&mut self, text: &str) -> Option<Vec<Json>> {
            let read = self
                .projection
                .read(text, &mut self.row, &mut self.memory)
                .is_ok();
            read.then(|| self.values(&self.row))
        }

        /// What they hold by the reference.
        fn reference(&self, text: &str) -> Option<Vec<Json>> {
            let Ok(event @ Json::Object(_)) = Json::parse(text) else {
                return None;
            };
            let mut row = Row::new(self.columns.len());
            for (place, column) in self.columns.iter().enumerate() {
                match column.steps.iter().try_fold(&event, Json::step) {
                    Some(_) if column.kind == Kind::Presence => row.set(place, Json::Bool(true)),
                    Some(found) => row.set(place, found.clone()),
                    None => {}
                }
            }
            Some(self.values(&row))
        }
    }

    /// What the columns hold here, once something else and once the same has been read; and by the reference.
    fn both(text: &str) -> (Option<Vec<Json>>, Option<Vec<Json>>) {
        let mut both = Both::new();
        let before = r#"{"a":"1","b":{"c":[],"d":{"e":1}},"x":{"y":null},"l":[1,{"m":2}]}"#;
        both.here(before);
        let here = both.here(text);
        assert_eq!(here, both.here(text), "{text}");
        (here, both.reference(text))
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

        #[test]
        fn what_came_before_changes_nothing(texts in prop::collection::vec(nearly(), 1..12)) {
            let mut both = Both::new();
            for text in texts.iter().chain(&texts) {
                prop_assert_eq!(both.here(text), both.reference(text), "{}", text);
            }
        }
    }
}
