//! What an expression or a part of a template consists of.

use alloc::vec::Vec;

use super::expression::{Expr, ExprKind, FormatPart};
use super::tree::{Node, NodeKind, Target};

/// A piece of a part of a template.
pub(crate) enum Piece<'t> {
    /// What is written, decides, is walked through or assigned.
    Expr(&'t Expr),
    /// The class of errors that an `except` catches.
    Class(&'t Expr),
    /// The name that an `except` gives its error.
    Error(&'t str),
    /// What is assigned to.
    Target(&'t Target),
    /// Parts within it.
    Nodes(&'t [Node]),
}

/// The pieces of a part, in the order in which they stand; of an assignment, the targets first.
pub(crate) fn pieces(node: &Node) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let rest: [&Option<Vec<Node>>; 2] = match &node.kind {
        NodeKind::Text(_) | NodeKind::Break | NodeKind::Continue | NodeKind::Undecided(_) => [&None, &None],
        NodeKind::Output { expr, .. } | NodeKind::Evaluate(expr) => {
            pieces.push(Piece::Expr(expr));
            [&None, &None]
        }
        NodeKind::If { branches, otherwise } => {
            for branch in branches {
                pieces.push(Piece::Expr(&branch.condition));
                pieces.push(Piece::Nodes(&branch.body));
            }
            [otherwise, &None]
        }
        NodeKind::For { target, iterable, body, otherwise } => {
            pieces.push(Piece::Target(target));
            pieces.push(Piece::Expr(iterable));
            pieces.push(Piece::Nodes(body));
            [otherwise, &None]
        }
        NodeKind::While { condition, body, otherwise } => {
            pieces.push(Piece::Expr(condition));
            pieces.push(Piece::Nodes(body));
            [otherwise, &None]
        }
        NodeKind::Try { body, handlers, otherwise, finally } => {
            pieces.push(Piece::Nodes(body));
            for handler in handlers {
                pieces.extend(handler.class.as_ref().map(Piece::Class));
                pieces.extend(handler.name.as_deref().map(Piece::Error));
                pieces.push(Piece::Nodes(&handler.body));
            }
            [otherwise, finally]
        }
        NodeKind::Set { targets, value, .. } => {
            pieces.extend(targets.iter().map(Piece::Target));
            pieces.push(Piece::Expr(value));
            [&None, &None]
        }
    };
    pieces.extend(rest.into_iter().flatten().map(|nodes| Piece::Nodes(nodes)));
    pieces
}

/// The operands, arguments and items of an expression, in the order in which Python's own tree has them.
pub(crate) fn children(expr: &Expr) -> Vec<&Expr> {
    match &expr.kind {
        ExprKind::None
        | ExprKind::Bool(_)
        | ExprKind::Int(_)
        | ExprKind::Float(_)
        | ExprKind::Str(_)
        | ExprKind::Name(_)
        | ExprKind::Undecided { .. } => Vec::new(),
        ExprKind::Format(parts) => parts
            .iter()
            .filter_map(|part| match part {
                FormatPart::Text(_) => None,
                FormatPart::Value(value) => Some(value),
            })
            .collect(),
        ExprKind::List(items)
        | ExprKind::Tuple(items)
        | ExprKind::Set(items)
        | ExprKind::And(items)
        | ExprKind::Or(items) => items.iter().collect(),
        ExprKind::Dict(pairs) => pairs.iter().map(|pair| &pair.0).chain(pairs.iter().map(|pair| &pair.1)).collect(),
        ExprKind::Call { function, args, keywords } => {
            core::iter::once(&**function).chain(args).chain(keywords.iter().map(|keyword| &keyword.value)).collect()
        }
        ExprKind::Attribute(of, _) => Vec::from([&**of]),
        ExprKind::Item(of, index) => Vec::from([&**of, &**index]),
        ExprKind::Slice(of, bounds) => core::iter::once(&**of).chain(bounds.iter().flatten()).collect(),
        ExprKind::Unary(_, operand) => Vec::from([&**operand]),
        ExprKind::Binary(left, _, right) => Vec::from([&**left, &**right]),
        ExprKind::Compare(first, rest) => {
            core::iter::once(&**first).chain(rest.iter().map(|(_, operand)| operand)).collect()
        }
        ExprKind::IfElse { condition, body, otherwise } => Vec::from([&**condition, &**body, &**otherwise]),
        ExprKind::Comprehension { element, iterable, conditions, .. } => {
            [&**element, &**iterable].into_iter().chain(conditions).collect()
        }
    }
}
