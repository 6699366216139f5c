//! The run of a template: its statements, its expressions, and the SQL that they write.

use alloc::{rc::Rc, string::String, vec::Vec};

use super::arguments::Arguments;
use super::halt::{Failure, Halt, raise, undecided};
use super::object::Object;
use super::operators::{MAX_LEN, binary, comparison, hashable, item, iterate, slice, unary};
use super::scope::Scope;
use super::{builtins, functions, methods};
use crate::project::position::Position;
use crate::project::template::{Collects, Expr, ExprKind, FormatPart, Handler, Node, NodeKind, Target, TargetKind};

/// So many steps a run may take.
const MAX_STEPS: u32 = 2_000_000;
/// So long the SQL may become.
const MAX_SQL: usize = 16 << 20;

/// An `elif` is an `if` within the `else` before it, and Python nests no deeper than some thousands.
const MAX_BRANCHES: usize = 2000;

/// How a list of statements ended.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Flow {
    Next,
    Break,
    Continue,
}

pub(crate) struct Engine<'t> {
    pub(crate) scope: Scope<'t>,
    /// What has been written.
    pub(crate) sql: String,
    /// Where the run is.
    pub(crate) at: Position,
    steps: u32,
}

impl<'t> Engine<'t> {
    pub(crate) fn new(scope: Scope<'t>) -> Engine<'t> {
        Engine { scope, sql: String::new(), at: Position::default(), steps: 0 }
    }

    fn step(&mut self, cost: usize) -> Result<(), Halt> {
        let cost = u32::try_from(cost).unwrap_or(u32::MAX);
        self.steps = self.steps.saturating_add(1).saturating_add(cost);
        if self.steps > MAX_STEPS { undecided("a template that runs for very long") } else { Ok(()) }
    }

    fn write(&mut self, text: &str) -> Result<(), Halt> {
        if self.sql.len().saturating_add(text.len()) > MAX_SQL {
            return undecided("SQL that is very long");
        }
        self.sql.push_str(text);
        Ok(())
    }

    pub(crate) fn run(&mut self, nodes: &'t [Node]) -> Result<Flow, Halt> {
        for node in nodes {
            self.step(0)?;
            self.at = node.at;
            let flow = match &node.kind {
                NodeKind::Text(text) => {
                    self.write(text)?;
                    Flow::Next
                }
                NodeKind::Output { expr, source } => {
                    self.output(expr, source)?;
                    Flow::Next
                }
                NodeKind::If { branches, .. } if branches.len() > MAX_BRANCHES => {
                    return undecided("more branches than Python is known to compile");
                }
                NodeKind::If { branches, otherwise } => {
                    let mut taken = otherwise.as_deref().unwrap_or_default();
                    for branch in branches {
                        self.at = branch.at;
                        if self.eval(&branch.condition)?.truth() {
                            taken = &branch.body;
                            break;
                        }
                    }
                    self.run(taken)?
                }
                NodeKind::For { target, iterable, body, otherwise } => {
                    let items = self.eval(iterable)?;
                    let mut flow = Flow::Next;
                    for item in iterate(&items)? {
                        self.step(0)?;
                        self.assign(target, item)?;
                        flow = self.run(body)?;
                        if flow == Flow::Break {
                            break;
                        }
                    }
                    if flow == Flow::Break { Flow::Next } else { self.run(otherwise.as_deref().unwrap_or_default())? }
                }
                NodeKind::While { condition, body, otherwise } => loop {
                    self.step(0)?;
                    if !self.eval(condition)?.truth() {
                        break self.run(otherwise.as_deref().unwrap_or_default())?;
                    }
                    if self.run(body)? == Flow::Break {
                        break Flow::Next;
                    }
                },
                NodeKind::Try { body, handlers, otherwise, finally } => {
                    let finally = finally.as_deref().unwrap_or_default();
                    self.attempt(body, handlers, otherwise.as_deref().unwrap_or_default(), finally)?
                }
                NodeKind::Set { targets, operator, value } => {
                    self.set(targets, *operator, value)?;
                    Flow::Next
                }
                NodeKind::Evaluate(expr) => {
                    self.eval(expr)?;
                    Flow::Next
                }
                NodeKind::Break => Flow::Break,
                NodeKind::Continue => Flow::Continue,
                NodeKind::Undecided(reason) => return undecided(reason),
            };
            if flow != Flow::Next {
                return Ok(flow);
            }
        }
        Ok(Flow::Next)
    }

    fn output(&mut self, expr: &'t Expr, source: &str) -> Result<(), Halt> {
        let value = self.eval(expr)?;
        // Without parentheses, the commas separate arguments of the engine's own function.
        if let ExprKind::Tuple(items) = &expr.kind
            && items.first().is_some_and(|first| first.at == expr.at)
        {
            return match items.len() {
                2 => raise("TypeError", &["expression_wrapper() got multiple values for argument 'escape_arrays'"]),
                _ => raise("TypeError", &["expression_wrapper() takes from 2 to 3 positional arguments"]),
            };
        }
        let text = functions::written(&value, source)?.display()?;
        self.step(text.len().checked_div(64).unwrap_or(0))?;
        self.write(&text)
    }

    fn attempt(
        &mut self,
        body: &'t [Node],
        handlers: &'t [Handler],
        otherwise: &'t [Node],
        finally: &'t [Node],
    ) -> Result<Flow, Halt> {
        let result = match self.run(body) {
            Ok(Flow::Next) => self.run(otherwise),
            Ok(flow) => Ok(flow),
            Err(Halt::Failed(failure)) => self.handle(handlers, failure),
            Err(undecided) => return Err(undecided),
        };
        if matches!(result, Err(Halt::Undecided(_))) {
            return result;
        }
        // What `finally` does with the flow replaces what came before.
        match self.run(finally)? {
            Flow::Next => result,
            flow => Ok(flow),
        }
    }

    fn handle(&mut self, handlers: &'t [Handler], failure: Failure) -> Result<Flow, Halt> {
        for handler in handlers {
            let caught = match &handler.class {
                None => true,
                Some(class) => match self.eval(class)? {
                    Object::ErrorClass(class) => failure.is_a(class),
                    Object::Tuple(classes) => {
                        let mut caught = false;
                        for class in classes.iter() {
                            let Object::ErrorClass(class) = class else { return undecided("a class of errors") };
                            caught |= failure.is_a(class);
                        }
                        caught
                    }
                    _ => {
                        let text = "catching classes that do not inherit from BaseException is not allowed";
                        return raise("TypeError", &[text]);
                    }
                },
            };
            if caught {
                if let Some(name) = &handler.name {
                    self.scope.assign(name, Object::Error(failure.class, failure.message.as_str().into()));
                }
                let result = self.run(&handler.body);
                if let Some(name) = &handler.name {
                    self.scope.forget(name);
                }
                return result;
            }
        }
        Err(Halt::Failed(failure))
    }

    fn set(
        &mut self,
        targets: &'t [Target],
        operator: Option<crate::project::template::BinaryOp>,
        value: &'t Expr,
    ) -> Result<(), Halt> {
        let Some(operator) = operator else {
            let value = self.eval(value)?;
            return targets.iter().try_for_each(|target| self.assign(target, value.clone()));
        };
        let Some(target) = targets.first() else { return Ok(()) };
        let TargetKind::Name(name) = &target.kind else { return undecided("an item is changed in place") };
        let before = self.scope.read(name)?;
        let value = self.eval(value)?;
        let after = match (&before, operator) {
            // `list += text` extends the list in place.
            (Object::List(_), _) => return undecided("a list is changed in place"),
            _ => binary(&before, operator, &value).map_err(in_place)?,
        };
        self.charge(&after)?;
        self.scope.assign(name, after);
        Ok(())
    }

    fn assign(&mut self, target: &'t Target, value: Object) -> Result<(), Halt> {
        match &target.kind {
            TargetKind::Name(name) => {
                if matches!(value, Object::Iterator(_)) {
                    return undecided("a name for what can be walked through once");
                }
                self.scope.assign(name, value);
                Ok(())
            }
            TargetKind::Unpack(targets) => {
                for (target, value) in targets.iter().zip(unpacked(&value, targets.len())?) {
                    self.assign(target, value)?;
                }
                Ok(())
            }
            TargetKind::Item(..) => undecided("an item is changed in place"),
            TargetKind::Undecided(reason) => undecided(reason),
        }
    }

    /// Counts the size of a value that was made.
    fn charge(&mut self, value: &Object) -> Result<(), Halt> {
        match value {
            Object::Str(text) => self.step(text.len().checked_div(64).unwrap_or(0)),
            Object::List(items) | Object::Tuple(items) | Object::Iterator(items) => {
                self.step(items.len().checked_div(4).unwrap_or(0))
            }
            _ => Ok(()),
        }
    }

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

    fn call(
        &mut self,
        function: &'t Expr,
        args: &'t [Expr],
        keywords: &'t [crate::project::template::Keyword],
    ) -> Result<Object, Halt> {
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
            return methods::call(&of, name, &plain, &named);
        }
        let args = Arguments { plain, named };
        match callee {
            Object::Function(name) => functions::call(name, args),
            Object::Builtin(name) => builtins::call(name, args),
            Object::ErrorClass(_) => undecided("an error is made"),
            _ => raise("TypeError", &["'", callee.type_name(), "' object is not callable"]),
        }
    }
}

/// Python names the operator of an assignment with its `=`.
fn in_place(halt: Halt) -> Halt {
    match halt {
        Halt::Failed(mut failure) if failure.message.starts_with("unsupported operand") => {
            failure.message = failure.message.replacen(": ", "=: ", 1);
            Halt::Failed(failure)
        }
        halt => halt,
    }
}

fn put(dict: &mut Vec<(Object, Object)>, key: Object, value: Object) -> Result<(), Halt> {
    for pair in dict.iter_mut() {
        if super::operators::equal(&pair.0, &key)? {
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
            known = known || super::operators::equal(other, &item)?;
        }
        if !known {
            kept.push(item);
        }
    }
    Ok(kept)
}

fn unpacked(value: &Object, wanted: usize) -> Result<Vec<Object>, Halt> {
    use alloc::string::ToString as _;
    let items = match iterate(value) {
        Err(Halt::Failed(_)) => {
            return raise("TypeError", &["cannot unpack non-iterable ", value.type_name(), " object"]);
        }
        items => items?,
    };
    if items.len() < wanted {
        let (wanted, given) = (wanted.to_string(), items.len().to_string());
        return raise("ValueError", &["not enough values to unpack (expected ", &wanted, ", got ", &given, ")"]);
    }
    if items.len() > wanted {
        return raise("ValueError", &["too many values to unpack (expected ", &wanted.to_string(), ")"]);
    }
    Ok(items)
}
