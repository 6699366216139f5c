//! Which names a template assigns, and which it could read.

use alloc::{collections::BTreeSet, string::String, vec::Vec};

use super::expression::{Expr, ExprKind};
use super::token::{is_name_part, is_name_start};
use super::tree::{Node, NodeKind, Target, TargetKind};
use super::walk::children;

/// The names that are assigned anywhere, sorted.
pub(super) fn locals(nodes: &[Node]) -> Vec<String> {
    let mut names = BTreeSet::new();
    collect(nodes, &mut names);
    names.into_iter().collect()
}

fn collect(nodes: &[Node], names: &mut BTreeSet<String>) {
    for node in nodes {
        match &node.kind {
            NodeKind::Output { expr, .. } | NodeKind::Evaluate(expr) => in_expression(expr, names),
            NodeKind::If { branches, otherwise } => {
                for branch in branches {
                    in_expression(&branch.condition, names);
                    collect(&branch.body, names);
                }
                collect(otherwise.as_deref().unwrap_or_default(), names);
            }
            NodeKind::For { target, iterable, body, otherwise } => {
                in_target(target, names);
                in_expression(iterable, names);
                collect(body, names);
                collect(otherwise.as_deref().unwrap_or_default(), names);
            }
            NodeKind::While { condition, body, otherwise } => {
                in_expression(condition, names);
                collect(body, names);
                collect(otherwise.as_deref().unwrap_or_default(), names);
            }
            NodeKind::Try { body, handlers, otherwise, finally } => {
                collect(body, names);
                for handler in handlers {
                    names.extend(handler.name.clone());
                    collect(&handler.body, names);
                }
                collect(otherwise.as_deref().unwrap_or_default(), names);
                collect(finally.as_deref().unwrap_or_default(), names);
            }
            NodeKind::Set { targets, value, .. } => {
                targets.iter().for_each(|target| in_target(target, names));
                in_expression(value, names);
            }
            NodeKind::Text(_) | NodeKind::Break | NodeKind::Continue | NodeKind::Undecided(_) => {}
        }
    }
}

fn in_target(target: &Target, names: &mut BTreeSet<String>) {
    match &target.kind {
        TargetKind::Name(name) => {
            names.insert(name.clone());
        }
        TargetKind::Unpack(items) => items.iter().for_each(|item| in_target(item, names)),
        TargetKind::Item(..) | TargetKind::Undecided(_) => {}
    }
}

/// An expression assigns only by `:=`, which is not followed: whatever stands in such a one may be assigned.
fn in_expression(expr: &Expr, names: &mut BTreeSet<String>) {
    if let ExprKind::Undecided { names: found, reason } = &expr.kind
        && *reason == ASSIGNS
    {
        names.extend(found.iter().cloned());
    }
    children(expr).into_iter().for_each(|child| in_expression(child, names));
}

/// Why an expression with `:=` is undecided.
pub(super) const ASSIGNS: &str = "an assignment within an expression";

/// Every name in a text that is no attribute's, in order, each once. It does not know strings from names: rather one too many.
pub(super) fn loose(source: &str) -> Vec<String> {
    let (mut names, mut known): (Vec<String>, BTreeSet<&str>) = (Vec::new(), BTreeSet::new());
    let mut rest = source;
    let mut attribute = false;
    while let Some(c) = rest.chars().next() {
        let len = if is_name_start(c) {
            let len = rest.find(|c| !is_name_part(c)).unwrap_or(rest.len());
            let name = rest.get(..len).unwrap_or_default();
            if !attribute && known.insert(name) {
                names.push(name.into());
            }
            len
        } else {
            c.len_utf8()
        };
        attribute = c == '.';
        rest = rest.get(len..).unwrap_or_default();
    }
    names
}
