//! A reader that passes over JSON without keeping it.
//!
//! In: a text. Out: where values begin and end in it, or that it is not JSON. What it takes for JSON is
//! just what [`Json::parse`](crate::eval::Json::parse) takes for it; a property test says so.

/// Arrays and objects may be nested so deeply, as in [`Json::parse`](crate::eval::Json::parse).
const MAX_DEPTH: usize = 128;

/// The text is not JSON. What is wrong with it is said by [`Json::parse`](crate::eval::Json::parse).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Malformed;

/// A string as it stands in the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Quoted<'t> {
    /// What stands between the quotes.
    pub(super) inner: &'t str,
    /// True if there is an escape in it.
    pub(super) escaped: bool,
}

/// A text, and how far it has been read.
#[derive(Debug, Clone)]
pub(super) struct Scanner<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Scanner<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self { text, at: 0 }
    }

    /// How many bytes have been read.
    pub(super) fn at(&self) -> usize {
        self.at
    }

    /// The text from there to here.
    pub(super) fn since(&self, start: usize) -> &'t str {
        self.text.get(start..self.at).unwrap_or_default()
    }

    /// The next byte, blanks passed over.
    pub(super) fn peek(&mut self) -> Option<u8> {
        loop {
            let byte = *self.text.as_bytes().get(self.at)?;
            if !matches!(byte, b' ' | b'\t' | b'\n' | b'\r') {
                return Some(byte);
            }
            self.at += 1;
        }
    }

    /// Reads `byte` if it is next, blanks passed over.
    pub(super) fn eat(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    /// Reads `byte`.
    pub(super) fn expect(&mut self, byte: u8) -> Result<(), Malformed> {
        if self.eat(byte) {
            Ok(())
        } else {
            Err(Malformed)
        }
    }

    /// Makes sure that nothing but blanks is left.
    pub(super) fn end(&mut self) -> Result<(), Malformed> {
        match self.peek() {
            None => Ok(()),
            Some(_) => Err(Malformed),
        }
    }

    /// Reads what separates members or elements: true behind a comma, false behind `close`.
    pub(super) fn more(&mut self, close: u8) -> Result<bool, Malformed> {
        match self.peek() {
            Some(b',') => {
                self.at += 1;
                Ok(true)
            }
            Some(byte) if byte == close => {
                self.at += 1;
                Ok(false)
            }
            _ => Err(Malformed),
        }
    }

    /// Reads a key and its colon.
    pub(super) fn key(&mut self) -> Result<Quoted<'t>, Malformed> {
        let key = self.string()?;
        self.expect(b':')?;
        Ok(key)
    }

    /// Passes over a value that is inside of `depth` arrays and objects.
    pub(super) fn value(&mut self, depth: usize) -> Result<(), Malformed> {
        match self.peek() {
            Some(b'"') => self.string().map(|_| ()),
            Some(b'{') => self.object(depth + 1),
            Some(b'[') => self.array(depth + 1),
            Some(b'-' | b'0'..=b'9') => self.number(),
            Some(b'n') => self.word("null"),
            Some(b't') => self.word("true"),
            Some(b'f') => self.word("false"),
            _ => Err(Malformed),
        }
    }

    fn object(&mut self, depth: usize) -> Result<(), Malformed> {
        self.open(b'{', depth)?;
        if self.eat(b'}') {
            return Ok(());
        }
        loop {
            self.key()?;
            self.value(depth)?;
            if !self.more(b'}')? {
                return Ok(());
            }
        }
    }

    fn array(&mut self, depth: usize) -> Result<(), Malformed> {
        self.open(b'[', depth)?;
        if self.eat(b']') {
            return Ok(());
        }
        loop {
            self.value(depth)?;
            if !self.more(b']')? {
                return Ok(());
            }
        }
    }

    /// Reads the bracket that makes the depth `depth`.
    pub(super) fn open(&mut self, bracket: u8, depth: usize) -> Result<(), Malformed> {
        if depth > MAX_DEPTH {
            return Err(Malformed);
        }
        self.expect(bracket)
    }

    fn word(&mut self, word: &str) -> Result<(), Malformed> {
        let rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
        if !rest.starts_with(word.as_bytes()) {
            return Err(Malformed);
        }
        self.at += word.len();
        Ok(())
    }

    fn number(&mut self) -> Result<(), Malformed> {
        self.next_is(|byte| byte == b'-');
        if !self.next_is(|byte| byte == b'0') {
            self.digits()?;
        }
        if self.next_is(|byte| byte == b'.') {
            self.digits()?;
        }
        if self.next_is(|byte| matches!(byte, b'e' | b'E')) {
            self.next_is(|byte| matches!(byte, b'+' | b'-'));
            self.digits()?;
        }
        Ok(())
    }

    fn digits(&mut self) -> Result<(), Malformed> {
        let start = self.at;
        while self.next_is(|byte| byte.is_ascii_digit()) {}
        if self.at > start {
            Ok(())
        } else {
            Err(Malformed)
        }
    }

    /// Reads the very next byte if it is wanted.
    fn next_is(&mut self, wanted: impl Fn(u8) -> bool) -> bool {
        let found = self
            .text
            .as_bytes()
            .get(self.at)
            .is_some_and(|byte| wanted(*byte));
        self.at += usize::from(found);
        found
    }

    /// Reads a string.
    pub(super) fn string(&mut self) -> Result<Quoted<'t>, Malformed> {
        self.expect(b'"')?;
        let start = self.at;
        let mut escaped = false;
        loop {
            match self.special() {
                Some(b'"') => {
                    let inner = self.since(start);
                    self.at += 1;
                    return Ok(Quoted { inner, escaped });
                }
                Some(b'\\') => {
                    escaped = true;
                    self.at += 1;
                    self.escape()?;
                }
                // A control character, or the end.
                _ => return Err(Malformed),
            }
        }
    }

    /// Goes to the next quote, backslash or control character.
    fn special(&mut self) -> Option<u8> {
        let bytes = self.text.as_bytes();
        while let Some(eight) = bytes.get(self.at..).and_then(<[u8]>::first_chunk) {
            let found = specials(u64::from_le_bytes(*eight));
            if found != 0 {
                // Of the bytes found the first is certain.
                self.at += (found.trailing_zeros() / 8) as usize;
                return bytes.get(self.at).copied();
            }
            self.at += 8;
        }
        loop {
            let byte = *bytes.get(self.at)?;
            if matches!(byte, b'"' | b'\\' | 0..0x20) {
                return Some(byte);
            }
            self.at += 1;
        }
    }

    /// Reads what stands behind a backslash.
    fn escape(&mut self) -> Result<(), Malformed> {
        if self
            .next_is(|byte| matches!(byte, b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't'))
        {
            return Ok(());
        }
        if !self.next_is(|byte| byte == b'u') {
            return Err(Malformed);
        }
        for _ in 0..4 {
            if !self.next_is(|byte| byte.is_ascii_hexdigit()) {
                return Err(Malformed);
            }
        }
        Ok(())
    }
}

/// The high bit of each byte of `word` that is a quote, a backslash or a control character, and perhaps of
/// bytes behind the first such one.
const fn specials(word: u64) -> u64 {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const HIGH: u64 = 0x8080_8080_8080_8080;
    let quote = word ^ (ONES * b'"' as u64);
    let backslash = word ^ (ONES * b'\\' as u64);
    let found = (quote.wrapping_sub(ONES) & !quote)
        | (backslash.wrapping_sub(ONES) & !backslash)
        | (word.wrapping_sub(ONES * 0x20) & !word);
    found & HIGH
}
