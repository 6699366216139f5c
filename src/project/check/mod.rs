//! Whether an endpoint obeys what a token pins.
//!
//! A token's fixed parameters are given; everything else is the caller's: there or not, with any value. Every way is followed that a
//! request can choose, through branches, nodes and the pipes that they read; and for each, which pinned conditions the rows of each
//! data source have to meet. What cannot be followed is an issue, too: unknown is never called safe.
//!
//! A pin filters a data source by the column that it is compared with, which has to be the tenant's: the one that it is compared with
//! elsewhere, or that has its name. Functions that may make the names of two tenants the same are not followed. Rows that are read only
//! to decide which others are shown are a warning, not an error.
//!
//! It does not prove that the SQL means what its author meant: whether a column of another name holds the tenant, and whether two
//! tenants ever share a key that a join or a set compares, is not in the files.

mod across;
mod assume;
mod assumption;
mod caveat;
mod condition;
mod enclosed;
mod env;
mod escape;
mod expr;
mod filter;
mod found;
mod graph;
mod identity;
mod join;
mod judge;
mod membership;
mod neutral;
mod node_tables;
mod output;
mod path;
mod pin;
mod query;
mod read;
mod repeat;
mod request;
mod scope;
mod summary;
mod tables;
mod tenants;
mod trace;
mod trial;
mod truth;
mod unfiltered;
mod usage;
mod way;
mod worth;

use alloc::{format, string::String, vec::Vec};

pub use pin::{Pin, Pinned, Scope};
pub use tenants::TenantColumn;
pub(crate) use tenants::tenants;

use crate::project::datafile::{DataSource, Pipe};
use crate::project::issue::{Issue, Rule};
use crate::project::position::Position;
use crate::text::suggest::hint;

/// Holds the endpoints and data sources of a project to the scopes of a token's template. What is wrong with the files alone is not
/// repeated here. An issue about the template has no file.
#[must_use]
pub fn check(pipes: &[Pipe], sources: &[DataSource], scopes: &[Scope]) -> Vec<Issue> {
    let mut issues = Vec::new();
    for scope in scopes {
        match scope {
            Scope::Pipe { resource, fixed } => match pipes.iter().position(|pipe| pipe.name == *resource) {
                Some(index) => {
                    let graph = graph::Graph::new(pipes, sources, fixed);
                    judge::endpoint(&graph, index, &mut issues);
                }
                None => issues.push(unknown(Rule::PipeUnknown, "pipe", resource, pipes.iter().map(|pipe| &*pipe.name))),
            },
            Scope::DataSource { resource, filter } => match sources.iter().find(|source| source.name == *resource) {
                Some(source) => filter::check(source, filter.as_deref(), &mut issues),
                None => {
                    let names = sources.iter().map(|source| &*source.name);
                    issues.push(unknown(Rule::DatasourceUnknown, "data source", resource, names));
                }
            },
        }
    }
    issues
}

fn unknown<'n>(rule: Rule, what: &str, resource: &str, names: impl Iterator<Item = &'n str>) -> Issue {
    let at = Position::default();
    if is_id(resource) {
        let message = format!("`{resource}` is an id; a {what} is checked under its name");
        return Issue::new(Rule::Undecided, "", at, message);
    }
    let names: Vec<&str> = names.collect();
    let message: String = format!("the project has no {what} `{resource}`; {}", hint(resource, &names));
    Issue::new(rule, "", at, message)
}

/// Whether a resource is given by its id: `t_` and hexadecimal digits, or a UUID.
fn is_id(resource: &str) -> bool {
    let digits: String = resource.strip_prefix("t_").unwrap_or(resource).chars().filter(|c| *c != '-').collect();
    digits.len() == 32 && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
}
