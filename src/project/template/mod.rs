//! The template language of endpoints: a fork of Tornado's, whose expressions are Python's.

pub mod expression;
pub mod tree;

pub use expression::{BinaryOp, Collects, CompareOp, Expr, ExprKind, FormatPart, Int, Keyword, UnaryOp};
pub use tree::{Branch, Handler, Node, NodeKind, Target, TargetKind, Template};
