//! Which way the conditions of a template go.

use alloc::vec::Vec;

use super::assumption::Test;
use super::path::Path;
use super::trace::Tracer;
use super::worth::Worth;
use crate::project::position::Position;
use crate::project::render::{compared, truth};
use crate::project::template::{CompareOp, Expr, ExprKind, UnaryOp};
use crate::project::value::Value;

type Truths = Vec<(Path, Option<bool>)>;

impl Tracer<'_> {
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

    pub(super) fn truth_of(&mut self, worth: &Worth, at: Position, path: Path) -> Truths {
        match worth {
            Worth::Known(value) => [(path, Some(truth(value)))].into(),
            // A list has an item. The empty text is no list of numbers, and stays what it is.
            Worth::Param { name, function: None } if self.is_list(worth) && self.takes_all(name) => {
                let atom = self.atom(name, Test::Present, at);
                self.fork(path, atom).into_iter().map(|(path, there)| (path, Some(there))).collect()
            }
            Worth::Param { name, function } if function.is_none() || !self.is_list(worth) => {
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
            (list, _, other) | (other, _, list) if self.is_list(list) && *other != Worth::Known(Value::None) => {
                let params = [list.params(), other.params()].concat();
                let answers = self.wonder(path, &params, expr.at);
                answers.into_iter().map(|(path, truth)| (path, Some(truth))).collect()
            }
            (Worth::Param { name, function }, CompareOp::Eq | CompareOp::NotEq, Worth::Known(value))
            | (Worth::Param { name, function }, CompareOp::Is | CompareOp::IsNot, Worth::Known(value @ Value::None)) => {
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
            (Worth::Known(one), op, Worth::Known(other)) => match compared(one, op, other) {
                Some(truth) => [(path, Some(truth))].into(),
                None => self.unknown(expr, path),
            },
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
