//! Which columns hold the tenant, as far as that is known: those that pinned parameters are compared with.

use alloc::{string::String, vec::Vec};

use super::graph::{Graph, runs};
use super::identity::Identity;
use super::pin::Scope;
use crate::project::datafile::{DataSource, Pipe};

/// A column by which a pinned parameter is meant to filter a data source.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub struct TenantColumn {
    /// The data source.
    pub data_source: String,
    /// Its column.
    pub column: String,
    /// The pinned parameter.
    pub param: String,
}

/// Those of the data sources that an endpoint reads.
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
            let known = sources.iter().any(|source| source.name == read.table);
            let column = identity.column_in(read);
            if known && !column.is_empty() {
                columns.push(TenantColumn {
                    data_source: read.table.clone(),
                    column: column.into(),
                    param: pin.name.clone(),
                });
            }
        }
    }
    columns.sort_unstable();
    columns.dedup();
    columns
}
