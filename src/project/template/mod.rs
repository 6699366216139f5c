//! The template language of endpoints: a fork of Tornado's, whose expressions are Python's.

mod allow;
mod atom;
mod cursor;
mod declare;
pub mod expression;
mod fault;
mod grammar;
mod literal;
mod names;
mod parse;
pub(crate) mod reserved;
mod token;
pub mod tree;
pub(crate) mod walk;

pub use expression::{BinaryOp, Collects, CompareOp, Expr, ExprKind, FormatPart, Int, Keyword, UnaryOp};
pub use fault::Fault;
pub(crate) use fault::excerpt;
pub use tree::{Branch, Handler, Node, NodeKind, Target, TargetKind, Template};

pub(crate) use atom::read_list;
pub(crate) use declare::{Declared, declared, declared_to_engine};
pub(crate) use parse::parse;
