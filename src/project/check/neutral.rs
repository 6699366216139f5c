//! Fragments of SQL that can only narrow a result: `{% if defined(x) %} AND x = {{String(x)}} {% end %}`.
//!
//! With or without such a fragment, the same pinned conditions hold. Endpoints have dozens of them, and to follow each both ways would
//! double the paths every time.

use alloc::{string::String, vec::Vec};

use crate::project::sql::{Fragment, HOLE, ends_in_brackets, ends_in_comment, fragment};
use crate::project::template::walk::{Piece, children, pieces};
use crate::project::template::{Branch, Expr, ExprKind, Node, NodeKind, Target, TargetKind};

/// Which fragments are not followed.
#[derive(Clone, Copy)]
pub(super) struct Neutral<'k> {
    /// The names that matter.
    pub(super) kept: &'k [String],
    /// Also those that read tables, and what is written within the brackets of one.
    pub(super) coarse: bool,
}

impl Neutral<'_> {
    /// Whether every branch is empty or such a fragment, of the caller's own parameters.
    pub(super) fn has_branches(self, branches: &[Branch], otherwise: Option<&[Node]>) -> bool {
        // A condition may end the request, which only makes fewer requests possible.
        branches.iter().all(|branch| self.is_fragment(&branch.body))
            && otherwise.is_none_or(|nodes| self.is_fragment(nodes))
    }

    /// Whether the text of these nodes only narrows, however often they run.
    pub(super) fn is_fragment(self, nodes: &[Node]) -> bool {
        self.text(nodes).is_some_and(|text| self.narrows(&text))
    }

    fn narrows(self, text: &str) -> bool {
        match fragment(text) {
            Fragment::Narrows => true,
            Fragment::Reads => self.coarse,
            Fragment::Fills | Fragment::Other => false,
        }
    }

    /// Whether a loop writes conditions that only narrow.
    pub(super) fn is_loop(self, iterable: &Expr, body: &[Node]) -> bool {
        self.is_plain(iterable) && self.is_fragment(body)
    }

    /// The text of nodes, without the fragments within it; nothing where it is not known, or has a name in it that matters.
    pub(super) fn text(self, nodes: &[Node]) -> Option<String> {
        let mut text = String::new();
        self.flatten(nodes, &mut text).then_some(text)
    }

    fn flatten(self, nodes: &[Node], text: &mut String) -> bool {
        nodes.iter().all(|node| match &node.kind {
            NodeKind::Text(sql) => {
                text.push_str(sql);
                !sql.contains(HOLE)
            }
            // A value is a literal, a name or a list of them, none of which ends the condition that it stands in.
            NodeKind::Output { expr, .. } => {
                text.push(HOLE);
                self.is_plain(expr)
            }
            NodeKind::Set { targets, value, .. } => {
                self.is_plain(value)
                    && targets.iter().all(|target| match &target.kind {
                        TargetKind::Name(name) => !self.kept.contains(name),
                        _ => false,
                    })
            }
            NodeKind::If { branches, otherwise } => {
                self.nested(branches.iter().map(|branch| &*branch.body).chain(otherwise.as_deref()), text)
            }
            NodeKind::For { iterable, body, otherwise: None, .. } => {
                self.is_plain(iterable) && self.nested([&**body].into_iter(), text)
            }
            _ => false,
        })
    }

    /// Inside of a fragment, a fragment may be there or not; and so may anything that stays within its brackets.
    fn nested<'n>(self, bodies: impl Iterator<Item = &'n [Node]>, text: &mut String) -> bool {
        let Some(inside) = bodies.map(|body| self.text(body)).collect::<Option<Vec<String>>>() else { return false };
        // In a comment, its first line would be nothing, and what follows it no comment any more.
        if ends_in_comment(text) && inside.iter().any(|body| body.contains('\n')) {
            return false;
        }
        if inside.iter().all(|body| self.narrows(body)) {
            return true;
        }
        self.coarse
            && ends_in_brackets(text)
            && inside.iter().all(|body| {
                text.push_str(body);
                fragment(body) != Fragment::Other
            })
    }

    /// Whether none of the names that matter is in an expression.
    fn is_plain(self, expr: &Expr) -> bool {
        plain(expr, self.kept)
    }
}

fn plain(expr: &Expr, kept: &[String]) -> bool {
    let mut all = Vec::new();
    names(expr, &mut all);
    !all.iter().any(|name| kept.contains(name))
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
            && !plain(from, all)
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
