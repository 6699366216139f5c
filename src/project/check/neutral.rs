//! Fragments of SQL that can only narrow a result: `{% if defined(x) %} AND x = {{String(x)}} {% end %}`.
//!
//! With or without such a fragment, the same pinned conditions hold. Endpoints have dozens of them, and to follow each both ways would
//! double the paths every time.

use alloc::{string::String, vec::Vec};

use crate::project::sql::{HOLE, only_narrows};
use crate::project::template::{Branch, Expr, ExprKind, Node, NodeKind};

/// The functions whose values are plain literals.
const PLAIN: &[&str] = &[
    "String",
    "Boolean",
    "Date",
    "DateTime",
    "DateTime64",
    "Array",
    "Float32",
    "Float64",
    "Integer",
    "split_to_array",
];

/// Whether every branch is empty or such a fragment, of the caller's own parameters. `kept` are names that matter.
pub(super) fn is_neutral(branches: &[Branch], otherwise: Option<&[Node]>, kept: &impl Fn(&str) -> bool) -> bool {
    // A condition may end the request, which only makes fewer requests possible.
    branches.iter().all(|branch| fragment(&branch.body, kept)) && otherwise.is_none_or(|nodes| fragment(nodes, kept))
}

fn fragment(nodes: &[Node], kept: &impl Fn(&str) -> bool) -> bool {
    let mut text = String::new();
    flatten(nodes, kept, &mut text) && only_narrows(&text)
}

fn flatten(nodes: &[Node], kept: &impl Fn(&str) -> bool, text: &mut String) -> bool {
    nodes.iter().all(|node| match &node.kind {
        NodeKind::Text(sql) => {
            text.push_str(sql);
            !sql.contains(HOLE)
        }
        NodeKind::Output { expr, .. } => {
            text.push(HOLE);
            plain(expr, kept)
        }
        // Inside of a fragment, a fragment may be there or not.
        NodeKind::If { branches, otherwise } => is_neutral(branches, otherwise.as_deref(), kept),
        _ => false,
    })
}

/// Whether an output writes one literal, of none of the names that matter.
fn plain(expr: &Expr, kept: &impl Fn(&str) -> bool) -> bool {
    match &expr.kind {
        ExprKind::Name(name) => !kept(name),
        ExprKind::Str(_) | ExprKind::Int(_) | ExprKind::Float(_) => true,
        ExprKind::Call { function, args, keywords } => {
            let ExprKind::Name(function) = &function.kind else { return false };
            let known = PLAIN.contains(&&**function) || function.starts_with("Int") || function.starts_with("UInt");
            let mut all = Vec::new();
            args.iter().chain(keywords.iter().map(|keyword| &keyword.value)).for_each(|arg| names(arg, &mut all));
            known && !all.iter().any(|name| kept(name))
        }
        _ => false,
    }
}

/// Every name in an expression that could be a parameter.
pub(super) fn names(expr: &Expr, found: &mut Vec<String>) {
    match &expr.kind {
        ExprKind::Name(name) => found.push(name.clone()),
        ExprKind::Undecided { names, .. } => found.extend(names.iter().cloned()),
        ExprKind::Call { function, args, keywords } => {
            // What is called is no parameter, unless it is a method of one.
            if !matches!(function.kind, ExprKind::Name(_)) {
                names(function, found);
            }
            args.iter().chain(keywords.iter().map(|keyword| &keyword.value)).for_each(|arg| names(arg, found));
        }
        _ => crate::project::template::walk::children(expr).into_iter().for_each(|child| names(child, found)),
    }
}
