//! Where something stands in a file.

use core::fmt;

/// A place in a file, as editors count: the first line is 1, and so is its first character.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Position {
    /// The line, from 1. 0 where the file as a whole is meant.
    pub line: u32,
    /// The character within the line, from 1 (not the byte). 0 where the line as a whole is meant.
    pub column: u32,
}

impl Position {
    /// The place of a line and a column, both from 1.
    #[must_use]
    pub const fn new(line: u32, column: u32) -> Position {
        Position { line, column }
    }
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.line, self.column)
    }
}

/// A line of SQL, and where it begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct SqlLine {
    /// The byte of the text at which the line begins.
    pub(crate) offset: usize,
    /// Where that byte stands in the file.
    pub(crate) at: Position,
}

/// Where a byte of a text stands, whose lines begin at these places.
pub(crate) fn position(lines: &[SqlLine], text: &str, offset: usize) -> Position {
    let after = lines.partition_point(|line| line.offset <= offset);
    let Some(line) = lines.get(after.saturating_sub(1)) else {
        return Position::default();
    };
    let before = text.get(line.offset..offset).map_or(0, |skipped| skipped.chars().count());
    let column = line.at.column.saturating_add(u32::try_from(before).unwrap_or(u32::MAX));
    Position::new(line.at.line, column)
}
