//! The template language of endpoints: a fork of Tornado's, whose expressions are Python's.

mod allow;
mod atom;
mod cursor;
mod declare;
mod expression;
mod fault;
mod grammar;
mod literal;
mod names;
mod parse;
pub(crate) mod reserved;
mod token;
mod tree;
pub(crate) mod walk;

pub(crate) use expression::{BinaryOp, Collects, CompareOp, FormatPart, Keyword, UnaryOp};
pub use expression::{Expr, ExprKind, Int};
pub(crate) use fault::{Fault, excerpt};
pub(crate) use tree::{Branch, Handler, Target, TargetKind};
pub use tree::{Node, NodeKind, Template};

pub(crate) use atom::read_list;
pub(crate) use declare::{Declared, declared, declared_to_engine};
pub(crate) use parse::parse;
