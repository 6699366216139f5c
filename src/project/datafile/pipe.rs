//! A pipe: the nodes of a `.pipe` file.

use alloc::{string::String, vec::Vec};

use super::sql::Sql;
use crate::project::position::Position;
use crate::text::name::by_name;

/// A `.pipe` file, read.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Pipe {
    /// Its name, which is its file's.
    pub name: String,
    /// The path it was given under.
    pub file: String,
    /// What stands behind `DESCRIPTION` before the first node.
    pub description: Option<String>,
    /// Its nodes, in order.
    pub nodes: Vec<PipeNode>,
    /// The names of the tokens that may read it.
    pub tokens: Vec<String>,
}

impl Pipe {
    /// The node whose result is the pipe's: the one with a type.
    #[must_use]
    pub fn output(&self) -> Option<&PipeNode> {
        self.nodes.iter().find(|node| node.kind.is_some())
    }

    /// What the pipe is, if one of its nodes has a type.
    #[must_use]
    pub fn kind(&self) -> Option<PipeKind> {
        self.output()?.kind
    }

    /// Whether it is a materialized or a copy pipe that writes to this data source.
    pub(crate) fn fills(&self, data_source: &str) -> bool {
        self.output().is_some_and(|node| {
            matches!(node.kind, Some(PipeKind::Materialized | PipeKind::Copy))
                && node.target.as_deref() == Some(data_source)
        })
    }

    /// The node of this name.
    #[must_use]
    pub fn node(&self, name: &str) -> Option<&PipeNode> {
        self.nodes.iter().find(|node| node.name == name)
    }
}

/// A node of a pipe: one `SELECT`.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct PipeNode {
    /// Its name, under which later nodes read it.
    pub name: String,
    /// Where its `NODE` stands.
    #[cfg_attr(feature = "serde", serde(flatten))]
    pub at: Position,
    /// What stands behind its `DESCRIPTION`.
    pub description: Option<String>,
    /// Its `TYPE`, unless that is empty or `standard`.
    #[cfg_attr(feature = "serde", serde(rename = "type"))]
    pub kind: Option<PipeKind>,
    /// Where its `TYPE` stands, if it has one.
    #[cfg_attr(feature = "serde", serde(skip))]
    pub kind_at: Option<Position>,
    /// The data source that a materialization or a copy writes to.
    pub target: Option<String>,
    /// Its SQL.
    pub sql: Sql,
}

/// What a pipe does with the result of its last node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PipeKind {
    /// It is read over HTTP.
    Endpoint,
    /// It fills a data source as rows come in.
    Materialized,
    /// It fills a data source when asked to, or on a schedule.
    Copy,
    /// It is sent elsewhere.
    Sink,
    /// It is streamed.
    Stream,
}

impl PipeKind {
    /// Every kind.
    pub const ALL: &'static [PipeKind] =
        &[PipeKind::Endpoint, PipeKind::Materialized, PipeKind::Copy, PipeKind::Sink, PipeKind::Stream];

    /// As it stands behind `TYPE`, in lower case.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            PipeKind::Endpoint => "endpoint",
            PipeKind::Materialized => "materialized",
            PipeKind::Copy => "copy",
            PipeKind::Sink => "sink",
            PipeKind::Stream => "stream",
        }
    }
}

by_name!(PipeKind, as_str);
