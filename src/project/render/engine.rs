//! The run of a template: its statements, and the SQL that they write.

use alloc::{rc::Rc, string::String, vec::Vec};

use super::compare::hashable;
use super::eval::put;
use super::functions;
use super::halt::{Failure, Halt, raise, undecided};
use super::index::iterate;
use super::object::Object;
use super::operators::{MAX_LEN, binary};
use super::scope::Scope;
use crate::project::position::Position;
use crate::project::template::{BinaryOp, Expr, ExprKind, Handler, Node, NodeKind, Target, TargetKind};

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

    pub(super) fn step(&mut self, cost: usize) -> Result<(), Halt> {
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

    fn set(&mut self, targets: &'t [Target], operator: Option<BinaryOp>, value: &'t Expr) -> Result<(), Halt> {
        let Some(operator) = operator else {
            let value = self.eval(value)?;
            return targets.iter().try_for_each(|target| self.assign(target, value.clone()));
        };
        let Some(target) = targets.first() else { return Ok(()) };
        let TargetKind::Name(name) = &target.kind else { return undecided("an item is changed in place") };
        let before = self.scope.read(name)?;
        let value = self.eval(value)?;
        if let (Object::List(_), BinaryOp::Add) = (&before, operator) {
            // A list is extended in place, by anything that can be walked through.
            drop(before);
            return self.extend(name, iterate(&value)?);
        }
        if matches!(before, Object::List(_)) {
            return undecided("a list is changed in place");
        }
        let after = binary(&before, operator, &value).map_err(in_place)?;
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
            TargetKind::Item(of, index) => {
                let index = self.eval(index)?;
                self.put(of, index, value)
            }
            TargetKind::Undecided(reason) => undecided(reason),
        }
    }

    /// Adds items to the list of a local.
    pub(super) fn extend(&mut self, name: &str, items: Vec<Object>) -> Result<(), Halt> {
        self.step(items.len())?;
        match self.scope.alone(name) {
            Some(Object::List(list)) if list.len().saturating_add(items.len()) <= MAX_LEN => {
                Rc::make_mut(list).extend(items);
                Ok(())
            }
            _ => undecided("a list is changed that is held twice"),
        }
    }

    /// Gives the dict of a local a key.
    fn put(&mut self, of: &'t Expr, key: Object, value: Object) -> Result<(), Halt> {
        let held = self.eval(of)?;
        match (&held, &of.kind) {
            (
                Object::None | Object::Bool(_) | Object::Int(_) | Object::Float(_) | Object::Str(_) | Object::Tuple(_),
                _,
            ) => {
                return raise("TypeError", &["'", held.type_name(), "' object does not support item assignment"]);
            }
            (Object::Dict(pairs), ExprKind::Name(_)) => self.step(pairs.len())?,
            _ => return undecided("an item is changed in place"),
        }
        drop(held);
        hashable(&key)?;
        let ExprKind::Name(name) = &of.kind else { return undecided("an item is changed in place") };
        match self.scope.alone(name) {
            Some(Object::Dict(pairs)) => put(Rc::make_mut(pairs), key, value),
            _ => undecided("a dict is changed that is held twice"),
        }
    }

    /// Counts the size of a value that was made.
    pub(super) fn charge(&mut self, value: &Object) -> Result<(), Halt> {
        match value {
            Object::Str(text) => self.step(text.len().checked_div(64).unwrap_or(0)),
            Object::List(items) | Object::Tuple(items) | Object::Iterator(items) => {
                self.step(items.len().checked_div(4).unwrap_or(0))
            }
            _ => Ok(()),
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

pub(super) fn unpacked(value: &Object, wanted: usize) -> Result<Vec<Object>, Halt> {
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
