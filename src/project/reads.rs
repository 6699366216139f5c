//! What a node of a pipe reads, once it is rendered: the edges of the map of an endpoint.

use alloc::{string::String, vec::Vec};

use crate::project::datafile::{DataSource, Pipe};
use crate::project::node::{NodeId, named};
use crate::project::sql::{Table, tables};
use crate::text::name::by_name;

/// A table that a node reads.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Read {
    /// Its name, as it stands in the SQL.
    pub name: String,
    /// What has that name in the project.
    pub kind: ReadKind,
}

/// What a name in a node's SQL stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ReadKind {
    /// Another node of the same pipe.
    Node,
    /// Another pipe: the node with its result.
    Pipe,
    /// A data source.
    DataSource,
    /// A table function, a table with a database before it, or one that the project has no file of.
    Other,
}

impl ReadKind {
    /// As JavaScript and JSON write it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            ReadKind::Node => "node",
            ReadKind::Pipe => "pipe",
            ReadKind::DataSource => "datasource",
            ReadKind::Other => "other",
        }
    }
}

by_name!(ReadKind, as_str);

/// What a node reads with this SQL; nothing where the SQL cannot be followed.
pub(crate) fn reads(pipes: &[Pipe], data_sources: &[DataSource], node: NodeId, sql: &str) -> Option<Vec<Read>> {
    let mut all = Vec::new();
    for table in tables(sql).ok()? {
        all.push(match table {
            Table::Named { database: None, name } => {
                let kind = kind(pipes, data_sources, node, &name);
                Read { name, kind }
            }
            Table::Named { database: Some(database), name } => {
                Read { name: [&*database, ".", &name].concat(), kind: ReadKind::Other }
            }
            Table::Function(name) => Read { name: [&*name, "()"].concat(), kind: ReadKind::Other },
            Table::Unknown => return None,
        });
    }
    Some(all)
}

fn kind(pipes: &[Pipe], data_sources: &[DataSource], node: NodeId, name: &str) -> ReadKind {
    match named(pipes, node, name) {
        Some((pipe, _)) if pipe == node.0 => ReadKind::Node,
        Some(_) => ReadKind::Pipe,
        None if data_sources.iter().any(|source| source.name == name) => ReadKind::DataSource,
        None => ReadKind::Other,
    }
}
