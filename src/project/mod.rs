//! A Tinybird project, read: its pipes and data sources, the parameters of its endpoints, and the SQL that a request runs.
//!
//! It reads no file and no clock, and runs nothing: texts go in, texts come out. What it cannot follow it calls undecided.

mod candidate;
pub mod check;
pub mod datafile;
pub mod issue;
mod node;
pub mod param;
mod pins;
pub mod position;
#[allow(clippy::module_inception, reason = "the wing is called after its noun")]
mod project;
mod reads;
pub mod render;
pub mod run;
pub mod sql;
pub mod template;
pub mod value;

pub use candidate::Candidate;
pub use datafile::{Column, DataSource, Pipe, PipeKind, PipeNode, Sql};
pub use issue::{Issue, Rule};
pub use param::{Param, Use};
pub use position::Position;
pub use project::Project;
pub use reads::{Read, ReadKind};
pub use render::{RenderError, Rendered};
pub use value::Value;
