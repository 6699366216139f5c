//! What a template declares about its parameters, as Tinybird's own client lists it.
//!
//! A parameter is declared where it is used: `Int32(page, 1, description='…')`. The order in which Tinybird looks matters, since of
//! two declarations within one expression the later wins.

use alloc::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    string::String,
    vec::Vec,
};

use super::expression::{Expr, ExprKind, FormatPart, Int, UnaryOp};
use super::reserved::{READERS, TYPES, is_reserved};
use super::tree::{Node, NodeKind, Target, TargetKind, Template};
use crate::project::position::Position;
use crate::project::value::Value;

/// A declaration of a parameter.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Declared {
    /// Its name. A value that is no text, or an empty one, is no name: Tinybird refuses the pipe.
    pub(crate) name: Value,
    /// Its type.
    pub(crate) kind: String,
    /// What a function of a type says of it: `default`, `required`, `description`, …
    pub(crate) settings: Vec<(String, Value)>,
    /// Whether a function of a type declares it, and not just a use.
    pub(crate) typed: bool,
    /// Whether it is a function such as `defined` that reads it, of which Tinybird does not say that it needs a value.
    pub(crate) read_only: bool,
    /// Where.
    pub(crate) at: Position,
}

impl Declared {
    /// Its name, if that is a text.
    pub(crate) fn text(&self) -> Option<&str> {
        match &self.name {
            Value::Text(name) => Some(name),
            _ => None,
        }
    }
}

/// Every declaration, in Tinybird's order. Names that the template assigns are among them, as they are among Tinybird's.
pub(crate) fn declared(template: &Template) -> Vec<Declared> {
    found(template, false)
}

/// The declarations that the engine finds when it renders. By then each output is wrapped in a call of the engine's own, so that a
/// bare `{{x}}` declares nothing.
pub(crate) fn declared_to_engine(template: &Template) -> Vec<Declared> {
    found(template, true)
}

fn found(template: &Template, wrapped: bool) -> Vec<Declared> {
    let mut found = Found { wrapped, all: Vec::new(), typed: BTreeSet::new() };
    found.nodes(&template.nodes);
    found.all
}

struct Found {
    /// Whether outputs are arguments of a call.
    wrapped: bool,
    all: Vec<Declared>,
    /// The names that outputs have declared so far. Blocks add nothing to them.
    typed: BTreeSet<String>,
}

impl Found {
    fn nodes(&mut self, nodes: &[Node]) {
        for node in nodes {
            match &node.kind {
                NodeKind::Output { expr, .. } => {
                    let declared = in_expressions(&[expr], &[], self.wrapped);
                    self.typed.extend(declared.iter().filter_map(Declared::text).map(String::from));
                    self.all.extend(declared);
                }
                NodeKind::If { branches, otherwise } => {
                    let mut branches = branches.iter();
                    let first = branches.next();
                    if let Some(first) = first {
                        self.nodes(&first.body);
                    }
                    for branch in branches {
                        self.statement(&[&branch.condition], &[]);
                        self.nodes(&branch.body);
                    }
                    self.nodes(otherwise.as_deref().unwrap_or_default());
                    if let Some(first) = first {
                        self.statement(&[&first.condition], &[]);
                    }
                }
                NodeKind::For { target, iterable, body, otherwise } => {
                    self.nodes(body);
                    self.nodes(otherwise.as_deref().unwrap_or_default());
                    self.statement(&[iterable], &[target]);
                }
                NodeKind::While { condition, body, otherwise } => {
                    self.nodes(body);
                    self.nodes(otherwise.as_deref().unwrap_or_default());
                    self.statement(&[condition], &[]);
                }
                NodeKind::Try { body, handlers, otherwise, finally } => {
                    self.nodes(body);
                    for handler in handlers {
                        if let Some(class) = &handler.class {
                            self.statement(&[class], &[]);
                        }
                        self.nodes(&handler.body);
                    }
                    self.nodes(otherwise.as_deref().unwrap_or_default());
                    self.nodes(finally.as_deref().unwrap_or_default());
                }
                NodeKind::Set { targets, value, .. } if embedded(value).is_none() => {
                    self.statement(&[value], &targets.iter().collect::<Vec<_>>());
                }
                NodeKind::Evaluate(expr) => self.statement(&[expr], &[]),
                _ => {}
            }
        }
    }

    fn statement(&mut self, exprs: &[&Expr], targets: &[&Target]) {
        let mut inner = Vec::new();
        exprs.iter().for_each(|expr| embeds(expr, &mut inner));
        // Of a piece with a list for a name, Tinybird gives up the whole.
        let in_expressions = |exprs: &[&Expr], targets: &[&Target]| {
            let declared = in_expressions(exprs, targets, false);
            if declared.iter().any(|declared| matches!(declared.name, Value::List(_))) { Vec::new() } else { declared }
        };
        let mut declared: Vec<Declared> = Vec::new();
        for expr in inner {
            declared.extend(in_expressions(&[expr], &[]));
        }
        let inner: BTreeSet<String> = declared.iter().filter_map(Declared::text).map(String::from).collect();
        let outer = in_expressions(exprs, targets).into_iter();
        declared.extend(outer.filter(|declared| declared.text().is_some_and(|name| !inner.contains(name))));
        declared.retain(|declared| declared.text().is_some_and(|name| !name.is_empty() && !self.typed.contains(name)));
        self.all.extend(declared);
    }
}

/// `{{ x }}` within a block is no output but a set in a set. Tinybird looks for parameters in it all the same.
fn embedded(expr: &Expr) -> Option<&Expr> {
    let ExprKind::Set(outer) = &expr.kind else { return None };
    match outer.as_slice() {
        [Expr { kind: ExprKind::Set(inner), .. }] => match inner.as_slice() {
            [only] => Some(only),
            _ => None,
        },
        _ => None,
    }
}

fn embeds<'t>(expr: &'t Expr, found: &mut Vec<&'t Expr>) {
    match embedded(expr) {
        Some(inner) => found.push(inner),
        None => super::walk::children(expr).into_iter().for_each(|child| embeds(child, found)),
    }
}

/// A node of Python's tree on its way through the queue.
enum Step<'t> {
    /// An expression, and whether it stands directly in a call.
    Expr(&'t Expr, bool),
    Target(&'t Target),
    /// Python has a node of its own around these, so that they come one turn later.
    Later(Vec<Step<'t>>),
}

/// The declarations of one piece of Python, level by level as its tree is.
fn in_expressions(exprs: &[&Expr], targets: &[&Target], in_call: bool) -> Vec<Declared> {
    let mut found = Names::default();
    let mut queue: VecDeque<Step<'_>> = targets.iter().map(|target| Step::Target(target)).collect();
    queue.extend(exprs.iter().map(|expr| Step::Expr(expr, in_call)));
    while let Some(step) = queue.pop_front() {
        match step {
            Step::Later(steps) => queue.extend(steps),
            Step::Target(target) => match &target.kind {
                TargetKind::Name(name) => found.declare(bare(name, target.at)),
                TargetKind::Unpack(items) => queue.extend(items.iter().map(Step::Target)),
                TargetKind::Item(of, index) => {
                    queue.push_back(Step::Expr(of, false));
                    queue.push_back(Step::Expr(index, false));
                }
                TargetKind::Undecided(_) => {}
            },
            Step::Expr(expr, in_call) => {
                match &expr.kind {
                    ExprKind::Name(name) if !in_call && !is_reserved(name) => found.declare(bare(name, expr.at)),
                    ExprKind::Call { function, args, keywords } => {
                        if let ExprKind::Name(function) = &function.kind {
                            if keywords.iter().any(|keyword| is_mixed(&keyword.value)) {
                                queue.extend(steps(expr));
                                continue;
                            }
                            let settings = keywords.iter().map(|keyword| (keyword.name.clone(), value(&keyword.value)));
                            call(&mut found, expr.at, function, args, settings.collect());
                        }
                    }
                    ExprKind::Undecided { names, .. } => {
                        for name in names.iter().filter(|name| !is_reserved(name) && !TYPES.contains(&name.as_str())) {
                            found.declare(bare(name, expr.at));
                        }
                    }
                    _ => {}
                }
                queue.extend(steps(expr));
            }
        }
    }
    found.all
}

/// The declarations of one piece of Python, and where each name's stands among them.
#[derive(Default)]
struct Names {
    all: Vec<Declared>,
    places: BTreeMap<String, usize>,
}

impl Names {
    fn place(&self, name: &Value) -> Option<usize> {
        match name {
            Value::Text(name) => self.places.get(name).copied(),
            _ => self.all.iter().position(|known| known.name == *name),
        }
    }

    /// Of two declarations in one expression the later wins, at the place of the earlier.
    fn declare(&mut self, declared: Declared) {
        let known = self.place(&declared.name);
        if let Some(known) = known.and_then(|place| self.all.get_mut(place)) {
            *known = declared;
            return;
        }
        if let Value::Text(name) = &declared.name {
            self.places.insert(name.clone(), self.all.len());
        }
        self.all.push(declared);
    }
}

/// The children of an expression in Python's own tree.
fn steps(expr: &Expr) -> Vec<Step<'_>> {
    match &expr.kind {
        ExprKind::Call { function, args, keywords } => {
            let mut steps = Vec::from([Step::Expr(function, true)]);
            steps.extend(args.iter().map(|arg| Step::Expr(arg, true)));
            steps.extend(keywords.iter().map(|keyword| Step::Later(Vec::from([Step::Expr(&keyword.value, false)]))));
            steps
        }
        ExprKind::Slice(of, bounds) => {
            let bounds = bounds.iter().flatten().map(|bound| Step::Expr(bound, false)).collect();
            Vec::from([Step::Expr(of, false), Step::Later(bounds)])
        }
        ExprKind::Format(parts) => parts
            .iter()
            .filter_map(|part| match part {
                FormatPart::Text(_) => None,
                FormatPart::Value(value) => Some(Step::Later(Vec::from([Step::Expr(value, false)]))),
            })
            .collect(),
        ExprKind::Comprehension { element, target, iterable, conditions, .. } => {
            let mut inner = Vec::from([Step::Target(target), Step::Expr(iterable, false)]);
            inner.extend(conditions.iter().map(|condition| Step::Expr(condition, false)));
            Vec::from([Step::Expr(element, false), Step::Later(inner)])
        }
        _ => match embedded(expr) {
            Some(_) => Vec::new(),
            None => super::walk::children(expr).into_iter().map(|child| Step::Expr(child, false)).collect(),
        },
    }
}

fn bare(name: &str, at: Position) -> Declared {
    Declared {
        name: Value::Text(name.into()),
        kind: "String".into(),
        settings: Vec::new(),
        typed: false,
        read_only: false,
        at,
    }
}

fn call(found: &mut Names, at: Position, function: &str, args: &[Expr], mut settings: Vec<(String, Value)>) {
    // Tinybird leaves calls out of the arguments, and counts the rest.
    let plain: Vec<&Expr> = args.iter().filter(|arg| !matches!(arg.kind, ExprKind::Call { .. })).collect();
    if plain.iter().any(|arg| is_mixed(arg)) {
        return;
    }
    let values: Vec<Value> = plain.iter().map(|arg| value(arg)).collect();
    let Some(name) = values.first().cloned() else { return };
    let at = plain.first().map_or(at, |arg| arg.at);
    if let Some((_, default)) = settings.iter_mut().find(|setting| setting.0 == "default") {
        *default = safe(core::mem::replace(default, Value::None));
    }
    if READERS.contains(&function) {
        let known = found.place(&name).is_some();
        if !known && (is_true(&name) || matches!(name, Value::List(_))) {
            found.declare(Declared {
                name,
                kind: "String".into(),
                settings: Vec::new(),
                typed: false,
                read_only: true,
                at,
            });
        }
        return;
    }
    if !TYPES.contains(&function) || (name == Value::None && function != "Array") {
        return;
    }
    let (kind, place) = if function == "Array" {
        (["Array(", &values.get(1).map_or_else(|| "String".into(), shown), ")"].concat(), 2)
    } else {
        (function.into(), 1)
    };
    if !settings.iter().any(|setting| setting.0 == "default") {
        let default = values.get(place).cloned().filter(|default| function != "Array" || is_true(default));
        settings.push(("default".into(), safe(default.unwrap_or(Value::None))));
    }
    found.declare(Declared { name, kind, settings, typed: true, read_only: false, at });
}

/// Whether it is a list of literals or names that has other things behind its first. Tinybird passes over a call with such a one.
fn is_mixed(expr: &Expr) -> bool {
    let ExprKind::List(items) = &expr.kind else { return false };
    let is_name = |item: &Expr| matches!(item.kind, ExprKind::Name(_));
    match items.first() {
        Some(first) if is_name(first) => !items.iter().all(is_name),
        Some(first) if is_literal(first) => !items.iter().all(is_literal),
        _ => false,
    }
}

fn is_literal(expr: &Expr) -> bool {
    matches!(expr.kind, ExprKind::None | ExprKind::Bool(_) | ExprKind::Int(_) | ExprKind::Float(_) | ExprKind::Str(_))
}

/// What an argument says, as far as that can be told without running it.
fn value(expr: &Expr) -> Value {
    match &expr.kind {
        ExprKind::Bool(value) => Value::Bool(*value),
        ExprKind::Int(int) => Value::Int(int.clone()),
        ExprKind::Float(float) => Value::Float(*float),
        ExprKind::Str(text) => Value::Text(text.clone()),
        ExprKind::Name(name) => Value::Text(name.clone()),
        ExprKind::List(items) => match items.first() {
            Some(first) if is_literal(first) || matches!(first.kind, ExprKind::Name(_)) => {
                Value::List(items.iter().map(value).collect())
            }
            _ => Value::List(Vec::new()),
        },
        ExprKind::Binary(left, _, right) => {
            let left = value(left);
            if is_true(&left) { left } else { value(right) }
        }
        ExprKind::Unary(op, operand) => negated(*op, value_of_constant(operand)),
        _ => Value::None,
    }
}

fn value_of_constant(expr: &Expr) -> Value {
    match expr.kind {
        ExprKind::Bool(_) | ExprKind::Int(_) | ExprKind::Float(_) | ExprKind::Str(_) => value(expr),
        _ => Value::None,
    }
}

fn negated(op: UnaryOp, value: Value) -> Value {
    match (op, value) {
        (UnaryOp::Minus, Value::Int(Int::Small(int))) => Value::Int(Int::Small(int.saturating_neg())),
        (UnaryOp::Minus, Value::Int(Int::Large(digits))) => Value::Int(Int::Large(["-", &*digits].concat())),
        (UnaryOp::Minus, Value::Float(float)) => Value::Float(-float),
        (UnaryOp::Minus, Value::Bool(value)) => Value::Int(Int::Small(if value { -1 } else { 0 })),
        (UnaryOp::Minus, Value::Text(_)) => Value::Text(String::new()),
        (_, value) => value,
    }
}

/// Tinybird writes integers as text that JavaScript could not hold.
fn safe(value: Value) -> Value {
    match value {
        Value::Int(Int::Small(int)) if int > 9_007_199_254_740_991 => Value::Text(Int::Small(int).to_text()),
        Value::Int(Int::Large(digits)) if !digits.starts_with('-') => Value::Text(digits),
        value => value,
    }
}

fn is_true(value: &Value) -> bool {
    match value {
        Value::None => false,
        Value::Bool(value) => *value,
        Value::Int(int) => *int != Int::Small(0),
        Value::Float(float) => *float != 0.0,
        Value::Text(text) => !text.is_empty(),
        Value::List(items) => !items.is_empty(),
    }
}

fn shown(value: &Value) -> String {
    match value {
        Value::None => "None".into(),
        Value::Bool(true) => "True".into(),
        Value::Bool(false) => "False".into(),
        Value::Int(int) => int.to_text(),
        Value::Text(text) => text.clone(),
        Value::Float(_) | Value::List(_) => String::new(),
    }
}
