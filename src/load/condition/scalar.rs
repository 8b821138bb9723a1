//! In: a scalar's value and where it begins. Out: how each byte of the value is written in the file.
//!
//! Nothing here decides what the value is: the YAML reader did. This walks the source beside the
//! value and gives up as soon as the two differ, so a place is right or there is none.

use transpile_sdk::diagnostic::Span;

use super::offsets::OffsetMap;

/// How a scalar is written.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Scalar {
    /// In a form that keeps its lines.
    Kept(OffsetMap),
    /// In a form that joins its lines; which one.
    Joined(&'static str),
    /// In no form that is understood here.
    Unknown,
}

/// Where a value begins, its quote or `|` included: behind blanks, comments, one separator, anchors and tags.
pub(super) fn opening(text: &str, from: usize, separators: &[u8]) -> usize {
    let mut at = from;
    let mut separated = false;
    loop {
        let rest = text.get(at..).unwrap_or_default();
        let trimmed = rest.trim_start_matches([' ', '\t', '\r', '\n']);
        at += rest.len() - trimmed.len();
        match trimmed.bytes().next() {
            Some(b'#') => at += trimmed.find('\n').unwrap_or(trimmed.len()),
            Some(b'&' | b'!') if separated => {
                at += trimmed
                    .find([' ', '\t', '\r', '\n'])
                    .unwrap_or(trimmed.len());
            }
            Some(byte) if !separated && separators.contains(&byte) => {
                separated = true;
                at += 1;
            }
            _ => return at,
        }
    }
}

/// True if an alias stands at `start`.
pub(super) fn is_alias(text: &str, start: usize) -> bool {
    text.as_bytes().get(start) == Some(&b'*')
}

/// Finds the bytes of `value`, a scalar that begins at `start` and whose content is at `span`.
pub(super) fn locate(text: &str, start: usize, span: Span, value: &str) -> Scalar {
    let source = text.get(start..).unwrap_or_default();
    match source.bytes().next() {
        Some(b'|') => literal(text, start, value).map_or(Scalar::Unknown, Scalar::Kept),
        Some(b'>') => Scalar::Joined("`>` joins lines"),
        Some(b'\'') => quoted(text, start, span, value, single),
        Some(b'"') => quoted(text, start, span, value, double),
        _ => plain(text, start, span, value),
    }
}

/// A block behind `|`: each line of the value stands in a line of its own, behind blanks.
fn literal(text: &str, start: usize, value: &str) -> Option<OffsetMap> {
    let mut map = OffsetMap::default();
    let mut at = line_end(text, start)?.end;
    let mut indentation = None;
    for (number, line) in value.split('\n').enumerate() {
        if number > 0 {
            // The line break before this line, which the end of the file may lack.
            let end = line_end(text, at).unwrap_or(Span::new(text.len(), text.len()));
            if !text.get(at..end.start)?.trim_matches(' ').is_empty() {
                return None;
            }
            match end.end - end.start {
                0 => map.written(1, end),
                _ => map.copied(1, end.end - 1),
            }
            at = end.end;
        }
        if line.is_empty() {
            continue;
        }
        let end = line_end(text, at).map_or(text.len(), |end| end.start);
        let source = text.get(at..end)?;
        let blanks = source.strip_suffix(line)?;
        if !blanks.bytes().all(|b| b == b' ')
            || *indentation.get_or_insert(blanks.len()) != blanks.len()
        {
            return None;
        }
        at += blanks.len();
        map.copied(line.len(), at);
        at = end;
    }
    Some(map)
}

/// The next line break at or behind `at`.
fn line_end(text: &str, at: usize) -> Option<Span> {
    let rest = text.get(at..)?;
    let end = rest.find(['\r', '\n'])?;
    let length = if rest.get(end..)?.starts_with("\r\n") {
        2
    } else {
        1
    };
    Some(Span::new(at + end, at + end + length))
}

fn plain(text: &str, start: usize, span: Span, value: &str) -> Scalar {
    let source = text.get(start..span.end).unwrap_or_default();
    if source.contains(['\r', '\n']) {
        return Scalar::Joined("a plain value in several lines");
    }
    if source != value {
        return Scalar::Unknown;
    }
    let mut map = OffsetMap::default();
    map.copied(value.len(), start);
    Scalar::Kept(map)
}

/// Bytes of the source that are one character of the value, and that character.
type Step = fn(&str) -> Option<(usize, char)>;

fn quoted(text: &str, start: usize, span: Span, value: &str, step: Step) -> Scalar {
    let inside = text
        .get(start + 1..span.end.saturating_sub(1))
        .unwrap_or_default();
    if inside.contains(['\r', '\n']) {
        return Scalar::Joined("a quoted value in several lines");
    }
    let mut map = OffsetMap::default();
    let mut at = 0;
    for expected in value.chars() {
        let Some((length, c)) = inside.get(at..).and_then(step) else {
            return Scalar::Unknown;
        };
        if c != expected {
            return Scalar::Unknown;
        }
        let file = start + 1 + at;
        if length == c.len_utf8() && inside.get(at..).is_some_and(|rest| rest.starts_with(c)) {
            map.copied(length, file);
        } else {
            map.written(c.len_utf8(), Span::new(file, file + length));
        }
        at += length;
    }
    if at == inside.len() {
        Scalar::Kept(map)
    } else {
        Scalar::Unknown
    }
}

fn single(source: &str) -> Option<(usize, char)> {
    let c = source.chars().next()?;
    let length = if c == '\'' { 2 } else { c.len_utf8() };
    Some((length, c))
}

fn double(source: &str) -> Option<(usize, char)> {
    let mut chars = source.chars();
    let c = chars.next()?;
    if c != '\\' {
        return Some((c.len_utf8(), c));
    }
    let escape = chars.next()?;
    let simple = |c| Some((2, c));
    match escape {
        '0' => simple('\0'),
        'a' => simple('\u{7}'),
        'b' => simple('\u{8}'),
        't' | '\t' => simple('\t'),
        'n' => simple('\n'),
        'v' => simple('\u{b}'),
        'f' => simple('\u{c}'),
        'r' => simple('\r'),
        'e' => simple('\u{1b}'),
        'N' => simple('\u{85}'),
        '_' => simple('\u{a0}'),
        'L' => simple('\u{2028}'),
        'P' => simple('\u{2029}'),
        'x' => hexadecimal(source, 2),
        'u' => hexadecimal(source, 4),
        'U' => hexadecimal(source, 8),
        ' ' | '"' | '/' | '\\' | '\'' => simple(escape),
        _ => None,
    }
}

fn hexadecimal(source: &str, digits: usize) -> Option<(usize, char)> {
    let number = u32::from_str_radix(source.get(2..2 + digits)?, 16).ok()?;
    Some((2 + digits, char::from_u32(number)?))
}
