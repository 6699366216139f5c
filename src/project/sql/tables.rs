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
    let mut tables = BTreeSet::new();
    query(tree, &[], &mut tables);
    tables.into_iter().collect()
}

fn query(tree: &Query, known: &[&str], tables: &mut BTreeSet<Table>) {
    for part in &tree.parts {
        select(part, known, tables);
    }
}

fn select(tree: &Select, known: &[&str], tables: &mut BTreeSet<Table>) {
    if let Some(nested) = &tree.nested {
        query(nested, known, tables);
    }
    // A name of `WITH` is known to what follows it, and not to itself.
    let mut known: Vec<&str> = known.into();
    for with in &tree.with {
        match with {
            With::Table { name, query: table } => {
                query(table, &known, tables);
                known.push(name);
            }
            With::Value(value) => expression(value, &known, tables),
        }
    }
    for source in &tree.sources {
        match &source.kind {
            SourceKind::Table { database, name } => named(database.clone(), name, &known, tables),
            SourceKind::Query(inner) => query(inner, &known, tables),
            SourceKind::Function { name, .. } => {
                tables.insert(Table::Function(name.clone()));
            }
            SourceKind::Hole => {
                tables.insert(Table::Unknown);
            }
        }
    }
    for inner in tree.expressions() {
        if !tree.with.iter().any(|with| matches!(with, With::Value(value) if core::ptr::eq(value, inner))) {
            expression(inner, &known, tables);
        }
    }
}

fn named(database: Option<String>, name: &str, known: &[&str], tables: &mut BTreeSet<Table>) {
    if database.is_some() || !known.contains(&name) {
        tables.insert(Table::Named { database, name: name.into() });
    }
}

fn expression(tree: &Expr, known: &[&str], tables: &mut BTreeSet<Table>) {
    if let Some(parts) = set_of(tree) {
        match parts {
            [name] => named(None, name, known, tables),
            [database, name] => named(Some(database.clone()), name, known, tables),
            _ => {}
        }
    }
    if let Kind::Subquery(inner) = &tree.kind {
        query(inner, known, tables);
    }
    for child in tree.children() {
        expression(child, known, tables);
    }
}

/// The table on the right of `IN`, and what `joinGet` reads.
pub(crate) fn set_of(tree: &Expr) -> Option<&[String]> {
    let right = match &tree.kind {
        Kind::In { right, .. } => right,
        Kind::Call { name, args, .. } if is_in(name) => args.get(1)?,
        Kind::Call { name, args, .. } if name.to_ascii_lowercase().starts_with("joinget") => args.first()?,
        _ => return None,
    };
    match &right.kind {
        Kind::Column(parts) => Some(parts),
        Kind::Literal(name) if matches!(tree.kind, Kind::Call { .. }) => Some(core::slice::from_ref(name)),
        _ => None,
    }
}

fn is_in(name: &str) -> bool {
    ["in", "notIn", "globalIn", "globalNotIn"].iter().any(|known| known.eq_ignore_ascii_case(name))
}
