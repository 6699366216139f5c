//! `IN`: in a list of values, in a query's result, in a table.

use alloc::{string::String, vec::Vec};

use super::condition::{Condition, Conditions, NULLS, SET, either, elements};
use super::env::Val;
use super::summary::{Doubt, Filter, Summary, insert};
use super::tables::{Tables, set, subquery};
use crate::project::sql::Undecided;
use crate::project::sql::tree::{Expr, Kind};

const LIST: &str = "its list is not followed";

impl<T: Tables> Conditions<'_, '_, T> {
    /// `left IN right`
    pub(super) fn within(&self, expr: &Expr, left: &Expr, right: &Expr) -> Result<Vec<Condition>, Undecided> {
        let lefts: Vec<&Expr> = elements(left).map_or_else(|| [left].into(), |items| items.iter().collect());
        let set = match &right.kind {
            Kind::Subquery(inner) => Some(subquery(inner, self.env, self.tables)?),
            Kind::Column(parts) if self.scope.alias_of(parts).is_none() => set(parts, right.at, self.env, self.tables),
            _ => None,
        };
        if let Some(set) = set {
            return Ok(self.in_set(expr, &lefts, &set));
        }
        if self.scope.null_is_in_sets() && (self.scope.is_or_null(left) || self.scope.is_or_null(right)) {
            return Ok(self.unclear(expr, NULLS));
        }
        match (lefts.as_slice(), self.scope.list(right, true)) {
            ([item], Some((param, list))) => Ok(match self.scope.value(item) {
                Val::Column(source, column) => {
                    let filter = Filter { list, ..Filter::plain(param, column, self.tables.place(expr.at)) };
                    [Condition::Pinned { source, filter }].into()
                }
                Val::Chosen(by) => self.chosen(expr, param, by),
                _ => self.unclear(expr, "what it is compared with is not a column"),
            }),
            (items, None) if items.len() > 1 => Ok(self.in_tuples(expr, items, right)),
            _ => Ok(self.unclear(expr, LIST)),
        }
    }

    fn in_set(&self, expr: &Expr, lefts: &[&Expr], set: &Summary) -> Vec<Condition> {
        let place = self.tables.place(expr.at);
        let mut all = Vec::new();
        for (index, item) in lefts.iter().enumerate() {
            let Val::Column(source, column) = self.scope.value(item) else { continue };
            let Some(name) = set.columns.as_ref().and_then(|names| names.get(index)) else { continue };
            let pinned = set.pinned.iter().filter(|(known, _)| known == name).map(|(_, param)| (param, false));
            let values = set.values.iter().filter(|(known, _, _)| known == name).map(|(_, param, list)| (param, *list));
            for (param, list) in pinned.chain(values) {
                let filter = Filter { list, ..Filter::plain(param.clone(), column.clone(), place.clone()) };
                all.push(Condition::Pinned { source, filter });
            }
        }
        // Rows that are in a filtered set may still be in another tenant's set, too.
        let filters = set.reads.iter().flat_map(|read| &read.filters).map(|filter| &filter.param);
        let mut params: Vec<String> = Vec::new();
        filters.chain(&set.uses).for_each(|param| insert(param.clone(), &mut params));
        for param in params {
            all.push(Condition::Unclear(Doubt { param, reason: SET, place: place.clone() }));
        }
        all
    }

    /// `(a, b) IN ((x, y))`
    fn in_tuples(&self, expr: &Expr, items: &[&Expr], right: &Expr) -> Vec<Condition> {
        let rows: Vec<&Expr> = match &right.kind {
            Kind::Tuple(rows) if rows.len() == items.len() && !rows.iter().any(|row| elements(row).is_some()) => {
                [right].into()
            }
            Kind::Tuple(rows) => rows.iter().collect(),
            _ => Vec::new(),
        };
        match rows.as_slice() {
            [] => self.unclear(expr, LIST),
            rows => {
                let of_row = |row: &&Expr| {
                    let values = elements(row).filter(|values| values.len() == items.len())?;
                    Some(items.iter().zip(values).flat_map(|(item, value)| self.equal(value, item, value)).collect())
                };
                match rows.iter().map(of_row).collect::<Option<Vec<Vec<Condition>>>>() {
                    Some(rows) => either(rows),
                    None => self.unclear(expr, LIST),
                }
            }
        }
    }
}
