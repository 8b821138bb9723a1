//! A reader that passes over JSON without keeping it.
//!
//! In: a text. Out: where values begin and end in it, or that it is not JSON. What it takes for JSON is
//! just what [`Json::parse`](crate::eval::Json::parse) takes for it; a property test says so.

use wide::u8x32;

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

    /// The text that is left.
    pub(super) fn rest(&self) -> &'t [u8] {
        self.text.as_bytes().get(self.at..).unwrap_or_default()
    }

    /// Passes over so many bytes, which are whole characters.
    pub(super) fn pass(&mut self, bytes: usize) {
        self.at += bytes;
    }

    /// The next byte, blanks passed over.
    #[inline]
    pub(super) fn peek(&mut self) -> Option<u8> {
        match self.text.as_bytes().get(self.at) {
            Some(byte) if *byte > b' ' => Some(*byte),
            _ => self.behind_blanks(),
        }
    }

    fn behind_blanks(&mut self) -> Option<u8> {
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
    #[inline]
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
    #[inline]
    pub(super) fn value(&mut self, depth: usize) -> Result<(), Malformed> {
        match self.peek() {
            Some(b'"') => {
                self.at += 1;
                self.inside().map(|_| ())
            }
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
        if !self.rest().starts_with(word.as_bytes()) {
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
        let escaped = self.inside()?;
        let inner = self.text.get(start..self.at - 1).unwrap_or_default();
        Ok(Quoted { inner, escaped })
    }

    /// Reads the inside of a string and the quote behind it. True if there is an escape in it.
    fn inside(&mut self) -> Result<bool, Malformed> {
        let mut escaped = false;
        loop {
            match self.special() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(escaped);
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
    #[inline]
    fn special(&mut self) -> Option<u8> {
        let bytes = self.text.as_bytes();
        while let Some(some) = bytes.get(self.at..).and_then(<[u8]>::first_chunk) {
            let found = specials(u8x32::new(*some));
            if found != 0 {
                self.at += found.trailing_zeros() as usize;
                return bytes.get(self.at).copied();
            }
            self.at += some.len();
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

/// A bit for each byte that is a quote, a backslash or a control character.
fn specials(bytes: u8x32) -> u32 {
    let is = |byte| bytes.simd_eq(u8x32::splat(byte));
    let is_control = bytes.simd_eq(bytes.min(u8x32::splat(0x1f)));
    (is(b'"') | is(b'\\') | is_control).to_bitmask()
}
