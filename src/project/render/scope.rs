//! What a name means while a template runs.

use alloc::{collections::BTreeSet, rc::Rc, string::String, vec::Vec};

use super::halt::{Halt, raise, undecided};
use super::object::Object;
use crate::project::template::reserved::{BUILTINS, CLASSES, CONSTANTS, ERRORS, function, is_python};
use crate::project::template::walk::{Piece, children, pieces};
use crate::project::template::{Expr, ExprKind, Node, Target, TargetKind, Template};

/// Names that a request could give, and with which it would break the engine's own workings.
const FRAGILE: &[&str] = &[
    "_tt_utf8",
    "_tt_string_types",
    "_tt_tmp",
    "_tt_append",
    "_tt_buffer",
    "xhtml_escape",
    "expression_wrapper",
    "tb_secrets",
    "tb_secret_dont_raise",
    "self",
];

/// The names of a run.
pub(crate) struct Scope<'t> {
    template: &'t Template,
    params: &'t [(String, Object)],
    /// What each of the template's locals has been assigned.
    assigned: Vec<Option<Object>>,
    /// The names of comprehensions, the innermost last.
    inner: Vec<(String, Object)>,
    /// The names that stand in the template outside of comprehensions: the engine gives each of them a value, if only `None`.
    registered: BTreeSet<&'t str>,
    /// Whether the engine gives `job_timestamp` the time where the request does not.
    timed: bool,
}

impl<'t> Scope<'t> {
    pub(crate) fn new(template: &'t Template, params: &'t [(String, Object)], timed: bool) -> Scope<'t> {
        let mut registered = BTreeSet::new();
        in_nodes(&template.nodes, &mut registered);
        let assigned = template.locals.iter().map(|_| None).collect();
        Scope { template, params, assigned, inner: Vec::new(), registered, timed }
    }

    /// Whether the template names it, as a name that has a value.
    pub(crate) fn is_registered(&self, name: &str) -> bool {
        self.registered.contains(name)
    }

    /// Which of the locals has this name.
    fn local(&self, name: &str) -> Option<usize> {
        self.template.locals.binary_search_by(|local| local.as_str().cmp(name)).ok()
    }

    fn slot(&mut self, name: &str) -> Option<&mut Option<Object>> {
        let local = self.local(name)?;
        self.assigned.get_mut(local)
    }

    pub(crate) fn read(&self, name: &str) -> Result<Object, Halt> {
        if let Some((_, value)) = self.inner.iter().rev().find(|inner| inner.0 == name) {
            return Ok(value.clone());
        }
        if let Some(local) = self.local(name) {
            return match self.assigned.get(local) {
                Some(Some(value)) => Ok(value.clone()),
                _ if self.inner.is_empty() => raise(
                    "UnboundLocalError",
                    &["cannot access local variable '", name, "' where it is not associated with a value"],
                ),
                _ => raise(
                    "NameError",
                    &[
                        "cannot access free variable '",
                        name,
                        "' where it is not associated with a value in enclosing scope",
                    ],
                ),
            };
        }
        if FRAGILE.contains(&name) {
            return undecided("a name of the engine's own");
        }
        if let Some(function) = function(name) {
            return Ok(Object::Function(function));
        }
        if let Some((_, value)) = self.params.iter().find(|(known, _)| known == name) {
            return Ok(value.clone());
        }
        if name == "symbol" {
            return Ok(Object::Function("symbol"));
        }
        if self.timed && name == "job_timestamp" {
            return undecided("the time at which the request comes");
        }
        if (self.is_registered(name) && (!is_python(name) || name == "format")) || name == "id" {
            return Ok(Object::None);
        }
        if let Some(name) = CLASSES.iter().chain(BUILTINS).chain(CONSTANTS).find(|known| **known == name) {
            return Ok(Object::Builtin(name));
        }
        if let Some((class, _)) = ERRORS.iter().find(|error| error.0 == name) {
            return Ok(Object::ErrorClass(if matches!(*class, "EnvironmentError" | "IOError") {
                "OSError"
            } else {
                class
            }));
        }
        raise("NameError", &["name '", name, "' is not defined"])
    }

    pub(crate) fn assign(&mut self, name: &str, value: Object) {
        if let Some(slot) = self.slot(name) {
            *slot = Some(value);
        }
    }

    /// The list or dict of a local that nothing else holds, to change it in place. Of one that is shared, who else sees the change is not
    /// followed.
    pub(crate) fn alone(&mut self, name: &str) -> Option<&mut Object> {
        if !self.inner.is_empty() {
            return None;
        }
        let object = self.slot(name)?.as_mut()?;
        let alone = match object {
            Object::List(items) => Rc::get_mut(items).is_some(),
            Object::Dict(pairs) => Rc::get_mut(pairs).is_some(),
            _ => false,
        };
        alone.then_some(object)
    }

    /// Forgets a local, as Python does behind `except … as name`.
    pub(crate) fn forget(&mut self, name: &str) {
        if let Some(slot) = self.slot(name) {
            *slot = None;
        }
    }

    /// Gives a name a value within a comprehension.
    pub(crate) fn enter(&mut self, name: &str, value: Object) {
        self.inner.push((name.into(), value));
    }

    pub(crate) fn depth(&self) -> usize {
        self.inner.len()
    }

    pub(crate) fn leave(&mut self, depth: usize) {
        self.inner.truncate(depth);
    }
}

/// Whether a request with such a parameter would reach into the engine.
pub(crate) fn is_fragile(name: &str) -> bool {
    FRAGILE.contains(&name)
}

fn in_nodes<'t>(nodes: &'t [Node], names: &mut BTreeSet<&'t str>) {
    for piece in nodes.iter().flat_map(pieces) {
        match piece {
            Piece::Expr(expr) | Piece::Class(expr) => in_expr(expr, names),
            Piece::Error(name) => {
                names.insert(name);
            }
            Piece::Target(target) => in_target(target, names),
            Piece::Nodes(nodes) => in_nodes(nodes, names),
        }
    }
}

fn in_target<'t>(target: &'t Target, names: &mut BTreeSet<&'t str>) {
    match &target.kind {
        TargetKind::Name(name) => {
            names.insert(name);
        }
        TargetKind::Unpack(items) => items.iter().for_each(|item| in_target(item, names)),
        TargetKind::Item(of, index) => {
            in_expr(of, names);
            in_expr(index, names);
        }
        TargetKind::Undecided(_) => {}
    }
}

fn in_expr<'t>(expr: &'t Expr, names: &mut BTreeSet<&'t str>) {
    match &expr.kind {
        ExprKind::Name(name) | ExprKind::Attribute(_, name) => {
            names.insert(name);
        }
        // Python compiles what is inside on its own, all but what is walked through.
        ExprKind::Comprehension { iterable, .. } => return in_expr(iterable, names),
        _ => {}
    }
    children(expr).into_iter().for_each(|child| in_expr(child, names));
}
