//! From bytes of a text to places in its file, cheaply where the bytes are asked for in order.

use crate::project::position::{Position, SqlLine};

/// A text whose lines stand somewhere in a file, and the place that was asked for last.
#[derive(Clone, Copy)]
pub(super) struct Cursor<'s> {
    text: &'s str,
    lines: &'s [SqlLine],
    line: usize,
    offset: usize,
    at: Position,
}

impl<'s> Cursor<'s> {
    pub(super) fn new(text: &'s str, lines: &'s [SqlLine]) -> Cursor<'s> {
        let at = lines.first().map_or(Position::new(1, 1), |line| line.at);
        Cursor { text, lines, line: 0, offset: 0, at }
    }

    /// Where a byte stands.
    pub(super) fn at(&mut self, offset: usize) -> Position {
        let line = self.lines.partition_point(|line| line.offset <= offset).saturating_sub(1);
        if line != self.line || offset < self.offset {
            if let Some(start) = self.lines.get(line) {
                (self.offset, self.at) = (start.offset, start.at);
            }
            self.line = line;
        }
        let skipped = self.text.get(self.offset..offset).map_or(0, |skipped| skipped.chars().count());
        self.offset = offset;
        self.at.column = self.at.column.saturating_add(u32::try_from(skipped).unwrap_or(u32::MAX));
        self.at
    }
}
