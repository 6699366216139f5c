//! Fragments of SQL that can only narrow a result: `{% if defined(x) %} AND x = {{String(x)}} {% end %}`.
//!
//! With or without such a fragment, the same pinned conditions hold. Endpoints have dozens of them, and to follow each both ways would
//! double the paths every time.

use alloc::{string::String, vec::Vec};

use crate::project::sql::{HOLE, only_narrows};
use crate::project::template::walk::{Piece, children, pieces};
use crate::project::template::{Branch, Expr, ExprKind, Node, NodeKind, Target, TargetKind};

/// Whether every branch is empty or such a fragment, of the caller's own parameters. `kept` are names that matter.
pub(super) fn is_neutral(branches: &[Branch], otherwise: Option<&[Node]>, kept: &impl Fn(&str) -> bool) -> bool {
    // A condition may end the request, which only makes fewer requests possible.
    branches.iter().all(|branch| is_fragment(&branch.body, kept))
        && otherwise.is_none_or(|nodes| is_fragment(nodes, kept))
}

/// Whether the text of these nodes only narrows, however often they run.
pub(super) fn is_fragment(nodes: &[Node], kept: &impl Fn(&str) -> bool) -> bool {
    let mut text = String::new();
    flatten(nodes, kept, &mut text) && only_narrows(&text)
}

fn flatten(nodes: &[Node], kept: &impl Fn(&str) -> bool, text: &mut String) -> bool {
    nodes.iter().all(|node| match &node.kind {
        NodeKind::Text(sql) => {
            text.push_str(sql);
            !sql.contains(HOLE)
        }
        // A value is a literal, a name or a list of them, none of which ends the condition that it stands in.
        NodeKind::Output { expr, .. } => {
            text.push(HOLE);
            plain(expr, kept)
        }
        NodeKind::Set { targets, value, .. } => {
            plain(value, kept)
                && targets.iter().all(|target| matches!(&target.kind, TargetKind::Name(name) if !kept(name)))
        }
        // Inside of a fragment, a fragment may be there or not.
        NodeKind::If { branches, otherwise } => is_neutral(branches, otherwise.as_deref(), kept),
        NodeKind::For { iterable, body, otherwise: None, .. } => plain(iterable, kept) && is_fragment(body, kept),
        _ => false,
    })
}

/// Whether none of the names that matter is in an expression.
fn plain(expr: &Expr, kept: &impl Fn(&str) -> bool) -> bool {
    let mut all = Vec::new();
    names(expr, &mut all);
    !all.iter().any(|name| kept(name))
}

/// The names that hold pinned values, or what is made of them: those of the pins, and of every local that one is assigned to.
pub(super) fn tainted(nodes: &[Node], pinned: &[&str]) -> Vec<String> {
    let mut all: Vec<String> = pinned.iter().map(|name| (*name).into()).collect();
    loop {
        let before = all.len();
        taint(nodes, &mut all);
        if all.len() == before {
            return all;
        }
    }
}

fn taint(nodes: &[Node], all: &mut Vec<String>) {
    for node in nodes {
        if let NodeKind::Set { value: from, .. } | NodeKind::For { iterable: from, .. } = &node.kind
            && !plain(from, &|name| all.iter().any(|known| known == name))
        {
            targets(node, all);
        }
        for piece in pieces(node) {
            if let Piece::Nodes(nodes) = piece {
                taint(nodes, all);
            }
        }
    }
}

/// The names that are assigned anywhere in these nodes.
pub(super) fn locals(nodes: &[Node], all: &mut Vec<String>) {
    for node in nodes {
        targets(node, all);
        for piece in pieces(node) {
            if let Piece::Nodes(nodes) = piece {
                locals(nodes, all);
            }
        }
    }
}

/// The names that a node assigns itself.
fn targets(node: &Node, all: &mut Vec<String>) {
    for piece in pieces(node) {
        if let Piece::Target(target) = piece {
            assigned(target, all);
        }
    }
}

fn assigned(target: &Target, all: &mut Vec<String>) {
    match &target.kind {
        TargetKind::Name(name) if !all.contains(name) => all.push(name.clone()),
        TargetKind::Unpack(targets) => targets.iter().for_each(|target| assigned(target, all)),
        TargetKind::Item(of, _) => {
            if let ExprKind::Name(name) = &of.kind
                && !all.contains(name)
            {
                all.push(name.clone());
            }
        }
        _ => {}
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
        _ => children(expr).into_iter().for_each(|child| names(child, found)),
    }
}
