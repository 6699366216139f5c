//! A Tinybird project, read: its pipes and data sources, the parameters of its endpoints, and the SQL that a request runs.
//!
//! It reads no file and no clock, and runs nothing: texts go in, texts come out. What it cannot follow it calls undecided.

mod candidate;
pub(crate) mod check;
mod datafile;
mod issue;
mod node;
mod param;
mod pins;
mod position;
#[allow(clippy::module_inception, reason = "the wing is called after its noun")]
mod project;
mod reads;
mod render;
pub(crate) mod run;
pub(crate) mod sql;
pub(crate) mod template;
pub(crate) mod value;

pub use candidate::Candidate;
pub use check::TenantColumn;
pub use datafile::{Column, DataSource, Pipe, PipeKind, PipeNode, Sql};
pub use issue::{Issue, Rule};
pub use param::{Param, Use};
pub use position::Position;
pub use project::Project;
pub use reads::{Read, ReadKind};
pub use render::{RenderError, Rendered};
pub use run::{Fill, Query, QueryError, Reading, Refusal, Table, reading};
pub use template::Int;
pub use value::Value;
