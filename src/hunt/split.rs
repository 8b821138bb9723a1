//! From a JSON document of any length to its events, one by one.
//!
//! In: a document in pieces: an array of events, an object whose `Records` are events, or objects one after
//! another; several documents may follow each other. Out: the text of each event. Only brackets and quotes
//! are looked at here: whether an event is JSON is found out by whoever reads it.

use memchr::memchr2;

/// An event of more bytes is passed over.
pub(super) const LONGEST: usize = 8 << 20;

/// The key of the events in a file of `CloudTrail`.
const RECORDS: &[u8] = b"Records";

/// What came out of a piece of a document.
#[derive(Debug, Default)]
pub(super) struct Split {
    /// The events, one behind the other.
    pub(super) text: Vec<u8>,
    /// Where each of them ends in `text`.
    pub(super) ends: Vec<usize>,
    /// What is wrong, and behind which event.
    pub(super) problems: Vec<(usize, Problem)>,
}

/// What is wrong with a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Problem {
    /// An event is too long.
    TooLong,
    /// The document ends within an event or before its last bracket.
    CutOff,
    /// An object that was to have records has none.
    NoRecords,
}

/// Where in a document we are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// Between events, inside so many arrays.
    Between,
    /// In an event, inside so many brackets of its own.
    Event(usize),
    /// In a word or number where an event should be.
    Word,
    /// In the object around the records, before a key or behind a value.
    Around,
    /// In a key of that object.
    Key,
    /// Behind such a key.
    Behind,
    /// In the value of another key, inside so many brackets.
    Aside(usize),
}

/// A document that is being split.
#[derive(Debug)]
pub(super) struct Splitter {
    /// True if events stand in the `Records` of an object.
    wrapped: bool,
    state: State,
    /// How many arrays are open around the events.
    arrays: usize,
    /// True inside of the object around the records, and whether it has had any.
    object: Option<bool>,
    /// In a string, perhaps right behind a backslash.
    string: bool,
    escape: bool,
    /// What has been seen of the present key.
    key: Vec<u8>,
    /// The beginning of an event whose end is in a later piece, and how long it is.
    begun: Vec<u8>,
    length: usize,
}

impl Splitter {
    /// A splitter of documents; `wrapped` if events stand in the `Records` of an object.
    pub(super) fn new(wrapped: bool) -> Self {
        Self {
            wrapped,
            state: State::Between,
            arrays: 0,
            object: None,
            string: false,
            escape: false,
            key: Vec::new(),
            begun: Vec::new(),
            length: 0,
        }
    }

    /// Reads the next piece.
    pub(super) fn feed(&mut self, piece: &[u8], out: &mut Split) {
        let mut at = 0;
        // Where the present event begins in this piece.
        let mut start = 0;
        while let Some(&byte) = piece.get(at) {
            if self.string {
                at = self.in_string(piece, at);
                continue;
            }
            let was = self.state;
            let again = self.step(byte, out);
            if was == State::Between && matches!(self.state, State::Event(_) | State::Word) {
                start = at;
            }
            if matches!(was, State::Event(_) | State::Word) && self.state == State::Between {
                // A word ends before this byte, anything else behind it.
                let end = at + usize::from(!again);
                self.keep(piece.get(start..end).unwrap_or_default());
                self.finish(out);
                start = end;
            }
            at += usize::from(!again);
        }
        if matches!(self.state, State::Event(_) | State::Word) {
            self.keep(piece.get(start..).unwrap_or_default());
        }
    }

    /// Says that there is no further piece.
    pub(super) fn end(&mut self, out: &mut Split) {
        match self.state {
            State::Word => self.finish(out),
            State::Between if self.arrays == 0 && self.object.is_none() => return,
            State::Between => {}
            _ => {
                self.begun.clear();
                self.length = 0;
            }
        }
        if self.state != State::Word || self.arrays > 0 || self.object.is_some() {
            out.problems.push((out.ends.len(), Problem::CutOff));
        }
        self.state = State::Between;
    }

    /// Passes over the inside of a string; gives how far.
    fn in_string(&mut self, piece: &[u8], mut at: usize) -> usize {
        if std::mem::take(&mut self.escape) {
            self.note_key(piece.get(at..=at));
            return at + 1;
        }
        let rest = piece.get(at..).unwrap_or_default();
        let Some(length) = memchr2(b'"', b'\\', rest) else {
            self.note_key(Some(rest));
            return piece.len();
        };
        self.note_key(rest.get(..length));
        at += length;
        if piece.get(at) == Some(&b'\\') {
            self.escape = true;
            self.note_key(Some(b"\\"));
        } else {
            self.string = false;
            if self.state == State::Key {
                self.state = State::Behind;
            }
        }
        at + 1
    }

    fn note_key(&mut self, part: Option<&[u8]>) {
        if self.state == State::Key && self.key.len() <= RECORDS.len() {
            let room = RECORDS.len() + 1;
            self.key.extend(part.unwrap_or_default().iter().take(room));
        }
    }

    /// Takes one byte that is in no string; true if it must be taken again in the new state.
    fn step(&mut self, byte: u8, out: &mut Split) -> bool {
        let blank = matches!(byte, b' ' | b'\t' | b'\n' | b'\r');
        match self.state {
            State::Between => match byte {
                b',' => {}
                _ if blank => {}
                b'[' => self.arrays += 1,
                b']' if self.arrays > 0 => {
                    self.arrays -= 1;
                    if self.arrays == 0 && self.object.is_some() {
                        self.state = State::Around;
                    }
                }
                b'{' if self.wrapped && self.arrays == 0 => {
                    self.object = Some(false);
                    self.state = State::Around;
                }
                b'{' => self.state = State::Event(1),
                b'"' => {
                    self.string = true;
                    self.state = State::Word;
                }
                _ => self.state = State::Word,
            },
            State::Event(depth) => match byte {
                b'"' => self.string = true,
                b'{' | b'[' => self.state = State::Event(depth + 1),
                b'}' | b']' if depth == 1 => self.state = State::Between,
                b'}' | b']' => self.state = State::Event(depth - 1),
                _ => {}
            },
            State::Word => {
                if blank || matches!(byte, b',' | b']' | b'[' | b'{') {
                    self.state = State::Between;
                    return true;
                }
                self.string = byte == b'"';
            }
            State::Around => match byte {
                b'"' => {
                    self.key.clear();
                    self.string = true;
                    self.state = State::Key;
                }
                b'}' => {
                    if self.object.take() == Some(false) {
                        out.problems.push((out.ends.len(), Problem::NoRecords));
                    }
                    self.state = State::Between;
                }
                _ => {}
            },
            State::Key | State::Behind => match byte {
                b'[' if self.key == RECORDS => {
                    self.object = Some(true);
                    self.arrays = 1;
                    self.state = State::Between;
                }
                b':' => {}
                _ if blank => {}
                _ => {
                    self.state = State::Aside(0);
                    return true;
                }
            },
            State::Aside(depth) => match byte {
                b'"' => self.string = true,
                b'{' | b'[' => self.state = State::Aside(depth + 1),
                b',' if depth == 0 => self.state = State::Around,
                b'}' | b']' if depth == 0 => {
                    self.state = State::Around;
                    return byte == b'}';
                }
                b'}' | b']' => self.state = State::Aside(depth - 1),
                _ => {}
            },
        }
        false
    }

    fn keep(&mut self, part: &[u8]) {
        self.length += part.len();
        if self.length <= LONGEST {
            self.begun.extend_from_slice(part);
        } else {
            self.begun = Vec::new();
        }
    }

    /// Ends the present event.
    fn finish(&mut self, out: &mut Split) {
        if self.length > LONGEST {
            out.problems.push((out.ends.len(), Problem::TooLong));
        }
        // One that is too long counts: it is there, with no text.
        out.text.extend_from_slice(&self.begun);
        out.ends.push(out.text.len());
        self.begun.clear();
        self.length = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The events of a document that comes in pieces of `size` bytes, and what is wrong with it.
    fn split(text: &str, wrapped: bool, size: usize) -> (Vec<String>, Vec<(usize, Problem)>) {
        let mut splitter = Splitter::new(wrapped);
        let mut out = Split::default();
        for piece in text.as_bytes().chunks(size) {
            splitter.feed(piece, &mut out);
        }
        splitter.end(&mut out);
        let text = String::from_utf8(out.text).unwrap();
        let mut start = 0;
        let mut events = Vec::new();
        for end in out.ends {
            events.push(text.get(start..end).unwrap().to_owned());
            start = end;
        }
        (events, out.problems)
    }

    #[track_caller]
    fn check(text: &str, wrapped: bool, events: &[&str], problems: &[(usize, Problem)]) {
        for size in [1, 2, 3, 7, 1000] {
            let (got, wrong) = split(text, wrapped, size);
            assert_eq!(got, events, "{text} in pieces of {size}");
            assert_eq!(wrong, problems, "{text} in pieces of {size}");
        }
    }

    #[test]
    fn arrays_and_documents() {
        check("", false, &[], &[]);
        check(" [ ] ", false, &[], &[]);
        check(
            r#"[{"a":"]}\"{"},{"b":[1,{}]} ]"#,
            false,
            &[r#"{"a":"]}\"{"}"#, r#"{"b":[1,{}]}"#],
            &[],
        );
        check("[[{}],[{}, {}]]", false, &["{}", "{}", "{}"], &[]);
        check(
            "{\n}\n{\n \"a\": 1\n}",
            false,
            &["{\n}", "{\n \"a\": 1\n}"],
            &[],
        );
        check(
            r#"[1,"a, b",null,x]"#,
            false,
            &["1", r#""a, b""#, "null", "x"],
            &[],
        );
        check("1 2", false, &["1", "2"], &[]);
    }

    #[test]
    fn records() {
        let two = r#"{"Records":[{"a":1},{"b":{"Records":[2]}}]}"#;
        let events = [r#"{"a":1}"#, r#"{"b":{"Records":[2]}}"#];
        check(two, true, &events, &[]);
        let four = [events, events].concat();
        check(&format!("{two}{two}"), true, &four, &[]);
        check(&format!("{two}\n{two}\n"), true, &four, &[]);
        check(
            r#" { "x" : "]", "y": {"Records": [3]}, "z": [[]], "Records" : [ {} ] , "n": 1} "#,
            true,
            &["{}"],
            &[],
        );
        check(r#"{"Records":[]}"#, true, &[], &[]);
    }

    #[test]
    fn what_is_wrong_is_said() {
        check(r#"{"records":[{}]}"#, true, &[], &[(0, Problem::NoRecords)]);
        check(r#"{"Records":{}}"#, true, &[], &[(0, Problem::NoRecords)]);
        check(
            r#"{"Recordsx":[{}], "RECORDS": [{}]}"#,
            true,
            &[],
            &[(0, Problem::NoRecords)],
        );
        check(
            r#"{"Records":[{},{"a":"#,
            true,
            &["{}"],
            &[(1, Problem::CutOff)],
        );
        check("[{},{}", false, &["{}", "{}"], &[(2, Problem::CutOff)]);
        check("[{}, tru", false, &["{}", "tru"], &[(2, Problem::CutOff)]);
        check(r#"{"Records":[{}]"#, true, &["{}"], &[(1, Problem::CutOff)]);
        check("{\"a", false, &[], &[(0, Problem::CutOff)]);
    }

    #[test]
    fn too_long_is_passed_over() {
        let long = format!("[{{\"a\":\"{}\"}},{{}}]", "x".repeat(LONGEST));
        let (events, problems) = split(&long, false, 1 << 16);
        assert_eq!(events, ["", "{}"]);
        assert_eq!(problems, [(0, Problem::TooLong)]);
    }
}
