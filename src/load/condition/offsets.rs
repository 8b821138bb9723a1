//! In: pieces of text and where each comes from. Out: the way back from the text to the file.

use transpile_sdk::diagnostic::Span;

/// Where a text that was cut out of a file came from.
///
/// A run of bytes that were copied maps byte by byte; an escape maps to the whole of itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OffsetMap {
    /// In the order of the text, without gaps in it.
    runs: Vec<Run>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Run {
    text: Span,
    file: Span,
    /// The bytes are the same in both.
    copied: bool,
}

impl OffsetMap {
    /// Says that the next `bytes` of the text stand at `file` as they are.
    pub(super) fn copied(&mut self, bytes: usize, file: usize) {
        self.push(bytes, Span::new(file, file + bytes), true);
    }

    /// Says that the next `bytes` of the text are written as `file`, in another way.
    pub(super) fn written(&mut self, bytes: usize, file: Span) {
        self.push(bytes, file, false);
    }

    fn push(&mut self, bytes: usize, file: Span, copied: bool) {
        let start = self.len();
        if bytes == 0 {
            return;
        }
        if copied
            && let Some(last) = self.runs.last_mut()
            && last.copied
            && last.file.end == file.start
        {
            last.text.end += bytes;
            last.file.end += bytes;
            return;
        }
        self.runs.push(Run {
            text: Span::new(start, start + bytes),
            file,
            copied,
        });
    }

    /// The length of the text that is mapped.
    pub(super) fn len(&self) -> usize {
        self.runs.last().map_or(0, |run| run.text.end)
    }

    /// The place in the file of a place in the text.
    #[must_use]
    pub fn to_file(&self, span: Span) -> Span {
        let start = self.start(span.start);
        if span.end <= span.start {
            return Span::new(start, start);
        }
        Span::new(start, self.end(span.end).max(start))
    }

    /// Where the byte at `at` begins.
    fn start(&self, at: usize) -> usize {
        match self
            .runs
            .get(self.runs.partition_point(|run| run.text.end <= at))
        {
            Some(run) if run.copied => run.file.start + (at - run.text.start),
            Some(run) => run.file.start,
            None => self.runs.last().map_or(0, |run| run.file.end),
        }
    }

    /// Where the byte before `at` ends.
    fn end(&self, at: usize) -> usize {
        match self
            .runs
            .get(self.runs.partition_point(|run| run.text.end < at))
        {
            Some(run) if run.copied => run.file.start + (at - run.text.start),
            Some(run) => run.file.end,
            None => self.runs.last().map_or(0, |run| run.file.end),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_map_byte_by_byte_and_escapes_as_a_whole() {
        // `ab` at 10, then `c` written as four bytes, then `de`.
        let mut map = OffsetMap::default();
        map.copied(1, 10);
        map.copied(1, 11);
        map.written(1, Span::new(12, 16));
        map.copied(2, 16);
        assert_eq!(map.runs.len(), 3);
        let file = |start, end| map.to_file(Span::new(start, end));
        assert_eq!(file(0, 2), Span::new(10, 12));
        assert_eq!(file(1, 3), Span::new(11, 16));
        assert_eq!(file(2, 3), Span::new(12, 16));
        assert_eq!(file(3, 5), Span::new(16, 18));
        assert_eq!(file(2, 2), Span::new(12, 12));
        assert_eq!(file(5, 5), Span::new(18, 18));
        assert_eq!(file(7, 9), Span::new(18, 18));
    }

    #[test]
    fn gaps_in_the_file_belong_to_nothing() {
        // Two lines whose indentation is no part of the text.
        let mut map = OffsetMap::default();
        map.copied(2, 4);
        map.copied(1, 10);
        let file = |start, end| map.to_file(Span::new(start, end));
        assert_eq!(file(0, 2), Span::new(4, 6));
        assert_eq!(file(2, 3), Span::new(10, 11));
        assert_eq!(file(1, 3), Span::new(5, 11));
    }
}
