//! Which column is the tenant's: a pin filters a table only by the column that it is compared with elsewhere.

use alloc::{string::String, vec::Vec};

use super::summary::{Read, Summary, insert};
use super::way::Way;

/// How a read stands to a pin.
pub(super) enum Match {
    /// It is filtered by this column, the tenant's as far as that is known.
    Filtered(String),
    /// It is filtered by another column.
    Other { column: String, tenant: Tenant },
    /// It is not filtered.
    Unfiltered,
}

/// The column that a read should be filtered by.
pub(super) enum Tenant {
    /// The pin is compared with it elsewhere.
    Elsewhere(String),
    /// It has the name of the pin.
    Named(String),
    /// One of several.
    Unknown,
}

/// The columns that a pin is compared with.
pub(super) struct Identity<'n> {
    name: &'n str,
    /// All of them, sorted.
    columns: Vec<String>,
    /// Those that filter, by table, for each of its reads.
    tables: Vec<(String, Vec<Vec<String>>)>,
    /// The tenant's, if it is clear which one that is.
    tenant: Option<String>,
}

impl<'n> Identity<'n> {
    /// What the pin of this name is compared with, in every way to run.
    pub(super) fn of(name: &'n str, runs: &[(&Way, &Summary)]) -> Identity<'n> {
        let mut columns: Vec<String> = Vec::new();
        let mut tables: Vec<(String, Vec<Vec<String>>)> = Vec::new();
        for read in runs.iter().flat_map(|(_, summary)| &summary.reads) {
            let own: Vec<String> = read.filters_of(name).map(|filter| filter.column.clone()).collect();
            let loose = read.loose.iter().filter(|filter| filter.param == name).map(|filter| &filter.column);
            own.iter().chain(loose).for_each(|column| insert(column.clone(), &mut columns));
            let known = match tables.iter_mut().find(|(table, _)| *table == read.table) {
                Some((_, known)) => known,
                None => {
                    tables.push((read.table.clone(), Vec::new()));
                    let Some((_, known)) = tables.last_mut() else { continue };
                    known
                }
            };
            if !own.is_empty() && !known.contains(&own) {
                known.push(own);
            }
        }
        let tenant = tenant(name, &columns, &tables);
        Identity { name, columns, tables, tenant }
    }

    /// Whether it is compared with no column.
    pub(super) fn is_empty(&self) -> bool {
        self.columns.is_empty()
    }

    /// Whether it is compared with a column of this name, or has the name itself.
    pub(super) fn is_compared(&self, column: &str) -> bool {
        column == self.name || self.columns.iter().any(|known| known == column)
    }

    pub(super) fn of_read(&self, read: &Read) -> Match {
        let own: Vec<&str> = read.filters_of(self.name).map(|filter| &*filter.column).collect();
        let Some(first) = own.first() else { return Match::Unfiltered };
        let other = |tenant| Match::Other { column: String::from(*first), tenant };
        let has = |column: &str| read.columns.as_ref().is_some_and(|known| known.iter().any(|known| known == column));
        if own.contains(&self.name) {
            return Match::Filtered(self.name.into());
        }
        if has(self.name) {
            let name = String::from(self.name);
            return other(if self.columns.contains(&name) { Tenant::Elsewhere(name) } else { Tenant::Named(name) });
        }
        if let Some(tenant) = &self.tenant {
            if own.contains(&&**tenant) {
                return Match::Filtered(tenant.clone());
            }
            if has(tenant) {
                return other(Tenant::Elsewhere(tenant.clone()));
            }
        }
        // The same table by different columns.
        let same = self.tables.iter().find(|(table, _)| *table == read.table);
        let reads = same.map(|(_, reads)| reads.as_slice()).unwrap_or_default();
        let everywhere = own.iter().find(|column| reads.iter().all(|read| read.iter().any(|known| known == **column)));
        let unclear =
            self.tenant.is_none() && self.columns.iter().any(|column| has(column) && !own.contains(&&**column));
        match everywhere {
            Some(column) if !unclear => Match::Filtered((*column).into()),
            _ => other(Tenant::Unknown),
        }
    }

    /// Whether a read may have a column that the pin is compared with, or one of its name. Every table has an `id` of its own.
    pub(super) fn may_have(&self, read: &Read) -> bool {
        read.columns.is_none() || !self.column_in(read).is_empty()
    }

    /// The column that the pin should be compared with in this read.
    pub(super) fn column_in(&self, read: &Read) -> &str {
        let known = read.columns.as_deref().unwrap_or_default();
        let has = |column: &&str| known.iter().any(|known| known == column);
        let own = |column: &&str| *column != "id" || self.tenant.as_deref() == Some("id");
        let compared = self.tenant.iter().chain(&self.columns).map(|column| &**column);
        [self.name].into_iter().chain(compared).filter(has).find(own).unwrap_or_default()
    }
}

/// The tenant's column: that of the pin's name, else that whose name says the most of it, else that of the most tables.
fn tenant(name: &str, columns: &[String], tables: &[(String, Vec<Vec<String>>)]) -> Option<String> {
    let filters = |column: &String| {
        tables.iter().filter(|(_, reads)| reads.iter().flatten().any(|known| known == column)).count()
    };
    let words = |column: &String| column.split('_').filter(|word| name.split('_').any(|known| known == *word)).count();
    let rank = |column: &String| (column == name, words(column), filters(column));
    let filtering = || columns.iter().filter(|column| filters(column) > 0);
    let best = filtering().map(rank).max()?;
    let mut first = filtering().filter(|column| rank(column) == best);
    match (first.next(), first.next()) {
        (Some(column), None) => Some(column.clone()),
        _ => None,
    }
}
