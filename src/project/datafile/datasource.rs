//! A data source: the schema of a `.datasource` file.

use alloc::{string::String, vec::Vec};

use crate::project::position::Position;

/// A `.datasource` file, read.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
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
    /// What stands behind `ENGINE`, such as `MergeTree`.
    pub engine: Option<String>,
    /// What stands behind each `ENGINE_…`, by the rest of that word in lower case: `sorting_key`.
    #[cfg_attr(feature = "serde", serde(serialize_with = "as_map"))]
    pub engine_options: Vec<(String, String)>,
}

impl DataSource {
    /// The column of this name.
    #[must_use]
    pub fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.name == name)
    }

    /// What stands behind `ENGINE_` and this word.
    #[must_use]
    pub fn engine_option(&self, name: &str) -> Option<&str> {
        self.engine_options.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// A column of a data source.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Column {
    /// Its name, without backquotes.
    pub name: String,
    /// Its ClickHouse type.
    #[cfg_attr(feature = "serde", serde(rename = "type"))]
    pub kind: String,
    /// The expression behind `DEFAULT`.
    pub default: Option<String>,
    /// Where its value stands in a row of JSON, such as `$.user.id`.
    pub path: Option<String>,
    /// Where it stands.
    #[cfg_attr(feature = "serde", serde(flatten))]
    pub at: Position,
}

#[cfg(feature = "serde")]
fn as_map<S: serde::Serializer>(options: &[(String, String)], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(options.iter().map(|(name, value)| (name, value)))
}
