//! The functions of a template that read parameters: `String(x, 'default')`, `column(x)`, `sql_and(x=…)`.

use alloc::{string::String, vec::Vec};

use super::assume::Test;
use super::expr::{Worths, failed};
use super::path::{Flow, Note, Path};
use super::pin::{Pinned, shown};
use super::trace::Tracer;
use super::worth::{Comparison, Worth};
use crate::project::template::{Expr, ExprKind, Keyword};
use crate::project::value::Value;

impl Tracer<'_> {
    /// `String(x, 'default')` and its like.
    pub(super) fn typed_call(
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

    pub(super) fn symbol(
        &mut self,
        function: &str,
        args: &[Expr],
        default: Option<&Expr>,
        expr: &Expr,
        path: Path,
    ) -> Worths {
        let Some(read) = args.first() else { return self.made(expr, path) };
        let default = if matches!(function, "column" | "columns") { default.or(args.get(1)) } else { None };
        let mut all = Vec::new();
        for (mut path, worth) in self.expr(read, path) {
            match worth {
                None => all.push((path, None)),
                Some(Worth::Known(Value::Text(name))) => all.push((path, Some(Worth::Names(split(function, &name))))),
                Some(Worth::Param { name, .. }) => {
                    let pin = self.pins.iter().find(|pin| pin.name == name);
                    if let Some(Pinned::Literal(value)) = pin.map(|pin| &pin.value) {
                        path.notes.push((Note::Named(name), read.at));
                        all.push((path, Some(Worth::Names(split(function, &shown(value))))));
                        continue;
                    }
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
    pub(super) fn conditions(&mut self, keywords: &[Keyword], path: Path) -> Worths {
        let mut open: Vec<(Path, Vec<Comparison>)> = [(path, Vec::new())].into();
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
