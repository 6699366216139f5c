//! The run of an expression.

use alloc::{rc::Rc, string::String, vec::Vec};

use super::arguments::Arguments;
use super::compare::{comparison, equal, hashable};
use super::engine::{Engine, unpacked};
use super::halt::{Halt, raise, undecided};
use super::index::{item, iterate, slice};
use super::object::Object;
use super::operators::{MAX_LEN, binary, unary};
use super::{builtins, functions, methods};
use crate::project::template::{Collects, Expr, ExprKind, FormatPart, Keyword, Target, TargetKind};

impl<'t> Engine<'t> {
    fn all(&mut self, exprs: &'t [Expr]) -> Result<Vec<Object>, Halt> {
        exprs.iter().map(|expr| self.eval(expr)).collect()
    }

    pub(crate) fn eval(&mut self, expr: &'t Expr) -> Result<Object, Halt> {
        self.step(0)?;
        Ok(match &expr.kind {
            ExprKind::None => Object::None,
            ExprKind::Bool(value) => Object::Bool(*value),
            ExprKind::Int(int) => Object::Int(int.clone()),
            ExprKind::Float(float) => Object::Float(*float),
            ExprKind::Str(text) => Object::str(text.as_str()),
            ExprKind::Name(name) => self.scope.read(name)?,
            ExprKind::List(items) => Object::list(self.all(items)?),
            ExprKind::Tuple(items) => Object::tuple(self.all(items)?),
            ExprKind::Set(items) => {
                let items = self.all(items)?;
                items.iter().try_for_each(hashable)?;
                Object::Set(Rc::new(distinct(items)?))
            }
            ExprKind::Dict(pairs) => {
                let mut dict: Vec<(Object, Object)> = Vec::new();
                for (key, value) in pairs {
                    let (key, value) = (self.eval(key)?, self.eval(value)?);
                    hashable(&key)?;
                    self.step(dict.len())?;
                    put(&mut dict, key, value)?;
                }
                Object::Dict(Rc::new(dict))
            }
            ExprKind::Format(parts) => {
                let mut text = String::new();
                for part in parts {
                    match part {
                        FormatPart::Text(piece) => text.push_str(piece),
                        FormatPart::Value(value) => text.push_str(&self.eval(value)?.display()?),
                    }
                }
                if text.len() > MAX_LEN {
                    return undecided("a value that is too large");
                }
                Object::str(text)
            }
            ExprKind::Call { function, args, keywords } => {
                let value = self.call(function, args, keywords)?;
                self.charge(&value)?;
                value
            }
            ExprKind::Attribute(of, name) => {
                let of = self.eval(of)?;
                methods::exists(&of, name)?;
                return undecided("a method that is not called");
            }
            ExprKind::Item(of, index) => {
                let (of, index) = (self.eval(of)?, self.eval(index)?);
                item(&of, &index)?
            }
            ExprKind::Slice(of, bounds) => {
                let of = self.eval(of)?;
                let mut values = [None, None, None];
                for (value, bound) in values.iter_mut().zip(bounds.iter()) {
                    *value = bound.as_ref().map(|bound| self.eval(bound)).transpose()?;
                }
                slice(&of, values)?
            }
            ExprKind::Unary(op, operand) => unary(*op, &self.eval(operand)?)?,
            ExprKind::Binary(left, op, right) => {
                let (left, right) = (self.eval(left)?, self.eval(right)?);
                let value = binary(&left, *op, &right)?;
                self.charge(&value)?;
                value
            }
            ExprKind::Compare(first, rest) => {
                let mut left = self.eval(first)?;
                for (op, operand) in rest {
                    let right = self.eval(operand)?;
                    if !comparison(&left, *op, &right)? {
                        return Ok(Object::Bool(false));
                    }
                    left = right;
                }
                Object::Bool(true)
            }
            ExprKind::And(items) => return self.first(items, false),
            ExprKind::Or(items) => return self.first(items, true),
            ExprKind::IfElse { condition, body, otherwise } => {
                let taken = if self.eval(condition)?.truth() { body } else { otherwise };
                return self.eval(taken);
            }
            ExprKind::Comprehension { collects, element, target, iterable, conditions } => {
                return self.comprehension(*collects, element, target, iterable, conditions);
            }
            ExprKind::Undecided { reason, .. } => return undecided(reason),
        })
    }

    /// The first that is as wanted, else the last.
    fn first(&mut self, items: &'t [Expr], wanted: bool) -> Result<Object, Halt> {
        let mut value = Object::None;
        for item in items {
            value = self.eval(item)?;
            if value.truth() == wanted {
                break;
            }
        }
        Ok(value)
    }

    fn comprehension(
        &mut self,
        collects: Collects,
        element: &'t Expr,
        target: &'t Target,
        iterable: &'t Expr,
        conditions: &'t [Expr],
    ) -> Result<Object, Halt> {
        let items = self.eval(iterable)?;
        let depth = self.scope.depth();
        let mut collected = Vec::new();
        for item in iterate(&items)? {
            self.step(0)?;
            self.enter(target, item)?;
            let mut wanted = true;
            for condition in conditions {
                wanted = wanted && self.eval(condition)?.truth();
            }
            if wanted {
                collected.push(self.eval(element)?);
            }
            self.scope.leave(depth);
        }
        Ok(match collects {
            Collects::List => Object::list(collected),
            Collects::Set => {
                collected.iter().try_for_each(hashable)?;
                Object::Set(Rc::new(distinct(collected)?))
            }
            Collects::Generator => Object::Iterator(Rc::new(collected)),
        })
    }

    fn enter(&mut self, target: &'t Target, value: Object) -> Result<(), Halt> {
        match &target.kind {
            TargetKind::Name(name) => {
                self.scope.enter(name, value);
                Ok(())
            }
            TargetKind::Unpack(targets) => {
                for (target, value) in targets.iter().zip(unpacked(&value, targets.len())?) {
                    self.enter(target, value)?;
                }
                Ok(())
            }
            TargetKind::Item(..) | TargetKind::Undecided(_) => undecided("what a comprehension assigns to"),
        }
    }

    fn call(&mut self, function: &'t Expr, args: &'t [Expr], keywords: &'t [Keyword]) -> Result<Object, Halt> {
        let method = match &function.kind {
            ExprKind::Attribute(of, name) => {
                let of = self.eval(of)?;
                methods::exists(&of, name)?;
                Some((of, name))
            }
            _ => None,
        };
        let callee = if method.is_some() { Object::None } else { self.eval(function)? };
        let plain = self.all(args)?;
        let mut named = Vec::new();
        for keyword in keywords {
            named.push((keyword.name.as_str(), self.eval(&keyword.value)?));
        }
        if let Some((of, name)) = method {
            return match (&of, name.as_str(), &*plain, &*named) {
                (Object::List(_), "append" | "extend", [value], []) => {
                    let items = if name == "append" { Vec::from([value.clone()]) } else { iterate(value)? };
                    // What is held here must not count as a second holder.
                    drop(of);
                    drop(plain);
                    self.grow(function, items)
                }
                _ => methods::call(&of, name, &plain, &named),
            };
        }
        let args = Arguments { plain, named };
        match callee {
            Object::Function(name) => functions::call(name, args),
            Object::Builtin(name) => builtins::call(name, args),
            Object::ErrorClass(_) => undecided("an error is made"),
            _ => raise("TypeError", &["'", callee.type_name(), "' object is not callable"]),
        }
    }

    /// `name.append(…)` or `name.extend(…)`
    fn grow(&mut self, function: &'t Expr, items: Vec<Object>) -> Result<Object, Halt> {
        match &function.kind {
            ExprKind::Attribute(of, _) => match &of.kind {
                ExprKind::Name(name) => self.extend(name, items).map(|()| Object::None),
                _ => undecided("a list is changed that has no name"),
            },
            _ => undecided("a list is changed that has no name"),
        }
    }
}

pub(super) fn put(dict: &mut Vec<(Object, Object)>, key: Object, value: Object) -> Result<(), Halt> {
    for pair in dict.iter_mut() {
        if equal(&pair.0, &key)? {
            pair.1 = value;
            return Ok(());
        }
    }
    dict.push((key, value));
    Ok(())
}

fn distinct(items: Vec<Object>) -> Result<Vec<Object>, Halt> {
    if items.len() > 1000 {
        return undecided("a large set");
    }
    let mut kept: Vec<Object> = Vec::new();
    for item in items {
        let mut known = false;
        for other in &kept {
            known = known || equal(other, &item)?;
        }
        if !known {
            kept.push(item);
        }
    }
    Ok(kept)
}
