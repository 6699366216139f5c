//! Which parameters the nodes use that an endpoint reaches, and where first.

use alloc::{string::String, vec::Vec};

use super::graph::Graph;
use super::neutral::names;
use super::summary::Place;
use crate::project::template::{Expr, Node, NodeKind};

/// The parameters in use.
pub(super) struct Usage {
    found: Vec<(String, Place)>,
    /// Whether every template could be read.
    pub(super) is_complete: bool,
}

impl Usage {
    /// Where the parameter is used first.
    pub(super) fn at(&self, name: &str) -> Option<&Place> {
        self.found.iter().find(|(known, _)| known == name).map(|(_, place)| place)
    }

    /// Their names.
    pub(super) fn names(&self) -> Vec<&str> {
        self.found.iter().map(|(name, _)| &**name).collect()
    }
}

/// What the nodes use that were reached.
pub(super) fn of(graph: &Graph<'_>) -> Usage {
    let mut usage = Usage { found: Vec::new(), is_complete: true };
    for id in graph.reached() {
        let Some((pipe, node)) = graph.node(id) else { continue };
        let Some(template) = &node.sql.template else {
            usage.is_complete &= !node.sql.is_template;
            continue;
        };
        let mut add = |expr: &Expr| {
            let mut all = Vec::new();
            names(expr, &mut all);
            for name in all {
                if !template.locals.contains(&name) && !usage.found.iter().any(|(known, _)| *known == name) {
                    usage.found.push((name, Place { file: pipe.file.as_str().into(), at: expr.at }));
                }
            }
        };
        walk(&template.nodes, &mut add);
    }
    usage
}

fn walk(nodes: &[Node], add: &mut impl FnMut(&Expr)) {
    for node in nodes {
        match &node.kind {
            NodeKind::Output { expr, .. } | NodeKind::Evaluate(expr) | NodeKind::Set { value: expr, .. } => add(expr),
            NodeKind::If { branches, otherwise } => {
                for branch in branches {
                    add(&branch.condition);
                    walk(&branch.body, add);
                }
                walk(otherwise.as_deref().unwrap_or_default(), add);
            }
            NodeKind::For { iterable: expr, body, otherwise, .. }
            | NodeKind::While { condition: expr, body, otherwise } => {
                add(expr);
                walk(body, add);
                walk(otherwise.as_deref().unwrap_or_default(), add);
            }
            NodeKind::Try { body, handlers, otherwise, finally } => {
                walk(body, add);
                handlers.iter().for_each(|handler| walk(&handler.body, add));
                walk(otherwise.as_deref().unwrap_or_default(), add);
                walk(finally.as_deref().unwrap_or_default(), add);
            }
            NodeKind::Text(_) | NodeKind::Break | NodeKind::Continue | NodeKind::Undecided(_) => {}
        }
    }
}
