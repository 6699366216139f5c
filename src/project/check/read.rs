//! The functions of a template that read parameters: `String(x, 'default')`, `column(x)`, `sql_and(x=…)`.

use alloc::{string::String, vec::Vec};

use super::assumption::{Assumption, Test};
use super::expr::{Worths, failed};
use super::path::{Flow, Note, Path};
use super::pin::{Pinned, shown};
use super::trace::Tracer;
use super::worth::{Comparison, Worth};
use crate::project::render::typed;
use crate::project::template::{BinaryOp, Expr, ExprKind, Keyword};
use crate::project::value::Value;

/// What the function of a type says of a parameter that is absent.
#[derive(Clone, Copy)]
pub(super) struct Absent<'e> {
    pub(super) default: Option<&'e Expr>,
    /// `defined=False`: without a default it is `None` then, and else the request ends.
    pub(super) defined: Option<&'e Expr>,
}

impl Tracer<'_> {
    /// `String(x, 'default')` and its like.
    pub(super) fn typed_call(
        &mut self,
        function: &str,
        read: Option<&Expr>,
        absent: Absent<'_>,
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
                            all.extend(self.absent(function, absent, path));
                        }
                    }
                }
                Some(Worth::Known(Value::None)) => all.extend(self.absent(function, absent, path)),
                Some(Worth::Known(value)) => all.push((path, Some(Worth::Known(coerced(function, value))))),
                Some(other) => all.push((path, Some(Worth::Made { params: other.params() }))),
            }
        }
        all
    }

    fn absent(&mut self, function: &str, absent: Absent<'_>, path: Path) -> Worths {
        let Some(default) = absent.default else { return self.without(function, absent.defined, path) };
        let mut all = Vec::new();
        for (path, worth) in self.expr(default, path) {
            match worth {
                // `split_to_array(x, None)` splits nothing.
                Some(Worth::Known(Value::None)) if function == "split_to_array" => all.extend(failed(path)),
                // `default=None` is as good as none.
                Some(Worth::Known(Value::None)) => all.extend(self.without(function, absent.defined, path)),
                Some(Worth::Known(value)) => all.push((path, Some(Worth::Known(coerced(function, value))))),
                other => all.push((path, other)),
            }
        }
        all
    }

    /// Neither a value nor a default.
    fn without(&mut self, function: &str, defined: Option<&Expr>, path: Path) -> Worths {
        match (function, defined) {
            ("Boolean", _) => [(path, Some(Worth::Known(coerced(function, Value::None))))].into(),
            ("split_to_array", _) => [(path, Some(Worth::Known(Value::List([Value::from("")].into()))))].into(),
            (_, None) => failed(path),
            (_, Some(defined)) => {
                let mut all = Vec::new();
                for (path, truth) in self.truth(defined, path) {
                    match truth {
                        Some(false) => all.push((path, Some(Worth::Known(Value::None)))),
                        _ => all.extend(failed(path)),
                    }
                }
                all
            }
        }
    }

    pub(super) fn symbol(
        &mut self,
        function: &str,
        is_raw: bool,
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
                            let worth = match constant_of(&name, &path.assumed) {
                                Some(table) if is_raw && function.eq_ignore_ascii_case("table") => {
                                    Worth::Names(split(function, table))
                                }
                                _ => {
                                    if is_raw {
                                        path.notes.push((Note::Raw(name.clone()), read.at));
                                    }
                                    Worth::Symbol { params: [name.clone()].into() }
                                }
                            };
                            all.push((path, Some(worth)));
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
                Some(other) => {
                    // What is added to a text is in it as it is.
                    if is_raw && matches!(read.kind, ExprKind::Binary(_, BinaryOp::Add, _)) {
                        path.notes.extend(other.params().into_iter().map(|param| (Note::Raw(param), read.at)));
                    }
                    all.push((path, Some(Worth::Symbol { params: other.params() })));
                }
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

    /// An argument of `sql_and`, where a bare name may be absent.
    fn optional(&mut self, expr: &Expr, path: Path) -> Worths {
        let mut all = Vec::new();
        for (path, worth) in self.expr(expr, path) {
            match worth {
                Some(Worth::Param { name, function: None }) => {
                    let atom = self.atom(&name, Test::Present, expr.at);
                    for (path, there) in self.fork(path, atom) {
                        let worth = if there {
                            Worth::Param { name: name.clone(), function: None }
                        } else {
                            Worth::Known(Value::None)
                        };
                        all.push((path, Some(worth)));
                    }
                }
                worth => all.push((path, worth)),
            }
        }
        all
    }
}

/// The text that a parameter is for sure, where a branch has asked for it.
pub(super) fn constant_of<'a>(param: &str, assumed: &'a [Assumption]) -> Option<&'a str> {
    assumed.iter().find_map(|assumed| match &assumed.atom.test {
        Test::Equals(_, Value::Text(text)) if assumed.yes && assumed.atom.param == param => Some(&**text),
        _ => None,
    })
}

/// A constant as the function of a type gives it. One that it refuses stays what it is.
fn coerced(function: &str, value: Value) -> Value {
    match function {
        "Array" | "split_to_array" => match value {
            Value::Text(text) => Value::List(text.split(',').map(Value::from).collect()),
            other => other,
        },
        _ => typed(function, &value).unwrap_or(value),
    }
}

fn split(function: &str, names: &str) -> Vec<String> {
    if function == "columns" {
        names.split(',').map(|name| name.trim().into()).collect()
    } else {
        [names.into()].into()
    }
}
