//! Follows the expressions of a template: what each is worth, and which way a condition goes.

use alloc::vec::Vec;

use super::path::{Flow, Path};
use super::read::Absent;
use super::summary::insert;
use super::trace::Tracer;
use super::worth::Worth;
use crate::project::template::{Expr, ExprKind, Int, Keyword, UnaryOp};
use crate::project::value::Value;

pub(super) type Worths = Vec<(Path, Option<Worth>)>;

impl Tracer<'_> {
    /// What an expression is worth, on every path through it; nothing where the request ends.
    pub(super) fn expr(&mut self, expr: &Expr, path: Path) -> Worths {
        let known = |path: Path, value: Value| -> Worths { [(path, Some(Worth::Known(value)))].into() };
        match &expr.kind {
            ExprKind::None => known(path, Value::None),
            ExprKind::Bool(value) => known(path, Value::Bool(*value)),
            ExprKind::Int(value) => known(path, Value::Int(value.clone())),
            ExprKind::Float(value) => known(path, Value::Float(*value)),
            ExprKind::Str(text) => known(path, Value::Text(text.clone())),
            ExprKind::Name(name) => match self.name(name, &path) {
                Some(worth) => [(path, Some(worth))].into(),
                // A local that is read before it is assigned.
                None => failed(path),
            },
            ExprKind::Call { function, args, keywords } => match &function.kind {
                ExprKind::Name(name) => self.call(name, args, keywords, expr, path),
                _ => self.made(expr, path),
            },
            ExprKind::IfElse { condition, body, otherwise } => {
                let mut all = Vec::new();
                for (path, truth) in self.truth(condition, path) {
                    match truth {
                        Some(true) => all.extend(self.expr(body, path)),
                        Some(false) => all.extend(self.expr(otherwise, path)),
                        None => all.push((path, None)),
                    }
                }
                all
            }
            ExprKind::Or(items) => self.first(items, true, path),
            ExprKind::And(items) => self.first(items, false, path),
            ExprKind::Unary(UnaryOp::Not, _) | ExprKind::Compare(..) => self
                .truth(expr, path)
                .into_iter()
                .map(|(path, truth)| (path, truth.map(|truth| Worth::Known(Value::Bool(truth)))))
                .collect(),
            ExprKind::Unary(UnaryOp::Minus, _) => match constant(expr) {
                Some(value) => known(path, value),
                None => self.made(expr, path),
            },
            ExprKind::List(items) | ExprKind::Tuple(items) => {
                let constants: Option<Vec<Value>> = items.iter().map(constant).collect();
                match constants {
                    Some(constants) => known(path, Value::List(constants)),
                    None => self.made(expr, path),
                }
            }
            _ => self.made(expr, path),
        }
    }

    /// The first item that is true, or false; else the last: `a or b`, `a and b`.
    fn first(&mut self, items: &[Expr], wanted: bool, path: Path) -> Worths {
        let mut open: Vec<Path> = [path].into();
        let mut done = Vec::new();
        for (index, item) in items.iter().enumerate() {
            let last = index.saturating_add(1) == items.len();
            for path in core::mem::take(&mut open) {
                for (path, worth) in self.expr(item, path) {
                    let Some(worth) = worth else {
                        done.push((path, None));
                        continue;
                    };
                    if last {
                        done.push((path, Some(worth)));
                        continue;
                    }
                    for (path, truth) in self.truth_of(&worth, item.at, path) {
                        match truth {
                            Some(truth) if truth == wanted => done.push((path, Some(worth.clone()))),
                            Some(_) => open.push(path),
                            None => done.push((path, None)),
                        }
                    }
                }
            }
        }
        done
    }

    /// A value that is made from parameters, in a way that is not followed.
    pub(super) fn made(&mut self, expr: &Expr, path: Path) -> Worths {
        let mut params = Vec::new();
        for name in self.names(expr) {
            let of = self.name(&name, &path).map_or_else(|| [name].into(), |worth| worth.params());
            for param in of {
                insert(param, &mut params);
            }
        }
        [(path, Some(Worth::Made { params }))].into()
    }

    fn call(&mut self, function: &str, args: &[Expr], keywords: &[Keyword], expr: &Expr, path: Path) -> Worths {
        let keyword = |name: &str| keywords.iter().find(|keyword| keyword.name == name).map(|keyword| &keyword.value);
        let is_type =
            matches!(function, "String" | "Date" | "DateTime" | "DateTime64" | "Float32" | "Float64" | "Integer")
                || function.starts_with("Int")
                || function.starts_with("UInt");
        match function {
            "error" | "custom_error" => failed(path),
            "Array" => {
                let absent =
                    Absent { default: keyword("default").or(args.get(2)), defined: keyword("defined").or(args.get(3)) };
                self.typed_call(function, args.first(), absent, expr, path)
            }
            "Boolean" | "split_to_array" => {
                let absent = Absent { default: keyword("default").or(args.get(1)), defined: None };
                self.typed_call(function, args.first(), absent, expr, path)
            }
            _ if is_type => {
                let absent =
                    Absent { default: keyword("default").or(args.get(1)), defined: keyword("defined").or(args.get(2)) };
                self.typed_call(function, args.first(), absent, expr, path)
            }
            "column" | "columns" | "symbol" | "table" | "Symbol" | "Column" | "TABLE" => {
                // Elsewhere it comes in backquotes.
                let is_raw = match function {
                    "table" | "TABLE" => true,
                    "column" | "columns" => false,
                    _ => keyword("quote").or(args.get(1)).is_some(),
                };
                self.symbol(function, is_raw, args, keyword("default"), expr, path)
            }
            "sql_and" => self.conditions(keywords, path),
            "max_threads" | "cache_ttl" | "backend_hint" | "activate" | "disable" => {
                [(path, Some(Worth::Names(Vec::new())))].into()
            }
            "defined" => self
                .truth(expr, path)
                .into_iter()
                .map(|(path, truth)| (path, truth.map(|truth| Worth::Known(Value::Bool(truth)))))
                .collect(),
            _ => self.made(expr, path),
        }
    }
}

pub(super) fn failed(mut path: Path) -> Worths {
    path.flow = Flow::Fail;
    [(path, None)].into()
}

fn constant(expr: &Expr) -> Option<Value> {
    Some(match &expr.kind {
        ExprKind::None => Value::None,
        ExprKind::Bool(value) => Value::Bool(*value),
        ExprKind::Int(value) => Value::Int(value.clone()),
        ExprKind::Float(value) => Value::Float(*value),
        ExprKind::Str(text) => Value::Text(text.clone()),
        ExprKind::Unary(UnaryOp::Minus, inner) => match &inner.kind {
            ExprKind::Int(int) => Value::Int(Int::parse(&["-", &*int.to_text()].concat())?),
            ExprKind::Float(number) => Value::Float(-number),
            _ => return None,
        },
        _ => return None,
    })
}
