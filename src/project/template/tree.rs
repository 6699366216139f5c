//! The tree of an endpoint's template: text, outputs and blocks, each with its place in the file.
//!
//! A template is a function in Python: its blocks are statements, its texts and outputs append to the SQL. Three things of Python
//! matter to whoever follows it:
//!
//! - A name that is assigned **anywhere** (`{% set %}`, `{% for %}`, `{% except … as %}`, `:=`) is local to the whole template, which
//!   [`Template::locals`] lists. Read before it is assigned, it is an error, not the parameter of that name.
//! - Any other name is a parameter, or a function where one has that name. A parameter that the request lacks is `None`.
//! - What an [`Output`](NodeKind::Output) appends depends on its value: a plain text is written as a quoted and escaped literal
//!   (so it cannot leave it), a number as itself, and what `column`, `symbol`, `table` or `Array` return as it is.

use alloc::{boxed::Box, string::String, vec::Vec};

use super::expression::Expr;
use crate::project::position::Position;

/// A template, parsed: what stands in the SQL of a node after its `%`.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Template {
    /// Text, outputs and blocks, in order.
    pub nodes: Vec<Node>,
    /// The names that the template assigns anywhere, sorted. They are locals throughout and never parameters.
    pub locals: Vec<String>,
}

/// A part of a template.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Node {
    /// What it is.
    pub kind: NodeKind,
    /// Where it begins: the first character of a text, the opening brace of anything else.
    pub at: Position,
}

/// What a part of a template is.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum NodeKind {
    /// SQL as it stands.
    Text(String),
    /// `{{ expr }}`: a value, written into the SQL.
    Output {
        /// The expression.
        expr: Expr,
        /// Its text, trimmed. Tinybird's messages quote it.
        source: String,
    },
    /// `{% if %} … {% elif %} … {% else %} … {% end %}`. The first branch whose condition is true is taken.
    If {
        /// `if` and every `elif`.
        branches: Vec<Branch>,
        /// What stands behind `else`.
        otherwise: Option<Vec<Node>>,
    },
    /// `{% for target in iterable %} … {% end %}`
    For {
        /// What is assigned each time.
        target: Target,
        /// What is walked through.
        iterable: Expr,
        /// The loop's body.
        body: Vec<Node>,
        /// What stands behind `else`: it runs when the loop ended without `break`.
        otherwise: Option<Vec<Node>>,
    },
    /// `{% while condition %} … {% end %}`
    While {
        /// The condition, asked before each round.
        condition: Expr,
        /// The loop's body.
        body: Vec<Node>,
        /// What stands behind `else`: it runs when the condition became false.
        otherwise: Option<Vec<Node>>,
    },
    /// `{% try %} … {% except %} … {% end %}`. What was written before the error stays written.
    Try {
        /// What may fail.
        body: Vec<Node>,
        /// Each `except`, in order.
        handlers: Vec<Handler>,
        /// What stands behind `else`.
        otherwise: Option<Vec<Node>>,
        /// What stands behind `finally`.
        finally: Option<Vec<Node>>,
    },
    /// `{% set target = value %}`
    Set {
        /// What is assigned, in order: `a = b = 1` has two.
        targets: Vec<Target>,
        /// The operator of `a += 1`, of which the one target is read, too.
        operator: Option<super::expression::BinaryOp>,
        /// The value.
        value: Expr,
    },
    /// `{% set f(x) %}`: an expression that is evaluated for nothing, or for the error that it raises.
    Evaluate(Expr),
    /// `{% break %}`
    Break,
    /// `{% continue %}`
    Continue,
    /// A statement that Python takes and this reader does not. Nothing is known of what follows it.
    Undecided(&'static str),
}

/// `{% if condition %} body` or `{% elif condition %} body`
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Branch {
    /// The condition.
    pub condition: Expr,
    /// What is written where it is true.
    pub body: Vec<Node>,
    /// Where the `{% if` or `{% elif` stands.
    pub at: Position,
}

/// `{% except class as name %} body`
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Handler {
    /// The class of errors that is caught; any, if absent.
    pub class: Option<Expr>,
    /// The name that the error gets.
    pub name: Option<String>,
    /// What is written then.
    pub body: Vec<Node>,
    /// Where the `{% except` stands.
    pub at: Position,
}

/// What `set` and `for` assign to.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Target {
    /// What it is.
    pub kind: TargetKind,
    /// Where it stands.
    pub at: Position,
}

/// What `set` and `for` can assign to.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum TargetKind {
    /// A name.
    Name(String),
    /// `a, b`
    Unpack(Vec<Target>),
    /// `a[index]`: what `a` holds is changed, in place.
    Item(Box<Expr>, Box<Expr>),
    /// What is not followed: `a.b`, `a[1:]`, `*a`.
    Undecided(&'static str),
}
