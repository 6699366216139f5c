//! The expressions of a template: a part of Python's, as a tree.
//!
//! What Python knows and this tree does not is [`ExprKind::Undecided`]: it is never guessed what it would be worth.

use alloc::{boxed::Box, string::String, vec::Vec};

use crate::project::position::Position;

/// An expression.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Expr {
    /// What it is.
    pub kind: ExprKind,
    /// Where it begins.
    pub at: Position,
}

/// What an expression is.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum ExprKind {
    /// `None`
    None,
    /// `True`, `False`
    Bool(bool),
    /// An integer, which Python does not bound.
    Int(Int),
    /// A number with a fraction or an exponent.
    Float(f64),
    /// A string, its escapes resolved.
    Str(String),
    /// `f"…{x}…"`
    Format(Vec<FormatPart>),
    /// A name: a local, a function or a parameter. `String`, `defined` and the like are names, too.
    Name(String),
    /// `[a, b]`
    List(Vec<Expr>),
    /// `(a, b)`, also without its parentheses
    Tuple(Vec<Expr>),
    /// `{a, b}`
    Set(Vec<Expr>),
    /// `{a: b}`
    Dict(Vec<(Expr, Expr)>),
    /// `f(a, b=c)`
    Call {
        /// What is called: a name, or an attribute for a method.
        function: Box<Expr>,
        /// The positional arguments.
        args: Vec<Expr>,
        /// The named ones, in order, no name twice.
        keywords: Vec<Keyword>,
    },
    /// `a.b`
    Attribute(Box<Expr>, String),
    /// `a[b]`
    Item(Box<Expr>, Box<Expr>),
    /// `a[b:c:d]`, each of which may be left out
    Slice(Box<Expr>, Box<[Option<Expr>; 3]>),
    /// `not a`, `-a`, `+a`, `~a`
    Unary(UnaryOp, Box<Expr>),
    /// `a + b` and the like
    Binary(Box<Expr>, BinaryOp, Box<Expr>),
    /// `a < b <= c`: true where every neighbouring pair is. No operand is evaluated twice.
    Compare(Box<Expr>, Vec<(CompareOp, Expr)>),
    /// `a and b and c`: the first that is false, else the last
    And(Vec<Expr>),
    /// `a or b or c`: the first that is true, else the last
    Or(Vec<Expr>),
    /// `body if condition else otherwise`
    IfElse {
        /// What decides.
        condition: Box<Expr>,
        /// The value where it is true.
        body: Box<Expr>,
        /// The value where it is false.
        otherwise: Box<Expr>,
    },
    /// `[element for target in iterable if condition]`, or the same as a generator, or in braces. Its targets are its own: they
    /// are no locals of the template.
    Comprehension {
        /// The brackets around it.
        collects: Collects,
        /// What is collected.
        element: Box<Expr>,
        /// What is assigned each time.
        target: Box<super::tree::Target>,
        /// What is walked through.
        iterable: Box<Expr>,
        /// All of them must be true for an element to be collected.
        conditions: Vec<Expr>,
    },
    /// What Python may take and this reader does not: a lambda, `*args`, `:=`, …; or what is nested too deeply. The reason is for a
    /// message. The names in it are those that it may read, in order of appearance.
    Undecided {
        /// What it is.
        reason: &'static str,
        /// The names that stand in it.
        names: Vec<String>,
    },
}

/// A named argument: `name=value`
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Keyword {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: Expr,
}

/// What a comprehension makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Collects {
    /// `[…]`
    List,
    /// `{…}`
    Set,
    /// `(…)`: its elements are made when they are asked for.
    Generator,
}

/// A part of an f-string.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum FormatPart {
    /// Text as it stands.
    Text(String),
    /// `{expr}`: the value as a text.
    Value(Expr),
}

/// An integer of any size.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Int {
    /// One that a machine word holds.
    Small(i128),
    /// The decimal digits of a larger one, `-` before them where it is negative, no zeros in front.
    Large(String),
}

/// An operator with one operand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum UnaryOp {
    /// `not`
    Not,
    /// `-`
    Minus,
    /// `+`
    Plus,
    /// `~`
    Invert,
}

/// An operator with two operands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum BinaryOp {
    /// `+`
    Add,
    /// `-`
    Sub,
    /// `*`
    Mul,
    /// `/`
    Div,
    /// `//`
    FloorDiv,
    /// `%`
    Mod,
    /// `**`
    Pow,
    /// `@`
    MatMul,
    /// `&`
    BitAnd,
    /// `|`
    BitOr,
    /// `^`
    BitXor,
    /// `<<`
    ShiftLeft,
    /// `>>`
    ShiftRight,
}

/// A comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CompareOp {
    /// `==`
    Eq,
    /// `!=`
    NotEq,
    /// `<`
    Less,
    /// `<=`
    LessEq,
    /// `>`
    Greater,
    /// `>=`
    GreaterEq,
    /// `in`
    In,
    /// `not in`
    NotIn,
    /// `is`
    Is,
    /// `is not`
    IsNot,
}
