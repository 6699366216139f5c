//! A data source: the schema of a `.datasource` file.

use alloc::{string::String, vec::Vec};

use crate::project::position::Position;

/// A `.datasource` file, read.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct DataSource {
    /// Its name, which is its file's.
    pub name: String,
    /// The path it was given under.
    pub file: String,
    /// What stands behind `DESCRIPTION`.
    pub description: Option<String>,
    /// The columns of its `SCHEMA`, in order.
    pub columns: Vec<Column>,
    /// The names of its tokens.
    pub tokens: Vec<String>,
}

impl DataSource {
    /// The column of this name.
    #[must_use]
    pub fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.name == name)
    }
}

/// A column of a data source.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Column {
    /// Its name, without backquotes.
    pub name: String,
    /// Its ClickHouse type.
    pub kind: String,
    /// Where it stands.
    pub at: Position,
}
