//! What the names in a query stand for: tables, and the queries in its expressions.
//!
//! It, `query` and `condition` call each other: a query has conditions, and a condition may hold a query.

use alloc::{rc::Rc, string::String, vec::Vec};

use super::env::{Env, Val};
use super::query::query;
use super::scope::Lookup;
use super::summary::{Carried, Place, Read, Summary};
use super::worth::{Hole, Worth};
use crate::project::sql::tree::{Expr, Kind, Query, Select, Source, SourceKind, With};
use crate::project::sql::{Undecided, set_of};

/// Table functions whose rows are no one's.
const HARMLESS: &[&str] = &[
    "numbers",
    "numbers_mt",
    "zeros",
    "zeros_mt",
    "values",
    "generateRandom",
    "generateSeries",
    "generate_series",
    "null",
    "format",
];

/// What a query asks of the project.
pub(super) trait Tables {
    /// What a table stands for: a node, a pipe or a data source.
    fn table(&self, database: Option<&str>, name: &str, place: &Place) -> Rc<Summary>;
    /// Whether the project has a table of this name.
    fn has(&self, name: &str) -> bool;
    /// Where a byte of the SQL stands.
    fn place(&self, offset: usize) -> Place;
    /// The value that stands at a byte of the SQL.
    fn hole(&self, offset: usize) -> Option<&Hole>;
    /// Whether a parameter is pinned.
    fn is_pinned(&self, param: &str) -> bool;
    /// Whether a number stands at a byte of the SQL, without quotes.
    fn is_number(&self, offset: usize) -> bool;
    /// Whether a setting may make `NULL IN (NULL)` true.
    fn null_is_in_sets(&self) -> bool;
    /// What was found of a query before.
    fn known(&self, key: Key) -> Option<Found>;
    /// Keeps what was found of a query.
    fn keep(&self, key: Key, found: &Found);
}

/// A query of the tree, and how much it sees from outside.
pub(super) type Key = (usize, usize, usize);
/// What a query does, or why that is not known.
pub(super) type Found = Result<Rc<Summary>, Undecided>;

/// What a query inside of another does. It is asked for several times, and read once.
pub(super) fn subquery(inner: &Query, env: &Env, tables: &impl Tables) -> Found {
    let key = (core::ptr::from_ref(inner).addr(), env.tables.len(), env.values.len());
    if let Some(found) = tables.known(key) {
        return found;
    }
    let found = query(inner, env, tables).map(Rc::new);
    tables.keep(key, &found);
    found
}

/// What a scope asks, of these tables.
pub(super) struct Of<'t, T>(pub(super) &'t T);

impl<T: Tables> Lookup for Of<'_, T> {
    fn worth(&self, offset: usize) -> Option<&Worth> {
        self.0.hole(offset).map(|hole| &hole.worth)
    }

    fn pinned(&self, worth: &Worth) -> Vec<String> {
        worth.params().into_iter().filter(|param| self.0.is_pinned(param)).collect()
    }

    fn null_is_in_sets(&self) -> bool {
        self.0.null_is_in_sets()
    }

    /// A query with one column and no row of its own: `(SELECT {{String(org_id)}} AS org)`.
    fn scalar(&self, expr: &Expr, env: &Env) -> Val {
        let Kind::Subquery(inner) = &expr.kind else { return Val::Other };
        let Ok(summary) = subquery(inner, env, self.0) else { return Val::Other };
        let Some([column]) = summary.columns.as_deref() else { return Val::Other };
        let of = |(known, param, list): &(String, String, bool)| (known == column).then(|| (param.clone(), *list));
        if let Some((param, list)) = summary.values.iter().find_map(of) {
            return Val::Pinned { param, list };
        }
        match summary.pinned.iter().find(|(known, _)| known == column) {
            Some((_, param)) => Val::Pinned { param: param.clone(), list: false },
            None => Val::Other,
        }
    }
}

/// What is read behind `FROM`.
pub(super) fn of_source(source: &Source, env: &Env, tables: &impl Tables) -> Result<Rc<Summary>, Undecided> {
    let place = tables.place(source.at);
    Ok(match &source.kind {
        SourceKind::Table { database: None, name } => match env.table(name) {
            Some(summary) => summary.clone(),
            None => tables.table(None, name, &place),
        },
        SourceKind::Table { database, name } => tables.table(database.as_deref(), name, &place),
        SourceKind::Query(inner) => subquery(inner, env, tables)?,
        SourceKind::Function { name, .. } if HARMLESS.iter().any(|known| known.eq_ignore_ascii_case(name)) => {
            Rc::default()
        }
        SourceKind::Function { name, .. } => tables.table(Some("table function"), name, &place),
        SourceKind::Hole => tables.table(Some("table"), "a value", &place),
    })
}

/// The table behind `IN name`, unless that is no table's name.
pub(super) fn set(parts: &[String], at: usize, env: &Env, tables: &impl Tables) -> Option<Rc<Summary>> {
    let (database, name) = match parts {
        [name] => (None, name),
        [database, name] => (Some(&**database), name),
        _ => return None,
    };
    if database.is_none() {
        if env.values.iter().any(|(known, _)| known == name) {
            return None;
        }
        if let Some(summary) = env.table(name) {
            return Some(summary.clone());
        }
    }
    Some(tables.table(database, name, &tables.place(at)))
}

/// The reads of the queries and tables inside of expressions. Those that a column of the result is made of are shown.
pub(super) fn subqueries(
    tree: &Select,
    env: &Env,
    tables: &impl Tables,
    summary: &mut Summary,
) -> Result<(), Undecided> {
    let values = tree.with.iter().filter_map(|with| match with {
        With::Value(value) => Some(value),
        With::Table { .. } => None,
    });
    let named: Vec<&str> = tree.columns.iter().chain(values).flat_map(names).collect();
    let is_shown = |expr: &Expr| {
        tree.columns.iter().any(|column| core::ptr::eq(column, expr))
            || tree.with.iter().any(|with| {
                matches!(with, With::Value(value) if core::ptr::eq(value, expr)
                    && value.alias.as_ref().is_some_and(|alias| named.contains(&&**alias)))
            })
    };
    let mut open: Vec<(&Expr, bool)> = tree.expressions().into_iter().map(|expr| (expr, is_shown(expr))).collect();
    while let Some((expr, shown)) = open.pop() {
        let inner = if let Kind::Subquery(inner) = &expr.kind {
            Some(subquery(inner, env, tables)?)
        } else {
            set_of(expr).and_then(|parts| set(parts, expr.at, env, tables))
        };
        for param in inner.iter().flat_map(|inner| &inner.uses) {
            summary.add_use(param);
        }
        for read in inner.iter().flat_map(|inner| &inner.reads) {
            let shown = shown && read.shown;
            summary.reads.push(Read { carried: Carried::default(), shown, ..read.clone() });
        }
        open.extend(expr.children().into_iter().map(|child| (child, shown)));
    }
    Ok(())
}

/// The names in an expression.
fn names(expr: &Expr) -> Vec<&str> {
    let mut all = Vec::new();
    let mut open = Vec::from([expr]);
    while let Some(expr) = open.pop() {
        if let Kind::Column(parts) = &expr.kind {
            all.extend(parts.iter().map(|part| &**part));
        }
        open.extend(expr.children());
    }
    all
}
