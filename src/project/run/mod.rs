//! What a database runs for a request: an endpoint as one query, the tables that it reads, and a query over one data source.
//!
//! It writes SQL and runs none. What it cannot follow it does not write: a query in which a name may stand for another table than
//! Tinybird's is worse than none.

mod outside;
mod query;
mod reading;
mod table;

pub(crate) use query::query;
pub use query::{Query, QueryError};
pub use reading::{Reading, Refusal, reading};
pub(crate) use table::tables;
pub use table::{Fill, Table};
