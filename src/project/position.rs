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
