//! Datafiles: the `.pipe` and `.datasource` files of a project, as Tinybird 5 reads them.

mod command;
mod datasource;
mod pipe;
mod read_datasource;
mod read_pipe;
mod schema;
mod sql;
mod words;

pub use datasource::{Column, DataSource};
pub use pipe::{Pipe, PipeKind, PipeNode};
pub use sql::Sql;

pub(crate) use read_datasource::read as read_datasource;
pub(crate) use read_pipe::read as read_pipe;

use crate::project::issue::{Issue, Rule};
use crate::project::position::Position;

/// What a resource is called: its file's name without folders and without the ending.
pub(crate) fn base_name(file: &str) -> &str {
    let name = file.rsplit(['/', '\\']).next().unwrap_or(file);
    name.rsplit_once('.').map_or(name, |(name, _)| name)
}

/// Tinybird takes a byte order mark for a part of the first word.
fn byte_order_mark(file: &str, text: &str) -> Option<Issue> {
    let message = "the file begins with a byte order mark; save it as UTF-8 without one";
    text.starts_with('\u{feff}').then(|| Issue::new(Rule::Datafile, file, Position::new(1, 1), message))
}
