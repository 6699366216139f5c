//! An endpoint as one query: its node, with the nodes and pipes that it reads in the places where it names them.

use super::outside;
use alloc::{
    collections::{BTreeMap, BTreeSet},
    string::String,
    vec::Vec,
};
use core::fmt;

use crate::project::datafile::{Pipe, PipeNode};
use crate::project::issue::place_of;
use crate::project::node::{NodeId, named, node, output_of};
use crate::project::position::Position;
use crate::project::render::{RenderError, render};
use crate::project::sql::token::{Token, TokenKind, tokens};
use crate::project::sql::write::quoted;
use crate::project::sql::{self, Place, Table};
use crate::project::value::Value;
use crate::text::write::push;

/// The longest query that is written, in bytes: a node that is read twice stands there twice.
const MAX_LEN: usize = 1 << 20;
/// How deep nodes may read nodes.
const MAX_DEPTH: usize = 48;

/// What runs for a request.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Query {
    /// One `SELECT`.
    pub sql: String,
    /// The data sources that it reads, sorted; and other names that are neither a node nor a pipe of the project.
    pub reads: Vec<String>,
}

/// Why nothing runs.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct QueryError {
    /// The file of the node.
    pub file: String,
    /// The node.
    pub node: String,
    /// What Tinybird answers, or what could not be followed.
    pub error: RenderError,
}

impl fmt::Display for QueryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        place_of(&self.file, self.error.at(), f)?;
        if !self.node.is_empty() {
            write!(f, "node `{}`: ", self.node)?;
        }
        write!(f, "{}: {}", self.error.code(), self.error.message())
    }
}

impl core::error::Error for QueryError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        Some(&self.error)
    }
}

/// The query of a pipe's node with a type, or of its last.
pub(crate) fn query(pipes: &[Pipe], pipe: &Pipe, params: &[(String, Value)]) -> Result<Query, QueryError> {
    let mut writer = Writer { pipes, params, written: BTreeMap::new(), open: Vec::new(), reads: BTreeSet::new() };
    let missing = || QueryError {
        file: pipe.file.clone(),
        node: String::new(),
        error: undecided("the pipe has no node", Position::default()),
    };
    let index = pipes.iter().position(|other| other.name == pipe.name);
    let output = index.and_then(|index| output_of(pipes, index));
    let sql = output.and_then(|output| writer.node(output)).unwrap_or_else(|| Err(missing()))?;
    Ok(Query { sql, reads: writer.reads.into_iter().collect() })
}

struct Writer<'p> {
    pipes: &'p [Pipe],
    params: &'p [(String, Value)],
    /// The nodes that were written.
    written: BTreeMap<NodeId, String>,
    open: Vec<NodeId>,
    reads: BTreeSet<String>,
}

impl<'p> Writer<'p> {
    /// The query of a node; nothing where there is no such node.
    fn node(&mut self, id: NodeId) -> Option<Result<String, QueryError>> {
        let (pipe, node) = node(self.pipes, id)?;
        Some(self.query(id, pipe, node))
    }

    fn query(&mut self, id: NodeId, pipe: &Pipe, node: &PipeNode) -> Result<String, QueryError> {
        if let Some(sql) = self.written.get(&id) {
            return Ok(sql.clone());
        }
        let stop = |error: RenderError| QueryError { file: pipe.file.clone(), node: node.name.clone(), error };
        if self.open.contains(&id) {
            return Err(stop(undecided("the nodes read each other in a circle", node.at)));
        }
        if self.open.len() >= MAX_DEPTH {
            return Err(stop(undecided("nodes read nodes too deeply to be followed", node.at)));
        }
        let text = render(&node.sql, self.params).map_err(stop)?;
        self.open.push(id);
        let sql = self.put_together(id, pipe, node, &text);
        self.open.pop();
        let sql = sql?;
        self.written.insert(id, sql.clone());
        Ok(sql)
    }

    /// The text with every name of a node or a pipe replaced by that query.
    fn put_together(&mut self, id: NodeId, pipe: &Pipe, node: &PipeNode, text: &str) -> Result<String, QueryError> {
        let stop = |reason: &str, offset: usize| QueryError {
            file: pipe.file.clone(),
            node: node.name.clone(),
            error: undecided(reason, if node.sql.is_template { node.at } else { node.sql.position(offset) }),
        };
        let internal = || QueryError {
            file: pipe.file.clone(),
            node: node.name.clone(),
            error: RenderError::Internal { at: node.at },
        };
        let words = tokens(text).map_err(|fault| stop(&fault.reason, fault.at))?;
        let text = statement(text, &words).ok_or_else(|| stop("a node is one query; this has a `;` inside", 0))?;
        let refuse = |(message, offset): (String, usize)| {
            let at = if node.sql.is_template { node.at } else { node.sql.position(offset) };
            let error = RenderError::Failed { message, at };
            QueryError { file: pipe.file.clone(), node: node.name.clone(), error }
        };
        if let Some(found) = outside::in_words(&words) {
            return Err(refuse(found));
        }
        if let Some(word) = format_of(&words) {
            return Err(stop("FORMAT stands in the SQL; the ending of the URL says how an answer is written", word.at));
        }
        let tree = match sql::read(text) {
            Ok(tree) => tree,
            // It can run as it stands, if there is nothing in it to be replaced.
            Err(fault) => {
                let doubtful = outside::in_doubt(&words);
                let words = words.iter().filter_map(|word| match &word.kind {
                    TokenKind::Word(name) | TokenKind::Quoted(name) => Some(name),
                    _ => None,
                });
                if words.clone().any(|name| named(self.pipes, id, name).is_some())
                    || !words.clone().any(|name| name.eq_ignore_ascii_case("SELECT"))
                    || doubtful
                {
                    return Err(stop(&fault.reason, fault.at));
                }
                self.reads.extend(words.cloned());
                return Ok(text.into());
            }
        };
        if let Some(found) = outside::in_tree(&tree) {
            return Err(refuse(found));
        }
        let mut places = sql::references(&tree);
        places.sort_by_key(|reference| reference.at);
        let mut out = String::with_capacity(text.len());
        let mut from = 0_usize;
        for reference in places {
            let Table::Named { database: None, name } = &reference.table else { continue };
            let Some(other) = named(self.pipes, id, name) else {
                self.reads.insert(name.clone());
                continue;
            };
            let word = words.iter().find(|word| {
                word.at >= reference.at.max(from)
                    && matches!(&word.kind, TokenKind::Word(word) | TokenKind::Quoted(word) if word == name)
            });
            let Some(word) = word.filter(|_| reference.place != Place::Argument) else {
                return Err(stop("a node is read here by its name, as only a table can be", reference.at));
            };
            let sql = self.node(other).ok_or_else(internal)??;
            push(text.get(from..word.at).ok_or_else(internal)?, &mut out);
            push("(", &mut out);
            push(&sql, &mut out);
            // A comment may stand at its end.
            push("\n)", &mut out);
            if reference.place == (Place::Source { aliased: false }) {
                push(" AS ", &mut out);
                quoted(name, &mut out);
            }
            from = word.end;
            if out.len() > MAX_LEN {
                return Err(stop("put together, the nodes are more text than is run", reference.at));
            }
        }
        push(text.get(from..).ok_or_else(internal)?, &mut out);
        Ok(out)
    }
}

/// The text up to a `;` that ends it; nothing where something follows.
pub(super) fn statement<'t>(text: &'t str, words: &[sql::token::Token]) -> Option<&'t str> {
    let end = words.iter().position(|word| word.kind == TokenKind::Symbol(";"));
    let Some(end) = end else { return Some(text) };
    let rest = words.get(end..).unwrap_or_default();
    if rest.iter().any(|word| word.kind != TokenKind::Symbol(";")) {
        return None;
    }
    text.get(..words.get(end)?.at)
}

/// The keyword with which a query says how its answer is written. A column may have its name.
fn format_of(words: &[Token]) -> Option<&Token> {
    /// What may stand behind a column.
    const BEHIND: &[&str] =
        &["ASC", "ASCENDING", "DESC", "DESCENDING", "NULLS", "COLLATE", "WITH", "FROM", "END", "ALL", "IS"];
    let is = |word: Option<&Token>, wanted: &str| matches!(word.map(|word| &word.kind), Some(TokenKind::Word(name)) if name.eq_ignore_ascii_case(wanted));
    let end = words.iter().position(|word| word.kind == TokenKind::Symbol(";")).unwrap_or(words.len());
    (1..end).find_map(|at| {
        let (format, behind) = (words.get(at)?, words.get(at.saturating_add(2)).filter(|_| at.saturating_add(2) < end));
        let name = words.get(at.saturating_add(1)).filter(|_| at.saturating_add(1) < end)?;
        let named = matches!(name.kind, TokenKind::Word(_)) && !BEHIND.iter().any(|word| is(Some(name), word));
        (is(Some(format), "FORMAT") && named && (behind.is_none() || is(behind, "SETTINGS"))).then_some(format)
    })
}

fn undecided(reason: &str, at: Position) -> RenderError {
    RenderError::Undecided { reason: reason.into(), at }
}
