//! Projects: what is read, what it means, and what `check` says of it.

mod check;
mod files;
#[path = "../project/scopes.rs"]
mod scopes;
mod sql;
mod template;
