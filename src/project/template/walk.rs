//! The expressions within an expression.

use alloc::vec::Vec;

use super::expression::{Expr, ExprKind, FormatPart};

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
