//! Which parameters the nodes use that an endpoint reaches, and where first.

use alloc::{string::String, vec::Vec};

use super::graph::Graph;
use super::neutral::{names, tainted};
use super::summary::Place;
use crate::project::template::walk::{Piece, pieces};
use crate::project::template::{Expr, Node, NodeKind};

/// The parameters in use.
pub(super) struct Usage {
    found: Vec<(String, Place)>,
    /// The parameters whose values are written into the SQL, or what is made of them.
    written: Vec<String>,
    /// The names that a template assigns, and where its node begins.
    assigned: Vec<(String, Place)>,
    /// Whether every template could be read.
    pub(super) is_complete: bool,
}

impl Usage {
    /// Where the parameter is used first.
    pub(super) fn at(&self, name: &str) -> Option<&Place> {
        self.found.iter().find(|(known, _)| known == name).map(|(_, place)| place)
    }

    /// Where a template assigns the name, so that it is no parameter there.
    pub(super) fn assigned(&self, name: &str) -> Option<&Place> {
        self.assigned.iter().find(|(known, _)| known == name).map(|(_, place)| place)
    }

    /// Whether its value is written into the SQL, or what is made of it: not only asked in branches.
    pub(super) fn is_written(&self, name: &str) -> bool {
        self.written.iter().any(|known| known == name)
    }

    /// Their names.
    pub(super) fn names(&self) -> Vec<&str> {
        self.found.iter().map(|(name, _)| &**name).collect()
    }
}

/// What the nodes use that were reached.
pub(super) fn of(graph: &Graph<'_>) -> Usage {
    let mut usage = Usage { found: Vec::new(), written: Vec::new(), assigned: Vec::new(), is_complete: true };
    for id in graph.reached() {
        let Some((pipe, node)) = graph.node(id) else { continue };
        let Some(template) = &node.sql.template else {
            usage.is_complete &= !node.sql.is_template;
            continue;
        };
        for name in &template.locals {
            let place = Place { file: pipe.file.as_str().into(), at: node.at, maybe: false };
            usage.assigned.push((name.clone(), place));
        }
        let mut add = |expr: &Expr| {
            let mut all = Vec::new();
            names(expr, &mut all);
            for name in all {
                if !template.locals.contains(&name) && !usage.found.iter().any(|(known, _)| *known == name) {
                    usage.found.push((name, Place { file: pipe.file.as_str().into(), at: expr.at, maybe: false }));
                }
            }
        };
        walk(&template.nodes, &mut add);
        for pin in graph.pins {
            let made_of = tainted(&template.nodes, &[&pin.name]);
            if is_written(&template.nodes, &made_of) {
                usage.written.push(pin.name.clone());
            }
        }
    }
    usage
}

fn walk(nodes: &[Node], add: &mut impl FnMut(&Expr)) {
    for piece in nodes.iter().flat_map(pieces) {
        match piece {
            Piece::Expr(expr) => add(expr),
            Piece::Nodes(nodes) => walk(nodes, add),
            Piece::Class(_) | Piece::Error(_) | Piece::Target(_) => {}
        }
    }
}

/// Whether one of these names stands in what a template writes.
fn is_written(nodes: &[Node], wanted: &[String]) -> bool {
    nodes.iter().any(|node| {
        if let NodeKind::Output { expr, .. } = &node.kind {
            let mut all = Vec::new();
            names(expr, &mut all);
            return all.iter().any(|name| wanted.contains(name));
        }
        pieces(node).into_iter().any(|piece| matches!(piece, Piece::Nodes(nodes) if is_written(nodes, wanted)))
    })
}
