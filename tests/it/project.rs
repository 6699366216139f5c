//! Projects: what is read, what it means, and what `check` says of it.

mod check;
mod files;
mod sql;
