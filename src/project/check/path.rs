//! A path through a template: the SQL that it writes, with a hole for every value that is not known.

use alloc::{string::String, vec::Vec};
use core::ops::Range;

use super::assumption::Assumption;
use super::neutral;
use super::worth::{Hole, Worth, literal};
use crate::project::datafile::Sql;
use crate::project::position::Position;
use crate::project::sql::HOLE;
use crate::project::sql::write::quoted;
use crate::project::template::{Node, NodeKind};

/// A value that stands inside of quotes or of a comment.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Enclosed {
    /// A parameter of the caller's; nothing where no one is known.
    pub(super) param: String,
    pub(super) comment: bool,
    /// Whether what a request says is SQL there, for sure.
    pub(super) certain: bool,
    /// What to say to see rows that a pin keeps out otherwise.
    pub(super) shows: Option<String>,
}

/// What a path found on its way that does not show in its SQL.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Note {
    /// A pinned parameter was replaced.
    Overwritten(String),
    /// A pinned literal names columns, tables or symbols.
    Named(String),
    /// A parameter chooses columns, tables or symbols.
    Open(String),
    /// A parameter is written as it is, without quotes.
    Raw(String),
    /// The function of a type takes no value that is pinned.
    Type { param: String, function: String },
    /// A value stands inside of quotes or of a comment.
    Enclosed(Enclosed),
}

/// How a path goes on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Flow {
    Go,
    Break,
    Continue,
    /// The request ends with an error.
    Fail,
    /// What follows is not known.
    Undecided(&'static str, Position),
}

/// A path through a template.
#[derive(Clone, Debug)]
pub(super) struct Path {
    pub(super) assumed: Vec<Assumption>,
    pub(super) locals: Vec<(String, Worth)>,
    pub(super) text: String,
    pub(super) holes: Vec<Hole>,
    /// Where pieces of the text come from: the byte at which one begins, and the byte of the template.
    pub(super) marks: Vec<(usize, usize)>,
    /// Which of its bytes are of fragments that may be there or not.
    pub(super) included: Vec<Range<usize>>,
    /// Where fragments were left out.
    pub(super) left_out: Vec<LeftOut>,
    pub(super) notes: Vec<(Note, Position)>,
    pub(super) flow: Flow,
}

/// A fragment that was left out.
#[derive(Clone, Debug)]
pub(super) struct LeftOut {
    /// What stands in its place.
    pub(super) place: Range<usize>,
    /// Whether it has lines of its own, so that it would end a comment.
    pub(super) has_lines: bool,
    /// Where it begins in the file.
    pub(super) at: Position,
}

/// Leaves out fragments that narrow. A condition that may be anything stands in their place, since under a negation to narrow is to
/// widen.
pub(super) fn leave_out<'n>(bodies: impl Iterator<Item = &'n [Node]>, path: &mut Path) {
    let mut at = None;
    for nodes in bodies {
        forget(nodes, path);
        let says_more = |node: &&Node| match &node.kind {
            NodeKind::Text(text) => !text.trim().is_empty(),
            NodeKind::Set { .. } => false,
            _ => true,
        };
        at = at.or(nodes.iter().find(says_more).map(|node| node.at));
    }
    if let Some(at) = at {
        path.text.push_str(" AND ");
        write(&Worth::Made { params: Vec::new() }, at, path);
        path.text.push(' ');
    }
}

/// What nodes assign that are left out may be anything then.
pub(super) fn forget(nodes: &[Node], path: &mut Path) {
    let mut names = Vec::new();
    neutral::locals(nodes, &mut names);
    for name in names {
        path.locals.retain(|(known, _)| *known != name);
        path.locals.push((name, Worth::Made { params: Vec::new() }));
    }
}

pub(super) fn write(worth: &Worth, at: Position, path: &mut Path) {
    match worth {
        Worth::Known(value) => literal(value, &mut path.text),
        Worth::Names(names) => {
            for (index, name) in names.iter().enumerate() {
                if index > 0 {
                    path.text.push(',');
                }
                quoted(name, &mut path.text);
            }
        }
        Worth::Conditions(all) => {
            for (index, (column, operator, worth)) in all.iter().enumerate() {
                if index > 0 {
                    path.text.push_str(" and ");
                }
                path.text.push_str(column);
                path.text.push(' ');
                path.text.push_str(operator);
                path.text.push(' ');
                write(worth, at, path);
            }
        }
        worth => {
            path.holes.push(Hole { offset: path.text.len(), worth: worth.clone(), at });
            path.text.push(HOLE);
        }
    }
}

impl Path {
    /// Where a byte of the path's SQL stands in the file.
    pub(super) fn position(&self, offset: usize, sql: &Sql) -> Position {
        if let Ok(index) = self.holes.binary_search_by_key(&offset, |hole| hole.offset) {
            return self.holes.get(index).map(|hole| hole.at).unwrap_or_default();
        }
        let after = self.marks.partition_point(|(begin, _)| *begin <= offset);
        let Some((begin, source)) = self.marks.get(after.saturating_sub(1)) else { return sql.position(0) };
        sql.position(source.saturating_add(offset.saturating_sub(*begin)))
    }
}
