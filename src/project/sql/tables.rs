//! The tables that a query reads.

use alloc::{collections::BTreeSet, string::String, vec::Vec};

use super::tree::{Expr, Kind, Query, Select, SourceKind, With};
use super::{Undecided, read};

/// A table that a query reads.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Table {
    /// One with a name: a node, a pipe or a data source; with a database, or a workspace, before the dot if there is one.
    Named {
        /// What stands before the dot.
        database: Option<String>,
        /// The name.
        name: String,
    },
    /// What a table function returns.
    Function(String),
    /// One that a value names.
    Unknown,
}

/// The tables that a query reads, sorted, each once; in subqueries, joins, unions and conditions, too. What `WITH` names is no table.
///
/// # Errors
/// If the query cannot be read.
pub fn tables(sql: &str) -> Result<Vec<Table>, Undecided> {
    Ok(tables_of(&read(sql)?))
}

/// The tables that a query reads, once it is read itself.
pub(crate) fn tables_of(tree: &Query) -> Vec<Table> {
    let tables: BTreeSet<Table> = references(tree).into_iter().map(|reference| reference.table).collect();
    tables.into_iter().collect()
}

/// A place in a query where it reads a table.
pub(crate) struct Reference {
    pub(crate) table: Table,
    /// The byte at which its name begins.
    pub(crate) at: usize,
    pub(crate) place: Place,
}

/// Where a table is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// Behind `FROM` or a `JOIN`, and whether an alias follows.
    Source { aliased: bool },
    /// On the right of `IN`.
    Set,
    /// As the argument of a function, which takes a name and nothing else.
    Argument,
}

/// Every place in which a query reads a table.
pub(crate) fn references(tree: &Query) -> Vec<Reference> {
    let mut references = Vec::new();
    query(tree, &[], &mut references);
    references
}

fn query(tree: &Query, known: &[&str], found: &mut Vec<Reference>) {
    for part in &tree.parts {
        select(part, known, found);
    }
}

fn select(tree: &Select, known: &[&str], found: &mut Vec<Reference>) {
    if let Some(nested) = &tree.nested {
        query(nested, known, found);
    }
    // A name of `WITH` is known to what follows it, and not to itself.
    let mut known: Vec<&str> = known.into();
    for with in &tree.with {
        match with {
            With::Table { name, query: table } => {
                query(table, &known, found);
                known.push(name);
            }
            With::Value(value) => expression(value, &known, found),
        }
    }
    for source in &tree.sources {
        match &source.kind {
            SourceKind::Table { database, name } => {
                let place = Place::Source { aliased: source.alias.is_some() };
                named(database.as_ref(), name, &known, source.at, place, found);
            }
            SourceKind::Query(inner) => query(inner, &known, found),
            SourceKind::Function { name, .. } => {
                let place = Place::Source { aliased: source.alias.is_some() };
                found.push(Reference { table: Table::Function(name.clone()), at: source.at, place });
            }
            SourceKind::Hole => {
                let place = Place::Source { aliased: source.alias.is_some() };
                found.push(Reference { table: Table::Unknown, at: source.at, place });
            }
        }
    }
    for inner in tree.expressions() {
        if !tree.with.iter().any(|with| matches!(with, With::Value(value) if core::ptr::eq(value, inner))) {
            expression(inner, &known, found);
        }
    }
}

fn named(database: Option<&String>, name: &str, known: &[&str], at: usize, place: Place, found: &mut Vec<Reference>) {
    if database.is_some() || !known.contains(&name) {
        found.push(Reference { table: Table::Named { database: database.cloned(), name: name.into() }, at, place });
    }
}

fn expression(tree: &Expr, known: &[&str], found: &mut Vec<Reference>) {
    if let Some((right, parts)) = set_at(tree) {
        let place = if matches!(tree.kind, Kind::In { .. }) { Place::Set } else { Place::Argument };
        match parts {
            [name] => named(None, name, known, right.at, place, found),
            [database, name] => named(Some(database), name, known, right.at, place, found),
            _ => {}
        }
    }
    if let Kind::Subquery(inner) = &tree.kind {
        query(inner, known, found);
    }
    for child in tree.children() {
        expression(child, known, found);
    }
}

/// The table on the right of `IN`, and what `joinGet` reads.
pub(crate) fn set_of(tree: &Expr) -> Option<&[String]> {
    set_at(tree).map(|(_, parts)| parts)
}

/// The same, with the expression that names it.
fn set_at(tree: &Expr) -> Option<(&Expr, &[String])> {
    let right = match &tree.kind {
        Kind::In { right, .. } => &**right,
        Kind::Call { name, args, .. } if is_in(name) => args.get(1)?,
        Kind::Call { name, args, .. } if name.to_ascii_lowercase().starts_with("joinget") => args.first()?,
        _ => return None,
    };
    match &right.kind {
        Kind::Column(parts) => Some((right, parts)),
        Kind::Literal(name) if matches!(tree.kind, Kind::Call { .. }) => Some((right, core::slice::from_ref(name))),
        _ => None,
    }
}

fn is_in(name: &str) -> bool {
    ["in", "notIn", "globalIn", "globalNotIn"].iter().any(|known| known.eq_ignore_ascii_case(name))
}
