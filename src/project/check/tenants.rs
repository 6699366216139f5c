//! Which columns hold the tenant, as far as that is known: those that pinned parameters are compared with.

use alloc::{string::String, vec::Vec};

use super::graph::Graph;
use super::identity::Identity;
use super::pin::Scope;
use super::summary::Read;
use super::way::runs;
use crate::project::datafile::{DataSource, Pipe};

/// A column by which a pinned parameter is meant to filter a data source.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct TenantColumn {
    /// The data source.
    pub data_source: String,
    /// Its column.
    pub column: String,
    /// The pinned parameter.
    pub param: String,
}

/// Those of the data sources that an endpoint reads, and of those that pipes fill them from.
pub(crate) fn tenants(pipes: &[Pipe], sources: &[DataSource], scope: &Scope) -> Vec<TenantColumn> {
    let Scope::Pipe { resource, fixed } = scope else { return Vec::new() };
    let graph = Graph::new(pipes, sources, fixed);
    let output = pipes.iter().position(|pipe| pipe.name == *resource).and_then(|index| graph.output_of(index));
    let Some(output) = output else { return Vec::new() };
    let ways = graph.ways(output);
    let runs = runs(&ways);
    let mut columns = Vec::new();
    for pin in fixed {
        let identity = Identity::of(&pin.name, &runs);
        for read in runs.iter().flat_map(|(_, summary)| &summary.reads) {
            let column = identity.column_in(read);
            if !column.is_empty() {
                insert(&read.table, column, &pin.name, sources, &mut columns);
            }
        }
    }
    // What is found on the way is followed, too.
    let mut next = 0_usize;
    while let Some(known) = columns.get(next).cloned() {
        next = next.saturating_add(1);
        for (index, pipe) in pipes.iter().enumerate() {
            let Some(output) = graph.output_of(index).filter(|_| pipe.fills(&known.data_source)) else { continue };
            for (_, summary) in self::runs(&graph.ways(output)) {
                for read in &summary.reads {
                    if let Some(column) = source_of(read, &known.column) {
                        insert(&read.table, column, &known.param, sources, &mut columns);
                    }
                }
            }
        }
    }
    columns.sort_unstable();
    columns
}

/// The column of the table that has the values of the query's; at least one of the same name.
fn source_of<'r>(read: &'r Read, column: &'r str) -> Option<&'r str> {
    let has = |column: &str| read.columns.iter().flat_map(|known| known.iter()).any(|known| known == column);
    read.carried.origin(column).map(|origin| origin.column).into_iter().chain([column]).find(|column| has(column))
}

fn insert(table: &str, column: &str, param: &str, sources: &[DataSource], columns: &mut Vec<TenantColumn>) {
    let found = TenantColumn { data_source: table.into(), column: column.into(), param: param.into() };
    if sources.iter().any(|source| source.name == table) && !columns.contains(&found) {
        columns.push(found);
    }
}
