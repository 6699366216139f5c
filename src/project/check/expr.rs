//! Follows the expressions of a template: what each is worth, and which way a condition goes.

use alloc::{string::String, vec::Vec};

use super::assume::Test;
use super::pin::shown;
use super::trace::{Flow, Path, Tracer};
use super::worth::Worth;
use crate::project::position::Position;
use crate::project::template::{CompareOp, Expr, ExprKind, Keyword, UnaryOp};
use crate::project::value::Value;

type Worths = Vec<(Path, Option<Worth>)>;
type Truths = Vec<(Path, Option<bool>)>;

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
    fn made(&mut self, expr: &Expr, path: Path) -> Worths {
        let mut params = Vec::new();
        for name in self.names(expr) {
            match self.name(&name, &path) {
                Some(worth) => params.extend(worth.params()),
                None => params.push(name),
            }
        }
        params.sort_unstable();
        params.dedup();
        [(path, Some(Worth::Made { params }))].into()
    }

    fn call(&mut self, function: &str, args: &[Expr], keywords: &[Keyword], expr: &Expr, path: Path) -> Worths {
        let keyword = |name: &str| keywords.iter().find(|keyword| keyword.name == name).map(|keyword| &keyword.value);
        let is_type = matches!(
            function,
            "String" | "Boolean" | "Date" | "DateTime" | "DateTime64" | "Float32" | "Float64" | "Integer"
        ) || function.starts_with("Int")
            || function.starts_with("UInt");
        match function {
            "error" | "custom_error" => failed(path),
            "Array" => self.typed_call(function, args.first(), keyword("default").or(args.get(2)), expr, path),
            "split_to_array" => self.typed_call(function, args.first(), keyword("default").or(args.get(1)), expr, path),
            _ if is_type => self.typed_call(function, args.first(), keyword("default").or(args.get(1)), expr, path),
            "column" | "columns" | "symbol" | "table" | "Symbol" => {
                self.symbol(function, args, keyword("default"), expr, path)
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

    /// `String(x, 'default')` and its like.
    fn typed_call(
        &mut self,
        function: &str,
        read: Option<&Expr>,
        default: Option<&Expr>,
        expr: &Expr,
        path: Path,
    ) -> Worths {
        let Some(read) = read else { return self.made(expr, path) };
        let mut all = Vec::new();
        for (path, worth) in self.expr(read, path) {
            match worth {
                None => all.push((path, None)),
                Some(Worth::Param { name, .. }) => {
                    let atom = self.atom(&name, Test::Present, read.at);
                    for (path, there) in self.fork(path, atom) {
                        if there {
                            all.extend(self.typed(path, &name, function, read.at));
                        } else {
                            all.extend(self.default(function, default, path));
                        }
                    }
                }
                Some(Worth::Known(Value::None)) => all.extend(self.default(function, default, path)),
                Some(Worth::Known(value)) => all.push((path, Some(Worth::Known(coerced(function, value))))),
                Some(other) => all.push((path, Some(Worth::Made { params: other.params() }))),
            }
        }
        all
    }

    fn default(&mut self, function: &str, default: Option<&Expr>, mut path: Path) -> Worths {
        let Some(default) = default else {
            return match function {
                "Boolean" => [(path, Some(Worth::Known(Value::Bool(false))))].into(),
                "split_to_array" => [(path, Some(Worth::Known(Value::List([Value::from("")].into()))))].into(),
                _ => {
                    path.flow = Flow::Fail;
                    [(path, None)].into()
                }
            };
        };
        let mut all = Vec::new();
        for (mut path, worth) in self.expr(default, path) {
            match worth {
                // `default=None` is as good as none.
                Some(Worth::Known(Value::None)) => {
                    path.flow = Flow::Fail;
                    all.push((path, None));
                }
                Some(Worth::Known(value)) => all.push((path, Some(Worth::Known(coerced(function, value))))),
                other => all.push((path, other)),
            }
        }
        all
    }

    fn symbol(&mut self, function: &str, args: &[Expr], default: Option<&Expr>, expr: &Expr, path: Path) -> Worths {
        let Some(read) = args.first() else { return self.made(expr, path) };
        let default = if matches!(function, "column" | "columns") { default.or(args.get(1)) } else { None };
        let mut all = Vec::new();
        for (path, worth) in self.expr(read, path) {
            match worth {
                None => all.push((path, None)),
                Some(Worth::Known(Value::Text(name))) => all.push((path, Some(Worth::Names(split(function, &name))))),
                Some(Worth::Param { name, .. }) => {
                    let atom = self.atom(&name, Test::Present, read.at);
                    for (mut path, there) in self.fork(path, atom) {
                        if there {
                            all.push((path, Some(Worth::Symbol { params: [name.clone()].into() })));
                            continue;
                        }
                        match default.map(|default| &default.kind) {
                            Some(ExprKind::Str(text)) => all.push((path, Some(Worth::Names(split(function, text))))),
                            Some(_) => all.push((path, Some(Worth::Symbol { params: Vec::new() }))),
                            None => {
                                path.flow = Flow::Fail;
                                all.push((path, None));
                            }
                        }
                    }
                }
                Some(other) => all.push((path, Some(Worth::Symbol { params: other.params() }))),
            }
        }
        all
    }

    /// `sql_and(column__in=…)`: what is `None` is left out.
    fn conditions(&mut self, keywords: &[Keyword], path: Path) -> Worths {
        let mut open: Vec<(Path, Vec<(String, String, Worth)>)> = [(path, Vec::new())].into();
        let mut done = Vec::new();
        for keyword in keywords {
            let (column, operator) = match keyword.name.rsplit_once("__") {
                None => (&*keyword.name, "="),
                Some((column, "in")) => (column, "in"),
                Some((column, "not_in")) => (column, "not in"),
                Some((column, "gt")) => (column, ">"),
                Some((column, "lt")) => (column, "<"),
                Some((column, "gte")) => (column, ">="),
                Some((column, "lte")) => (column, "<="),
                Some(_) => {
                    done.extend(open.into_iter().flat_map(|(path, _)| failed(path)));
                    return done;
                }
            };
            let mut next = Vec::new();
            for (path, all) in open {
                for (path, worth) in self.optional(&keyword.value, path) {
                    let mut all = all.clone();
                    match worth {
                        None => {
                            done.push((path, None));
                            continue;
                        }
                        Some(Worth::Known(Value::None)) => {}
                        Some(worth) => all.push((column.into(), operator.into(), worth)),
                    }
                    next.push((path, all));
                }
            }
            open = next;
        }
        done.extend(open.into_iter().map(|(path, all)| (path, Some(Worth::Conditions(all)))));
        done
    }

    /// An argument of `sql_and`, where `defined=False` makes an absent parameter `None`, and so does a bare name.
    fn optional(&mut self, expr: &Expr, path: Path) -> Worths {
        let (read, defined) = match &expr.kind {
            ExprKind::Name(_) => (Some(expr), false),
            ExprKind::Call { args, keywords, .. } => {
                let off = keywords
                    .iter()
                    .any(|keyword| keyword.name == "defined" && matches!(keyword.value.kind, ExprKind::Bool(false)));
                (args.first(), !off)
            }
            _ => (None, true),
        };
        let Some(Expr { kind: ExprKind::Name(name), at }) = read.filter(|_| !defined) else {
            return self.expr(expr, path);
        };
        let Some(Worth::Param { name, .. }) = self.name(name, &path) else { return self.expr(expr, path) };
        let atom = self.atom(&name, Test::Present, *at);
        let mut all = Vec::new();
        for (path, there) in self.fork(path, atom) {
            if there {
                all.extend(self.expr(expr, path));
            } else {
                all.push((path, Some(Worth::Known(Value::None))));
            }
        }
        all
    }

    /// Which way a condition goes.
    pub(super) fn truth(&mut self, expr: &Expr, path: Path) -> Truths {
        match &expr.kind {
            ExprKind::Unary(UnaryOp::Not, inner) => {
                self.truth(inner, path).into_iter().map(|(path, truth)| (path, truth.map(|truth| !truth))).collect()
            }
            ExprKind::And(items) => self.chain(items, false, path),
            ExprKind::Or(items) => self.chain(items, true, path),
            ExprKind::Compare(first, rest) => match rest.as_slice() {
                [(op, second)] => self.comparison(first, *op, second, expr, path),
                _ => self.unknown(expr, path),
            },
            ExprKind::Call { function, args, .. } if matches!(&function.kind, ExprKind::Name(name) if name == "defined") =>
            {
                let Some(arg) = args.first() else { return [(path, Some(false))].into() };
                let mut all = Vec::new();
                for (path, worth) in self.expr(arg, path) {
                    match worth {
                        None => all.push((path, None)),
                        Some(Worth::Param { name, function: None }) => {
                            let atom = self.atom(&name, Test::Present, arg.at);
                            all.extend(self.fork(path, atom).into_iter().map(|(path, there)| (path, Some(there))));
                        }
                        Some(worth) => all.push((path, Some(worth != Worth::Known(Value::None)))),
                    }
                }
                all
            }
            _ => {
                let mut all = Vec::new();
                for (path, worth) in self.expr(expr, path) {
                    match worth {
                        Some(worth) => all.extend(self.truth_of(&worth, expr.at, path)),
                        None => all.push((path, None)),
                    }
                }
                all
            }
        }
    }

    /// `and`, `or`: goes on until one item decides.
    fn chain(&mut self, items: &[Expr], deciding: bool, path: Path) -> Truths {
        let mut open: Vec<Path> = [path].into();
        let mut done = Vec::new();
        for item in items {
            let mut next = Vec::new();
            for path in open {
                for (path, truth) in self.truth(item, path) {
                    match truth {
                        Some(truth) if truth != deciding => next.push(path),
                        truth => done.push((path, truth)),
                    }
                }
            }
            open = next;
        }
        done.extend(open.into_iter().map(|path| (path, Some(!deciding))));
        done
    }

    fn truth_of(&mut self, worth: &Worth, at: Position, path: Path) -> Truths {
        match worth {
            Worth::Known(value) => {
                let truth = match value {
                    Value::None => false,
                    Value::Bool(value) => *value,
                    Value::Int(int) => int.to_text() != "0",
                    Value::Float(number) => *number != 0.0,
                    Value::Text(text) => !text.is_empty(),
                    Value::List(items) => !items.is_empty(),
                };
                [(path, Some(truth))].into()
            }
            Worth::Param { name, function } => {
                let atom = self.atom(name, Test::Truthy(function.clone()), at);
                self.fork(path, atom).into_iter().map(|(path, truth)| (path, Some(truth))).collect()
            }
            other => {
                self.wonder(path, &other.params(), at).into_iter().map(|(path, truth)| (path, Some(truth))).collect()
            }
        }
    }

    fn comparison(&mut self, first: &Expr, op: CompareOp, second: &Expr, expr: &Expr, path: Path) -> Truths {
        let mut all = Vec::new();
        for (path, left) in self.expr(first, path) {
            let Some(left) = left else {
                all.push((path, None));
                continue;
            };
            for (path, right) in self.expr(second, path) {
                match right {
                    Some(right) => all.extend(self.compared(&left, op, &right, expr, path)),
                    None => all.push((path, None)),
                }
            }
        }
        all
    }

    fn compared(&mut self, left: &Worth, op: CompareOp, right: &Worth, expr: &Expr, path: Path) -> Truths {
        let negated = matches!(op, CompareOp::NotEq | CompareOp::NotIn | CompareOp::IsNot);
        let turned = |answers: Vec<(Path, bool)>| -> Truths {
            answers.into_iter().map(|(path, truth)| (path, Some(truth != negated))).collect()
        };
        match (left, op, right) {
            (
                Worth::Param { name, function },
                CompareOp::Eq | CompareOp::NotEq | CompareOp::Is | CompareOp::IsNot,
                Worth::Known(value),
            ) => {
                let atom = self.atom(name, Test::Equals(function.clone(), value.clone()), expr.at);
                turned(self.fork(path, atom))
            }
            (Worth::Known(value), CompareOp::Eq | CompareOp::NotEq, Worth::Param { name, function }) => {
                let atom = self.atom(name, Test::Equals(function.clone(), value.clone()), expr.at);
                turned(self.fork(path, atom))
            }
            (Worth::Param { name, function }, CompareOp::In | CompareOp::NotIn, Worth::Known(Value::List(items))) => {
                let mut open: Vec<Path> = [path].into();
                let mut answers = Vec::new();
                for item in items {
                    let mut next = Vec::new();
                    for path in open {
                        let atom = self.atom(name, Test::Equals(function.clone(), item.clone()), expr.at);
                        for (path, equal) in self.fork(path, atom) {
                            if equal {
                                answers.push((path, true));
                            } else {
                                next.push(path);
                            }
                        }
                    }
                    open = next;
                }
                answers.extend(open.into_iter().map(|path| (path, false)));
                turned(answers)
            }
            (
                Worth::Param { name, function },
                CompareOp::Less | CompareOp::LessEq | CompareOp::Greater | CompareOp::GreaterEq,
                Worth::Known(value),
            ) => {
                let atom = self.atom(name, Test::Compare(function.clone(), op, value.clone()), expr.at);
                turned(self.fork(path, atom))
            }
            (
                Worth::Known(one),
                CompareOp::Eq | CompareOp::NotEq | CompareOp::Is | CompareOp::IsNot,
                Worth::Known(other),
            ) => [(path, Some((one == other) != negated))].into(),
            (Worth::Known(one), CompareOp::In | CompareOp::NotIn, Worth::Known(Value::List(items))) => {
                [(path, Some(items.contains(one) != negated))].into()
            }
            (Worth::Known(Value::Int(one)), op, Worth::Known(Value::Int(other))) => {
                match (one.to_text().parse::<i128>(), other.to_text().parse::<i128>()) {
                    (Ok(one), Ok(other)) => {
                        let truth = match op {
                            CompareOp::Less => one < other,
                            CompareOp::LessEq => one <= other,
                            CompareOp::Greater => one > other,
                            CompareOp::GreaterEq => one >= other,
                            _ => return self.unknown(expr, path),
                        };
                        [(path, Some(truth))].into()
                    }
                    _ => self.unknown(expr, path),
                }
            }
            (left, _, right) => {
                let params = [left.params(), right.params()].concat();
                let answers = self.wonder(path, &params, expr.at);
                answers.into_iter().map(|(path, truth)| (path, Some(truth))).collect()
            }
        }
    }

    fn unknown(&mut self, expr: &Expr, path: Path) -> Truths {
        let names = self.names(expr);
        self.wonder(path, &names, expr.at).into_iter().map(|(path, truth)| (path, Some(truth))).collect()
    }
}

fn failed(mut path: Path) -> Worths {
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
        _ => return None,
    })
}

/// A constant as the function of a type gives it.
fn coerced(function: &str, value: Value) -> Value {
    match function {
        "String" => Value::Text(shown(&value)),
        "Array" | "split_to_array" => match value {
            Value::Text(text) => Value::List(text.split(',').map(Value::from).collect()),
            other => other,
        },
        function if function.contains("Int") => {
            crate::project::template::Int::parse(&shown(&value)).map_or(value, Value::Int)
        }
        _ => value,
    }
}

fn split(function: &str, names: &str) -> Vec<String> {
    if function == "columns" {
        names.split(',').map(|name| name.trim().into()).collect()
    } else {
        [names.into()].into()
    }
}
