//! The parts of a project's check: scopes that no template says, what a query reads, the tree of an endpoint's template.

pub use crate::project::check::{Pin, Pinned, Scope, check};
pub use crate::project::sql::{Table, Undecided, tables};
pub use crate::project::template::{Expr, ExprKind, Node, NodeKind, Template};

use crate::project::Sql;

/// The tree of a node's template; nothing where its SQL is plain, or the template has a syntax error.
#[must_use]
pub fn template(sql: &Sql) -> Option<&Template> {
    sql.template.as_ref()
}
