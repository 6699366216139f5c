//! Datafiles: the `.pipe` and `.datasource` files of a project, as Tinybird 5 reads them.

pub mod datasource;
pub mod pipe;
pub mod sql;

pub use datasource::{Column, DataSource};
pub use pipe::{Pipe, PipeKind, PipeNode};
pub use sql::Sql;
