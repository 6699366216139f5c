//! What Tinybird lets a template do, of what Python could.
//!
//! `{{ }}` takes an expression of listed kinds that calls listed functions. Blocks take any, but none that could reach the
//! interpreter's inside.

use super::expression::{BinaryOp, Expr, ExprKind, FormatPart, UnaryOp};
use super::fault::Fault;
use super::reserved::{READERS, TYPES};
use super::tree::{Target, TargetKind};
use crate::project::position::Position;

/// What `{{ }}` may call besides [`TYPES`] and [`READERS`].
const OTHERS: &[&str] = &[
    "symbol",
    "cache_ttl",
    "error",
    "custom_error",
    "backend_hint",
    "activate",
    "disable",
    "sql_unescape",
    "max_threads",
    "tb_secret",
    "tb_var",
    "Int",
    "table",
    "TABLE",
    "len",
    "list",
    "min",
    "max",
    "Integer",
    "int",
    "float",
];

/// The methods that `{{ }}` may call.
const METHODS: &[&str] = &["split", "get", "join", "replace"];

/// What nothing may call.
const UNSAFE_FUNCTIONS: &[&str] = &[
    "eval",
    "exec",
    "compile",
    "getattr",
    "setattr",
    "delattr",
    "globals",
    "locals",
    "vars",
    "dir",
    "breakpoint",
    "help",
    "memoryview",
    "type",
    "object",
    "super",
    "classmethod",
    "staticmethod",
    "property",
    "exit",
    "quit",
];

/// What nothing may ask an object for, besides names that begin with `_`.
const UNSAFE_ATTRIBUTES: &[&str] = &[
    "format",
    "format_map",
    "mro",
    "gi_frame",
    "gi_code",
    "gi_yieldfrom",
    "cr_frame",
    "cr_code",
    "cr_await",
    "cr_origin",
    "ag_frame",
    "ag_code",
    "ag_await",
    "f_globals",
    "f_locals",
    "f_builtins",
    "f_back",
    "f_code",
    "tb_frame",
    "tb_next",
];

/// Whether an expression may stand in `{{ }}`.
pub(super) fn output(expr: &Expr) -> Result<(), Fault> {
    let all = |items: &[Expr]| items.iter().try_for_each(output);
    match &expr.kind {
        ExprKind::None
        | ExprKind::Bool(_)
        | ExprKind::Int(_)
        | ExprKind::Float(_)
        | ExprKind::Str(_)
        // What is not understood may be fine. It stays undecided.
        | ExprKind::Undecided { .. } => Ok(()),
        ExprKind::Name(found) => name(found, expr.at),
        ExprKind::Call { function, args, keywords } => {
            match &function.kind {
                ExprKind::Name(name) if [TYPES, READERS, OTHERS].into_iter().flatten().any(|known| known == name) => {}
                ExprKind::Name(name) => return refuse(expr.at, &["`", name, "` is no function of the template language"]),
                ExprKind::Call { .. } => output(function)?,
                ExprKind::Attribute(of, method) if METHODS.contains(&method.as_str()) => output(of)?,
                ExprKind::Attribute(_, method) => return refuse(expr.at, &["`{{ }}` cannot call the method `", method, "`"]),
                _ => return refuse(expr.at, &["`{{ }}` can call named functions only"]),
            }
            all(args)?;
            // Tinybird holds the values of named arguments to the rules of blocks.
            keywords.iter().try_for_each(|keyword| statement(&keyword.value))
        }
        ExprKind::Unary(UnaryOp::Minus | UnaryOp::Not, operand) => output(operand),
        ExprKind::Binary(left, BinaryOp::Add | BinaryOp::Sub | BinaryOp::Mul, right) => output(left).and_then(|()| output(right)),
        ExprKind::Binary(..) | ExprKind::Unary(..) => refuse(expr.at, &["`{{ }}` knows no operator but `+`, `-`, `*` and `not`"]),
        ExprKind::Item(of, index) => {
            output(of)?;
            match index.kind {
                ExprKind::Item(..) | ExprKind::Slice(..) => output(index),
                ExprKind::None | ExprKind::Bool(_) | ExprKind::Int(_) | ExprKind::Float(_) | ExprKind::Str(_) => Ok(()),
                _ => refuse(expr.at, &["an index in `{{ }}` must be a literal"]),
            }
        }
        ExprKind::Slice(of, bounds) => {
            output(of)?;
            bounds.iter().flatten().try_for_each(output)
        }
        ExprKind::List(items) | ExprKind::Tuple(items) | ExprKind::Set(items) => all(items),
        ExprKind::Dict(pairs) => pairs.iter().try_for_each(|(key, value)| output(key).and_then(|()| output(value))),
        ExprKind::Format(parts) => parts.iter().try_for_each(|part| match part {
            FormatPart::Text(_) => Ok(()),
            FormatPart::Value(value) => output(value),
        }),
        ExprKind::IfElse { condition, body, otherwise } => {
            output(condition)?;
            output(body)?;
            output(otherwise)
        }
        ExprKind::Compare(..) => refuse(expr.at, &["`{{ }}` cannot compare; set a name in `{% set %}` and write that"]),
        ExprKind::And(_) | ExprKind::Or(_) => {
            refuse(expr.at, &["`{{ }}` knows neither `and` nor `or`; set a name in `{% set %}` and write that"])
        }
        ExprKind::Attribute(..) => refuse(expr.at, &["`{{ }}` cannot read an attribute"]),
        ExprKind::Comprehension { .. } => refuse(expr.at, &["`{{ }}` takes no comprehension"]),
    }
}

/// Whether an expression may stand in a block.
pub(super) fn statement(expr: &Expr) -> Result<(), Fault> {
    match &expr.kind {
        ExprKind::Name(found) => name(found, expr.at)?,
        ExprKind::Attribute(_, attribute)
            if attribute.starts_with('_') || UNSAFE_ATTRIBUTES.contains(&attribute.as_str()) =>
        {
            return refuse(expr.at, &["the attribute `", attribute, "` is forbidden"]);
        }
        ExprKind::Call { function, .. } => match &function.kind {
            ExprKind::Name(name) if UNSAFE_FUNCTIONS.contains(&name.as_str()) => {
                return refuse(expr.at, &["the function `", name, "` is forbidden"]);
            }
            _ => {}
        },
        ExprKind::Comprehension { target: bound, .. } => target(bound)?,
        _ => {}
    }
    super::walk::children(expr).into_iter().try_for_each(statement)
}

/// Whether a block may assign to this.
pub(super) fn target(target: &Target) -> Result<(), Fault> {
    match &target.kind {
        TargetKind::Name(found) => name(found, target.at),
        TargetKind::Unpack(items) => items.iter().try_for_each(self::target),
        TargetKind::Item(of, index) => statement(of).and_then(|()| statement(index)),
        TargetKind::Undecided(_) => Ok(()),
    }
}

/// Whether a name may be used at all.
pub(super) fn name(name: &str, at: Position) -> Result<(), Fault> {
    if name.len() > 4 && name.starts_with("__") && name.ends_with("__") {
        return refuse(at, &["the name `", name, "` is forbidden"]);
    }
    Ok(())
}

fn refuse(at: Position, words: &[&str]) -> Result<(), Fault> {
    Err(Fault { at, message: words.concat().into() })
}
